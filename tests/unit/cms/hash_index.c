/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/hash_index.h"

#include "check.h"
#include "crypto/hash.h"

/*
 * The index in an archive time stamp: what is listed, and nothing else.
 */
struct shelf {
    struct fixture *t;
    struct mohur__signed_data data;
    struct mohur__unsigned beside;
    struct mohur__buf der;
};

static const uint8_t CERT[]  = {0x30, 0x01, 0x11};
static const uint8_t INFO[]  = {0xA1, 0x02, 0x22, 0x22};
static const uint8_t TYPE[]  = {0x06, 0x01, 0x2A};
static const uint8_t VALUE[] = {0x04, 0x01, 0x33};

/* One of each. */
static struct shelf
shelf_new(struct fixture *t)
{
    struct shelf s = {.t = t};

    s.data.certs[s.data.certs_len++]       = MOHUR__BYTES(CERT);
    s.data.infos[s.data.infos_len++]       = MOHUR__BYTES(INFO);
    s.beside.values[s.beside.values_len++] = (struct mohur__unsigned_value){
        MOHUR__OID_NONE, MOHUR__BYTES(TYPE), MOHUR__BYTES(VALUE)};
    mohur__buf_init(&s.der, t->ctx, 4096);
    return s;
}

static mohur__bytes
index_of(struct shelf *s, mohur_alg hash)
{
    struct fixture *t = s->t;

    mohur__buf_clear(&s->der);
    CHECK_OK(
        mohur__hash_index_emit(t->ctx, hash, &s->data, &s->beside, &s->der));
    return mohur__buf_view(&s->der);
}

static bool
complete(struct shelf *s, mohur__bytes der)
{
    struct fixture *t = s->t;
    bool out          = false;
    struct mohur__hash_index index;

    CHECK(mohur__hash_index_parse(der, &index));
    CHECK_OK(
        mohur__hash_index_check(t->ctx, &index, &s->data, &s->beside, &out));
    return out;
}

/* The digests were made by another program. */
static void
is_written_exactly_so(void **state)
{
    struct shelf s    = shelf_new(*state);
    struct fixture *t = s.t;
    struct view want  = fixture_hex(
        t,
        "3079 300b 0609608648016503040201"
         "3022 0420 "
         "5aaa781b41f177f4c63512063d2222634cbb7b226428cb8a58e008acb76aa50f 3022 "
         "0420 61873daaf858bcae00b3da19494edc34f7a1eeeafb8d6f8df90d61e86cfee25f "
         "3022 0420 "
         "d2b99d5ce3b3cfdcbfa832e948c71058ca2547e527470c5169c018a24635f37f");

    CHECK_BYTES(want, index_of(&s, MOHUR_ALG_SHA_256));
    mohur__buf_wipe(&s.der);
}

static void
finds_what_it_lists(void **state)
{
    static const mohur_alg hashes[] = {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384,
                                       MOHUR_ALG_SHA_512};

    struct shelf s = shelf_new(*state);
    for (size_t i = 0; i < 3; i++) {
        CHECK(complete(&s, index_of(&s, hashes[i])));
    }
    mohur__buf_wipe(&s.der);
}

static void
misses_what_is_not_there(void **state)
{
    struct shelf s   = shelf_new(*state);
    mohur__bytes der = index_of(&s, MOHUR_ALG_SHA_256);

    s.data.certs_len = 0;
    CHECK(!complete(&s, der));
    s.data.certs_len = 1;
    s.data.infos_len = 0;
    CHECK(!complete(&s, der));
    s.data.infos_len    = 1;
    s.beside.values_len = 0;
    CHECK(!complete(&s, der));
    mohur__buf_wipe(&s.der);
}

/* The same element in another list, the same value under another type. */
static void
keeps_the_lists_apart(void **state)
{
    struct shelf s   = shelf_new(*state);
    mohur__bytes der = index_of(&s, MOHUR_ALG_SHA_256);

    s.data.certs[0] = MOHUR__BYTES(INFO);
    s.data.infos[0] = MOHUR__BYTES(CERT);
    CHECK(!complete(&s, der));
    s.data.certs[0] = MOHUR__BYTES(CERT);
    s.data.infos[0] = MOHUR__BYTES(INFO);
    CHECK(complete(&s, der));
    s.beside.values[0].type = MOHUR__TEXT("\x06\x01\x2B");
    CHECK(!complete(&s, der));
    mohur__buf_wipe(&s.der);
}

/* What came later is not covered, and does no harm. */
static void
covers_nothing_more(void **state)
{
    struct shelf s            = shelf_new(*state);
    struct fixture *t         = s.t;
    mohur__bytes der          = index_of(&s, MOHUR_ALG_SHA_256);
    const mohur__bytes cert[] = {MOHUR__BYTES(CERT), MOHUR__NOTHING};
    const mohur__bytes more[] = {MOHUR__BYTES(INFO), MOHUR__NOTHING};
    bool listed               = false;
    struct mohur__hash_index index;

    s.data.certs[s.data.certs_len++] = MOHUR__BYTES(INFO);
    CHECK(complete(&s, der));
    CHECK(mohur__hash_index_parse(der, &index));
    CHECK_OK(mohur__hash_index_lists(t->ctx, &index, MOHUR__HASH_CERTS, cert,
                                     &listed));
    CHECK(listed);
    CHECK_OK(mohur__hash_index_lists(t->ctx, &index, MOHUR__HASH_CERTS, more,
                                     &listed));
    CHECK(!listed);
    mohur__buf_wipe(&s.der);
}

static void
may_be_empty(void **state)
{
    struct shelf s    = shelf_new(*state);
    struct fixture *t = s.t;
    struct view want =
        fixture_hex(t, "3013 300b 0609608648016503040201 3000 3000 3000");

    s.data.certs_len = s.data.infos_len = s.beside.values_len = 0;
    CHECK_BYTES(want, index_of(&s, MOHUR_ALG_SHA_256));
    CHECK(complete(&s, mohur__buf_view(&s.der)));
    mohur__buf_wipe(&s.der);
}

/* ---- what is none ---- */

static void
is_refused_at_every_truncation(void **state)
{
    struct shelf s   = shelf_new(*state);
    mohur__bytes der = index_of(&s, MOHUR_ALG_SHA_256);
    struct mohur__hash_index index;

    for (size_t len = 0; len < der.len; len++) {
        CHECK(!mohur__hash_index_parse(mohur__bytes_sub(der, 0, len), &index));
    }
    mohur__buf_wipe(&s.der);
}

/* Every bit is in the form or in a digest. */
static void
is_refused_with_any_bit_flipped(void **state)
{
    struct shelf s    = shelf_new(*state);
    struct fixture *t = s.t;
    mohur__bytes der  = index_of(&s, MOHUR_ALG_SHA_256);
    uint8_t *copy     = fixture_bytes(t, 0, der.len);

    for (size_t i = 0; i < 8 * der.len; i++) {
        mohur__bytes flipped = mohur__bytes_of(copy, der.len);
        struct mohur__hash_index index;

        mohur__copy(mohur__span_of(copy, der.len), der);
        copy[i / 8] ^= (uint8_t)(1U << i % 8);
        CHECK(!mohur__hash_index_parse(flipped, &index) ||
              !complete(&s, flipped));
    }
    mohur__buf_wipe(&s.der);
}

static void
is_refused_in_other_shapes(void **state)
{
    static const char *const bad[] = {
        "3006 3000 3000 3000",                        /* no algorithm */
        "3011 300b 0609608648016503040201 3000 3000", /* two lists */
        "3015 300b 0609608648016503040201 3000 3000 3000 3000",
        "3013 300b 0609608648016503040299 3000 3000 3000", /* which hash? */
        "300f 3007 06052b0e03021a 3000 3000 3000",         /* SHA-1 */
        "3015 300b 0609608648016503040201 3002 0400 3000 3000",
        "3015 300b 0609608648016503040201 3002 0500 3000 3000",
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct view v = fixture_hex(t, bad[i]);
        struct mohur__hash_index index;

        CHECK(!mohur__hash_index_parse(mohur__bytes_of(v.data, v.len), &index));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_written_exactly_so),
        CASE(finds_what_it_lists),
        CASE(misses_what_is_not_there),
        CASE(keeps_the_lists_apart),
        CASE(covers_nothing_more),
        CASE(may_be_empty),
        CASE(is_refused_at_every_truncation),
        CASE(is_refused_with_any_bit_flipped),
        CASE(is_refused_in_other_shapes),
    };
    return cmocka_run_group_tests_name("an index of digests", cases, NULL,
                                       NULL);
}
