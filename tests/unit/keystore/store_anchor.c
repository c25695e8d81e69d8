/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include "keystore/anchor.h"
#include "keystore/ring.h"
#include <mohur/anchor.h>

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Anchors of a store: old files are noticed, crashes are not mistaken. */

static mohur_anchor_options
in_file(struct fixture *t, bool create)
{
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    o.path   = fixture_path(t, "anchor");
    o.create = create;
    return o;
}

static mohur_status
anchor(struct fixture *t, mohur_keystore *ks, bool create)
{
    mohur_anchor_options o = in_file(t, create);

    mohur__error_clear(t->ctx);
    return mohur_keystore_anchor_add(ks, &o);
}

/* The store as it was, opened again. */
static mohur_keystore *
put_back(struct fixture *t, mohur_keystore *ks, struct view file)
{
    mohur_keystore_free(ks);
    place_put_back(t, file);
    return store_reopen(t);
}

static mohur_anchor
level_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.rollback;
}

static void
keep_in_step_with_every_change(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    CHECK_STATUS(MOHUR_E_IO, anchor(t, ks, false));
    CHECK_OK(anchor(t, ks, true));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    for (int i = 0; i < 3; i++) {
        char name[2] = {(char)('a' + i), 0};
        key_add(t, ks, name);
        mohur_keystore_free(ks);
        ks = store_reopen(t);
        CHECK_OK(anchor(t, ks, false));
    }
    CHECK_STATUS(MOHUR_E_EXISTS, anchor(t, ks, true));
    mohur_keystore_free(ks);
}

/* One change back, two, and another change of the same number. */
static void
notice_an_older_file(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    struct view before[2];
    struct view now;

    CHECK_OK(anchor(t, ks, true));
    before[0] = place_save(t);
    key_add(t, ks, "a");
    before[1] = place_save(t);
    key_add(t, ks, "b");
    now = place_save(t);
    for (int i = 0; i < 2; i++) {
        ks = put_back(t, ks, before[i]);
        CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
        CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    }
    ks = put_back(t, ks, before[1]);
    key_add(t, ks, "another b"); /* without the anchor: a twin */
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    ks = put_back(t, ks, now);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

/* A twin that is ahead of the anchor does not follow from it either. */
static void
notice_a_file_that_went_its_own_way(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    struct view before;

    CHECK_OK(anchor(t, ks, true));
    before = place_save(t);
    key_add(t, ks, "a");
    ks = put_back(t, ks, before);
    key_add(t, ks, "b");
    key_add(t, ks, "c");
    key_add(t, ks, "d");
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    mohur_keystore_free(ks);
}

static void
leave_a_store_that_was_set_back_to_list_alone(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;
    uint32_t version     = 0;
    mohur_key *key       = NULL;
    mohur_key_options o =
        key_options("new", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    struct view before;

    key_add(t, ks, "a");
    CHECK_OK(anchor(t, ks, true));
    before = place_save(t);
    CHECK_OK(key_move(ks, "a", 1, MOHUR_KEY_SUSPENDED));
    ks = put_back(t, ks, before);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_try(ks, "a", 0));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_rotate(ks, "a", &version));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_move(ks, "a", 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_ROLLBACK, mohur_keystore_key_new(ks, &o, &key));
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(1, mohur_key_list_len(list));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

static void
follow_a_store_that_is_accepted(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    struct view before;

    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_accept(ks));
    CHECK_OK(anchor(t, ks, true));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_accept(ks));
    before = place_save(t);
    key_add(t, ks, "a");
    key_add(t, ks, "b");
    ks = put_back(t, ks, before);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    CHECK_OK(mohur_keystore_accept(ks));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    key_add(t, ks, "c");
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

static void
are_accepted_by_a_custodian_and_an_officer(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    struct people p    = {0};
    mohur_sink *sink   = NULL;
    struct view before, request;

    people_new(t, &p);
    people_join(t, ks, &p);
    CHECK_OK(mohur_keystore_role_begin(ks));
    CHECK_OK(anchor(t, ks, true));
    before = place_save(t);
    CHECK_OK(mohur_keystore_act_as(ks, p.key[MANAGER]));
    key_add(t, ks, "a");
    ks = put_back(t, ks, before);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    CHECK_OK(mohur_keystore_act_as(ks, p.key[OFFICER_A]));
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_accept(ks));
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(ks, 1, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, mohur_keystore_accept(ks));
    request = sink_bytes(t, sink);
    mohur_sink_free(sink);
    approve(t, ks, request, p.key[CUSTODIAN]);
    CHECK_OK(mohur_keystore_accept(ks));
    people_free(&p);
    mohur_keystore_free(ks);
}

/* ---- crashes, and handles without the anchor ---- */

static void
move_up_behind_a_writer_that_was_killed(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_new(t);
    const char *path    = fixture_path(t, "anchor");
    struct view earlier = {0};

    CHECK_OK(anchor(t, ks, true));
    earlier = fixture_read_file(t, path);
    key_add(t, ks, "a");
    mohur_keystore_free(ks);
    fixture_write_file(path, earlier); /* killed before the anchor moved */
    ks = store_reopen(t);
    CHECK_OK(anchor(t, ks, false));
    CHECK(!mohur__bytes_equal(
        mohur__bytes_of(earlier.data, earlier.len),
        mohur__bytes_of(fixture_read_file(t, path).data, MOHUR_ANCHOR_LEN)));
    mohur_keystore_free(ks);
}

/* Memory that two processes share, as an anchor. */
struct shared_place {
    uint8_t record[MOHUR_ANCHOR_LEN];
    size_t len;
    atomic_bool kills; /* whoever writes it, before it is written */
    atomic_bool dying;
};

static int32_t
shared_read(void *user, uint8_t out[MOHUR_ANCHOR_LEN], size_t *out_len)
{
    const struct shared_place *p = user;

    memcpy(out, p->record, p->len);
    *out_len = p->len;
    return 0;
}

static int32_t
shared_write(void *user, const uint8_t record[MOHUR_ANCHOR_LEN])
{
    struct shared_place *p = user;

    if (atomic_exchange(&p->kills, false)) {
        atomic_store(&p->dying, true);
        (void)raise(SIGKILL);
    }
    memcpy(p->record, record, MOHUR_ANCHOR_LEN);
    p->len = MOHUR_ANCHOR_LEN;
    return 0;
}

static mohur_anchor_options
in_shared_memory(struct shared_place *p)
{
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    o.read   = shared_read;
    o.write  = shared_write;
    o.user   = p;
    o.create = p->len == 0;
    return o;
}

/* The one that is killed: by _exit, where it is not. */
static void
write_and_die(struct fixture *t, struct shared_place *p)
{
    mohur_anchor_options o = in_shared_memory(p);
    mohur_ctx *ctx         = NULL;
    mohur_keystore *ks     = NULL;
    mohur_key *key         = NULL;
    mohur_key_options made =
        key_options("killed", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    if (mohur_ctx_new(NULL, &ctx) == MOHUR_OK &&
        store_open_with(ctx, store_path(t), &ks) == MOHUR_OK &&
        mohur_keystore_anchor_add(ks, &o) == MOHUR_OK) {
        atomic_store(&p->kills, true);
        (void)!mohur_keystore_key_new(ks, &made, &key);
    }
    _exit(1);
}

/* K24: another writer at once, before anybody has noticed. */
static void
move_up_behind_a_writer_that_another_follows_at_once(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_new(t);
    struct shared_place *p = mmap(NULL, sizeof *p, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    mohur_anchor_options o = in_shared_memory(p);
    int status             = 0;
    pid_t child            = -1;

    CHECK(p != MAP_FAILED);
    CHECK_OK(mohur_keystore_anchor_add(ks, &o));
    child = fork();
    if (child == 0) {
        write_and_die(t, p);
    }
    while (!atomic_load(&p->dying) && waitpid(child, &status, WNOHANG) == 0) {
        sched_yield();
    }
    key_add(t, ks, "next");
    CHECK(atomic_load(&p->dying));
    CHECK_OK(key_try(ks, "killed", 1));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    mohur_keystore_free(ks);
    ks       = store_reopen(t);
    o.create = false;
    CHECK_OK(mohur_keystore_anchor_add(ks, &o));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    (void)waitpid(child, &status, 0);
    (void)munmap(p, sizeof *p);
}

static void
move_up_many_changes_and_have_that_noted(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    uint64_t events          = 0;

    CHECK_OK(anchor(t, ks, true));
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    key_add(t, ks, "a");
    key_add(t, ks, "b");
    CHECK_OK(anchor(t, ks, false));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    events = info.events;
    key_add(t, ks, "c");
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(events + 2, info.events);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* ---- handles that stay open ---- */

/* Another process moved the anchor on; this one knows no newer state. */
static void
are_looked_at_before_each_change(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_keystore *next = NULL;
    mohur_key *key       = NULL;
    mohur_key_options o =
        key_options("c", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    struct view before;

    CHECK_OK(anchor(t, ks, true));
    key_add(t, ks, "a");
    before = place_save(t);
    next   = store_reopen(t);
    CHECK_OK(anchor(t, next, false));
    key_add(t, next, "b");
    mohur_keystore_free(next);
    place_put_back(t, before);
    CHECK_STATUS(MOHUR_E_ROLLBACK, mohur_keystore_key_new(ks, &o, &key));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_try(ks, "a", 1));
    mohur__error_clear(t->ctx);
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    mohur_keystore_free(ks);
}

/* The change is made; the file is left as somebody made it. */
static void
are_not_made_again_where_they_are_gone_or_altered(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    const char *path   = fixture_path(t, "anchor");
    struct view good   = {0};

    CHECK_OK(anchor(t, ks, true));
    good = fixture_read_file(t, path);
    fixture_write_file(path, VIEW_TEXT("nothing of ours"));
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    CHECK_NUMBER(15, fixture_read_file(t, path).len);
    CHECK(unlink(path) == 0);
    key_add(t, ks, "b");
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    CHECK(access(path, F_OK) != 0);
    fixture_write_file(path, good);
    key_add(t, ks, "c");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    mohur_keystore_free(ks);
}

/* ---- anchors that are none ---- */

static void
are_of_one_store(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    const char *path   = fixture_path(t, "anchor");
    struct view record = {0};
    uint8_t *changed   = NULL;

    CHECK_OK(anchor(t, ks, true));
    record  = fixture_read_file(t, path);
    changed = fixture_bytes(t, 0, record.len);
    memcpy(changed, record.data, record.len);
    changed[16] ^= 1;
    fixture_write_file(path, (struct view){changed, record.len});
    CHECK_STATUS(MOHUR_E_AUTH, anchor(t, ks, false));
    fixture_write_file(path, (struct view){record.data, record.len - 1});
    CHECK_STATUS(MOHUR_E_FORMAT, anchor(t, ks, false));
    key_add(t, ks, "a"); /* and nothing of it stays with the handle */
    mohur_keystore_free(ks);
}

/* A place that the case controls. */
struct shelf_place {
    uint8_t record[MOHUR_ANCHOR_LEN];
    size_t len;
    bool fails;
    int writes;
};

static int32_t
shelf_read(void *user, uint8_t out[MOHUR_ANCHOR_LEN], size_t *out_len)
{
    struct shelf_place *p = user;

    memcpy(out, p->record, p->len);
    *out_len = p->len;
    return p->fails ? 1 : 0;
}

static int32_t
shelf_write(void *user, const uint8_t record[MOHUR_ANCHOR_LEN])
{
    struct shelf_place *p = user;

    p->writes++;
    if (p->fails) {
        return 1;
    }
    memcpy(p->record, record, sizeof p->record);
    p->len = sizeof p->record;
    return 0;
}

static void
may_be_kept_by_the_host(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    struct shelf_place place = {0};
    mohur_anchor_options o   = MOHUR_ANCHOR_OPTIONS_INIT;

    o.read   = shelf_read;
    o.write  = shelf_write;
    o.user   = &place;
    o.create = true;
    CHECK_OK(mohur_keystore_anchor_add(ks, &o));
    CHECK_NUMBER(MOHUR__ANCHOR_CALLBACK, place.record[9]);
    key_add(t, ks, "a");
    CHECK_NUMBER(2, place.writes);
    place.fails = true;
    key_add(t, ks, "b"); /* is made, and told of */
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, level_of(t, ks));
    place.fails = false;
    key_add(t, ks, "c");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, level_of(t, ks));
    mohur_keystore_free(ks);
    ks          = store_reopen(t);
    o.create    = false;
    place.fails = true;
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_anchor_add(ks, &o));
    place.fails = false;
    CHECK_OK(mohur_keystore_anchor_add(ks, &o));
    mohur_keystore_free(ks);
}

static void
are_not_added_by_broken_calls(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_new(t);
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    CHECK_NUMBER(MOHUR_ANCHOR_LEN, mohur_anchor_len());
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(ks, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(ks, &o));
    o.path = "";
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(ks, &o));
    o.path = fixture_path(t, "anchor");
    o.read = shelf_read;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(ks, &o));
    o.write = shelf_write;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(ks, &o));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_anchor_add(NULL, &o));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_accept(NULL));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(keep_in_step_with_every_change),
        CASE(notice_an_older_file),
        CASE(notice_a_file_that_went_its_own_way),
        CASE(leave_a_store_that_was_set_back_to_list_alone),
        CASE(follow_a_store_that_is_accepted),
        CASE(are_accepted_by_a_custodian_and_an_officer),
        CASE(move_up_behind_a_writer_that_was_killed),
        CASE(move_up_behind_a_writer_that_another_follows_at_once),
        CASE(move_up_many_changes_and_have_that_noted),
        CASE(are_looked_at_before_each_change),
        CASE(are_not_made_again_where_they_are_gone_or_altered),
        CASE(are_of_one_store),
        CASE(may_be_kept_by_the_host),
        CASE(are_not_added_by_broken_calls),
    };
    return cmocka_run_group_tests_name("anchors of a store", cases, NULL, NULL);
}
