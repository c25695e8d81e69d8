/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_MANIFEST_H
#define MOHUR_SRC_ARCHIVE_MANIFEST_H

#include "archive/limits.h"
#include "base/buf.h"
#include "base/cursor.h"
#include <mohur/key.h>

/*
 * What the signers sign.
 * Source: docs/formats/archive.md, section 8.4.
 */
enum mohur__header_policy {
    MOHUR__HEADER_ANYONE = 0, /* any holder may re-wrap */
    MOHUR__HEADER_ADMINS = 1, /* those of meta 5 */
    MOHUR__HEADER_FROZEN = 2
};

enum mohur__forward_policy {
    MOHUR__FORWARD_CONSENT = 0, /* others may open if they consent */
    MOHUR__FORWARD_NEVER   = 1
};

enum mohur__meta_tag {
    MOHUR__META_TITLE      = 1,
    MOHUR__META_PROFILE    = 2, /* u16 len, id, u64 version, hash 32 */
    MOHUR__META_LABEL      = 3,
    MOHUR__META_RECIPIENTS = 4, /* ids of 32 bytes */
    MOHUR__META_ADMINS     = 5, /* alg u16, key id 32 */
    MOHUR__META_KEEP_UNTIL = 6, /* i64 */
    MOHUR__META_REPLACES   = 7, /* archive id 16 */
    MOHUR__META_COMMENT    = 8
};

/* Views of the bytes it was parsed from. */
struct mohur__manifest {
    uint8_t header_policy;
    uint8_t forward_policy;
    uint32_t n_signers;      /* 0 to 16 */
    uint32_t n_intended;     /* 1 to 256 */
    mohur__bytes archive_id; /* 16 bytes */
    int64_t created;
    uint64_t n_entries;
    uint64_t total_content;
    uint64_t total_stored;
    mohur__bytes dir_root;      /* 32 bytes */
    mohur__bytes header_digest; /* 32 bytes */
    mohur__bytes signers;       /* 34 bytes each: alg u16, key id 32 */
    mohur__bytes intended;      /* 16 bytes each, ascending */
    mohur__bytes meta;          /* TLV */
};

/* A signer as listed. */
struct mohur__signer {
    uint16_t alg; /* of signature.h */
    mohur__bytes key_id;
};

/*
 * Parse a whole body: ranges, exact length, intended ids ascending, no
 * signer twice, the meta list and the sizes of its known values.
 * MOHUR_E_FORMAT, _UNSUPPORTED.
 */
mohur_status
mohur__manifest_parse(mohur_ctx *ctx,
                      mohur__bytes body,
                      struct mohur__manifest *out);

/* The i-th signer; i is below n_signers. */
struct mohur__signer
mohur__manifest_signer(const struct mohur__manifest *m, uint32_t i);

/* Is this intended id (16 bytes) on the list? */
bool
mohur__manifest_intends(const struct mohur__manifest *m, mohur__bytes id);

/*
 * Append the body; the lists are sorted and checked by the caller, n_signers
 * and n_intended count them.
 */
void
mohur__manifest_emit(const struct mohur__manifest *m, struct mohur__buf *out);

/* The intended id of a recipient id (32 bytes); out is 16 bytes. */
mohur_status
mohur__intended_id(mohur_ctx *ctx,
                   mohur__bytes archive_id,
                   mohur__bytes recipient_id,
                   mohur__span out);

#endif
