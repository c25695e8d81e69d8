/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/os_thread.h"
#include "crypto/ipsecmb/manager.h"
#include "crypto/tables.h"

#include <stdalign.h>

/*
 * AES-256-GCM by Multi-Buffer's direct functions.  They need nothing of a
 * manager but to be found in one, and a manager takes a tenth of a
 * millisecond to set up, so they are looked up once for the whole program
 * and never change again.
 */
struct functions {
    aes_gcm_pre_t pre;
    aes_gcm_enc_dec_t enc;
    aes_gcm_enc_dec_t dec;
};

/* The library wants the key on a cache line, which its header forgets. */
enum {
    ALIGNMENT = 64
};

struct state {
    struct functions f;
    uint8_t room[sizeof(struct gcm_key_data) + ALIGNMENT];
};

static void *
key_in(struct state *s)
{
    size_t over = (uintptr_t)s->room % ALIGNMENT;

    return mohur__span_sub(MOHUR__SPAN(s->room), ALIGNMENT - over,
                           sizeof(struct gcm_key_data))
        .data;
}

static struct mohur__mutex lock = MOHUR__MUTEX_STATIC;
static struct functions found; /* under lock; pre is NULL before */

static bool
usable(void)
{
    return mohur__ipsecmb_has(IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ |
                              IMB_FEATURE_AVX2);
}

static struct functions
look_up(void)
{
    struct functions f = {NULL, NULL, NULL};
    IMB_MGR *manager   = NULL;

    mohur__mutex_lock(&lock);
    if (found.pre == NULL) {
        manager = mohur__ipsecmb_manager();
    }
    if (manager != NULL) {
        found.pre = manager->gcm256_pre;
        found.enc = manager->gcm256_enc;
        found.dec = manager->gcm256_dec;
        free_mb_mgr(manager);
    }
    f = found;
    mohur__mutex_unlock(&lock);
    return f;
}

/* CT: leaks nothing. */
static mohur_status
init(void *state, mohur__bytes key)
{
    struct state *s = state;

    s->f = look_up();
    if (s->f.pre == NULL) {
        return MOHUR_E_NO_MEMORY;
    }
    s->f.pre(key.data, key_in(s));
    return MOHUR_OK;
}

/* CT: leaks the lengths. */
static mohur_status
seal(void *state,
     mohur__bytes nonce,
     mohur__bytes aad,
     mohur__bytes plain,
     mohur__span out)
{
    struct state *s                                    = state;
    alignas(ALIGNMENT) struct gcm_context_data context = {.aad_length = 0};
    mohur__span tag = mohur__span_sub(out, plain.len, out.len);

    s->f.enc(key_in(s), &context, out.data, plain.data, plain.len, nonce.data,
             aad.data, aad.len, tag.data, tag.len);
    mohur__wipe(&context, sizeof context);
    return MOHUR_OK;
}

/*
 * The library leaves the comparison of tags to its callers.
 * CT: leaks the lengths and whether it was genuine.
 */
static mohur_status
open(void *state,
     mohur__bytes nonce,
     mohur__bytes aad,
     mohur__bytes sealed,
     mohur__span out)
{
    struct state *s                                    = state;
    alignas(ALIGNMENT) struct gcm_context_data context = {.aad_length = 0};
    uint8_t room[MOHUR__AEAD_TAG_LEN]                  = {0};
    mohur__bytes tag = mohur__bytes_sub(sealed, out.len, sealed.len);
    bool genuine     = false;

    s->f.dec(key_in(s), &context, out.data, sealed.data, out.len, nonce.data,
             aad.data, aad.len, room, sizeof room);
    genuine = mohur__ct_equal(MOHUR__BYTES(room), tag);
    mohur__wipe(&context, sizeof context);
    mohur__wipe(room, sizeof room);
    if (!genuine) {
        mohur__wipe(out.data, out.len);
    }
    return genuine ? MOHUR_OK : MOHUR_E_AUTH;
}

static void
wipe(void *state)
{
    mohur__wipe(state, sizeof(struct state));
}

const struct mohur__aead_ops mohur__ipsecmb_aes_256_gcm = {
    .backend    = MOHUR_BACKEND_IPSECMB,
    .alg        = MOHUR_ALG_AES_256_GCM,
    .key_len    = MOHUR__AEAD_KEY_LEN,
    .nonce_len  = 12,
    .tag_len    = MOHUR__AEAD_TAG_LEN,
    .state_size = sizeof(struct state),
    .usable     = usable,
    .init       = init,
    .seal       = seal,
    .open       = open,
    .wipe       = wipe,
};
