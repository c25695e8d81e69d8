/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/policy.h"

#include "check.h"
#include "pki.h"

/*
 * Policies along made-up paths.  PKITS (tests/interop/pkits.c) has the cases
 * of RFC 5280; here are those that it lacks.
 */
enum {
    LONGEST = 8
};

/* The contents of an OID 1.2.3.i. */
static mohur__bytes
policy(struct fixture *t, uint8_t i)
{
    uint8_t *oid = fixture_bytes(t, 0, 3);

    oid[0] = 0x2A;
    oid[1] = 0x03;
    oid[2] = i;
    return mohur__bytes_of(oid, 3);
}

/* certificatePolicies with 1.2.3.1 to 1.2.3.n. */
static mohur__bytes
policies(struct fixture *t, uint8_t n)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    for (uint8_t i = 1; i <= n; i++) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_element(&d, MOHUR__DER_OID, policy(t, i));
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

/* policyMappings of each of n to each of n. */
static mohur__bytes
all_to_all(struct fixture *t, uint8_t n)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    for (unsigned i = 0; i < (unsigned)n * n; i++) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_element(&d, MOHUR__DER_OID, policy(t, (uint8_t)(1 + i / n)));
        mohur__der_element(&d, MOHUR__DER_OID, policy(t, (uint8_t)(1 + i % n)));
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

/* A path of so many of these; does a policy hold to its end? */
static bool
holds(const struct mohur__cert *cert,
      size_t len,
      const struct mohur__policy_wishes *wishes)
{
    struct mohur__policies p;

    mohur__policies_begin(&p, len, wishes);
    for (size_t i = 0; i < len; i++) {
        if (!mohur__policies_take(&p, cert, i == len - 1)) {
            return false;
        }
    }
    return mohur__policies_end(&p, cert, wishes);
}

static struct mohur__cert
a_cert(struct fixture *t, uint8_t n)
{
    return (struct mohur__cert){.issuer   = pki_name(t, "Issuer"),
                                .subject  = pki_name(t, "Subject"),
                                .policies = policies(t, n)};
}

/* As a tree this path would have 8 to the power of 7 nodes. */
static void
b3_are_not_multiplied_by_mappings(void **state)
{
    const struct mohur__policy_wishes wishes = {.require_explicit = true};
    struct fixture *t                        = *state;
    struct mohur__cert cert                  = a_cert(t, 8);

    cert.policy_mappings = all_to_all(t, 8);
    CHECK(holds(&cert, LONGEST, &wishes));
}

static void
b3_are_refused_in_too_great_numbers(void **state)
{
    const struct mohur__policy_wishes none = {.require_explicit = false};
    struct fixture *t                      = *state;
    struct mohur__cert cert                = a_cert(t, 32);

    CHECK(holds(&cert, 2, &none));
    cert = a_cert(t, 33);
    CHECK(!holds(&cert, 2, &none));
    cert                 = a_cert(t, 9);
    cert.policy_mappings = all_to_all(t, 9);
    CHECK(!holds(&cert, 2, &none));
}

static void
are_required_only_by_those_who_wish(void **state)
{
    const struct mohur__policy_wishes none     = {.require_explicit = false};
    const struct mohur__policy_wishes required = {.require_explicit = true};
    struct fixture *t                          = *state;
    struct mohur__cert cert                    = a_cert(t, 1);

    cert.policies = MOHUR__NOTHING;
    CHECK(holds(&cert, 3, &none));
    CHECK(!holds(&cert, 3, &required));
}

static void
are_accepted_by_name(void **state)
{
    struct fixture *t                    = *state;
    struct mohur__cert cert              = a_cert(t, 2);
    const mohur__bytes second            = policy(t, 2);
    const mohur__bytes third             = policy(t, 3);
    const struct mohur__policy_wishes is = {
        .accepted = &second, .accepted_len = 1, .require_explicit = true};
    const struct mohur__policy_wishes isnt = {
        .accepted = &third, .accepted_len = 1, .require_explicit = true};

    CHECK(holds(&cert, 3, &is));
    CHECK(!holds(&cert, 3, &isnt));
}

static void
are_refused_where_they_are_malformed(void **state)
{
    static const char *const bad[] = {"3000", "30023000", "300200ff",
                                      "30800000", "3003020101"};

    const struct mohur__policy_wishes none = {.require_explicit = false};
    struct fixture *t                      = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mohur__cert cert = a_cert(t, 1);
        struct view v           = fixture_hex(t, bad[i]);

        cert.policies = mohur__bytes_of(v.data, v.len);
        CHECK(!holds(&cert, 1, &none));
        cert                 = a_cert(t, 1);
        cert.policy_mappings = mohur__bytes_of(v.data, v.len);
        CHECK(!holds(&cert, 2, &none));
        cert                    = a_cert(t, 1);
        cert.policy_constraints = mohur__bytes_of(v.data, v.len);
        CHECK(!holds(&cert, 1, &none));
        cert                    = a_cert(t, 1);
        cert.inhibit_any_policy = mohur__bytes_of(v.data, v.len);
        CHECK(!holds(&cert, 2, &none));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(b3_are_not_multiplied_by_mappings),
        CASE(b3_are_refused_in_too_great_numbers),
        CASE(are_required_only_by_those_who_wish),
        CASE(are_accepted_by_name),
        CASE(are_refused_where_they_are_malformed),
    };
    return cmocka_run_group_tests_name("policies", cases, NULL, NULL);
}
