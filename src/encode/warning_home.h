/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_home.h - how a zone stands, as one retained MQTT message for sirens
 * and homes, and what tells Home Assistant of it: a siren and a binary sensor
 * for each zone.
 *
 *     TOPIC of a zone           lw_home_state(), retained
 *     PREFIX/siren/ID/config            lw_home_siren(), retained
 *     PREFIX/binary_sensor/ID/config    lw_home_sensor(), retained
 *
 * ID is lw_home_id()'s. What is on these topics is of one status; that of an
 * exercise, or a test, needs topics of its own, has ids and names of its own,
 * and says so in each message.
 *
 * Source  home-assistant.io/integrations/mqtt (discovery), .../siren.mqtt,
 *         .../binary_sensor.mqtt
 */
#ifndef LW_WARNING_HOME_H
#define LW_WARNING_HOME_H

#include <stdint.h>

#include "base/text.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

enum {
    LW_HOME_ID_SIZE = 160,
    LW_HOME_STATE_MAX = 8192, /* bytes of a state */
    LW_HOME_CONFIG_MAX = 8192,
};

struct lw_home {
    const struct lw_site *site;
    enum lw_warning_status status;
    enum lw_language language; /* of names and texts */
    int32_t offset_s;          /* of local time to UTC */
    const char *alive;         /* our own topic: `online`, `offline` */
    const char *version;
};

/*
 * How a zone stands at `now_ns`:
 *
 *   {"state":"clear|notice|warning|not-covered","siren":"ON|OFF",
 *    "tone":"notice|warning","status":"actual","zone":..,"name":..,"t":..,
 *    "cover":..,"warning":..,"revision":..,"sound":true,"likely":..,
 *    "minutes":..,"expires":..,"event":..,"headline":..,"instruction":..}
 *
 * From `warning` on only where there is one; `warning` may be NULL, or one
 * that has just ended: its words stay, the state is clear. A siren is ON while
 * a zone is to take shelter; `sound` says that this message is why.
 */
void lw_home_state(const struct lw_home *home, uint32_t zone,
                   const struct lw_warning *warning, enum lw_cover cover,
                   int64_t now_ns, struct lw_text *to);

/* Letters, digits, `_` and `-`; no two zones have the same. */
void lw_home_id(const struct lw_home *home, uint32_t zone,
                char id[LW_HOME_ID_SIZE]);

/* `state_topic` is that of the zone. Nobody listens at `command_topic`, which
 * Home Assistant wants a siren to have: a warning is ended by a duty officer,
 * not by a switch. */
void lw_home_siren(const struct lw_home *home, uint32_t zone,
                   const char *state_topic, const char *command_topic,
                   struct lw_text *to);
/* ON: something is to be done; class "safety". */
void lw_home_sensor(const struct lw_home *home, uint32_t zone,
                    const char *state_topic, struct lw_text *to);

#endif
