/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/sapient_fixture.h"
#include "model/sapient_wire.h"

enum { ROOM = 8192 };

static size_t packed(uint8_t out[ROOM])
{
    struct sapient_sample s;

    sample_detection(&s);
    return lw_sapient_pack(&s.msg, out, ROOM);
}

/* What is told of a message of a time and a node id, and `tail` behind. */
static int check(const char *tail, size_t len, struct lw_fault *fault)
{
    uint8_t msg[ROOM];
    const size_t size = packed(msg) - LW_SAPIENT_HEAD;

    memmove(msg, msg + LW_SAPIENT_HEAD, size);
    if (len > 0)
        memcpy(msg + size, tail, len);
    return lw_sapient_check(msg, size + len, fault);
}

static void what_is_packed_is_right_and_unpacks(void **state)
{
    static max_align_t mem[4096];
    uint8_t out[ROOM];
    struct lw_fault fault;
    const size_t len = packed(out);

    (void)state;
    assert_true(len > LW_SAPIENT_HEAD);
    assert_int_equal(lw_sapient_len(out), len - LW_SAPIENT_HEAD);
    assert_int_equal(
        lw_sapient_check(out + LW_SAPIENT_HEAD, len - LW_SAPIENT_HEAD, &fault),
        0);
    const Sapient__SapientMessage *m = lw_sapient_unpack(
        out + LW_SAPIENT_HEAD, len - LW_SAPIENT_HEAD, mem, sizeof mem);
    assert_non_null(m);
    assert_string_equal(m->node_id, NODE_ID);
    assert_true(m->detection_report->location->y == 52.3);
    for (size_t size = 0; size < len; size++)
        assert_int_equal(lw_sapient_pack(m, out + ROOM / 2, size), 0);
    for (size_t size = 0; size < 600; size += 40)
        assert_null(lw_sapient_unpack(out + LW_SAPIENT_HEAD,
                                      len - LW_SAPIENT_HEAD, mem, size));
}

static void every_prefix_is_refused(void **state)
{
    uint8_t out[ROOM];
    const size_t len = packed(out);

    (void)state;
    for (size_t n = 0; n + LW_SAPIENT_HEAD < len; n++) {
        struct lw_fault fault = {0};
        uint8_t *exact = malloc(n + 1);
        assert_non_null(exact);
        memcpy(exact, out + LW_SAPIENT_HEAD, n);
        assert_true(lw_sapient_check(exact, n, &fault) < 0);
        assert_true(fault.what[0] != '\0');
        assert_in_range(fault.column, 1, n + 1);
        (void)lw_sapient_glance(exact, n);
        free(exact);
    }
}

static void a_fault_says_which_field_and_where(void **state)
{
    static const struct {
        const char *tail;
        size_t len;
        int err;
        const char *what;
    } cases[] = {
        {"", 0, 0, ""},
        {"\x6a\x01\x80", 3, LW_ERR_RANGE, "additional_information: is not "},
        {"\x6a\x01\0", 3, LW_ERR_RANGE, "additional_information: holds a "},
        {"\x6a\x03\xed\xa0\x80", 5, LW_ERR_RANGE, "additional_information: "},
        {"\x6a\x02\xc0\x80", 4, LW_ERR_RANGE, "additional_information: "},
        {"\x6a\x04\xf4\x90\x80\x80", 6, LW_ERR_RANGE, "additional_inf"},
        {"\x6a\x02\xc3\xa9", 4, 0, ""},
        {"\x68\x01", 2, LW_ERR_SYNTAX, "additional_information: is of "},
        {"\x6a\x05"
         "abcd",
         6, LW_ERR_TRUNCATED, "SapientMessage: a value"},
        {"\x0a\x00", 2, LW_ERR_INTEGRITY, "timestamp: is there twice"},
        {"\x52\x00", 2, LW_ERR_INTEGRITY, "alert: another one of its oneof"},
        {"\x1a\x01x", 3, LW_ERR_RANGE, "destination_id: is no UUID"},
        {"\x03", 1, LW_ERR_SYNTAX, "SapientMessage: no field"},
        {"\x00", 1, LW_ERR_SYNTAX, "SapientMessage: no field"},
        {"\xf8\xff\xff\xff\xff\x01", 6, LW_ERR_SYNTAX, "SapientMessage: no "},
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11, LW_ERR_TRUNCATED,
         "SapientMessage: a value"},
        {"\xf8\x01\x07", 3, 0, ""}, /* tag 31, of an edition to come */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lw_fault fault = {0};
        assert_int_equal(check(cases[i].tail, cases[i].len, &fault),
                         cases[i].err);
        assert_memory_equal(fault.what, cases[i].what, strlen(cases[i].what));
        assert_true(cases[i].err == 0 || fault.column > 100);
    }
}

static void nesting_has_a_bound(void **state)
{
    char msg[256];
    size_t len = 0;
    struct lw_fault fault;

    (void)state;
    for (int i = 0; i < 40; i++) { /* innermost first; lengths below 128 */
        memmove(msg + 2, msg, len);
        msg[0] = i == 39 ? 0x3a : i == 38 ? 0x5a : i == 37 ? 0x1a : 0x22;
        msg[1] = (char)len;
        len += 2;
    }
    assert_int_equal(lw_sapient_check((const uint8_t *)msg, len, &fault),
                     LW_ERR_INTEGRITY);
    assert_non_null(strstr(fault.what, "classification[0].sub_class[0]."));
}

static void a_glance_tells_what_it_can(void **state)
{
    uint8_t out[ROOM];
    const size_t len = packed(out);

    (void)state;
    const struct lw_sapient_glance whole =
        lw_sapient_glance(out + LW_SAPIENT_HEAD, len - LW_SAPIENT_HEAD);
    assert_string_equal(whole.node_id, NODE_ID);
    assert_true(whole.time_ns == 1790000012250000000);
    assert_int_equal(whole.content, 7);
    const struct lw_sapient_glance none = lw_sapient_glance(out, 0);
    assert_string_equal(none.node_id, "");
    assert_true(none.time_ns == -1 && none.content == 0);
}

static void identifiers_are_of_their_form(void **state)
{
    char uuid[LW_SAPIENT_UUID_SIZE], again[LW_SAPIENT_UUID_SIZE];
    char ulid[LW_SAPIENT_ULID_SIZE];

    (void)state;
    lw_sapient_uuid("Noord", uuid);
    lw_sapient_uuid("Noord", again);
    assert_string_equal(uuid, again);
    assert_true(lw_sapient_is_uuid(uuid));
    assert_int_equal(uuid[14], '4');
    assert_non_null(strchr("89ab", uuid[19]));
    lw_sapient_uuid("Zuid", again);
    assert_string_not_equal(uuid, again);
    assert_false(lw_sapient_is_uuid("5f0fbd0c3b7f4f2a9f5f0d0c1a2b3c4d"));
    /* The example of the ULID specification: 01ARZ3NDEK.. */
    lw_sapient_ulid(1469918176385000000, 0x0001, 0x8000000000000001, ulid);
    assert_string_equal(ulid, "01ARYZ6S41000R000000000001");
    lw_sapient_ulid(INT64_MAX, 0xffff, UINT64_MAX, ulid);
    assert_string_equal(ulid + 10, "ZZZZZZZZZZZZZZZZ");
    lw_sapient_ulid(-1, 0, 0, ulid);
    assert_string_equal(ulid, "00000000000000000000000000");
}

/* An enumerator's name, by the path of its message and field. */
static const char *name(const ProtobufCMessageDescriptor *message,
                        const char *field, int value)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(message, field);

    assert_non_null(f);
    const ProtobufCEnumValue *v =
        protobuf_c_enum_descriptor_get_value(f->descriptor, value);
    assert_non_null(v);
    return v->name;
}

static void numbers_mean_what_they_are_called(void **state)
{
    const ProtobufCMessageDescriptor *location = &sapient__location__descriptor;
    const ProtobufCMessageDescriptor *bearing =
        &sapient__range_bearing__descriptor;
    const ProtobufCMessageDescriptor *node =
        &sapient__registration__node_definition__descriptor;

    (void)state;
    assert_string_equal(
        name(location, "coordinate_system", LW_SAPIENT_LAT_LNG_DEG_M),
        "LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M");
    assert_string_equal(
        name(location, "coordinate_system", LW_SAPIENT_LAT_LNG_RAD_M),
        "LOCATION_COORDINATE_SYSTEM_LAT_LNG_RAD_M");
    assert_string_equal(name(location, "coordinate_system", LW_SAPIENT_UTM_M),
                        "LOCATION_COORDINATE_SYSTEM_UTM_M");
    assert_string_equal(name(location, "datum", LW_SAPIENT_WGS84_E),
                        "LOCATION_DATUM_WGS84_E");
    assert_string_equal(name(location, "datum", LW_SAPIENT_WGS84_G),
                        "LOCATION_DATUM_WGS84_G");
    assert_string_equal(
        name(bearing, "coordinate_system", LW_SAPIENT_DEGREES_M),
        "RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M");
    assert_string_equal(
        name(bearing, "coordinate_system", LW_SAPIENT_RADIANS_KM),
        "RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM");
    assert_string_equal(name(bearing, "datum", LW_SAPIENT_NORTH_TRUE),
                        "RANGE_BEARING_DATUM_TRUE");
    assert_string_equal(name(bearing, "datum", LW_SAPIENT_NORTH_GRID),
                        "RANGE_BEARING_DATUM_GRID");
    assert_string_equal(name(bearing, "datum", LW_SAPIENT_NORTH_PLATFORM),
                        "RANGE_BEARING_DATUM_PLATFORM");
    assert_string_equal(name(node, "node_type", LW_SAPIENT_NODE_KINETIC),
                        "NODE_TYPE_KINETIC");
    assert_string_equal(name(node, "node_type", LW_SAPIENT_NODE_RFDEW),
                        "NODE_TYPE_RFDEW");
    assert_string_equal(name(node, "node_type", LW_SAPIENT_NODE_MOBILE),
                        "NODE_TYPE_MOBILE_NODE");
    assert_string_equal(name(node, "node_type", LW_SAPIENT_NODE_FUSION),
                        "NODE_TYPE_FUSION_NODE");
    assert_string_equal(name(&sapient__status_report__descriptor, "system",
                             LW_SAPIENT_SYSTEM_GOODBYE),
                        "SYSTEM_GOODBYE");
    assert_string_equal(name(&sapient__status_report__status__descriptor,
                             "status_type", LW_SAPIENT_STATUS_NOT_DETECTING),
                        "STATUS_TYPE_NOT_DETECTING");
    assert_string_equal(name(&sapient__enuvelocity_units__descriptor,
                             "up_rate_units", LW_SAPIENT_SPEED_KPH),
                        "SPEED_UNITS_KPH");
    assert_string_equal(
        name(&sapient__registration__detection_report__descriptor, "category",
             LW_SAPIENT_CATEGORY_SIGNAL),
        "DETECTION_REPORT_CATEGORY_SIGNAL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_is_right_and_unpacks),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(a_fault_says_which_field_and_where),
        cmocka_unit_test(nesting_has_a_bound),
        cmocka_unit_test(a_glance_tells_what_it_can),
        cmocka_unit_test(identifiers_are_of_their_form),
        cmocka_unit_test(numbers_mean_what_they_are_called),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
