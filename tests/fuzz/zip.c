/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_read.h"

#include "fuzz.h"

/*
 * ZIP files from anywhere: what is opened touches itself nowhere, and what is
 * read of a member is as long as it says.
 */
static void
read_member(const struct mohur__zip *zip, size_t i)
{
    const struct mohur__zip_entry *e = &zip->entries[i];
    struct mohur__buf content        = {0};

    fuzz_require(e->offset < e->data || e->name.len == 0);
    fuzz_require(i == 0 || e->offset >= zip->entries[i - 1].data +
                                            zip->entries[i - 1].packed_len);
    if (mohur__zip_load(zip, e, 1 << 20, &content) == MOHUR_OK) {
        fuzz_require(content.len == e->len);
    }
    mohur__buf_wipe(&content);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx        = fuzz_ctx();
    mohur_source *source  = NULL;
    struct mohur__zip zip = {.ctx = NULL};

    fuzz_require(mohur_source_new_memory(ctx, data, size, &source) == MOHUR_OK);
    if (mohur__zip_open(ctx, source, &zip) == MOHUR_OK) {
        fuzz_require(zip.entries_len > 0);
        for (size_t i = 0; i < zip.entries_len; i++) {
            read_member(&zip, i);
        }
        mohur__zip_wipe(&zip);
    }
    mohur_source_free(source);
    return 0;
}
