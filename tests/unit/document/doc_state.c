/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_state.h"

#include "base/error.h"
#include "base/mem.h"
#include "check.h"
#include "crypto/kdf.h"
#include "crypto/labels.h"
#include "crypto/mac.h"
#include "source.h"

/*
 * The bytes of a state, with parts of any kind: what they say is looked at
 * elsewhere.
 */
enum {
    FORMAT_AT  = 8,
    LEVEL_AT   = 9,
    FLAGS_AT   = 11,
    EXPIRES_AT = 40,
    HASH_AT    = 83,
    ITEMS_AT   = 85,
    CERT_AT    = 91, /* the last byte of its length */
    NAME_AT    = 171,
    CRC_AT     = 183
};

struct kit {
    struct fixture *t;
    uint8_t key[MOHUR__STATE_KEY_LEN];
    struct mohur__state state;
    struct mohur__buf blob;
};

static mohur__bytes
bytes_from(struct fixture *t, uint8_t first, size_t len)
{
    return mohur__bytes_of(fixture_bytes(t, first, len), len);
}

/* The parts of tests/golden/document/detached.state. */
static void
kit_new(struct fixture *t, struct kit *k)
{
    *k       = (struct kit){.t = t};
    k->state = (struct mohur__state){
        .format     = MOHUR__STATE_DETACHED,
        .id         = bytes_from(t, 0xA0, MOHUR__STATE_ID_LEN),
        .created    = FIXTURE_NOW,
        .expires    = FIXTURE_NOW + 3600,
        .profile    = bytes_from(t, 0xC0, MOHUR__STATE_PROFILE_LEN),
        .alg        = MOHUR_ALG_ECDSA_P256,
        .hash       = MOHUR_ALG_SHA_256,
        .item       = {.len = 8, .digest = bytes_from(t, 64, 32)},
        .cert       = bytes_from(t, 1, 40),
        .attributes = bytes_from(t, 100, 30),
        .chain      = bytes_from(t, 200, 20)};
    CHECK_OK(mohur__hkdf(t->ctx, MOHUR_ALG_SHA_512, MOHUR__NOTHING,
                         bytes_from(t, 0x20, 32), &MOHUR__LABEL_DOCUMENT_STATE,
                         1, MOHUR__SPAN(k->key)));
    mohur__buf_init(&k->blob, t->ctx, MOHUR__STATE_MAX);
    CHECK_OK(
        mohur__state_emit(t->ctx, &k->state, MOHUR__BYTES(k->key), &k->blob));
}

static void
kit_end(struct kit *k)
{
    mohur__buf_wipe(&k->blob);
}

static mohur_status
parse(struct kit *k, mohur__bytes blob)
{
    struct mohur__state out;

    mohur__error_clear(k->t->ctx);
    return mohur__state_parse(k->t->ctx, blob, MOHUR__BYTES(k->key), &out);
}

/* What comes of it with another byte there, and a tag that is right again. */
static mohur_status
with_byte(struct kit *k, size_t at, uint8_t value)
{
    struct fixture *t = k->t;
    size_t len        = k->blob.len - MOHUR__STATE_TAG_LEN;
    mohur__bytes body = mohur__bytes_of(k->blob.data, len);
    uint8_t old       = k->blob.data[at];
    mohur_status st   = MOHUR_OK;
    uint8_t tag[MOHUR__STATE_TAG_LEN];
    uint8_t kept[MOHUR__STATE_TAG_LEN];
    mohur__span there = mohur__span_of(k->blob.data + len, sizeof tag);

    mohur__copy(MOHUR__SPAN(kept), mohur__span_bytes(there));
    k->blob.data[at] = value;
    CHECK_STATUS(MOHUR_OK,
                 mohur__mac(t->ctx, MOHUR_ALG_HMAC_SHA_512,
                            MOHUR__BYTES(k->key), &body, 1, MOHUR__SPAN(tag)));
    mohur__copy(there, MOHUR__BYTES(tag));
    st = parse(k, mohur__buf_view(&k->blob));
    mohur__copy(there, MOHUR__BYTES(kept));
    k->blob.data[at] = old;
    return st;
}

/* ---- as it should be ---- */

static void
is_the_same_bytes_as_ever(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    CHECK_BYTES(source_file(t, "tests/golden/document/detached.state"),
                mohur__buf_view(&k.blob));
    kit_end(&k);
}

static void
says_what_was_put_in(void **state)
{
    struct fixture *t = *state;
    struct mohur__state out;
    struct kit k;

    kit_new(t, &k);
    CHECK_OK(mohur__state_parse(t->ctx, mohur__buf_view(&k.blob),
                                MOHUR__BYTES(k.key), &out));
    CHECK_NUMBER(k.state.format, out.format);
    CHECK_BYTES(k.state.id, out.id);
    CHECK_NUMBER(k.state.created, out.created);
    CHECK_NUMBER(k.state.expires, out.expires);
    CHECK_BYTES(k.state.profile, out.profile);
    CHECK_NUMBER(k.state.alg, out.alg);
    CHECK_NUMBER(k.state.hash, out.hash);
    CHECK_NUMBER(k.state.item.len, out.item.len);
    CHECK_BYTES(k.state.item.digest, out.item.digest);
    CHECK_BYTES(k.state.cert, out.cert);
    CHECK_BYTES(k.state.attributes, out.attributes);
    CHECK_BYTES(k.state.chain, out.chain);
    kit_end(&k);
}

/* ---- what has not come back as it went ---- */

static void
f1_is_refused_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    for (size_t i = 0; i < 8 * k.blob.len; i++) {
        mohur_status st;

        k.blob.data[i / 8] ^= (uint8_t)(1u << i % 8);
        st = parse(&k, mohur__buf_view(&k.blob));
        CHECK(st == MOHUR_E_AUTH || (st == MOHUR_E_FORMAT && i / 8 < 88));
        k.blob.data[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    CHECK_STATUS(MOHUR_OK, parse(&k, mohur__buf_view(&k.blob)));
    kit_end(&k);
}

static void
f1_is_refused_at_any_other_length(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    for (size_t n = 0; n < k.blob.len; n++) {
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(&k, mohur__bytes_of(k.blob.data, n)));
    }
    mohur__buf_u8(&k.blob, 0);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(&k, mohur__buf_view(&k.blob)));
    kit_end(&k);
}

static void
f1_is_refused_with_another_key(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    k.key[31] ^= 1;
    CHECK_STATUS(MOHUR_E_AUTH, parse(&k, mohur__buf_view(&k.blob)));
    kit_end(&k);
}

/* ---- what whoever has the key may not say ---- */

static void
is_refused_if_it_becomes_what_is_not_made_here(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    CHECK_STATUS(MOHUR_OK, with_byte(&k, FORMAT_AT, 2));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, with_byte(&k, FORMAT_AT, 3));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, with_byte(&k, FORMAT_AT, 5));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, FORMAT_AT, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, FORMAT_AT, 6));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, with_byte(&k, LEVEL_AT, 1));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, LEVEL_AT, 4));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, with_byte(&k, FLAGS_AT, 1));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, FLAGS_AT, 2));
    kit_end(&k);
}

static void
is_refused_if_it_contradicts_itself(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, EXPIRES_AT, 0x80));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, EXPIRES_AT + 4, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, HASH_AT, 0x7F));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, ITEMS_AT, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, ITEMS_AT, 2));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, CERT_AT, 39));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, CERT_AT - 3, 0xFF));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, NAME_AT, 1));
    CHECK_STATUS(MOHUR_E_FORMAT, with_byte(&k, CRC_AT, 1));
    kit_end(&k);
}

static void
has_room_for_256_kib(void **state)
{
    struct fixture *t = *state;
    struct kit k;

    kit_new(t, &k);
    k.state.chain = mohur__bytes_of(fixture_bytes(t, 1, MOHUR__STATE_MAX),
                                    MOHUR__STATE_MAX - k.blob.len + 20);
    mohur__buf_clear(&k.blob);
    CHECK_OK(mohur__state_emit(t->ctx, &k.state, MOHUR__BYTES(k.key), &k.blob));
    CHECK_NUMBER(MOHUR__STATE_MAX, k.blob.len);
    CHECK_STATUS(MOHUR_OK, parse(&k, mohur__buf_view(&k.blob)));
    k.state.chain.len++;
    mohur__buf_clear(&k.blob);
    CHECK_STATUS(
        MOHUR_E_LIMIT,
        mohur__state_emit(t->ctx, &k.state, MOHUR__BYTES(k.key), &k.blob));
    kit_end(&k);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_the_same_bytes_as_ever),
        CASE(says_what_was_put_in),
        CASE(f1_is_refused_with_any_bit_flipped),
        CASE(f1_is_refused_at_any_other_length),
        CASE(f1_is_refused_with_another_key),
        CASE(is_refused_if_it_becomes_what_is_not_made_here),
        CASE(is_refused_if_it_contradicts_itself),
        CASE(has_room_for_256_kib),
    };

    return cmocka_run_group_tests_name("a state", cases, NULL, NULL);
}
