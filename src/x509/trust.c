/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/trust.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "x509/certs.h"

/*
 * The trust store: certificates, and beside them what each is believed for.
 */
enum {
    ROLES_ALL = MOHUR_TRUST_SIGN | MOHUR_TRUST_TSA
};

struct mohur_trust {
    uint32_t magic;
    struct mohur__certs certs;
    uint8_t roles[MOHUR__CERTS_MAX];
};

mohur_status
mohur__trust_check(mohur_ctx *ctx, const mohur_trust *trust)
{
    if (trust == NULL || trust->magic != MOHUR__MAGIC_TRUST) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "this is not a trust store");
    }
    return MOHUR_OK;
}

bool
mohur__trust_at(const mohur_trust *trust, size_t i, struct mohur__anchor *out)
{
    if (i >= trust->certs.len) {
        return false;
    }
    out->cert  = &trust->certs.at[i];
    out->roles = trust->roles[i];
    out->from  = out->cert->not_before;
    out->to    = out->cert->not_after;
    return true;
}

mohur_status
mohur__trust_digest(mohur_ctx *ctx, const mohur_trust *trust, mohur__span out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__hasher *h = NULL;

    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h));
    for (size_t i = 0; i < trust->certs.len; i++) {
        TRY(mohur__hasher_update(h, mohur__bytes_of(&trust->roles[i], 1)));
        TRY(mohur__hasher_update(h, trust->certs.at[i].der));
    }
    TRY(mohur__hasher_finish(h, out));

out:
    mohur__hasher_free(h);
    return st;
}

mohur_status
mohur_trust_new(mohur_ctx *ctx, mohur_trust **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_trust *trust = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(MOHUR__NEW(ctx, &trust));
    trust->magic = MOHUR__MAGIC_TRUST;
    *out         = trust;

out:
    return st;
}

mohur_status
mohur_trust_add(mohur_ctx *ctx,
                mohur_trust *trust,
                uint32_t roles,
                const uint8_t *data,
                size_t data_len)
{
    mohur_status st = MOHUR_OK;
    size_t before   = 0;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__trust_check(ctx, trust));
    REQUIRE(ctx, roles != 0 && (roles & ~(uint32_t)ROLES_ALL) == 0,
            MOHUR_E_ARGUMENT, "an anchor has roles, and only those there are");
    REQUIRE(ctx, data != NULL || data_len == 0, MOHUR_E_ARGUMENT,
            "data is NULL");
    before = trust->certs.len;
    TRY(mohur__certs_add(ctx, &trust->certs, mohur__bytes_of(data, data_len)));
    for (size_t i = before; i < trust->certs.len; i++) {
        trust->roles[i] = (uint8_t)roles;
    }

out:
    return st;
}

size_t
mohur_trust_len(const mohur_trust *trust)
{
    return trust != NULL && trust->magic == MOHUR__MAGIC_TRUST
               ? trust->certs.len
               : 0;
}

void
mohur_trust_free(mohur_trust *trust)
{
    if (trust != NULL && trust->magic == MOHUR__MAGIC_TRUST) {
        mohur__certs_free(&trust->certs);
        mohur__free(trust); /* which wipes the magic */
    }
}
