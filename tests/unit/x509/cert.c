/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/cert.h"

#include "check.h"
#include "pki.h"

/* One certificate, and what it becomes by small changes. */
static mohur__bytes
good(struct fixture *t, const struct pki_key *key)
{
    struct pki_plan plan = PKI_PLAN_CA;

    plan.subject = plan.issuer = "Aysel";
    plan.key = plan.signer = key;
    plan.path_len          = 3;
    plan.serial            = 0x80000001;
    return pki_cert(t, &plan);
}

static struct pki_key
a_key(struct fixture *t)
{
    return pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
}

static void
is_read_field_by_field(void **state)
{
    struct fixture *t  = *state;
    struct pki_key key = a_key(t);
    struct mohur__cert cert;

    CHECK(mohur__cert_parse(good(t, &key), &cert));
    CHECK_BYTES(pki_name(t, "Aysel"), cert.subject);
    CHECK_BYTES(pki_name(t, "Aysel"), cert.issuer);
    CHECK_BYTES(fixture_hex(t, "0080000001"), cert.serial);
    CHECK_NUMBER(FIXTURE_NOW - PKI_YEAR, cert.not_before);
    CHECK_NUMBER(FIXTURE_NOW + PKI_YEAR, cert.not_after);
    CHECK(cert.is_ca && cert.has_usage && !cert.unknown_critical);
    CHECK_NUMBER(3, cert.path_len);
    CHECK_NUMBER(MOHUR__USAGE_CERT_SIGN, cert.usage);
    CHECK_NUMBER(MOHUR_ALG_ECDSA_P256, cert.key.alg);
    CHECK_BYTES(pki_public(&key), cert.key.point);
    CHECK(mohur__cert_self_issued(&cert));
    CHECK_OK(mohur__cert_verify(t->ctx, &cert, &cert.key));
}

static void
is_genuine_under_no_other_key(void **state)
{
    struct fixture *t    = *state;
    struct pki_key key   = a_key(t);
    struct pki_key other = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    struct mohur__cert cert;
    struct mohur__cert stranger;

    CHECK(mohur__cert_parse(good(t, &key), &cert));
    CHECK(mohur__cert_parse(good(t, &other), &stranger));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__cert_verify(t->ctx, &cert, &stranger.key));
}

static void
fails_at_every_truncation(void **state)
{
    struct fixture *t  = *state;
    struct pki_key key = a_key(t);
    mohur__bytes der   = good(t, &key);
    struct mohur__cert cert;

    for (size_t len = 0; len < der.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), der);
        CHECK(!mohur__cert_parse(mohur__bytes_of(cut, len), &cert));
    }
}

/* It is not read, or the signature does not hold any more. */
static void
is_refused_with_any_bit_flipped(void **state)
{
    struct fixture *t  = *state;
    struct pki_key key = a_key(t);
    mohur__bytes der   = good(t, &key);
    uint8_t *bytes     = fixture_bytes(t, 0, der.len);
    struct mohur__cert first;

    CHECK(mohur__cert_parse(der, &first));
    mohur__copy(mohur__span_of(bytes, der.len), der);
    for (size_t bit = 0; bit < 8 * der.len; bit++) {
        struct mohur__cert cert;
        mohur_status st = MOHUR_E_FORMAT;
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (mohur__cert_parse(mohur__bytes_of(bytes, der.len), &cert)) {
            st = mohur__cert_verify(t->ctx, &cert, &first.key);
        }
        if (st == MOHUR_OK) {
            fail_msg("bit %zu may be flipped", bit);
        }
        mohur__error_clear(t->ctx);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static bool
parses_with(struct fixture *t, mohur__bytes extra)
{
    struct pki_key key   = a_key(t);
    struct pki_plan plan = PKI_PLAN_SIGNER;
    struct mohur__cert cert;

    plan.subject = "A";
    plan.issuer  = "B";
    plan.key = plan.signer = &key;
    plan.extra             = extra;
    return mohur__cert_parse(pki_cert(t, &plan), &cert);
}

/* QcType: for seals alone; anything else is for signatures too. */
static void
says_whether_it_is_for_seals(void **state)
{
    static const struct {
        const char *value;
        bool seals;
    } said[] = {
        {"3013 3011 060604008e460106 3007 060504008e4601", false},
        {"3015 3013 060604008e460106 3009 060704008e46010602", true},
        {"3015 3013 060604008e460106 3009 060704008e46010601", false},
        {"301e 301c 060604008e460106 3012 060704008e46010601"
         "060704008e46010602",
         false},
        {"301f 3008 060604008e460101 3013 060604008e460106 3009"
         "060704008e46010602",
         true},
        {"3000", false},
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        struct view v        = fixture_hex(t, said[i].value);
        struct pki_key key   = a_key(t);
        struct pki_plan plan = PKI_PLAN_SIGNER;
        struct mohur__cert cert;

        plan.subject = "A";
        plan.issuer  = "B";
        plan.key = plan.signer = &key;
        plan.extra = pki_extension(t, MOHUR__OID_QC_STATEMENTS, false,
                                   mohur__bytes_of(v.data, v.len));
        CHECK(mohur__cert_parse(pki_cert(t, &plan), &cert));
        CHECK_NUMBER(said[i].seals, cert.is_for_seals);
    }
}

static mohur__bytes
two(struct fixture *t, mohur__bytes a, mohur__bytes b)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_raw(&d, a);
    mohur__der_raw(&d, b);
    return pki_done(&d);
}

static void
has_each_extension_once(void **state)
{
    struct fixture *t = *state;
    mohur__bytes unknown =
        pki_extension(t, MOHUR__OID_X25519, false, MOHUR__TEXT("x"));
    mohur__bytes basic = pki_extension(t, MOHUR__OID_BASIC_CONSTRAINTS, true,
                                       mohur__bytes_of("\x30\x00", 2));

    CHECK(parses_with(t, unknown));
    CHECK(!parses_with(t, two(t, unknown, unknown)));
    CHECK(!parses_with(t, basic));
}

/* Booleans that are the default, or no DER; extensions that are malformed. */
static void
has_extensions_in_their_one_form(void **state)
{
    static const struct {
        enum mohur__oid oid;
        const char *value;
    } bad[] = {
        {MOHUR__OID_EXT_KEY_USAGE, "3000"},
        {MOHUR__OID_EXT_KEY_USAGE, "30060604551d2500ff"},
        {MOHUR__OID_SUBJECT_KEY_ID, "3000"},
        {MOHUR__OID_AUTHORITY_KEY_ID, "0400"},
        {MOHUR__OID_NAME_CONSTRAINTS, "30"},
        {MOHUR__OID_CRL_POINTS, "3000ff"},
        {MOHUR__OID_QC_STATEMENTS, "30020500"},
        {MOHUR__OID_QC_STATEMENTS, "300a3008060604008e460106"},
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct view v = fixture_hex(t, bad[i].value);
        CHECK(!parses_with(t, pki_extension(t, bad[i].oid, false,
                                            mohur__bytes_of(v.data, v.len))));
    }
    struct view explicit_false =
        fixture_hex(t, "300e0603551d0e0101000404040201 02");
    CHECK(!parses_with(
        t, mohur__bytes_of(explicit_false.data, explicit_false.len)));
}

static void
may_have_no_subject_but_has_an_issuer(void **state)
{
    struct fixture *t    = *state;
    struct pki_key key   = a_key(t);
    struct pki_plan plan = PKI_PLAN_SIGNER;
    struct mohur__cert cert;

    plan.subject = "";
    plan.issuer  = "B";
    plan.key = plan.signer = &key;
    CHECK(mohur__cert_parse(pki_cert(t, &plan), &cert));
    plan.issuer = "";
    CHECK(!mohur__cert_parse(pki_cert(t, &plan), &cert));
}

static void
does_not_end_before_it_begins(void **state)
{
    struct fixture *t    = *state;
    struct pki_key key   = a_key(t);
    struct pki_plan plan = PKI_PLAN_SIGNER;
    struct mohur__cert cert;

    plan.subject = plan.issuer = "A";
    plan.key = plan.signer = &key;
    plan.from              = FIXTURE_NOW;
    plan.to                = FIXTURE_NOW - 1;
    CHECK(!mohur__cert_parse(pki_cert(t, &plan), &cert));
}

static void
has_no_extensions_in_version_1(void **state)
{
    struct fixture *t    = *state;
    struct pki_key key   = a_key(t);
    struct pki_plan plan = PKI_PLAN_CA;
    struct mohur__cert cert;

    plan.subject = plan.issuer = "A";
    plan.key = plan.signer = &key;
    plan.no_extensions     = true;
    CHECK(mohur__cert_parse(pki_cert(t, &plan), &cert));
    CHECK(!cert.is_ca && !cert.has_usage);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_field_by_field),
        CASE(is_genuine_under_no_other_key),
        CASE(fails_at_every_truncation),
        CASE(is_refused_with_any_bit_flipped),
        CASE(says_whether_it_is_for_seals),
        CASE(has_each_extension_once),
        CASE(has_extensions_in_their_one_form),
        CASE(may_have_no_subject_but_has_an_issuer),
        CASE(does_not_end_before_it_begins),
        CASE(has_no_extensions_in_version_1),
    };
    return cmocka_run_group_tests_name("a certificate", cases, NULL, NULL);
}
