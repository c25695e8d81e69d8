/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/responder.h"

#include "base/guard.h"

/* In use when the response was made, and with nothing that is not understood. */
static bool
may_answer(const struct mohur__anchor *anchor, const struct mohur__ocsp *ocsp)
{
    return (anchor->roles & MOHUR_TRUST_OCSP) != 0 &&
           !anchor->cert->unknown_critical &&
           anchor->from <= ocsp->produced_at && ocsp->produced_at <= anchor->to;
}

/* Was there a valid path from whoever signed for an anchor? */
static mohur_status
has_path(mohur_ctx *ctx,
         const struct mohur__responder_request *r,
         const struct mohur__cert *delegate,
         bool *out)
{
    mohur_status st                          = MOHUR_OK;
    struct mohur__path path                  = {.why = MOHUR_WHY_NONE};
    const struct mohur__path_request request = {.signer = delegate,
                                                .trust  = r->trust,
                                                .role   = MOHUR_TRUST_OCSP,
                                                .at     = r->ocsp->produced_at,
                                                .now    = r->now,
                                                .proven = r->proven,
                                                .any_purpose = true};

    TRY(mohur__path_find(ctx, &request, &path));
    *out = path.why == MOHUR_WHY_NONE;

out:
    return st;
}

/* Did this one sign it, or somebody for it? */
static mohur_status
try_anchor(mohur_ctx *ctx,
           const struct mohur__responder_request *r,
           const struct mohur__anchor *anchor,
           struct mohur__responder *out)
{
    mohur_status st = mohur__ocsp_verify(ctx, r->ocsp, anchor->cert, &out->room,
                                         &out->delegate);

    out->checks += 1 + 2 * r->ocsp->certs_len;
    if (st == MOHUR_E_AUTH || st == MOHUR_E_UNSUPPORTED) {
        mohur__error_clear(ctx);
        return MOHUR_OK;
    }
    out->found = st == MOHUR_OK;
    if (out->found && out->delegate != NULL) {
        st = has_path(ctx, r, out->delegate, &out->found);
    }
    return st;
}

mohur_status
mohur__responder_find(mohur_ctx *ctx,
                      const struct mohur__responder_request *request,
                      struct mohur__responder *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__anchor anchor = {.cert = NULL};
    size_t tried                = 0;

    *out = (struct mohur__responder){.found = false};
    for (size_t i = 0; !out->found && tried < MOHUR__RESPONDERS_MAX &&
                       mohur__trust_at(request->trust, i, &anchor);
         i++) {
        if (may_answer(&anchor, request->ocsp)) {
            tried++;
            TRY(try_anchor(ctx, request, &anchor, out));
        }
    }
    out->anchor = out->found ? anchor.cert : NULL;

out:
    return st;
}
