/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_WINDOW_H
#define MOHUR_SRC_X509_WINDOW_H

#include "crypto/hash.h"
#include "x509/evidence.h"

/*
 * DER that passes by in elements, through a window of constant size, and is
 * hashed on the way.  An element that was taken is a view until the next call.
 */
enum {
    MOHUR__WINDOW_LEN = 64 * 1024
};

struct mohur__window {
    mohur_ctx *ctx;
    const struct mohur__evidence *from;
    uint64_t len;    /* of everything */
    uint64_t at;     /* what comes next */
    void *memory;    /* NULL: from is in memory already */
    uint64_t filled; /* where the bytes in memory begin */
    size_t filled_len;
    bool hashing;
    uint64_t hashed;              /* up to where */
    struct mohur__hasher *hasher; /* NULL: none yet, and all is kept */
};

/* Start at the beginning. */
mohur_status
mohur__window_init(struct mohur__window *w,
                   mohur_ctx *ctx,
                   const struct mohur__evidence *from);
void
mohur__window_wipe(struct mohur__window *w);

/* The tag of the next element; 0 at end. */
mohur_status
mohur__window_tag(struct mohur__window *w, uint64_t end, uint8_t *out);

/*
 * Go into the next element, of this tag, which must end at or before end.
 * MOHUR_E_FORMAT without a message: it is not so.
 */
mohur_status
mohur__window_enter(struct mohur__window *w,
                    uint8_t tag,
                    uint64_t end,
                    uint64_t *out_end);

/* The next element whole; at most MOHUR__WINDOW_LEN.  Errors as above. */
mohur_status
mohur__window_take(struct mohur__window *w, uint64_t end, mohur__bytes *out);

/*
 * Hash from here on.  The algorithm may follow, as long as the window has not
 * moved; finish takes all up to where it is now.
 */
void
mohur__window_hash_from(struct mohur__window *w, uint64_t at);
mohur_status
mohur__window_hash_with(struct mohur__window *w, mohur_alg hash);
mohur_status
mohur__window_hash_finish(struct mohur__window *w, mohur__span out);

#endif
