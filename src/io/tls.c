/* SPDX-License-Identifier: Apache-2.0 */
#include "tls.h"

#include <limits.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

enum { NAME_SIZE = 256, WHY_SIZE = 160 };

struct lw_tls_context {
    SSL_CTX *ssl;
    char name[NAME_SIZE];
    bool server;
};

struct lw_tls {
    SSL *ssl;
    bool wants_write;
    char why[WHY_SIZE];
};

/* The library's last word, and nothing left of it for the next one. */
static void reason(char *why, size_t size)
{
    const unsigned long code = ERR_peek_last_error();
    const char *text = code == 0 ? NULL : ERR_reason_error_string(code);

    (void)snprintf(why, size, "%s", text != NULL ? text : "connection lost");
    ERR_clear_error();
}

/* The library's first word tells a file that cannot be opened. */
static int complain(const char *file, const char *wrong, struct lw_fault *fault)
{
    const unsigned long code = ERR_peek_error();
    const char *why =
        ERR_SYSTEM_ERROR(code) ? strerror(ERR_GET_REASON(code)) : wrong;

    ERR_clear_error();
    return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", file, why);
}

static int use_files(SSL_CTX *ssl, const struct lw_tls_files *files,
                     struct lw_fault *fault)
{
    const char *key = files->key[0] != '\0' ? files->key : files->certificate;

    if (files->ca[0] == '\0') {
        if (SSL_CTX_set_default_verify_paths(ssl) != 1)
            return complain("certificates of the system",
                            "none that can be read", fault);
    } else if (SSL_CTX_load_verify_locations(ssl, files->ca, NULL) != 1) {
        return complain(files->ca, "has no certificates in PEM", fault);
    }
    if (files->certificate[0] == '\0')
        return 0;
    if (SSL_CTX_use_certificate_chain_file(ssl, files->certificate) != 1)
        return complain(files->certificate, "has no certificate in PEM", fault);
    if (SSL_CTX_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1)
        return complain(
            key, "has no private key in PEM that fits the certificate", fault);
    return 0;
}

struct lw_tls_context *lw_tls_open(const struct lw_tls_files *files,
                                   bool server, struct lw_fault *fault)
{
    struct lw_tls_context *context = calloc(1, sizeof *context);
    int verify = SSL_VERIFY_NONE;

    if (context == NULL)
        goto none;
    context->ssl =
        SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (context->ssl == NULL)
        goto none;
    context->server = server;
    (void)snprintf(context->name, sizeof context->name, "%s", files->name);
    if (files->verify)
        verify = server ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                        : SSL_VERIFY_PEER;
    SSL_CTX_set_verify(context->ssl, verify, NULL);
    (void)SSL_CTX_set_min_proto_version(context->ssl, TLS1_2_VERSION);
    (void)SSL_CTX_set_mode(context->ssl,
                           SSL_MODE_ENABLE_PARTIAL_WRITE |
                               SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (use_files(context->ssl, files, fault) < 0) {
        lw_tls_close(context);
        return NULL;
    }
    /* The library writes without MSG_NOSIGNAL. */
    (void)signal(SIGPIPE, SIG_IGN);
    return context;
none:
    (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    free(context);
    return NULL;
}

void lw_tls_close(struct lw_tls_context *context)
{
    if (context == NULL)
        return;
    SSL_CTX_free(context->ssl);
    free(context);
}

static bool is_address(const char *host)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST};
    struct addrinfo *list = NULL;
    const bool is = getaddrinfo(host, NULL, &hints, &list) == 0;

    if (is)
        freeaddrinfo(list);
    return is;
}

/* Whom the certificate must be for, and what we ask for by name. */
static bool expect(SSL *ssl, const char *host)
{
    char name[NAME_SIZE];

    if (is_address(host))
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
    (void)snprintf(name, sizeof name, "%s", host);
    return SSL_set1_host(ssl, name) == 1 &&
           SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME,
                    TLSEXT_NAMETYPE_host_name, name) == 1;
}

struct lw_tls *lw_tls_start(struct lw_tls_context *context, int fd,
                            const char *host)
{
    struct lw_tls *tls = calloc(1, sizeof *tls);

    if (tls == NULL)
        return NULL;
    tls->ssl = SSL_new(context->ssl);
    if (tls->ssl == NULL || SSL_set_fd(tls->ssl, fd) != 1 ||
        (!context->server &&
         !expect(tls->ssl, context->name[0] != '\0' ? context->name : host))) {
        SSL_free(tls->ssl);
        free(tls);
        ERR_clear_error();
        return NULL;
    }
    if (context->server)
        SSL_set_accept_state(tls->ssl);
    else
        SSL_set_connect_state(tls->ssl);
    return tls;
}

void lw_tls_end(struct lw_tls *tls)
{
    if (tls == NULL)
        return;
    if (tls->why[0] == '\0' && SSL_is_init_finished(tls->ssl))
        (void)SSL_shutdown(tls->ssl);
    ERR_clear_error();
    SSL_free(tls->ssl);
    free(tls);
}

/* What became of a call. */
static int outcome(struct lw_tls *tls, int got)
{
    tls->wants_write = false;
    if (got > 0)
        return got;
    switch (SSL_get_error(tls->ssl, got)) {
    case SSL_ERROR_ZERO_RETURN:
        return LW_TLS_ENDED;
    case SSL_ERROR_WANT_WRITE:
        tls->wants_write = true;
        return LW_TLS_AGAIN;
    case SSL_ERROR_WANT_READ:
        return LW_TLS_AGAIN;
    default:
        break;
    }
    const long verdict = SSL_get_verify_result(tls->ssl);
    if (verdict != X509_V_OK && !SSL_is_init_finished(tls->ssl))
        (void)snprintf(tls->why, sizeof tls->why, "certificate: %s",
                       X509_verify_cert_error_string(verdict));
    else
        reason(tls->why, sizeof tls->why);
    ERR_clear_error();
    return LW_TLS_FAILED;
}

int lw_tls_shake(struct lw_tls *tls)
{
    return outcome(tls, SSL_do_handshake(tls->ssl));
}

int lw_tls_read(struct lw_tls *tls, void *bytes, size_t len)
{
    return outcome(
        tls, SSL_read(tls->ssl, bytes, len < INT_MAX ? (int)len : INT_MAX));
}

int lw_tls_write(struct lw_tls *tls, const void *bytes, size_t len)
{
    return outcome(
        tls, SSL_write(tls->ssl, bytes, len < INT_MAX ? (int)len : INT_MAX));
}

bool lw_tls_pending(const struct lw_tls *tls)
{
    return SSL_pending(tls->ssl) > 0;
}

bool lw_tls_wants_write(const struct lw_tls *tls)
{
    return tls->wants_write;
}

const char *lw_tls_error(const struct lw_tls *tls)
{
    return tls->why;
}
