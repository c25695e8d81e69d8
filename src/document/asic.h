/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_H
#define MOHUR_SRC_DOCUMENT_ASIC_H

#include "zip/zip_read.h"
#include <mohur/container.h>

/*
 * ASiC containers (EN 319 162-1): what each member of the ZIP file is for,
 * which its name alone decides.
 */
enum {
    MOHUR__ASIC_META_MAX       = 4 * 1024 * 1024, /* a member of META-INF */
    MOHUR__ASIC_SIGNATURES_MAX = 64,              /* messages; manifests */
    MOHUR__ASIC_ARCHIVES_MAX   = 16,              /* archive manifests */
    MOHUR__ASIC_ITEMS_MAX      = 500
};

enum mohur__asic_role {
    MOHUR__ASIC_MIMETYPE,
    MOHUR__ASIC_FOLDER,
    MOHUR__ASIC_DATA,
    MOHUR__ASIC_MANIFEST,
    MOHUR__ASIC_SIGNATURE,
    MOHUR__ASIC_ARCHIVE,  /* an archive manifest */
    MOHUR__ASIC_STAMP,    /* a time stamp, of an archive or of documents */
    MOHUR__ASIC_EVIDENCE, /* evidence records */
    MOHUR__ASIC_UNKNOWN   /* in META-INF, and nothing that we know */
};

struct mohur__asic {
    struct mohur__zip zip;
    enum mohur__asic_role *roles; /* of each entry */
    mohur_container_format format;
    const char *fault;   /* of its form, a static sentence; NULL: none */
    const char *warning; /* the same, where the profile lets it pass */
};

/* Does it begin as a ZIP file does?  False for what cannot seek. */
bool
mohur__asic_begins(mohur_source *source);

/*
 * Open a container.  What breaks a rule of ZIP is a status; what breaks one
 * of ASiC is a fault that makes every verdict FAILED.
 */
mohur_status
mohur__asic_open(mohur_ctx *ctx, mohur_source *source, struct mohur__asic *out);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__asic_wipe(struct mohur__asic *asic);

/* MOHUR_E_FORMAT if it has a fault, or a warning: we make none like that. */
mohur_status
mohur__asic_require_sound(const struct mohur__asic *asic);

/* How many entries have a role. */
size_t
mohur__asic_count(const struct mohur__asic *asic, enum mohur__asic_role role);

/* The first document; NULL if there is none. */
const struct mohur__zip_entry *
mohur__asic_first_document(const struct mohur__asic *asic);

/* What the first member says, "application/...".  Static. */
mohur__bytes
mohur__asic_mimetype(mohur_container_format format);

/* The rule that the name of a document breaks; NULL if none.  Static. */
const char *
mohur__asic_name_fault(mohur__bytes name);

#endif
