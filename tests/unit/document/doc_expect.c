/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/expect.h>

#include "../profile/rule_kit.h"
#include "base/error.h"
#include "check.h"
#include "container_kit.h"
#include "crypto/hash.h"
#include "years.h"
#include <mohur/page.h>

#include <string.h>

/*
 * What was expected of a document: who signed it, how many of them, at which
 * level and when; and which of that is not so.
 */
enum {
    PEOPLE = 4
};

struct hall {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key keys[PEOPLE];
    mohur__bytes certs[PEOPLE];
    mohur__bytes root;
    mohur_trust *trust;
    mohur_report *report;
    int64_t at;
    size_t fail_at; /* the nth allocation of the next call; 0: none */
};

static const char DECREE[] = "a decree";

/* A person: what stands in the name and in the certificate. */
struct person {
    const char *cn;
    const char *serial;     /* serialNumber; NULL: none */
    const char *serial_two; /* another one; NULL: none */
    const char *policy;     /* NULL: none */
};

static void
put_attribute(struct mohur__der *d, enum mohur__oid type, const char *text)
{
    if (text == NULL) {
        return;
    }
    mohur__der_begin(d, MOHUR__DER_SET);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, type);
    mohur__der_element(d, MOHUR__DER_UTF8, mohur__bytes_text(text));
    mohur__der_end(d);
    mohur__der_end(d);
}

static mohur__bytes
name_of(struct fixture *t, const struct person *who)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    put_attribute(&d, MOHUR__OID_COMMON_NAME, who->cn);
    put_attribute(&d, MOHUR__OID_SERIAL_NUMBER, who->serial);
    put_attribute(&d, MOHUR__OID_SERIAL_NUMBER, who->serial_two);
    mohur__der_end(&d);
    return pki_done(&d);
}

/* certificatePolicies with one, 1.2.3 as contents of its OID. */
static mohur__bytes
policies_of(struct fixture *t, const char *policy)
{
    struct mohur__der d;

    if (policy == NULL) {
        return MOHUR__NOTHING;
    }
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_element(&d, 0x06, mohur__bytes_text(policy));
    mohur__der_end(&d);
    mohur__der_end(&d);
    return pki_extension(t, MOHUR__OID_POLICIES, false, pki_done(&d));
}

static void
seat(struct hall *h, size_t i, const struct person *who)
{
    struct pki_plan plan = PKI_PLAN_SIGNER;

    plan.named  = name_of(h->t, who);
    plan.issuer = "Root";
    plan.key    = &h->keys[i];
    plan.signer = &h->root_key;
    plan.serial = (uint32_t)(10 + i);
    plan.extra  = policies_of(h->t, who->policy);
    h->certs[i] = pki_cert(h->t, &plan);
}

static struct hall
hall_new(struct fixture *t)
{
    static const struct person people[PEOPLE] = {
        {"Aysel", "1AB2C3D", NULL, "\x2A\x03"},
        {"Farid", "1AB2C3E", NULL, NULL},
        {"Aysel", "1AB2C3D", NULL, NULL},
        {"Leyla", "PNOAZ-1AB2C3F", NULL, NULL},
    };
    struct hall h        = {.t = t};
    struct pki_plan plan = PKI_PLAN_CA;

    h.root_key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = &h.root_key;
    h.root                 = pki_cert(t, &plan);
    for (size_t i = 0; i < PEOPLE; i++) {
        h.keys[i] = pki_key(t, MOHUR_ALG_ECDSA_P256, (uint8_t)(2 + i));
        seat(&h, i, &people[i]);
    }
    CHECK_OK(mohur_trust_new(t->ctx, &h.trust));
    CHECK_OK(mohur_trust_add(t->ctx, h.trust, MOHUR_TRUST_SIGN, h.root.data,
                             h.root.len));
    return h;
}

static void
end(struct hall *h)
{
    mohur_report_free(h->report);
    mohur_trust_free(h->trust);
}

/* A message with the signatures of these people, "012"; behind a "!" the
 * signature of the last one is spoilt. */
static mohur__bytes
signed_by(struct hall *h, const char *who)
{
    struct fixture *t        = h->t;
    struct message_plan plan = {.content   = mohur__bytes_text(DECREE),
                                .attached  = true,
                                .no_signer = true};

    for (; *who != '\0'; who++) {
        size_t i                   = (size_t)(*who - '0');
        struct message_plan signer = {.key     = &h->keys[i],
                                      .cert    = h->certs[i],
                                      .content = mohur__bytes_text(DECREE)};

        if (who[1] == '!') {
            who++;
            signer.attrs   = message_attrs(t, &signer);
            signer.content = mohur__bytes_text("another");
            signer.attrs   = message_attrs(t, &signer);
        }
        plan.certs = message_join(t, plan.certs, h->certs[i], MOHUR__NOTHING);
        plan.more_signers = message_join(
            t, plan.more_signers, message_signer(t, &signer), MOHUR__NOTHING);
    }
    plan.key          = &h->keys[0];
    plan.cert         = h->certs[0];
    plan.certs        = message_sorted(t, plan.certs);
    plan.more_signers = message_sorted(t, plan.more_signers);
    return message_make(t, &plan);
}

static mohur_status
verify(struct hall *h, mohur__bytes file, const char *expect)
{
    struct fixture *t            = h->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(t->ctx);
    mohur_report_free(h->report);
    h->report          = NULL;
    options.file       = fixture_source(t, (struct view){file.data, file.len});
    options.trust      = h->trust;
    options.at         = h->at;
    options.revocation = MOHUR_REVOCATION_NONE;
    options.expect     = (const uint8_t *)expect;
    options.expect_len = expect == NULL ? 0 : strlen(expect);
    alloc_fail_at(&t->alloc, h->fail_at, ALLOC_ONCE);
    st = mohur_document_verify(t->ctx, &options, &h->report);
    (void)alloc_has_failed(&t->alloc);
    mohur_source_free(options.file);
    return st;
}

/* What comes of it: verdict and reason go together. */
static mohur_why
why_of(struct hall *h, mohur__bytes file, const char *expect)
{
    struct fixture *t = h->t;
    mohur_why why     = MOHUR_WHY_NONE;

    CHECK_OK(verify(h, file, expect));
    why = mohur_report_why(h->report);
    CHECK_NUMBER(mohur_why_verdict(why), mohur_report_verdict(h->report));
    CHECK_NUMBER(why == MOHUR_WHY_NONE, mohur_report_is_accepted(h->report));
    return why;
}

/* The i-th row is this, and is met or not. */
static void
check_row(struct hall *h,
          size_t i,
          mohur_expectation_kind kind,
          const char *wanted,
          mohur_why why)
{
    const mohur_expectation_info *row = mohur_report_expectation(h->report, i);

    CHECK(row != NULL);
    CHECK_NUMBER(kind, row->kind);
    CHECK_TEXT(wanted, row->wanted);
    CHECK_NUMBER(why, row->why);
    CHECK_NUMBER(mohur_why_verdict(why), row->verdict);
    CHECK_NUMBER(why == MOHUR_WHY_NONE, row->detail[0] == '\0');
}

#define EXPECT(rest)  "{\"type\":\"mohur-expect/1\"," rest "}"
#define SIGNERS(rest) EXPECT("\"signers\":[" rest "]")
#define AYSEL         "{\"fin\":\"1AB2C3D\"}"
#define FARID         "{\"fin\":\"1AB2C3E\"}"
#define LEYLA         "{\"serial_number\":\"PNOAZ-1AB2C3F\"}"

/* ---- who ---- */

static void
take_the_signer_who_is_expected(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "0");

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, SIGNERS(AYSEL)));
    CHECK_NUMBER(2, mohur_report_expectations(h.report));
    check_row(&h, 0, MOHUR_EXPECT_SIGNER, "fin 1AB2C3D", MOHUR_WHY_NONE);
    CHECK(mohur_report_expectation(h.report, 0)->has_signature);
    check_row(&h, 1, MOHUR_EXPECT_QUORUM, "1", MOHUR_WHY_NONE);
    CHECK(mohur_report_expectation(h.report, 2) == NULL);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, NULL));
    CHECK_NUMBER(0, mohur_report_expectations(h.report));
    end(&h);
}

static void
refuse_another_signer_however_good(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "1");

    CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, file, SIGNERS(AYSEL)));
    CHECK_NUMBER(MOHUR_FAILED, mohur_report_verdict(h.report));
    CHECK_NUMBER(MOHUR_PASSED, mohur_report_signature(h.report, 0)->verdict);
    check_row(&h, 0, MOHUR_EXPECT_SIGNER, "fin 1AB2C3D", MOHUR_WHY_GENERIC);
    CHECK(!mohur_report_expectation(h.report, 0)->has_signature);
    CHECK_TEXT("nobody signed who has this FIN",
               mohur_report_expectation(h.report, 0)->detail);
    check_row(&h, 1, MOHUR_EXPECT_QUORUM, "1", MOHUR_WHY_GENERIC);
    end(&h);
}

/* Each by itself and all together; the one that differs is named. */
static void
hold_each_trait_against_the_certificate(void **state)
{
    static const char *const good[] = {
        "{\"serial_number\":\"1AB2C3D\"}",
        "{\"issuer\":\"CN=Root\"}",
        "{\"policy\":\"1.2.3\"}",
        "{\"fin\":\"1AB2C3D\",\"issuer\":\"CN=Root\",\"policy\":\"1.2.3\"}",
    };
    static const char *const wrong[][2] = {
        {"{\"serial_number\":\"1AB2C3\"}", "serial number"},
        {"{\"issuer\":\"CN=root\"}", "issuer"},
        {"{\"policy\":\"1.2\"}", "policy"},
        {"{\"fin\":\"1AB2C3D\",\"policy\":\"1.2.3.4\"}", "policy"},
        {"{\"fin\":\"1AB2C3D\",\"class\":\"perfect\"}", "class"},
    };
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "0");
    char text[512];

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text, SIGNERS("%s"), good[i]);
        CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, text));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(text, sizeof text, SIGNERS("%s"), wrong[i][0]);
        CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, file, text));
        CHECK(strstr(mohur_report_expectation(h.report, 0)->detail,
                     wrong[i][1]) != NULL);
    }
    end(&h);
}

static void
know_a_certificate_and_a_key_by_their_digest(void **state)
{
    static const char *const names[] = {"certificate", "key"};
    struct fixture *t                = *state;
    struct hall h                    = hall_new(t);
    mohur__bytes file                = signed_by(&h, "0");
    char text[256];
    char hex[65];

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, NULL));
    for (size_t i = 0; i < 2; i++) {
        const uint8_t *id = i == 0
                                ? mohur_report_signature(h.report, 0)->cert_id
                                : mohur_report_signer(h.report, 0)->key_id;

        mohur__hex(mohur__bytes_of(id, 32), hex);
        snprintf(text, sizeof text, SIGNERS("{\"%s\":\"%s\"}"), names[i], hex);
        CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, text));
        CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, signed_by(&h, "2"), text));
        CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, NULL));
    }
    end(&h);
}

static void
take_no_policy_that_the_path_does_not_allow(void **state)
{
    struct fixture *t    = *state;
    struct hall h        = hall_new(t);
    struct pki_plan plan = PKI_PLAN_CA;
    struct pki_key key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 9);
    mohur__bytes file    = MOHUR__NOTHING;
    mohur__bytes middle  = MOHUR__NOTHING;

    /* An authority between, which is under another policy. */
    for (size_t i = 0; i < 2; i++) {
        struct message_plan message = {.key      = &h.keys[0],
                                       .content  = mohur__bytes_text(DECREE),
                                       .attached = true};
        struct pki_plan signer      = PKI_PLAN_SIGNER;

        plan.subject   = "Middle";
        plan.issuer    = "Root";
        plan.key       = &key;
        plan.signer    = &h.root_key;
        plan.extra     = policies_of(t, i == 0 ? "\x2A\x03" : "\x2A\x04");
        middle         = pki_cert(t, &plan);
        signer.subject = "Aysel";
        signer.issuer  = "Middle";
        signer.key     = &h.keys[0];
        signer.signer  = &key;
        signer.extra   = policies_of(t, "\x2A\x03");
        message.cert   = pki_cert(t, &signer);
        message.certs  = message_sorted(
            t, message_join(t, message.cert, middle, MOHUR__NOTHING));
        file = message_make(t, &message);
        CHECK_NUMBER(i == 0 ? MOHUR_WHY_NONE : MOHUR_WHY_GENERIC,
                     why_of(&h, file, SIGNERS("{\"policy\":\"1.2.3\"}")));
        CHECK_TEXT(i == 0 ? "1.2.3" : "",
                   mohur_report_signer(h.report, 0)->policies);
        CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, NULL));
    }
    end(&h);
}

/* ---- the FIN ---- */

/* Its FIN under a profile that says where it stands. */
static const char *
fin_of(struct hall *h, const char *who, const char *rule)
{
    const char *const changes[] = {
        "\"fin\":{\"oid\":\"2.5.4.5\",\"prefix\":\"\"}", rule,
        "\"trust_list\":\"signed\"", "\"trust_list\":\"any\"", NULL};
    struct fixture *t         = h->t;
    struct mohur__force force = {.profiles_len = 1};
    int64_t now               = t->now;

    force.profiles[0] = kit_profile(t, changes, "ab");
    t->now            = KIT_EFFECTIVE;
    mohur__force_enter(t->ctx, &force);
    CHECK_OK(verify(h, signed_by(h, who), NULL));
    mohur__force_leave(t->ctx, &force);
    mohur__force_clear(&force);
    t->now = now;
    return mohur_report_signer(h->report, 0)->fin;
}

static void
find_the_fin_where_the_profile_says(void **state)
{
    static const char plain[] = "\"fin\":{\"oid\":\"2.5.4.5\",\"prefix\":\"\"}";
    static const char semantics[] =
        "\"fin\":{\"oid\":\"2.5.4.5\",\"prefix\":\"PNOAZ-\"}";
    static const char cn[] = "\"fin\":{\"oid\":\"2.5.4.3\",\"prefix\":\"F\"}";
    struct fixture *t      = *state;
    struct hall h          = hall_new(t);

    CHECK_TEXT("1AB2C3D", fin_of(&h, "0", plain));
    CHECK_TEXT("", fin_of(&h, "3", plain)); /* not 7 characters */
    CHECK_TEXT("1AB2C3F", fin_of(&h, "3", semantics));
    CHECK_TEXT("", fin_of(&h, "0", semantics)); /* not behind the prefix */
    CHECK_TEXT("", fin_of(&h, "1", cn));        /* letters of other cases */
    seat(&h, 1, &(struct person){"F1234567", "1AB2C3E", NULL, NULL});
    CHECK_TEXT("1234567", fin_of(&h, "1", cn));
    end(&h);
}

static void
take_no_fin_of_two(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);

    seat(&h, 0, &(struct person){"Aysel", "1AB2C3D", "1AB2C3E", NULL});
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, signed_by(&h, "0"), SIGNERS(AYSEL)));
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, signed_by(&h, "0"), SIGNERS(FARID)));
    CHECK_TEXT("", mohur_report_signer(h.report, 0)->fin);
    end(&h);
}

/* ---- how many ---- */

#define TWO_OF(who) EXPECT("\"quorum\":2,\"signers\":[" who "]")

static void
count_k_of_n_persons(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, signed_by(&h, "01"),
                                        TWO_OF(AYSEL "," FARID "," LEYLA)));
    check_row(&h, 2, MOHUR_EXPECT_SIGNER, "serial_number PNOAZ-1AB2C3F",
              MOHUR_WHY_GENERIC);
    check_row(&h, 3, MOHUR_EXPECT_QUORUM, "2", MOHUR_WHY_NONE);
    CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, signed_by(&h, "0"),
                                           TWO_OF(AYSEL "," FARID "," LEYLA)));
    CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, signed_by(&h, "01"),
                                           SIGNERS(AYSEL "," FARID "," LEYLA)));
    end(&h);
}

static void
count_nobody_twice(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);

    /* Two certificates and keys of one person, and two rows that fit. */
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, signed_by(&h, "02"),
                        TWO_OF(AYSEL ",{\"issuer\":\"CN=Root\"}")));
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, signed_by(&h, "01"),
                        TWO_OF("{\"issuer\":\"CN=Root\"}," AYSEL)));
    /* One signature is one, however many rows it fits. */
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, signed_by(&h, "0"),
                        TWO_OF("{\"issuer\":\"CN=Root\"}," AYSEL)));
    end(&h);
}

static void
move_persons_to_the_rows_where_all_have_one(void **state)
{
    static const char any[] = "{\"issuer\":\"CN=Root\"}";
    struct fixture *t       = *state;
    struct hall h           = hall_new(t);
    char text[512];

    snprintf(text, sizeof text, EXPECT("\"signers\":[%s,%s,%s]"), any, FARID,
             AYSEL);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, signed_by(&h, "013"), text));
    CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, signed_by(&h, "01"), text));
    end(&h);
}

static void
let_strangers_count_neither_way(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "01!");

    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, why_of(&h, file, NULL));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, SIGNERS(AYSEL)));
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, why_of(&h, file, SIGNERS(FARID)));
    /* A false signature in the name of somebody expected is a fault. */
    CHECK_NUMBER(
        MOHUR_WHY_HASH_FAILURE,
        why_of(&h, file,
               EXPECT("\"quorum\":1,\"signers\":[" AYSEL "," FARID "]")));
    end(&h);
}

static void
leave_open_what_lacks_evidence(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "0");

    mohur_trust_free(h.trust);
    CHECK_OK(mohur_trust_new(t->ctx, &h.trust));
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why_of(&h, file, SIGNERS(AYSEL)));
    check_row(&h, 0, MOHUR_EXPECT_SIGNER, "fin 1AB2C3D", MOHUR_WHY_NO_CHAIN);
    check_row(&h, 1, MOHUR_EXPECT_QUORUM, "1", MOHUR_WHY_NO_CHAIN);
    end(&h);
}

/* ---- how, and when ---- */

static void
want_the_kind_of_file(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "0");

    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, file, EXPECT("\"format\":\"CAdES\"")));
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, file, EXPECT("\"format\":\"ASiC-E\"")));
    check_row(&h, 0, MOHUR_EXPECT_FORMAT, "ASiC-E", MOHUR_WHY_GENERIC);
    end(&h);
}

static void
know_a_container_by_its_kind(void **state)
{
    static const struct container_item item = {"decree.txt", "a decree"};
    struct fixture *t                       = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ED25519);
    struct hall h          = {.t = t, .trust = k.trust};
    struct view file;

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, &item, 1));
    file = container_keep(t);
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, mohur__bytes_of(file.data, file.len),
                        EXPECT("\"format\":\"ASiC-E\"")));
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, mohur__bytes_of(file.data, file.len),
                        EXPECT("\"format\":\"ASiC-S\"")));
    mohur_report_free(h.report);
    container_kit_free(&k);
}

/* A signature without a time stamp, and with one. */
static void
want_proof_of_a_level(void **state)
{
    struct fixture *t = *state;
    struct years *y   = years_new(t);
    struct hall h     = {.t = t, .trust = y->trust};
    mohur__bytes file = years_sign(y, false);

    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, file, EXPECT("\"min_level\":\"B\"")));
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, file, EXPECT("\"min_level\":\"T\"")));
    CHECK_NUMBER(MOHUR_INDETERMINATE, mohur_report_verdict(h.report));
    check_row(&h, 0, MOHUR_EXPECT_LEVEL, "T", MOHUR_WHY_NO_POE);
    file = years_sign(y, true);
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, file, EXPECT("\"min_level\":\"T\"")));
    check_row(&h, 0, MOHUR_EXPECT_LEVEL, "T", MOHUR_WHY_NONE);
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, file, EXPECT("\"min_level\":\"LT\"")));
    /* Nobody who is expected signed: there is nothing to have a level. */
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, file,
                        EXPECT("\"min_level\":\"T\",\"signers\":[" AYSEL "]")));
    check_row(&h, 2, MOHUR_EXPECT_LEVEL, "T", MOHUR_WHY_NO_POE);
    mohur_report_free(h.report);
    years_end(y);
}

static void
want_the_level_of_the_profile_too(void **state)
{
    struct fixture *t = *state;
    struct years *y   = years_new(t);
    struct hall h     = {.t = t, .trust = y->trust};
    mohur__bytes bare = years_sign(y, false);
    mohur__bytes file = years_sign(y, true);
    struct mohur__force force;

    kit_enforce(t, &force, KIT_FIN, KIT_FIN "\"min_level\":\"T\",");
    CHECK_NUMBER(MOHUR_WHY_NO_POE, why_of(&h, bare, NULL));
    check_row(&h, 0, MOHUR_EXPECT_LEVEL, "T", MOHUR_WHY_NO_POE);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, NULL));
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, bare, EXPECT("\"min_level\":\"B\"")));
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, file, EXPECT("\"min_level\":\"LT\"")));
    kit_relent(t, &force);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, bare, NULL));
    mohur_report_free(h.report);
    years_end(y);
}

/* FIXTURE_NOW is the first day of 2026. */
static void
want_proof_of_a_time(void **state)
{
    struct fixture *t = *state;
    struct years *y   = years_new(t);
    struct hall h     = {.t = t, .trust = y->trust};
    mohur__bytes bare = years_sign(y, false);
    mohur__bytes file = years_sign(y, true);

    /* Now is proof enough of "by then"; later it takes a time stamp. */
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, bare, EXPECT("\"not_after\":\"2026-01-01\"")));
    h.at = FIXTURE_NOW + 9 * PKI_DAY;
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, bare, EXPECT("\"not_after\":\"2026-01-01\"")));
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, file, EXPECT("\"not_after\":\"2026-01-01\"")));
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, file, EXPECT("\"not_after\":\"2025-12-31\"")));
    check_row(&h, 0, MOHUR_EXPECT_NOT_AFTER, "2025-12-31T23:59:59Z",
              MOHUR_WHY_NO_POE);
    /* A time stamp on the signature says nothing of how old it is. */
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, file, EXPECT("\"not_before\":\"2025-12-31\"")));
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, file, EXPECT("\"not_before\":\"2026-01-02\"")));
    check_row(&h, 0, MOHUR_EXPECT_NOT_BEFORE, "2026-01-02T00:00:00Z",
              MOHUR_WHY_GENERIC);
    mohur_report_free(h.report);
    years_end(y);
}

/* A message whose document was stamped on that day before it was signed. */
static mohur__bytes
stamped_before(struct years *y, int64_t time)
{
    struct fixture *t       = y->t;
    struct stamp_plan stamp = {.over = mohur__bytes_text(DECREE), .time = time};
    struct message_plan plan = {.key      = &y->key,
                                .cert     = y->cert,
                                .content  = mohur__bytes_text(DECREE),
                                .attached = true};

    plan.attrs = message_sorted(
        t, message_join(t, message_attrs(t, &plan),
                        message_attr(t, MOHUR__OID_CONTENT_TIME_STAMP,
                                     stamp_token(t, &y->tsa, &stamp)),
                        MOHUR__NOTHING));
    return message_make(t, &plan);
}

static void
take_a_stamp_under_the_signature_as_the_earliest_day(void **state)
{
    struct fixture *t = *state;
    struct years *y   = years_new(t);
    struct hall h     = {.t = t, .trust = y->trust};
    mohur__bytes file = stamped_before(y, FIXTURE_NOW - PKI_DAY);

    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, file, EXPECT("\"not_before\":\"2025-12-31\"")));
    CHECK_NUMBER(MOHUR_WHY_NO_POE,
                 why_of(&h, file, EXPECT("\"not_before\":\"2026-01-01\"")));
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, file, EXPECT("\"not_after\":\"2025-12-30\"")));
    mohur_report_free(h.report);
    years_end(y);
}

/* ---- what the signer says ---- */

#define APPROVAL   "1.2.840.113549.1.9.16.6.5"
#define SAYS(rest) EXPECT("\"attributes\":{" rest "}")

static mohur__bytes
hex_attr(struct fixture *t, enum mohur__oid type, const char *hex)
{
    struct view v = fixture_hex(t, hex);

    return message_attr(t, type, mohur__bytes_of(v.data, v.len));
}

/* By Aysel: number 7/26, VOEN 1234567890, an approval; as signed attributes,
 * or beside the signature. */
static mohur__bytes
saying(struct hall *h, bool is_signed)
{
    struct fixture *t  = h->t;
    mohur__bytes saids = message_join(
        t, hex_attr(t, MOHUR__OID_CONTENT_IDENTIFIER, "0404 372f3236"),
        hex_attr(t, MOHUR__OID_SIGNER_ATTRIBUTES,
                 "301f a01d 301b 3019 0603550461 3112 0c10"
                 "56415441 5a2d31323334353637383930"),
        hex_attr(t, MOHUR__OID_COMMITMENT_TYPE,
                 "300d 060b2a864886f70d0109100605"));
    struct message_plan plan = {.key      = &h->keys[0],
                                .cert     = h->certs[0],
                                .content  = mohur__bytes_text(DECREE),
                                .attached = true};

    if (is_signed) {
        plan.attrs = message_sorted(
            t, message_join(t, message_attrs(t, &plan), saids, MOHUR__NOTHING));
    } else {
        plan.unsigned_attrs = message_sorted(t, saids);
    }
    return message_make(t, &plan);
}

static void
take_what_the_signer_says_of_it(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = saying(&h, true);
    const mohur_signer_info *signer;

    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of(&h, file,
                        EXPECT("\"signers\":[" AYSEL "],\"attributes\":{"
                               "\"voen\":\"1234567890\",\"commitment\":"
                               "\"" APPROVAL "\","
                               "\"registration_number\":\"7/26\"}")));
    check_row(&h, 2, MOHUR_EXPECT_ATTRIBUTES,
              "registration_number 7/26, voen 1234567890, commitment " APPROVAL,
              MOHUR_WHY_NONE);
    signer = mohur_report_signer(h.report, 0);
    CHECK_TEXT("7/26", signer->registration_number);
    CHECK_TEXT("1234567890", signer->voen);
    CHECK_TEXT(APPROVAL, signer->commitments);
    end(&h);
}

static void
refuse_what_the_signer_does_not_say(void **state)
{
    static const char *const wrong[][2] = {
        {SAYS("\"registration_number\":\"7/27\""), "registration number"},
        {SAYS("\"registration_number\":\"7/2\""), "registration number"},
        {SAYS("\"voen\":\"1234567891\""), "VOEN"},
        {SAYS("\"commitment\":\"1.2.840.113549.1.9.16.6.1\""), "commitment"},
        {SAYS("\"registration_number\":\"7/26\",\"voen\":\"1234567891\""),
         "VOEN"},
    };
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = saying(&h, true);

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, file, wrong[i][0]));
        CHECK_NUMBER(MOHUR_FAILED, mohur_report_verdict(h.report));
        CHECK_NUMBER(MOHUR_EXPECT_ATTRIBUTES,
                     mohur_report_expectation(h.report, 0)->kind);
        CHECK(strstr(mohur_report_expectation(h.report, 0)->detail,
                     wrong[i][1]) != NULL);
    }
    /* Anybody can write beside a signature. */
    file = saying(&h, false);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of(&h, file, NULL));
    CHECK_NUMBER(MOHUR_WHY_GENERIC,
                 why_of(&h, file, SAYS("\"registration_number\":\"7/26\"")));
    CHECK_NUMBER(MOHUR_WHY_GENERIC, why_of(&h, signed_by(&h, "0"),
                                           SAYS("\"voen\":\"1234567890\"")));
    end(&h);
}

/* ---- telling ---- */

static struct view
told(struct hall *h, bool page)
{
    struct fixture *t          = h->t;
    mohur_page_options options = MOHUR_PAGE_OPTIONS_INIT;
    mohur_sink *sink           = fixture_sink(t);

    CHECK_OK(page ? mohur_report_emit_page(t->ctx, h->report, &options, sink)
                  : mohur_report_emit_json(t->ctx, h->report, sink));
    mohur_sink_free(sink);
    return fixture_output(t);
}

static bool
says(struct view text, const char *what)
{
    return memmem(text.data, text.len, what, strlen(what)) != NULL;
}

static void
are_told_in_json_and_on_the_page(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "0");
    struct view text;

    CHECK_OK(verify(&h, file,
                    SIGNERS("{\"fin\":\"1AB2C3D\",\"policy\":\"1.2.9\"}")));
    text = told(&h, false);
    CHECK(says(text, "\"verdict\":\"FAILED\",\"reason\":\"GENERIC\""));
    CHECK(says(text,
               "\"expectations\":[{\"rule\":\"signer\",\"wanted\":\"fin "
               "1AB2C3D, policy 1.2.9\",\"verdict\":\"FAILED\",\"reason\":"
               "\"GENERIC\",\"detail\":\"the certificate is not under "
               "this policy, or its path does not allow it\","
               "\"signature\":0},{\"rule\":\"quorum\",\"wanted\":\"1\""));
    CHECK(says(text, "\"fin\":\"1AB2C3D\""));
    CHECK(says(text, "\"policies\":\"1.2.3\",\"class\":\"\","
                     "\"registration_number\":\"\",\"voen\":\"\","
                     "\"commitments\":\"\",\"role\":\"sign\""));
    text = told(&h, true);
    CHECK(says(text, "What was expected"));
    CHECK(says(text, "fin 1AB2C3D, policy 1.2.9"));
    CHECK(says(text, "fewer of the expected persons signed"));
    CHECK_OK(verify(&h, file, NULL));
    CHECK(says(told(&h, false), "\"expectations\":null"));
    CHECK(!says(told(&h, true), "What was expected"));
    end(&h);
}

static void
that_cannot_be_read_give_no_report(void **state)
{
    struct fixture *t            = *state;
    struct hall h                = hall_new(t);
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur__bytes file            = signed_by(&h, "0");

    CHECK_STATUS(MOHUR_E_FORMAT, verify(&h, file, ""));
    CHECK(h.report == NULL);
    CHECK_STATUS(MOHUR_E_FORMAT, verify(&h, file, EXPECT("\"signer\":[]")));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 verify(&h, file, "{\"type\":\"mohur-expect/9\"}"));
    options.file       = fixture_source(t, (struct view){file.data, file.len});
    options.trust      = h.trust;
    options.expect_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &h.report));
    mohur_source_free(options.file);
    end(&h);
}

static void
leave_nothing_behind_when_memory_fails(void **state)
{
    struct fixture *t = *state;
    struct hall h     = hall_new(t);
    mohur__bytes file = signed_by(&h, "01");
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (h.fail_at = 1; st == MOHUR_E_NO_MEMORY; h.fail_at++) {
        CHECK(h.fail_at < 1000);
        st = verify(&h, file,
                    EXPECT("\"format\":\"CAdES\",\"min_level\":\"T\","
                           "\"not_after\":\"2026-12-31\",\"signers\":[" AYSEL
                           "," FARID "]"));
        CHECK(st == MOHUR_OK || h.report == NULL);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    CHECK_NUMBER(6, mohur_report_expectations(h.report));
    end(&h);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(take_the_signer_who_is_expected),
        CASE(refuse_another_signer_however_good),
        CASE(hold_each_trait_against_the_certificate),
        CASE(know_a_certificate_and_a_key_by_their_digest),
        CASE(take_no_policy_that_the_path_does_not_allow),
        CASE(find_the_fin_where_the_profile_says),
        CASE(take_no_fin_of_two),
        CASE(count_k_of_n_persons),
        CASE(count_nobody_twice),
        CASE(move_persons_to_the_rows_where_all_have_one),
        CASE(let_strangers_count_neither_way),
        CASE(leave_open_what_lacks_evidence),
        CASE(want_the_kind_of_file),
        CASE(know_a_container_by_its_kind),
        CASE(want_proof_of_a_level),
        CASE(want_the_level_of_the_profile_too),
        CASE(want_proof_of_a_time),
        CASE(take_what_the_signer_says_of_it),
        CASE(refuse_what_the_signer_does_not_say),
        CASE(take_a_stamp_under_the_signature_as_the_earliest_day),
        CASE(are_told_in_json_and_on_the_page),
        CASE(that_cannot_be_read_give_no_report),
        CASE(leave_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("what is expected of a document", cases,
                                       NULL, NULL);
}
