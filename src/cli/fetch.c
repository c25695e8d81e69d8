/* SPDX-License-Identifier: Apache-2.0 */
#include "fetch.h"

#include "progress.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/*
 * Fetching, by libcurl with everything switched off that is not needed.  The
 * library comes with thirty others, so it is loaded only when something is
 * fetched: no other verb should have them beside its keys.
 */

enum {
    REDIRECTS_MAX   = 3,
    CONNECT_SECONDS = 10,
    SLOW_BYTES      = 1024, /* a second, */
    SLOW_SECONDS    = 15,   /* so long: too slow */
    DONE            = 200
};

static const char LIBRARY[] = "libcurl.so.4";

/* What we use of it. */
struct library {
    void *handle;
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    CURL *(*init)(void);
    void (*cleanup)(CURL *curl);
    CURLcode (*set)(CURL *curl, CURLoption option, ...);
    CURLcode (*perform)(CURL *curl);
    CURLcode (*info)(CURL *curl, CURLINFO info, ...);
    const char *(*text)(CURLcode code);
    struct curl_slist *(*append)(struct curl_slist *list, const char *text);
    void (*free_all)(struct curl_slist *list);
};

struct transfer {
    const struct library *lib;
    CURL *curl;
    const struct cli_fetch *request;
    struct cli_fetched *out;
    bool too_long;
};

/* ---- the library ---- */

/* A function of it, as ISO C has no cast from the one kind to the other. */
static bool
find(struct library *lib, const char *name, void *out)
{
    void *found = dlsym(lib->handle, name);

    memcpy(out, &found, sizeof found);
    return found != NULL;
}

static bool
load(struct library *lib)
{
    lib->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    return lib->handle != NULL &&
           find(lib, "curl_global_init", &lib->global_init) &&
           find(lib, "curl_global_cleanup", &lib->global_cleanup) &&
           find(lib, "curl_easy_init", &lib->init) &&
           find(lib, "curl_easy_cleanup", &lib->cleanup) &&
           find(lib, "curl_easy_setopt", &lib->set) &&
           find(lib, "curl_easy_perform", &lib->perform) &&
           find(lib, "curl_easy_getinfo", &lib->info) &&
           find(lib, "curl_easy_strerror", &lib->text) &&
           find(lib, "curl_slist_append", &lib->append) &&
           find(lib, "curl_slist_free_all", &lib->free_all) &&
           lib->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

/* ---- what arrives ---- */

static size_t
take(char *data, size_t size, size_t count, void *user)
{
    struct transfer *t = user;
    size_t len         = size * count; /* size is always 1 */

    if (len > t->request->max - t->out->len) {
        t->too_long = true;
        return 0;
    }
    if (!t->request->take(t->request->user, (const uint8_t *)data, len)) {
        return 0;
    }
    t->out->len += len;
    return len;
}

static int
go_on(void *user,
      curl_off_t down_all,
      curl_off_t down,
      curl_off_t up_all,
      curl_off_t up)
{
    (void)user;
    (void)down_all;
    (void)down;
    (void)up_all;
    (void)up;
    return cli_interrupted() ? 1 : 0;
}

/* ---- how it is asked for ---- */

/* A name of a scheme or a type: ASCII, in any case; no locale. */
static bool
begins(const char *text, const char *with)
{
    for (; *with != '\0'; text++, with++) {
        char c = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;

        if (c != *with) {
            return false;
        }
    }
    return true;
}

static bool
set_number(const struct transfer *t, CURLoption option, long value)
{
    return t->lib->set(t->curl, option, value) == CURLE_OK;
}

static bool
set_text(const struct transfer *t, CURLoption option, const char *text)
{
    return t->lib->set(t->curl, option, text) == CURLE_OK;
}

static bool
set_limits(struct transfer *t)
{
    CURL *curl                = t->curl;
    const struct library *lib = t->lib;

    return lib->set(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
           lib->set(curl, CURLOPT_WRITEDATA, t) == CURLE_OK &&
           lib->set(curl, CURLOPT_XFERINFOFUNCTION, go_on) == CURLE_OK &&
           set_number(t, CURLOPT_NOPROGRESS, 0) &&
           set_number(t, CURLOPT_TIMEOUT, (long)t->request->seconds_max) &&
           set_number(t, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) &&
           set_number(t, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) &&
           set_number(t, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS) &&
           set_number(t, CURLOPT_NOSIGNAL, 1);
}

static bool
set_place(const struct transfer *t)
{
    const struct cli_fetch *r = t->request;
    const char *again         = r->plain                   ? "http"
                                : begins(r->url, "https:") ? "https"
                                                           : "http,https";

    return set_text(t, CURLOPT_URL, r->url) &&
           set_text(t, CURLOPT_PROTOCOLS_STR, "http,https") &&
           set_text(t, CURLOPT_REDIR_PROTOCOLS_STR, again) &&
           set_number(t, CURLOPT_FOLLOWLOCATION, r->type == NULL ? 1 : 0) &&
           set_number(t, CURLOPT_MAXREDIRS, REDIRECTS_MAX) &&
           set_number(t, CURLOPT_DISALLOW_USERNAME_IN_URL, 1) &&
           set_text(t, CURLOPT_PROXY, "") &&
           set_text(t, CURLOPT_USERAGENT, "mohur");
}

/* The body and its type; without, it is a GET. */
static bool
set_body(const struct transfer *t, struct curl_slist **headers)
{
    const struct cli_fetch *r = t->request;
    char type[128];

    if (r->type == NULL) {
        return true;
    }
    snprintf(type, sizeof type, "Content-Type: %s", r->type);
    *headers = t->lib->append(NULL, type);
    return *headers != NULL &&
           t->lib->set(t->curl, CURLOPT_HTTPHEADER, *headers) == CURLE_OK &&
           t->lib->set(t->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                       (curl_off_t)r->body_len) == CURLE_OK &&
           t->lib->set(t->curl, CURLOPT_POSTFIELDS, r->body) == CURLE_OK;
}

/* ---- what came of it ---- */

static bool
is_wanted(const struct transfer *t)
{
    const char *want = t->request->want;
    const char *type = NULL;
    const char *end  = NULL;

    if (want == NULL) {
        return true;
    }
    if (t->lib->info(t->curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK ||
        type == NULL || !begins(type, want)) {
        return false;
    }
    end = type + strlen(want);
    return *end == '\0' || *end == ';' || *end == ' ';
}

static bool
judge(struct transfer *t, CURLcode code)
{
    const struct cli_fetch *r = t->request;
    char *why                 = t->out->why;
    long status               = 0;

    if (t->too_long) {
        snprintf(why, CLI_FETCH_WHY_CAP,
                 "%s: the answer has more than %zu bytes", r->url, r->max);
        return false;
    }
    if (code != CURLE_OK) {
        snprintf(why, CLI_FETCH_WHY_CAP, "%s: %s", r->url, t->lib->text(code));
        return false;
    }
    if (t->lib->info(t->curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
        status != DONE) {
        snprintf(why, CLI_FETCH_WHY_CAP, "%s: the server answered %ld", r->url,
                 status);
        return false;
    }
    if (!is_wanted(t)) {
        snprintf(why, CLI_FETCH_WHY_CAP, "%s: the answer is no %s", r->url,
                 r->want);
        return false;
    }
    return true;
}

static bool
perform(struct transfer *t)
{
    struct curl_slist *headers = NULL;
    bool good                  = false;

    t->curl = t->lib->init();
    if (t->curl != NULL && set_limits(t) && set_place(t) &&
        set_body(t, &headers)) {
        good = judge(t, t->lib->perform(t->curl));
    } else {
        snprintf(t->out->why, CLI_FETCH_WHY_CAP, "%s: libcurl refuses it",
                 t->request->url);
    }
    t->lib->free_all(headers);
    t->lib->cleanup(t->curl);
    return good;
}

static bool
may_fetch(const struct cli_fetch *request)
{
    return begins(request->url, "http://") ||
           (!request->plain && begins(request->url, "https://"));
}

bool
cli_fetch_possible(void)
{
    return true;
}

bool
cli_fetch(const struct cli_fetch *request, struct cli_fetched *out)
{
    struct library lib = {.handle = NULL};
    struct transfer t  = {.lib = &lib, .request = request, .out = out};
    bool good          = false;

    *out = (struct cli_fetched){.len = 0};
    if (!may_fetch(request)) {
        snprintf(out->why, sizeof out->why, "%s: only http://%s fetched",
                 request->url, request->plain ? " is" : " and https:// are");
        return false;
    }
    if (!load(&lib)) {
        snprintf(out->why, sizeof out->why, "%s cannot be loaded", LIBRARY);
        return false;
    }
    good = perform(&t);
    lib.global_cleanup(); /* it stays loaded: what it began may be running */
    if (!good) {
        out->len = 0;
    }
    return good;
}
