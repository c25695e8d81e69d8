/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "fuzz.h"
#include "fuzz_stream.h"

/*
 * What is below the AEAD.  The input is an inner stream; it is sealed here
 * under a fixed key, so that all of it is genuine, and opened and read whole.
 * A holder of the key can write anything there.
 */
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
    const mohur_key *key               = NULL;
    struct view sealed                 = {NULL, 0};

    if (size > FUZZ_STREAM_MAX) {
        return 0;
    }
    sealed = fuzz_stream_seal(ctx, mohur__bytes_of(data, size));
    key    = fuzz_stream_key();
    fuzz_require(mohur_source_new_memory(ctx, sealed.data, sealed.len,
                                         &source) == MOHUR_OK);
    options.keys            = &key;
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
