/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_message.h - messages that are JSON: where one ends, and what it says.
 *
 * One after another, a line each or not; as elements of an array; or as
 * elements of the first array of objects or arrays in an object, however long
 * that is: then the text before its first element (`{"now":1,"all":[`) is
 * a message, each element, and the members after it (`"total":3}`).
 *
 * Source  RFC 8259
 */
#ifndef LW_JSON_MESSAGE_H
#define LW_JSON_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/text.h"

enum { LW_JSON_MESSAGE_MAX = 65536 };

/* lw_decoder.frame: what is longer than LW_JSON_MESSAGE_MAX, or breaks off
 * where the next one begins, is given out as far as it goes. */
size_t lw_json_frame(const uint8_t *buf, size_t len, int end, size_t *start);

/* The object or array that begins at buf[0]: its length, or up to where it
 * breaks off; 0: it goes on behind these bytes. */
size_t lw_json_value_len(const uint8_t *buf, size_t len);

/* The same; an object whose member `list` is an array, up to the first element
 * of that, its bracket included. */
size_t lw_json_head_len(const uint8_t *buf, size_t len, const char *list);

enum lw_json_piece {
    LW_JSON_PIECE_WHOLE, /* an object, or an array */
    LW_JSON_PIECE_HEAD,  /* up to the first element, its bracket included */
    LW_JSON_PIECE_TAIL,  /* members after the last, and the brace */
};

/* What a message of lw_json_frame() is. */
enum lw_json_piece lw_json_piece(const uint8_t *msg, size_t len);

/* How likely it is that bytes with these quoted keys are of a format: 0..100
 * by how many of them stand in the first object; 0 where none does. */
int lw_json_guess(const uint8_t *buf, size_t len, const char *const *keys);

/*
 * lw_decoder.describe for such formats: the members as they are, but for those
 * that `decode` writes itself (format, offset, error, item). An array is
 * "values". Length, LW_ERR_SYNTAX with *fault, or LW_ERR_NO_SPACE.
 */
int lw_json_describe(void *state, const uint8_t *msg, size_t len, char *text,
                     size_t size, struct lw_fault *fault);

/* Not JSON: LW_ERR_SYNTAX with the reader's own words in *fault. */
int lw_json_fault(const struct lw_json *json, struct lw_fault *fault);

/* A member whose value is none that was expected: LW_ERR_RANGE. */
int lw_json_refuse(const struct lw_json *json, const struct lw_json_string *key,
                   const char *expected, struct lw_fault *fault);

/* A string of printable ASCII, without the blanks behind it; "" where it does
 * not fit or holds others. 0, or LW_ERR_SYNTAX with *fault. */
int lw_json_ascii(struct lw_json *json, char *text, size_t size,
                  struct lw_fault *fault);

#endif
