/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_thread.h"
#include "crypto/backends.h"
#include "material.h"

/*
 * A context belongs to one thread, but the libraries below are shared: each
 * backend is used by several threads at once, each with its own context.
 */
enum {
    THREADS = 4,
    ROUNDS  = 25
};

struct worker {
    struct mohur__thread thread;
    mohur_ctx *ctx;
    bool failed;
};

static bool
seals_and_opens(mohur_ctx *ctx)
{
    static const uint8_t ZEROS[32] = {0};
    struct mohur__aead *a          = NULL;
    uint8_t sealed[21]             = {0};
    uint8_t opened[5]              = {0};
    bool good                      = false;

    good =
        mohur__aead_new(ctx, MOHUR_ALG_AES_256_GCM, MOHUR__BYTES(ZEROS), &a) ==
            MOHUR_OK &&
        mohur__aead_seal(a, first(ZEROS, 12), MOHUR__NOTHING,
                         MOHUR__TEXT("salam"),
                         MOHUR__SPAN(sealed)) == MOHUR_OK &&
        mohur__aead_open(a, first(ZEROS, 12), MOHUR__NOTHING,
                         MOHUR__BYTES(sealed), MOHUR__SPAN(opened)) == MOHUR_OK;
    mohur__aead_free(a);
    return good;
}

static bool
signs_and_verifies(mohur_ctx *ctx)
{
    const mohur_alg alg = MOHUR_ALG_ECDSA_P256;
    uint8_t d[32]       = {0};
    uint8_t q[65]       = {0};
    uint8_t sig[64]     = {0};

    return mohur__sign_keygen(ctx, alg, MOHUR__SPAN(d)) == MOHUR_OK &&
           mohur__sign_public_of(ctx, alg, MOHUR__BYTES(d), MOHUR__SPAN(q)) ==
               MOHUR_OK &&
           mohur__sign(ctx, alg, MOHUR_ALG_NONE, MOHUR__BYTES(d),
                       MOHUR__TEXT("salam"), MOHUR__SPAN(sig)) == MOHUR_OK &&
           mohur__sign_verify(ctx, alg, MOHUR_ALG_NONE, true, MOHUR__BYTES(q),
                              MOHUR__TEXT("salam"),
                              MOHUR__BYTES(sig)) == MOHUR_OK;
}

static bool
hashes(mohur_ctx *ctx)
{
    const mohur__bytes message = MOHUR__TEXT("salam");
    struct mohur__lanes *l     = NULL;
    uint8_t one[32]            = {0};
    uint8_t other[32]          = {0};
    bool good                  = false;

    good = mohur__lanes_new(ctx, MOHUR_ALG_SHA_256, &l) == MOHUR_OK &&
           mohur__lanes_digest(l, &message, 1, MOHUR__SPAN(one)) == MOHUR_OK &&
           mohur__hash(ctx, MOHUR_ALG_SHA_256, message, MOHUR__SPAN(other)) ==
               MOHUR_OK &&
           mohur__bytes_equal(MOHUR__BYTES(one), MOHUR__BYTES(other));
    mohur__lanes_free(l);
    return good;
}

static void
work(void *arg)
{
    struct worker *w = arg;

    for (int i = 0; i < ROUNDS && !w->failed; i++) {
        w->failed = !seals_and_opens(w->ctx) || !signs_and_verifies(w->ctx) ||
                    !hashes(w->ctx);
    }
}

static mohur_ctx *
ctx_of(struct fixture *t, uint32_t backend)
{
    mohur_backend_choice choice = {0, (mohur_backend)backend};
    mohur_sys sys               = fixture_sys(t);
    mohur_ctx_options options   = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx              = NULL;

    sys.choices     = &choice;
    sys.choices_len = 1;
    options.sys     = &sys;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    return ctx;
}

static void
share_every_backend(void **state)
{
    struct fixture *t = *state;
    struct worker workers[THREADS];

    for (uint32_t b = MOHUR_BACKEND_DEFAULT; b <= MOHUR_BACKEND_IPSECMB; b++) {
        memset(workers, 0, sizeof workers);
        for (size_t i = 0; i < THREADS; i++) {
            workers[i].ctx = ctx_of(t, b);
        }
        for (size_t i = 0; i < THREADS; i++) {
            CHECK(mohur__thread_start(&workers[i].thread, work, &workers[i]));
        }
        for (size_t i = 0; i < THREADS; i++) {
            mohur__thread_join(&workers[i].thread);
            mohur_ctx_free(workers[i].ctx);
        }
        for (size_t i = 0; i < THREADS; i++) {
            CHECK(!workers[i].failed);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(share_every_backend),
    };
    return cmocka_run_group_tests_name("threads", cases, NULL, NULL);
}
