/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "crypto/labels.h"
#include "keystore/hierarchy.h"

/* The keys of a store, with the vectors of the format; what is under them
 * once for each suite. */
static const enum mohur__suite suites[] = {MOHUR__SUITE_1, MOHUR__SUITE_2};

#define EACH_SUITE(suite)                                                      \
    for (size_t i_ = 0; i_ < 2 && ((suite) = suites[i_], true); i_++)

static void
derive_for(struct fixture *t,
           uint32_t epoch,
           enum mohur__suite suite,
           struct mohur__hierarchy *k)
{
    CHECK_OK(mohur__hierarchy_derive(
        t->ctx, fixture_bytes(t, 0x00, 16), epoch, suite,
        mohur__bytes_of(fixture_bytes(t, 0x20, 32), 32), k));
    CHECK_OK(mohur__secret_copy(
        t->ctx, mohur__bytes_of(fixture_bytes(t, 0x80, 64), 64), &k->sys));
}

static void
derive(struct fixture *t, uint32_t epoch, struct mohur__hierarchy *k)
{
    derive_for(t, epoch, MOHUR__SUITE_1, k);
}

static void
commit_to_the_root_key_of_the_vector(void **state)
{
    struct fixture *t = *state;
    struct mohur__hierarchy k;

    derive(t, 1, &k);
    CHECK_BYTES(fixture_hex(t, "cb3207e9c6957f1c23221c4590a5cc9cefca6880a0d298"
                               "60eb5ae352d1418e0e"),
                VIEW(k.rk_commit));
    mohur__hierarchy_wipe(&k);
}

/* K_row is not given out; a MAC under it shows that it is the vector's. */
static void
make_macs_with_the_row_key_of_the_vector(void **state)
{
    struct fixture *t    = *state;
    struct mohur__mac *m = NULL;
    mohur__bytes message = MOHUR__TEXT("row");
    uint8_t want[32];
    uint8_t got[32];
    struct mohur__hierarchy k;
    struct view key =
        fixture_hex(t, "c2a5014b072f172657b013d1f4a60bdf0bf1b1e371ae453ce908d7"
                       "7558af02df");

    derive(t, 1, &k);
    CHECK_OK(mohur__mac_new(t->ctx, MOHUR_ALG_HMAC_SHA_256,
                            mohur__bytes_of(key.data, key.len), &m));
    CHECK_OK(mohur__mac_compute(m, &message, 1, MOHUR__SPAN(want)));
    CHECK_OK(mohur__mac_compute(k.row, &message, 1, MOHUR__SPAN(got)));
    CHECK_BYTES(VIEW(want), VIEW(got));
    mohur__mac_free(m);
    mohur__hierarchy_wipe(&k);
}

static void
differ_from_epoch_to_epoch(void **state)
{
    struct fixture *t = *state;
    struct mohur__hierarchy one;
    struct mohur__hierarchy two;

    derive(t, 1, &one);
    derive(t, 2, &two);
    CHECK(memcmp(one.rk_commit, two.rk_commit, MOHUR__RK_COMMIT_LEN) != 0);
    CHECK(!mohur__bytes_equal(mohur__secret_bytes(one.record),
                              mohur__secret_bytes(two.record)));
    mohur__hierarchy_wipe(&one);
    mohur__hierarchy_wipe(&two);
}

/* ---- envelopes ---- */

static const uint8_t ids[] = {1, 2, 3, 4};

static struct mohur__env
secret_env(void)
{
    return (struct mohur__env){MOHUR__LABEL_KS_SECRET, MOHUR__BYTES(ids)};
}

static void
seal(struct fixture *t,
     const struct mohur__hierarchy *k,
     struct mohur__buf *out)
{
    struct mohur__env env = secret_env();

    mohur__buf_init(out, t->ctx, 256);
    CHECK_OK(mohur__env_seal(t->ctx, k, &env, MOHUR__TEXT("plain"), out));
}

static mohur_status
unseal(struct fixture *t,
       const struct mohur__hierarchy *k,
       const struct mohur__env *env,
       mohur__bytes sealed)
{
    struct mohur__secret *plain = NULL;
    mohur_status st = mohur__env_open(t->ctx, k, env, sealed, &plain);

    if (st == MOHUR_OK) {
        CHECK_BYTES(VIEW_TEXT("plain"), mohur__secret_bytes(plain));
    }
    CHECK((plain != NULL) == (st == MOHUR_OK));
    mohur__secret_free(plain);
    mohur__error_clear(t->ctx);
    return st;
}

static void
open_what_they_sealed(void **state)
{
    struct fixture *t       = *state;
    enum mohur__suite suite = MOHUR__SUITE_NONE;
    struct mohur__env env   = secret_env();
    struct mohur__buf sealed;
    struct mohur__hierarchy k;

    EACH_SUITE(suite)
    {
        derive_for(t, 1, suite, &k);
        seal(t, &k, &sealed);
        CHECK_NUMBER(5 + MOHUR__ENV_EXTRA, mohur__buf_view(&sealed).len);
        CHECK_OK(unseal(t, &k, &env, mohur__buf_view(&sealed)));
        mohur__buf_wipe(&sealed);
        mohur__hierarchy_wipe(&k);
    }
}

/* What they are under says nothing of the suite; the store row does. */
static void
do_not_open_what_is_under_the_other_suite(void **state)
{
    struct fixture *t       = *state;
    enum mohur__suite suite = MOHUR__SUITE_NONE;
    struct mohur__env env   = secret_env();
    struct mohur__buf sealed;
    struct mohur__hierarchy k;

    EACH_SUITE(suite)
    {
        derive_for(t, 1, suite, &k);
        seal(t, &k, &sealed);
        k.suite = suite == MOHUR__SUITE_1 ? MOHUR__SUITE_2 : MOHUR__SUITE_1;
        CHECK_STATUS(MOHUR_E_AUTH,
                     unseal(t, &k, &env, mohur__buf_view(&sealed)));
        k.suite = MOHUR__SUITE_NONE;
        CHECK_STATUS(MOHUR_E_INTERNAL,
                     unseal(t, &k, &env, mohur__buf_view(&sealed)));
        mohur__buf_wipe(&sealed);
        mohur__hierarchy_wipe(&k);
    }
}

static void
refuse_another_label_or_other_ids(void **state)
{
    struct fixture *t       = *state;
    enum mohur__suite suite = MOHUR__SUITE_NONE;
    struct mohur__env label = {MOHUR__LABEL_KS_META, MOHUR__BYTES(ids)};
    struct mohur__env fewer = {MOHUR__LABEL_KS_SECRET,
                               mohur__bytes_of(ids, sizeof ids - 1)};
    struct mohur__buf sealed;
    struct mohur__hierarchy k;

    EACH_SUITE(suite)
    {
        derive_for(t, 1, suite, &k);
        seal(t, &k, &sealed);
        CHECK_STATUS(MOHUR_E_AUTH,
                     unseal(t, &k, &label, mohur__buf_view(&sealed)));
        CHECK_STATUS(MOHUR_E_AUTH,
                     unseal(t, &k, &fewer, mohur__buf_view(&sealed)));
        mohur__buf_wipe(&sealed);
        mohur__hierarchy_wipe(&k);
    }
}

static void
refuse_another_store_and_another_epoch(void **state)
{
    struct fixture *t       = *state;
    enum mohur__suite suite = MOHUR__SUITE_NONE;
    struct mohur__env env   = secret_env();
    struct mohur__buf sealed;
    struct mohur__hierarchy k;

    EACH_SUITE(suite)
    {
        derive_for(t, 1, suite, &k);
        seal(t, &k, &sealed);
        k.epoch = 2;
        CHECK_STATUS(MOHUR_E_AUTH,
                     unseal(t, &k, &env, mohur__buf_view(&sealed)));
        k.epoch = 1;
        k.store_id[0] ^= 1;
        CHECK_STATUS(MOHUR_E_AUTH,
                     unseal(t, &k, &env, mohur__buf_view(&sealed)));
        mohur__buf_wipe(&sealed);
        mohur__hierarchy_wipe(&k);
    }
}

static void
refuse_every_flipped_bit_and_every_length(void **state)
{
    struct fixture *t       = *state;
    enum mohur__suite suite = MOHUR__SUITE_NONE;
    struct mohur__env env   = secret_env();
    struct mohur__buf sealed;
    struct mohur__hierarchy k;
    uint8_t copy[64];
    size_t len = 0;

    EACH_SUITE(suite)
    {
        derive_for(t, 1, suite, &k);
        seal(t, &k, &sealed);
        len = mohur__copy(MOHUR__SPAN(copy), mohur__buf_view(&sealed));
        for (size_t bit = 0; bit < 8 * len; bit++) {
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
            CHECK_STATUS(MOHUR_E_AUTH,
                         unseal(t, &k, &env, mohur__bytes_of(copy, len)));
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        for (size_t cut = 0; cut < len; cut++) {
            CHECK_STATUS(MOHUR_E_AUTH,
                         unseal(t, &k, &env, mohur__bytes_of(copy, cut)));
        }
        mohur__buf_wipe(&sealed);
        mohur__hierarchy_wipe(&k);
    }
}

/* ---- names and check values ---- */

static void
give_each_name_its_own_tag(void **state)
{
    struct fixture *t = *state;
    struct mohur__hierarchy k;
    uint8_t a[MOHUR__NAME_TAG_LEN];
    uint8_t b[MOHUR__NAME_TAG_LEN];

    derive(t, 1, &k);
    CHECK_OK(mohur__name_tag(t->ctx, &k, MOHUR__TEXT("a"), a));
    CHECK_OK(mohur__name_tag(t->ctx, &k, MOHUR__TEXT("A"), b));
    CHECK(memcmp(a, b, sizeof a) != 0);
    CHECK_OK(mohur__name_tag(t->ctx, &k, MOHUR__TEXT("a"), b));
    CHECK_BYTES(VIEW(a), VIEW(b));
    mohur__hierarchy_wipe(&k);
}

static void
keep_the_tag_of_a_name_in_the_next_epoch(void **state)
{
    struct fixture *t = *state;
    struct mohur__hierarchy k;
    uint8_t a[MOHUR__NAME_TAG_LEN];
    uint8_t b[MOHUR__NAME_TAG_LEN];

    derive(t, 1, &k);
    CHECK_OK(mohur__name_tag(t->ctx, &k, MOHUR__TEXT("a"), a));
    mohur__hierarchy_wipe(&k);
    derive(t, 2, &k);
    CHECK_OK(mohur__name_tag(t->ctx, &k, MOHUR__TEXT("a"), b));
    CHECK_BYTES(VIEW(a), VIEW(b));
    mohur__hierarchy_wipe(&k);
}

static void
tell_symmetric_keys_apart(void **state)
{
    struct fixture *t = *state;
    uint8_t a[MOHUR__KCV_LEN];
    uint8_t b[MOHUR__KCV_LEN];

    CHECK_OK(
        mohur__kcv(t->ctx, mohur__bytes_of(fixture_bytes(t, 0, 32), 32), a));
    CHECK_OK(
        mohur__kcv(t->ctx, mohur__bytes_of(fixture_bytes(t, 1, 32), 32), b));
    CHECK(memcmp(a, b, sizeof a) != 0);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (size_t nth = 1;; nth++) {
        struct mohur__hierarchy k = {0};
        mohur_status st;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__hierarchy_derive(
            t->ctx, (const uint8_t *)"0123456789abcdef", 1, MOHUR__SUITE_1,
            MOHUR__TEXT("0123456789abcdef0123456789abcdef"), &k);
        mohur__hierarchy_wipe(&k);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        mohur__error_clear(t->ctx);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(commit_to_the_root_key_of_the_vector),
        CASE(make_macs_with_the_row_key_of_the_vector),
        CASE(differ_from_epoch_to_epoch),
        CASE(open_what_they_sealed),
        CASE(do_not_open_what_is_under_the_other_suite),
        CASE(refuse_another_label_or_other_ids),
        CASE(refuse_another_store_and_another_epoch),
        CASE(refuse_every_flipped_bit_and_every_length),
        CASE(give_each_name_its_own_tag),
        CASE(keep_the_tag_of_a_name_in_the_next_epoch),
        CASE(tell_symmetric_keys_apart),
        CASE(survive_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("the keys of a store", cases, NULL,
                                       NULL);
}
