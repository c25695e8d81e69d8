/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/dh.h"

#include "crypto/backends.h"
#include "material.h"

/* RFC 7748 5.2 and 6.1; RFC 5903 8.1 and 8.2. */
static const struct {
    mohur_alg alg;
    const char *private_key;
    const char *public_key; /* of the other side */
    const char *shared;
    const char *own; /* the public key of private_key */
} KNOWN[] = {
    {MOHUR_ALG_X25519,
     "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
     "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
     "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
     "1c9fd88f45606d932a80c71824ae151d15d73e77de38e8e000852e614fae7019"},
    {MOHUR_ALG_X25519,
     "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
     "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
     "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
     "ff63fe57bfbf43fa3f563628b149af704d3db625369c49983650347a6a71e00e"},
    {MOHUR_ALG_ECDH_P256,
     "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
     "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
     "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
     "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de",
     "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
     "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3"},
    {MOHUR_ALG_ECDH_P384,
     "099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f16"
     "0647b67414dce655e35b538041e649ee3faef896783ab194",
     "04e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d"
     "0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e838430367f66"
     "eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c",
     "11187331c279962d93d604243fd592cb9d0a926f422e4718"
     "7521287e7156c5c4d603135569b9e9d09cf5d4a270f59746",
     "04667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6"
     "de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc23f65"
     "032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c"},
};

/* Points of small order on Curve25519 and its twist, in all their forms. */
static const char *const LOW[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static const mohur_alg ALGS[] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                 MOHUR_ALG_ECDH_P384};

enum {
    ALGS_LEN = sizeof ALGS / sizeof ALGS[0]
};

static void
gives_the_secrets_of_the_standards(void **state)
{
    struct fixture *t               = *state;
    const struct mohur__dh_ops *ops = NULL;
    uint8_t out[97]                 = {0};

    for (size_t i = 0; (ops = mohur__backends_dh_at(i)) != NULL; i++) {
        for (size_t k = 0; k < sizeof KNOWN / sizeof KNOWN[0]; k++) {
            if (ops->alg != KNOWN[k].alg) {
                continue;
            }
            CHECK_OK(ops->derive(hex(t, KNOWN[k].private_key),
                                 hex(t, KNOWN[k].public_key),
                                 room(out, ops->shared_len)));
            CHECK_BYTES(hex(t, KNOWN[k].shared), room(out, ops->shared_len));
            CHECK_OK(ops->public_of(hex(t, KNOWN[k].private_key),
                                    room(out, ops->public_len)));
            CHECK_BYTES(hex(t, KNOWN[k].own), room(out, ops->public_len));
        }
    }
}

/* A fresh key and its public key. */
struct pair {
    uint8_t private_key[MOHUR__DH_PRIVATE_MAX];
    uint8_t public_key[MOHUR__DH_PUBLIC_MAX];
    mohur__bytes d;
    mohur__bytes q;
};

static void
make(struct fixture *t, mohur_alg alg, struct pair *p)
{
    size_t d = mohur__dh_private_len(alg);
    size_t q = mohur__dh_public_len(alg);

    mohur__error_clear(t->ctx);
    p->d = mohur__bytes_of(p->private_key, d);
    p->q = mohur__bytes_of(p->public_key, q);
    CHECK_OK(mohur__dh_keygen(t->ctx, alg, room(p->private_key, d)));
    CHECK_OK(mohur__dh_public_of(t->ctx, alg, p->d, room(p->public_key, q)));
}

static void
is_the_same_for_both_sides_and_every_backend(void **state)
{
    struct fixture *t               = *state;
    const struct mohur__dh_ops *ops = NULL;
    struct pair a                   = {{0}, {0}, {NULL, 0}, {NULL, 0}};
    struct pair b                   = {{0}, {0}, {NULL, 0}, {NULL, 0}};
    uint8_t want[48]                = {0};
    uint8_t got[97]                 = {0};

    for (size_t k = 0; k < 3 * ALGS_LEN; k++) {
        mohur_alg alg = ALGS[k % ALGS_LEN];
        size_t len    = mohur__dh_shared_len(alg);

        make(t, alg, &a);
        make(t, alg, &b);
        CHECK_OK(mohur__dh(t->ctx, alg, a.d, b.q, room(want, len)));
        for (size_t i = 0; (ops = mohur__backends_dh_at(i)) != NULL; i++) {
            if (ops->alg == alg) {
                CHECK_OK(ops->derive(b.d, a.q, room(got, len)));
                CHECK_BYTES(room(want, len), room(got, len));
                CHECK_OK(ops->public_of(a.d, room(got, ops->public_len)));
                CHECK_BYTES(a.q, room(got, ops->public_len));
            }
        }
    }
}

static void
refuses_a_result_of_zeros(void **state)
{
    struct fixture *t                 = *state;
    struct pair a                     = {{0}, {0}, {NULL, 0}, {NULL, 0}};
    uint8_t out[32]                   = {0};
    const struct mohur__backends *own = t->ctx->backends;

    make(t, MOHUR_ALG_X25519, &a);
    for (uint32_t b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_OPENSSL; b++) {
        const mohur_backend_choice choice = {0, (mohur_backend)b};

        mohur__error_clear(t->ctx);
        CHECK_OK(mohur__backends_new(t->ctx, &choice, 1, &t->ctx->backends));
        for (size_t i = 0; i < sizeof LOW / sizeof LOW[0]; i++) {
            memset(out, 0xEE, sizeof out);
            CHECK_STATUS(MOHUR_E_FORMAT,
                         mohur__dh(t->ctx, MOHUR_ALG_X25519, a.d,
                                   hex(t, LOW[i]), MOHUR__SPAN(out)));
            CHECK(mohur__bytes_zero(MOHUR__BYTES(out)));
            CHECK_STATUS(MOHUR_E_FORMAT,
                         mohur__dh_check_public(t->ctx, MOHUR_ALG_X25519,
                                                hex(t, LOW[i])));
        }
        mohur__backends_free(t->ctx->backends);
        t->ctx->backends = own;
    }
    CHECK_MESSAGE("this is no valid public key for X25519");
}

static void
refuses_what_is_no_point_of_the_curve(void **state)
{
    struct fixture *t               = *state;
    const struct mohur__dh_ops *ops = NULL;
    struct pair a                   = {{0}, {0}, {NULL, 0}, {NULL, 0}};
    uint8_t out[48]                 = {0};

    for (size_t k = 1; k < ALGS_LEN; k++) {
        make(t, ALGS[k], &a);
        for (size_t bit = 8; bit < 8 * a.q.len; bit += 5) {
            a.public_key[bit / 8] ^= (uint8_t)(1 << bit % 8);
            for (size_t i = 0; (ops = mohur__backends_dh_at(i)) != NULL; i++) {
                if (ops->alg == ALGS[k]) {
                    CHECK_STATUS(
                        MOHUR_E_FORMAT,
                        ops->derive(a.d, a.q, room(out, ops->shared_len)));
                }
            }
            a.public_key[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        memset(a.public_key + 1, 0, a.q.len - 1);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__dh_check_public(t->ctx, ALGS[k], a.q));
    }
}

static void
refuses_points_of_another_form_or_length(void **state)
{
    struct fixture *t = *state;
    struct pair a     = {{0}, {0}, {NULL, 0}, {NULL, 0}};

    for (size_t k = 0; k < ALGS_LEN; k++) {
        make(t, ALGS[k], &a);
        CHECK_OK(mohur__dh_check_public(t->ctx, ALGS[k], a.q));
        for (size_t len = 0; len < a.q.len; len++) {
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_FORMAT,
                         mohur__dh_check_public(t->ctx, ALGS[k],
                                                first(a.public_key, len)));
        }
        for (int form = 0; form < 256 && k > 0; form++) {
            a.public_key[0] = (uint8_t)form;
            mohur__error_clear(t->ctx);
            CHECK_STATUS(form == 4 ? MOHUR_OK : MOHUR_E_FORMAT,
                         mohur__dh_check_public(t->ctx, ALGS[k], a.q));
        }
    }
}

static void
refuses_scalars_out_of_range(void **state)
{
    struct fixture *t    = *state;
    struct pair a        = {{0}, {0}, {NULL, 0}, {NULL, 0}};
    uint8_t out[65]      = {0};
    uint8_t zero[33]     = {0};
    const mohur_alg P256 = MOHUR_ALG_ECDH_P256;
    mohur__bytes order   = hex(t, "ffffffff00000000ffffffffffffffff"
                                    "bce6faada7179e84f3b9cac2fc632551");

    make(t, P256, &a);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh(t->ctx, P256, first(zero, 32), a.q, room(out, 32)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh(t->ctx, P256, order, a.q, room(out, 32)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh_public_of(t->ctx, P256, order, room(out, 65)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh(t->ctx, P256, first(zero, 33), a.q, room(out, 32)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh(t->ctx, P256, a.d, a.q, room(out, 33)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh_public_of(t->ctx, P256, a.d, room(out, 64)));
}

/* Random bytes that are no scalar first, and then one. */
struct source {
    int calls;
    int bad;
};

static int32_t
too_large_at_first(void *user, uint8_t *out, size_t len)
{
    struct source *s = user;

    memset(out, s->calls++ < s->bad ? 0xFF : 0x11, len);
    return 0;
}

static void
draws_again_when_the_scalar_is_out_of_range(void **state)
{
    struct fixture *t         = *state;
    struct source source      = {0, 3};
    mohur_sys sys             = MOHUR_SYS_INIT;
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;
    uint8_t d[32]             = {0};

    sys.user    = &source;
    sys.random  = too_large_at_first;
    options.sys = &sys;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    source.calls = 0;
    CHECK_OK(mohur__dh_keygen(ctx, MOHUR_ALG_ECDH_P256, MOHUR__SPAN(d)));
    CHECK_NUMBER(4, source.calls);
    CHECK_NUMBER(0x11, d[0]);
    source = (struct source){0, 1000};
    CHECK_STATUS(MOHUR_E_BACKEND,
                 mohur__dh_keygen(ctx, MOHUR_ALG_ECDH_P256, MOHUR__SPAN(d)));
    CHECK(source.calls < 1000);
    CHECK(mohur__bytes_zero(MOHUR__BYTES(d)));
    mohur_ctx_free(ctx);
}

static void
is_not_had_for_other_algorithms(void **state)
{
    struct fixture *t = *state;
    uint8_t d[32]     = {0};

    CHECK_NUMBER(0, mohur__dh_private_len(MOHUR_ALG_ECDSA_P256));
    CHECK_NUMBER(0, mohur__dh_public_len(MOHUR_ALG_X_WING));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__dh_keygen(t->ctx, MOHUR_ALG_X_WING, MOHUR__SPAN(d)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__dh_public_of(t->ctx, MOHUR_ALG_ECDSA_P256,
                                     MOHUR__BYTES(d), MOHUR__SPAN(d)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__dh_keygen(t->ctx, MOHUR_ALG_X25519, room(d, 31)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_secrets_of_the_standards),
        CASE(is_the_same_for_both_sides_and_every_backend),
        CASE(refuses_a_result_of_zeros),
        CASE(refuses_what_is_no_point_of_the_curve),
        CASE(refuses_points_of_another_form_or_length),
        CASE(refuses_scalars_out_of_range),
        CASE(draws_again_when_the_scalar_is_out_of_range),
        CASE(is_not_had_for_other_algorithms),
    };
    return cmocka_run_group_tests_name("Diffie-Hellman", cases, NULL, NULL);
}
