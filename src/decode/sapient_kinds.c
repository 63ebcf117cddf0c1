/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A class has a confidence, its sub-classes theirs, and so on down. Sub-classes
 * share what their class has; what none of them takes stays with the class.
 * A name that is not known (a level "Military") is what is above it.
 */
#include "sapient_kinds.h"

#include <math.h>
#include <string.h>

#include "model/sapient_wire.h"

enum { NAME_SIZE = 64 };

#define KIND(kind) (1u << (kind))

/* Names in small letters and digits alone. Several kinds share evenly; 0: it
 * says nothing of a kind. */
static const struct {
    const char *name;
    unsigned kinds;
} known[] = {
    {"uavrotarywing", KIND(LW_KIND_MULTIROTOR)},
    {"uasrotarywing", KIND(LW_KIND_MULTIROTOR)},
    {"rotarywinguav", KIND(LW_KIND_MULTIROTOR)},
    {"multirotor", KIND(LW_KIND_MULTIROTOR)},
    {"multicopter", KIND(LW_KIND_MULTIROTOR)},
    {"quadcopter", KIND(LW_KIND_MULTIROTOR)},
    {"uavfixedwing", KIND(LW_KIND_FIXED_WING)},
    {"uasfixedwing", KIND(LW_KIND_FIXED_WING)},
    {"fixedwinguav", KIND(LW_KIND_FIXED_WING)},
    {"fixedwing", KIND(LW_KIND_FIXED_WING)},
    {"mannedrotarywing", KIND(LW_KIND_HELICOPTER)},
    {"helicopter", KIND(LW_KIND_HELICOPTER)},
    {"mannedfixedwing",
     KIND(LW_KIND_AIRLINER) | KIND(LW_KIND_PISTON) | KIND(LW_KIND_JET)},
    {"airliner", KIND(LW_KIND_AIRLINER)},
    {"piston", KIND(LW_KIND_PISTON)},
    {"jet", KIND(LW_KIND_JET)},
    {"bird", KIND(LW_KIND_BIRD)},
    {"balloon", KIND(LW_KIND_BALLOON)},
    {"human", KIND(LW_KIND_UNKNOWN)},
    {"animal", KIND(LW_KIND_UNKNOWN)},
    {"landvehicle", KIND(LW_KIND_UNKNOWN)},
    {"seavessel", KIND(LW_KIND_UNKNOWN)},
    {"fixedobject", KIND(LW_KIND_UNKNOWN)},
    {"equipment", KIND(LW_KIND_UNKNOWN)},
    {"uascontrolstation", KIND(LW_KIND_UNKNOWN)},
};

/* Classes of one level under one class. */
struct level {
    Sapient__DetectionReport__SubClass **sub;
    size_t count, at;
    double mass; /* of what is above */
    double scale, unsaid;
    unsigned kinds; /* what is above is */
};

/* Without its taxonomy ("sapient_core:"), in small letters and digits. */
static void plain_name(const char *name, char plain[NAME_SIZE])
{
    const char *colon = strrchr(name, ':');
    size_t len = 0;

    for (const char *c = colon != NULL ? colon + 1 : name;
         *c != '\0' && len < NAME_SIZE - 1; c++)
        if (*c >= 'A' && *c <= 'Z')
            plain[len++] = (char)(*c | 0x20);
        else if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9'))
            plain[len++] = *c;
    plain[len] = '\0';
}

static const char *class_setting(const struct lw_pair *pair)
{
    static const char prefix[] = "class.";

    return strncmp(pair->key, prefix, sizeof prefix - 1) == 0
               ? pair->key + sizeof prefix - 1
               : NULL;
}

int lw_sapient_kinds_check(const struct lw_decode_config *config,
                           struct lw_fault *fault)
{
    for (uint32_t i = 0; i < config->options; i++) {
        const struct lw_pair *pair = &config->option[i];
        if (class_setting(pair) != NULL &&
            lw_kind_find(pair->value, strlen(pair->value)) < 0)
            return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                "`%s`: expected one of our kinds, got %s",
                                pair->key, pair->value);
    }
    return 0;
}

/* The kinds that a name means, `above` where it is not known. */
static unsigned kinds_of(const char *name, unsigned above,
                         const struct lw_decode_config *config)
{
    char plain[NAME_SIZE], set[NAME_SIZE];

    plain_name(name, plain);
    for (uint32_t i = 0; i < config->options; i++) {
        const char *key = class_setting(&config->option[i]);
        if (key == NULL)
            continue;
        plain_name(key, set);
        const char *kind = config->option[i].value;
        if (strcmp(plain, set) == 0)
            return KIND(lw_kind_find(kind, strlen(kind)));
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(plain, known[i].name) == 0)
            return known[i].kinds;
    return above;
}

static void put(double kinds[LW_KINDS], unsigned which, double mass)
{
    int shared = 0;

    for (int k = 0; k < LW_KINDS; k++)
        shared += (which & KIND(k)) != 0;
    for (int k = 0; k < LW_KINDS; k++)
        if (which & KIND(k))
            kinds[k] += mass / shared;
}

double lw_sapient_chance(int has, float value)
{
    /* To a millionth: the float next to 0.8 is meant as 0.8. */
    return has && value >= 0 && value <= 1 ? rint((double)value * 1e6) / 1e6
                                           : -1;
}

static void count(double chance, double *sum, size_t *silent)
{
    if (chance >= 0)
        *sum += chance;
    else
        ++*silent;
}

/* How a level of so much confidence in all, and so many classes that say none,
 * shares its mass. More than there is: the chances are given the class. */
static void share(struct level *l, double sum, size_t silent)
{
    const double slack = 1e-6;

    l->scale = sum <= l->mass + slack ? 1
               : sum <= 1 + slack     ? l->mass
                                      : l->mass / sum;
    l->unsaid =
        silent > 0 ? fmax(l->mass - sum * l->scale, 0) / (double)silent : 0;
}

static struct level below(Sapient__DetectionReport__SubClass **sub, size_t subs,
                          double mass, unsigned kinds)
{
    struct level l = {.sub = sub, .count = subs, .mass = mass, .kinds = kinds};
    double sum = 0;
    size_t silent = 0;

    for (size_t i = 0; i < subs; i++) {
        count(lw_sapient_chance(sub[i]->has_confidence, sub[i]->confidence),
              &sum, &silent);
    }
    share(&l, sum, silent);
    const double left = mass - sum * l.scale - l.unsaid * (double)silent;
    l.mass = fmax(left, 0); /* stays with the class */
    return l;
}

/* One class and all below it. */
static void put_class(const struct level *top,
                      const struct lw_decode_config *config,
                      double kinds[LW_KINDS])
{
    struct level level[LW_SAPIENT_DEPTH_MAX] = {*top};
    int depth = 0;

    put(kinds, top->kinds, top->mass);
    while (depth >= 0) {
        struct level *l = &level[depth];
        if (l->at == l->count) {
            depth--;
            continue;
        }
        const Sapient__DetectionReport__SubClass *sub = l->sub[l->at++];
        const double chance =
            lw_sapient_chance(sub->has_confidence, sub->confidence);
        const double mass = chance >= 0 ? l->scale * chance : l->unsaid;
        const unsigned is = kinds_of(sub->type, l->kinds, config);
        const struct level next =
            below(sub->sub_class, sub->n_sub_class, mass, is);
        put(kinds, is, next.mass);
        if (depth + 1 < LW_SAPIENT_DEPTH_MAX)
            level[++depth] = next;
    }
}

bool lw_sapient_kinds(const Sapient__DetectionReport *report,
                      const struct lw_decode_config *config,
                      double kinds[LW_KINDS])
{
    struct level all = {.mass = 1};
    double sum = 0;
    size_t silent = 0;

    for (size_t i = 0; i < report->n_classification; i++) {
        const Sapient__DetectionReport__DetectionReportClassification *c =
            report->classification[i];
        count(lw_sapient_chance(c->has_confidence, c->confidence), &sum,
              &silent);
    }
    share(&all, sum, silent);
    for (int k = 0; k < LW_KINDS; k++)
        kinds[k] = 0;
    for (size_t i = 0; i < report->n_classification; i++) {
        const Sapient__DetectionReport__DetectionReportClassification *c =
            report->classification[i];
        const double chance =
            lw_sapient_chance(c->has_confidence, c->confidence);
        const double mass = chance >= 0 ? all.scale * chance : all.unsaid;
        const struct level inner = below(c->sub_class, c->n_sub_class, mass,
                                         kinds_of(c->type, 0, config));
        put_class(&inner, config, kinds);
    }
    double total = 0;
    for (int k = 0; k < LW_KINDS; k++)
        total += kinds[k];
    for (int k = 0; k < LW_KINDS && total > 1; k++)
        kinds[k] /= total * (1 + 1e-12);
    return total > 0;
}
