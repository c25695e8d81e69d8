/* SPDX-License-Identifier: Apache-2.0 */
#include "years.h"

#include "asn1/der_read.h"
#include "base/error.h"
#include "check.h"
#include "cms/archive.h"
#include "crypto/hash.h"
#include "document/doc_reading.h"

#include <stdlib.h>

enum {
    MONTH    = 30 * PKI_DAY,
    USAGE_CA = PKI_USAGE_CA | 1 << 6 /* cRLSign */
};

static const char DECREE[] = "a decree";
static const char EKU[]    = "06082b06010505070308";

/* ---- the authority for time stamps ---- */

static mohur__bytes
tsa_cert(struct years *y)
{
    struct pki_plan plan = {.path_len = -1, .usage = 1, .to = y->tsa_end};

    plan.extra = stamp_eku(y->far, true, EKU);
    return stamp_cert(y->far, &y->tsa, &plan);
}

static mohur__bytes
token_for(struct years *y, struct stamp_plan plan)
{
    plan.time = plan.time == 0 ? y->t->now : plan.time;
    plan.cert = plan.cert.len > 0 ? plan.cert : tsa_cert(y);
    return stamp_token(y->far, &y->tsa, &plan);
}

static int32_t
answer(void *user, const mohur_evidence_request *request, mohur_answer *out)
{
    struct years *y        = user;
    struct stamp_plan plan = {.time = 0};
    struct mohur__der_reader r;
    mohur__bytes response;

    y->asked++;
    mohur__der_open(&r, mohur__bytes_of(request->body, request->body_len));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    (void)mohur__der_read_uint(&r);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    plan.hash_alg = mohur__der_read_element(&r);
    plan.imprint  = mohur__der_read_octets(&r);
    mohur__der_leave(&r);
    plan.nonce = mohur__der_read(&r, MOHUR__DER_INTEGER);
    response   = stamp_response(y->far, 0, token_for(y, plan));
    return mohur_answer_add(out, response.data, response.len) == MOHUR_OK ? 0
                                                                          : 1;
}

/* ---- who is there ---- */

static void
believe(struct years *y, mohur_trust_role role, mohur__bytes cert)
{
    struct fixture *t = y->t;

    CHECK_OK(mohur_trust_add(t->ctx, y->trust, role, cert.data, cert.len));
}

struct years *
years_new(struct fixture *t)
{
    struct years *y        = calloc(1, sizeof *y);
    struct pki_plan root   = PKI_PLAN_CA;
    struct pki_plan signer = PKI_PLAN_SIGNER;

    t->extra = y;
    y->t     = t;
    CHECK(fixture_new((void **)&y->far) == 0);
    y->tsa       = stamp_tsa_new(y->far);
    y->tsa_end   = FIXTURE_NOW + PKI_YEAR;
    y->root_key  = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    y->key       = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    root.subject = root.issuer = signer.issuer = "Root";
    root.key = root.signer = signer.signer = &y->root_key;
    root.usage                             = USAGE_CA;
    root.to                                = FIXTURE_NOW + 20LL * PKI_YEAR;
    signer.subject                         = "Signer";
    signer.key                             = &y->key;
    signer.serial                          = YEARS_SERIAL;
    y->root                                = pki_cert(t, &root);
    y->cert                                = pki_cert(t, &signer);
    root.subject = root.issuer = "TSA root";
    root.key = root.signer = &y->tsa.root_key;
    y->tsa.root            = pki_cert(t, &root);
    CHECK_OK(mohur_trust_new(t->ctx, &y->trust));
    believe(y, MOHUR_TRUST_SIGN, y->root);
    believe(y, MOHUR_TRUST_TSA, y->tsa.root);
    y->evidence =
        (mohur_evidence){.size = sizeof y->evidence, .get = answer, .user = y};
    return y;
}

struct stamp_tsa
years_other_tsa(struct years *y, mohur_alg root)
{
    struct stamp_tsa before = y->tsa;
    struct pki_plan plan    = PKI_PLAN_CA;

    y->tsa.root_key = pki_key(y->t, root, 111);
    plan.subject = plan.issuer = "TSA root";
    plan.key = plan.signer = &y->tsa.root_key;
    plan.usage             = USAGE_CA;
    y->tsa.root            = pki_cert(y->t, &plan);
    believe(y, MOHUR_TRUST_TSA, y->tsa.root);
    return before;
}

void
years_end(struct years *y)
{
    void *far = y->far;

    mohur_report_free(y->report);
    mohur_trust_free(y->trust);
    CHECK(fixture_free(&far) == 0);
}

/* ---- revocation data ---- */

mohur__bytes
years_list(struct years *y, mohur__bytes entries)
{
    const struct list_plan plan = {.issuer  = "Root",
                                   .signer  = &y->root_key,
                                   .from    = y->t->now,
                                   .to      = y->t->now + MONTH,
                                   .entries = entries};

    return revoke_list(y->t, &plan);
}

mohur__bytes
years_answer(struct years *y, mohur__bytes status)
{
    const struct answer_plan plan = {.issuer     = "TSA root",
                                     .issuer_key = &y->tsa.root_key,
                                     .serial     = YEARS_TSA_SERIAL,
                                     .from       = y->t->now,
                                     .to         = y->t->now + MONTH,
                                     .status     = status};

    return revoke_answer(y->t, &plan);
}

void
years_give(struct years *y, mohur__bytes a, mohur__bytes b)
{
    y->given_len = 0;
    if (a.len > 0) {
        y->given[y->given_len++] = a;
    }
    if (b.len > 0) {
        y->given[y->given_len++] = b;
    }
}

void
years_give_all(struct years *y)
{
    years_give(y, years_list(y, MOHUR__NOTHING),
               years_answer(y, MOHUR__NOTHING));
}

/* ---- messages ---- */

mohur__bytes
years_sign(struct years *y, bool stamped)
{
    struct fixture *t              = y->t;
    const struct message_plan plan = {.key      = &y->key,
                                      .cert     = y->cert,
                                      .content  = mohur__bytes_text(DECREE),
                                      .attached = true};
    mohur__bytes file              = message_make(t, &plan);

    return stamped ? years_extended(y, file, MOHUR_DOCUMENT_T) : file;
}

static mohur__bytes
kept(struct fixture *t, mohur__bytes v)
{
    uint8_t *copy = fixture_bytes(t, 0, v.len);

    mohur__copy(mohur__span_of(copy, v.len), v);
    return mohur__bytes_of(copy, v.len);
}

static void
open_given(struct years *y, mohur_source *out[YEARS_GIVEN_MAX])
{
    for (size_t i = 0; i < y->given_len; i++) {
        out[i] = fixture_source(
            y->t, (struct view){y->given[i].data, y->given[i].len});
    }
}

static void
close_given(struct years *y, mohur_source *given[YEARS_GIVEN_MAX])
{
    for (size_t i = 0; i < y->given_len; i++) {
        mohur_source_free(given[i]);
    }
}

mohur_status
years_extend(struct years *y, mohur__bytes file, mohur_document_level level)
{
    struct fixture *t                    = y->t;
    mohur_extend_options options         = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_source *given[YEARS_GIVEN_MAX] = {NULL};
    mohur_sink *sink                     = fixture_sink(t);
    mohur_status st                      = MOHUR_OK;

    mohur__error_clear(t->ctx);
    open_given(y, given);
    options.file      = fixture_source(t, (struct view){file.data, file.len});
    options.level     = level;
    options.tsa       = "http://tsa.example/";
    options.evidence  = &y->evidence;
    options.trust     = y->trust;
    options.given     = given;
    options.given_len = y->given_len;
    alloc_fail_at(&t->alloc, y->fail_at, ALLOC_ONCE);
    st = mohur_document_extend(t->ctx, &options, sink);
    (void)alloc_has_failed(&t->alloc);
    mohur_source_free(options.file);
    close_given(y, given);
    mohur_sink_free(sink);
    return st;
}

mohur__bytes
years_extended(struct years *y, mohur__bytes file, mohur_document_level level)
{
    struct fixture *t = y->t;
    struct view out;

    CHECK_OK(years_extend(y, file, level));
    out = fixture_output(t);
    return kept(t, mohur__bytes_of(out.data, out.len));
}

mohur_status
years_verify(struct years *y, mohur__bytes file)
{
    struct fixture *t                    = y->t;
    mohur_verify_options options         = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_source *given[YEARS_GIVEN_MAX] = {NULL};
    mohur_status st                      = MOHUR_OK;

    mohur__error_clear(t->ctx);
    mohur_report_free(y->report);
    y->report = NULL;
    open_given(y, given);
    options.file     = fixture_source(t, (struct view){file.data, file.len});
    options.trust    = y->trust;
    options.evidence = given;
    options.evidence_len = y->given_len;
    alloc_fail_at(&t->alloc, y->fail_at, ALLOC_ONCE);
    st = mohur_document_verify(t->ctx, &options, &y->report);
    (void)alloc_has_failed(&t->alloc);
    mohur_source_free(options.file);
    close_given(y, given);
    return st;
}

const mohur_signature_info *
years_verified(struct years *y, mohur__bytes file)
{
    struct fixture *t = y->t;

    CHECK_OK(years_verify(y, file));
    return mohur_report_signature(y->report, 0);
}

const mohur_signature_info *
years_alone(struct years *y, mohur__bytes file)
{
    size_t len = y->given_len;
    const mohur_signature_info *info;

    y->given_len = 0;
    info         = years_verified(y, file);
    y->given_len = len;
    return info;
}

/* ---- other shapes ---- */

static void
read(struct years *y, mohur__bytes file, struct mohur__reading *r)
{
    struct fixture *t = y->t;
    mohur_source *source =
        fixture_source(t, (struct view){file.data, file.len});

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__reading_open(t->ctx, source, NULL, r));
    mohur_source_free(source);
}

static mohur__bytes
write(struct years *y, mohur__bytes file, struct mohur__reading *r)
{
    struct fixture *t = y->t;
    mohur_sink *sink  = fixture_sink(t);
    mohur_source *source =
        fixture_source(t, (struct view){file.data, file.len});
    struct view out;

    CHECK_OK(mohur__cms_rewrite(t->ctx, source, &r->message,
                                mohur__buf_view(&r->message.tail), sink));
    mohur_source_free(source);
    mohur_sink_free(sink);
    mohur__reading_wipe(r);
    out = fixture_output(t);
    return kept(t, mohur__bytes_of(out.data, out.len));
}

mohur__bytes
years_with(struct years *y,
           mohur__bytes file,
           enum mohur__oid type,
           mohur__bytes value)
{
    struct fixture *t       = y->t;
    struct mohur__reading r = {.ctx = t->ctx};
    struct mohur__buf all   = {0};
    struct mohur__signer_info info;
    struct mohur__der d;
    mohur__bytes signer;

    read(y, file, &r);
    CHECK(mohur__signer_info_parse(r.data.signers[0], &info));
    mohur__buf_init(&all, t->ctx, 1 << 20);
    CHECK_OK(mohur__unsigned_add(t->ctx, info.unsigned_attributes, type, value,
                                 &all));
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, info.fields);
    mohur__der_raw(&d, mohur__buf_view(&all));
    mohur__der_end(&d);
    signer = pki_done(&d);
    mohur__buf_wipe(&all);
    CHECK_OK(mohur__reading_rebuild(&r, mohur__reading_sets(&r), &signer, 1));
    return write(y, file, &r);
}

mohur__bytes
years_without(struct years *y,
              mohur__bytes file,
              enum mohur__hash_list list,
              size_t i)
{
    struct fixture *t       = y->t;
    struct mohur__reading r = {.ctx = t->ctx};
    struct mohur__der d;

    read(y, file, &r);
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
    for (size_t k = 0; k < r.data.certs_len; k++) {
        if (list != MOHUR__HASH_CERTS || k != i) {
            mohur__der_raw(&d, r.data.certs[k]);
        }
    }
    mohur__der_end(&d);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_1);
    for (size_t k = 0; k < r.data.infos_len; k++) {
        if (list != MOHUR__HASH_INFOS || k != i) {
            mohur__der_raw(&d, r.data.infos[k]);
        }
    }
    mohur__der_end(&d);
    CHECK_OK(mohur__reading_rebuild(&r, pki_done(&d), r.data.signers, 1));
    return write(y, file, &r);
}

static mohur__bytes
index_for(struct years *y,
          const struct mohur__reading *r,
          const struct mohur__signer_info *info,
          const struct years_archive *plan)
{
    struct fixture *t       = y->t;
    struct mohur__buf index = {0};
    struct mohur__unsigned beside;
    mohur__bytes out;

    CHECK(mohur__unsigned_parse(info->unsigned_attributes, &beside));
    mohur__buf_init(&index, t->ctx, 1 << 16);
    CHECK_OK(mohur__hash_index_emit(
        t->ctx, plan->other_hash ? MOHUR_ALG_SHA_384 : MOHUR_ALG_SHA_256,
        &r->data, &beside, &index));
    out = kept(t, mohur__buf_view(&index));
    if (plan->spoil != NULL) {
        plan->spoil(mohur__span_of((uint8_t *)(uintptr_t)out.data, out.len));
    }
    mohur__buf_wipe(&index);
    return out;
}

/* What is stamped, with the tag of the attributes as it is in the file. */
static mohur__bytes
input_for(struct years *y,
          const struct mohur__signer_info *info,
          mohur__bytes index,
          bool with_31)
{
    struct fixture *t = y->t;
    uint8_t digest[MOHUR__SHA256_LEN];
    struct mohur__buf input = {0};
    mohur__bytes out;

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, mohur__bytes_text(DECREE),
                         MOHUR__SPAN(digest)));
    mohur__buf_init(&input, t->ctx, 1 << 20);
    mohur__archive_input(info, MOHUR__BYTES(digest), index, &input);
    CHECK_OK(mohur__buf_status(&input));
    out = kept(t, mohur__buf_view(&input));
    if (with_31) {
        size_t at = (size_t)(info->attributes.data - info->fields.data) +
                    out.len - index.len - info->fields.len;

        ((uint8_t *)(uintptr_t)out.data)[at] = MOHUR__DER_SET;
    }
    mohur__buf_wipe(&input);
    return out;
}

static mohur__bytes
put_index(struct years *y, mohur__bytes token, mohur__bytes index)
{
    struct fixture *t     = y->t;
    struct mohur__buf out = {0};
    mohur__bytes made;

    mohur__buf_init(&out, t->ctx, 1 << 16);
    CHECK_OK(mohur__archive_token(t->ctx, token, index, &out));
    made = kept(t, mohur__buf_view(&out));
    mohur__buf_wipe(&out);
    return made;
}

mohur__bytes
years_archived(struct years *y,
               mohur__bytes file,
               const struct years_archive *plan)
{
    struct fixture *t       = y->t;
    struct mohur__reading r = {.ctx = t->ctx};
    struct stamp_plan stamp = {.time = plan->time, .cert = plan->end};
    struct mohur__signer_info info;
    mohur__bytes index;
    mohur__bytes token;

    read(y, file, &r);
    CHECK(mohur__signer_info_parse(r.data.signers[0], &info));
    index      = index_for(y, &r, &info, plan);
    stamp.over = input_for(y, &info, index, plan->with_31);
    token      = token_for(y, stamp);
    if (!plan->no_index) {
        token = put_index(y, token, index);
    }
    if (plan->twice) {
        token = put_index(y, token, index);
    }
    mohur__reading_wipe(&r);
    return years_with(y, file, MOHUR__OID_ARCHIVE_TIME_STAMP_V3, token);
}
