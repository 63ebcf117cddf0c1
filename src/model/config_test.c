/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "config_fixture.h"
#include "near.h"

static void reads_every_key(void **state)
{
    static struct lw_config c;
    struct lw_fault fault;
    const int err = read_text(
        "site: site.yaml\ndata: /var/lib/luchtwacht\n"
        "http: {listen: '[::1]:8081'}\n"
        "feeds:\n"
        "  - {format: ndjson, url: 'udp://127.0.0.1:9000'}\n"
        "  - {format: beast, url: 'tcp://radio:30005', sensor: adsb-1}\n"
        "  - {format: sbs, url: 'tcp-listen://127.0.0.1:0', sensor: adsb-2}\n"
        "  - {format: ndjson, url: day.ndjson.zst}\n"
        "  - {format: ndjson, url: '-'}\n"
        "outputs: [{format: ndjson, url: 'tcp-listen://127.0.0.1:9100'}]\n"
        "play: {file: reports.ndjson, speed: 20, loop: true}\n"
        "journal: {group_ms: 5, group_reports: 100}\n"
        "limits: {tracks: 10, reports: 20, clients: 30, client_kib: 64,\n"
        "         body_kib: 128, archive_every: 1}\n",
        &c, &fault);

    (void)state;
    if (err < 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    assert_string_equal(c.site, "site.yaml");
    assert_string_equal(c.data, "/var/lib/luchtwacht");
    assert_string_equal(c.http.host, "::1");
    assert_int_equal(c.http.port, 8081);
    assert_int_equal(c.feeds, 5);
    assert_int_equal(c.feed[0].from.transport, LW_TRANSPORT_UDP);
    assert_string_equal(c.feed[0].from.host, "127.0.0.1");
    assert_int_equal(c.feed[0].from.port, 9000);
    assert_int_equal(c.feed[0].line, 5);
    assert_string_equal(c.feed[1].format, "beast");
    assert_string_equal(c.feed[1].sensor, "adsb-1");
    assert_string_equal(c.feed[1].url, "tcp://radio:30005");
    assert_int_equal(c.feed[2].from.transport, LW_TRANSPORT_TCP_LISTEN);
    assert_int_equal(c.feed[2].from.port, 0);
    assert_int_equal(c.feed[3].from.transport, LW_TRANSPORT_FILE);
    assert_string_equal(c.feed[3].from.path, "day.ndjson.zst");
    assert_string_equal(c.feed[4].from.path, "-");
    assert_int_equal(c.outputs, 1);
    assert_int_equal(c.output[0].to.port, 9100);
    assert_string_equal(c.play.file, "reports.ndjson");
    assert_near(c.play.speed, 20, 0);
    assert_true(c.play.loop);
    assert_int_equal(c.journal.group_ms, 5);
    assert_int_equal(c.journal.group_reports, 100);
    assert_int_equal(c.limits.tracks, 10);
    assert_int_equal(c.limits.archive_every, 1);
}

static void what_is_left_out_is_the_default(void **state)
{
    static struct lw_config c, d;
    struct lw_fault fault;

    (void)state;
    lw_config_defaults(&d);
    assert_int_equal(read_text("{}", &c, &fault), 0);
    assert_memory_equal(&c, &d, sizeof c);
    assert_string_equal(c.http.host, "127.0.0.1"); /* loopback unless told */
    assert_near(c.play.speed, 1.0, 0);
}

static void mistakes_are_explained(void **state)
{
    (void)state;
    refused("sites: a\n", LW_ERR_UNKNOWN, 1, "did you mean `site`?");
    refused("http: {port: 80}\n", LW_ERR_UNKNOWN, 1, "no key of `http`");
    refused("http: {listen: 8080}\n", LW_ERR_SYNTAX, 1, "expected HOST:PORT");
    refused("http: {listen: 'a:65536'}\n", LW_ERR_SYNTAX, 1, "65535");
    refused("feeds:\n- {url: 'udp://a:1'}\n", LW_ERR_MISSING, 2, "`format`");
    refused("feeds:\n- {format: a, url: 'udp://a:1', sensors: [b]}\n",
            LW_ERR_RANGE, 2, "a mapping");
    refused("feeds:\n- format: ndjson\n  url: http://a:1\n", LW_ERR_SYNTAX, 3,
            "expected udp://, tcp://");
    refused("feeds:\n- format: ndjson\n  url: tcp://a:0\n", LW_ERR_SYNTAX, 3,
            "to connect to");
    refused("feeds:\n- format: ndjson\n  url: tls://a:1\n", LW_ERR_RANGE, 3,
            "outputs only");
    refused("feeds:\n- format: a\n  url: tcp-listen://[ff05::1]:1\n",
            LW_ERR_RANGE, 3, "of udp:// only");
    refused("feeds:\n- format: a\n"
            "  url: udp://239.1.1.1:1?source=239.1.1.2\n",
            LW_ERR_RANGE, 3, "`source`: expected the address of one");
    refused("play: {speed: 3}\n", LW_ERR_MISSING, 1, "needs `file`");
    refused("play: {file: a, loop: yes}\n", LW_ERR_RANGE, 1, "true or false");
    refused("limits: {tracks: 1.5}\n", LW_ERR_RANGE, 1, "whole number");
    refused("limits: {tracks: 0}\n", LW_ERR_RANGE, 1, "from 1 to 65536");
    refused("feeds: 5\n", LW_ERR_RANGE, 1, "a list");
    refused("- a\n", LW_ERR_SYNTAX, 1, "a configuration");
}

static void more_feeds_than_fit_are_refused(void **state)
{
    static char text[64 * (LW_CONFIG_FEEDS_MAX + 2)];
    size_t used = (size_t)snprintf(text, sizeof text, "feeds:\n");

    (void)state;
    for (int i = 0; i <= LW_CONFIG_FEEDS_MAX; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "- {format: ndjson, url: '%d.ndjson'}\n", i);
    refused(text, LW_ERR_RANGE, 2, "at most 32, got 33");
}

static void a_host_and_port_are_taken_apart(void **state)
{
    static const char *const bad[] = {
        "",          "80",   "host",   "host:", "host:x",      "host:-1",
        "::1:8",     "[]:8", "[::1:8", "a b:8", "host:123456", "h:8 ",
        "http://a:8"};
    char host[LW_CONFIG_HOST_MAX + 1];
    struct lw_fault fault;
    uint16_t port;

    (void)state;
    assert_int_equal(lw_config_host_port(":8080", 5, host, &port, &fault), 0);
    assert_string_equal(host, "127.0.0.1");
    assert_int_equal(port, 8080);
    assert_int_equal(lw_config_host_port("[::]:0", 6, host, &port, &fault), 0);
    assert_string_equal(host, "::");
    assert_int_equal(port, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(
            lw_config_host_port(bad[i], strlen(bad[i]), host, &port, &fault),
            LW_ERR_SYNTAX);
}

static void paths_are_not_taken_for_addresses(void **state)
{
    struct lw_endpoint end;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(lw_config_endpoint("file:a b", 8, &end, &fault), 0);
    assert_string_equal(end.path, "a b");
    assert_int_equal(lw_config_endpoint("/x/12:30.ndjson", 15, &end, &fault),
                     0);
    assert_string_equal(end.path, "/x/12:30.ndjson");
    assert_int_equal(lw_config_endpoint("tpc://a:1", 9, &end, &fault),
                     LW_ERR_SYNTAX);
    assert_int_equal(lw_config_endpoint("file:", 5, &end, &fault),
                     LW_ERR_SYNTAX);
    assert_int_equal(lw_config_endpoint("", 0, &end, &fault), LW_ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_key),
        cmocka_unit_test(what_is_left_out_is_the_default),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(more_feeds_than_fit_are_refused),
        cmocka_unit_test(a_host_and_port_are_taken_apart),
        cmocka_unit_test(paths_are_not_taken_for_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
