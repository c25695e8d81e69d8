/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_ANCHORS_H
#define MOHUR_SRC_PROFILE_ANCHORS_H

#include "base/bytes.h"
#include "profile/object.h"

/*
 * A list of trust anchors, docs/formats/document.md: one line of JSON.  What
 * is unknown is refused, so that nothing that an authority said is passed
 * over.  Nothing of this says who made it.
 */
enum {
    MOHUR__ANCHORS_MAX         = 1024,
    MOHUR__ANCHORS_NAME_MAX    = 255,
    MOHUR__ANCHORS_TEXT_MAX    = 512,
    MOHUR__ANCHOR_DIGEST_LEN   = 32,
    MOHUR__ANCHOR_POLICIES_MAX = 8
};

struct mohur__anchor_list {
    json_t *json; /* holds every text */
    struct mohur__object o;
    uint64_t version;
    int64_t issued;  /* seconds since 1970 UTC */
    int64_t expires; /* its last second */
    size_t len;
};

struct mohur__anchor_row {
    const char *file;
    uint8_t digest[MOHUR__ANCHOR_DIGEST_LEN]; /* SHA-256 of the certificate */
    uint32_t roles;                           /* bits of mohur_trust_role */
    const char *policies[MOHUR__ANCHOR_POLICIES_MAX]; /* "1.2.3" */
    size_t policies_len; /* 0: whatever the certificates say */
    int64_t from;
    int64_t to; /* its last second */
    bool no_revocation;
    const char *legal_class; /* "" if it is not said */
};

/* Read text, a line with its newline.  MOHUR_E_FORMAT, with the place. */
mohur_status
mohur__anchors_parse(mohur_ctx *ctx,
                     mohur__bytes text,
                     struct mohur__anchor_list *out);

/* The i-th; there are so many. */
mohur_status
mohur__anchors_at(const struct mohur__anchor_list *list,
                  size_t i,
                  struct mohur__anchor_row *out);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__anchors_wipe(struct mohur__anchor_list *list);

#endif
