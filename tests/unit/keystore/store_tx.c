/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

/* A transaction of a store, and others at the same time. */

enum {
    PROCESSES = 3,
    TURNS     = 6
};

static uint64_t
seq_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.seq;
}

static void
counts_every_change_once(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    CHECK_NUMBER(1, seq_of(t, ks));
    key_add(t, ks, "k");
    CHECK_NUMBER(2, seq_of(t, ks));
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_NUMBER(3, seq_of(t, ks));
    CHECK_OK(key_try(ks, "k", 0));
    CHECK_NUMBER(3, seq_of(t, ks));
    mohur_keystore_free(ks);
}

static void
leaves_nothing_behind_when_it_ends_without_a_commit(void **state)
{
    struct fixture *t         = *state;
    mohur_keystore *ks        = store_new(t);
    struct mohur__event event = {.type = MOHUR__EVENT_KEY_CREATE};
    uint64_t n                = 0;

    CHECK_OK(mohur__store_begin(ks, MOHUR__TX_WRITE));
    CHECK_OK(mohur__store_event(ks, &event, &n));
    CHECK_NUMBER(1, n);
    mohur__store_end(ks);
    mohur__store_end(ks);
    CHECK_NUMBER(1, seq_of(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
is_not_begun_inside_another(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    CHECK_OK(mohur__store_begin(ks, MOHUR__TX_READ));
    CHECK_STATUS(MOHUR_E_INTERNAL, mohur__store_begin(ks, MOHUR__TX_READ));
    mohur_keystore_free(ks);
}

/* A reader that does not end keeps a writer from its commit, no more. */
static void
is_undone_if_somebody_reads_on_and_may_be_tried_again(void **state)
{
    struct fixture *t = *state;
    mohur_keystore *a = NULL;
    mohur_keystore *b = NULL;
    uint32_t version  = 0;

    store_is_file(); /* on a server they do not meet */
    a = store_new(t);
    b = store_reopen(t);
    key_add(t, a, "k");
    CHECK_OK(mohur__store_begin(a, MOHUR__TX_READ));
    CHECK_STATUS(MOHUR_E_BUSY, key_rotate(b, "k", &version));
    CHECK_NUMBER(2, mohur__row_int(&a->head, MOHUR__STORE_SEQ));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__store_commit(a));
    CHECK_OK(key_rotate(b, "k", &version));
    CHECK_NUMBER(2, version);
    mohur_keystore_free(a);
    mohur_keystore_free(b);
}

static void
never_goes_back_in_time(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    int64_t late       = t->now + 1000;

    t->now = late;
    key_add(t, ks, "k");
    t->now -= 500;
    CHECK_OK(mohur__store_begin(ks, MOHUR__TX_READ));
    CHECK_NUMBER(late, mohur__store_time(ks));
    CHECK_OK(mohur__store_commit(ks));
    mohur_keystore_free(ks);
}

/* ---- somebody rotates between our look and our lock ---- */

struct meddler {
    mohur_keystore *ks;
    mohur_status st;
    bool armed;
    uint64_t drawn;
};

/* Draws random bytes; the first time, it rotates the key itself. */
static int32_t
meddle(void *user, uint8_t *out, size_t len)
{
    struct meddler *m = user;
    uint32_t version  = 0;

    if (m->armed) {
        m->armed = false;
        m->st    = key_rotate(m->ks, "k", &version);
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(++m->drawn * 151 >> 3);
    }
    return 0;
}

static void
is_busy_if_another_rotated_meanwhile(void **state)
{
    struct fixture *t         = *state;
    struct meddler m          = {store_new(t), MOHUR_E_INTERNAL, false, 1};
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_sys sys             = MOHUR_SYS_INIT;
    mohur_ctx *ctx            = NULL;
    mohur_keystore *ks        = NULL;
    uint32_t version          = 0;

    key_add(t, m.ks, "k");
    sys.random  = meddle;
    sys.user    = &m;
    options.sys = &sys;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    CHECK_OK(store_open_with(ctx, store_path(t), &ks));
    m.armed = true;
    CHECK_STATUS(MOHUR_E_BUSY, key_rotate(ks, "k", &version));
    CHECK_NUMBER(0, version);
    CHECK_STATUS(MOHUR_OK, m.st);
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_NUMBER(3, version);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    mohur_ctx_free(ctx);
    mohur_keystore_free(m.ks);
}

/* ---- many processes ---- */

/* Rotate until it succeeded so many times; 0 if it did. */
static int
rotate_in_child(const char *path)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    uint32_t version   = 0;
    uint32_t last      = 0;
    int done           = 0;

    if (mohur_ctx_new(NULL, &ctx) != MOHUR_OK ||
        store_open_with(ctx, path, &ks) != MOHUR_OK) {
        return 1;
    }
    while (done < TURNS) {
        mohur_status st = key_rotate(ks, "k", &version);
        if (st == MOHUR_OK && version > last) {
            last = version;
            done++;
        } else if (st != MOHUR_E_BUSY) {
            return 2;
        }
    }
    mohur_keystore_free(ks);
    mohur_ctx_free(ctx);
    return 0;
}

static void
is_one_after_the_other_for_many_processes(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;
    pid_t child[PROCESSES];
    int status = -1;

    key_add(t, ks, "k");
    for (int i = 0; i < PROCESSES; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            _exit(rotate_in_child(store_path(t)));
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        CHECK(waitpid(child[i], &status, 0) == child[i]);
        CHECK_NUMBER(0, status);
    }
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(1 + PROCESSES * TURNS, mohur_key_list_len(list));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(counts_every_change_once),
        CASE(leaves_nothing_behind_when_it_ends_without_a_commit),
        CASE(is_not_begun_inside_another),
        CASE(is_undone_if_somebody_reads_on_and_may_be_tried_again),
        CASE(never_goes_back_in_time),
        CASE(is_busy_if_another_rotated_meanwhile),
        CASE(is_one_after_the_other_for_many_processes),
    };
    return cmocka_run_group_tests_name("a transaction", cases, NULL, NULL);
}
