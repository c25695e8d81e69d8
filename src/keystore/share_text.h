/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SHARE_TEXT_H
#define MOHUR_SRC_KEYSTORE_SHARE_TEXT_H

#include "keystore/share.h"
#include <mohur/share.h>

/* Shares between a caller's texts and options and what is done with them. */
struct mohur__shares {
    struct mohur__share *at;
    size_t len;
};

/* Room for so many; released by mohur__shares_wipe. */
mohur_status
mohur__shares_new(mohur_ctx *ctx, size_t n, struct mohur__shares *out);

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__shares_wipe(struct mohur__shares *shares);

/* Are these texts at all?  MOHUR_E_ARGUMENT. */
mohur_status
mohur__shares_check(mohur_ctx *ctx, const char *const *texts, size_t n);

/* Read them; MOHUR_E_FORMAT names the one that is wrong. */
mohur_status
mohur__shares_read(mohur_ctx *ctx,
                   const char *const *texts,
                   size_t n,
                   struct mohur__shares *out);

/* The plan of a caller's options, with a random id. */
mohur_status
mohur__share_plan_read(mohur_ctx *ctx,
                       const mohur_share_options *given,
                       struct mohur__share_plan *out);

/* Their sentences. */
mohur_status
mohur__share_list_new(mohur_ctx *ctx,
                      const struct mohur__share *shares,
                      size_t n,
                      mohur_share_list **out);

#endif
