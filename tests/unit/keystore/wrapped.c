/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "crypto/keywrap.h"
#include "keystore/key.h"
#include <mohur/wrapped.h>

/* Keys that leave one store under a wrapping key, and enter another. */

static const uint8_t kek_bytes[32] = {1, 2, 3};

/* A wrapping key of no store, as an HSM may have it too. */
static mohur_key *
kek_new(struct fixture *t, uint8_t level)
{
    struct mohur__key_parts parts = {
        .purpose = MOHUR_PURPOSE_WRAP,
        .alg     = MOHUR_ALG_AES_256_WRAP,
        .state   = MOHUR_KEY_ACTIVE,
        .level   = level,
        .ring_id = {7},
        .secret  = MOHUR__BYTES(kek_bytes),
    };
    mohur_key *key = NULL;

    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

static mohur_key *
leaving_key(struct fixture *t,
            mohur_keystore *ks,
            mohur_purpose purpose,
            mohur_alg alg)
{
    mohur_key_options o = key_options("k", purpose, alg);
    mohur_key *key      = NULL;

    o.exportable = true;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    return key;
}

static mohur_status export(struct fixture *t,
                           const mohur_key *key,
                           const mohur_key *kek)
{
    mohur_sink *sink = fixture_sink(t);
    mohur_status st  = mohur_key_export_wrapped(t->ctx, key, kek, sink);

    mohur_sink_free(sink);
    return st;
}

static mohur_status
import(mohur_keystore *ks,
       const mohur_key_options *o,
       const mohur_key *kek,
       struct view wrapped,
       mohur_key **out)
{
    return mohur_keystore_import_wrapped(ks, o, kek, wrapped.data, wrapped.len,
                                         out);
}

static void
come_back_as_they_were(void **state)
{
    static const struct {
        mohur_purpose purpose;
        mohur_alg alg;
    } cases[] = {
        {MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP},
        {MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519},
        {MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256},
        {MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P384},
        {MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519},
        {MOHUR_PURPOSE_SEAL, MOHUR_ALG_ECDH_P256},
    };
    struct fixture *t = *state;
    mohur_key *kek    = kek_new(t, 1);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mohur__store_seed seed = store_seed();
        mohur_key_options o =
            key_options("back", cases[i].purpose, MOHUR_ALG_NONE);
        mohur_keystore *ks = NULL;
        mohur_key *key     = NULL;
        mohur_key *back    = NULL;
        char name[8];

        snprintf(name, sizeof name, "s%zu", i);
        CHECK_OK(
            mohur__store_create(t->ctx, fixture_path(t, name), &seed, &ks));
        key = leaving_key(t, ks, cases[i].purpose, cases[i].alg);
        CHECK_OK(export(t, key, kek));
        CHECK_OK(import(ks, &o, kek, fixture_output(t), &back));
        CHECK_BYTES(mohur__key_secret(key), mohur__key_secret(back));
        CHECK_BYTES(mohur__key_public(key), mohur__key_public(back));
        CHECK_NUMBER(cases[i].alg, mohur_key_alg(back));
        mohur_key_free(key);
        mohur_key_free(back);
        mohur_keystore_free(ks);
    }
    mohur_key_free(kek);
}

static void
leave_as_the_bytes_that_others_wrap(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *kek     = kek_new(t, 0);
    mohur_key *key     = leaving_key(t, ks, MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    uint8_t plain[64]  = {0};
    size_t len         = 0;

    CHECK_OK(export(t, key, kek));
    CHECK_NUMBER(40, fixture_output(t).len);
    CHECK_OK(mohur__kwp_unwrap(
        t->ctx, MOHUR__BYTES(kek_bytes),
        mohur__bytes_of(fixture_output(t).data, fixture_output(t).len),
        MOHUR__SPAN(plain), &len));
    CHECK_BYTES(mohur__key_secret(key), mohur__bytes_of(plain, len));
    mohur_key_free(kek);
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_leave_unless_made_to(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *kek     = kek_new(t, 0);
    mohur_key *key     = key_make(t, ks, "stays", MOHUR_PURPOSE_WRAP, 0);

    CHECK_STATUS(MOHUR_E_POLICY, export(t, key, kek));
    CHECK_MESSAGE("not made exportable");
    CHECK_NUMBER(0, fixture_output(t).len);
    mohur_key_free(kek);
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_leave_under_what_is_no_wrapping_key_for_them(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *low     = kek_new(t, 0);
    mohur_key *other =
        key_make(t, ks, "s", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key *key      = NULL;
    mohur_key_options o = key_options("k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    o.exportable = true;
    o.level      = 1;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_STATUS(MOHUR_E_POLICY, export(t, key, low));
    CHECK_MESSAGE("level 1 is not wrapped with one of level 0");
    CHECK_STATUS(MOHUR_E_ARGUMENT, export(t, key, key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, export(t, key, other));
    CHECK_STATUS(MOHUR_E_ARGUMENT, export(t, key, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, export(t, NULL, low));
    mohur_key_free(low);
    mohur_key_free(other);
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_enter_altered_cut_or_under_another_key(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_new(t);
    mohur_key *kek      = kek_new(t, 0);
    mohur_key *key      = leaving_key(t, ks, MOHUR_PURPOSE_WRAP, 0);
    mohur_key *back     = NULL;
    mohur_key_options o = key_options("b", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    uint8_t wrapped[40] = {0};
    struct view whole   = {wrapped, sizeof wrapped};

    CHECK_OK(export(t, key, kek));
    memcpy(wrapped, fixture_output(t).data, sizeof wrapped);
    for (size_t bit = 0; bit < 8 * sizeof wrapped; bit++) {
        wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CHECK_STATUS(MOHUR_E_AUTH, import(ks, &o, kek, whole, &back));
        CHECK(back == NULL);
        wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t n = 0; n < sizeof wrapped; n++) {
        CHECK_STATUS(MOHUR_E_AUTH,
                     import(ks, &o, kek, (struct view){wrapped, n}, &back));
    }
    CHECK_STATUS(MOHUR_E_AUTH, import(ks, &o, key, whole, &back));
    CHECK_OK(import(ks, &o, kek, whole, &back));
    mohur_key_free(back);
    mohur_key_free(key);
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

/* What somebody who has the wrapping key can make. */
static mohur_status
import_plain(struct fixture *t,
             mohur_keystore *ks,
             mohur_purpose purpose,
             size_t len)
{
    mohur_key_options o  = key_options("b", purpose, MOHUR_ALG_NONE);
    mohur_key *kek       = NULL;
    mohur_key *back      = NULL;
    uint8_t wrapped[104] = {0};
    size_t whole         = mohur__kwp_len(len);
    mohur_status st      = MOHUR_OK;

    mohur__error_clear(t->ctx);
    kek = kek_new(t, 0);
    CHECK_STATUS(MOHUR_OK,
                 mohur__kwp_wrap(t->ctx, MOHUR__BYTES(kek_bytes),
                                 mohur__bytes_of(fixture_bytes(t, 1, len), len),
                                 mohur__span_of(wrapped, whole)));
    st = import(ks, &o, kek, (struct view){wrapped, whole}, &back);
    mohur_key_free(back);
    mohur_key_free(kek);
    return st;
}

static void
are_refused_where_they_are_none(void **state)
{
    static const size_t lens[] = {1, 16, 24, 31, 33, 64, 96};
    struct fixture *t          = *state;
    mohur_keystore *ks         = store_new(t);

    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT,
                     import_plain(t, ks, MOHUR_PURPOSE_WRAP, lens[i]));
        CHECK_STATUS(MOHUR_E_FORMAT,
                     import_plain(t, ks, MOHUR_PURPOSE_SIGN, lens[i]));
    }
    CHECK_OK(import_plain(t, ks, MOHUR_PURPOSE_WRAP, 32));
    mohur_keystore_free(ks);
}

static void
survive_each_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *kek     = kek_new(t, 0);
    mohur_key *key  = leaving_key(t, ks, MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    mohur_key *back = NULL;
    mohur_key_options o = key_options("b", MOHUR_PURPOSE_SEAL, MOHUR_ALG_NONE);
    uint8_t wrapped[MOHUR_WRAPPED_MAX];
    size_t len      = 0;
    mohur_status st = MOHUR_OK;

    CHECK_OK(export(t, key, kek));
    len = fixture_output(t).len;
    memcpy(wrapped, fixture_output(t).data, len);
    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = import(ks, &o, kek, (struct view){wrapped, len}, &back);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(back == NULL);
    }
    mohur_key_free(back);
    mohur_key_free(key);
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(come_back_as_they_were),
        CASE(leave_as_the_bytes_that_others_wrap),
        CASE(do_not_leave_unless_made_to),
        CASE(do_not_leave_under_what_is_no_wrapping_key_for_them),
        CASE(do_not_enter_altered_cut_or_under_another_key),
        CASE(are_refused_where_they_are_none),
        CASE(survive_each_failed_allocation),
    };
    return cmocka_run_group_tests_name("wrapped keys", cases, NULL, NULL);
}
