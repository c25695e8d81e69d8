/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

/*
 * The bytes that are worked on: keys, a sealed message, a signature, all made
 * by our library with whichever backend it prefers.
 */

static mohur_ctx *
plain_context(void)
{
    static mohur_ctx *ctx;

    bench_must(ctx != NULL || mohur_ctx_new(NULL, &ctx) == MOHUR_OK, "context");
    return ctx;
}

static void
make_sealed(mohur_ctx *ctx, struct data *d)
{
    struct mohur__aead *a = NULL;

    bench_must(mohur__aead_new(ctx, d->alg, MOHUR__BYTES(d->key), &a) ==
                   MOHUR_OK,
               "aead");
    bench_must(
        mohur__aead_seal(a, mohur__bytes_of(d->nonce, mohur__aead_nonce_len(a)),
                         MOHUR__NOTHING, mohur__bytes_of(d->in, d->len),
                         mohur__span_of(d->sealed, d->len + 16)) == MOHUR_OK,
        "seal");
    mohur__aead_free(a);
}

static void
make_signature(mohur_ctx *ctx, struct data *d)
{
    size_t len        = mohur__sign_private_len(d->alg);
    mohur__span key   = mohur__span_of(d->private_key, len);
    mohur__bytes view = mohur__bytes_of(d->private_key, len);

    bench_must(
        mohur__sign_keygen(ctx, d->alg, key) == MOHUR_OK &&
            mohur__sign_public_of(
                ctx, d->alg, view,
                mohur__span_of(d->public_key,
                               mohur__sign_public_len(d->alg))) == MOHUR_OK &&
            mohur__sign(ctx, d->alg, MOHUR_ALG_NONE, view,
                        mohur__bytes_of(d->in, d->len),
                        mohur__span_of(d->signature, mohur__sign_signature_len(
                                                         d->alg))) == MOHUR_OK,
        "signature");
}

static void
make_enc(mohur_ctx *ctx, struct data *d)
{
    size_t len = mohur__kem_private_len(d->alg);
    size_t pub = mohur__kem_public_len(d->alg);

    bench_must(
        mohur__kem_keygen(ctx, d->alg, mohur__span_of(d->private_key, len)) ==
                MOHUR_OK &&
            mohur__kem_public_of(
                ctx, d->alg, mohur__bytes_of(d->private_key, len),
                mohur__span_of(d->public_key, pub)) == MOHUR_OK &&
            mohur__kem_encap(ctx, d->alg, mohur__bytes_of(d->public_key, pub),
                             mohur__span_of(d->enc, mohur__kem_enc_len(d->alg)),
                             mohur__span_of(d->out, mohur__kem_shared_len(
                                                        d->alg))) == MOHUR_OK,
        "encapsulation");
}

void
data_make(struct data *d, enum op op, mohur_alg alg, size_t len)
{
    mohur_ctx *ctx = plain_context();

    memset(d, 0, sizeof *d);
    d->alg    = alg;
    d->len    = len;
    d->in     = bench_room(len + 1);
    d->sealed = bench_room(len + 16);
    d->out    = bench_room(len + DATA_OUT);
    memset(d->in, 0x5A, len);
    memset(d->key, 0xA5, sizeof d->key);
    if (op == OPEN) {
        make_sealed(ctx, d);
    } else if (op == SIGN || op == VERIFY) {
        make_signature(ctx, d);
    } else if (op == ENCAP || op == DECAP || op == HPKE) {
        make_enc(ctx, d);
    }
}

void
data_drop(struct data *d)
{
    free(d->in);
    free(d->sealed);
    free(d->out);
}
