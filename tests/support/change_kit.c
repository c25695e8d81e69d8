/* SPDX-License-Identifier: Apache-2.0 */
#include "change_kit.h"

#include "archive/reader.h"
#include "base/ctx.h"
#include "check.h"
#include "crypto/aead.h"

#include <stdlib.h>

enum {
    CONTENT_LEN = 100000, /* two chunks */
    EXT_SALT    = 32
};

static const struct kit_entry entries[] = {
    {"a.txt", 20, MOHUR_ENTRY_FILE},
    {"large", CONTENT_LEN, MOHUR_ENTRY_FILE},
};

void
change_new(struct fixture *t, uint32_t areas, struct change *out)
{
    mohur_archive_options options  = MOHUR_ARCHIVE_OPTIONS_INIT;
    struct kit_archive archive     = {&options, entries, 2, 0};
    mohur_sink *sink               = fixture_sink(t);
    const mohur_key *recipients[2] = {NULL, NULL};
    const mohur_key *signers[1]    = {NULL};
    uint8_t *kept                  = NULL;

    out->t                 = t;
    out->us                = kit_kek(t->ctx, 0x70, 1, 0x80);
    out->friend            = kit_pair(t->ctx, MOHUR_ALG_X25519);
    out->stranger          = kit_pair(t->ctx, MOHUR_ALG_X25519);
    out->another           = kit_pair(t->ctx, MOHUR_ALG_X25519);
    out->signer            = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    out->path              = fixture_path(t, "x.mohur");
    recipients[0]          = out->us;
    recipients[1]          = out->friend;
    signers[0]             = out->signer;
    options.recipients     = recipients;
    options.recipients_len = 2;
    options.signers        = signers;
    options.signers_len    = 1;
    options.header_areas   = areas;
    CHECK_OK(kit_seal(t->ctx, &archive, sink));
    mohur_sink_free(sink);
    kept = fixture_bytes(t, 0, fixture_output(t).len);
    memcpy(kept, fixture_output(t).data, fixture_output(t).len);
    out->sealed = (struct view){kept, fixture_output(t).len};
    fixture_write_file(out->path, out->sealed);
}

void
change_free(struct change *c)
{
    mohur_key_free(c->us);
    mohur_key_free(c->friend);
    mohur_key_free(c->stranger);
    mohur_key_free(c->another);
    mohur_key_free(c->signer);
}

mohur_status
change_do(const struct change *c, const mohur_key *add, const mohur_key *remove)
{
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    const mohur_key *const us      = c->us;

    o.keys       = &us;
    o.keys_len   = 1;
    o.add        = &add;
    o.add_len    = add != NULL;
    o.remove     = &remove;
    o.remove_len = remove != NULL;
    return mohur_archive_recipients_change(c->t->ctx, &o, c->path);
}

static mohur_status
read_all(mohur_archive_reader *r)
{
    const mohur_archive_entry *entry = NULL;
    uint8_t block[4096];
    size_t len      = 0;
    mohur_status st = MOHUR_OK;

    while ((st = mohur_archive_reader_next(r, &entry)) == MOHUR_OK) {
        while (st == MOHUR_OK) {
            st = mohur_archive_reader_read(r, block, sizeof block, &len);
        }
        if (st != MOHUR_END) {
            return st;
        }
    }
    return st == MOHUR_END ? MOHUR_OK : st;
}

/* A reader on the file, with the source that it needs. */
static mohur_status
reader_new(const struct change *c,
           const mohur_key *key,
           mohur_source **source,
           mohur_archive_reader **out)
{
    mohur_archive_open_options o  = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_key *const signer = c->signer;
    mohur_status st = mohur_source_new_file(c->t->ctx, c->path, source);

    o.keys            = &key;
    o.keys_len        = 1;
    o.senders         = &signer;
    o.senders_len     = 1;
    o.allow_forwarded = true;
    return st != MOHUR_OK
               ? st
               : mohur_archive_reader_open(c->t->ctx, &o, *source, out);
}

mohur_status
change_open(const struct change *c,
            const mohur_key *key,
            mohur_archive_result *out)
{
    mohur_source *source    = NULL;
    mohur_archive_reader *r = NULL;
    mohur_status st         = reader_new(c, key, &source, &r);

    if (st == MOHUR_OK && out != NULL) {
        *out         = *mohur_archive_reader_result(r);
        out->signers = NULL;
    }
    if (st == MOHUR_OK) {
        st = read_all(r);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

struct view
change_bytes(const struct change *c)
{
    return fixture_read_file(c->t, c->path);
}

mohur_archive_info
change_info(const struct change *c)
{
    struct fixture *t       = c->t;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    mohur_source *source    = NULL;

    CHECK_OK(mohur_source_new_file(t->ctx, c->path, &source));
    CHECK_OK(mohur_archive_inspect(t->ctx, source, &info));
    mohur_source_free(source);
    return info;
}

/* Put bytes in place of those of the file, from an offset on. */
static void
patch(const struct change *c, size_t offset, mohur__bytes with)
{
    struct view now = change_bytes(c);
    uint8_t *copy   = fixture_bytes(c->t, 0, now.len);

    memcpy(copy, now.data, now.len);
    memcpy(copy + offset, with.data, with.len);
    fixture_write_file(c->path, (struct view){copy, now.len});
}

static mohur__bytes
joined(struct fixture *t, mohur__bytes a, struct view b)
{
    uint8_t *both = fixture_bytes(t, 0, a.len + b.len + 1);

    mohur__copy(mohur__span_of(both, a.len), a);
    mohur__copy(mohur__span_of(both + a.len, b.len),
                mohur__bytes_of(b.data, b.len));
    return mohur__bytes_of(both, a.len + b.len);
}

void
change_forge_header(const struct change *c, const struct change_more *more)
{
    struct fixture *t                = c->t;
    mohur_source *source             = NULL;
    mohur_archive_reader *r          = NULL;
    struct mohur__reader_header load = {.areas = NULL};
    struct mohur__header *h          = &load.header;
    struct mohur__buf area           = {.ctx = NULL};

    CHECK_OK(reader_new(c, c->us, &source, &r));
    CHECK_OK(mohur__reader_header_load(t->ctx, source, 0, &load));
    mohur__buf_init(&area, t->ctx, MOHUR__AREA_LEN_MAX);
    CHECK_OK(mohur__header_emit(
        t->ctx,
        &(struct mohur__header_parts){.suite      = h->suite,
                                      .areas      = (uint8_t)h->geometry.areas,
                                      .generation = h->generation,
                                      .n_slots    = h->n_slots + more->n_slots,
                                      .n_ext      = h->n_ext + more->n_ext,
                                      .area_pages = h->geometry.area_len /
                                                    MOHUR__PAGE_LEN,
                                      .salt  = h->salt,
                                      .slots = joined(t, h->slots, more->slots),
                                      .ext   = joined(t, h->ext, more->ext)},
        &r->schedule, &area));
    for (uint32_t i = 0; i < h->geometry.areas; i++) {
        patch(c, (size_t)i * h->geometry.area_len, mohur__buf_view(&area));
    }
    mohur__buf_wipe(&area);
    mohur__reader_header_wipe(&load);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
}

size_t
change_ext(const struct change *c, uint8_t first, uint8_t *out)
{
    static const uint8_t body[] = {0, 5, 0, 0, 'n', 'o', 't', 'e'};
    struct fixture *t           = c->t;
    mohur_source *source        = NULL;
    mohur_archive_reader *r     = NULL;
    struct mohur__aead *aead    = NULL;
    uint8_t key[32];
    uint8_t nonce[12];
    mohur__span sealed = mohur__span_of(out + 4 + EXT_SALT, sizeof body + 16);

    CHECK_OK(reader_new(c, c->us, &source, &r));
    mohur__store32(out, (uint32_t)sealed.len);
    for (size_t i = 0; i < EXT_SALT; i++) {
        out[4 + i] = (uint8_t)(first + i);
    }
    CHECK_OK(mohur__schedule_ext(t->ctx, &r->schedule,
                                 mohur__bytes_of(out + 4, EXT_SALT),
                                 MOHUR__SPAN(key), MOHUR__SPAN(nonce)));
    CHECK_OK(mohur__aead_new(t->ctx, r->result.aead, MOHUR__BYTES(key), &aead));
    CHECK_OK(mohur__aead_seal(aead, MOHUR__BYTES(nonce), MOHUR__NOTHING,
                              MOHUR__BYTES(body), sealed));
    mohur__aead_free(aead);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return 4 + EXT_SALT + sealed.len;
}

void
change_forge_manifest(const struct change *c, size_t offset, uint8_t bits)
{
    struct fixture *t       = c->t;
    mohur_source *source    = NULL;
    mohur_archive_reader *r = NULL;
    struct view now         = change_bytes(c);
    struct mohur__chunk_range range;
    mohur__span plain = {NULL, 0};
    uint8_t *sealed   = NULL;

    CHECK_OK(reader_new(c, c->us, &source, &r));
    range = mohur__stream_range(
        &r->stream, mohur__trailer_manifest_off(&r->trailer) + 16 + offset, 1);
    sealed = fixture_bytes(t, 0, range.sealed_len);
    memcpy(sealed, now.data + range.file_off, range.sealed_len);
    plain = mohur__span_of(sealed, range.sealed_len - MOHUR__CHUNK_TAG_LEN);
    CHECK_OK(mohur__chunk_open(r->stream.aead, r->schedule.n0, range.first,
                               mohur__bytes_of(sealed, range.sealed_len),
                               plain));
    plain.data[range.skip] ^= bits;
    CHECK_OK(mohur__chunk_seal(r->stream.aead, r->schedule.n0, range.first,
                               mohur__span_bytes(plain),
                               mohur__span_of(sealed, range.sealed_len)));
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    patch(c, (size_t)range.file_off, mohur__bytes_of(sealed, range.sealed_len));
}
