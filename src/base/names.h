/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_NAMES_H
#define MOHUR_SRC_BASE_NAMES_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * Names of files below a folder: docs/formats/archive.md, "Names" and
 * "DIRECTORY".  The rules hold on every system, so that an archive opens
 * everywhere alike; what comes from elsewhere must keep to them too.
 */
enum {
    MOHUR__NAME_MAX      = 1024, /* bytes */
    MOHUR__NAME_PART_MAX = 255,  /* bytes between two '/' */
    MOHUR__NAME_DEPTH    = 64,   /* parts */
    MOHUR__LINK_MAX      = 1024  /* bytes of a link's text */
};

/* The rule that a name breaks, as the end of a sentence that begins with the
 * name; NULL if it breaks none.  Static. */
const char *
mohur__name_fault(mohur__bytes name);

/* MOHUR_E_FORMAT with a message that shows the name and says the rule. */
mohur_status
mohur__name_check(mohur_ctx *ctx, mohur__bytes name);

/*
 * The same for the text of the link that is called name: a name, before which
 * ".." may stand as often as its own has folders.
 */
mohur_status
mohur__name_check_link(mohur_ctx *ctx, mohur__bytes name, mohur__bytes link);

/*
 * Order in the directory: as bytes, with '/' as 0x00 and A-Z as a-z, a prefix
 * first.  Below 0, 0 or above; 0 also for two spellings of one name.
 */
int
mohur__name_compare(mohur__bytes a, mohur__bytes b);

/*
 * May b stand right after a?  In order, one spelling of each folder, and
 * nothing below what is not a folder; else MOHUR_E_FORMAT.  Checked for all
 * neighbours, no two names of a directory can clash.
 */
mohur_status
mohur__name_check_next(mohur_ctx *ctx,
                       mohur__bytes a,
                       bool a_is_folder,
                       mohur__bytes b);

/* Is name the same as folder, or below it? */
bool
mohur__name_is_within(mohur__bytes name, mohur__bytes folder);

#endif
