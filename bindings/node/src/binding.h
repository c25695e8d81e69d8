/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_NODE_BINDING_H
#define MOHUR_NODE_BINDING_H

/* Version 8 is what Node 18 has from its first release on. */
#define NAPI_VERSION 8
#include <mohur/mohur.h>
#include <node_api.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The native part of the Node.js binding.  It knows nothing of archives or
 * keys: it runs functions of the library by their number, on JavaScript's
 * thread or beside it, and lets the library ask JavaScript.  Addresses are
 * JavaScript's numbers, which hold those of user space exactly.
 */

/* Arguments of a call at most. */
enum {
    MN_FRAME = 16
};

typedef double
mn_run(const double *a);

/* A function of the library, made by generate.py. */
struct mn_function {
    mn_run *run;
    uint32_t arguments;
};

extern const struct mn_function mn_functions[];
extern const uint32_t mn_functions_len;
extern const char mn_fingerprint[];

/* A question that waits for JavaScript; it lies on the stack of who asks. */
struct mn_request {
    struct mn_request *next;
    double id;
    double a[4];
    uint8_t *out;  /* Where bytes of an answer go ... */
    size_t cap;    /* ... and how many at most.       */
    uint8_t *more; /* Or, with cap 0, a copy of them. */
    double answer;
    int32_t kind;
    bool done;
};

struct job;

/* What there is once for each environment of JavaScript. */
struct mn_binding {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_cond_t work; /* There is a job for a thread that is idle. */
    struct job *queued;  /* That job. */
    struct mn_request *waiting;
    napi_threadsafe_function asking;
    napi_threadsafe_function ending;
    napi_ref dispatch;
    napi_ref frame_ref;
    napi_env env;
    double *frame;
    pthread_t thread; /* JavaScript's. */
    uint32_t threads; /* Ours that there are. */
    uint32_t idle;    /* Those that wait for a job. */
    uint32_t jobs;    /* Calls that have not been answered. */
    atomic_bool closing;
};

/* What `user` of a callback points to. */
struct mn_target {
    struct mn_binding *binding;
    double id;
    atomic_bool stop;
    atomic_bool listening;
};

static inline void *
mn_pointer(double number)
{
    return (void *)(uintptr_t)number;
}

static inline double
mn_number(const void *pointer)
{
    return (double)(uintptr_t)pointer;
}

struct mn_binding *
mn_binding_of(napi_env env);

/* The first argument numbers, 0 for what is no number. */
void
mn_numbers(napi_env env, napi_callback_info info, double *out, size_t count);

napi_value
mn_double(napi_env env, double value);

/* Calls: call.c. */
napi_value
mn_call(napi_env env, napi_callback_info info);

napi_value
mn_start(napi_env env, napi_callback_info info);

bool
mn_calls_open(napi_env env, struct mn_binding *b);

/* Questions: callbacks.c. */
napi_value
mn_connect(napi_env env, napi_callback_info info);

napi_value
mn_answer(napi_env env, napi_callback_info info);

napi_value
mn_trampoline(napi_env env, napi_callback_info info);

napi_value
mn_target_new(napi_env env, napi_callback_info info);

napi_value
mn_target_free(napi_env env, napi_callback_info info);

napi_value
mn_target_set(napi_env env, napi_callback_info info);

/* Answer all questions with a failure, now and from now on, and wait for the
 * threads that asked them. */
void
mn_close(struct mn_binding *b);

/* Bytes: memory.c. */
napi_value
mn_address(napi_env env, napi_callback_info info);

napi_value
mn_copy_in(napi_env env, napi_callback_info info);

napi_value
mn_copy_out(napi_env env, napi_callback_info info);

napi_value
mn_text(napi_env env, napi_callback_info info);

napi_value
mn_length(napi_env env, napi_callback_info info);

#endif
