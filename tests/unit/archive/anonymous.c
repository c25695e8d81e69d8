/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/anonymous.h"

#include "archive/slot.h"
#include "check.h"
#include "crypto/kem.h"
#include "keystore/key.h"
#include "parcel.h"
#include "sweep.h"

#include <stdlib.h>

/* ---- a header that names nobody ---- */

/* Does any slot have a hint? */
static bool
names_somebody(struct fixture *t, const struct parcel *p)
{
    struct mohur__cursor c =
        mohur__cursor_of(mohur__bytes_of(p->sealed.data + 112, 100000));
    struct mohur__slot slot = {.type = 0};
    uint32_t n              = parcel_info(p).slots_len;
    bool named              = false;

    for (uint32_t i = 0; i < n; i++) {
        CHECK_OK(mohur__slot_parse(t->ctx, &c, &slot));
        named = named || slot.hint.len > 0;
    }
    return named;
}

static void
three_recipients_look_like_four(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    p.seal.anonymous = true;
    CHECK_OK(parcel_seal(&p));
    CHECK_NUMBER(4, parcel_slots(&p, MOHUR__SLOT_X25519));
    CHECK(!names_somebody(t, &p));
    for (size_t i = 0; i < PARCEL_KEYS; i++) {
        CHECK_OK(parcel_open(&p, p.keys[i]));
        CHECK(p.result.intended);
        CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, p.result.trust);
        CHECK_NUMBER(MOHUR_HEADER_ORIGINAL, p.result.header);
    }
    parcel_free(&p);
}

static void
nobody_finds_a_recipient_by_the_public_key(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;
    uint32_t slot        = 0;
    struct parcel p;

    parcel_new(t, &p);
    CHECK_OK(parcel_seal(&p));
    CHECK(names_somebody(t, &p));
    p.seal.anonymous = true;
    CHECK_OK(parcel_seal(&p));
    CHECK_OK(
        mohur_source_new_memory(t->ctx, p.sealed.data, p.sealed.len, &source));
    for (size_t i = 0; i < PARCEL_KEYS; i++) {
        CHECK_STATUS(MOHUR_END, mohur_archive_recipients_find(
                                    t->ctx, source, p.keys[i], &slot));
    }
    mohur_source_free(source);
    parcel_free(&p);
}

static void
a_stranger_has_no_key(void **state)
{
    struct fixture *t   = *state;
    mohur_key *stranger = kit_pair(t->ctx, MOHUR_ALG_X25519);
    struct parcel p;

    parcel_new(t, &p);
    p.seal.anonymous = true;
    CHECK_OK(parcel_seal(&p));
    CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&p, stranger));
    mohur_key_free(stranger);
    parcel_free(&p);
}

static void
each_type_is_counted_by_itself(void **state)
{
    struct fixture *t       = *state;
    mohur_key *kek          = kit_kek(t->ctx, 0x70, 3, 0x80);
    mohur_key *p256         = kit_pair(t->ctx, MOHUR_ALG_ECDH_P256);
    const mohur_key *to[13] = {kek, p256};
    mohur_key *more[10]     = {NULL};
    struct parcel p;

    parcel_new(t, &p);
    for (size_t i = 0; i < 8; i++) {
        more[i]   = kit_kek(t->ctx, (uint8_t)(0x08 + 0x10 * i), 3, 0x80);
        to[i + 2] = i < 2 ? p.keys[i] : more[i];
    }
    p.seal.anonymous      = true;
    p.seal.recipients     = to;
    p.seal.recipients_len = 10; /* 7 wrapping keys, 1 P-256, 2 X25519 */
    CHECK_OK(parcel_seal(&p));
    CHECK_NUMBER(8, parcel_slots(&p, MOHUR__SLOT_KEK));
    CHECK_NUMBER(1, parcel_slots(&p, MOHUR__SLOT_P256));
    CHECK_NUMBER(2, parcel_slots(&p, MOHUR__SLOT_X25519));
    CHECK_OK(parcel_open(&p, kek));
    CHECK_OK(parcel_open(&p, p256));
    CHECK_OK(parcel_open(&p, p.keys[1]));
    for (size_t i = 0; i < 8; i++) {
        mohur_key_free(more[i]);
    }
    mohur_key_free(kek);
    mohur_key_free(p256);
    parcel_free(&p);
}

static void
decoys_count_among_the_256(void **state)
{
    struct fixture *t = *state;
    const mohur_key *to[256];
    struct parcel p;

    parcel_new(t, &p);
    for (size_t i = 0; i < 256; i++) {
        to[i] =
            kit_pair(t->ctx, i < 130 ? MOHUR_ALG_X25519 : MOHUR_ALG_ECDH_P256);
    }
    p.seal.anonymous      = true;
    p.seal.recipients     = to;
    p.seal.recipients_len = 131; /* 256 and 1 */
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.recipients_len = 130;
    CHECK_OK(parcel_seal(&p));
    CHECK_NUMBER(256, parcel_info(&p).slots_len);
    for (size_t i = 0; i < 256; i++) {
        mohur_key_free((mohur_key *)(uintptr_t)to[i]);
    }
    parcel_free(&p);
}

static void
the_list_of_addressees_hides_its_length_too(void **state)
{
    CHECK_NUMBER(1, mohur__anonymous_ids(1));
    CHECK_NUMBER(2, mohur__anonymous_ids(2));
    CHECK_NUMBER(4, mohur__anonymous_ids(3));
    CHECK_NUMBER(256, mohur__anonymous_ids(129));
    CHECK_NUMBER(256, mohur__anonymous_ids(256));
    (void)state;
}

/* Where the last recipient's slot comes to stand is drawn each time. */
static void
the_order_is_random(void **state)
{
    struct fixture *t      = *state;
    struct mohur__buf slot = {.ctx = NULL};
    size_t at[4]           = {0};

    for (int round = 0; round < 400; round++) {
        mohur__buf_init(&slot, t->ctx, 64);
        for (uint8_t i = 0; i < 4; i++) { /* slots of no bytes */
            const uint8_t raw[8] = {0xFF, (uint8_t)(0xE0 + i)};
            mohur__buf_bytes(&slot, MOHUR__BYTES(raw));
        }
        CHECK_OK(mohur__anonymous_shuffle(t->ctx, &slot, 4));
        for (size_t i = 0; i < 4; i++) {
            at[i] += slot.data[8 * i + 1] == 0xE3;
        }
        mohur__buf_wipe(&slot);
    }
    for (size_t i = 0; i < 4; i++) {
        CHECK(at[i] > 50 && at[i] < 150);
    }
}

static void
a_decoy_has_nothing_but_its_type_in_common(void **state)
{
    struct fixture *t = *state;
    mohur_key *kek    = kit_kek(t->ctx, 0x70, 7, 0x80);
    mohur_key *pair   = kit_pair(t->ctx, MOHUR_ALG_ECDH_P384);
    mohur_key *decoy  = NULL;

    CHECK_OK(mohur__anonymous_key(t->ctx, kek, &decoy));
    CHECK_NUMBER(7, mohur_key_version(decoy));
    CHECK_NUMBER(MOHUR__SLOT_KEK, mohur__slot_type_of(decoy));
    CHECK(
        !mohur__bytes_equal(mohur__key_secret(kek), mohur__key_secret(decoy)));
    mohur_key_free(decoy);
    decoy = NULL;
    CHECK_OK(mohur__anonymous_key(t->ctx, pair, &decoy));
    CHECK_NUMBER(MOHUR__SLOT_P384, mohur__slot_type_of(decoy));
    CHECK(!mohur_key_has_private(decoy));
    CHECK(
        !mohur__bytes_equal(mohur__key_public(pair), mohur__key_public(decoy)));
    mohur_key_free(decoy);
    mohur_key_free(kek);
    mohur_key_free(pair);
}

static mohur_status
seal_and_open(struct fixture *t, void *user)
{
    struct parcel *p = user;
    mohur_status st  = parcel_seal(p);

    (void)t;
    return st == MOHUR_OK ? parcel_open(p, p->keys[p->seal.recipients_len - 1])
                          : st;
}

static void
every_fault_is_reported(void **state)
{
    struct fixture *t    = *state;
    struct parcel p      = {.t = t};
    const struct sweep s = {
        .what = "sealing for nobody by name", .run = seal_and_open, .user = &p};

    parcel_new(t, &p);
    p.seal.anonymous = true;
    CHECK(sweep_memory(t, &s) > 50);
    CHECK(sweep_random(t, &s) > 8);
    parcel_free(&p);
}

/* ---- a passphrase and a key ---- */

static const char words[] = "open sesame";

static void
ask_for_both(struct parcel *p)
{
    p->seal.passphrase         = words;
    p->seal.passphrase_len     = sizeof words - 1;
    p->seal.passphrase_m_kib   = 65536;
    p->seal.passphrase_and_key = true;
    p->open.passphrase         = words;
    p->open.passphrase_len     = sizeof words - 1;
}

static void
both_are_needed(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    ask_for_both(&p);
    p.seal.recipients_len = 2;
    CHECK_OK(parcel_seal(&p));
    CHECK_NUMBER(2, parcel_slots(&p, MOHUR__SLOT_BOTH));
    CHECK_NUMBER(0, parcel_slots(&p, MOHUR__SLOT_X25519));
    CHECK_NUMBER(0, parcel_slots(&p, MOHUR__SLOT_PASSPHRASE));
    CHECK_OK(parcel_open(&p, p.keys[1]));
    CHECK(p.result.intended);
    CHECK(p.result.pq_confidential);
    CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&p, p.keys[2]));
    CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&p, NULL));
    p.open.passphrase_len--;
    CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&p, p.keys[1]));
    p.open.passphrase     = NULL;
    p.open.passphrase_len = 0;
    CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&p, p.keys[1]));
    parcel_free(&p);
}

static void
both_are_needed_by_each_kind_of_key(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDH_P256, MOHUR_ALG_ECDH_P384,
                                     MOHUR_ALG_X_WING};
    struct fixture *t             = *state;
    struct parcel p;

    parcel_new(t, &p);
    ask_for_both(&p);
    for (size_t i = 0; i < 3; i++) {
        if (mohur__kem_available(t->ctx, algs[i])) {
            mohur_key *key        = kit_pair(t->ctx, algs[i]);
            const mohur_key *to   = key;
            p.seal.recipients     = &to;
            p.seal.recipients_len = 1;
            CHECK_OK(parcel_seal(&p));
            CHECK_OK(parcel_open(&p, key));
            mohur_key_free(key);
        }
    }
    parcel_free(&p);
}

static void
both_are_needed_of_whom_nobody_knows(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    ask_for_both(&p);
    p.seal.passphrase_t = 3;
    p.seal.anonymous    = true;
    CHECK_OK(parcel_seal(&p));
    CHECK_NUMBER(4, parcel_slots(&p, MOHUR__SLOT_BOTH));
    CHECK(!names_somebody(t, &p));
    CHECK_OK(parcel_open(&p, p.keys[2]));
    parcel_free(&p);
}

static void
every_fault_is_reported_with_both(void **state)
{
    struct fixture *t    = *state;
    struct parcel p      = {.t = t};
    const struct sweep s = {.what   = "sealing for a passphrase and a key",
                            .run    = seal_and_open,
                            .user   = &p,
                            .stride = 41};

    parcel_new(t, &p);
    ask_for_both(&p);
    p.seal.recipients_len = 1;
    CHECK(sweep_memory(t, &s) > 50);
    parcel_free(&p);
}

static void
what_asks_for_both_must_make_sense(void **state)
{
    struct fixture *t       = *state;
    mohur_key *kek          = kit_kek(t->ctx, 0x70, 1, 0x80);
    const mohur_key *one[1] = {kek};
    const mohur_key *five[5];
    struct parcel p;

    parcel_new(t, &p);
    p.seal.passphrase_and_key = true;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    ask_for_both(&p);
    p.seal.recipients     = one;
    p.seal.recipients_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.recipients_len = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    for (size_t i = 0; i < 5; i++) {
        five[i] = kit_pair(t->ctx, MOHUR_ALG_X25519);
    }
    p.seal.recipients     = five;
    p.seal.recipients_len = 5;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    for (size_t i = 0; i < 5; i++) {
        mohur_key_free((mohur_key *)(uintptr_t)five[i]);
    }
    mohur_key_free(kek);
    parcel_free(&p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(three_recipients_look_like_four),
        CASE(nobody_finds_a_recipient_by_the_public_key),
        CASE(a_stranger_has_no_key),
        CASE(each_type_is_counted_by_itself),
        CASE(decoys_count_among_the_256),
        CASE(the_list_of_addressees_hides_its_length_too),
        CASE(the_order_is_random),
        CASE(a_decoy_has_nothing_but_its_type_in_common),
        CASE(every_fault_is_reported),
        CASE(both_are_needed),
        CASE(both_are_needed_by_each_kind_of_key),
        CASE(both_are_needed_of_whom_nobody_knows),
        CASE(every_fault_is_reported_with_both),
        CASE(what_asks_for_both_must_make_sense),
    };
    return cmocka_run_group_tests_name("anonymous", cases, NULL, NULL);
}
