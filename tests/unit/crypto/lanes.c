/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/backends.h"
#include "crypto/hash.h"
#include "material.h"

/* A batch of unequal messages and what a hasher makes of each. */
enum {
    BATCH_MAX = 17,
    POOL_LEN  = 70000
};

struct batch {
    mohur__bytes messages[BATCH_MAX];
    uint8_t digests[BATCH_MAX * MOHUR__HASH_MAX];
    size_t n;
};

static void
check_batch(struct fixture *t,
            struct mohur__lanes *l,
            mohur_alg alg,
            struct batch *b)
{
    size_t len                    = mohur__hash_len(alg);
    uint8_t want[MOHUR__HASH_MAX] = {0};

    CHECK_OK(mohur__lanes_digest(l, b->messages, b->n,
                                 room(b->digests, b->n * len)));
    for (size_t i = 0; i < b->n; i++) {
        CHECK_OK(mohur__hash(t->ctx, alg, b->messages[i], room(want, len)));
        CHECK_BYTES(room(want, len), room(b->digests + i * len, len));
    }
}

/* Every lanes table here, and last the one that loops over a hash. */
static bool
open_lanes(struct fixture *t, size_t i, mohur_alg *alg, struct mohur__lanes **l)
{
    const struct mohur__lanes_ops *ops = mohur__backends_lanes_at(i);
    const mohur_backend_choice choice  = {0, MOHUR_BACKEND_SODIUM};
    const struct mohur__backends *own  = t->ctx->backends;

    *l = NULL;
    if (ops != NULL) {
        *alg = ops->alg;
        if (ops->usable == NULL || ops->usable()) {
            CHECK_OK(mohur__lanes_new_on(t->ctx, ops, l));
        }
        return true;
    }
    if (i > 0 && mohur__backends_lanes_at(i - 1) == NULL) {
        return false;
    }
    *alg = MOHUR_ALG_SHA_256;
    CHECK_OK(mohur__backends_new(t->ctx, &choice, 1, &t->ctx->backends));
    CHECK_OK(mohur__lanes_new(t->ctx, *alg, l));
    mohur__backends_free(t->ctx->backends);
    t->ctx->backends = own;
    return true;
}

#define EACH_LANES(alg, l)                                                     \
    for (size_t lanes_i_ = 0; open_lanes(t, lanes_i_, &(alg), &(l));           \
         mohur__lanes_free(l), lanes_i_++)                                     \
        if ((l) != NULL)

static void
hash_each_length_as_a_hasher_does(void **state)
{
    struct fixture *t      = *state;
    struct mohur__lanes *l = NULL;
    mohur_alg alg          = MOHUR_ALG_NONE;
    const uint8_t *pool    = made_up(t, 1, POOL_LEN);
    static struct batch b;

    EACH_LANES(alg, l)
    {
        b.n = 16;
        for (size_t len = 0; len < 600; len += 16) {
            for (size_t i = 0; i < b.n; i++) {
                b.messages[i] = first(pool + i, len + i);
            }
            check_batch(t, l, alg, &b);
        }
    }
}

/* Lengths around blocks, leaves of the archive and what a lane can take. */
static void
hash_batches_of_every_size_and_mix(void **state)
{
    struct fixture *t      = *state;
    const size_t LENS[]    = {0,     1,     55,    56,    63,    64,
                              65,    111,   112,   119,   120,   127,
                              128,   129,   1000,  4096,  16384, 32767,
                              32768, 32769, 65534, 65535, 65536, 70000};
    const size_t N         = sizeof LENS / sizeof LENS[0];
    struct mohur__lanes *l = NULL;
    mohur_alg alg          = MOHUR_ALG_NONE;
    const uint8_t *pool    = made_up(t, 2, POOL_LEN);
    static struct batch b;

    EACH_LANES(alg, l)
    {
        for (size_t n = 1; n <= BATCH_MAX; n++) {
            b.n = n;
            for (size_t i = 0; i < n; i++) {
                b.messages[i] = first(pool, LENS[(7 * n + 5 * i) % N]);
            }
            check_batch(t, l, alg, &b);
        }
        for (size_t k = 0; k < N; k++) {
            b.n           = 1;
            b.messages[0] = first(pool, LENS[k]);
            check_batch(t, l, alg, &b);
        }
    }
}

static void
hash_full_leaves(void **state)
{
    struct fixture *t      = *state;
    struct mohur__lanes *l = NULL;
    mohur_alg alg          = MOHUR_ALG_NONE;
    const uint8_t *pool    = made_up(t, 3, POOL_LEN);
    static struct batch b;

    EACH_LANES(alg, l)
    {
        for (size_t n = 1; n <= BATCH_MAX; n++) {
            b.n = n;
            for (size_t i = 0; i < n; i++) {
                b.messages[i] = first(pool + 100 * i, 32768);
            }
            check_batch(t, l, alg, &b);
        }
    }
}

static void
do_nothing_for_no_messages(void **state)
{
    struct fixture *t      = *state;
    struct mohur__lanes *l = NULL;
    mohur_alg alg          = MOHUR_ALG_NONE;

    EACH_LANES(alg, l)
    {
        CHECK_OK(mohur__lanes_digest(l, NULL, 0, room(NULL, 0)));
    }
}

static void
refuse_room_of_another_length(void **state)
{
    struct fixture *t          = *state;
    struct mohur__lanes *l     = NULL;
    mohur_alg alg              = MOHUR_ALG_NONE;
    uint8_t digests[200]       = {0};
    const mohur__bytes empty[] = {MOHUR__NOTHING, MOHUR__NOTHING};

    EACH_LANES(alg, l)
    {
        size_t len = mohur__hash_len(alg);

        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__lanes_digest(l, empty, 2, room(digests, len)));
        CHECK_STATUS(
            MOHUR_E_ARGUMENT,
            mohur__lanes_digest(l, empty, 2, room(digests, 2 * len + 1)));
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__lanes_digest(l, empty, SIZE_MAX / 2,
                                         room(digests, 2 * len)));
    }
}

static void
are_not_had_for_other_algorithms(void **state)
{
    struct fixture *t      = *state;
    struct mohur__lanes *l = NULL;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__lanes_new(t->ctx, MOHUR_ALG_ED25519, &l));
    CHECK(l == NULL);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t                 = *state;
    struct mohur__lanes *l            = NULL;
    const mohur_backend_choice choice = {0, MOHUR_BACKEND_SODIUM};
    const struct mohur__backends *own = t->ctx->backends;

    CHECK_OK(mohur__backends_new(t->ctx, &choice, 1, &t->ctx->backends));
    for (size_t nth = 1; nth <= 2; nth++) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        CHECK_STATUS(MOHUR_E_NO_MEMORY,
                     mohur__lanes_new(t->ctx, MOHUR_ALG_SHA_256, &l));
        CHECK(l == NULL);
    }
    mohur__backends_free(t->ctx->backends);
    t->ctx->backends = own;
    mohur__lanes_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(hash_each_length_as_a_hasher_does),
        CASE(hash_batches_of_every_size_and_mix),
        CASE(hash_full_leaves),
        CASE(do_nothing_for_no_messages),
        CASE(refuse_room_of_another_length),
        CASE(are_not_had_for_other_algorithms),
        CASE(survive_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("lanes", cases, NULL, NULL);
}
