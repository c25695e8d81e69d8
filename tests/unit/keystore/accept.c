/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/note_kit.h"
#include "role_kit.h"

#include "keystore/event.h"
#include "keystore/key.h"
#include <mohur/authority.h>
#include <mohur/slot.h>

/* A store that follows a profile of an authority. */

static const char *const authority[] = {KIT_KEY_A, KIT_KEY_B, KIT_KEY_C};

static mohur_status
accept(mohur_keystore *ks, const mohur_profile *p, bool named, bool back)
{
    mohur_profile_trust trust = MOHUR_PROFILE_TRUST_INIT;

    trust.keys      = named ? authority : NULL;
    trust.keys_len  = named ? 3 : 0;
    trust.threshold = named ? 2 : 0;
    trust.step_back = back;
    return mohur_keystore_profile_accept(ks, p, &trust, NULL);
}

/* The sample, with rules for what stores are under. */
#define ECDSA_RULE "{\"alg\":\"ECDSA-P256\""
#define YES        "{\"status\":\"acceptable\"}"
#define RULE(alg)                                                              \
    "{\"alg\":\"" alg "\",\"process\":" YES ",\"protect\":" YES "},"

static const char *const with_suite_1[] = {
    ECDSA_RULE, RULE("Argon2id") RULE("XChaCha20-Poly1305") ECDSA_RULE, NULL};
static const char *const with_suite_2[] = {
    ECDSA_RULE, RULE("Argon2id") RULE("XAES-256-GCM") ECDSA_RULE, NULL};
static const char *const with_neither[] = {ECDSA_RULE,
                                           RULE("Argon2id") ECDSA_RULE, NULL};

/* A new store that follows the sample so changed, at its first second. */
static mohur_keystore *
store_with(struct fixture *t, const char *const *changes)
{
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, changes, "ab");

    t->now = KIT_EFFECTIVE;
    CHECK_OK(accept(ks, p, true, false));
    mohur_profile_free(p);
    return ks;
}

static mohur_keystore *
store_with_sample(struct fixture *t)
{
    return store_with(t, NULL);
}

static mohur_status
try_key(mohur_keystore *ks,
        const char *name,
        mohur_purpose purpose,
        mohur_alg alg)
{
    mohur_key_options o = key_options(name, purpose, alg);
    mohur_key *key      = NULL;
    mohur_status st     = mohur_keystore_key_new(ks, &o, &key);

    mohur_key_free(key);
    return st;
}

static uint64_t
version_in_force(struct fixture *t, mohur_keystore *ks)
{
    mohur_profile *p = NULL;
    uint64_t version = 0;

    CHECK_OK(mohur_keystore_profile(ks, &p));
    version = mohur_profile_version(p);
    mohur_profile_free(p);
    return version;
}

static void
asks_what_it_accepted(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    mohur_profile *p         = kit_profile(t, with_suite_1, "ab");
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    t->now = KIT_EFFECTIVE;
    CHECK_OK(try_key(ks, "a", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, accept(ks, p, false, false));
    CHECK_NUMBER(1, version_in_force(t, ks));
    CHECK_OK(accept(ks, p, true, false));
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    CHECK_MESSAGE("authority.example/national refuses");
    CHECK_OK(try_key(ks, "c", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    CHECK_OK(try_key(ks, "d", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_TEXT("authority.example/national", info.profile);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

static void
keeps_it_when_it_is_closed_and_drops_it_from_the_context(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_sample(t);

    CHECK(t->ctx->force != NULL);
    mohur_keystore_free(ks);
    CHECK(t->ctx->force == NULL);
    ks = store_reopen(t);
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    mohur_keystore_free(ks);
}

/* Keys that are there are asked too, at each use. */
static void
asks_it_of_keys_that_are_older(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, NULL, "ab");
    mohur_key *key =
        key_make(t, ks, "old", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    t->now = KIT_EFFECTIVE;
    CHECK_OK(accept(ks, p, true, false));
    CHECK_STATUS(MOHUR_E_POLICY, mohur__key_require_protect(t->ctx, key));
    CHECK_MESSAGE("NO_RULE");
    mohur_key_free(key);
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

/* A key that was good for years is too old for who allows ten days. */
static void
refuses_to_protect_with_keys_that_are_too_old_for_it(void **state)
{
    static const char *const days[] = {"\"seal\":1095", "\"seal\":10",
                                       "\"seal\":730", "\"seal\":10", NULL};
    struct fixture *t               = *state;
    mohur_keystore *ks              = store_new(t);
    mohur_profile *p                = kit_profile(t, days, "ab");
    mohur_key *old                  = NULL;
    mohur_key *key                  = NULL;

    t->now = KIT_EFFECTIVE - 10 * 86400;
    old    = key_make(t, ks, "old", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    t->now++;
    key    = key_make(t, ks, "key", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    t->now = KIT_EFFECTIVE;
    CHECK_OK(mohur__key_require_protect_still(t->ctx, old));
    CHECK_OK(accept(ks, p, true, false));
    CHECK_OK(mohur__key_require_protect_still(t->ctx, key));
    CHECK_STATUS(MOHUR_E_DATE, mohur__key_require_protect_still(t->ctx, old));
    CHECK_MESSAGE("CRYPTOPERIOD");
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__key_require_process(t->ctx, old));
    t->now++;
    CHECK_STATUS(MOHUR_E_DATE, mohur__key_require_protect_still(t->ctx, key));
    mohur_key_free(key);
    mohur_key_free(old);
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

/* P11: at that second, in a handle that was open all the time. */
static void
switches_by_itself_on_the_effective_date(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, NULL, "ab");

    t->now = KIT_EFFECTIVE - 1;
    CHECK_OK(accept(ks, p, true, false));
    CHECK_NUMBER(1, version_in_force(t, ks));
    CHECK_OK(try_key(ks, "a", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    t->now = KIT_EFFECTIVE;
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

/* A clock that is set back does not bring the older one back. */
static void
does_not_switch_back_with_the_clock(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with(t, with_suite_1);

    CHECK_OK(try_key(ks, "a", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    t->now = FIXTURE_NOW;
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    mohur_keystore_free(ks);
}

/* P10. */
static void
protects_nothing_once_it_expired_and_opens_everything(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with(t, with_suite_1);
    mohur_key *key = key_make(t, ks, "k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);

    t->now = INT64_C(1825113599); /* the last second of 2027-11-01 */
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    t->now++;
    CHECK_STATUS(MOHUR_E_DATE, mohur__key_require_protect(t->ctx, key));
    CHECK_MESSAGE("EXPIRED");
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    CHECK_STATUS(MOHUR_E_DATE,
                 try_key(ks, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    t->now = INT64_C(3786912000); /* P12: 2090 */
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* P10, the other way: whoever signs for it prefers to be warned. */
static void
protects_on_once_it_expired_where_it_only_warns(void **state)
{
    static const char *const warns[] = {
        "\"on_expiry\":\"process-only\"", "\"on_expiry\":\"warn\"", ECDSA_RULE,
        RULE("Argon2id") RULE("XChaCha20-Poly1305") ECDSA_RULE, NULL};
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, warns, "ab");

    t->now = INT64_C(1825113600); /* the first second after 2027-11-01 */
    CHECK_OK(accept(ks, p, true, false));
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_OK(try_key(ks, "a", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

/* P8. */
static void
takes_the_next_version_and_not_the_one_before(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_sample(t);
    mohur_profile *old = kit_profile(t, NULL, "ab");
    mohur_profile *p   = kit_profile(t, kit_next(t, old, 13)->changes, "bc");

    CHECK_OK(accept(ks, p, false, false));
    CHECK_NUMBER(13, version_in_force(t, ks));
    CHECK_OK(accept(ks, p, false, false)); /* nothing to do */
    CHECK_STATUS(MOHUR_E_ROLLBACK, accept(ks, old, false, false));
    CHECK_STATUS(MOHUR_E_ROLLBACK, accept(ks, old, true, false));
    CHECK_NUMBER(13, version_in_force(t, ks));
    CHECK_OK(accept(ks, old, false, true));
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_profile_free(p);
    mohur_profile_free(old);
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_NUMBER(12, version_in_force(t, ks));
    mohur_keystore_free(ks);
}

/* The type of the last event, which stands behind its leaf's label. */
static int
last_event(struct fixture *t)
{
    static const char query[] = "SELECT substr(leaf, 22, 2) FROM event "
                                "ORDER BY n DESC LIMIT 1";
    sqlite3 *db               = NULL;
    sqlite3_stmt *s           = NULL;
    const uint8_t *type       = NULL;
    int out                   = 0;

    CHECK(sqlite3_open(fixture_path(t, "store/keystore.db"), &db) ==
              SQLITE_OK &&
          sqlite3_prepare_v2(db, query, -1, &s, NULL) == SQLITE_OK &&
          sqlite3_step(s) == SQLITE_ROW && sqlite3_column_bytes(s, 0) == 2);
    type = sqlite3_column_blob(s, 0);
    out  = type[0] << 8 | type[1];
    CHECK(sqlite3_finalize(s) == SQLITE_OK && sqlite3_close(db) == SQLITE_OK);
    return out;
}

/* Each way that a profile may come, and that two were signed, by its event. */
static void
tells_in_its_log_how_it_came(void **state)
{
    static const char *const twin[] = {"house rule 4", "house rule 5", NULL};
    struct fixture *t               = *state;
    mohur_keystore *ks              = NULL;
    mohur_profile *sample           = NULL;
    mohur_profile *other            = NULL;
    mohur_profile *next             = NULL;

    store_is_file();
    sample = kit_profile(t, NULL, "ab");
    other  = kit_profile(t, twin, "ab");
    next   = kit_profile(t, kit_next(t, sample, 13)->changes, "ab");
    ks     = store_with_sample(t);
    CHECK_NUMBER(MOHUR__EVENT_PROFILE_ACCEPTED, last_event(t));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, accept(ks, other, false, false));
    CHECK_NUMBER(MOHUR__EVENT_PROFILE_CONFLICT, last_event(t));
    CHECK_OK(accept(ks, next, false, false));
    CHECK_NUMBER(MOHUR__EVENT_PROFILE_ACCEPTED, last_event(t));
    CHECK_OK(accept(ks, sample, false, true));
    CHECK_NUMBER(MOHUR__EVENT_PROFILE_FORCED, last_event(t));
    mohur_profile_free(next);
    mohur_profile_free(other);
    mohur_profile_free(sample);
    mohur_keystore_free(ks);
}

/* P31: where the authority lost its keys, and only there. */
static void
is_recovered_by_the_recovery_keys(void **state)
{
    static const char old[] =
        "\"authority\":{\"keys\":[\"" KIT_KEY_A "\",\"" KIT_KEY_B
        "\",\"" KIT_KEY_C "\"],\"threshold\":2}";
    static const char new[] =
        "\"authority\":{\"keys\":[\"" KIT_KEY_C "\"],\"threshold\":1}";
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_with_sample(t);
    mohur_profile *sample = kit_profile(t, NULL, "ab");
    struct kit_next *n    = kit_next(t, sample, 13);
    mohur_profile *half   = NULL;
    mohur_profile *p      = NULL;

    n->changes[4] = old;
    n->changes[5] = new;
    half          = kit_profile(t, n->changes, "cr");
    p             = kit_profile(t, n->changes, "crs");
    CHECK_STATUS(MOHUR_E_UNTRUSTED, accept(ks, half, false, false));
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_OK(accept(ks, p, false, false));
    CHECK_NUMBER(13, version_in_force(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    if (!place_is_server()) {
        CHECK_NUMBER(MOHUR__EVENT_PROFILE_RECOVERED, last_event(t));
    }
    mohur_profile_free(p);
    mohur_profile_free(half);
    mohur_profile_free(sample);
    mohur_keystore_free(ks);
}

static uint64_t
events(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.events;
}

static void
notes_each_change_and_a_conflict_and_nothing_else(void **state)
{
    static const char *const twin[] = {"house rule 4", "house rule 5", NULL};
    struct fixture *t               = *state;
    mohur_keystore *ks              = store_with_sample(t);
    mohur_profile *same             = kit_profile(t, NULL, "ab");
    mohur_profile *other            = kit_profile(t, twin, "ab");
    mohur_profile *weak = kit_profile(t, kit_next(t, same, 13)->changes, "a");
    uint64_t n          = events(t, ks);

    CHECK_OK(accept(ks, same, false, false));
    CHECK_NUMBER(n, events(t, ks));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, accept(ks, weak, false, false));
    CHECK_NUMBER(n, events(t, ks));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, accept(ks, other, false, false));
    CHECK_NUMBER(n + 1, events(t, ks));
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_profile_free(weak);
    mohur_profile_free(other);
    mohur_profile_free(same);
    mohur_keystore_free(ks);
}

/* Another handle of the same store sees it with its next transaction. */
static void
is_seen_by_others_that_have_the_store_open(void **state)
{
    struct fixture *t     = *state;
    mohur_ctx *other_ctx  = fixture_ctx(t, 0);
    mohur_keystore *ks    = store_new(t);
    mohur_keystore *other = NULL;
    mohur_profile *p      = kit_profile(t, NULL, "ab");

    t->now = KIT_EFFECTIVE;
    CHECK_OK(store_open_with(other_ctx, store_path(t), &other));
    CHECK_OK(accept(ks, p, true, false));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(other, "b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
    mohur_profile_free(p);
    mohur_keystore_free(other);
    mohur_keystore_free(ks);
    fixture_ctx_free(t, other_ctx);
}

static void
is_not_opened_with_a_note_that_was_altered(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_sample(t);
    sqlite3 *db        = NULL;

    mohur_keystore_free(ks);
    CHECK(sqlite3_open(fixture_path(t, "store/keystore.db"), &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, "UPDATE profile SET note = replace(note, 'a', 'a')",
                       NULL, NULL, NULL) != SQLITE_MISUSE);
    CHECK(sqlite3_exec(db, "DELETE FROM profile", NULL, NULL, NULL) ==
          SQLITE_OK);
    sqlite3_close(db);
    CHECK_STATUS(MOHUR_E_AUTH, store_open_with(t->ctx, store_path(t), &ks));
    CHECK(t->ctx->force == NULL);
}

/* Where roles count, two Officers agree on another authority; one on what the
 * present authority signed. */
static struct view
request_of(struct fixture *t,
           mohur_keystore *ks,
           const mohur_profile *p,
           bool named)
{
    mohur_sink *sink = NULL;
    struct view got  = {NULL, 0};

    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(ks, 1, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, accept(ks, p, named, false));
    got = sink_bytes(t, sink);
    mohur_sink_free(sink);
    mohur__error_clear(t->ctx);
    return got;
}

/* The sample, with a rule for what the officers sign with. */
#define OF_OFFICERS                                                            \
    "{\"alg\":\"Ed25519\",\"process\":" YES ",\"protect\":" YES                \
    "},{\"alg\":\"SHA-512\",\"process\":" YES ",\"protect\":" YES              \
    "}," ECDSA_RULE

static void
asks_officers_where_roles_count(void **state)
{
    static const char *const more[] = {ECDSA_RULE, OF_OFFICERS, NULL};
    struct fixture *t               = *state;
    mohur_keystore *ks              = store_new(t);
    mohur_profile *p                = kit_profile(t, more, "ab");
    struct kit_next *n              = kit_next(t, p, 13);
    mohur_profile *next             = NULL;
    struct people people            = {{NULL}};
    struct view request             = {NULL, 0};

    n->changes[4] = more[0];
    n->changes[5] = more[1];
    next          = kit_profile(t, n->changes, "ab");
    people_new(t, &people);
    people_join(t, ks, &people);
    CHECK_OK(mohur_keystore_role_begin(ks));
    t->now = KIT_EFFECTIVE;
    CHECK_STATUS(MOHUR_E_POLICY, accept(ks, p, true, false));
    request = request_of(t, ks, p, true);
    approve(t, ks, request, people.key[OFFICER_A]);
    CHECK_STATUS(MOHUR_E_POLICY, accept(ks, p, true, false));
    mohur__error_clear(t->ctx);
    approve(t, ks, request, people.key[OFFICER_A]);
    approve(t, ks, request, people.key[OFFICER_B]);
    CHECK_OK(accept(ks, p, true, false));
    CHECK_NUMBER(12, version_in_force(t, ks));
    CHECK_STATUS(MOHUR_E_POLICY, accept(ks, next, false, false));
    request = request_of(t, ks, next, false);
    approve(t, ks, request, people.key[OFFICER_B]);
    CHECK_OK(accept(ks, next, false, false));
    CHECK_NUMBER(13, version_in_force(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    people_free(&people);
    mohur_profile_free(next);
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

/* ---- the suite of the store ---- */

static uint64_t
suite_of(mohur_keystore *ks)
{
    return (uint64_t)ks->keys.suite;
}

/* Nothing new under what it refuses; all that is there can be used. */
static void
puts_no_secret_under_a_suite_that_it_refuses(void **state)
{
    struct fixture *t                  = *state;
    mohur_keystore *ks                 = store_new(t);
    mohur_profile *p                   = kit_profile(t, with_suite_2, "ab");
    mohur_slot_options slot            = MOHUR_SLOT_OPTIONS_INIT;
    uint8_t slot_id[MOHUR_SLOT_ID_LEN] = {0};

    CHECK_OK(try_key(ks, "old", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    t->now = KIT_EFFECTIVE;
    CHECK_OK(accept(ks, p, true, false));
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "new", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    CHECK_MESSAGE("the profile refuses XChaCha20-Poly1305, under which");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_POLICY, key_rotate(ks, "old", &(uint32_t){0}));
    mohur__error_clear(t->ctx);
    slot.passphrase     = "deputy";
    slot.passphrase_len = 6;
    slot.m_kib          = 64 * 1024;
    slot.t              = 3;
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_slot_add(ks, &slot, slot_id));
    mohur__error_clear(t->ctx);
    CHECK_OK(key_try(ks, "old", 1));
    CHECK_OK(key_move(ks, "old", 1, MOHUR_KEY_SUSPENDED));
    CHECK_NUMBER(1, suite_of(ks));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

static mohur_status
renew(mohur_keystore *ks)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};
    uint32_t stale                = 0;

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    return mohur_keystore_slot_revoke(ks, NULL, present, 1, &stale);
}

static void
moves_the_store_to_what_it_allows_with_a_new_root_key(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with(t, with_suite_2);

    CHECK_NUMBER(1, suite_of(ks));
    CHECK_OK(renew(ks));
    CHECK_NUMBER(2, suite_of(ks));
    CHECK_OK(try_key(ks, "new", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    CHECK_OK(mohur__store_open(t->ctx, store_path(t), &ks));
    CHECK_OK(mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
    CHECK_NUMBER(2, suite_of(ks));
    CHECK_OK(key_try(ks, "new", 1));
    CHECK_OK(renew(ks)); /* and stays there */
    CHECK_NUMBER(2, suite_of(ks));
    mohur_keystore_free(ks);
}

/* A store that cannot do better still gets a new root key. */
static void
leaves_the_suite_where_it_allows_neither(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with(t, with_neither);

    CHECK_OK(renew(ks));
    CHECK_NUMBER(1, suite_of(ks));
    CHECK_NUMBER(2, ks->keys.epoch);
    CHECK_STATUS(MOHUR_E_POLICY,
                 try_key(ks, "a", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    mohur_keystore_free(ks);
}

/* P34. */
static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, NULL, "ab");
    mohur_status st    = MOHUR_E_NO_MEMORY;

    t->now = KIT_EFFECTIVE;
    for (size_t nth = 1; st != MOHUR_OK; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = accept(ks, p, true, false);
        if (alloc_has_failed(&t->alloc) && st != MOHUR_OK) {
            CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
            mohur_keystore_free(ks);
            ks = store_reopen(t);
            /* Before, or after: whole. */
            if (version_in_force(t, ks) == 12) {
                break;
            }
        }
    }
    CHECK_NUMBER(12, version_in_force(t, ks));
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(asks_what_it_accepted),
        CASE(keeps_it_when_it_is_closed_and_drops_it_from_the_context),
        CASE(asks_it_of_keys_that_are_older),
        CASE(refuses_to_protect_with_keys_that_are_too_old_for_it),
        CASE(switches_by_itself_on_the_effective_date),
        CASE(does_not_switch_back_with_the_clock),
        CASE(protects_nothing_once_it_expired_and_opens_everything),
        CASE(protects_on_once_it_expired_where_it_only_warns),
        CASE(is_recovered_by_the_recovery_keys),
        CASE(takes_the_next_version_and_not_the_one_before),
        CASE(tells_in_its_log_how_it_came),
        CASE(notes_each_change_and_a_conflict_and_nothing_else),
        CASE(is_seen_by_others_that_have_the_store_open),
        CASE(is_not_opened_with_a_note_that_was_altered),
        CASE(asks_officers_where_roles_count),
        CASE(puts_no_secret_under_a_suite_that_it_refuses),
        CASE(moves_the_store_to_what_it_allows_with_a_new_root_key),
        CASE(leaves_the_suite_where_it_allows_neither),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a store's profile", cases, NULL, NULL);
}
