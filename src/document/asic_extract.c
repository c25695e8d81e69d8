/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/container.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/options.h"
#include "base/os_dir.h"
#include "base/os_place.h"
#include "crypto/hash.h"
#include "document/asic.h"
#include "document/doc_report.h"

/*
 * Handing out documents.  The file is read again, and may be another by now:
 * what is handed out is what the report is on, by name, length and digest.
 */
enum {
    PIECE_LEN = 256 * 1024
};

struct handing {
    mohur_ctx *ctx;
    const mohur_report *report;
    struct mohur__asic asic;
    struct mohur__os_place *place;
    struct mohur__os_tree *tree;
    uint8_t *piece;
};

/* ---- what may be handed out ---- */

static mohur_status
check_report(mohur_ctx *ctx, const mohur_report *report)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__report_check(ctx, report));
    REQUIRE(ctx, report->container != NULL, MOHUR_E_ARGUMENT,
            "the report is on no container");
    REQUIRE(ctx, mohur_report_is_accepted(report), MOHUR_E_AUTH,
            "what is in the container is not to be believed, and stays there");

out:
    return st;
}

/* Insert the i-th name where it belongs among those before it. */
static void
insert_name(mohur__bytes *names, size_t i)
{
    for (; i > 0 && mohur__name_compare(names[i - 1], names[i]) > 0; i--) {
        mohur__bytes name = names[i];

        names[i]     = names[i - 1];
        names[i - 1] = name;
    }
}

/* Each is a name everywhere, and no two are one anywhere. */
static mohur_status
check_names(const struct handing *h)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__contained *c = h->report->container;
    mohur__bytes *names              = NULL;
    void *memory                     = NULL;

    TRY(mohur__alloc_array(h->ctx, c->objects_len, sizeof *names, &memory));
    names = memory;
    for (size_t i = 0; i < c->objects_len; i++) {
        names[i] = mohur__bytes_text(c->objects[i].name);
        TRY(mohur__name_check(h->ctx, names[i]));
        insert_name(names, i);
    }
    for (size_t i = 1; i < c->objects_len; i++) {
        TRY(mohur__name_check_next(h->ctx, names[i - 1], false, names[i]));
    }

out:
    mohur__free(memory);
    return st;
}

/* ---- one document ---- */

static mohur_status
copy_content(const struct handing *h,
             mohur_source *member,
             struct mohur__hasher *hasher,
             uint64_t *out_len)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    do {
        TRY(mohur__source_read(member, mohur__span_of(h->piece, PIECE_LEN),
                               &len));
        TRY(mohur__hasher_update(hasher, mohur__bytes_of(h->piece, len)));
        TRY(mohur__os_tree_write(h->tree, mohur__bytes_of(h->piece, len)));
        *out_len += len;
        TRY(mohur__progress(h->ctx, *out_len, MOHUR_LEN_UNKNOWN));
    } while (len > 0);

out:
    return st;
}

static mohur_status
hand_out(const struct handing *h, const mohur_object_info *object)
{
    mohur_status st                  = MOHUR_OK;
    mohur__bytes name                = mohur__bytes_text(object->name);
    const struct mohur__zip_entry *e = mohur__zip_find(&h->asic.zip, name);
    uint8_t digest[MOHUR__REPORT_DIGEST_LEN] = {0};
    struct mohur__hasher *hasher             = NULL;
    mohur_source *member                     = NULL;
    uint64_t len                             = 0;

    REQUIRE(h->ctx, e != NULL, MOHUR_E_AUTH,
            "the container is not the one that was verified");
    TRY(mohur__hasher_new(h->ctx, MOHUR_ALG_SHA_256, &hasher));
    TRY(mohur__zip_member(&h->asic.zip, e, &member));
    TRY(mohur__os_tree_file(h->tree, name, false));
    TRY(copy_content(h, member, hasher, &len));
    TRY(mohur__hasher_finish(hasher, MOHUR__SPAN(digest)));
    REQUIRE(h->ctx,
            len == object->len &&
                mohur__bytes_equal(MOHUR__BYTES(digest),
                                   MOHUR__BYTES(object->digest)),
            MOHUR_E_AUTH, "a document is not the one that was verified");
    TRY(mohur__os_tree_close(h->tree));

out:
    mohur_source_free(member);
    mohur__hasher_free(hasher);
    return st;
}

/* ---- all of them ---- */

static mohur_status
extract(struct handing *h,
        mohur_source *file,
        const mohur_container_extract_options *o)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(check_names(h));
    TRY(mohur__asic_open(h->ctx, file, &h->asic));
    TRY(mohur__alloc(h->ctx, PIECE_LEN, &memory));
    h->piece = memory;
    TRY(mohur__os_place_new(
        h->ctx, o->path, o->overwrite == MOHUR_OVERWRITE_REPLACE, &h->place));
    TRY(mohur__os_tree_new(h->ctx, mohur__os_place_fd(h->place), o->path,
                           o->sync, &h->tree));
    for (size_t i = 0; i < h->report->container->objects_len; i++) {
        TRY(hand_out(h, &h->report->container->objects[i]));
    }
    TRY(mohur__os_tree_finish(h->tree));
    TRY(mohur__os_place_commit(h->place, o->sync));

out:
    mohur__free(memory);
    return st;
}

static mohur_status
check_options(mohur_ctx *ctx, const mohur_container_extract_options *o)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, o->path != NULL, MOHUR_E_ARGUMENT, "path is NULL");
    REQUIRE(ctx,
            o->overwrite == MOHUR_OVERWRITE_NEVER ||
                o->overwrite == MOHUR_OVERWRITE_REPLACE,
            MOHUR_E_ARGUMENT, "overwrite is none of its values");

out:
    return st;
}

mohur_status
mohur_container_extract(mohur_ctx *ctx,
                        const mohur_report *report,
                        mohur_source *file,
                        const mohur_container_extract_options *options)
{
    mohur_status st                   = MOHUR_OK;
    mohur_container_extract_options o = MOHUR_CONTAINER_EXTRACT_OPTIONS_INIT;
    struct handing h                  = {.ctx = ctx, .report = report};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, options, sizeof o, &o));
    TRY(check_options(ctx, &o));
    TRY(mohur__source_check(ctx, file));
    TRY(check_report(ctx, report));
    TRY(extract(&h, file, &o));

out:
    mohur__os_tree_free(h.tree);
    mohur__os_place_free(h.place);
    mohur__asic_wipe(&h.asic);
    return st;
}
