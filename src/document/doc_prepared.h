/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_PREPARED_H
#define MOHUR_SRC_DOCUMENT_DOC_PREPARED_H

#include "base/secret.h"
#include "crypto/hash.h"
#include "document/doc_state.h"
#include <mohur/two_phase.h>

/* What is behind a handle on what was prepared: its own copy of a state. */
struct mohur_prepared {
    uint32_t magic;
    void *memory;
    mohur__bytes blob;         /* in it */
    struct mohur__state state; /* views of it */
    uint8_t hash[MOHUR__HASH_MAX];
    size_t hash_len; /* 0: the bytes are signed themselves */
};

/* Is it a key that keeps states authentic?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__state_key_check(mohur_ctx *ctx, const mohur_key *key);

/* What a state's tag is made with.  CT: leaks nothing. */
mohur_status
mohur__state_key_derive(mohur_ctx *ctx,
                        const mohur_key *key,
                        struct mohur__secret **out);

/* A handle on a state, if it is genuine; its time and profile are not asked.
 * CT: leaks lengths, and whether it was genuine. */
mohur_status
mohur__prepared_new(mohur_ctx *ctx,
                    const struct mohur__secret *key,
                    mohur__bytes blob,
                    mohur_prepared **out);

/* As mohur_prepared_open, for a call that has begun. */
mohur_status
mohur__prepared_open(mohur_ctx *ctx,
                     const mohur_key *state_key,
                     mohur__bytes blob,
                     mohur_prepared **out);

#endif
