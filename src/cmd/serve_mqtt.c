/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to a broker as a URL of the configuration has it. */
#include "serve_mqtt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The first line of the file. */
static int read_password(const char *path, char password[LW_MQTT_TEXT_MAX + 2],
                         struct lw_fault *fault)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", path,
                            strerror(errno));
    if (fgets(password, LW_MQTT_TEXT_MAX + 2, file) == NULL)
        password[0] = '\0';
    (void)fclose(file);
    password[strcspn(password, "\r\n")] = '\0';
    if (password[0] == '\0' || strlen(password) > LW_MQTT_TEXT_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%s: expected a password of at most %d bytes in "
                            "its first line",
                            path, LW_MQTT_TEXT_MAX);
    return 0;
}

static int find_password(const struct lw_mqtt_url *url,
                         char password[LW_MQTT_TEXT_MAX + 2],
                         struct lw_fault *fault)
{
    memcpy(password, url->password, sizeof url->password);
    if (url->password_file[0] != '\0')
        return read_password(url->password_file, password, fault);
    if (url->password_env[0] == '\0')
        return 0;
    const char *value = getenv(url->password_env);
    if (value == NULL || strlen(value) > LW_MQTT_TEXT_MAX)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "no password in the variable %s",
                            url->password_env);
    memcpy(password, value, strlen(value) + 1);
    return 0;
}

struct lw_mqtt *lw_serve_mqtt(struct lw_loop *loop,
                              const struct lw_mqtt_url *url,
                              const char *will_topic, const char *will,
                              const struct lw_mqtt_calls *calls, void *context,
                              struct lw_fault *fault)
{
    char password[LW_MQTT_TEXT_MAX + 2];

    if (find_password(url, password, fault) < 0)
        return NULL;
    const struct lw_mqtt_settings settings = {
        .host = url->host,
        .port = url->port,
        .tls = url->tls,
        .ca = url->ca,
        .cert = url->cert,
        .key = url->key,
        .user = url->user,
        .password = password,
        .client = url->client,
        .keep = url->keep,
        .version = (int)url->version,
        .keepalive_s = (int)url->keepalive_s,
        .will_topic = will != NULL ? will_topic : "",
        .will = will,
    };
    return lw_mqtt_open(loop, &settings, calls, context, fault);
}
