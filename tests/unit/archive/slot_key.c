/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "check.h"
#include "crypto/kem.h"
#include "seal_kit.h"

enum {
    ROOM = 4096
};

/* A preamble of either suite, and a file key. */
static mohur__bytes
imm_of(struct fixture *t, uint8_t suite)
{
    uint8_t *imm = fixture_bytes(t, 0x11, MOHUR__IMM_LEN);

    imm[10] = 1;
    imm[11] = suite;
    return mohur__bytes_of(imm, MOHUR__IMM_LEN);
}

static mohur__bytes
file_key(struct fixture *t)
{
    return mohur__bytes_of(fixture_bytes(t, 0x77, 32), 32);
}

/* A slot for key, in bytes that the case may change. */
static mohur__span
seal(struct fixture *t, mohur__bytes imm, const mohur_key *key)
{
    const struct mohur__slot_seal with = {.imm = imm, .file_key = file_key(t)};
    struct mohur__buf out              = {.ctx = NULL};
    uint8_t *copy                      = fixture_bytes(t, 0, ROOM);
    size_t len                         = 0;

    mohur__error_clear(t->ctx);
    mohur__buf_init(&out, t->ctx, ROOM);
    if (key != NULL) {
        CHECK_OK(mohur__slot_seal_key(t->ctx, &with, key, &out));
    } else {
        CHECK_OK(mohur__slot_seal_passphrase(
            t->ctx, &with, MOHUR__TEXT("salam"),
            (struct mohur__pwhash_cost){8192, 1}, &out));
    }
    len = mohur__copy(mohur__span_of(copy, ROOM), mohur__buf_view(&out));
    mohur__buf_wipe(&out);
    return mohur__span_of(copy, len);
}

/* Open it; the file key must be the right one. */
static mohur_status
open_with(struct fixture *t,
          mohur__bytes imm,
          mohur__span bytes,
          struct mohur__slot_opener opener)
{
    struct mohur__cursor c    = mohur__cursor_of(mohur__span_bytes(bytes));
    struct mohur__slot slot   = {.type = 0};
    struct mohur__secret *got = NULL;
    mohur_status st           = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__slot_parse(t->ctx, &c, &slot);
    if (st == MOHUR_OK) {
        st = mohur__slot_open(t->ctx, imm, &slot, &opener, &got);
    }
    CHECK((st == MOHUR_OK) == (got != NULL));
    if (st == MOHUR_OK) {
        CHECK_BYTES(file_key(t), mohur__secret_bytes(got));
    }
    mohur__secret_free(got);
    return st;
}

static mohur_status
open_key(struct fixture *t,
         mohur__bytes imm,
         mohur__span bytes,
         const mohur_key *key)
{
    return open_with(t, imm, bytes, (struct mohur__slot_opener){.key = key});
}

static const mohur_alg kems[] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                 MOHUR_ALG_ECDH_P384, MOHUR_ALG_X_WING};

enum {
    KEMS = sizeof kems / sizeof kems[0]
};

/* The i-th KEM's key pair, or NULL where this build has none. */
static mohur_key *
kem_key(struct fixture *t, size_t i)
{
    return mohur__kem_available(t->ctx, kems[i]) ? kit_pair(t->ctx, kems[i])
                                                 : NULL;
}

static void
opens_for_the_key_it_was_sealed_to(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < KEMS; i++) {
        for (uint8_t suite = 1; suite <= 2; suite++) {
            mohur__bytes imm = imm_of(t, suite);
            mohur_key *key   = kem_key(t, i);
            if (key != NULL) {
                mohur_key *public = kit_public(t->ctx, key);
                CHECK_OK(open_key(t, imm, seal(t, imm, public), key));
                mohur_key_free(public);
            }
            mohur_key_free(key);
        }
    }
}

static void
does_not_open_for_another_key(void **state)
{
    struct fixture *t = *state;
    mohur__bytes imm  = imm_of(t, 1);

    for (size_t i = 0; i < KEMS; i++) {
        mohur_key *key   = kem_key(t, i);
        mohur_key *other = kem_key(t, i);
        if (key != NULL) {
            CHECK_STATUS(MOHUR_E_NO_KEY,
                         open_key(t, imm, seal(t, imm, key), other));
        }
        mohur_key_free(key);
        mohur_key_free(other);
    }
}

static void
opens_for_its_wrapping_key_only(void **state)
{
    struct fixture *t = *state;
    mohur__bytes imm  = imm_of(t, 1);
    mohur_key *kek    = kit_kek(t->ctx, 1, 7, 2);
    mohur_key *other  = kit_kek(t->ctx, 1, 7, 3);

    CHECK_OK(open_key(t, imm, seal(t, imm, kek), kek));
    CHECK_STATUS(MOHUR_E_NO_KEY, open_key(t, imm, seal(t, imm, kek), other));
    mohur_key_free(kek);
    mohur_key_free(other);
}

static void
opens_for_its_passphrase_only(void **state)
{
    struct fixture *t            = *state;
    mohur__bytes imm             = imm_of(t, 2);
    mohur__span slot             = seal(t, imm, NULL);
    struct mohur__slot_opener is = {.passphrase = MOHUR__TEXT("salam")};
    struct mohur__slot_opener no = {.passphrase = MOHUR__TEXT("Salam")};

    CHECK_OK(open_with(t, imm, slot, is));
    CHECK_STATUS(MOHUR_E_NO_KEY, open_with(t, imm, slot, no));
}

static void
does_not_open_in_another_archive(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = kit_pair(t->ctx, MOHUR_ALG_X25519);
    mohur_key *kek    = kit_kek(t->ctx, 1, 7, 2);

    CHECK_STATUS(MOHUR_E_NO_KEY,
                 open_key(t, imm_of(t, 2), seal(t, imm_of(t, 1), key), key));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 open_key(t, imm_of(t, 2), seal(t, imm_of(t, 1), kek), kek));
    mohur_key_free(key);
    mohur_key_free(kek);
}

/* Type, lengths and version decide whether it is parsed or tried at all. */
static void
does_not_open_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;
    mohur__bytes imm  = imm_of(t, 1);
    mohur_key *keys[] = {kit_pair(t->ctx, MOHUR_ALG_X25519),
                         kit_kek(t->ctx, 1, 7, 2)};

    for (size_t i = 0; i < 2; i++) {
        mohur__span slot = seal(t, imm, keys[i]);
        for (size_t bit = 16; bit < 8 * slot.len; bit++) {
            slot.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
            CHECK(open_key(t, imm, slot, keys[i]) != MOHUR_OK);
            slot.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        CHECK_OK(open_key(t, imm, slot, keys[i]));
        mohur_key_free(keys[i]);
    }
}

/* What comes of it, with these bytes at the place of enc. */
static mohur_status
open_with_enc(struct fixture *t, mohur_alg alg, struct view enc)
{
    mohur__bytes imm = imm_of(t, 1);
    mohur_key *key   = kit_pair(t->ctx, alg);
    mohur__span slot = seal(t, imm, key);
    mohur_status st  = MOHUR_OK;

    mohur__copy(mohur__span_sub(slot, 24, enc.len),
                mohur__bytes_of(enc.data, enc.len));
    st = open_key(t, imm, slot, key);
    mohur_key_free(key);
    return st;
}

static void
does_not_open_with_a_point_that_is_none(void **state)
{
    static uint8_t zero[97];
    struct fixture *t = *state;

    /* Of low order, so the shared secret is zero; not on the curve. */
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 open_with_enc(t, MOHUR_ALG_X25519, (struct view){zero, 32}));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 open_with_enc(t, MOHUR_ALG_X25519,
                               fixture_hex(t, "01000000000000000000000000000000"
                                              "000000000000000000000000000000"
                                              "00")));
    CHECK_STATUS(MOHUR_E_NO_KEY, open_with_enc(t, MOHUR_ALG_ECDH_P256,
                                               (struct view){zero, 65}));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 open_with_enc(t, MOHUR_ALG_ECDH_P256, fixture_hex(t, "02")));
    CHECK_STATUS(MOHUR_E_NO_KEY, open_with_enc(t, MOHUR_ALG_ECDH_P384,
                                               (struct view){zero, 97}));
}

static void
says_the_same_whatever_was_wrong(void **state)
{
    struct fixture *t = *state;
    mohur__bytes imm  = imm_of(t, 1);
    mohur_key *kek    = kit_kek(t->ctx, 1, 7, 2);
    mohur__span slot  = seal(t, imm, kek);
    char first[200]   = "";

    slot.data[slot.len - 80] ^= 1; /* wc */
    CHECK_STATUS(MOHUR_E_NO_KEY, open_key(t, imm, slot, kek));
    snprintf(first, sizeof first, "%s", mohur_ctx_message(t->ctx));
    slot.data[slot.len - 80] ^= 1;
    slot.data[slot.len - 1] ^= 1; /* the tag of wrap */
    CHECK_STATUS(MOHUR_E_NO_KEY, open_key(t, imm, slot, kek));
    CHECK_TEXT(first, mohur_ctx_message(t->ctx));
    mohur_key_free(kek);
}

static void
fits_by_type_version_and_hint(void **state)
{
    struct fixture *t              = *state;
    mohur__bytes imm               = imm_of(t, 1);
    mohur_key *kek                 = kit_kek(t->ctx, 1, 7, 2);
    mohur_key *next                = kit_kek(t->ctx, 1, 8, 2);
    mohur_key *pair                = kit_pair(t->ctx, MOHUR_ALG_X25519);
    mohur__span bytes              = seal(t, imm, kek);
    struct mohur__cursor c         = mohur__cursor_of(mohur__span_bytes(bytes));
    struct mohur__slot slot        = {.type = 0};
    struct mohur__slot_opener with = {.key = kek};
    struct mohur__slot_opener late = {.key = next};
    struct mohur__slot_opener kem  = {.key = pair};
    struct mohur__slot_opener word = {.passphrase = MOHUR__TEXT("salam")};

    CHECK_OK(mohur__slot_parse(t->ctx, &c, &slot));
    CHECK(mohur__slot_fits(&slot, &with, slot.hint));
    CHECK(!mohur__slot_fits(&slot, &with, MOHUR__TEXT("0123456789abcdef")));
    CHECK(!mohur__slot_fits(&slot, &late, slot.hint));
    CHECK(!mohur__slot_fits(&slot, &kem, slot.hint));
    CHECK(!mohur__slot_fits(&slot, &word, MOHUR__NOTHING));
    slot.hint = MOHUR__NOTHING;
    CHECK(mohur__slot_fits(&slot, &with, MOHUR__TEXT("0123456789abcdef")));
    mohur_key_free(kek);
    mohur_key_free(next);
    mohur_key_free(pair);
}

static mohur_status
seal_once(struct fixture *t, mohur__bytes imm, const mohur_key *key)
{
    const struct mohur__slot_seal with = {.imm = imm, .file_key = file_key(t)};
    struct mohur__buf out              = {.ctx = NULL};
    mohur_status st                    = MOHUR_OK;

    mohur__buf_init(&out, t->ctx, ROOM);
    st = mohur__slot_seal_key(t->ctx, &with, key, &out);
    mohur__buf_wipe(&out);
    return st;
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur__bytes imm  = imm_of(t, 1);
    mohur_key *key    = kit_pair(t->ctx, MOHUR_ALG_X25519);
    mohur__span slot  = seal(t, imm, key);

    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = seal_once(t, imm, key);
        if (st == MOHUR_OK) {
            st = open_key(t, imm, slot, key);
        }
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_STATUS(MOHUR_OK, st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
    }
    mohur_key_free(key);
}

/* Of a slot for a key and a passphrase, which was stretched once. */
static void
no_bit_of_a_slot_for_both_may_differ(void **state)
{
    struct fixture *t              = *state;
    mohur__bytes imm               = imm_of(t, 1);
    mohur_key *key                 = kit_pair(t->ctx, MOHUR_ALG_X25519);
    struct mohur__slot_seal with   = {.imm = imm, .file_key = file_key(t)};
    struct mohur__slot_opener both = {.key = key};
    struct mohur__slot slot        = {.type = 0};
    struct mohur__buf out          = {.ctx = NULL};
    struct mohur__cursor c         = mohur__cursor_of(MOHUR__NOTHING);
    uint8_t stretched[32];
    mohur__span bytes = {NULL, 0};

    mohur__buf_init(&out, t->ctx, ROOM);
    CHECK_OK(mohur__slot_seal_both(t->ctx, &with, key, MOHUR__TEXT("salam"),
                                   (struct mohur__pwhash_cost){8192, 1}, &out));
    bytes = mohur__span_of(out.data, out.len);
    CHECK_NUMBER(164, bytes.len);
    c = mohur__cursor_of(mohur__buf_view(&out));
    CHECK_OK(mohur__slot_parse(t->ctx, &c, &slot));
    CHECK_OK(mohur__slot_stretch(t->ctx, &slot, MOHUR__TEXT("salam"),
                                 MOHUR__SPAN(stretched)));
    both.stretched = MOHUR__BYTES(stretched);
    CHECK_OK(open_with(t, imm, bytes, both));
    for (size_t i = 0; i < 8 * bytes.len; i++) {
        bytes.data[i / 8] ^= (uint8_t)(1 << i % 8);
        /* An unused bit of an X25519 point is not looked at by the curve,
         * but it is part of what the keys are derived from. */
        CHECK(open_with(t, imm, bytes, both) != MOHUR_OK);
        bytes.data[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    stretched[31] ^= 1;
    CHECK_STATUS(MOHUR_E_NO_KEY, open_with(t, imm, bytes, both));
    mohur__buf_wipe(&out);
    mohur_key_free(key);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_for_the_key_it_was_sealed_to),
        CASE(no_bit_of_a_slot_for_both_may_differ),
        CASE(does_not_open_for_another_key),
        CASE(opens_for_its_wrapping_key_only),
        CASE(opens_for_its_passphrase_only),
        CASE(does_not_open_in_another_archive),
        CASE(does_not_open_with_any_bit_flipped),
        CASE(does_not_open_with_a_point_that_is_none),
        CASE(says_the_same_whatever_was_wrong),
        CASE(fits_by_type_version_and_hint),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a sealed slot", cases, NULL, NULL);
}
