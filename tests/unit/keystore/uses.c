/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "keystore/uses.h"

#include <pthread.h>

/* A counter of uses that several keys and threads share. */

enum {
    THREADS = 4,
    STOCK   = 10000
};

static void
has_none_at_first_and_where_there_is_no_counter(void **state)
{
    struct fixture *t     = *state;
    struct mohur__uses *u = NULL;

    CHECK_OK(mohur__uses_new(t->ctx, &u));
    CHECK(!mohur__uses_take(u));
    CHECK_NUMBER(0, mohur__uses_left(u));
    CHECK(!mohur__uses_take(NULL));
    CHECK_NUMBER(0, mohur__uses_left(NULL));
    CHECK(mohur__uses_hold(NULL) == NULL);
    mohur__uses_free(NULL);
    mohur__uses_free(u);
}

static void
gives_as_many_as_were_put_in(void **state)
{
    struct fixture *t     = *state;
    struct mohur__uses *u = NULL;

    CHECK_OK(mohur__uses_new(t->ctx, &u));
    mohur__uses_add(u, 2);
    CHECK(mohur__uses_take(u));
    mohur__uses_add(u, 1);
    CHECK(mohur__uses_take(u));
    CHECK(mohur__uses_take(u));
    CHECK(!mohur__uses_take(u));
    mohur__uses_free(u);
}

static void
is_drained_by_its_last_holder_alone(void **state)
{
    struct fixture *t        = *state;
    struct mohur__uses *u    = NULL;
    struct mohur__uses *both = NULL;

    CHECK_OK(mohur__uses_new(t->ctx, &u));
    mohur__uses_add(u, 3);
    both = mohur__uses_hold(u);
    CHECK_NUMBER(0, mohur__uses_drain(u));
    CHECK_NUMBER(3, mohur__uses_left(u));
    mohur__uses_free(both);
    CHECK_NUMBER(3, mohur__uses_drain(u));
    CHECK_NUMBER(0, mohur__uses_left(u));
    mohur__uses_free(u);
}

static void *
take_all(void *u)
{
    size_t n = 0;

    while (mohur__uses_take(u)) {
        n++;
    }
    return (void *)n;
}

static void
gives_no_use_to_two_threads(void **state)
{
    struct fixture *t     = *state;
    struct mohur__uses *u = NULL;
    pthread_t threads[THREADS];
    size_t sum = 0;

    CHECK_OK(mohur__uses_new(t->ctx, &u));
    mohur__uses_add(u, STOCK);
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, take_all, u) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *n = NULL;
        CHECK(pthread_join(threads[i], &n) == 0);
        sum += (size_t)n;
    }
    CHECK_NUMBER(STOCK, sum);
    mohur__uses_free(u);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_none_at_first_and_where_there_is_no_counter),
        CASE(gives_as_many_as_were_put_in),
        CASE(is_drained_by_its_last_holder_alone),
        CASE(gives_no_use_to_two_threads),
    };
    return cmocka_run_group_tests_name("a counter of uses", cases, NULL, NULL);
}
