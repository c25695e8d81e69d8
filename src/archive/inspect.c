/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "archive/slot.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/options.h"
#include "keystore/key.h"
#include <mohur/rewrap.h>

/* What anybody can see of an archive: the header, before any key. */

static mohur_status
list_slots(mohur_ctx *ctx,
           const struct mohur__header *h,
           mohur_archive_info *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__cursor c  = mohur__cursor_of(h->slots);
    struct mohur__slot slot = {.type = 0};

    for (uint32_t i = 0; i < h->n_slots && i < MOHUR_ARCHIVE_SLOTS_MAX; i++) {
        TRY(mohur__slot_parse(ctx, &c, &slot));
        out->slot_types[i] = slot.type;
    }

out:
    return st;
}

/* Give an older caller the members that it knows. */
static void
hand_out(const mohur_archive_info *info, mohur_archive_info *out)
{
    size_t size = out->size < sizeof *info ? out->size : sizeof *info;

    mohur__copy(mohur__span_of((uint8_t *)out, size),
                mohur__bytes_of(info, size));
}

mohur_status
mohur_archive_inspect(mohur_ctx *ctx,
                      mohur_source *source,
                      mohur_archive_info *out)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__reader_header load = {.areas = NULL};
    const struct mohur__header *h    = &load.header;
    mohur_archive_info info          = MOHUR_ARCHIVE_INFO_INIT;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__source_check(ctx, source));
    TRY(mohur__options_check(ctx, out, sizeof info, &info));
    TRY(mohur__reader_header_load_any(ctx, source, &load));
    info            = (mohur_archive_info)MOHUR_ARCHIVE_INFO_INIT;
    info.size       = out->size;
    info.version    = 1;
    info.suite      = h->suite;
    info.aead       = h->aead;
    info.generation = h->generation;
    info.slots_len  = h->n_slots;
    info.ext_len    = h->n_ext;
    info.header_len =
        load.is_alone ? h->geometry.area_len : h->geometry.payload_off;
    info.payload_len = source->len - info.header_len;
    TRY(list_slots(ctx, h, &info));
    hand_out(&info, out);

out:
    mohur__reader_header_wipe(&load);
    return st;
}

/* The first slot that names the key; MOHUR_END. */
static mohur_status
find_slot(mohur_ctx *ctx,
          const struct mohur__header *h,
          const mohur_key *key,
          uint32_t *out_slot)
{
    struct mohur__cursor c  = mohur__cursor_of(h->slots);
    struct mohur__slot slot = {.type = 0};
    bool named              = false;
    mohur_status st         = MOHUR_OK;

    for (uint32_t i = 0; i < h->n_slots; i++) {
        TRY(mohur__slot_parse(ctx, &c, &slot));
        TRY(mohur__slot_names(ctx, h->salt, &slot, key, &named));
        if (named) {
            *out_slot = i;
            return MOHUR_OK;
        }
    }
    st = MOHUR_END;

out:
    return st;
}

mohur_status
mohur_archive_recipients_find(mohur_ctx *ctx,
                              mohur_source *source,
                              const mohur_key *key,
                              uint32_t *out_slot)
{
    struct mohur__reader_header load = {.areas = NULL};
    mohur_status st                  = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out_slot != NULL, MOHUR_E_ARGUMENT, "out_slot is NULL");
    *out_slot = 0;
    TRY(mohur__source_check(ctx, source));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__reader_header_load_any(ctx, source, &load));
    st = find_slot(ctx, &load.header, key, out_slot);

out:
    mohur__reader_header_wipe(&load);
    return st;
}

mohur_status
mohur_archive_header_export(mohur_ctx *ctx,
                            mohur_source *source,
                            mohur_sink *sink)
{
    struct mohur__reader_header load = {.areas = NULL};
    mohur_status st                  = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__source_check(ctx, source));
    TRY(mohur__sink_check(ctx, sink));
    TRY(mohur__reader_header_load_any(ctx, source, &load));
    TRY(mohur__sink_write(sink, load.header.area));
    TRY(mohur__sink_finish(sink));

out:
    mohur__reader_header_wipe(&load);
    return st;
}
