/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SCHEDULE_H
#define MOHUR_SRC_ARCHIVE_SCHEDULE_H

#include "archive/limits.h"
#include "base/secret.h"
#include <mohur/alg.h>

/*
 * Everything that follows from the file key and the preamble (IMM).
 * Source: docs/formats/archive.md, section 5.
 */
struct mohur__schedule {
    uint8_t commitment[MOHUR__COMMITMENT_LEN];
    uint8_t n0[MOHUR__CHUNK_NONCE_LEN];
    struct mohur__secret *payload_key; /* Kpay, 32 bytes */
    struct mohur__secret *header_key;  /* Khdr, 64 bytes */
    struct mohur__secret *prk;         /* 64 bytes, for EXT records */
};

/* The AEAD of a suite, MOHUR_ALG_NONE of an unknown one; and back, 0. */
mohur_alg
mohur__suite_aead(uint16_t suite);
uint16_t
mohur__suite_of(mohur_alg aead);

/*
 * Derive; *out is caller's memory and is to be wiped, after failure too.
 * CT: leaks nothing of file_key (32 bytes).
 */
mohur_status
mohur__schedule_init(mohur_ctx *ctx,
                     mohur__bytes imm,
                     mohur__bytes file_key,
                     struct mohur__schedule *out);

/* The MAC over area[0 .. used_len-1]; out is 32 bytes. */
mohur_status
mohur__schedule_header_mac(mohur_ctx *ctx,
                           const struct mohur__schedule *s,
                           mohur__bytes used,
                           mohur__span out);

/* Key (32 bytes) and nonce (12 bytes) of the EXT record with this salt. */
mohur_status
mohur__schedule_ext(mohur_ctx *ctx,
                    const struct mohur__schedule *s,
                    mohur__bytes salt,
                    mohur__span out_key,
                    mohur__span out_nonce);

/* Release the keys.  A zeroed struct is allowed. */
void
mohur__schedule_wipe(struct mohur__schedule *s);

#endif
