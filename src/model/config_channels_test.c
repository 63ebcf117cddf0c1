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

static struct lw_config c;

static const char everything[] =
    "sender: {id: centre@noord.example, name: Noord, contact: 'tel. 1',\n"
    "  web: 'https://noord.example/', languages: [nl, en],\n"
    "  utc_offset: '-03:30'}\n"
    "channels:\n"
    "- id: region\n"
    "  by: webhook\n"
    "  url: https://alert.example/in\n"
    "  secret_file: key\n"
    "  headers: {Authorization: Bearer x}\n"
    "  tls: {ca: ca.pem}\n"
    "  levels: [warning]\n"
    "  zones: [oost, west]\n"
    "  kinds: [hospital]\n"
    "  languages: [uk]\n"
    "  check: 30\n"
    "  check_url: https://alert.example/health\n"
    "  retry: {first: 0.5, last: 20}\n"
    "  timeout: 3\n"
    "  dead_after: 90\n"
    "- {id: phones, by: ntfy, url: 'https://ntfy.sh/noord', updates: true,"
    " click: 'https://noord.example/', carries: exercise}\n"
    "- {id: desk, by: mail, url: 'smtp://mail.example:587', user: me,\n"
    "   secret: s, from: a@noord.example, to: [b@c.nl, d@e.nl],\n"
    "   starttls: false}\n"
    "- {id: lamp, by: hook, run: bin/lamp, arguments: ['-v', x],\n"
    "   carries: test}\n"
    "- {id: sirens, by: mqtt, url: 'mqtt://u:p@broker/noord'}\n"
    "- {id: c2, by: sapient, url: 'tls://c2.example:5020'}\n"
    "- {id: log, by: file, url: 'file:out.json', format: text}\n";

static void reads_every_key(void **state)
{
    struct lw_fault fault;
    const int err = read_text(everything, &c, &fault);

    (void)state;
    if (err < 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    assert_string_equal(c.sender.id, "centre@noord.example");
    assert_int_equal(c.sender.languages.count, 2);
    assert_int_equal(c.sender.languages.language[0], LW_LANG_NL);
    assert_int_equal(c.sender.utc_offset_s, -12600);
    assert_int_equal(c.channels, 7);

    const struct lw_config_channel *at = &c.channel[0];
    assert_int_equal(at->kind, LW_CHANNEL_WEBHOOK);
    assert_int_equal(at->format, LW_CHANNEL_CAP);
    assert_int_equal(at->carries, LW_WARNING_ACTUAL);
    assert_false(at->level[LW_WARNING_NOTICE]);
    assert_true(at->level[LW_WARNING_WARNING]);
    assert_true(at->updates);
    assert_int_equal(at->zones.count, 2);
    assert_string_equal(c.word[at->zones.first + 1], "west");
    assert_string_equal(c.word[at->kinds.first], "hospital");
    assert_int_equal(at->languages.count, 1);
    assert_int_equal(at->languages.language[0], LW_LANG_UK);
    assert_string_equal(c.pair[at->headers.first].value, "Bearer x");
    assert_true(at->tls.verify);
    assert_string_equal(at->tls.ca, "ca.pem");
    assert_int_equal(at->check_s, 30);
    assert_near(at->retry_first_s, 0.5, 0);
    assert_near(at->retry_last_s, 20, 0);
    assert_int_equal(at->timeout_s, 3);
    assert_int_equal(at->dead_after_s, 90);
    assert_int_equal(at->line, 5);

    assert_int_equal(c.channel[1].carries, LW_WARNING_EXERCISE);
    assert_int_equal(c.channel[1].format, LW_CHANNEL_TEXT);
    assert_true(c.channel[1].updates);
    assert_int_equal(c.channel[1].languages.language[0], LW_LANG_NL);
    assert_false(c.channel[2].updates);
    assert_false(c.channel[2].starttls);
    assert_int_equal(c.channel[2].mail_to.count, 2);
    assert_string_equal(c.word[c.channel[2].mail_to.first], "b@c.nl");
    assert_int_equal(c.channel[3].carries, LW_WARNING_TEST);
    assert_string_equal(c.word[c.channel[3].arguments.first], "-v");
    assert_int_equal(c.channel[4].to.transport, LW_TRANSPORT_MQTT);
    assert_null(strstr(c.channel[4].url, ":p@"));
    assert_int_equal(c.channel[5].to.transport, LW_TRANSPORT_TLS);
    assert_string_equal(c.channel[6].to.path, "out.json");
    assert_int_equal(c.channel[6].format, LW_CHANNEL_TEXT);
}

static const struct {
    const char *channel;
    int err;
    const char *says;
} wrong[] = {
    {"{by: webhook, url: 'http://a/'}", LW_ERR_MISSING, "`id`"},
    {"{id: a, url: 'http://a/'}", LW_ERR_MISSING, "`by`"},
    {"{id: a b, by: webhook, url: 'http://a/'}", LW_ERR_RANGE, "`id`"},
    {"{id: a, by: pigeon}", LW_ERR_UNKNOWN, "`by`"},
    {"{id: a, by: webhook}", LW_ERR_MISSING, "needs `url`"},
    {"{id: a, by: webhook, url: 'ftp://a/'}", LW_ERR_SYNTAX, "http://"},
    {"{id: a, by: webhook, url: 'http:///x'}", LW_ERR_SYNTAX, "http://"},
    {"{id: a, by: webhook, url: 'http://u:p@a/'}", LW_ERR_SYNTAX,
     "`secret_file`"},
    {"{id: a, by: webhook, url: 'http://a/', carries: both}", LW_ERR_UNKNOWN,
     "`carries`"},
    {"{id: a, by: webhook, url: 'http://a/', levels: []}", LW_ERR_RANGE,
     "`levels`"},
    {"{id: a, by: webhook, url: 'http://a/', levels: [loud]}", LW_ERR_UNKNOWN,
     "`levels`"},
    {"{id: a, by: webhook, url: 'http://a/', languages: [nl, nl]}",
     LW_ERR_DUPLICATE, "twice"},
    {"{id: a, by: webhook, url: 'http://a/', headers: {'A b': c}}",
     LW_ERR_SYNTAX, "no header"},
    {"{id: a, by: webhook, url: 'http://a/', tls: {ca: b}}", LW_ERR_RANGE,
     "`tls`"},
    {"{id: a, by: webhook, url: 'http://a/', secret: a, secret_file: b}",
     LW_ERR_DUPLICATE, "not both"},
    {"{id: a, by: webhook, url: 'http://a/', to: [a@b]}", LW_ERR_RANGE,
     "only of a channel by mail"},
    {"{id: a, by: webhook, url: 'http://a/', run: b}", LW_ERR_RANGE,
     "only of a channel by hook"},
    {"{id: a, by: webhook, url: 'http://a/', retry: {first: 9, last: 2}}",
     LW_ERR_RANGE, "less than"},
    {"{id: a, by: webhook, url: 'http://a/', check_url: b}", LW_ERR_SYNTAX,
     "`check_url`"},
    {"{id: a, by: webhook, url: 'http://a/', starttls: true}", LW_ERR_RANGE,
     "`starttls`"},
    {"{id: a, by: ntfy, url: 'http://a/b', format: cap}", LW_ERR_RANGE,
     "has no cap"},
    {"{id: a, by: mail, url: 'smtp://a'}", LW_ERR_MISSING, "`from`"},
    {"{id: a, by: mail, url: 'smtp://a', from: a@b, to: [\"x@y\\nz\"]}",
     LW_ERR_RANGE, "`to`"},
    {"{id: a, by: mail, url: 'smtp://a', from: '<a@b>', to: [x@y]}",
     LW_ERR_RANGE, "`from`"},
    {"{id: a, by: hook}", LW_ERR_MISSING, "`run`"},
    {"{id: a, by: hook, run: b, url: 'http://a/'}", LW_ERR_RANGE, "`run`"},
    {"{id: a, by: hook, run: b, secret: c}", LW_ERR_RANGE, "no secret"},
    {"{id: a, by: mqtt, url: 'tcp://a:1'}", LW_ERR_RANGE, "mqtt://"},
    {"{id: a, by: file, url: 'udp://a:1'}", LW_ERR_RANGE, "file:"},
    {"{id: a, by: sapient, url: 'tls-listen://a:1'}", LW_ERR_RANGE, "tcp://"},
};

static void mistakes_are_explained(void **state)
{
    (void)state;
    refused("channels: 5\n", LW_ERR_RANGE, 1, "a list");
    refused("sender: {utc_offset: 1}\n", LW_ERR_RANGE, 1, "`utc_offset`");
    refused("sender: {utc_offset: '+15:00'}\n", LW_ERR_RANGE, 1, "+01:00");
    refused("sender: {id: 'a,b'}\n", LW_ERR_RANGE, 1, "`id`");
    refused("sender: {id: 'a/b'}\n", LW_ERR_RANGE, 1, "`id`");
    refused("sender: {web: www.example}\n", LW_ERR_SYNTAX, 1, "`web`");
    refused("sender: {languages: [fr]}\n", LW_ERR_UNKNOWN, 1, "`languages`");
    refused("channels:\n- {id: a, by: hook, run: b}\n"
            "- {id: a, by: hook, run: c}\n",
            LW_ERR_DUPLICATE, 3, "another channel");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[512];
        (void)snprintf(text, sizeof text, "channels:\n- %s\n",
                       wrong[i].channel);
        refused(text, wrong[i].err, 2, wrong[i].says);
    }
}

/* No message says a secret back. */
static void secrets_stay_secret(void **state)
{
    struct lw_fault fault;

    (void)state;
    assert_true(read_text("channels:\n- {id: a, by: webhook, secret: hush,"
                          " url: 'http://u:hush@a/'}\n",
                          &c, &fault) < 0);
    assert_null(strstr(fault.what, "hush"));
    assert_true(read_text("channels:\n- {id: a, by: webhook, "
                          "secret: \"hush\\n\", url: 'http://a/'}\n",
                          &c, &fault) < 0);
    assert_non_null(strstr(fault.what, "`secret`"));
    assert_null(strstr(fault.what, "hush"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_key),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(secrets_stay_secret),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
