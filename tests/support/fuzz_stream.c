/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_stream.h"

#include "archive/chunk.h"
#include "archive/header.h"
#include "archive/schedule.h"
#include "archive/slot.h"
#include "fuzz.h"
#include "scene.h"

enum {
    FILE_MAX = MOHUR__PAGE_LEN + FUZZ_STREAM_MAX + 4 * MOHUR__CHUNK_TAG_LEN
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

const mohur_key *
fuzz_stream_key(void)
{
    return fixed.kek;
}

struct view
fuzz_stream_seal(mohur_ctx *ctx, mohur__bytes stream)
{
    size_t at      = MOHUR__PAGE_LEN;
    uint64_t index = 0;
    bool more      = true;

    if (fixed.kek == NULL) {
        start(ctx);
    }
    fuzz_require(stream.len <= FUZZ_STREAM_MAX);

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
    return (struct view){fixed.file, at};
}
