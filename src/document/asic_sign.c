/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/container.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "cms/signer_emit.h"
#include "cms/stream.h"
#include "document/asic_manifest.h"
#include "document/asic_plan.h"
#include "document/doc_calls.h"
#include "keystore/key.h"

/*
 * Writing a container: documents are measured, the signature is made, and
 * only then is anything written.
 */
enum {
    MANIFEST_CAP = 4 * 1024 * 1024 /* what we write is checked after */
};

static const char SIGNATURE_S[] = "META-INF/signature.p7s";

struct making {
    mohur_ctx *ctx;
    const mohur_key *key;
    mohur_sign_options sign;
    mohur_container_options options;
    struct mohur__asic base;
    struct mohur__asic_plan plan;
    uint8_t manifest_room[MOHUR__ASIC_NAME_CAP];
    uint8_t signature_room[MOHUR__ASIC_NAME_CAP];
    mohur__bytes manifest_name;
    mohur__bytes signature_name;
    struct mohur__buf manifest; /* ASiC-E */
    mohur_sink *message;
};

static bool
is_s(const struct making *m)
{
    return m->options.format == MOHUR_CONTAINER_ASIC_S;
}

/* ---- what was asked ---- */

static mohur_status
check_format(const struct making *m)
{
    mohur_status st                  = MOHUR_OK;
    const mohur_container_options *o = &m->options;

    REQUIRE(m->ctx,
            o->format == MOHUR_CONTAINER_ASIC_S ||
                o->format == MOHUR_CONTAINER_ASIC_E,
            MOHUR_E_ARGUMENT, "a container is an ASiC-S or an ASiC-E");
    REQUIRE(m->ctx, m->sign.content == NULL && !m->sign.attached,
            MOHUR_E_ARGUMENT,
            "what is signed into a container is one of its items");
    if (o->base != NULL) {
        REQUIRE(m->ctx, o->items_len == 0, MOHUR_E_ARGUMENT,
                "a container that gets another signature gets no documents");
        REQUIRE(m->ctx, !is_s(m), MOHUR_E_UNSUPPORTED,
                "signatures are added to an ASiC-E");
        TRY(mohur__source_check(m->ctx, o->base));
    } else {
        REQUIRE(m->ctx, o->items != NULL && o->items_len > 0, MOHUR_E_ARGUMENT,
                "a container holds at least one document");
        REQUIRE(m->ctx, !is_s(m) || o->items_len == 1, MOHUR_E_UNSUPPORTED,
                "an ASiC-S holds one document: an ASiC-E holds several");
        REQUIRE(m->ctx, o->items_len <= MOHUR__ASIC_ITEMS_MAX, MOHUR_E_LIMIT,
                "a container is made with at most %d documents",
                MOHUR__ASIC_ITEMS_MAX);
    }

out:
    return st;
}

/* ---- documents ---- */

static mohur_status
plan_items(struct making *m, mohur_alg hash)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__asic_plan_init(m->ctx, hash, m->options.items_len, &m->plan));
    for (size_t i = 0; i < m->options.items_len; i++) {
        TRY(mohur__asic_plan_item(&m->plan, &m->options.items[i]));
    }

out:
    return st;
}

static mohur_status
plan_base(struct making *m, mohur_alg hash)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__asic_open(m->ctx, m->options.base, &m->base));
    TRY(mohur__asic_require_sound(&m->base));
    REQUIRE(m->ctx, m->base.format == MOHUR_CONTAINER_ASIC_E,
            MOHUR_E_UNSUPPORTED, "signatures are added to an ASiC-E");
    REQUIRE(m->ctx, mohur__asic_count(&m->base, MOHUR__ASIC_DATA) > 0,
            MOHUR_E_FORMAT, "there is no document in the container");
    TRY(mohur__asic_plan_init(m->ctx, hash, m->base.zip.entries_len, &m->plan));
    TRY(mohur__asic_plan_base(&m->plan, &m->base));

out:
    return st;
}

/* ---- names ---- */

/* The next pair of names that nothing has yet. */
static mohur_status
choose_names(struct making *m)
{
    mohur_status st = MOHUR_OK;
    unsigned number = 0;

    do {
        number++;
        REQUIRE(m->ctx, number <= MOHUR__ASIC_NUMBER_MAX, MOHUR_E_LIMIT,
                "the container has no room for another signature");
        m->manifest_name =
            mohur__asic_name(MOHUR__SPAN(m->manifest_room),
                             "META-INF/ASiCManifest", number, ".xml");
        m->signature_name =
            mohur__asic_name(MOHUR__SPAN(m->signature_room),
                             "META-INF/signature", number, ".p7s");
    } while (mohur__asic_plan_has(&m->plan, m->manifest_name) ||
             mohur__asic_plan_has(&m->plan, m->signature_name));
    if (is_s(m)) {
        m->signature_name = MOHUR__TEXT(SIGNATURE_S);
    }

out:
    return st;
}

/* ---- manifest and signature ---- */

static mohur_status
make_manifest(struct making *m)
{
    mohur_status st                         = MOHUR_OK;
    struct mohur__asic_manifest_item *items = NULL;
    void *memory                            = NULL;
    size_t len                              = 0;
    struct mohur__asic_manifest_parts parts = {.signature = m->signature_name,
                                               .hash      = m->plan.hash};

    TRY(mohur__alloc_array(m->ctx, m->plan.len, sizeof *items, &memory));
    items = memory;
    for (size_t i = 0; i < m->plan.len; i++) {
        const struct mohur__asic_part *part = &m->plan.parts[i];

        if (part->is_document) {
            items[len++] = (struct mohur__asic_manifest_item){
                part->name, part->mime, mohur__asic_plan_digest(&m->plan, i),
                false};
        }
    }
    parts.items     = items;
    parts.items_len = len;
    mohur__asic_manifest_emit(&m->manifest, &parts);
    TRY(mohur__buf_status(&m->manifest));
    REQUIRE(m->ctx, m->manifest.len <= MOHUR__ASIC_MANIFEST_MAX, MOHUR_E_LIMIT,
            "the names of the documents are too long for one manifest");

out:
    mohur__free(memory);
    return st;
}

/* Sign the manifest, or the only document, into memory. */
static mohur_status
make_message(struct making *m)
{
    mohur_status st       = MOHUR_OK;
    mohur_source *content = NULL;

    if (is_s(m)) {
        m->sign.content = m->options.items[0].content;
    } else {
        TRY(make_manifest(m));
        TRY(mohur__source_new_memory(m->ctx, mohur__buf_view(&m->manifest),
                                     &content));
        m->sign.content = content;
    }
    TRY(mohur__sink_new_memory(m->ctx, MOHUR__CMS_MAX, &m->message));
    TRY(mohur__document_sign(m->ctx, m->key, &m->sign, m->message));

out:
    mohur_source_free(content);
    return st;
}

/* ---- the file ---- */

static mohur_status
write_members(struct making *m, struct mohur__zip_writer *w)
{
    mohur_status st      = MOHUR_OK;
    size_t len           = 0;
    const uint8_t *bytes = mohur_sink_memory(m->message, &len);

    if (m->options.base == NULL) {
        TRY(mohur__zip_writer_member(w, MOHUR__TEXT("mimetype"),
                                     mohur__asic_mimetype(m->options.format)));
    }
    for (size_t i = 0; i < m->plan.len; i++) {
        TRY(mohur__asic_plan_copy(&m->plan, i, w));
    }
    if (!is_s(m)) {
        TRY(mohur__zip_writer_member(w, m->manifest_name,
                                     mohur__buf_view(&m->manifest)));
    }
    TRY(mohur__zip_writer_member(w, m->signature_name,
                                 mohur__bytes_of(bytes, len)));
    TRY(mohur__zip_writer_end(w));

out:
    return st;
}

static mohur_status
make(struct making *m, mohur_sink *sink)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__cms_algs a   = {.hash = MOHUR_ALG_NONE};
    struct mohur__zip_writer w = {.ctx = NULL};

    REQUIRE(m->ctx, mohur__cms_algs_for(mohur_key_alg(m->key), &a),
            MOHUR_E_UNSUPPORTED, "%s signs no documents",
            mohur_alg_name(mohur_key_alg(m->key)));
    TRY(m->options.base != NULL ? plan_base(m, a.hash) : plan_items(m, a.hash));
    TRY(choose_names(m));
    TRY(make_message(m));
    mohur__zip_writer_init(&w, m->ctx, sink);
    TRY(write_members(m, &w));
    TRY(mohur__sink_finish(sink));

out:
    mohur__zip_writer_wipe(&w);
    return st;
}

mohur_status
mohur_container_sign(mohur_ctx *ctx,
                     const mohur_key *key,
                     const mohur_sign_options *sign,
                     const mohur_container_options *options,
                     mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    struct making m = {.ctx = ctx, .key = key};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, sign, sizeof m.sign, &m.sign));
    TRY(mohur__options_check(ctx, options, sizeof m.options, &m.options));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    TRY(check_format(&m));
    mohur__buf_init(&m.manifest, ctx, MANIFEST_CAP);
    TRY(make(&m, sink));

out:
    mohur_sink_free(m.message);
    mohur__buf_wipe(&m.manifest);
    mohur__asic_plan_wipe(&m.plan);
    mohur__asic_wipe(&m.base);
    return st;
}
