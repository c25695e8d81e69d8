/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/selftest_data.h"

/*
 * The known answers, and how they are looked up.
 */
struct known_answer {
    mohur_alg alg;
    const char *hex;
};

static const struct known_answer known_answers[] = {
    {MOHUR_ALG_AES_256_GCM, "91d8c2424b5c75f266f2074e1629b4f7e431e1ea09"},
    {MOHUR_ALG_CHACHA20_POLY1305, "8b3510e01f9ed56d1a484a968cd3cd5a2bcef8375a"},
    {MOHUR_ALG_XCHACHA20_POLY1305,
     "a7586911bd9c5d179a7689b89c0d78211780b9eff5"},
    {MOHUR_ALG_SHA_256, "0582bd2c13fff71d7f40ef5586e3f4da05a3a61fe5ba9f0b4d06e9"
                        "9905ab83ea"},
    {MOHUR_ALG_SHA_384, "a53c7f78ff188510115bc84f25bacbf8295d90392c2e9dea7a7767"
                        "1ad23f8c256735a65ded0d1eebedd826b26ae5de31"},
    {MOHUR_ALG_SHA_512, "742e183b8d59e81d163e7fee391dc6935604c88d2d6f43d0433b7d"
                        "cb1be9316e4f913ec10cb875826872b48ce45f28c1a3423a9acf9b"
                        "45cf7ae61f6146ab6536"},
    {MOHUR_ALG_HMAC_SHA_256, "daf6f624df6081dd1163b535b7c7a9335f15f59ab46db7e8a"
                             "e8aea1220bc1152"},
    {MOHUR_ALG_HMAC_SHA_384, "f2ace3a8a1387842d043b4efe67b3ce7b2ed7c32c74eae1f7"
                             "fd41f27bf5e204a1127e220738cc2a63db11496f8627fba"},
    {MOHUR_ALG_HMAC_SHA_512, "64bc029384a1464bb3eb6204f7d9fa59b118e3b5dd167aa92"
                             "9288458886653484ea034774bbcd24c045c7425db726f6872"
                             "d4fda5aedecc59f6b9d6ecb001ce62"},
    {MOHUR_ALG_AES_256_CMAC, "86fc9facec85b2597fac73e40edd209f"},
    {MOHUR_ALG_AES_256_CBC, "b5d45263007f34572e0f446123743a63"},
    /* 8 MiB, one pass */
    {MOHUR_ALG_ARGON2ID, "4e92e1bdb6a037a231137a0d73f54c86cbb07fbdd2804a02c5ea4"
                         "740401c7e07"},
    {MOHUR_ALG_NONE, ""},
};

static const struct mohur__known_pair known_pairs[] = {
    {MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
     "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8", "", "",
     "cab2b35ca367497578c4e27b0102636fea8e4ca95e5c1662553d08c921bf2ced1388cf42"
     "4b5b124617ad3063746295b3bba564a9d3e2887ac028f48a56003506"},
    {MOHUR_ALG_NONE, MOHUR_ALG_X25519,
     "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f",
     "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254",
     "9663aa1da97e848a914a436d04163dfbb89178f107f1b5b77ed3854203382854", ""},
    {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDH_P256,
     "047a593180860c4037c83c12749845c8ee1424dd297fadcb895e358255d2c7d2b2a8ca25"
     "580f2626fe579062ff1b99ff91c24a0da06fb32b5be20148c9249f5650",
     "040faa64f17924f2bcf4bbe67224c491a8ae54046e9c149184710f595d93ceb882f71778"
     "6a75b807f0a7eee25007846b77038ce6adc6e3c623a59337f0c7e2abd9",
     "4bee1b906a443f4dd62ee15fc11548a243b4b27b3ab008ececf32cb637e13e9c",
     "e470de1ff841f07c566c1b25028592aa4ce8fcf42d973e6cc00a9076432c427c9361d7f4"
     "314591e0205dbbf48f70c9ca33cccfcd199d26c6bb77fa4a2ddffce7"},
    {MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDH_P384,
     "04e62a3a94e407b16bff82947b56a30380269da64a130371cb641501d9b90b226a93d2e8"
     "c059b26530f025bd8d83d55613cc96e994d700581e2d9785cb2974e5e0a0937e71f09c7b"
     "51178b40cadb28e1444e387b9c2b967add040b087157c39836",
     "04f3f6afd0d76532223c471075512afac434015c7ff1414c5bb4ae7acc0dd954c98039c9"
     "bc72a45749a5d2a0a3fd3b9a00d5a0028cae7773e422dee86c08234e2c4d2e101dea2ec0"
     "2c84010b9280e523efd16fe05a31862574a5066ad4af39eabe",
     "12d455c2fe59a08f2cd1c1113531d93bdd09f89719435df893a381acb9c0c15e57e27137"
     "ca7223d439993c6a4796d721",
     "ee116413de1551836674dd34fe78fcaab77180d588e7165d0772942af9bfcd3ed250f2a8"
     "ee643a9e109d2375901090b2ccbe70e485d41569a5deff7386df574f3912bac01d7ae77c"
     "0041fc891466508284c0e725a6f751f3ef2524fb51bcd709"},
    {MOHUR_ALG_ECDSA_P521, MOHUR_ALG_NONE,
     "040126f7e6a6df7087c94b0c1b0b194a85669ee810fda2eae12ca64160ded6b26c46475e"
     "bedcceae4011da8edd5c6394e0b0bd4209a15227f2574656256854a7eb6e4601b9a248cd"
     "4017ddd4c2f6cc27cf0a307a1838ee9237913d8a501760b7a638c9573b9a0a08ced30bef"
     "a7a3c0938bbaaa770a7bc37dd175957cb3a45ebde3c9826eeb",
     "", "",
     "006ff8f5fa5e3c1a37d54f33340d47ba55105e8c8fc5fd3a9aa74e69d23ae8bc0972e647"
     "5ce0646ddb71906b869208f406041f55432712dde262a2d34d50ae4cd282007d6bd62431"
     "af1dbe4c0c114f7825be4e846443aedc5b3a4c8f56b4dda32ba3d99c8cb8338bd9dd2703"
     "6358b140b18f859f948baf1dc5bbfe802d916183c9b666c3"},
    {MOHUR_ALG_NONE, MOHUR_ALG_NONE, "", "", "", ""},
};

static uint8_t
hex_digit(char c)
{
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

struct mohur__answer
mohur__answer_of(const char *hex)
{
    struct mohur__answer a = {{0}, 0};

    while (hex[2 * a.len] != '\0' && a.len < MOHUR__ANSWER_MAX) {
        a.bytes[a.len] = (uint8_t)(hex_digit(hex[2 * a.len]) << 4 |
                                   hex_digit(hex[2 * a.len + 1]));
        a.len++;
    }
    return a;
}

mohur__bytes
mohur__answer_view(const struct mohur__answer *a)
{
    return mohur__bytes_of(a->bytes, a->len);
}

struct mohur__answer
mohur__answer_for(mohur_alg alg)
{
    size_t i = 0;

    while (known_answers[i].alg != MOHUR_ALG_NONE &&
           known_answers[i].alg != alg) {
        i++;
    }
    return mohur__answer_of(known_answers[i].hex);
}

const struct mohur__known_pair *
mohur__pair_for(mohur_alg alg)
{
    size_t i = 0;

    while (known_pairs[i].alg != known_pairs[i].dh_alg &&
           known_pairs[i].alg != alg && known_pairs[i].dh_alg != alg) {
        i++;
    }
    return &known_pairs[i];
}
