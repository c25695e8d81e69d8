/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* What a binding is held against: a getter, and sealing 100 bytes.
 *   calls KEY.pem */
enum {
    GETS  = 2000000,
    SEALS = 1000
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

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
seal(const mohur_key *key)
{
    static const uint8_t data[100];
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer  = NULL;
    mohur_sink *sink              = NULL;

    options.recipients     = &key;
    options.recipients_len = 1;
    entry.name             = "a";
    entry.name_len         = 1;
    must(mohur_sink_new_memory(ctx, 1 << 20, &sink));
    must(mohur_archive_writer_new_unsigned(ctx, &options, sink, &writer));
    must(mohur_archive_writer_entry(writer, &entry));
    must(mohur_archive_writer_update(writer, data, sizeof data));
    must(mohur_archive_writer_finish(writer));
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
}

int
main(int argc, char **argv)
{
    static char pem[4096];
    FILE *file            = argc == 2 ? fopen(argv[1], "rb") : NULL;
    size_t len            = file == NULL ? 0 : fread(pem, 1, sizeof pem, file);
    mohur_key *key        = NULL;
    volatile uint32_t sum = 0;
    double start          = 0;

    must(mohur_ctx_new(NULL, &ctx));
    must(mohur_key_new_private(ctx, MOHUR_PURPOSE_SEAL, pem, len, NULL, 0,
                               &key));
    start = now();
    for (int i = 0; i < GETS; i++) {
        sum += mohur_key_version(key);
    }
    printf("C get %.1f\n", (now() - start) / GETS);
    seal(key);
    start = now();
    for (int i = 0; i < SEALS; i++) {
        seal(key);
    }
    printf("C seal %.0f\n", (now() - start) / SEALS);
    mohur_key_free(key);
    mohur_ctx_free(ctx);
    return 0;
}
