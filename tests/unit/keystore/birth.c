/* SPDX-License-Identifier: Apache-2.0 */
#include "token_fixture.h"

#include "crypto/hpke.h"
#include "crypto/kem.h"
#include "crypto/sign.h"
#include "keystore/key.h"
#include "keystore/key_act.h"
#include <mohur/life.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Keys that are born in a token, with SoftHSM2; and where that goes wrong. */

enum {
    CHILDREN = 64
};

static mohur_status
make(mohur_keystore *ks, const char *name, mohur_alg alg, mohur_key **out)
{
    mohur_purpose purpose =
        alg == MOHUR_ALG_ECDH_P256 || alg == MOHUR_ALG_ECDH_P384
            ? MOHUR_PURPOSE_SEAL
            : MOHUR_PURPOSE_SIGN;
    mohur_key_options o = key_options(name, purpose, alg);

    o.token = token_kit_uri();
    return mohur_keystore_key_new(ks, &o, out);
}

static mohur_status
sign_with(struct fixture *t, const mohur_key *key)
{
    uint8_t room[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    mohur_alg alg                           = mohur_key_alg(key);
    size_t len                              = mohur__sign_signature_len(alg);
    mohur__bytes text                       = MOHUR__TEXT("bir, iki");
    mohur_status st = mohur__key_sign(t->ctx, key, MOHUR_ALG_NONE, text,
                                      mohur__span_of(room, len));

    return st != MOHUR_OK
               ? st
               : mohur__sign_verify(t->ctx, alg, MOHUR_ALG_NONE, true,
                                    mohur__key_public(key), text,
                                    mohur__bytes_of(room, len));
}

/* ---- the right way ---- */

static void
sign_and_never_show_their_private_part(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                     MOHUR_ALG_ED25519};
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_with_pin(t);

    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        mohur_key *key = NULL;

        CHECK_OK(make(ks, mohur_alg_name(algs[i]), algs[i], &key));
        CHECK(mohur_key_has_private(key));
        CHECK_NUMBER(0, mohur__key_secret(key).len);
        CHECK_OK(sign_with(t, key));
        CHECK_STATUS(MOHUR_E_POLICY, mohur__key_require_export(t->ctx, key));
        mohur__error_clear(t->ctx);
        mohur_key_free(key);
    }
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
open_what_is_sealed_to_them(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDH_P256, MOHUR_ALG_ECDH_P384};
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_with_pin(t);

    for (size_t i = 0; i < 2; i++) {
        struct mohur__hpke_suite suite   = {algs[i], MOHUR_ALG_SHA_512,
                                            MOHUR_ALG_NONE};
        uint8_t room[MOHUR__KEM_ENC_MAX] = {0};
        mohur__span enc   = mohur__span_of(room, mohur__kem_enc_len(algs[i]));
        uint8_t sent[32]  = {0};
        uint8_t got[32]   = {1};
        mohur_key *key    = NULL;
        mohur__bytes info = MOHUR__TEXT("info");

        CHECK_OK(make(ks, mohur_alg_name(algs[i]), algs[i], &key));
        CHECK_OK(mohur__hpke_send_export(t->ctx, suite, mohur__key_public(key),
                                         info, MOHUR__NOTHING, enc,
                                         MOHUR__SPAN(sent)));
        CHECK_OK(mohur__key_receive_export(t->ctx, key, suite,
                                           mohur__span_bytes(enc), info,
                                           MOHUR__NOTHING, MOHUR__SPAN(got)));
        CHECK_BYTES(VIEW(sent), VIEW(got));
        room[1] ^= 1; /* off the curve: the token does not see it */
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__key_receive_export(
                         t->ctx, key, suite, mohur__span_bytes(enc), info,
                         MOHUR__NOTHING, MOHUR__SPAN(got)));
        mohur__error_clear(t->ctx);
        mohur_key_free(key);
    }
    mohur_keystore_free(ks);
}

static void
are_there_when_the_store_is_opened_again(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    size_t calls       = 0;
    mohur_key *key     = NULL;

    CHECK_OK(make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
    ks  = store_reopen(t);
    key = key_get(t, ks, "k", 0);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, sign_with(t, key));
    mohur__error_clear(t->ctx);
    mohur_key_free(key);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, &calls));
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(0, calls);
    mohur_keystore_free(ks);
    CHECK_OK(sign_with(t, key));
    CHECK_OK(sign_with(t, key));
    CHECK_NUMBER(1, calls);
    mohur_key_free(key);
}

static void
are_rotated_and_destroyed_in_the_token(void **state)
{
    struct fixture *t       = *state;
    mohur_keystore *ks      = store_with_pin(t);
    uint32_t version        = 0;
    mohur_key *key          = NULL;
    mohur_token_check now   = MOHUR_TOKEN_CHECK_INIT;
    mohur_destroy_options o = MOHUR_DESTROY_OPTIONS_INIT;

    CHECK_OK(make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    mohur_key_free(key);
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_NUMBER(2, version);
    key = key_get(t, ks, "k", 0);
    CHECK_OK(sign_with(t, key));
    mohur_key_free(key);
    now = token_check(t, ks);
    CHECK_NUMBER(2, now.keys);
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += 31 * 24 * 3600;
    o.name     = "k";
    o.name_len = 1;
    o.version  = 1;
    o.level    = MOHUR_ERASE_E1;
    token_kit_fault("undying");
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_destroy(ks, &o));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(2, token_check(t, ks).keys);
    CHECK_OK(mohur_keystore_destroy(ks, &o));
    now = token_check(t, ks);
    CHECK_NUMBER(1, now.keys);
    CHECK_NUMBER(0, now.missing);
    mohur_keystore_free(ks);
}

static void
are_refused_where_a_token_cannot_have_them(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    mohur_key *key = NULL;

    o.token = token_kit_uri();
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, mohur_keystore_key_new(ks, &o, &key));
    o.alg        = MOHUR_ALG_ECDH_P256;
    o.exportable = true;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key_new(ks, &o, &key));
    o.exportable = false;
    o.token      = "";
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key_new(ks, &o, &key));
    o.token = "pkcs11:token=none?module-path=/nowhere/module.so";
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_key_new(ks, &o, &key));
    CHECK(key == NULL);
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "k", 0));
    mohur__error_clear(t->ctx);
    /* The profile's first, X25519 or X-Wing, is none that a token has. */
    o.token = token_kit_uri();
    o.alg   = MOHUR_ALG_NONE;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_NUMBER(MOHUR_ALG_ECDH_P256, mohur_key_alg(key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* ---- a hostile token ---- */

/*
 * Making a key with this fault ends so, and leaves nothing in the token; or,
 * where it cannot be undone with the fault there, it is taken later.
 */
static void
check_making(struct fixture *t,
             const char *fault,
             mohur_status want,
             bool taken)
{
    mohur_keystore *ks    = store_with_pin(t);
    uint64_t before       = token_check(t, ks).unknown;
    mohur_key *key        = NULL;
    uint32_t version      = 0;
    mohur_token_check now = MOHUR_TOKEN_CHECK_INIT;

    token_kit_fault(fault);
    CHECK_STATUS(want, make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    mohur__error_clear(t->ctx);
    CHECK(key == NULL);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    now = token_check(t, ks);
    CHECK_NUMBER(taken ? 1 : 0, now.keys);
    CHECK_NUMBER(0, now.pending + now.missing);
    CHECK_NUMBER(before, now.unknown);
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(key_rotate(ks, "k", &version));
    key = key_get(t, ks, "k", 2); /* what came to nothing ends no ring */
    CHECK_OK(sign_with(t, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

#define MAKING(name, fault, want, taken)                                       \
    static void name(void **state)                                             \
    {                                                                          \
        check_making(*state, fault, want, taken);                              \
    }

MAKING(is_refused_if_its_halves_do_not_fit, "mixed", MOHUR_E_BACKEND, false)
MAKING(is_refused_if_it_could_leave, "extractable", MOHUR_E_BACKEND, false)
MAKING(is_refused_if_it_is_not_there, "no-object", MOHUR_E_BACKEND, false)
MAKING(is_refused_if_its_point_is_none, "point", MOHUR_E_BACKEND, false)
MAKING(is_refused_by_attributes_that_are_too_long,
       "length",
       MOHUR_E_BACKEND,
       false)
MAKING(is_refused_by_attributes_without_length,
       "no-length",
       MOHUR_E_BACKEND,
       false)
MAKING(is_refused_by_attributes_that_are_empty, "empty", MOHUR_E_BACKEND, false)
MAKING(is_refused_if_more_was_found_than_asked, "found", MOHUR_E_BACKEND, true)
MAKING(is_refused_if_it_signs_wrongly, "signature", MOHUR_E_BACKEND, false)
MAKING(is_refused_if_it_signs_too_much,
       "signature-length",
       MOHUR_E_BACKEND,
       false)
MAKING(is_refused_if_it_answers_oddly, "odd", MOHUR_E_BACKEND, false)
MAKING(is_refused_if_the_token_goes_meanwhile, "removed", MOHUR_E_IO, false)

static void
says_what_is_wrong_with_the_token(void **state)
{
    static const struct {
        const char *fault;
        mohur_status want;
    } cases[] = {
        {"sessions", MOHUR_E_BUSY},
        {"pin-locked", MOHUR_E_PASSPHRASE},
        {"slots", MOHUR_E_BACKEND},
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *key     = NULL;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        token_kit_fault(cases[i].fault);
        CHECK_STATUS(cases[i].want, make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "k", 0));
        mohur__error_clear(t->ctx);
    }
    token_kit_fault(NULL);
    CHECK_OK(make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* Nobody gives the PIN the first time; *user counts. */
static int32_t
pin_later(void *user,
          const char *token,
          const char *source,
          uint8_t *out,
          size_t out_cap,
          size_t *out_len)
{
    size_t *calls = user;

    return ++*calls == 1
               ? 1
               : token_kit_pin(NULL, token, source, out, out_cap, out_len);
}

/* And nothing is kept of a call without it, whoever names the algorithm. */
static void
asks_for_the_pin_once_in_a_call(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_NONE};
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_fresh(t);
    mohur_key *key                = NULL;

    token_kit_fault(NULL);
    for (size_t i = 0; i < 2; i++) {
        const char *name = i == 0 ? "named" : "default";
        size_t calls     = 0;

        CHECK_OK(mohur_keystore_set_pin(ks, pin_later, &calls));
        CHECK_STATUS(MOHUR_E_PASSPHRASE, make(ks, name, algs[i], &key));
        CHECK_NUMBER(1, calls);
        CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, name, 0));
        mohur__error_clear(t->ctx);
        CHECK_OK(make(ks, name, algs[i], &key));
        CHECK_NUMBER(2, calls);
        mohur_key_free(key);
    }
    mohur_keystore_free(ks);
}

static void
goes_on_when_the_token_comes_back(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *key     = NULL;

    CHECK_OK(make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    token_kit_fault("removed");
    CHECK_STATUS(MOHUR_E_IO, sign_with(t, key));
    mohur__error_clear(t->ctx);
    token_kit_fault("signature");
    CHECK_STATUS(MOHUR_E_BACKEND, sign_with(t, key));
    mohur__error_clear(t->ctx);
    token_kit_fault(NULL);
    CHECK_OK(sign_with(t, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* ---- a crash ---- */

/* What a child makes, and does not live to see. */
static mohur_status
make_one(mohur_keystore *ks)
{
    mohur_key *key = NULL;

    return make(ks, "k", MOHUR_ALG_ECDSA_P256, &key);
}

/* After such a crash: pending; then, with the PIN, it is settled. */
static void
check_crash(struct fixture *t, const char *fault, bool taken)
{
    mohur_keystore *ks    = store_fresh(t);
    uint64_t before       = 0;
    mohur_token_check now = MOHUR_TOKEN_CHECK_INIT;

    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    before = token_check(t, ks).unknown;
    mohur_keystore_free(ks);
    token_crash(t, fault, make_one);
    ks = store_reopen(t);
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 1));
    mohur__error_clear(t->ctx);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    now = token_check(t, ks);
    CHECK_NUMBER(taken ? 1 : 0, now.keys);
    CHECK_NUMBER(0, now.pending + now.missing);
    CHECK_NUMBER(before, now.unknown);
    if (taken) {
        mohur_key *key = key_get(t, ks, "k", 0);

        CHECK_OK(sign_with(t, key));
        mohur_key_free(key);
    } else {
        CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 1));
        mohur__error_clear(t->ctx);
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

static void
waits_while_the_token_is_not_there(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_fresh(t);

    mohur_keystore_free(ks);
    token_crash(t, "kill-after", make_one);
    ks = store_reopen(t);
    token_kit_fault("sessions");
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 1));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(1, token_check(t, ks).pending);
    mohur_keystore_free(ks);
}

/* The next key in the token settles it, if it has its name too. */
static void
check_again(struct fixture *t, const char *fault, mohur_status now)
{
    mohur_keystore *ks = store_fresh(t);
    mohur_key *key     = NULL;
    uint32_t version   = 0;

    mohur_keystore_free(ks);
    token_crash(t, fault, make_one);
    ks = store_reopen(t);
    token_kit_fault("sessions");
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    token_kit_fault(NULL);
    CHECK_STATUS(MOHUR_E_EXISTS, make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    CHECK_MESSAGE("rotate it");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(now, key_try(ks, "k", 0));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(0, token_check(t, ks).pending);
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_OK(key_try(ks, "k", 2));
    mohur_keystore_free(ks);
}

/* So does a rotation of it. */
static void
is_settled_when_it_is_rotated(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_fresh(t);
    uint32_t version   = 0;

    mohur_keystore_free(ks);
    token_crash(t, "kill-before", make_one);
    ks = store_reopen(t);
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_rotate(ks, "k", &version));
    mohur__error_clear(t->ctx);
    token_kit_fault("sessions");
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    token_kit_fault(NULL);
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_NUMBER(2, version);
    CHECK_NUMBER(0, token_check(t, ks).pending);
    mohur_keystore_free(ks);
}

static void
is_undone_when_it_is_made_again(void **state)
{
    check_again(*state, "kill-before", MOHUR_E_KEY_STATE);
}

static void
is_taken_when_it_is_made_again(void **state)
{
    check_again(*state, "kill-after", MOHUR_OK);
}

/* ---- processes ---- */

static void
are_no_use_in_a_child_that_did_not_open_them(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *key     = NULL;
    int status         = 0;
    pid_t child        = 0;

    CHECK_OK(make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    child = fork();
    if (child == 0) {
        _exit(mohur__key_require_protect(t->ctx, key) == MOHUR_E_STATE &&
                      sign_with(t, key) == MOHUR_E_STATE
                  ? 0
                  : 1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK_NUMBER(0, status);
    CHECK_OK(sign_with(t, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* One of many that begin at once; by _exit, so nothing of the parent's ends. */
static void
child_signs(struct fixture *t)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    mohur_key *key     = NULL;
    struct fixture own = {.ctx = NULL};
    bool ok            = mohur_ctx_new(NULL, &ctx) == MOHUR_OK &&
              store_open_with(ctx, store_path(t), &ks) == MOHUR_OK &&
              mohur_keystore_set_pin(ks, token_kit_pin, NULL) == MOHUR_OK &&
              mohur_keystore_key(ks, "k", 1, 0, &key) == MOHUR_OK;

    own.ctx = ctx;
    _exit(ok && sign_with(&own, key) == MOHUR_OK ? 0 : 1);
}

static void
serve_many_children_at_once(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_pin(t);
    mohur_key *key     = NULL;
    pid_t children[CHILDREN];
    int failed = 0;

    CHECK_OK(make(ks, "k", MOHUR_ALG_ECDSA_P256, &key));
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            child_signs(t);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        int status = 1;

        (void)waitpid(children[i], &status, 0);
        failed += status != 0;
    }
    CHECK_NUMBER(0, failed);
    CHECK_OK(sign_with(t, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest good[] = {
        CASE(sign_and_never_show_their_private_part),
        CASE(open_what_is_sealed_to_them),
        CASE(are_there_when_the_store_is_opened_again),
        CASE(are_rotated_and_destroyed_in_the_token),
        CASE(are_refused_where_a_token_cannot_have_them),
        CASE(are_no_use_in_a_child_that_did_not_open_them),
        CASE(serve_many_children_at_once),
    };
    const struct CMUnitTest hostile[] = {
        CASE(is_refused_if_its_halves_do_not_fit),
        CASE(is_refused_if_it_could_leave),
        CASE(is_refused_if_it_is_not_there),
        CASE(is_refused_if_its_point_is_none),
        CASE(is_refused_by_attributes_that_are_too_long),
        CASE(is_refused_by_attributes_without_length),
        CASE(is_refused_by_attributes_that_are_empty),
        CASE(is_refused_if_more_was_found_than_asked),
        CASE(is_refused_if_it_signs_wrongly),
        CASE(is_refused_if_it_signs_too_much),
        CASE(is_refused_if_it_answers_oddly),
        CASE(is_refused_if_the_token_goes_meanwhile),
        CASE(says_what_is_wrong_with_the_token),
        CASE(asks_for_the_pin_once_in_a_call),
        CASE(goes_on_when_the_token_comes_back),
    };
    const struct CMUnitTest crashed[] = {
        CASE(is_undone_if_nothing_was_made),
        CASE(is_taken_if_it_was_made),
        CASE(is_taken_if_it_was_being_tried),
        CASE(waits_while_the_token_is_not_there),
        CASE(is_settled_when_it_is_rotated),
        CASE(is_undone_when_it_is_made_again),
        CASE(is_taken_when_it_is_made_again),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed += cmocka_run_group_tests_name("keys in a token", good, NULL, NULL);
    failed +=
        cmocka_run_group_tests_name("a key from a token", hostile, NULL, NULL);
    failed += cmocka_run_group_tests_name("a key half made in a token", crashed,
                                          NULL, NULL);
    token_kit_end();
    return failed;
}
