/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/revocation.h"

#include "../profile/rule_kit.h"
#include "asn1/der_time.h"
#include "check.h"
#include "revoke.h"
#include "x509/crl.h"
#include "x509/ocsp.h"

/*
 * A root, a middle, a signer, and what is said of them: attack lists B5 and B6
 * of the design, one case each.  The signer has serial number 7 by Middle, the
 * middle 5 by Root; the root's list is there and good unless a case says
 * otherwise.
 */
enum {
    POOL_MAX       = 8,
    SERIAL         = 7,
    MIDDLE         = 5,
    NONE           = 255,
    SKEW           = 300, /* unless a profile says something else */
    USAGE_CRL_SIGN = 1 << 6,
    USAGE_CA       = PKI_USAGE_CA | USAGE_CRL_SIGN,
    YESTERDAY      = FIXTURE_NOW - PKI_DAY,
    TOMORROW       = FIXTURE_NOW + PKI_DAY
};

struct world {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key middle_key;
    struct pki_key signer_key;
    struct pki_key other_key;
    struct pki_plan root;
    struct pki_plan middle;
    struct pki_plan signer;
    struct mohur__cert pool[POOL_MAX];
    size_t pool_len;
    mohur_trust *trust;
    struct mohur__evidence_list list;
    int64_t at;
    bool proven;
    bool is_made;
    struct mohur__path path;
    struct mohur__revocation out;
    struct mohur__evidence_asker asker;
};

static struct world *
world_new(struct fixture *t)
{
    struct world *w = (struct world *)(void *)fixture_bytes(t, 0, sizeof *w);

    *w = (struct world){.t      = t,
                        .root   = PKI_PLAN_CA,
                        .middle = PKI_PLAN_CA,
                        .signer = PKI_PLAN_SIGNER,
                        .at     = FIXTURE_NOW};

    w->root_key       = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    w->middle_key     = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    w->signer_key     = pki_key(t, MOHUR_ALG_ECDSA_P256, 3);
    w->other_key      = pki_key(t, MOHUR_ALG_ECDSA_P256, 4);
    w->root.subject   = "Root";
    w->root.issuer    = "Root";
    w->root.usage     = USAGE_CA;
    w->middle.subject = "Middle";
    w->middle.issuer  = "Root";
    w->middle.serial  = MIDDLE;
    w->middle.usage   = USAGE_CA;
    w->signer.subject = "Signer";
    w->signer.issuer  = "Middle";
    w->signer.serial  = SERIAL;
    CHECK_OK(mohur_trust_new(t->ctx, &w->trust));
    return w;
}

static void
pool_add(struct world *w, mohur__bytes der)
{
    CHECK(w->pool_len < POOL_MAX);
    CHECK(mohur__cert_parse(der, &w->pool[w->pool_len]));
    w->pool_len++;
}

/* Make the three, and find the path. */
static void
make(struct world *w)
{
    struct fixture *t                = w->t;
    struct mohur__path_request asked = {.pool  = w->pool,
                                        .trust = w->trust,
                                        .role  = MOHUR_TRUST_SIGN,
                                        .at    = w->at};
    mohur__bytes root;

    if (w->is_made) {
        return;
    }
    w->is_made       = true;
    w->root.key      = &w->root_key;
    w->root.signer   = &w->root_key;
    w->middle.key    = &w->middle_key;
    w->middle.signer = &w->root_key;
    w->signer.key    = &w->signer_key;
    w->signer.signer = &w->middle_key;
    root             = pki_cert(t, &w->root);
    CHECK_OK(mohur_trust_add(t->ctx, w->trust, MOHUR_TRUST_SIGN, root.data,
                             root.len));
    pool_add(w, pki_cert(t, &w->middle));
    pool_add(w, pki_cert(t, &w->signer));
    asked.pool_len = w->pool_len;
    asked.signer   = &w->pool[w->pool_len - 1];
    CHECK_OK(mohur__path_find(t->ctx, &asked, &w->path));
    CHECK_NUMBER(MOHUR_WHY_NONE, w->path.why);
    CHECK_NUMBER(3, w->path.len);
}

static struct list_plan
root_list(struct world *w)
{
    return (struct list_plan){.issuer = "Root", .signer = &w->root_key};
}

static struct list_plan
middle_list(struct world *w)
{
    return (struct list_plan){.issuer = "Middle", .signer = &w->middle_key};
}

static struct answer_plan
answer(struct world *w)
{
    return (struct answer_plan){
        .issuer = "Middle", .issuer_key = &w->middle_key, .serial = SERIAL};
}

static void
add(struct world *w, enum mohur__evidence_kind kind, mohur__bytes der)
{
    struct fixture *t = w->t;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__evidence_add_view(t->ctx, &w->list, kind,
                                      MOHUR__EVIDENCE_GIVEN, der));
}

static void
add_list(struct world *w, const struct list_plan *plan)
{
    add(w, MOHUR__EVIDENCE_CRL, revoke_list(w->t, plan));
}

static void
add_answer(struct world *w, const struct answer_plan *plan)
{
    add(w, MOHUR__EVIDENCE_OCSP, revoke_answer(w->t, plan));
}

static void
add_root_list(struct world *w)
{
    struct list_plan plan = root_list(w);

    plan.from = YESTERDAY - 400 * PKI_DAY;
    plan.to   = FIXTURE_NOW + PKI_YEAR;
    add_list(w, &plan);
}

static mohur_status
check(struct world *w)
{
    const struct mohur__revocation_request asked = {.path     = &w->path,
                                                    .pool     = w->pool,
                                                    .pool_len = w->pool_len,
                                                    .trust    = w->trust,
                                                    .role   = MOHUR_TRUST_SIGN,
                                                    .at     = w->at,
                                                    .proven = w->proven,
                                                    .evidence = &w->list,
                                                    .asker    = w->asker};

    mohur__error_clear(w->t->ctx);
    return mohur__revocation_check(w->t->ctx, &asked, &w->out);
}

static mohur_why
why(struct world *w)
{
    struct fixture *t = w->t;

    make(w);
    CHECK_OK(check(w));
    CHECK_NUMBER(w->out.why == MOHUR_WHY_NONE, w->out.detail[0] == '\0');
    return w->out.why;
}

static void
end(struct world *w)
{
    mohur_trust_free(w->trust);
    mohur__evidence_free(&w->list);
}

/* With the root's list and this one: what comes of it. */
static mohur_why
why_of_list(struct fixture *t, struct world *w, const struct list_plan *plan)
{
    mohur_why out;

    (void)t;
    add_root_list(w);
    add_list(w, plan);
    out = why(w);
    end(w);
    return out;
}

static mohur_why
why_of_answer(struct world *w, const struct answer_plan *plan)
{
    mohur_why out;

    add_root_list(w);
    add_answer(w, plan);
    out = why(w);
    end(w);
    return out;
}

/* ---- in general ---- */

static void
stays_open_without_evidence(void **state)
{
    struct world *w = world_new(*state);

    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(w));
    CHECK_NUMBER(0, w->out.at_fault);
    end(w);
}

static void
stays_open_without_evidence_on_the_authority(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    add_list(w, &plan);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(w));
    CHECK_NUMBER(1, w->out.at_fault);
    end(w);
}

static void
is_answered_by_lists(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    add_root_list(w);
    add_list(w, &plan);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(w));
    CHECK_NUMBER(2, w->out.used_len);
    CHECK_NUMBER(0, w->out.used[0].about);
    CHECK_NUMBER(YESTERDAY, w->out.used[0].says.this_update);
    CHECK(w->out.used[0].evidence == &w->list.at[1]);
    end(w);
}

static void
is_answered_by_responses(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_answer(w, &plan));
}

static void
finds_a_revoked_authority(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = root_list(w);
    struct list_plan good = middle_list(w);

    plan.entries = revoke_one(w->t, MIDDLE, YESTERDAY, NONE);
    add_list(w, &plan);
    add_list(w, &good);
    CHECK_NUMBER(MOHUR_WHY_REVOKED_CA_NO_POE, why(w));
    CHECK_NUMBER(1, w->out.at_fault);
    end(w);
}

static mohur_status
ask(void *user,
    const struct mohur__cert *cert,
    const struct mohur__cert *issuer,
    size_t round,
    struct mohur__evidence_list *list,
    bool *out_more)
{
    struct world *w       = user;
    struct list_plan plan = middle_list(w);

    (void)issuer;
    *out_more = round < 2;
    if (cert->serial.data[0] != SERIAL || round == 0) {
        return MOHUR_OK; /* the first address gives nothing */
    }
    return mohur__evidence_add_view(w->t->ctx, list, MOHUR__EVIDENCE_CRL,
                                    MOHUR__EVIDENCE_FETCHED,
                                    revoke_list(w->t, &plan));
}

static void
asks_for_what_is_missing(void **state)
{
    struct world *w = world_new(*state);

    w->asker = (struct mohur__evidence_asker){ask, w};
    add_root_list(w);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(w));
    CHECK_NUMBER(2, w->out.used_len);
    end(w);
}

/* ---- B5: lists ---- */

static void
refuses_a_list_of_the_same_name_by_another_key(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    plan.signer = &w->other_key;
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_list(*state, w, &plan));
}

static void
refuses_a_list_of_another_issuer(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    plan.issuer = "Other";
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_list(*state, w, &plan));
}

static void
refuses_a_list_by_a_key_that_is_not_for_lists(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    w->middle.usage = PKI_USAGE_CA;
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_list(*state, w, &plan));
}

/* Another certificate of Middle, whose key signs the list. */
static void
pool_add_list_signer(struct world *w, uint32_t usage)
{
    struct pki_plan plan = PKI_PLAN_SIGNER;

    plan.subject = "Middle";
    plan.issuer  = "Root";
    plan.key     = &w->other_key;
    plan.signer  = &w->root_key;
    plan.serial  = 9;
    plan.usage   = usage;
    pool_add(w, pki_cert(w->t, &plan));
}

static void
takes_a_list_by_another_key_of_the_issuer(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    pool_add_list_signer(w, USAGE_CRL_SIGN);
    plan.signer = &w->other_key;
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_list(*state, w, &plan));
}

static void
refuses_it_where_that_key_was_revoked(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);
    struct list_plan root = root_list(w);

    pool_add_list_signer(w, USAGE_CRL_SIGN);
    plan.signer  = &w->other_key;
    root.entries = revoke_one(w->t, 9, YESTERDAY, NONE);
    add_list(w, &root);
    add_list(w, &plan);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(w));
    end(w);
}

static void
refuses_it_where_that_key_is_not_for_lists(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    pool_add_list_signer(w, PKI_USAGE_SIGNER);
    plan.signer = &w->other_key;
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_list(*state, w, &plan));
}

static mohur__bytes
null_of(struct fixture *t)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_null(&d);
    return pki_done(&d);
}

static mohur_why
why_of_extension(struct fixture *t,
                 enum mohur__oid oid,
                 bool critical,
                 mohur__bytes value)
{
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);

    plan.extensions = pki_extension(t, oid, critical, value);
    return why_of_list(t, w, &plan);
}

static void
refuses_a_list_with_an_unknown_critical_extension(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(
        MOHUR_WHY_TRY_LATER,
        why_of_extension(t, MOHUR__OID_QC_STATEMENTS, true, null_of(t)));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_extension(t, MOHUR__OID_QC_STATEMENTS,
                                                  false, null_of(t)));
}

static void
refuses_a_list_with_an_unknown_critical_extension_of_an_entry(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);
    uint8_t other         = 99;

    plan.entries = revoke_entry(
        w->t, mohur__bytes_of(&other, 1), YESTERDAY,
        pki_extension(w->t, MOHUR__OID_QC_STATEMENTS, true, null_of(w->t)));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_list(*state, w, &plan));
}

static void
refuses_a_list_of_changes(void **state)
{
    struct fixture *t = *state;
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_uint(&d, 1);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER,
                 why_of_extension(t, MOHUR__OID_DELTA_CRL, true, pki_done(&d)));
}

static mohur_why
why_of_changes(struct fixture *t, uint8_t reason)
{
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);
    struct list_plan good = middle_list(w);
    struct mohur__der d;

    w->proven = true;
    pki_der(t, &d);
    mohur__der_uint(&d, 1);
    plan.extensions =
        pki_extension(t, MOHUR__OID_DELTA_CRL, true, pki_done(&d));
    plan.entries = revoke_one(t, SERIAL, YESTERDAY, reason);
    add_list(w, &good);
    return why_of_list(t, w, &plan);
}

static void
believes_changes_that_revoke_and_none_that_do_not(void **state)
{
    CHECK_NUMBER(MOHUR_WHY_REVOKED, why_of_changes(*state, 1));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_changes(*state, 8));
}

/* issuingDistributionPoint with one flag. */
static mohur__bytes
scope(struct fixture *t, uint8_t tag)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_element(&d, tag, MOHUR__TEXT("\xFF"));
    mohur__der_end(&d);
    return pki_done(&d);
}

static void
asks_a_list_only_about_certificates_in_its_scope(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(
        MOHUR_WHY_NONE, /* users */
        why_of_extension(t, MOHUR__OID_CRL_SCOPE, true, scope(t, 0x81)));
    for (uint8_t tag = 0x82; tag <= 0x85; tag++) {
        /* Authorities, reasons, indirect, attributes. */
        CHECK_NUMBER(
            MOHUR_WHY_TRY_LATER,
            why_of_extension(t, MOHUR__OID_CRL_SCOPE, true, scope(t, tag)));
    }
}

/* [0] { [0] { URI } }, in a SEQUENCE or as the one point of a list of them. */
static mohur__bytes
point(struct fixture *t, const char *url, bool of_certificate)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    if (of_certificate) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    }
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
    mohur__der_element(&d, 0x86, mohur__bytes_text(url));
    mohur__der_end(&d);
    mohur__der_end(&d);
    if (of_certificate) {
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur_why
why_of_point(struct fixture *t, const char *named, const char *said)
{
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);

    if (named != NULL) {
        w->signer.extra = pki_extension(t, MOHUR__OID_CRL_POINTS, false,
                                        point(t, named, true));
    }
    plan.extensions =
        pki_extension(t, MOHUR__OID_CRL_SCOPE, true, point(t, said, false));
    return why_of_list(t, w, &plan);
}

static void
asks_a_list_of_a_point_only_where_the_certificate_names_it(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_point(t, "http://a/1", "http://a/1"));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER,
                 why_of_point(t, "http://a/1", "http://a/2"));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_point(t, NULL, "http://a/1"));
}

static mohur_why
why_of_entry(struct fixture *t, uint8_t serial, int64_t date, uint8_t reason)
{
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);

    w->proven    = true;
    plan.entries = revoke_one(t, serial, date, reason);
    return why_of_list(t, w, &plan);
}

static void
tells_revoked_before_from_revoked_after(void **state)
{
    struct fixture *t     = *state;
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);

    CHECK_NUMBER(MOHUR_WHY_REVOKED, why_of_entry(t, SERIAL, FIXTURE_NOW, NONE));
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of_entry(t, SERIAL, FIXTURE_NOW + 1, NONE));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_entry(t, 8, YESTERDAY, NONE));
    w->at        = YESTERDAY - PKI_DAY;
    plan.entries = revoke_one(t, SERIAL, YESTERDAY, NONE);
    add_root_list(w);
    add_list(w, &plan);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(w));
    CHECK_NUMBER(YESTERDAY, w->out.revoked_later);
    end(w);
}

static void
leaves_it_open_where_an_earlier_proof_is_possible(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    plan.entries = revoke_one(w->t, SERIAL, YESTERDAY, NONE);
    CHECK_NUMBER(MOHUR_WHY_REVOKED_NO_POE, why_of_list(*state, w, &plan));
}

static void
knows_every_reason_and_no_other(void **state)
{
    struct fixture *t = *state;

    for (uint8_t reason = 0; reason <= 11; reason++) {
        bool known     = reason != 7 && reason != 8 && reason != 11;
        mohur_why want = !known || reason == MOHUR__REASON_HOLD
                             ? MOHUR_WHY_TRY_LATER
                             : MOHUR_WHY_REVOKED;

        CHECK_NUMBER(want, why_of_entry(t, SERIAL, YESTERDAY, reason));
        /* Of another certificate: removeFromCRL spoils the list. */
        CHECK_NUMBER(known ? MOHUR_WHY_NONE : MOHUR_WHY_TRY_LATER,
                     why_of_entry(t, 8, YESTERDAY, reason));
    }
}

static void
takes_a_lost_key_as_lost_since_it_was(void **state)
{
    struct fixture *t     = *state;
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);
    uint8_t serial        = SERIAL;
    struct mohur__der d;

    w->at     = YESTERDAY - 10 * PKI_DAY;
    w->proven = true;
    pki_der(t, &d);
    mohur__der_raw(&d, revoke_reason(t, MOHUR__REASON_KEY));
    mohur__der_raw(&d, revoke_invalid(t, w->at - 1));
    plan.entries =
        revoke_entry(t, mohur__bytes_of(&serial, 1), YESTERDAY, pki_done(&d));
    CHECK_NUMBER(MOHUR_WHY_REVOKED, why_of_list(t, w, &plan));
}

static void
tells_suspended_from_restored(void **state)
{
    struct fixture *t           = *state;
    struct world *w             = world_new(t);
    struct list_plan hold       = middle_list(w);
    struct list_plan free_again = middle_list(w);

    w->at        = FIXTURE_NOW - 10 * PKI_DAY;
    hold.from    = w->at - PKI_DAY;
    hold.to      = w->at + PKI_DAY;
    hold.entries = revoke_one(t, SERIAL, hold.from, MOHUR__REASON_HOLD);
    add_root_list(w);
    add_list(w, &hold);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(w));
    CHECK_NUMBER(MOHUR__STANDING_SUSPENDED, w->out.standing.kind);
    CHECK_NUMBER(hold.to, w->out.standing.until);
    add_list(w, &free_again);
    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE, why(w));
    CHECK_NUMBER(MOHUR__STANDING_RESTORED, w->out.standing.kind);
    CHECK_NUMBER(YESTERDAY, w->out.standing.until);
    end(w);
}

static mohur_why
why_of_window(struct fixture *t, int64_t from, int64_t to)
{
    struct world *w       = world_new(t);
    struct list_plan plan = middle_list(w);

    plan.from = from;
    plan.to   = to;
    return why_of_list(t, w, &plan);
}

static void
takes_a_list_only_in_its_time(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, /* stale */
                 why_of_window(t, YESTERDAY, FIXTURE_NOW - 1));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_window(t, YESTERDAY, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_WHY_NONE, /* by a clock that is a little ahead */
                 why_of_window(t, FIXTURE_NOW + SKEW, TOMORROW));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, /* from the future */
                 why_of_window(t, FIXTURE_NOW + SKEW + 1, TOMORROW));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, /* does not say how long it holds */
                 why_of_window(t, YESTERDAY, REVOKE_NEVER));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_window(t, FIXTURE_NOW, REVOKE_NEVER));
}

static void
refuses_a_list_with_a_serial_number_that_is_none(void **state)
{
    static const uint8_t bad[][2] = {{0x00, SERIAL}, {0x87, 0x01}};

    for (size_t i = 0; i < 2; i++) {
        struct world *w       = world_new(*state);
        struct list_plan plan = middle_list(w);

        plan.entries =
            revoke_entry(w->t, MOHUR__BYTES(bad[i]), YESTERDAY, MOHUR__NOTHING);
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_list(*state, w, &plan));
    }
}

/* ---- B6: answers ---- */

static void
refuses_the_answer_about_another_certificate(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    plan.serial = 8;
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
refuses_the_answer_about_the_same_number_of_another_issuer(void **state)
{
    for (int i = 0; i < 2; i++) {
        struct world *w         = world_new(*state);
        struct answer_plan plan = answer(w);

        plan.signer = &w->middle_key;
        if (i == 0) {
            plan.issuer = "Other";
        } else {
            plan.issuer_key = &w->other_key;
        }
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    }
}

static const uint8_t SHA_1_NULL[] = {0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E,
                                     0x03, 0x02, 0x1A, 0x05, 0x00};

static void
takes_the_answer_about_a_certificate_named_by_sha_1(void **state)
{
    for (int i = 0; i < 2; i++) {
        struct world *w         = world_new(*state);
        struct answer_plan plan = answer(w);

        plan.sha_1    = true; /* its parameters left out, or NULL */
        plan.hash_alg = i == 0 ? MOHUR__NOTHING : MOHUR__BYTES(SHA_1_NULL);
        CHECK_NUMBER(MOHUR_WHY_NONE, why_of_answer(w, &plan));
    }
}

/* Each of the three that are compared is another one's. */
static void
refuses_the_answer_about_another_one_named_by_sha_1(void **state)
{
    for (int i = 0; i < 3; i++) {
        struct world *w         = world_new(*state);
        struct answer_plan plan = answer(w);

        plan.sha_1      = true;
        plan.signer     = &w->middle_key;
        plan.issuer     = i == 0 ? "Other" : plan.issuer;
        plan.issuer_key = i == 1 ? &w->other_key : plan.issuer_key;
        plan.serial     = i == 2 ? 8 : plan.serial;
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    }
}

static void
refuses_two_answers_that_differ_in_their_hash(void **state)
{
    struct world *w          = world_new(*state);
    struct answer_plan plan  = answer(w);
    struct answer_plan other = answer(w);

    other.sha_1 = true;
    plan.more   = revoke_single(w->t, &other);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

/* The certificate of somebody who answers for an issuer. */
static mohur__bytes
responder(struct world *w,
          const char *issuer,
          const struct pki_key *by,
          bool eku)
{
    struct fixture *t    = w->t;
    struct pki_plan plan = PKI_PLAN_SIGNER;
    struct mohur__der d;
    struct mohur__der all;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, eku ? MOHUR__OID_EKU_OCSP : MOHUR__OID_EKU_EMAIL);
    mohur__der_end(&d);
    pki_der(t, &all);
    mohur__der_raw(
        &all, pki_extension(t, MOHUR__OID_EXT_KEY_USAGE, false, pki_done(&d)));
    mohur__der_raw(
        &all, pki_extension(t, MOHUR__OID_OCSP_NO_CHECK, false, null_of(t)));
    plan.subject = "Responder";
    plan.issuer  = issuer;
    plan.key     = &w->other_key;
    plan.signer  = by;
    plan.serial  = 11;
    plan.usage   = 1; /* digitalSignature */
    plan.from    = FIXTURE_NOW - 10 * PKI_DAY;
    plan.to      = FIXTURE_NOW + 10 * PKI_DAY;
    plan.extra   = pki_done(&all);
    return pki_cert(t, &plan);
}

static struct answer_plan
delegated(struct world *w, mohur__bytes cert)
{
    struct answer_plan plan = answer(w);

    plan.signer    = &w->other_key;
    plan.responder = "Responder";
    plan.certs     = cert;
    return plan;
}

static void
takes_the_answer_of_a_responder_that_the_issuer_named(void **state)
{
    struct world *w = world_new(*state);
    struct answer_plan plan =
        delegated(w, responder(w, "Middle", &w->middle_key, true));

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_answer(w, &plan));
}

static void
refuses_the_responder_of_a_sibling_authority(void **state)
{
    struct world *w = world_new(*state);
    struct answer_plan plan =
        delegated(w, responder(w, "Root", &w->root_key, true));

    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    w    = world_new(*state);
    plan = delegated(w, responder(w, "Middle", &w->root_key, true));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
refuses_a_responder_that_is_not_for_answers(void **state)
{
    struct world *w = world_new(*state);
    struct answer_plan plan =
        delegated(w, responder(w, "Middle", &w->middle_key, false));

    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
refuses_a_responder_that_had_expired(void **state)
{
    struct world *w = world_new(*state);
    struct answer_plan plan =
        delegated(w, responder(w, "Middle", &w->middle_key, true));

    plan.produced = FIXTURE_NOW - 11 * PKI_DAY;
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

/* ---- a responder of the trust store ---- */

/* Believe the holder of other_key, an authority or not, for these roles. */
static void
believe(struct world *w, uint32_t roles, bool is_ca, int64_t from)
{
    struct fixture *t          = w->t;
    const struct pki_plan ca   = PKI_PLAN_CA;
    const struct pki_plan some = PKI_PLAN_SIGNER;
    struct pki_plan plan       = is_ca ? ca : some;
    mohur__bytes der;

    plan.subject = plan.issuer = "Trusted";
    plan.key = plan.signer = &w->other_key;
    plan.from              = from;
    der                    = pki_cert(t, &plan);
    CHECK_OK(mohur_trust_add(t->ctx, w->trust, roles, der.data, der.len));
}

static struct answer_plan
trusted(struct world *w)
{
    struct answer_plan plan = answer(w);

    plan.signer    = &w->other_key;
    plan.responder = "Trusted";
    return plan;
}

static void
takes_the_answer_of_an_anchor_for_answers(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = trusted(w);

    believe(w, MOHUR_TRUST_OCSP, false, 0);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_answer(w, &plan));
    w           = world_new(*state);
    plan        = trusted(w);
    plan.status = revoke_status(w->t, YESTERDAY, NONE);
    believe(w, MOHUR_TRUST_OCSP, false, 0);
    CHECK_NUMBER(MOHUR_WHY_REVOKED_NO_POE, why_of_answer(w, &plan));
}

static void
refuses_the_answer_of_an_anchor_for_anything_else(void **state)
{
    static const uint32_t others[] = {MOHUR_TRUST_SIGN, MOHUR_TRUST_TSA,
                                      MOHUR_TRUST_SEAL, MOHUR_TRUST_ARCHIVE,
                                      MOHUR_TRUST_SIGN | MOHUR_TRUST_TSA |
                                          MOHUR_TRUST_SEAL};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct world *w         = world_new(*state);
        struct answer_plan plan = trusted(w);

        believe(w, others[i], false, 0);
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    }
}

static void
refuses_the_answer_of_an_anchor_out_of_its_time(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = trusted(w);

    believe(w, MOHUR_TRUST_OCSP, false, FIXTURE_NOW - 1);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

/* Under an anchor that may issue certificates, with the purpose in it. */
static void
takes_the_answer_of_somebody_an_anchor_named(void **state)
{
    static const struct {
        bool is_ca;
        bool eku;
        mohur_why why;
    } rows[] = {{true, true, MOHUR_WHY_NONE},
                {false, true, MOHUR_WHY_TRY_LATER},
                {true, false, MOHUR_WHY_TRY_LATER}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct world *w      = world_new(*state);
        struct pki_key other = w->other_key;
        struct pki_key own   = pki_key(w->t, MOHUR_ALG_ECDSA_P256, 5);
        struct answer_plan plan;

        believe(w, MOHUR_TRUST_OCSP, rows[i].is_ca, 0);
        w->other_key = own; /* that the responder has */
        plan = delegated(w, responder(w, "Trusted", &other, rows[i].eku));
        CHECK_NUMBER(rows[i].why, why_of_answer(w, &plan));
    }
}

/* A response that was made so many seconds after now; its answer too. */
static mohur_why
why_of_clock(struct fixture *t, int64_t produced, int64_t from)
{
    struct world *w         = world_new(t);
    struct answer_plan plan = answer(w);

    plan.produced = FIXTURE_NOW + produced;
    plan.from     = FIXTURE_NOW + from;
    return why_of_answer(w, &plan);
}

static void
refuses_a_response_from_the_future(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_clock(t, SKEW, 0));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_clock(t, SKEW, SKEW));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_clock(t, SKEW + 1, 0));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_clock(t, SKEW, SKEW + 1));
}

static void
lets_the_profile_say_how_far_clocks_may_be_ahead(void **state)
{
    static const char *const rules[] = {
        "\"trust_list\":\"any\",\"tsa_skew\":0}",
        "\"trust_list\":\"any\",\"tsa_skew\":10}"};
    struct fixture *t = *state;

    for (int64_t i = 0; i < 2; i++) {
        struct mohur__force force;

        kit_enforce(t, &force, KIT_LIST_END, rules[i]);
        CHECK_NUMBER(MOHUR_WHY_NONE, why_of_clock(t, 10 * i, 10 * i));
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_clock(t, 10 * i + 1, 0));
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_clock(t, 10 * i, 10 * i + 1));
        kit_relent(t, &force);
    }
}

/* Who is ahead and says "revoked just now" says so of what is past. */
static void
takes_revoked_from_a_clock_that_is_ahead(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    w->proven     = true;
    plan.produced = plan.from = FIXTURE_NOW + SKEW;
    plan.status               = revoke_status(w->t, plan.from, 4);
    CHECK_NUMBER(MOHUR_WHY_REVOKED, why_of_answer(w, &plan));
}

static void
refuses_good_that_is_older_than_asked(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    plan.to = FIXTURE_NOW - 1; /* which is what a replay looks like */
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    w       = world_new(*state);
    plan    = answer(w);
    plan.to = REVOKE_NEVER;
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
takes_unknown_for_no_answer(void **state)
{
    static const uint8_t unknown[] = {0x82, 0x00};
    struct world *w                = world_new(*state);
    struct answer_plan plan        = answer(w);

    plan.status = MOHUR__BYTES(unknown);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
takes_every_failure_for_no_answer(void **state)
{
    for (uint8_t failure = 1; failure <= 6; failure++) {
        struct world *w         = world_new(*state);
        struct answer_plan plan = answer(w);

        plan.failure = failure;
        CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    }
}

static void
takes_revoked_from_a_response(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    w->proven   = true;
    plan.status = revoke_status(w->t, YESTERDAY, 4);
    CHECK_NUMBER(MOHUR_WHY_REVOKED, why_of_answer(w, &plan));
    w           = world_new(*state);
    plan        = answer(w);
    plan.status = revoke_status(w->t, YESTERDAY, MOHUR__REASON_HOLD);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
refuses_two_answers_about_one_certificate(void **state)
{
    struct world *w          = world_new(*state);
    struct answer_plan plan  = answer(w);
    struct answer_plan other = answer(w);

    plan.more = revoke_single(w->t, &plan);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
    w            = world_new(*state);
    plan         = answer(w);
    other.serial = 8;
    plan.more    = revoke_single(w->t, &other);
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_answer(w, &plan));
}

static mohur_why
why_of_nonce(struct fixture *t, uint8_t sent, uint8_t echoed)
{
    struct world *w         = world_new(t);
    struct answer_plan plan = answer(w);
    uint8_t nonce[MOHUR__OCSP_NONCE_LEN];
    mohur_why out;

    if (echoed != 0) {
        mohur__fill(MOHUR__SPAN(nonce), echoed);
        plan.nonce = revoke_nonce(t, MOHUR__BYTES(nonce));
    }
    add_root_list(w);
    add_answer(w, &plan);
    mohur__fill(MOHUR__SPAN(nonce), sent);
    w->list.at[1].nonce = MOHUR__BYTES(nonce);
    out                 = why(w);
    end(w);
    return out;
}

static void
wants_its_own_nonce_if_any(void **state)
{
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_nonce(*state, 1, 1));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_nonce(*state, 1, 0));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_nonce(*state, 1, 2));
}

static mohur_why
why_of_nonce_under(struct fixture *t, const char *rule, uint8_t echoed)
{
    struct mohur__force force;
    mohur_why out;

    kit_enforce(t, &force, KIT_NONCE, rule);
    out = why_of_nonce(t, 1, echoed);
    kit_relent(t, &force);
    return out;
}

static void
lets_the_profile_say_what_a_nonce_is_worth(void **state)
{
    static const char required[] = "\"ocsp_nonce\":\"required\"";
    static const char ignored[]  = "\"ocsp_nonce\":\"ignored\"";
    struct fixture *t            = *state;

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_nonce_under(t, required, 1));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_nonce_under(t, required, 0));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_nonce_under(t, required, 2));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_nonce_under(t, ignored, 2));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_nonce_under(t, KIT_NONCE, 2));
}

static mohur_why
why_of_age(struct fixture *t, const char *rule)
{
    struct world *w         = world_new(t);
    struct answer_plan plan = answer(w);
    struct list_plan list   = root_list(w);
    struct mohur__force force;
    mohur_why out;

    kit_enforce(t, &force, KIT_RESTORED, rule);
    add_list(w, &list);
    add_answer(w, &plan);
    out = why(w);
    end(w);
    kit_relent(t, &force);
    return out;
}

/* List and response are of the day before, and say that they last longer. */
static void
lets_the_profile_say_how_old_evidence_may_be(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR_WHY_NONE, why_of_age(t, KIT_RESTORED));
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_of_age(t, "\"revocation_age\":86400," KIT_RESTORED));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER,
                 why_of_age(t, "\"revocation_age\":86399," KIT_RESTORED));
}

static void
refuses_a_response_of_another_kind(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    plan.response_type = mohur__oid_bytes(MOHUR__OID_OCSP);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

static void
refuses_a_certificate_named_by_a_hash_that_is_not_accepted(void **state)
{
    static const uint8_t sha_224[] = {0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48,
                                      0x01, 0x65, 0x03, 0x04, 0x02, 0x04};
    struct world *w                = world_new(*state);
    struct answer_plan plan        = answer(w);

    plan.hash_alg = MOHUR__BYTES(sha_224);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_of_answer(w, &plan));
}

/* ---- all bytes ---- */

/* Is the last piece of evidence believed, in this form? */
static bool
passes_with(struct world *w, mohur__bytes der)
{
    struct fixture *t = w->t;

    w->list.at[w->list.len - 1].view = der;
    CHECK_OK(check(w));
    return w->out.why == MOHUR_WHY_NONE;
}

static void
damage(struct world *w)
{
    struct fixture *t = w->t;
    mohur__bytes good = w->list.at[w->list.len - 1].view;
    uint8_t *bad      = fixture_bytes(t, 0, good.len);

    CHECK_NUMBER(MOHUR_WHY_NONE, why(w));
    for (size_t len = 0; len < good.len; len++) {
        CHECK(!passes_with(w, mohur__bytes_sub(good, 0, len)));
    }
    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        mohur__copy(mohur__span_of(bad, good.len), good);
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK(!passes_with(w, mohur__bytes_of(bad, good.len)));
    }
    end(w);
}

static void
believes_no_list_with_a_changed_bit(void **state)
{
    struct world *w       = world_new(*state);
    struct list_plan plan = middle_list(w);

    plan.entries = revoke_one(w->t, 8, YESTERDAY, 4);
    add_root_list(w);
    add_list(w, &plan);
    damage(w);
}

static void
believes_no_response_with_a_changed_bit(void **state)
{
    struct world *w         = world_new(*state);
    struct answer_plan plan = answer(w);

    add_root_list(w);
    add_answer(w, &plan);
    damage(w);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t       = *state;
    struct world *w         = world_new(t);
    struct answer_plan plan = answer(w);
    struct list_plan list   = middle_list(w);
    mohur_status st         = MOHUR_E_NO_MEMORY;

    add_root_list(w);
    add_list(w, &list);
    add_answer(w, &plan);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(w));
    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = check(w);
        (void)alloc_has_failed(&t->alloc);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    CHECK_NUMBER(MOHUR_WHY_NONE, w->out.why);
    end(w);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(stays_open_without_evidence),
        CASE(stays_open_without_evidence_on_the_authority),
        CASE(is_answered_by_lists),
        CASE(is_answered_by_responses),
        CASE(finds_a_revoked_authority),
        CASE(asks_for_what_is_missing),
        CASE(refuses_a_list_of_the_same_name_by_another_key),
        CASE(refuses_a_list_of_another_issuer),
        CASE(refuses_a_list_by_a_key_that_is_not_for_lists),
        CASE(takes_a_list_by_another_key_of_the_issuer),
        CASE(refuses_it_where_that_key_was_revoked),
        CASE(refuses_it_where_that_key_is_not_for_lists),
        CASE(refuses_a_list_with_an_unknown_critical_extension),
        CASE(refuses_a_list_with_an_unknown_critical_extension_of_an_entry),
        CASE(refuses_a_list_of_changes),
        CASE(believes_changes_that_revoke_and_none_that_do_not),
        CASE(asks_a_list_only_about_certificates_in_its_scope),
        CASE(asks_a_list_of_a_point_only_where_the_certificate_names_it),
        CASE(tells_revoked_before_from_revoked_after),
        CASE(leaves_it_open_where_an_earlier_proof_is_possible),
        CASE(knows_every_reason_and_no_other),
        CASE(takes_a_lost_key_as_lost_since_it_was),
        CASE(tells_suspended_from_restored),
        CASE(takes_a_list_only_in_its_time),
        CASE(refuses_a_list_with_a_serial_number_that_is_none),
        CASE(refuses_the_answer_about_another_certificate),
        CASE(refuses_the_answer_about_the_same_number_of_another_issuer),
        CASE(takes_the_answer_about_a_certificate_named_by_sha_1),
        CASE(refuses_the_answer_about_another_one_named_by_sha_1),
        CASE(refuses_two_answers_that_differ_in_their_hash),
        CASE(takes_the_answer_of_a_responder_that_the_issuer_named),
        CASE(refuses_the_responder_of_a_sibling_authority),
        CASE(refuses_a_responder_that_is_not_for_answers),
        CASE(refuses_a_responder_that_had_expired),
        CASE(takes_the_answer_of_an_anchor_for_answers),
        CASE(refuses_the_answer_of_an_anchor_for_anything_else),
        CASE(refuses_the_answer_of_an_anchor_out_of_its_time),
        CASE(takes_the_answer_of_somebody_an_anchor_named),
        CASE(refuses_a_response_from_the_future),
        CASE(lets_the_profile_say_how_far_clocks_may_be_ahead),
        CASE(takes_revoked_from_a_clock_that_is_ahead),
        CASE(refuses_good_that_is_older_than_asked),
        CASE(takes_unknown_for_no_answer),
        CASE(takes_every_failure_for_no_answer),
        CASE(takes_revoked_from_a_response),
        CASE(refuses_two_answers_about_one_certificate),
        CASE(wants_its_own_nonce_if_any),
        CASE(lets_the_profile_say_what_a_nonce_is_worth),
        CASE(lets_the_profile_say_how_old_evidence_may_be),
        CASE(refuses_a_response_of_another_kind),
        CASE(refuses_a_certificate_named_by_a_hash_that_is_not_accepted),
        CASE(believes_no_list_with_a_changed_bit),
        CASE(believes_no_response_with_a_changed_bit),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("revocation", cases, NULL, NULL);
}
