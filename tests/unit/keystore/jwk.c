/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/jwk.h"
#include "check.h"

/* A public key as a JSON Web Key. */

static struct view
emit(struct fixture *t, mohur_alg alg, const char *key, struct mohur__buf *b)
{
    struct view raw = fixture_hex(t, key);

    mohur__buf_init(b, t->ctx, MOHUR__JWK_MAX);
    CHECK_OK(
        mohur__jwk_emit(t->ctx, alg, mohur__bytes_of(raw.data, raw.len), b));
    return (struct view){mohur__buf_view(b).data, mohur__buf_view(b).len};
}

/* RFC 8037, appendices A.2 and A.3. */
static void
has_the_thumbprint_of_rfc_8037(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};
    struct view got     = emit(
        t, MOHUR_ALG_ED25519,
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", &b);

    CHECK_BYTES(VIEW_TEXT("{\"alg\":\"EdDSA\",\"crv\":\"Ed25519\",\"kid\":"
                          "\"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k\","
                          "\"kty\":\"OKP\",\"use\":\"sig\",\"x\":"
                          "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}\n"),
                got);
    mohur__buf_wipe(&b);
}

/* The point of RFC 7517, appendix A.1. */
static void
has_both_coordinates_of_a_point(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};
    struct view got     = emit(
        t, MOHUR_ALG_ECDH_P256,
        "0430a0424cd21c2944838a2d75c92b37e76ea20d9f00893a3b4eee8a3c0aafec3e"
            "e04b65e92456d9888b52b379bdfbd51ee869ef1f0fc65b6659695b6cce081723",
        &b);

    CHECK_BYTES(
        VIEW_TEXT("{\"crv\":\"P-256\",\"kid\":"
                  "\"cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s\","
                  "\"kty\":\"EC\",\"use\":\"enc\","
                  "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                  "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}\n"),
        got);
    mohur__buf_wipe(&b);
}

/* The key of RFC 7638, section 3.1, and its thumbprint. */
static void
has_the_thumbprint_of_rfc_7638(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};
    struct view got =
        emit(t, MOHUR_ALG_RSASSA_PSS,
             "3082010a0282010100d2fc7b6a0a1e6c67104aeb8f88b257669b4df679ddad09"
             "9b5c4a6cd9a88015b5a133bf0b856c7871b6df000b554fceb3c2ed512bb68f14"
             "5c6e8434752fab52a1cfc124408f79b58a4578c16428855789f7a249e384cb2d"
             "9fae2d67fd96fb926c198e077399fdc815c0af097dde5aadeff44de70e827f48"
             "78432439bfeeb96068d0474fc50d6d90bf3a98dfaf1040c89c02d692ab3b3c28"
             "96609d86fd73b774ce0740647ceeeaa310bd12f985a8eb9f59fdd426cea5b212"
             "0f4f2a34bcab764b7e6c54d6840238bcc40587a59e66ed1f33894577635c470a"
             "f75cf92c20d1da43e1bfc419e222a6f0d0bb358c5e38f9cb050aeafe904814f1"
             "ac1aa49cca9ea0ca830203010001",
             &b);

    CHECK_BYTES(
        VIEW_TEXT("{\"alg\":\"PS256\",\"e\":\"AQAB\",\"kid\":"
                  "\"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs\","
                  "\"kty\":\"RSA\",\"n\":\""
                  "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtV"
                  "T86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64t"
                  "Z_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q"
                  "vzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO"
                  "pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
                  "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
                  "\",\"use\":\"sig\"}\n"),
        got);
    mohur__buf_wipe(&b);
}

static void
does_not_exist_for_what_has_no_type(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, MOHUR__JWK_MAX);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__jwk_emit(t->ctx, MOHUR_ALG_X_WING, MOHUR__NOTHING, &b));
    CHECK_MESSAGE("X-Wing");
    CHECK_NUMBER(0, mohur__buf_view(&b).len);
    mohur__buf_wipe(&b);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_thumbprint_of_rfc_8037),
        CASE(has_both_coordinates_of_a_point),
        CASE(has_the_thumbprint_of_rfc_7638),
        CASE(does_not_exist_for_what_has_no_type),
    };
    return cmocka_run_group_tests_name("a JWK", cases, NULL, NULL);
}
