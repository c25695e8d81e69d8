/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_HANDLE_H
#define MOHUR_SRC_PROFILE_HANDLE_H

#include "profile/body.h"
#include "profile/note.h"
#include <mohur/authority.h>

#include <stdatomic.h>

/*
 * What is behind a handle on a profile: the built-in data, or a file with
 * what was read from it.  Immutable and counted.
 */
struct mohur_profile {
    uint32_t magic;
    atomic_uint refs;
    const struct mohur__policy *policy; /* the built-in one, or the body's */
    uint8_t *file;                      /* NULL: built in */
    size_t file_len;
    struct mohur__note note; /* of the file */
    struct mohur__body body;
};

/* Is it a profile?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__profile_check(mohur_ctx *ctx, const mohur_profile *profile);

/* The built-in one.  Holds one reference. */
mohur_status
mohur__profile_new(mohur_ctx *ctx, mohur_profile **out);

/* Read a file.  Holds one reference.  Nobody's signature is looked at. */
mohur_status
mohur__profile_read(mohur_ctx *ctx, mohur__bytes file, mohur_profile **out);

/* The file that it was read from; nothing for the built-in one. */
mohur__bytes
mohur__profile_file(const mohur_profile *profile);

/* ---- emit.c ---- */

/*
 * The body of a policy, whose authorities nobody is: what the built-in one
 * would be as a file.  Release *out with json_decref.
 */
mohur_status
mohur__policy_emit(mohur_ctx *ctx,
                   const struct mohur__policy *policy,
                   json_t **out);

/* ---- trust.c ---- */

/* Keys that the owner of a store named, at most MOHUR__AUTHORITY_MAX. */
mohur_status
mohur__authority_named(mohur_ctx *ctx,
                       const mohur_profile_trust *trust,
                       struct mohur__authority *out);

/*
 * May next follow present (NULL: nothing, or the built-in one)?  known: this
 * very file has been in force.  forced: a step back is wanted.  What was found
 * is in *out whatever is returned.
 */
struct mohur__offer {
    const mohur_profile *present;
    const mohur_profile *next;
    const struct mohur__authority *named;
    bool known;
    bool forced;
};
mohur_status
mohur__offer_judge(mohur_ctx *ctx,
                   const struct mohur__offer *offer,
                   mohur_profile_findings *out);

#endif
