/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_SHEET_H
#define MOHUR_SRC_DOCUMENT_ASIC_SHEET_H

#include "cms/digests.h"
#include "document/asic.h"

/*
 * Manifests of a container against its members: each reference is exactly one
 * document, with that digest, and each document is referred to.  Those of
 * archives refer to members of every kind.
 */
struct mohur__sheet_ref {
    size_t entry;
    mohur_alg hash;
    uint8_t digest[MOHUR__HASH_MAX];
    size_t digest_len;
};

struct mohur__sheet {
    size_t entry;     /* of the manifest */
    size_t signature; /* the entry that it names */
    struct mohur__sheet_ref *refs;
    size_t refs_len;
    mohur_why why; /* what is wrong with a reference, the first of them */
    const char *detail;
};

struct mohur__sheets {
    struct mohur__sheet at[MOHUR__ASIC_SIGNATURES_MAX];
    size_t len;
    /* Of archives: any member but themselves; those that can be read. */
    struct mohur__sheet archives[MOHUR__ASIC_ARCHIVES_MAX];
    size_t archives_len;
    struct mohur__digests *digests; /* of each entry that is referred to */
    size_t digests_len;
};

/* Read all manifests.  One that cannot be read is a fault of the container,
 * unless it is an archive's, which is passed over. */
mohur_status
mohur__sheets_read(struct mohur__asic *asic, struct mohur__sheets *out);

/* Hash documents, and what archives refer to, with what the manifests ask for, and compare. */
mohur_status
mohur__sheets_check(const struct mohur__asic *asic, struct mohur__sheets *s);

/* The manifest that names this entry as its signature; NULL unless it is
 * exactly one. */
const struct mohur__sheet *
mohur__sheets_of(const struct mohur__sheets *s, size_t signature);

/* Does it refer to this entry, with whatever digest? */
bool
mohur__sheet_names(const struct mohur__sheet *sheet, size_t entry);

/* Does it refer to this entry, with the digest that it has? */
bool
mohur__sheet_covers(const struct mohur__sheets *s,
                    const struct mohur__sheet *sheet,
                    size_t entry);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__sheets_wipe(struct mohur__sheets *s);

#endif
