/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_EXT_H
#define MOHUR_SRC_ARCHIVE_EXT_H

#include "archive/limits.h"
#include "archive/schedule.h"
#include "base/buf.h"
#include "base/cursor.h"

/*
 * EXT records: what was added to the header after sealing, encrypted.
 * Source: docs/formats/archive.md, section 4.
 */
enum mohur__ext_type {
    MOHUR__EXT_COUNTER_SIGNATURE = 1,
    MOHUR__EXT_TIME_STAMP        = 2,
    MOHUR__EXT_EVIDENCE          = 3,
    MOHUR__EXT_ADMIN_SIGNATURE   = 4,
    MOHUR__EXT_COMMENT           = 5
};

/* An EXT record as it stands in the header. */
struct mohur__ext {
    mohur__bytes raw;
    mohur__bytes salt;   /* 32 bytes */
    mohur__bytes sealed; /* 20 bytes or more */
};

/*
 * Check all records of a header: number, form, sizes, no salt twice.
 * MOHUR_E_FORMAT, _LIMIT.
 */
mohur_status
mohur__ext_check(mohur_ctx *ctx, mohur__bytes all, uint32_t n);

/* Read the next EXT record.  MOHUR_E_FORMAT. */
mohur_status
mohur__ext_parse(mohur_ctx *ctx,
                 struct mohur__cursor *c,
                 struct mohur__ext *out);

/*
 * Decrypt one: sets *out_type, appends the body to out.  MOHUR_E_AUTH if not
 * genuine, MOHUR_E_FORMAT if what is inside is not well formed.
 */
mohur_status
mohur__ext_open(mohur_ctx *ctx,
                const struct mohur__schedule *s,
                mohur_alg aead,
                const struct mohur__ext *ext,
                uint16_t *out_type,
                struct mohur__buf *out);

/* Seal and append one.  Draws its salt, 32 bytes. */
mohur_status
mohur__ext_seal(mohur_ctx *ctx,
                const struct mohur__schedule *s,
                mohur_alg aead,
                uint16_t type,
                mohur__bytes body,
                struct mohur__buf *out);

#endif
