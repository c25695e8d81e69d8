/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"
#include "archive/header.h"
#include "archive/reader.h"
#include "archive/schedule.h"
#include "archive/slot.h"
#include "fuzz.h"
#include "scene.h"

/*
 * What is below the AEAD.  The input is an inner stream; it is sealed here
 * under a fixed key, so that all of it is genuine, and opened and read whole.
 * A holder of the key can write anything there.
 */
enum {
    STREAM_MAX = 3 * MOHUR__CHUNK_LEN,
    FILE_MAX   = MOHUR__PAGE_LEN + STREAM_MAX + 4 * MOHUR__CHUNK_TAG_LEN
};

static struct {
    mohur_key *kek;
    struct mohur__schedule schedule;
    struct mohur__aead *aead;
    uint8_t file[FILE_MAX];
} fixed;

static uint8_t salt[MOHUR__ARCHIVE_SALT_LEN];
static uint8_t file_key[MOHUR__FILE_KEY_LEN];

static void
start(mohur_ctx *ctx)
{
    uint8_t imm[MOHUR__IMM_LEN];
    struct mohur__slot_seal with      = {.imm      = MOHUR__BYTES(imm),
                                         .file_key = MOHUR__BYTES(file_key)};
    struct mohur__header_parts header = {
        .suite = 0x0101, .areas = 1, .n_slots = 1, .salt = MOHUR__BYTES(salt)};
    struct mohur__buf slot = {0};
    struct mohur__buf area = {0};

    fuzz_require(scene_key(ctx, MOHUR_ALG_AES_256_WRAP, 0x33, &fixed.kek) ==
                 MOHUR_OK);
    mohur__header_emit_imm(&header, MOHUR__SPAN(imm));
    mohur__buf_init(&slot, ctx, 4096);
    fuzz_require(mohur__slot_seal_key(ctx, &with, fixed.kek, &slot) ==
                 MOHUR_OK);
    header.slots = mohur__buf_view(&slot);
    fuzz_require(mohur__schedule_init(ctx, MOHUR__BYTES(imm),
                                      MOHUR__BYTES(file_key),
                                      &fixed.schedule) == MOHUR_OK);
    mohur__buf_init(&area, ctx, MOHUR__AREA_LEN_MAX);
    fuzz_require(mohur__header_emit(ctx, &header, &fixed.schedule, &area) ==
                 MOHUR_OK);
    fuzz_require(area.len == MOHUR__PAGE_LEN);
    memcpy(fixed.file, area.data, area.len);
    fuzz_require(
        mohur__aead_new(ctx, MOHUR_ALG_AES_256_GCM,
                        mohur__secret_bytes(fixed.schedule.payload_key),
                        &fixed.aead) == MOHUR_OK);
    mohur__buf_wipe(&slot);
    mohur__buf_wipe(&area);
}

/* The bytes of the whole archive. */
static size_t
seal(mohur__bytes stream)
{
    size_t at      = MOHUR__PAGE_LEN;
    uint64_t index = 0;
    bool more      = true;

    while (more) {
        mohur__bytes chunk = mohur__bytes_sub(stream, 0, MOHUR__CHUNK_LEN);
        size_t len         = chunk.len + MOHUR__CHUNK_TAG_LEN;
        fuzz_require(mohur__chunk_seal(
                         fixed.aead, fixed.schedule.n0, index++, chunk,
                         mohur__span_of(fixed.file + at, len)) == MOHUR_OK);
        at += len;
        more   = chunk.len == MOHUR__CHUNK_LEN;
        stream = mohur__bytes_sub(stream, chunk.len, stream.len);
    }
    return at;
}

static void
read_all(mohur_archive_reader *r)
{
    const mohur_archive_result *result = mohur_archive_reader_result(r);
    const mohur_archive_entry *entry   = NULL;
    uint64_t entries                   = 0;
    static uint8_t part[1 << 16];

    while (mohur_archive_reader_next(r, &entry) == MOHUR_OK) {
        uint64_t len    = 0;
        size_t n        = 0;
        mohur_status st = MOHUR_OK;

        fuzz_require(
            mohur__name_fault(mohur__bytes_of((const uint8_t *)entry->name,
                                              entry->name_len)) == NULL);
        if (entry->kind != MOHUR_ENTRY_FILE) {
            entries++;
            continue;
        }
        while ((st = mohur_archive_reader_read(r, part, sizeof part, &n)) ==
               MOHUR_OK) {
            len += n;
        }
        fuzz_require(st != MOHUR_END || len == entry->content_len);
        if (st != MOHUR_END) {
            return;
        }
        entries++;
    }
    fuzz_require(entries <= result->entries);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx                     = fuzz_ctx();
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_archive_reader *r            = NULL;
    mohur_source *source               = NULL;

    if (size > STREAM_MAX) {
        return 0;
    }
    if (fixed.kek == NULL) {
        start(ctx);
    }
    fuzz_require(mohur_source_new_memory(ctx, fixed.file,
                                         seal(mohur__bytes_of(data, size)),
                                         &source) == MOHUR_OK);
    options.keys            = (const mohur_key *const *)&fixed.kek;
    options.keys_len        = 1;
    options.allow_forwarded = true;
    mohur_status st =
        mohur_archive_reader_open_unsigned(ctx, &options, source, &r);
    fuzz_require((st == MOHUR_OK) == (r != NULL));
    fuzz_require(st != MOHUR_E_INTERNAL && st != MOHUR_E_NO_MEMORY);
    if (r != NULL) {
        read_all(r);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return 0;
}
