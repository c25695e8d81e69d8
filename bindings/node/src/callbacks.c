/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "binding.h"

/*
 * The way from the library into JavaScript.  `user` of every callback is a
 * target with a number that callbacks.cjs knows a function by; one function
 * there, the dispatcher, takes all questions.  Who asks on another thread
 * waits for the answer; on JavaScript's own thread it is asked at once.  No
 * exception passes through here: what JavaScript throws is kept there, and a
 * negative answer becomes a failure.
 */

/* As in callbacks.cjs. */
enum kind {
    READ         = 0,
    READ_AT      = 1,
    WRITE        = 2,
    FINISH       = 3,
    PROGRESS     = 4,
    UNLOCK       = 5,
    PIN          = 6,
    ANCHOR_READ  = 7,
    ANCHOR_WRITE = 8,
    FETCH        = 9,
    CLOCK        = 10
};

/* ---- answers ---- */

/* Takes an answer: a number, or bytes, which are copied. */
static void
take(napi_env env, struct mn_request *r, napi_value value)
{
    napi_typedarray_type type = napi_uint8_array;
    size_t len = 0, offset = 0;
    napi_value buffer = NULL;
    void *data        = NULL;
    bool bytes        = false;

    r->answer = -1;
    if (napi_get_value_double(env, value, &r->answer) == napi_ok) {
        return;
    }
    if (napi_is_typedarray(env, value, &bytes) != napi_ok || !bytes ||
        napi_get_typedarray_info(env, value, &type, &len, &data, &buffer,
                                 &offset) != napi_ok ||
        type != napi_uint8_array) {
        return;
    }
    if (r->kind == FETCH) {
        r->more = malloc(len + 1);
    }
    if (r->more != NULL) {
        memcpy(r->more, data, len);
        r->answer = (double)len;
    } else if (r->out != NULL && len <= r->cap) {
        if (len > 0) {
            memcpy(r->out, data, len);
        }
        r->answer = (double)len;
    }
}

/* Finds a question that still waits, and takes it out. */
static struct mn_request *
find(struct mn_binding *b, const void *which)
{
    for (struct mn_request *r = b->waiting; r != NULL; r = r->next) {
        if (r == which) {
            return r;
        }
    }
    return NULL;
}

static void
done(struct mn_binding *b, struct mn_request *which)
{
    struct mn_request **at = &b->waiting;

    while (*at != NULL && *at != which) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at         = which->next;
        which->done = true;
        pthread_cond_broadcast(&b->changed);
    }
}

/* answer(question, value): of a question that waits; else it is ignored. */
napi_value
mn_answer(napi_env env, napi_callback_info info)
{
    struct mn_binding *b    = mn_binding_of(env);
    napi_value arguments[2] = {NULL};
    struct mn_request *r    = NULL;
    size_t count            = 2;
    double which            = 0;

    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    napi_get_value_double(env, arguments[0], &which);
    pthread_mutex_lock(&b->lock);
    r = find(b, mn_pointer(which));
    if (r != NULL) {
        take(env, r, arguments[1]);
        done(b, r);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

/* ---- questions ---- */

static napi_value
dispatch(napi_env env, napi_value function, struct mn_request *r, double token)
{
    napi_value arguments[7] = {
        mn_double(env, r->kind), mn_double(env, r->id),
        mn_double(env, token),   mn_double(env, r->a[0]),
        mn_double(env, r->a[1]), mn_double(env, r->a[2]),
        mn_double(env, r->a[3]),
    };
    napi_value self = NULL, answer = NULL;

    napi_get_undefined(env, &self);
    if (napi_call_function(env, self, function, 7, arguments, &answer) !=
        napi_ok) {
        return NULL;
    }
    return answer;
}

/* On JavaScript's thread: a question of another thread has arrived. */
static void
arrived(napi_env env, napi_value function, void *context, void *data)
{
    struct mn_binding *b   = context;
    struct mn_request *r   = NULL;
    struct mn_request copy = {.kind = 0};

    if (env == NULL) {
        return;
    }
    /* It may have been answered meanwhile, and be gone. */
    pthread_mutex_lock(&b->lock);
    r = find(b, data);
    if (r != NULL) {
        copy = *r;
    }
    pthread_mutex_unlock(&b->lock);
    if (r != NULL && dispatch(env, function, &copy, mn_number(data)) == NULL) {
        pthread_mutex_lock(&b->lock);
        if (find(b, data) != NULL) {
            done(b, data);
        }
        pthread_mutex_unlock(&b->lock);
    }
}

static void
ask_here(struct mn_binding *b, struct mn_request *r)
{
    napi_value function = NULL, answer = NULL, thrown = NULL;
    napi_handle_scope scope = NULL;
    bool pending            = false;

    if (napi_open_handle_scope(b->env, &scope) != napi_ok) {
        return;
    }
    if (napi_get_reference_value(b->env, b->dispatch, &function) == napi_ok) {
        answer = dispatch(b->env, function, r, 0);
    }
    if (answer != NULL) {
        take(b->env, r, answer);
    } else if (napi_is_exception_pending(b->env, &pending) == napi_ok &&
               pending) {
        napi_get_and_clear_last_exception(b->env, &thrown);
    }
    napi_close_handle_scope(b->env, scope);
}

static void
ask_there(struct mn_binding *b, struct mn_request *r)
{
    pthread_mutex_lock(&b->lock);
    if (!atomic_load(&b->closing)) {
        r->next    = b->waiting;
        b->waiting = r;
        if (napi_call_threadsafe_function(b->asking, r, napi_tsfn_blocking) !=
            napi_ok) {
            done(b, r);
        }
        while (!r->done) {
            pthread_cond_wait(&b->changed, &b->lock);
        }
    }
    pthread_mutex_unlock(&b->lock);
}

static double
ask(const struct mn_target *t, struct mn_request *r)
{
    struct mn_binding *b = t->binding;

    r->id     = t->id;
    r->answer = -1;
    if (atomic_load(&t->stop)) {
        return -1;
    }
    if (pthread_equal(pthread_self(), b->thread)) {
        ask_here(b, r);
    } else {
        ask_there(b, r);
    }
    return r->answer;
}

static double
ask_plain(void *user, enum kind kind, double first, double second)
{
    struct mn_request r = {.kind = (int32_t)kind, .a = {first, second, 0, 0}};

    return ask(user, &r);
}

/* A question whose answer is bytes for @p out. */
static int32_t
ask_bytes(
    void *user, struct mn_request r, uint8_t *out, size_t cap, size_t *out_len)
{
    double answer = 0;

    r.out    = out;
    r.cap    = cap;
    answer   = ask(user, &r);
    *out_len = answer < 0 || answer > (double)cap ? 0 : (size_t)answer;
    return answer < 0 || answer > (double)cap ? 1 : 0;
}

/* ---- the callbacks ---- */

static int32_t
on_read(void *user, uint8_t *out, size_t cap, size_t *out_len)
{
    return ask_bytes(user,
                     (struct mn_request){.kind = READ, .a = {(double)cap}}, out,
                     cap, out_len);
}

static int32_t
on_read_at(
    void *user, uint64_t offset, uint8_t *out, size_t cap, size_t *out_len)
{
    return ask_bytes(user,
                     (struct mn_request){
                         .kind = READ_AT,
                         .a    = {(double)cap, (double)offset},
                     },
                     out, cap, out_len);
}

static int32_t
on_write(void *user, const uint8_t *data, size_t len)
{
    return ask_plain(user, WRITE, mn_number(data), (double)len) == 0 ? 0 : 1;
}

static int32_t
on_finish(void *user)
{
    return ask_plain(user, FINISH, 0, 0) == 0 ? 0 : 1;
}

/* Once per MiB: whether to go on is known here, how far goes to who listens. */
static int32_t
on_progress(void *user, uint64_t finished, uint64_t total)
{
    const struct mn_target *t = user;

    if (atomic_load(&t->stop) || atomic_load(&t->binding->closing)) {
        return 1;
    }
    if (!atomic_load(&t->listening)) {
        return 0;
    }
    return ask_plain(user, PROGRESS, (double)finished, (double)total) == 0 ? 0
                                                                           : 1;
}

static int32_t
on_unlock(void *user,
          const char *name,
          size_t name_len,
          uint8_t *out,
          size_t cap,
          size_t *out_len)
{
    return ask_bytes(user,
                     (struct mn_request){
                         .kind = UNLOCK,
                         .a = {(double)cap, mn_number(name), (double)name_len},
                     },
                     out, cap, out_len);
}

static int32_t
on_pin(void *user,
       const char *token,
       const char *source,
       uint8_t *out,
       size_t cap,
       size_t *out_len)
{
    return ask_bytes(
        user,
        (struct mn_request){
            .kind = PIN,
            .a    = {(double)cap, mn_number(token), mn_number(source)},
        },
        out, cap, out_len);
}

static int32_t
on_anchor_read(void *user, uint8_t *out, size_t *out_len)
{
    return ask_bytes(user, (struct mn_request){.kind = ANCHOR_READ}, out,
                     MOHUR_ANCHOR_LEN, out_len);
}

static int32_t
on_anchor_write(void *user, const uint8_t *record)
{
    return ask_plain(user, ANCHOR_WRITE, mn_number(record), MOHUR_ANCHOR_LEN) ==
                   0
               ? 0
               : 1;
}

/* Answers are added on the thread that asks. */
static int32_t
on_fetch(void *user,
         const mohur_evidence_request *request,
         mohur_answer *answer)
{
    struct mn_request r = {.kind = FETCH, .a = {mn_number(request)}};
    double len          = ask(user, &r);
    mohur_status st     = MOHUR_E_IO;

    if (len > 0 && r.more != NULL) {
        st = mohur_answer_add(answer, r.more, (size_t)len);
    }
    free(r.more);
    return st == MOHUR_OK ? 0 : 1;
}

static int64_t
on_clock(void *user)
{
    return (int64_t)ask_plain(user, CLOCK, 0, 0);
}

/* A check of the types, which the table below hides. */
static mohur_read_fn *const read_fn                 = on_read;
static mohur_read_at_fn *const read_at_fn           = on_read_at;
static mohur_write_fn *const write_fn               = on_write;
static mohur_finish_fn *const finish_fn             = on_finish;
static mohur_progress_fn *const progress_fn         = on_progress;
static mohur_unlock_fn *const unlock_fn             = on_unlock;
static mohur_pin_fn *const pin_fn                   = on_pin;
static mohur_anchor_read_fn *const anchor_read_fn   = on_anchor_read;
static mohur_anchor_write_fn *const anchor_write_fn = on_anchor_write;
static mohur_evidence_fn *const fetch_fn            = on_fetch;
static mohur_clock_fn *const clock_fn               = on_clock;

/* trampoline(kind): the function of a kind, to be written into a struct. */
napi_value
mn_trampoline(napi_env env, napi_callback_info info)
{
    const uintptr_t all[] = {
        (uintptr_t)read_fn,         (uintptr_t)read_at_fn,
        (uintptr_t)write_fn,        (uintptr_t)finish_fn,
        (uintptr_t)progress_fn,     (uintptr_t)unlock_fn,
        (uintptr_t)pin_fn,          (uintptr_t)anchor_read_fn,
        (uintptr_t)anchor_write_fn, (uintptr_t)fetch_fn,
        (uintptr_t)clock_fn,
    };
    double kind = 0;

    mn_numbers(env, info, &kind, 1);
    return mn_double(env, kind >= 0 && kind < sizeof all / sizeof all[0]
                              ? (double)all[(size_t)kind]
                              : 0);
}

/* ---- targets ---- */

/* target(id): what `user` is to be. */
napi_value
mn_target_new(napi_env env, napi_callback_info info)
{
    struct mn_target *t = calloc(1, sizeof *t);

    if (t == NULL) {
        napi_throw_error(env, NULL, "no memory for a callback");
        return NULL;
    }
    t->binding = mn_binding_of(env);
    mn_numbers(env, info, &t->id, 1);
    return mn_double(env, mn_number(t));
}

napi_value
mn_target_free(napi_env env, napi_callback_info info)
{
    double at = 0;

    mn_numbers(env, info, &at, 1);
    free(mn_pointer(at));
    return NULL;
}

/* set(target, stop, listening) */
napi_value
mn_target_set(napi_env env, napi_callback_info info)
{
    struct mn_target *t = NULL;
    double a[3]         = {0};

    mn_numbers(env, info, a, 3);
    t = mn_pointer(a[0]);
    atomic_store(&t->stop, a[1] != 0);
    atomic_store(&t->listening, a[2] != 0);
    return NULL;
}

/* connect(dispatcher): to be called once, before anything is asked. */
napi_value
mn_connect(napi_env env, napi_callback_info info)
{
    struct mn_binding *b = mn_binding_of(env);
    napi_value function = NULL, name = NULL;
    size_t count = 1;

    napi_get_cb_info(env, info, &count, &function, NULL, NULL);
    napi_create_string_utf8(env, "mohur", NAPI_AUTO_LENGTH, &name);
    if (napi_create_reference(env, function, 1, &b->dispatch) != napi_ok ||
        napi_create_threadsafe_function(env, function, NULL, name, 0, 1, NULL,
                                        NULL, b, arrived,
                                        &b->asking) != napi_ok ||
        napi_unref_threadsafe_function(env, b->asking) != napi_ok) {
        napi_throw_error(env, NULL, "no way back for callbacks");
    }
    return NULL;
}

void
mn_close(struct mn_binding *b)
{
    pthread_mutex_lock(&b->lock);
    atomic_store(&b->closing, true);
    while (b->waiting != NULL) {
        done(b, b->waiting);
    }
    pthread_cond_broadcast(&b->work);
    while (b->threads > 0) {
        pthread_cond_wait(&b->changed, &b->lock);
    }
    pthread_mutex_unlock(&b->lock);
}
