/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_CTX_H
#define MOHUR_SRC_BASE_CTX_H

#include "base/bytes.h"
#include "base/error.h"
#include <mohur/ctx.h>

/* The first word of every public handle; cleared when it is released. */
enum mohur__magic {
    MOHUR__MAGIC_CTX      = 0x4D485843,
    MOHUR__MAGIC_SOURCE   = 0x4D48534F,
    MOHUR__MAGIC_SINK     = 0x4D48534B,
    MOHUR__MAGIC_KEY      = 0x4D484B45,
    MOHUR__MAGIC_KEYSTORE = 0x4D484B53,
    MOHUR__MAGIC_PROFILE  = 0x4D485052,
    MOHUR__MAGIC_WRITER   = 0x4D484157,
    MOHUR__MAGIC_READER   = 0x4D484152,
    MOHUR__MAGIC_LIST     = 0x4D484B4C,
    MOHUR__MAGIC_SLOTS    = 0x4D48534C,
    MOHUR__MAGIC_SHARES   = 0x4D485348,
    MOHUR__MAGIC_TRUST    = 0x4D485452,
    MOHUR__MAGIC_REPORT   = 0x4D485250,
    MOHUR__MAGIC_ANSWER   = 0x4D48414E,
    MOHUR__MAGIC_STAMP    = 0x4D485354,
    MOHUR__MAGIC_MERGE    = 0x4D484D47,
    MOHUR__MAGIC_PREPARED = 0x4D485044
};

struct mohur__arena;
struct mohur__jobs;
struct mohur__backends; /* crypto/backends.h */
struct mohur__force;    /* profile/force.h */
struct mohur__seen;     /* x509/seen.h */

/*
 * What a context is.  Made by crypto/context.c, where the backends are
 * chosen; everything above only reads it.
 */
struct mohur_ctx {
    uint32_t magic;
    mohur_status status;
    char message[MOHUR__MESSAGE_CAP];
    bool in_callback; /* a caller's function is running: no way back in */
    mohur_sys sys;    /* every function filled in, choices NULL */
    mohur_progress_fn *progress;
    void *progress_user;
    struct mohur__arena *arena; /* secrets made with this context */
    struct mohur__jobs
        *jobs; /* never NULL; does the work inline without threads */
    const struct mohur__backends *backends;
    struct mohur__force *force; /* profiles of the stores that are open */
    struct mohur__seen *seen;   /* NULL until a certificate was verified */
};

/*
 * Start a public call: is ctx a context, and not inside one of its own
 * callbacks?  Forgets the last error.
 */
mohur_status
mohur__ctx_enter(mohur_ctx *ctx);

/*
 * Make and release what base owns of a context: everything but backends.
 * options may be NULL.  On failure *out stays NULL.
 */
mohur_status
mohur__ctx_new(const mohur_ctx_options *options, mohur_ctx **out);
void
mohur__ctx_free(mohur_ctx *ctx);

/* Random bytes from the context's source; MOHUR_E_BACKEND and wiped if it fails. */
mohur_status
mohur__random(mohur_ctx *ctx, mohur__span out);

/* Seconds since 1970 UTC by the context's clock. */
int64_t
mohur__now(const mohur_ctx *ctx);

/* Seconds of a clock that never goes back, for ages. */
int64_t
mohur__ticks(const mohur_ctx *ctx);

/* Tell the caller how far we are; MOHUR_E_CANCELLED if it says stop. */
mohur_status
mohur__progress(mohur_ctx *ctx, uint64_t done, uint64_t total);

#endif
