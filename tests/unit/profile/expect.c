/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/expect.h"

#include "base/error.h"
#include "check.h"
#include "fixture.h"

#include <string.h>

/* What is expected of a document, as text. */

#define HEX_TAIL                                                               \
    "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEX "0" HEX_TAIL

static const char WHOLE[] =
    "{ \"type\": \"mohur-expect/1\",\n"
    "  \"signers\": [{\"fin\": \"1AB2C3D\", \"policy\": \"1.2.3\"},\n"
    "    {\"serial_number\": \"PNOAZ-1AB2C3D\", \"issuer\": \"CN=Root\"},\n"
    "    {\"certificate\": \"" HEX "\"}, {\"key\": \"" HEX "\",\n"
    "     \"class\": \"perfect\"}],\n"
    "  \"quorum\": 2, \"min_level\": \"LT\", \"format\": \"ASiC-E\",\n"
    "  \"not_before\": \"2026-01-01\", \"not_after\": \"2026-12-31\",\n"
    "  \"attributes\": {\"registration_number\": \"17/2026\",\n"
    "    \"commitment\": \"1.2.840.113549.1.9.16.6.5\"} }\n";

static mohur_status
parse(struct fixture *t, const char *text, struct mohur__expect *out)
{
    mohur__error_clear(t->ctx);
    return mohur__expect_parse(t->ctx, mohur__bytes_text(text), out);
}

static void
check_refused(struct fixture *t, mohur_status want, const char *text)
{
    struct mohur__expect e = {.json = NULL};

    CHECK_STATUS(want, parse(t, text, &e));
    CHECK(e.json == NULL);
}

static void
are_read_in_any_order(void **state)
{
    struct fixture *t      = *state;
    struct mohur__expect e = {.json = NULL};

    CHECK_OK(parse(t, WHOLE, &e));
    CHECK_NUMBER(4, e.signers_len);
    CHECK_NUMBER(2, e.quorum);
    CHECK_NUMBER(2, e.level);
    CHECK_NUMBER(MOHUR__EXPECT_ASIC_E, e.format);
    CHECK_NUMBER(INT64_C(1767225600), e.not_before);
    CHECK_NUMBER(INT64_C(1798761599), e.not_after);
    CHECK_TEXT("1AB2C3D", e.signers[0].wants[MOHUR__TRAIT_FIN]);
    CHECK_TEXT("1.2.3", e.signers[0].wants[MOHUR__TRAIT_POLICY]);
    CHECK(e.signers[0].wants[MOHUR__TRAIT_SERIAL_NUMBER] == NULL);
    CHECK_TEXT("CN=Root", e.signers[1].wants[MOHUR__TRAIT_ISSUER]);
    CHECK_TEXT("perfect", e.signers[3].wants[MOHUR__TRAIT_CLASS]);
    CHECK_TEXT("17/2026", e.claims[MOHUR__CLAIM_REGISTRATION]);
    CHECK(e.claims[MOHUR__CLAIM_VOEN] == NULL);
    CHECK_TEXT("1.2.840.113549.1.9.16.6.5", e.claims[MOHUR__CLAIM_COMMITMENT]);
    mohur__expect_wipe(&e);
}

static void
want_everybody_unless_they_say_how_many(void **state)
{
    struct fixture *t      = *state;
    struct mohur__expect e = {.json = NULL};

    CHECK_OK(parse(t,
                   "{\"type\":\"mohur-expect/1\",\"signers\":[{\"fin\":"
                   "\"1AB2C3D\"},{\"fin\":\"1AB2C3E\"}]}",
                   &e));
    CHECK_NUMBER(2, e.quorum);
    CHECK_NUMBER(0, e.level);
    mohur__expect_wipe(&e);
    CHECK_OK(parse(t, "{\"min_level\":\"T\",\"type\":\"mohur-expect/1\"}", &e));
    CHECK_NUMBER(0, e.quorum);
    CHECK_NUMBER(1, e.level);
    mohur__expect_wipe(&e);
}

#define TYPE "{\"type\":\"mohur-expect/1\""

static void
are_refused_where_anything_is_unknown(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{}",
        TYPE "}",
        TYPE ",\"level\":\"T\"}",
        TYPE ",\"min_level\":\"t\"}",
        TYPE ",\"min_level\":1}",
        TYPE ",\"format\":\"PAdES\"}",
        TYPE ",\"quorum\":1}",
        TYPE ",\"signers\":[]}",
        TYPE ",\"signers\":{}}",
        TYPE ",\"signers\":[{}]}",
        TYPE ",\"signers\":[\"1AB2C3D\"]}",
        TYPE ",\"signers\":[{\"name\":\"Aysel\"}]}",
        TYPE ",\"signers\":[{\"fin\":\"1AB2C3\"}]}",
        TYPE ",\"signers\":[{\"fin\":\"1ab2c3d\"}]}",
        TYPE ",\"signers\":[{\"fin\":1234567}]}",
        TYPE ",\"signers\":[{\"fin\":\"1AB-C3D\"}]}",
        TYPE ",\"signers\":[{\"fin\":\"1AB:C3D\"}]}",
        TYPE ",\"signers\":[{\"policy\":\"1.02\"}]}",
        TYPE ",\"signers\":[{\"issuer\":\"\"}]}",
        TYPE ",\"signers\":[{\"class\":\"best\"}]}",
        TYPE ",\"signers\":[{\"key\":\"0123\"}]}",
        TYPE ",\"signers\":[{\"key\":\"A" HEX_TAIL "\"}]}",
        TYPE ",\"signers\":[{\"fin\":\"1AB2C3D\"}],\"quorum\":0}",
        TYPE ",\"signers\":[{\"fin\":\"1AB2C3D\"}],\"quorum\":2}",
        TYPE ",\"signers\":[{\"fin\":\"1AB2C3D\",\"fin\":\"1AB2C3D\"}]}",
        TYPE ",\"not_before\":\"2026-02-29\"}",
        TYPE ",\"not_after\":\"2026-02-29\"}",
        TYPE ",\"not_before\":\"2026-02-02\",\"not_after\":\"2026-02-01\"}",
        TYPE ",\"min_level\":null}",
        TYPE ",\"attributes\":{}}",
        TYPE ",\"attributes\":[]}",
        TYPE ",\"attributes\":\"17/2026\"}",
        TYPE ",\"attributes\":{\"date\":\"2026-01-01\"}}",
        TYPE ",\"attributes\":{\"registration_number\":\"\"}}",
        TYPE ",\"attributes\":{\"registration_number\":17}}",
        TYPE ",\"attributes\":{\"voen\":\"123456789\"}}",
        TYPE ",\"attributes\":{\"voen\":\"123456789a\"}}",
        TYPE ",\"attributes\":{\"voen\":\"12345-7890\"}}",
        TYPE ",\"attributes\":{\"voen\":1234567890}}",
        TYPE ",\"attributes\":{\"commitment\":\"approval\"}}",
        "{\"type\":\"mohur-profile/1\",\"min_level\":\"T\"}",
        "{\"min_level\":\"T\"}",
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        check_refused(t, MOHUR_E_FORMAT, wrong[i]);
    }
    check_refused(t, MOHUR_E_UNSUPPORTED,
                  "{\"type\":\"mohur-expect/2\",\"min_level\":\"T\"}");
}

static void
take_each_class_and_a_voen_of_ten_digits(void **state)
{
    static const char *const right[] = {
        TYPE ",\"signers\":[{\"class\":\"none\"}]}",
        TYPE ",\"signers\":[{\"class\":\"strengthened\"}]}",
        TYPE ",\"signers\":[{\"class\":\"perfect\"}]}",
        TYPE ",\"attributes\":{\"voen\":\"1234567890\"}}",
    };
    struct fixture *t      = *state;
    struct mohur__expect e = {.json = NULL};

    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        CHECK_OK(parse(t, right[i], &e));
        mohur__expect_wipe(&e);
    }
}

/* Cut anywhere it is none; and what it says of where is a sentence. */
static void
are_refused_cut_short_with_the_place(void **state)
{
    struct fixture *t      = *state;
    struct mohur__expect e = {.json = NULL};

    for (size_t i = 0; i + 2 < sizeof WHOLE; i++) {
        mohur__error_clear(t->ctx);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__expect_parse(t->ctx, mohur__bytes_of(WHOLE, i), &e));
    }
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse(t, TYPE ",\"signers\":[{\"fin\":\"x\"}]}", &e));
    CHECK_TEXT("expectations: signers[0].fin is not 7 of 0-9 and A-Z",
               mohur_ctx_message(t->ctx));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse(t, TYPE ",\"attributes\":{\"voen\":\"1\"}}", &e));
    CHECK_TEXT("expectations: attributes.voen is not 10 digits",
               mohur_ctx_message(t->ctx));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, TYPE ",\"level\":\"T\"}", &e));
    CHECK_TEXT("expectations: has a member that is unknown",
               mohur_ctx_message(t->ctx));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, "{oops}", &e));
    CHECK(strstr(mohur_ctx_message(t->ctx), "the expectations are not JSON") !=
          NULL);
}

static void
have_a_limit(void **state)
{
    struct fixture *t      = *state;
    struct mohur__expect e = {.json = NULL};
    uint8_t *large         = fixture_bytes(t, ' ', MOHUR__EXPECT_MAX + 1);

    mohur__error_clear(t->ctx);
    CHECK_STATUS(
        MOHUR_E_LIMIT,
        mohur__expect_parse(t->ctx,
                            mohur__bytes_of(large, MOHUR__EXPECT_MAX + 1), &e));
}

static void
leave_nothing_behind_when_memory_fails(void **state)
{
    struct fixture *t      = *state;
    struct mohur__expect e = {.json = NULL};
    mohur_status st        = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        CHECK(n < 1000);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = parse(t, WHOLE, &e);
        (void)alloc_has_failed(&t->alloc);
        CHECK(st == MOHUR_OK || e.json == NULL);
    }
    CHECK_OK(st);
    mohur__expect_wipe(&e);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_read_in_any_order),
        CASE(want_everybody_unless_they_say_how_many),
        CASE(are_refused_where_anything_is_unknown),
        CASE(take_each_class_and_a_voen_of_ten_digits),
        CASE(are_refused_cut_short_with_the_place),
        CASE(have_a_limit),
        CASE(leave_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("expectations", cases, NULL, NULL);
}
