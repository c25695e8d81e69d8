/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/note.h"

#include "base/base64.h"
#include "check.h"
#include "crypto/sign.h"
#include "source.h"

#include <stdlib.h>

/* The first vector of docs/formats/profile.md; its seed is 01 times 32. */
#define TEXT "mohur test note\n"
#define SIG                                                                    \
    "AXwMcyUavQ8/Vx1Q/9LLtNplKjeG5r4rOfBKDJKvL/xBYN3+nVOtfUdJQ4MID78EC9HHBQPL" \
    "QbiavII5bhMbL3R6yAs="
#define MARK   "\xE2\x80\x94 "
#define LINE_A MARK "authority.example/a " SIG "\n"
#define KEY_A                                                                  \
    "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/"          \
    "N0iAG0D29c"
#define KEY_B                                                                  \
    "authority.example/"                                                       \
    "b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
#define KEY_C                                                                  \
    "authority.example/"                                                       \
    "c+359fdb76+Ae1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR"

static struct mohur__vkey
key_of(struct fixture *t, const char *text)
{
    struct mohur__vkey key = {0};

    CHECK_OK(mohur__vkey_parse(t->ctx, mohur__bytes_text(text), &key));
    return key;
}

static mohur_status
parse(struct fixture *t, mohur__bytes file, struct mohur__note *out)
{
    mohur__error_clear(t->ctx);
    return mohur__note_parse(t->ctx, file, out);
}

static mohur_status
parse_text(struct fixture *t, const char *file)
{
    struct mohur__note note = {0};

    return parse(t, mohur__bytes_text(file), &note);
}

/* Who of these keys signed the file. */
static mohur_status
verify(struct fixture *t,
       mohur__bytes file,
       const struct mohur__vkey *keys,
       size_t keys_len,
       uint32_t *out)
{
    struct mohur__note note = {0};

    CHECK_OK(parse(t, file, &note));
    return mohur__note_verify(t->ctx, &note, keys, keys_len, out);
}

static void
verifies_the_first_vector(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = key_of(t, KEY_A);
    uint32_t by            = 0;

    CHECK_OK(verify(t, MOHUR__TEXT(TEXT "\n" LINE_A), &key, 1, &by));
    CHECK_NUMBER(1, by);
}

static void
verifies_the_sample_profile_by_two_of_three(void **state)
{
    struct fixture *t                = *state;
    struct view file                 = source_file(t, "tests/data/profile/"
                                                                      "sample.json-note");
    const struct mohur__vkey keys[3] = {key_of(t, KEY_A), key_of(t, KEY_B),
                                        key_of(t, KEY_C)};
    struct mohur__note note          = {0};
    uint8_t hash[32]                 = {0};
    uint32_t by                      = 0;

    CHECK_OK(parse(t, mohur__bytes_of(file.data, file.len), &note));
    CHECK_NUMBER(2823, note.text.len);
    CHECK_OK(mohur__note_hash(t->ctx, note.text, hash));
    CHECK_BYTES(fixture_hex(t, "162b4ef6c5d841ceebff68233303fbd93e75c00c0c11bf"
                               "5750bf6cd176070774"),
                MOHUR__BYTES(hash));
    CHECK_OK(mohur__note_verify(t->ctx, &note, keys, 3, &by));
    CHECK_NUMBER(3, by);
    CHECK_NUMBER(2, mohur__note_count(by));
}

/* Signing is deterministic, so what we write is the vector. */
static void
writes_the_first_vector(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = key_of(t, KEY_A);
    struct mohur__buf b    = {0};
    uint8_t seed[32]       = {0};
    uint8_t signature[64]  = {0};

    mohur__fill(MOHUR__SPAN(seed), 1);
    CHECK_OK(mohur__sign(t->ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                         MOHUR__BYTES(seed), MOHUR__TEXT(TEXT),
                         MOHUR__SPAN(signature)));
    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__note_emit_line(&b, &key, MOHUR__BYTES(signature));
    CHECK_OK(mohur__buf_status(&b));
    CHECK_BYTES(VIEW_TEXT(LINE_A), mohur__buf_view(&b));
    mohur__buf_wipe(&b);
}

/* P4 and P7: whoever is not known changes nothing. */
static void
ignores_lines_of_others(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = key_of(t, KEY_A);
    uint32_t by            = 0;

    CHECK_OK(
        verify(t, MOHUR__TEXT(TEXT "\n" MARK "somebody.else AAAAAAA=\n" LINE_A),
               &key, 1, &by));
    CHECK_NUMBER(1, by);
    CHECK_OK(
        verify(t, MOHUR__TEXT(TEXT "\n" MARK "authority.example/a AAAAAAA=\n"),
               &key, 1, &by));
    CHECK_NUMBER(0, by);
}

/* P4 and P6: thirty-one strangers, and then whoever is known. */
static void
finds_a_signature_behind_many_of_others(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = key_of(t, KEY_A);
    struct mohur__buf b    = {0};
    uint32_t by            = 0;

    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_bytes(&b, MOHUR__TEXT(TEXT "\n"));
    for (int i = 0; i < MOHUR__NOTE_LINES_MAX - 1; i++) {
        mohur__buf_bytes(&b, MOHUR__TEXT(MARK "somebody.else AAAAAAA=\n"));
    }
    mohur__buf_bytes(&b, MOHUR__TEXT(LINE_A));
    CHECK_OK(verify(t, mohur__buf_view(&b), &key, 1, &by));
    CHECK_NUMBER(1, by);
    mohur__buf_wipe(&b);
}

/* The right signature of the first vector by a key that is called so. */
static mohur_status
verify_line_of(struct fixture *t,
               const struct mohur__vkey *called,
               uint32_t *out)
{
    struct mohur__vkey known = key_of(t, KEY_A);
    struct mohur__buf b      = {0};
    uint8_t seed[32]         = {0};
    uint8_t signature[64]    = {0};
    mohur_status st          = MOHUR_OK;

    mohur__fill(MOHUR__SPAN(seed), 1);
    CHECK_OK(mohur__sign(t->ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                         MOHUR__BYTES(seed), MOHUR__TEXT(TEXT),
                         MOHUR__SPAN(signature)));
    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__buf_bytes(&b, MOHUR__TEXT(TEXT "\n"));
    mohur__note_emit_line(&b, called, MOHUR__BYTES(signature));
    st = verify(t, mohur__buf_view(&b), &known, 1, out);
    mohur__buf_wipe(&b);
    return st;
}

/* P7: the right key's signature counts under its own name and id alone. */
static void
counts_no_signature_under_another_id_or_name(void **state)
{
    struct fixture *t         = *state;
    struct mohur__vkey called = key_of(t, KEY_A);
    uint32_t by               = 0;

    CHECK_OK(verify_line_of(t, &called, &by));
    CHECK_NUMBER(1, by);
    for (size_t i = 0; i < MOHUR__VKEY_ID_LEN; i++) {
        called.id[i] ^= 1;
        CHECK_OK(verify_line_of(t, &called, &by));
        CHECK_NUMBER(0, by);
        called.id[i] ^= 1;
    }
    called.name = MOHUR__TEXT("authority.example/A");
    CHECK_OK(verify_line_of(t, &called, &by));
    CHECK_NUMBER(0, by);
}

/* P5: beside any number of good ones. */
static void
is_refused_whole_for_one_wrong_signature_of_a_known_key(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__vkey keys[2] = {key_of(t, KEY_A), key_of(t, KEY_B)};
    uint32_t by                      = 0;

    CHECK_STATUS(MOHUR_E_AUTH,
                 verify(t,
                        MOHUR__TEXT(TEXT "\n" LINE_A MARK
                                         "authority.example/b Dks9hwA=\n"),
                        keys, 2, &by));
    CHECK_MESSAGE("authority.example/b");
    CHECK_NUMBER(0, by);
}

/* P26 */
static void
is_signed_with_its_newline(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = key_of(t, KEY_A);
    struct mohur__buf b    = {0};
    uint8_t seed[32]       = {0};
    uint8_t signature[64]  = {0};
    uint32_t by            = 0;

    mohur__fill(MOHUR__SPAN(seed), 1);
    CHECK_OK(mohur__sign(t->ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                         MOHUR__BYTES(seed), MOHUR__TEXT("mohur test note"),
                         MOHUR__SPAN(signature)));
    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__buf_bytes(&b, MOHUR__TEXT(TEXT "\n"));
    mohur__note_emit_line(&b, &key, MOHUR__BYTES(signature));
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, mohur__buf_view(&b), &key, 1, &by));
    mohur__buf_wipe(&b);
}

/* P7: one key under two names, or twice under one, is one. */
static void
counts_a_key_once(void **state)
{
    struct fixture *t          = *state;
    struct mohur__vkey keys[2] = {key_of(t, KEY_A), key_of(t, KEY_B)};
    struct mohur__buf b        = {0};
    uint8_t seed[32]           = {0};
    uint8_t signature[64]      = {0};
    uint32_t by                = 0;

    mohur__fill(MOHUR__SPAN(seed), 1);
    CHECK_OK(mohur__vkey_of(t->ctx, MOHUR__TEXT("other.name"),
                            MOHUR_ALG_ED25519,
                            mohur__bytes_of(keys[0].public_key, 32), &keys[1]));
    CHECK_OK(mohur__sign(t->ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                         MOHUR__BYTES(seed), MOHUR__TEXT(TEXT),
                         MOHUR__SPAN(signature)));
    mohur__buf_init(&b, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__buf_bytes(&b, MOHUR__TEXT(TEXT "\n" LINE_A LINE_A));
    mohur__note_emit_line(&b, &keys[1], MOHUR__BYTES(signature));
    CHECK_OK(verify(t, mohur__buf_view(&b), keys, 2, &by));
    CHECK_NUMBER(1, mohur__note_count(by));
    mohur__buf_wipe(&b);
}

/* r and s of a DER signature, as short as DER has them. */
static void
emit_integer(struct mohur__buf *b, mohur__bytes number)
{
    while (number.len > 1 && number.data[0] == 0) {
        number = mohur__bytes_sub(number, 1, number.len);
    }
    mohur__buf_u8(b, 0x02);
    mohur__buf_u8(b, (uint8_t)(number.len + (number.data[0] >> 7)));
    mohur__buf_zeros(b, number.data[0] >> 7);
    mohur__buf_bytes(b, number);
}

static void
verifies_keys_of_the_second_type(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256,
                                     MOHUR_ALG_ECDSA_P384};
    struct fixture *t             = *state;

    for (size_t i = 0; i < 2; i++) {
        size_t half            = mohur__sign_private_len(algs[i]);
        uint8_t seed[48]       = {[5] = 7};
        uint8_t public[97]     = {0};
        uint8_t raw[96]        = {0};
        uint8_t room[512]      = {0};
        struct mohur__vkey key = {0};
        struct mohur__buf der  = {0};
        struct mohur__buf file = {0};
        uint32_t by            = 0;
        size_t len             = 0;

        CHECK_OK(mohur__sign_public_of(
            t->ctx, algs[i], mohur__bytes_of(seed, half),
            mohur__span_of(public, mohur__sign_public_len(algs[i]))));
        CHECK_OK(mohur__vkey_of(
            t->ctx, MOHUR__TEXT("hsm"), algs[i],
            mohur__bytes_of(public, mohur__sign_public_len(algs[i])), &key));
        CHECK_OK(mohur__sign(t->ctx, algs[i], MOHUR_ALG_SHA_256,
                             mohur__bytes_of(seed, half), MOHUR__TEXT(TEXT),
                             mohur__span_of(raw, 2 * half)));
        mohur__buf_init(&der, t->ctx, sizeof room);
        emit_integer(&der, mohur__bytes_of(raw, half));
        emit_integer(&der, mohur__bytes_of(&raw[half], half));
        room[0] = 0x30;
        room[1] = (uint8_t)mohur__buf_view(&der).len;
        len     = 2 + mohur__copy(mohur__span_of(&room[2], sizeof room - 2),
                                  mohur__buf_view(&der));
        mohur__buf_init(&file, t->ctx, MOHUR__NOTE_LINE_MAX);
        mohur__buf_bytes(&file, MOHUR__TEXT(TEXT "\n"));
        mohur__note_emit_line(&file, &key, mohur__bytes_of(room, len));
        CHECK_OK(verify(t, mohur__buf_view(&file), &key, 1, &by));
        CHECK_NUMBER(1, by);
        mohur__buf_clear(&file);
        mohur__buf_bytes(&file, MOHUR__TEXT(TEXT "\n"));
        mohur__note_emit_line(&file, &key, mohur__bytes_of(raw, 2 * half));
        CHECK_STATUS(MOHUR_E_AUTH,
                     verify(t, mohur__buf_view(&file), &key, 1, &by));
        mohur__error_clear(t->ctx);
        mohur__buf_wipe(&file);
        mohur__buf_wipe(&der);
    }
}

/* Numbers of so many bytes each, under the name and id of a P-256 key. */
static mohur_status
verify_numbers(struct fixture *t, size_t r_len, size_t s_len)
{
    uint8_t seed[32]       = {[5] = 7};
    uint8_t public[65]     = {0};
    const uint8_t ones[40] = {1, 1};
    struct mohur__vkey key = {0};
    struct mohur__buf der  = {0};
    struct mohur__buf file = {0};
    uint32_t by            = 0;
    mohur_status st        = MOHUR_OK;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__sign_public_of(t->ctx, MOHUR_ALG_ECDSA_P256,
                                   MOHUR__BYTES(seed), MOHUR__SPAN(public)));
    CHECK_OK(mohur__vkey_of(t->ctx, MOHUR__TEXT("hsm"), MOHUR_ALG_ECDSA_P256,
                            MOHUR__BYTES(public), &key));
    mohur__buf_init(&der, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__buf_u8(&der, 0x30);
    mohur__buf_u8(&der, (uint8_t)(4 + r_len + s_len));
    emit_integer(&der, mohur__bytes_of(ones, r_len));
    emit_integer(&der, mohur__bytes_of(ones, s_len));
    mohur__buf_init(&file, t->ctx, MOHUR__NOTE_LINE_MAX);
    mohur__buf_bytes(&file, MOHUR__TEXT(TEXT "\n"));
    mohur__note_emit_line(&file, &key, mohur__buf_view(&der));
    st = verify(t, mohur__buf_view(&file), &key, 1, &by);
    mohur__buf_wipe(&file);
    mohur__buf_wipe(&der);
    return st;
}

static void
has_no_number_longer_than_the_curve(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_AUTH, verify_numbers(t, 32, 32));
    CHECK_STATUS(MOHUR_E_AUTH, verify_numbers(t, 33, 32));
    CHECK_STATUS(MOHUR_E_AUTH, verify_numbers(t, 32, 33));
}

/* What went wrong first is what is told. */
static void
is_not_written_behind_an_error(void **state)
{
    const uint8_t signature[64] = {0};
    struct fixture *t           = *state;
    struct mohur__vkey key      = key_of(t, KEY_A);
    struct mohur__buf b         = {0};

    mohur__buf_init(&b, t->ctx, 1);
    mohur__note_emit_line(&b, &key, MOHUR__BYTES(signature));
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__buf_status(&b));
    mohur__buf_wipe(&b);
}

/* P23, P24, P25 in the signature lines. */
static void
refuses_any_other_form(void **state)
{
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n" LINE_A,
        "text",
        "text\n",
        "text\n\n",
        "text\n" LINE_A,
        "one\ntwo\n\n" LINE_A,
        "text\r\n\r\n" LINE_A,
        "te\txt\n\n" LINE_A,
        "te\xFFxt\n\n" LINE_A,
        TEXT "\n" LINE_A "\n",
        TEXT "\n\n" LINE_A,
        TEXT "\n" MARK "authority.example/a " SIG,
        TEXT "\n- authority.example/a " SIG "\n",
        TEXT "\n" MARK " " SIG "\n",
        TEXT "\n" MARK "a\n",
        TEXT "\n" MARK "a \n",
        TEXT "\n" MARK "a AAAA\n",
        TEXT "\n" MARK "a AXwMcw==\n",
        TEXT "\n" MARK "a AXwMcyV=\n",
        TEXT "\n" MARK "a AXwMcyU\n",
        TEXT "\n" MARK "a AXwMc-_=\n",
        TEXT "\n" MARK "a AXwM cyU=\n",
        TEXT "\n" MARK "a AXwMcyUa\nAAAA\n",
        TEXT "\n" MARK "a AXwMcyU=\r\n",
        TEXT "\n" MARK "a  AXwMcyU=\n",
        TEXT "\n" MARK "a\xC2\xA0"
             "b AXwMcyU=\n",
        TEXT "\n" MARK "a\xE2\x80\xA8 AXwMcyU=\n",
        TEXT "\n" MARK "a+b AXwMcyU=\n",
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (parse_text(t, bad[i]) != MOHUR_E_FORMAT) {
            fail_msg("case %zu was not refused as malformed", i);
        }
    }
    CHECK_OK(parse_text(t, TEXT "\n" MARK "a AXwMcyU=\n"));
}

/* P6 and P16. */
static void
keeps_to_its_limits(void **state)
{
    struct fixture *t       = *state;
    struct mohur__note note = {0};
    struct mohur__buf b     = {0};

    mohur__buf_init(&b, t->ctx, 16U << 20);
    mohur__buf_bytes(&b, MOHUR__TEXT(TEXT "\n"));
    for (int i = 0; i < 32; i++) {
        mohur__buf_bytes(&b, MOHUR__TEXT(MARK "a AXwMcyU=\n"));
    }
    CHECK_OK(parse(t, mohur__buf_view(&b), &note));
    CHECK_NUMBER(32, note.lines_len);
    mohur__buf_bytes(&b, MOHUR__TEXT(MARK "a AXwMcyU=\n"));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, mohur__buf_view(&b), &note));
    mohur__buf_clear(&b);
    for (int i = 0; i < 640000; i++) {
        mohur__buf_bytes(&b, MOHUR__TEXT("0123456789abcdef"));
    }
    mohur__buf_bytes(&b, MOHUR__TEXT("\n\n" LINE_A));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, mohur__buf_view(&b), &note));
    mohur__buf_clear(&b);
    mohur__buf_bytes(&b, MOHUR__TEXT(TEXT "\n" MARK "a "));
    for (int i = 0; i < 8192; i++) {
        mohur__buf_u8(&b, 'A');
    }
    mohur__buf_u8(&b, '\n');
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, mohur__buf_view(&b), &note));
    mohur__buf_wipe(&b);
}

static void
refuses_every_truncation_and_every_flipped_bit(void **state)
{
    struct fixture *t       = *state;
    struct view good        = VIEW_TEXT(TEXT "\n" LINE_A);
    struct mohur__vkey key  = key_of(t, KEY_A);
    struct mohur__note note = {0};
    uint8_t *file           = malloc(good.len);
    uint32_t by             = 0;

    t->extra = file;
    CHECK(file != NULL);
    for (size_t len = 0; len < good.len; len++) {
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(t, mohur__bytes_of(good.data, len), &note));
    }
    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        mohur__copy(mohur__span_of(file, good.len),
                    mohur__bytes_of(good.data, good.len));
        file[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (parse(t, mohur__bytes_of(file, good.len), &note) == MOHUR_OK) {
            CHECK(mohur__note_verify(t->ctx, &note, &key, 1, &by) ==
                      MOHUR_E_AUTH ||
                  by == 0);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(verifies_the_first_vector),
        CASE(verifies_the_sample_profile_by_two_of_three),
        CASE(writes_the_first_vector),
        CASE(ignores_lines_of_others),
        CASE(finds_a_signature_behind_many_of_others),
        CASE(counts_no_signature_under_another_id_or_name),
        CASE(is_refused_whole_for_one_wrong_signature_of_a_known_key),
        CASE(is_signed_with_its_newline),
        CASE(counts_a_key_once),
        CASE(verifies_keys_of_the_second_type),
        CASE(has_no_number_longer_than_the_curve),
        CASE(is_not_written_behind_an_error),
        CASE(refuses_any_other_form),
        CASE(keeps_to_its_limits),
        CASE(refuses_every_truncation_and_every_flipped_bit),
    };
    return cmocka_run_group_tests_name("a signed note", cases, NULL, NULL);
}
