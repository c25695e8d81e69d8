/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_reading.h"

#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/mem.h"
#include "cms/pour.h"
#include "document/doc_signer.h"
#include "profile/decide.h"

/* Reading a message, hashing its document, judging each signature. */
enum {
    HEADER_MAX = 16
};

/* ---- what the file carries ---- */

/* Certificates that cannot be read lead nowhere, and are left out. */
static mohur_status
parse_certs(struct mohur__reading *r, const struct mohur__certs *more)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;
    size_t more_len = more == NULL ? 0 : more->len;

    TRY(mohur__alloc_array(r->ctx, r->data.certs_len + more_len,
                           sizeof *r->certs, &memory));
    mohur__free(r->certs);
    r->certs     = memory;
    r->certs_len = 0;
    for (size_t i = 0; i < r->data.certs_len; i++) {
        if (mohur__cert_parse(r->data.certs[i], &r->certs[r->certs_len])) {
            r->certs_len++;
        }
    }
    for (size_t i = 0; i < more_len; i++) {
        r->certs[r->certs_len++] = more->at[i];
    }

out:
    return st;
}

/* The same signature twice would count as two. */
static mohur_status
check_signers(struct mohur__reading *r)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(r->ctx,
            r->message.version ==
                mohur__signed_data_version(&r->data, r->message.is_data),
            MOHUR_E_FORMAT,
            "the message says a version that does not go with its parts");
    for (size_t i = 0; i < r->data.signers_len; i++) {
        for (size_t k = 0; k < i; k++) {
            REQUIRE(r->ctx,
                    !mohur__bytes_equal(r->data.signers[i], r->data.signers[k]),
                    MOHUR_E_FORMAT, "the message has the same signature twice");
        }
    }

out:
    return st;
}

static mohur_status
parse_tail(struct mohur__reading *r, const struct mohur__certs *more)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__signed_data_parse(r->ctx, mohur__buf_view(&r->message.tail),
                                 &r->data));
    TRY(check_signers(r));
    TRY(parse_certs(r, more));

out:
    return st;
}

mohur_status
mohur__reading_open(mohur_ctx *ctx,
                    mohur_source *file,
                    const struct mohur__certs *more,
                    struct mohur__reading *out)
{
    mohur_status st = MOHUR_OK;

    out->ctx = ctx;
    TRY(mohur__cms_read(ctx, file, mohur__profile_ber_outer(ctx),
                        &out->message));
    TRY(parse_tail(out, more));
    out->has_content = out->message.attached;
    out->content_len = out->message.content_len;

out:
    return st;
}

/* ---- evidence ---- */

static void
drop_evidence(struct mohur__reading *r)
{
    if (r->evidence != NULL) {
        mohur__evidence_free(r->evidence);
        mohur__free(r->evidence);
        r->evidence = NULL;
    }
}

mohur_status
mohur__reading_gather(struct mohur__reading *r,
                      mohur_source *const *given,
                      size_t given_len)
{
    mohur_status st                    = MOHUR_OK;
    const struct mohur__signed_data *d = &r->data;

    drop_evidence(r);
    TRY(MOHUR__NEW(r->ctx, &r->evidence));
    for (size_t i = 0; i < d->crls_len; i++) {
        TRY(mohur__evidence_add_view(r->ctx, r->evidence, MOHUR__EVIDENCE_CRL,
                                     MOHUR__EVIDENCE_INSIDE, d->crls[i]));
    }
    for (size_t i = 0; i < d->responses_len; i++) {
        TRY(mohur__evidence_add_view(r->ctx, r->evidence, MOHUR__EVIDENCE_OCSP,
                                     MOHUR__EVIDENCE_INSIDE, d->responses[i]));
    }
    for (size_t i = 0; i < given_len; i++) {
        TRY(mohur__evidence_add_source(r->ctx, r->evidence,
                                       MOHUR__EVIDENCE_GIVEN, given[i]));
    }

out:
    return st;
}

/* ---- the document ---- */

mohur_status
mohur__reading_content(struct mohur__reading *r, mohur_source *content)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(r->ctx, content == NULL || !r->message.attached, MOHUR_E_ARGUMENT,
            "the document is inside of the file, and was given too");
    if (content != NULL) {
        TRY(mohur__pour(r->ctx, content, MOHUR_LEN_UNKNOWN, &r->message.digests,
                        &r->content_len));
        r->has_content = true;
    }

out:
    return st;
}

/* The first digest that the message announces and that is known. */
static void
note_digest(const struct mohur__reading *r, mohur_report *report)
{
    mohur_validation_info *info = &report->validation;

    for (size_t i = 0; r->has_content && i < r->message.hashes_len; i++) {
        mohur__bytes digest =
            mohur__digests_get(&r->message.digests, r->message.hashes[i]);

        if (digest.len > 0) {
            mohur__copy(MOHUR__SPAN(info->content_digest), digest);
            info->content_hash = r->message.hashes[i];
            return;
        }
    }
}

/* ---- verdicts ---- */

static mohur_status
judge_all(struct mohur__reading *r,
          const struct mohur__reading_asked *asked,
          mohur_report *report)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__court court = {.ctx         = r->ctx,
                                 .trust       = asked->trust,
                                 .at          = report->at,
                                 .revocation  = asked->revocation,
                                 .evidence    = r->evidence,
                                 .at_is_given = !report->at_is_now,
                                 .is_data     = r->message.is_data,
                                 .has_content = r->has_content,
                                 .digests     = &r->message.digests,
                                 .hashes      = r->message.hashes,
                                 .hashes_len  = r->message.hashes_len,
                                 .data        = &r->data,
                                 .certs       = r->certs,
                                 .certs_len   = r->certs_len,
                                 .kept        = asked->kept,
                                 .sealed      = asked->sealed,
                                 .asking      = asked->asking};

    for (size_t i = 0; i < r->data.signers_len; i++) {
        TRY(mohur__signer_judge(&court, r->data.signers[i],
                                &report->signatures[i]));
    }

out:
    return st;
}

mohur_status
mohur__reading_judge(struct mohur__reading *r,
                     const struct mohur__reading_asked *asked,
                     mohur_report **out)
{
    mohur_status st      = MOHUR_OK;
    mohur_report *report = NULL;

    TRY(mohur__report_new(r->ctx, r->data.signers_len, &report));
    report->at_is_now   = asked->at == 0;
    report->at          = asked->at == 0 ? mohur__now(r->ctx) : asked->at;
    report->revocation  = asked->revocation;
    report->attached    = r->message.attached;
    report->has_content = r->has_content;
    report->content_len = r->content_len;
    report->content_at  = r->message.content_at;
    report->in_pieces   = r->message.is_ber;
    note_digest(r, report);
    TRY(mohur__trust_digest(r->ctx, asked->trust,
                            MOHUR__SPAN(report->trust_digest)));
    TRY(judge_all(r, asked, report));
    *out   = report;
    report = NULL; /* the caller's now */

out:
    mohur_report_free(report);
    return st;
}

/* ---- another tail ---- */

mohur__bytes
mohur__reading_sets(const struct mohur__reading *r)
{
    mohur__bytes tail = mohur__buf_view(&r->message.tail);
    struct mohur__der_reader in;

    mohur__der_open(&in, tail);
    while (!in.failed && in.left.len > 0 &&
           !mohur__der_next_is(&in, MOHUR__DER_SET)) {
        (void)mohur__der_read_element(&in);
    }
    return mohur__bytes_sub(tail, 0, tail.len - in.left.len);
}

static mohur_status
emit_tail(struct mohur__reading *r,
          mohur__bytes sets,
          const mohur__bytes *signers,
          size_t len,
          struct mohur__buf *out)
{
    mohur_status st   = MOHUR_OK;
    size_t room       = sets.len + HEADER_MAX;
    void *memory      = NULL;
    mohur__bytes made = MOHUR__NOTHING;
    struct mohur__der d;

    for (size_t i = 0; i < len; i++) {
        room += signers[i].len;
    }
    TRY(mohur__alloc(r->ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, room));
    mohur__der_raw(&d, sets);
    mohur__der_begin(&d, MOHUR__DER_SET);
    for (size_t i = 0; i < len; i++) {
        mohur__der_raw(&d, signers[i]);
    }
    mohur__der_end(&d);
    REQUIRE(r->ctx, mohur__der_done(&d, &made), MOHUR_E_INTERNAL,
            "signatures have no room");
    REQUIRE(r->ctx, made.len <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "certificates, revocation data and signatures would have more "
            "than 4 MiB");
    mohur__buf_bytes(out, made);
    TRY(mohur__buf_status(out));

out:
    mohur__free(memory);
    return st;
}

mohur_status
mohur__reading_rebuild(struct mohur__reading *r,
                       mohur__bytes sets,
                       const mohur__bytes *signers,
                       size_t len)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf tail = {0};

    mohur__buf_init(&tail, r->ctx, MOHUR__CMS_MAX);
    TRY(emit_tail(r, sets, signers, len, &tail));
    drop_evidence(r); /* which has views of the old one */
    mohur__buf_wipe(&r->message.tail);
    r->message.tail = tail;
    tail            = (struct mohur__buf){.ctx = NULL}; /* the message's now */
    TRY(mohur__signed_data_parse(r->ctx, mohur__buf_view(&r->message.tail),
                                 &r->data));
    r->message.version =
        mohur__signed_data_version(&r->data, r->message.is_data);
    TRY(parse_tail(r, NULL));
    TRY(mohur__reading_gather(r, NULL, 0));

out:
    mohur__buf_wipe(&tail);
    return st;
}

void
mohur__reading_wipe(struct mohur__reading *r)
{
    drop_evidence(r);
    mohur__free(r->certs);
    mohur__cms_wipe(&r->message);
}
