/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/share.h"
#include "share_vectors.h"

/* Shares: split, written as words, read, put together. */

enum {
    SHARES_MAX = 32
};

static struct mohur__share_plan
plan_of(uint8_t threshold, uint8_t count)
{
    return (struct mohur__share_plan){
        .set   = {.id              = 0x1234,
                  .extendable      = true,
                  .group_threshold = 1,
                  .group_count     = 1},
        .group = {{threshold, count}},
    };
}

static void
wipe_all(struct mohur__share *shares, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mohur__share_wipe(&shares[i]);
    }
}

/* Combine texts: what it came to, and the secret if it did. */
static mohur_status
combine(struct fixture *t,
        const char *const *texts,
        size_t n,
        const char *passphrase,
        struct mohur__secret **out)
{
    struct mohur__share shares[SHARES_MAX] = {{{0}, 0, 0, 0, NULL}};
    mohur_status st                        = MOHUR_OK;

    *out = NULL;
    mohur__error_clear(t->ctx);
    for (size_t i = 0; i < n && st == MOHUR_OK; i++) {
        st = mohur__share_parse(t->ctx, i + 1, mohur__bytes_text(texts[i]),
                                &shares[i]);
    }
    if (st == MOHUR_OK) {
        st = mohur__share_combine(t->ctx, shares, n,
                                  mohur__bytes_text(passphrase), out);
    }
    wipe_all(shares, n);
    return st;
}

/* ---- K38 ---- */

static void
give_what_the_official_vectors_say(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(45, sizeof share_vectors / sizeof share_vectors[0]);
    for (size_t i = 0; i < sizeof share_vectors / sizeof share_vectors[0];
         i++) {
        const struct share_vector *v = &share_vectors[i];
        struct mohur__secret *secret = NULL;
        size_t n                     = 0;
        mohur_status st              = MOHUR_OK;
        while (v->share[n] != NULL) {
            n++;
        }
        st = combine(t, v->share, n, "TREZOR", &secret);
        if ((st == MOHUR_OK) != (v->secret != NULL)) {
            fail_msg("%s: %s", v->what, mohur_status_name(st));
        }
        if (v->secret != NULL) {
            CHECK_BYTES(fixture_hex(t, v->secret), mohur__secret_bytes(secret));
        } else {
            CHECK(st == MOHUR_E_FORMAT || st == MOHUR_E_PASSPHRASE);
        }
        mohur__secret_free(secret);
    }
}

/* ---- there and back ---- */

/* Split, write, and keep the sentences; they live as long as the fixture. */
static void
sentences(struct fixture *t,
          const struct mohur__share_plan *plan,
          struct view secret,
          const char **out)
{
    struct mohur__share shares[SHARES_MAX] = {{{0}, 0, 0, 0, NULL}};
    size_t n                               = mohur__share_plan_count(plan);

    CHECK_OK(mohur__share_split(
        t->ctx, plan, mohur__bytes_of(secret.data, secret.len), shares));
    for (size_t i = 0; i < n; i++) {
        struct mohur__secret *text = NULL;
        uint8_t *kept              = fixture_bytes(t, 0, MOHUR__SHARE_TEXT_CAP);
        CHECK_OK(mohur__share_emit(t->ctx, &shares[i], &text));
        memcpy(kept, mohur__secret_bytes(text).data, MOHUR__SHARE_TEXT_CAP);
        out[i] = (const char *)kept;
        mohur__secret_free(text);
    }
    wipe_all(shares, n);
}

static struct view
secret_of(struct fixture *t, size_t len)
{
    return (struct view){fixture_bytes(t, 0x80, len), len};
}

static void
of_every_length_come_together_again(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(2, 3);

    for (size_t len = 16; len <= 64; len += 2) {
        struct view secret        = secret_of(t, len);
        struct mohur__secret *got = NULL;
        const char *texts[3];
        sentences(t, &plan, secret, texts);
        CHECK_OK(combine(t, texts + 1, 2, "", &got));
        CHECK_BYTES(secret, mohur__secret_bytes(got));
        mohur__secret_free(got);
    }
}

static void
of_every_threshold_come_together_again(void **state)
{
    struct fixture *t  = *state;
    struct view secret = secret_of(t, 32);

    for (uint8_t k = 2; k <= 16; k = (uint8_t)(k + 2)) {
        struct mohur__share_plan plan = plan_of(k, 16);
        struct mohur__secret *got     = NULL;
        const char *texts[16];
        sentences(t, &plan, secret, texts);
        CHECK_OK(combine(t, texts + (16 - k), k, "", &got));
        CHECK_BYTES(secret, mohur__secret_bytes(got));
        mohur__secret_free(got);
    }
}

static void
of_several_groups_come_together_again(void **state)
{
    struct fixture *t             = *state;
    struct view secret            = secret_of(t, 32);
    struct mohur__share_plan plan = plan_of(2, 3);
    struct mohur__secret *got     = NULL;
    const char *all[7];
    const char *some[5];

    plan.set.group_threshold = 2;
    plan.set.group_count     = 3;
    plan.group[1]            = (struct mohur__share_group){1, 1};
    plan.group[2]            = (struct mohur__share_group){3, 3};
    plan.passphrase          = MOHUR__TEXT("agencies");
    sentences(t, &plan, secret, all);
    some[0] = all[3];
    some[1] = all[2];
    some[2] = all[0];
    CHECK_OK(combine(t, some, 3, "agencies", &got));
    CHECK_BYTES(secret, mohur__secret_bytes(got));
    mohur__secret_free(got);
    /* Another passphrase gives another secret, as SLIP-39 has it. */
    CHECK_OK(combine(t, some, 3, "agency", &got));
    CHECK(!mohur__bytes_equal(mohur__secret_bytes(got),
                              mohur__bytes_of(secret.data, secret.len)));
    mohur__secret_free(got);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, some, 1, "agencies", &got));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, all + 4, 2, "agencies", &got));
}

/* ---- K33 ---- */

static void
that_are_too_few_or_do_not_fit_are_refused(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(3, 5);
    struct mohur__share_plan more = plan_of(2, 5);
    struct mohur__secret *got     = NULL;
    const char *a[5];
    const char *b[5];
    const char *c[5];

    sentences(t, &plan, secret_of(t, 32), a);
    plan.set.id = 0x1235;
    sentences(t, &plan, secret_of(t, 32), b);
    sentences(t, &more, secret_of(t, 32), c);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, a, 2, "", &got));
    CHECK(strstr(mohur_ctx_message(t->ctx), "fewer shares") != NULL);
    {
        const char *twice[]   = {a[0], a[1], a[0]};
        const char *mixed[]   = {a[0], a[1], b[2]};
        const char *changed[] = {a[0], c[1], a[2]};

        CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, twice, 3, "", &got));
        CHECK_TEXT("shares 1 and 3 have the same place in the set",
                   mohur_ctx_message(t->ctx));
        CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, mixed, 3, "", &got));
        CHECK_TEXT("share 3 is of another set than share 1",
                   mohur_ctx_message(t->ctx));
        CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, changed, 3, "", &got));
        CHECK_TEXT("shares 1 and 2 are of different sets",
                   mohur_ctx_message(t->ctx));
    }
}

/* ---- K35 ---- */

static void
beyond_the_threshold_are_checked_too(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(3, 5);
    struct mohur__secret *got     = NULL;
    const char *a[5];
    const char *b[5];

    sentences(t, &plan, secret_of(t, 32), a);
    sentences(t, &plan, secret_of(t, 32), b);
    CHECK_OK(combine(t, a, 4, "", &got));
    mohur__secret_free(got);
    for (size_t bad = 0; bad < 4; bad++) {
        const char *four[] = {a[0], a[1], a[2], a[3]};
        four[bad]          = b[bad];
        CHECK_STATUS(MOHUR_E_PASSPHRASE, combine(t, four, 4, "", &got));
    }
}

/* ---- K34, as far as the words show it ---- */

static void
with_any_other_word_fail_their_checksum(void **state)
{
    static const char *const wrong[] = {"academic", "zero", "acid"};
    struct fixture *t                = *state;
    struct mohur__share_plan plan    = plan_of(2, 2);
    struct mohur__secret *got        = NULL;
    const char *a[2];
    char changed[MOHUR__SHARE_TEXT_CAP + 16];

    sentences(t, &plan, secret_of(t, 32), a);
    for (const char *p = a[0]; p != NULL; p = strchr(p, ' ')) {
        const char *rest = NULL;
        p += *p == ' ' ? 1 : 0;
        rest = strchr(p, ' ');
        for (size_t i = 0; i < 3; i++) {
            const char *one[] = {changed};
            snprintf(changed, sizeof changed, "%.*s%s%s", (int)(p - a[0]), a[0],
                     wrong[i], rest != NULL ? rest : "");
            if (strcmp(changed, a[0]) != 0) {
                CHECK_STATUS(MOHUR_E_FORMAT, combine(t, one, 1, "", &got));
            }
        }
    }
}

static void
are_whole_words_in_lower_case_with_single_spaces(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(2, 2);
    struct mohur__secret *got     = NULL;
    const char *a[2];
    char bad[6][MOHUR__SHARE_TEXT_CAP + 16];

    sentences(t, &plan, secret_of(t, 32), a);
    snprintf(bad[0], sizeof bad[0], " %s", a[0]);
    snprintf(bad[1], sizeof bad[1], "%s ", a[0]);
    snprintf(bad[2], sizeof bad[2], "%c%s", a[0][0] - 32, a[0] + 1);
    snprintf(bad[3], sizeof bad[3], "%s academic", a[0]);
    snprintf(bad[4], sizeof bad[4], "%.*s", (int)(strrchr(a[0], ' ') - a[0]),
             a[0]);
    snprintf(bad[5], sizeof bad[5], "%.4s %s", a[0], a[0]);
    for (size_t i = 0; i < 6; i++) {
        const char *one[] = {bad[i]};
        CHECK_STATUS(MOHUR_E_FORMAT, combine(t, one, 1, "", &got));
        /* What the words are is nobody's business. */
        CHECK(strstr(mohur_ctx_message(t->ctx), "academic") == NULL);
    }
}

static void
are_refused_at_every_shorter_length(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(2, 2);
    const char *a[2];

    sentences(t, &plan, secret_of(t, 32), a);
    for (size_t len = 0; len < strlen(a[0]); len++) {
        struct mohur__share share = {{0}, 0, 0, 0, NULL};
        mohur__error_clear(t->ctx);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__share_parse(t->ctx, 1, mohur__bytes_of(a[0], len), &share));
        CHECK(share.value == NULL);
    }
}

/* ---- K36 ---- */

static void
take_every_value_alike(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(3, 3);
    size_t seen[256]              = {0};

    for (int round = 0; round < 60; round++) {
        struct mohur__share shares[3] = {{{0}, 0, 0, 0, NULL}};
        uint8_t secret[64]            = {0};
        CHECK_OK(
            mohur__share_split(t->ctx, &plan, MOHUR__BYTES(secret), shares));
        for (size_t i = 0; i < 3; i++) {
            mohur__bytes value = mohur__secret_bytes(shares[i].value);
            for (size_t n = 0; n < value.len; n++) {
                seen[value.data[n]]++;
            }
        }
        wipe_all(shares, 3);
    }
    /* 45 of each are to be expected; fewer than 10 or more than 110 of any
       value have a chance below one in 10^7. */
    for (size_t i = 0; i < 256; i++) {
        CHECK(seen[i] >= 10 && seen[i] <= 110);
    }
}

static void
are_of_plans_that_make_sense(void **state)
{
    static const struct mohur__share_group bad[] = {
        {0, 1}, {3, 2}, {2, 17}, {1, 2}, {17, 17}};
    struct fixture *t          = *state;
    struct mohur__share one[4] = {{{0}, 0, 0, 0, NULL}};
    struct mohur__share_plan plan;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        plan = plan_of(bad[i].threshold, bad[i].count);
        CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__share_plan_check(t->ctx, &plan));
    }
    plan                     = plan_of(2, 2);
    plan.set.group_threshold = 2;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__share_plan_check(t->ctx, &plan));
    plan            = plan_of(2, 2);
    plan.passphrase = MOHUR__TEXT("\xC3\xA9");
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__share_plan_check(t->ctx, &plan));
    plan = plan_of(2, 2);
    for (size_t len = 0; len <= 66; len++) {
        if (len >= 16 && len <= 64 && len % 2 == 0) {
            continue;
        }
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__share_split(
                         t->ctx, &plan,
                         mohur__bytes_of(fixture_bytes(t, 1, len), len), one));
    }
}

/* ---- K58 ---- */

static void
survive_each_allocation_that_fails(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share_plan plan = plan_of(2, 2);
    uint8_t secret[32]            = {1};
    mohur_status st               = MOHUR_E_NO_MEMORY;

    for (size_t nth = 1; st != MOHUR_OK; nth++) {
        struct mohur__share shares[2] = {{{0}, 0, 0, 0, NULL}};
        struct mohur__secret *got     = NULL;
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__share_split(t->ctx, &plan, MOHUR__BYTES(secret), shares);
        if (st == MOHUR_OK) {
            st = mohur__share_combine(t->ctx, shares, 2, MOHUR__NOTHING, &got);
        }
        CHECK(st == MOHUR_OK || st == MOHUR_E_NO_MEMORY);
        CHECK((st == MOHUR_OK) == !alloc_has_failed(&t->alloc));
        CHECK((got != NULL) == (st == MOHUR_OK));
        mohur__secret_free(got);
        wipe_all(shares, 2);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(give_what_the_official_vectors_say),
        CASE(of_every_length_come_together_again),
        CASE(of_every_threshold_come_together_again),
        CASE(of_several_groups_come_together_again),
        CASE(that_are_too_few_or_do_not_fit_are_refused),
        CASE(beyond_the_threshold_are_checked_too),
        CASE(with_any_other_word_fail_their_checksum),
        CASE(are_whole_words_in_lower_case_with_single_spaces),
        CASE(are_refused_at_every_shorter_length),
        CASE(take_every_value_alike),
        CASE(are_of_plans_that_make_sense),
        CASE(survive_each_allocation_that_fails),
    };
    return cmocka_run_group_tests_name("shares", cases, NULL, NULL);
}
