/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_EVIDENCE_H
#define MOHUR_SRC_X509_EVIDENCE_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/io.h"

/*
 * Revocation data as it lies there: pieces in memory, or in sources that can
 * seek, whose bytes are read again for each certificate and never kept.
 */
enum {
    MOHUR__EVIDENCE_MAX      = 256,
    MOHUR__EVIDENCE_CRL_MAX  = 64 * 1024 * 1024, /* bytes */
    MOHUR__EVIDENCE_PEM_MAX  = 16 * 1024 * 1024, /* of text */
    MOHUR__EVIDENCE_OCSP_MAX = 64 * 1024
};

enum mohur__evidence_kind {
    MOHUR__EVIDENCE_NONE = 0,
    MOHUR__EVIDENCE_CRL  = 1,
    MOHUR__EVIDENCE_OCSP = 2
};

/* Where it came from. */
enum mohur__evidence_from {
    MOHUR__EVIDENCE_INSIDE  = 1, /* of the document */
    MOHUR__EVIDENCE_GIVEN   = 2, /* by the caller, before */
    MOHUR__EVIDENCE_FETCHED = 3  /* by the caller, when asked */
};

struct mohur__evidence {
    enum mohur__evidence_kind kind;
    enum mohur__evidence_from from;
    mohur__bytes view;    /* DER; or nothing, and then */
    mohur_source *source; /* DER too */
    mohur__bytes nonce;   /* that a response must not contradict; or nothing */
    void *owned;          /* memory of view and nonce; NULL: not ours */
    int64_t proven;       /* to have been there by then; 0: it is not */
    bool believed;        /* genuine, about a certificate that was asked for */
};

struct mohur__evidence_list {
    struct mohur__evidence at[MOHUR__EVIDENCE_MAX];
    size_t len;
};

/* Add DER that outlives the list.  MOHUR_E_LIMIT: too many, or too long. */
mohur_status
mohur__evidence_add_view(mohur_ctx *ctx,
                         struct mohur__evidence_list *list,
                         enum mohur__evidence_kind kind,
                         enum mohur__evidence_from from,
                         mohur__bytes der);

/*
 * Add what a source has: by its first bytes a list or an OCSP response, in
 * DER or PEM.  It must be able to seek, and to outlive the list unless it is
 * a response or PEM, which are copied.
 *
 * MOHUR_E_ARGUMENT: it cannot seek.  MOHUR_E_FORMAT: neither of the two.
 * MOHUR_E_LIMIT: too many, or too long.
 */
mohur_status
mohur__evidence_add_source(mohur_ctx *ctx,
                           struct mohur__evidence_list *list,
                           enum mohur__evidence_from from,
                           mohur_source *source);

/* The same of a buffer, whose memory the list takes over if that is DER. */
mohur_status
mohur__evidence_add_buf(mohur_ctx *ctx,
                        struct mohur__evidence_list *list,
                        enum mohur__evidence_from from,
                        struct mohur__buf *data);

/* The same of bytes, which are copied. */
mohur_status
mohur__evidence_add_copy(mohur_ctx *ctx,
                         struct mohur__evidence_list *list,
                         enum mohur__evidence_from from,
                         mohur__bytes data);

/*
 * Those that came with the document alone, of which none was believed yet.
 * Views: of the same memory, which list keeps.
 */
void
mohur__evidence_inside(const struct mohur__evidence_list *list,
                       struct mohur__evidence_list *out);

/* Forget which were believed. */
void
mohur__evidence_forget(struct mohur__evidence_list *list);

/* Release what it copied.  A zeroed list is allowed. */
void
mohur__evidence_free(struct mohur__evidence_list *list);

/* Bytes of a piece; fill out from offset, which must be inside. */
uint64_t
mohur__evidence_len(const struct mohur__evidence *e);
mohur_status
mohur__evidence_read(const struct mohur__evidence *e,
                     uint64_t offset,
                     mohur__span out);

#endif
