/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/signature.h"

#include "base/guard.h"
#include "crypto/sign.h"
#include "keystore/key_act.h"

/* What is signed: label, algorithm, key id and a digest. */
enum {
    LABEL_MAX = 19,
    ALG_LEN   = 2
};

struct signed_bytes {
    uint8_t room[LABEL_MAX + ALG_LEN + MOHUR_KEY_ID_LEN + MOHUR__DIGEST_LEN];
    size_t len;
};

static const struct {
    uint16_t number;
    mohur_alg alg;   /* NONE: no provider */
    size_t blob_len; /* 0: any, up to the ceiling */
} signature_algs[] = {
    {MOHUR__SIGNATURE_ED25519, MOHUR_ALG_ED25519, 64},
    {MOHUR__SIGNATURE_ECDSA_P256, MOHUR_ALG_ECDSA_P256, 64},
    {MOHUR__SIGNATURE_ECDSA_P384, MOHUR_ALG_ECDSA_P384, 96},
    {MOHUR__SIGNATURE_ML_DSA_65, MOHUR_ALG_NONE, 3309},
    {MOHUR__SIGNATURE_ML_DSA_87, MOHUR_ALG_NONE, 4627},
};

enum {
    SIGNATURE_ALGS = sizeof signature_algs / sizeof signature_algs[0]
};

uint16_t
mohur__signature_alg_of(const mohur_key *key)
{
    mohur_alg alg = mohur_key_alg(key);

    for (size_t i = 0; i < SIGNATURE_ALGS && alg != MOHUR_ALG_NONE; i++) {
        if (signature_algs[i].alg == alg) {
            return signature_algs[i].number;
        }
    }
    return 0;
}

mohur_alg
mohur__signature_alg(uint16_t alg)
{
    for (size_t i = 0; i < SIGNATURE_ALGS; i++) {
        if (signature_algs[i].number == alg) {
            return signature_algs[i].alg;
        }
    }
    return MOHUR_ALG_NONE;
}

static bool
blob_len_fits(uint16_t alg, size_t len)
{
    for (size_t i = 0; i < SIGNATURE_ALGS; i++) {
        if (signature_algs[i].number == alg) {
            return signature_algs[i].blob_len == len;
        }
    }
    return alg != MOHUR__SIGNATURE_CMS || len <= MOHUR__SIGNATURE_BLOB_MAX;
}

size_t
mohur__signers_list(const mohur_key *const *keys, size_t n, mohur__span out)
{
    for (size_t i = 0; i < n; i++) {
        mohur__span one =
            mohur__span_sub(out, i * MOHUR__SIGNER_LEN, MOHUR__SIGNER_LEN);
        mohur__store16(one.data, mohur__signature_alg_of(keys[i]));
        mohur__copy(mohur__span_sub(one, ALG_LEN, MOHUR_KEY_ID_LEN),
                    mohur__bytes_of(mohur_key_id(keys[i]), MOHUR_KEY_ID_LEN));
    }
    return n * MOHUR__SIGNER_LEN;
}

mohur_status
mohur__signature_parse(mohur_ctx *ctx,
                       struct mohur__cursor *c,
                       struct mohur__signature *out)
{
    mohur_status st = MOHUR_OK;

    out->alg    = mohur__read_u16(c);
    out->key_id = mohur__read_bytes(c, MOHUR_KEY_ID_LEN);
    out->blob   = mohur__read_bytes(c, mohur__read_u32(c));
    REQUIRE(ctx, mohur__cursor_ok(c), MOHUR_E_FORMAT, "a signature is cut");
    REQUIRE(ctx, blob_len_fits(out->alg, out->blob.len), MOHUR_E_FORMAT,
            "a signature of algorithm %d has %zu bytes", out->alg,
            out->blob.len);

out:
    return st;
}

/* Is this the signer that the manifest lists in the i-th place? */
static bool
is_listed(const struct mohur__manifest *m,
          uint32_t i,
          const struct mohur__signature *s)
{
    struct mohur__signer signer = {0, MOHUR__NOTHING};

    if (i >= m->n_signers) {
        return false;
    }
    signer = mohur__manifest_signer(m, i);
    return signer.alg == s->alg && mohur__bytes_equal(signer.key_id, s->key_id);
}

mohur_status
mohur__signatures_check(mohur_ctx *ctx,
                        mohur__bytes body,
                        const struct mohur__manifest *m)
{
    struct mohur__cursor c    = mohur__cursor_of(body);
    struct mohur__signature s = {0, MOHUR__NOTHING, MOHUR__NOTHING};
    uint32_t count            = 0;
    bool same                 = true;
    mohur_status st           = MOHUR_OK;

    /* The whole body is parsed first: malformed goes before wrong. */
    while (!mohur__cursor_end(&c)) {
        TRY(mohur__signature_parse(ctx, &c, &s));
        same = same && is_listed(m, count, &s);
        count++;
    }
    TRY(mohur__auth_require(ctx, same && count == m->n_signers));

out:
    return st;
}

static void
add(struct signed_bytes *m, mohur__bytes part)
{
    m->len += mohur__copy(
        mohur__span_sub(MOHUR__SPAN(m->room), m->len, part.len), part);
}

static struct signed_bytes
signed_bytes(mohur__bytes label,
             uint16_t alg,
             mohur__bytes key_id,
             mohur__bytes digest)
{
    struct signed_bytes m = {{0}, 0};
    uint8_t number[ALG_LEN];

    mohur__store16(number, alg);
    add(&m, label);
    add(&m, MOHUR__BYTES(number));
    add(&m, key_id);
    add(&m, digest);
    return m;
}

mohur_status
mohur__signature_verify(mohur_ctx *ctx,
                        const struct mohur__signature *s,
                        const mohur_key *key,
                        mohur__bytes label,
                        mohur__bytes digest)
{
    struct signed_bytes message =
        signed_bytes(label, s->alg, s->key_id, digest);
    mohur_alg alg   = mohur__signature_alg(s->alg);
    mohur_status st = MOHUR_OK;

    TRY(mohur__auth_require(ctx, alg != MOHUR_ALG_NONE &&
                                     mohur_key_alg(key) == alg));
    TRY(mohur__sign_verify(
        ctx, alg, MOHUR_ALG_NONE, true, mohur__key_public(key),
        mohur__bytes_of(message.room, message.len), s->blob));

out:
    return st;
}

/* CT: leaks the algorithm. */
mohur_status
mohur__signature_emit(mohur_ctx *ctx,
                      const mohur_key *key,
                      mohur__bytes label,
                      mohur__bytes digest,
                      struct mohur__buf *out)
{
    mohur__bytes key_id = mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN);
    uint16_t number     = mohur__signature_alg_of(key);
    size_t blob_len     = mohur__sign_signature_len(mohur_key_alg(key));
    mohur__span blob    = {NULL, 0};
    struct signed_bytes message = signed_bytes(label, number, key_id, digest);
    mohur_status st             = MOHUR_OK;

    REQUIRE(ctx, number != 0, MOHUR_E_ARGUMENT,
            "a key of this algorithm does not sign archives");
    mohur__buf_u16(out, number);
    mohur__buf_bytes(out, key_id);
    mohur__buf_u32(out, (uint32_t)blob_len);
    blob = mohur__buf_room(out, blob_len);
    TRY(mohur__buf_status(out));
    TRY(mohur__key_sign(ctx, key, MOHUR_ALG_NONE,
                        mohur__bytes_of(message.room, message.len), blob));

out:
    return st;
}
