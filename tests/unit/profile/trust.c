/* SPDX-License-Identifier: Apache-2.0 */
#include "note_kit.h"

/* Which profile may follow which. */

/* Judge next against present; findings are in *found. */
static mohur_status
judge(struct fixture *t,
      const mohur_profile *present,
      const mohur_profile *next,
      mohur_profile_findings *found)
{
    mohur_profile_trust trust = MOHUR_PROFILE_TRUST_INIT;

    trust.present = present;
    return mohur_profile_check(t->ctx, next, &trust, found);
}

/* Is version 13, signed so, accepted after version 12? */
static mohur_status
follow(struct fixture *t, const char *signers, mohur_profile_change *change)
{
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *present       = kit_profile(t, NULL, "ab");
    mohur_profile *next =
        kit_profile(t, kit_next(t, present, 13)->changes, signers);
    mohur_status st = judge(t, present, next, &found);

    *change = found.change;
    mohur_profile_free(present);
    mohur_profile_free(next);
    return st;
}

/* P1, P4, and what is enough. */
static void
follows_with_two_signatures_of_its_authority(void **state)
{
    struct fixture *t           = *state;
    mohur_profile_change change = MOHUR_PROFILE_REFUSED;

    CHECK_OK(follow(t, "ab", &change));
    CHECK_NUMBER(MOHUR_PROFILE_UPDATE, change);
    CHECK_OK(follow(t, "cxay", &change));
    CHECK_NUMBER(MOHUR_PROFILE_UPDATE, change);
    CHECK_STATUS(MOHUR_E_UNTRUSTED, follow(t, "a", &change));
    CHECK_NUMBER(MOHUR_PROFILE_REFUSED, change);
    CHECK_STATUS(MOHUR_E_UNTRUSTED, follow(t, "aa", &change));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, follow(t, "xy", &change));
    CHECK_MESSAGE("0 of its own authority signed the profile, not 2");
}

#define AUTHORITY_OF_A_B_C                                                     \
    "\"authority\":{\"keys\":[\"" KIT_KEY_A "\",\"" KIT_KEY_B                  \
    "\",\"" KIT_KEY_C "\"],\"threshold\":2}"

/* The text of a key of the kit, kept by the fixture. */
static const char *
vkey_text(struct fixture *t, char letter)
{
    struct mohur__vkey key = {0};
    struct mohur__buf b    = {0};
    uint8_t seed[32]       = {0};
    char *out              = (char *)fixture_bytes(t, 0, MOHUR__VKEY_TEXT_MAX);

    kit_key(t, letter, seed, &key);
    mohur__buf_init(&b, t->ctx, MOHUR__VKEY_TEXT_MAX);
    mohur__vkey_emit(&key, &b);
    snprintf(out, MOHUR__VKEY_TEXT_MAX, "%.*s", (int)mohur__buf_view(&b).len,
             (const char *)mohur__buf_view(&b).data);
    mohur__buf_wipe(&b);
    return out;
}

/* Version 13 hands over to x and y. */
static mohur_status
hand_over(struct fixture *t, const char *signers, mohur_profile_change *change)
{
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *present       = kit_profile(t, NULL, "ab");
    struct kit_next *n           = kit_next(t, present, 13);
    char *authority              = (char *)fixture_bytes(t, 0, 512);
    mohur_profile *next          = NULL;
    mohur_status st              = MOHUR_OK;

    snprintf(authority, 512,
             "\"authority\":{\"keys\":[\"%s\",\"%s\"],\"threshold\":2}",
             vkey_text(t, 'x'), vkey_text(t, 'y'));
    n->changes[4] = AUTHORITY_OF_A_B_C;
    n->changes[5] = authority;
    next          = kit_profile(t, n->changes, signers);
    st            = judge(t, present, next, &found);
    *change       = found.change;
    mohur_profile_free(present);
    mohur_profile_free(next);
    return st;
}

/* P2, P3. */
static void
changes_hands_with_both_the_old_and_the_new_authority(void **state)
{
    struct fixture *t           = *state;
    mohur_profile_change change = MOHUR_PROFILE_REFUSED;

    CHECK_STATUS(MOHUR_E_UNTRUSTED, hand_over(t, "ab", &change));
    CHECK_MESSAGE("of its own authority");
    CHECK_STATUS(MOHUR_E_UNTRUSTED, hand_over(t, "xy", &change));
    CHECK_MESSAGE("of the present authority");
    CHECK_STATUS(MOHUR_E_UNTRUSTED, hand_over(t, "axy", &change));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, hand_over(t, "abx", &change));
    CHECK_NUMBER(MOHUR_PROFILE_REFUSED, change);
    CHECK_OK(hand_over(t, "abxy", &change));
    CHECK_NUMBER(MOHUR_PROFILE_UPDATE, change);
}

/* P31. */
static void
is_recovered_by_the_recovery_keys_and_its_own(void **state)
{
    struct fixture *t           = *state;
    mohur_profile_change change = MOHUR_PROFILE_REFUSED;

    CHECK_OK(follow(t, "abrs", &change));
    CHECK_NUMBER(MOHUR_PROFILE_UPDATE, change);
    CHECK_OK(hand_over(t, "rsxy", &change));
    CHECK_NUMBER(MOHUR_PROFILE_RECOVERY, change);
    CHECK_STATUS(MOHUR_E_UNTRUSTED, hand_over(t, "rxy", &change));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, hand_over(t, "rs", &change));
}

/* P31: what the authority did not sign and did not lose is no update. */
static void
is_no_update_by_the_recovery_keys_alone(void **state)
{
    struct fixture *t           = *state;
    mohur_profile_change change = MOHUR_PROFILE_UPDATE;

    CHECK_STATUS(MOHUR_E_UNTRUSTED, follow(t, "rs", &change));
    CHECK_NUMBER(MOHUR_PROFILE_REFUSED, change);
    CHECK_STATUS(MOHUR_E_UNTRUSTED, follow(t, "ars", &change));
    CHECK_NUMBER(MOHUR_PROFILE_REFUSED, change);
    CHECK_MESSAGE("1 of its own authority signed the profile, not 2");
}

static mohur_status
other_recovery(struct fixture *t, const char *signers)
{
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *present       = kit_profile(t, NULL, "ab");
    struct kit_next *n           = kit_next(t, present, 13);
    mohur_profile *next          = NULL;
    mohur_status st              = MOHUR_OK;

    n->changes[4] = vkey_text(t, 's');
    n->changes[5] = vkey_text(t, 'x');
    next          = kit_profile(t, n->changes, signers);
    st            = judge(t, present, next, &found);
    mohur_profile_free(present);
    mohur_profile_free(next);
    return st;
}

/* P31. */
static void
changes_its_recovery_keys_only_with_their_signatures(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_UNTRUSTED, other_recovery(t, "ab"));
    CHECK_MESSAGE("the recovery keys change");
    CHECK_OK(other_recovery(t, "abrs"));
}

/* P8, P9. */
static void
goes_back_only_on_demand(void **state)
{
    struct fixture *t            = *state;
    mohur_profile_trust trust    = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *old           = kit_profile(t, NULL, "ab");
    mohur_profile *now = kit_profile(t, kit_next(t, old, 13)->changes, "ab");

    CHECK_STATUS(MOHUR_E_ROLLBACK, judge(t, now, old, &found));
    CHECK_NUMBER(MOHUR_PROFILE_REFUSED, found.change);
    trust.present   = now;
    trust.step_back = true;
    CHECK_OK(mohur_profile_check(t->ctx, old, &trust, &found));
    CHECK_NUMBER(MOHUR_PROFILE_STEP_BACK, found.change);
    CHECK_OK(judge(t, now, now, &found));
    CHECK_NUMBER(MOHUR_PROFILE_SAME, found.change);
    mohur_profile_free(now);
    mohur_profile_free(old);
}

/* P9. */
static void
conflicts_with_another_of_its_version(void **state)
{
    static const char *const other[] = {"house rule 4", "house rule 5", NULL};
    struct fixture *t                = *state;
    mohur_profile_findings found     = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *present           = kit_profile(t, NULL, "ab");
    mohur_profile *twin              = kit_profile(t, other, "ab");

    CHECK_STATUS(MOHUR_E_UNTRUSTED, judge(t, present, twin, &found));
    CHECK_NUMBER(MOHUR_PROFILE_CONFLICT, found.change);
    CHECK_MESSAGE("two profiles of version 12");
    mohur_profile_free(present);
    mohur_profile_free(twin);
}

static void
follows_the_version_that_it_supersedes(void **state)
{
    static const char *const skips[] = {"\"version\":12", "\"version\":14",
                                        NULL};
    static const char *const next[]  = {"\"version\":12", "\"version\":13",
                                        NULL};
    struct fixture *t                = *state;
    mohur_profile_findings found     = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *present           = kit_profile(t, NULL, "ab");
    mohur_profile *p                 = kit_profile(t, next, "ab");

    CHECK_STATUS(MOHUR_E_UNTRUSTED, judge(t, present, p, &found));
    CHECK_MESSAGE("supersedes another version 12");
    mohur_profile_free(p);
    p = kit_profile(t, skips, "ab");
    CHECK_OK(judge(t, present, p, &found));
    mohur_profile_free(p);
    mohur_profile_free(present);
}

/* P32. */
static void
is_of_another_authority_only_if_the_owner_names_it(void **state)
{
    static const char *const other[] = {
        "\"id\":\"authority.example/national\",",
        "\"id\":\"other.example/national\",", "\"version\":12",
        "\"version\":99", NULL};
    static const char *const keys[] = {KIT_KEY_A, KIT_KEY_B, KIT_KEY_C};
    struct fixture *t               = *state;
    mohur_profile_trust trust       = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found    = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *builtin          = NULL;
    mohur_profile *present          = kit_profile(t, NULL, "ab");
    mohur_profile *p                = kit_profile(t, other, "ab");

    CHECK_STATUS(MOHUR_E_UNTRUSTED, judge(t, present, p, &found));
    CHECK_MESSAGE("another authority");
    CHECK_STATUS(MOHUR_E_UNTRUSTED, judge(t, NULL, p, &found));
    CHECK_OK(mohur_profile_builtin(t->ctx, &builtin));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, judge(t, builtin, p, &found));
    trust.present   = present;
    trust.keys      = keys;
    trust.keys_len  = 3;
    trust.threshold = 2;
    CHECK_OK(mohur_profile_check(t->ctx, p, &trust, &found));
    CHECK_NUMBER(MOHUR_PROFILE_NAMED, found.change);
    CHECK_NUMBER(2, found.named_signed);
    trust.threshold = 0;
    CHECK_STATUS(MOHUR_E_UNTRUSTED,
                 mohur_profile_check(t->ctx, p, &trust, &found));
    CHECK_MESSAGE("2 of the named authority signed, not 3");
    CHECK_STATUS(MOHUR_E_ARGUMENT, judge(t, present, builtin, &found));
    mohur_profile_free(builtin);
    mohur_profile_free(present);
    mohur_profile_free(p);
}

/* P5. */
static void
is_refused_for_a_wrong_signature_beside_right_ones(void **state)
{
    struct fixture *t            = *state;
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    struct mohur__buf file       = {0};
    struct mohur__vkey key       = {0};
    uint8_t seed[32]             = {0};
    uint8_t wrong[64]            = {1};
    mohur_profile *p             = NULL;

    kit_text(t, &file, NULL);
    kit_sign(t, &file, "ab");
    kit_key(t, 'c', seed, &key);
    mohur__note_emit_line(&file, &key, MOHUR__BYTES(wrong));
    CHECK_OK(mohur_profile_parse(t->ctx, mohur__buf_view(&file).data,
                                 mohur__buf_view(&file).len, &p));
    CHECK_STATUS(MOHUR_E_AUTH, judge(t, NULL, p, &found));
    mohur_profile_free(p);
    mohur__buf_wipe(&file);
}

/* P34: read and judged, or out of memory; never half of it. */
static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t         = *state;
    mohur_profile_trust trust = MOHUR_PROFILE_TRUST_INIT;
    struct mohur__buf file    = {0};
    mohur_profile *present    = kit_profile(t, NULL, "ab");
    bool failed               = true;

    kit_text(t, &file, kit_next(t, present, 13)->changes);
    kit_sign(t, &file, "ab");
    trust.present = present;
    for (size_t nth = 1; failed; nth++) {
        mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
        mohur_profile *p             = NULL;
        mohur_status st              = MOHUR_OK;

        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur_profile_parse(t->ctx, mohur__buf_view(&file).data,
                                 mohur__buf_view(&file).len, &p);
        CHECK((st == MOHUR_OK) == (p != NULL));
        if (st == MOHUR_OK) {
            st = mohur_profile_check(t->ctx, p, &trust, &found);
        }
        failed = alloc_has_failed(&t->alloc);
        CHECK_STATUS(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
        CHECK_NUMBER(failed ? MOHUR_PROFILE_REFUSED : MOHUR_PROFILE_UPDATE,
                     found.change);
        mohur_profile_free(p);
    }
    mohur__buf_wipe(&file);
    mohur_profile_free(present);
}

static void
refuses_trust_that_is_none(void **state)
{
    static const char *const twice[] = {KIT_KEY_A, KIT_KEY_A};
    struct fixture *t                = *state;
    mohur_profile_trust trust        = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found     = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile *p                 = kit_profile(t, NULL, "ab");

    trust.keys     = twice;
    trust.keys_len = 2;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_check(t->ctx, p, &trust, &found));
    trust.keys_len  = 1;
    trust.threshold = 2;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_check(t->ctx, p, &trust, &found));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_check(t->ctx, p, NULL, &found));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_check(t->ctx, p, &trust, NULL));
    mohur_profile_free(p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(follows_with_two_signatures_of_its_authority),
        CASE(changes_hands_with_both_the_old_and_the_new_authority),
        CASE(is_recovered_by_the_recovery_keys_and_its_own),
        CASE(is_no_update_by_the_recovery_keys_alone),
        CASE(changes_its_recovery_keys_only_with_their_signatures),
        CASE(goes_back_only_on_demand),
        CASE(conflicts_with_another_of_its_version),
        CASE(follows_the_version_that_it_supersedes),
        CASE(is_of_another_authority_only_if_the_owner_names_it),
        CASE(is_refused_for_a_wrong_signature_beside_right_ones),
        CASE(survives_every_failed_allocation),
        CASE(refuses_trust_that_is_none),
    };
    return cmocka_run_group_tests_name("the next profile", cases, NULL, NULL);
}
