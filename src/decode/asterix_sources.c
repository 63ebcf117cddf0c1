/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_sources.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char edition_key[] = "edition.";

/* ---- settings ---- */

/* Up to three digits, 0 to 255, and what follows them; NULL: none. */
static const char *read_number(const char *text, unsigned *number)
{
    int digits = 0;

    for (*number = 0; digits < 3 && *text >= '0' && *text <= '9'; digits++)
        *number = 10 * *number + (unsigned)(*text++ - '0');
    return digits > 0 && *number < 256 ? text : NULL;
}

/* "048" or "25/10.048": whether it is one; *one: of one source. */
static bool read_key(const char *text, bool *one, uint8_t sac_sic[2],
                     unsigned *category)
{
    unsigned number[2];
    const char *at = text;

    *one = strchr(text, '/') != NULL;
    if (*one) {
        at = read_number(at, &number[0]);
        at = at != NULL && *at == '/' ? read_number(at + 1, &number[1]) : NULL;
        if (at == NULL || *at++ != '.')
            return false;
        sac_sic[0] = (uint8_t)number[0];
        sac_sic[1] = (uint8_t)number[1];
    }
    at = read_number(at, category);
    return at != NULL && *at == '\0';
}

/* The editions that there are, in *fault. */
static int no_such_edition(const struct lw_pair *pair, unsigned category,
                           struct lw_fault *fault)
{
    char text[160];
    struct lw_text to;
    const char *comma = "";

    lw_text_init(&to, text, sizeof text);
    for (const struct lw_asterix_spec *s = lw_asterix_specs; s->category != 0;
         s++)
        if (s->category == (int)category) {
            lw_text_put(&to, comma);
            lw_text_put(&to, s->edition);
            comma = ", ";
        }
    const int len = lw_text_len(&to);
    return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                        "`%s`: expected %.*s, got %.20s", pair->key,
                        len > 0 ? len : 0, text, pair->value);
}

static int set_edition(struct lw_asterix_sources *s, const struct lw_pair *pair,
                       struct lw_fault *fault)
{
    unsigned category;
    uint8_t sac_sic[2] = {0};
    bool one;

    if (!read_key(pair->key + strlen(edition_key), &one, sac_sic, &category) ||
        lw_asterix_find((int)category, NULL) == NULL)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`%s`: expected edition.CATEGORY or "
                            "edition.SAC/SIC.CATEGORY",
                            pair->key);
    const struct lw_asterix_spec *spec =
        lw_asterix_find((int)category, pair->value);
    if (spec == NULL)
        return no_such_edition(pair, category, fault);
    if (!one) {
        s->spec[category] = spec;
        return 0;
    }
    if (s->editions == LW_ASTERIX_EDITIONS_MAX)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "`%s`: more than %d editions of sources", pair->key,
                            LW_ASTERIX_EDITIONS_MAX);
    s->edition[s->editions++] =
        (struct lw_asterix_edition){sac_sic[0], sac_sic[1], spec};
    return 0;
}

static int set_looks(struct lw_asterix_sources *s, const char *value,
                     struct lw_fault *fault)
{
    static const char *const name[] = {
        [LW_ASTERIX_LOOKS_ECHOES] = "echoes",
        [LW_ASTERIX_LOOKS_ALWAYS] = "always",
        [LW_ASTERIX_LOOKS_NEVER] = "never",
    };

    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (strcmp(name[i], value) == 0) {
            s->looks = (enum lw_asterix_looks)i;
            return 0;
        }
    return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                        "`looks`: expected echoes, always or never, got %.20s",
                        value);
}

static void name_source(const struct lw_asterix_sources *s, const char *name,
                        struct lw_asterix_source *source)
{
    const char *id = lw_decode_sensor(&s->config, name);

    source->looks = s->looks;
    (void)snprintf(source->sensor, sizeof source->sensor, "%s",
                   id != NULL ? id : "");
}

int lw_asterix_sources_init(struct lw_asterix_sources *s,
                            const struct lw_decode_config *config,
                            struct lw_fault *fault)
{
    memset(s, 0, sizeof *s);
    s->config = *config;
    for (int category = 0; category < 256; category++)
        s->spec[category] = lw_asterix_find(category, NULL);
    for (uint32_t i = 0; i < config->options; i++) {
        const struct lw_pair *pair = &config->option[i];
        int err = 0;
        if (strncmp(pair->key, edition_key, strlen(edition_key)) == 0)
            err = set_edition(s, pair, fault);
        else if (strcmp(pair->key, "looks") == 0)
            err = set_looks(s, pair->value, fault);
        if (err < 0)
            return err;
    }
    name_source(s, "", &s->nameless);
    return 0;
}

/* ---- records ---- */

/* SAC and SIC of a record that is not read yet: they stand first, wherever a
 * category has them. NULL: it does not say. */
static const uint8_t *peek(const struct lw_asterix_spec *spec,
                           const uint8_t *buf, size_t len)
{
    const int16_t first = spec->profile[0].slot[0];
    size_t at = 0;

    if (first < 0 || spec->item[first].bits != 16 ||
        strcmp(spec->item[first].name, "010") != 0 || len == 0 ||
        !(buf[0] & 0x80))
        return NULL;
    while (at < len && buf[at] & 1)
        at++;
    return at + 3 <= len ? buf + at + 1 : NULL;
}

const struct lw_asterix_spec *
lw_asterix_sources_spec(const struct lw_asterix_sources *s, int category,
                        const uint8_t *buf, size_t len)
{
    const struct lw_asterix_spec *spec = s->spec[category & 255];

    if (spec == NULL || s->editions == 0)
        return spec;
    const uint8_t *sac_sic = peek(spec, buf, len);
    for (uint32_t i = 0; i < s->editions && sac_sic != NULL; i++) {
        const struct lw_asterix_edition *e = &s->edition[i];
        if (e->spec->category == category && e->sac == sac_sic[0] &&
            e->sic == sac_sic[1])
            return e->spec;
    }
    return spec;
}

struct lw_asterix_source *
lw_asterix_sources_of(struct lw_asterix_sources *s,
                      const struct lw_asterix_record *record)
{
    const int place = record->spec->source;
    const unsigned number = place < 0 ? 0 : record->item_of[place];
    char name[sizeof "255/255"];

    if (number == 0 || record->item[number - 1].len != 2)
        return &s->nameless;
    const struct lw_asterix_item *item = &record->item[number - 1];
    const uint8_t sac = record->bytes[item->at];
    const uint8_t sic = record->bytes[item->at + 1];
    struct lw_asterix_source *latest = &s->source[s->latest];
    s->heard++;
    if (latest->used && latest->sac == sac && latest->sic == sic) {
        latest->heard = s->heard;
        return latest;
    }
    const uint32_t buckets = LW_ASTERIX_SOURCES_MAX / LW_ASTERIX_SOURCE_WAYS;
    struct lw_asterix_source *bucket =
        &s->source[(sac * 7u + sic) % buckets * LW_ASTERIX_SOURCE_WAYS];
    struct lw_asterix_source *oldest = bucket;
    for (int way = 0; way < LW_ASTERIX_SOURCE_WAYS; way++) {
        struct lw_asterix_source *at = &bucket[way];
        if (at->used && at->sac == sac && at->sic == sic) {
            at->heard = s->heard;
            s->latest = (uint32_t)(at - s->source);
            return at;
        }
        if (at->heard < oldest->heard)
            oldest = at;
    }
    *oldest = (struct lw_asterix_source){
        .used = true, .sac = sac, .sic = sic, .heard = s->heard};
    (void)snprintf(name, sizeof name, "%u/%u", sac, sic);
    name_source(s, name, oldest);
    s->latest = (uint32_t)(oldest - s->source);
    return oldest;
}
