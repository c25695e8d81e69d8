/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_STREAM_H
#define MOHUR_SRC_CMS_STREAM_H

#include "asn1/oid.h"
#include "base/buf.h"
#include "base/io.h"
#include "cms/digests.h"

/*
 * SignedData from and to a stream (RFC 5652 section 5), its content hashed
 * while it passes and never kept: memory does not grow with it.
 */
enum {
    MOHUR__CMS_MAX         = 4 * 1024 * 1024, /* without content */
    MOHUR__CMS_DIGESTS_MAX = 8                /* digestAlgorithms */
};

/* A message as it was read. */
struct mohur__cms {
    uint64_t version;
    mohur_alg hashes[MOHUR__CMS_DIGESTS_MAX]; /* NONE: one that is unknown */
    size_t hashes_len;
    bool is_data; /* eContentType is id-data */
    bool attached;
    bool is_ber; /* around what is signed; content is in pieces */
    uint64_t content_len;
    uint64_t content_at;           /* where it begins, or its first piece */
    uint64_t body_at;              /* where digestAlgorithms begin */
    uint64_t encap_at;             /* where they end */
    uint64_t tail_at;              /* where the content ends */
    struct mohur__digests digests; /* of the attached content */
    struct mohur__buf tail;        /* what follows it: elements, in DER */
};

/*
 * Read a message to its end.  MOHUR_E_FORMAT unless it is exactly one
 * ContentInfo with a SignedData in DER or, with ber, as a stream writes one in
 * BER: ContentInfo, its [0], SignedData, encapContentInfo, its [0] and the OCTET
 * STRING without lengths, all of them; the first three or four without content.
 * MOHUR_E_UNSUPPORTED for BER without ber and for other kinds of content;
 * MOHUR_E_LIMIT.
 */
mohur_status
mohur__cms_read(mohur_ctx *ctx,
                mohur_source *source,
                bool ber,
                struct mohur__cms *out);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__cms_wipe(struct mohur__cms *m);

/* What a message of ours is made of. */
struct mohur__cms_parts {
    mohur__bytes digest_alg; /* AlgorithmIdentifier, whole */
    mohur_source *content;   /* NULL: detached; else one that can seek */
    mohur_alg hash;          /* of the content, which was hashed before */
    mohur__bytes digest;
    mohur__bytes tail; /* certificates and signerInfos: elements */
};

/*
 * Write a message of version 1.  Attached content is read and hashed again:
 * MOHUR_E_IO if it changed meanwhile.
 */
mohur_status
mohur__cms_write(mohur_ctx *ctx,
                 const struct mohur__cms_parts *parts,
                 mohur_sink *sink);

/*
 * Write a message again: everything as far as the end of its content as it is,
 * or in DER if it was BER, and another tail.  The source is that which it was read from, and can seek.
 */
mohur_status
mohur__cms_rewrite(mohur_ctx *ctx,
                   mohur_source *source,
                   const struct mohur__cms *message,
                   mohur__bytes tail,
                   mohur_sink *sink);

#endif
