/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/header.h"
#include "archive/slot.h"
#include "fuzz.h"
#include "scene.h"

/*
 * Slots, opened with fixed keys.  Only the slots that were sealed to these
 * keys may open, to the very bit; everything else is no key's.
 */
enum {
    KEYS = 3
};

static const mohur_alg algs[KEYS] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                     MOHUR_ALG_AES_256_WRAP};

static struct {
    mohur_key *key;
    struct mohur__buf slot;
} genuine[KEYS];

static uint8_t salt[MOHUR__ARCHIVE_SALT_LEN];
static uint8_t imm[MOHUR__IMM_LEN];
static uint8_t file_key[MOHUR__FILE_KEY_LEN];

static void
start(mohur_ctx *ctx)
{
    const struct mohur__slot_seal with      = {.imm      = MOHUR__BYTES(imm),
                                               .file_key = MOHUR__BYTES(file_key)};
    const struct mohur__header_parts header = {
        .suite = 0x0101, .areas = 1, .salt = MOHUR__BYTES(salt)};

    mohur__header_emit_imm(&header, MOHUR__SPAN(imm));
    for (size_t i = 0; i < KEYS; i++) {
        fuzz_require(scene_key(ctx, algs[i], 0x41, &genuine[i].key) ==
                     MOHUR_OK);
        mohur__buf_init(&genuine[i].slot, ctx, 4096);
        fuzz_require(mohur__slot_seal_key(ctx, &with, genuine[i].key,
                                          &genuine[i].slot) == MOHUR_OK);
    }
}

static void
try_open(mohur_ctx *ctx, const struct mohur__slot *slot, size_t i)
{
    const struct mohur__slot_opener opener = {.key = genuine[i].key};
    struct mohur__secret *got              = NULL;
    uint8_t hint[MOHUR__HINT_LEN];

    fuzz_require(mohur__slot_hint(ctx, MOHUR__BYTES(salt), opener.key,
                                  MOHUR__SPAN(hint)) == MOHUR_OK);
    if (!mohur__slot_fits(slot, &opener, MOHUR__BYTES(hint))) {
        return;
    }
    mohur_status st =
        mohur__slot_open(ctx, MOHUR__BYTES(imm), slot, &opener, &got);
    fuzz_require(st == MOHUR_OK || st == MOHUR_E_NO_KEY);
    fuzz_require((st == MOHUR_OK) == (got != NULL));
    if (st == MOHUR_OK) {
        fuzz_require(
            mohur__bytes_equal(slot->raw, mohur__buf_view(&genuine[i].slot)));
        fuzz_require(mohur__bytes_equal(mohur__secret_bytes(got),
                                        MOHUR__BYTES(file_key)));
    }
    mohur__secret_free(got);
}

/*
 * Byte 0 of the input is 0: slots follow.  It is 1 to 3: the rest changes a
 * genuine slot, each time two bytes for where and one for what to add.
 */
static mohur__bytes
make_input(mohur__bytes input, uint8_t *room, size_t cap)
{
    struct mohur__cursor c = mohur__cursor_of(input);
    uint8_t which          = mohur__read_u8(&c);
    mohur__bytes slot      = MOHUR__NOTHING;

    if (which == 0 || which > KEYS) {
        return c.left;
    }
    slot = mohur__buf_view(&genuine[which - 1].slot);
    fuzz_require(slot.len <= cap);
    memcpy(room, slot.data, slot.len);
    while (c.left.len >= 3) {
        size_t at = mohur__read_u16(&c) % slot.len;
        room[at]  = (uint8_t)(room[at] + mohur__read_u8(&c));
    }
    return mohur__bytes_of(room, slot.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx         = fuzz_ctx();
    struct mohur__cursor c = mohur__cursor_of(MOHUR__NOTHING);
    struct mohur__slot s   = {0};
    uint8_t room[4096];

    if (genuine[0].key == NULL) {
        start(ctx);
    }
    c = mohur__cursor_of(
        make_input(mohur__bytes_of(data, size), room, sizeof room));
    for (int n = 0; n < 8 && mohur__slot_parse(ctx, &c, &s) == MOHUR_OK; n++) {
        fuzz_require(s.raw.len ==
                     MOHUR__SLOT_HEAD_LEN + s.hint.len + s.body.len);
        for (size_t i = 0; i < KEYS; i++) {
            try_open(ctx, &s, i);
        }
    }
    return 0;
}
