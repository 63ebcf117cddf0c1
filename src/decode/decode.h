/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decode.h - what a wire format is to the rest of the program.
 *
 * One `const struct lw_decoder` a format, one line in the list in decoders.c.
 * Framing ("where does a message end?") is apart from decoding ("what does it
 * say?"), so that bytes may come from a file, a socket or a test alike. A
 * decoder may keep state between messages (CPR needs two); the caller provides
 * its memory, one a source. Outcomes are counted by the caller.
 */
#ifndef LW_DECODE_H
#define LW_DECODE_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "model/pair.h"
#include "packet.h"

/* A time of day comes round after so long. */
#define LW_DAY_NS ((int64_t)86400 * 1000000000)

/* What the caller knows and the wire does not say. The lists stay the
 * caller's, and as they are, while the decoder's state is used. */
struct lw_decode_config {
    /* Id that the reports will carry; "": they carry the name that their
     * source has on the wire (lw_decoder.named). */
    char sensor[LW_ID_MAX + 1];
    /* Name of a source on the wire -> id from the site file, before both. */
    const struct lw_pair *source;
    uint32_t sources;
    const struct lw_pair *option; /* the format's own settings */
    uint32_t options;
    /* describe() may tell positions of operators, which are personal data
     * (doc/privacy.md). Reports have them either way, and lw_report_write()
     * leaves them out. */
    int personal;
    /* Whose sensors there are; NULL: not known, a recording may be of any. */
    const struct lw_site *site;
};

enum { LW_DECODE_ANSWER_MAX = 16384 };

/* The id for a source by its name on the wire: "25/10" (SAC/SIC), a node's or
 * a device's id. NULL: it is none that a report can carry. O(sources). */
const char *lw_decode_sensor(const struct lw_decode_config *config,
                             const char *name);

/* The value of a setting, NULL: it is not set. */
const char *lw_decode_option(const struct lw_decode_config *config,
                             const char *key);

struct lw_decoder {
    const char *name;   /* as in --format and the configuration */
    const char *format; /* what it carries, as `decode` tells it ("adsb") */
    const char *title;  /* for people */
    const char *spec;   /* document, edition, section */
    int text;           /* one message a line: faults are told by line */
    size_t frame_len_max;
    size_t state_size; /* 0: stateless */
    int named;         /* a message says by itself which source it is from */
    int plain; /* what describe() tells needs no decode() of the message */
    unsigned carried; /* payloads of a capture that it reads, LW_CARRIES() ored;
                         0: what UDP and TCP carry */
    /* Keys of the settings that it takes, NULL at the end; one that ends in
     * `.` begins many. NULL: it takes none. */
    const char *const *options;

    /* 0, or LW_ERR_RANGE with *fault's sentence: a setting that cannot be. */
    int (*init)(void *state, const struct lw_decode_config *config,
                struct lw_fault *fault);

    /* How sure these first bytes are its own, 0..100; 50: they would do, and
     * those of others as well. Bytes may end anywhere. NULL: never guessed. */
    int (*guess)(const uint8_t *buf, size_t len);

    /* The payload of a capture whose frames come next: its kind, addresses,
     * signal. NULL: the bytes are enough. */
    void (*carrier)(void *state, const struct lw_payload *payload);

    /*
     * The first whole message in buf: returns its length and sets *start, or
     * 0 when more bytes are needed (bytes before *start may be dropped). At
     * the end of input the caller passes `end` true: what is left is then
     * given out as a message, or dropped.
     */
    size_t (*frame)(const uint8_t *buf, size_t len, int end, size_t *start);

    /*
     * Of a frame of several messages: where the next one from `from` ends.
     * decode() and describe() then speak of that one, whatever bytes they are
     * given. Of what cannot be read on it is the end of the frame, and
     * decode() says why. NULL: a frame is one message.
     */
    size_t (*part)(void *state, const uint8_t *frame, size_t len, size_t from);

    /*
     * What the message itself says of its time, in ns: since the Unix epoch,
     * or where the device only counts, since it was switched on; -1: nothing.
     * For recordings, which have no other clock. NULL: it never says.
     */
    int64_t (*clock_ns)(void *state, const uint8_t *msg, size_t len);
    int64_t clock_round_ns; /* it comes round after so long; 0: never */

    /*
     * Decode one framed message received at rx_ns. Returns the number of
     * reports in out[] (0: valid, and nothing to report yet), or an error:
     *   LW_ERR_TRUNCATED, LW_ERR_NOT_MINE, LW_ERR_INTEGRITY, LW_ERR_RANGE,
     *   LW_ERR_SYNTAX, LW_ERR_MISSING; *fault says what and at which column.
     * With an error, out[0].sensor may say whose it was; else it stays.
     */
    int (*decode)(void *state, const uint8_t *msg, size_t len, int64_t rx_ns,
                  struct lw_report *out, size_t out_max,
                  struct lw_fault *fault);

    /*
     * The same message as one JSON object for people, without the braces:
     * its fields by their standard names (`"df":17,"icao":"4840d6"`). Returns
     * its length, or an error as above or LW_ERR_NO_SPACE. NULL: the format is
     * JSON already.
     */
    int (*describe)(void *state, const uint8_t *msg, size_t len, char *text,
                    size_t size, struct lw_fault *fault);

    /*
     * After decode(), where the source can be written to: what its protocol
     * wants said in return. Returns how many of `size` bytes (at least
     * LW_DECODE_ANSWER_MAX) it is, 0: nothing. NULL: always nothing.
     */
    size_t (*answer)(void *state, int64_t now_ns, uint8_t *out, size_t size);
};

/* lw_decoder.part, or the whole frame where there is none. */
size_t lw_decoder_part(const struct lw_decoder *decoder, void *state,
                       const uint8_t *frame, size_t len, size_t from);

/* Framing for formats of one message a line: the line without its end; of one
 * longer than `max`, the first `max` bytes. */
size_t lw_decode_line(const uint8_t *buf, size_t len, int end, size_t max,
                      size_t *start);

/* How many blanks and ends of lines the bytes begin with. */
size_t lw_decode_blank(const uint8_t *buf, size_t len);

/* All formats, NULL at the end; and one by name (NULL: there is none). */
extern const struct lw_decoder *const lw_decoders[];
const struct lw_decoder *lw_decoder_find(const char *name);

/* The format that these first bytes are most likely in; NULL: none. Of what
 * came as a payload of a capture: of those that read its kind. */
const struct lw_decoder *lw_decoder_guess(const uint8_t *buf, size_t len);
const struct lw_decoder *
lw_decoder_guess_payload(const struct lw_payload *payload);

/* Whether a guess by the first bytes of a stream would still be the same with
 * more of them: it is sure, or a whole line or a good deal is there. */
int lw_decoder_settled(const struct lw_decoder *decoder, const uint8_t *buf,
                       size_t len);

/* Whether all settings of a configuration are among those that it takes: 0, or
 * LW_ERR_UNKNOWN with *fault's sentence. */
LW_NODISCARD int lw_decoder_check(const struct lw_decoder *decoder,
                                  const struct lw_decode_config *config,
                                  struct lw_fault *fault);

#endif
