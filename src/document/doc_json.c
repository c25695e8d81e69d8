/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_report.h"

#include "base/buf.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/hash.h"

/*
 * The report as JSON: keys in one order, no blanks, so that equal reports are
 * equal bytes.  What could steer a terminal, a page or a reader of text that
 * runs both ways is \uXXXX.
 */
enum {
    JSON_MAX = 4 * 1024 * 1024
};

/* ---- values ---- */

static void
put(struct mohur__buf *b, const char *text)
{
    mohur__buf_bytes(b, mohur__bytes_text(text));
}

static bool
needs_escape(uint32_t c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' ||
           c == '&' || (c >= 0x7F && c < 0xA0) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static void
put_escape(struct mohur__buf *b, uint32_t c)
{
    static const char digits[] = "0123456789abcdef";

    put(b, "\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
        mohur__buf_u8(b, (uint8_t)digits[c >> shift & 15]);
    }
}

static void
put_text(struct mohur__buf *b, const char *text)
{
    mohur__bytes view = mohur__bytes_text(text);
    size_t pos        = 0;

    put(b, "\"");
    while (pos < view.len) {
        size_t from = pos;
        uint32_t c  = mohur__utf8_next(view, &pos);

        if (c == UINT32_MAX) { /* never: names were checked */
            put_escape(b, 0xFFFD);
            break;
        }
        if (needs_escape(c)) {
            put_escape(b, c);
        } else {
            mohur__buf_bytes(b, mohur__bytes_sub(view, from, pos - from));
        }
    }
    put(b, "\"");
}

static void
put_hex(struct mohur__buf *b, mohur__bytes bytes)
{
    char hex[2 * MOHUR__HASH_MAX + 1] = {0};

    mohur__hex(mohur__bytes_sub(bytes, 0, MOHUR__HASH_MAX), hex);
    put_text(b, hex);
}

/* A time, or null for none. */
static void
put_time(struct mohur__buf *b, int64_t t)
{
    char text[MOHUR__TIME_CAP] = {0};

    if (t == 0) {
        put(b, "null");
        return;
    }
    mohur__time_format(t, text);
    put_text(b, text);
}

/* ,"name": */
static void
put_name(struct mohur__buf *b, const char *name)
{
    put(b, ",\"");
    put(b, name);
    put(b, "\":");
}

static void
put_member(struct mohur__buf *b, const char *name, const char *text)
{
    put_name(b, name);
    put_text(b, text);
}

/* ---- the report ---- */

static void
put_check(struct mohur__buf *b, const mohur_check *c, bool first)
{
    put(b, first ? "{\"name\":" : ",{\"name\":");
    put_text(b, c->name);
    put_member(b, "result",
               !c->done                   ? "not done"
               : c->why == MOHUR_WHY_NONE ? "holds"
                                          : mohur_why_name(c->why));
    put_member(b, "detail", c->detail);
    put(b, "}");
}

static void
put_signer(struct mohur__buf *b, const struct mohur__judged *j)
{
    const mohur_signature_info *info = &j->info;

    put_name(b, "signer");
    if (!info->has_cert) {
        put(b, "null");
        return;
    }
    put(b, "{\"subject\":");
    put_text(b, info->subject);
    put_member(b, "name", info->name);
    put_member(b, "serial_number", info->person);
    put_member(b, "fin", j->signer.fin);
    put_member(b, "issuer", info->issuer);
    put_member(b, "anchor", info->anchor);
    put_name(b, "certificate");
    put_hex(b, MOHUR__BYTES(info->cert_id));
    put_name(b, "key");
    put_hex(b, MOHUR__BYTES(j->signer.key_id));
    put_member(b, "policies", j->signer.policies);
    put_member(b, "class", j->signer.legal_class);
    put_member(b, "registration_number", j->signer.registration_number);
    put_member(b, "voen", j->signer.voen);
    put_member(b, "commitments", j->signer.commitments);
    put_member(b, "role", j->signer.role == MOHUR_TRUST_SEAL ? "seal" : "sign");
    put(b, "}");
}

static void
put_stamp(struct mohur__buf *b, const mohur_stamp_info *info, bool first)
{
    static const char *const kinds[] = {"signature", "content", "signature",
                                        "archive"};

    put(b, first ? "{\"over\":" : ",{\"over\":");
    put_text(b, kinds[info->kind]);
    put_member(b, "verdict", mohur_verdict_name(info->verdict));
    put_member(b, "reason", mohur_why_name(info->why));
    put_member(b, "detail", info->detail);
    put_name(b, "time");
    put_time(b, info->time);
    put_member(b, "authority", info->authority);
    put_member(b, "anchor", info->anchor);
    put_member(b, "algorithm", mohur_alg_name(info->alg));
    put_member(b, "hash", mohur_alg_name(info->hash));
    put(b, "}");
}

static void
put_evidence(struct mohur__buf *b,
             const mohur_revocation_evidence *e,
             bool first)
{
    static const char *const places[] = {"", "file", "given", "fetched"};

    put(b, first ? "{\"kind\":" : ",{\"kind\":");
    put_text(b, e->kind == MOHUR_REVOCATION_OCSP ? "OCSP" : "CRL");
    put_member(b, "source", places[e->place]);
    put_name(b, "about");
    mohur__buf_decimal(b, e->about);
    put_member(b, "says", e->revoked ? "revoked" : "good");
    put_name(b, "this_update");
    put_time(b, e->this_update);
    put_name(b, "next_update");
    put_time(b, e->next_update);
    put_name(b, "produced_at");
    put_time(b, e->produced_at);
    put(b, "}");
}

static void
put_stamps(struct mohur__buf *b, const struct mohur__judged *j)
{
    put_name(b, "time_stamps");
    put(b, "[");
    for (size_t i = 0; i < j->info.stamps_len; i++) {
        put_stamp(b, &j->stamps[i].info, i == 0);
    }
    put(b, "]");
}

static void
put_revocation(struct mohur__buf *b, const struct mohur__judged *j)
{
    const mohur_revocation_info *info = &j->revocation;
    bool revoked                      = info->since != 0;

    put_name(b, "revocation");
    put(b, "{\"standing\":");
    put_text(b, mohur_standing_name(info->standing));
    put_name(b, "about");
    mohur__buf_decimal(b, info->about);
    put_name(b, "since");
    put_time(b, info->since);
    put_name(b, "until");
    put_time(b, info->until);
    put_member(b, "reason",
               revoked ? mohur_revocation_reason_name(info->reason) : "");
    put_name(b, "revoked_later");
    put_time(b, info->revoked_later);
    put_name(b, "suspended_later");
    put_time(b, info->suspended_later);
    put_name(b, "evidence");
    put(b, "[");
    for (size_t i = 0; i < info->evidence_len; i++) {
        put_evidence(b, &j->evidence[i], i == 0);
    }
    put(b, "]}");
}

static void
put_cert(struct mohur__buf *b, const mohur_certificate_info *info, bool first)
{
    put(b, first ? "{\"subject\":" : ",{\"subject\":");
    put_text(b, info->subject);
    put_member(b, "issuer", info->issuer);
    put_member(b, "serial", info->serial);
    put_name(b, "not_before");
    put_time(b, info->not_before);
    put_name(b, "not_after");
    put_time(b, info->not_after);
    put_name(b, "digest");
    put_hex(b, MOHUR__BYTES(info->id));
    put(b, "}");
}

static void
put_certs(struct mohur__buf *b, const struct mohur__judged *j)
{
    put_name(b, "certificates");
    put(b, "[");
    for (size_t i = 0; i < j->certs_len; i++) {
        put_cert(b, &j->certs[i].info, i == 0);
    }
    put(b, "]");
}

/* The members of a signature, as they are of a counter-signature. */
static void
put_judged(struct mohur__buf *b, const struct mohur__judged *j)
{
    const mohur_signature_info *info = &j->info;

    put(b, "{\"verdict\":");
    put_text(b, mohur_verdict_name(info->verdict));
    put_member(b, "reason", mohur_why_name(info->why));
    put_member(b, "detail", info->detail);
    put_member(b, "level", mohur__level_name(info));
    put_signer(b, j);
    put_name(b, "claimed_time");
    put_time(b, info->claimed);
    put_name(b, "best_signature_time");
    put_time(b, info->best_time);
    put_name(b, "legacy");
    put(b, info->legacy ? "true" : "false");
    put_member(b, "algorithm", mohur_alg_name(info->alg));
    put_member(b, "hash", mohur_alg_name(info->hash));
    put_name(b, "bits");
    mohur__buf_decimal(b, info->bits);
    put_name(b, "checks");
    put(b, "[");
    for (size_t i = 0; i < MOHUR_CHECKS; i++) {
        put_check(b, &info->checks[i], i == 0);
    }
    put(b, "]");
    put_certs(b, j);
    put_stamps(b, j);
    put_revocation(b, j);
}

static void
put_signature(struct mohur__buf *b, const struct mohur__judged *j)
{
    put_judged(b, j);
    put_name(b, "counter_signatures");
    put(b, "[");
    for (size_t i = 0; i < j->counters_len; i++) {
        put(b, i == 0 ? "" : ",");
        put_judged(b, &j->counters[i]);
        put(b, "}");
    }
    put(b, "]}");
}

/* In a container each document has its own. */
static void
put_content_digest(struct mohur__buf *b, const mohur_validation_info *v)
{
    if (v->content_hash == MOHUR_ALG_NONE) {
        put(b, ",\"hash\":null,\"digest\":null");
        return;
    }
    put_member(b, "hash", mohur_alg_name(v->content_hash));
    put_name(b, "digest");
    put_hex(b, mohur__bytes_sub(MOHUR__BYTES(v->content_digest), 0,
                                mohur__hash_len(v->content_hash)));
}

static void
put_content(struct mohur__buf *b, const mohur_report *r)
{
    const mohur_validation_info *v = &r->validation;

    put_name(b, "content");
    if (!r->has_content) {
        put(b, "null");
        return;
    }
    put(b, r->attached ? "{\"place\":\"inside\"" : "{\"place\":\"beside\"");
    put_name(b, "bytes");
    mohur__buf_decimal(b, r->content_len);
    put_content_digest(b, v);
    put(b, "}");
}

static void
put_object(struct mohur__buf *b, const mohur_object_info *o, bool first)
{
    put(b, first ? "{\"name\":" : ",{\"name\":");
    put_text(b, o->name);
    put_name(b, "bytes");
    mohur__buf_decimal(b, o->len);
    put_name(b, "digest");
    put_hex(b, MOHUR__BYTES(o->digest));
    put_name(b, "covered");
    put(b, o->covered ? "true}" : "false}");
}

/* The container, with the member that each signature is in; or null. */
static void
put_container(struct mohur__buf *b, const mohur_report *r)
{
    put_name(b, "container");
    if (r->container == NULL) {
        put(b, "null");
        return;
    }
    put(b, "{\"detail\":");
    put_text(b, mohur_report_container_detail(r));
    put_name(b, "covers_all");
    put(b, mohur_report_covers_all(r) ? "true" : "false");
    put_name(b, "objects");
    put(b, "[");
    for (size_t i = 0; i < r->container->objects_len; i++) {
        put_object(b, &r->container->objects[i], i == 0);
    }
    put(b, "]");
    put_name(b, "paths");
    put(b, "[");
    for (size_t i = 0; i < r->container->paths_len; i++) {
        put(b, i == 0 ? "" : ",");
        put_text(b, r->container->paths[i]);
    }
    put(b, "]}");
}

static void
put_expectation(struct mohur__buf *b, const mohur_expectation_info *e)
{
    put(b, "{\"rule\":");
    put_text(b, mohur_expectation_name(e->kind));
    put_member(b, "wanted", e->wanted);
    put_member(b, "verdict", mohur_verdict_name(e->verdict));
    put_member(b, "reason", mohur_why_name(e->why));
    put_member(b, "detail", e->detail);
    put_name(b, "signature");
    if (e->has_signature) {
        mohur__buf_decimal(b, e->signature);
    } else {
        put(b, "null");
    }
    put(b, "}");
}

/* What was expected; null for nothing. */
static void
put_expectations(struct mohur__buf *b, const mohur_report *r)
{
    put_name(b, "expectations");
    if (r->expected == NULL) {
        put(b, "null");
        return;
    }
    put(b, "[");
    for (size_t i = 0; i < mohur_report_expectations(r); i++) {
        put(b, i == 0 ? "" : ",");
        put_expectation(b, mohur_report_expectation(r, i));
    }
    put(b, "]");
}

static const char *
format_name(const mohur_report *r)
{
    switch (mohur_report_format(r)) {
    case MOHUR_CONTAINER_ASIC_E:
        return "ASiC-E";
    case MOHUR_CONTAINER_ASIC_S:
        return "ASiC-S";
    case MOHUR_CONTAINER_NONE:
        break;
    }
    return "CAdES";
}

static void
put_digest_or_null(struct mohur__buf *b, const mohur_validation_info *v)
{
    if (v->has_digest) {
        put_hex(b, MOHUR__BYTES(v->digest));
    } else {
        put(b, "null");
    }
}

static void
put_report(struct mohur__buf *b, const mohur_report *r)
{
    put(b, "{\"schema\":\"mohur-report\",\"version\":1");
    put_member(b, "verdict", mohur_verdict_name(mohur_report_verdict(r)));
    put_member(b, "reason", mohur_why_name(mohur_report_why(r)));
    put_member(b, "format", format_name(r));
    put_content(b, r);
    put_container(b, r);
    put_name(b, "time");
    put_time(b, r->at);
    put_member(b, "time_source", r->at_is_now ? "clock" : "given");
    put_member(b, "trust_list", r->trust_version != 0 ? "signed" : "unsigned");
    put_name(b, "trust_version");
    mohur__buf_decimal(b, r->trust_version);
    put_name(b, "trust_digest");
    put_hex(b, MOHUR__BYTES(r->trust_digest));
    put_member(b, "profile", r->validation.profile);
    put_name(b, "file_digest");
    put_digest_or_null(b, &r->validation);
    put_member(b, "revocation",
               r->revocation == MOHUR_REVOCATION_NONE ? "not asked"
                                                      : "required");
    put_expectations(b, r);
    put_name(b, "signatures");
    put(b, "[");
    for (size_t i = 0; i < r->signatures_len; i++) {
        put(b, i == 0 ? "" : ",");
        put_signature(b, &r->signatures[i]);
    }
    put(b, "]}\n");
}

mohur_status
mohur_report_emit_json(mohur_ctx *ctx,
                       const mohur_report *report,
                       mohur_sink *sink)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__buf b = {0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__report_check(ctx, report));
    TRY(mohur__sink_check(ctx, sink));
    mohur__buf_init(&b, ctx, JSON_MAX);
    put_report(&b, report);
    TRY(mohur__buf_status(&b));
    TRY(mohur__sink_write(sink, mohur__buf_view(&b)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&b);
    return st;
}
