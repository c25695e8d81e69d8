/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/decide.h"
#include "rule_kit.h"

/* Of several profiles in force the strictest counts; of none the built-in. */

static void
of_none_is_the_built_in_profile(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR__NONCE_IF_PRESENT, mohur__profile_ocsp_nonce(t->ctx));
    CHECK(!mohur__profile_sha_1_name(t->ctx));
    CHECK(!mohur__profile_ber_outer(t->ctx));
    CHECK_NUMBER(300, mohur__profile_skew(t->ctx));
    CHECK_NUMBER(INT64_MAX, mohur__profile_revocation_age(t->ctx));
    CHECK_NUMBER(0, mohur__profile_min_level(t->ctx));
}

static void
is_the_strictest_of_all(void **state)
{
    struct fixture *t = *state;
    struct mohur__force lax;
    struct mohur__force strict;
    struct mohur__force other;

    kit_enforce(t, &lax, KIT_NONCE, "\"ocsp_nonce\":\"ignored\"");
    CHECK_NUMBER(MOHUR__NONCE_IGNORED, mohur__profile_ocsp_nonce(t->ctx));
    kit_enforce(t, &other, KIT_FIN, KIT_FIN "\"min_level\":\"T\",");
    CHECK_NUMBER(MOHUR__NONCE_IF_PRESENT, mohur__profile_ocsp_nonce(t->ctx));
    CHECK_NUMBER(1, mohur__profile_min_level(t->ctx));
    kit_enforce(t, &strict, KIT_NONCE,
                "\"min_level\":\"LT\",\"ocsp_nonce\":\"required\","
                "\"revocation_age\":3600");
    CHECK_NUMBER(MOHUR__NONCE_REQUIRED, mohur__profile_ocsp_nonce(t->ctx));
    CHECK_NUMBER(2, mohur__profile_min_level(t->ctx));
    CHECK_NUMBER(3600, mohur__profile_revocation_age(t->ctx));
    kit_relent(t, &strict);
    CHECK_NUMBER(MOHUR__NONCE_IF_PRESENT, mohur__profile_ocsp_nonce(t->ctx));
    kit_relent(t, &other);
    kit_relent(t, &lax);
}

static void
needs_all_of_them_to_allow(void **state)
{
    struct fixture *t = *state;
    struct mohur__force one;
    struct mohur__force two;

    kit_enforce(t, &one, KIT_V1, "\"signing_certificate_v1\":true");
    CHECK(mohur__profile_sha_1_name(t->ctx));
    kit_enforce(t, &two, KIT_LIST_END,
                "\"trust_list\":\"any\",\"tsa_skew\":10}");
    CHECK(!mohur__profile_sha_1_name(t->ctx));
    CHECK_NUMBER(10, mohur__profile_skew(t->ctx));
    kit_relent(t, &two);
    CHECK(mohur__profile_sha_1_name(t->ctx));
    CHECK_NUMBER(300, mohur__profile_skew(t->ctx));
    kit_relent(t, &one);
}

static void
lets_messages_be_in_ber_if_all_say_so(void **state)
{
    struct fixture *t = *state;
    struct mohur__force one;
    struct mohur__force two;

    kit_enforce(t, &one, KIT_BER, "\"ber_outer\":true");
    CHECK(mohur__profile_ber_outer(t->ctx));
    kit_enforce(t, &two, KIT_V1, "\"signing_certificate_v1\":true");
    CHECK(!mohur__profile_ber_outer(t->ctx));
    kit_relent(t, &two);
    kit_relent(t, &one);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(of_none_is_the_built_in_profile),
        CASE(is_the_strictest_of_all),
        CASE(needs_all_of_them_to_allow),
        CASE(lets_messages_be_in_ber_if_all_say_so),
    };
    return cmocka_run_group_tests_name("a rule about documents", cases, NULL,
                                       NULL);
}
