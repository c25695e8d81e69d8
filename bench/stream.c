/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <mohur/mohur.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * What a binding is held against: an archive of one entry, given in pieces
 * of 1 MiB and written through a callback, then read back in such pieces
 * through a callback; and the smallest call.  One JSON object:
 *   bench_stream KEY.pem ARCHIVE MIB
 */
enum {
    PIECE = 1 << 20,
    CALLS = 1000000
};

static uint8_t piece[PIECE];

static int32_t
write_all(void *user, const uint8_t *data, size_t len)
{
    const int *fd = user;

    while (len > 0) {
        ssize_t n = write(*fd, data, len);
        if (n <= 0) {
            return 1;
        }
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

static int32_t
read_at(void *user, uint64_t offset, uint8_t *out, size_t cap, size_t *out_len)
{
    const int *fd = user;
    ssize_t n     = pread(*fd, out, cap, (off_t)offset);

    *out_len = n > 0 ? (size_t)n : 0;
    return n < 0;
}

static mohur_key *
read_key(mohur_ctx *ctx, const char *path)
{
    char pem[4096]  = {0};
    FILE *f         = fopen(path, "rb");
    mohur_key *key  = NULL;
    mohur_status st = MOHUR_E_IO;

    bench_must(f != NULL, path);
    st = mohur_key_new_private(ctx, MOHUR_PURPOSE_SEAL, pem,
                               fread(pem, 1, sizeof pem, f), NULL, 0, &key);
    fclose(f);
    bench_must(st == MOHUR_OK, "the key");
    return key;
}

static double
seal(mohur_ctx *ctx, const mohur_key *key, const char *path, long mib)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    mohur_sink_callbacks callbacks = MOHUR_SINK_CALLBACKS_INIT;
    mohur_archive_options options  = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry      = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer   = NULL;
    mohur_sink *sink               = NULL;
    double start                   = bench_now();
    bool ok                        = true;

    callbacks.user         = &fd;
    callbacks.write        = write_all;
    options.recipients     = &key;
    options.recipients_len = 1;
    entry.name             = "a";
    entry.name_len         = 1;
    ok = mohur_sink_new_callback(ctx, &callbacks, &sink) == MOHUR_OK &&
         mohur_archive_writer_new_unsigned(ctx, &options, sink, &writer) ==
             MOHUR_OK &&
         mohur_archive_writer_entry(writer, &entry) == MOHUR_OK;
    for (long i = 0; ok && i < mib; i++) {
        ok = mohur_archive_writer_update(writer, piece, PIECE) == MOHUR_OK;
    }
    bench_must(ok && mohur_archive_writer_finish(writer) == MOHUR_OK, "seal");
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    close(fd);
    return bench_now() - start;
}

static double
open_again(mohur_ctx *ctx, const mohur_key *key, const char *path, long mib)
{
    int fd                             = open(path, O_RDONLY);
    mohur_source_callbacks callbacks   = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_archive_entry *entry   = NULL;
    mohur_archive_reader *reader       = NULL;
    mohur_source *source               = NULL;
    double start                       = bench_now();
    size_t len                         = 0;
    uint64_t total                     = 0;

    callbacks.user    = &fd;
    callbacks.read_at = read_at;
    callbacks.len     = (uint64_t)lseek(fd, 0, SEEK_END);
    options.keys      = &key;
    options.keys_len  = 1;
    bench_must(mohur_source_new_callback(ctx, &callbacks, &source) ==
                       MOHUR_OK &&
                   mohur_archive_reader_open_unsigned(ctx, &options, source,
                                                      &reader) == MOHUR_OK &&
                   mohur_archive_reader_next(reader, &entry) == MOHUR_OK,
               "open");
    while (mohur_archive_reader_read(reader, piece, PIECE, &len) == MOHUR_OK) {
        total += len;
    }
    bench_must(total == (uint64_t)mib * PIECE, "reading it all");
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    close(fd);
    return bench_now() - start;
}

/* Processor time of all threads. */
static double
spent(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double
small_call(const mohur_key *key)
{
    double start          = bench_now();
    double took           = 0;
    volatile uint32_t sum = 0;

    for (int i = 0; i < CALLS; i++) {
        sum += mohur_key_version(key);
    }
    took = bench_now() - start;
    bench_must(sum == CALLS * mohur_key_version(key), "the same version");
    return took / CALLS;
}

int
main(int argc, char **argv)
{
    mohur_ctx *ctx = NULL;
    mohur_key *key = NULL;
    long mib       = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    double sealed  = 0;
    double opened  = 0;
    double cpu[3]  = {0};

    bench_must(mib > 0, "usage: bench_stream KEY.pem ARCHIVE MIB:");
    bench_must(mohur_ctx_new(NULL, &ctx) == MOHUR_OK, "a context");
    key    = read_key(ctx, argv[1]);
    cpu[0] = spent();
    sealed = seal(ctx, key, argv[2], mib);
    cpu[1] = spent();
    opened = open_again(ctx, key, argv[2], mib);
    cpu[2] = spent();
    printf("{\"seal\":%.6f,\"open\":%.6f,\"seal_cpu\":%.6f,"
           "\"open_cpu\":%.6f,\"call\":%.12f}\n",
           sealed, opened, cpu[1] - cpu[0], cpu[2] - cpu[1], small_call(key));
    mohur_key_free(key);
    mohur_ctx_free(ctx);
    return 0;
}
