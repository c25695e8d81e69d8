/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include <mohur/mohur.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * The C side of the comparison with Stream.java: seal MIB in pieces of 1 MiB
 * to the file FILE.out, and open the archive FILE in such pieces.
 *   stream MIB FILE
 */
enum {
    PIECE = 1 << 20
};

static mohur_ctx *ctx;

static void
must(mohur_status st)
{
    if (st != MOHUR_OK) {
        fprintf(stderr, "%s\n", mohur_ctx_message(ctx));
        exit(1);
    }
}

/* What comes goes to the system at once and is not synced, as a channel of
 * Java's does it. */
static int32_t
put(void *user, const uint8_t *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fileno(user), data, len);

        if (n <= 0) {
            return 1;
        }
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

/* Processor time of this thread: others on the machine do not count. */
static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static mohur_key *
key(const char *path, mohur_purpose purpose)
{
    static char pem[4096];
    FILE *file     = fopen(path, "r");
    size_t len     = file == NULL ? 0 : fread(pem, 1, sizeof pem, file);
    mohur_key *out = NULL;

    must(mohur_key_new_private(ctx, purpose, pem, len, "bench", 5, &out));
    fclose(file);
    return out;
}

static void
seal(const mohur_key *agency,
     const mohur_key *me,
     const uint8_t *piece,
     int n,
     const char *path)
{
    mohur_archive_options options  = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry      = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer   = NULL;
    mohur_sink *sink               = NULL;
    mohur_sink_callbacks callbacks = MOHUR_SINK_CALLBACKS_INIT;
    FILE *out                      = fopen(path, "w");

    callbacks.user         = out;
    callbacks.write        = put;
    options.recipients     = &agency;
    options.recipients_len = 1;
    options.signers        = &me;
    options.signers_len    = 1;
    entry.name             = "big";
    entry.name_len         = 3;
    must(mohur_sink_new_callback(ctx, &callbacks, &sink));
    must(mohur_archive_writer_new(ctx, &options, sink, &writer));
    must(mohur_archive_writer_entry(writer, &entry));
    for (int i = 0; i < n; i++) {
        must(mohur_archive_writer_update(writer, piece, PIECE));
    }
    must(mohur_archive_writer_finish(writer));
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    fclose(out);
}

static void
open_all(const mohur_key *agency,
         const mohur_key *me,
         const char *path,
         uint8_t *piece)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_archive_entry *entry   = NULL;
    mohur_archive_reader *reader       = NULL;
    mohur_source *source               = NULL;
    size_t len                         = 0;

    options.keys        = &agency;
    options.keys_len    = 1;
    options.senders     = &me;
    options.senders_len = 1;
    must(mohur_source_new_file(ctx, path, &source));
    must(mohur_archive_reader_open(ctx, &options, source, &reader));
    must(mohur_archive_reader_next(reader, &entry));
    while (mohur_archive_reader_read(reader, piece, PIECE, &len) == MOHUR_OK) {
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

int
main(int argc, char **argv)
{
    int mib        = argc == 3 ? atoi(argv[1]) : 0;
    uint8_t *piece = malloc(PIECE);
    double start   = 0;
    char path[600];

    if (mib == 0 || piece == NULL || mohur_ctx_new(NULL, &ctx) != MOHUR_OK) {
        return 2;
    }
    memset(piece, 7, PIECE);
    snprintf(path, sizeof path, "%s.me", argv[2]);
    mohur_key *me = key(path, MOHUR_PURPOSE_SIGN);
    snprintf(path, sizeof path, "%s.agency", argv[2]);
    mohur_key *agency = key(path, MOHUR_PURPOSE_SEAL);

    snprintf(path, sizeof path, "%s.out", argv[2]);
    /* Once for the pages of the file, which whoever comes first pays. */
    seal(agency, me, piece, mib, path);
    start = now();
    seal(agency, me, piece, mib, path);
    printf("C seal %.0f\n", mib / (now() - start));
    start = now();
    open_all(agency, me, argv[2], piece);
    printf("C open %.0f\n", mib / (now() - start));
    mohur_key_free(me);
    mohur_key_free(agency);
    mohur_ctx_free(ctx);
    free(piece);
    return 0;
}
