/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_READING_H
#define MOHUR_SRC_DOCUMENT_DOC_READING_H

#include "cms/stream.h"
#include "document/asking.h"
#include "document/doc_kept.h"
#include "document/doc_report.h"
#include "x509/evidence.h"

/*
 * A message that was read, with what may prove something about it: what
 * verifying and extending have in common.
 */
struct mohur__reading {
    mohur_ctx *ctx;
    struct mohur__cms message;
    struct mohur__signed_data data;
    struct mohur__cert *certs; /* that can be read */
    size_t certs_len;
    struct mohur__evidence_list *evidence;
    bool has_content;
    uint64_t content_len;
};

/*
 * Read a message.  more are certificates that are not in it; they outlive the
 * reading.  The statuses are those of mohur_document_verify.
 */
mohur_status
mohur__reading_open(mohur_ctx *ctx,
                    mohur_source *file,
                    const struct mohur__certs *more,
                    struct mohur__reading *out);

/* Take revocation data: what is inside, and what is given. */
mohur_status
mohur__reading_gather(struct mohur__reading *r,
                      mohur_source *const *given,
                      size_t given_len);

/* Hash the document, if it is beside; NULL: it is inside, or not there. */
mohur_status
mohur__reading_content(struct mohur__reading *r, mohur_source *content);

struct mohur__reading_asked {
    const mohur_trust *trust;
    int64_t at; /* 0: now */
    mohur_revocation revocation;
    struct mohur__kept *kept;     /* gets what was relied on; or NULL */
    int64_t sealed;               /* as in mohur__court */
    struct mohur__asking *asking; /* the same */
};

mohur_status
mohur__reading_judge(struct mohur__reading *r,
                     const struct mohur__reading_asked *asked,
                     mohur_report **out);

/* Its certificates and revocation data: elements, as they are. */
mohur__bytes
mohur__reading_sets(const struct mohur__reading *r);

/*
 * Put other sets and SignerInfos in the place of those that were read; they
 * are copied.  The evidence is then what is inside.
 */
mohur_status
mohur__reading_rebuild(struct mohur__reading *r,
                       mohur__bytes sets,
                       const mohur__bytes *signers,
                       size_t len);

/* Release.  A zeroed struct is allowed. */
void
mohur__reading_wipe(struct mohur__reading *r);

#endif
