/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "profile/handle.h"
#include "source.h"

#include <inttypes.h>
#include <stdlib.h>

/*
 * Random requests to each profile of docs/profiles, answered here and by a
 * second implementation in Python (decide.py): no answer differs.
 */
enum {
    REQUESTS      = 20000, /* to each profile */
    REQUESTS_FULL = 200000 /* a million to five of them */
};

static uint64_t state = 1;

static uint32_t
draw(uint32_t below)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)(state >> 33) % below;
}

/* An algorithm of the registry, as likely one that signs as any other. */
static mohur_alg
draw_alg(void)
{
    mohur_alg alg = MOHUR_ALG_NONE;

    while (alg == MOHUR_ALG_NONE ||
           strcmp(mohur_alg_name(alg), "unknown") == 0) {
        alg = (mohur_alg)((1 + draw(7)) << 8 | (1 + draw(13)));
    }
    return alg;
}

static uint32_t
draw_of(const uint32_t *values, size_t len)
{
    return values[draw((uint32_t)len)];
}

/* 2026 to 2040, and the seconds around the ends of years more often. */
static int64_t
draw_time(void)
{
    static const int64_t edges[] = {1767225600, 1798761600, 1924992000,
                                    1956528000, 2019686400, 2082758400};

    return draw(2) == 0 ? FIXTURE_NOW + (int64_t)draw(460000000)
                        : edges[draw(6)] - 2 + (int64_t)draw(4);
}

static mohur_request
draw_request(void)
{
    static const uint32_t bits[]  = {0,    1023,  1024,   2047,   2048,    2999,
                                     3000, 3071,  3072,   4096,   4097,    16384,
                                     1,    99999, 100000, 600000, 10000001};
    static const uint32_t cost[]  = {0, 19455, 19456, 65535, 65536, 1048577};
    static const int operations[] = {1, 2,  3,  4,  5,  6,  7,
                                     8, 17, 18, 19, 20, 21, 22};
    mohur_request q               = MOHUR_REQUEST_INIT;

    q.operation = (mohur_operation)operations[draw(14)];
    q.alg       = draw_alg();
    q.hash      = draw(2) == 0 ? MOHUR_ALG_NONE : (mohur_alg)(0x0301 + draw(8));
    q.bits      = draw_of(bits, sizeof bits / sizeof bits[0]);
    q.m_kib     = draw_of(cost, sizeof cost / sizeof cost[0]);
    q.t         = draw(18);
    q.now       = draw_time();
    q.level     = (uint8_t)draw(5);
    q.memory_locked = draw(4) != 0;
    q.available     = draw(8) != 0;
    q.hash_use      = (mohur_hash_use)draw(3);
    q.custody       = (mohur_custody)draw(4);
    q.factors       = (uint8_t)draw(4);
    q.dual_control  = draw(2) == 0;
    q.anchor        = (mohur_anchor)draw(4);
    q.deterministic = draw(3) == 0;
    q.key_created   = draw(2) == 0 ? 0 : q.now - (int64_t)draw(100000000);
    q.poe_source    = (mohur_poe_source)draw(4);
    q.poe_time      = draw_time() - (int64_t)draw(400000000);
    q.witnesses     = (uint8_t)draw(4);
    q.allow_legacy  = draw(2) == 0;
    return q;
}

static const char header[] =
    "op alg hash bits m t now level locked available use custody factors dual "
    "anchor deterministic created poe poe_time witnesses insists reason\n";

static void
write_answer(FILE *out, const struct mohur__policy *policy)
{
    mohur_request q  = draw_request();
    mohur_decision d = MOHUR_DECISION_INIT;

    mohur__policy_decide(policy, &q, &d);
    fprintf(out,
            "%d %s %s %u %u %u %" PRId64 " %u %d %d %d %d %u %d %d %d %" PRId64
            " %d %" PRId64 " %u %d %d\n",
            (int)q.operation, mohur_alg_name(q.alg), mohur_alg_name(q.hash),
            q.bits, q.m_kib, q.t, q.now, (unsigned)q.level, q.memory_locked,
            q.available, (int)q.hash_use, (int)q.custody, (unsigned)q.factors,
            q.dual_control, (int)q.anchor, q.deterministic, q.key_created,
            (int)q.poe_source, q.poe_time, (unsigned)q.witnesses,
            q.allow_legacy, (int)d.reason);
}

/* The same for the file of a profile; what the script says is shown. */
static void
check_profile(struct fixture *t, const char *path)
{
    struct view file    = source_file(t, path);
    const char *answers = fixture_path(t, "answers");
    FILE *out           = fopen(answers, "w");
    mohur_profile *p    = NULL;
    char command[1024]  = {0};
    int requests = getenv("MOHUR_FULL") != NULL ? REQUESTS_FULL : REQUESTS;

    CHECK(out != NULL);
    CHECK_OK(mohur_profile_parse(t->ctx, file.data, file.len, &p));
    fputs(header, out);
    for (int i = 0; i < requests; i++) {
        write_answer(out, p->policy);
    }
    CHECK(fclose(out) == 0);
    mohur_profile_free(p);
    snprintf(command, sizeof command,
             "python3 \"$MOHUR_SOURCE_DIR/tests/interop/decide.py\" "
             "\"$MOHUR_SOURCE_DIR/%s\" %s",
             path, answers);
    CHECK_NUMBER(0, system(command));
}

static void
answers_like_a_second_implementation(void **unused)
{
    static const char *const files[] = {
        "docs/profiles/az-reference-1.json-note",
        "docs/profiles/bsi-tr02102-2026.json-note",
        "docs/profiles/cnsa-2.0.json-note",
        "docs/profiles/eccg-acm-2.json-note",
        "docs/profiles/nist-131a.json-note",
    };
    struct fixture *t = *unused;

    if (system("python3 -c '' 2>/dev/null") != 0) {
        skip();
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        check_profile(t, files[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(answers_like_a_second_implementation),
    };
    return cmocka_run_group_tests_name("decide()", cases, NULL, NULL);
}
