/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sapient_node.h - this centre as a SAPIENT node: its id, its words, how it
 * introduces itself.
 *
 * protobuf-c takes text as memory that may be written to: what is said always
 * is kept here, as it is.
 */
#ifndef LW_SAPIENT_NODE_H
#define LW_SAPIENT_NODE_H

#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "model/sapient_wire.h"

enum { LW_SAPIENT_WORD_SIZE = 24, LW_SAPIENT_SENTENCE_SIZE = 96 };

/* Words, in the order of struct lw_sapient_self.word. */
enum lw_sapient_word {
    LW_SAPIENT_WORD_TRACK,
    LW_SAPIENT_WORD_ICAO,
    LW_SAPIENT_WORD_REMOTE_ID,
    LW_SAPIENT_WORD_CALLSIGN,
    LW_SAPIENT_WORD_SQUAWK,
    LW_SAPIENT_WORD_EXERCISE,
    LW_SAPIENT_WORD_TRUE,
    LW_SAPIENT_WORD_TEXT,
    LW_SAPIENT_WORD_AIR_VEHICLE,
    LW_SAPIENT_WORD_ANIMAL,
    LW_SAPIENT_WORD_UNKNOWN,
    LW_SAPIENT_WORD_MODE,
    LW_SAPIENT_WORD_EDITION,
    LW_SAPIENT_WORD_MAKER,
    LW_SAPIENT_WORD_FUSION,
    LW_SAPIENT_WORD_PICTURE,
    LW_SAPIENT_WORD_SD,
    LW_SAPIENT_WORD_UNITS,
    LW_SAPIENT_WORD_VARIES,
};
enum { LW_SAPIENT_WORDS = 19 };

struct lw_sapient_self {
    char word[LW_SAPIENT_WORDS][LW_SAPIENT_WORD_SIZE];
    char kind[LW_KINDS][LW_SAPIENT_WORD_SIZE]; /* as a sub-class; "": none */
    char airliner[LW_SAPIENT_WORD_SIZE];       /* a level further down */
    char exercise[LW_SAPIENT_SENTENCE_SIZE];
    char test[LW_SAPIENT_SENTENCE_SIZE];
    char no_tasks[LW_SAPIENT_SENTENCE_SIZE];
    char node_id[LW_SAPIENT_UUID_SIZE];
    char name[LW_NAME_MAX + 1]; /* of the site */
    float every_s;              /* between two status reports */
    uint16_t mark;              /* in ids, beside those of other centres */
};

/* `node_id` NULL: what the site's name gives. 0, or LW_ERR_RANGE with
 * *fault's sentence: it is no UUID. */
LW_NODISCARD int lw_sapient_self(struct lw_sapient_self *self,
                                 const char *node_id,
                                 const struct lw_site *site, double every_s,
                                 struct lw_fault *fault);

/* What others gave as text, without what is none; returns `to`. */
char *lw_sapient_copy(char *to, size_t size, const char *from);

/* The kinds that are air vehicles, in the order that they are told. */
enum { LW_SAPIENT_AIR_KINDS = 7 };
extern const enum lw_kind lw_sapient_air[LW_SAPIENT_AIR_KINDS];

/* The registration, in memory of the caller's. */
struct lw_sapient_introduction {
    Sapient__Registration registration;
    Sapient__Registration__NodeDefinition node, *nodes[1];
    Sapient__Registration__Capability capability, *capabilities[1];
    Sapient__Registration__Duration interval, at_once;
    Sapient__Registration__StatusDefinition status;
    Sapient__Registration__LocationType place, *places[1];
    Sapient__ENUVelocityUnits speed;
    Sapient__Registration__VelocityType velocity;
    Sapient__Registration__GeometricError error;
    Sapient__Registration__SubClass subs[LW_KINDS], *sub[LW_KINDS];
    Sapient__Registration__ClassDefinition classes[3], *class[3];
    Sapient__Registration__DetectionClassDefinition definition, *definitions[1];
    Sapient__Registration__DetectionReport infos[6], *info[6];
    Sapient__Registration__DetectionDefinition detection, *detections[1];
    Sapient__Registration__RegionType region_type;
    Sapient__Registration__RegionDefinition region;
    Sapient__Registration__TaskDefinition task;
    Sapient__Registration__ModeDefinition mode, *modes[1];
    Sapient__Registration__ConfigurationData data, *configs[1];
};
Sapient__Registration *lw_sapient_introduce(struct lw_sapient_self *self,
                                            struct lw_sapient_introduction *in);

#endif
