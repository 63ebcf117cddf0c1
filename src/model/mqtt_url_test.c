/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mqtt_url.h"

static struct lw_mqtt_url url;

static void reads(const char *text)
{
    struct lw_fault fault = {0};
    const int err = lw_mqtt_url_read(text, strlen(text), &url, &fault);

    if (err < 0)
        print_error("%s: %s\n", text, fault.what);
    assert_int_equal(err, 0);
}

static void refused(const char *text, int err)
{
    struct lw_fault fault = {0};

    assert_int_equal(lw_mqtt_url_read(text, strlen(text), &url, &fault), err);
    assert_true(fault.what[0] != '\0');
    assert_null(strstr(fault.what, "secret"));
}

static void reads_every_part(void **state)
{
    (void)state;
    reads("mqtts://me:se%40cr%2Fet@[::1]:1234/posts/{sensor}/#?qos=2&client=lw"
          "&keep=1&version=5&keepalive=10&payload_max=4096&retained=1"
          "&status=posts/{sensor}/state&online=up&offline=down&degraded=ill"
          "&heartbeat=5&retain=0&password_file=/run/p&password_env=MQTT_P"
          "&ca=ca.pem&cert=c.pem&key=k.pem&sensors=s/{sensor}&alive=lw/state"
          "&discovery=homeassistant");
    assert_true(url.tls);
    assert_string_equal(url.user, "me");
    assert_string_equal(url.password, "se@cr/et");
    assert_string_equal(url.host, "::1");
    assert_int_equal(url.port, 1234);
    assert_string_equal(url.topic, "posts/{sensor}/#");
    assert_int_equal(url.qos, 2);
    assert_string_equal(url.client, "lw");
    assert_true(url.keep && url.retained && !url.retain);
    assert_int_equal(url.version, 5);
    assert_int_equal(url.keepalive_s, 10);
    assert_int_equal(url.payload_max, 4096);
    assert_string_equal(url.status, "posts/{sensor}/state");
    assert_string_equal(url.online, "up");
    assert_string_equal(url.offline, "down");
    assert_string_equal(url.degraded, "ill");
    assert_int_equal(url.heartbeat_s, 5);
    assert_string_equal(url.password_file, "/run/p");
    assert_string_equal(url.password_env, "MQTT_P");
    assert_string_equal(url.ca, "ca.pem");
    assert_string_equal(url.cert, "c.pem");
    assert_string_equal(url.key, "k.pem");
    assert_string_equal(url.sensors, "s/{sensor}");
    assert_string_equal(url.alive, "lw/state");
    assert_string_equal(url.discovery, "homeassistant");
}

static void what_is_left_out_is_the_default(void **state)
{
    (void)state;
    reads("mqtt://broker.local");
    assert_false(url.tls);
    assert_string_equal(url.host, "broker.local");
    assert_int_equal(url.port, 1883);
    assert_string_equal(url.user, "");
    assert_string_equal(url.topic, "");
    assert_int_equal(url.qos, 1);
    assert_int_equal(url.version, 3);
    assert_false(url.retained || url.keep);
    assert_true(url.retain);
    assert_string_equal(url.online, "online");
    reads("mqtts://broker.local/a");
    assert_int_equal(url.port, 8883);
    reads("mqtt://user@broker.local/a");
    assert_string_equal(url.user, "user");
    assert_string_equal(url.password, "");
}

static void mistakes_are_refused_without_the_password(void **state)
{
    (void)state;
    refused("mqtt://", LW_ERR_SYNTAX);
    refused("mqtt:///a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret@host:0/a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret@host:65536/a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret@host:x/a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret@[::1/a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret%zz@host/a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret%00@host/a", LW_ERR_SYNTAX);
    refused("mqtt://me:secret@host/a?qos=3", LW_ERR_RANGE);
    refused("mqtt://me:secret@host/a?qos=", LW_ERR_RANGE);
    refused("mqtt://me:secret@host/a?version=4", LW_ERR_RANGE);
    refused("mqtt://me:secret@host/a?quality=1", LW_ERR_UNKNOWN);
    refused("mqtt://me:secret@host/a?keep=1", LW_ERR_MISSING);
    assert_int_equal(lw_mqtt_url_read("tcp://a:1", 9, &url, NULL),
                     LW_ERR_NOT_MINE);
}

static void people_see_no_password(void **state)
{
    static const struct {
        const char *in, *out;
    } row[] = {
        {"mqtt://me:secret@host/a", "mqtt://me@host/a"},
        {"mqtts://me:sec:ret@x@host:1", "mqtts://me@host:1"},
        {"mqtt://me@host/a:b@c", "mqtt://me@host/a:b@c"},
        {"mqtt://host:1883/a", "mqtt://host:1883/a"},
        {"tcp://a:1", "tcp://a:1"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[64];

        (void)snprintf(text, sizeof text, "%s", row[i].in);
        assert_int_equal(lw_mqtt_url_hide(text), strlen(row[i].out));
        assert_string_equal(text, row[i].out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_part),
        cmocka_unit_test(what_is_left_out_is_the_default),
        cmocka_unit_test(mistakes_are_refused_without_the_password),
        cmocka_unit_test(people_see_no_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
