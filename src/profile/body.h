/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_BODY_H
#define MOHUR_SRC_PROFILE_BODY_H

#include "profile/object.h"
#include "profile/rules.h"
#include "profile/vkey.h"

/*
 * The body of a profile, docs/formats/profile.md: one line of JSON, read into
 * the constant data of rules.h.  What is inconsistent, unreachable, unknown
 * or below the floor is refused here, so that a profile that was read can be
 * asked.  Nothing of this says who made it.
 */
enum {
    MOHUR__AUTHORITY_MAX = 16
};

/* Who may sign: so many of these. */
struct mohur__authority {
    size_t threshold;
    size_t keys_len;
    struct mohur__vkey keys[MOHUR__AUTHORITY_MAX];
};

struct mohur__body {
    json_t *json; /* holds every text */
    struct mohur__policy policy;
    struct mohur__authority authority;
    struct mohur__authority recovery;
    bool supersedes_any;
    uint8_t supersedes[32]; /* the hash of the version before */

    /* What policy points to. */
    struct mohur__rule *rules;
    struct mohur__level_policy level_policy[MOHUR__LEVELS_MAX];
    const char *level_names[MOHUR__LEVELS_MAX];
};

/*
 * Read text, a line with its newline.  library is the version to compare
 * min_library with.  On success release it with mohur__body_wipe, and do not
 * move it.
 *
 * MOHUR_E_FORMAT, with the place; MOHUR_E_UNSUPPORTED for a later format or
 * one that wants a later library.
 */
mohur_status
mohur__body_parse(mohur_ctx *ctx,
                  mohur__bytes text,
                  const char *library,
                  struct mohur__body *out);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__body_wipe(struct mohur__body *body);

/* ---- its larger parts ---- */

/* rule.c: the list of rules, and defaults, which refer to them. */
mohur_status
mohur__body_read_rules(const struct mohur__object *o, struct mohur__body *b);
mohur_status
mohur__body_read_defaults(const struct mohur__object *o, struct mohur__body *b);

/* level.c: levels and what each of them wants. */
mohur_status
mohur__body_read_levels(const struct mohur__object *o, struct mohur__body *b);

#endif
