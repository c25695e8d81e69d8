/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"

/* A new key of a store. */

static mohur_status
try_new(mohur_keystore *ks, const mohur_key_options *o)
{
    mohur_key *key  = NULL;
    mohur_status st = mohur_keystore_key_new(ks, o, &key);

    mohur_key_free(key);
    return st;
}

static void
is_made_for_every_algorithm(void **state)
{
    static const struct {
        mohur_purpose purpose;
        mohur_alg alg;
    } kinds[] = {
        {MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519},
        {MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256},
        {MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P384},
        {MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519},
        {MOHUR_PURPOSE_SEAL, MOHUR_ALG_ECDH_P256},
        {MOHUR_PURPOSE_SEAL, MOHUR_ALG_ECDH_P384},
        {MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP},
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *name = mohur_alg_name(kinds[i].alg);
        mohur_key *made = key_make(t, ks, name, kinds[i].purpose, kinds[i].alg);
        mohur_key *got  = key_get(t, ks, name, 1);
        CHECK_NUMBER(kinds[i].alg, mohur_key_alg(got));
        CHECK_NUMBER(kinds[i].purpose, mohur_key_purpose(got));
        CHECK_BYTES(mohur__key_secret(made), mohur__key_secret(got));
        CHECK_BYTES(mohur__key_public(made), mohur__key_public(got));
        mohur_key_free(made);
        mohur_key_free(got);
    }
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
takes_the_first_algorithm_that_profile_and_build_have(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *sign = key_make(t, ks, "a", MOHUR_PURPOSE_SIGN, MOHUR_ALG_NONE);
    mohur_key *seal = key_make(t, ks, "b", MOHUR_PURPOSE_SEAL, MOHUR_ALG_NONE);
    mohur_key *wrap = key_make(t, ks, "c", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    CHECK_NUMBER(MOHUR_ALG_ECDSA_P256, mohur_key_alg(sign));
    CHECK(mohur_key_alg(seal) == MOHUR_ALG_X_WING ||
          mohur_key_alg(seal) == MOHUR_ALG_X25519);
    CHECK_NUMBER(MOHUR_ALG_AES_256_WRAP, mohur_key_alg(wrap));
    mohur_key_free(sign);
    mohur_key_free(seal);
    mohur_key_free(wrap);
    mohur_keystore_free(ks);
}

static void
needs_a_name_that_is_free(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_new(t);
    mohur_key_options o = key_options("k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    CHECK_OK(try_new(ks, &o));
    CHECK_STATUS(MOHUR_E_EXISTS, try_new(ks, &o));
    o.purpose = MOHUR_PURPOSE_SIGN;
    CHECK_STATUS(MOHUR_E_EXISTS, try_new(ks, &o));
    mohur_keystore_free(ks);
}

static void
needs_a_name_of_1_to_128_bytes_of_utf_8_without_controls(void **state)
{
    static const char *const bad[] = {"",         "a\nb", "a\x7f",
                                      "\xC2\x85", "\xFF", "a\xC3"};
    struct fixture *t              = *state;
    mohur_keystore *ks             = store_new(t);
    mohur_key_options o = key_options("", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    static char longest[130];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        o.name     = bad[i];
        o.name_len = strlen(bad[i]);
        CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    }
    memset(longest, 'a', sizeof longest);
    o.name     = longest;
    o.name_len = 129;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o.name_len = 128;
    CHECK_OK(try_new(ks, &o));
    o.name     = "m\xC3\xBChasib";
    o.name_len = strlen(o.name);
    CHECK_OK(try_new(ks, &o));
    mohur_keystore_free(ks);
}

static void
refuses_options_that_make_no_sense(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    const mohur_key_options good =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key_options o = good;
    static char long_text[258];

    memset(long_text, 'a', 257);
    o.alg = MOHUR_ALG_X25519;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o         = good;
    o.purpose = (mohur_purpose)4;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o       = good;
    o.level = 4;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o             = good;
    o.activate_at = -1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o      = good;
    o.days = UINT32_MAX;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o         = good;
    o.comment = long_text;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o      = good;
    o.size = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key_new(ks, &good, NULL));
    mohur_keystore_free(ks);
}

static void
asks_the_profile(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);

    o.level = 3;
    CHECK_STATUS(MOHUR_E_POLICY, try_new(ks, &o));
    o.level      = 2;
    o.exportable = true;
    CHECK_STATUS(MOHUR_E_POLICY, try_new(ks, &o));
    o.exportable = false;
    CHECK_OK(try_new(ks, &o));
    o = key_options("p", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P521);
    CHECK_STATUS(MOHUR_E_POLICY, try_new(ks, &o));
    mohur_keystore_free(ks);
}

static void
may_begin_later(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.activate_at = t->now + 60;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_STATUS(MOHUR_E_DATE, mohur__key_require_protect(t->ctx, key));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 0));
    t->now += 60;
    CHECK_OK(key_try(ks, "k", 0));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
is_rotated_before_its_days_end(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days        = 30;
    o.rotate_days = 31;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    CHECK_MESSAGE("for 30 days is rotated before they end");
    o.days        = 0;
    o.rotate_days = 36526;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o.days = o.rotate_days = 30;
    CHECK_OK(try_new(ks, &o));
    mohur_keystore_free(ks);
}

static void
has_a_next_version_that_waits_for_a_year_at_most(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.activate_delay_s = 365 * 86400 + 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_new(ks, &o));
    o.activate_delay_s = 365 * 86400;
    CHECK_OK(try_new(ks, &o));
    mohur_keystore_free(ks);
}

static void
is_as_long_lived_as_its_days(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days        = 2;
    o.activate_at = t->now + 100;
    CHECK_OK(try_new(ks, &o));
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(t->now + 100 + 2 * 86400,
                 mohur_key_list_at(list, 0)->protect_until);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

/* ---- importing ---- */

/* RFC 8032 7.1, test 1, as PKCS#8. */
static const char ed25519_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

static void
may_come_from_a_file(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key *key       = NULL;
    mohur_key_list *list = NULL;
    mohur_key_options o  = key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_NONE);

    CHECK_OK(mohur_keystore_import(ks, &o, ed25519_pem, strlen(ed25519_pem),
                                   NULL, 0, &key));
    CHECK_NUMBER(MOHUR_ALG_ED25519, mohur_key_alg(key));
    CHECK_BYTES(fixture_hex(t, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa623"
                               "25af021a68f707511a"),
                mohur__key_public(key));
    mohur_key_free(key);
    key = key_get(t, ks, "k", 0);
    CHECK_BYTES(fixture_hex(t, "9d61b19deffd5a60ba844af492ec2cc44449c5697b3269"
                               "19703bac031cae7f60"),
                mohur__key_secret(key));
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK(mohur_key_list_at(list, 0)->imported);
    mohur_key_list_free(list);
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
is_not_taken_from_a_file_that_does_not_fit(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_new(t);
    mohur_key *key      = NULL;
    size_t len          = strlen(ed25519_pem);
    mohur_key_options o = key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_NONE);

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_keystore_import(ks, &o, "no key", 6, NULL, 0, &key));
    o.alg = MOHUR_ALG_ECDSA_P256;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_import(ks, &o, ed25519_pem,
                                                         len, NULL, 0, &key));
    o = key_options("k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_NONE);
    CHECK_STATUS(
        MOHUR_E_UNSUPPORTED,
        mohur_keystore_import(ks, &o, ed25519_pem, len, NULL, 0, &key));
    o = key_options("k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_import(ks, &o, ed25519_pem,
                                                         len, NULL, 0, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_import(ks, &o, NULL, 0, NULL, 0, &key));
    CHECK(key == NULL);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_made_for_every_algorithm),
        CASE(takes_the_first_algorithm_that_profile_and_build_have),
        CASE(needs_a_name_that_is_free),
        CASE(needs_a_name_of_1_to_128_bytes_of_utf_8_without_controls),
        CASE(refuses_options_that_make_no_sense),
        CASE(asks_the_profile),
        CASE(may_begin_later),
        CASE(is_rotated_before_its_days_end),
        CASE(has_a_next_version_that_waits_for_a_year_at_most),
        CASE(is_as_long_lived_as_its_days),
        CASE(may_come_from_a_file),
        CASE(is_not_taken_from_a_file_that_does_not_fit),
    };
    return cmocka_run_group_tests_name("a new key of a store", cases, NULL,
                                       NULL);
}
