/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "keystore/key.h"

/* The public calls of the reader: arguments, state, poison. */

static mohur_status
check_keys(mohur_ctx *ctx, const mohur_key *const *keys, size_t len)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, keys != NULL || len == 0, MOHUR_E_ARGUMENT, "keys is NULL");
    for (size_t i = 0; i < len; i++) {
        TRY(mohur__key_check(ctx, keys[i]));
        REQUIRE(ctx, mohur__slot_type_of(keys[i]) != 0, MOHUR_E_ARGUMENT,
                "the key '%s' is not for opening archives",
                mohur_key_name(keys[i]));
    }

out:
    return st;
}

static mohur_status
check_signing(mohur_ctx *ctx, const mohur_key *const *keys, size_t len)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < len; i++) {
        TRY(mohur__key_check(ctx, keys[i]));
        REQUIRE(ctx, mohur_key_purpose(keys[i]) == MOHUR_PURPOSE_SIGN,
                MOHUR_E_ARGUMENT, "the key '%s' is not for signing",
                mohur_key_name(keys[i]));
    }

out:
    return st;
}

static mohur_status
check_senders(mohur_ctx *ctx, const struct mohur__reader_wish *w)
{
    const mohur_archive_open_options *o = &w->options;
    mohur_status st                     = MOHUR_OK;

    REQUIRE(ctx, o->senders != NULL || o->senders_len == 0, MOHUR_E_ARGUMENT,
            "senders is NULL");
    REQUIRE(ctx, w->is_unsigned || o->senders_len > 0, MOHUR_E_ARGUMENT,
            "say whose signature is to be accepted");
    REQUIRE(ctx, !w->is_unsigned || o->senders_len == 0, MOHUR_E_ARGUMENT,
            "an unsigned archive has no senders");
    REQUIRE(ctx, o->senders_threshold <= o->senders_len, MOHUR_E_ARGUMENT,
            "%zu of %zu senders cannot have signed", o->senders_threshold,
            o->senders_len);
    TRY(check_signing(ctx, o->senders, o->senders_len));
    REQUIRE(ctx, o->admins != NULL || o->admins_len == 0, MOHUR_E_ARGUMENT,
            "admins is NULL");
    TRY(check_signing(ctx, o->admins, o->admins_len));

out:
    return st;
}

/* The caller's limit, or the default; never above the ceiling. */
static uint64_t
limit_of(uint64_t asked, uint64_t usual, uint64_t ceiling)
{
    uint64_t limit = asked != 0 ? asked : usual;

    return limit < ceiling ? limit : ceiling;
}

mohur_status
mohur__reader_wish_read(mohur_ctx *ctx,
                        const mohur_archive_open_options *options,
                        struct mohur__reader_wish *w)
{
    mohur_archive_open_options *o = &w->options;
    mohur_status st               = MOHUR_OK;

    TRY(mohur__options_check(ctx, options, sizeof *o, o));
    TRY(check_keys(ctx, o->keys, o->keys_len));
    TRY(check_senders(ctx, w));
    REQUIRE(ctx,
            o->passphrase == NULL
                ? o->passphrase_len == 0
                : o->passphrase_len >= 1 &&
                      o->passphrase_len <= MOHUR__ARCHIVE_PASSPHRASE_MAX,
            MOHUR_E_ARGUMENT, "a passphrase has 1 to 1024 bytes");
    w->passphrase = mohur__bytes_of(o->passphrase, o->passphrase_len);
    o->max_entries =
        limit_of(o->max_entries, MOHUR__ENTRIES_DEFAULT, MOHUR__ENTRIES_MAX);
    o->max_entry_len =
        limit_of(o->max_entry_len, MOHUR__ENTRY_LEN_MAX, MOHUR__ENTRY_LEN_MAX);
    o->max_content =
        limit_of(o->max_content, MOHUR__STREAM_LEN_MAX, MOHUR__STREAM_LEN_MAX);
    o->max_directory = limit_of(o->max_directory, MOHUR__DIRECTORY_DEFAULT,
                                MOHUR__DIRECTORY_MAX);
    o->max_ratio =
        (uint32_t)limit_of(o->max_ratio, MOHUR__RATIO_DEFAULT, UINT32_MAX);

out:
    return st;
}

mohur_status
mohur__reader_key(mohur_archive_reader *r)
{
    r->links = (r->load.header.features & MOHUR__FEATURE_LINKS) != 0;
    return mohur__reader_unlock(r->ctx, &r->load.header, &r->wish, &r->schedule,
                                MOHUR__SPAN(r->recipient));
}

mohur_status
mohur__reader_list(mohur_archive_reader *r, mohur_source *source)
{
    mohur_status st               = MOHUR_OK;
    const struct mohur__header *h = &r->load.header;

    TRY(mohur__stream_init(r->ctx, source, h->geometry.payload_off, h->aead,
                           &r->schedule, &r->stream));
    TRY(mohur__reader_trust(r, h, MOHUR__BYTES(r->recipient)));
    TRY(mohur__listing_verify(r));
    TRY(mohur__reader_entry_init(r));
    r->wish.passphrase      = MOHUR__NOTHING;
    r->wish.options.keys    = NULL;
    r->wish.options.senders = NULL;
    r->wish.options.admins  = NULL;
    r->wish.options.header  = NULL;

out:
    return st;
}

/* From NEW to LISTED, in the order of section 11. */
static mohur_status
open_up(mohur_archive_reader *r, mohur_source *source)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__reader_header_load_for(
        r->ctx, source, r->wish.options.header,
        r->wish.options.allow_links ? MOHUR__FEATURE_LINKS : 0, &r->load));
    TRY(mohur__reader_key(r));
    TRY(mohur__reader_list(r, source));

out:
    return st;
}

mohur_status
mohur__reader_make(mohur_ctx *ctx,
                   const mohur_archive_open_options *options,
                   bool is_unsigned,
                   mohur_archive_reader **out)
{
    mohur_status st         = MOHUR_OK;
    mohur_archive_reader *r = NULL;

    TRY(MOHUR__NEW(ctx, &r));
    r->magic            = MOHUR__MAGIC_READER;
    r->ctx              = ctx;
    r->wish.is_unsigned = is_unsigned;
    TRY(mohur__reader_wish_read(ctx, options, &r->wish));
    *out = r;
    r    = NULL;

out:
    mohur_archive_reader_free(r);
    return st;
}

static mohur_status
reader_new(mohur_ctx *ctx,
           const mohur_archive_open_options *options,
           mohur_source *source,
           bool is_unsigned,
           mohur_archive_reader **out)
{
    mohur_status st         = MOHUR_OK;
    mohur_archive_reader *r = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__source_check(ctx, source));
    TRY(mohur__reader_make(ctx, options, is_unsigned, &r));
    TRY(open_up(r, source));
    *out = r;
    r    = NULL;

out:
    mohur_archive_reader_free(r);
    return st;
}

mohur_status
mohur_archive_reader_open(mohur_ctx *ctx,
                          const mohur_archive_open_options *options,
                          mohur_source *source,
                          mohur_archive_reader **out)
{
    return reader_new(ctx, options, source, false, out);
}

mohur_status
mohur_archive_reader_open_unsigned(mohur_ctx *ctx,
                                   const mohur_archive_open_options *options,
                                   mohur_source *source,
                                   mohur_archive_reader **out)
{
    return reader_new(ctx, options, source, true, out);
}

static bool
is_reader(const mohur_archive_reader *r)
{
    return r != NULL && r->magic == MOHUR__MAGIC_READER;
}

mohur_status
mohur__reader_begin(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;

    if (!is_reader(r)) {
        return MOHUR_E_ARGUMENT;
    }
    TRY(mohur__ctx_enter(r->ctx));
    REQUIRE(r->ctx, r->state != MOHUR__READER_DEAD, MOHUR_E_STATE,
            "the archive failed before; nothing more comes from it");

out:
    return st;
}

mohur_status
mohur__reader_end(mohur_archive_reader *r, mohur_status st)
{
    /* What the caller did wrong changes nothing. */
    if (st != MOHUR_OK && st != MOHUR_END &&
        mohur_status_class(st) != mohur_status_class(MOHUR_E_ARGUMENT)) {
        r->state = MOHUR__READER_DEAD;
    }
    return st;
}

const mohur_archive_result *
mohur_archive_reader_result(const mohur_archive_reader *r)
{
    return is_reader(r) ? &r->result : NULL;
}

mohur_status
mohur_archive_reader_next(mohur_archive_reader *r,
                          const mohur_archive_entry **out)
{
    mohur_status st = mohur__reader_begin(r);

    if (st != MOHUR_OK) {
        return st;
    }
    REQUIRE(r->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    st   = mohur__reader_next(r);
    if (st == MOHUR_OK) {
        *out = &r->entry;
    }

out:
    return mohur__reader_end(r, st);
}

mohur_status
mohur_archive_reader_seek(mohur_archive_reader *r,
                          const char *name,
                          size_t name_len,
                          uint64_t offset,
                          const mohur_archive_entry **out)
{
    mohur_status st = mohur__reader_begin(r);

    if (st != MOHUR_OK) {
        return st;
    }
    REQUIRE(r->ctx, name != NULL && out != NULL, MOHUR_E_ARGUMENT,
            "name or out is NULL");
    *out = NULL;
    st   = mohur__listing_find(r, mohur__bytes_of(name, name_len));
    if (st != MOHUR_OK) {
        goto out;
    }
    TRY(mohur__reader_next(r));
    REQUIRE(r->ctx, offset <= r->record.content_len, MOHUR_E_ARGUMENT,
            "the entry has only %llu bytes",
            (unsigned long long)r->record.content_len);
    TRY(mohur__reader_enter(r));
    mohur__reader_seek(r, offset);
    *out = &r->entry;

out:
    return mohur__reader_end(r, st);
}

/* One segment or less, or several whole ones. */
static mohur_status
read_some(mohur_archive_reader *r, mohur__span out, size_t *out_len)
{
    mohur__bytes bytes = MOHUR__NOTHING;
    mohur_status st    = MOHUR_OK;

    if (mohur__reader_can_fill(r, out.len)) {
        return mohur__reader_fill(r, out, out_len);
    }
    st       = mohur__reader_content(r, out.len, &bytes);
    *out_len = mohur__copy(out, bytes);
    return st;
}

mohur_status
mohur_archive_reader_read(mohur_archive_reader *r,
                          uint8_t *out,
                          size_t out_cap,
                          size_t *out_len)
{
    mohur_status st = mohur__reader_begin(r);

    if (st != MOHUR_OK) {
        return st;
    }
    REQUIRE(r->ctx, out != NULL && out_cap > 0 && out_len != NULL,
            MOHUR_E_ARGUMENT, "there is no room to read to");
    *out_len = 0;
    REQUIRE(r->ctx, r->has_record, MOHUR_E_STATE, "no entry was gone to");
    TRY(mohur__reader_enter(r));
    st = read_some(r, mohur__span_of(out, out_cap), out_len);

out:
    return mohur__reader_end(r, st);
}

void
mohur_archive_reader_free(mohur_archive_reader *r)
{
    if (is_reader(r)) {
        mohur__reader_entry_wipe(r);
        mohur__listing_wipe(&r->listing);
        mohur__stream_wipe(&r->stream);
        mohur__schedule_wipe(&r->schedule);
        mohur__reader_header_wipe(&r->load);
        mohur__free(r->manifest_body);
        mohur__stage_free(r->stage);
        mohur__free(r); /* which wipes the magic */
    }
}
