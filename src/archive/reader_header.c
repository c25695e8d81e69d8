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

void
mohur__reader_header_wipe(struct mohur__reader_header *h)
{
    mohur__free(h->areas);
    *h = (struct mohur__reader_header){.areas = NULL};
}
