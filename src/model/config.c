/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "config_parts.h"
#include "luchtwacht/tracker.h"
#include "url_query.h"

/* The mappings of the file, with what is not a single value still to read. */
struct raw_config {
    struct lw_config out;
    const struct lw_yaml_node *http, *feeds, *outputs, *sender, *channels;
    const struct lw_yaml_node *keys, *play, *journal, *limits;
};

struct raw_link {
    char format[LW_CONFIG_FORMAT_MAX + 1];
    char url[LW_CONFIG_PATH_MAX + 1];
    char sensor[LW_ID_MAX + 1];
    const struct lw_yaml_node *sensors, *options;
};

struct raw_http {
    char listen[LW_CONFIG_HOST_MAX + 10];
};

void lw_config_defaults(struct lw_config *config)
{
    *config = (struct lw_config){
        .http = {.host = "127.0.0.1", .port = 8080},
        .sender = {.languages = {.count = 1}}, /* English */
        .play = {.speed = 1.0, .from_ns = INT64_MIN},
        .journal = {.group_ms = 20, .group_reports = 4096},
        .limits =
            {
                .tracks = LW_TRACKER_TRACKS,
                .reports = LW_TRACKER_REPORTS,
                .clients = 256,
                .client_kib = 4096,
                .body_kib = 65536,
                .archive_every = 5,
            },
    };
}

int lw_config_host_port(const char *text, size_t len, char *host,
                        uint16_t *port, struct lw_fault *fault)
{
    size_t colon = len, host_len;
    uint32_t number = 0;
    const char *from = text;

    while (colon > 0 && text[colon - 1] != ':')
        colon--;
    if (colon == 0 || colon == len || len - colon > 5)
        goto wrong;
    for (size_t i = colon; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            goto wrong;
        number = number * 10 + (uint32_t)(text[i] - '0');
    }
    if (number > UINT16_MAX)
        goto wrong;
    host_len = colon - 1;
    if (host_len >= 2 && text[0] == '[' && text[host_len - 1] == ']') {
        from = text + 1;
        host_len -= 2;
        if (host_len == 0)
            goto wrong;
    } else if (memchr(text, ':', host_len) != NULL) {
        goto wrong; /* an IPv6 address without its brackets */
    }
    if (host_len == 0) {
        from = "127.0.0.1";
        host_len = strlen(from);
    }
    if (host_len > LW_CONFIG_HOST_MAX)
        goto wrong;
    for (size_t i = 0; i < host_len; i++)
        if (from[i] <= ' ' || from[i] == '/' || from[i] == '[' ||
            from[i] == 0x7F)
            goto wrong;
    memcpy(host, from, host_len);
    host[host_len] = '\0';
    *port = (uint16_t)number;
    return 0;

wrong:
    return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                        "expected HOST:PORT with a port from 0 to 65535, got "
                        "`%.*s`",
                        (int)(len < 60 ? len : 60), text);
}

/* What stands behind udp://HOST:PORT? */
static int read_group(const char *text, size_t len, struct lw_endpoint *out,
                      struct lw_fault *fault)
{
    const struct lw_url_key keys[] = {
        {"interface", out->interface, sizeof out->interface, NULL},
        {"source", out->source, sizeof out->source, NULL},
    };

    return lw_url_query(text, len, keys, 2, fault);
}

bool lw_config_is_address(const char *host)
{
    return strchr(host, ':') != NULL ||
           strspn(host, "0123456789.") == strlen(host);
}

bool lw_config_is_group(const char *host)
{
    unsigned first = 0;

    if (strchr(host, ':') != NULL)
        return strcspn(host, ":") == 4 && (host[0] | 0x20) == 'f' &&
               (host[1] | 0x20) == 'f';
    for (int i = 0; i < 3 && host[i] >= '0' && host[i] <= '9'; i++)
        first = 10 * first + (unsigned)(host[i] - '0');
    return lw_config_is_address(host) && first >= 224 && first <= 239;
}

/* Could one listen there, or connect to it? Groups are where they can be. */
static int check_host(const struct lw_endpoint *found, struct lw_fault *fault)
{
    if (found->port == 0 && (found->transport == LW_TRANSPORT_TCP ||
                             found->transport == LW_TRANSPORT_TLS))
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                            "expected a port from 1 to 65535 to connect to");
    if (found->transport != LW_TRANSPORT_UDP && lw_config_is_group(found->host))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`%s` is a group of receivers: of udp:// only",
                            found->host);
    if (lw_config_is_group(found->source))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`source`: expected the address of one sender, "
                            "got the group `%s`",
                            found->source);
    return 0;
}

static int read_capture(const char *text, size_t len, struct lw_endpoint *out,
                        struct lw_fault *fault)
{
    const struct lw_url_key keys[] = {
        {"filter", out->filter, sizeof out->filter, NULL},
        {"monitor", NULL, 0, &out->monitor},
    };
    const char *query = memchr(text, '?', len);
    const size_t name = query == NULL ? len : (size_t)(query - text);

    if (name == 0 || name > LW_CONFIG_INTERFACE_MAX)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                            "expected capture: and the name of an interface");
    memcpy(out->interface, text, name);
    return query == NULL
               ? 0
               : lw_url_query(query + 1, len - name - 1, keys, 2, fault);
}

int lw_config_endpoint(const char *text, size_t len, struct lw_endpoint *out,
                       struct lw_fault *fault)
{
    static const struct {
        const char *scheme;
        enum lw_transport transport;
    } schemes[] = {
        {"udp://", LW_TRANSPORT_UDP},
        {"tcp://", LW_TRANSPORT_TCP},
        {"tcp-listen://", LW_TRANSPORT_TCP_LISTEN},
        {"tls://", LW_TRANSPORT_TLS},
        {"tls-listen://", LW_TRANSPORT_TLS_LISTEN},
        {"capture:", LW_TRANSPORT_CAPTURE},
        {"file:", LW_TRANSPORT_FILE},
    };
    struct lw_endpoint found = {.transport = LW_TRANSPORT_FILE};
    size_t skip = 0;
    int err = lw_mqtt_url_read(text, len, &found.mqtt, fault);

    if (err != LW_ERR_NOT_MINE) {
        found.transport = LW_TRANSPORT_MQTT;
        if (err == 0)
            *out = found;
        return err;
    }
    err = 0;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const size_t n = strlen(schemes[i].scheme);
        if (len >= n && memcmp(text, schemes[i].scheme, n) == 0) {
            found.transport = schemes[i].transport;
            skip = n;
            break;
        }
    }
    if (found.transport == LW_TRANSPORT_CAPTURE) {
        err = read_capture(text + skip, len - skip, &found, fault);
    } else if (found.transport != LW_TRANSPORT_FILE) {
        const char *query = found.transport == LW_TRANSPORT_UDP
                                ? memchr(text + skip, '?', len - skip)
                                : NULL;
        const size_t host =
            query == NULL ? len - skip : (size_t)(query - (text + skip));
        err = lw_config_host_port(text + skip, host, found.host, &found.port,
                                  fault);
        if (err == 0 && query != NULL)
            err = read_group(query + 1, len - skip - host - 1, &found, fault);
        if (err == 0)
            err = check_host(&found, fault);
    } else {
        size_t scheme = 0;
        while (scheme < len && text[scheme] != '/' && text[scheme] != ':')
            scheme++;
        if (skip == 0 && scheme + 2 < len &&
            memcmp(text + scheme, "://", 3) == 0)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "expected udp://, tcp://, tcp-listen://, "
                                "tls://, tls-listen://, mqtt://, mqtts://, "
                                "capture:, file: or a path, got `%.*s://`",
                                (int)(scheme < 60 ? scheme : 60), text);
        if (len == skip || len - skip > LW_CONFIG_PATH_MAX)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "expected a path of 1 to %d bytes",
                                LW_CONFIG_PATH_MAX);
        memcpy(found.path, text + skip, len - skip);
    }
    if (err == 0)
        *out = found;
    return err;
}

int lw_config_fail_at(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, const char *key, int err,
                      const struct lw_fault *inner)
{
    return lw_yaml_fail(yaml, node, err, "`%s`: %s", key, inner->what);
}

static int read_http(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, struct lw_config *config)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("listen", TEXT, struct raw_http, listen, true),
    };
    struct raw_http raw = {0};
    struct lw_fault inner;
    int err = lw_yaml_map(yaml, node, "`http`", fields, 1, &raw);

    if (err < 0)
        return err;
    err = lw_config_host_port(raw.listen, strlen(raw.listen), config->http.host,
                              &config->http.port, &inner);
    return err < 0 ? lw_config_fail_at(yaml, lw_yaml_get(node, "listen"),
                                       "listen", err, &inner)
                   : 0;
}

static int read_link(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, struct raw_link *raw,
                     struct lw_endpoint *end)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("format", TEXT, struct raw_link, format, true),
        LW_YAML_KEY("url", TEXT, struct raw_link, url, true),
        LW_YAML_KEY("sensor", TEXT, struct raw_link, sensor, false),
        LW_YAML_PART("sensors", struct raw_link, sensors, false),
        LW_YAML_PART("options", struct raw_link, options, false),
    };
    struct lw_fault inner;
    int err = lw_yaml_map(yaml, node, "a feed", fields, 5, raw);

    if (err < 0)
        return err;
    err = lw_config_endpoint(raw->url, strlen(raw->url), end, &inner);
    (void)lw_mqtt_url_hide(raw->url);
    return err < 0 ? lw_config_fail_at(yaml, lw_yaml_get(node, "url"), "url",
                                       err, &inner)
                   : 0;
}

int lw_config_read_pairs(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node, const char *what,
                         struct lw_config *config, struct lw_config_pairs *out)
{
    int err = 0;

    *out = (struct lw_config_pairs){.first = config->pairs};
    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    if (node->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(yaml, node, what, "a mapping");
    for (const struct lw_yaml_node *key = node->child; key != NULL && err == 0;
         key = key->next->next) {
        struct lw_pair *pair = &config->pair[config->pairs];
        if (config->pairs == LW_CONFIG_PAIRS_MAX)
            return lw_yaml_fail(yaml, key, LW_ERR_RANGE,
                                "`%s`: more than %d entries in all", what,
                                LW_CONFIG_PAIRS_MAX);
        err = lw_yaml_text(yaml, key, what, pair->key, sizeof pair->key);
        if (err == 0)
            err = lw_yaml_text(yaml, key->next, pair->key, pair->value,
                               sizeof pair->value);
        config->pairs++;
        out->count++;
    }
    return err;
}

static int read_feed(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, struct lw_config *config,
                     struct lw_config_feed *feed)
{
    struct raw_link raw = {0};
    int err = read_link(yaml, node, &raw, &feed->from);

    if (err == 0 && (feed->from.transport == LW_TRANSPORT_TLS ||
                     feed->from.transport == LW_TRANSPORT_TLS_LISTEN))
        err = lw_yaml_fail(yaml, lw_yaml_get(node, "url"), LW_ERR_RANGE,
                           "`url`: TLS is for outputs only");
    if (err == 0)
        err = lw_config_read_pairs(yaml, raw.sensors, "sensors", config,
                                   &feed->sensors);
    if (err == 0)
        err = lw_config_read_pairs(yaml, raw.options, "options", config,
                                   &feed->options);
    if (err < 0)
        return err;
    memcpy(feed->format, raw.format, sizeof feed->format);
    memcpy(feed->url, raw.url, sizeof feed->url);
    memcpy(feed->sensor, raw.sensor, sizeof feed->sensor);
    feed->line = node->line;
    return 0;
}

static int read_feeds(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, struct lw_config *config)
{
    int err = 0;

    if (lw_yaml_is_null(node))
        return 0;
    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(yaml, node, "feeds", "a list of feeds");
    if (node->count > LW_CONFIG_FEEDS_MAX)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`feeds`: at most %d, got %u", LW_CONFIG_FEEDS_MAX,
                            (unsigned)node->count);
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next)
        err = read_feed(yaml, at, config, &config->feed[config->feeds++]);
    return err;
}

static int read_play(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, struct lw_config *config)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("file", TEXT, struct lw_config, play.file, true),
        LW_YAML_QUANTITY("speed", NUMBER, struct lw_config, play.speed,
                         "scene seconds per second", 0, 10000, 1),
        LW_YAML_KEY("loop", BOOL, struct lw_config, play.loop, false),
    };

    return lw_yaml_map(yaml, node, "`play`", fields, 3, config);
}

static int read_numbers(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *journal,
                        const struct lw_yaml_node *limits,
                        struct lw_config *config)
{
    static const struct lw_yaml_field journal_fields[] = {
        LW_YAML_QUANTITY("group_ms", COUNT, struct lw_config, journal.group_ms,
                         "milliseconds", 0, 10000, 1),
        LW_YAML_QUANTITY("group_reports", COUNT, struct lw_config,
                         journal.group_reports, "a whole number", 1, 1000000,
                         1),
    };
    static const struct lw_yaml_field limit_fields[] = {
        LW_YAML_QUANTITY("tracks", COUNT, struct lw_config, limits.tracks,
                         "a whole number", 1, 65536, 1),
        LW_YAML_QUANTITY("reports", COUNT, struct lw_config, limits.reports,
                         "a whole number", 16, 1048576, 1),
        LW_YAML_QUANTITY("clients", COUNT, struct lw_config, limits.clients,
                         "a whole number", 1, 10000, 1),
        LW_YAML_QUANTITY("client_kib", COUNT, struct lw_config,
                         limits.client_kib, "KiB", 64, 1048576, 1),
        LW_YAML_QUANTITY("body_kib", COUNT, struct lw_config, limits.body_kib,
                         "KiB", 64, 1048576, 1),
        LW_YAML_QUANTITY("archive_every", COUNT, struct lw_config,
                         limits.archive_every, "seconds", 1, 3600, 1),
    };
    int err = 0;

    if (journal != NULL)
        err =
            lw_yaml_map(yaml, journal, "`journal`", journal_fields, 2, config);
    if (err == 0 && limits != NULL)
        err = lw_yaml_map(yaml, limits, "`limits`", limit_fields, 6, config);
    return err;
}

int lw_config_read(const char *text, size_t len, struct lw_arena *arena,
                   struct lw_config *config, struct lw_fault *fault)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("site", TEXT, struct raw_config, out.site, false),
        LW_YAML_KEY("data", TEXT, struct raw_config, out.data, false),
        LW_YAML_PART("http", struct raw_config, http, false),
        LW_YAML_PART("feeds", struct raw_config, feeds, false),
        LW_YAML_PART("outputs", struct raw_config, outputs, false),
        LW_YAML_PART("sender", struct raw_config, sender, false),
        LW_YAML_PART("channels", struct raw_config, channels, false),
        LW_YAML_PART("keys", struct raw_config, keys, false),
        LW_YAML_PART("play", struct raw_config, play, false),
        LW_YAML_PART("journal", struct raw_config, journal, false),
        LW_YAML_PART("limits", struct raw_config, limits, false),
    };
    const struct lw_yaml yaml = {.fault = fault};
    struct raw_config raw = {0};
    const struct lw_yaml_node *root;
    int err = lw_yaml_parse(&yaml, text, len, arena, &root);

    lw_config_defaults(&raw.out);
    if (err == 0)
        err = lw_yaml_map(&yaml, root, "a configuration", fields,
                          sizeof fields / sizeof fields[0], &raw);
    if (err == 0 && raw.http != NULL)
        err = read_http(&yaml, raw.http, &raw.out);
    if (err == 0)
        err = read_feeds(&yaml, raw.feeds, &raw.out);
    if (err == 0)
        err = lw_config_read_outputs(&yaml, raw.outputs, &raw.out);
    if (err == 0)
        err = lw_config_read_sender(&yaml, raw.sender, &raw.out);
    if (err == 0)
        err = lw_config_read_channels(&yaml, raw.channels, &raw.out);
    if (err == 0)
        err = lw_config_read_keys(&yaml, raw.keys, &raw.out);
    if (err == 0 && raw.play != NULL)
        err = read_play(&yaml, raw.play, &raw.out);
    if (err == 0)
        err = read_numbers(&yaml, raw.journal, raw.limits, &raw.out);
    if (err == 0)
        *config = raw.out;
    return err;
}
