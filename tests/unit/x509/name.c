/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/name.h"

#include "check.h"
#include "pki.h"

/* A name of attributes, each in an RDN of its own. */
struct part {
    enum mohur__oid type;
    uint8_t tag;
    const char *text;
    size_t len;
};

#define PART(type, tag, text)                                                  \
    {MOHUR__OID_##type, MOHUR__DER_##tag, (text), sizeof(text) - 1}

static mohur__bytes
make(struct fixture *t, const struct part *parts, size_t n)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    for (size_t i = 0; i < n; i++) {
        mohur__der_begin(&d, MOHUR__DER_SET);
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_oid(&d, parts[i].type);
        mohur__der_element(&d, parts[i].tag,
                           mohur__bytes_of(parts[i].text, parts[i].len));
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur__bytes
one(struct fixture *t, struct part part)
{
    return make(t, &part, 1);
}

static void
is_the_same_in_another_form(void **state)
{
    static const struct {
        struct part a;
        struct part b;
        bool same;
    } rows[] = {
        {PART(COMMON_NAME, UTF8, "Root"), PART(COMMON_NAME, UTF8, "Root"),
         true},
        {PART(COMMON_NAME, UTF8, "Root"), PART(COMMON_NAME, PRINTABLE, "rOOT"),
         true},
        {PART(COMMON_NAME, UTF8, "Root CA"),
         PART(COMMON_NAME, PRINTABLE, "  root   ca "), true},
        {PART(COMMON_NAME, UTF8, "Root CA"),
         PART(COMMON_NAME, BMP, "\0R\0o\0o\0t\0 \0C\0A"), true},
        {PART(COMMON_NAME, UTF8, "\xC9\x99"),
         PART(COMMON_NAME, BMP, "\x02\x59"), true},
        /* No tables of Unicode: a capital schwa is another letter. */
        {PART(COMMON_NAME, UTF8, "\xC9\x99"),
         PART(COMMON_NAME, UTF8, "\xC6\x8F"), false},
        {PART(COMMON_NAME, UTF8, "Root"), PART(ORGANIZATION, UTF8, "Root"),
         false},
        {PART(COMMON_NAME, UTF8, "Root"), PART(COMMON_NAME, UTF8, "Root2"),
         false},
        {PART(COMMON_NAME, UTF8, "Root CA"), PART(COMMON_NAME, UTF8, "RootCA"),
         false},
        {PART(COMMON_NAME, UTF8, "Root"), PART(COMMON_NAME, IA5, "Root"),
         false},
        {PART(COMMON_NAME, TELETEX, "Root"), PART(COMMON_NAME, TELETEX, "root"),
         false},
        {PART(COMMON_NAME, UTF8, ""), PART(COMMON_NAME, PRINTABLE, "  "), true},
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mohur__bytes a = one(t, rows[i].a);
        mohur__bytes b = one(t, rows[i].b);
        CHECK_NUMBER(rows[i].same, mohur__name_equal(a, b));
        CHECK_NUMBER(rows[i].same, mohur__name_equal(b, a));
    }
}

static void
has_as_many_parts_as_its_equal(void **state)
{
    static const struct part parts[] = {PART(COUNTRY, PRINTABLE, "AZ"),
                                        PART(COMMON_NAME, UTF8, "Root")};

    struct fixture *t  = *state;
    mohur__bytes both  = make(t, parts, 2);
    mohur__bytes first = make(t, parts, 1);
    mohur__bytes none  = make(t, parts, 0);
    CHECK(!mohur__name_equal(both, first));
    CHECK(!mohur__name_equal(first, both));
    CHECK(mohur__name_within(both, first));
    CHECK(mohur__name_within(both, none));
    CHECK(!mohur__name_within(first, both));
    CHECK(mohur__name_empty(none));
    CHECK(!mohur__name_empty(first));
}

static void
is_valid_if_its_text_is(void **state)
{
    static const struct part bad[] = {
        PART(COMMON_NAME, UTF8, "a\0b"),
        PART(COMMON_NAME, UTF8, "\xC3"),
        PART(COMMON_NAME, UTF8, "\xED\xA0\x80"),
        PART(COMMON_NAME, PRINTABLE, "a\0b"),
        PART(COMMON_NAME, PRINTABLE, "\xC9\x99"),
        PART(COMMON_NAME, IA5, "\xFF"),
        PART(COMMON_NAME, BMP, "abc"),
        PART(COMMON_NAME, BMP, "\xD8\x00\xDC\x00"),
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!mohur__name_valid(one(t, bad[i])));
    }
    CHECK(mohur__name_valid(pki_name(t, "Aysel M\xC9\x99mm\xC9\x99"
                                        "dova")));
    CHECK(mohur__name_valid(pki_name(t, "")));
    CHECK(!mohur__name_valid(mohur__bytes_of("\x30\x02\x31\x00", 4)));
    CHECK(!mohur__name_valid(MOHUR__NOTHING));
}

static void
is_shown_as_text(void **state)
{
    static const struct part parts[] = {
        PART(COUNTRY, PRINTABLE, "AZ"),
        PART(COMMON_NAME, BMP, "\x02\x59\0z\x20\xAC"),
        PART(SERIAL_NUMBER, PRINTABLE, "1ABC234"),
        PART(X25519, UTF8, "x"),
        PART(LOCALITY, TELETEX, "\xFF"),
    };

    struct fixture *t   = *state;
    mohur__bytes name   = make(t, parts, 5);
    struct mohur__buf b = {0};
    mohur__buf_init(&b, t->ctx, 256);
    mohur__name_text(&b, name);
    CHECK_BYTES(VIEW_TEXT("C=AZ, CN=\xC9\x99z\xE2\x82\xAC, "
                          "serialNumber=1ABC234, ?=x, L=?"),
                mohur__buf_view(&b));
    mohur__buf_clear(&b);
    mohur__name_value(&b, name, MOHUR__OID_SERIAL_NUMBER);
    mohur__name_value(&b, name, MOHUR__OID_ORGANIZATION);
    mohur__name_value(&b, name, MOHUR__OID_LOCALITY);
    CHECK_BYTES(VIEW_TEXT("1ABC234"), mohur__buf_view(&b));
    mohur__buf_wipe(&b);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_the_same_in_another_form),
        CASE(has_as_many_parts_as_its_equal),
        CASE(is_valid_if_its_text_is),
        CASE(is_shown_as_text),
    };
    return cmocka_run_group_tests_name("a name", cases, NULL, NULL);
}
