/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/claims.h"

#include "base/error.h"
#include "check.h"
#include "cms/attrs.h"
#include "message.h"

#include <string.h>

/*
 * What a signer says of a document: registration number, VOEN, commitments;
 * and that what is not in order, or there twice, is not said.
 */

/* signedAttrs of these attributes, as they stand in a SignerInfo. */
static mohur__bytes
attrs_of(struct fixture *t, mohur__bytes attributes)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_element(&d, MOHUR__DER_CONTEXT_0, message_sorted(t, attributes));
    return pki_done(&d);
}

static mohur__bytes
hex_attr(struct fixture *t, enum mohur__oid type, const char *hex)
{
    struct view v = fixture_hex(t, hex);

    return message_attr(t, type, mohur__bytes_of(v.data, v.len));
}

static struct mohur__claims
read_one(struct fixture *t, enum mohur__oid type, const char *hex)
{
    struct mohur__claims out;

    mohur__claims_read(attrs_of(t, hex_attr(t, type, hex)), &out);
    return out;
}

#define CHECK_SAID(text, said) CHECK_BYTES(mohur__bytes_text(text), said)
#define CHECK_UNSAID(said)     CHECK_NUMBER(0, (said).len)

/* organizationIdentifier "VATAZ-1234567890", as UTF8String. */
#define NUMBER       "56415441 5a2d31323334353637383930"
#define ORGANIZATION "3019 0603550461 3112 0c10" NUMBER /* 2 + 25 bytes */

static void
are_read_one_by_one(void **state)
{
    struct fixture *t = *state;
    mohur__bytes all  = message_join(
        t, hex_attr(t, MOHUR__OID_CONTENT_IDENTIFIER, "0404 372f3236"),
        hex_attr(t, MOHUR__OID_SIGNER_ATTRIBUTES,
                  "301f a01d 301b" ORGANIZATION),
        hex_attr(t, MOHUR__OID_COMMITMENT_TYPE, "3004 06022a03"));
    struct mohur__buf b = {0};
    struct mohur__claims c;

    mohur__claims_read(attrs_of(t, all), &c);
    CHECK_SAID("7/26", c.registration);
    CHECK_SAID("1234567890", c.voen);
    mohur__buf_init(&b, t->ctx, 64);
    mohur__claims_put_commitments(&b, &c);
    CHECK_SAID("1.2.3", mohur__buf_view(&b));
    mohur__buf_wipe(&b);
    mohur__claims_read(
        attrs_of(t, hex_attr(t, MOHUR__OID_SIGNING_TIME, "0500")), &c);
    CHECK_UNSAID(c.registration);
    CHECK_UNSAID(c.voen);
    CHECK_UNSAID(c.commitments);
}

static void
give_a_registration_number_as_plain_text(void **state)
{
    static const char *const bad[] = {
        "0404 372f32",       /* cut short */
        "0c04 372f3236",     /* a UTF8String */
        "0402 3700",         /* a zero behind it */
        "0402 370a",         /* a new line */
        "0402 c328",         /* no UTF-8 */
        "0401 37 0401 38",   /* two of them */
        "2406 0404372f3236", /* in pieces */
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mohur__claims c =
            read_one(t, MOHUR__OID_CONTENT_IDENTIFIER, bad[i]);

        CHECK_UNSAID(c.registration);
    }
}

static void
give_the_voen_of_one_claimed_organization(void **state)
{
    static const char *const bad[] = {
        "301f a11d 301b" ORGANIZATION,                     /* certified */
        "301b" ORGANIZATION,                               /* without its tag */
        "303a a038 3036" ORGANIZATION ORGANIZATION,        /* two of them */
        "301f a01d 301b 3019 060355040a 3112 0c10" NUMBER, /* another type */
        "301f a01d 301b 3019 0603550461 3112 1610" NUMBER, /* IA5String */
        "301f a01d 301b 3019 0603550461 3112 0c10"
        "4e545241 5a2d31323334353637383930", /* NTRAZ- */
        "301e a01c 301a 3018 0603550461 3111 0c0f"
        "56415441 5a2d313233343536373839", /* 9 digits */
        "301f a01d 301b 3019 0603550461 3112 0c10"
        "56415441 5a2d31323334353637383961", /* a letter */
        "3000",
        "301f a01d 301b" ORGANIZATION "3000", /* two values */
    };
    struct fixture *t = *state;
    struct mohur__claims c =
        read_one(t, MOHUR__OID_SIGNER_ATTRIBUTES,
                 "3023 a01d 301b 3019 0603550461 3112 1310" NUMBER "a2023000");

    CHECK_SAID("1234567890", c.voen); /* PrintableString; and assertions */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        c = read_one(t, MOHUR__OID_SIGNER_ATTRIBUTES, bad[i]);
        CHECK_UNSAID(c.voen);
    }
}

static void
name_every_commitment_or_none(void **state)
{
    struct fixture *t      = *state;
    struct mohur__claims c = read_one(t, MOHUR__OID_COMMITMENT_TYPE,
                                      "3004 06022a03 3008 06022a04 3002 0500");
    struct mohur__buf b    = {0};

    mohur__buf_init(&b, t->ctx, 64);
    mohur__claims_put_commitments(&b, &c);
    CHECK_SAID("1.2.3 1.2.4", mohur__buf_view(&b));
    mohur__buf_wipe(&b);
    c = read_one(t, MOHUR__OID_COMMITMENT_TYPE, "3004 06022a03 0500");
    CHECK_UNSAID(c.commitments);
    c = read_one(t, MOHUR__OID_COMMITMENT_TYPE, "3006 06022a03 0500");
    CHECK_UNSAID(c.commitments);
}

/* They say nothing about whether the signature is well formed. */
static void
make_no_signature_malformed(void **state)
{
    static const struct {
        enum mohur__oid type;
        const char *hex;
    } odd[] = {
        {MOHUR__OID_CONTENT_IDENTIFIER, "0401 37 0401 38"},
        {MOHUR__OID_SIGNER_ATTRIBUTES, "0500"},
        {MOHUR__OID_COMMITMENT_TYPE, "3004 06022a03 3004 06022a04"},
    };
    struct fixture *t = *state;
    struct mohur__attrs attrs;

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        CHECK(mohur__attrs_parse(
            attrs_of(t, hex_attr(t, odd[i].type, odd[i].hex)), &attrs));
    }
}

static void
are_not_read_past_their_end(void **state)
{
    struct fixture *t = *state;
    mohur__bytes all  = attrs_of(t, hex_attr(t, MOHUR__OID_SIGNER_ATTRIBUTES,
                                             "301f a01d 301b" ORGANIZATION));
    struct mohur__claims c;

    for (size_t len = 0; len < all.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);

        mohur__copy(mohur__span_of(cut, len), all);
        mohur__claims_read(mohur__bytes_of(cut, len), &c);
        CHECK_UNSAID(c.voen);
    }
}

/* ---- writing ---- */

static mohur__bytes
written(struct fixture *t, const struct mohur__claims_texts *texts)
{
    struct mohur__der d;

    CHECK_OK(mohur__claims_check(t->ctx, texts));
    pki_der(t, &d);
    mohur__claims_put(&d, texts);
    return pki_done(&d);
}

static void
are_written_as_they_are_read(void **state)
{
    const struct mohur__claims_texts texts = {"17/2026-\xC9\x99", "1234567890",
                                              "1.2.3"};
    struct fixture *t                      = *state;
    mohur__bytes expected                  = message_join(
        t,
        hex_attr(t, MOHUR__OID_CONTENT_IDENTIFIER, "040a 31372f323032362dc999"),
        hex_attr(t, MOHUR__OID_SIGNER_ATTRIBUTES,
                                  "301f a01d 301b" ORGANIZATION),
        hex_attr(t, MOHUR__OID_COMMITMENT_TYPE, "3004 06022a03"));
    struct mohur__claims c;

    CHECK_BYTES(expected, written(t, &texts));
    mohur__claims_read(attrs_of(t, expected), &c);
    CHECK_SAID("17/2026-\xC9\x99", c.registration);
    CHECK_SAID("1234567890", c.voen);
    CHECK_NUMBER(6, c.commitments.len);
}

static void
are_written_alone_or_not_at_all(void **state)
{
    const struct mohur__claims_texts none = {NULL, NULL, NULL};
    const struct mohur__claims_texts voen = {NULL, "1234567890", NULL};
    struct fixture *t                     = *state;

    CHECK_NUMBER(0, written(t, &none).len);
    CHECK_BYTES(hex_attr(t, MOHUR__OID_SIGNER_ATTRIBUTES,
                         "301f a01d 301b" ORGANIZATION),
                written(t, &voen));
}

static void
are_refused_where_they_would_not_be_read(void **state)
{
    static char longer[MOHUR__CLAIM_TEXT_MAX + 2];
    const struct mohur__claims_texts bad[] = {{"", NULL, NULL},
                                              {"1\n", NULL, NULL},
                                              {"\xC9", NULL, NULL},
                                              {longer, NULL, NULL},
                                              {NULL, "", NULL},
                                              {NULL, "123456789", NULL},
                                              {NULL, "12345678901", NULL},
                                              {NULL, "123456789a", NULL},
                                              {NULL, NULL, ""},
                                              {NULL, NULL, "1.2."},
                                              {NULL, NULL, "approval"},
                                              {NULL, NULL, "3.1"}};
    struct fixture *t                      = *state;
    struct mohur__claims_texts longest     = {longer, NULL, NULL};

    memset(longer, 'x', sizeof longer);
    longer[MOHUR__CLAIM_TEXT_MAX + 1] = '\0';
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__claims_check(t->ctx, &bad[i]));
        mohur__error_clear(t->ctx);
    }
    longer[MOHUR__CLAIM_TEXT_MAX] = '\0';
    CHECK_OK(mohur__claims_check(t->ctx, &longest));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_read_one_by_one),
        CASE(give_a_registration_number_as_plain_text),
        CASE(give_the_voen_of_one_claimed_organization),
        CASE(name_every_commitment_or_none),
        CASE(make_no_signature_malformed),
        CASE(are_not_read_past_their_end),
        CASE(are_written_as_they_are_read),
        CASE(are_written_alone_or_not_at_all),
        CASE(are_refused_where_they_would_not_be_read),
    };
    return cmocka_run_group_tests_name("what a signer says", cases, NULL, NULL);
}
