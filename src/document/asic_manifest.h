/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_MANIFEST_H
#define MOHUR_SRC_DOCUMENT_ASIC_MANIFEST_H

#include "base/buf.h"
#include "crypto/hash.h"

/*
 * ASiCManifest (EN 319 162-1, annex A.4): which members of a container a
 * signature is over.  Written in one form; read strictly, with nothing that
 * could make two readers see two manifests.
 */
enum {
    MOHUR__ASIC_MANIFEST_MAX      = 1024 * 1024, /* bytes */
    MOHUR__ASIC_MANIFEST_REFS_MAX = 1000
};

struct mohur__asic_manifest_ref {
    size_t name_at; /* decoded, in names */
    size_t name_len;
    mohur_alg hash; /* NONE: one that is not known */
    uint8_t digest[MOHUR__HASH_MAX];
    size_t digest_len;
};

struct mohur__asic_manifest {
    struct mohur__buf names;
    size_t signature_at; /* of SigReference, in names */
    size_t signature_len;
    struct mohur__asic_manifest_ref *refs;
    size_t refs_len;
};

/* A name in the manifest.  Borrowed. */
mohur__bytes
mohur__asic_manifest_name(const struct mohur__asic_manifest *m,
                          size_t at,
                          size_t len);
mohur__bytes
mohur__asic_manifest_signature(const struct mohur__asic_manifest *m);

/*
 * Read one.  *out_fault: what is wrong with it, a static sentence, or NULL; a
 * status is only for what has nothing to do with the text.
 */
mohur_status
mohur__asic_manifest_parse(mohur_ctx *ctx,
                           mohur__bytes xml,
                           struct mohur__asic_manifest *out,
                           const char **out_fault);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__asic_manifest_wipe(struct mohur__asic_manifest *m);

/* What one of ours refers to. */
struct mohur__asic_manifest_item {
    mohur__bytes name;
    const char *mime; /* type/subtype; NULL: not said */
    mohur__bytes digest;
    bool is_root; /* the archive manifest before this one */
};

/* One of ours. */
struct mohur__asic_manifest_parts {
    mohur__bytes
        signature; /* its name; a time stamp's in an archive manifest */
    bool is_archive;
    mohur_alg hash;                                /* of all digests */
    const struct mohur__asic_manifest_item *items; /* in their order */
    size_t items_len;
};

/* Is it a MIME type that may stand in a manifest? */
bool
mohur__asic_manifest_mime_valid(const char *mime);

/* Write it. */
void
mohur__asic_manifest_emit(struct mohur__buf *b,
                          const struct mohur__asic_manifest_parts *parts);

#endif
