/* SPDX-License-Identifier: Apache-2.0 */
#include "sapient_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "model/sapient_wire.h"

/* A message that we are in, the field that comes, and of a repeated one
 * which. */
struct level {
    const ProtobufCMessage *msg;
    const struct lw_sapient_message *rules;
    unsigned field;
    size_t element;
    bool any; /* a member has been written */
};

struct writer {
    struct level level[LW_SAPIENT_DEPTH_MAX];
    unsigned depth;
    struct lw_text *to;
};

static const void *member(const struct level *l, unsigned offset)
{
    return (const char *)l->msg + offset;
}

static void put_base64(struct lw_text *to, const ProtobufCBinaryData *data)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789+/";

    lw_text_put(to, "\"");
    for (size_t i = 0; i < data->len; i += 3) {
        const size_t left = data->len - i;
        const unsigned three = (unsigned)data->data[i] << 16 |
                               (left > 1 ? (unsigned)data->data[i + 1] : 0)
                                   << 8 |
                               (left > 2 ? (unsigned)data->data[i + 2] : 0);
        const char four[4] = {digit[three >> 18], digit[three >> 12 & 63],
                              left > 1 ? digit[three >> 6 & 63] : '=',
                              left > 2 ? digit[three & 63] : '='};
        lw_text_bytes(to, four, sizeof four);
    }
    lw_text_put(to, "\"");
}

/* The fewest digits that give the same float again. */
static void put_float(struct lw_text *to, float value)
{
    char text[32];
    int len = 0;

    for (int digits = 6; digits <= 9; digits++) {
        len = snprintf(text, sizeof text, "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    lw_text_bytes(to, text, (size_t)len);
}

static void put_enum(struct lw_text *to, const ProtobufCFieldDescriptor *field,
                     int value)
{
    const ProtobufCEnumValue *known =
        protobuf_c_enum_descriptor_get_value(field->descriptor, value);

    if (known != NULL)
        lw_text_quote(to, known->name);
    else
        lw_text_int(to, value);
}

static void put_value(struct lw_text *to, const ProtobufCFieldDescriptor *field,
                      const void *at)
{
    if (field->type == PROTOBUF_C_TYPE_STRING)
        lw_text_quote(to, *(char *const *)at);
    else if (field->type == PROTOBUF_C_TYPE_BYTES)
        put_base64(to, at);
    else if (field->type == PROTOBUF_C_TYPE_DOUBLE)
        lw_text_exact(to, *(const double *)at);
    else if (field->type == PROTOBUF_C_TYPE_FLOAT)
        put_float(to, *(const float *)at);
    else if (field->type == PROTOBUF_C_TYPE_BOOL)
        lw_text_put(to, *(const protobuf_c_boolean *)at ? "true" : "false");
    else if (field->type == PROTOBUF_C_TYPE_ENUM)
        put_enum(to, field, *(const int *)at);
    else
        lw_text_int(to, *(const int32_t *)at);
}

/* RFC 3339 with 0, 3, 6 or 9 decimals. */
static void put_time(struct lw_text *to, const Sapient__Timestamp *time)
{
    char text[LW_TIMEFMT_SIZE], decimals[16];
    const int len = lw_timefmt_write(time->seconds * 1000000000, text);

    lw_text_put(to, "\"");
    lw_text_bytes(to, text, (size_t)len - 1); /* without its Z */
    if (time->nanos != 0) {
        const int digits = time->nanos % 1000000 == 0 ? 3
                           : time->nanos % 1000 == 0  ? 6
                                                      : 9;
        (void)snprintf(decimals, sizeof decimals, ".%09d", (int)time->nanos);
        lw_text_bytes(to, decimals, (size_t)digits + 1);
    }
    lw_text_put(to, "Z\"");
}

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE ||
        field->type == PROTOBUF_C_TYPE_STRING)
        return sizeof(void *);
    return sizeof(int); /* the only repeated numbers are enumerators */
}

/* Is there a value, for JSON? Empty is not, where the standard cannot tell. */
static bool is_there(const struct level *l,
                     const ProtobufCFieldDescriptor *field)
{
    const void *at = member(l, field->offset);

    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        return *(const uint32_t *)member(l, field->quantifier_offset) ==
               field->id;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return *(void *const *)at != NULL;
    const bool implicit = l->rules->field[l->field].flags & LW_SAPIENT_IMPLICIT;
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(char *const *)at;
        return text != NULL && (!implicit || text[0] != '\0');
    }
    return *(const protobuf_c_boolean *)member(l, field->quantifier_offset) &&
           (!implicit || *(const int *)at != 0);
}

static void put_key(struct writer *w)
{
    struct level *l = &w->level[w->depth];

    lw_text_put(w->to, l->any ? ",\"" : "\"");
    lw_text_put(w->to, l->rules->field[l->field].json);
    lw_text_put(w->to, "\":");
    l->any = true;
}

/* A message or a value; of a message its inside comes next. */
static void put_one(struct writer *w, const ProtobufCFieldDescriptor *field,
                    const void *at)
{
    const struct level *l = &w->level[w->depth];

    if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
        put_value(w->to, field, at);
        return;
    }
    const struct lw_sapient_message *rules = l->rules->field[l->field].message;
    if (rules == lw_sapient_timestamp) {
        put_time(w->to, *(Sapient__Timestamp *const *)at);
        return;
    }
    lw_text_put(w->to, "{");
    w->level[++w->depth] =
        (struct level){.msg = *(ProtobufCMessage *const *)at, .rules = rules};
}

/* The next element of a repeated field, or its end. */
static void put_element(struct writer *w, const ProtobufCFieldDescriptor *field)
{
    struct level *l = &w->level[w->depth];
    const size_t count = *(const size_t *)member(l, field->quantifier_offset);

    if (l->element == count) {
        if (count > 0)
            lw_text_put(w->to, "]");
        l->element = 0;
        l->field++;
        return;
    }
    if (l->element == 0)
        put_key(w);
    lw_text_put(w->to, l->element == 0 ? "[" : ",");
    const char *first = *(char *const *)member(l, field->offset);
    const size_t i = l->element++;
    put_one(w, field, first + i * size_of(field));
}

void lw_sapient_describe(const Sapient__SapientMessage *msg, struct lw_text *to)
{
    struct writer w = {.to = to};

    w.level[0] = (struct level){.msg = &msg->base, .rules = lw_sapient_root};
    for (;;) {
        struct level *l = &w.level[w.depth];
        if (l->field == l->rules->descriptor->n_fields) {
            if (w.depth == 0)
                return;
            lw_text_put(to, "}");
            w.depth--;
            continue;
        }
        const ProtobufCFieldDescriptor *field =
            &l->rules->descriptor->fields[l->field];
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            put_element(&w, field);
            continue;
        }
        if (is_there(l, field)) {
            put_key(&w);
            put_one(&w, field, member(l, field->offset));
        }
        l->field++;
    }
}
