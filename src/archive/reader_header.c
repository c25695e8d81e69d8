/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"
#include "archive/reader.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"

#include <inttypes.h>

/* From a source to a parsed header; everything is checked against the length
 * of the source before memory is taken for it. */

static mohur_status
load_geometry(mohur_ctx *ctx,
              mohur_source *source,
              struct mohur__header_geometry *out)
{
    mohur_status st                       = MOHUR_OK;
    uint8_t head[MOHUR__HEADER_FIXED_LEN] = {0};
    struct mohur__chunk_geometry geometry = {0, 0, 0};

    REQUIRE(ctx, mohur__source_seekable(source), MOHUR_E_ARGUMENT,
            "an archive is opened from a source that can seek");
    REQUIRE(ctx, source->len >= MOHUR__PAGE_LEN, MOHUR_E_FORMAT,
            "%" PRIu64 " bytes are too few for a sealed archive", source->len);
    TRY(mohur__source_read_at(source, 0, MOHUR__SPAN(head)));
    TRY(mohur__header_geometry(ctx, MOHUR__BYTES(head), out));
    REQUIRE(ctx, source->len >= out->payload_off, MOHUR_E_FORMAT,
            "the archive is cut in its header");
    TRY(mohur__chunk_geometry(ctx, source->len - out->payload_off,
                              MOHUR__CHUNK_LEN, &geometry));

out:
    return st;
}

mohur_status
mohur__reader_header_load(mohur_ctx *ctx,
                          mohur_source *source,
                          uint64_t known_features,
                          struct mohur__reader_header *out)
{
    mohur_status st                     = MOHUR_OK;
    struct mohur__header_geometry where = {0, 0, 0};
    void *areas                         = NULL;
    size_t len                          = 0;
    mohur__bytes area                   = MOHUR__NOTHING;

    *out = (struct mohur__reader_header){.areas = NULL};
    TRY(load_geometry(ctx, source, &where));
    len = (size_t)where.payload_off; /* at most 2 MiB */
    TRY(mohur__alloc(ctx, len, &areas));
    out->areas = areas;
    TRY(mohur__source_read_at(source, 0, mohur__span_of(out->areas, len)));
    TRY(mohur__header_pick(ctx, mohur__bytes_of(out->areas, len), &where,
                           &area));
    TRY(mohur__header_parse(ctx, area, known_features, &out->header));

out:
    return st;
}

/* The first bytes of a source that may be a header and nothing else. */
static mohur_status
peek(mohur_ctx *ctx,
     mohur_source *source,
     struct mohur__header_geometry *out,
     bool *out_alone)
{
    uint8_t head[MOHUR__HEADER_FIXED_LEN] = {0};
    mohur_status st                       = MOHUR_OK;

    *out_alone = false;
    REQUIRE(ctx, mohur__source_seekable(source), MOHUR_E_ARGUMENT,
            "a header is read from a source that can seek");
    REQUIRE(ctx, source->len >= MOHUR__PAGE_LEN, MOHUR_E_FORMAT,
            "%" PRIu64 " bytes are too few for a sealed archive", source->len);
    TRY(mohur__source_read_at(source, 0, MOHUR__SPAN(head)));
    TRY(mohur__header_geometry(ctx, MOHUR__BYTES(head), out));
    *out_alone = source->len == out->area_len;

out:
    return st;
}

mohur_status
mohur__reader_header_load_alone(mohur_ctx *ctx,
                                mohur_source *source,
                                uint64_t known_features,
                                struct mohur__reader_header *out)
{
    struct mohur__header_geometry where = {0, 0, 0};
    void *bytes                         = NULL;
    mohur__bytes area                   = MOHUR__NOTHING;
    mohur_status st                     = MOHUR_OK;

    *out = (struct mohur__reader_header){.areas = NULL};
    TRY(peek(ctx, source, &where, &out->is_alone));
    REQUIRE(ctx, out->is_alone, MOHUR_E_FORMAT,
            "this is not a header alone: it has %" PRIu64 " bytes, not %u",
            source->len, where.area_len);
    TRY(mohur__alloc(ctx, where.area_len, &bytes));
    out->areas = bytes;
    TRY(mohur__source_read_at(source, 0,
                              mohur__span_of(out->areas, where.area_len)));
    TRY(mohur__header_if_whole(ctx, mohur__bytes_of(out->areas, where.area_len),
                               &area));
    REQUIRE(ctx, area.len != 0, MOHUR_E_FORMAT,
            "the header is damaged: its check bytes are wrong");
    TRY(mohur__header_parse(ctx, area, known_features, &out->header));

out:
    return st;
}

mohur_status
mohur__reader_header_load_any(mohur_ctx *ctx,
                              mohur_source *source,
                              struct mohur__reader_header *out)
{
    struct mohur__header_geometry where = {0, 0, 0};
    bool alone                          = false;
    mohur_status st                     = MOHUR_OK;

    *out = (struct mohur__reader_header){.areas = NULL};
    TRY(peek(ctx, source, &where, &alone));
    TRY(alone ? mohur__reader_header_load_alone(ctx, source,
                                                MOHUR__FEATURE_LINKS, out)
              : mohur__reader_header_load(ctx, source, MOHUR__FEATURE_LINKS,
                                          out));

out:
    return st;
}

mohur_status
mohur__reader_header_load_for(mohur_ctx *ctx,
                              mohur_source *archive,
                              mohur_source *apart,
                              uint64_t known_features,
                              struct mohur__reader_header *out)
{
    uint8_t imm[MOHUR__IMM_LEN]         = {0};
    struct mohur__header_geometry where = {0, 0, 0};
    mohur_status st                     = MOHUR_OK;

    if (apart == NULL) {
        return mohur__reader_header_load(ctx, archive, known_features, out);
    }
    *out = (struct mohur__reader_header){.areas = NULL};
    TRY(mohur__source_check(ctx, apart));
    TRY(load_geometry(ctx, archive, &where));
    TRY(mohur__source_read_at(archive, 0, MOHUR__SPAN(imm)));
    TRY(mohur__reader_header_load_alone(ctx, apart, known_features, out));
    REQUIRE(ctx, mohur__bytes_equal(MOHUR__BYTES(imm), out->header.imm),
            MOHUR_E_FORMAT, "the header is that of another archive");
    out->header.geometry.payload_off = where.payload_off;

out:
    return st;
}

void
mohur__reader_header_wipe(struct mohur__reader_header *h)
{
    mohur__free(h->areas);
    *h = (struct mohur__reader_header){.areas = NULL};
}
