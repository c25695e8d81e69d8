/* SPDX-License-Identifier: Apache-2.0 */
#include "fetching.h"

#include <stdio.h>
#include <stdlib.h>

/* How each kind of evidence travels. */

enum {
    SECONDS      = 10,
    LIST_SECONDS = 120 /* a revocation list may be long */
};

static bool
way_of(mohur_evidence_kind kind, struct cli_fetch *out)
{
    out->seconds_max = SECONDS;
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
                              .max      = request->max};
    mohur_status st;

    f->why[0] = '\0';
    if (!way_of(request->kind, &way)) {
        snprintf(f->why, sizeof f->why, "%s: nobody knows how to ask for that",
                 request->url);
        return 1;
    }
    if (!cli_fetch(&way, &got)) {
        snprintf(f->why, sizeof f->why, "%s", got.why);
        return 1;
    }
    st = mohur_answer_add(answer, got.data, got.len);
    free(got.data);
    return st == MOHUR_OK ? 0 : 1;
}
