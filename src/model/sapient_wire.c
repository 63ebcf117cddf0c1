/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes are walked once by the standard's tables, with a stack of our own,
 * before protobuf-c sees them: it knows no bound to nesting, joins what comes
 * twice, and cannot say where something is wrong.
 */
#include "sapient_wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "base/siphash.h"
#include "base/utf8.h"

enum wire_type { VARINT, FIXED64, LENGTH, GROUP, GROUP_END, FIXED32 };
enum { VARINT_MAX = 10, PATH_SIZE = 160, TAG_BITS = 3 };
enum {
    TAG_TIMESTAMP = 1,
    TAG_NODE_ID = 2,
    TAG_CONTENT_FIRST = 4,
    TAG_CONTENT_LAST = 12
};

/* What nanoseconds since 1970 can tell in 64 bits: 1678 to 2261. */
static const int64_t second_min = -9214560000, second_max = 9214646399;

/* A message that we are in, and the field of it that comes. */
struct level {
    const struct lw_sapient_message *message;
    const uint8_t *end;
    uint32_t seen;
    unsigned field, element; /* of a repeated one: which */
};

struct walk {
    const uint8_t *start, *at;
    struct level level[LW_SAPIENT_DEPTH_MAX];
    unsigned depth;
    struct lw_fault *fault;
};

/* A field as it stands on the wire: of a length-delimited one `bytes` are
 * what is in it, else `number` is its value. */
struct piece {
    unsigned tag;
    enum wire_type type;
    uint64_t number;
    const uint8_t *bytes;
    size_t len;
};

static const ProtobufCFieldDescriptor *descriptor(const struct level *l)
{
    return &l->message->descriptor->fields[l->field];
}

static bool is_repeated(const ProtobufCFieldDescriptor *field)
{
    return field->label == PROTOBUF_C_LABEL_REPEATED;
}

/* "detection_report.classification[1]." of the messages we are in. */
static void write_path(const struct walk *w, char path[PATH_SIZE])
{
    size_t at = 0;

    path[0] = '\0';
    for (unsigned i = 0; i < w->depth && at < PATH_SIZE; i++) {
        const ProtobufCFieldDescriptor *field = descriptor(&w->level[i]);
        const int n =
            is_repeated(field)
                ? snprintf(path + at, PATH_SIZE - at, "%s[%u].", field->name,
                           w->level[i].element)
                : snprintf(path + at, PATH_SIZE - at, "%s.", field->name);
        at += n > 0 ? (size_t)n : 0;
    }
}

static int refuse(const struct walk *w, int err, const char *name,
                  const char *why)
{
    char path[PATH_SIZE];

    write_path(w, path);
    return lw_fault_set(w->fault, err, 0, w->at - w->start + 1, "%s%s: %s",
                        path, name, why);
}

/* The field that comes is not what it should be. */
static int refuse_field(const struct walk *w, int err, const char *why)
{
    return refuse(w, err, descriptor(&w->level[w->depth])->name, why);
}

/* A variable-length number: bytes that it takes, 0: it does not end. */
static size_t read_varint(const uint8_t *at, const uint8_t *end,
                          uint64_t *value)
{
    uint64_t all = 0;

    for (size_t i = 0; i < VARINT_MAX && at + i < end; i++) {
        all |= (uint64_t)(at[i] & 0x7f) << (7 * i);
        if (at[i] < 0x80) {
            *value = all;
            return i + 1;
        }
    }
    return 0;
}

/* The whole field at `at`: bytes that it takes, or an error. */
static int read_piece(const uint8_t *at, const uint8_t *end,
                      struct piece *piece)
{
    uint64_t key = 0;
    const size_t head = read_varint(at, end, &key);
    size_t size = 0;

    if (head == 0)
        return LW_ERR_TRUNCATED;
    if (key >> TAG_BITS == 0 || key > UINT32_MAX)
        return LW_ERR_SYNTAX;
    piece->tag = (unsigned)(key >> TAG_BITS);
    piece->type = (enum wire_type)(key & 7);
    piece->number = 0;
    piece->bytes = at + head;
    const size_t left = (size_t)(end - piece->bytes);
    if (piece->type == VARINT) {
        size = read_varint(piece->bytes, end, &piece->number);
    } else if (piece->type == FIXED64 || piece->type == FIXED32) {
        size = piece->type == FIXED64 ? 8 : 4;
        for (size_t i = 0; i < size && i < left; i++)
            piece->number |= (uint64_t)piece->bytes[i] << (8 * i);
    } else if (piece->type == LENGTH) {
        uint64_t len = 0;
        const size_t skip = read_varint(piece->bytes, end, &len);
        if (skip == 0 || len > left - skip)
            return LW_ERR_TRUNCATED;
        piece->bytes += skip;
        size = (size_t)len;
        piece->len = size;
    } else {
        return LW_ERR_SYNTAX; /* groups, and what no protobuf has */
    }
    if (size > (size_t)(end - piece->bytes) ||
        (piece->type == VARINT && size == 0))
        return LW_ERR_TRUNCATED;
    return (int)(piece->bytes - at + (ptrdiff_t)size);
}

static enum wire_type type_of(const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_DOUBLE)
        return FIXED64;
    if (field->type == PROTOBUF_C_TYPE_FLOAT)
        return FIXED32;
    return field->type == PROTOBUF_C_TYPE_STRING ||
                   field->type == PROTOBUF_C_TYPE_BYTES ||
                   field->type == PROTOBUF_C_TYPE_MESSAGE
               ? LENGTH
               : VARINT;
}

static bool is_text(const uint8_t *bytes, size_t len)
{
    const char *at = (const char *)bytes, *end = at + len;

    while (at < end) {
        const size_t n = *bytes < 0x80 ? 1 : lw_utf8_len(at, end);
        if (n == 0)
            return false;
        at += n;
        bytes += n;
    }
    return true;
}

static bool is_uuid(const uint8_t *text, size_t len)
{
    if (len != LW_SAPIENT_UUID_SIZE - 1)
        return false;
    for (size_t i = 0; i < len; i++)
        if (i == 8 || i == 13 || i == 18 || i == 23
                ? text[i] != '-'
                : lw_hex_digit((char)text[i]) < 0)
            return false;
    return true;
}

bool lw_sapient_is_uuid(const char *text)
{
    return is_uuid((const uint8_t *)text, strlen(text));
}

/* Crockford's base 32: no I, L, O, U; 128 bits. */
static bool is_ulid(const uint8_t *text, size_t len)
{
    if (len != LW_SAPIENT_ULID_SIZE - 1 || text[0] < '0' || text[0] > '7')
        return false;
    for (size_t i = 0; i < len; i++) {
        const uint8_t c = text[i] | 0x20;
        const bool digit = text[i] >= '0' && text[i] <= '9';
        const bool letter = c >= 'a' && c <= 'z' && c != 'i' && c != 'l' &&
                            c != 'o' && c != 'u';
        if (!digit && !letter)
            return false;
    }
    return true;
}

static int check_text(const struct walk *w, unsigned flags,
                      const struct piece *piece)
{
    if (memchr(piece->bytes, 0, piece->len) != NULL)
        return refuse_field(w, LW_ERR_RANGE, "holds a byte 0");
    if (!is_text(piece->bytes, piece->len))
        return refuse_field(w, LW_ERR_RANGE, "is not UTF-8");
    if (flags & LW_SAPIENT_UUID && !is_uuid(piece->bytes, piece->len))
        return refuse_field(w, LW_ERR_RANGE, "is no UUID");
    if (flags & LW_SAPIENT_ULID && !is_ulid(piece->bytes, piece->len))
        return refuse_field(w, LW_ERR_RANGE, "is no ULID");
    return 0;
}

/* Repeated numbers, one behind the other. */
static int check_packed(const struct walk *w, const struct piece *piece)
{
    const uint8_t *end = piece->bytes + piece->len;
    uint64_t value;
    size_t n;

    for (const uint8_t *at = piece->bytes; at < end; at += n) {
        n = read_varint(at, end, &value);
        if (n == 0)
            return refuse_field(w, LW_ERR_TRUNCATED, "ends too early");
    }
    return 0;
}

static int check_number(const struct walk *w, const struct piece *piece)
{
    const struct level *l = &w->level[w->depth];
    const ProtobufCFieldDescriptor *field = descriptor(l);
    const int64_t value = (int64_t)piece->number;

    if (field->type == PROTOBUF_C_TYPE_DOUBLE) {
        double number;
        memcpy(&number, &piece->number, sizeof number);
        return isfinite(number)
                   ? 0
                   : refuse_field(w, LW_ERR_RANGE, "is not finite");
    }
    if (field->type == PROTOBUF_C_TYPE_FLOAT) {
        const uint32_t bits = (uint32_t)piece->number;
        float number;
        memcpy(&number, &bits, sizeof number);
        return isfinite(number)
                   ? 0
                   : refuse_field(w, LW_ERR_RANGE, "is not finite");
    }
    if (l->message == lw_sapient_timestamp &&
        (field->id == 1 ? value < second_min || value > second_max
                        : value < 0 || value > 999999999))
        return refuse_field(w, LW_ERR_RANGE, "is no time");
    return 0;
}

/* Once each, and one of a oneof. */
static int mark_seen(struct walk *w, const struct piece *piece)
{
    struct level *l = &w->level[w->depth];
    const struct lw_sapient_field *field = &l->message->field[l->field];
    const uint32_t bit = 1u << l->field;

    if (!is_repeated(descriptor(l))) {
        if (l->seen & bit)
            return refuse_field(w, LW_ERR_INTEGRITY, "is there twice");
        if (field->oneof > 0 &&
            l->seen & l->message->oneof[field->oneof - 1].fields)
            return refuse_field(w, LW_ERR_INTEGRITY,
                                "another one of its oneof is there too");
    }
    if (!(field->flags & LW_SAPIENT_IMPLICIT) ||
        (piece->type == LENGTH ? piece->len : piece->number) > 0)
        l->seen |= bit;
    return 0;
}

static int enter(struct walk *w, const struct piece *piece)
{
    const struct level *l = &w->level[w->depth];

    if (w->depth + 1 == LW_SAPIENT_DEPTH_MAX)
        return refuse_field(w, LW_ERR_INTEGRITY, "is nested too deep");
    w->level[w->depth + 1] =
        (struct level){.message = l->message->field[l->field].message,
                       .end = piece->bytes + piece->len};
    w->depth++;
    w->at = piece->bytes;
    return 0;
}

static int take_known(struct walk *w, const struct piece *piece, int size)
{
    struct level *l = &w->level[w->depth];
    const ProtobufCFieldDescriptor *field = descriptor(l);
    const enum wire_type type = type_of(field);
    const bool packed =
        is_repeated(field) && type == VARINT && piece->type == LENGTH;
    int err = 0;

    if (piece->type != type && !packed)
        return refuse_field(w, LW_ERR_SYNTAX, "is of another type");
    err = mark_seen(w, piece);
    if (err == 0 && packed)
        err = check_packed(w, piece);
    else if (err == 0 && field->type == PROTOBUF_C_TYPE_STRING)
        err = check_text(w, l->message->field[l->field].flags, piece);
    else if (err == 0 && type != LENGTH)
        err = check_number(w, piece);
    if (err < 0)
        return err;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return enter(w, piece);
    w->at += size;
    return 0;
}

static int take_field(struct walk *w)
{
    struct level *l = &w->level[w->depth];
    struct piece piece = {0};
    const int size = read_piece(w->at, l->end, &piece);

    if (size == LW_ERR_TRUNCATED)
        return refuse(w, size, l->message->descriptor->short_name,
                      "a value ends too early");
    if (size < 0)
        return refuse(w, size, l->message->descriptor->short_name,
                      "no field of protobuf begins here");
    const unsigned index =
        piece.tag < LW_SAPIENT_TAGS ? l->message->by_tag[piece.tag] : 0;
    if (index == 0) { /* of an edition to come */
        w->at += size;
        return 0;
    }
    l->element =
        l->field == index - 1 && l->seen & 1u << l->field ? l->element + 1 : 0;
    l->field = index - 1;
    return take_known(w, &piece, size);
}

/* The message ends: is all there? */
static int leave(struct walk *w)
{
    const struct level *l = &w->level[w->depth];
    const uint32_t missing = l->message->mandatory & ~l->seen;

    for (unsigned i = 0; missing != 0 && i < 32; i++)
        if (missing & 1u << i)
            return refuse(w, LW_ERR_MISSING,
                          l->message->descriptor->fields[i].name,
                          "is mandatory, and missing");
    for (int i = 0; i < LW_SAPIENT_ONEOFS; i++)
        if (l->message->oneof[i].mandatory &&
            !(l->seen & l->message->oneof[i].fields))
            return refuse(w, LW_ERR_MISSING, l->message->oneof[i].name,
                          "one of it is mandatory, and none is there");
    w->depth -= w->depth > 0;
    return 0;
}

int lw_sapient_check(const uint8_t *msg, size_t len, struct lw_fault *fault)
{
    struct walk w = {.start = msg, .at = msg, .fault = fault};
    int err = 0;

    w.level[0] = (struct level){.message = lw_sapient_root, .end = msg + len};
    while (err == 0) {
        const bool outermost = w.depth == 0;
        if (w.at < w.level[w.depth].end)
            err = take_field(&w);
        else if ((err = leave(&w)) == 0 && outermost)
            break;
    }
    return err;
}

static void copy_uuid(char to[LW_SAPIENT_UUID_SIZE], const uint8_t *from)
{
    for (int i = 0; i < LW_SAPIENT_UUID_SIZE - 1; i++)
        to[i] =
            (char)(from[i] >= 'A' && from[i] <= 'F' ? from[i] | 0x20 : from[i]);
    to[LW_SAPIENT_UUID_SIZE - 1] = '\0';
}

/* A Timestamp in ns, -1: it is none. */
static int64_t read_time(const uint8_t *at, const uint8_t *end)
{
    int64_t part[2] = {0, 0};
    int size = 0;

    for (; at < end; at += size) {
        struct piece piece = {0};
        size = read_piece(at, end, &piece);
        if (size < 0)
            return -1;
        if (piece.type == VARINT && (piece.tag == 1 || piece.tag == 2))
            part[piece.tag - 1] = (int64_t)piece.number;
    }
    return part[0] < 0 || part[0] > second_max || part[1] < 0 ||
                   part[1] > 999999999
               ? -1
               : part[0] * 1000000000 + part[1];
}

struct lw_sapient_glance lw_sapient_glance(const uint8_t *msg, size_t len)
{
    struct lw_sapient_glance glance = {.time_ns = -1};
    int size = 0;

    for (const uint8_t *at = msg; at < msg + len; at += size) {
        struct piece piece = {0};
        size = read_piece(at, msg + len, &piece);
        if (size < 0)
            break;
        if (piece.tag == TAG_NODE_ID && piece.type == LENGTH &&
            is_uuid(piece.bytes, piece.len))
            copy_uuid(glance.node_id, piece.bytes);
        if (piece.tag == TAG_TIMESTAMP && piece.type == LENGTH)
            glance.time_ns = read_time(piece.bytes, piece.bytes + piece.len);
        if (piece.tag >= TAG_CONTENT_FIRST && piece.tag <= TAG_CONTENT_LAST)
            glance.content = piece.tag;
    }
    return glance;
}

static void *take(void *arena, size_t size)
{
    return lw_arena_take_raw(arena, 1, size);
}

static void give_back(void *arena, void *slice)
{
    (void)arena; /* it ends as a whole */
    (void)slice;
}

Sapient__SapientMessage *lw_sapient_unpack(const uint8_t *msg, size_t len,
                                           void *mem, size_t size)
{
    struct lw_arena arena = {.mem = mem, .size = size};
    ProtobufCAllocator allocator = {take, give_back, &arena};

    return sapient__sapient_message__unpack(&allocator, len, msg);
}

size_t lw_sapient_len(const uint8_t head[LW_SAPIENT_HEAD])
{
    return lw_le32(head);
}

size_t lw_sapient_pack(const Sapient__SapientMessage *msg, uint8_t *out,
                       size_t size)
{
    const size_t len = sapient__sapient_message__get_packed_size(msg);

    if (len > LW_SAPIENT_BYTES_MAX || LW_SAPIENT_HEAD + len > size)
        return 0;
    for (int i = 0; i < LW_SAPIENT_HEAD; i++)
        out[i] = (uint8_t)(len >> (8 * i));
    return LW_SAPIENT_HEAD +
           sapient__sapient_message__pack(msg, out + LW_SAPIENT_HEAD);
}

void lw_sapient_uuid(const char *text, char uuid[LW_SAPIENT_UUID_SIZE])
{
    static const uint8_t key[16] = "luchtwacht/uuid";
    const struct lw_siphash h = lw_siphash(key, text, strlen(text));

    (void)snprintf(
        uuid, LW_SAPIENT_UUID_SIZE, "%08x-%04x-4%03x-%04x-%04x%08x",
        (unsigned)(h.low >> 32), (unsigned)(h.low >> 16 & 0xffff),
        (unsigned)(h.low & 0xfff), (unsigned)(h.high >> 48 & 0x3fff) | 0x8000u,
        (unsigned)(h.high >> 32 & 0xffff), (unsigned)(h.high & 0xffffffff));
}

void lw_sapient_ulid(int64_t time_ns, uint16_t high, uint64_t low,
                     char ulid[LW_SAPIENT_ULID_SIZE])
{
    static const char digit[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const uint64_t ms = time_ns > 0 ? (uint64_t)time_ns / 1000000 : 0;
    /* 48 bits of time are ten digits (the first of 3 bits), the rest 16. */
    uint64_t front = ms & 0xffffffffffff;

    for (int i = 9; i >= 0; i--, front >>= 5)
        ulid[i] = digit[front & 31];
    for (int i = 25, at = 0; i >= 10; i--, at += 5) {
        const uint64_t part = at < 60 ? low >> at
                              : at < 64
                                  ? low >> at | (uint64_t)high << (64 - at)
                                  : (uint64_t)high >> (at - 64);
        ulid[i] = digit[part & 31];
    }
    ulid[LW_SAPIENT_ULID_SIZE - 1] = '\0';
}
