/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/*
 * With the same keys, randomness and clock an archive has the same bytes,
 * whichever library does the work and however many threads do.
 */

/* Some chunks and segments, and a piece. */
enum {
    LARGE_LEN = 5 * 1024 * 1024 + 12345
};

/* Does the context use that library for SHA-256, where it has it? */
static void
check_choice(struct fixture *t, mohur_ctx *ctx, mohur_backend backend)
{
    static const char *const lines[] = {
        [MOHUR_BACKEND_DEFAULT] = "\"SHA-256\": ",
        [MOHUR_BACKEND_SODIUM]  = "\"SHA-256\": \"libsodium\"",
        [MOHUR_BACKEND_MBEDTLS] = "\"SHA-256\": \"Mbed TLS\"",
        [MOHUR_BACKEND_OPENSSL] = "\"SHA-256\": \"OpenSSL\"",
        [MOHUR_BACKEND_IPSECMB] = "\"SHA-256\": ",
    };
    mohur_sink *sink = NULL;
    size_t len       = 0;
    const char *info;

    CHECK_OK(mohur_sink_new_memory(ctx, 65536, &sink));
    CHECK_OK(mohur_build_info(ctx, sink));
    info = (const char *)mohur_sink_memory(sink, &len);
    CHECK((backend == MOHUR_BACKEND_OPENSSL &&
           memmem(info, len, "OpenSSL", 7) == NULL) ||
          memmem(info, len, lines[backend], strlen(lines[backend])) != NULL);
    mohur_sink_free(sink);
}

/* Seal with randomness from its beginning; kept until the end. */
static struct view
sealed_by(struct fixture *t,
          const struct world *w,
          mohur_backend backend,
          uint32_t jobs)
{
    mohur_backend_choice choice = {0, backend};
    mohur_sys sys               = fixture_sys(t);
    mohur_ctx_options options   = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx              = NULL;
    mohur_sink *sink            = NULL;
    const uint8_t *data;
    uint8_t *kept;
    size_t len = 0;

    sys.choices     = &choice;
    sys.choices_len = 1;
    options.sys     = &sys;
    options.jobs    = jobs;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    check_choice(t, ctx, backend);
    atomic_store(&t->random.calls, 1000);
    CHECK_OK(mohur_sink_new_memory(ctx, 2 * LARGE_LEN, &sink));
    CHECK_OK(world_seal_to(ctx, w, LARGE_LEN, sink));
    data = mohur_sink_memory(sink, &len);
    CHECK(len > LARGE_LEN);
    kept = fixture_bytes(t, 0, len);
    memcpy(kept, data, len);
    mohur_sink_free(sink);
    mohur_ctx_free(ctx);
    return (struct view){kept, len};
}

static void
each_backend_and_number_of_jobs_seals_to_the_same_bytes(void **state)
{
    static const uint32_t jobs[] = {1, 2, 7};
    static const mohur_alg alg[] = {MOHUR_ALG_AES_256_GCM,
                                    MOHUR_ALG_CHACHA20_POLY1305};
    struct fixture *t            = *state;
    struct world w;

    world_new(t, &w);
    for (size_t a = 0; a < 2; a++) {
        struct view first;

        w.seal.aead = alg[a];
        first       = sealed_by(t, &w, MOHUR_BACKEND_DEFAULT, 0);
        for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
            for (size_t j = 0; j < 3; j++) {
                struct view again = sealed_by(t, &w, (mohur_backend)b, jobs[j]);

                CHECK_BYTES(first, again);
            }
        }
    }
    world_free(&w);
}

static void
other_randomness_seals_to_other_bytes(void **state)
{
    struct fixture *t = *state;
    struct world w;
    struct view first;
    struct view other;

    world_new(t, &w);
    first             = sealed_by(t, &w, MOHUR_BACKEND_DEFAULT, 1);
    t->random.seed[9] = 1;
    other             = sealed_by(t, &w, MOHUR_BACKEND_DEFAULT, 1);
    CHECK(memcmp(first.data, other.data, 4096) != 0);
    world_free(&w);
}

/* Every combination of who sealed and who opens. */
static void
each_backend_opens_what_each_sealed(void **state)
{
    struct fixture *t = *state;
    struct world w;

    world_new(t, &w);
    world_seal(t, &w);
    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_backend_choice choice  = {0, (mohur_backend)b};
        mohur_sys sys                = fixture_sys(t);
        mohur_ctx_options options    = MOHUR_CTX_OPTIONS_INIT;
        mohur_archive_reader *reader = NULL;
        mohur_source *source         = NULL;
        mohur_ctx *ctx               = NULL;

        sys.choices     = &choice;
        sys.choices_len = 1;
        options.sys     = &sys;
        CHECK_OK(mohur_ctx_new(&options, &ctx));
        CHECK_OK(
            mohur_source_new_memory(ctx, w.sealed.data, w.sealed.len, &source));
        CHECK_OK(mohur_archive_reader_open(ctx, &w.open, source, &reader));
        CHECK_NUMBER(3, mohur_archive_reader_result(reader)->entries);
        mohur_archive_reader_free(reader);
        mohur_source_free(source);
        mohur_ctx_free(ctx);
    }
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_backend_and_number_of_jobs_seals_to_the_same_bytes),
        CASE(other_randomness_seals_to_other_bytes),
        CASE(each_backend_opens_what_each_sealed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
