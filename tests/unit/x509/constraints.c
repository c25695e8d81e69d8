/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/constraints.h"

#include "check.h"
#include "pki.h"

/* One name of a form against one subtree of the same form. */
static mohur__bytes
general(struct fixture *t, uint8_t tag, const char *text, size_t len)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_element(&d, tag, mohur__bytes_of(text, len));
    return pki_done(&d);
}

/* NameConstraints { [which] { { base } } } */
static mohur__bytes
constraints(struct fixture *t, uint8_t which, mohur__bytes base)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, which);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, base);
    mohur__der_end(&d);
    mohur__der_end(&d);
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur__bytes
alt_names(struct fixture *t, mohur__bytes name)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_element(&d, MOHUR__DER_SEQUENCE, name);
    return pki_done(&d);
}

enum {
    EMAIL = 0x81,
    DNS   = 0x82,
    URI   = 0x86,
    IP    = 0x87,
    OTHER = 0x88 /* registeredID, which is not known */
};

#define TEXT(text) (text), sizeof(text) - 1

static const struct {
    uint8_t tag;
    const char *base;
    size_t base_len;
    const char *name;
    size_t name_len;
    bool within; /* so it is permitted, and would be excluded */
    bool good;   /* both are: else it is refused either way */
} rows[] = {
    {DNS, TEXT("gov.az"), TEXT("gov.az"), true, true},
    {DNS, TEXT("gov.az"), TEXT("www.GOV.az"), true, true},
    {DNS, TEXT("gov.az"), TEXT("notgov.az"), false, true},
    {DNS, TEXT("gov.az"), TEXT("az"), false, true},
    {DNS, TEXT(""), TEXT("anything.az"), true, true},
    {DNS, TEXT(".gov.az"), TEXT("www.gov.az"), true, false},
    {DNS, TEXT("gov.az"), TEXT("gov.az\0.evil"), false, false},
    {DNS, TEXT("gov.az"), TEXT("*.gov.az"), true, false},
    {EMAIL, TEXT("gov.az"), TEXT("aysel@gov.az"), true, true},
    {EMAIL, TEXT("gov.az"), TEXT("aysel@www.gov.az"), false, true},
    {EMAIL, TEXT(".gov.az"), TEXT("aysel@www.gov.az"), true, true},
    {EMAIL, TEXT("aysel@gov.az"), TEXT("aysel@GOV.az"), true, true},
    {EMAIL, TEXT("aysel@gov.az"), TEXT("Aysel@gov.az"), false, true},
    {EMAIL, TEXT("gov.az"), TEXT("gov.az"), false, false},
    {EMAIL, TEXT("gov.az"), TEXT("a@b@gov.az"), false, false},
    {URI, TEXT("gov.az"), TEXT("https://gov.az/a"), true, true},
    {URI, TEXT("gov.az"), TEXT("https://x:y@gov.az:8080/a"), true, true},
    {URI, TEXT("gov.az"), TEXT("https://evil.az/@gov.az"), false, true},
    {URI, TEXT("gov.az"), TEXT("https://evil.az?@gov.az"), false, true},
    {URI, TEXT(".gov.az"), TEXT("https://www.gov.az"), true, true},
    {URI, TEXT("gov.az"), TEXT("https://www.gov.az"), false, true},
    {URI, TEXT("gov.az"), TEXT("urn:gov.az"), false, false},
    {IP, TEXT("\x0A\0\0\0\xFF\0\0\0"), TEXT("\x0A\1\2\3"), true, true},
    {IP, TEXT("\x0A\0\0\0\xFF\0\0\0"), TEXT("\x0B\1\2\3"), false, true},
    {IP, TEXT("\x0A\0\0\0\xFF\0\xFF\0"), TEXT("\x0A\1\2\3"), true, false},
    {IP, TEXT("\x0A\0\0\0\xFF\0\0"), TEXT("\x0A\1\2\3"), true, false},
    {IP, TEXT("\x0A\0\0\0\xFF\0\0\0"), TEXT("\x0A\1\2"), false, false},
    {OTHER, TEXT("\x2A\x03"), TEXT("\x2A\x03"), true, false},
};

static void
hold_each_form_against_its_subtrees(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture *t = *state;
        mohur__bytes base =
            general(t, rows[i].tag, rows[i].base, rows[i].base_len);
        mohur__bytes names = alt_names(
            t, general(t, rows[i].tag, rows[i].name, rows[i].name_len));
        const struct mohur__cert cert = {.subject   = pki_name(t, ""),
                                         .alt_names = names};
        bool permitted                = mohur__constraints_allow(
            constraints(t, MOHUR__DER_CONTEXT_0, base), &cert);
        bool excluded = !mohur__constraints_allow(
            constraints(t, MOHUR__DER_CONTEXT_1, base), &cert);
        if (permitted != (rows[i].good && rows[i].within) ||
            excluded != (!rows[i].good || rows[i].within)) {
            fail_msg("row %zu: permitted %d, excluded %d", i, permitted,
                     excluded);
        }
    }
}

static void
say_nothing_of_other_forms(void **state)
{
    struct fixture *t             = *state;
    const struct mohur__cert cert = {
        .subject   = pki_name(t, "Aysel"),
        .alt_names = alt_names(t, general(t, EMAIL, TEXT("a@b")))};

    CHECK(mohur__constraints_allow(
        constraints(t, MOHUR__DER_CONTEXT_0, general(t, DNS, TEXT("gov.az"))),
        &cert));
}

static void
hold_the_subject_against_directory_names(void **state)
{
    struct fixture *t             = *state;
    const struct mohur__cert cert = {.subject = pki_name(t, "Aysel")};
    const struct mohur__cert none = {.subject = pki_name(t, "")};
    mohur__bytes same             = pki_name(t, "AYSEL");
    mohur__bytes other            = pki_name(t, "Somebody");
    struct mohur__der d;

    for (int i = 0; i < 2; i++) {
        mohur__bytes rule = MOHUR__NOTHING;

        pki_der(t, &d);
        mohur__der_element(&d, MOHUR__DER_CONTEXT_4, i == 0 ? same : other);
        rule = constraints(t, MOHUR__DER_CONTEXT_0, pki_done(&d));
        CHECK_NUMBER(i == 0, mohur__constraints_allow(rule, &cert));
        CHECK(mohur__constraints_allow(rule, &none));
        rule = constraints(t, MOHUR__DER_CONTEXT_1, pki_done(&d));
        CHECK_NUMBER(i == 1, mohur__constraints_allow(rule, &cert));
    }
}

static void
allow_nothing_where_they_are_malformed(void **state)
{
    static const char *const bad[] = {"",         "3000",         "300200ff",
                                      "3002a000", "3004a0023000", "3000ff",
                                      "3002a200"};

    struct fixture *t             = *state;
    const struct mohur__cert cert = {.subject = pki_name(t, "Aysel")};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct view v = fixture_hex(t, bad[i]);
        CHECK(!mohur__constraints_allow(mohur__bytes_of(v.data, v.len), &cert));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(hold_each_form_against_its_subtrees),
        CASE(say_nothing_of_other_forms),
        CASE(hold_the_subject_against_directory_names),
        CASE(allow_nothing_where_they_are_malformed),
    };
    return cmocka_run_group_tests_name("name constraints", cases, NULL, NULL);
}
