/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_LIMITS_H
#define MOHUR_SRC_ARCHIVE_LIMITS_H

#include <stdint.h>

/*
 * Every size of the sealed archive, version 1, and every ceiling that is
 * checked before anything is allocated.  Bytes unless said otherwise.
 * Source: docs/formats/archive.md, sections 3 to 8 and 13.
 */
enum {
    /* Section 4: the header. */
    MOHUR__PAGE_LEN               = 4096,
    MOHUR__IMM_LEN                = 64,  /* the preamble, which never changes */
    MOHUR__HEADER_FIXED_LEN       = 112, /* up to the first slot */
    MOHUR__HEADER_MAC_LEN         = 32,
    MOHUR__HEADER_CHECK_LEN       = 8,
    MOHUR__AREA_PAGES_MAX         = 256,
    MOHUR__AREA_LEN_MAX           = MOHUR__AREA_PAGES_MAX * MOHUR__PAGE_LEN,
    MOHUR__SLOTS_MAX              = 256,
    MOHUR__ARGON2_SLOTS_MAX       = 4,
    MOHUR__EXT_MAX                = 64,
    MOHUR__EXT_TOTAL_MAX          = 64 * 1024,
    MOHUR__ARCHIVE_SALT_LEN       = 32,
    MOHUR__ARCHIVE_ID_LEN         = 16,
    MOHUR__FILE_KEY_LEN           = 32,
    MOHUR__COMMITMENT_LEN         = 32,
    MOHUR__HINT_LEN               = 16,
    MOHUR__SLOT_HEAD_LEN          = 8,
    MOHUR__SLOT_CHECK_LEN         = 32, /* wc */
    MOHUR__SLOT_WRAP_LEN          = 48, /* file key and tag */
    MOHUR__SLOT_KWP_LEN           = 40, /* file key, wrapped in a token */
    MOHUR__SLOT_SALT_LEN          = 32, /* type 17 */
    MOHUR__RECIPIENT_ID_LEN       = 32,
    MOHUR__INTENDED_ID_LEN        = 16,
    MOHUR__ARCHIVE_PASSPHRASE_MAX = 1024,

    /* Section 7: chunks. */
    MOHUR__CHUNK_LEN        = 65536,
    MOHUR__CHUNK_TAG_LEN    = 16,
    MOHUR__CHUNK_SEALED_LEN = MOHUR__CHUNK_LEN + MOHUR__CHUNK_TAG_LEN,
    MOHUR__CHUNK_NONCE_LEN  = 12,

    /* Section 8: records. */
    MOHUR__RECORD_HEAD_LEN     = 16,
    MOHUR__ENTRY_FIXED_LEN     = 24,
    MOHUR__ATTRS_MAX           = 4096,
    MOHUR__ENTRY_HEAD_MAX      = 24 + 1024 + 4096 + 1024,
    MOHUR__DIGEST_LEN          = 32, /* D of section 2 */
    MOHUR__LEAF_LEN            = 32 * 1024,
    MOHUR__SEGMENT_LEN         = 1024 * 1024, /* of content */
    MOHUR__SEGMENT_STORED_MAX  = 1052672,
    MOHUR__SEGMENT_LEAVES_MAX  = 33,
    MOHUR__TABLE_ROWS          = 1024,
    MOHUR__TABLE_ROW_LEN       = 36,
    MOHUR__ENTRY_END_LEN       = 80, /* without tables */
    MOHUR__ENTRY_END_TABLE_LEN = 40,
    MOHUR__DIR_TAIL_LEN        = 96, /* after the entry header */
    MOHUR__DIR_RECORD_MIN      = 24 + 1 + 96,
    MOHUR__DIR_RECORD_MAX      = MOHUR__ENTRY_HEAD_MAX + 96,
    MOHUR__MANIFEST_FIXED_LEN  = 136,
    MOHUR__MANIFEST_MAX        = 128 * 1024,
    MOHUR__SIGNATURES_MAX      = 1024 * 1024,
    MOHUR__SIGNERS_MAX         = 16,
    MOHUR__ADMINS_MAX          = 16,  /* that we write */
    MOHUR__LABEL_MAX           = 255, /* that we write */
    MOHUR__INTENDED_MAX        = 256,
    MOHUR__SIGNER_LEN          = 34, /* alg and key id */
    MOHUR__SIGNATURE_HEAD_LEN  = 38,
    MOHUR__SIGNATURE_BLOB_MAX  = 65536,
    MOHUR__TRAILER_LEN         = 64, /* its body */
    MOHUR__STREAM_LEN_MIN      = 144 /* heads, TRAILER and nothing else */
};

/* Counts and lengths that need 64 bits. */
#define MOHUR__CHUNKS_MAX        (UINT64_C(1) << 32)
#define MOHUR__STREAM_LEN_MAX    ((UINT64_C(1) << 48) - 1)
#define MOHUR__ENTRY_LEN_MAX     (UINT64_C(1) << 44)
#define MOHUR__ENTRIES_MAX       (UINT64_C(1) << 24)
#define MOHUR__ENTRIES_DEFAULT   UINT64_C(1000000)
#define MOHUR__DIRECTORY_MAX     (UINT64_C(1) << 30)
#define MOHUR__DIRECTORY_DEFAULT (UINT64_C(256) << 20)

/* Content may be so many times what is stored, and so much more. */
#define MOHUR__RATIO_DEFAULT 200
#define MOHUR__RATIO_FREE    (UINT64_C(1) << 20)

#endif
