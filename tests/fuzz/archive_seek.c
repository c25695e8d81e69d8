/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "fuzz_stream.h"

#include <mohur/archive.h>

#include <string.h>

/*
 * An inner stream read from its first entry to its last, then entry by entry
 * from the last to the first, each from some byte on: what both give is the
 * same.
 */
enum {
    ENTRIES_MAX = 24,
    KEPT_MAX    = 4096 /* of an entry; what follows is read, not compared */
};

struct kept {
    char name[1024];
    size_t name_len;
    uint64_t size; /* of the entry */
    size_t len;    /* of the bytes below */
    uint8_t bytes[KEPT_MAX];
};

static struct kept entries[ENTRIES_MAX];

/* Reads until out is full or the entry ends. */
static mohur_status
fill(mohur_archive_reader *r, uint8_t *out, size_t cap, size_t *len)
{
    mohur_status st = MOHUR_OK;

    *len = 0;
    while (st == MOHUR_OK && *len < cap) {
        size_t got = 0;

        st = mohur_archive_reader_read(r, out + *len, cap - *len, &got);
        fuzz_require(got <= cap - *len && (st == MOHUR_OK || got == 0));
        *len += got;
    }
    return st;
}

/* MOHUR_END at the last entry; *n counts those that were kept. */
static mohur_status
read_in_order(mohur_archive_reader *r, size_t *n)
{
    const mohur_archive_entry *e = NULL;
    mohur_status st              = mohur_archive_reader_next(r, &e);

    while (st == MOHUR_OK && *n < ENTRIES_MAX) {
        struct kept *k = &entries[*n];

        fuzz_require(e->name_len <= sizeof k->name);
        memcpy(k->name, e->name, e->name_len);
        k->name_len = e->name_len;
        k->size     = e->content_len;
        st          = fill(r, k->bytes, KEPT_MAX, &k->len);
        if (st != MOHUR_OK && st != MOHUR_END) {
            return st;
        }
        fuzz_require(st == MOHUR_OK || k->len == k->size);
        *n += 1;
        st = mohur_archive_reader_next(r, &e);
    }
    return st;
}

static void
read_again(mohur_archive_reader *r, const struct kept *k, size_t from)
{
    static uint8_t again[KEPT_MAX];
    const mohur_archive_entry *e = NULL;
    mohur_status st              = MOHUR_OK;
    size_t len                   = 0;

    st = mohur_archive_reader_seek(r, k->name, k->name_len, from, &e);
    fuzz_require(st == MOHUR_OK && e->content_len == k->size);
    st = fill(r, again, k->len - from, &len);
    fuzz_require(st == MOHUR_OK || st == MOHUR_END);
    fuzz_require(len == k->len - from &&
                 memcmp(again, k->bytes + from, len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_ctx *ctx                     = fuzz_ctx();
    const mohur_key *key               = NULL;
    struct view sealed                 = {NULL, 0};
    mohur_source *source               = NULL;
    mohur_archive_reader *r            = NULL;
    size_t n                           = 0;

    if (size > FUZZ_STREAM_MAX) {
        return 0;
    }
    sealed           = fuzz_stream_seal(ctx, mohur__bytes_of(data, size));
    key              = fuzz_stream_key();
    options.keys     = &key;
    options.keys_len = 1;
    options.allow_forwarded = true;
    fuzz_require(mohur_source_new_memory(ctx, sealed.data, sealed.len,
                                         &source) == MOHUR_OK);
    if (mohur_archive_reader_open_unsigned(ctx, &options, source, &r) ==
        MOHUR_OK) {
        mohur_status st = read_in_order(r, &n);

        fuzz_require(st != MOHUR_E_INTERNAL && st != MOHUR_E_IO);
        mohur_archive_reader_free(r);
        fuzz_require(mohur_archive_reader_open_unsigned(ctx, &options, source,
                                                        &r) == MOHUR_OK);
        for (size_t i = n; i > 0; i--) {
            const struct kept *k = &entries[i - 1];

            read_again(r, k, k->len == 0 ? 0 : data[i % size] % (k->len + 1));
        }
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return 0;
}
