/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/extend.h>

#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "cms/archive.h"
#include "document/answer.h"
#include "document/asic.h"
#include "document/asic_extend.h"
#include "document/doc_beside.h"
#include "document/doc_calls.h"
#include "document/doc_keep.h"
#include "document/doc_stamps.h"
#include "document/stamp_new.h"

/*
 * Extending.  Level LT puts certificates and revocation data into the file;
 * the others put a time stamp beside each signature.  All else goes over byte
 * for byte.
 */
enum {
    GIVEN_MAX = 128
};

struct extending {
    mohur_ctx *ctx;
    const mohur_extend_options *options;
    mohur_evidence evidence;
    struct mohur__stamp_wanted wanted;
    struct mohur__certs more;
    struct mohur__reading r;
};

/* ---- what is there ---- */

static mohur_status
check_signer(struct extending *x, size_t i)
{
    mohur_status st            = MOHUR_OK;
    mohur_document_level level = x->options->level;
    struct mohur__signer_info info;
    struct mohur__unsigned beside;

    REQUIRE(x->ctx,
            mohur__signer_info_parse(x->r.data.signers[i], &info) &&
                mohur__unsigned_parse(info.unsigned_attributes, &beside),
            MOHUR_E_FORMAT, "signature %zu is malformed", i + 1);
    REQUIRE(x->ctx,
            !beside.too_many && beside.values_len < MOHUR__UNSIGNED_MAX &&
                (level == MOHUR_DOCUMENT_LTA ? beside.archives_len
                 : level == MOHUR_DOCUMENT_T ? beside.stamps_len
                                             : 0) < MOHUR__STAMPS_MAX,
            MOHUR_E_LIMIT, "signature %zu has %d time stamps already", i + 1,
            MOHUR__STAMPS_MAX);
    REQUIRE(x->ctx, level == MOHUR_DOCUMENT_T || !beside.has_old_archive,
            MOHUR_E_UNSUPPORTED,
            "signature %zu has an archive time stamp of an older kind, under "
            "which nothing can be added",
            i + 1);

out:
    return st;
}

static mohur_status
read_file(struct extending *x)
{
    mohur_status st               = MOHUR_OK;
    const mohur_extend_options *o = x->options;

    if (o->certs_len > 0) {
        TRY(mohur__certs_add_bundle(x->ctx, &x->more,
                                    mohur__bytes_of(o->certs, o->certs_len)));
    }
    TRY(mohur__reading_open(x->ctx, o->file, &x->more, &x->r));
    REQUIRE(x->ctx, x->r.message.is_data, MOHUR_E_UNSUPPORTED,
            "what is signed is no document");
    for (size_t i = 0; i < x->r.data.signers_len; i++) {
        TRY(check_signer(x, i));
    }
    TRY(mohur__reading_gather(&x->r, o->given, o->given_len));
    TRY(mohur__reading_content(&x->r, o->content));
    REQUIRE(x->ctx, o->level != MOHUR_DOCUMENT_LTA || x->r.has_content,
            MOHUR_E_ARGUMENT,
            "level LTA stamps the document too, which is not inside: give it");

out:
    return st;
}

/* ---- levels T and LTA: time stamps ---- */

/* On the signature. */
static mohur_status
stamp_signature(struct extending *x,
                const struct mohur__signer_info *info,
                struct mohur__buf *out)
{
    mohur_alg hash =
        info->hash == MOHUR_ALG_NONE ? MOHUR_ALG_SHA_256 : info->hash;

    return mohur__stamp_new(x->ctx, &x->wanted, hash, info->signature, out);
}

/* On document, signature and all that stands beside it now. */
static mohur_status
stamp_archive(struct extending *x,
              const struct mohur__signer_info *info,
              const struct mohur__unsigned *beside,
              struct mohur__buf *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf index = {0};
    struct mohur__buf input = {0};
    struct mohur__buf token = {0};

    mohur__buf_init(&index, x->ctx, MOHUR__TSP_MAX);
    mohur__buf_init(&input, x->ctx, 2 * MOHUR__CMS_MAX);
    mohur__buf_init(&token, x->ctx, MOHUR__TSP_MAX);
    TRY(mohur__hash_index_emit(x->ctx, info->hash, &x->r.data, beside, &index));
    mohur__archive_input(info,
                         mohur__digests_get(&x->r.message.digests, info->hash),
                         mohur__buf_view(&index), &input);
    TRY(mohur__buf_status(&input));
    TRY(mohur__stamp_new(x->ctx, &x->wanted, info->hash,
                         mohur__buf_view(&input), &token));
    TRY(mohur__archive_token(x->ctx, mohur__buf_view(&token),
                             mohur__buf_view(&index), out));

out:
    mohur__buf_wipe(&token);
    mohur__buf_wipe(&input);
    mohur__buf_wipe(&index);
    return st;
}

static mohur_status
stamp(void *user,
      const struct mohur__signer_info *info,
      const struct mohur__unsigned *beside,
      struct mohur__buf *out)
{
    struct extending *x = user;

    return x->options->level == MOHUR_DOCUMENT_LTA
               ? stamp_archive(x, info, beside, out)
               : stamp_signature(x, info, out);
}

static mohur_status
add_stamps(struct extending *x)
{
    const struct mohur__beside stamps = {
        .type = x->options->level == MOHUR_DOCUMENT_LTA
                    ? MOHUR__OID_ARCHIVE_TIME_STAMP_V3
                    : MOHUR__OID_SIGNATURE_TIME_STAMP,
        .make = stamp,
        .user = x};

    return mohur__beside_add(&x->r, &stamps);
}

/* ---- the call ---- */

mohur_status
mohur__document_extend_check(mohur_ctx *ctx, const mohur_extend_options *o)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, o->given != NULL || o->given_len == 0, MOHUR_E_ARGUMENT,
            "revocation data is NULL");
    REQUIRE(ctx, o->certs != NULL || o->certs_len == 0, MOHUR_E_ARGUMENT,
            "certificates are NULL");
    REQUIRE(ctx, o->given_len <= GIVEN_MAX, MOHUR_E_LIMIT,
            "there are more than %d pieces of revocation data", GIVEN_MAX);
    for (size_t i = 0; i < o->given_len; i++) {
        TRY(mohur__source_check(ctx, o->given[i]));
    }
    if (o->content != NULL) {
        TRY(mohur__source_check(ctx, o->content));
    }
    if (o->level >= MOHUR_DOCUMENT_LT) {
        TRY(mohur__trust_check(ctx, o->trust));
    }

out:
    return st;
}

static mohur_status
check_options(struct extending *x)
{
    mohur_status st               = MOHUR_OK;
    const mohur_extend_options *o = x->options;

    REQUIRE(x->ctx, mohur__source_seekable(o->file), MOHUR_E_ARGUMENT,
            "a file that is extended is read twice: not from a pipe");
    REQUIRE(
        x->ctx, o->level >= MOHUR_DOCUMENT_T && o->level <= MOHUR_DOCUMENT_LTA,
        MOHUR_E_UNSUPPORTED, "documents are extended to level T, LT or LTA");
    TRY(mohur__document_extend_check(x->ctx, o));
    if (o->level == MOHUR_DOCUMENT_LT) {
        return MOHUR_OK;
    }
    TRY(mohur__evidence_check(x->ctx, o->evidence, &x->evidence));
    x->wanted = (struct mohur__stamp_wanted){
        o->tsa, &x->evidence, o->trust,
        mohur__stamp_role(o->level == MOHUR_DOCUMENT_LTA
                              ? MOHUR_STAMP_ARCHIVE
                              : MOHUR_STAMP_SIGNATURE)};
    TRY(mohur__stamp_wanted_check(x->ctx, &x->wanted));

out:
    return st;
}

mohur_status
mohur__document_extend(mohur_ctx *ctx,
                       const mohur_extend_options *options,
                       struct mohur__asking *asking,
                       mohur_sink *sink)
{
    mohur_status st     = MOHUR_OK;
    struct extending *x = NULL;

    TRY(MOHUR__NEW(ctx, &x));
    x->ctx     = ctx;
    x->options = options;
    TRY(check_options(x));
    TRY(read_file(x));
    if (options->level != MOHUR_DOCUMENT_T) {
        TRY(mohur__keep_evidence(&x->r, options->trust, &x->more, asking));
    }
    if (options->level != MOHUR_DOCUMENT_LT) {
        TRY(add_stamps(x));
    }
    TRY(mohur__cms_rewrite(ctx, options->file, &x->r.message,
                           mohur__buf_view(&x->r.message.tail), sink));

out:
    if (x != NULL) {
        mohur__reading_wipe(&x->r);
        mohur__certs_free(&x->more);
    }
    mohur__free(x);
    return st;
}

mohur_status
mohur_document_extend(mohur_ctx *ctx,
                      const mohur_extend_options *options,
                      mohur_sink *sink)
{
    mohur_status st              = MOHUR_OK;
    mohur_extend_options checked = MOHUR_EXTEND_OPTIONS_INIT;
    struct mohur__asking *asking = NULL;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(mohur__sink_check(ctx, sink));
    TRY(mohur__source_check(ctx, checked.file));
    if (checked.level >= MOHUR_DOCUMENT_LT) {
        TRY(mohur__asking_new(ctx, checked.evidence, &asking));
    }
    TRY(mohur__asic_begins(checked.file)
            ? mohur__asic_extend(ctx, &checked, asking, sink)
            : mohur__document_extend(ctx, &checked, asking, sink));

out:
    mohur__asking_free(asking);
    return st;
}
