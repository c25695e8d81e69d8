/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_thread.h"

#include <signal.h>

/*
 * POSIX threads.  The results of lock, unlock, wait and wake are not looked
 * at: with default attributes they fail only when misused.
 */

void
mohur__mutex_init(struct mohur__mutex *m)
{
    m->handle = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}

void
mohur__mutex_destroy(struct mohur__mutex *m)
{
    pthread_mutex_destroy(&m->handle);
}

void
mohur__mutex_lock(struct mohur__mutex *m)
{
    pthread_mutex_lock(&m->handle);
}

void
mohur__mutex_unlock(struct mohur__mutex *m)
{
    pthread_mutex_unlock(&m->handle);
}

void
mohur__cond_init(struct mohur__cond *c)
{
    c->handle = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
}

void
mohur__cond_destroy(struct mohur__cond *c)
{
    pthread_cond_destroy(&c->handle);
}

void
mohur__cond_wait(struct mohur__cond *c, struct mohur__mutex *m)
{
    pthread_cond_wait(&c->handle, &m->handle);
}

void
mohur__cond_wake_one(struct mohur__cond *c)
{
    pthread_cond_signal(&c->handle);
}

void
mohur__cond_wake_all(struct mohur__cond *c)
{
    pthread_cond_broadcast(&c->handle);
}

static void *
thread_main(void *arg)
{
    struct mohur__thread *t = arg;

    t->run(t->arg);
    return NULL;
}

bool
mohur__thread_start(struct mohur__thread *t, void (*run)(void *), void *arg)
{
    sigset_t all;
    sigset_t before;
    bool started = false;

    t->run = run;
    t->arg = arg;
    /* A thread inherits the mask, so it is set around the start. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&t->handle, NULL, thread_main, t) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

void
mohur__thread_join(struct mohur__thread *t)
{
    pthread_join(t->handle, NULL);
}
