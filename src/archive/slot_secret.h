/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SLOT_SECRET_H
#define MOHUR_SRC_ARCHIVE_SLOT_SECRET_H

#include "archive/limits.h"
#include "archive/slot.h"
#include "crypto/aead.h"
#include "crypto/hpke.h"

/*
 * The keys of a slot: wk wraps the file key, once; wc commits the slot to
 * one key, so it is compared before anything is unwrapped.  All depends on
 * the preamble, so no slot fits into another archive.
 *
 *   slot_secret.c  how they are derived
 *   slot_key.c     opens a slot with them
 *   slot_seal.c    seals one
 */
enum {
    MOHUR__SLOT_WK_LEN   = 32,
    MOHUR__SLOT_KEYS_LEN = MOHUR__SLOT_WK_LEN + MOHUR__SLOT_CHECK_LEN
};

/* wk, then wc.  To be wiped. */
struct mohur__slot_keys {
    uint8_t both[MOHUR__SLOT_KEYS_LEN];
};

/*
 * What the keys of type 19 come from: what a passphrase was stretched to,
 * then what the key half exports.  To be wiped.
 */
struct mohur__slot_ikm {
    uint8_t bytes[MOHUR__SLOT_WK_LEN + MOHUR__SLOT_KEYS_LEN];
};

mohur__bytes
mohur__slot_wc(const struct mohur__slot_keys *keys);
mohur__span
mohur__slot_ikm_stretched(struct mohur__slot_ikm *ikm);
mohur__span
mohur__slot_ikm_exported(struct mohur__slot_ikm *ikm);

/* The suite's AEAD under wk, and its only nonce: zeros. */
mohur_status
mohur__slot_aead_new(mohur_ctx *ctx,
                     mohur__bytes imm,
                     const struct mohur__slot_keys *keys,
                     struct mohur__aead **out);
mohur__bytes
mohur__slot_nonce(void);

/* Keys from a secret and the slot's bytes before wc.  CT: leaks lengths. */
mohur_status
mohur__slot_keys_derive(mohur_ctx *ctx,
                        mohur__bytes imm,
                        mohur__bytes ikm,
                        mohur__bytes context,
                        struct mohur__slot_keys *out);

/* How HPKE is used: its suite, and its info, label and preamble. */
struct mohur__slot_hpke_info {
    uint8_t bytes[13 + MOHUR__IMM_LEN];
};

struct mohur__hpke_suite
mohur__slot_hpke_suite(mohur_alg kem);
struct mohur__slot_hpke_info
mohur__slot_hpke_info(mohur__bytes imm);

#endif
