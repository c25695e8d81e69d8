/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_HEADER_H
#define MOHUR_SRC_ARCHIVE_HEADER_H

#include "archive/limits.h"
#include "archive/schedule.h"
#include "base/buf.h"
#include "base/cursor.h"

/*
 * The header area: who may open, and under which suite.  Readable without a
 * key; the mutable part is under header_mac, all of it under the check bytes.
 * Source: docs/formats/archive.md, sections 3 and 4.
 */
enum {
    MOHUR__FEATURE_LINKS = 1
}; /* feature bit 0 */

/* How every archive begins; the version stands in the byte after it. */
#define MOHUR__HEADER_MAGIC MOHUR__TEXT("\x89\x4D\x48\x52\x0D\x0A\x1A\x0A")
enum {
    MOHUR__HEADER_VERSION = 1
};

/* Where things are, by the first 112 bytes of the file. */
struct mohur__header_geometry {
    uint32_t area_len;    /* 4096 to 1 MiB */
    uint32_t areas;       /* 1 or 2 */
    uint64_t payload_off; /* area_len * areas */
};

/* One area.  Views of the bytes it was parsed from. */
struct mohur__header {
    struct mohur__header_geometry geometry;
    uint16_t suite;
    mohur_alg aead;
    uint64_t features;
    uint32_t generation;
    uint32_t n_slots;
    uint32_t n_ext;
    uint32_t used_len;
    mohur__bytes area;       /* all of it */
    mohur__bytes imm;        /* 64 bytes */
    mohur__bytes salt;       /* 32 bytes */
    mohur__bytes commitment; /* 32 bytes */
    mohur__bytes slots;      /* all slots: mohur__slot_parse n_slots times */
    mohur__bytes ext;        /* all EXT records: ext.h */
    mohur__bytes used;       /* area[0 .. used_len-1], what the MAC covers */
    mohur__bytes mac;        /* 32 bytes */
};

/*
 * Read the geometry from the first 112 bytes.  MOHUR_E_FORMAT: no archive, or
 * impossible sizes; MOHUR_E_UNSUPPORTED: another version.
 */
mohur_status
mohur__header_geometry(mohur_ctx *ctx,
                       mohur__bytes head,
                       struct mohur__header_geometry *out);

/* The check bytes that an area should end in; out is 8 bytes. */
mohur_status
mohur__header_check_bytes(mohur_ctx *ctx, mohur__bytes area, mohur__span out);

/* Are its check bytes right?  *out is the area, or nothing. */
mohur_status
mohur__header_if_whole(mohur_ctx *ctx, mohur__bytes area, mohur__bytes *out);

/*
 * Of all areas (geometry.payload_off bytes) take the current one: its check
 * bytes are right and its generation is the higher.  MOHUR_E_FORMAT if none
 * is, if two of one generation differ, or if it names another geometry.
 */
mohur_status
mohur__header_pick(mohur_ctx *ctx,
                   mohur__bytes areas,
                   const struct mohur__header_geometry *geometry,
                   mohur__bytes *out_area);

/*
 * Parse one area whose check bytes were checked: every field, slot, EXT
 * record and zero.  known_features: the bits that the caller consents to.
 * MOHUR_E_FORMAT, _UNSUPPORTED, _LIMIT.
 */
mohur_status
mohur__header_parse(mohur_ctx *ctx,
                    mohur__bytes area,
                    uint64_t known_features,
                    struct mohur__header *out);

/*
 * With the key schedule of the file key that a slot gave: key_commitment,
 * then header_mac, in constant time.  MOHUR_E_AUTH.
 */
mohur_status
mohur__header_verify(mohur_ctx *ctx,
                     const struct mohur__header *h,
                     const struct mohur__schedule *s);

/* H over what the signer saw of the header (section 8.4); out is 32 bytes. */
mohur_status
mohur__header_digest(mohur_ctx *ctx,
                     const struct mohur__header *h,
                     mohur__span out);

/* What an area is made of. */
struct mohur__header_parts {
    uint16_t suite;
    uint8_t areas; /* 1 or 2 */
    uint64_t features;
    uint32_t generation;
    uint32_t n_slots;
    uint32_t n_ext;
    uint32_t area_pages; /* 0: as section 4 says */
    mohur__bytes salt;   /* 32 bytes */
    mohur__bytes slots;
    mohur__bytes ext;
};

/* Write the 64 bytes of the preamble. */
void
mohur__header_emit_imm(const struct mohur__header_parts *parts,
                       mohur__span out);

/*
 * Append one finished area, MACed with s, check bytes and all.
 * MOHUR_E_LIMIT if it would be larger than 1 MiB.
 */
mohur_status
mohur__header_emit(mohur_ctx *ctx,
                   const struct mohur__header_parts *parts,
                   const struct mohur__schedule *s,
                   struct mohur__buf *out);

#endif
