/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remote_id_reports.h - what each transmitter has said of itself, and the
 * reports that its positions make: shared by all that carries Remote ID.
 *
 * Who it is, what it is and where its operator stands come in messages of
 * their own, before or after the position; they are kept by the name of the
 * transmitter (its radio's address). Bounded: LW_REMOTE_ID_CRAFT_MAX of them;
 * where a bucket of the table is full, the one not heard for longest makes
 * room.
 *
 * Source  doc/formats/remote-id.md
 */
#ifndef LW_REMOTE_ID_REPORTS_H
#define LW_REMOTE_ID_REPORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "decode.h"
#include "remote_id.h"
#include "remote_id_french.h"

enum {
    LW_REMOTE_ID_CRAFT_MAX = 1024,
    LW_REMOTE_ID_BUCKET = 8,
};

struct lw_remote_id_craft {
    char name[LW_OBJECT_MAX + 1]; /* "": a free place */
    int64_t heard_ns;
    uint8_t ua_type; /* 0: not told */
    char id[LW_REMOTE_ID_KINDS][sizeof((struct lw_ident *)0)->remote_id];
    bool has_operator;
    struct lw_geodetic operator_pos;
};

struct lw_remote_id_crafts {
    struct lw_remote_id_craft craft[LW_REMOTE_ID_CRAFT_MAX];
};

void lw_remote_id_crafts_init(struct lw_remote_id_crafts *crafts);

/*
 * Take in a message of the transmitter `name` (1 to LW_OBJECT_MAX bytes),
 * received at rx_ns. 1 with a position report in *out, or 0.
 *
 * A position that says when it was measured is the same report however often
 * it is sent and by whomever it is received: they have the same id.
 */
int lw_remote_id_take(struct lw_remote_id_crafts *crafts, const char *name,
                      const struct lw_remote_id *message, const char *sensor,
                      int64_t rx_ns, struct lw_report *out);

/* The same of a message in the format of France. */
int lw_remote_id_take_french(struct lw_remote_id_crafts *crafts,
                             const char *name,
                             const struct lw_remote_id_french *french,
                             const char *sensor, int64_t rx_ns,
                             struct lw_report *out);

/* The text of an id: as it is where it is text, else in hexadecimal digits.
 * Cut to what there is room for; "": there is none. */
void lw_remote_id_text(const struct lw_remote_id_basic *basic, char *text,
                       size_t size);

#endif
