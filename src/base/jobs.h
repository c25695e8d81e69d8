/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_JOBS_H
#define MOHUR_SRC_BASE_JOBS_H

#include <mohur/ctx.h>

/*
 * Work for other threads, if the caller allowed any.  A task is the
 * caller's memory.  Submit it, go on, wait for it: what the function wrote
 * is then visible.  Without threads the task runs inside submit.  The
 * function must not use the context (its error text, its progress); it
 * leaves a status in its own memory.
 */
struct mohur__task {
    void (*run)(void *arg);
    void *arg;
    struct mohur__jobs *jobs; /* the rest is private to jobs.c */
    struct mohur__task *next;
    int state;
};

/*
 * threads 0 or 1: none.  Threads start at the first submit.  submit may be
 * NULL; otherwise it is the caller's executor.
 */
mohur_status
mohur__jobs_new(mohur_ctx *ctx,
                uint32_t threads,
                mohur_submit_fn *submit,
                void *submit_user,
                struct mohur__jobs **out);

/* End the threads and release.  Every task was waited for.  NULL is allowed. */
void
mohur__jobs_free(struct mohur__jobs *jobs);

/* How many tasks may run at the same time: at least 1. */
uint32_t
mohur__jobs_width(const struct mohur__jobs *jobs);

/* Queue it, or run it now. */
void
mohur__jobs_submit(struct mohur__jobs *jobs, struct mohur__task *task);

/* Come back when it is done; runs it, or others, in the meantime. */
void
mohur__jobs_wait(struct mohur__jobs *jobs, struct mohur__task *task);

#endif
