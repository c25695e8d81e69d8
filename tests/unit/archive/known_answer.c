/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"
#include "archive/content.h"
#include "archive/directory.h"
#include "archive/header.h"
#include "archive/manifest.h"
#include "archive/record.h"
#include "archive/slot.h"
#include "archive/trailer.h"
#include "check.h"
#include "seal_kit.h"

/*
 * The archive of docs/formats/archive.md, "Known answer": every byte of it
 * was computed by other programs.  All randomness is scripted.
 */
static const char script[] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
    "606162636465666768696a6b6c6d6e6f"
    "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
    "00";

enum {
    STREAM_LEN = 704,
    FILE_LEN   = 4816
};

/* What the context draws, one after the other. */
struct script {
    struct view bytes;
    size_t drawn;
};

static struct script scripted;

static int32_t
draw(void *user, uint8_t *out, size_t len)
{
    (void)user;
    if (len > scripted.bytes.len - scripted.drawn) {
        return -1;
    }
    memcpy(out, scripted.bytes.data + scripted.drawn, len);
    scripted.drawn += len;
    return 0;
}

static mohur_ctx *
scripted_ctx(struct fixture *t, mohur_backend backend, uint32_t jobs)
{
    const mohur_backend_choice choice = {0, backend};
    mohur_sys sys                     = fixture_sys(t);
    mohur_ctx_options options         = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx                    = NULL;

    scripted        = (struct script){fixture_hex(t, script), 0};
    sys.random      = draw;
    sys.choices     = &choice;
    sys.choices_len = backend != MOHUR_BACKEND_DEFAULT;
    options.sys     = &sys;
    options.jobs    = jobs;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    return ctx;
}

static mohur_status
write_file(mohur_archive_writer *w)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    struct view content       = VIEW_TEXT("salam\n");
    mohur_status st           = MOHUR_OK;

    entry.name     = "a.txt";
    entry.name_len = strlen(entry.name);
    entry.mtime    = FIXTURE_NOW;
    st             = mohur_archive_writer_entry(w, &entry);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update(w, content.data, content.len);
    }
    return st != MOHUR_OK ? st : mohur_archive_writer_finish(w);
}

/* The file, kept until the end of the case. */
static mohur__bytes
known_answer(struct fixture *t, mohur_backend backend, uint32_t jobs)
{
    mohur_ctx *ctx                = scripted_ctx(t, backend, jobs);
    mohur_key *kek                = kit_kek(ctx, 0x70, 1, 0x80);
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_writer *w       = NULL;
    mohur_sink *sink              = NULL;
    uint8_t *copy                 = NULL;
    struct view file              = {NULL, 0};

    options.recipients     = (const mohur_key *const *)&kek;
    options.recipients_len = 1;
    CHECK_OK(mohur_sink_new_memory(ctx, 1 << 20, &sink));
    CHECK_STATUS(MOHUR_OK,
                 mohur_archive_writer_new_unsigned(ctx, &options, sink, &w));
    CHECK_STATUS(MOHUR_OK, write_file(w));
    CHECK_NUMBER(scripted.bytes.len, scripted.drawn);
    file.data = mohur_sink_memory(sink, &file.len);
    copy      = fixture_bytes(t, 0, file.len);
    memcpy(copy, file.data, file.len);
    mohur_archive_writer_free(w);
    mohur_sink_free(sink);
    mohur_key_free(kek);
    mohur_ctx_free(ctx);
    return mohur__bytes_of(copy, file.len);
}

static void
check_file(struct fixture *t, mohur__bytes file)
{
    uint8_t digest[32];

    CHECK_NUMBER(FILE_LEN, file.len);
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, file, MOHUR__SPAN(digest)));
    CHECK_BYTES(fixture_hex(t, "2f8c1f5b94a4ec86cf1eb4fecc3491ea"
                               "03930fd9270730b1f568d653821ba223"),
                MOHUR__BYTES(digest));
}

static void
is_made_byte_for_byte(void **state)
{
    struct fixture *t = *state;

    check_file(t, known_answer(t, MOHUR_BACKEND_DEFAULT, 0));
}

static void
is_the_same_with_every_number_of_jobs(void **state)
{
    struct fixture *t = *state;

    check_file(t, known_answer(t, MOHUR_BACKEND_DEFAULT, 1));
    check_file(t, known_answer(t, MOHUR_BACKEND_DEFAULT, 2));
    check_file(t, known_answer(t, MOHUR_BACKEND_DEFAULT, 7));
}

static void
is_the_same_with_every_backend(void **state)
{
    struct fixture *t = *state;

    check_file(t, known_answer(t, MOHUR_BACKEND_SODIUM, 0));
    check_file(t, known_answer(t, MOHUR_BACKEND_MBEDTLS, 0));
    check_file(t, known_answer(t, MOHUR_BACKEND_OPENSSL, 0));
    check_file(t, known_answer(t, MOHUR_BACKEND_IPSECMB, 0));
}

/* The archive, taken apart. */
struct opened {
    mohur__bytes file;
    struct mohur__header header;
    struct mohur__slot slot;
    struct mohur__schedule schedule;
    uint8_t plain[STREAM_LEN];
    struct mohur__trailer trailer;
};

static void
open_slot(struct fixture *t, struct opened *o)
{
    mohur_key *kek                   = kit_kek(t->ctx, 0x70, 1, 0x80);
    struct mohur__slot_opener opener = {.key = kek};
    struct mohur__cursor c           = mohur__cursor_of(o->header.slots);
    struct mohur__secret *file_key   = NULL;
    uint8_t hint[MOHUR__HINT_LEN]    = {0};

    CHECK_OK(mohur__slot_parse(t->ctx, &c, &o->slot));
    CHECK_OK(mohur__slot_hint(t->ctx, o->header.salt, kek, MOHUR__SPAN(hint)));
    CHECK(mohur__slot_fits(&o->slot, &opener, MOHUR__BYTES(hint)));
    CHECK_OK(
        mohur__slot_open(t->ctx, o->header.imm, &o->slot, &opener, &file_key));
    CHECK_OK(mohur__schedule_init(t->ctx, o->header.imm,
                                  mohur__secret_bytes(file_key), &o->schedule));
    CHECK_OK(mohur__header_verify(t->ctx, &o->header, &o->schedule));
    mohur__secret_free(file_key);
    mohur_key_free(kek);
}

static void
open_payload(struct fixture *t, struct opened *o)
{
    struct mohur__aead *aead = NULL;

    CHECK_OK(mohur__aead_new(t->ctx, o->header.aead,
                             mohur__secret_bytes(o->schedule.payload_key),
                             &aead));
    CHECK_OK(mohur__chunk_open(
        aead, o->schedule.n0, 0,
        mohur__bytes_sub(o->file, MOHUR__PAGE_LEN, o->file.len),
        MOHUR__SPAN(o->plain)));
    CHECK_OK(mohur__trailer_parse(
        t->ctx,
        mohur__bytes_sub(MOHUR__BYTES(o->plain),
                         STREAM_LEN - MOHUR__TRAILER_RECORD_LEN, STREAM_LEN),
        STREAM_LEN, MOHUR__DIRECTORY_DEFAULT, &o->trailer));
    mohur__aead_free(aead);
}

static struct opened
open_all(struct fixture *t)
{
    struct opened o                 = {.file = MOHUR__NOTHING};
    struct mohur__header_geometry g = {0, 0, 0};
    mohur__bytes area               = MOHUR__NOTHING;

    o.file = known_answer(t, MOHUR_BACKEND_DEFAULT, 0);
    CHECK_OK(mohur__header_geometry(
        t->ctx, mohur__bytes_sub(o.file, 0, MOHUR__HEADER_FIXED_LEN), &g));
    CHECK_NUMBER(MOHUR__PAGE_LEN, g.payload_off);
    CHECK_OK(mohur__header_pick(
        t->ctx, mohur__bytes_sub(o.file, 0, MOHUR__PAGE_LEN), &g, &area));
    CHECK_OK(mohur__header_parse(t->ctx, area, 0, &o.header));
    open_slot(t, &o);
    open_payload(t, &o);
    return o;
}

static void
has_the_keys_of_the_specification(void **state)
{
    struct fixture *t = *state;
    struct opened o   = open_all(t);

    CHECK_BYTES(fixture_hex(t, "233f0b26a6cdca55d058ccb586e286f8"
                               "bb044aea645a0f7b1a703e9b2ad3590d"),
                MOHUR__BYTES(o.schedule.commitment));
    CHECK_BYTES(fixture_hex(t, "a56c8637c878d330bf09a3acbf05ed00"
                               "0179be4c32e9d0e67fc38c3480ca8db2"),
                mohur__secret_bytes(o.schedule.payload_key));
    CHECK_BYTES(fixture_hex(t, "25d0898647656c16ee254a45"),
                MOHUR__BYTES(o.schedule.n0));
    mohur__schedule_wipe(&o.schedule);
}

static void
has_the_slot_of_the_specification(void **state)
{
    struct fixture *t = *state;
    struct opened o   = open_all(t);

    CHECK_NUMBER(MOHUR__SLOT_KEK, o.slot.type);
    CHECK_BYTES(fixture_hex(t, "f33aa31f18510655e35a2273cab9d60d"),
                o.slot.hint);
    CHECK_BYTES(fixture_hex(t, "32bca0b9351ff463cb13cf4e9c9ecba7"
                               "6ebbf8e1e02744c2ba4c725d06005077"),
                o.slot.check);
    mohur__schedule_wipe(&o.schedule);
}

static mohur__bytes
stream_at(const struct opened *o, size_t off, size_t len)
{
    return mohur__bytes_sub(MOHUR__BYTES(o->plain), off, len);
}

static void
has_its_records_where_the_specification_says(void **state)
{
    static const struct {
        size_t off;
        enum mohur__record_type type;
        size_t len;
    } records[] = {
        {0, MOHUR__RECORD_ENTRY, 29},
        {45, MOHUR__RECORD_SEGMENT, 6},
        {67, MOHUR__RECORD_TABLE, 36},
        {119, MOHUR__RECORD_ENTRY_END, 120},
        {255, MOHUR__RECORD_DIRECTORY, 125},
        {396, MOHUR__RECORD_MANIFEST, 156},
        {568, MOHUR__RECORD_SIGNATURES, 0},
        {584, MOHUR__RECORD_PAD, 24},
        {624, MOHUR__RECORD_TRAILER, 64},
    };
    struct fixture *t = *state;
    struct opened o   = open_all(t);

    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        CHECK_OK(mohur__record_expect(
            t->ctx, stream_at(&o, records[i].off, MOHUR__RECORD_HEAD_LEN),
            records[i].type, records[i].len));
    }
    CHECK_NUMBER(255, o.trailer.dir_off);
    CHECK_NUMBER(396, mohur__trailer_manifest_off(&o.trailer));
    CHECK_NUMBER(568, mohur__trailer_signatures_off(&o.trailer));
    CHECK_NUMBER(584, mohur__trailer_pad_off(&o.trailer));
    mohur__schedule_wipe(&o.schedule);
}

static void
has_the_digests_of_the_specification(void **state)
{
    struct fixture *t            = *state;
    struct opened o              = open_all(t);
    struct mohur__cursor c       = mohur__cursor_of(stream_at(&o, 271, 125));
    struct mohur__dir_record dir = {.entry_off = 0};
    struct mohur__entry_end end  = {.content_len = 0};
    struct mohur__manifest m     = {.n_entries = 0};

    CHECK_BYTES(fixture_hex(t, "3ceeac66f3b7103baf03fdf069877a18"
                               "9cb57406c25e0c744837b0aa1c11e193"),
                mohur__table_row_at(stream_at(&o, 83, 36), 0).digest);
    CHECK_OK(mohur__entry_end_parse(t->ctx, stream_at(&o, 135, 120), 1, &end));
    CHECK_NUMBER(67, mohur__entry_end_table(&end, 0).offset);
    CHECK_BYTES(fixture_hex(t, "c299005719e47fb93a7eeebfaf1bd9da"
                               "4d3998eb46a740cb94cc80a3480c0d24"),
                mohur__entry_end_table(&end, 0).group);
    CHECK_BYTES(fixture_hex(t, "1f3b40517c05a1749ce4791c1c99f717"
                               "ae2e3ea22be38eaa74f9ebdbc28e1383"),
                end.root);
    CHECK_OK(mohur__dir_record_parse(t->ctx, &c, false, UINT64_MAX, &dir));
    CHECK_BYTES(end.root, dir.root);
    CHECK_OK(mohur__manifest_parse(t->ctx, stream_at(&o, 412, 156), &m));
    CHECK_BYTES(fixture_hex(t, "2dfcd8cae059a3b7de4cf5954eac5528"
                               "b06ad15c715dd01936da402438e0e838"),
                m.dir_root);
    CHECK_BYTES(fixture_hex(t, "3ed39316816a2b4ef2af8db52ada6d97"
                               "15058f76484ce336876246fbeaabe177"),
                m.header_digest);
    CHECK_BYTES(fixture_hex(t, "37419a1b487905cddd5e17fa9d71056a"), m.intended);
    mohur__schedule_wipe(&o.schedule);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_made_byte_for_byte),
        CASE(is_the_same_with_every_number_of_jobs),
        CASE(is_the_same_with_every_backend),
        CASE(has_the_keys_of_the_specification),
        CASE(has_the_slot_of_the_specification),
        CASE(has_its_records_where_the_specification_says),
        CASE(has_the_digests_of_the_specification),
    };
    return cmocka_run_group_tests_name("the known answer", cases, NULL, NULL);
}
