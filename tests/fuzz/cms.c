/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "fuzz.h"
#include <mohur/page.h>

#include <string.h>

/*
 * Signed messages from anywhere, with and without a document beside them.
 * Nobody is believed, so nothing passes; every report can be told as JSON and as
 * a page, on which no text of the message is markup.
 */
static void
draw(mohur_ctx *ctx, const mohur_report *report)
{
    mohur_page_options options = MOHUR_PAGE_OPTIONS_INIT;
    mohur_sink *sink           = NULL;
    const uint8_t *page        = NULL;
    size_t len                 = 0;

    fuzz_require(mohur_sink_new_memory(ctx, 32 << 20, &sink) == MOHUR_OK);
    fuzz_require(mohur_report_emit_page(ctx, report, &options, sink) ==
                 MOHUR_OK);
    page = mohur_sink_memory(sink, &len);
    for (size_t i = 0; i < len; i++) {
        fuzz_require(page[i] >= 0x20 || page[i] == '\n');
    }
    fuzz_require(memmem(page, len, "<script", 7) == NULL);
    mohur_sink_free(sink);
}

static void
tell(mohur_ctx *ctx, const mohur_report *report)
{
    mohur_sink *sink = NULL;

    fuzz_require(mohur_report_signatures(report) > 0);
    fuzz_require(!mohur_report_is_accepted(report));
    fuzz_require(mohur_sink_new_memory(ctx, 8 << 20, &sink) == MOHUR_OK);
    fuzz_require(mohur_report_emit_json(ctx, report, sink) == MOHUR_OK);
    mohur_sink_free(sink);
    draw(ctx, report);
}

static void
verify(mohur_ctx *ctx, const uint8_t *data, size_t size, bool beside)
{
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_trust *trust           = NULL;
    mohur_report *report         = NULL;

    fuzz_require(mohur_trust_new(ctx, &trust) == MOHUR_OK);
    fuzz_require(mohur_source_new_memory(ctx, data, size, &options.file) ==
                 MOHUR_OK);
    if (beside) {
        fuzz_require(mohur_source_new_memory(ctx, data, size,
                                             &options.content) == MOHUR_OK);
    }
    options.trust      = trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    if (mohur_document_verify(ctx, &options, &report) == MOHUR_OK) {
        tell(ctx, report);
    }
    mohur_report_free(report);
    mohur_source_free(options.content);
    mohur_source_free(options.file);
    mohur_trust_free(trust);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx = fuzz_ctx();

    verify(ctx, data, size, false);
    verify(ctx, data, size, true);
    return 0;
}
