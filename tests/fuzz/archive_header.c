/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ext.h"
#include "archive/header.h"
#include "archive/slot.h"
#include "crypto/hash.h"
#include "fuzz.h"

#include <stdlib.h>

/*
 * The header area.  The input is what is in use of it; the rest of the area
 * and the check bytes are made here, or hardly any input would get past
 * them.  What is accepted can be walked, slot by slot, to its end.
 */
static uint8_t area[2 * MOHUR__AREA_LEN_MAX];

static void
walk(mohur_ctx *ctx, const struct mohur__header *h)
{
    struct mohur__cursor slots = mohur__cursor_of(h->slots);
    struct mohur__cursor exts  = mohur__cursor_of(h->ext);
    struct mohur__slot slot    = {0};
    struct mohur__ext ext      = {0};
    uint8_t digest[32];

    fuzz_require(h->n_slots >= 1 && h->n_slots <= MOHUR__SLOTS_MAX);
    fuzz_require(h->used_len + MOHUR__HEADER_MAC_LEN +
                     MOHUR__HEADER_CHECK_LEN <=
                 h->area.len);
    fuzz_require(mohur__bytes_zero(
        mohur__bytes_sub(h->area, h->used_len + MOHUR__HEADER_MAC_LEN,
                         h->area.len - h->used_len - MOHUR__HEADER_MAC_LEN -
                             MOHUR__HEADER_CHECK_LEN)));
    for (uint32_t i = 0; i < h->n_slots; i++) {
        fuzz_require(mohur__slot_parse(ctx, &slots, &slot) == MOHUR_OK);
    }
    fuzz_require(mohur__cursor_end(&slots));
    for (uint32_t i = 0; i < h->n_ext; i++) {
        fuzz_require(mohur__ext_parse(ctx, &exts, &ext) == MOHUR_OK);
    }
    fuzz_require(mohur__cursor_end(&exts));
    fuzz_require(mohur__header_digest(ctx, h, MOHUR__SPAN(digest)) == MOHUR_OK);
}

/* Zeros behind the input, then check bytes that are right. */
static void
finish_area(mohur_ctx *ctx, mohur__bytes input, size_t len)
{
    uint8_t digest[64];
    mohur__span all = mohur__span_of(area, len);
    size_t check    = len - MOHUR__HEADER_CHECK_LEN;
    size_t used     = input.len < check ? input.len : check;

    memcpy(area, input.data, used);
    memset(area + used, 0, len - used);
    fuzz_require(mohur__hash(ctx, MOHUR_ALG_SHA_512,
                             mohur__bytes_sub(mohur__span_bytes(all), 0, check),
                             MOHUR__SPAN(digest)) == MOHUR_OK);
    memcpy(area + check, digest, MOHUR__HEADER_CHECK_LEN);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx                  = fuzz_ctx();
    mohur__bytes input              = mohur__bytes_of(data, size);
    struct mohur__header_geometry g = {0};
    struct mohur__header h          = {0};
    mohur__bytes picked             = MOHUR__NOTHING;

    if (mohur__header_geometry(ctx, input, &g) != MOHUR_OK) {
        return 0;
    }
    finish_area(ctx, input, g.area_len);
    if (g.areas == 2) {
        memcpy(area + g.area_len, area, g.area_len);
    }
    fuzz_require(
        mohur__header_pick(ctx, mohur__bytes_of(area, (size_t)g.payload_off),
                           &g, &picked) == MOHUR_OK);

    /* A copy of its own, so that a sanitizer sees each byte past it. */
    uint8_t *own = malloc(picked.len);
    fuzz_require(own != NULL);
    memcpy(own, picked.data, picked.len);
    if (mohur__header_parse(ctx, mohur__bytes_of(own, picked.len), 0, &h) ==
        MOHUR_OK) {
        walk(ctx, &h);
    }
    free(own);
    return 0;
}
