/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/kem.h"

#include "crypto/hash.h"
#include "drawn.h"

static const mohur_alg KEMS[] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                 MOHUR_ALG_ECDH_P384, MOHUR_ALG_X_WING};

enum {
    KEMS_LEN = sizeof KEMS / sizeof KEMS[0]
};

/* draft-connolly-cfrg-xwing-kem, appendix C; long outputs by their SHA-256. */
static const struct {
    const char *seed;
    const char *random;
    const char *public_key_hash;
    const char *enc_hash;
    const char *shared;
} XWING[] = {
    {"7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
     "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
     "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
     "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb",
     "17cd532d657e44c897ca6583e548a5424fc70bf54f99515a4d2bcf99e3469f33",
     "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384"},
    {"badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
     "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
     "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
     "c42ba5f8430d7d2c83739338203819f090e8303ce9c8b02107c272bfa5376916",
     "1661ea86d608a1924ba30840cb0a65f13ae051e3aec9cf0f064efc0bc92f2154",
     "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150"},
    {"ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
     "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
     "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
     "6b080d6b84f095342092fa7a22423e58bd681397ad0ef00eac92bd254db4fa95",
     "d3ca5578500344b5896cffc4fd740c9311946b82951df155e6fd86a7966b43c6",
     "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f"},
};

/* A key pair and what was encapsulated to it. */
struct box {
    uint8_t d[MOHUR__KEM_PRIVATE_MAX];
    uint8_t q[MOHUR__KEM_PUBLIC_MAX];
    uint8_t e[MOHUR__KEM_ENC_MAX];
    uint8_t s[MOHUR__KEM_SHARED_MAX];
    uint8_t got[MOHUR__KEM_SHARED_MAX];
    mohur__bytes key;
    mohur__bytes public_key;
    mohur__bytes enc;
    mohur__bytes shared;
};

static void
make(struct fixture *t, mohur_alg alg, struct box *b)
{
    mohur__error_clear(t->ctx);
    b->key        = mohur__bytes_of(b->d, mohur__kem_private_len(alg));
    b->public_key = mohur__bytes_of(b->q, mohur__kem_public_len(alg));
    b->enc        = mohur__bytes_of(b->e, mohur__kem_enc_len(alg));
    b->shared     = mohur__bytes_of(b->s, mohur__kem_shared_len(alg));
    CHECK_OK(mohur__kem_keygen(t->ctx, alg, room(b->d, b->key.len)));
    CHECK_OK(mohur__kem_public_of(t->ctx, alg, b->key,
                                  room(b->q, b->public_key.len)));
    CHECK_OK(mohur__kem_encap(t->ctx, alg, b->public_key,
                              room(b->e, b->enc.len),
                              room(b->s, b->shared.len)));
}

static mohur_status
decap(struct fixture *t, mohur_alg alg, struct box *b)
{
    mohur__error_clear(t->ctx);
    memset(b->got, 0xEE, sizeof b->got);
    return mohur__kem_decap(t->ctx, alg, b->key, b->enc,
                            room(b->got, b->shared.len));
}

/* The KEMs that this machine has, one after the other. */
#define EACH_KEM(alg)                                                          \
    for (size_t kem_i_ = 0; kem_i_ < KEMS_LEN; kem_i_++)                       \
        if (((alg) = KEMS[kem_i_], mohur__kem_available(t->ctx, (alg))))

static void
gives_both_sides_the_same_secret(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &b);
        CHECK_OK(decap(t, alg, &b));
        CHECK_BYTES(b.shared, room(b.got, b.shared.len));
        CHECK_OK(mohur__kem_check_public(t->ctx, alg, b.public_key));
    }
}

static void
gives_another_secret_each_time(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box a;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &a);
        make(t, alg, &b);
        CHECK(!mohur__bytes_equal(a.shared, b.shared));
        CHECK(!mohur__bytes_equal(a.enc, b.enc));
    }
}

static void
gives_no_right_secret_for_a_changed_encapsulation(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &b);
        for (size_t bit = 0; bit < 8 * b.enc.len; bit += 37) {
            b.e[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (decap(t, alg, &b) == MOHUR_OK) {
                CHECK(
                    !mohur__bytes_equal(b.shared, first(b.got, b.shared.len)));
            }
            b.e[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

static void
refuses_encapsulations_of_another_length(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &b);
        b.enc.len--;
        CHECK_STATUS(MOHUR_E_FORMAT, decap(t, alg, &b));
        CHECK(mohur__bytes_zero(first(b.got, b.shared.len)));
        b.enc = MOHUR__NOTHING;
        CHECK_STATUS(MOHUR_E_FORMAT, decap(t, alg, &b));
    }
}

static void
refuses_public_keys_of_another_length(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &b);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__kem_encap(t->ctx, alg, first(b.q, b.public_key.len - 1),
                             room(b.e, b.enc.len), room(b.got, b.shared.len)));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__kem_check_public(t->ctx, alg, MOHUR__NOTHING));
    }
}

static void
refuses_room_of_another_length(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &b);
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__kem_encap(t->ctx, alg, b.public_key,
                                      room(b.e, b.enc.len - 1),
                                      room(b.s, b.shared.len)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__kem_decap(t->ctx, alg, b.key, b.enc,
                                      room(b.s, b.shared.len - 1)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__kem_decap(t->ctx, alg, first(b.d, b.key.len - 1),
                                      b.enc, room(b.s, b.shared.len)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__kem_keygen(t->ctx, alg, room(b.d, 31)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__kem_public_of(t->ctx, alg, b.key, room(b.q, 31)));
    }
}

static void
refuses_x25519_keys_of_small_order(void **state)
{
    struct fixture *t          = *state;
    uint8_t enc[32]            = {0};
    uint8_t shared[32]         = {0xEE};
    static const uint8_t Z[32] = {0};

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__kem_encap(t->ctx, MOHUR_ALG_X25519, MOHUR__BYTES(Z),
                                  MOHUR__SPAN(enc), MOHUR__SPAN(shared)));
    CHECK_BYTES(MOHUR__BYTES(Z), MOHUR__BYTES(shared));
}

static void
makes_nothing_without_randomness(void **state)
{
    struct fixture *t = *state;
    mohur_alg alg     = MOHUR_ALG_NONE;
    static struct box b;

    EACH_KEM(alg)
    {
        make(t, alg, &b);
        t->random.fail_at = atomic_load(&t->random.calls) + 1;
        CHECK_STATUS(MOHUR_E_BACKEND,
                     mohur__kem_encap(t->ctx, alg, b.public_key,
                                      room(b.e, b.enc.len),
                                      room(b.s, b.shared.len)));
        CHECK(mohur__bytes_zero(b.shared));
        t->random.fail_at = atomic_load(&t->random.calls) + 1;
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_BACKEND,
                     mohur__kem_keygen(t->ctx, alg, room(b.d, b.key.len)));
        t->random.fail_at = 0;
    }
}

static void
is_known_to_hpke_by_its_number(void **state)
{
    (void)state;
    CHECK_NUMBER(0x0010, mohur__kem_hpke_id(MOHUR_ALG_ECDH_P256));
    CHECK_NUMBER(0x0011, mohur__kem_hpke_id(MOHUR_ALG_ECDH_P384));
    CHECK_NUMBER(0x0020, mohur__kem_hpke_id(MOHUR_ALG_X25519));
    CHECK_NUMBER(0x647A, mohur__kem_hpke_id(MOHUR_ALG_X_WING));
    CHECK_NUMBER(0, mohur__kem_hpke_id(MOHUR_ALG_ML_KEM_768));
    CHECK_NUMBER(1216, mohur__kem_public_len(MOHUR_ALG_X_WING));
    CHECK_NUMBER(0, mohur__kem_shared_len(MOHUR_ALG_ED25519));
}

static void
is_unsupported_where_no_backend_has_it(void **state)
{
    struct fixture *t = *state;
    uint8_t d[32]     = {0};

    CHECK(!mohur__kem_available(t->ctx, MOHUR_ALG_ED25519));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__kem_keygen(t->ctx, MOHUR_ALG_ED25519, MOHUR__SPAN(d)));
    mohur__error_clear(t->ctx);
    if (!mohur__kem_available(t->ctx, MOHUR_ALG_X_WING)) {
        CHECK_STATUS(
            MOHUR_E_UNSUPPORTED,
            mohur__kem_keygen(t->ctx, MOHUR_ALG_X_WING, MOHUR__SPAN(d)));
        CHECK_MESSAGE("no backend of this build can do X-Wing");
    }
}

static void
check_hash(struct fixture *t, const char *want, mohur__bytes got)
{
    uint8_t digest[32] = {0};

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, got, MOHUR__SPAN(digest)));
    CHECK_BYTES(hex(t, want), MOHUR__BYTES(digest));
}

static void
gives_the_bytes_of_the_x_wing_draft(void **state)
{
    struct fixture *t = *state;
    static struct box b;

    if (!mohur__kem_available(t->ctx, MOHUR_ALG_X_WING)) {
        print_message("SKIP: no backend has ML-KEM-768\n");
        skip();
    }
    for (size_t k = 0; k < sizeof XWING / sizeof XWING[0]; k++) {
        struct drawn drawn = {hex(t, XWING[k].random), 0};
        mohur_ctx *ctx     = drawn_ctx(&drawn);
        mohur__bytes seed  = hex(t, XWING[k].seed);

        drawn.at = 0;
        CHECK_OK(
            mohur__kem_public_of(ctx, MOHUR_ALG_X_WING, seed, room(b.q, 1216)));
        check_hash(t, XWING[k].public_key_hash, first(b.q, 1216));
        CHECK_OK(mohur__kem_encap(ctx, MOHUR_ALG_X_WING, first(b.q, 1216),
                                  room(b.e, 1120), room(b.s, 32)));
        check_hash(t, XWING[k].enc_hash, first(b.e, 1120));
        CHECK_BYTES(hex(t, XWING[k].shared), room(b.s, 32));
        CHECK_OK(mohur__kem_decap(ctx, MOHUR_ALG_X_WING, seed, first(b.e, 1120),
                                  room(b.got, 32)));
        CHECK_BYTES(hex(t, XWING[k].shared), room(b.got, 32));
        mohur_ctx_free(ctx);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_both_sides_the_same_secret),
        CASE(gives_another_secret_each_time),
        CASE(gives_no_right_secret_for_a_changed_encapsulation),
        CASE(refuses_encapsulations_of_another_length),
        CASE(refuses_public_keys_of_another_length),
        CASE(refuses_room_of_another_length),
        CASE(refuses_x25519_keys_of_small_order),
        CASE(makes_nothing_without_randomness),
        CASE(is_known_to_hpke_by_its_number),
        CASE(is_unsupported_where_no_backend_has_it),
        CASE(gives_the_bytes_of_the_x_wing_draft),
    };
    return cmocka_run_group_tests_name("a KEM", cases, NULL, NULL);
}
