/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include "crypto/backends.h"
#include "crypto/curve.h"
#include "material.h"

static const mohur_alg SIGNS[] = {MOHUR_ALG_ED25519, MOHUR_ALG_ECDSA_P256,
                                  MOHUR_ALG_ECDSA_P384};

enum {
    SIGNS_LEN = sizeof SIGNS / sizeof SIGNS[0]
};

/* RFC 8032 7.1; RFC 6979 A.2.5 and A.2.6 with the low s. */
static const struct {
    mohur_alg alg;
    mohur_alg hash;
    const char *private_key;
    const char *public_key;
    const char *message; /* hex */
    const char *signature;
    bool made_low; /* the RFC prints the other s */
} KNOWN[] = {
    {MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
     "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
     false},
    {MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
     "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
     false},
    {MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
     "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
     false},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f"
     "b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
     "99",
     "73616d706c65",
     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
     "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9",
     true},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_384,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f"
     "b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
     "99",
     "73616d706c65",
     "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719"
     "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954",
     false},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_512,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f"
     "b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
     "99",
     "73616d706c65",
     "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00"
     "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe",
     false},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f"
     "b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
     "99",
     "74657374",
     "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
     "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
     false},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_384,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f"
     "b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
     "99",
     "74657374",
     "83910e8b48bb0c74244ebdf7f07a1c5413d61472bd941ef3920e623fbccebeb6"
     "722413aa30732a79b77c7be28edebd5a5259eb8c17c79ab9f123140df3018625",
     true},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_512,
     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f"
     "b67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d44622"
     "99",
     "74657374",
     "461d93f31b6540894788fd206c07cfa0cc35f46fa3c91816fff1040ad1581a04"
     "39af9f15de0db8d97e72719c74820d304ce5226e32dedae67519e840d1194e55",
     false},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_SHA_256,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
     "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
     "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647"
     "20",
     "73616d706c65",
     "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33"
     "bde1e888e63355d92fa2b3c36d8fb2cd0c55bbc04ef88ba40b428834c76e98b9"
     "cdf975ef35981c2b69b127124c652ef3683da9c57b95e34c2c20930227cb1ec3",
     true},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_SHA_384,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
     "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
     "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647"
     "20",
     "73616d706c65",
     "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
     "81a648152e44acf96e36dd1e80fabe466610b514ea0e87315e01bf24d9fcec70"
     "ecf18bf5e69dbad9a727ea302393848fb4f04c6cd0423fdc7169525094629eab",
     true},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_SHA_512,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
     "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
     "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647"
     "20",
     "73616d706c65",
     "ed0959d5880ab2d869ae7f6c2915c6d60f96507f9cb3e047c0046861da4a799c"
     "fe30f35cc900056d7c99cd7882433709512c8cceee3890a84058ce1e22dbc219"
     "8f42323ce8aca9135329f03c068e5112dc7cc3ef3446defceb01a45c2667fdd5",
     false},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_SHA_256,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
     "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
     "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647"
     "20",
     "74657374",
     "6d6defac9ab64dabafe36c6bf510352a4cc27001263638e5b16d9bb51d451559"
     "f918eedaf2293be5b475cc8f0188636b2d46f3becbcc523d5f1a1256bf0c9b02"
     "4d879ba9e838144c8ba6baeb4b53b47d51ab373f9845c0514eefb14024787265",
     false},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_SHA_384,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
     "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
     "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647"
     "20",
     "74657374",
     "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb"
     "0542a7f0812998da8f1dd3ca3cf023db222f89fbb72bd275bc50ba507c9031b2"
     "1741f94b7a1649e444e71e6edcfe09feeda66eae426701132db096e8860a83ce",
     true},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_SHA_512,
     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
     "96d5724e4c70a825f872c9ea60d2edf5",
     "04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
     "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
     "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd25332647"
     "20",
     "74657374",
     "a0d5d090c9980faf3c2ce57b7ae951d31977dd11c775d314af55f76c676447d0"
     "6fb6495cd21b4b6e340fc236584fb27768967b1a64b3884f171bb9f235c260df"
     "1f84644e09c41104d1ec56cf0b85097c0df97ae5111dc76552124a87566b623d",
     true},
};

enum {
    KNOWN_LEN = sizeof KNOWN / sizeof KNOWN[0]
};

/* P-521 is only verified: a signature made with an independent library. */
static const char P521_PUBLIC[] =
    "0400fac4e7a5fdb90d37d8b6845f48f3c40c3c168b8dce87c471f19e9cd1caa4"
    "d9db4036052f5f7a27a29db66d4b0d94d88fe3163a7c22eb44fa325cb5d7a425"
    "e9a1e50199de85017c54536d19d6b826186d1f5bc06252ad84b18488293b1617"
    "b215466b71bd993d5083dada4ef2fb8169da46bdbc304f203006a2f44ae3e87a"
    "a68bd95bc6";
static const char P521_SIGNATURE[] =
    "018fd0262ee44223c9b866c12e80f9d0a461664b16d0cd04deb111b5f8960c45"
    "0d89e4eebb3a6a25fb22293c22de9d2da290561171b5c798a29bd8ccd3151de1"
    "43bf00b3126e61fee1748ba2812998dc994758583c1bd17164fc688f4a4187ae"
    "734c101111fb11173443131566aa08f11a1d92587f5180e8a2d9b5fbe3365d20"
    "99fb6464";

/* A key pair and a signature of a message. */
struct signed_one {
    mohur_alg alg;
    uint8_t private_key[MOHUR__SIGN_PRIVATE_MAX];
    uint8_t public_key[MOHUR__SIGN_PUBLIC_MAX];
    uint8_t signature[MOHUR__SIGN_SIGNATURE_MAX];
    mohur__bytes d;
    mohur__bytes q;
    mohur__bytes sig;
};

static void
make(struct fixture *t, mohur_alg alg, mohur__bytes m, struct signed_one *s)
{
    size_t d = mohur__sign_private_len(alg);
    size_t q = mohur__sign_public_len(alg);
    size_t n = mohur__sign_signature_len(alg);

    mohur__error_clear(t->ctx);
    s->alg = alg;
    s->d   = mohur__bytes_of(s->private_key, d);
    s->q   = mohur__bytes_of(s->public_key, q);
    s->sig = mohur__bytes_of(s->signature, n);
    CHECK_OK(mohur__sign_keygen(t->ctx, alg, room(s->private_key, d)));
    CHECK_OK(mohur__sign_public_of(t->ctx, alg, s->d, room(s->public_key, q)));
    CHECK_OK(mohur__sign(t->ctx, alg, MOHUR_ALG_NONE, s->d, m,
                         room(s->signature, n)));
}

static mohur_status
verify(struct fixture *t, const struct signed_one *s, mohur__bytes m)
{
    mohur__error_clear(t->ctx);
    return mohur__sign_verify(t->ctx, s->alg, MOHUR_ALG_NONE, true, s->q, m,
                              s->sig);
}

static void
gives_the_bytes_of_the_standards(void **state)
{
    struct fixture *t                          = *state;
    uint8_t out[MOHUR__SIGN_SIGNATURE_MAX]     = {0};
    uint8_t public_key[MOHUR__SIGN_PUBLIC_MAX] = {0};

    for (size_t i = 0; i < KNOWN_LEN; i++) {
        mohur__bytes d   = hex(t, KNOWN[i].private_key);
        mohur__bytes q   = hex(t, KNOWN[i].public_key);
        mohur__bytes sig = hex(t, KNOWN[i].signature);

        CHECK_OK(mohur__sign_public_of(t->ctx, KNOWN[i].alg, d,
                                       room(public_key, q.len)));
        CHECK_BYTES(q, room(public_key, q.len));
        CHECK_OK(mohur__sign(t->ctx, KNOWN[i].alg, KNOWN[i].hash, d,
                             hex(t, KNOWN[i].message), room(out, sig.len)));
        CHECK_BYTES(sig, room(out, sig.len));
        CHECK_OK(mohur__sign_verify(t->ctx, KNOWN[i].alg, KNOWN[i].hash, true,
                                    q, hex(t, KNOWN[i].message), sig));
    }
}

/* Each signer by itself: before the front makes s low, either may come. */
static void
is_the_same_from_every_backend(void **state)
{
    struct fixture *t                      = *state;
    const struct mohur__signer_ops *ops    = NULL;
    uint8_t out[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    uint8_t digest[MOHUR__HASH_MAX]        = {0};

    for (size_t i = 0; (ops = mohur__backends_signer_at(i)) != NULL; i++) {
        for (size_t k = 0; k < KNOWN_LEN; k++) {
            mohur__bytes m   = hex(t, KNOWN[k].message);
            mohur__bytes sig = hex(t, KNOWN[k].signature);
            mohur__span s    = room(out + sig.len / 2, sig.len / 2);

            if (ops->alg != KNOWN[k].alg ||
                (ops->usable != NULL && !ops->usable())) {
                continue;
            }
            if (ops->takes_digest) {
                size_t len = mohur__hash_len(KNOWN[k].hash);

                CHECK_OK(
                    mohur__hash(t->ctx, KNOWN[k].hash, m, room(digest, len)));
                m = first(digest, len);
            }
            CHECK_OK(ops->sign(KNOWN[k].hash, hex(t, KNOWN[k].private_key), m,
                               room(out, sig.len)));
            if (KNOWN[k].made_low) {
                mohur__curve_negate(ops->alg, s);
            }
            CHECK_BYTES(sig, room(out, sig.len));
        }
    }
}

static void
verifies_by_every_backend(void **state)
{
    struct fixture *t                     = *state;
    const struct mohur__verifier_ops *ops = NULL;
    uint8_t digest[MOHUR__HASH_MAX]       = {0};
    struct signed_one one                 = {.alg = MOHUR_ALG_NONE};

    for (size_t a = 0; a < SIGNS_LEN; a++) {
        make(t, SIGNS[a], MOHUR__TEXT("salam"), &one);
        for (size_t i = 0; (ops = mohur__backends_verifier_at(i)) != NULL;
             i++) {
            mohur_alg hash = mohur__sign_default_hash(ops->alg);
            mohur__bytes m = MOHUR__TEXT("salam");

            if (ops->alg != SIGNS[a]) {
                continue;
            }
            if (ops->takes_digest) {
                size_t len = mohur__hash_len(hash);
                CHECK_OK(mohur__hash(t->ctx, hash, m, room(digest, len)));
                m = first(digest, len);
            }
            CHECK_OK(ops->verify(hash, one.q, m, one.sig));
            CHECK_OK(ops->check_public(one.q));
            one.signature[3] ^= 1;
            CHECK_STATUS(MOHUR_E_AUTH, ops->verify(hash, one.q, m, one.sig));
            one.signature[3] ^= 1;
        }
    }
}

static void
verifies_p521(void **state)
{
    struct fixture *t                     = *state;
    const struct mohur__verifier_ops *ops = NULL;
    uint8_t digest[64]                    = {0};

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_512, MOHUR__TEXT("salam"),
                         MOHUR__SPAN(digest)));
    for (size_t i = 0; (ops = mohur__backends_verifier_at(i)) != NULL; i++) {
        if (ops->alg == MOHUR_ALG_ECDSA_P521) {
            CHECK_OK(ops->verify(MOHUR_ALG_SHA_512, hex(t, P521_PUBLIC),
                                 MOHUR__BYTES(digest), hex(t, P521_SIGNATURE)));
        }
    }
    CHECK_OK(mohur__sign_verify(t->ctx, MOHUR_ALG_ECDSA_P521, MOHUR_ALG_NONE,
                                true, hex(t, P521_PUBLIC), MOHUR__TEXT("salam"),
                                hex(t, P521_SIGNATURE)));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__sign_verify(t->ctx, MOHUR_ALG_ECDSA_P521,
                                    MOHUR_ALG_NONE, true, hex(t, P521_PUBLIC),
                                    MOHUR__TEXT("salom"),
                                    hex(t, P521_SIGNATURE)));
}

static void
refuses_every_flipped_bit(void **state)
{
    struct fixture *t     = *state;
    struct signed_one one = {.alg = MOHUR_ALG_NONE};

    for (size_t a = 0; a < SIGNS_LEN; a++) {
        make(t, SIGNS[a], MOHUR__TEXT("salam"), &one);
        CHECK_OK(verify(t, &one, MOHUR__TEXT("salam")));
        for (size_t bit = 0; bit < 8 * one.sig.len; bit++) {
            one.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
            CHECK_STATUS(MOHUR_E_AUTH, verify(t, &one, MOHUR__TEXT("salam")));
            one.signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t bit = 0; bit < 8 * one.q.len; bit += 7) {
            one.public_key[bit / 8] ^= (uint8_t)(1 << bit % 8);
            CHECK_STATUS(MOHUR_E_AUTH, verify(t, &one, MOHUR__TEXT("salam")));
            one.public_key[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        CHECK_STATUS(MOHUR_E_AUTH, verify(t, &one, MOHUR__TEXT("salan")));
        CHECK_STATUS(MOHUR_E_AUTH, verify(t, &one, MOHUR__NOTHING));
    }
}

static void
signs_the_empty_message(void **state)
{
    struct fixture *t     = *state;
    struct signed_one one = {.alg = MOHUR_ALG_NONE};

    for (size_t a = 0; a < SIGNS_LEN; a++) {
        make(t, SIGNS[a], MOHUR__NOTHING, &one);
        CHECK_OK(verify(t, &one, MOHUR__NOTHING));
        CHECK_STATUS(MOHUR_E_AUTH, verify(t, &one, MOHUR__TEXT("x")));
    }
}

static void
has_a_low_s_which_strict_verifying_asks_for(void **state)
{
    struct fixture *t     = *state;
    struct signed_one one = {.alg = MOHUR_ALG_NONE};

    for (size_t a = 1; a < SIGNS_LEN; a++) {
        for (int i = 0; i < 8; i++) {
            size_t half   = mohur__sign_private_len(SIGNS[a]);
            mohur__span s = room(one.signature + half, half);

            make(t, SIGNS[a], MOHUR__TEXT("salam"), &one);
            CHECK(!mohur__curve_is_high(SIGNS[a], mohur__span_bytes(s)));
            mohur__curve_negate(SIGNS[a], s);
            CHECK_STATUS(MOHUR_E_AUTH, verify(t, &one, MOHUR__TEXT("salam")));
            mohur__error_clear(t->ctx);
            CHECK_OK(mohur__sign_verify(t->ctx, SIGNS[a], MOHUR_ALG_NONE, false,
                                        one.q, MOHUR__TEXT("salam"), one.sig));
        }
    }
}

static void
refuses_r_and_s_of_zero_and_of_the_order(void **state)
{
    struct fixture *t     = *state;
    struct signed_one one = {.alg = MOHUR_ALG_NONE};
    mohur__bytes order    = hex(t, "ffffffff00000000ffffffffffffffff"
                                      "bce6faada7179e84f3b9cac2fc632551");

    make(t, MOHUR_ALG_ECDSA_P256, MOHUR__TEXT("salam"), &one);
    for (size_t half = 0; half < 2; half++) {
        for (int zero = 0; zero < 2; zero++) {
            struct signed_one bad = one;
            mohur__span part      = room(bad.signature + 32 * half, 32);

            bad.sig = mohur__bytes_of(bad.signature, 64);
            bad.q   = mohur__bytes_of(bad.public_key, 65);
            mohur__fill(part, 0);
            if (zero == 0) {
                mohur__copy(part, order);
            }
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_AUTH,
                         mohur__sign_verify(t->ctx, MOHUR_ALG_ECDSA_P256,
                                            MOHUR_ALG_NONE, false, bad.q,
                                            MOHUR__TEXT("salam"), bad.sig));
        }
    }
}

static void
refuses_private_keys_out_of_range(void **state)
{
    struct fixture *t  = *state;
    uint8_t public[65] = {0};
    uint8_t sig[64]    = {0};
    uint8_t d[33]      = {0};
    mohur__bytes order = hex(t, "ffffffff00000000ffffffffffffffff"
                                "bce6faada7179e84f3b9cac2fc632551");

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sign_public_of(t->ctx, MOHUR_ALG_ECDSA_P256,
                                       first(d, 32), MOHUR__SPAN(public)));
    CHECK_MESSAGE("this is no valid private key for ECDSA-P256");
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sign(t->ctx, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_NONE,
                             order, MOHUR__NOTHING, MOHUR__SPAN(sig)));
    d[31] = 1;
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sign(t->ctx, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_NONE,
                             first(d, 33), MOHUR__NOTHING, MOHUR__SPAN(sig)));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__sign(t->ctx, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_NONE,
                         first(d, 32), MOHUR__NOTHING, MOHUR__SPAN(sig)));
}

static void
refuses_public_keys_that_are_no_points(void **state)
{
    struct fixture *t                     = *state;
    const struct mohur__verifier_ops *ops = NULL;
    struct signed_one one                 = {.alg = MOHUR_ALG_NONE};

    for (size_t a = 1; a < SIGNS_LEN; a++) {
        make(t, SIGNS[a], MOHUR__TEXT("salam"), &one);
        CHECK_OK(mohur__sign_check_public(t->ctx, SIGNS[a], one.q));
        one.public_key[one.q.len - 1] ^= 1;
        for (size_t i = 0; (ops = mohur__backends_verifier_at(i)) != NULL;
             i++) {
            if (ops->alg == SIGNS[a]) {
                CHECK_STATUS(MOHUR_E_FORMAT, ops->check_public(one.q));
            }
        }
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__sign_check_public(t->ctx, SIGNS[a], one.q));
        memset(one.public_key + 1, 0, one.q.len - 1);
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__sign_check_public(t->ctx, SIGNS[a], one.q));
        mohur__error_clear(t->ctx);
    }
}

static void
refuses_other_forms_of_a_point(void **state)
{
    struct fixture *t                = *state;
    struct signed_one one            = {.alg = MOHUR_ALG_NONE};
    static const uint8_t infinity[1] = {0};

    make(t, MOHUR_ALG_ECDSA_P256, MOHUR__TEXT("salam"), &one);
    for (int form = 0; form < 256; form++) {
        one.public_key[0] = (uint8_t)form;
        mohur__error_clear(t->ctx);
        CHECK_STATUS(form == 4 ? MOHUR_OK : MOHUR_E_FORMAT,
                     mohur__sign_check_public(t->ctx, one.alg, one.q));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(
            form == 4 ? MOHUR_OK : MOHUR_E_FORMAT,
            mohur__sign_check_public(
                t->ctx, one.alg, first(one.public_key, form == 4 ? 65 : 33)));
    }
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__sign_check_public(
                                     t->ctx, one.alg, MOHUR__BYTES(infinity)));
}

static void
refuses_ed25519_keys_of_small_order(void **state)
{
    struct fixture *t = *state;
    uint8_t q[32]     = {1}; /* the neutral element */

    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur__sign_check_public(t->ctx, MOHUR_ALG_ED25519, MOHUR__BYTES(q)));
    q[0] = 0; /* order 4 */
    mohur__error_clear(t->ctx);
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur__sign_check_public(t->ctx, MOHUR_ALG_ED25519, MOHUR__BYTES(q)));
    q[0] = 2; /* not on the curve */
    mohur__error_clear(t->ctx);
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur__sign_check_public(t->ctx, MOHUR_ALG_ED25519, MOHUR__BYTES(q)));
}

static void
goes_with_hashes_where_it_takes_one(void **state)
{
    struct fixture *t     = *state;
    struct signed_one one = {.alg = MOHUR_ALG_NONE};
    uint8_t sig[64]       = {0};

    make(t, MOHUR_ALG_ECDSA_P256, MOHUR__TEXT("salam"), &one);
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__sign_verify(t->ctx, one.alg, MOHUR_ALG_SHA_512, true,
                                    one.q, MOHUR__TEXT("salam"), one.sig));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sign(t->ctx, one.alg, MOHUR_ALG_HMAC_SHA_256, one.d,
                             MOHUR__NOTHING, MOHUR__SPAN(sig)));
    make(t, MOHUR_ALG_ED25519, MOHUR__TEXT("salam"), &one);
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sign(t->ctx, one.alg, MOHUR_ALG_SHA_512, one.d,
                             MOHUR__NOTHING, MOHUR__SPAN(sig)));
    CHECK_MESSAGE("Ed25519 does not go with SHA-512");
}

static void
has_no_lengths_for_other_algorithms(void **state)
{
    struct fixture *t = *state;
    uint8_t d[32]     = {0};

    CHECK_NUMBER(0, mohur__sign_private_len(MOHUR_ALG_ECDH_P256));
    CHECK_NUMBER(0, mohur__sign_public_len(MOHUR_ALG_X25519));
    CHECK_NUMBER(0, mohur__sign_signature_len(MOHUR_ALG_NONE));
    CHECK_NUMBER(133, mohur__sign_public_len(MOHUR_ALG_ECDSA_P521));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__sign_keygen(t->ctx, MOHUR_ALG_X25519, MOHUR__SPAN(d)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sign_keygen(t->ctx, MOHUR_ALG_ED25519, room(d, 31)));
}

static void
makes_no_key_without_randomness(void **state)
{
    struct fixture *t          = *state;
    uint8_t d[48]              = {0};
    static const uint8_t N[48] = {0};

    for (size_t a = 0; a < SIGNS_LEN; a++) {
        size_t len = mohur__sign_private_len(SIGNS[a]);

        mohur__error_clear(t->ctx);
        t->random.fail_at = atomic_load(&t->random.calls) + 1;
        CHECK_STATUS(MOHUR_E_BACKEND,
                     mohur__sign_keygen(t->ctx, SIGNS[a], room(d, len)));
        CHECK_BYTES(first(N, len), room(d, len));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_bytes_of_the_standards),
        CASE(is_the_same_from_every_backend),
        CASE(verifies_by_every_backend),
        CASE(verifies_p521),
        CASE(refuses_every_flipped_bit),
        CASE(signs_the_empty_message),
        CASE(has_a_low_s_which_strict_verifying_asks_for),
        CASE(refuses_r_and_s_of_zero_and_of_the_order),
        CASE(refuses_private_keys_out_of_range),
        CASE(refuses_public_keys_that_are_no_points),
        CASE(refuses_other_forms_of_a_point),
        CASE(refuses_ed25519_keys_of_small_order),
        CASE(goes_with_hashes_where_it_takes_one),
        CASE(has_no_lengths_for_other_algorithms),
        CASE(makes_no_key_without_randomness),
    };
    return cmocka_run_group_tests_name("a signature", cases, NULL, NULL);
}
