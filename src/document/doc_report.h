/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_REPORT_H
#define MOHUR_SRC_DOCUMENT_DOC_REPORT_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "document/asic_report.h"
#include <mohur/document.h>
#include <mohur/expect.h>
#include <mohur/page.h>
#include <mohur/revocation.h>

/*
 * What a report is inside.  Made by doc_verify.c; immutable afterwards.
 */
enum {
    MOHUR__REPORT_DIGEST_LEN = 32,
    MOHUR__REPORT_TEXTS      = 5,
    MOHUR__STAMP_TEXTS       = 2,
    MOHUR__CERT_TEXTS        = 3,
    MOHUR__SIGNER_TEXTS      = 5
};

/* The steps of validation, in order: checks of mohur_signature_info. */
enum mohur__check {
    MOHUR__CHECK_FORMAT,
    MOHUR__CHECK_CERTIFICATE,
    MOHUR__CHECK_CONTENT,
    MOHUR__CHECK_SIGNATURE,
    MOHUR__CHECK_ATTRIBUTES,
    MOHUR__CHECK_TIME,
    MOHUR__CHECK_CHAIN
};

/* A time stamp, and the texts that info points to, owned. */
struct mohur__stamped {
    mohur_stamp_info info;
    char *texts[MOHUR__STAMP_TEXTS];
};

/* A certificate of the path, and the texts that info points to, owned. */
struct mohur__certified {
    mohur_certificate_info info;
    char *texts[MOHUR__CERT_TEXTS];
};

struct mohur__judged {
    mohur_signature_info info;
    char *texts[MOHUR__REPORT_TEXTS]; /* that info points to, owned */
    mohur_signer_info signer;
    char *signer_texts[MOHUR__SIGNER_TEXTS]; /* that it points to, owned */
    struct mohur__stamped *stamps;           /* info.stamps_len of them */
    mohur_revocation_info revocation;
    mohur_revocation_evidence *evidence; /* so many, owned; or NULL */
    struct mohur__certified *certs;      /* certs_len of them, owned */
    size_t certs_len;
    struct mohur__judged *counters; /* counters_len of them, owned */
    size_t counters_len;
};

struct mohur__expected;

struct mohur_report {
    uint32_t magic;
    bool attached;
    bool has_content;
    uint64_t content_len;
    uint64_t content_at;                /* in the file, if it is attached */
    bool in_pieces;                     /* there, one by one */
    struct mohur__contained *container; /* NULL: it was none */
    struct mohur__expected *expected;   /* NULL: nothing was */
    int64_t at;
    bool at_is_now;
    mohur_revocation revocation;
    uint8_t trust_digest[MOHUR__REPORT_DIGEST_LEN];
    uint64_t trust_version;           /* of the signed list; 0: it was none */
    mohur_validation_info validation; /* the same and more, to be asked for */
    char *profile;                    /* that it points to, owned */
    struct mohur__judged *signatures;
    size_t signatures_len;
};

/* Empty, for so many signatures. */
mohur_status
mohur__report_new(mohur_ctx *ctx, size_t signatures, mohur_report **out);

/* Move the signatures of from behind those of into. */
mohur_status
mohur__report_merge(mohur_ctx *ctx, mohur_report *into, mohur_report *from);

/* The status of a call that needs something to hold that does not. */
mohur_status
mohur__why_status(mohur_why why);

/* Is it a report?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__report_check(mohur_ctx *ctx, const mohur_report *report);

/* A time stamp of which nothing is known. */
void
mohur__stamped_init(struct mohur__stamped *out);

/* Release the texts. */
void
mohur__stamped_wipe(struct mohur__stamped *stamp);

/* Room for so many time stamps, of which nothing is known. */
mohur_status
mohur__judged_stamps(mohur_ctx *ctx, struct mohur__judged *j, size_t len);

/* One time stamp more, behind the others: a copy, with texts of its own. */
mohur_status
mohur__judged_stamp_more(mohur_ctx *ctx,
                         struct mohur__judged *j,
                         const struct mohur__stamped *stamp);

/* Room for so many counter-signatures, of which nothing is known. */
mohur_status
mohur__judged_counters(mohur_ctx *ctx, struct mohur__judged *j, size_t len);

/* A Name as text; *owned is released with the report. */
mohur_status
mohur__report_name(mohur_ctx *ctx,
                   mohur__bytes name,
                   char **owned,
                   const char **out);

/* Release what it holds. */
void
mohur__judged_wipe(struct mohur__judged *j);

/* Note what came of a step. */
void
mohur__judged_note(struct mohur__judged *j,
                   enum mohur__check check,
                   mohur_why why,
                   const char *detail);

/* "B-B", "B-T", or "not proven".  Static. */
const char *
mohur__level_name(const mohur_signature_info *info);

/*
 * Draw the conclusion from the steps: the first that shows that it is wrong,
 * else the first that leaves it open.
 */
void
mohur__judged_conclude(struct mohur__judged *j);

#endif
