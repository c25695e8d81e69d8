/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_THREAD_H
#define MOHUR_SRC_BASE_OS_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/*
 * Threads, locks and conditions of the system.  Making a lock or a condition
 * and using it cannot fail; starting a thread can.
 */
struct mohur__mutex {
    pthread_mutex_t handle;
};

/* A mutex at rest: for one that lives as long as the program. */
#define MOHUR__MUTEX_STATIC {PTHREAD_MUTEX_INITIALIZER}

struct mohur__cond {
    pthread_cond_t handle;
};

struct mohur__thread {
    pthread_t handle;
    void (*run)(void *arg);
    void *arg;
};

void
mohur__mutex_init(struct mohur__mutex *m);
void
mohur__mutex_destroy(struct mohur__mutex *m);
void
mohur__mutex_lock(struct mohur__mutex *m);
void
mohur__mutex_unlock(struct mohur__mutex *m);

void
mohur__cond_init(struct mohur__cond *c);
void
mohur__cond_destroy(struct mohur__cond *c);

/* Release m, sleep, take m again.  May wake without reason. */
void
mohur__cond_wait(struct mohur__cond *c, struct mohur__mutex *m);
void
mohur__cond_wake_one(struct mohur__cond *c);
void
mohur__cond_wake_all(struct mohur__cond *c);

/*
 * Run run(arg) on a new thread that takes no signals: those are the host's.
 * t stays in place until the join.  False: there is no thread.
 */
bool
mohur__thread_start(struct mohur__thread *t, void (*run)(void *), void *arg);
void
mohur__thread_join(struct mohur__thread *t);

#endif
