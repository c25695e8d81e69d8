/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_issuers.h"

#include "base/guard.h"
#include "base/mem.h"
#include "x509/name.h"

/*
 * The way up goes by names alone: it only says where to ask.  Whether what
 * came issued anything is for the search to find out.
 */

static const struct mohur__cert *
issuer_of(const struct mohur__path_request *r, const struct mohur__cert *cert)
{
    for (size_t i = 0; i < r->pool_len; i++) {
        const struct mohur__cert *c = &r->pool[i];

        if (mohur__name_equal(cert->issuer, c->subject) &&
            (cert->authority_key_id.len == 0 || c->subject_key_id.len == 0 ||
             mohur__bytes_equal(cert->authority_key_id, c->subject_key_id))) {
            return c;
        }
    }
    return NULL;
}

/* The last certificate on the way up; NULL: it goes round, or has no end. */
static const struct mohur__cert *
last_of(const struct mohur__path_request *r)
{
    const struct mohur__cert *cert = r->signer;

    for (size_t i = 0; i < MOHUR__PATH_MAX; i++) {
        const struct mohur__cert *next = issuer_of(r, cert);

        if (mohur__cert_self_issued(cert)) {
            return NULL;
        }
        if (next == NULL) {
            return cert;
        }
        cert = next;
    }
    return NULL;
}

mohur_status
mohur__issuers_join(mohur_ctx *ctx,
                    const struct mohur__asking *asking,
                    const struct mohur__cert *certs,
                    size_t certs_len,
                    struct mohur__cert **out,
                    size_t *out_len)
{
    mohur_status st                    = MOHUR_OK;
    const struct mohur__certs *fetched = mohur__asking_certs(asking);
    void *memory                       = NULL;

    TRY(mohur__alloc_array(ctx, certs_len + fetched->len, sizeof **out,
                           &memory));
    *out     = memory;
    *out_len = certs_len + fetched->len;
    for (size_t i = 0; i < *out_len; i++) {
        (*out)[i] = i < certs_len ? certs[i] : fetched->at[i - certs_len];
    }

out:
    return st;
}

mohur_status
mohur__issuers_find(mohur_ctx *ctx,
                    struct mohur__asking *asking,
                    struct mohur__path_request *request,
                    struct mohur__path *out,
                    struct mohur__cert **out_pool)
{
    mohur_status st                 = MOHUR_OK;
    const struct mohur__cert *certs = request->pool;
    const struct mohur__cert *last  = NULL;
    size_t certs_len                = request->pool_len;
    size_t before                   = SIZE_MAX;

    TRY(mohur__path_find(ctx, request, out));
    while (asking != NULL && out->len == 0 && before != request->pool_len &&
           (last = last_of(request)) != NULL) {
        before = request->pool_len;
        TRY(mohur__asking_issuers(asking, last));
        mohur__free(*out_pool);
        *out_pool = NULL;
        TRY(mohur__issuers_join(ctx, asking, certs, certs_len, out_pool,
                                &request->pool_len));
        request->pool = *out_pool;
        TRY(mohur__path_find(ctx, request, out));
    }

out:
    return st;
}
