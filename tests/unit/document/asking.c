/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asking.h"

#include "base/error.h"
#include "check.h"
#include "message.h"
#include "revoke.h"
#include "x509/ocsp.h"
#include <mohur/document.h>
#include <mohur/revocation.h>

#include <stdio.h>
#include <stdlib.h>

/*
 * What a certificate names is asked for, each address once; what comes is
 * evidence like any other, and what does not come is evidence that is missing.
 */
enum {
    URI       = 0x86,
    SERIAL    = 7,
    ASKED_MAX = 80,
    URL_CAP   = 64
};

/* How a place answers. */
enum mood {
    WELL,
    NOT_AT_ALL,
    WITHOUT_END,
    NONSENSE,
    THE_OTHER_KIND,
    BY_SHA_1_ALONE, /* and "unauthorized" to who asks by another hash */
    TO_NOBODY       /* "unauthorized" */
};

struct web {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key key;
    mohur__bytes root_der;
    mohur__bytes cert_der;
    struct mohur__cert root;
    struct mohur__cert cert;
    mohur__bytes list;
    mohur__bytes response;
    enum mood mood;
    mohur_evidence evidence;
    char asked[ASKED_MAX][URL_CAP];
    size_t asked_len;
    bool odd;       /* a question that is not as it should be */
    bool spoilt;    /* the signature is over something else */
    size_t fail_at; /* the nth allocation of the next call; 0: none */
};

/* ---- the places ---- */

/* Does a request name its certificate by SHA-1? */
static bool
is_by_sha_1(const mohur_evidence_request *r)
{
    static const uint8_t oid[] = {0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A};

    return memmem(r->body, r->body_len, oid, sizeof oid) != NULL;
}

static mohur__bytes
answer_to(struct web *w, const mohur_evidence_request *r)
{
    bool ocsp = r->kind == MOHUR_EVIDENCE_OCSP;

    if (ocsp && (w->mood == TO_NOBODY ||
                 (w->mood == BY_SHA_1_ALONE && !is_by_sha_1(r)))) {
        return MOHUR__TEXT("0\x03\x0A\x01\x06");
    }

    if (w->mood == NONSENSE) {
        return MOHUR__TEXT("<html>");
    }
    return ocsp == (w->mood != THE_OTHER_KIND) ? w->response : w->list;
}

static int32_t
get(void *user, const mohur_evidence_request *r, mohur_answer *out)
{
    struct web *w       = user;
    mohur__bytes answer = answer_to(w, r);
    bool ocsp           = r->kind == MOHUR_EVIDENCE_OCSP;

    snprintf(w->asked[w->asked_len++ % ASKED_MAX], URL_CAP, "%s", r->url);
    w->odd = w->odd || r->size != sizeof *r || ocsp != (r->body_len > 0) ||
             r->max != (ocsp ? 65536U : 67108864U) ||
             (!ocsp && r->kind != MOHUR_EVIDENCE_CRL);
    if (w->mood == WITHOUT_END) {
        while (mohur_answer_add(out, w->list.data, w->list.len) == MOHUR_OK) {
        }
        return 0;
    }
    return w->mood == NOT_AT_ALL ||
                   mohur_answer_add(out, answer.data, answer.len) != MOHUR_OK
               ? 1
               : 0;
}

/* ---- certificates ---- */

/* Points of lists, each with one address of those that end with NULL. */
static mohur__bytes
points(struct fixture *t, const char *const *urls)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    for (; *urls != NULL; urls++) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_element(&d, URI, mohur__bytes_text(*urls));
        mohur__der_end(&d);
        mohur__der_end(&d);
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_extension(t, MOHUR__OID_CRL_POINTS, false, pki_done(&d));
}

static mohur__bytes
responders(struct fixture *t, const char *const *urls)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    for (; *urls != NULL; urls++) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_oid(&d, MOHUR__OID_OCSP);
        mohur__der_element(&d, URI, mohur__bytes_text(*urls));
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    return pki_extension(t, MOHUR__OID_AUTHORITY_INFO, false, pki_done(&d));
}

/* Let the signer's certificate have these extensions. */
static void
name_places(struct web *w, mohur__bytes extensions)
{
    struct pki_plan plan = PKI_PLAN_SIGNER;

    plan.subject = "Signer";
    plan.issuer  = "Root";
    plan.key     = &w->key;
    plan.signer  = &w->root_key;
    plan.serial  = SERIAL;
    plan.extra   = extensions;
    w->cert_der  = pki_cert(w->t, &plan);
    CHECK(mohur__cert_parse(w->cert_der, &w->cert));
}

static struct web *
web_new(struct fixture *t)
{
    static const char *const lists[] = {"http://a/1", "http://a/2", NULL};
    static const char *const ask[]   = {"http://b/1", NULL};
    struct web *w                    = calloc(1, sizeof *w);
    struct pki_plan root             = PKI_PLAN_CA;

    t->extra     = w;
    w->t         = t;
    w->root_key  = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    w->key       = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    root.subject = root.issuer = "Root";
    root.key = root.signer = &w->root_key;
    root.usage             = PKI_USAGE_CA | 1 << 6;
    w->root_der            = pki_cert(t, &root);
    CHECK(mohur__cert_parse(w->root_der, &w->root));
    name_places(w, message_join(t, responders(t, ask), points(t, lists),
                                MOHUR__NOTHING));
    const struct list_plan list = {.issuer = "Root", .signer = &w->root_key};
    const struct answer_plan answer = {
        .issuer = "Root", .issuer_key = &w->root_key, .serial = SERIAL};

    w->list     = revoke_list(t, &list);
    w->response = revoke_answer(t, &answer);
    w->evidence =
        (mohur_evidence){.size = sizeof w->evidence, .get = get, .user = w};
    return w;
}

static mohur_status
verify(struct fixture *t, struct web *w);

/* ---- asking ---- */

/* All rounds about the certificate; how many pieces came. */
static mohur_status
ask_all(struct web *w,
        struct mohur__asking *asking,
        struct mohur__evidence_list *list)
{
    const struct mohur__evidence_asker asker = mohur__asking_revocation(asking);
    mohur_status st                          = MOHUR_OK;
    bool more                                = true;

    for (size_t i = 0; st == MOHUR_OK && more; i++) {
        st = asker.ask(asker.user, &w->cert, &w->root, i, list, &more);
    }
    return st;
}

/* The pieces that come of it, in a list of the case's own. */
static size_t
pieces(struct web *w)
{
    struct fixture *t                = w->t;
    struct mohur__asking *asking     = NULL;
    struct mohur__evidence_list list = {.len = 0};

    CHECK_OK(mohur__asking_new(t->ctx, &w->evidence, &asking));
    CHECK_OK(ask_all(w, asking, &list));
    mohur__asking_free(asking);
    CHECK(!w->odd);
    return list.len;
}

static void
asks_responders_before_lists(void **state)
{
    struct web *w = web_new(*state);

    CHECK_NUMBER(3, pieces(w));
    CHECK_NUMBER(3, w->asked_len);
    CHECK_TEXT("http://b/1", w->asked[0]);
    CHECK_TEXT("http://a/1", w->asked[1]);
    CHECK_TEXT("http://a/2", w->asked[2]);
}

static void
asks_each_question_once(void **state)
{
    struct fixture *t                 = *state;
    struct web *w                     = web_new(t);
    struct mohur__asking *asking      = NULL;
    struct mohur__evidence_list one   = {.len = 0};
    struct mohur__evidence_list other = {.len = 0};

    CHECK_OK(mohur__asking_new(t->ctx, &w->evidence, &asking));
    CHECK_OK(ask_all(w, asking, &one));
    CHECK_OK(ask_all(w, asking, &one));
    CHECK_OK(ask_all(w, asking, &other));
    CHECK_NUMBER(3, w->asked_len);
    CHECK_NUMBER(3, one.len);
    CHECK_NUMBER(3, other.len);
    CHECK_BYTES(one.at[0].view, other.at[0].view);
    mohur__asking_free(asking);
}

static void
asks_a_responder_again_about_another_certificate(void **state)
{
    static const char *const same[]  = {"http://b/1", NULL};
    struct fixture *t                = *state;
    struct web *w                    = web_new(t);
    struct mohur__asking *asking     = NULL;
    struct mohur__evidence_list list = {.len = 0};

    CHECK_OK(mohur__asking_new(t->ctx, &w->evidence, &asking));
    CHECK_OK(ask_all(w, asking, &list));
    name_places(w, responders(t, same));
    CHECK_OK(ask_all(w, asking, &list));
    CHECK_NUMBER(4, w->asked_len);
    mohur__asking_free(asking);
}

static void
says_that_a_piece_was_fetched_and_with_which_nonce(void **state)
{
    struct fixture *t                = *state;
    struct web *w                    = web_new(t);
    struct mohur__asking *asking     = NULL;
    struct mohur__evidence_list list = {.len = 0};

    CHECK_OK(mohur__asking_new(t->ctx, &w->evidence, &asking));
    CHECK_OK(ask_all(w, asking, &list));
    CHECK_NUMBER(MOHUR__EVIDENCE_FETCHED, list.at[0].from);
    CHECK_NUMBER(MOHUR__EVIDENCE_OCSP, list.at[0].kind);
    CHECK_NUMBER(MOHUR__OCSP_NONCE_LEN, list.at[0].nonce.len);
    CHECK_NUMBER(MOHUR__EVIDENCE_CRL, list.at[1].kind);
    CHECK_NUMBER(0, list.at[1].nonce.len);
    CHECK(list.at[0].owned == NULL);
    mohur__asking_free(asking);
}

/* The context keeps no word of it: the caller's function knows more. */
static void
goes_on_without_what_does_not_come(void **state)
{
    struct web *w = web_new(*state);

    for (uint32_t mood = NOT_AT_ALL; mood <= THE_OTHER_KIND; mood++) {
        if (mood != WITHOUT_END) {
            w->mood = (enum mood)mood;
            CHECK_NUMBER(0, pieces(w));
        }
    }
    CHECK_NUMBER(9, w->asked_len);
}

static void
asks_again_by_sha_1_where_it_is_refused(void **state)
{
    struct fixture *t               = *state;
    struct web *w                   = web_new(t);
    const struct answer_plan answer = {.issuer     = "Root",
                                       .issuer_key = &w->root_key,
                                       .serial     = SERIAL,
                                       .sha_1      = true};

    w->response = revoke_answer(t, &answer);
    w->mood     = BY_SHA_1_ALONE;
    CHECK_OK(verify(t, w));
    CHECK_NUMBER(2, w->asked_len);
    CHECK_TEXT("http://b/1", w->asked[0]);
    CHECK_TEXT("http://b/1", w->asked[1]);
    w->mood = TO_NOBODY; /* and then for the list */
    CHECK_OK(verify(t, w));
    CHECK_NUMBER(5, w->asked_len);
    CHECK_TEXT("http://a/1", w->asked[4]);
}

static void
takes_no_answer_without_end(void **state)
{
    static const char *const ask[] = {"http://b/1", NULL};
    struct web *w                  = web_new(*state);

    name_places(w, responders(*state, ask));
    w->mood = WITHOUT_END;
    CHECK_NUMBER(0, pieces(w));
}

static void
asks_nobody_if_there_is_nobody_to_ask(void **state)
{
    struct fixture *t            = *state;
    struct mohur__asking *asking = NULL;
    mohur_evidence nobody        = MOHUR_EVIDENCE_INIT;

    CHECK_OK(mohur__asking_new(t->ctx, NULL, &asking));
    CHECK(asking == NULL);
    CHECK(mohur__asking_revocation(NULL).ask == NULL);
    mohur__asking_free(NULL);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__asking_new(t->ctx, &nobody, &asking));
}

static void
asks_at_no_more_than_eight_places_of_a_certificate(void **state)
{
    static const char *const many[] = {
        "http://a/1", "http://a/2", "http://a/3", "http://a/4", "http://a/5",
        "http://a/6", "http://a/7", "http://a/8", "http://a/9", NULL};
    struct web *w = web_new(*state);

    name_places(w, points(*state, many));
    CHECK_NUMBER(8, pieces(w));
}

/* What is no address over HTTP in plain ASCII is passed over. */
static void
asks_at_no_other_place(void **state)
{
    static const char *const odd[] = {"file:///etc/passwd",
                                      "ldap://a/cn=Root",
                                      "http://a/ b",
                                      "http://a/\x01",
                                      "",
                                      "http://a/good",
                                      NULL};
    struct web *w                  = web_new(*state);

    name_places(w, points(*state, odd));
    CHECK_NUMBER(1, pieces(w));
    CHECK_TEXT("http://a/good", w->asked[0]);
}

static void
asks_at_no_place_with_a_name_without_end(void **state)
{
    struct fixture *t         = *state;
    struct web *w             = web_new(t);
    char *text                = (char *)fixture_bytes(t, 0, 4096);
    const char *const names[] = {text, "http://a/good", NULL};

    memset(text, 'a', MOHUR__PLACE_MAX + 1);
    memcpy(text, "http://", 7);
    text[MOHUR__PLACE_MAX + 1] = '\0';
    name_places(w, points(t, names));
    CHECK_NUMBER(1, pieces(w));
    CHECK_TEXT("http://a/good", w->asked[0]);
}

static void
asks_so_many_questions_and_no_more(void **state)
{
    struct fixture *t                 = *state;
    struct web *w                     = web_new(t);
    struct mohur__asking *asking      = NULL;
    struct mohur__evidence_list *list = calloc(1, sizeof *list);
    char name[URL_CAP];
    const char *const names[] = {name, NULL};

    CHECK_OK(mohur__asking_new(t->ctx, &w->evidence, &asking));
    for (int i = 0; i < MOHUR__ASKED_MAX + 5; i++) {
        snprintf(name, sizeof name, "http://a/%d", i);
        name_places(w, points(t, names));
        CHECK_OK(ask_all(w, asking, list));
    }
    CHECK_NUMBER(MOHUR__ASKED_MAX, w->asked_len);
    CHECK_NUMBER(MOHUR__ASKED_MAX, list->len);
    mohur__asking_free(asking);
    free(list);
}

/* ---- in a call ---- */

static mohur__bytes
sign(struct web *w)
{
    const struct message_plan plan = {
        .key       = &w->key,
        .cert      = w->cert_der,
        .content   = MOHUR__TEXT("a decree"),
        .attached  = true,
        .signature = w->spoilt ? pki_sign(w->t, &w->key, MOHUR__TEXT("another"))
                               : MOHUR__NOTHING};

    return message_make(w->t, &plan);
}

static mohur_status
verify(struct fixture *t, struct web *w)
{
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur__bytes message         = sign(w);
    mohur_trust *trust           = NULL;
    mohur_report *report         = NULL;
    mohur_status st              = mohur_trust_new(t->ctx, &trust);

    if (st == MOHUR_OK && w->root_der.len > 0) {
        st = mohur_trust_add(t->ctx, trust, MOHUR_TRUST_SIGN, w->root_der.data,
                             w->root_der.len);
    }
    options.file  = fixture_source(t, (struct view){message.data, message.len});
    options.trust = trust;
    options.fetch = &w->evidence;
    if (st == MOHUR_OK) {
        alloc_fail_at(&t->alloc, w->fail_at, ALLOC_ONCE);
        st = mohur_document_verify(t->ctx, &options, &report);
        (void)alloc_has_failed(&t->alloc);
    }
    if (st == MOHUR_OK && !mohur_report_is_accepted(report)) {
        st = MOHUR_E_UNTRUSTED;
    } else if (st == MOHUR_OK && mohur_report_evidence(report, 0, 0)->place !=
                                     MOHUR_REVOCATION_FETCHED) {
        st = MOHUR_E_INTERNAL;
    }
    mohur_report_free(report);
    mohur_source_free(options.file);
    mohur_trust_free(trust);
    return st;
}

static void
completes_a_verdict(void **state)
{
    struct fixture *t = *state;
    struct web *w     = web_new(t);

    CHECK_OK(verify(t, w));
    CHECK_NUMBER(1, w->asked_len); /* one answer was enough */
    w->mood = NOT_AT_ALL;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, verify(t, w));
    CHECK_NUMBER(4, w->asked_len);
}

/* An address in a file is anybody's word. */
static void
asks_nobody_about_what_does_not_hold(void **state)
{
    struct fixture *t = *state;
    struct web *w     = web_new(t);

    w->spoilt = true;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, verify(t, w));
    w->spoilt   = false;
    w->root_der = MOHUR__NOTHING; /* and nobody is believed */
    CHECK_STATUS(MOHUR_E_UNTRUSTED, verify(t, w));
    CHECK_NUMBER(0, w->asked_len);
}

/* An answer is made after the call began. */
static int32_t
get_later(void *user, const mohur_evidence_request *r, mohur_answer *out)
{
    struct web *w             = user;
    const struct list_plan in = {
        .issuer = "Root", .signer = &w->root_key, .from = ++w->t->now};

    w->list = revoke_list(w->t, &in);
    return r->kind == MOHUR_EVIDENCE_CRL ? get(w, r, out) : 1;
}

static void
believes_what_was_made_while_it_asked(void **state)
{
    struct fixture *t = *state;
    struct web *w     = web_new(t);

    w->evidence.get = get_later;
    CHECK_OK(verify(t, w));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    struct web *w     = web_new(t);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (w->fail_at = 1; st != MOHUR_OK; w->fail_at++) {
        w->asked_len = 0;
        st           = verify(t, w);
        if (st != MOHUR_OK) {
            CHECK_NUMBER(MOHUR_E_NO_MEMORY, st);
            mohur__error_clear(t->ctx);
        }
    }
    CHECK(w->fail_at > 50);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(asks_responders_before_lists),
        CASE(asks_each_question_once),
        CASE(asks_a_responder_again_about_another_certificate),
        CASE(says_that_a_piece_was_fetched_and_with_which_nonce),
        CASE(goes_on_without_what_does_not_come),
        CASE(asks_again_by_sha_1_where_it_is_refused),
        CASE(takes_no_answer_without_end),
        CASE(asks_nobody_if_there_is_nobody_to_ask),
        CASE(asks_at_no_more_than_eight_places_of_a_certificate),
        CASE(asks_at_no_other_place),
        CASE(asks_at_no_place_with_a_name_without_end),
        CASE(asks_so_many_questions_and_no_more),
        CASE(completes_a_verdict),
        CASE(asks_nobody_about_what_does_not_hold),
        CASE(believes_what_was_made_while_it_asked),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("asking", cases, NULL, NULL);
}
