/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/path.h"

#include "check.h"
#include "pki.h"

/*
 * Paths through made-up authorities: root, middle, signer.  A case changes
 * one of the plans and says what must come of it (attack list B of the
 * design: B1 constraints, B2 dates, B3 unknown, B4 loops and meshes).
 */
enum {
    POOL_MAX = 64
};

struct world {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key middle_key;
    struct pki_key signer_key;
    struct pki_plan root;
    struct pki_plan middle;
    struct pki_plan signer;
    struct mohur__cert pool[POOL_MAX];
    size_t pool_len;
    mohur_trust *trust;
    int64_t at;
};

static struct world
world_new(struct fixture *t)
{
    struct world w = {.t      = t,
                      .root   = PKI_PLAN_CA,
                      .middle = PKI_PLAN_CA,
                      .signer = PKI_PLAN_SIGNER,
                      .at     = FIXTURE_NOW};

    w.root_key       = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    w.middle_key     = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    w.signer_key     = pki_key(t, MOHUR_ALG_ECDSA_P256, 3);
    w.root.subject   = "Root";
    w.root.issuer    = "Root";
    w.middle.subject = "Middle";
    w.middle.issuer  = "Root";
    w.signer.subject = "Signer";
    w.signer.issuer  = "Middle";
    CHECK_OK(mohur_trust_new(t->ctx, &w.trust));
    return w;
}

static void
pool_add(struct world *w, mohur__bytes der)
{
    CHECK(w->pool_len < POOL_MAX);
    CHECK(mohur__cert_parse(der, &w->pool[w->pool_len]));
    w->pool_len++;
}

static void
trust_add(struct world *w, mohur__bytes der)
{
    struct fixture *t = w->t;

    CHECK_OK(
        mohur_trust_add(t->ctx, w->trust, MOHUR_TRUST_SIGN, der.data, der.len));
}

/* Make the three, find a path, and release the trust store. */
static struct mohur__path
find(struct world *w)
{
    struct fixture *t                = w->t;
    struct mohur__path path          = {.why = MOHUR_WHY_NONE};
    struct mohur__path_request asked = {.pool  = w->pool,
                                        .trust = w->trust,
                                        .role  = MOHUR_TRUST_SIGN,
                                        .at    = w->at};

    w->root.key      = &w->root_key;
    w->root.signer   = &w->root_key;
    w->middle.key    = &w->middle_key;
    w->middle.signer = &w->root_key;
    w->signer.key    = &w->signer_key;
    if (w->signer.signer == NULL) {
        w->signer.signer = &w->middle_key;
    }
    trust_add(w, pki_cert(t, &w->root));
    pool_add(w, pki_cert(t, &w->middle));
    pool_add(w, pki_cert(t, &w->signer));
    asked.pool_len = w->pool_len;
    asked.signer   = &w->pool[w->pool_len - 1];
    CHECK_OK(mohur__path_find(t->ctx, &asked, &path));
    mohur_trust_free(w->trust);
    w->trust = NULL;
    return path;
}

static mohur_why
why(struct world *w)
{
    return find(w).why;
}

/* ---- good ---- */

static void
leads_from_the_signer_to_the_root(void **state)
{
    struct world w          = world_new(*state);
    struct mohur__path path = find(&w);

    CHECK_NUMBER(MOHUR_WHY_NONE, path.why);
    CHECK_NUMBER(3, path.len);
    CHECK(path.certs[0] == &w.pool[1]);
    CHECK(path.certs[1] == &w.pool[0]);
}

static void
takes_other_keys_than_p256(void **state)
{
    struct world w = world_new(*state);

    w.root_key   = pki_key(w.t, MOHUR_ALG_ECDSA_P384, 4);
    w.middle_key = pki_key(w.t, MOHUR_ALG_ED25519, 5);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
takes_a_signer_that_is_an_anchor_itself(void **state)
{
    struct world w          = world_new(*state);
    struct mohur__path path = {.why = MOHUR_WHY_NO_CHAIN};

    w.signer.key    = &w.signer_key;
    w.signer.signer = &w.middle_key;
    trust_add(&w, pki_cert(w.t, &w.signer));
    path = find(&w);
    CHECK_NUMBER(MOHUR_WHY_NONE, path.why);
    CHECK_NUMBER(1, path.len);
}

static void
names_match_in_any_case_and_spacing(void **state)
{
    struct world w = world_new(*state);

    w.signer.issuer = "  mIDDLE ";
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

/* ---- no chain ---- */

static void
ends_nowhere_without_the_middle(void **state)
{
    struct world w = world_new(*state);

    w.signer.issuer = "Nobody";
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(&w));
}

static void
wants_the_key_of_the_issuer_not_its_name_alone(void **state)
{
    struct world w       = world_new(*state);
    struct pki_key rogue = pki_key(w.t, MOHUR_ALG_ECDSA_P256, 66);

    w.signer.signer = &rogue; /* same issuer, same serial */
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(&w));
}

static void
believes_an_anchor_in_its_role_alone(void **state)
{
    struct world w                   = world_new(*state);
    struct fixture *t                = w.t;
    struct mohur__path path          = {.why = MOHUR_WHY_NONE};
    struct mohur__path_request asked = {.role = MOHUR_TRUST_SIGN,
                                        .at   = FIXTURE_NOW};
    mohur__bytes der                 = MOHUR__NOTHING;

    w.root.key = w.root.signer = &w.root_key;
    w.signer.key               = &w.signer_key;
    w.signer.signer            = &w.root_key;
    w.signer.issuer            = "Root";
    der                        = pki_cert(t, &w.root);
    CHECK_OK(
        mohur_trust_add(t->ctx, w.trust, MOHUR_TRUST_TSA, der.data, der.len));
    pool_add(&w, pki_cert(t, &w.signer));
    asked.trust    = w.trust;
    asked.signer   = w.pool;
    asked.pool     = w.pool;
    asked.pool_len = 1;
    CHECK_OK(mohur__path_find(t->ctx, &asked, &path));
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, path.why);
    asked.role = MOHUR_TRUST_TSA;
    CHECK_OK(mohur__path_find(t->ctx, &asked, &path));
    CHECK_NUMBER(MOHUR_WHY_NONE, path.why);
    mohur_trust_free(w.trust);
}

/* ---- B1: what authorities may do ---- */

static void
b1_refuses_an_intermediate_that_is_no_authority(void **state)
{
    struct world w = world_new(*state);

    w.middle.is_ca = false;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
}

static void
b1_refuses_an_intermediate_of_version_1(void **state)
{
    struct world w = world_new(*state);

    w.middle.no_extensions = true;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
}

static void
b1_takes_an_anchor_of_version_1(void **state)
{
    struct world w = world_new(*state);

    w.root.no_extensions = true;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
b1_refuses_an_intermediate_without_key_cert_sign(void **state)
{
    struct world w = world_new(*state);

    w.middle.usage = PKI_USAGE_SIGNER;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
}

static void
b1_refuses_a_path_that_is_too_long(void **state)
{
    struct world w = world_new(*state);

    w.root.path_len = 0;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
}

static void
b1_takes_a_path_that_is_just_long_enough(void **state)
{
    struct world w = world_new(*state);

    w.root.path_len   = 1;
    w.middle.path_len = 0;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
b1_refuses_a_signer_without_non_repudiation(void **state)
{
    struct world w = world_new(*state);

    w.signer.usage = 1; /* digitalSignature */
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
    w              = world_new(*state);
    w.signer.usage = 0;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
}

static mohur__bytes
eku(struct fixture *t, enum mohur__oid purpose, bool critical)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, purpose);
    mohur__der_end(&d);
    return pki_extension(t, MOHUR__OID_EXT_KEY_USAGE, critical, pki_done(&d));
}

static void
b1_refuses_a_signer_for_another_purpose_only(void **state)
{
    struct world w = world_new(*state);

    w.signer.extra = eku(w.t, MOHUR__OID_EKU_TIME, true);
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
    w              = world_new(*state);
    w.signer.extra = eku(w.t, MOHUR__OID_EKU_DOCUMENT, true);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
b1_refuses_a_signer_that_claims_to_be_an_authority(void **state)
{
    struct world w = world_new(*state);

    w.signer.usage = PKI_USAGE_SIGNER | PKI_USAGE_CA;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
}

/* ---- B2: dates ---- */

static void
b2_refuses_a_signer_outside_its_dates(void **state)
{
    struct world w = world_new(*state);

    w.signer.to = FIXTURE_NOW - 1;
    CHECK_NUMBER(MOHUR_WHY_OUT_OF_BOUNDS_NO_POE, why(&w));
    w             = world_new(*state);
    w.signer.from = FIXTURE_NOW + 1;
    CHECK_NUMBER(MOHUR_WHY_OUT_OF_BOUNDS_NO_POE, why(&w));
}

static void
b2_takes_the_first_and_the_last_second(void **state)
{
    struct world w = world_new(*state);

    w.signer.from = FIXTURE_NOW;
    w.signer.to   = FIXTURE_NOW;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
b2_judges_as_of_the_time_that_is_asked(void **state)
{
    struct world w = world_new(*state);

    w.signer.to = FIXTURE_NOW - PKI_DAY;
    w.at        = FIXTURE_NOW - PKI_DAY;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
b2_refuses_an_authority_outside_its_dates(void **state)
{
    struct world w = world_new(*state);

    w.middle.to = FIXTURE_NOW - 1;
    CHECK_NUMBER(MOHUR_WHY_CHAIN_GENERAL_FAILURE, why(&w));
}

static void
b2_refuses_an_anchor_past_its_sunset(void **state)
{
    struct world w = world_new(*state);

    w.root.to = FIXTURE_NOW - 1;
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN_NO_POE, why(&w));
}

/* ---- B3: what is not understood ---- */

static void
b3_refuses_an_unknown_critical_extension_anywhere(void **state)
{
    for (int i = 0; i < 3; i++) {
        struct world w = world_new(*state);
        mohur__bytes unknown =
            pki_extension(w.t, MOHUR__OID_X25519, true, MOHUR__TEXT("x"));

        *(i == 0   ? &w.root.extra
          : i == 1 ? &w.middle.extra
                   : &w.signer.extra) = unknown;
        CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
    }
}

static void
b3_passes_over_an_unknown_extension_that_is_not_critical(void **state)
{
    struct world w = world_new(*state);

    w.signer.extra =
        pki_extension(w.t, MOHUR__OID_X25519, false, MOHUR__TEXT("x"));
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

static void
b3_refuses_constraints_that_are_malformed(void **state)
{
    static const enum mohur__oid kinds[] = {MOHUR__OID_NAME_CONSTRAINTS,
                                            MOHUR__OID_POLICY_CONSTRAINTS,
                                            MOHUR__OID_INHIBIT_ANY_POLICY};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct world w = world_new(*state);

        w.middle.extra =
            pki_extension(w.t, kinds[i], false, mohur__bytes_of("\x30\x00", 2));
        CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(&w));
    }
}

/* ---- B4: loops and meshes ---- */

/* A certificate by one authority for another. */
static void
cross(struct world *w,
      const char *subject,
      const struct pki_key *key,
      const char *issuer,
      const struct pki_key *signer)
{
    struct pki_plan plan = PKI_PLAN_CA;

    plan.subject = subject;
    plan.key     = key;
    plan.issuer  = issuer;
    plan.signer  = signer;
    pool_add(w, pki_cert(w->t, &plan));
}

static void
b4_does_not_go_round_in_a_loop(void **state)
{
    struct world w   = world_new(*state);
    struct pki_key a = pki_key(w.t, MOHUR_ALG_ECDSA_P256, 10);
    struct pki_key b = pki_key(w.t, MOHUR_ALG_ECDSA_P256, 11);

    cross(&w, "A", &a, "B", &b);
    cross(&w, "B", &b, "A", &a);
    cross(&w, "A", &a, "A", &a);
    w.signer.issuer = "A";
    w.signer.signer = &a;
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(&w));
}

static void
b4_finds_the_way_out_of_a_loop(void **state)
{
    struct world w   = world_new(*state);
    struct pki_key a = pki_key(w.t, MOHUR_ALG_ECDSA_P256, 10);
    struct pki_key b = pki_key(w.t, MOHUR_ALG_ECDSA_P256, 11);

    cross(&w, "A", &a, "B", &b);
    cross(&w, "B", &b, "A", &a);
    cross(&w, "B", &b, "Root", &w.root_key);
    w.signer.issuer = "A";
    w.signer.signer = &a;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w));
}

/* 7 authorities, each certified by each: 5040 ways, all of them leading
 * nowhere. */
static void
b4_gives_up_on_a_mesh(void **state)
{
    static const char *const names[] = {"A", "B", "C", "D", "E", "F", "G"};

    struct world w = world_new(*state);
    struct pki_key keys[7];
    struct mohur__path path;

    for (uint8_t i = 0; i < 7; i++) {
        keys[i] = pki_key(w.t, MOHUR_ALG_ECDSA_P256, (uint8_t)(20 + i));
    }
    for (size_t i = 0; i < 49; i++) {
        if (i / 7 != i % 7) {
            cross(&w, names[i / 7], &keys[i / 7], names[i % 7], &keys[i % 7]);
        }
    }
    w.signer.issuer = "A";
    w.signer.signer = &keys[0];
    path            = find(&w);
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, path.why);
    CHECK(strstr(path.detail, "too many") != NULL);
}

static void
b4_stops_at_the_longest_path(void **state)
{
    static const char *const names[] = {"A", "B", "C", "D", "E", "F", "G"};

    struct fixture *t    = *state;
    struct world w       = world_new(t);
    struct pki_key above = w.root_key;
    struct pki_key keys[7];

    for (uint8_t i = 0; i < 7; i++) {
        keys[i] = pki_key(w.t, MOHUR_ALG_ECDSA_P256, (uint8_t)(20 + i));
        cross(&w, names[i], &keys[i], i == 0 ? "Root" : names[i - 1],
              i == 0 ? &above : &keys[i - 1]);
    }
    w.signer.issuer = "F";
    w.signer.signer = &keys[5];
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&w)); /* with root and signer 8 */
    w.pool_len      = 7;
    w.signer.issuer = "G";
    w.signer.signer = &keys[6];
    CHECK_OK(mohur_trust_new(t->ctx, &w.trust));
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(&w));
}

/* ---- algorithms ---- */

static void
refuses_what_the_profile_does_not_allow(void **state)
{
    struct fixture *t            = *state;
    struct pki_key p256          = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    struct mohur__public_key key = {.alg   = MOHUR_ALG_ECDSA_P256,
                                    .point = pki_public(&p256)};
    const struct mohur__signature_alg good = {MOHUR_ALG_ECDSA_P256,
                                              MOHUR_ALG_SHA_256};
    const struct mohur__signature_alg none = {MOHUR_ALG_NONE, MOHUR_ALG_NONE};

    struct mohur__signed what = {.alg = &good, .key = &key};
    bool legacy               = false;

    CHECK_NUMBER(MOHUR_WHY_NONE, mohur__path_alg_judge(t->ctx, &what, &legacy));
    key.alg  = MOHUR_ALG_NONE;
    what.alg = &none;
    CHECK_NUMBER(MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
                 mohur__path_alg_judge(t->ctx, &what, &legacy));
    CHECK(!legacy);
    CHECK_NUMBER(MOHUR_OK, mohur_ctx_status(t->ctx));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(leads_from_the_signer_to_the_root),
        CASE(takes_other_keys_than_p256),
        CASE(takes_a_signer_that_is_an_anchor_itself),
        CASE(names_match_in_any_case_and_spacing),
        CASE(ends_nowhere_without_the_middle),
        CASE(wants_the_key_of_the_issuer_not_its_name_alone),
        CASE(believes_an_anchor_in_its_role_alone),
        CASE(b1_refuses_an_intermediate_that_is_no_authority),
        CASE(b1_refuses_an_intermediate_of_version_1),
        CASE(b1_takes_an_anchor_of_version_1),
        CASE(b1_refuses_an_intermediate_without_key_cert_sign),
        CASE(b1_refuses_a_path_that_is_too_long),
        CASE(b1_takes_a_path_that_is_just_long_enough),
        CASE(b1_refuses_a_signer_without_non_repudiation),
        CASE(b1_refuses_a_signer_for_another_purpose_only),
        CASE(b1_refuses_a_signer_that_claims_to_be_an_authority),
        CASE(b2_refuses_a_signer_outside_its_dates),
        CASE(b2_takes_the_first_and_the_last_second),
        CASE(b2_judges_as_of_the_time_that_is_asked),
        CASE(b2_refuses_an_authority_outside_its_dates),
        CASE(b2_refuses_an_anchor_past_its_sunset),
        CASE(b3_refuses_an_unknown_critical_extension_anywhere),
        CASE(b3_passes_over_an_unknown_extension_that_is_not_critical),
        CASE(b3_refuses_constraints_that_are_malformed),
        CASE(b4_does_not_go_round_in_a_loop),
        CASE(b4_finds_the_way_out_of_a_loop),
        CASE(b4_gives_up_on_a_mesh),
        CASE(b4_stops_at_the_longest_path),
        CASE(refuses_what_the_profile_does_not_allow),
    };
    return cmocka_run_group_tests_name("a path", cases, NULL, NULL);
}
