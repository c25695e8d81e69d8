/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CTX_H
#define MOHUR_CTX_H

#include <mohur/base.h>
#include <mohur/sys/backend.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup ctx Context: error text, settings, threads
 *
 * A context carries the text of the last error, the choice of backends and
 * the permission to use threads.  It belongs to one thread at a time; make
 * one for each thread.  Handles made with it keep using it, so it is
 * released last; keys and profiles do not need it once they are made.
 * @{
 */
typedef struct mohur_ctx mohur_ctx; /**< A context. */

/** A piece of work that an executor is asked to run once. */
typedef void
mohur_job_fn(void *job);

/**
 * Take a job to run on another thread, soon.  Nonzero: not taken, and the
 * library runs it itself.
 */
typedef int32_t
mohur_submit_fn(void *user, mohur_job_fn *run, void *job);

/**
 * How far a long call is.  @p total is UINT64_MAX when unknown.  Nonzero
 * stops the call, which then returns ::MOHUR_E_CANCELLED.
 */
typedef int32_t
mohur_progress_fn(void *user, uint64_t done, uint64_t total);

/** Settings of a context.  Read during ::mohur_ctx_new only. */
typedef struct mohur_ctx_options {
    size_t size;             /**< Set by the _INIT macro.               */
    uint32_t jobs;           /**< Threads of our own: 0 or 1 none, <=64. */
    mohur_submit_fn *submit; /**< Or the caller's executor, with jobs
                                  saying how many it runs at once.      */
    void *submit_user;       /**< Given to submit.                      */
    const mohur_sys *sys;    /**< NULL: the system's own of everything. */
} mohur_ctx_options;

/** No threads, nothing replaced. */
#define MOHUR_CTX_OPTIONS_INIT {sizeof(mohur_ctx_options), 0, NULL, NULL, NULL}

/** How well secrets in memory are protected on this machine. */
typedef enum mohur_memory_level {
    MOHUR_MEMORY_NONE    = 0, /**< No page could be locked.          */
    MOHUR_MEMORY_PARTIAL = 1, /**< Some pages may be swapped out.    */
    MOHUR_MEMORY_LOCKED  = 2  /**< All pages of secrets are locked.  */
} mohur_memory_level;

/**
 * Make a context.  No thread starts before the first call that uses one.
 *
 * @param options  NULL for the defaults.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_ctx_new(const mohur_ctx_options *options, mohur_ctx **out);

/** Text of the last error, "" if the last call succeeded.  Borrowed. */
MOHUR_API const char *
mohur_ctx_message(const mohur_ctx *ctx);

/** Status of the last error, ::MOHUR_OK if the last call succeeded. */
MOHUR_API mohur_status
mohur_ctx_status(const mohur_ctx *ctx);

/** Have @p fn called about once per MiB of work.  NULL: no more. */
MOHUR_API void
mohur_ctx_on_progress(mohur_ctx *ctx, mohur_progress_fn *fn, void *user);

/** How the secrets made so far with @p ctx are protected. */
MOHUR_API mohur_memory_level
mohur_ctx_memory_level(const mohur_ctx *ctx);

/** Wipe and release @p ctx.  NULL is allowed. */
MOHUR_API void
mohur_ctx_free(mohur_ctx *ctx);

/** @} */
MOHUR_END_DECLS
#endif
