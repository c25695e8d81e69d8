/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/rewrap.h"

#include "archive/admin.h"
#include "archive/policy.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/os_change.h"
#include "base/os_file.h"
#include "keystore/key.h"

/* Changing who can open an archive: what is asked, and in which order. */

/* ---- the file, read through the descriptor that holds it ---- */

static mohur_status
source_read_at(mohur_source *s,
               uint64_t offset,
               mohur__span out,
               size_t *out_len)
{
    const struct mohur__rewrap_file *f = (struct mohur__rewrap_file *)s;

    return mohur__os_read_at(s->ctx, f->fd, offset, out, out_len);
}

static const struct mohur__source_ops source_ops = {.read_at = source_read_at};

static mohur_status
open_file(struct mohur__rewrap *w)
{
    uint64_t len    = 0;
    mohur_status st = MOHUR_OK;

    TRY(mohur__os_change_open(w->ctx, w->path, &w->file.fd));
    TRY(mohur__os_length(w->ctx, w->file.fd, &len));
    mohur__source_init(&w->file.common, w->ctx, &source_ops, len);

out:
    return st;
}

/* ---- what is asked ---- */

static mohur_status
check_removed(struct mohur__rewrap *w)
{
    const mohur_archive_change_options *o = &w->options;
    mohur_status st                       = MOHUR_OK;

    REQUIRE(w->ctx, o->remove != NULL || o->remove_len == 0, MOHUR_E_ARGUMENT,
            "remove is NULL");
    REQUIRE(w->ctx, o->remove_len <= MOHUR__SLOTS_MAX, MOHUR_E_ARGUMENT,
            "%zu keys to remove are more than %d", o->remove_len,
            MOHUR__SLOTS_MAX);
    for (size_t i = 0; i < o->remove_len; i++) {
        TRY(mohur__key_check(w->ctx, o->remove[i]));
        REQUIRE(w->ctx, mohur__slot_type_of(o->remove[i]) != 0,
                MOHUR_E_ARGUMENT, "key %zu to remove opens no archive", i + 1);
    }

out:
    return st;
}

static mohur_status
read_options(struct mohur__rewrap *w,
             const mohur_archive_change_options *options)
{
    mohur_archive_change_options *o = &w->options;
    mohur_archive_open_options with = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_status st                 = MOHUR_OK;

    TRY(mohur__options_check(w->ctx, options, sizeof *o, o));
    REQUIRE(w->ctx,
            o->add_len > 0 || o->remove_len > 0 || o->remove_passphrase ||
                o->add_passphrase != NULL,
            MOHUR_E_ARGUMENT, "nobody is to be added or removed");
    TRY(check_removed(w));
    TRY(mohur__policy_check_admin(w->ctx, o->admin));
    with.keys                   = o->keys;
    with.keys_len               = o->keys_len;
    with.passphrase             = o->passphrase;
    with.passphrase_len         = o->passphrase_len;
    w->reader->wish.is_unsigned = true; /* no signature is looked at */
    TRY(mohur__reader_wish_read(w->ctx, &with, &w->reader->wish));
    w->reader->wish.out_file_key = &w->file_key;

out:
    return st;
}

/* Who is added is judged as who is sealed to. */
static mohur_status
plan_added(struct mohur__rewrap *w)
{
    const mohur_archive_change_options *o = &w->options;
    mohur_archive_options as_sealed       = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_status st                       = MOHUR_OK;

    if (o->add_len == 0 && o->add_passphrase == NULL) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(w->ctx, &w->plan));
    as_sealed.recipients       = o->add;
    as_sealed.recipients_len   = o->add_len;
    as_sealed.passphrase       = o->add_passphrase;
    as_sealed.passphrase_len   = o->add_passphrase_len;
    as_sealed.passphrase_m_kib = o->passphrase_m_kib;
    as_sealed.passphrase_t     = o->passphrase_t;
    as_sealed.allow_mixed_pq   = o->allow_mixed_pq;
    as_sealed.aead             = w->old.header.aead;
    TRY(mohur__writer_plan(w->ctx, &as_sealed, false, w->plan));

out:
    return st;
}

/* ---- what the sender allows ---- */

static mohur_status
obey(struct mohur__rewrap *w, mohur__bytes opener)
{
    struct mohur__policy_wish wish = {.admin  = w->options.admin,
                                      .opener = opener};

    if (w->plan != NULL) {
        wish.added = mohur__bytes_sub(MOHUR__BYTES(w->plan->recipients), 0,
                                      w->plan->slots * MOHUR__RECIPIENT_ID_LEN);
    }
    return mohur__policy_obey(w->ctx, &w->reader->manifest, &wish);
}

/* From the bytes of the file to a manifest, as a reader has it. */
static mohur_status
open_up(struct mohur__rewrap *w)
{
    struct mohur__header *h                    = &w->old.header;
    mohur_archive_reader *r                    = w->reader;
    uint8_t recipient[MOHUR__RECIPIENT_ID_LEN] = {0};
    mohur_status st                            = MOHUR_OK;

    TRY(mohur__reader_header_load_any(w->ctx, &w->file.common, &w->old));
    TRY(plan_added(w));
    TRY(mohur__reader_unlock(w->ctx, h, &r->wish, &r->schedule,
                             MOHUR__SPAN(recipient)));
    if (w->old.is_alone) {
        return MOHUR_OK; /* what the sender allows stands elsewhere */
    }
    TRY(mohur__stream_init(w->ctx, &w->file.common, h->geometry.payload_off,
                           h->aead, &r->schedule, &r->stream));
    TRY(mohur__reader_load_tail(r));
    TRY(obey(w, MOHUR__BYTES(recipient)));

out:
    return st;
}

/* ---- the new header ---- */

/* As large as it was, if that will do. */
static uint32_t
pages_for(const struct mohur__rewrap *w)
{
    const struct mohur__header *h = &w->old.header;
    size_t need = MOHUR__HEADER_FIXED_LEN + w->slots.len + w->ext.len +
                  MOHUR__HEADER_MAC_LEN + MOHUR__HEADER_CHECK_LEN;

    return need <= h->geometry.area_len ? h->geometry.area_len / MOHUR__PAGE_LEN
                                        : 0;
}

/* The header that an area will be, as its digest sees it. */
static mohur_status
new_digest(const struct mohur__rewrap *w, mohur__span out)
{
    struct mohur__header h = w->old.header;

    h.generation++;
    h.n_slots = w->n_slots;
    h.slots   = mohur__buf_view(&w->slots);
    return mohur__header_digest(w->ctx, &h, out);
}

/* EXT records stay, but what an administrator said of the header that was. */
static mohur_status
make_ext(struct mohur__rewrap *w)
{
    const struct mohur__schedule *s   = &w->reader->schedule;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur_status st                   = MOHUR_OK;

    mohur__buf_init(&w->ext, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(mohur__admin_others(w->ctx, &w->old.header, s, NULL, &w->ext,
                            &w->n_ext));
    if (w->options.admin != NULL) {
        TRY(new_digest(w, MOHUR__SPAN(digest)));
        TRY(mohur__admin_sign(w->ctx, s, w->old.header.aead, w->options.admin,
                              MOHUR__BYTES(digest), &w->ext));
        w->n_ext++;
    }

out:
    return st;
}

static mohur_status
emit_area(struct mohur__rewrap *w)
{
    const struct mohur__header *h    = &w->old.header;
    struct mohur__header back        = {.suite = 0};
    struct mohur__header_parts parts = {
        .suite = h->suite,
        /* Two, so that the next change is made in place. */
        .areas      = w->old.is_alone ? (uint8_t)h->geometry.areas : 2,
        .features   = h->features,
        .generation = h->generation + 1,
        .n_slots    = w->n_slots,
        .n_ext      = w->n_ext,
        .area_pages = pages_for(w),
        .salt       = h->salt,
        .slots      = mohur__buf_view(&w->slots),
        .ext        = mohur__buf_view(&w->ext)};
    mohur_status st = MOHUR_OK;

    mohur__buf_init(&w->area, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(mohur__header_emit(w->ctx, &parts, &w->reader->schedule, &w->area));
    /* What cannot be read again must not be written. */
    TRY(mohur__header_parse(w->ctx, mohur__buf_view(&w->area), h->features,
                            &back));
    TRY(mohur__header_verify(w->ctx, &back, &w->reader->schedule));

out:
    return st;
}

static mohur_status
rewrap(struct mohur__rewrap *w, const mohur_archive_change_options *options)
{
    mohur_status st = MOHUR_OK;

    TRY(MOHUR__NEW(w->ctx, &w->reader));
    w->reader->magic = MOHUR__MAGIC_READER;
    w->reader->ctx   = w->ctx;
    TRY(read_options(w, options));
    TRY(open_file(w));
    TRY(open_up(w));
    TRY(mohur__rewrap_slots(w));
    REQUIRE(w->ctx, w->old.header.generation < UINT32_MAX, MOHUR_E_LIMIT,
            "the header was changed as often as can be counted");
    TRY(make_ext(w));
    TRY(emit_area(w));
    TRY(mohur__rewrap_place(w));

out:
    return st;
}

static void
rewrap_free(struct mohur__rewrap *w)
{
    if (w != NULL) {
        mohur_archive_reader_free(w->reader);
        mohur__reader_header_wipe(&w->old);
        mohur__secret_free(w->file_key);
        mohur__buf_wipe(&w->slots);
        mohur__buf_wipe(&w->ext);
        mohur__buf_wipe(&w->area);
        mohur__os_close(w->file.fd);
        mohur__free(w->plan);
        mohur__free(w);
    }
}

mohur_status
mohur_archive_recipients_change(mohur_ctx *ctx,
                                const mohur_archive_change_options *options,
                                const char *path)
{
    struct mohur__rewrap *w = NULL;
    mohur_status st         = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, path != NULL, MOHUR_E_ARGUMENT, "path is NULL");
    TRY(MOHUR__NEW(ctx, &w));
    w->ctx     = ctx;
    w->path    = path;
    w->file.fd = -1;
    TRY(rewrap(w, options));

out:
    rewrap_free(w);
    return st;
}
