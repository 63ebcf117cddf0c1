/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz.h - a target takes any bytes, and stops the program when something that
 * should hold for all of them does not. Linked with libFuzzer, or with
 * standalone.c, which runs it over saved inputs.
 */
#ifndef LW_FUZZ_H
#define LW_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
