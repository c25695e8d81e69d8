/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/manifest.h"
#include "archive/signature.h"
#include "archive/tlv.h"
#include "archive/trailer.h"
#include "fuzz.h"

/*
 * A manifest behind two bytes that say its length, then signatures; and the
 * end of the input as a trailer.  What is accepted is written again byte for
 * byte.
 */
static void
check_lists(const struct mohur__manifest *m)
{
    fuzz_require(m->n_signers <= MOHUR__SIGNERS_MAX);
    fuzz_require(m->n_intended >= 1 && m->n_intended <= MOHUR__INTENDED_MAX);
    fuzz_require(m->signers.len == m->n_signers * MOHUR__SIGNER_LEN);
    fuzz_require(m->intended.len == m->n_intended * MOHUR__INTENDED_ID_LEN);
    for (uint32_t i = 0; i < m->n_signers; i++) {
        fuzz_require(mohur__manifest_signer(m, i).key_id.len ==
                     MOHUR_KEY_ID_LEN);
    }
    /* Ascending, so that one is on the list once. */
    for (uint32_t i = 1; i < m->n_intended; i++) {
        size_t at = i * MOHUR__INTENDED_ID_LEN;
        fuzz_require(memcmp(m->intended.data + at - MOHUR__INTENDED_ID_LEN,
                            m->intended.data + at, MOHUR__INTENDED_ID_LEN) < 0);
    }
}

static void
check_meta(mohur__bytes meta)
{
    mohur__bytes value = MOHUR__NOTHING;

    if (mohur__tlv_find(meta, MOHUR__META_KEEP_UNTIL, &value)) {
        fuzz_require(value.len == 8);
    }
    if (mohur__tlv_find(meta, MOHUR__META_REPLACES, &value)) {
        fuzz_require(value.len == MOHUR__ARCHIVE_ID_LEN);
    }
    if (mohur__tlv_find(meta, MOHUR__META_ADMINS, &value)) {
        fuzz_require(value.len > 0 && value.len % MOHUR__SIGNER_LEN == 0);
    }
}

static void
manifest(mohur_ctx *ctx, mohur__bytes body, mohur__bytes signatures)
{
    struct mohur__manifest m = {0};
    struct mohur__buf again  = {0};

    if (mohur__manifest_parse(ctx, body, &m) != MOHUR_OK) {
        return;
    }
    check_lists(&m);
    check_meta(m.meta);
    mohur__buf_init(&again, ctx, MOHUR__MANIFEST_MAX);
    mohur__manifest_emit(&m, &again);
    fuzz_require(mohur__buf_status(&again) == MOHUR_OK);
    fuzz_require(mohur__bytes_equal(body, mohur__buf_view(&again)));
    mohur__buf_wipe(&again);
    (void)mohur__signatures_check(ctx, signatures, &m);
}

static void
trailer(mohur_ctx *ctx, mohur__bytes record, uint64_t stream_len)
{
    struct mohur__trailer t = {0};
    uint8_t again[MOHUR__TRAILER_RECORD_LEN];

    if (mohur__trailer_parse(ctx, record, stream_len, MOHUR__DIRECTORY_DEFAULT,
                             &t) != MOHUR_OK) {
        return;
    }
    fuzz_require(mohur__trailer_manifest_off(&t) < stream_len);
    fuzz_require(mohur__trailer_signatures_off(&t) < stream_len);
    fuzz_require(mohur__trailer_pad_off(&t) < stream_len);
    mohur__trailer_emit(&t, MOHUR__SPAN(again));
    fuzz_require(mohur__bytes_equal(record, MOHUR__BYTES(again)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx         = fuzz_ctx();
    struct mohur__cursor c = mohur__cursor_of(mohur__bytes_of(data, size));
    size_t len             = mohur__read_u16(&c);
    mohur__bytes all       = c.left;

    manifest(ctx, mohur__bytes_sub(all, 0, len),
             mohur__bytes_sub(all, len, all.len));
    if (all.len >= MOHUR__TRAILER_RECORD_LEN + 8) {
        mohur__bytes tail =
            mohur__bytes_sub(all, all.len - MOHUR__TRAILER_RECORD_LEN, all.len);
        /* Its last field is the length that it is to be compared with. */
        trailer(ctx, tail, mohur__load64(tail.data + 16 + 40));
    }
    return 0;
}
