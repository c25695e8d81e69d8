/* SPDX-License-Identifier: Apache-2.0 */
#include "token_fixture.h"

#include "keystore/anchor_place.h"
#include "keystore/anchor_token.h"

/* Anchors in a PKCS#11 token, with SoftHSM2; and where that goes wrong. */

enum {
    ROOM   = MOHUR__ANCHOR_RECORDS_MAX * MOHUR_ANCHOR_LEN,
    WRITES = 3
};

/* The records that the token has of a store. */
struct kept {
    uint8_t record[ROOM];
    size_t len;
};

static mohur_status
anchor(struct fixture *t, mohur_keystore *ks, bool create)
{
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    mohur__error_clear(t->ctx);
    o.path   = token_kit_uri();
    o.create = create;
    return mohur_keystore_anchor_add(ks, &o);
}

static mohur_anchor
level_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.rollback;
}

static uint64_t
events_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.events;
}

/* Opened again, by somebody who knows the PIN. */
static mohur_keystore *
reopen(struct fixture *t, mohur_keystore *ks)
{
    token_kit_fault(NULL);
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    return ks;
}

static mohur_keystore *
put_back(struct fixture *t, mohur_keystore *ks, struct view file)
{
    mohur_keystore_free(ks);
    place_put_back(t, file);
    return reopen(t, NULL);
}

/* ---- the token, by whoever has it and its PIN ---- */

static struct mohur__hsm *
token_open(struct fixture *t)
{
    struct mohur__token_uri uri = {.token = ""};
    struct mohur__hsm *token    = NULL;
    struct mohur__hsm_pin pin   = {token_kit_pin, NULL};

    CHECK_OK(mohur__token_uri_parse(t->ctx, mohur__bytes_text(token_kit_uri()),
                                    &uri));
    CHECK_OK(mohur__hsm_new(t->ctx, &uri, pin, &token));
    return token;
}

static struct kept
token_has(struct fixture *t, const mohur_keystore *ks)
{
    struct mohur__hsm *token = token_open(t);
    struct kept out          = {.len = 0};

    CHECK_OK(mohur__anchor_token_read(t->ctx, token,
                                      MOHUR__BYTES(ks->keys.store_id),
                                      MOHUR__SPAN(out.record), &out.len));
    mohur__hsm_free(token);
    return out;
}

/* In the place of what is there; beside it if the fault is "undying". */
static mohur_status
token_put(struct fixture *t,
          const mohur_keystore *ks,
          const struct kept *kept,
          const char *fault)
{
    struct mohur__hsm *token = token_open(t);
    mohur_status st          = MOHUR_OK;

    token_kit_fault(fault);
    st = mohur__anchor_token_write(
        t->ctx, token, MOHUR__BYTES(ks->keys.store_id), kept->record);
    token_kit_fault(NULL);
    mohur__hsm_free(token);
    mohur__error_clear(t->ctx);
    return st;
}

static size_t
count_of(struct fixture *t, const mohur_keystore *ks)
{
    return token_has(t, ks).len / MOHUR_ANCHOR_LEN;
}

/* ---- in step ---- */

static void
keep_in_step_with_every_change(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);

    CHECK_STATUS(MOHUR_E_IO, anchor(t, ks, false)); /* there is none */
    CHECK_OK(anchor(t, ks, true));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    CHECK_NUMBER(MOHUR__ANCHOR_TOKEN, token_has(t, ks).record[9]);
    for (int i = 0; i < 2; i++) {
        char name[2] = {(char)('a' + i), 0};
        key_add(t, ks, name);
        CHECK_NUMBER(1, count_of(t, ks));
        ks = reopen(t, ks);
        CHECK_OK(anchor(t, ks, false));
    }
    CHECK_STATUS(MOHUR_E_EXISTS, anchor(t, ks, true));
    mohur_keystore_free(ks);
}

static void
share_a_token(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_with_pin(t);
    mohur_keystore *b             = NULL;
    struct mohur__store_seed seed = store_seed();

    CHECK_OK(mohur__store_create(t->ctx, fixture_path(t, "other"), &seed, &b));
    CHECK_OK(mohur_keystore_set_pin(b, token_kit_pin, NULL));
    CHECK_OK(anchor(t, ks, true));
    CHECK_OK(anchor(t, b, true));
    key_add(t, ks, "a");
    key_add(t, b, "b");
    CHECK_NUMBER(1, count_of(t, ks));
    CHECK_NUMBER(1, count_of(t, b));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, b));
    mohur_keystore_free(b);
    mohur_keystore_free(ks);
}

/* ---- set back ---- */

static void
notice_an_older_store(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    struct view before;

    key_add(t, ks, "a");
    CHECK_OK(anchor(t, ks, true));
    before = place_save(t);
    CHECK_OK(key_move(ks, "a", 1, MOHUR_KEY_SUSPENDED));
    ks = put_back(t, ks, before);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_try(ks, "a", 1));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_keystore_accept(ks));
    CHECK_NUMBER(1, count_of(t, ks));
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

/* Somebody put an older record back: the log leads on from it. */
static void
that_were_set_back_move_up_and_have_that_noted(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    uint64_t events    = 0;
    struct kept older;

    CHECK_OK(anchor(t, ks, true));
    older = token_has(t, ks);
    key_add(t, ks, "a");
    key_add(t, ks, "b");
    CHECK_OK(token_put(t, ks, &older, NULL));
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    events = events_of(t, ks);
    key_add(t, ks, "c");
    CHECK_NUMBER(events + 2, events_of(t, ks));
    mohur_keystore_free(ks);
}

/* What no such anchor can notice: whoever has the store, token and PIN. */
static void
that_were_set_back_with_the_store_notice_nothing(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    struct view before;
    struct kept older;

    CHECK_OK(anchor(t, ks, true));
    older  = token_has(t, ks);
    before = place_save(t);
    key_add(t, ks, "a");
    CHECK_OK(token_put(t, ks, &older, NULL));
    ks = put_back(t, ks, before);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

static void
are_of_one_store(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    struct kept changed, left;

    CHECK_OK(anchor(t, ks, true));
    changed = token_has(t, ks);
    changed.record[40] ^= 1;
    CHECK_OK(token_put(t, ks, &changed, NULL));
    key_add(t, ks, "a"); /* is made, and the record left as it is */
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    left = token_has(t, ks);
    CHECK_NUMBER(MOHUR_ANCHOR_LEN, left.len);
    CHECK(memcmp(changed.record, left.record, left.len) == 0);
    ks = reopen(t, ks);
    CHECK_STATUS(MOHUR_E_AUTH, anchor(t, ks, false));
    mohur_keystore_free(ks);
}

static void
have_the_length_of_one(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_with_pin(t);
    struct mohur__hsm *token = token_open(t);
    mohur__bytes label       = MOHUR__TEXT("mohur test");
    uint8_t room[2]          = {0};
    size_t len               = 0;

    CHECK_OK(mohur__hsm_data_write(t->ctx, token, label, MOHUR__TEXT("one")));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__hsm_data_read(t->ctx, token, label, 2,
                                                      MOHUR__SPAN(room), &len));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(
        MOHUR_E_BACKEND,
        mohur__hsm_data_read(t->ctx, token, label, 3, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(0, len);
    mohur__hsm_free(token);
    mohur_keystore_free(ks);
}

/* ---- a writer that was stopped ---- */

static mohur_status
change_one(mohur_keystore *ks)
{
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;
    mohur_key *key         = NULL;
    mohur_key_options made =
        key_options("killed", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_status st = MOHUR_OK;

    o.path = token_kit_uri();
    st     = mohur_keystore_anchor_add(ks, &o);
    return st == MOHUR_OK ? mohur_keystore_key_new(ks, &made, &key) : st;
}

/* The change is in the store; the token has the record of before, and with
 * it that of after if it was killed later. */
static void
check_killed(struct fixture *t, const char *fault, size_t records)
{
    mohur_keystore *ks = store_with_pin(t);

    CHECK_OK(anchor(t, ks, true));
    mohur_keystore_free(ks);
    token_crash(t, fault, change_one);
    ks = reopen(t, NULL);
    CHECK_NUMBER(records, count_of(t, ks));
    CHECK_OK(anchor(t, ks, false));
    CHECK_NUMBER(1, count_of(t, ks));
    CHECK_OK(key_try(ks, "killed", 1));
    key_add(t, ks, "next");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
move_up_behind_a_writer_that_was_killed(void **state)
{
    check_killed(*state, "kill-keeping", 1);
}

static void
are_two_behind_a_writer_that_was_killed_later(void **state)
{
    check_killed(*state, "kill-kept", 2);
}

/* Of two records the older alone would have let this store pass. */
static void
that_are_two_notice_a_store_from_between(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    struct view before;

    CHECK_OK(anchor(t, ks, true));
    before = place_save(t);
    mohur_keystore_free(ks);
    token_crash(t, "kill-kept", change_one);
    ks = put_back(t, NULL, before);
    CHECK_NUMBER(2, count_of(t, ks));
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    mohur_keystore_free(ks);
}

/* Two copies that were changed at a time: neither follows from both. */
static void
that_are_of_twins_refuse_both(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    struct view twin[2];
    struct view before;
    struct kept first, begun;

    CHECK_OK(anchor(t, ks, true));
    before = place_save(t);
    begun  = token_has(t, ks);
    key_add(t, ks, "a");
    first   = token_has(t, ks);
    twin[0] = place_save(t);
    CHECK_OK(token_put(t, ks, &begun, NULL));
    ks = put_back(t, ks, before);
    CHECK_OK(anchor(t, ks, false));
    key_add(t, ks, "b");
    twin[1] = place_save(t);
    CHECK_STATUS(MOHUR_E_IO, token_put(t, ks, &first, "undying"));
    CHECK_NUMBER(2, count_of(t, ks));
    for (size_t i = 0; i < 2; i++) {
        ks = put_back(t, ks, twin[i]);
        CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    }
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_keystore_accept(ks));
    CHECK_NUMBER(1, count_of(t, ks));
    mohur_keystore_free(ks);
}

/* Without CHECK: a child does not come back from that. */
static mohur_status
write_some(mohur_keystore *ks, const char *who)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_status st          = MOHUR_OK;

    for (int i = 0; st == MOHUR_OK && i < WRITES; i++) {
        mohur_key *key = NULL;
        char name[16];
        mohur_key_options o;

        snprintf(name, sizeof name, "%s %d", who, i);
        o  = key_options(name, MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
        st = mohur_keystore_key_new(ks, &o, &key);
        mohur_key_free(key);
    }
    st = st == MOHUR_OK ? mohur_keystore_get_info(ks, &info) : st;
    return st == MOHUR_OK && info.rollback != MOHUR_ANCHOR_LOCAL ? MOHUR_E_IO
                                                                 : st;
}

static int
child_writes(struct fixture *t)
{
    mohur_ctx *ctx         = NULL;
    mohur_keystore *ks     = NULL;
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    o.path = token_kit_uri();
    return mohur_ctx_new(NULL, &ctx) == MOHUR_OK &&
                   store_open_with(ctx, store_path(t), &ks) == MOHUR_OK &&
                   mohur_keystore_set_pin(ks, token_kit_pin, NULL) ==
                       MOHUR_OK &&
                   mohur_keystore_anchor_add(ks, &o) == MOHUR_OK &&
                   write_some(ks, "child") == MOHUR_OK
               ? 0
               : 1;
}

static void
are_moved_by_two_writers_in_turn(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    int status         = -1;
    pid_t child        = -1;

    CHECK_OK(anchor(t, ks, true));
    child = fork();
    if (child == 0) {
        _exit(child_writes(t));
    }
    CHECK_OK(write_some(ks, "parent"));
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    key_add(t, ks, "last");
    CHECK_NUMBER(1, count_of(t, ks));
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* ---- a token that is away ---- */

static void
stay_behind_while_they_are_not_reached(void **state)
{
    static const char *const faults[] = {"gone", "sessions", "full", "found",
                                         "undying"};
    struct fixture *t                 = *state;
    mohur_keystore *ks                = store_with_pin(t);

    CHECK_OK(anchor(t, ks, true));
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char name[2] = {(char)('a' + i), 0};
        char next[2] = {(char)('A' + i), 0};

        token_kit_fault(faults[i]);
        key_add(t, ks, name); /* is made, and told of */
        CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
        token_kit_fault(NULL);
        key_add(t, ks, next);
        CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
        CHECK_NUMBER(1, count_of(t, ks));
    }
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

static void
are_not_added_where_a_token_is_not(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_fresh(t);
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    token_kit_fault(NULL);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, anchor(t, ks, true)); /* no PIN */
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    o.create = true;
    o.path   = "pkcs11:token=a%20token";
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(ks, &o));
    o.path = "pkcs11:token=none?module-path=/nowhere/module.so";
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_anchor_add(ks, &o));
    token_kit_fault("full");
    CHECK_STATUS(MOHUR_E_IO, anchor(t, ks, true));
    token_kit_fault(NULL);
    CHECK_OK(anchor(t, ks, true)); /* which the other did not leave */
    mohur_keystore_free(ks);
}

/* The right PIN at first; later a wrong one.  It counts. */
struct changed_pin {
    size_t calls;
    bool wrong;
};

static int32_t
pin_that_changes(void *user,
                 const char *token,
                 const char *source,
                 uint8_t *out,
                 size_t out_cap,
                 size_t *out_len)
{
    struct changed_pin *p = user;
    int32_t failed =
        token_kit_pin(&p->calls, token, source, out, out_cap, out_len);

    if (p->wrong) {
        out[0] ^= 1;
    }
    return failed;
}

/* A token ends after a few tries, and changes are many. */
static void
show_a_wrong_pin_once(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_fresh(t);
    struct changed_pin at = {0, false};

    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, pin_that_changes, &at));
    CHECK_OK(anchor(t, ks, true));
    CHECK_NUMBER(1, at.calls);
    token_kit_fault("gone");
    key_add(t, ks, "a");
    token_kit_fault(NULL);
    at.wrong = true;
    key_add(t, ks, "b");
    key_add(t, ks, "c");
    CHECK_NUMBER(2, at.calls);
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    at.wrong = false;
    ks       = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    mohur_keystore_free(ks);
}

static void
are_the_parents_in_a_forked_child(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    int status         = -1;
    pid_t child        = -1;

    CHECK_OK(anchor(t, ks, true));
    child = fork();
    if (child == 0) {
        mohur_keystore_free(ks);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    mohur_keystore_free(ks);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);

    CHECK_OK(anchor(t, ks, true));
    ks = reopen(t, ks);
    for (size_t nth = 1;; nth++) {
        mohur_status st = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = anchor(t, ks, false);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
    }
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(keep_in_step_with_every_change),
        CASE(share_a_token),
        CASE(notice_an_older_store),
        CASE(that_were_set_back_move_up_and_have_that_noted),
        CASE(that_were_set_back_with_the_store_notice_nothing),
        CASE(are_of_one_store),
        CASE(have_the_length_of_one),
        CASE(move_up_behind_a_writer_that_was_killed),
        CASE(are_two_behind_a_writer_that_was_killed_later),
        CASE(that_are_two_notice_a_store_from_between),
        CASE(that_are_of_twins_refuse_both),
        CASE(are_moved_by_two_writers_in_turn),
        CASE(stay_behind_while_they_are_not_reached),
        CASE(are_not_added_where_a_token_is_not),
        CASE(show_a_wrong_pin_once),
        CASE(are_the_parents_in_a_forked_child),
        CASE(survive_every_failed_allocation),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed =
        cmocka_run_group_tests_name("anchors in a token", cases, NULL, NULL);
    token_kit_end();
    return failed;
}
