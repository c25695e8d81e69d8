/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SHARE_H
#define MOHUR_SRC_KEYSTORE_SHARE_H

#include "base/secret.h"
#include "crypto/shamir.h"

/*
 * Shares of a secret after SLIP-39: some members of some groups, each with a
 * sentence of words.  Everything but the value is public.
 */
enum {
    MOHUR__SHARE_GROUPS_MAX  = 16,
    MOHUR__SHARE_MEMBERS_MAX = 16,
    MOHUR__SHARES_MAX        = 256,
    MOHUR__SHARE_SECRET_MIN  = 16,
    MOHUR__SHARE_SECRET_MAX  = MOHUR__SHAMIR_VALUE_MAX,
    MOHUR__SHARE_WORDS_MAX   = 59, /* of 64 bytes */
    MOHUR__SHARE_TEXT_CAP    = MOHUR__SHARE_WORDS_MAX * 9,
    MOHUR__SHARE_BITS_MAX    = (MOHUR__SHARE_WORDS_MAX * 10 + 7) / 8,
    MOHUR__SHARE_PASS_MAX    = 128
};

/* What the shares of one set have in common. */
struct mohur__share_set {
    uint16_t id; /* 15 bits */
    bool extendable;
    uint8_t exponent; /* of the cost of the passphrase */
    uint8_t group_threshold;
    uint8_t group_count;
};

struct mohur__share {
    struct mohur__share_set set;
    uint8_t group;  /* from 0 */
    uint8_t member; /* from 0 */
    uint8_t threshold;
    struct mohur__secret *value;
};

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__share_wipe(struct mohur__share *share);

/* ---- words: share_words.c ---- */

/* The sentence of a share, a text that ends in zero. */
mohur_status
mohur__share_emit(mohur_ctx *ctx,
                  const struct mohur__share *share,
                  struct mohur__secret **text);

/*
 * Read a sentence: whole words in lower case with single spaces between.
 * MOHUR_E_FORMAT with a message that says what is wrong with the share of
 * this number, never with a word of it.  The checksum is compared, and
 * nothing is ever corrected.
 */
mohur_status
mohur__share_parse(mohur_ctx *ctx,
                   size_t number,
                   mohur__bytes text,
                   struct mohur__share *out);

/* The bits of its words, ten for each, left-aligned in bytes. */
mohur_status
mohur__share_pack(mohur_ctx *ctx,
                  const struct mohur__share *share,
                  struct mohur__secret **out);

/* ---- sets: share_set.c ---- */

/* So many of so many. */
struct mohur__share_group {
    uint8_t threshold;
    uint8_t count;
};

/* How a secret is to be shared. */
struct mohur__share_plan {
    struct mohur__share_set set;
    struct mohur__share_group group[MOHUR__SHARE_GROUPS_MAX];
    mohur__bytes passphrase; /* printable ASCII; may be nothing */
};

/* Is there such a set?  MOHUR_E_ARGUMENT. */
mohur_status
mohur__share_plan_check(mohur_ctx *ctx, const struct mohur__share_plan *plan);

/* How many shares a plan makes. */
size_t
mohur__share_plan_count(const struct mohur__share_plan *plan);

/* Split 16 to 64 bytes, an even number, into out, group by group. */
mohur_status
mohur__share_split(mohur_ctx *ctx,
                   const struct mohur__share_plan *plan,
                   mohur__bytes secret,
                   struct mohur__share *out);

/*
 * Put shares together.  MOHUR_E_PASSPHRASE with a message that says what is
 * missing or does not fit; those beyond the threshold are checked too.
 */
mohur_status
mohur__share_combine(mohur_ctx *ctx,
                     const struct mohur__share *shares,
                     size_t n,
                     mohur__bytes passphrase,
                     struct mohur__secret **out);

#endif
