/* SPDX-License-Identifier: Apache-2.0 */
#include "mqtt_url.h"

#include <string.h>

#include "url_query.h"

enum { PORT_PLAIN = 1883, PORT_TLS = 8883 };

struct span {
    const char *at;
    size_t len;
};

enum take { TAKE_TEXT, TAKE_COUNT, TAKE_FLAG };

/* Settings behind the `?`. */
struct setting {
    const char *key;
    enum take take;
    size_t offset;
    size_t size;       /* of a text, with its NUL */
    uint32_t min, max; /* of a count */
};

#define AT(member) offsetof(struct lw_mqtt_url, member)
#define TEXT(key, member)                                                      \
    {                                                                          \
        key, TAKE_TEXT, AT(member), sizeof((struct lw_mqtt_url *)0)->member,   \
            0, 0                                                               \
    }
#define COUNT(key, member, min, max)                                           \
    {                                                                          \
        key, TAKE_COUNT, AT(member), 0, min, max                               \
    }
#define FLAG(key, member)                                                      \
    {                                                                          \
        key, TAKE_FLAG, AT(member), 0, 0, 0                                    \
    }

static const struct setting settings[] = {
    TEXT("password_file", password_file),
    TEXT("password_env", password_env),
    TEXT("ca", ca),
    TEXT("cert", cert),
    TEXT("key", key),
    TEXT("client", client),
    FLAG("keep", keep),
    COUNT("qos", qos, 0, 2),
    COUNT("version", version, 3, 5),
    COUNT("keepalive", keepalive_s, 5, 65535),
    COUNT("payload_max", payload_max, 64, 16777216),
    FLAG("retained", retained),
    TEXT("status", status),
    TEXT("online", online),
    TEXT("offline", offline),
    TEXT("degraded", degraded),
    COUNT("heartbeat", heartbeat_s, 1, 3600),
    FLAG("retain", retain),
    TEXT("sensors", sensors),
    TEXT("alive", alive),
    TEXT("discovery", discovery),
};

static bool decode(struct span from, char *to, size_t size)
{
    return lw_url_unescape(from.at, from.len, to, size);
}

static struct span before(struct span text, char stop)
{
    const char *found = text.len > 0 ? memchr(text.at, stop, text.len) : NULL;

    return (struct span){text.at,
                         found != NULL ? (size_t)(found - text.at) : text.len};
}

/* What follows `first` in `text`, and the one byte between them. */
static struct span behind(struct span text, struct span first)
{
    const size_t skip = first.len + (first.len < text.len);

    return (struct span){text.at + skip, text.len - skip};
}

static int read_count(struct span value, uint32_t *count)
{
    uint32_t read = 0;

    if (value.len == 0 || value.len > 9)
        return LW_ERR_SYNTAX;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return LW_ERR_SYNTAX;
        read = read * 10 + (uint32_t)(value.at[i] - '0');
    }
    *count = read;
    return 0;
}

static int take_setting(const struct setting *s, struct span value,
                        struct lw_mqtt_url *url, struct lw_fault *fault)
{
    char *to = (char *)url + s->offset;
    uint32_t count = 0;

    if (s->take == TAKE_TEXT)
        return decode(value, to, s->size)
                   ? 0
                   : lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                  "`%s`: expected at most %zu bytes, and `%%` "
                                  "before two hexadecimal digits only",
                                  s->key, s->size - 1);
    const uint32_t min = s->take == TAKE_COUNT ? s->min : 0;
    const uint32_t max = s->take == TAKE_COUNT ? s->max : 1;
    if (read_count(value, &count) < 0 || count < min || count > max)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`%s`: expected a whole number from %u to %u",
                            s->key, (unsigned)min, (unsigned)max);
    if (s->take == TAKE_COUNT)
        memcpy(to, &count, sizeof count);
    else
        *(bool *)(void *)to = count != 0;
    return 0;
}

static int read_settings(struct span query, struct lw_mqtt_url *url,
                         struct lw_fault *fault)
{
    while (query.len > 0) {
        const struct span pair = before(query, '&');
        const struct span key = before(pair, '=');
        const struct setting *found = NULL;

        for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
            if (strlen(settings[i].key) == key.len &&
                memcmp(settings[i].key, key.at, key.len) == 0)
                found = &settings[i];
        if (found == NULL)
            return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                                "`%.*s` is no setting of mqtt://",
                                key.len > 40 ? 40 : (int)key.len, key.at);
        const int err = take_setting(found, behind(pair, key), url, fault);
        if (err < 0)
            return err;
        query = behind(query, pair);
    }
    return 0;
}

static int read_host(struct span place, struct lw_mqtt_url *url)
{
    struct span host = before(place, ':'), port;

    if (place.len > 0 && *place.at == '[') {
        host = before(place, ']');
        if (host.len == place.len)
            return LW_ERR_SYNTAX;
        port = behind(place, host);
        host = (struct span){host.at + 1, host.len - 1};
        if (port.len > 0 && *port.at != ':')
            return LW_ERR_SYNTAX;
        port = port.len > 0 ? (struct span){port.at + 1, port.len - 1} : port;
    } else {
        port = behind(place, host);
    }
    uint32_t number = url->tls ? PORT_TLS : PORT_PLAIN;
    if ((port.len > 0 && read_count(port, &number) < 0) || number < 1 ||
        number > UINT16_MAX || host.len == 0 ||
        !decode(host, url->host, sizeof url->host) ||
        strpbrk(url->host, " /[]@") != NULL)
        return LW_ERR_SYNTAX;
    url->port = (uint16_t)number;
    return 0;
}

/* Where the user's name and password end: the last `@` before the path. */
static struct span credentials(struct span place)
{
    size_t len = place.len;

    while (len > 0 && place.at[len - 1] != '@')
        len--;
    return (struct span){place.at, len > 0 ? len - 1 : 0};
}

static bool scheme(const char *text, size_t len, const char *name)
{
    return len >= strlen(name) && memcmp(text, name, strlen(name)) == 0;
}

static size_t scheme_len(const char *text, size_t len)
{
    return scheme(text, len, "mqtts://")  ? strlen("mqtts://")
           : scheme(text, len, "mqtt://") ? strlen("mqtt://")
                                          : 0;
}

int lw_mqtt_url_read(const char *text, size_t len, struct lw_mqtt_url *url,
                     struct lw_fault *fault)
{
    struct lw_mqtt_url read = {.tls = scheme(text, len, "mqtts://"),
                               .qos = 1,
                               .version = 3,
                               .keepalive_s = 30,
                               .payload_max = LW_MQTT_PAYLOAD_MAX,
                               .online = "online",
                               .offline = "offline",
                               .degraded = "degraded",
                               .heartbeat_s = 30,
                               .retain = true};
    const size_t skip = scheme_len(text, len);
    const struct span all = {text + skip, len - skip};

    if (skip == 0)
        return LW_ERR_NOT_MINE;
    const struct span place = before(all, '/');
    const struct span path = behind(all, place);
    const struct span topic = before(path, '?');
    const struct span login = credentials(place);
    const bool named = login.len < place.len && place.at[login.len] == '@';
    const struct span user = before(login, ':');
    if ((named &&
         (!decode(user, read.user, sizeof read.user) ||
          !decode(behind(login, user), read.password, sizeof read.password))) ||
        read_host(named ? behind(place, login) : place, &read) < 0)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                            "expected mqtt://USER:PASSWORD@HOST:PORT/TOPIC");
    if (!decode(topic, read.topic, sizeof read.topic))
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                            "expected a topic of at most %d bytes",
                            LW_TOPIC_MAX);
    const int err = read_settings(behind(path, topic), &read, fault);
    if (err < 0)
        return err;
    if (read.version == 4)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`version`: expected 3 or 5");
    if (read.keep && read.client[0] == '\0')
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "`keep` needs `client`: by it the broker knows "
                            "whose messages they are");
    *url = read;
    return 0;
}

size_t lw_mqtt_url_hide(char *text)
{
    const size_t len = strlen(text);
    const size_t skip = scheme_len(text, len);
    const struct span place =
        before((struct span){text + skip, len - skip}, '/');
    const struct span login = credentials(place);
    const struct span user = before(login, ':');

    if (skip == 0 || user.len == login.len)
        return len;
    memmove(text + skip + user.len, text + skip + login.len,
            len - skip - login.len + 1);
    return strlen(text);
}
