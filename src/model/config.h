/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - the configuration file of `serve`, as plain data.
 *
 * Every field is set by lw_config_defaults(); the file and then the options of
 * the command line change what they name. Paths are as written: what opens
 * them resolves those that are not absolute (lw_load_config() does).
 *
 * Units   as the names say
 * Source  doc/config.md
 */
#ifndef LW_CONFIG_H
#define LW_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"
#include "mqtt_url.h"
#include "pair.h"

struct lw_arena;

enum {
    LW_CONFIG_PATH_MAX = 1023,
    LW_CONFIG_HOST_MAX = 255,
    LW_CONFIG_INTERFACE_MAX = 63,
    LW_CONFIG_FILTER_MAX = 511,
    LW_CONFIG_FEEDS_MAX = 32,
    LW_CONFIG_OUTPUTS_MAX = 16,
    LW_CONFIG_CHANNELS_MAX = 32,
    LW_CONFIG_PAIRS_MAX = 256,  /* of all feeds, outputs, channels */
    LW_CONFIG_WORDS_MAX = 1024, /* of all channels together */
    LW_CONFIG_WORD_MAX = 254,   /* bytes; what an e-mail address may have */
    LW_CONFIG_SECRET_MAX = 255,
    LW_CONFIG_MAIL_TO_MAX = 100, /* of one channel */
    LW_CONFIG_ARGUMENTS_MAX = 16,
    LW_CONFIG_BYTES_MAX = 1 << 20, /* of the file */
};

enum lw_transport {
    LW_TRANSPORT_UDP,        /* udp://HOST:PORT: bind and receive */
    LW_TRANSPORT_TCP,        /* tcp://HOST:PORT: connect, and again if lost */
    LW_TRANSPORT_TCP_LISTEN, /* tcp-listen://HOST:PORT: accept many */
    LW_TRANSPORT_FILE,       /* file:PATH, or a path; `-`: standard input */
    LW_TRANSPORT_TLS,        /* tls://HOST:PORT: TCP, and TLS over it */
    LW_TRANSPORT_TLS_LISTEN, /* tls-listen://HOST:PORT */
    LW_TRANSPORT_CAPTURE,    /* capture:IFACE: its packets */
    LW_TRANSPORT_MQTT,       /* mqtt://, mqtts://: see mqtt_url.h */
};

struct lw_endpoint {
    enum lw_transport transport;
    char host[LW_CONFIG_HOST_MAX + 1]; /* IPv6 without its brackets */
    uint16_t port;                     /* 0: any free one, to listen only */
    char path[LW_CONFIG_PATH_MAX + 1]; /* LW_TRANSPORT_FILE */
    /* A group's, by name or address; ?interface= (UDP), or the one whose
     * packets are captured. "": any */
    char interface[LW_CONFIG_INTERFACE_MAX + 1];
    char source[LW_CONFIG_HOST_MAX + 1];   /* UDP: of a group; ?source= */
    char filter[LW_CONFIG_FILTER_MAX + 1]; /* capture: ?filter= */
    bool monitor;                          /* capture: ?monitor */
    struct lw_mqtt_url mqtt;               /* LW_TRANSPORT_MQTT; all of it */
};

/* Some of lw_config.pair. */
struct lw_config_pairs {
    uint32_t first, count;
};

/* A decoder's name, as in lw_decoder_find(). */
enum { LW_CONFIG_FORMAT_MAX = 15 };

struct lw_config_feed {
    char format[LW_CONFIG_FORMAT_MAX + 1];
    char url[LW_CONFIG_PATH_MAX + 1]; /* for messages: without a password */
    struct lw_endpoint from;
    char sensor[LW_ID_MAX + 1]; /* that its reports carry; "": see decode.h */
    struct lw_config_pairs sensors; /* name on the wire -> id */
    struct lw_config_pairs options; /* the format's own settings */
    int64_t line; /* of the file, for messages; 0: an option */
};

/* Files of PEM; "": none. */
struct lw_config_tls {
    char ca[LW_CONFIG_PATH_MAX + 1]; /* who may be trusted; "": the system's */
    char certificate[LW_CONFIG_PATH_MAX + 1]; /* our own, with its chain */
    char key[LW_CONFIG_PATH_MAX + 1];  /* "": it is with the certificate */
    char name[LW_CONFIG_HOST_MAX + 1]; /* of the peer; "": the host's */
    bool verify;                       /* the peer's certificate */
};

struct lw_config_output {
    char format[LW_CONFIG_FORMAT_MAX + 1]; /* as in lw_encoder_find() */
    char url[LW_CONFIG_PATH_MAX + 1];      /* for messages */
    struct lw_endpoint to;
    uint32_t every_s; /* a track is told once in so long, at most */
    uint32_t rate;    /* messages of tracks a second, at most; 0: any */
    bool tentative;   /* those too */
    double existence; /* tracks less likely to be there are not told */
    struct {
        uint32_t ttl;
        char interface[LW_CONFIG_HOST_MAX + 1]; /* name or address */
    } multicast;
    struct lw_config_tls tls;
    struct lw_config_pairs options; /* the format's own settings */
    int64_t line;
};

/* How a channel gets its messages away. */
enum lw_channel_kind {
    LW_CHANNEL_WEBHOOK, /* a signed POST */
    LW_CHANNEL_NTFY,
    LW_CHANNEL_MAIL,
    LW_CHANNEL_HOOK, /* a program is run */
    LW_CHANNEL_MQTT, /* the state of each zone, retained */
    LW_CHANNEL_SAPIENT,
    LW_CHANNEL_FILE, /* messages are added to it */
};
enum { LW_CHANNEL_KINDS = 7 };

enum lw_channel_format {
    LW_CHANNEL_CAP,
    LW_CHANNEL_JSON, /* of the contract */
    LW_CHANNEL_TEXT, /* for people */
};
enum { LW_CHANNEL_FORMATS = 3 };

/* In which languages, the first one first. */
struct lw_config_languages {
    enum lw_language language[LW_LANGUAGES];
    uint32_t count;
};

/* Some of lw_config.word. */
struct lw_config_words {
    uint32_t first, count;
};

struct lw_config_channel {
    char id[LW_ID_MAX + 1];
    enum lw_channel_kind kind;
    enum lw_channel_format format;
    enum lw_warning_status carries; /* and nothing of another status, ever */
    bool level[LW_WARNING_LEVELS];
    bool updates; /* else only what raises, promotes or ends a warning */
    struct lw_config_languages languages;
    struct lw_config_words zones; /* ids; none: all */
    struct lw_config_words kinds; /* of zones; none: all */

    char url[LW_CONFIG_PATH_MAX + 1]; /* for messages: without a password */
    struct lw_endpoint to;            /* MQTT, SAPIENT, FILE */
    char user[LW_CONFIG_WORD_MAX + 1];
    char secret[LW_CONFIG_SECRET_MAX + 1]; /* WEBHOOK: it signs; else: our
                                              token or password */
    char secret_file[LW_CONFIG_PATH_MAX + 1];
    struct lw_config_pairs headers; /* WEBHOOK, NTFY: more of them */
    char click[LW_CONFIG_PATH_MAX + 1];
    char from[LW_CONFIG_WORD_MAX + 1]; /* MAIL */
    struct lw_config_words mail_to;
    bool starttls;                    /* MAIL by smtp://: must be had */
    char run[LW_CONFIG_PATH_MAX + 1]; /* HOOK */
    struct lw_config_words arguments;
    struct lw_config_tls tls;

    uint32_t timeout_s; /* of one attempt */
    double retry_first_s, retry_last_s;
    uint32_t dead_after_s; /* failing for so long is an alarm */
    uint32_t check_s;      /* between two looks whether it works; 0: none */
    char check_url[LW_CONFIG_PATH_MAX + 1];
    int64_t line;
};

/* Who says it, for CAP and for people. */
struct lw_config_sender {
    char id[LW_CONFIG_WORD_MAX + 1]; /* unique in the world; "": the site's */
    char name[LW_NAME_MAX + 1];
    char contact[LW_CONFIG_WORD_MAX + 1];
    char web[LW_CONFIG_PATH_MAX + 1];
    struct lw_config_languages languages;
    int32_t utc_offset_s; /* of the times that people read */
};

enum lw_may {
    LW_MAY_VIEW = 1 << 0,
    LW_MAY_DECIDE = 1 << 1, /* about warnings, but tests */
    LW_MAY_TEST = 1 << 2,   /* about tests, and nothing else */
};
enum { LW_MAYS = 3, LW_CONFIG_KEY_MIN = 16, LW_CONFIG_KEY_MAX = 127 };
enum { LW_CONFIG_KEYS_MAX = 32 };

/* Who has it may do that. */
struct lw_config_key {
    char name[LW_BY_MAX + 1];
    char key[LW_CONFIG_KEY_MAX + 1];   /* "": in the file */
    char file[LW_CONFIG_PATH_MAX + 1]; /* its first line */
    uint32_t may;                      /* enum lw_may, ored */
};

struct lw_config {
    char site[LW_CONFIG_PATH_MAX + 1]; /* "": not given */
    char data[LW_CONFIG_PATH_MAX + 1]; /* folder; "": not given */

    struct {
        char host[LW_CONFIG_HOST_MAX + 1];
        uint16_t port; /* 0: any free one */
    } http;

    struct lw_config_feed feed[LW_CONFIG_FEEDS_MAX];
    uint32_t feeds;
    struct lw_config_output output[LW_CONFIG_OUTPUTS_MAX];
    uint32_t outputs;
    struct lw_config_sender sender;
    struct lw_config_channel channel[LW_CONFIG_CHANNELS_MAX];
    uint32_t channels;
    struct lw_config_key key[LW_CONFIG_KEYS_MAX];
    uint32_t keys;
    char word[LW_CONFIG_WORDS_MAX][LW_CONFIG_WORD_MAX + 1];
    uint32_t words;
    struct lw_pair pair[LW_CONFIG_PAIRS_MAX];
    uint32_t pairs;

    struct {
        char file[LW_CONFIG_PATH_MAX + 1]; /* "": nothing is played */
        double speed;                      /* scene seconds per second */
        int64_t from_ns;                   /* what arrived before is left out */
        bool loop;
    } play;

    struct {
        uint32_t group_ms;      /* reports wait at most so long for a commit */
        uint32_t group_reports; /* or until so many wait */
    } journal;

    struct {
        uint32_t tracks;        /* alive at once, tentative ones included */
        uint32_t reports;       /* waiting for the end of their look */
        uint32_t clients;       /* HTTP, WebSocket and TCP together */
        uint32_t client_kib;    /* queued for a client that reads slowly */
        uint32_t body_kib;      /* of one POST */
        uint32_t archive_every; /* seconds of data time between states kept */
    } limits;
};

void lw_config_defaults(struct lw_config *config);

/*
 * Read `text` into *config, on top of the defaults. `arena` is scratch: it may
 * be given up afterwards. Returns 0, or with *fault's line, column and what was
 * expected the errors of lw_site_read_yaml(); LW_ERR_NO_SPACE: a larger arena.
 */
LW_NODISCARD int lw_config_read(const char *text, size_t len,
                                struct lw_arena *arena,
                                struct lw_config *config,
                                struct lw_fault *fault);

/* "HOST:PORT", "[::1]:PORT" or ":PORT" (loopback) as in --listen. 0, or
 * LW_ERR_SYNTAX with *fault. host has room for LW_CONFIG_HOST_MAX + 1. */
LW_NODISCARD int lw_config_host_port(const char *text, size_t len, char *host,
                                     uint16_t *port, struct lw_fault *fault);

/* One of the URLs above. 0, or LW_ERR_SYNTAX with *fault. */
LW_NODISCARD int lw_config_endpoint(const char *text, size_t len,
                                    struct lw_endpoint *out,
                                    struct lw_fault *fault);

#endif
