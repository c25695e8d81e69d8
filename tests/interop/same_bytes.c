/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "scene.h"

#include <stdlib.h>

/*
 * One input, one randomness, one archive: whatever backend seals it, with
 * however many jobs.  Large enough for several blocks in flight and for a
 * segment that is not whole.
 */
struct made {
    uint8_t *data;
    size_t len;
};

/* As the fixture, with its randomness from the start. */
static struct made
make(struct fixture *t, mohur_backend backend, uint32_t jobs, mohur_alg aead)
{
    const mohur_backend_choice choice = {0, backend};
    mohur_sys sys                     = fixture_sys(t);
    mohur_ctx_options options         = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx                    = NULL;
    mohur_sink *sink                  = NULL;
    struct scene keys                 = {NULL, NULL, NULL};
    struct made made                  = {NULL, 0};
    const uint8_t *bytes              = NULL;

    sys.choices     = &choice;
    sys.choices_len = backend != MOHUR_BACKEND_DEFAULT;
    options.sys     = &sys;
    options.jobs    = jobs;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    CHECK_STATUS(MOHUR_OK, scene_new(ctx, &keys));
    CHECK_STATUS(MOHUR_OK, mohur_sink_new_memory(ctx, 64 << 20, &sink));
    atomic_store(&t->random.calls, 0);
    CHECK_STATUS(MOHUR_OK, scene_seal(ctx, &keys, aead,
                                      (size_t)4 * SCENE_LARGE_LEN, sink));
    bytes     = mohur_sink_memory(sink, &made.len);
    made.data = malloc(made.len);
    CHECK(made.data != NULL && made.len > (size_t)4 * SCENE_LARGE_LEN);
    memcpy(made.data, bytes, made.len);
    mohur_sink_free(sink);
    scene_free(&keys);
    mohur_ctx_free(ctx);
    return made;
}

static void
check_same(struct fixture *t, struct made want, struct made got)
{
    CHECK_BYTES(((struct view){want.data, want.len}),
                ((struct view){got.data, got.len}));
    (void)t;
    free(got.data);
}

static void
are_made_by_every_backend(struct fixture *t, mohur_alg aead)
{
    struct made want = make(t, MOHUR_BACKEND_DEFAULT, 0, aead);

    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        check_same(t, want, make(t, (mohur_backend)b, 2, aead));
    }
    free(want.data);
}

static void
are_made_by_every_backend_with_aes(void **state)
{
    are_made_by_every_backend(*state, MOHUR_ALG_AES_256_GCM);
}

static void
are_made_by_every_backend_with_chacha(void **state)
{
    are_made_by_every_backend(*state, MOHUR_ALG_CHACHA20_POLY1305);
}

static void
are_made_with_every_number_of_jobs(void **state)
{
    static const uint32_t jobs[] = {1, 2, 7, 16, 64};
    struct fixture *t            = *state;
    struct made want = make(t, MOHUR_BACKEND_DEFAULT, 0, MOHUR_ALG_NONE);

    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        check_same(t, want,
                   make(t, MOHUR_BACKEND_DEFAULT, jobs[i], MOHUR_ALG_NONE));
    }
    free(want.data);
}

static void
open_with_every_backend_and_number_of_jobs(void **state)
{
    static const uint32_t jobs[] = {0, 1, 2, 7, 16};
    struct fixture *t            = *state;
    struct made made = make(t, MOHUR_BACKEND_DEFAULT, 0, MOHUR_ALG_NONE);

    for (int b = MOHUR_BACKEND_DEFAULT; b <= MOHUR_BACKEND_IPSECMB; b++) {
        const mohur_backend_choice choice = {0, (mohur_backend)b};
        mohur_sys sys                     = fixture_sys(t);
        mohur_ctx_options options         = MOHUR_CTX_OPTIONS_INIT;
        mohur_ctx *ctx                    = NULL;
        mohur_source *source              = NULL;
        struct scene keys                 = {NULL, NULL, NULL};
        uint64_t len                      = 0;

        sys.choices     = &choice;
        sys.choices_len = b != MOHUR_BACKEND_DEFAULT;
        options.sys     = &sys;
        options.jobs    = jobs[b];
        CHECK_OK(mohur_ctx_new(&options, &ctx));
        CHECK_STATUS(MOHUR_OK, scene_new(ctx, &keys));
        CHECK_STATUS(MOHUR_OK, mohur_source_new_memory(ctx, made.data, made.len,
                                                       &source));
        CHECK_STATUS(MOHUR_OK,
                     scene_read(ctx, &keys, b % 2 ? keys.wrap : keys.seal,
                                source, &len));
        CHECK_NUMBER((uint64_t)4 * SCENE_LARGE_LEN + 6, len);
        mohur_source_free(source);
        scene_free(&keys);
        mohur_ctx_free(ctx);
    }
    free(made.data);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_made_by_every_backend_with_aes),
        CASE(are_made_by_every_backend_with_chacha),
        CASE(are_made_with_every_number_of_jobs),
        CASE(open_with_every_backend_and_number_of_jobs),
    };
    return cmocka_run_group_tests_name("the same bytes", cases, NULL, NULL);
}
