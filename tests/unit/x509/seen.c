/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/seen.h"

#include "base/error.h"
#include "check.h"
#include "pki.h"

/*
 * What was verified before is known again, and nothing else is: a wrong hit
 * would be a forged certificate.
 */
struct kin {
    struct fixture *t;
    struct pki_key keys[2]; /* the issuer's, and a stranger's */
    struct mohur__cert issuer;
    struct mohur__cert stranger; /* of the same name, with another key */
    struct mohur__cert cert;
    mohur__bytes der; /* of cert */
};

static mohur__bytes
authority(struct fixture *t, const struct pki_key *key)
{
    struct pki_plan plan = PKI_PLAN_CA;

    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = key;
    return pki_cert(t, &plan);
}

static void
kin_init(struct kin *k, struct fixture *t)
{
    struct pki_plan plan = PKI_PLAN_SIGNER;

    *k           = (struct kin){.t = t};
    k->keys[0]   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    k->keys[1]   = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    plan.subject = "Signer";
    plan.issuer  = "Root";
    plan.key     = &k->keys[1];
    plan.signer  = &k->keys[0];
    k->der       = pki_cert(t, &plan);
    CHECK(mohur__cert_parse(authority(t, &k->keys[0]), &k->issuer));
    CHECK(mohur__cert_parse(authority(t, &k->keys[1]), &k->stranger));
    CHECK(mohur__cert_parse(k->der, &k->cert));
}

static bool
has(struct kin *k, const struct mohur__cert *cert)
{
    struct fixture *t = k->t;
    bool found        = true;

    CHECK_OK(mohur__seen_has(t->ctx, cert, &k->issuer, &found));
    return found;
}

static void
is_known_again_once_it_was_verified(void **state)
{
    struct fixture *t = *state;
    struct kin k;

    kin_init(&k, t);
    CHECK(!has(&k, &k.cert));
    CHECK_OK(mohur__seen_verify(t->ctx, &k.cert, &k.issuer));
    CHECK(has(&k, &k.cert));
    CHECK_OK(mohur__seen_verify(t->ctx, &k.cert, &k.issuer));
    CHECK(!has(&k, &k.issuer));
}

static void
is_not_known_of_another_key_of_that_name(void **state)
{
    struct fixture *t = *state;
    struct kin k;

    kin_init(&k, t);
    CHECK_OK(mohur__seen_verify(t->ctx, &k.cert, &k.issuer));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__seen_verify(t->ctx, &k.cert, &k.stranger));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__seen_verify(t->ctx, &k.cert, &k.stranger));
    mohur__error_clear(t->ctx);
}

/* Whatever of it can still be read as a certificate. */
static void
is_not_known_with_any_bit_changed(void **state)
{
    struct fixture *t = *state;
    struct kin k;
    uint8_t *copy = NULL;
    size_t read   = 0;

    kin_init(&k, t);
    CHECK_OK(mohur__seen_verify(t->ctx, &k.cert, &k.issuer));
    copy = fixture_bytes(t, 0, k.der.len);
    mohur__copy(mohur__span_of(copy, k.der.len), k.der);
    for (size_t bit = 0; bit < 8 * k.der.len; bit++) {
        struct mohur__cert changed;

        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (mohur__cert_parse(mohur__bytes_of(copy, k.der.len), &changed)) {
            CHECK(!has(&k, &changed));
            read++;
        }
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    CHECK(read > 500); /* the signature alone has that many */
}

static void
remembers_no_failure_and_no_other_context(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *other  = NULL;
    bool found        = true;
    struct kin k;

    kin_init(&k, t);
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__seen_verify(t->ctx, &k.cert, &k.stranger));
    mohur__error_clear(t->ctx);
    CHECK(!has(&k, &k.cert));
    CHECK_OK(mohur__seen_verify(t->ctx, &k.cert, &k.issuer));
    CHECK_OK(mohur_ctx_new(NULL, &other));
    CHECK_OK(mohur__seen_has(other, &k.cert, &k.issuer, &found));
    CHECK(!found);
    mohur_ctx_free(other);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;
    struct kin k;

    kin_init(&k, t);
    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = mohur__seen_verify(t->ctx, &k.cert, &k.issuer);
        (void)alloc_has_failed(&t->alloc);
        CHECK(n < 100);
    }
    CHECK_OK(st);
    CHECK(has(&k, &k.cert));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_known_again_once_it_was_verified),
        CASE(is_not_known_of_another_key_of_that_name),
        CASE(is_not_known_with_any_bit_changed),
        CASE(remembers_no_failure_and_no_other_context),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a certificate that was verified", cases,
                                       NULL, NULL);
}
