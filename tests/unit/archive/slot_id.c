/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "check.h"
#include "crypto/hash.h"
#include "keystore/key.h"
#include "seal_kit.h"

static mohur__bytes
text(const char *literal_with_zero, size_t len)
{
    return mohur__bytes_of(literal_with_zero, len);
}

static void
of_a_wrapping_key_is_that_of_the_known_answer(void **state)
{
    struct fixture *t = *state;
    mohur_key *kek    = kit_kek(t->ctx, 0x70, 1, 0x80);
    uint8_t hint[16];

    CHECK_OK(mohur__slot_hint(t->ctx,
                              mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32),
                              kek, MOHUR__SPAN(hint)));
    CHECK_BYTES(fixture_hex(t, "f33aa31f18510655e35a2273cab9d60d"),
                MOHUR__BYTES(hint));
    mohur_key_free(kek);
}

static void
of_a_wrapping_key_changes_with_its_version(void **state)
{
    struct fixture *t = *state;
    mohur__bytes salt = mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32);
    mohur_key *one    = kit_kek(t->ctx, 0x70, 1, 0x80);
    mohur_key *two    = kit_kek(t->ctx, 0x70, 2, 0x80);
    uint8_t a[16];
    uint8_t b[16];

    CHECK_OK(mohur__slot_hint(t->ctx, salt, one, MOHUR__SPAN(a)));
    CHECK_OK(mohur__slot_hint(t->ctx, salt, two, MOHUR__SPAN(b)));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(a), MOHUR__BYTES(b)));
    mohur_key_free(one);
    mohur_key_free(two);
}

/* hint = SHA-512("mohur/1 hint\0" | salt | type | key id), 16 bytes. */
static void
of_a_public_key_is_made_of_its_id(void **state)
{
    struct fixture *t          = *state;
    mohur_key *key             = kit_pair(t->ctx, MOHUR_ALG_ECDH_P256);
    static const uint8_t two[] = {0, 2};
    mohur__bytes salt = mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32);
    const mohur__bytes parts[] = {text("mohur/1 hint", 13), salt,
                                  MOHUR__BYTES(two),
                                  text((const char *)mohur_key_id(key), 32)};
    uint8_t want[64];
    uint8_t hint[16];

    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_512, parts, 4,
                               MOHUR__SPAN(want)));
    CHECK_OK(mohur__slot_hint(t->ctx, salt, key, MOHUR__SPAN(hint)));
    CHECK_BYTES(mohur__bytes_of(want, 16), MOHUR__BYTES(hint));
    mohur_key_free(key);
}

static void
as_a_recipient_is_the_key_id(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = kit_pair(t->ctx, MOHUR_ALG_X25519);
    uint8_t id[32];

    CHECK_OK(mohur__recipient_id_key(t->ctx, key, MOHUR__SPAN(id)));
    CHECK_BYTES(mohur__bytes_of(mohur_key_id(key), 32), MOHUR__BYTES(id));
    mohur_key_free(key);
}

static void
as_a_recipient_is_the_ring_of_a_wrapping_key(void **state)
{
    struct fixture *t          = *state;
    mohur_key *kek             = kit_kek(t->ctx, 0x70, 9, 0x80);
    const mohur__bytes parts[] = {
        text("mohur/1 kek", 12),
        mohur__bytes_of(mohur__key_ring_id(kek), MOHUR__RING_ID_LEN)};
    uint8_t want[32];
    uint8_t id[32];

    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, parts, 2,
                               MOHUR__SPAN(want)));
    CHECK_OK(mohur__recipient_id_key(t->ctx, kek, MOHUR__SPAN(id)));
    CHECK_BYTES(MOHUR__BYTES(want), MOHUR__BYTES(id));
    mohur_key_free(kek);
}

static void
as_a_recipient_is_fixed_for_passphrases(void **state)
{
    struct fixture *t = *state;
    uint8_t want[32];
    uint8_t id[32];

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256,
                         text("mohur/1 passphrase", 19), MOHUR__SPAN(want)));
    CHECK_OK(mohur__recipient_id_passphrase(t->ctx, MOHUR__SPAN(id)));
    CHECK_BYTES(MOHUR__BYTES(want), MOHUR__BYTES(id));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(of_a_wrapping_key_is_that_of_the_known_answer),
        CASE(of_a_wrapping_key_changes_with_its_version),
        CASE(of_a_public_key_is_made_of_its_id),
        CASE(as_a_recipient_is_the_key_id),
        CASE(as_a_recipient_is_the_ring_of_a_wrapping_key),
        CASE(as_a_recipient_is_fixed_for_passphrases),
    };
    return cmocka_run_group_tests_name("the mark", cases, NULL, NULL);
}
