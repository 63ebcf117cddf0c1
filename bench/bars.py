# SPDX-License-Identifier: Apache-2.0
"""A figure beside the bar it is to reach, one line each: see bars.h."""


def most(what, value, bar, unit=""):
    print(f"bar: {what} | {value:.6g} | at most | {bar:.6g} | {unit}",
          flush=True)


def least(what, value, bar, unit=""):
    print(f"bar: {what} | {value:.6g} | at least | {bar:.6g} | {unit}",
          flush=True)
