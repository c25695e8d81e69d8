/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/extend.h>

#include "asn1/der_read.h"
#include "base/error.h"
#include "check.h"
#include "keystore/key.h"
#include "stamp.h"

#include <stdlib.h>

/*
 * Asking an authority for time stamps: at signing, and later.  The authority
 * is a function on a machine of its own, and answers as its mood is.
 */
enum mood {
    GRANTS,
    GRANTS_WITH_MODS,
    REFUSES,
    REFUSES_WITH_TOKEN,
    STAMPS_SOMETHING_ELSE,
    USES_ANOTHER_HASH,
    FORGETS_THE_NONCE,
    CHANGES_THE_NONCE,
    IS_SOMEBODY_ELSE,
    SIGNS_WRONG,
    IS_FAR_AHEAD,
    TALKS_NONSENSE,
    TALKS_WITHOUT_END,
    SAYS_NOTHING,
    FAILS,
    CALLS_BACK
};

struct desk {
    struct fixture *t;
    struct fixture *far; /* the authority's */
    struct stamp_tsa tsa;
    enum mood mood;
    size_t asked;
    mohur_status inner; /* of what the authority called */
    bool odd;           /* a question that is not as it should be */
    struct pki_key pair;
    mohur__bytes cert;
    mohur_key *key;
    mohur_trust *trust;
    mohur_evidence evidence;
};

/* ---- the authority ---- */

/* What the question asks: 69 bytes, as section 7 of the format has them. */
static void
read_question(struct desk *d,
              const mohur_evidence_request *request,
              struct stamp_plan *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, mohur__bytes_of(request->body, request->body_len));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    d->odd = mohur__der_read_uint(&r) != 1 || d->odd;
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->hash_alg = mohur__der_read_element(&r);
    out->imprint  = mohur__der_read_octets(&r);
    mohur__der_leave(&r);
    out->nonce = mohur__der_read(&r, MOHUR__DER_INTEGER);
    d->odd     = !mohur__der_read_boolean(&r) || d->odd;
    mohur__der_leave(&r);
    d->odd = !mohur__der_close(&r) || request->body_len != 69 ||
             request->kind != MOHUR_EVIDENCE_TIME_STAMP ||
             strcmp(request->url, "http://tsa.example/") != 0 ||
             request->max != 65536 || d->odd;
}

static void
follow_mood(struct desk *d, struct stamp_plan *plan)
{
    struct pki_key rogue = pki_key(d->far, MOHUR_ALG_ECDSA_P256, 66);
    struct pki_plan cert = {.path_len = -1, .usage = 1, .signer = &rogue};

    switch ((uint32_t)d->mood) {
    case STAMPS_SOMETHING_ELSE:
        plan->imprint = MOHUR__TEXT("12345678901234567890123456789012");
        break;
    case USES_ANOTHER_HASH:
        plan->hash_alg = mohur__bytes_of("0\x0B\x06\x09`\x86H\x01"
                                         "e\x03\x04\x02\x03",
                                         13);
        break;
    case FORGETS_THE_NONCE:
        plan->nonce = MOHUR__NOTHING;
        break;
    case CHANGES_THE_NONCE:
        plan->nonce = MOHUR__TEXT("\x41nonce78");
        break;
    case IS_SOMEBODY_ELSE:
        cert.extra = stamp_eku(d->far, true, "06082b06010505070308");
        plan->cert = stamp_cert(d->far, &d->tsa, &cert);
        break;
    case SIGNS_WRONG:
        plan->signature =
            pki_sign(d->far, &d->tsa.key, MOHUR__TEXT("something"));
        break;
    case IS_FAR_AHEAD:
        plan->time = FIXTURE_NOW + 3600;
        break;
    default:
        break;
    }
}

static mohur__bytes
response_of(struct desk *d, const mohur_evidence_request *request)
{
    struct stamp_plan plan = {.time = FIXTURE_NOW + (int64_t)d->asked};
    mohur__bytes token     = MOHUR__NOTHING;
    uint8_t status         = d->mood == GRANTS_WITH_MODS ? 1
                             : d->mood == REFUSES || d->mood == REFUSES_WITH_TOKEN ? 2
                                                                                   : 0;

    read_question(d, request, &plan);
    follow_mood(d, &plan);
    token = stamp_token(d->far, &d->tsa, &plan);
    return stamp_response(d->far, status,
                          d->mood == REFUSES ? MOHUR__NOTHING : token);
}

static int32_t
answer(void *user, const mohur_evidence_request *request, mohur_answer *out)
{
    struct desk *d  = user;
    mohur__bytes r  = MOHUR__NOTHING;
    mohur_status st = MOHUR_OK;

    d->asked++;
    if (d->mood == FAILS) {
        return 1;
    }
    if (d->mood == CALLS_BACK) {
        d->inner =
            mohur_trust_add(d->t->ctx, d->trust, MOHUR_TRUST_TSA, NULL, 0);
    }
    if (d->mood == SAYS_NOTHING) {
        return 0;
    }
    r = d->mood == TALKS_NONSENSE ? MOHUR__TEXT("<html>")
                                  : response_of(d, request);
    do {
        st = mohur_answer_add(out, r.data, r.len);
    } while (st == MOHUR_OK && d->mood == TALKS_WITHOUT_END);
    d->inner = d->mood == TALKS_WITHOUT_END ? st : d->inner;
    return st == MOHUR_OK || d->mood == TALKS_WITHOUT_END ? 0 : 1;
}

/* ---- the desk ---- */

static void
believe(struct desk *d, mohur_trust_role role, mohur__bytes cert)
{
    struct fixture *t = d->t;

    CHECK_OK(mohur_trust_add(t->ctx, d->trust, role, cert.data, cert.len));
}

static struct desk *
desk_new(struct fixture *t)
{
    struct desk *d       = calloc(1, sizeof *d);
    struct pki_plan plan = PKI_PLAN_SIGNER;

    t->extra = d;
    d->t     = t;
    CHECK(fixture_new((void **)&d->far) == 0);
    d->tsa       = stamp_tsa_new(d->far);
    d->pair      = pki_key(t, MOHUR_ALG_ECDSA_P256, 5);
    plan.subject = plan.issuer = "Aysel";
    plan.key = plan.signer        = &d->pair;
    d->cert                       = pki_cert(t, &plan);
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = MOHUR_ALG_ECDSA_P256,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&d->pair),
                                     .secret     = pki_secret(&d->pair)};
    CHECK_OK(mohur__key_new(t->ctx, &parts, &d->key));
    CHECK_OK(mohur_trust_new(t->ctx, &d->trust));
    believe(d, MOHUR_TRUST_TSA, d->tsa.root);
    believe(d, MOHUR_TRUST_SIGN, d->cert);
    d->evidence =
        (mohur_evidence){.size = sizeof d->evidence, .get = answer, .user = d};
    return d;
}

static void
end(struct desk *d)
{
    void *far = d->far;

    mohur_key_free(d->key);
    mohur_trust_free(d->trust);
    CHECK(fixture_free(&far) == 0);
}

static mohur_status
sign(struct desk *d, mohur_document_level level)
{
    struct fixture *t          = d->t;
    mohur_sign_options options = MOHUR_SIGN_OPTIONS_INIT;
    mohur_sink *sink           = fixture_sink(t);
    mohur_status st            = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.content  = fixture_source(t, VIEW_TEXT("a decree"));
    options.cert     = d->cert.data;
    options.cert_len = d->cert.len;
    options.attached = true;
    options.level    = level;
    options.tsa      = "http://tsa.example/";
    options.evidence = &d->evidence;
    options.trust    = d->trust;
    st               = mohur_document_sign(t->ctx, d->key, &options, sink);
    mohur_source_free(options.content);
    mohur_sink_free(sink);
    return st;
}

static mohur__bytes
written(struct desk *d)
{
    struct view out = fixture_output(d->t);
    uint8_t *copy   = fixture_bytes(d->t, 0, out.len);

    mohur__copy(mohur__span_of(copy, out.len),
                mohur__bytes_of(out.data, out.len));
    return mohur__bytes_of(copy, out.len);
}

static mohur__bytes
signed_file(struct desk *d)
{
    struct fixture *t = d->t;

    CHECK_OK(sign(d, MOHUR_DOCUMENT_B));
    return written(d);
}

static mohur_status
extend(struct desk *d, mohur__bytes file)
{
    struct fixture *t            = d->t;
    mohur_extend_options options = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_sink *sink             = fixture_sink(t);
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.file     = fixture_source(t, (struct view){file.data, file.len});
    options.tsa      = "http://tsa.example/";
    options.evidence = &d->evidence;
    options.trust    = d->trust;
    st               = mohur_document_extend(t->ctx, &options, sink);
    mohur_source_free(options.file);
    mohur_sink_free(sink);
    return st;
}

/* How many time stamps hold in a file that passes; SIZE_MAX if it does not. */
static size_t
stamps_in(struct desk *d, mohur__bytes file)
{
    struct fixture *t            = d->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;
    size_t good                  = 0;

    mohur__error_clear(t->ctx);
    options.file       = fixture_source(t, (struct view){file.data, file.len});
    options.trust      = d->trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &report));
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        const mohur_stamp_info *info;

        for (size_t k = 0; (info = mohur_report_stamp(report, i, k)) != NULL;
             k++) {
            good += info->verdict == MOHUR_PASSED ? 1 : 0;
        }
    }
    if (!mohur_report_is_accepted(report)) {
        good = SIZE_MAX;
    }
    mohur_report_free(report);
    mohur_source_free(options.file);
    return good;
}

/* ---- good ---- */

static void
is_asked_for_when_signing(void **state)
{
    struct desk *d    = desk_new(*state);
    struct fixture *t = d->t;

    CHECK_OK(sign(d, MOHUR_DOCUMENT_T));
    CHECK_NUMBER(1, d->asked);
    CHECK(!d->odd);
    CHECK_NUMBER(1, stamps_in(d, written(d)));
    end(d);
}

static void
is_asked_for_later_and_again(void **state)
{
    struct desk *d     = desk_new(*state);
    struct fixture *t  = d->t;
    mohur__bytes plain = signed_file(d);
    mohur__bytes once  = MOHUR__NOTHING;

    CHECK_NUMBER(0, stamps_in(d, plain));
    CHECK_OK(extend(d, plain));
    once = written(d);
    CHECK_NUMBER(1, stamps_in(d, once));
    CHECK_OK(extend(d, once));
    CHECK_NUMBER(2, stamps_in(d, written(d)));
    CHECK_NUMBER(2, d->asked);
    CHECK(!d->odd);
    end(d);
}

static void
is_taken_with_changes(void **state)
{
    struct desk *d    = desk_new(*state);
    struct fixture *t = d->t;

    d->mood = GRANTS_WITH_MODS;
    CHECK_OK(extend(d, signed_file(d)));
    CHECK_NUMBER(1, stamps_in(d, written(d)));
    end(d);
}

/* Without a trust store, whose it is is not asked. */
static void
may_be_anybodys(void **state)
{
    struct desk *d     = desk_new(*state);
    struct fixture *t  = d->t;
    mohur__bytes file  = signed_file(d);
    mohur_trust *trust = d->trust;

    d->mood  = IS_SOMEBODY_ELSE;
    d->trust = NULL;
    CHECK_OK(extend(d, file));
    d->trust = trust;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, extend(d, file));
    end(d);
}

/* ---- A12: what was there stays ---- */

static void
check_next(struct fixture *t,
           struct mohur__der_reader *a,
           struct mohur__der_reader *b)
{
    mohur__bytes old  = mohur__der_read_element(a);
    mohur__bytes made = mohur__der_read_element(b);

    (void)t;
    CHECK(!a->failed && !b->failed);
    CHECK_BYTES(old, made);
}

/* Everything between the outer headers and the new attribute. */
static void
a12_leaves_every_old_byte_as_it_is(void **state)
{
    struct desk *d    = desk_new(*state);
    struct fixture *t = d->t;
    mohur__bytes old  = signed_file(d);
    mohur__bytes made = MOHUR__NOTHING;
    struct mohur__der_reader a;
    struct mohur__der_reader b;

    CHECK_OK(extend(d, old));
    made = written(d);
    for (int i = 0; i < 2; i++) {
        struct mohur__der_reader *r = i == 0 ? &a : &b;

        mohur__der_open(r, i == 0 ? old : made);
        mohur__der_enter(r, MOHUR__DER_SEQUENCE);
        (void)mohur__der_read_oid(r);
        mohur__der_enter(r, MOHUR__DER_CONTEXT_0);
        mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    }
    for (int i = 0; i < 4; i++) { /* version to certificates */
        check_next(t, &a, &b);
    }
    mohur__der_enter(&a, MOHUR__DER_SET);
    mohur__der_enter(&b, MOHUR__DER_SET);
    mohur__der_enter(&a, MOHUR__DER_SEQUENCE);
    mohur__der_enter(&b, MOHUR__DER_SEQUENCE);
    while (a.left.len > 0) { /* of the SignerInfo */
        check_next(t, &a, &b);
    }
    CHECK(mohur__der_next_is(&b, MOHUR__DER_CONTEXT_1));
    (void)mohur__der_read_element(&b);
    mohur__der_leave(&b);
    mohur__der_leave(&b);
    mohur__der_leave(&b);
    mohur__der_leave(&b);
    mohur__der_leave(&b);
    CHECK(mohur__der_close(&b));
    end(d);
}

/* An unsigned attribute that is there is kept, and so is a second signer. */
static void
a12_keeps_what_others_put_there(void **state)
{
    struct desk *d           = desk_new(*state);
    struct fixture *t        = d->t;
    struct pki_key pair      = pki_key(t, MOHUR_ALG_ECDSA_P256, 6);
    struct pki_plan cert     = PKI_PLAN_SIGNER;
    struct message_plan plan = {.key      = &d->pair,
                                .cert     = d->cert,
                                .content  = MOHUR__TEXT("a decree"),
                                .attached = true};
    struct message_plan more = plan;
    mohur__bytes other =
        message_attr(t, MOHUR__OID_SIGNING_TIME, MOHUR__TEXT("\x05\x00"));
    mohur__bytes made = MOHUR__NOTHING;

    cert.subject = cert.issuer = "Second";
    cert.key = cert.signer = &pair;
    more.key               = &pair;
    more.cert              = pki_cert(t, &cert);
    believe(d, MOHUR_TRUST_SIGN, more.cert);
    plan.unsigned_attrs = other;
    plan.more_signers   = message_signer(t, &more);
    plan.certs =
        message_sorted(t, message_join(t, d->cert, more.cert, MOHUR__NOTHING));
    CHECK_OK(extend(d, message_make(t, &plan)));
    made = written(d);
    CHECK_NUMBER(2, d->asked);
    CHECK_NUMBER(2, stamps_in(d, made));
    CHECK(memmem(made.data, made.len, other.data, other.len) != NULL);
    end(d);
}

static void
a12_adds_no_seventeenth(void **state)
{
    struct desk *d      = desk_new(*state);
    struct fixture *t   = d->t;
    struct view sixteen = fixture_hex(
        t, "3000 3000 3000 3000 3000 3000 3000 3000 3000 3000 3000 3000 3000 "
           "3000 3000 3000");
    struct message_plan plan = {
        .key      = &d->pair,
        .cert     = d->cert,
        .content  = MOHUR__TEXT("a decree"),
        .attached = true,
        .unsigned_attrs =
            message_attr(t, MOHUR__OID_SIGNATURE_TIME_STAMP,
                         mohur__bytes_of(sixteen.data, sixteen.len))};

    CHECK_STATUS(MOHUR_E_LIMIT, extend(d, message_make(t, &plan)));
    CHECK_NUMBER(0, d->asked);
    end(d);
}

/* ---- answers that are none ---- */

static void
is_refused_unless_it_is_the_answer(void **state)
{
    static const struct {
        enum mood mood;
        mohur_status want;
    } rows[] = {
        {REFUSES, MOHUR_E_IO},
        {REFUSES_WITH_TOKEN, MOHUR_E_FORMAT},
        {STAMPS_SOMETHING_ELSE, MOHUR_E_AUTH},
        {USES_ANOTHER_HASH, MOHUR_E_AUTH},
        {FORGETS_THE_NONCE, MOHUR_E_AUTH},
        {CHANGES_THE_NONCE, MOHUR_E_AUTH},
        {IS_SOMEBODY_ELSE, MOHUR_E_UNTRUSTED},
        {SIGNS_WRONG, MOHUR_E_AUTH},
        {IS_FAR_AHEAD, MOHUR_E_UNTRUSTED},
        {TALKS_NONSENSE, MOHUR_E_FORMAT},
        {TALKS_WITHOUT_END, MOHUR_E_LIMIT},
        {SAYS_NOTHING, MOHUR_E_IO},
        {FAILS, MOHUR_E_IO},
    };

    struct desk *d    = desk_new(*state);
    struct fixture *t = d->t;
    mohur__bytes file = signed_file(d);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        d->mood         = rows[i].mood;
        mohur_status st = extend(d, file);
        if (st != rows[i].want) {
            fail_msg("mood %d: %s", (int)rows[i].mood, mohur_status_name(st));
        }
        CHECK(mohur_ctx_message(t->ctx)[0] != '\0');
        CHECK_NUMBER(0, fixture_output(t).len);
        CHECK_NUMBER(st, sign(d, MOHUR_DOCUMENT_T));
        CHECK_NUMBER(0, fixture_output(t).len);
    }
    d->mood = TALKS_WITHOUT_END;
    CHECK_STATUS(MOHUR_E_LIMIT, extend(d, file));
    CHECK_NUMBER(MOHUR_E_LIMIT, d->inner);
    end(d);
}

static void
is_given_without_calling_back(void **state)
{
    struct desk *d    = desk_new(*state);
    struct fixture *t = d->t;

    d->mood = CALLS_BACK;
    CHECK_OK(extend(d, signed_file(d)));
    CHECK_NUMBER(MOHUR_E_STATE, d->inner);
    end(d);
}

static void
leaves_nothing_behind_when_memory_fails(void **state)
{
    struct desk *d    = desk_new(*state);
    mohur__bytes file = signed_file(d);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        alloc_fail_at(&d->t->alloc, n, ALLOC_ONCE);
        st = extend(d, file);
        (void)alloc_has_failed(&d->t->alloc);
        CHECK(st == MOHUR_OK || d->t->sink.finishes == 0);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    end(d);
}

static void
needs_a_file_that_is_one(void **state)
{
    struct desk *d          = desk_new(*state);
    struct fixture *t       = d->t;
    struct stamp_plan stamp = {.over = MOHUR__TEXT("x")};
    mohur__bytes file       = signed_file(d);

    for (size_t len = 0; len < file.len; len++) {
        mohur_status st = extend(d, mohur__bytes_sub(file, 0, len));
        CHECK(st == MOHUR_E_FORMAT);
        CHECK_NUMBER(0, fixture_output(t).len);
    }
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 extend(d, stamp_token(d->far, &d->tsa, &stamp)));
    CHECK_NUMBER(0, d->asked);
    end(d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_asked_for_when_signing),
        CASE(is_asked_for_later_and_again),
        CASE(is_taken_with_changes),
        CASE(may_be_anybodys),
        CASE(a12_leaves_every_old_byte_as_it_is),
        CASE(a12_keeps_what_others_put_there),
        CASE(a12_adds_no_seventeenth),
        CASE(is_refused_unless_it_is_the_answer),
        CASE(is_given_without_calling_back),
        CASE(leaves_nothing_behind_when_memory_fails),
        CASE(needs_a_file_that_is_one),
    };
    return cmocka_run_group_tests_name("a time stamp", cases, NULL, NULL);
}
