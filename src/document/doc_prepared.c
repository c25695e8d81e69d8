/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_prepared.h"

#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/time.h"
#include "crypto/labels.h"
#include "keystore/key_act.h"
#include "profile/force.h"

/*
 * A state that is good: genuine first, then not expired, then of the profile
 * in force.
 */

/* ---- the state ---- */

/* CT: leaks nothing. */
mohur_status
mohur__state_key_derive(mohur_ctx *ctx,
                        const mohur_key *key,
                        struct mohur__secret **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__secret *secret = NULL;

    TRY(mohur__secret_new(ctx, MOHUR__STATE_KEY_LEN, &secret));
    TRY(mohur__key_derive(ctx, key, MOHUR__LABEL_DOCUMENT_STATE,
                          mohur__secret_span(secret)));
    *out   = secret;
    secret = NULL; /* the caller's now */

out:
    mohur__secret_free(secret);
    return st;
}

mohur_status
mohur__state_key_check(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, key));
    REQUIRE(ctx,
            mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP &&
                mohur_key_has_private(key),
            MOHUR_E_ARGUMENT,
            "what is prepared is kept authentic by a wrapping key");

out:
    return st;
}

/* What the signature is made from, where it is not made from the bytes. */
static mohur_status
hash_attributes(mohur_ctx *ctx, mohur_prepared *p)
{
    mohur_status st = MOHUR_OK;

    if (p->state.alg == MOHUR_ALG_ED25519) {
        return MOHUR_OK;
    }
    p->hash_len = mohur__hash_len(p->state.hash);
    TRY(mohur__hash(ctx, p->state.hash, p->state.attributes,
                    mohur__span_of(p->hash, p->hash_len)));

out:
    return st;
}

/* It has its own copy.  CT: leaks lengths, and whether it was genuine. */
mohur_status
mohur__prepared_new(mohur_ctx *ctx,
                    const struct mohur__secret *key,
                    mohur__bytes blob,
                    mohur_prepared **out)
{
    mohur_status st   = MOHUR_OK;
    mohur_prepared *p = NULL;

    REQUIRE(ctx, blob.len <= MOHUR__STATE_MAX, MOHUR_E_FORMAT,
            "a state has at most %d bytes", MOHUR__STATE_MAX);
    TRY(MOHUR__NEW(ctx, &p));
    p->magic = MOHUR__MAGIC_PREPARED;
    TRY(mohur__alloc(ctx, blob.len, &p->memory));
    mohur__copy(mohur__span_of(p->memory, blob.len), blob);
    p->blob = mohur__bytes_of(p->memory, blob.len);
    TRY(mohur__state_parse(ctx, p->blob, mohur__secret_bytes(key), &p->state));
    TRY(hash_attributes(ctx, p));
    *out = p;
    p    = NULL; /* the caller's now */

out:
    mohur_prepared_free(p);
    return st;
}

/* Is it still good, here? */
static mohur_status
check_still(mohur_ctx *ctx, const struct mohur__state *s)
{
    mohur_status st                        = MOHUR_OK;
    uint8_t profile[MOHUR__FORCE_HASH_LEN] = {0};
    char date[MOHUR__TIME_CAP]             = {0};

    mohur__time_format(s->expires, date);
    REQUIRE(ctx, mohur__force_time(ctx) <= s->expires, MOHUR_E_DATE,
            "what was prepared has expired on %s; prepare it again", date);
    TRY(mohur__force_hash(ctx, profile));
    REQUIRE(ctx, mohur__bytes_equal(MOHUR__BYTES(profile), s->profile),
            MOHUR_E_POLICY,
            "it was prepared under another profile than the one in force; "
            "prepare it again");

out:
    return st;
}

mohur_status
mohur__prepared_open(mohur_ctx *ctx,
                     const mohur_key *state_key,
                     mohur__bytes blob,
                     mohur_prepared **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__secret *key = NULL;
    mohur_prepared *p         = NULL;

    TRY(mohur__state_key_check(ctx, state_key));
    TRY(mohur__key_require_process(ctx, state_key));
    TRY(mohur__state_key_derive(ctx, state_key, &key));
    TRY(mohur__prepared_new(ctx, key, blob, &p));
    TRY(check_still(ctx, &p->state));
    *out = p;
    p    = NULL; /* the caller's now */

out:
    mohur__secret_free(key);
    mohur_prepared_free(p);
    return st;
}

/* ---- the handle ---- */

static bool
is_prepared(const mohur_prepared *p)
{
    return p != NULL && p->magic == MOHUR__MAGIC_PREPARED;
}

static mohur__bytes
dtbs_of(const mohur_prepared *p)
{
    return is_prepared(p) ? p->state.attributes : MOHUR__NOTHING;
}

static mohur__bytes
blob_of(const mohur_prepared *p)
{
    return is_prepared(p) ? p->blob : MOHUR__NOTHING;
}

/* As pointer and length. */
static const uint8_t *
hand_out(mohur__bytes bytes, size_t *out_len)
{
    if (out_len != NULL) {
        *out_len = bytes.len;
    }
    return bytes.data;
}

size_t
mohur_prepared_id_len(void)
{
    return MOHUR_PREPARED_ID_LEN;
}

const uint8_t *
mohur_prepared_dtbs(const mohur_prepared *prepared, size_t *dtbs_len)
{
    return hand_out(dtbs_of(prepared), dtbs_len);
}

const uint8_t *
mohur_prepared_hash(const mohur_prepared *prepared, size_t *hash_len)
{
    return hand_out(is_prepared(prepared) && prepared->hash_len > 0
                        ? mohur__bytes_of(prepared->hash, prepared->hash_len)
                        : MOHUR__NOTHING,
                    hash_len);
}

const uint8_t *
mohur_prepared_state(const mohur_prepared *prepared, size_t *state_len)
{
    return hand_out(blob_of(prepared), state_len);
}

const uint8_t *
mohur_prepared_id(const mohur_prepared *prepared)
{
    return is_prepared(prepared) ? prepared->state.id.data : NULL;
}

int64_t
mohur_prepared_expires(const mohur_prepared *prepared)
{
    return is_prepared(prepared) ? prepared->state.expires : 0;
}

mohur_alg
mohur_prepared_alg(const mohur_prepared *prepared)
{
    return is_prepared(prepared) ? prepared->state.alg : MOHUR_ALG_NONE;
}

void
mohur_prepared_free(mohur_prepared *prepared)
{
    if (!is_prepared(prepared)) {
        return;
    }
    mohur__free(prepared->memory);
    mohur__free(prepared); /* which wipes the magic */
}

mohur_status
mohur_prepared_open(mohur_ctx *ctx,
                    const mohur_key *state_key,
                    const uint8_t *state,
                    size_t state_len,
                    mohur_prepared **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL && (state != NULL || state_len == 0),
            MOHUR_E_ARGUMENT, "there is no state, or no place for a handle");
    TRY(mohur__prepared_open(ctx, state_key, mohur__bytes_of(state, state_len),
                             out));

out:
    return st;
}

static mohur_status
emit(mohur_ctx *ctx,
     const mohur_prepared *prepared,
     mohur__bytes bytes,
     mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, is_prepared(prepared), MOHUR_E_ARGUMENT,
            "nothing was prepared");
    TRY(mohur__sink_check(ctx, sink));
    TRY(mohur__sink_write(sink, bytes));
    TRY(mohur__sink_finish(sink));

out:
    return st;
}

mohur_status
mohur_prepared_emit_dtbs(mohur_ctx *ctx,
                         const mohur_prepared *prepared,
                         mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(emit(ctx, prepared, dtbs_of(prepared), sink));

out:
    return st;
}

mohur_status
mohur_prepared_emit_state(mohur_ctx *ctx,
                          const mohur_prepared *prepared,
                          mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(emit(ctx, prepared, blob_of(prepared), sink));

out:
    return st;
}
