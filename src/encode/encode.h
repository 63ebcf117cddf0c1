/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encode.h - what a format of the outputs is to the rest of the program.
 *
 * One `const struct lw_encoder` a format, one line in the list in encoders.c.
 * A round is: begin, a call for each sensor, one for each track, end. Where to
 * the bytes go, how often, and which tracks, is the caller's affair.
 */
#ifndef LW_ENCODE_H
#define LW_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "luchtwacht/warning.h"
#include "model/pair.h"

/* The site and the lists stay the caller's, and as they are, while the
 * encoder's state is used. */
struct lw_encode_config {
    const struct lw_site *site;
    const struct lw_pair *option; /* the format's own settings */
    uint32_t options;
    /* Each message travels by itself (UDP, MQTT), not one behind the other:
     * some formats frame them in another way. */
    bool datagrams;
    double every_s; /* a track is told again so soon; 0: not known */
};

/* The value of a setting, NULL: it is not set. */
const char *lw_encode_option(const struct lw_encode_config *config,
                             const char *key);

/* A round: the moment that its tracks are for, and what is known beside. */
struct lw_encode_round {
    int64_t time_ns;  /* INT64_MIN: nothing was ever heard */
    uint64_t reports; /* taken in since the start */
    /* Once in `every_s`, whatever tracks are told: time to say what is known
     * beside them. Sensors are told in such a round only. */
    bool beat;
};

/* How a sensor of the site is at that moment. */
struct lw_encode_sensor {
    uint32_t index; /* in the site */
    enum lw_heartbeat state;
    bool heard;      /* at all; else `last_ns` means nothing */
    int64_t last_ns; /* when it was heard last */
};

struct lw_words; /* warning_words.h */

struct lw_encoder {
    const char *name;   /* as in --to and the configuration */
    const char *title;  /* for people */
    const char *spec;   /* document, edition, section */
    const char *type;   /* media type */
    const char *suffix; /* of files, without the dot */
    /* What all calls of a round write makes one document; else what each call
     * writes is a message (a datagram, a line with its end) by itself, and
     * nothing is none. */
    bool document;
    bool binary;
    bool ended_asked; /* ended tracks are told only who asks for tentative
                         ones, too */
    uint32_t trail;   /* points of a track's path that it can use */
    size_t state_size;
    size_t track_max; /* bytes that one call for a track writes at most,
                         without its trail; begin, sensor and end alike */
    size_t point_max; /* and of each point of its trail */
    /* Keys of the settings that it takes, NULL at the end. NULL: none. */
    const char *const *options;

    /* 0, or LW_ERR_RANGE with *fault's sentence: a setting that cannot be. */
    int (*init)(void *state, const struct lw_encode_config *config,
                struct lw_fault *fault);

    /*
     * Formats that agree with their peer before tracks flow have these two,
     * and a state for each peer; until it has agreed, the calls below write
     * nothing. greet(): there is a connection, new or again. heard(): what
     * the peer says; returns how many of the bytes it took, and is called
     * again with the rest and what follows. NULL: nobody listens.
     */
    void (*greet)(void *state, int64_t now_ns, struct lw_text *to);
    size_t (*heard)(void *state, const uint8_t *bytes, size_t len,
                    int64_t now_ns, struct lw_text *to);

    /* All but `track` may be NULL. */
    void (*begin)(void *state, const struct lw_encode_round *round,
                  struct lw_text *to);
    void (*sensor)(void *state, const struct lw_encode_sensor *sensor,
                   struct lw_text *to);
    /* An ended one is told once. Numbers of a track that are not known are NaN:
     * what was converted may not say its height, velocity or accuracy; ours
     * always do. `trail`: `points` of its path, oldest first,
     * the present one not among them. */
    void (*track)(void *state, const struct lw_track *track,
                  const struct lw_track_point *trail, uint32_t points,
                  struct lw_text *to);
    void (*end)(void *state, struct lw_text *to);

    /* Formats that tell warnings, too: one as it stands, at any time between
     * rounds. `track_max` holds for it. */
    void (*warning)(void *state, const struct lw_words *words,
                    const struct lw_warning *warning, struct lw_text *to);
};

/* All formats, NULL at the end; and one by name (NULL: there is none). */
extern const struct lw_encoder *const lw_encoders[];
const struct lw_encoder *lw_encoder_find(const char *name);

/* Whether all settings of a configuration are among those that it takes: 0, or
 * LW_ERR_UNKNOWN with *fault's sentence. */
LW_NODISCARD int lw_encoder_check(const struct lw_encoder *encoder,
                                  const struct lw_encode_config *config,
                                  struct lw_fault *fault);

#endif
