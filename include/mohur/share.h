/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SHARE_H
#define MOHUR_SHARE_H

#include <mohur/base.h>
#include <mohur/ctx.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup share Shares: a secret among several people
 *
 * SLIP-0039: a share is a sentence of words; so many of them give the secret
 * again, fewer give nothing.  Any tool for SLIP-0039 can combine what is
 * split here, and the other way round.  The checksum in a share finds a wrong
 * word; nothing is ever corrected.
 * @{
 */
typedef struct mohur_share_list mohur_share_list; /**< Sentences. */

/** So many of so many shares: 2 to 16, or 1 of 1. */
typedef struct mohur_share_group {
    uint8_t threshold; /**< How many are needed. */
    uint8_t count;     /**< How many there are.  */
} mohur_share_group;

/** How a secret is to be shared.  Read during a call only. */
typedef struct mohur_share_options {
    size_t size;                     /**< Set by the _INIT macro.          */
    const mohur_share_group *groups; /**< One for each group of people.    */
    size_t groups_len;               /**< 1 to 16.                         */
    uint8_t group_threshold;         /**< How many groups are needed.      */
    const char *passphrase;          /**< Printable ASCII; NULL: none.     */
    size_t passphrase_len;           /**< Its length, up to 128.           */
} mohur_share_options;

/** One group, to be filled in. */
#define MOHUR_SHARE_OPTIONS_INIT                                               \
    {sizeof(mohur_share_options), NULL, 1, 1, NULL, 0}

/**
 * Split a secret.  The shares are in order of groups, then of members.
 *
 * @param secret  16, 18, ... or 64 bytes.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_share_split(mohur_ctx *ctx,
                  const mohur_share_options *options,
                  const uint8_t *secret,
                  size_t secret_len,
                  mohur_share_list **out);

/**
 * Put shares together.  With another passphrase than the one that it was
 * split with the secret is another one: SLIP-0039 does not tell.
 *
 * @param shares      Texts; whole words in lower case, single spaces.
 * @param passphrase  (NULL, 0) for none.
 * @retval MOHUR_E_FORMAT      A share is not well formed: which, is said.
 * @retval MOHUR_E_PASSPHRASE  They are too few, or do not belong together.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_share_combine(mohur_ctx *ctx,
                    const char *const *shares,
                    size_t shares_len,
                    const char *passphrase,
                    size_t passphrase_len,
                    uint8_t *out,
                    size_t out_cap,
                    size_t *out_len);

/** How many shares a list has. */
MOHUR_API size_t
mohur_share_list_len(const mohur_share_list *list);

/** The i-th sentence; NULL beyond the last.  A secret; borrowed. */
MOHUR_API const char *
mohur_share_list_at(const mohur_share_list *list, size_t i);

/** Wipe and release @p list.  NULL is allowed. */
MOHUR_API void
mohur_share_list_free(mohur_share_list *list);

/** @} */
MOHUR_END_DECLS
#endif
