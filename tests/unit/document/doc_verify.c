/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "../profile/rule_kit.h"
#include "asn1/der_read.h"
#include "base/error.h"
#include "check.h"
#include "message.h"

/*
 * Messages that are good, and those of attack list A of the design: each
 * with the reason that must come of it.
 */
struct court {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key key;
    mohur__bytes root;
    mohur__bytes cert;
    mohur_trust *trust;
};

static const char DECREE[] = "a decree";

static mohur__bytes
signer_cert(struct court *c, const char *name, const struct pki_key *key)
{
    struct pki_plan plan = PKI_PLAN_SIGNER;

    plan.subject = name;
    plan.issuer  = "Root";
    plan.key     = key;
    plan.signer  = &c->root_key;
    plan.serial  = 7;
    return pki_cert(c->t, &plan);
}

static struct court
court_new_of(struct fixture *t, mohur_alg alg)
{
    struct court c       = {.t = t};
    struct pki_plan plan = PKI_PLAN_CA;

    c.root_key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    c.key        = pki_key(t, alg, 2);
    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = &c.root_key;
    c.root                 = pki_cert(t, &plan);
    c.cert                 = signer_cert(&c, "Signer", &c.key);
    CHECK_OK(mohur_trust_new(t->ctx, &c.trust));
    CHECK_OK(mohur_trust_add(t->ctx, c.trust, MOHUR_TRUST_SIGN, c.root.data,
                             c.root.len));
    return c;
}

static struct court
court_new(struct fixture *t)
{
    return court_new_of(t, MOHUR_ALG_ECDSA_P256);
}

/* The key is that of *c, so the plan does not outlive it. */
static struct message_plan
plan_of(struct court *c)
{
    return (struct message_plan){.key      = &c->key,
                                 .cert     = c->cert,
                                 .content  = mohur__bytes_text(DECREE),
                                 .attached = true};
}

/* Verify a message; beside NULL: the content is inside, or missing. */
static mohur_status
verify(struct court *c,
       mohur__bytes message,
       const char *beside,
       mohur_report **out)
{
    struct fixture *t            = c->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.file  = fixture_source(t, (struct view){message.data, message.len});
    options.trust = c->trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    if (beside != NULL) {
        options.content = fixture_source(t, VIEW_TEXT(beside));
    }
    st = mohur_document_verify(t->ctx, &options, out);
    mohur_source_free(options.content);
    mohur_source_free(options.file);
    return st;
}

static mohur_why
why_of(struct court *c, mohur__bytes message)
{
    struct fixture *t    = c->t;
    mohur_report *report = NULL;
    mohur_why why        = MOHUR_WHY_NONE;

    CHECK_OK(verify(c, message, NULL, &report));
    why = mohur_report_why(report);
    CHECK_NUMBER(mohur_why_verdict(why), mohur_report_verdict(report));
    CHECK_NUMBER(why == MOHUR_WHY_NONE, mohur_report_is_accepted(report));
    mohur_report_free(report);
    return why;
}

static mohur_why
why_of_plan(struct court *c, const struct message_plan *plan)
{
    return why_of(c, message_make(c->t, plan));
}

static mohur_status
status_of(struct court *c, mohur__bytes message)
{
    mohur_report *report = NULL;
    mohur_status st      = verify(c, message, NULL, &report);

    mohur_report_free(report);
    return st;
}

static void
end(struct court *c)
{
    mohur_trust_free(c->trust);
}

/* ---- good ---- */

static void
takes_a_document_inside_or_beside(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                     MOHUR_ALG_ED25519};

    for (size_t i = 0; i < 3; i++) {
        struct fixture *t        = *state;
        struct court c           = court_new_of(t, algs[i]);
        struct message_plan plan = plan_of(&c);
        mohur_report *report     = NULL;
        const mohur_signature_info *info;

        CHECK_NUMBER(MOHUR_WHY_NONE, why_of_plan(&c, &plan));
        plan.attached = false;
        CHECK_OK(verify(&c, message_make(t, &plan), DECREE, &report));
        CHECK(mohur_report_is_accepted(report));
        CHECK(!mohur_report_attached(report));
        CHECK_NUMBER(1, mohur_report_signatures(report));
        info = mohur_report_signature(report, 0);
        CHECK_TEXT("CN=Signer", info->subject);
        CHECK_TEXT("Signer", info->name);
        CHECK_TEXT("CN=Root", info->anchor);
        CHECK_NUMBER(FIXTURE_NOW, info->claimed);
        CHECK_NUMBER(algs[i], info->alg);
        CHECK(mohur_report_signature(report, 1) == NULL);
        mohur_report_free(report);
        end(&c);
    }
}

static void
wants_to_know_of_revocation_unless_told(void **state)
{
    struct fixture *t            = *state;
    struct court c               = court_new(t);
    struct message_plan plan     = plan_of(&c);
    mohur__bytes m               = message_make(t, &plan);
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;

    options.file  = fixture_source(t, (struct view){m.data, m.len});
    options.trust = c.trust;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &report));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, mohur_report_why(report));
    CHECK(!mohur_report_is_accepted(report));
    mohur_report_free(report);
    mohur_source_free(options.file);
    end(&c);
}

static void
is_not_found_where_it_is_not_given(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.attached = false;
    CHECK_NUMBER(MOHUR_WHY_SIGNED_DATA_NOT_FOUND, why_of_plan(&c, &plan));
    end(&c);
}

static void
is_not_given_twice(void **state)
{
    struct court c           = court_new(*state);
    struct fixture *t        = c.t;
    struct message_plan plan = plan_of(&c);
    mohur_report *report     = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 verify(&c, message_make(t, &plan), DECREE, &report));
    CHECK(report == NULL);
    end(&c);
}

/* ---- A1: content and attributes swapped ---- */

static void
a1_refuses_a_signature_without_signed_attributes(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.no_attrs = true;
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

/* What was signed, the SET of attributes, is shown as a document. */
static void
a1_refuses_attributes_that_are_presented_as_content(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes attrs       = message_attrs(c.t, &plan);
    struct mohur__der d;

    pki_der(c.t, &d);
    mohur__der_element(&d, MOHUR__DER_SET, attrs);
    plan.content   = pki_done(&d);
    plan.no_attrs  = true;
    plan.signature = pki_sign(c.t, &c.key, plan.content);
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

/* And the reverse: a signature over content alone, shown with attributes. */
static void
a1_refuses_content_that_is_presented_as_attributes(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.signature = pki_sign(c.t, &c.key, plan.content);
    CHECK_NUMBER(MOHUR_WHY_SIG_CRYPTO_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

/* ---- A2: types of content ---- */

static void
a2_refuses_content_of_another_type(void **state)
{
    static const char *const types[] = {
        "2a864886f70d0109100104", /* TSTInfo: a time stamp */
        "2a864886f70d010702",     /* SignedData in SignedData */
    };

    for (size_t i = 0; i < 2; i++) {
        struct court c           = court_new(*state);
        struct message_plan plan = plan_of(&c);
        struct view type         = fixture_hex(c.t, types[i]);

        plan.version      = 3;
        plan.content_type = mohur__bytes_of(type.data, type.len);
        CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
        end(&c);
    }
}

static mohur_why
with_attr(void **state, enum mohur__oid type, mohur__bytes value)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur_why why            = MOHUR_WHY_NONE;

    plan.attrs = message_replace(
        c.t, message_attrs(c.t, &plan), type,
        value.len == 0 ? value : message_attr(c.t, type, value));
    why = why_of_plan(&c, &plan);
    end(&c);
    return why;
}

static mohur__bytes
bytes(struct fixture *t, const char *hex)
{
    struct view v = fixture_hex(t, hex);

    return mohur__bytes_of(v.data, v.len);
}

static void
a3_refuses_a_content_type_that_is_missing_or_another(void **state)
{
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE,
                 with_attr(state, MOHUR__OID_CONTENT_TYPE, MOHUR__NOTHING));
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE,
                 with_attr(state, MOHUR__OID_CONTENT_TYPE,
                           bytes(*state, "060b2a864886f70d0109100104")));
    CHECK_NUMBER(
        MOHUR_WHY_FORMAT_FAILURE,
        with_attr(
            state, MOHUR__OID_CONTENT_TYPE,
            bytes(*state, "06092a864886f70d010701060b2a864886f70d0109100104")));
}

/* ---- A4: attributes twice, with several values, missing ---- */

static const enum mohur__oid ONCE[] = {
    MOHUR__OID_CONTENT_TYPE, MOHUR__OID_MESSAGE_DIGEST, MOHUR__OID_SIGNING_TIME,
    MOHUR__OID_SIGNING_CERTIFICATE_V2, MOHUR__OID_ALGORITHM_PROTECTION};

/* The one attribute of a type, whole; and its value. */
static mohur__bytes
find_attr(mohur__bytes attrs, enum mohur__oid type, mohur__bytes *out_value)
{
    mohur__bytes whole = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, attrs);
    while (r.left.len > 0) {
        struct mohur__der_reader in;
        mohur__bytes one = mohur__der_read_element(&r);

        mohur__der_open(&in, one);
        mohur__der_enter(&in, MOHUR__DER_SEQUENCE);
        if (mohur__der_read_known_oid(&in) == type) {
            *out_value = mohur__der_read(&in, MOHUR__DER_SET);
            whole      = one;
        }
    }
    CHECK(whole.len > 0);
    return whole;
}

static void
a4_refuses_an_attribute_that_is_there_twice(void **state)
{
    for (size_t i = 0; i < sizeof ONCE / sizeof ONCE[0]; i++) {
        struct court c           = court_new(*state);
        struct message_plan plan = plan_of(&c);
        mohur__bytes attrs       = message_attrs(c.t, &plan);
        mohur__bytes value       = MOHUR__NOTHING;
        mohur__bytes again       = find_attr(attrs, ONCE[i], &value);

        plan.attrs = message_sorted(
            c.t, message_join(c.t, attrs, again, MOHUR__NOTHING));
        CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
        end(&c);
    }
}

static void
a4_refuses_an_attribute_with_two_values_or_none(void **state)
{
    for (size_t i = 0; i < sizeof ONCE / sizeof ONCE[0]; i++) {
        struct court c           = court_new(*state);
        struct message_plan plan = plan_of(&c);
        mohur__bytes attrs       = message_attrs(c.t, &plan);
        mohur__bytes value       = MOHUR__NOTHING;

        (void)find_attr(attrs, ONCE[i], &value);
        plan.attrs = message_replace(
            c.t, attrs, ONCE[i],
            message_attr(c.t, ONCE[i],
                         message_join(c.t, value, value, MOHUR__NOTHING)));
        CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
        plan.attrs = message_replace(
            c.t, attrs, ONCE[i], message_attr(c.t, ONCE[i], MOHUR__NOTHING));
        CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
        end(&c);
    }
}

static void
a4_wants_the_attributes_of_the_level(void **state)
{
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE,
                 with_attr(state, MOHUR__OID_MESSAGE_DIGEST, MOHUR__NOTHING));
    CHECK_NUMBER(MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
                 with_attr(state, MOHUR__OID_SIGNING_TIME, MOHUR__NOTHING));
    CHECK_NUMBER(
        MOHUR_WHY_NO_SIGNING_CERTIFICATE,
        with_attr(state, MOHUR__OID_SIGNING_CERTIFICATE_V2, MOHUR__NOTHING));
    /* This one may be missing. */
    CHECK_NUMBER(
        MOHUR_WHY_NONE,
        with_attr(state, MOHUR__OID_ALGORITHM_PROTECTION, MOHUR__NOTHING));
}

static void
a4_refuses_attributes_out_of_order(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes attrs       = message_attrs(c.t, &plan);
    struct mohur__der_reader r;
    mohur__bytes first = MOHUR__NOTHING;

    mohur__der_open(&r, attrs);
    first      = mohur__der_read_element(&r);
    plan.attrs = message_join(c.t, r.left, first, MOHUR__NOTHING);
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

/* ---- A5, A6: another certificate ---- */

/* The same key certified under another name: who signed is not open. */
static void
a5_refuses_the_same_key_under_another_name(void **state)
{
    struct court c            = court_new(*state);
    struct message_plan plan  = plan_of(&c);
    struct message_plan other = plan_of(&c);

    other.cert = signer_cert(&c, "Somebody else", &c.key);
    plan.attrs = message_attrs(c.t, &plan);
    plan.cert  = other.cert; /* sid and certificates, not the attributes */
    CHECK_NUMBER(MOHUR_WHY_NO_SIGNING_CERTIFICATE, why_of_plan(&c, &plan));
    end(&c);
}

/* Same issuer and serial number, from a rogue authority. */
static void
a5_refuses_a_certificate_of_a_rogue_authority(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct pki_key rogue     = pki_key(c.t, MOHUR_ALG_ECDSA_P256, 66);
    struct pki_plan cert     = PKI_PLAN_SIGNER;

    cert.subject = "Signer";
    cert.issuer  = "Root";
    cert.serial  = 7;
    cert.key     = &c.key;
    cert.signer  = &rogue;
    plan.attrs   = message_attrs(c.t, &plan);
    plan.cert    = pki_cert(c.t, &cert);
    CHECK_NUMBER(MOHUR_WHY_NO_SIGNING_CERTIFICATE, why_of_plan(&c, &plan));
    plan.attrs = MOHUR__NOTHING; /* all of it by the rogue's */
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why_of_plan(&c, &plan));
    end(&c);
}

/* The first certificate of the file is not the signer's. */
static void
a6_finds_the_signer_wherever_it_stands(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct pki_key other     = pki_key(c.t, MOHUR_ALG_ECDSA_P256, 3);

    plan.certs =
        message_join(c.t, signer_cert(&c, "Other", &other), c.cert, c.root);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_plan(&c, &plan));
    plan.certs = signer_cert(&c, "Other", &other);
    CHECK_NUMBER(MOHUR_WHY_NO_SIGNING_CERTIFICATE, why_of_plan(&c, &plan));
    end(&c);
}

static void
a6_refuses_a_certificate_named_by_sha_1(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct mohur__force force;
    mohur__bytes old = message_attr(
        c.t, MOHUR__OID_SIGNING_CERTIFICATE,
        bytes(c.t, "301a3018301604140000000000000000000000000000000000000000"));

    plan.attrs = message_sorted(
        c.t, message_join(c.t, message_attrs(c.t, &plan), old, MOHUR__NOTHING));
    CHECK_NUMBER(MOHUR_WHY_SIG_CONSTRAINTS_FAILURE, why_of_plan(&c, &plan));
    kit_enforce(c.t, &force, KIT_V1, "\"signing_certificate_v1\":true");
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_plan(&c, &plan));
    /* Alone it names nothing: there is no SHA-1 here to ask. */
    plan.attrs = message_replace(
        c.t, plan.attrs, MOHUR__OID_SIGNING_CERTIFICATE_V2, MOHUR__NOTHING);
    CHECK_NUMBER(MOHUR_WHY_NO_SIGNING_CERTIFICATE, why_of_plan(&c, &plan));
    kit_relent(c.t, &force);
    end(&c);
}

/* ---- A7: algorithms that contradict, or are weak ---- */

static void
a7_refuses_algorithms_that_contradict(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    /* ecdsa-with-SHA384 over what is hashed with SHA-256 */
    plan.signature_alg = bytes(c.t, "300a06082a8648ce3d040303");
    CHECK(why_of_plan(&c, &plan) != MOHUR_WHY_NONE);
    end(&c);
    /* CMSAlgorithmProtection that names another digest, another signature */
    CHECK_NUMBER(
        MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
        with_attr(state, MOHUR__OID_ALGORITHM_PROTECTION,
                  bytes(*state, "3019300b0609608648016503040202a10a0608"
                                "2a8648ce3d040302")));
    CHECK_NUMBER(
        MOHUR_WHY_SIG_CONSTRAINTS_FAILURE,
        with_attr(state, MOHUR__OID_ALGORITHM_PROTECTION,
                  bytes(*state, "3019300b0609608648016503040201a10a0608"
                                "2a8648ce3d040303")));
}

static void
a7_refuses_a_digest_that_was_not_announced(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.digest_algs = bytes(c.t, "300b0609608648016503040203");
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

static void
a7_refuses_an_empty_or_doubled_list_of_digests(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes sha_256     = message_sha_256();

    plan.digest_algs = mohur__bytes_of("", 0);
    CHECK_NUMBER(MOHUR_E_FORMAT, status_of(&c, message_make(c.t, &plan)));
    plan.digest_algs = message_join(c.t, sha_256, sha_256, MOHUR__NOTHING);
    CHECK_NUMBER(MOHUR_E_FORMAT, status_of(&c, message_make(c.t, &plan)));
    end(&c);
}

/* EU DSS appends what it needs for an archive time stamp. */
static void
takes_digests_in_any_order(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.digest_algs =
        message_join(c.t, bytes(c.t, "300b0609608648016503040203"),
                     message_sha_256(), MOHUR__NOTHING);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_plan(&c, &plan));
    end(&c);
}

static void
a7_refuses_md5_and_sha_1(void **state)
{
    static const char *const weak[] = {"300906052b0e03021a0500",
                                       "300c06082a864886f70d02050500"};

    for (size_t i = 0; i < 2; i++) {
        struct court c           = court_new(*state);
        struct message_plan plan = plan_of(&c);

        plan.digest_alg  = bytes(c.t, weak[i]);
        plan.digest_algs = plan.digest_alg;
        CHECK_NUMBER(MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
                     why_of_plan(&c, &plan));
        end(&c);
    }
}

/* ---- A9: how many signatures ---- */

static void
a9_refuses_a_message_that_nobody_signed(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.no_signer = true;
    CHECK_NUMBER(MOHUR_E_FORMAT, status_of(&c, message_make(c.t, &plan)));
    end(&c);
}

static void
a9_is_as_good_as_its_worst_signature(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct pki_key key       = pki_key(c.t, MOHUR_ALG_ECDSA_P256, 4);
    struct message_plan two  = plan_of(&c);

    two.key           = &key;
    two.cert          = signer_cert(&c, "Second", &key);
    plan.certs        = message_join(c.t, c.cert, two.cert, MOHUR__NOTHING);
    plan.more_signers = message_signer(c.t, &two);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_plan(&c, &plan));
    two.signature     = pki_sign(c.t, &key, MOHUR__TEXT("something else"));
    plan.more_signers = message_signer(c.t, &two);
    CHECK_NUMBER(MOHUR_WHY_SIG_CRYPTO_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

static void
a9_refuses_the_same_signature_twice(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.more_signers = message_signer(c.t, &plan);
    CHECK_NUMBER(MOHUR_E_FORMAT, status_of(&c, message_make(c.t, &plan)));
    end(&c);
}

/* ---- A10: what is not signed is not believed ---- */

static void
a10_passes_over_unsigned_attributes(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.unsigned_attrs =
        message_attr(c.t, MOHUR__OID_SIGNING_TIME, bytes(c.t, "0500"));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_plan(&c, &plan));
    end(&c);
}

/* ---- A11: not DER ---- */

static void
a11_refuses_bytes_behind_the_message(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes m           = message_make(c.t, &plan);

    CHECK_NUMBER(MOHUR_E_FORMAT,
                 status_of(&c, message_join(c.t, m, mohur__bytes_of("", 1),
                                            MOHUR__NOTHING)));
    end(&c);
}

static void
a11_refuses_lengths_that_are_none_or_too_much(void **state)
{
    static const struct {
        const char *hex;
        mohur_status st;
    } rows[] = {
        {"3080", MOHUR_E_UNSUPPORTED},
        {"3081 7f 06092a864886f70d010702", MOHUR_E_FORMAT},
        {"3082 00ff 06092a864886f70d010702", MOHUR_E_FORMAT},
        {"3088 ffffffffffffffff 06092a864886f70d010702", MOHUR_E_FORMAT},
        {"3085 0100000000 06092a864886f70d010702 a084fffffff1", MOHUR_E_FORMAT},
        {"3089 010000000000000000", MOHUR_E_FORMAT},
        {"30ff", MOHUR_E_FORMAT},
        {"3003 060155", MOHUR_E_UNSUPPORTED},
        {"3100", MOHUR_E_FORMAT},
        {"", MOHUR_E_FORMAT},
    };

    struct court c = court_new(*state);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_NUMBER(rows[i].st, status_of(&c, bytes(c.t, rows[i].hex)));
    }
    end(&c);
}

/* ---- A12: content ---- */

static void
a12_refuses_content_that_was_changed(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.attrs   = message_attrs(c.t, &plan);
    plan.content = MOHUR__TEXT("a decree\n");
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, why_of_plan(&c, &plan));
    plan.content = mohur__bytes_of("", 0);
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, why_of_plan(&c, &plan));
    end(&c);
}

/* ---- every length, every bit ---- */

static void
fails_at_every_truncation(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes m           = message_make(c.t, &plan);

    for (size_t len = 0; len < m.len; len++) {
        uint8_t *cut = fixture_bytes(c.t, 0, len);
        mohur__copy(mohur__span_of(cut, len), m);
        CHECK_NUMBER(MOHUR_E_FORMAT, status_of(&c, mohur__bytes_of(cut, len)));
    }
    end(&c);
}

static void
never_passes_with_a_bit_flipped(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes m           = message_make(c.t, &plan);
    uint8_t *copy            = fixture_bytes(c.t, 0, m.len);

    mohur__copy(mohur__span_of(copy, m.len), m);
    for (size_t bit = 0; bit < 8 * m.len; bit++) {
        mohur_report *report = NULL;
        mohur_status st      = MOHUR_OK;

        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        st = verify(&c, mohur__bytes_of(copy, m.len), NULL, &report);
        if (st == MOHUR_OK && mohur_report_is_accepted(report)) {
            fail_msg("bit %zu may be flipped", bit);
        }
        mohur_report_free(report);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    end(&c);
}

static void
survives_every_failed_allocation(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    mohur__bytes m           = message_make(c.t, &plan);
    mohur_status st          = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        mohur_report *report = NULL;

        alloc_fail_at(&c.t->alloc, n, ALLOC_ONCE);
        st = verify(&c, m, NULL, &report);
        (void)alloc_has_failed(&c.t->alloc);
        CHECK(st != MOHUR_OK || mohur_report_is_accepted(report));
        CHECK(st == MOHUR_OK || report == NULL);
        mohur_report_free(report);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    end(&c);
}

/* ---- the report ---- */

static void
tells_the_same_in_json_each_time(void **state)
{
    struct court c           = court_new(*state);
    struct fixture *t        = c.t;
    struct message_plan plan = plan_of(&c);
    mohur_report *report     = NULL;
    mohur_sink *sink         = fixture_sink(t);
    static const char name[] =
        "\"name\":\"\\u003cb\\u003e\\u001b\\u0026\\u0022\\u202e\"";
    static const char start[] =
        "{\"schema\":\"mohur-report\",\"version\":1,\"verdict\":\"PASSED\","
        "\"reason\":\"\",\"format\":\"CAdES\",\"content\":{\"place\":"
        "\"inside\","
        "\"bytes\":8,\"hash\":\"SHA-256\",\"digest\":"
        "\"f135947fddb569dde7e3f1b93aa026965259897ea84ba85ed23e6ebbc8ac6699\""
        "},\"container\":null,\"time\":\"2026-01-01T00:00:00Z\","
        "\"time_source\":\"clock\",";

    /* What steers a page or a terminal does not get through. */
    c.cert    = signer_cert(&c, "<b>\x1B&\"\xE2\x80\xAE", &c.key);
    plan.cert = c.cert;
    CHECK_OK(verify(&c, message_make(t, &plan), NULL, &report));
    CHECK_OK(mohur_report_emit_json(t->ctx, report, sink));
    CHECK(fixture_output(t).len > sizeof start);
    CHECK_BYTES(VIEW_TEXT(start),
                ((struct view){fixture_output(t).data, sizeof start - 1}));
    CHECK(memmem(fixture_output(t).data, fixture_output(t).len, name,
                 sizeof name - 1) != NULL);
    mohur_sink_free(sink);
    mohur_report_free(report);
    end(&c);
}

static void
answers_no_where_there_is_no_report(void **state)
{
    (void)state;
    CHECK(!mohur_report_is_accepted(NULL));
    CHECK_NUMBER(MOHUR_INDETERMINATE, mohur_report_verdict(NULL));
    CHECK(mohur_report_why(NULL) != MOHUR_WHY_NONE);
    CHECK_NUMBER(0, mohur_report_signatures(NULL));
    CHECK(mohur_report_signature(NULL, 0) == NULL);
    CHECK(!mohur_report_attached(NULL));
    mohur_report_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(takes_a_document_inside_or_beside),
        CASE(wants_to_know_of_revocation_unless_told),
        CASE(is_not_found_where_it_is_not_given),
        CASE(is_not_given_twice),
        CASE(a1_refuses_a_signature_without_signed_attributes),
        CASE(a1_refuses_attributes_that_are_presented_as_content),
        CASE(a1_refuses_content_that_is_presented_as_attributes),
        CASE(a2_refuses_content_of_another_type),
        CASE(a3_refuses_a_content_type_that_is_missing_or_another),
        CASE(a4_refuses_an_attribute_that_is_there_twice),
        CASE(a4_refuses_an_attribute_with_two_values_or_none),
        CASE(a4_wants_the_attributes_of_the_level),
        CASE(a4_refuses_attributes_out_of_order),
        CASE(a5_refuses_the_same_key_under_another_name),
        CASE(a5_refuses_a_certificate_of_a_rogue_authority),
        CASE(a6_finds_the_signer_wherever_it_stands),
        CASE(a6_refuses_a_certificate_named_by_sha_1),
        CASE(a7_refuses_algorithms_that_contradict),
        CASE(a7_refuses_a_digest_that_was_not_announced),
        CASE(takes_digests_in_any_order),
        CASE(a7_refuses_an_empty_or_doubled_list_of_digests),
        CASE(a7_refuses_md5_and_sha_1),
        CASE(a9_refuses_a_message_that_nobody_signed),
        CASE(a9_is_as_good_as_its_worst_signature),
        CASE(a9_refuses_the_same_signature_twice),
        CASE(a10_passes_over_unsigned_attributes),
        CASE(a11_refuses_bytes_behind_the_message),
        CASE(a11_refuses_lengths_that_are_none_or_too_much),
        CASE(a12_refuses_content_that_was_changed),
        CASE(fails_at_every_truncation),
        CASE(never_passes_with_a_bit_flipped),
        CASE(survives_every_failed_allocation),
        CASE(tells_the_same_in_json_each_time),
        CASE(answers_no_where_there_is_no_report),
    };
    return cmocka_run_group_tests_name("a signed document", cases, NULL, NULL);
}
