/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"
#include "base/guard.h"
#include "base/mem.h"
#include "keystore/key.h"

/* From the first byte of a stream to a reader that can be asked. */

/* The rest of the areas, whose first bytes are head. */
static mohur_status
read_areas(mohur_ctx *ctx,
           mohur_source *source,
           mohur__bytes head,
           mohur__span areas)
{
    mohur_status st = MOHUR_OK;
    size_t got      = 0;

    mohur__copy(areas, head);
    TRY(mohur__source_read(source, mohur__span_sub(areas, head.len, areas.len),
                           &got));
    REQUIRE(ctx, got == areas.len - head.len, MOHUR_E_FORMAT,
            "the archive is cut in its header");

out:
    return st;
}

/* The archive's own header. */
static mohur_status
take_own(mohur_ctx *ctx,
         uint8_t *areas,
         const struct mohur__header_geometry *where,
         uint64_t features,
         struct mohur__reader_header *out)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes area = MOHUR__NOTHING;

    out->areas = areas;
    TRY(mohur__header_pick(
        ctx, mohur__bytes_of(out->areas, (size_t)where->payload_off), where,
        &area));
    TRY(mohur__header_parse(ctx, area, features, &out->header));

out:
    return st;
}

/* One that is apart, and must be of the archive that begins so. */
static mohur_status
take_apart(mohur_ctx *ctx,
           mohur_source *apart,
           mohur__bytes imm,
           uint64_t features,
           struct mohur__reader_header *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_check(ctx, apart));
    TRY(mohur__reader_header_load_alone(ctx, apart, features, out));
    REQUIRE(ctx, mohur__bytes_equal(imm, out->header.imm), MOHUR_E_FORMAT,
            "the header is that of another archive");

out:
    return st;
}

mohur_status
mohur__stage_header(mohur_archive_reader *r,
                    mohur_source *source,
                    uint64_t features)
{
    mohur_status st                       = MOHUR_OK;
    mohur_source *apart                   = r->wish.options.header;
    uint8_t head[MOHUR__HEADER_FIXED_LEN] = {0};
    mohur__bytes imm                    = mohur__bytes_of(head, MOHUR__IMM_LEN);
    struct mohur__header_geometry where = {0, 0, 0};
    size_t len                          = 0;
    void *areas                         = NULL;

    TRY(mohur__source_read(source, MOHUR__SPAN(head), &len));
    REQUIRE(r->ctx, len == sizeof head, MOHUR_E_FORMAT,
            "%zu bytes are too few for a sealed archive", len);
    TRY(mohur__header_geometry(r->ctx, MOHUR__BYTES(head), &where));
    len = (size_t)where.payload_off; /* at most 2 MiB */
    TRY(mohur__alloc(r->ctx, len, &areas));
    TRY(read_areas(r->ctx, source, MOHUR__BYTES(head),
                   mohur__span_of(areas, len)));
    if (apart == NULL) {
        st    = take_own(r->ctx, areas, &where, features, &r->load);
        areas = NULL; /* the reader's now */
    } else {
        TRY(take_apart(r->ctx, apart, imm, features, &r->load));
        r->load.header.geometry.payload_off = where.payload_off;
    }

out:
    mohur__free(areas);
    return st;
}

/* What is known of these keys is too old already.  They are asked again at
 * the end, when they may have become that without anybody's fault. */
static mohur_status
check_fresh(mohur_ctx *ctx, const mohur_key *const *keys, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (mohur__key_require_process(ctx, keys[i]) == MOHUR_E_STALE) {
            return MOHUR_E_STALE;
        }
    }
    mohur__error_clear(ctx);
    return MOHUR_OK;
}

mohur_status
mohur__stage_open(mohur_archive_reader *r, mohur_source *source)
{
    const mohur_archive_open_options *o = &r->wish.options;
    mohur_status st                     = MOHUR_OK;

    TRY(check_fresh(r->ctx, o->senders, o->senders_len));
    TRY(check_fresh(r->ctx, o->admins, o->admins_len));
    TRY(mohur__stage_header(
        r, source, r->wish.options.allow_links ? MOHUR__FEATURE_LINKS : 0));
    TRY(mohur__reader_key(r));
    TRY(mohur__stage_take(r, source));
    TRY(mohur__reader_list(r, &r->stage->spool.common));

out:
    return st;
}
