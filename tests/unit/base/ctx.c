/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "base/secret.h"
#include "check.h"

static void
begins_without_an_error(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR_OK, mohur_ctx_status(t->ctx));
    CHECK_TEXT("", mohur_ctx_message(t->ctx));
}

static void
forgets_the_last_error_at_each_call(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_IO, mohur__error(t->ctx, MOHUR_E_IO, "before"));
    CHECK_OK(mohur__ctx_enter(t->ctx));
}

static void
is_checked_before_it_is_used(void **state)
{
    struct fixture *t = *state;
    mohur_ctx wrong   = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_enter(NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_enter(&wrong));
    mohur__ctx_free(&wrong);
    mohur__ctx_free(NULL);
}

static void
may_be_null_for_its_getters(void **state)
{
    (void)state;
    CHECK_TEXT("", mohur_ctx_message(NULL));
    CHECK_NUMBER(MOHUR_E_ARGUMENT, mohur_ctx_status(NULL));
    CHECK_NUMBER(MOHUR_MEMORY_NONE, mohur_ctx_memory_level(NULL));
    mohur_ctx_on_progress(NULL, NULL, NULL);
}

static void
refuses_options_that_cannot_be(void **state)
{
    struct fixture *t         = *state;
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = t->ctx;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, NULL));
    options.jobs = 65;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
    CHECK(ctx == NULL);
    options.jobs = 0;
    options.size = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
}

static void
refuses_a_system_that_cannot_be(void **state)
{
    static const mohur_backend_choice choices[1] = {{0, 0}};
    struct fixture *t                            = *state;
    mohur_sys sys                                = MOHUR_SYS_INIT;
    mohur_ctx_options options                    = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx                               = NULL;

    options.sys = &sys;
    sys.alloc   = alloc_take;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
    sys.alloc   = NULL;
    sys.release = alloc_release;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
    sys.release     = NULL;
    sys.choices_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
    sys.choices     = choices;
    sys.choices_len = 65;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
    sys.size = 3;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__ctx_new(&options, &ctx));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (int mode = ALLOC_ONCE; mode <= ALLOC_FOR_GOOD; mode++) {
        for (size_t nth = 1;; nth++) {
            alloc_fail_at(&t->alloc, nth, (enum alloc_mode)mode);
            mohur_ctx *ctx = fixture_ctx(t, 4);
            if (!alloc_has_failed(&t->alloc)) {
                CHECK(ctx != NULL && nth > 3);
                fixture_ctx_free(t, ctx);
                break;
            }
            CHECK(ctx == NULL);
        }
    }
}

static void
has_the_system_where_nothing_is_replaced(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = NULL;
    uint8_t a[32]     = {0};
    uint8_t b[32]     = {0};

    CHECK_OK(mohur__ctx_new(NULL, &ctx));
    CHECK_OK(mohur__random(ctx, MOHUR__SPAN(a)));
    CHECK_OK(mohur__random(ctx, MOHUR__SPAN(b)));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(a), MOHUR__BYTES(b)));
    CHECK(mohur__now(ctx) > 1700000000);
    mohur__ctx_free(ctx);
}

static void
has_the_clock_it_was_given(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(FIXTURE_NOW, mohur__now(t->ctx));
    t->now++;
    CHECK_NUMBER(FIXTURE_NOW + 1, mohur__now(t->ctx));
}

static void
leaves_nothing_of_randomness_that_failed(void **state)
{
    struct fixture *t = *state;
    uint8_t room[32]  = {0};

    t->random.fail_at = 1;
    CHECK_STATUS(MOHUR_E_BACKEND, mohur__random(t->ctx, MOHUR__SPAN(room)));
    CHECK(mohur__bytes_zero(MOHUR__BYTES(room)));
    CHECK_MESSAGE("random");
}

static void
draws_no_randomness_for_nothing(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(mohur__random(t->ctx, mohur__span_of(NULL, 0)));
    CHECK_NUMBER(0, atomic_load(&t->random.calls));
}

struct progress {
    mohur_ctx *ctx;
    mohur_status inside; /* what a call from within came to */
    uint64_t done;
    uint64_t total;
    int32_t answer;
};

static int32_t
note_progress(void *user, uint64_t done, uint64_t total)
{
    struct progress *p = user;

    p->inside = mohur__ctx_enter(p->ctx);
    p->done   = done;
    p->total  = total;
    return p->answer;
}

static void
tells_how_far_it_is(void **state)
{
    struct fixture *t = *state;
    struct progress p = {.ctx = t->ctx};

    CHECK_OK(mohur__progress(t->ctx, 1, 2));
    mohur_ctx_on_progress(t->ctx, note_progress, &p);
    CHECK_OK(mohur__progress(t->ctx, 3, UINT64_MAX));
    CHECK(p.done == 3 && p.total == UINT64_MAX);
    mohur_ctx_on_progress(t->ctx, NULL, NULL);
    CHECK_OK(mohur__progress(t->ctx, 4, 5));
    CHECK(p.done == 3);
}

static void
stops_when_the_caller_says_so(void **state)
{
    struct fixture *t = *state;
    struct progress p = {.ctx = t->ctx, .answer = 1};

    mohur_ctx_on_progress(t->ctx, note_progress, &p);
    CHECK_STATUS(MOHUR_E_CANCELLED, mohur__progress(t->ctx, 7, 9));
    CHECK_MESSAGE("after 7 bytes");
}

static void
lets_no_callback_back_in(void **state)
{
    struct fixture *t = *state;
    struct progress p = {.ctx = t->ctx};

    mohur_ctx_on_progress(t->ctx, note_progress, &p);
    CHECK_OK(mohur__progress(t->ctx, 1, 1));
    CHECK_NUMBER(MOHUR_E_STATE, p.inside);
    CHECK_OK(mohur__ctx_enter(t->ctx));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(begins_without_an_error),
        CASE_BASE(forgets_the_last_error_at_each_call),
        CASE_BASE(is_checked_before_it_is_used),
        CASE_BASE(may_be_null_for_its_getters),
        CASE_BASE(refuses_options_that_cannot_be),
        CASE_BASE(refuses_a_system_that_cannot_be),
        CASE_BASE(survives_every_failed_allocation),
        CASE_BASE(has_the_system_where_nothing_is_replaced),
        CASE_BASE(has_the_clock_it_was_given),
        CASE_BASE(leaves_nothing_of_randomness_that_failed),
        CASE_BASE(draws_no_randomness_for_nothing),
        CASE_BASE(tells_how_far_it_is),
        CASE_BASE(stops_when_the_caller_says_so),
        CASE_BASE(lets_no_callback_back_in),
    };
    return cmocka_run_group_tests_name("a context", cases, NULL, NULL);
}
