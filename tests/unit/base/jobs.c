/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jobs.h"
#include "base/ctx.h"
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TASKS = 200
};

struct work {
    struct mohur__task task;
    uint64_t in;
    uint64_t out;
    pthread_t thread;
    bool signals_blocked;
    atomic_size_t *running;
    atomic_size_t *most;
};

static void
compute(void *arg)
{
    struct work *w = arg;
    sigset_t mask;
    size_t now = w->running != NULL ? atomic_fetch_add(w->running, 1) + 1 : 0;

    if (w->most != NULL && now > atomic_load(w->most)) {
        atomic_store(w->most, now);
    }
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    w->signals_blocked = sigismember(&mask, SIGINT) == 1;
    w->thread          = pthread_self();
    w->out             = w->in;
    for (size_t i = 0; i < 1000; i++) {
        w->out = w->out * 6364136223846793005U + 1442695040888963407U;
    }
    if (w->running != NULL) {
        atomic_fetch_sub(w->running, 1);
    }
}

static uint64_t
expected(uint64_t in)
{
    struct work w = {.in = in};

    compute(&w);
    return w.out;
}

static void
run_all(struct mohur__jobs *jobs, struct work *works, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        works[i].in   = i;
        works[i].task = (struct mohur__task){.run = compute, .arg = &works[i]};
        mohur__jobs_submit(jobs, &works[i].task);
    }
    for (size_t i = 0; i < len; i++) {
        mohur__jobs_wait(jobs, &works[i].task);
        CHECK(works[i].out == expected(i));
    }
}

static void
are_done_at_once_without_threads(void **state)
{
    struct fixture *t = *state;
    struct work w     = {.in = 5};

    CHECK_NUMBER(1, mohur__jobs_width(t->ctx->jobs));
    w.task = (struct mohur__task){.run = compute, .arg = &w};
    mohur__jobs_submit(t->ctx->jobs, &w.task);
    CHECK(w.out == expected(5));
    CHECK(pthread_equal(w.thread, pthread_self()));
    mohur__jobs_wait(t->ctx->jobs, &w.task);
}

static void
are_all_done_by_threads(void **state)
{
    struct fixture *t     = *state;
    mohur_ctx *ctx        = fixture_ctx(t, 4);
    atomic_size_t running = 0;
    atomic_size_t most    = 0;
    struct work works[TASKS];

    memset(works, 0, sizeof works);
    for (size_t i = 0; i < TASKS; i++) {
        works[i].running = &running;
        works[i].most    = &most;
    }
    CHECK_NUMBER(4, mohur__jobs_width(ctx->jobs));
    run_all(ctx->jobs, works, TASKS);
    CHECK(atomic_load(&most) <= 4);
    for (size_t i = 0; i < TASKS; i++) {
        CHECK(works[i].signals_blocked ||
              pthread_equal(works[i].thread, pthread_self()));
    }
    run_all(ctx->jobs, works, 3); /* the threads are there already */
    fixture_ctx_free(t, ctx);
}

/* Waits for the last first: the waiter has to work on the queue. */
static void
may_be_waited_for_in_any_order(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = fixture_ctx(t, 2);
    struct work works[20];

    memset(works, 0, sizeof works);
    for (size_t i = 0; i < 20; i++) {
        works[i].in   = i;
        works[i].task = (struct mohur__task){.run = compute, .arg = &works[i]};
        mohur__jobs_submit(ctx->jobs, &works[i].task);
    }
    for (size_t i = 20; i > 0; i--) {
        mohur__jobs_wait(ctx->jobs, &works[i - 1].task);
        CHECK(works[i - 1].out == expected(i - 1));
    }
    fixture_ctx_free(t, ctx);
}

/* A thread for each job that is handed over; some are refused. */
struct executor {
    mohur_ctx *ctx;
    size_t taken;
    size_t refused;
    mohur_status inside;
    pthread_t threads[TASKS];
    struct {
        mohur_job_fn *run;
        void *job;
    } jobs[TASKS];
};

static void *
executor_thread(void *arg)
{
    struct {
        mohur_job_fn *run;
        void *job;
    } job;

    memcpy(&job, arg, sizeof job);
    job.run(job.job);
    return NULL;
}

static int32_t
executor_submit(void *user, mohur_job_fn *run, void *job)
{
    struct executor *e = user;

    if (e->ctx != NULL) {
        e->inside = mohur__ctx_enter(e->ctx);
    }
    if ((e->taken + e->refused) % 3 == 2) {
        e->refused++;
        return 1;
    }
    e->jobs[e->taken].run = run;
    e->jobs[e->taken].job = job;
    if (pthread_create(&e->threads[e->taken], NULL, executor_thread,
                       &e->jobs[e->taken]) != 0) {
        return 1;
    }
    e->taken++;
    return 0;
}

static void
may_go_to_the_callers_executor(void **state)
{
    struct fixture *t         = *state;
    struct executor e         = {0};
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;
    struct work works[30];

    memset(works, 0, sizeof works);
    options.jobs        = 8;
    options.submit      = executor_submit;
    options.submit_user = &e;
    CHECK_OK(mohur__ctx_new(&options, &ctx));
    e.ctx = ctx;
    CHECK_NUMBER(8, mohur__jobs_width(ctx->jobs));
    run_all(ctx->jobs, works, 30);
    CHECK_NUMBER(20, e.taken);
    CHECK_NUMBER(10, e.refused);
    CHECK_NUMBER(MOHUR_E_STATE, e.inside);
    CHECK_OK(mohur__ctx_enter(ctx));
    mohur__ctx_free(ctx);
    for (size_t i = 0; i < e.taken; i++) {
        pthread_join(e.threads[i], NULL);
    }
}

static void
start_no_thread_unasked(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = fixture_ctx(t, 64);

    /* Nothing to join, and no lock to destroy. */
    fixture_ctx_free(t, ctx);
    mohur__jobs_free(NULL);
    CHECK_OK(mohur__ctx_enter(t->ctx));
}

static void
do_not_hang_a_forked_child(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = fixture_ctx(t, 3);
    int status        = -1;
    struct work works[5];
    pid_t pid;

    memset(works, 0, sizeof works);
    run_all(ctx->jobs, works, 5);
    pid = fork();
    if (pid == 0) {
        alarm(20);
        mohur__ctx_free(ctx);
        _exit(0);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    fixture_ctx_free(t, ctx);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(are_done_at_once_without_threads),
        CASE_BASE(are_all_done_by_threads),
        CASE_BASE(may_be_waited_for_in_any_order),
        CASE_BASE(may_go_to_the_callers_executor),
        CASE_BASE(start_no_thread_unasked),
        CASE_BASE(do_not_hang_a_forked_child),
    };
    return cmocka_run_group_tests_name("jobs", cases, NULL, NULL);
}
