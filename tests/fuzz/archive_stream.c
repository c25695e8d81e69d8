/* SPDX-License-Identifier: Apache-2.0 */
#include "drip.h"
#include "fuzz.h"
#include "fuzz_stream.h"

#include <mohur/archive_stream.h>

#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * An inner stream through a pipe and from a file: what one of them opens, the
 * other does, with the same verdict unless more than one thing is wrong; and
 * nothing is left where it does not.  Then what can be saved of it.
 */
static char place[64];

static int
take_away(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)type;
    return at->level > 0 ? remove(path) : 0;
}

/* Names in the place; all of it is removed. */
static size_t
clear(void)
{
    size_t n = fixture_count_files(place);

    fuzz_require(nftw(place, take_away, 8, FTW_PHYS | FTW_DEPTH) == 0);
    return n;
}

static void
end(void)
{
    (void)clear();
    (void)rmdir(place);
}

static void
start(void)
{
    snprintf(place, sizeof place, "/tmp/mohur-fuzz-XXXXXX");
    fuzz_require(mkdtemp(place) != NULL && atexit(end) == 0);
}

static mohur_status
from_file(mohur_ctx *ctx,
          const mohur_archive_open_options *options,
          const mohur_archive_extract_options *folder,
          struct view sealed)
{
    mohur_archive_reader *r = NULL;
    mohur_source *source    = NULL;
    mohur_status st =
        mohur_source_new_memory(ctx, sealed.data, sealed.len, &source);

    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open_unsigned(ctx, options, source, &r);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_extract(r, folder);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

static mohur_status
from_pipe(mohur_ctx *ctx,
          const mohur_archive_open_options *options,
          const mohur_archive_extract_options *folder,
          struct view sealed)
{
    struct drip d           = {.data = sealed};
    mohur_archive_reader *r = NULL;
    mohur_source *source    = drip_source(ctx, &d);
    mohur_status st =
        mohur_archive_extract_stream_unsigned(ctx, options, source, folder, &r);

    fuzz_require((st == MOHUR_OK) == (r != NULL));
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

static void
rescue(mohur_ctx *ctx,
       const mohur_archive_open_options *options,
       const mohur_archive_extract_options *folder,
       struct view sealed)
{
    mohur_archive_salvaged got = MOHUR_ARCHIVE_SALVAGED_INIT;
    struct drip d              = {.data = sealed};
    mohur_source *source       = drip_source(ctx, &d);
    mohur_status st = mohur_archive_salvage(ctx, options, source, folder, &got);

    fuzz_require(st != MOHUR_E_INTERNAL && st != MOHUR_E_IO);
    fuzz_require(st != MOHUR_OK ||
                 fixture_count_files(folder->path) == got.entries);
    fuzz_require(clear() == (st == MOHUR_OK));
    mohur_source_free(source);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_archive_open_options options   = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_archive_extract_options folder = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    mohur_ctx *ctx                       = fuzz_ctx();
    const mohur_key *key                 = NULL;
    struct view sealed                   = {NULL, 0};
    mohur_status want                    = MOHUR_OK;
    mohur_status got                     = MOHUR_OK;
    char path[80];

    if (size > FUZZ_STREAM_MAX) {
        return 0;
    }
    if (place[0] == '\0') {
        start();
    }
    sealed = fuzz_stream_seal(ctx, mohur__bytes_of(data, size));
    key    = fuzz_stream_key();
    snprintf(path, sizeof path, "%s/out", place);
    folder.path             = path;
    options.keys            = &key;
    options.keys_len        = 1;
    options.allow_forwarded = true;
    want                    = from_file(ctx, &options, &folder, sealed);
    fuzz_require(clear() == (want == MOHUR_OK));
    got = from_pipe(ctx, &options, &folder, sealed);
    fuzz_require(clear() == (got == MOHUR_OK));
    fuzz_require((want == MOHUR_OK) == (got == MOHUR_OK));
    fuzz_require(got != MOHUR_E_INTERNAL);
    options.allow_forwarded = false;
    rescue(ctx, &options, &folder, sealed);
    return 0;
}
