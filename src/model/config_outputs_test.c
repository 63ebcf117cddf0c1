/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "config_fixture.h"
#include "near.h"

static void reads_every_key(void **state)
{
    static struct lw_config c;
    struct lw_fault fault;
    const int err = read_text(
        "outputs:\n"
        "- {format: ndjson, url: 'tcp-listen://127.0.0.1:9100'}\n"
        "- {format: cot, url: 'udp://239.2.3.1:6969', every: 2, rate: 50,\n"
        "   tentative: true, existence: 0.5, options: {stale: 30},\n"
        "   multicast: {ttl: 4, interface: 192.0.2.1}}\n"
        "- format: cot\n"
        "  url: tls://tak.example:8089\n"
        "  tls: {ca: ca.pem, certificate: me.pem, key: me.key,\n"
        "        name: tak, verify: false}\n"
        "- {format: kml, url: 'file:tracks.kml'}\n",
        &c, &fault);

    (void)state;
    if (err < 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    assert_int_equal(c.outputs, 4);
    assert_int_equal(c.output[0].to.transport, LW_TRANSPORT_TCP_LISTEN);
    assert_int_equal(c.output[0].every_s, 1);
    assert_int_equal(c.output[0].rate, 0);
    assert_false(c.output[0].tentative);
    assert_near(c.output[0].existence, 0, 0);
    assert_int_equal(c.output[1].to.transport, LW_TRANSPORT_UDP);
    assert_int_equal(c.output[1].every_s, 2);
    assert_int_equal(c.output[1].rate, 50);
    assert_true(c.output[1].tentative);
    assert_near(c.output[1].existence, 0.5, 0);
    assert_int_equal(c.output[1].multicast.ttl, 4);
    assert_string_equal(c.output[1].multicast.interface, "192.0.2.1");
    assert_int_equal(c.output[1].options.count, 1);
    assert_string_equal(c.pair[0].key, "stale");
    assert_int_equal(c.output[2].to.transport, LW_TRANSPORT_TLS);
    assert_string_equal(c.output[2].tls.ca, "ca.pem");
    assert_string_equal(c.output[2].tls.certificate, "me.pem");
    assert_string_equal(c.output[2].tls.key, "me.key");
    assert_string_equal(c.output[2].tls.name, "tak");
    assert_false(c.output[2].tls.verify);
    assert_string_equal(c.output[3].to.path, "tracks.kml");
    assert_true(c.output[3].tls.verify);
    assert_int_equal(c.output[3].line, 10);
}

static void mistakes_are_explained(void **state)
{
    (void)state;
    refused("outputs: 5\n", LW_ERR_RANGE, 1, "a list");
    refused("outputs:\n- {format: kml, url: 'file:a'}\n"
            "- {format: gpx, url: a}\n",
            LW_ERR_DUPLICATE, 3, "another output writes this file");
    refused("outputs: [a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a]\n",
            LW_ERR_RANGE, 1, "at most 16, got 17");
    refused("outputs:\n- {url: 'udp://a:1'}\n", LW_ERR_MISSING, 2, "`format`");
    refused("outputs:\n- {format: a, url: 'udp://a:1', sensors: {a: b}}\n",
            LW_ERR_UNKNOWN, 2, "`sensors` is no key");
    refused("outputs:\n- format: a\n  url: udp://a:0\n", LW_ERR_RANGE, 3,
            "to send to");
    refused("outputs:\n- format: a\n  url: tls://a:0\n", LW_ERR_SYNTAX, 3,
            "to connect to");
    refused("outputs:\n- format: a\n  url: udp://a:1\n  every: 0\n",
            LW_ERR_RANGE, 4, "from 1 to 3600");
    refused("outputs:\n- format: a\n  url: tcp://a:1\n  tls: {ca: b}\n",
            LW_ERR_RANGE, 4, "only of tls://");
    refused("outputs:\n- format: a\n  url: tcp://a:1\n  multicast: {ttl: 2}\n",
            LW_ERR_RANGE, 4, "only of udp://");
    refused("outputs:\n- format: a\n  url: udp://10.0.0.1:1\n"
            "  multicast: {ttl: 2}\n",
            LW_ERR_RANGE, 4, "is no group");
    refused("outputs:\n- format: a\n  url: udp://[fe80::1]:1\n"
            "  multicast: {ttl: 2}\n",
            LW_ERR_RANGE, 4, "is no group");
    refused("outputs:\n- format: a\n  url: tcp://239.1.1.1:1\n", LW_ERR_RANGE,
            3, "of udp:// only");
    refused("outputs:\n- format: a\n  url: tls-listen://a:1\n", LW_ERR_MISSING,
            2, "`tls: {certificate");
    refused("outputs:\n- format: a\n  url: tls-listen://a:1\n"
            "  tls: {certificate: c}\n",
            LW_ERR_MISSING, 2, "`verify: false`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_key),
        cmocka_unit_test(mistakes_are_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
