/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_write.h"

#include <math.h>
#include <string.h>

enum { DEPTH_MAX = 10, FSPEC_MAX = 16, EXACT_BITS = 53, TEXT_BITS_MAX = 64 };

/* A JSON value, where it stands. */
struct span {
    const char *text;
    size_t len;
};

struct level {
    const struct lw_asterix_node *node;
    struct span value;
    int child;
    size_t at;           /* bytes: of the length to be filled in */
    struct lw_json json; /* of a repetition: what is left of the array */
    bool more;           /* of it */
};

struct writer {
    uint8_t *out;
    size_t size, bit; /* bytes there are; bits written */
    const struct lw_asterix_spec *spec;
    struct span items;
    const char *item; /* that is being written */
    int depth;
    struct level level[DEPTH_MAX];
    struct lw_fault *fault;
};

static int refuse(struct writer *w, int err, const char *why)
{
    return lw_fault_set(w->fault, err, 0, 0, "%s: %s", w->item, why);
}

/* ---- bits ---- */

static int put_bits(struct writer *w, uint64_t value, size_t bits)
{
    if (w->bit + bits > 8 * w->size)
        return refuse(w, LW_ERR_NO_SPACE, "does not fit");
    for (size_t i = bits; i-- > 0; w->bit++) {
        const uint8_t mask = (uint8_t)(0x80u >> w->bit % 8);
        uint8_t *byte = &w->out[w->bit / 8];
        if (w->bit % 8 == 0)
            *byte = 0;
        if (i < 64 && value >> i & 1)
            *byte |= mask;
    }
    return 0;
}

/* ---- JSON ---- */

/* The value that begins where json stands; it is passed over. */
static int pass(struct lw_json *json, struct span *value)
{
    *value = (struct span){json->at, 0};
    if (lw_json_skip(json) < 0)
        return LW_ERR_SYNTAX;
    value->len = (size_t)(json->at - value->text);
    return 0;
}

/* What an object says under a name; false: it does not have it. */
static bool find(struct span object, const char *name, struct span *value)
{
    struct lw_json json;
    struct lw_json_string key;

    lw_json_init(&json, object.text, object.len);
    if (lw_json_enter(&json, '{') < 0)
        return false;
    while (lw_json_key(&json, &key) > 0) {
        if (pass(&json, value) < 0)
            return false;
        if (lw_json_is(&key, name))
            return true;
    }
    return false;
}

static enum lw_json_type type_of(struct span value)
{
    struct lw_json json;

    lw_json_init(&json, value.text, value.len);
    return lw_json_peek(&json);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- values ---- */

static bool number_of(struct span value, double *number)
{
    struct lw_json json;
    struct lw_json_number read;

    lw_json_init(&json, value.text, value.len);
    if (lw_json_number(&json, &read) < 0)
        return false;
    *number = lw_json_double(&read);
    return isfinite(*number);
}

static int put_number(struct writer *w, const struct lw_asterix_node *node,
                      size_t bits, struct span value)
{
    const bool is_signed = node->content == LW_ASTERIX_SIGNED;
    const double lsb = node->lsb > 0.0 ? node->lsb : 1.0;
    const double top = ldexp(1.0, (int)bits - (is_signed ? 1 : 0));
    double number;

    if (bits > EXACT_BITS || !number_of(value, &number))
        return refuse(w, LW_ERR_SYNTAX, "expected a number");
    const double raw = rint(number / lsb);
    if (raw >= top || raw < (is_signed ? -top : 0.0))
        return refuse(w, LW_ERR_RANGE, "a value that its bits cannot hold");
    return put_bits(w, (uint64_t)(int64_t)raw, bits);
}

/* Hexadecimal digits, the first of them of the bits that 4 leave over. */
static int put_hex(struct writer *w, size_t bits, const char *text, size_t len)
{
    if (len != (bits + 3) / 4)
        return refuse(w, LW_ERR_SYNTAX, "not as many digits as its bits take");
    for (size_t i = 0; i < len; i++) {
        const size_t left = bits - 4 * i < 4 ? bits - 4 * i : 4;
        const int digit = hex_digit(text[i]);
        if (digit < 0 || digit >> left != 0)
            return refuse(w, LW_ERR_SYNTAX, "expected hexadecimal digits");
        const int err = put_bits(w, (uint64_t)digit, left);
        if (err < 0)
            return err;
    }
    return 0;
}

/* A character's code, or -1. */
static int code_of(enum lw_asterix_content content, char c)
{
    if (content == LW_ASTERIX_ASCII)
        return c >= 32 && c < 127 ? c : -1;
    if (content == LW_ASTERIX_OCTAL)
        return c >= '0' && c <= '7' ? c - '0' : -1;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 1;
    return c == ' ' || (c >= '0' && c <= '9') ? c : -1;
}

static int put_text(struct writer *w, enum lw_asterix_content content,
                    size_t bits, const char *text, size_t len)
{
    const size_t width = lw_asterix_char_bits(content);

    if (bits % width != 0 || len > bits / width ||
        (content == LW_ASTERIX_OCTAL && len != bits / width))
        return refuse(w, LW_ERR_RANGE, "a text of another length");
    for (size_t i = 0; i < bits / width; i++) {
        const int code = code_of(content, i < len ? text[i] : ' ');
        if (code < 0)
            return refuse(w, LW_ERR_RANGE, "a character that it cannot hold");
        const int err = put_bits(w, (uint64_t)code, width);
        if (err < 0)
            return err;
    }
    return 0;
}

static bool is_text(enum lw_asterix_content content)
{
    return lw_asterix_char_bits(content) > 0;
}

static int put_element(struct writer *w, const struct lw_asterix_node *node,
                       size_t bits, struct span value)
{
    char text[2 * TEXT_BITS_MAX * 8];
    struct lw_json json;
    struct lw_json_string string;

    if (type_of(value) == LW_JSON_NUMBER) {
        /* what is text and was none is raw */
        const struct lw_asterix_node raw = {.content = LW_ASTERIX_RAW};
        return put_number(w, is_text(node->content) ? &raw : node, bits, value);
    }
    lw_json_init(&json, value.text, value.len);
    if (lw_json_string(&json, &string) < 0)
        return refuse(w, LW_ERR_SYNTAX, "expected a number or a text");
    const int len = lw_json_unescape(&string, text, sizeof text);
    if (len < 0)
        return refuse(w, LW_ERR_RANGE, "too long a text");
    /* hexadecimal digits are always more than characters would be */
    return is_text(node->content) && bits <= TEXT_BITS_MAX &&
                   (node->content == LW_ASTERIX_OCTAL ||
                    (size_t)len < (bits + 3) / 4)
               ? put_text(w, node->content, bits, text, (size_t)len)
               : put_hex(w, bits, text, (size_t)len);
}

/* ---- what depends on another item ---- */

/* The raw value at "120/CC/TID" of the items that are written. */
static bool value_at(const struct writer *w, const char *path, uint64_t *raw)
{
    struct span at = w->items;
    double number;
    char name[16];

    while (*path != '\0') {
        const size_t len = strcspn(path, "/");
        if (len >= sizeof name)
            return false;
        memcpy(name, path, len);
        name[len] = '\0';
        if (!find(at, name, &at))
            return false;
        path += len + (path[len] == '/');
    }
    if (!number_of(at, &number) || number < 0.0 || number > UINT32_MAX)
        return false;
    *raw = (uint64_t)number;
    return true;
}

static const struct lw_asterix_node *decide(const struct writer *w,
                                            const struct lw_asterix_node *node)
{
    uint64_t value[2] = {0, 0};
    bool known = true;

    for (int i = 0; i < 2 && known && node->by[i] != NULL; i++)
        known = value_at(w, node->by[i], &value[i]);
    return lw_asterix_choose(node, known, value);
}

/* ---- nodes ---- */

static int push(struct writer *w, const struct lw_asterix_node *node,
                struct span value)
{
    if (w->depth == DEPTH_MAX)
        return refuse(w, LW_ERR_NO_SPACE, "is nested too deep");
    w->level[w->depth++] = (struct level){.node = node, .value = value};
    return 0;
}

/* The bits that say which parts of a compound follow. */
static int put_presence(struct writer *w, const struct lw_asterix_node *node,
                        struct span value)
{
    const int a_byte = node->bits > 0 ? 8 : 7;
    struct span part;
    int last = 0;

    for (int k = 0; k < node->children; k++)
        if (node->child[k].name != NULL &&
            find(value, node->child[k].name, &part))
            last = k;
    const int bytes = node->bits > 0 ? node->bits / 8 : last / a_byte + 1;
    for (int byte = 0; byte < bytes; byte++) {
        unsigned bits = 0;
        for (int i = 0; i < a_byte; i++) {
            const int k = byte * a_byte + i;
            if (k < node->children && node->child[k].name != NULL &&
                find(value, node->child[k].name, &part))
                bits |= 0x80u >> i;
        }
        if (node->bits == 0 && byte + 1 < bytes)
            bits |= 1;
        const int err = put_bits(w, bits, 8);
        if (err < 0)
            return err;
    }
    return 0;
}

static int begin_repetition(struct writer *w,
                            const struct lw_asterix_node *node,
                            struct span value)
{
    struct lw_json json;
    struct span each;
    uint64_t count = 0;
    int got, err;

    lw_json_init(&json, value.text, value.len);
    if (lw_json_enter(&json, '[') < 0)
        return refuse(w, LW_ERR_SYNTAX, "expected an array");
    while ((got = lw_json_element(&json)) > 0 && pass(&json, &each) == 0)
        count++;
    if (got < 0 || (node->bits == 0 && count == 0))
        return refuse(w, LW_ERR_SYNTAX, "expected an array of one and more");
    if (node->bits > 0 && count >> node->bits != 0)
        return refuse(w, LW_ERR_RANGE, "too many of them");
    if (node->bits > 0 && (err = put_bits(w, count, node->bits)) < 0)
        return err;
    if ((err = push(w, node, value)) < 0)
        return err;
    struct level *level = &w->level[w->depth - 1];
    lw_json_init(&level->json, value.text, value.len);
    (void)lw_json_enter(&level->json, '[');
    level->more = lw_json_element(&level->json) > 0;
    return 0;
}

static int begin_explicit(struct writer *w, const struct lw_asterix_node *node,
                          struct span value)
{
    const struct lw_asterix_node *inner =
        lw_asterix_expansion(w->spec->category);
    char text[2 * 256 + 1];
    struct lw_json json;
    struct lw_json_string string;
    const size_t at = w->bit / 8;
    int err = put_bits(w, 1, 8);

    if (err < 0)
        return err;
    if (type_of(value) == LW_JSON_OBJECT) {
        if (node->content != LW_ASTERIX_RE || inner == NULL)
            return refuse(w, LW_ERR_UNKNOWN, "has no parts that are known");
        if ((err = push(w, node, value)) < 0)
            return err;
        w->level[w->depth - 1].at = at;
        if ((err = put_presence(w, inner, value)) < 0)
            return err;
        return push(w, inner, value);
    }
    lw_json_init(&json, value.text, value.len);
    if (lw_json_string(&json, &string) < 0)
        return refuse(w, LW_ERR_SYNTAX, "expected hexadecimal digits");
    const int len = lw_json_unescape(&string, text, sizeof text);
    if (len < 0 || len % 2 != 0 || len / 2 > 254)
        return refuse(w, LW_ERR_RANGE, "not the digits of 254 bytes at most");
    w->out[at] = (uint8_t)(1 + len / 2);
    return put_hex(w, 4 * (size_t)len, text, (size_t)len);
}

static int begin(struct writer *w, const struct lw_asterix_node *node,
                 struct span value)
{
    const size_t bits = node->bits;
    int err;

    if (node->ways > 0)
        node = decide(w, node);
    switch (node->kind) {
    case LW_ASTERIX_ELEMENT:
    case LW_ASTERIX_CASE:
        return put_element(w, node, bits, value);
    case LW_ASTERIX_REPETITIVE:
        return begin_repetition(w, node, value);
    case LW_ASTERIX_EXPLICIT:
        return begin_explicit(w, node, value);
    case LW_ASTERIX_GROUP:
    case LW_ASTERIX_EXTENDED:
    case LW_ASTERIX_EXTENDED_ONCE:
    case LW_ASTERIX_COMPOUND:
        if (type_of(value) != LW_JSON_OBJECT)
            return refuse(w, LW_ERR_SYNTAX, "expected an object");
        if (node->kind == LW_ASTERIX_COMPOUND &&
            (err = put_presence(w, node, value)) < 0)
            return err;
        return push(w, node, value);
    case LW_ASTERIX_SPARE:
    case LW_ASTERIX_FX:
        break;
    }
    return refuse(w, LW_ERR_SYNTAX, "has no value");
}

/* Whether something is said of a part behind the k-th child. */
static bool goes_on(const struct level *level)
{
    struct span part;

    for (int k = level->child; k < level->node->children; k++)
        if (level->node->child[k].name != NULL &&
            find(level->value, level->node->child[k].name, &part))
            return true;
    return false;
}

static int next_in_row(struct writer *w, struct level *level)
{
    const struct lw_asterix_node *child = &level->node->child[level->child++];
    struct span value;

    if (child->kind == LW_ASTERIX_FX) {
        const bool more = goes_on(level);
        if (!more)
            w->depth--;
        return put_bits(w, more, 1);
    }
    if (child->kind == LW_ASTERIX_SPARE)
        return put_bits(w, 0, child->bits);
    if (find(level->value, child->name, &value))
        return begin(w, child, value);
    /* what is not said is 0 */
    return child->kind == LW_ASTERIX_REPETITIVE
               ? refuse(w, LW_ERR_MISSING, "lacks a part")
               : put_bits(w, 0, child->bits);
}

static int next_repetition(struct writer *w, struct level *level)
{
    const struct lw_asterix_node *node = level->node;
    struct span value;

    if (node->bits == 0 && level->child > 0) {
        const int err = put_bits(w, level->more, 1);
        if (err < 0)
            return err;
    }
    if (!level->more) {
        w->depth--;
        return 0;
    }
    (void)pass(&level->json, &value);
    level->more = lw_json_element(&level->json) > 0;
    level->child = 1;
    return begin(w, node->child, value);
}

static int next_of_compound(struct writer *w, struct level *level)
{
    const struct lw_asterix_node *child = &level->node->child[level->child++];
    struct span value;

    if (child->name == NULL || !find(level->value, child->name, &value))
        return 0;
    return begin(w, child, value);
}

/* The length of an expansion field, now that it is known. */
static int end_explicit(struct writer *w, const struct level *level)
{
    const size_t len = w->bit / 8 - level->at;

    w->depth--;
    if (len > 255)
        return refuse(w, LW_ERR_RANGE, "is longer than 255 bytes");
    w->out[level->at] = (uint8_t)len;
    return 0;
}

static int put_item(struct writer *w, const struct lw_asterix_node *node,
                    struct span value)
{
    int err;

    w->item = node->name;
    w->depth = 0;
    err = begin(w, node, value);
    while (err >= 0 && w->depth > 0) {
        struct level *level = &w->level[w->depth - 1];
        const struct lw_asterix_node *at = level->node;
        if (at->kind == LW_ASTERIX_REPETITIVE)
            err = next_repetition(w, level);
        else if (at->kind == LW_ASTERIX_EXPLICIT)
            err = end_explicit(w, level);
        else if (level->child == at->children)
            w->depth--;
        else if (at->kind == LW_ASTERIX_COMPOUND)
            err = next_of_compound(w, level);
        else
            err = next_in_row(w, level);
    }
    return err;
}

/* ---- records ---- */

static int slot_of(const struct lw_asterix_spec *spec,
                   const struct lw_asterix_profile *profile,
                   const struct lw_json_string *name)
{
    for (int slot = 0; slot < profile->slots; slot++)
        if (profile->slot[slot] >= 0 &&
            lw_json_is(name, spec->item[profile->slot[slot]].name))
            return slot;
    return -1;
}

static int put_fspec(struct writer *w, const struct lw_asterix_profile *profile)
{
    uint8_t fspec[FSPEC_MAX] = {0};
    struct lw_json json;
    struct lw_json_string key;
    int bytes = 1, got, err = 0;

    lw_json_init(&json, w->items.text, w->items.len);
    if (lw_json_enter(&json, '{') < 0)
        return refuse(w, LW_ERR_SYNTAX, "expected an object");
    while ((got = lw_json_key(&json, &key)) > 0) {
        const int slot = slot_of(w->spec, profile, &key);
        if (slot < 0 || slot / 7 >= FSPEC_MAX)
            return lw_fault_set(w->fault, LW_ERR_UNKNOWN, 0, 0,
                                "%.*s: the edition does not have it",
                                key.len > 40 ? 40 : (int)key.len, key.text);
        fspec[slot / 7] |= (uint8_t)(0x80u >> slot % 7);
        if (slot / 7 >= bytes)
            bytes = slot / 7 + 1;
        (void)lw_json_skip(&json); /* its error stays */
    }
    if (got < 0)
        return refuse(w, LW_ERR_SYNTAX, json.error != NULL ? json.error : "");
    for (int i = 0; i < bytes && err >= 0; i++)
        err = put_bits(w, fspec[i] | (i + 1 < bytes), 8);
    return err;
}

int lw_asterix_write(const struct lw_asterix_spec *spec, int profile,
                     const char *text, size_t len, uint8_t *out, size_t size,
                     struct lw_fault *fault)
{
    struct writer w = {.out = out,
                       .size = size,
                       .spec = spec,
                       .items = {text, len},
                       .item = "items",
                       .fault = fault};
    const struct lw_asterix_profile *order = &spec->profile[profile];
    struct span value;
    int err = put_fspec(&w, order);

    for (int slot = 0; slot < order->slots && err >= 0; slot++) {
        if (order->slot[slot] < 0)
            continue;
        const struct lw_asterix_node *node = &spec->item[order->slot[slot]];
        if (find(w.items, node->name, &value))
            err = put_item(&w, node, value);
    }
    return err < 0 ? err : (int)(w.bit / 8);
}
