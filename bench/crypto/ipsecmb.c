/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include "crypto/ipsecmb/manager.h"

/*
 * The calls of Intel Multi-Buffer: GCM, and many hashes side by side.
 */
struct state {
    struct gcm_key_data key;
    struct gcm_context_data context;
    IMB_MGR *manager;
};

static void *
make(const struct call *c, const struct data *d)
{
    struct state *s = NULL;

    if (!mohur__ipsecmb_has(IMB_FEATURE_AVX2 | IMB_FEATURE_AESNI |
                            IMB_FEATURE_PCLMULQDQ)) {
        return NULL;
    }
    s          = bench_room(sizeof *s);
    s->manager = mohur__ipsecmb_manager();
    bench_must(s->manager != NULL, "Multi-Buffer");
    if (c->op != HASH_MANY) {
        IMB_AES256_GCM_PRE(s->manager, d->key, &s->key);
    }
    return s;
}

static void
drop(void *state)
{
    struct state *s = state;

    free_mb_mgr(s->manager);
    free(s);
}

static void
seal(void *state, struct data *d)
{
    struct state *s = state;

    IMB_AES256_GCM_ENC(s->manager, &s->key, &s->context, d->out, d->in, d->len,
                       d->nonce, NULL, 0, d->out + d->len, 16);
}

static void
open(void *state, struct data *d)
{
    struct state *s = state;

    IMB_AES256_GCM_DEC(s->manager, &s->key, &s->context, d->out, d->sealed,
                       d->len, d->nonce, NULL, 0, d->out + d->len, 16);
}

static void
hash_many(void *state, struct data *d)
{
    const struct state *s = state;
    size_t each           = d->len / DATA_LANES;
    bool is_256           = d->alg == MOHUR_ALG_SHA_256;

    for (size_t i = 0; i < DATA_LANES; i++) {
        IMB_JOB *job = IMB_GET_NEXT_JOB(s->manager);

        memset(job, 0, sizeof *job);
        job->cipher_mode      = IMB_CIPHER_NULL;
        job->cipher_direction = IMB_DIR_ENCRYPT;
        job->chain_order      = IMB_ORDER_HASH_CIPHER;
        job->hash_alg         = is_256 ? IMB_AUTH_SHA_256 : IMB_AUTH_SHA_512;
        job->src              = d->in + i * each;
        job->msg_len_to_hash_in_bytes     = each;
        job->auth_tag_output_len_in_bytes = is_256 ? 32 : 64;
        job->auth_tag_output = d->out + i * job->auth_tag_output_len_in_bytes;
        (void)IMB_SUBMIT_JOB(s->manager);
    }
    while (IMB_FLUSH_JOB(s->manager) != NULL) {
    }
}

#define CALL(op, alg, run, name)                                               \
    {op, MOHUR_ALG_##alg, MOHUR_BACKEND_IPSECMB, name, make, run, drop}

const struct call raw_ipsecmb[] = {
    CALL(SEAL, AES_256_GCM, seal, "IMB_AES256_GCM_ENC"),
    CALL(OPEN, AES_256_GCM, open, "IMB_AES256_GCM_DEC"),
    CALL(HASH_MANY, SHA_256, hash_many, "IMB_SUBMIT_JOB, 16 messages"),
    CALL(HASH_MANY, SHA_512, hash_many, "IMB_SUBMIT_JOB, 16 messages"),
    {0},
};
