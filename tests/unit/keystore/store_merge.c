/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include "crypto/dh.h"
#include "keystore/key.h"
#include "keystore/merge_list.h"
#include <mohur/merge.h>

/*
 * A store that was set back to an early state, and a backup of what it became
 * later; and backups of other stores.
 */
enum {
    DAY = 24 * 3600
};

/* ---- scenes ---- */

/* Whoever opens the backups: by a key, which costs no Argon2id. */
static mohur_key *
safe_key(struct fixture *t)
{
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_SEAL,
        .alg     = MOHUR_ALG_X25519,
        .state   = MOHUR_KEY_ACTIVE,
    };
    uint8_t secret[32] = {0x5A};
    uint8_t pub[32]    = {0};
    mohur_key *key     = NULL;

    CHECK_OK(mohur__dh_public_of(t->ctx, MOHUR_ALG_X25519, MOHUR__BYTES(secret),
                                 MOHUR__SPAN(pub)));
    parts.secret     = MOHUR__BYTES(secret);
    parts.public_key = MOHUR__BYTES(pub);
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

/* A backup of the state that ks has, opened. */
static mohur_keystore *
backup_of(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_slot_options slot           = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;
    mohur_unlock how                  = MOHUR_UNLOCK_INIT;
    mohur_keystore *backup            = NULL;
    mohur_key *key                    = safe_key(t);

    slot.type      = MOHUR_SLOT_RECIPIENT;
    slot.recipient = key;
    o.slots        = slots;
    o.slots_len    = 1;
    how.type       = MOHUR_SLOT_RECIPIENT;
    how.key        = key;
    CHECK_OK(mohur_keystore_backup(ks, &o, fixture_path(t, name)));
    CHECK_OK(mohur__store_open(t->ctx, fixture_path(t, name), &backup));
    CHECK_OK(mohur_keystore_unlock_with(backup, &how));
    mohur_key_free(key);
    return backup;
}

static mohur_key *
limited_make(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_key *key = NULL;
    mohur_key_options o =
        key_options(name, MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.max_uses = 9;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    return key;
}

static void
key_use(struct fixture *t, mohur_keystore *ks, const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mohur_key *key = key_get(t, ks, name, 0);
        CHECK_OK(mohur__key_require_protect(t->ctx, key));
        mohur_key_free(key);
    }
}

/*
 * First a (one version), b (two), limited; later a second version of a, one
 * use of limited more, new keys c (limited), w (which wraps).
 */
struct scene {
    mohur_keystore *ks; /* as it was first */
    mohur_keystore *backup;
    mohur_key *a2; /* of what came later */
    mohur_key *w;
};

static void
scene_new(struct fixture *t, struct scene *s)
{
    uint32_t v = 0;
    struct view first;

    s->ks = store_new(t);
    key_add(t, s->ks, "a");
    key_add(t, s->ks, "b");
    CHECK_OK(key_rotate(s->ks, "b", &v));
    mohur_key_free(limited_make(t, s->ks, "limited"));
    key_use(t, s->ks, "limited", 2);
    mohur_keystore_free(s->ks);
    first = place_save(t);
    t->now += DAY;
    s->ks = store_reopen(t);
    CHECK_OK(key_rotate(s->ks, "a", &v));
    key_use(t, s->ks, "limited", 3);
    mohur_key_free(limited_make(t, s->ks, "c"));
    s->w      = key_make(t, s->ks, "w", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    s->a2     = key_get(t, s->ks, "a", 2);
    s->backup = backup_of(t, s->ks, "backup");
    mohur_keystore_free(s->ks);
    place_put_back(t, first);
    s->ks = store_reopen(t);
}

static void
scene_end(struct scene *s)
{
    mohur_key_free(s->a2);
    mohur_key_free(s->w);
    mohur_keystore_free(s->backup);
    mohur_keystore_free(s->ks);
}

static mohur_status
merge(mohur_keystore *ks, mohur_keystore *backup, const char *only)
{
    mohur_merge_options o = MOHUR_MERGE_OPTIONS_INIT;

    o.names     = &only;
    o.names_len = only != NULL ? 1 : 0;
    return mohur_keystore_merge(ks, backup, &o, NULL);
}

/* What would become of a version; 0: nothing is said of it. */
static mohur_merge_fate
fate_of(struct fixture *t, const struct scene *s, const char *name, uint32_t v)
{
    mohur_merge_options o  = MOHUR_MERGE_OPTIONS_INIT;
    mohur_merge_list *list = NULL;
    int fate               = 0;

    o.look = true;
    CHECK_OK(mohur_keystore_merge(s->ks, s->backup, &o, &list));
    for (size_t i = 0; i < mohur_merge_list_len(list); i++) {
        const mohur_merge_item *item = mohur_merge_list_at(list, i);
        if (strcmp(item->name, name) == 0 && item->version == v) {
            fate = (int)item->fate;
        }
    }
    mohur_merge_list_free(list);
    return (mohur_merge_fate)fate;
}

static uint64_t
seq_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.seq;
}

/* What the list of keys says of a version. */
static mohur_key_info
info_of(struct fixture *t, mohur_keystore *ks, const char *name, uint32_t v)
{
    mohur_key_list *list = NULL;
    mohur_key_info info  = {0};

    CHECK_OK(mohur_keystore_list(ks, &list));
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        const mohur_key_info *k = mohur_key_list_at(list, i);
        if (strcmp(k->name, name) == 0 && k->version == v) {
            info = *k;
        }
    }
    mohur_key_list_free(list);
    return info; /* its texts are gone */
}

/* ---- what it brings ---- */

static void
brings_in_what_is_missing(void **state)
{
    struct fixture *t = *state;
    mohur_key *a2     = NULL;
    mohur_key *w      = NULL;
    uint32_t v        = 0;
    struct scene s;

    scene_new(t, &s);
    CHECK_NUMBER(MOHUR_MERGE_ADDED, fate_of(t, &s, "a", 2));
    CHECK_NUMBER(MOHUR_MERGE_ADDED, fate_of(t, &s, "w", 1));
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_OK(mohur_keystore_check(s.ks));
    mohur_keystore_free(s.ks);
    s.ks = store_reopen(t);
    a2   = key_get(t, s.ks, "a", 0);
    w    = key_get(t, s.ks, "w", 1);
    CHECK_NUMBER(2, mohur_key_version(a2));
    CHECK_BYTES(mohur__key_secret(s.a2), mohur__key_secret(a2));
    CHECK_BYTES(mohur__key_secret(s.w), mohur__key_secret(w));
    CHECK_OK(key_rotate(s.ks, "a", &v));
    CHECK_NUMBER(3, v);
    CHECK(!info_of(t, s.ks, "a", 2).imported);
    mohur_key_free(a2);
    mohur_key_free(w);
    scene_end(&s);
}

static void
changes_nothing_that_is_there(void **state)
{
    struct fixture *t = *state;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(key_move(s.ks, "a", 1, MOHUR_KEY_SUSPENDED));
    CHECK_OK(key_move(s.ks, "b", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_move(s.ks, "b", 2, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(s.ks, "b", 2, MOHUR_KEY_DESTROY_PENDING));
    t->now += INT64_C(31) * DAY;
    CHECK_OK(key_move(s.ks, "b", 2, MOHUR_KEY_DESTROYED));
    CHECK_NUMBER(MOHUR_MERGE_THERE, fate_of(t, &s, "b", 2));
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_OK(mohur_keystore_check(s.ks));
    CHECK_NUMBER(MOHUR_KEY_SUSPENDED, info_of(t, s.ks, "a", 1).state);
    CHECK_NUMBER(MOHUR_KEY_COMPROMISED, info_of(t, s.ks, "b", 1).state);
    CHECK_NUMBER(MOHUR_KEY_DESTROYED, info_of(t, s.ks, "b", 2).state);
    CHECK_NUMBER(MOHUR_KEY_ACTIVE, info_of(t, s.ks, "a", 2).state);
    scene_end(&s);
}

/* Uses that the backup knows of count, and those of a new one all do. */
static void
never_sets_counters_of_uses_back(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = NULL;
    uint32_t v        = 0;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_NUMBER(5, info_of(t, s.ks, "limited", 1).uses);
    CHECK_NUMBER(9, info_of(t, s.ks, "c", 1).uses);
    key = key_get(t, s.ks, "c", 0);
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    CHECK_OK(key_rotate(s.ks, "c", &v));
    key_use(t, s.ks, "c", 1);
    scene_end(&s);
}

static void
leaves_counters_that_are_ahead(void **state)
{
    struct fixture *t = *state;
    struct scene s;

    scene_new(t, &s);
    key_use(t, s.ks, "limited", 6);
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_NUMBER(8, info_of(t, s.ks, "limited", 1).uses);
    scene_end(&s);
}

static void
done_twice_does_nothing_more(void **state)
{
    struct fixture *t = *state;
    uint64_t seq      = 0;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(merge(s.ks, s.backup, NULL));
    seq = seq_of(t, s.ks);
    CHECK_NUMBER(MOHUR_MERGE_THERE, fate_of(t, &s, "c", 1));
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_NUMBER(seq, seq_of(t, s.ks));
    scene_end(&s);
}

static void
only_looks_if_that_is_asked_for(void **state)
{
    struct fixture *t = *state;
    uint64_t seq      = 0;
    struct scene s;

    scene_new(t, &s);
    seq = seq_of(t, s.ks);
    CHECK_NUMBER(MOHUR_MERGE_ADDED, fate_of(t, &s, "c", 1));
    CHECK_NUMBER(seq, seq_of(t, s.ks));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(s.ks, "c", 1));
    scene_end(&s);
}

static void
takes_those_alone_that_are_named(void **state)
{
    struct fixture *t = *state;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(merge(s.ks, s.backup, "w"));
    CHECK_OK(key_try(s.ks, "w", 1));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(s.ks, "c", 1));
    CHECK_STATUS(MOHUR_E_NO_KEY, merge(s.ks, s.backup, "nobody"));
    CHECK_STATUS(MOHUR_E_ARGUMENT, merge(s.ks, s.backup, ""));
    scene_end(&s);
}

/* ---- what it tells of ---- */

/* It went on from there: its second version is not the backup's. */
static void
refuses_two_keys_under_one_number(void **state)
{
    struct fixture *t = *state;
    uint32_t v        = 0;
    uint64_t seq      = 0;
    struct scene s;

    scene_new(t, &s);
    CHECK_OK(key_rotate(s.ks, "a", &v));
    seq = seq_of(t, s.ks);
    CHECK_NUMBER(MOHUR_MERGE_OTHER, fate_of(t, &s, "a", 2));
    CHECK_STATUS(MOHUR_E_EXISTS, merge(s.ks, s.backup, NULL));
    CHECK_NUMBER(seq, seq_of(t, s.ks));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(s.ks, "w", 1));
    CHECK_OK(merge(s.ks, s.backup, "w"));
    scene_end(&s);
}

static void
refuses_a_name_that_another_key_has(void **state)
{
    struct fixture *t = *state;
    struct scene s;

    scene_new(t, &s);
    key_add(t, s.ks, "w");
    CHECK_NUMBER(MOHUR_MERGE_NAME, fate_of(t, &s, "w", 1));
    CHECK_STATUS(MOHUR_E_EXISTS, merge(s.ks, s.backup, NULL));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(s.ks, "c", 1));
    scene_end(&s);
}

/* The backup is of a time when somebody knew more. */
static void
tells_of_what_the_backup_knows_to_be_compromised(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *now = NULL;
    struct view first;
    struct scene s = {NULL, NULL, NULL, NULL};

    now = store_new(t);
    key_add(t, now, "a");
    mohur_keystore_free(now);
    first = place_save(t);
    now   = store_reopen(t);
    CHECK_OK(key_move(now, "a", 1, MOHUR_KEY_COMPROMISED));
    s.backup = backup_of(t, now, "backup");
    mohur_keystore_free(now);
    place_put_back(t, first);
    s.ks = store_reopen(t);
    CHECK_NUMBER(MOHUR_MERGE_WORSE, fate_of(t, &s, "a", 1));
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_NUMBER(MOHUR_KEY_ACTIVE, info_of(t, s.ks, "a", 1).state);
    scene_end(&s);
}

/* What the backup has destroyed comes as destroyed. */
static void
brings_in_the_states_of_the_backup(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *now = store_new(t);
    struct view first;
    struct scene s = {NULL, NULL, NULL, NULL};

    mohur_keystore_free(now);
    first = place_save(t);
    now   = store_reopen(t);
    key_add(t, now, "gone");
    key_add(t, now, "bad");
    CHECK_OK(key_move(now, "bad", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_move(now, "gone", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(now, "gone", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += INT64_C(31) * DAY;
    CHECK_OK(key_move(now, "gone", 1, MOHUR_KEY_DESTROYED));
    s.backup = backup_of(t, now, "backup");
    mohur_keystore_free(now);
    place_put_back(t, first);
    s.ks = store_reopen(t);
    CHECK_OK(merge(s.ks, s.backup, NULL));
    CHECK_OK(mohur_keystore_check(s.ks));
    CHECK_NUMBER(MOHUR_KEY_COMPROMISED, info_of(t, s.ks, "bad", 1).state);
    CHECK_NUMBER(MOHUR_KEY_DESTROYED, info_of(t, s.ks, "gone", 1).state);
    scene_end(&s);
}

/* ---- from another store ---- */

/* Its keys "free", which may leave, and "box", which may not. */
static void
stranger_new(struct fixture *t, struct scene *s)
{
    struct mohur__store_seed seed = store_seed();
    mohur_keystore *other         = NULL;
    mohur_key_options o =
        key_options("free", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    *s    = (struct scene){NULL, NULL, NULL, NULL};
    s->ks = store_new(t);
    key_add(t, s->ks, "mine");
    CHECK_OK(
        mohur__store_create(t->ctx, fixture_path(t, "other"), &seed, &other));
    o.exportable = true;
    CHECK_OK(mohur_keystore_key_new(other, &o, &s->a2));
    key_add(t, other, "box");
    s->backup = backup_of(t, other, "backup");
    mohur_keystore_free(other);
}

static void
takes_what_may_leave_another_store(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = NULL;
    struct scene s;

    stranger_new(t, &s);
    CHECK_OK(merge(s.ks, s.backup, "free"));
    CHECK_OK(mohur_keystore_check(s.ks));
    mohur_keystore_free(s.ks);
    s.ks = store_reopen(t);
    key  = key_get(t, s.ks, "free", 0);
    CHECK_BYTES(mohur__key_secret(s.a2), mohur__key_secret(key));
    CHECK(info_of(t, s.ks, "free", 1).imported);
    CHECK(!info_of(t, s.ks, "mine", 1).imported);
    mohur_key_free(key);
    scene_end(&s);
}

static void
refuses_what_may_not_leave_another_store(void **state)
{
    struct fixture *t = *state;
    struct scene s;

    stranger_new(t, &s);
    CHECK_NUMBER(MOHUR_MERGE_NO_EXPORT, fate_of(t, &s, "box", 1));
    CHECK_NUMBER(MOHUR_MERGE_ADDED, fate_of(t, &s, "free", 1));
    CHECK_STATUS(MOHUR_E_POLICY, merge(s.ks, s.backup, NULL));
    CHECK_STATUS(MOHUR_E_POLICY, merge(s.ks, s.backup, "box"));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(s.ks, "free", 1));
    scene_end(&s);
}

/* ---- refusals ---- */

static void
is_refused_where_roles_count(void **state)
{
    struct fixture *t = *state;
    struct people people;
    struct scene s;

    scene_new(t, &s);
    people_new(t, &people);
    people_join(t, s.ks, &people);
    CHECK_OK(mohur_keystore_role_begin(s.ks));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, merge(s.ks, s.backup, NULL));
    people_free(&people);
    scene_end(&s);
}

static void
is_refused_before_the_time_of_the_backup(void **state)
{
    struct fixture *t = *state;
    struct scene s;

    scene_new(t, &s);
    t->now -= DAY;
    CHECK_STATUS(MOHUR_E_DATE, merge(s.ks, s.backup, NULL));
    t->now += DAY;
    CHECK_OK(merge(s.ks, s.backup, NULL));
    scene_end(&s);
}

static void
is_of_a_store_and_a_backup(void **state)
{
    static const char *const twice[] = {"k", "k"};
    struct fixture *t                = *state;
    mohur_merge_options o            = MOHUR_MERGE_OPTIONS_INIT;
    struct scene s;

    scene_new(t, &s);
    CHECK_STATUS(MOHUR_E_KEY_STATE, merge(s.ks, s.ks, NULL));
    CHECK_STATUS(MOHUR_E_KEY_STATE, merge(s.backup, s.backup, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_merge(s.ks, s.backup, NULL, NULL));
    o.names_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_merge(s.ks, s.backup, &o, NULL));
    o.names     = twice;
    o.names_len = 2;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_merge(s.ks, s.backup, &o, NULL));
    CHECK_MESSAGE("named twice");
    CHECK_NUMBER(0, mohur_merge_list_len(NULL));
    CHECK(mohur_merge_list_at(NULL, 0) == NULL);
    mohur_merge_list_free(NULL);
    scene_end(&s);
}

/* Each fails in its turn, and then the store is as it was. */
static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;
    uint64_t seq      = 0;
    struct scene s;

    scene_new(t, &s);
    seq = seq_of(t, s.ks);
    for (size_t nth = 1; st != MOHUR_OK; nth += 1 + nth / 16) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = merge(s.ks, s.backup, NULL);
        alloc_fail_at(&t->alloc, 0, ALLOC_ONCE);
        if (st != MOHUR_OK) {
            CHECK(st == MOHUR_E_NO_MEMORY || st == MOHUR_E_IO);
            mohur__error_clear(t->ctx);
            CHECK_NUMBER(seq, seq_of(t, s.ks));
        }
    }
    CHECK_OK(mohur_keystore_check(s.ks));
    CHECK_OK(key_try(s.ks, "w", 1));
    scene_end(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(brings_in_what_is_missing),
        CASE(changes_nothing_that_is_there),
        CASE(never_sets_counters_of_uses_back),
        CASE(leaves_counters_that_are_ahead),
        CASE(done_twice_does_nothing_more),
        CASE(only_looks_if_that_is_asked_for),
        CASE(takes_those_alone_that_are_named),
        CASE(refuses_two_keys_under_one_number),
        CASE(refuses_a_name_that_another_key_has),
        CASE(tells_of_what_the_backup_knows_to_be_compromised),
        CASE(brings_in_the_states_of_the_backup),
        CASE(takes_what_may_leave_another_store),
        CASE(refuses_what_may_not_leave_another_store),
        CASE(is_refused_where_roles_count),
        CASE(is_refused_before_the_time_of_the_backup),
        CASE(is_of_a_store_and_a_backup),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("merging", cases, NULL, NULL);
}
