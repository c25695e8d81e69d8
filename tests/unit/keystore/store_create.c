/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/note_kit.h"
#include "store_fixture.h"

#include <mohur/authority.h>

#include <sys/stat.h>

/* A store that follows a profile from its first change on. */

static const char *const authority[] = {KIT_KEY_A, KIT_KEY_B, KIT_KEY_C};

/* The sample, with rules for what a new store asks. */
#define ECDSA_RULE "{\"alg\":\"ECDSA-P256\""
#define YES        "{\"status\":\"acceptable\"}"
#define RULE(alg)                                                              \
    "{\"alg\":\"" alg "\",\"process\":" YES ",\"protect\":" YES "},"

static const char *const with_suite_2[] = {
    ECDSA_RULE, RULE("Argon2id") RULE("XAES-256-GCM") ECDSA_RULE, NULL};
static const char *const with_neither[] = {ECDSA_RULE,
                                           RULE("Argon2id") ECDSA_RULE, NULL};

static mohur_status
create(struct fixture *t,
       const mohur_profile *p,
       const mohur_profile_trust *trust,
       uint32_t passes,
       mohur_keystore **out)
{
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;

    mohur__error_clear(t->ctx);
    o.path           = store_path(t);
    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 65536;
    o.t              = passes;
    return mohur_keystore_create_under(t->ctx, &o, p, trust, out);
}

static mohur_profile_trust
named(size_t keys)
{
    mohur_profile_trust trust = MOHUR_PROFILE_TRUST_INIT;

    trust.keys      = authority;
    trust.keys_len  = keys;
    trust.threshold = keys > 1 ? 2 : 0;
    return trust;
}

static mohur_keystore_info
info_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info;
}

static void
is_under_what_its_profile_allows(void **state)
{
    struct fixture *t         = *state;
    mohur_profile *p          = kit_profile(t, with_suite_2, "ab");
    mohur_profile_trust trust = named(3);
    mohur_keystore *ks        = NULL;
    mohur_keystore_info info;

    t->now = KIT_EFFECTIVE;
    CHECK_OK(create(t, p, &trust, 3, &ks));
    info = info_of(t, ks);
    CHECK_NUMBER(MOHUR_ALG_XAES_256_GCM, info.aead);
    CHECK_NUMBER(1, info.epoch);
    CHECK_NUMBER(1, info.seq); /* one change, and what it was */
    CHECK_NUMBER(2, info.events);
    CHECK_TEXT("authority.example/national", info.profile);
    mohur_key_free(
        key_make(t, ks, "k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    CHECK(t->ctx->force == NULL);
    mohur_profile_free(p);
}

static void
follows_it_when_it_is_opened_again(void **state)
{
    struct fixture *t            = *state;
    mohur_profile *p             = kit_profile(t, with_suite_2, "ab");
    mohur_profile_trust trust    = named(3);
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_keystore_options o     = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore *ks           = NULL;

    t->now = KIT_EFFECTIVE;
    CHECK_OK(create(t, p, &trust, 3, &ks));
    mohur_keystore_free(ks);
    o.path = store_path(t);
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_OK(mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
    CHECK_TEXT("authority.example/national", info_of(t, ks).profile);
    CHECK_OK(mohur_keystore_profile_accept(ks, p, &trust, &found));
    CHECK_NUMBER(MOHUR_PROFILE_SAME, found.change);
    mohur_keystore_free(ks);
    mohur_profile_free(p);
}

/* As one that is accepted ahead of its day. */
static void
is_under_the_built_in_one_before_its_day(void **state)
{
    struct fixture *t         = *state;
    mohur_profile *p          = kit_profile(t, with_suite_2, "ab");
    mohur_profile_trust trust = named(3);
    mohur_keystore *ks        = NULL;

    t->now = KIT_EFFECTIVE - 1;
    CHECK_OK(create(t, p, &trust, 3, &ks));
    CHECK_NUMBER(MOHUR_ALG_XCHACHA20_POLY1305, info_of(t, ks).aead);
    t->now = KIT_EFFECTIVE;
    CHECK_TEXT("authority.example/national", info_of(t, ks).profile);
    mohur_keystore_free(ks);
    mohur_profile_free(p);
}

/* Refused, and nothing is there. */
static void
check_refused(struct fixture *t,
              mohur_status want,
              const mohur_profile *p,
              const mohur_profile_trust *trust,
              uint32_t passes)
{
    mohur_keystore *ks = NULL;
    struct stat st;

    CHECK_STATUS(want, create(t, p, trust, passes, &ks));
    CHECK(ks == NULL);
    CHECK(stat(store_path(t), &st) != 0);
    CHECK(t->ctx->force == NULL);
}

static void
is_not_made_where_its_profile_is_refused(void **state)
{
    struct fixture *t          = *state;
    mohur_profile *twice       = kit_profile(t, with_suite_2, "ab");
    mohur_profile *once        = kit_profile(t, with_suite_2, "a");
    mohur_profile *neither     = kit_profile(t, with_neither, "ab");
    mohur_profile *builtin     = NULL;
    mohur_profile_trust trust  = named(3);
    mohur_profile_trust nobody = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_trust other  = named(1);

    t->now     = KIT_EFFECTIVE;
    other.keys = authority + 2; /* c, who did not sign */
    CHECK_OK(mohur_profile_builtin(t->ctx, &builtin));
    check_refused(t, MOHUR_E_UNTRUSTED, twice, &nobody, 3);
    check_refused(t, MOHUR_E_UNTRUSTED, twice, &other, 3);
    check_refused(t, MOHUR_E_UNTRUSTED, once, &trust, 3);
    check_refused(t, MOHUR_E_POLICY, neither, &trust, 3);
    check_refused(t, MOHUR_E_POLICY, twice, &trust, 2); /* below its floor */
    check_refused(t, MOHUR_E_ARGUMENT, builtin, &trust, 3);
    check_refused(t, MOHUR_E_ARGUMENT, NULL, &trust, 3);
    check_refused(t, MOHUR_E_ARGUMENT, twice, NULL, 3);
    mohur_profile_free(builtin);
    mohur_profile_free(neither);
    mohur_profile_free(once);
    mohur_profile_free(twice);
}

/* Made, and then whole, or not made. */
static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t             = *state;
    mohur_profile *p              = kit_profile(t, with_suite_2, "ab");
    struct mohur__store_seed seed = store_seed();
    mohur_keystore *ks            = NULL;
    mohur_status st               = MOHUR_E_NO_MEMORY;
    size_t step                   = getenv("MOHUR_FULL") != NULL ? 1 : 7;
    struct stat there;

    seed.profile = p;
    t->now       = KIT_EFFECTIVE;
    for (size_t nth = 1; stat(store_path(t), &there) != 0; nth += step) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__store_create(t->ctx, store_path(t), &seed, &ks);
        CHECK_STATUS(alloc_has_failed(&t->alloc) ? MOHUR_E_NO_MEMORY : MOHUR_OK,
                     st);
        CHECK((ks != NULL) == (st == MOHUR_OK));
    }
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_TEXT("authority.example/national", info_of(t, ks).profile);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    mohur_profile_free(p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_under_what_its_profile_allows),
        CASE(follows_it_when_it_is_opened_again),
        CASE(is_under_the_built_in_one_before_its_day),
        CASE(is_not_made_where_its_profile_is_refused),
        CASE(survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("a store under a profile", cases, NULL,
                                       NULL);
}
