/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cursor.h"
#include "fuzz.h"
#include "keystore/unlock_slot.h"

/*
 * Ways to unlock a store.  Byte 0 of the input says what the rest is: 0, the
 * parameters of a slot, which are written again as they were; 2, changes to a
 * genuine wrap of suite 2, else to one of suite 1: two bytes for where and one
 * for what to add.
 */
static uint8_t genuine_of[2][MOHUR__SLOT_WRAP_LEN];
static bool started;

static const uint8_t ids[32]      = {1};
static const uint8_t ikm[32]      = {2};
static const uint8_t root_key[32] = {3};

static struct mohur__slot_place
place(enum mohur__suite suite, mohur__bytes params)
{
    return (struct mohur__slot_place){
        .store_id = mohur__bytes_of(ids, 16),
        .slot_id  = mohur__bytes_of(ids + 16, 16),
        .epoch    = 1,
        .suite    = suite,
        .type     = MOHUR__SLOT_TYPE_PASSPHRASE,
        .params   = params,
    };
}

static void
parameters(mohur_ctx *ctx, mohur__bytes input)
{
    struct mohur__slot_params p = {0};
    uint8_t again[MOHUR__SLOT_PARAMS_LEN];

    if (mohur__slot_params_parse(ctx, input, &p) != MOHUR_OK) {
        return;
    }
    fuzz_require(p.cost.m_kib >= MOHUR__PWHASH_MIN_M_KIB &&
                 p.cost.m_kib <= MOHUR__PWHASH_MAX_M_KIB);
    fuzz_require(p.cost.t >= 1 && p.cost.t <= MOHUR__PWHASH_MAX_T);
    fuzz_require((uint64_t)p.cost.t * p.cost.m_kib <=
                 MOHUR__PWHASH_MAX_M_TIMES_T);
    mohur__slot_params_emit(&p, again);
    fuzz_require(mohur__bytes_equal(input, MOHUR__BYTES(again)));
}

static void
wrap(mohur_ctx *ctx, enum mohur__suite suite, struct mohur__cursor *c)
{
    struct mohur__slot_place where = place(suite, MOHUR__BYTES(ids));
    const uint8_t *genuine         = genuine_of[suite - MOHUR__SUITE_1];
    struct mohur__secret *got      = NULL;
    uint8_t changed[MOHUR__SLOT_WRAP_LEN];

    memcpy(changed, genuine, sizeof changed);
    while (c->left.len >= 3) {
        size_t at   = mohur__read_u16(c) % sizeof changed;
        changed[at] = (uint8_t)(changed[at] + mohur__read_u8(c));
    }
    mohur_status st = mohur__slot_unwrap(ctx, &where, MOHUR__BYTES(ikm),
                                         MOHUR__BYTES(changed), &got);
    bool same       = memcmp(changed, genuine, sizeof changed) == 0;
    fuzz_require(st == (same ? MOHUR_OK : MOHUR_E_AUTH));
    fuzz_require(!same || mohur__bytes_equal(mohur__secret_bytes(got),
                                             MOHUR__BYTES(root_key)));
    mohur__secret_free(got);
}

static void
start(mohur_ctx *ctx)
{
    for (size_t i = 0; i < 2; i++) {
        struct mohur__slot_place where =
            place(i == 0 ? MOHUR__SUITE_1 : MOHUR__SUITE_2, MOHUR__BYTES(ids));

        fuzz_require(mohur__slot_wrap(ctx, &where, MOHUR__BYTES(ikm),
                                      MOHUR__BYTES(root_key),
                                      genuine_of[i]) == MOHUR_OK);
    }
    started = true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx         = fuzz_ctx();
    struct mohur__cursor c = mohur__cursor_of(mohur__bytes_of(data, size));
    uint8_t kind           = mohur__read_u8(&c);

    if (!started) {
        start(ctx);
    }
    if (kind == 0) {
        parameters(ctx, c.left);
    } else {
        wrap(ctx, kind == 2 ? MOHUR__SUITE_2 : MOHUR__SUITE_1, &c);
    }
    return 0;
}
