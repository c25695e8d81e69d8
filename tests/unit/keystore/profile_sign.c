/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/note_kit.h"
#include "store_fixture.h"

#include "keystore/key.h"
#include <mohur/authority.h>

/* A profile that keys of this library sign. */

/* The key of a letter of the kit. */
static mohur_key *
letter_key(struct fixture *t, char letter)
{
    struct mohur__vkey vkey       = {0};
    uint8_t seed[32]              = {0};
    mohur_key *key                = NULL;
    struct mohur__key_parts parts = {.purpose = MOHUR_PURPOSE_SIGN,
                                     .alg     = MOHUR_ALG_ED25519,
                                     .state   = MOHUR_KEY_ACTIVE};

    kit_key(t, letter, seed, &vkey);
    parts.name       = vkey.name;
    parts.secret     = MOHUR__BYTES(seed);
    parts.public_key = mohur__bytes_of(vkey.public_key, vkey.public_len);
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

/* Sign what there is; the output of the fixture becomes the file. */
static mohur_status
sign(struct fixture *t,
     struct view text,
     const mohur_key *key,
     const char *name)
{
    uint8_t *copy    = fixture_bytes(t, 0, text.len + 1);
    mohur_sink *sink = NULL;
    mohur_status st  = MOHUR_OK;

    mohur__copy(mohur__span_of(copy, text.len),
                mohur__bytes_of(text.data, text.len));
    mohur__error_clear(t->ctx);
    sink = fixture_sink(t);
    st   = mohur_profile_sign(t->ctx, copy, text.len, key, name, sink);
    mohur_sink_free(sink);
    return st;
}

static void
has_the_bytes_of_the_kit(void **state)
{
    struct fixture *t      = *state;
    mohur_key *a           = letter_key(t, 'a');
    mohur_key *b           = letter_key(t, 'b');
    struct mohur__buf text = {0};
    struct view line       = {NULL, 0};

    kit_text(t, &text, NULL);
    line =
        (struct view){mohur__buf_view(&text).data, mohur__buf_view(&text).len};
    CHECK_OK(sign(t, line, a, NULL));
    CHECK_OK(sign(t, fixture_output(t), b, NULL));
    kit_sign(t, &text, "ab");
    CHECK_BYTES(mohur__buf_view(&text), fixture_output(t));
    mohur__buf_wipe(&text);
    mohur_key_free(a);
    mohur_key_free(b);
}

static void
is_signed_by_keys_of_each_kind(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ED25519, MOHUR_ALG_ECDSA_P256,
                                     MOHUR_ALG_ECDSA_P384};
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_new(t);

    for (size_t i = 0; i < 3; i++) {
        mohur_key *key          = key_make(t, ks, mohur_alg_name(algs[i]),
                                           MOHUR_PURPOSE_SIGN, algs[i]);
        struct mohur__buf text  = {0};
        struct mohur__vkey vkey = {0};
        struct mohur__note note = {0};
        uint32_t by             = 0;
        char listed[1024]       = {0};
        mohur_sink *sink        = fixture_sink(t);

        CHECK_OK(mohur_profile_vkey(t->ctx, key, "signer", sink));
        memcpy(listed, fixture_output(t).data, fixture_output(t).len);
        mohur_sink_free(sink);
        CHECK_OK(mohur__vkey_parse(t->ctx, mohur__bytes_text(listed), &vkey));
        kit_text(t, &text, NULL);
        CHECK_OK(sign(t,
                      (struct view){mohur__buf_view(&text).data,
                                    mohur__buf_view(&text).len - 1},
                      key, "signer"));
        CHECK_OK(mohur__note_parse(
            t->ctx,
            mohur__bytes_of(fixture_output(t).data, fixture_output(t).len),
            &note));
        CHECK_OK(mohur__note_verify(t->ctx, &note, &vkey, 1, &by));
        CHECK_NUMBER(1, by);
        mohur__buf_wipe(&text);
        mohur_key_free(key);
    }
    mohur_keystore_free(ks);
}

static void
is_not_signed_where_nobody_could_accept_it(void **state)
{
    struct fixture *t  = *state;
    mohur_key *a       = letter_key(t, 'a');
    mohur_keystore *ks = store_new(t);
    mohur_key *seals =
        key_make(t, ks, "box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);

    CHECK_STATUS(MOHUR_E_FORMAT, sign(t, VIEW_TEXT("{}"), a, NULL));
    CHECK_STATUS(MOHUR_E_FORMAT, sign(t, VIEW_TEXT("{}\n\nx"), a, NULL));
    CHECK_STATUS(MOHUR_E_FORMAT, sign(t, VIEW_TEXT(""), a, NULL));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, sign(t, VIEW_TEXT("{}"), seals, NULL));
    CHECK_STATUS(MOHUR_E_FORMAT, sign(t, VIEW_TEXT("{}"), a, "two words"));
    CHECK_NUMBER(0, fixture_output(t).len);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_sign(t->ctx, NULL, 1, a, NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_profile_vkey(t->ctx, NULL, NULL, NULL));
    mohur_key_free(seals);
    mohur_key_free(a);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_bytes_of_the_kit),
        CASE(is_signed_by_keys_of_each_kind),
        CASE(is_not_signed_where_nobody_could_accept_it),
    };
    return cmocka_run_group_tests_name("a profile's signature", cases, NULL,
                                       NULL);
}
