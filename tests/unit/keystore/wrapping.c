/* SPDX-License-Identifier: Apache-2.0 */
#include "token_fixture.h"

#include "crypto/keywrap.h"
#include "keystore/hsm.h"
#include "keystore/key.h"
#include "keystore/key_act.h"
#include "keystore/key_handle.h"
#include <mohur/life.h>
#include <mohur/wrapped.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Wrapping keys that live in a token, with SoftHSM2; and where that fails. */

enum {
    LONGEST = 100,
    HEAD    = 8
};

static mohur_status
make(mohur_keystore *ks, mohur_key **out)
{
    mohur_key_options o =
        key_options("kek", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    o.token = token_kit_uri();
    return mohur_keystore_key_new(ks, &o, out);
}

/* What is wrapped for it; len bytes that count up. */
static mohur__bytes
wrap(struct fixture *t, const mohur_key *kek, size_t len)
{
    uint8_t *room = fixture_bytes(t, 0, LONGEST + 2 * HEAD);
    size_t whole  = mohur__kwp_len(len);

    CHECK_OK(mohur__key_wrap(t->ctx, kek,
                             mohur__bytes_of(fixture_bytes(t, 0x40, len), len),
                             mohur__span_of(room, whole)));
    return mohur__bytes_of(room, whole);
}

static mohur_status
unwrap(struct fixture *t,
       const mohur_key *kek,
       mohur__bytes sealed,
       mohur__bytes *out)
{
    uint8_t *room   = fixture_bytes(t, 0, LONGEST + 2 * HEAD);
    size_t len      = 0;
    mohur_status st = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st   = mohur__key_unwrap(t->ctx, kek, sealed,
                             mohur__span_of(room, sealed.len - HEAD), &len);
    *out = mohur__bytes_of(room, len);
    return st;
}

static void
check_works(struct fixture *t, const mohur_key *kek)
{
    mohur__bytes back = MOHUR__NOTHING;

    CHECK_OK(unwrap(t, kek, wrap(t, kek, 32), &back));
    CHECK_BYTES(mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32), back);
}

/* ---- the right way ---- */

static void
wrap_and_unwrap_in_the_token(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *kek     = NULL;
    mohur__bytes back  = MOHUR__NOTHING;

    CHECK_OK(make(ks, &kek));
    CHECK(mohur_key_has_private(kek));
    CHECK_NUMBER(0, mohur__key_secret(kek).len);
    CHECK_NUMBER(MOHUR_CUSTODY_HSM, mohur__key_custody(kek));
    CHECK_STATUS(MOHUR_E_POLICY, mohur__key_require_export(t->ctx, kek));
    mohur__error_clear(t->ctx);
    for (size_t n = 1; n <= LONGEST; n += 3) {
        CHECK_OK(unwrap(t, kek, wrap(t, kek, n), &back));
        CHECK_BYTES(mohur__bytes_of(fixture_bytes(t, 0x40, n), n), back);
    }
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

/* The bytes 80 to 9f, which only the module of the tests can put in. */
static void
wrap_as_the_same_bytes_in_memory(void **state)
{
    /* Of AES and SHA-256 by another implementation. */
    static const uint8_t kcv[] = {0x8a, 0x35, 0xd8, 0x5d,
                                  0x62, 0x38, 0xcd, 0xc5};
    struct fixture *t          = *state;
    mohur_keystore *ks         = store_with_pin(t);
    const uint8_t *key         = fixture_bytes(t, 0x80, 32);
    uint8_t same[40]           = {0};
    mohur_key *kek             = NULL;
    mohur__bytes sealed        = MOHUR__NOTHING;

    token_kit_fault("known");
    CHECK_OK(make(ks, &kek));
    CHECK_BYTES(MOHUR__BYTES(kcv), MOHUR__BYTES(kek->kcv));
    sealed = wrap(t, kek, 32);
    CHECK_OK(mohur__kwp_wrap(t->ctx, mohur__bytes_of(key, 32),
                             mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32),
                             MOHUR__SPAN(same)));
    CHECK_BYTES(MOHUR__BYTES(same), sealed);
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

static void
refuse_what_they_did_not_wrap(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *kek     = NULL;
    mohur__bytes back  = MOHUR__NOTHING;
    uint8_t sealed[40] = {0};

    CHECK_OK(make(ks, &kek));
    mohur__copy(MOHUR__SPAN(sealed), wrap(t, kek, 32));
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= (uint8_t)(1U << (i % 8));
        CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, kek, MOHUR__BYTES(sealed), &back));
        CHECK_NUMBER(0, back.len);
        sealed[i] ^= (uint8_t)(1U << (i % 8));
    }
    for (size_t n = HEAD; n < sizeof sealed; n++) {
        CHECK_STATUS(MOHUR_E_AUTH,
                     unwrap(t, kek, mohur__bytes_of(sealed, n), &back));
    }
    CHECK_OK(unwrap(t, kek, MOHUR__BYTES(sealed), &back));
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

/* Keys of the store leave and enter under one of the token. */
static void
carry_keys_from_store_to_store(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_with_pin(t);
    mohur_key_options o = key_options("sk", MOHUR_PURPOSE_SIGN, MOHUR_ALG_NONE);
    mohur_sink *sink    = fixture_sink(t);
    mohur_key *kek      = NULL;
    mohur_key *key      = NULL;
    mohur_key *back     = NULL;
    struct view wrapped = {0};

    CHECK_OK(make(ks, &kek));
    o.exportable = true;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_OK(mohur_key_export_wrapped(t->ctx, key, kek, sink));
    wrapped = fixture_output(t);
    o.name  = "bk";
    CHECK_OK(mohur_keystore_import_wrapped(ks, &o, kek, wrapped.data,
                                           wrapped.len, &back));
    CHECK_BYTES(mohur__key_public(key), mohur__key_public(back));
    mohur_sink_free(sink);
    mohur_key_free(kek);
    mohur_key_free(key);
    mohur_key_free(back);
    mohur_keystore_free(ks);
}

static void
are_there_when_the_store_is_opened_again(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_with_pin(t);
    mohur_key *kek      = NULL;
    mohur__bytes sealed = MOHUR__NOTHING;
    mohur__bytes back   = MOHUR__NOTHING;
    uint32_t version    = 0;

    CHECK_OK(make(ks, &kek));
    sealed = wrap(t, kek, 32);
    mohur_key_free(kek);
    CHECK_OK(key_rotate(ks, "kek", &version));
    CHECK_NUMBER(2, version);
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    kek = key_get(t, ks, "kek", 2);
    CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, kek, sealed, &back));
    mohur__error_clear(t->ctx);
    mohur_key_free(kek);
    kek = key_get(t, ks, "kek", 1);
    CHECK_OK(unwrap(t, kek, sealed, &back));
    mohur_key_free(kek);
    CHECK_NUMBER(2, token_check(t, ks).keys);
    mohur_keystore_free(ks);
}

static void
are_destroyed_in_the_token(void **state)
{
    struct fixture *t       = *state;
    mohur_keystore *ks      = store_with_pin(t);
    mohur_destroy_options o = MOHUR_DESTROY_OPTIONS_INIT;
    mohur_token_check now   = MOHUR_TOKEN_CHECK_INIT;
    mohur_key *kek          = NULL;
    uint64_t before         = token_check(t, ks).unknown;
    mohur__bytes sealed     = MOHUR__NOTHING;
    mohur__bytes back       = MOHUR__NOTHING;

    CHECK_OK(make(ks, &kek));
    sealed = wrap(t, kek, 32);
    CHECK_OK(key_move(ks, "kek", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_move(ks, "kek", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += 31 * 24 * 3600;
    o.name     = "kek";
    o.name_len = 3;
    o.version  = 1;
    o.level    = MOHUR_ERASE_E1;
    CHECK_OK(mohur_keystore_destroy(ks, &o));
    now = token_check(t, ks);
    CHECK_NUMBER(0, now.keys + now.missing);
    CHECK_NUMBER(before, now.unknown);
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "kek", 1));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_NO_KEY, unwrap(t, kek, sealed, &back));
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

/* ---- a hostile token ---- */

/* Making one with this fault ends so, and leaves nothing in the token. */
static void
check_making(struct fixture *t, const char *fault, mohur_status want)
{
    mohur_keystore *ks    = store_with_pin(t);
    uint64_t before       = token_check(t, ks).unknown;
    mohur_key *kek        = NULL;
    uint32_t version      = 0;
    mohur_token_check now = MOHUR_TOKEN_CHECK_INIT;

    token_kit_fault(fault);
    CHECK_STATUS(want, make(ks, &kek));
    mohur__error_clear(t->ctx);
    CHECK(kek == NULL);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    now = token_check(t, ks);
    CHECK_NUMBER(0, now.keys + now.pending + now.missing);
    CHECK_NUMBER(before, now.unknown);
    CHECK_OK(key_rotate(ks, "kek", &version));
    kek = key_get(t, ks, "kek", 2); /* what came to nothing ends no ring */
    check_works(t, kek);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

#define MAKING(name, fault, want)                                              \
    static void name(void **state)                                             \
    {                                                                          \
        check_making(*state, fault, want);                                     \
    }

MAKING(is_refused_if_it_could_leave, "extractable", MOHUR_E_BACKEND)
MAKING(is_refused_if_it_is_not_there, "no-object", MOHUR_E_BACKEND)
MAKING(is_refused_if_it_is_too_short, "short", MOHUR_E_BACKEND)
MAKING(is_refused_if_it_does_not_unwrap, "decrypt", MOHUR_E_BACKEND)
MAKING(is_refused_if_it_is_never_the_same, "unsteady", MOHUR_E_BACKEND)
MAKING(is_refused_if_a_block_is_too_long, "block-length", MOHUR_E_BACKEND)
MAKING(is_refused_if_it_answers_oddly, "odd", MOHUR_E_BACKEND)
MAKING(is_refused_if_the_token_goes_meanwhile, "removed", MOHUR_E_IO)

static void
is_not_begun_where_the_token_has_no_aes(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *kek     = NULL;

    token_kit_fault("no-mechanism");
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, make(ks, &kek));
    CHECK_MESSAGE("does not know this algorithm");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "kek", 0));
    mohur_keystore_free(ks);
}

/* Its place in the token, behind the back of the store. */
static void
beneath_us(struct fixture *t, const mohur_key *kek, bool another)
{
    struct mohur__token_uri uri = {.token = ""};
    struct mohur__hsm_pin pin   = {token_kit_pin, NULL};
    struct mohur__hsm *token    = NULL;
    struct mohur__hsm_key object =
        mohur__hsm_key_of(MOHUR_ALG_AES_256_WRAP, mohur__key_ring_id(kek), 1);

    CHECK_OK(mohur__token_uri_parse(t->ctx, mohur__bytes_text(token_kit_uri()),
                                    &uri));
    CHECK_OK(mohur__hsm_new(t->ctx, &uri, pin, &token));
    CHECK_OK(mohur__hsm_destroy(t->ctx, token, object.id));
    if (another) {
        CHECK_OK(mohur__hsm_generate(t->ctx, token, &object,
                                     MOHUR__TEXT("another")));
    }
    mohur__hsm_free(token);
}

static void
does_no_harm_if_it_is_gone(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_with_pin(t);
    uint8_t out[40]     = {0};
    mohur_key *kek      = NULL;
    mohur__bytes sealed = MOHUR__NOTHING;
    mohur__bytes back   = MOHUR__NOTHING;

    CHECK_OK(make(ks, &kek));
    sealed = wrap(t, kek, 32);
    beneath_us(t, kek, false);
    CHECK_STATUS(MOHUR_E_NO_KEY, unwrap(t, kek, sealed, &back));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur__key_wrap(t->ctx, kek,
                                 mohur__bytes_of(fixture_bytes(t, 0, 32), 32),
                                 MOHUR__SPAN(out)));
    CHECK_MESSAGE("not in its token");
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(1, token_check(t, ks).missing);
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

static void
is_told_from_another_in_its_place(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_with_pin(t);
    uint8_t out[40]     = {0};
    uint8_t zeros[40]   = {0};
    mohur_key *kek      = NULL;
    mohur__bytes sealed = MOHUR__NOTHING;
    mohur__bytes back   = MOHUR__NOTHING;

    CHECK_OK(make(ks, &kek));
    sealed = wrap(t, kek, 32);
    beneath_us(t, kek, true);
    CHECK_STATUS(MOHUR_E_BACKEND, unwrap(t, kek, sealed, &back));
    CHECK_MESSAGE("another key in the key's place");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_BACKEND,
                 mohur__key_wrap(t->ctx, kek,
                                 mohur__bytes_of(fixture_bytes(t, 0, 32), 32),
                                 MOHUR__SPAN(out)));
    CHECK_BYTES(MOHUR__BYTES(zeros), MOHUR__BYTES(out));
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

static void
does_not_give_out_what_would_not_come_back(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    uint8_t out[40]    = {0};
    uint8_t zeros[40]  = {0};
    mohur_key *kek     = NULL;

    CHECK_OK(make(ks, &kek));
    token_kit_fault("decrypt");
    CHECK_STATUS(MOHUR_E_BACKEND,
                 mohur__key_wrap(t->ctx, kek,
                                 mohur__bytes_of(fixture_bytes(t, 0, 32), 32),
                                 MOHUR__SPAN(out)));
    CHECK_MESSAGE("does not unwrap what it wrapped");
    mohur__error_clear(t->ctx);
    CHECK_BYTES(MOHUR__BYTES(zeros), MOHUR__BYTES(out));
    token_kit_fault(NULL);
    check_works(t, kek);
    mohur_key_free(kek);
    mohur_keystore_free(ks);
}

/* ---- a crash ---- */

/* What a child makes, and does not live to see. */
static mohur_status
make_one(mohur_keystore *ks)
{
    mohur_key *kek = NULL;

    return make(ks, &kek);
}

/* After such a crash: pending; then, with the PIN, it is settled. */
static void
check_crash(struct fixture *t, const char *fault, bool taken)
{
    mohur_keystore *ks    = store_fresh(t);
    mohur_token_check now = MOHUR_TOKEN_CHECK_INIT;

    mohur_keystore_free(ks);
    token_crash(t, fault, make_one);
    ks = store_reopen(t);
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "kek", 1));
    mohur__error_clear(t->ctx);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    now = token_check(t, ks);
    CHECK_NUMBER(taken ? 1 : 0, now.keys);
    CHECK_NUMBER(0, now.pending + now.missing);
    if (taken) {
        mohur_key *kek = key_get(t, ks, "kek", 0);

        check_works(t, kek);
        mohur_key_free(kek);
    }
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
is_undone_if_nothing_was_made(void **state)
{
    check_crash(*state, "kill-before", false);
}

static void
is_taken_if_it_was_made(void **state)
{
    check_crash(*state, "kill-after", true);
}

static void
is_taken_if_it_was_being_tried(void **state)
{
    check_crash(*state, "kill-trying", true);
}

int
main(void)
{
    const struct CMUnitTest good[] = {
        CASE(wrap_and_unwrap_in_the_token),
        CASE(wrap_as_the_same_bytes_in_memory),
        CASE(refuse_what_they_did_not_wrap),
        CASE(carry_keys_from_store_to_store),
        CASE(are_there_when_the_store_is_opened_again),
        CASE(are_destroyed_in_the_token),
    };
    const struct CMUnitTest hostile[] = {
        CASE(is_refused_if_it_could_leave),
        CASE(is_refused_if_it_is_not_there),
        CASE(is_refused_if_it_is_too_short),
        CASE(is_refused_if_it_does_not_unwrap),
        CASE(is_refused_if_it_is_never_the_same),
        CASE(is_refused_if_a_block_is_too_long),
        CASE(is_refused_if_it_answers_oddly),
        CASE(is_refused_if_the_token_goes_meanwhile),
        CASE(is_not_begun_where_the_token_has_no_aes),
        CASE(does_no_harm_if_it_is_gone),
        CASE(is_told_from_another_in_its_place),
        CASE(does_not_give_out_what_would_not_come_back),
    };
    const struct CMUnitTest crashed[] = {
        CASE(is_undone_if_nothing_was_made),
        CASE(is_taken_if_it_was_made),
        CASE(is_taken_if_it_was_being_tried),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed += cmocka_run_group_tests_name("wrapping keys in a token", good,
                                          NULL, NULL);
    failed += cmocka_run_group_tests_name("a wrapping key from a token",
                                          hostile, NULL, NULL);
    failed += cmocka_run_group_tests_name("a wrapping key half made", crashed,
                                          NULL, NULL);
    token_kit_end();
    return failed;
}
