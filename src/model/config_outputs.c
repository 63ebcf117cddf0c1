/* SPDX-License-Identifier: Apache-2.0 */
/* `outputs` of the configuration: what leaves, where to, how often. */
#include <string.h>

#include "config_parts.h"

/* An output with what is not a single value still to read. */
struct raw_output {
    struct lw_config_output out;
    const struct lw_yaml_node *options, *multicast, *tls;
};

static bool is_tls(enum lw_transport transport)
{
    return transport == LW_TRANSPORT_TLS ||
           transport == LW_TRANSPORT_TLS_LISTEN;
}

static int read_multicast(const struct lw_yaml *yaml,
                          const struct lw_yaml_node *node,
                          struct lw_config_output *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("ttl", COUNT, struct lw_config_output, multicast.ttl,
                         "hops", 0, 255, 1),
        LW_YAML_KEY("interface", TEXT, struct lw_config_output,
                    multicast.interface, false),
    };

    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    if (out->to.transport != LW_TRANSPORT_UDP)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`multicast`: only of udp://");
    if (lw_config_is_address(out->to.host) && !lw_config_is_group(out->to.host))
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`multicast`: `%s` is no group (224.0.0.0 to "
                            "239.255.255.255, ff00::)",
                            out->to.host);
    return lw_yaml_map(yaml, node, "`multicast`", fields, 2, out);
}

int lw_config_read_tls(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node,
                       struct lw_config_tls *tls)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("ca", TEXT, struct lw_config_tls, ca, false),
        LW_YAML_KEY("certificate", TEXT, struct lw_config_tls, certificate,
                    false),
        LW_YAML_KEY("key", TEXT, struct lw_config_tls, key, false),
        LW_YAML_KEY("name", TEXT, struct lw_config_tls, name, false),
        LW_YAML_KEY("verify", BOOL, struct lw_config_tls, verify, false),
    };

    tls->verify = true;
    return node == NULL || lw_yaml_is_null(node)
               ? 0
               : lw_yaml_map(yaml, node, "`tls`", fields, 5, tls);
}

/* `node`: the key, or NULL; `whole`: the output. */
static int read_tls(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                    const struct lw_yaml_node *whole,
                    struct lw_config_output *out)
{
    const bool given = node != NULL && !lw_yaml_is_null(node);

    if (given && !is_tls(out->to.transport))
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`tls`: only of tls:// and tls-listen://");
    const int err = lw_config_read_tls(yaml, node, &out->tls);
    if (err < 0 || out->to.transport != LW_TRANSPORT_TLS_LISTEN)
        return err;
    if (out->tls.certificate[0] == '\0')
        return lw_yaml_fail(yaml, whole, LW_ERR_MISSING,
                            "tls-listen:// needs `tls: {certificate: FILE}`");
    if (out->tls.verify && out->tls.ca[0] == '\0')
        return lw_yaml_fail(yaml, whole, LW_ERR_MISSING,
                            "tls-listen:// needs `tls: {ca: FILE}`, to know "
                            "its clients by, or `verify: false`");
    return 0;
}

static int read_output(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node,
                       struct lw_config *config, struct lw_config_output *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("format", TEXT, struct raw_output, out.format, true),
        LW_YAML_KEY("url", TEXT, struct raw_output, out.url, true),
        LW_YAML_QUANTITY("every", COUNT, struct raw_output, out.every_s,
                         "seconds", 1, 3600, 1),
        LW_YAML_QUANTITY("rate", COUNT, struct raw_output, out.rate,
                         "messages a second", 1, 1000000, 1),
        LW_YAML_KEY("tentative", BOOL, struct raw_output, out.tentative, false),
        LW_YAML_QUANTITY("existence", NUMBER, struct raw_output, out.existence,
                         "a probability", 0, 1, 1),
        LW_YAML_PART("options", struct raw_output, options, false),
        LW_YAML_PART("multicast", struct raw_output, multicast, false),
        LW_YAML_PART("tls", struct raw_output, tls, false),
    };
    struct raw_output raw = {
        .out = {.every_s = 1, .multicast = {.ttl = 1}, .line = node->line}};
    struct lw_fault inner;
    int err = lw_yaml_map(yaml, node, "an output", fields,
                          sizeof fields / sizeof fields[0], &raw);

    if (err < 0)
        return err;
    err = lw_config_endpoint(raw.out.url, strlen(raw.out.url), &raw.out.to,
                             &inner);
    (void)lw_mqtt_url_hide(raw.out.url);
    if (err < 0)
        return lw_config_fail_at(yaml, lw_yaml_get(node, "url"), "url", err,
                                 &inner);
    if (raw.out.to.transport == LW_TRANSPORT_UDP && raw.out.to.port == 0)
        return lw_yaml_expected(yaml, lw_yaml_get(node, "url"), "url",
                                "a port from 1 to 65535 to send to");
    err = read_multicast(yaml, raw.multicast, &raw.out);
    if (err == 0)
        err = read_tls(yaml, raw.tls, node, &raw.out);
    if (err == 0)
        err = lw_config_read_pairs(yaml, raw.options, "options", config,
                                   &raw.out.options);
    if (err == 0)
        *out = raw.out;
    return err;
}

/* No two outputs write the same file. */
static int check_file(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node,
                      const struct lw_config *config, uint32_t index)
{
    const struct lw_endpoint *own = &config->output[index].to;

    for (uint32_t i = 0; i < index; i++) {
        const struct lw_endpoint *other = &config->output[i].to;
        if (own->transport == LW_TRANSPORT_FILE &&
            other->transport == LW_TRANSPORT_FILE &&
            strcmp(own->path, other->path) == 0)
            return lw_yaml_fail(yaml, lw_yaml_get(node, "url"),
                                LW_ERR_DUPLICATE,
                                "`url`: another output writes this file, too");
    }
    return 0;
}

int lw_config_read_outputs(const struct lw_yaml *yaml,
                           const struct lw_yaml_node *node,
                           struct lw_config *config)
{
    int err = 0;

    if (lw_yaml_is_null(node))
        return 0;
    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(yaml, node, "outputs", "a list of outputs");
    if (node->count > LW_CONFIG_OUTPUTS_MAX)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`outputs`: at most %d, got %u",
                            LW_CONFIG_OUTPUTS_MAX, (unsigned)node->count);
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next) {
        err = read_output(yaml, at, config, &config->output[config->outputs]);
        if (err == 0)
            err = check_file(yaml, at, config, config->outputs++);
    }
    return err;
}
