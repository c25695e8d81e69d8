/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include "crypto/hpke.h"
#include "crypto/kdf.h"
#include "crypto/tree.h"

/*
 * The work as the rest of our library asks for it: through the interface of
 * the primitive, with the backend that is measured.
 */
struct state {
    mohur_ctx *ctx;
    struct mohur__aead *aead;
    struct mohur__hasher *hasher;
    struct mohur__lanes *lanes;
    struct mohur__mac *mac;
};

static void
must(const struct state *s, mohur_status st)
{
    bench_must(st == MOHUR_OK, mohur_ctx_message(s->ctx));
}

/* ---- is this backend the one that our interface would take? ---- */

static bool
is_chosen(const struct state *s, const struct call *c)
{
    const struct mohur__signer_ops *signer = NULL;

    switch (c->op) {
    case SIGN:
        signer = mohur__backends_signer(s->ctx, c->alg);
        return signer != NULL && signer->backend == c->backend;
    case HASH_MANY:
        return mohur__backends_lanes(s->ctx, c->alg) != NULL;
    case HKDF:
    case PBKDF2:
        return mohur__backends_of(s->ctx, MOHUR_ALG_HMAC_SHA_256) == c->backend;
    case HPKE:
    case SEAL:
    case OPEN:
    case HASH:
    case MAC:
    case VERIFY:
    case ENCAP:
    case DECAP:
    case TREE:
        return mohur__backends_of(s->ctx, c->alg) == c->backend;
    }
    return false;
}

static void
make_instance(struct state *s, const struct call *c, const struct data *d)
{
    if (c->op == SEAL || c->op == OPEN) {
        must(s,
             mohur__aead_new(s->ctx, c->alg, MOHUR__BYTES(d->key), &s->aead));
    } else if (c->op == HASH) {
        must(s, mohur__hasher_new(s->ctx, c->alg, &s->hasher));
    } else if (c->op == HASH_MANY) {
        must(s, mohur__lanes_new(s->ctx, c->alg, &s->lanes));
    } else if (c->op == MAC) {
        must(s, mohur__mac_new(s->ctx, c->alg, MOHUR__BYTES(d->key), &s->mac));
    }
}

static void
drop(void *state)
{
    struct state *s = state;

    mohur__aead_free(s->aead);
    mohur__hasher_free(s->hasher);
    mohur__lanes_free(s->lanes);
    mohur__mac_free(s->mac);
    mohur_ctx_free(s->ctx);
    free(s);
}

static void *
make(const struct call *c, const struct data *d)
{
    mohur_backend_choice choice = {0, c->backend};
    mohur_sys sys               = MOHUR_SYS_INIT;
    mohur_ctx_options options   = MOHUR_CTX_OPTIONS_INIT;
    struct state *s             = bench_room(sizeof *s);

    sys.choices     = &choice;
    sys.choices_len = 1;
    options.sys     = &sys;
    bench_must(mohur_ctx_new(&options, &s->ctx) == MOHUR_OK, "context");
    if (!is_chosen(s, c)) {
        drop(s);
        return NULL;
    }
    make_instance(s, c, d);
    return s;
}

/* ---- the work ---- */

static void
run_seal(void *state, struct data *d)
{
    struct state *s = state;

    must(s,
         mohur__aead_seal(
             s->aead, mohur__bytes_of(d->nonce, mohur__aead_nonce_len(s->aead)),
             MOHUR__NOTHING, mohur__bytes_of(d->in, d->len),
             mohur__span_of(d->out, d->len + 16)));
}

static void
run_open(void *state, struct data *d)
{
    struct state *s = state;

    must(s,
         mohur__aead_open(
             s->aead, mohur__bytes_of(d->nonce, mohur__aead_nonce_len(s->aead)),
             MOHUR__NOTHING, mohur__bytes_of(d->sealed, d->len + 16),
             mohur__span_of(d->out, d->len)));
}

static void
run_hash(void *state, struct data *d)
{
    struct state *s = state;

    must(s, mohur__hasher_update(s->hasher, mohur__bytes_of(d->in, d->len)));
    must(s, mohur__hasher_finish(
                s->hasher, mohur__span_of(d->out, mohur__hash_len(d->alg))));
}

static void
run_hash_many(void *state, struct data *d)
{
    struct state *s = state;
    mohur__bytes messages[DATA_LANES];
    size_t each = d->len / DATA_LANES;

    for (size_t i = 0; i < DATA_LANES; i++) {
        messages[i] = mohur__bytes_of(d->in + i * each, each);
    }
    must(s, mohur__lanes_digest(
                s->lanes, messages, DATA_LANES,
                mohur__span_of(d->out, DATA_LANES * mohur__hash_len(d->alg))));
}

static void
run_mac(void *state, struct data *d)
{
    struct state *s         = state;
    const mohur__bytes part = mohur__bytes_of(d->in, d->len);

    must(s, mohur__mac_compute(s->mac, &part, 1,
                               mohur__span_of(d->out, mohur__mac_len(d->alg))));
}

static void
run_hkdf(void *state, struct data *d)
{
    struct state *s         = state;
    const mohur__bytes info = mohur__bytes_of(d->in, d->len);

    must(s, mohur__hkdf(s->ctx, MOHUR_ALG_SHA_256, MOHUR__BYTES(d->nonce),
                        MOHUR__BYTES(d->key), &info, 1,
                        mohur__span_of(d->out, 32)));
}

static void
run_pbkdf2(void *state, struct data *d)
{
    struct state *s = state;

    must(s,
         mohur__pbkdf2(s->ctx, MOHUR_ALG_SHA_256,
                       mohur__bytes_of(d->in, d->len), MOHUR__BYTES(d->nonce),
                       DATA_ROUNDS, mohur__span_of(d->out, 32)));
}

static void
run_sign(void *state, struct data *d)
{
    struct state *s = state;

    must(s,
         mohur__sign(
             s->ctx, d->alg, MOHUR_ALG_NONE,
             mohur__bytes_of(d->private_key, mohur__sign_private_len(d->alg)),
             mohur__bytes_of(d->in, d->len),
             mohur__span_of(d->out, mohur__sign_signature_len(d->alg))));
}

static void
run_verify(void *state, struct data *d)
{
    struct state *s = state;

    must(s,
         mohur__sign_verify(
             s->ctx, d->alg, MOHUR_ALG_NONE, false,
             mohur__bytes_of(d->public_key, mohur__sign_public_len(d->alg)),
             mohur__bytes_of(d->in, d->len),
             mohur__bytes_of(d->signature, mohur__sign_signature_len(d->alg))));
}

static void
run_encap(void *state, struct data *d)
{
    struct state *s = state;
    size_t enc      = mohur__kem_enc_len(d->alg);

    must(s, mohur__kem_encap(
                s->ctx, d->alg,
                mohur__bytes_of(d->public_key, mohur__kem_public_len(d->alg)),
                mohur__span_of(d->out, enc),
                mohur__span_of(d->out + enc, mohur__kem_shared_len(d->alg))));
}

static void
run_decap(void *state, struct data *d)
{
    struct state *s = state;

    must(s, mohur__kem_decap(
                s->ctx, d->alg,
                mohur__bytes_of(d->private_key, mohur__kem_private_len(d->alg)),
                mohur__bytes_of(d->enc, mohur__kem_enc_len(d->alg)),
                mohur__span_of(d->out, mohur__kem_shared_len(d->alg))));
}

static void
run_hpke(void *state, struct data *d)
{
    static const struct mohur__hpke_suite suite = {
        MOHUR_ALG_X25519, MOHUR_ALG_SHA_256, MOHUR_ALG_CHACHA20_POLY1305};
    struct state *s = state;

    must(s, mohur__hpke_seal(s->ctx, suite, mohur__bytes_of(d->public_key, 32),
                             MOHUR__NOTHING, MOHUR__NOTHING,
                             mohur__bytes_of(d->in, d->len),
                             mohur__span_of(d->out + d->len + 16, 32),
                             mohur__span_of(d->out, d->len + 16)));
}

static void
run_tree(void *state, struct data *d)
{
    struct state *s       = state;
    struct mohur__tree *t = NULL;

    must(s, mohur__tree_new(s->ctx, &t));
    for (size_t at = 0; at < d->len; at += DATA_LEAF) {
        const mohur__bytes leaf = mohur__bytes_of(d->in + at, DATA_LEAF);

        must(s, mohur__tree_add(t, &leaf, 1));
    }
    must(s, mohur__tree_root(t, mohur__span_of(d->out, MOHUR__SHA256_LEN)));
    mohur__tree_free(t);
}

struct call
ours_of(const struct call *raw)
{
    static void (*const RUN[])(void *, struct data *) = {
        [SEAL] = run_seal,           [OPEN] = run_open,   [HASH] = run_hash,
        [HASH_MANY] = run_hash_many, [MAC] = run_mac,     [HKDF] = run_hkdf,
        [PBKDF2] = run_pbkdf2,       [SIGN] = run_sign,   [VERIFY] = run_verify,
        [ENCAP] = run_encap,         [DECAP] = run_decap, [HPKE] = run_hpke,
        [TREE] = run_tree,
    };
    struct call c = *raw;

    c.make = make;
    c.run  = RUN[raw->op];
    c.drop = drop;
    return c;
}
