/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "binding.h"

/*
 * Calls of the library.  The arguments of the next one lie in the frame,
 * which JavaScript fills in.  What can take long runs beside JavaScript: on
 * the pool of libuv or, if it may ask JavaScript, on a thread of its own,
 * because an answer may need the pool, which has four threads for all.
 */
struct job {
    struct mn_binding *binding;
    napi_deferred deferred;
    napi_async_work work;
    mn_run *run;
    double frame[MN_FRAME];
    double result;
};

/* call(function): on this thread, now. */
napi_value
mn_call(napi_env env, napi_callback_info info)
{
    struct mn_binding *b = mn_binding_of(env);
    double which         = 0;

    mn_numbers(env, info, &which, 1);
    return mn_double(env, mn_functions[(uint32_t)which].run(b->frame));
}

static void
settle(napi_env env, struct job *job)
{
    napi_resolve_deferred(env, job->deferred, mn_double(env, job->result));
    if (job->work != NULL) {
        napi_delete_async_work(env, job->work);
    }
    free(job);
}

static void
on_pool(napi_env env, void *data)
{
    struct job *job = data;

    (void)env;
    job->result = job->run(job->frame);
}

static void
after_pool(napi_env env, napi_status status, void *data)
{
    (void)status;
    settle(env, data);
}

static bool
to_pool(napi_env env, struct job *job)
{
    napi_value name = NULL;

    napi_create_string_utf8(env, "mohur", NAPI_AUTO_LENGTH, &name);
    return napi_create_async_work(env, NULL, name, on_pool, after_pool, job,
                                  &job->work) == napi_ok &&
           napi_queue_async_work(env, job->work) == napi_ok;
}

/* Nobody is left to hear of it when the environment ends. */
static void
tell(struct mn_binding *b, struct job *job)
{
    if (napi_call_threadsafe_function(b->ending, job, napi_tsfn_blocking) !=
        napi_ok) {
        free(job);
    }
}

/* With the lock: the next job of a thread that is idle; NULL if none comes
 * for a second. */
static struct job *
next_job(struct mn_binding *b)
{
    struct timespec until = {0};
    struct job *job       = NULL;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    while (b->queued == NULL && !atomic_load(&b->closing) &&
           pthread_cond_timedwait(&b->work, &b->lock, &until) == 0) {
    }
    job       = b->queued;
    b->queued = NULL;
    b->idle -= job == NULL ? 1 : 0;
    return job;
}

static void *
on_thread(void *data)
{
    struct job *job      = data;
    struct mn_binding *b = job->binding;

    pthread_mutex_lock(&b->lock);
    while (job != NULL) {
        pthread_mutex_unlock(&b->lock);
        job->result = job->run(job->frame);
        pthread_mutex_lock(&b->lock);
        b->idle++; /* Whoever hears of the end can have it do the next. */
        pthread_mutex_unlock(&b->lock);
        tell(b, job);
        pthread_mutex_lock(&b->lock);
        job = next_job(b);
    }
    b->threads--;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

static void
after_thread(napi_env env, napi_value unused, void *context, void *data)
{
    struct mn_binding *b = context;

    (void)unused;
    if (env == NULL) {
        free(data);
        return;
    }
    if (--b->jobs == 0) {
        napi_unref_threadsafe_function(env, b->ending);
    }
    settle(env, data);
}

/* With the lock: a thread of its own for a job. */
static bool
new_thread(struct mn_binding *b, struct job *job)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool started = false;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    started = pthread_create(&thread, &attributes, on_thread, job) == 0;
    b->threads += started ? 1 : 0;
    pthread_attr_destroy(&attributes);
    return started;
}

static bool
to_thread(napi_env env, struct job *job)
{
    struct mn_binding *b = job->binding;
    bool started         = false;

    pthread_mutex_lock(&b->lock);
    if (!atomic_load(&b->closing) && b->idle > 0 && b->queued == NULL) {
        b->idle--;
        b->queued = job;
        pthread_cond_signal(&b->work);
        started = true;
    } else if (!atomic_load(&b->closing)) {
        started = new_thread(b, job);
    }
    pthread_mutex_unlock(&b->lock);
    if (started && b->jobs++ == 0) {
        napi_ref_threadsafe_function(env, b->ending);
    }
    return started;
}

/* start(function, asks): beside JavaScript; a promise of what it returns. */
napi_value
mn_start(napi_env env, napi_callback_info info)
{
    struct mn_binding *b = mn_binding_of(env);
    struct job *job      = calloc(1, sizeof *job);
    napi_value promise   = NULL;
    double a[2]          = {0};

    mn_numbers(env, info, a, 2);
    if (job == NULL ||
        napi_create_promise(env, &job->deferred, &promise) != napi_ok) {
        free(job);
        napi_throw_error(env, NULL, "no memory for a call");
        return NULL;
    }
    job->binding = b;
    job->run     = mn_functions[(uint32_t)a[0]].run;
    memcpy(job->frame, b->frame, sizeof job->frame);
    if (!(a[1] != 0 ? to_thread(env, job) : to_pool(env, job))) {
        free(job);
        napi_throw_error(env, NULL, "no thread for a call");
        return NULL;
    }
    return promise;
}

bool
mn_calls_open(napi_env env, struct mn_binding *b)
{
    napi_value name = NULL;

    return napi_create_string_utf8(env, "mohur", NAPI_AUTO_LENGTH, &name) ==
               napi_ok &&
           napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, NULL,
                                           NULL, b, after_thread,
                                           &b->ending) == napi_ok &&
           napi_unref_threadsafe_function(env, b->ending) == napi_ok;
}
