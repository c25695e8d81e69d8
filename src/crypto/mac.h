/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_MAC_H
#define MOHUR_SRC_CRYPTO_MAC_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Message authentication: HMAC (RFC 2104) and CMAC (RFC 4493).  An instance
 * is a table and a key, used for many messages by one thread at a time.
 */
struct mohur__mac_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t len; /* bytes of a tag */
    size_t state_size;
    mohur_status (*init)(void *state, mohur__bytes key);
    /* The tag of the parts one after the other; the key stays set. */
    mohur_status (*compute)(void *state,
                            const mohur__bytes *parts,
                            size_t n,
                            mohur__span out);
    void (*wipe)(void *state);
};

enum {
    MOHUR__MAC_MAX = 64
};

/* Bytes of a tag; 0 for what is no mac. */
size_t
mohur__mac_len(mohur_alg alg);

/* HMAC-SHA-256 for SHA-256 and so on; MOHUR_ALG_NONE for what is no hash. */
mohur_alg
mohur__mac_hmac_of(mohur_alg hash);

struct mohur__mac;
mohur_status
mohur__mac_new(mohur_ctx *ctx,
               mohur_alg alg,
               mohur__bytes key,
               struct mohur__mac **out);
mohur_status
mohur__mac_new_on(mohur_ctx *ctx,
                  const struct mohur__mac_ops *ops,
                  mohur__bytes key,
                  struct mohur__mac **out);
/* out may be shorter than the tag: its first bytes.  CT: leaks the lengths. */
mohur_status
mohur__mac_compute(struct mohur__mac *m,
                   const mohur__bytes *parts,
                   size_t n,
                   mohur__span out);
void
mohur__mac_free(struct mohur__mac *m);

/* All in one call.  CT: leaks the lengths. */
mohur_status
mohur__mac(mohur_ctx *ctx,
           mohur_alg alg,
           mohur__bytes key,
           const mohur__bytes *parts,
           size_t n,
           mohur__span out);

#endif
