/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/trust.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/os_thread.h"
#include "crypto/hash.h"
#include "x509/certs.h"
#include <mohur/trust_list.h>

/*
 * The trust store: certificates, and beside them what each is believed for.
 */
enum {
    ROLES_ALL = MOHUR_TRUST_SIGN | MOHUR_TRUST_TSA | MOHUR_TRUST_OCSP |
                MOHUR_TRUST_SEAL | MOHUR_TRUST_ARCHIVE
};

/* What a list says of an anchor. */
struct said {
    int64_t from;
    int64_t to;
    bool no_revocation;
    const char *legal_class;
    struct mohur__accepted *accepted; /* owned; or NULL */
};

/*
 * Which store it is, once somebody asked: all that changes in a store that
 * threads share, so it has a lock.
 */
struct known {
    struct mohur__mutex lock;
    bool is_known;
    uint8_t digest[MOHUR__SHA256_LEN];
};

struct mohur_trust {
    uint32_t magic;
    struct known *known;
    uint64_t version; /* of the list that fills it; 0: none does */
    struct mohur__certs certs;
    uint8_t roles[MOHUR__CERTS_MAX];
    struct said said[MOHUR__CERTS_MAX];
};

mohur_status
mohur__trust_check(mohur_ctx *ctx, const mohur_trust *trust)
{
    if (trust == NULL || trust->magic != MOHUR__MAGIC_TRUST) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "this is not a trust store");
    }
    return MOHUR_OK;
}

mohur_trust_role
mohur__trust_role_for(const struct mohur__cert *signer)
{
    return signer->is_for_seals ? MOHUR_TRUST_SEAL : MOHUR_TRUST_SIGN;
}

bool
mohur__trust_at(const mohur_trust *trust, size_t i, struct mohur__anchor *out)
{
    if (i >= trust->certs.len) {
        return false;
    }
    out->cert        = &trust->certs.at[i];
    out->roles       = trust->roles[i];
    out->from        = out->cert->not_before;
    out->to          = out->cert->not_after;
    out->legal_class = "";
    out->accepted    = NULL;
    if (trust->version != 0) {
        const struct said *said = &trust->said[i];

        out->from          = said->from > out->from ? said->from : out->from;
        out->to            = said->to < out->to ? said->to : out->to;
        out->no_revocation = said->no_revocation;
        out->legal_class   = said->legal_class;
        out->accepted      = said->accepted;
    }
    return true;
}

bool
mohur__trust_no_revocation(const mohur_trust *trust,
                           const struct mohur__cert *anchor)
{
    struct mohur__anchor a = {.cert = NULL};

    for (size_t i = 0; mohur__trust_at(trust, i, &a); i++) {
        if (a.cert == anchor) {
            return a.no_revocation;
        }
    }
    return false;
}

const char *
mohur__trust_class(const mohur_trust *trust, const struct mohur__cert *anchor)
{
    struct mohur__anchor a = {.cert = NULL};

    for (size_t i = 0; mohur__trust_at(trust, i, &a); i++) {
        if (a.cert == anchor) {
            return a.legal_class;
        }
    }
    return "";
}

/* It is another one now, or may be. */
static void
changed(mohur_trust *trust)
{
    mohur__mutex_lock(&trust->known->lock);
    trust->known->is_known = false;
    mohur__mutex_unlock(&trust->known->lock);
}

/* ---- lists ---- */

/* Nothing is believed any more. */
static void
forget(mohur_trust *trust)
{
    for (size_t i = 0; i < trust->certs.len; i++) {
        mohur__free(trust->said[i].accepted);
        trust->said[i].accepted = NULL;
    }
    mohur__certs_free(&trust->certs);
    trust->certs = (struct mohur__certs){.len = 0};
}

mohur_status
mohur__trust_add_one(mohur_ctx *ctx,
                     mohur_trust *trust,
                     mohur__bytes file,
                     const struct mohur__anchor *as)
{
    mohur_status st = MOHUR_OK;
    size_t i        = trust->certs.len;

    changed(trust);
    TRY(mohur__certs_add(ctx, &trust->certs, file));
    REQUIRE(ctx, trust->certs.len == i + 1, MOHUR_E_FORMAT,
            "a file of an anchor has several certificates");
    trust->roles[i] = (uint8_t)as->roles;
    trust->said[i]  = (struct said){as->from, as->to, as->no_revocation,
                                    as->legal_class, as->accepted};

out:
    return st;
}

void
mohur__trust_close(mohur_trust *trust, uint64_t version)
{
    changed(trust);
    trust->version = version;
    if (version == 0) {
        forget(trust);
    }
}

uint64_t
mohur_trust_version(const mohur_trust *trust)
{
    return trust != NULL && trust->magic == MOHUR__MAGIC_TRUST ? trust->version
                                                               : 0;
}

/* ---- which one it is ---- */

/* Numbers as 8 octets, the first the most significant. */
static mohur_status
hash_number(struct mohur__hasher *h, uint64_t n)
{
    uint8_t room[8] = {0};

    for (size_t i = 0; i < sizeof room; i++) {
        room[i] = (uint8_t)(n >> (56 - 8 * i));
    }
    return mohur__hasher_update(h, MOHUR__BYTES(room));
}

static mohur_status
hash_said(struct mohur__hasher *h, const struct said *said)
{
    mohur_status st = MOHUR_OK;

    TRY(hash_number(h, (uint64_t)said->from));
    TRY(hash_number(h, (uint64_t)said->to));
    TRY(hash_number(h, said->no_revocation ? 1 : 0));
    TRY(mohur__hasher_update(h, mohur__bytes_text(said->legal_class)));
    for (size_t i = 0; said->accepted != NULL && i < said->accepted->len; i++) {
        TRY(hash_number(h, said->accepted->at[i].len));
        TRY(mohur__hasher_update(h, said->accepted->at[i]));
    }

out:
    return st;
}

static mohur_status
hash_all(mohur_ctx *ctx, const mohur_trust *trust, mohur__span out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__hasher *h = NULL;

    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h));
    for (size_t i = 0; i < trust->certs.len; i++) {
        TRY(mohur__hasher_update(h, mohur__bytes_of(&trust->roles[i], 1)));
        TRY(mohur__hasher_update(h, trust->certs.at[i].der));
        if (trust->version != 0) {
            TRY(hash_said(h, &trust->said[i]));
        }
    }
    if (trust->version != 0) {
        TRY(hash_number(h, trust->version));
    }
    TRY(mohur__hasher_finish(h, out));

out:
    mohur__hasher_free(h);
    return st;
}

mohur_status
mohur__trust_digest(mohur_ctx *ctx, const mohur_trust *trust, mohur__span out)
{
    mohur_status st     = MOHUR_OK;
    struct known *known = trust->known;

    mohur__mutex_lock(&known->lock);
    if (!known->is_known) {
        TRY(hash_all(ctx, trust, MOHUR__SPAN(known->digest)));
        known->is_known = true;
    }
    mohur__copy(out, MOHUR__BYTES(known->digest));

out:
    mohur__mutex_unlock(&known->lock);
    return st;
}

static mohur_status
new_store(mohur_ctx *ctx, mohur_trust **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_trust *trust = NULL;

    TRY(MOHUR__NEW(ctx, &trust));
    TRY(MOHUR__NEW(ctx, &trust->known));
    mohur__mutex_init(&trust->known->lock);
    trust->magic = MOHUR__MAGIC_TRUST;
    *out         = trust;
    trust        = NULL;

out:
    mohur__free(trust);
    return st;
}

mohur_status
mohur_trust_new(mohur_ctx *ctx, mohur_trust **out)
{
    mohur_status st = MOHUR_OK;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(new_store(ctx, out));

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
    REQUIRE(ctx, trust->version == 0, MOHUR_E_STATE,
            "the store was filled with a signed list, which is closed");
    REQUIRE(ctx, roles != 0 && (roles & ~(uint32_t)ROLES_ALL) == 0,
            MOHUR_E_ARGUMENT, "an anchor has roles, and only those there are");
    REQUIRE(ctx, data != NULL || data_len == 0, MOHUR_E_ARGUMENT,
            "data is NULL");
    before = trust->certs.len;
    changed(trust);
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
        forget(trust);
        mohur__mutex_destroy(&trust->known->lock);
        mohur__free(trust->known);
        mohur__free(trust); /* which wipes the magic */
    }
}
