/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_READ_H
#define MOHUR_SRC_ZIP_ZIP_READ_H

#include "base/buf.h"
#include "base/io.h"
#include "zip/zip_form.h"

/*
 * A ZIP file that two programs cannot read differently: docs/formats/
 * document.md, "ASiC".  Each rule that is broken is MOHUR_E_FORMAT with its
 * own message; what is merely too much is MOHUR_E_LIMIT.
 */
enum {
    MOHUR__ZIP_ENTRIES_MAX = 1000,
    MOHUR__ZIP_CENTRAL_MAX = 4 * 1024 * 1024, /* bytes of the directory */
    MOHUR__ZIP_RATIO_MAX   = 100,             /* unpacked to packed, of what */
    MOHUR__ZIP_RATIO_FROM  = 1024 * 1024,     /* has more bytes than this */
    MOHUR__ZIP_COMMENT_LEN = 40               /* the only comment there is */
};

struct mohur__zip_entry {
    mohur__bytes name; /* as it stands; a folder's ends in '/' */
    uint64_t key;      /* mohur__zip_name_key */
    bool is_folder;
    bool is_bare; /* no extra fields in front of it, no descriptor behind */
    bool deflated;
    uint32_t crc;
    uint64_t packed_len;
    uint64_t len;    /* unpacked */
    uint64_t offset; /* of its local header */
    uint64_t data;   /* of its bytes */

    /* Of the directory, compared with the local header and then of no use. */
    uint16_t flags;
    uint16_t method;
};

struct mohur__zip {
    mohur_ctx *ctx;
    mohur_source *source;
    struct mohur__buf central;
    uint8_t end[MOHUR__ZIP_END_LEN + MOHUR__ZIP_COMMENT_LEN];
    mohur__bytes comment; /* "mimetype=..." behind all, or nothing */
    struct mohur__zip_entry *entries;
    size_t entries_len;
};

/*
 * Read the directory and every local header, and check them against each
 * other.  No content is read yet.  The source must outlive it.
 */
mohur_status
mohur__zip_open(mohur_ctx *ctx, mohur_source *source, struct mohur__zip *out);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__zip_wipe(struct mohur__zip *zip);

/* The entry of exactly this name; NULL if there is none. */
const struct mohur__zip_entry *
mohur__zip_find(const struct mohur__zip *zip, mohur__bytes name);

/*
 * The content of a member as a stream, unpacked.  Its end comes only where the
 * length and the CRC are those of the directory; else MOHUR_E_FORMAT.
 */
mohur_status
mohur__zip_member(const struct mohur__zip *zip,
                  const struct mohur__zip_entry *entry,
                  mohur_source **out);

/* The same whole, at most so many bytes: more is MOHUR_E_LIMIT. */
mohur_status
mohur__zip_load(const struct mohur__zip *zip,
                const struct mohur__zip_entry *entry,
                size_t max,
                struct mohur__buf *out);

/* For our own files: record that a member breaks a rule.  The rest of the
 * sentence begins with its name. */
mohur_status
mohur__zip_fault(mohur_ctx *ctx,
                 mohur_status status,
                 mohur__bytes name,
                 const char *rule);

#endif
