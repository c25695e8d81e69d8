/* SPDX-License-Identifier: Apache-2.0 */
#include "taint.h"

#include "archive/schedule.h"
#include "archive/slot.h"
#include "base/secret.h"
#include "crypto/kem.h"
#include "keystore/key.h"

/*
 * An archive's slots, and what hangs on its file key: that a slot opened is
 * known to whoever asked; which check failed is not, and nothing of the keys.
 */
enum {
    KEY_LEN = 32
};

static mohur__bytes
preamble(struct fixture *t)
{
    uint8_t *imm = fixture_bytes(t, 0, MOHUR__IMM_LEN);

    mohur__store16(imm + 10, 0x0101);
    return mohur__bytes_of(imm, MOHUR__IMM_LEN);
}

static void
a_file_key_leaks_nothing_to_what_is_derived(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = {.payload_key = NULL};
    uint8_t mac[32];
    uint8_t key[32];
    uint8_t nonce[12];

    TAINT_OK(mohur__schedule_init(t->ctx, preamble(t),
                                  taint_bytes(t, 0, KEY_LEN), &s));
    TAINT_OK(mohur__schedule_header_mac(t->ctx, &s, MOHUR__TEXT("header"),
                                        MOHUR__SPAN(mac)));
    TAINT_OK(mohur__schedule_ext(t->ctx, &s,
                                 mohur__bytes_of(fixture_bytes(t, 0, 32), 32),
                                 MOHUR__SPAN(key), MOHUR__SPAN(nonce)));
    mohur__schedule_wipe(&s);
}

static mohur_key *
key_of(struct fixture *t, mohur_purpose purpose, mohur_alg alg, uint8_t first)
{
    uint8_t public_key[MOHUR__KEM_PUBLIC_MAX];
    struct mohur__key_parts parts = {.purpose = purpose,
                                     .alg     = alg,
                                     .state   = MOHUR_KEY_ACTIVE,
                                     .version = 1,
                                     .secret  = taint_bytes(t, first, KEY_LEN)};
    mohur_key *key                = NULL;

    if (purpose == MOHUR_PURPOSE_SEAL) {
        mohur__span out = {public_key, mohur__kem_public_len(alg)};

        TAINT_OK(mohur__kem_public_of(t->ctx, alg, parts.secret, out));
        taint_public(public_key, sizeof public_key);
        parts.public_key = mohur__span_bytes(out);
    }
    TAINT_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

/* Sealed for the first key, opened with it and not with the second. */
static void
check_slot(struct fixture *t, mohur_key *right, mohur_key *wrong)
{
    mohur__bytes imm                     = preamble(t);
    struct mohur__slot_seal by           = {.imm      = imm,
                                            .file_key = taint_bytes(t, 7, KEY_LEN)};
    struct mohur__slot_opener openers[2] = {{.key = right}, {.key = wrong}};
    struct mohur__buf b                  = {0};
    struct mohur__slot slot              = {.type = 0};
    struct mohur__secret *file_key       = NULL;
    struct mohur__cursor c               = {0};

    mohur__buf_init(&b, t->ctx, 4096);
    TAINT_OK(mohur__slot_seal_key(t->ctx, &by, right, &b));
    taint_public(mohur__buf_view(&b).data, mohur__buf_view(&b).len);
    c = mohur__cursor_of(mohur__buf_view(&b));
    TAINT_OK(mohur__slot_parse(t->ctx, &c, &slot));
    TAINT_OK(mohur__slot_open(t->ctx, imm, &slot, &openers[0], &file_key));
    mohur__secret_free(file_key);
    file_key = NULL;
    TAINT_STATUS(MOHUR_E_NO_KEY,
                 mohur__slot_open(t->ctx, imm, &slot, &openers[1], &file_key));
    CHECK(file_key == NULL);
    mohur__buf_wipe(&b);
    mohur_key_free(right);
    mohur_key_free(wrong);
}

static void
a_wrapped_file_key_leaks_only_whether_it_opened(void **state)
{
    struct fixture *t = *state;

    check_slot(t, key_of(t, MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP, 1),
               key_of(t, MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP, 2));
}

static void
a_sealed_file_key_leaks_only_whether_it_opened(void **state)
{
    struct fixture *t = *state;

    check_slot(t, key_of(t, MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519, 1),
               key_of(t, MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519, 2));
}

/* Argon2id is left out: it may look at its passphrase, and says so. */
static void
a_passphrase_and_a_key_leak_only_whether_they_opened(void **state)
{
    struct fixture *t              = *state;
    mohur__bytes imm               = preamble(t);
    struct mohur__slot_seal by     = {.imm      = imm,
                                      .file_key = taint_bytes(t, 7, KEY_LEN)};
    mohur__bytes words             = MOHUR__TEXT("open sesame");
    mohur_key *right               = NULL;
    mohur_key *wrong               = NULL;
    struct mohur__slot_opener with = {.key = NULL};
    struct mohur__buf b            = {0};
    struct mohur__slot slot        = {.type = 0};
    struct mohur__secret *file_key = NULL;
    struct mohur__cursor c         = {0};
    uint8_t stretched[32];

    right = key_of(t, MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519, 1);
    wrong = key_of(t, MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519, 2);
    mohur__buf_init(&b, t->ctx, 4096);
    TAINT_OK(mohur__slot_seal_both(t->ctx, &by, right, words,
                                   (struct mohur__pwhash_cost){8192, 1}, &b));
    taint_public(mohur__buf_view(&b).data, mohur__buf_view(&b).len);
    c = mohur__cursor_of(mohur__buf_view(&b));
    TAINT_OK(mohur__slot_parse(t->ctx, &c, &slot));
    TAINT_OK(mohur__slot_stretch(t->ctx, &slot, words, MOHUR__SPAN(stretched)));
    taint_secret(stretched, sizeof stretched);
    with.stretched = MOHUR__BYTES(stretched);
    with.key       = right;
    TAINT_OK(mohur__slot_open(t->ctx, imm, &slot, &with, &file_key));
    mohur__secret_free(file_key);
    file_key = NULL;
    with.key = wrong;
    TAINT_STATUS(MOHUR_E_NO_KEY,
                 mohur__slot_open(t->ctx, imm, &slot, &with, &file_key));
    CHECK(file_key == NULL);
    mohur__buf_wipe(&b);
    mohur_key_free(right);
    mohur_key_free(wrong);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CT_CASE(a_file_key_leaks_nothing_to_what_is_derived),
        CT_CASE(a_wrapped_file_key_leaks_only_whether_it_opened),
        CT_CASE(a_sealed_file_key_leaks_only_whether_it_opened),
        CT_CASE(a_passphrase_and_a_key_leak_only_whether_they_opened),
    };

    return taint_works("archive")
               ? cmocka_run_group_tests_name("an archive", cases, NULL, NULL)
               : 77;
}
