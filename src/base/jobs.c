/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jobs.h"

#include "base/ctx.h"
#include "base/mem.h"
#include "base/os_memory.h"
#include "base/os_thread.h"

/*
 * Three ways to do a task: on threads of our own with a queue, on the
 * caller's executor, or at once in submit.  Whoever waits works on the queue
 * meanwhile, so that n jobs are n - 1 threads and the caller's.
 */
enum {
    JOBS_THREADS_MAX = 63
};

enum task_state {
    TASK_IDLE,
    TASK_PENDING,
    TASK_DONE
};

struct mohur__jobs {
    mohur_ctx *ctx;
    uint32_t width;
    mohur_submit_fn *submit;
    void *submit_user;

    struct mohur__mutex lock; /* of all that follows, and of tasks */
    struct mohur__cond work;  /* something was queued, or stop was set */
    struct mohur__cond done;  /* a task was done */
    struct mohur__task *first;
    struct mohur__task *last;
    bool stop;
    bool started;
    int64_t process; /* that the threads run in */
    size_t threads_len;
    struct mohur__thread threads[JOBS_THREADS_MAX];
};

mohur_status
mohur__jobs_new(mohur_ctx *ctx,
                uint32_t threads,
                mohur_submit_fn *submit,
                void *submit_user,
                struct mohur__jobs **out)
{
    struct mohur__jobs *jobs = NULL;
    mohur_status st          = MOHUR_OK;

    *out = NULL;
    st   = MOHUR__NEW(ctx, &jobs);
    if (st != MOHUR_OK) {
        return st;
    }
    jobs->ctx         = ctx;
    jobs->width       = threads > 1 ? threads : 1;
    jobs->submit      = submit;
    jobs->submit_user = submit_user;
    mohur__mutex_init(&jobs->lock);
    mohur__cond_init(&jobs->work);
    mohur__cond_init(&jobs->done);
    *out = jobs;
    return MOHUR_OK;
}

/* Run a task that nobody else has.  The lock is free. */
static void
task_run(struct mohur__task *task)
{
    struct mohur__jobs *jobs = task->jobs;

    task->run(task->arg);
    /* Once the lock is free again the task may be gone, and the jobs too. */
    mohur__mutex_lock(&jobs->lock);
    task->state = TASK_DONE;
    mohur__cond_wake_all(&jobs->done);
    mohur__mutex_unlock(&jobs->lock);
}

/* Take the first task of the queue, or NULL.  The lock is held. */
static struct mohur__task *
queue_take(struct mohur__jobs *jobs)
{
    struct mohur__task *task = jobs->first;

    if (task != NULL) {
        jobs->first = task->next;
        task->next  = NULL;
    }
    return task;
}

/* The lock is held. */
static void
queue_add(struct mohur__jobs *jobs, struct mohur__task *task)
{
    task->next = NULL;
    if (jobs->first == NULL) {
        jobs->first = task;
    } else {
        jobs->last->next = task;
    }
    jobs->last = task;
}

static void
thread_work(void *arg)
{
    struct mohur__jobs *jobs = arg;

    mohur__mutex_lock(&jobs->lock);
    while (!jobs->stop) {
        struct mohur__task *task = queue_take(jobs);
        if (task == NULL) {
            mohur__cond_wait(&jobs->work, &jobs->lock);
        } else {
            mohur__mutex_unlock(&jobs->lock);
            task_run(task);
            mohur__mutex_lock(&jobs->lock);
        }
    }
    mohur__mutex_unlock(&jobs->lock);
}

/* Fewer threads than allowed, or none, only make it slower. */
static void
threads_start(struct mohur__jobs *jobs)
{
    size_t want = jobs->width - 1;

    jobs->started = true;
    jobs->process = mohur__os_process();
    while (jobs->threads_len < want && jobs->threads_len < JOBS_THREADS_MAX &&
           mohur__thread_start(&jobs->threads[jobs->threads_len], thread_work,
                               jobs)) {
        jobs->threads_len++;
    }
}

void
mohur__jobs_free(struct mohur__jobs *jobs)
{
    if (jobs == NULL) {
        return;
    }
    /* A forked child has none of the threads, and maybe a stuck lock. */
    if (jobs->started && jobs->process == mohur__os_process()) {
        mohur__mutex_lock(&jobs->lock);
        jobs->stop = true;
        mohur__cond_wake_all(&jobs->work);
        mohur__mutex_unlock(&jobs->lock);
        for (size_t i = 0; i < jobs->threads_len; i++) {
            mohur__thread_join(&jobs->threads[i]);
        }
        mohur__cond_destroy(&jobs->done);
        mohur__cond_destroy(&jobs->work);
        mohur__mutex_destroy(&jobs->lock);
    }
    mohur__free(jobs);
}

uint32_t
mohur__jobs_width(const struct mohur__jobs *jobs)
{
    return jobs->width;
}

/* What the caller's executor calls. */
static void
executor_run(void *job)
{
    task_run(job);
}

static bool
executor_takes(struct mohur__jobs *jobs, struct mohur__task *task)
{
    int32_t refused = 0;

    jobs->ctx->in_callback = true;
    refused = jobs->submit(jobs->submit_user, executor_run, task);
    jobs->ctx->in_callback = false;
    return refused == 0;
}

void
mohur__jobs_submit(struct mohur__jobs *jobs, struct mohur__task *task)
{
    task->jobs  = jobs;
    task->next  = NULL;
    task->state = TASK_PENDING;
    if (jobs->submit != NULL) {
        if (!executor_takes(jobs, task)) {
            task_run(task);
        }
        return;
    }
    if (jobs->width == 1) {
        task_run(task);
        return;
    }
    mohur__mutex_lock(&jobs->lock);
    if (!jobs->started) {
        threads_start(jobs);
    }
    queue_add(jobs, task);
    mohur__cond_wake_one(&jobs->work);
    mohur__mutex_unlock(&jobs->lock);
}

void
mohur__jobs_wait(struct mohur__jobs *jobs, struct mohur__task *task)
{
    mohur__mutex_lock(&jobs->lock);
    while (task->state == TASK_PENDING) {
        struct mohur__task *other = queue_take(jobs);
        if (other == NULL) {
            mohur__cond_wait(&jobs->done, &jobs->lock);
        } else {
            mohur__mutex_unlock(&jobs->lock);
            task_run(other);
            mohur__mutex_lock(&jobs->lock);
        }
    }
    mohur__mutex_unlock(&jobs->lock);
}
