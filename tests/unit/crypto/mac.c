/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mac.h"

#include "crypto/backends.h"
#include "material.h"

/* RFC 4231: HMAC-SHA-256, -384, -512; the fifth is cut to 16 bytes there. */
static const struct {
    const char *key;
    const char *message;
    const char *tags[3];
} HMAC[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
     "4869205468657265",
     {"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
      "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
      "faea9ea9076ede7f4af152e8b2fa9cb6",
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
      "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"}},
    {"4a656665",
     "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
     {"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
      "8e2240ca5e69e2c78b3239ecfab21649",
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
      "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"}},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
     "dddddddddddddddddddddddddddddddddddd",
     {"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
      "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b"
      "2a5ab39dc13814b94e3ab6e101a34f27",
      "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
      "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"}},
    {"0102030405060708090a0b0c0d0e0f10111213141516171819",
     "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
     "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
     {"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
      "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e"
      "6801dd23c4a7d679ccf8a386c674cffb",
      "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
      "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"}},
    {"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c",
     "546573742057697468205472756e636174696f6e",
     {"a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5",
      "3abf34c3503b2a23a46efc619baef897f4c8e42c934ce55ccbae9740fcbc1af4"
      "ca62269e2a37cd88ba926341efe4aeea",
      "415fad6271580a531d4179bc891d87a650188707922a4fbb36663a1eb16da008"
      "711c5b50ddd0fc235084eb9d3364a1454fb2ef67cd1d29fe6773068ea266e96b"}},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaa",
     "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a"
     "65204b6579202d2048617368204b6579204669727374",
     {"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
      "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
      "0c2ef6ab4030fe8296248df163f44952",
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
      "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"}},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaa",
     "5468697320697320612074657374207573696e672061206c6172676572207468"
     "616e20626c6f636b2d73697a65206b657920616e642061206c61726765722074"
     "68616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565"
     "647320746f20626520686173686564206265666f7265206265696e6720757365"
     "642062792074686520484d414320616c676f726974686d2e",
     {"9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
      "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5"
      "a678cc31e799176d3860e6110c46523e",
      "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
      "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"}},
};

/* SP 800-38B D.3: CMAC with AES-256. */
static const char CMAC_KEY[] =
    "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";
static const char CMAC_MESSAGE[] =
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
static const struct {
    size_t len;
    const char *tag;
} CMAC[] = {
    {0, "028962f61b7bf89efc6b551f4667d983"},
    {16, "28a7023f452e8f82bd4bf28d8c37c35c"},
    {40, "aaf3d8f1de5640c232f5b169b9c911e6"},
    {64, "e1992190549f6ed5696a2c056c315410"},
};

static void
check_tag(struct fixture *t,
          const struct mohur__mac_ops *ops,
          mohur__bytes key,
          mohur__bytes message,
          mohur__bytes want)
{
    struct mohur__mac *m        = NULL;
    uint8_t tag[MOHUR__MAC_MAX] = {0};

    CHECK_OK(mohur__mac_new_on(t->ctx, ops, key, &m));
    for (int twice = 0; twice < 2; twice++) {
        memset(tag, 0, sizeof tag);
        CHECK_OK(mohur__mac_compute(m, &message, 1, room(tag, want.len)));
        CHECK_BYTES(want, room(tag, want.len));
    }
    mohur__mac_free(m);
}

static void
gives_the_tags_of_rfc_4231(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__mac_ops *ops = NULL;

    for (size_t i = 0; (ops = mohur__backends_mac_at(i)) != NULL; i++) {
        for (size_t k = 0; k < sizeof HMAC / sizeof HMAC[0]; k++) {
            if (ops->alg != MOHUR_ALG_AES_256_CMAC) {
                check_tag(
                    t, ops, hex(t, HMAC[k].key), hex(t, HMAC[k].message),
                    hex(t, HMAC[k].tags[ops->alg - MOHUR_ALG_HMAC_SHA_256]));
            }
        }
    }
}

static void
gives_the_tags_of_sp_800_38b(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__mac_ops *ops = NULL;

    for (size_t i = 0; (ops = mohur__backends_mac_at(i)) != NULL; i++) {
        for (size_t k = 0; k < sizeof CMAC / sizeof CMAC[0]; k++) {
            if (ops->alg == MOHUR_ALG_AES_256_CMAC) {
                check_tag(t, ops, hex(t, CMAC_KEY),
                          first(hex(t, CMAC_MESSAGE).data, CMAC[k].len),
                          hex(t, CMAC[k].tag));
            }
        }
    }
}

/* Keys of every length around the block, with the chosen backend as judge. */
static void
agrees_between_backends(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__mac_ops *ops = NULL;
    const uint8_t *key               = made_up(t, 1, 300);
    mohur__bytes message             = first(made_up(t, 2, 200), 200);
    uint8_t want[MOHUR__MAC_MAX]     = {0};

    for (size_t i = 0; (ops = mohur__backends_mac_at(i)) != NULL; i++) {
        for (size_t len = 0; len <= 300; len++) {
            if (ops->alg == MOHUR_ALG_AES_256_CMAC && len != 32) {
                continue;
            }
            message.len = (7 * len) % 200;
            CHECK_OK(mohur__mac(t->ctx, ops->alg, first(key, len), &message, 1,
                                room(want, ops->len)));
            check_tag(t, ops, first(key, len), message, first(want, ops->len));
        }
    }
}

static void
takes_a_message_in_parts(void **state)
{
    struct fixture *t                = *state;
    const struct mohur__mac_ops *ops = NULL;
    const mohur__bytes key           = first(made_up(t, 1, 32), 32);
    const mohur__bytes parts[]   = {MOHUR__TEXT("what do ya "), MOHUR__NOTHING,
                                    MOHUR__TEXT("want for nothing?")};
    const mohur__bytes whole     = MOHUR__TEXT("what do ya want for nothing?");
    uint8_t want[MOHUR__MAC_MAX] = {0};
    uint8_t tag[MOHUR__MAC_MAX]  = {0};

    for (size_t i = 0; (ops = mohur__backends_mac_at(i)) != NULL; i++) {
        struct mohur__mac *m = NULL;

        CHECK_OK(mohur__mac_new_on(t->ctx, ops, key, &m));
        CHECK_OK(mohur__mac_compute(m, &whole, 1, room(want, ops->len)));
        CHECK_OK(mohur__mac_compute(m, parts, 3, room(tag, ops->len)));
        CHECK_BYTES(room(want, ops->len), room(tag, ops->len));
        CHECK_OK(mohur__mac_compute(m, NULL, 0, room(tag, ops->len)));
        mohur__mac_free(m);
    }
}

static void
is_cut_to_the_room_there_is(void **state)
{
    struct fixture *t         = *state;
    const mohur__bytes parts  = hex(t, HMAC[4].message);
    uint8_t tag[17]           = {0};
    const mohur__bytes cut_to = hex(t, "a3b6167473100ee06e0c796c2955552b");

    CHECK_OK(mohur__mac(t->ctx, MOHUR_ALG_HMAC_SHA_256, hex(t, HMAC[4].key),
                        &parts, 1, room(tag, 16)));
    CHECK_BYTES(cut_to, room(tag, 16));
    CHECK_NUMBER(0, tag[16]);
}

static void
refuses_room_beyond_the_tag(void **state)
{
    struct fixture *t      = *state;
    const mohur__bytes key = first(fixture_bytes(t, 0, 32), 32);
    uint8_t tag[65]        = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__mac(t->ctx, MOHUR_ALG_HMAC_SHA_256,
                                              key, NULL, 0, room(tag, 33)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__mac(t->ctx, MOHUR_ALG_AES_256_CMAC,
                                              key, NULL, 0, room(tag, 17)));
    CHECK_MESSAGE("AES-256-CMAC: the output has the wrong length");
}

static void
refuses_cmac_keys_of_another_length(void **state)
{
    struct fixture *t  = *state;
    const uint8_t *key = fixture_bytes(t, 0, 40);
    uint8_t tag[16]    = {0};

    for (size_t len = 0; len <= 40; len++) {
        if (len != 32) {
            CHECK_STATUS(MOHUR_E_ARGUMENT,
                         mohur__mac(t->ctx, MOHUR_ALG_AES_256_CMAC,
                                    first(key, len), NULL, 0,
                                    MOHUR__SPAN(tag)));
        }
    }
}

static void
goes_with_a_hash(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_ALG_HMAC_SHA_256, mohur__mac_hmac_of(MOHUR_ALG_SHA_256));
    CHECK_NUMBER(MOHUR_ALG_HMAC_SHA_384, mohur__mac_hmac_of(MOHUR_ALG_SHA_384));
    CHECK_NUMBER(MOHUR_ALG_HMAC_SHA_512, mohur__mac_hmac_of(MOHUR_ALG_SHA_512));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__mac_hmac_of(MOHUR_ALG_ED25519));
    CHECK_NUMBER(0, mohur__mac_len(MOHUR_ALG_SHA_256));
    CHECK_NUMBER(48, mohur__mac_len(MOHUR_ALG_HMAC_SHA_384));
}

static void
survives_a_failed_allocation(void **state)
{
    struct fixture *t = *state;
    uint8_t tag[32]   = {0};

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur__mac(t->ctx, MOHUR_ALG_HMAC_SHA_256, MOHUR__NOTHING,
                            NULL, 0, MOHUR__SPAN(tag)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__mac(t->ctx, MOHUR_ALG_SHA_256, MOHUR__NOTHING, NULL, 0,
                            MOHUR__SPAN(tag)));
    mohur__mac_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_tags_of_rfc_4231),
        CASE(gives_the_tags_of_sp_800_38b),
        CASE(agrees_between_backends),
        CASE(takes_a_message_in_parts),
        CASE(is_cut_to_the_room_there_is),
        CASE(refuses_room_beyond_the_tag),
        CASE(refuses_cmac_keys_of_another_length),
        CASE(goes_with_a_hash),
        CASE(survives_a_failed_allocation),
    };
    return cmocka_run_group_tests_name("a MAC", cases, NULL, NULL);
}
