/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/key.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "keystore/key_handle.h"
#include "keystore/pair.h"
#include "keystore/spki.h"

/* Handles on keys: made, counted, asked what they are. */

/* ---- made and released ---- */

static mohur_status
parts_check(mohur_ctx *ctx, const struct mohur__key_parts *p)
{
    mohur_status st  = MOHUR_OK;
    const char *name = mohur_alg_name(p->alg);
    bool fits        = p->purpose == MOHUR_PURPOSE_WRAP
                           ? p->secret.len == MOHUR__WRAP_KEY_LEN
                           : mohur__pair_private_fits(p->alg, p->secret);
    REQUIRE(ctx, mohur__pair_purpose(p->alg) == (uint32_t)p->purpose,
            MOHUR_E_ARGUMENT, "%s does not fit the purpose of the key", name);
    REQUIRE(ctx, mohur__pair_public_fits(p->alg, p->public_key),
            MOHUR_E_ARGUMENT, "a public %s key does not have %zu bytes", name,
            p->public_key.len);
    REQUIRE(ctx, p->secret.len == 0 || fits, MOHUR_E_ARGUMENT,
            "a private %s key does not have %zu bytes", name, p->secret.len);
    REQUIRE(ctx,
            p->purpose != MOHUR_PURPOSE_WRAP || p->token == NULL ||
                p->kcv.len == MOHUR__KCV_LEN,
            MOHUR_E_ARGUMENT, "a wrapping key in a token has a check value");
    REQUIRE(ctx, p->name.len <= MOHUR__KEY_NAME_MAX, MOHUR_E_ARGUMENT,
            "the name of a key has at most %d bytes", MOHUR__KEY_NAME_MAX);

out:
    return st;
}

static mohur_status
compute_id(mohur_ctx *ctx, mohur_key *key)
{
    mohur_status st               = MOHUR_OK;
    mohur__bytes der              = MOHUR__NOTHING;
    uint8_t room[MOHUR__SPKI_MAX] = {0};

    if (key->purpose == MOHUR_PURPOSE_WRAP) {
        /* The ring id, then the zeros that are there already. */
        mohur__copy(MOHUR__SPAN(key->id), MOHUR__BYTES(key->ring_id));
        return MOHUR_OK;
    }
    TRY(mohur__spki_emit(ctx, key->alg, mohur__key_public(key),
                         MOHUR__SPAN(room), &der));
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, der, MOHUR__SPAN(key->id)));

out:
    return st;
}

static void
take_parts(mohur_key *key, const struct mohur__key_parts *p)
{
    key->magic         = MOHUR__MAGIC_KEY;
    key->self          = key;
    key->purpose       = p->purpose;
    key->alg           = p->alg;
    key->state         = p->state;
    key->version       = p->version;
    key->level         = p->level;
    key->exportable    = p->exportable;
    key->compromised   = p->compromised;
    key->recovers      = p->recovers;
    key->counted       = p->counted;
    key->no_use        = p->no_use;
    key->uses          = mohur__uses_hold(p->uses);
    key->since         = p->since;
    key->activate_at   = p->activate_at;
    key->protect_until = p->protect_until;
    key->process_until = p->process_until;
    key->read_at       = p->read_at;
    key->fresh_until   = p->fresh_until;
    key->public_len    = p->public_key.len;
    mohur__copy(MOHUR__SPAN(key->ring_id), MOHUR__BYTES(p->ring_id));
    mohur__copy(MOHUR__SPAN(key->public_key), p->public_key);
    mohur__copy(MOHUR__SPAN(key->kcv), p->kcv);
    /* The last byte stays the zero that ends the name. */
    mohur__copy(mohur__span_of((uint8_t *)key->name, MOHUR__KEY_NAME_MAX),
                p->name);
}

/* CT: leaks the length of the secret. */
mohur_status
mohur__key_new(mohur_ctx *ctx,
               const struct mohur__key_parts *parts,
               mohur_key **out)
{
    mohur_status st = MOHUR_OK;
    mohur_key *key  = NULL;

    *out = NULL;
    TRY(parts_check(ctx, parts));
    TRY(MOHUR__NEW(ctx, &key));
    atomic_init(&key->refs, 1);
    take_parts(key, parts);
    TRY(compute_id(ctx, key));
    if (parts->secret.len > 0) {
        TRY(mohur__secret_copy(ctx, parts->secret, &key->secret));
    }
    if (parts->token != NULL) {
        key->token = mohur__hsm_hold(parts->token);
    }
    *out = key;
    key  = NULL; /* the caller's now */

out:
    mohur_key_free(key);
    return st;
}

void
mohur_key_free(mohur_key *key)
{
    if (key == NULL || key->magic != MOHUR__MAGIC_KEY) {
        return;
    }
    if (atomic_fetch_sub(&key->refs, 1) == 1) {
        mohur__secret_free(key->secret);
        mohur__uses_free(key->uses);
        mohur__hsm_free(key->token);
        mohur__free(key); /* which wipes the magic */
    }
}

mohur_key *
mohur__key_hold(const mohur_key *key)
{
    atomic_fetch_add(&key->self->refs, 1);
    return key->self;
}

mohur_status
mohur__key_check(mohur_ctx *ctx, const mohur_key *key)
{
    if (key == NULL || key->magic != MOHUR__MAGIC_KEY) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "this is not a key");
    }
    return MOHUR_OK;
}

/* ---- what it is ---- */

static bool
is_key(const mohur_key *key)
{
    return key != NULL && key->magic == MOHUR__MAGIC_KEY;
}

size_t
mohur_key_id_len(void)
{
    return MOHUR_KEY_ID_LEN;
}

const uint8_t *
mohur_key_id(const mohur_key *key)
{
    return is_key(key) ? key->id : NULL;
}

const char *
mohur_key_name(const mohur_key *key)
{
    return is_key(key) ? key->name : "";
}

uint32_t
mohur_key_version(const mohur_key *key)
{
    return is_key(key) ? key->version : 0;
}

mohur_purpose
mohur_key_purpose(const mohur_key *key)
{
    return is_key(key) ? key->purpose : (mohur_purpose)0;
}

mohur_alg
mohur_key_alg(const mohur_key *key)
{
    return is_key(key) ? key->alg : MOHUR_ALG_NONE;
}

bool
mohur_key_has_private(const mohur_key *key)
{
    return is_key(key) && (key->secret != NULL || key->token != NULL);
}

mohur__bytes
mohur__key_public(const mohur_key *key)
{
    return mohur__bytes_of(key->public_key, key->public_len);
}

mohur__bytes
mohur__key_secret(const mohur_key *key)
{
    return mohur__secret_bytes(key->secret);
}

const uint8_t *
mohur__key_ring_id(const mohur_key *key)
{
    return key->ring_id;
}

uint32_t
mohur__key_bits(const mohur_key *key)
{
    return mohur__pair_bits(key->alg, mohur__key_public(key));
}

uint8_t
mohur__key_level(const mohur_key *key)
{
    return key->level;
}

bool
mohur__key_exportable(const mohur_key *key)
{
    return key->exportable;
}

mohur_custody
mohur__key_custody(const mohur_key *key)
{
    return key->token != NULL ? MOHUR_CUSTODY_HSM : MOHUR_CUSTODY_SOFTWARE;
}
