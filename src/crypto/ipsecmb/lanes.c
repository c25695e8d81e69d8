/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ipsecmb/manager.h"
#include "crypto/tables.h"

/*
 * Many SHA-2 digests at once by Multi-Buffer.  Each message is a job; a job
 * given may finish others, and what is left at the end is flushed out.
 */
struct state {
    IMB_MGR *manager;
};

/* What the lanes of the library can take; longer messages go alone. */
enum {
    LANE_MAX = 65534
};

struct kind {
    IMB_HASH_ALG alg;
    size_t len;
    void (*whole)(IMB_MGR *manager, mohur__bytes message, uint8_t *out);
};

/* Eight lanes of AVX2 are the least that is worth it. */
static bool
usable(void)
{
    return mohur__ipsecmb_has(IMB_FEATURE_AVX2);
}

static mohur_status
init(void *state)
{
    struct state *s = state;

    s->manager = mohur__ipsecmb_manager();
    return s->manager == NULL ? MOHUR_E_NO_MEMORY : MOHUR_OK;
}

static void
wipe(void *state)
{
    struct state *s = state;

    if (s->manager != NULL) {
        free_mb_mgr(s->manager);
        s->manager = NULL;
    }
}

/* Count a job that came back, if one did and if it went well. */
static void
collect(const IMB_JOB *job, size_t *done)
{
    if (job != NULL && job->status == IMB_STATUS_COMPLETED) {
        (*done)++;
    }
}

static void
submit(IMB_MGR *manager,
       const struct kind *kind,
       mohur__bytes message,
       uint8_t *out,
       size_t *done)
{
    static const uint8_t EMPTY[1] = {0};
    IMB_JOB *job                  = IMB_GET_NEXT_JOB(manager);

    job->cipher_mode      = IMB_CIPHER_NULL;
    job->cipher_direction = IMB_DIR_ENCRYPT;
    job->chain_order      = IMB_ORDER_HASH_CIPHER;
    job->hash_alg         = kind->alg;
    job->src              = message.len == 0 ? EMPTY : message.data;
    job->hash_start_src_offset_in_bytes = 0;
    job->msg_len_to_hash_in_bytes       = message.len;
    job->msg_len_to_cipher_in_bytes     = 0;
    job->auth_tag_output                = out;
    job->auth_tag_output_len_in_bytes   = kind->len;
    collect(IMB_SUBMIT_JOB(manager), done);
}

/* CT: leaks the lengths. */
static mohur_status
digest(const struct state *s,
       const struct kind *kind,
       const mohur__bytes *messages,
       size_t n,
       mohur__span out)
{
    IMB_JOB *job = NULL;
    size_t done  = 0;

    for (size_t i = 0; i < n; i++) {
        uint8_t *to = mohur__span_sub(out, i * kind->len, kind->len).data;

        if (messages[i].len > LANE_MAX) {
            kind->whole(s->manager, messages[i], to);
            done++;
        } else {
            submit(s->manager, kind, messages[i], to, &done);
        }
    }
    while ((job = IMB_FLUSH_JOB(s->manager)) != NULL) {
        collect(job, &done);
    }
    return done == n ? MOHUR_OK : MOHUR_E_BACKEND;
}

static void
sha_256_whole(IMB_MGR *manager, mohur__bytes message, uint8_t *out)
{
    IMB_SHA256(manager, message.data, message.len, out);
}

static mohur_status
sha_256_digest(void *state,
               const mohur__bytes *messages,
               size_t n,
               mohur__span out)
{
    static const struct kind KIND = {IMB_AUTH_SHA_256, 32, sha_256_whole};

    return digest(state, &KIND, messages, n, out);
}

static void
sha_384_whole(IMB_MGR *manager, mohur__bytes message, uint8_t *out)
{
    IMB_SHA384(manager, message.data, message.len, out);
}

static mohur_status
sha_384_digest(void *state,
               const mohur__bytes *messages,
               size_t n,
               mohur__span out)
{
    static const struct kind KIND = {IMB_AUTH_SHA_384, 48, sha_384_whole};

    return digest(state, &KIND, messages, n, out);
}

static void
sha_512_whole(IMB_MGR *manager, mohur__bytes message, uint8_t *out)
{
    IMB_SHA512(manager, message.data, message.len, out);
}

static mohur_status
sha_512_digest(void *state,
               const mohur__bytes *messages,
               size_t n,
               mohur__span out)
{
    static const struct kind KIND = {IMB_AUTH_SHA_512, 64, sha_512_whole};

    return digest(state, &KIND, messages, n, out);
}

const struct mohur__lanes_ops mohur__ipsecmb_sha_256 = {
    .backend    = MOHUR_BACKEND_IPSECMB,
    .alg        = MOHUR_ALG_SHA_256,
    .len        = 32,
    .state_size = sizeof(struct state),
    .usable     = usable,
    .init       = init,
    .digest     = sha_256_digest,
    .wipe       = wipe,
};

const struct mohur__lanes_ops mohur__ipsecmb_sha_384 = {
    .backend    = MOHUR_BACKEND_IPSECMB,
    .alg        = MOHUR_ALG_SHA_384,
    .len        = 48,
    .state_size = sizeof(struct state),
    .usable     = usable,
    .init       = init,
    .digest     = sha_384_digest,
    .wipe       = wipe,
};

const struct mohur__lanes_ops mohur__ipsecmb_sha_512 = {
    .backend    = MOHUR_BACKEND_IPSECMB,
    .alg        = MOHUR_ALG_SHA_512,
    .len        = 64,
    .state_size = sizeof(struct state),
    .usable     = usable,
    .init       = init,
    .digest     = sha_512_digest,
    .wipe       = wipe,
};
