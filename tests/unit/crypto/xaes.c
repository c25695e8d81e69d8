/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/xaes.h"

#include "base/error.h"
#include "material.h"
#include "shake.h"

#include <stdlib.h>

/* XAES-256-GCM, with the vectors of its specification. */
enum {
    KEY_LEN   = MOHUR__XAES_KEY_LEN,
    NONCE_LEN = MOHUR__XAES_NONCE_LEN,
    TAG_LEN   = 16
};

static const char nonce_text[] = "ABCDEFGHIJKLMNOPQRSTUVWX";
static const char plain_text[] = "XAES-256-GCM";

/* In the first, the most significant bit of AES(K, 0) is 0; then it is 1. */
static void
gives_the_bytes_of_its_specification(void **state)
{
    static const struct {
        uint8_t key;
        const char *aad;
        const char *sealed;
    } known[] = {
        {1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
        {3, "c2sp.org/XAES-256-GCM",
         "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint8_t key[KEY_LEN];
        uint8_t out[sizeof plain_text - 1 + TAG_LEN];
        uint8_t back[sizeof plain_text - 1];

        memset(key, known[i].key, sizeof key);
        CHECK_OK(mohur__xaes_seal(t->ctx, MOHUR__BYTES(key),
                                  MOHUR__TEXT(nonce_text),
                                  mohur__bytes_text(known[i].aad),
                                  MOHUR__TEXT(plain_text), MOHUR__SPAN(out)));
        CHECK_BYTES(hex(t, known[i].sealed), MOHUR__BYTES(out));
        CHECK_OK(mohur__xaes_open(t->ctx, MOHUR__BYTES(key),
                                  MOHUR__TEXT(nonce_text),
                                  mohur__bytes_text(known[i].aad),
                                  MOHUR__BYTES(out), MOHUR__SPAN(back)));
        CHECK_BYTES(MOHUR__TEXT(plain_text), MOHUR__BYTES(back));
    }
}

/* ---- the accumulated runs ---- */

struct message {
    uint8_t key[KEY_LEN];
    uint8_t nonce[NONCE_LEN];
    uint8_t plain[255];
    uint8_t aad[255];
    uint8_t plain_len;
    uint8_t aad_len;
};

static void
message_draw(struct shake *from, struct message *m)
{
    shake_squeeze(from, m->key, sizeof m->key);
    shake_squeeze(from, m->nonce, sizeof m->nonce);
    shake_squeeze(from, &m->plain_len, 1);
    shake_squeeze(from, m->plain, m->plain_len);
    shake_squeeze(from, &m->aad_len, 1);
    shake_squeeze(from, m->aad, m->aad_len);
}

static void
accumulate(struct fixture *t, size_t runs, const char *want)
{
    struct shake random = {{0}, 0};
    struct shake sum    = {{0}, 0};
    struct message m;
    uint8_t out[255 + TAG_LEN];
    uint8_t back[255];
    uint8_t digest[32];

    shake_finish(&random);
    for (size_t i = 0; i < runs; i++) {
        mohur__span sealed;
        message_draw(&random, &m);
        sealed = room(out, (size_t)m.plain_len + TAG_LEN);
        CHECK_OK(mohur__xaes_seal(
            t->ctx, MOHUR__BYTES(m.key), MOHUR__BYTES(m.nonce),
            first(m.aad, m.aad_len), first(m.plain, m.plain_len), sealed));
        CHECK_OK(
            mohur__xaes_open(t->ctx, MOHUR__BYTES(m.key), MOHUR__BYTES(m.nonce),
                             first(m.aad, m.aad_len), mohur__span_bytes(sealed),
                             room(back, m.plain_len)));
        CHECK(memcmp(back, m.plain, m.plain_len) == 0);
        shake_absorb(&sum, out, sealed.len);
    }
    shake_finish(&sum);
    shake_squeeze(&sum, digest, sizeof digest);
    CHECK_BYTES(hex(t, want), MOHUR__BYTES(digest));
}

static bool
full(void)
{
    const char *given = getenv("MOHUR_FULL");

    return given != NULL && given[0] == '1';
}

/* The figure for 500 runs is ours, made by the reader in Python. */
static void
adds_up_over_many_random_messages(void **state)
{
    if (full()) {
        accumulate(*state, 10000,
                   "e6b9edf2df6cec60c8cbd864e2211b59"
                   "7fb69a529160cd040d56c0c210081939");
    } else {
        accumulate(*state, 500,
                   "cad29e9f0a913ef58b5f1f3fd4e3749b"
                   "61ef9c17cd341c20b50254ba701ad4f0");
    }
}

/* A minute and more: asked for by itself. */
static void
adds_up_over_a_million_random_messages(void **state)
{
    if (getenv("MOHUR_XAES_MILLION") == NULL) {
        skip();
    }
    accumulate(*state, 1000000,
               "2163ae1445985a30b60585ee67daa556"
               "74df06901b890593e824b8a7c885ab15");
}

/* ---- what is refused ---- */

struct sealed {
    uint8_t key[KEY_LEN];
    uint8_t nonce[NONCE_LEN];
    uint8_t bytes[20 + TAG_LEN];
};

static void
seal(struct fixture *t, struct sealed *s)
{
    memcpy(s->key, made_up(t, 1, KEY_LEN), KEY_LEN);
    memcpy(s->nonce, made_up(t, 2, NONCE_LEN), NONCE_LEN);
    CHECK_OK(mohur__xaes_seal(t->ctx, MOHUR__BYTES(s->key),
                              MOHUR__BYTES(s->nonce), MOHUR__TEXT("aad"),
                              first(made_up(t, 3, 20), 20),
                              MOHUR__SPAN(s->bytes)));
}

/* It is not genuine, and nothing of it is given. */
static void
refused(struct fixture *t, const struct sealed *s, mohur__bytes aad, size_t len)
{
    static const uint8_t zeros[20] = {0};
    uint8_t back[20];
    size_t room_len = len < TAG_LEN ? 0 : len - TAG_LEN;

    memset(back, 0xEE, sizeof back);
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__xaes_open(t->ctx, MOHUR__BYTES(s->key),
                                  MOHUR__BYTES(s->nonce), aad,
                                  first(s->bytes, len), room(back, room_len)));
    CHECK(memcmp(back, zeros, room_len) == 0);
    mohur__error_clear(t->ctx);
}

static void
refuses_every_flipped_bit_of_all_that_it_takes(void **state)
{
    struct fixture *t = *state;
    struct sealed s;
    uint8_t *all = s.key; /* key, nonce, ciphertext, tag */

    seal(t, &s);
    for (size_t bit = 0; bit < 8 * sizeof s; bit++) {
        all[bit / 8] ^= (uint8_t)(1u << bit % 8);
        refused(t, &s, MOHUR__TEXT("aad"), sizeof s.bytes);
        all[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    refused(t, &s, MOHUR__TEXT("aae"), sizeof s.bytes);
    refused(t, &s, MOHUR__NOTHING, sizeof s.bytes);
}

static void
refuses_every_truncation(void **state)
{
    struct fixture *t = *state;
    struct sealed s;

    seal(t, &s);
    for (size_t len = 0; len < sizeof s.bytes; len++) {
        refused(t, &s, MOHUR__TEXT("aad"), len);
    }
}

static void
refuses_lengths_that_do_not_fit(void **state)
{
    static const struct {
        size_t key;
        size_t nonce;
        size_t out;
    } wrong[] = {
        {31, 24, 36}, {33, 24, 36}, {0, 24, 36},  {32, 23, 36}, {32, 25, 36},
        {32, 12, 36}, {32, 0, 36},  {32, 24, 35}, {32, 24, 37}, {32, 24, 0},
    };
    struct fixture *t    = *state;
    const uint8_t *bytes = made_up(t, 4, 64);
    uint8_t out[40];

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__xaes_seal(t->ctx, first(bytes, wrong[i].key),
                                      first(bytes, wrong[i].nonce),
                                      MOHUR__NOTHING, first(bytes, 20),
                                      room(out, wrong[i].out)));
        mohur__error_clear(t->ctx);
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;
    struct sealed s;
    uint8_t back[20];

    seal(t, &s);
    for (size_t nth = 1; st != MOHUR_OK; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__xaes_open(t->ctx, MOHUR__BYTES(s.key),
                              MOHUR__BYTES(s.nonce), MOHUR__TEXT("aad"),
                              MOHUR__BYTES(s.bytes), MOHUR__SPAN(back));
        if (alloc_has_failed(&t->alloc)) {
            CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
            mohur__error_clear(t->ctx);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_bytes_of_its_specification),
        CASE(adds_up_over_many_random_messages),
        CASE(adds_up_over_a_million_random_messages),
        CASE(refuses_every_flipped_bit_of_all_that_it_takes),
        CASE(refuses_every_truncation),
        CASE(refuses_lengths_that_do_not_fit),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("XAES-256-GCM", cases, NULL, NULL);
}
