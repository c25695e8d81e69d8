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
        CASE(does_not_exist_for_what_has_no_type),
    };
    return cmocka_run_group_tests_name("a JWK", cases, NULL, NULL);
}
