/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_facts.h"

#include "asn1/oid_text.h"
#include "base/buf.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cms/attrs.h"
#include "cms/claims.h"
#include "crypto/hash.h"
#include "profile/decide.h"
#include "profile/expect.h"
#include "profile/force.h"
#include "x509/name.h"
#include "x509/path_policy.h"
#include <mohur/trust_list.h>

enum {
    PIECE_LEN   = 256 * 1024,
    PROFILE_MAX = 4096
};

/* ---- the file ---- */

static mohur_status
digest_file(mohur_ctx *ctx, mohur_source *file, mohur__span out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__hasher *h = NULL;
    void *memory            = NULL;

    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h));
    TRY(mohur__alloc(ctx, PIECE_LEN, &memory));
    for (uint64_t at = 0; at < file->len;) {
        uint64_t left    = file->len - at;
        size_t n         = left < PIECE_LEN ? (size_t)left : PIECE_LEN;
        mohur__span room = mohur__span_of(memory, n);

        TRY(mohur__source_read_at(file, at, room));
        TRY(mohur__hasher_update(h, mohur__span_bytes(room)));
        at += n;
    }
    TRY(mohur__hasher_finish(h, out));

out:
    mohur__free(memory);
    mohur__hasher_free(h);
    return st;
}

/* ---- the profile ---- */

static void
put_profile(struct mohur__buf *b, const struct mohur__policy *policy)
{
    mohur__buf_bytes(b, mohur__bytes_text(b->len > 0 ? ", " : ""));
    mohur__buf_bytes(b, mohur__bytes_text(policy->id));
    mohur__buf_u8(b, ' ');
    mohur__buf_decimal(b, policy->version);
}

/* All that were asked: that of each store, or the built-in one. */
static mohur_status
name_profiles(mohur_ctx *ctx, mohur_report *report)
{
    mohur_status st     = MOHUR_OK;
    int64_t now         = mohur__force_time(ctx);
    struct mohur__buf b = {0};

    now = report->at > now ? report->at : now;
    mohur__buf_init(&b, ctx, PROFILE_MAX);
    if (ctx->force == NULL) {
        put_profile(&b, &mohur__policy_builtin);
    }
    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        put_profile(&b, mohur__force_policy(f, now));
    }
    TRY(mohur__buf_status(&b));
    TRY(mohur__strdup(ctx, mohur__buf_view(&b), &report->profile));

out:
    mohur__buf_wipe(&b);
    return st;
}

mohur_status
mohur__report_facts(mohur_ctx *ctx,
                    const mohur_verify_options *options,
                    mohur_report *report)
{
    mohur_status st             = MOHUR_OK;
    mohur_validation_info *info = &report->validation;

    TRY(name_profiles(ctx, report));
    report->trust_version = mohur_trust_version(options->trust);
    info->trust_version   = report->trust_version;
    info->size            = sizeof *info;
    info->profile         = report->profile;
    info->at              = report->at;
    info->at_is_given     = !report->at_is_now;
    info->has_content     = report->has_content;
    info->content_len     = report->content_len;
    info->revocation      = report->revocation;
    mohur__copy(MOHUR__SPAN(info->trust_digest),
                MOHUR__BYTES(report->trust_digest));
    if (report->container != NULL) {
        info->content_hash = MOHUR_ALG_NONE; /* it was that of a manifest */
    }
    if (options->digest && mohur__source_seekable(options->file)) {
        TRY(digest_file(ctx, options->file, MOHUR__SPAN(info->digest)));
        info->has_digest = true;
    }

out:
    return st;
}

/* ---- who ---- */

static mohur_status
note_value(mohur_ctx *ctx,
           mohur__bytes name,
           enum mohur__oid type,
           char **owned,
           const char **out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, ctx, MOHUR__CERT_MAX * 2);
    mohur__name_value(&b, name, type);
    TRY(mohur__buf_status(&b));
    TRY(mohur__strdup(ctx, mohur__buf_view(&b), owned));
    *out = *owned;

out:
    mohur__buf_wipe(&b);
    return st;
}

/* What stands behind the prefix, if it is a FIN, and the only one. */
static mohur_status
note_fin(mohur_ctx *ctx,
         struct mohur__judged *j,
         const struct mohur__cert *cert)
{
    mohur_status st                    = MOHUR_OK;
    uint8_t type[MOHUR__OID_BYTES_MAX] = {0};
    const char *oid                    = "";
    const char *prefix                 = "";
    mohur__bytes text                  = MOHUR__NOTHING;
    mohur__bytes front                 = MOHUR__NOTHING;
    size_t type_len                    = 0;
    size_t found                       = 0;
    struct mohur__buf b                = {0};

    mohur__buf_init(&b, ctx, MOHUR__CERT_MAX * 2);
    if (mohur__profile_fin(ctx, &oid, &prefix)) {
        type_len = mohur__oid_read_text(oid, MOHUR__SPAN(type));
        found    = mohur__name_value_of(&b, cert->subject,
                                        mohur__bytes_of(type, type_len));
    }
    TRY(mohur__buf_status(&b));
    text  = mohur__buf_view(&b);
    front = mohur__bytes_text(prefix);
    if (found == 1 &&
        mohur__bytes_equal(mohur__bytes_sub(text, 0, front.len), front)) {
        text = mohur__bytes_sub(text, front.len, text.len);
        if (mohur__fin_valid(text)) {
            TRY(mohur__strdup(ctx, text, &j->signer_texts[0]));
            j->signer.fin = j->signer_texts[0];
        }
    }

out:
    mohur__buf_wipe(&b);
    return st;
}

mohur_status
mohur__judged_signer(mohur_ctx *ctx,
                     struct mohur__judged *j,
                     const struct mohur__cert *cert)
{
    mohur_status st            = MOHUR_OK;
    mohur_signature_info *info = &j->info;

    info->has_cert = true;
    info->bits     = mohur__public_key_bits(&cert->key);
    j->signer.role = mohur__trust_role_for(cert);
    TRY(mohur__report_name(ctx, cert->subject, &j->texts[0], &info->subject));
    TRY(note_value(ctx, cert->subject, MOHUR__OID_COMMON_NAME, &j->texts[1],
                   &info->name));
    TRY(note_value(ctx, cert->subject, MOHUR__OID_SERIAL_NUMBER, &j->texts[2],
                   &info->person));
    TRY(mohur__report_name(ctx, cert->issuer, &j->texts[3], &info->issuer));
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, cert->spki,
                    MOHUR__SPAN(j->signer.key_id)));
    TRY(note_fin(ctx, j, cert));

out:
    return st;
}

mohur_status
mohur__judged_claims(mohur_ctx *ctx,
                     struct mohur__judged *j,
                     mohur__bytes attributes)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__claims claims = {.voen = MOHUR__NOTHING};
    struct mohur__buf b         = {0};

    mohur__claims_read(attributes, &claims);
    mohur__buf_init(&b, ctx, MOHUR__ATTRS_MAX * 4);
    mohur__claims_put_commitments(&b, &claims);
    TRY(mohur__buf_status(&b));
    TRY(mohur__strdup(ctx, claims.registration, &j->signer_texts[2]));
    TRY(mohur__strdup(ctx, claims.voen, &j->signer_texts[3]));
    TRY(mohur__strdup(ctx, mohur__buf_view(&b), &j->signer_texts[4]));
    j->signer.registration_number = j->signer_texts[2];
    j->signer.voen                = j->signer_texts[3];
    j->signer.commitments         = j->signer_texts[4];

out:
    mohur__buf_wipe(&b);
    return st;
}

mohur_status
mohur__judged_anchor(mohur_ctx *ctx,
                     struct mohur__judged *j,
                     const mohur_trust *trust,
                     const struct mohur__path *path)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__cert *anchor = path->certs[path->len - 1];
    struct mohur__buf b              = {0};

    mohur__buf_init(&b, ctx, MOHUR__CERT_MAX);
    TRY(mohur__report_name(ctx, anchor->subject, &j->texts[4],
                           &j->info.anchor));
    TRY(mohur__path_policies(ctx, path, &b));
    TRY(mohur__buf_status(&b));
    TRY(mohur__strdup(ctx, mohur__buf_view(&b), &j->signer_texts[1]));
    j->signer.policies    = j->signer_texts[1];
    j->signer.legal_class = mohur__trust_class(trust, anchor);

out:
    mohur__buf_wipe(&b);
    return st;
}

/* ---- certificates ---- */

static mohur_status
note_cert(mohur_ctx *ctx,
          const struct mohur__cert *cert,
          struct mohur__certified *out)
{
    mohur_status st                                 = MOHUR_OK;
    mohur_certificate_info *info                    = &out->info;
    char serial[2 * MOHUR__CERT_SERIAL_MAX + 2 + 1] = {0};

    mohur__hex(mohur__bytes_sub(cert->serial, 0, MOHUR__CERT_SERIAL_MAX + 1),
               serial);
    TRY(mohur__report_name(ctx, cert->subject, &out->texts[0], &info->subject));
    TRY(mohur__report_name(ctx, cert->issuer, &out->texts[1], &info->issuer));
    TRY(mohur__strdup(ctx, mohur__bytes_text(serial), &out->texts[2]));
    info->serial     = out->texts[2];
    info->not_before = cert->not_before;
    info->not_after  = cert->not_after;
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, cert->der, MOHUR__SPAN(info->id)));

out:
    return st;
}

mohur_status
mohur__judged_certs(mohur_ctx *ctx,
                    struct mohur__judged *j,
                    const struct mohur__path *path,
                    const struct mohur__cert *signer)
{
    mohur_status st = MOHUR_OK;
    size_t len      = path->len > 0 ? path->len : 1;
    void *memory    = NULL;

    mohur__judged_certs_free(j);
    TRY(mohur__alloc_array(ctx, len, sizeof *j->certs, &memory));
    j->certs     = memory;
    j->certs_len = len;
    for (size_t i = 0; i < len; i++) {
        j->certs[i].info.size = sizeof j->certs[i].info;
        TRY(note_cert(ctx, path->len > 0 ? path->certs[i] : signer,
                      &j->certs[i]));
    }
    /* The first is the signer's. */
    mohur__copy(MOHUR__SPAN(j->info.cert_id),
                MOHUR__BYTES(j->certs[0].info.id));

out:
    return st;
}

void
mohur__judged_certs_free(struct mohur__judged *j)
{
    for (size_t i = 0; i < j->certs_len; i++) {
        for (size_t k = 0; k < MOHUR__CERT_TEXTS; k++) {
            mohur__free(j->certs[i].texts[k]);
        }
    }
    mohur__free(j->certs);
    j->certs     = NULL;
    j->certs_len = 0;
}

/* ---- questions ---- */

const mohur_validation_info *
mohur_report_validation(const mohur_report *report)
{
    return report != NULL && report->magic == MOHUR__MAGIC_REPORT
               ? &report->validation
               : NULL;
}

const mohur_certificate_info *
mohur_report_certificate(const mohur_report *report, size_t i, size_t k)
{
    const struct mohur__judged *j =
        i < mohur_report_signatures(report) ? &report->signatures[i] : NULL;

    return j != NULL && k < j->certs_len ? &j->certs[k].info : NULL;
}

const mohur_signer_info *
mohur_report_signer(const mohur_report *report, size_t i)
{
    const struct mohur__judged *j =
        i < mohur_report_signatures(report) ? &report->signatures[i] : NULL;

    return j != NULL && j->info.has_cert ? &j->signer : NULL;
}
