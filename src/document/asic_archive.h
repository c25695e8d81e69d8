/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_ARCHIVE_H
#define MOHUR_SRC_DOCUMENT_ASIC_ARCHIVE_H

#include "cms/token.h"
#include "document/asic_sheet.h"
#include "document/doc_report.h"
#include "document/doc_signer.h"

/*
 * Archive time stamps of a container (EN 319 162-1, annex A.7): each is over a
 * manifest of members, older archives and their time stamps among them.  The
 * newest is judged as of now, each older one as of the newer ones over it.
 */
struct mohur__asic_archive {
    const struct mohur__sheet *sheet;
    struct mohur__buf manifest;
    struct mohur__buf der; /* of the token */
    struct mohur__token token;
    struct mohur__stamped told;
    bool holds;
};

struct mohur__asic_archives {
    struct mohur__court court; /* that judges them */
    struct mohur__evidence_list evidence;
    size_t members[MOHUR__EVIDENCE_MAX]; /* that each piece came with, from 1;
                                            0: with none */
    const struct mohur__asic *asic;
    const struct mohur__sheets *sheets;
    struct mohur__asic_archive at[MOHUR__ASIC_ARCHIVES_MAX]; /* newest first */
    size_t len;
};

/*
 * Judge those of the sheets, which were checked; with the evidence of the
 * options, of the time stamps, and of the signature files.  NULL where there
 * are none.  Release with _free.
 */
mohur_status
mohur__asic_archives_judge(const struct mohur__asic *asic,
                           const struct mohur__sheets *sheets,
                           const mohur_verify_options *options,
                           struct mohur__asking *asking,
                           struct mohur__asic_archives **out);

/* Since when is all of a signature file, and all that it is over, proven to be
 * there?  0: it is not. */
int64_t
mohur__asic_archives_time(const struct mohur__asic_archives *archives,
                          size_t signature);

/* Tell of those that refer to this signature file with each of its
 * signatures. */
mohur_status
mohur__asic_archives_tell(const struct mohur__asic_archives *archives,
                          size_t signature,
                          mohur_report *report);

/*
 * Append the token of the newest with what it rests on put into it.  The
 * status is that of mohur_document_extend where it does not hold.
 */
mohur_status
mohur__asic_archives_keep(struct mohur__asic_archives *archives,
                          struct mohur__buf *out);

/* Release.  NULL is allowed. */
void
mohur__asic_archives_free(struct mohur__asic_archives *archives);

#endif
