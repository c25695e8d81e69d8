/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "seal_kit.h"

#include <stdlib.h>
#include <sys/random.h>

/*
 * Attack 72: no two archives have one file key, or one key and nonce of the
 * payload, which follow from what key_commitment follows from.  MOHUR_SEALS
 * says how many archives; a million take some minutes.
 */
enum {
    SEALS_QUICK = 1000,
    SEALS_FULL  = 20000,
    KEPT_LEN    = 16, /* of each, to compare */
    COMMITMENT  = 64, /* offsets in the header */
    HEADER_LEN  = 96
};

/* What one seal showed. */
struct shown {
    uint8_t file_key[KEPT_LEN];
    uint8_t commitment[KEPT_LEN];
};

static struct {
    bool fresh; /* the next draw is a file key */
    struct shown *at;
    uint8_t header[HEADER_LEN];
    size_t header_len;
} watch;

/* The system's randomness.  The first draw of a seal is the file key. */
static int32_t
draw(void *user, uint8_t *out, size_t len)
{
    (void)user;
    for (size_t done = 0; done < len;) {
        ssize_t n = getrandom(out + done, len - done, 0);
        if (n < 0) {
            return -1;
        }
        done += (size_t)n;
    }
    if (watch.fresh && len == 32) {
        memcpy(watch.at->file_key, out, KEPT_LEN);
        watch.fresh = false;
    }
    return 0;
}

static int32_t
take_header(void *user, const uint8_t *data, size_t data_len)
{
    size_t n = HEADER_LEN - watch.header_len;

    (void)user;
    n = n < data_len ? n : data_len;
    memcpy(watch.header + watch.header_len, data, n);
    watch.header_len += n;
    return 0;
}

static void
seal_one(mohur_ctx *ctx, mohur_key *kek, struct shown *out)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_sink_callbacks calls    = MOHUR_SINK_CALLBACKS_INIT;
    const struct kit_entry entry  = {"a", 1, 0};
    mohur_sink *sink              = NULL;

    watch.at         = out;
    watch.fresh      = true;
    watch.header_len = 0;
    calls.write      = take_header;
    assert_int_equal(MOHUR_OK, mohur_sink_new_callback(ctx, &calls, &sink));
    options.recipients     = (const mohur_key *const *)&kek;
    options.recipients_len = 1;
    assert_int_equal(
        MOHUR_OK,
        kit_seal(ctx, &(struct kit_archive){&options, &entry, 1, 0}, sink));
    mohur_sink_free(sink);
    assert_false(watch.fresh);
    memcpy(out->commitment, watch.header + COMMITMENT, KEPT_LEN);
}

static int
by_file_key(const void *a, const void *b)
{
    return memcmp(((const struct shown *)a)->file_key,
                  ((const struct shown *)b)->file_key, KEPT_LEN);
}

static int
by_commitment(const void *a, const void *b)
{
    return memcmp(((const struct shown *)a)->commitment,
                  ((const struct shown *)b)->commitment, KEPT_LEN);
}

static size_t
count_equal(struct shown *all,
            size_t n,
            int (*compare)(const void *, const void *))
{
    size_t equal = 0;

    qsort(all, n, sizeof *all, compare);
    for (size_t i = 1; i < n; i++) {
        equal += compare(&all[i - 1], &all[i]) == 0;
    }
    return equal;
}

static void
no_two_archives_share_a_key_or_nonce(void **state)
{
    struct fixture *t         = *state;
    const char *asked         = getenv("MOHUR_SEALS");
    size_t n                  = SEALS_QUICK;
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;
    mohur_key *kek            = NULL;
    struct shown *all         = NULL;

    if (asked != NULL) {
        n = (size_t)strtoull(asked, NULL, 10);
    } else if (getenv("MOHUR_FULL") != NULL) {
        n = SEALS_FULL;
    }
    all = calloc(n, sizeof *all);
    CHECK(all != NULL && n > 1);
    sys.random  = draw;
    options.sys = &sys;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    kek = kit_kek(ctx, 1, 1, 2);
    for (size_t i = 0; i < n; i++) {
        seal_one(ctx, kek, &all[i]);
    }
    CHECK_NUMBER(0, count_equal(all, n, by_file_key));
    CHECK_NUMBER(0, count_equal(all, n, by_commitment));
    printf("%zu archives\n", n);
    mohur_key_free(kek);
    mohur_ctx_free(ctx);
    free(all);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(no_two_archives_share_a_key_or_nonce),
    };

    return cmocka_run_group_tests_name("many archives", cases, NULL, NULL);
}
