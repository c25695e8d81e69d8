/* SPDX-License-Identifier: Apache-2.0 */
#include "fetching.h"

#include "format.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How each kind of evidence travels. */

enum {
    SECONDS      = 10,
    LIST_SECONDS = 120, /* a revocation list may be long */
    ALL_SECONDS  = 300  /* whatever there is to ask */
};

static int64_t
seconds_now(void)
{
    struct timespec t = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec + 1; /* never 0 */
}

/* Let one answer take no longer than what is left for all. */
static bool
in_time(struct cli_fetching *f, struct cli_fetch *way)
{
    int64_t now  = seconds_now();
    int64_t left = 0;

    f->began = f->began == 0 ? now : f->began;
    left     = f->began + ALL_SECONDS - now;
    if (left < (int64_t)way->seconds_max) {
        way->seconds_max = (uint32_t)(left > 0 ? left : 0);
    }
    return left > 0;
}

static bool
way_of(mohur_evidence_kind kind, struct cli_fetch *out)
{
    out->seconds_max = SECONDS;
    out->plain       = kind != MOHUR_EVIDENCE_TIME_STAMP;
    switch (kind) {
    case MOHUR_EVIDENCE_TIME_STAMP:
        out->type = "application/timestamp-query";
        out->want = "application/timestamp-reply";
        return true;
    case MOHUR_EVIDENCE_OCSP:
        out->type = "application/ocsp-request";
        out->want = "application/ocsp-response";
        return true;
    case MOHUR_EVIDENCE_CRL:
        out->seconds_max = LIST_SECONDS;
        return true;
    case MOHUR_EVIDENCE_ISSUER:
        return true;
    }
    return false;
}

static const char *
kind_name(mohur_evidence_kind kind)
{
    switch (kind) {
    case MOHUR_EVIDENCE_TIME_STAMP:
        return "time stamp";
    case MOHUR_EVIDENCE_OCSP:
        return "OCSP";
    case MOHUR_EVIDENCE_CRL:
        return "CRL";
    case MOHUR_EVIDENCE_ISSUER:
        return "issuer";
    }
    return "unknown";
}

/* So many bytes came, or nothing did and this is why. */
static void
tell(const struct cli_fetching *f,
     const mohur_evidence_request *request,
     size_t len,
     const char *why)
{
    json_t *one = NULL;

    if (f->told == NULL) {
        return;
    }
    one = cli_must(json_object());
    json_object_set_new(one, "kind", json_string(kind_name(request->kind)));
    json_object_set_new(one, "url", cli_json_text(request->url));
    json_object_set_new(one, "bytes", json_integer((json_int_t)len));
    json_object_set_new(one, "failure", cli_json_text(why));
    json_array_append_new(f->told, one);
}

/* Say why there is no answer.  Always 1. */
static int32_t
nothing(struct cli_fetching *f,
        const mohur_evidence_request *request,
        const char *why)
{
    tell(f, request, 0, why);
    if (request->kind == MOHUR_EVIDENCE_TIME_STAMP) {
        snprintf(f->why, sizeof f->why, "%s", why);
    } else {
        snprintf(f->missed, sizeof f->missed, "%s", why);
        cli_note(f->cli, "nothing came from %s", why);
    }
    return 1;
}

static bool
add(void *user, const uint8_t *data, size_t len)
{
    return mohur_answer_add(user, data, len) == MOHUR_OK;
}

int32_t
cli_fetching_get(void *user,
                 const mohur_evidence_request *request,
                 mohur_answer *answer)
{
    struct cli_fetching *f = user;
    struct cli_fetched got = {.len = 0};
    struct cli_fetch way   = {.url      = request->url,
                              .body     = request->body,
                              .body_len = request->body_len,
                              .max      = request->max,
                              .take     = add,
                              .user     = answer};

    f->why[0] = '\0';
    if (request->kind == MOHUR_EVIDENCE_ISSUER && !f->cli->fetch_issuers) {
        snprintf(f->issuer, sizeof f->issuer, "%s", request->url);
        tell(f, request, 0, "not asked: --fetch-issuers does");
        return 1;
    }
    if (!way_of(request->kind, &way)) {
        snprintf(got.why, sizeof got.why, "%s: nobody knows how to ask for it",
                 request->url);
        return nothing(f, request, got.why);
    }
    if (!in_time(f, &way)) {
        snprintf(got.why, sizeof got.why, "%s: all took longer than %d seconds",
                 request->url, ALL_SECONDS);
        return nothing(f, request, got.why);
    }
    if (!cli_fetch(&way, &got)) {
        return nothing(f, request, got.why);
    }
    tell(f, request, got.len, "");
    if (f->cli->verbose) {
        cli_note(f->cli, "fetched %zu bytes from %s", got.len, request->url);
    }
    return 0;
}

void
cli_fetching_print(const struct cli_fetching *f)
{
    char *text =
        cli_must(json_dumps(f->told, JSON_COMPACT | JSON_ENSURE_ASCII));

    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("<>&", *c) != NULL) {
            printf("\\u%04x", (unsigned)*c); /* inside of text alone */
        } else {
            putchar(*c);
        }
    }
    free(text);
}
