/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/stream.h"

#include "fuzz.h"

/*
 * Messages in DER and BER from anywhere.  What was read and is written again is
 * DER, and comes to the same.
 */
static mohur_sink *
rewrite(mohur_ctx *ctx, mohur_source *source, const struct mohur__cms *m)
{
    mohur_sink *sink = NULL;

    fuzz_require(mohur__sink_new_memory(ctx, 8 << 20, &sink) == MOHUR_OK);
    fuzz_require(mohur__cms_rewrite(ctx, source, m, mohur__buf_view(&m->tail),
                                    sink) == MOHUR_OK);
    return sink;
}

static void
compare(const struct mohur__cms *a, const struct mohur__cms *b)
{
    fuzz_require(!b->is_ber && a->attached == b->attached &&
                 a->content_len == b->content_len && a->version == b->version &&
                 a->hashes_len == b->hashes_len && a->is_data == b->is_data);
    fuzz_require(mohur__bytes_equal(mohur__buf_view(&a->tail),
                                    mohur__buf_view(&b->tail)));
    for (size_t i = 0; i < a->hashes_len; i++) {
        fuzz_require(
            mohur__bytes_equal(mohur__digests_get(&a->digests, a->hashes[i]),
                               mohur__digests_get(&b->digests, b->hashes[i])));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx       = fuzz_ctx();
    mohur_source *source = NULL;
    mohur_source *again  = NULL;
    mohur_sink *sink     = NULL;
    const uint8_t *file  = NULL;
    size_t len           = 0;
    struct mohur__cms m  = {0};
    struct mohur__cms der;

    fuzz_require(mohur_source_new_memory(ctx, data, size, &source) == MOHUR_OK);
    if (mohur__cms_read(ctx, source, true, &m) == MOHUR_OK && m.is_data) {
        sink = rewrite(ctx, source, &m);
        file = mohur_sink_memory(sink, &len);
        fuzz_require(mohur_source_new_memory(ctx, file, len, &again) ==
                     MOHUR_OK);
        fuzz_require(mohur__cms_read(ctx, again, false, &der) == MOHUR_OK);
        compare(&m, &der);
        mohur__cms_wipe(&der);
    }
    mohur__cms_wipe(&m);
    mohur_source_free(again);
    mohur_sink_free(sink);
    mohur_source_free(source);
    return 0;
}
