/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_HIERARCHY_H
#define MOHUR_SRC_KEYSTORE_HIERARCHY_H

#include "base/buf.h"
#include "base/secret.h"
#include "crypto/mac.h"
#include "keystore/key.h"
#include "keystore/suite.h"

/*
 * The keys of an unlocked store, all from one root key of 32 bytes, and what
 * is made with them: docs/formats/keystore.md, "keys".
 */
enum {
    MOHUR__ROOT_KEY_LEN  = 32,
    MOHUR__RK_COMMIT_LEN = 32,
    MOHUR__SYS_LEN       = 64, /* anchor key 32, index key 32 */
    MOHUR__NAME_TAG_LEN  = 32,
    MOHUR__ENV_EXTRA     = MOHUR__SUITE_EXTRA
};

struct mohur__hierarchy {
    uint8_t store_id[16];
    uint32_t epoch;
    enum mohur__suite suite; /* of the envelopes */
    uint8_t rk_commit[MOHUR__RK_COMMIT_LEN];
    struct mohur__secret *root;   /* RK, which new slots wrap */
    struct mohur__secret *record; /* K_record */
    struct mohur__mac *row;       /* keyed with K_row */
    struct mohur__secret *sys;    /* set by the caller once it is known */
};

/*
 * Derive the keys of a root key.  rk_commit is for the caller to compare with
 * that of the store.  On failure h holds nothing.
 */
mohur_status
mohur__hierarchy_derive(mohur_ctx *ctx,
                        const uint8_t store_id[16],
                        uint32_t epoch,
                        enum mohur__suite suite,
                        mohur__bytes root_key,
                        struct mohur__hierarchy *h);

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__hierarchy_wipe(struct mohur__hierarchy *h);

/* What an envelope is bound to, besides store and epoch. */
struct mohur__env {
    mohur__bytes label;
    mohur__bytes ids;
};

/* Append nonce, ciphertext and tag to out; a fresh nonce each time. */
mohur_status
mohur__env_seal(mohur_ctx *ctx,
                const struct mohur__hierarchy *h,
                const struct mohur__env *env,
                mohur__bytes plain,
                struct mohur__buf *out);

/* MOHUR_E_AUTH if it is not genuine, or not of this store, epoch and env. */
mohur_status
mohur__env_open(mohur_ctx *ctx,
                const struct mohur__hierarchy *h,
                const struct mohur__env *env,
                mohur__bytes sealed,
                struct mohur__secret **out);

/* What a name is found by. */
mohur_status
mohur__name_tag(mohur_ctx *ctx,
                const struct mohur__hierarchy *h,
                mohur__bytes name,
                uint8_t out[MOHUR__NAME_TAG_LEN]);

/* The check value of a symmetric key: tells keys apart, reveals none. */
mohur_status
mohur__kcv(mohur_ctx *ctx, mohur__bytes key, uint8_t out[MOHUR__KCV_LEN]);

#endif
