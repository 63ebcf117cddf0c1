/* SPDX-License-Identifier: Apache-2.0 */
#include "post.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAID_MAX = 160, /* bytes of an answer that a message shows */
    WHY_SIZE = CURL_ERROR_SIZE + SAID_MAX,
};
static const int64_t ms_ns = 1000000;

struct lw_posting {
    struct lw_post *post;
    struct lw_posting *next, **link;
    CURL *easy;
    struct curl_slist *headers, *recipients;
    void (*done)(void *context, const struct lw_post_result *result);
    void *context;
    enum lw_post_method method;
    const char *body;
    size_t len, at;
    size_t answered;
    char said[SAID_MAX + 1]; /* the beginning of the answer; of SMTP: the last
                                reply that is a refusal */
    char error[CURL_ERROR_SIZE];
};

struct lw_post {
    struct lw_loop *loop;
    CURLM *multi;
    struct lw_timer timer;
    struct lw_posting *postings;
};

/* A socket of the library's. */
struct wait {
    struct lw_watch watch;
    struct lw_post *post;
};

/* ---- what came of it ---- */

static void show(char *to, size_t size, const char *from, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len && n + 1 < size; i++)
        to[n++] =
            (unsigned char)from[i] < ' ' || from[i] == 0x7F ? ' ' : from[i];
    while (n > 0 && to[n - 1] == ' ')
        n--;
    to[n] = '\0';
}

static enum lw_post_end judge_http(long status)
{
    switch (status) {
    case 400: /* this request, as it is, will never do */
    case 406:
    case 409:
    case 413:
    case 414:
    case 415:
    case 422:
    case 431:
        return LW_POST_REFUSED;
    default:
        return status >= 200 && status < 300 ? LW_POST_DONE : LW_POST_LATER;
    }
}

static enum lw_post_end judge(const struct lw_posting *posting, CURLcode code,
                              long status)
{
    const bool http =
        posting->method == LW_POST_HEAD || posting->method == LW_POST_POST;

    if (http && status != 0 &&
        (code == CURLE_OK || posting->answered > LW_POST_ANSWER_MAX))
        return judge_http(status);
    if (code == CURLE_OK)
        return LW_POST_DONE;
    if (http || status < 400)
        return LW_POST_FAILED;
    return code == CURLE_LOGIN_DENIED || status < 500 ? LW_POST_LATER
                                                      : LW_POST_REFUSED;
}

static void write_why(const struct lw_posting *posting, CURLcode code,
                      long status, char why[WHY_SIZE])
{
    const char *error =
        posting->error[0] != '\0' ? posting->error : curl_easy_strerror(code);
    char *where = NULL;

    (void)curl_easy_getinfo(posting->easy, CURLINFO_REDIRECT_URL, &where);
    if (where != NULL)
        (void)snprintf(why, WHY_SIZE, "%ld: points to %.160s", status, where);
    else if (posting->method == LW_POST_MAIL && posting->said[0] != '\0')
        (void)snprintf(why, WHY_SIZE, "%s", posting->said);
    else if (code == CURLE_OK || code == CURLE_WRITE_ERROR)
        (void)snprintf(why, WHY_SIZE, "%ld %s", status, posting->said);
    else
        (void)snprintf(why, WHY_SIZE, "%s", error);
    show(why, WHY_SIZE, why, strlen(why));
}

static void release(struct lw_posting *posting)
{
    *posting->link = posting->next;
    if (posting->next != NULL)
        posting->next->link = posting->link;
    if (posting->easy != NULL) {
        (void)curl_multi_remove_handle(posting->post->multi, posting->easy);
        curl_easy_cleanup(posting->easy);
    }
    curl_slist_free_all(posting->headers);
    curl_slist_free_all(posting->recipients);
    free(posting);
}

static void finish(struct lw_posting *posting, CURLcode code)
{
    void (*const done)(void *, const struct lw_post_result *) = posting->done;
    void *const context = posting->context;
    struct lw_post_result result = {.end = LW_POST_FAILED};
    char why[WHY_SIZE] = "";
    long status = 0;
    curl_off_t after = 0;

    (void)curl_easy_getinfo(posting->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(posting->easy, CURLINFO_RETRY_AFTER, &after);
    result.end = judge(posting, code, status);
    result.status = (int)status;
    result.retry_after_s = after > 0 ? (double)after : 0;
    if (result.end != LW_POST_DONE)
        write_why(posting, code, status, why);
    else if (posting->method == LW_POST_MAIL)
        (void)snprintf(why, sizeof why, "%s", posting->said);
    result.why = why;
    release(posting);
    done(context, &result);
}

/* ---- the library in the loop ---- */

static void act(struct lw_post *post, curl_socket_t fd, int events)
{
    int running = 0, left = 0;
    CURLMsg *message;

    (void)curl_multi_socket_action(post->multi, fd, events, &running);
    while ((message = curl_multi_info_read(post->multi, &left)) != NULL) {
        void *posting = NULL;
        const CURLcode code = message->data.result;
        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
                                &posting);
        finish(posting, code);
    }
}

static void ready(void *context, unsigned events)
{
    const struct wait *wait = context;

    act(wait->post, wait->watch.fd,
        (events & LW_LOOP_READ ? CURL_CSELECT_IN : 0) |
            (events & LW_LOOP_WRITE ? CURL_CSELECT_OUT : 0));
}

static void due(void *context)
{
    act(context, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer(CURLM *multi, long timeout_ms, void *context)
{
    struct lw_post *post = context;

    (void)multi;
    if (timeout_ms < 0)
        lw_loop_timer_clear(post->loop, &post->timer);
    else
        lw_loop_timer(post->loop, &post->timer, timeout_ms * ms_ns);
    return 0;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context,
                     void *socket_context)
{
    struct lw_post *post = context;
    struct wait *wait = socket_context;
    const unsigned events =
        (what == CURL_POLL_IN || what == CURL_POLL_INOUT ? LW_LOOP_READ : 0u) |
        (what == CURL_POLL_OUT || what == CURL_POLL_INOUT ? LW_LOOP_WRITE : 0u);

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (wait != NULL)
            lw_loop_unwatch(post->loop, &wait->watch);
        free(wait);
        (void)curl_multi_assign(post->multi, fd, NULL);
        return 0;
    }
    if (wait != NULL)
        return lw_loop_rewatch(post->loop, &wait->watch, events) < 0 ? -1 : 0;
    wait = calloc(1, sizeof *wait);
    if (wait == NULL)
        return -1;
    wait->post = post;
    wait->watch = (struct lw_watch){.fd = fd, .ready = ready, .context = wait};
    if (lw_loop_watch(post->loop, &wait->watch, events) < 0) {
        free(wait);
        return -1;
    }
    (void)curl_multi_assign(post->multi, fd, wait);
    return 0;
}

struct lw_post *lw_post_open(struct lw_loop *loop, struct lw_fault *fault)
{
    struct lw_post *post = calloc(1, sizeof *post);

    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    if (post != NULL)
        post->multi = curl_multi_init();
    if (post == NULL || post->multi == NULL) {
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
        free(post);
        curl_global_cleanup();
        return NULL;
    }
    post->loop = loop;
    post->timer = (struct lw_timer){.fire = due, .context = post};
    (void)curl_multi_setopt(post->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    (void)curl_multi_setopt(post->multi, CURLMOPT_SOCKETDATA, post);
    (void)curl_multi_setopt(post->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    (void)curl_multi_setopt(post->multi, CURLMOPT_TIMERDATA, post);
    (void)curl_multi_setopt(post->multi, CURLMOPT_MAXCONNECTS,
                            (long)LW_POST_IDLE_MAX);
    return post;
}

void lw_post_close(struct lw_post *post)
{
    if (post == NULL)
        return;
    for (struct lw_posting *at = post->postings; at != NULL;) {
        struct lw_posting *next = at->next;
        release(at);
        at = next;
    }
    (void)curl_multi_cleanup(post->multi);
    lw_loop_timer_clear(post->loop, &post->timer);
    curl_global_cleanup();
    free(post);
}

void lw_post_cancel(struct lw_posting *posting)
{
    if (posting != NULL)
        release(posting);
}

/* ---- one posting ---- */

static size_t on_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct lw_posting *posting = context;

    if (posting->answered == 0 && posting->method != LW_POST_MAIL)
        show(posting->said, sizeof posting->said, bytes, size * count);
    posting->answered += size * count;
    return posting->answered > LW_POST_ANSWER_MAX ? 0 : size * count;
}

/* Lines that a mail server says. */
static size_t on_reply(char *bytes, size_t size, size_t count, void *context)
{
    struct lw_posting *posting = context;

    if (size * count > 3 && (bytes[0] == '4' || bytes[0] == '5'))
        show(posting->said, sizeof posting->said, bytes, size * count);
    return size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct lw_posting *posting = context;
    size_t n = posting->len - posting->at;

    if (n > size * count)
        n = size * count;
    memcpy(bytes, posting->body + posting->at, n);
    posting->at += n;
    return n;
}

static bool append(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);

    if (longer != NULL)
        *list = longer;
    return longer != NULL;
}

static CURLcode set_text(CURL *easy, CURLoption option, const char *text)
{
    return text != NULL && text[0] != '\0'
               ? curl_easy_setopt(easy, option, text)
               : CURLE_OK;
}

static CURLcode set_tls(CURL *easy, const struct lw_tls_files *tls)
{
    CURLcode code =
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);

    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER,
                                tls->verify ? 1L : 0L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST,
                                tls->verify ? 2L : 0L);
    if (code == CURLE_OK)
        code = set_text(easy, CURLOPT_CAINFO, tls->ca);
    if (code == CURLE_OK)
        code = set_text(easy, CURLOPT_SSLCERT, tls->certificate);
    if (code == CURLE_OK)
        code = set_text(easy, CURLOPT_SSLKEY,
                        tls->key != NULL && tls->key[0] != '\0'
                            ? tls->key
                            : tls->certificate);
    return code;
}

/* Nobody else is asked, nothing is followed, nothing kept. */
static CURLcode set_limits(struct lw_posting *posting,
                           const struct lw_post_request *request)
{
    CURL *easy = posting->easy;
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_CONNECTTIMEOUT, (long)request->timeout_s},
        {CURLOPT_TIMEOUT, (long)request->timeout_s},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
        /* A name that is looked up for long holds nobody up. */
        {CURLOPT_QUICK_EXIT, 1},
    };
    CURLcode code =
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");

    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_PROXY, "");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && code == CURLE_OK;
         i++)
        code = curl_easy_setopt(easy, numbers[i].option, numbers[i].value);
    return code;
}

static CURLcode set_callbacks(struct lw_posting *posting)
{
    CURL *easy = posting->easy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PRIVATE, posting);

    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, posting->error);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, posting);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_body);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_READDATA, posting);
    if (code == CURLE_OK && posting->method == LW_POST_MAIL) {
        code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_reply);
        if (code == CURLE_OK)
            code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, posting);
    }
    return code;
}

static CURLcode set_http(struct lw_posting *posting,
                         const struct lw_post_request *request)
{
    CURL *easy = posting->easy;
    CURLcode code = CURLE_OK;

    if (request->headers > LW_POST_HEADERS_MAX ||
        !append(&posting->headers, "Expect:"))
        return CURLE_OUT_OF_MEMORY;
    for (uint32_t i = 0; i < request->headers; i++)
        if (!append(&posting->headers, request->header[i]))
            return CURLE_OUT_OF_MEMORY;
    code = curl_easy_setopt(easy, CURLOPT_HTTPHEADER, posting->headers);
    if (code != CURLE_OK)
        return code;
    if (request->method == LW_POST_HEAD)
        return curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    code = curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    return code == CURLE_OK
               ? curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                                  (curl_off_t)request->len)
               : code;
}

static CURLcode set_mail(struct lw_posting *posting,
                         const struct lw_post_request *request)
{
    CURL *easy = posting->easy;
    CURLcode code = curl_easy_setopt(
        easy, CURLOPT_USE_SSL,
        (long)(request->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));

    if (code == CURLE_OK)
        code = set_text(easy, CURLOPT_USERNAME, request->user);
    if (code == CURLE_OK)
        code = set_text(easy, CURLOPT_PASSWORD, request->password);
    /* A server that has hung up meanwhile would cost the message a try. */
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    if (code != CURLE_OK)
        return code;
    if (request->method == LW_POST_NOOP) {
        code = curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "NOOP");
        return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_NOBODY, 1L)
                                : code;
    }
    for (uint32_t i = 0; i < request->recipients; i++)
        if (!append(&posting->recipients, request->to[i]))
            return CURLE_OUT_OF_MEMORY;
    code = curl_easy_setopt(easy, CURLOPT_MAIL_FROM, request->from);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, posting->recipients);
    /* One that is wrong keeps it from none of the others. */
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE,
                                               (curl_off_t)request->len)
                            : code;
}

static CURLcode set_up(struct lw_posting *posting,
                       const struct lw_post_request *request)
{
    const bool http =
        request->method == LW_POST_HEAD || request->method == LW_POST_POST;
    CURLcode code = set_limits(posting, request);

    if (code == CURLE_OK)
        code = curl_easy_setopt(posting->easy, CURLOPT_URL, request->url);
    if (code == CURLE_OK)
        code = set_callbacks(posting);
    if (code == CURLE_OK)
        code = set_tls(posting->easy, &request->tls);
    if (code == CURLE_OK)
        code = http ? set_http(posting, request) : set_mail(posting, request);
    return code;
}

struct lw_posting *
lw_post_start(struct lw_post *post, const struct lw_post_request *request,
              void (*done)(void *context, const struct lw_post_result *result),
              void *context, struct lw_fault *fault)
{
    struct lw_posting *posting = calloc(1, sizeof *posting);
    CURLcode code = CURLE_OUT_OF_MEMORY;

    if (posting == NULL) {
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
        return NULL;
    }
    posting->post = post;
    posting->done = done;
    posting->context = context;
    posting->method = request->method;
    posting->body = request->body;
    posting->len = request->len;
    posting->next = post->postings;
    posting->link = &post->postings;
    if (posting->next != NULL)
        posting->next->link = &posting->next;
    post->postings = posting;
    posting->easy = curl_easy_init();
    if (posting->easy != NULL)
        code = set_up(posting, request);
    if (code == CURLE_OK &&
        curl_multi_add_handle(post->multi, posting->easy) == CURLM_OK)
        return posting;
    (void)lw_fault_set(fault, LW_ERR_RANGE, 0, 0, "%s",
                       curl_easy_strerror(code));
    release(posting);
    return NULL;
}
