/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/counter.h>

#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "crypto/hash.h"
#include "document/asic.h"
#include "document/asic_change.h"
#include "document/doc_beside.h"
#include "document/doc_hand.h"
#include "document/doc_kept.h"
#include "document/doc_report.h"
#include "keystore/key_act.h"

/*
 * Counter-signing: a SignerInfo over the value of each signature of a message,
 * and what it takes to verify it among the message's certificates.
 */
struct counter {
    mohur_ctx *ctx;
    struct mohur__hand hand;
    struct mohur__reading r;
};

/* ---- one signature ---- */

static mohur_status
make(void *user,
     const struct mohur__signer_info *info,
     const struct mohur__unsigned *beside,
     struct mohur__buf *out)
{
    mohur_status st               = MOHUR_OK;
    struct counter *c             = user;
    struct mohur__autograph made  = {.signature = {NULL, 0}};
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur_alg hash                = c->hand.algs.hash;
    mohur__span digest =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(hash));
    struct mohur__cms_signer signer;

    REQUIRE(c->ctx,
            !beside->too_many && beside->values_len < MOHUR__UNSIGNED_MAX &&
                beside->counters_len < MOHUR__COUNTERS_MAX,
            MOHUR_E_LIMIT, "a signature has %d counter-signatures already",
            MOHUR__COUNTERS_MAX);
    REQUIRE(c->ctx, !beside->has_old_archive, MOHUR_E_UNSUPPORTED,
            "a signature has an archive time stamp of an older kind, under "
            "which nothing can be added");
    TRY(mohur__hash(c->ctx, hash, info->signature, digest));
    TRY(mohur__hand_sign(&c->hand, mohur__span_bytes(digest), true, &made));
    signer = mohur__hand_signer(&c->hand, &made);
    TRY(mohur__cms_signer_emit_info(c->ctx, &signer, out));

out:
    mohur__autograph_wipe(&made);
    return st;
}

/* ---- one message ---- */

/* Put the certificates of the hand among those that are there. */
static mohur_status
add_certs(struct counter *c)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__reading *r       = &c->r;
    const struct mohur__certs none = {.len = 0};
    struct mohur__kept *kept       = NULL;
    struct mohur__buf sets         = {0};
    mohur__bytes all[MOHUR__CERTS_MAX];
    size_t len = mohur__hand_certs(&c->hand, all);

    mohur__buf_init(&sets, c->ctx, MOHUR__CMS_MAX);
    TRY(MOHUR__NEW(c->ctx, &kept));
    for (size_t i = 0; i < len && i < MOHUR__CMS_CERTS_MAX; i++) {
        kept->certs[kept->certs_len++] = all[i];
    }
    kept->too_many = len > MOHUR__CMS_CERTS_MAX;
    TRY(mohur__reading_gather(r, NULL, 0));
    TRY(mohur__kept_emit(c->ctx, kept, &none, r->evidence, &r->data, &sets));
    TRY(mohur__reading_rebuild(r, mohur__buf_view(&sets), r->data.signers,
                               r->data.signers_len));

out:
    mohur__buf_wipe(&sets);
    mohur__free(kept);
    return st;
}

static mohur_status
sign_message(mohur_ctx *ctx,
             void *user,
             const struct mohur__asic_message *message,
             mohur_sink *sink)
{
    mohur_status st                 = MOHUR_OK;
    struct counter *c               = user;
    const struct mohur__beside ours = {
        .type = MOHUR__OID_COUNTERSIGNATURE, .make = make, .user = c};

    TRY(mohur__reading_open(ctx, message->file, NULL, &c->r));
    REQUIRE(ctx, c->r.message.is_data, MOHUR_E_UNSUPPORTED,
            "what is signed is no document");
    TRY(add_certs(c));
    TRY(mohur__beside_add(&c->r, &ours));
    TRY(mohur__cms_rewrite(ctx, message->file, &c->r.message,
                           mohur__buf_view(&c->r.message.tail), sink));

out:
    mohur__reading_wipe(&c->r);
    c->r = (struct mohur__reading){.ctx = ctx};
    return st;
}

/* ---- the call ---- */

static mohur_status
sign_file(struct counter *c, mohur_source *file, mohur_sink *sink)
{
    const struct mohur__asic_message alone = {.file = file};
    const struct mohur__asic_change change = {
        .file = file, .make = sign_message, .user = c};

    return mohur__asic_begins(file) ? mohur__asic_change(c->ctx, &change, sink)
                                    : sign_message(c->ctx, c, &alone, sink);
}

static mohur_status
check_options(mohur_ctx *ctx, const mohur_counter_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_check(ctx, o->file));
    REQUIRE(ctx, mohur__source_seekable(o->file), MOHUR_E_ARGUMENT,
            "a file that is counter-signed is read twice: not from a pipe");
    REQUIRE(ctx, o->cert != NULL && (o->chain != NULL || o->chain_len == 0),
            MOHUR_E_ARGUMENT, "a signature is signed with a certificate");

out:
    return st;
}

mohur_status
mohur_document_countersign(mohur_ctx *ctx,
                           const mohur_key *key,
                           const mohur_counter_options *options,
                           mohur_sink *sink)
{
    mohur_status st               = MOHUR_OK;
    mohur_counter_options checked = MOHUR_COUNTER_OPTIONS_INIT;
    struct counter *c             = NULL;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    TRY(check_options(ctx, &checked));
    TRY(MOHUR__NEW(ctx, &c));
    c->ctx = ctx;
    TRY(mohur__hand_init(
        ctx, key, mohur__bytes_of(checked.cert, checked.cert_len),
        mohur__bytes_of(checked.chain, checked.chain_len), &c->hand));
    TRY(sign_file(c, checked.file, sink));

out:
    if (c != NULL) {
        mohur__hand_wipe(&c->hand);
    }
    mohur__free(c);
    return st;
}

/* ---- questions ---- */

const mohur_signature_info *
mohur_report_counter(const mohur_report *report, size_t i, size_t k)
{
    const struct mohur__judged *j =
        i < mohur_report_signatures(report) ? &report->signatures[i] : NULL;

    return j != NULL && k < j->counters_len ? &j->counters[k].info : NULL;
}
