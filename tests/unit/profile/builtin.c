/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "check.h"
#include "profile/handle.h"
#include "profile/kinds.h"
#include "snapshot_kit.h"

/*
 * What each profile decides, as text: each operation with each algorithm, at
 * each level, around each date.  A change of policy is a change of a file in
 * tests/golden/profile.
 */
enum {
    DATES_MAX = 64,
    ALG_END   = 0x0800
};

/* Everything that a line asks besides level and date. */
struct question {
    mohur_operation operation;
    mohur_alg alg;
    mohur_alg hash;
    uint32_t bits;
    uint32_t m_kib;
    uint32_t t;
    mohur_hash_use use;
};

static const struct {
    mohur_operation operation;
    const char *name;
} operations[] = {
    {MOHUR_OP_SIGN, "sign"},     {MOHUR_OP_SEAL, "seal"},
    {MOHUR_OP_WRAP, "wrap"},     {MOHUR_OP_ENCRYPT, "encrypt"},
    {MOHUR_OP_HASH, "hash"},     {MOHUR_OP_PASSPHRASE, "passphrase"},
    {MOHUR_OP_KEYGEN, "keygen"}, {MOHUR_OP_EXPORT, "export"},
    {MOHUR_OP_VERIFY, "verify"}, {MOHUR_OP_OPEN, "open"},
    {MOHUR_OP_UNWRAP, "unwrap"}, {MOHUR_OP_DECRYPT, "decrypt"},
    {MOHUR_OP_REHASH, "rehash"}, {MOHUR_OP_REPASS, "repass"},
};

/* What is being printed, and the dates at which its answers may change. */
static const struct mohur__policy *policy;
static int64_t dates[DATES_MAX];
static size_t dates_len;

static void
add_date(int64_t t)
{
    size_t at = 0;

    if (t <= FIXTURE_NOW && t != FIXTURE_NOW) {
        return;
    }
    while (at < dates_len && dates[at] < t) {
        at++;
    }
    if (at < dates_len && dates[at] == t) {
        return;
    }
    CHECK(dates_len < DATES_MAX);
    for (size_t i = dates_len++; i > at; i--) {
        dates[i] = dates[i - 1];
    }
    dates[at] = t;
}

static void
add_dates_of(const struct mohur__rule_side *side)
{
    add_date(side->from);
    add_date(side->until);
    add_date(side->until + 1);
}

static void
print_of(const struct mohur__policy *p)
{
    policy    = p;
    dates_len = 0;
    add_date(FIXTURE_NOW);
    for (size_t i = 0; i < p->rules_len; i++) {
        add_dates_of(&p->rules[i].protect);
        add_dates_of(&p->rules[i].process);
    }
    for (size_t i = 0; i < p->level_policy_len; i++) {
        add_date(p->level_policy[i].hybrid_from);
    }
    if (p->expires != 0) {
        add_date(p->expires);
        add_date(p->expires + 1);
    }
}

static mohur_decision
ask(const struct question *q, uint8_t level, int64_t date)
{
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    request.operation     = q->operation;
    request.alg           = q->alg;
    request.hash          = q->hash;
    request.bits          = q->bits;
    request.m_kib         = q->m_kib;
    request.t             = q->t;
    request.level         = level;
    request.memory_locked = true;
    request.hash_use      = q->use;
    request.now           = date;
    mohur__policy_decide(policy, &request, &decision);
    return decision;
}

/* The cells of one date: one reason, or one for each of levels 0 to 4. */
static void
put_cells(struct snapshot *text, const struct question *q, int64_t date)
{
    mohur_reason first = ask(q, 0, date).reason;
    bool same          = true;

    for (uint8_t level = 1; level <= 4; level++) {
        same = ask(q, level, date).reason == first && same;
    }
    snapshot_put(text, mohur_reason_name(first));
    for (uint8_t level = 1; !same && level <= 4; level++) {
        snapshot_put(text, " ");
        snapshot_put(text, mohur_reason_name(ask(q, level, date).reason));
    }
}

static void
put_question(struct snapshot *text, const struct question *q, const char *name)
{
    char line[160] = {0};

    snprintf(line, sizeof line, "%s %s", name, mohur_alg_name(q->alg));
    snapshot_put(text, line);
    if (q->hash != MOHUR_ALG_NONE) {
        snapshot_put(text, " ");
        snapshot_put(text, mohur_alg_name(q->hash));
    }
    if (q->bits != 0) {
        snprintf(line, sizeof line, " %s=%u",
                 q->alg == MOHUR_ALG_PBKDF2_SHA_256 ? "rounds" : "bits",
                 q->bits);
        snapshot_put(text, line);
    }
    if (q->m_kib != 0) {
        snprintf(line, sizeof line, " m=%uKiB t=%u", q->m_kib, q->t);
        snapshot_put(text, line);
    }
    snapshot_put(text, "\n");
}

/* One question over all dates; dates that repeat the one before are left out. */
static void
put_answers(struct snapshot *text, const struct question *q, const char *name)
{
    char before[512] = {0};
    char cells[512]  = {0};

    put_question(text, q, name);
    for (size_t i = 0; i < dates_len; i++) {
        struct snapshot now = {cells, 0};
        cells[0]            = '\0';
        put_cells(&now, q, dates[i]);
        if (strcmp(cells, before) != 0) {
            char shown[MOHUR__TIME_CAP] = {0};

            mohur__time_format(dates[i], shown);
            snapshot_put(text, "    ");
            snapshot_put(text, shown);
            snapshot_put(text, "  ");
            snapshot_put(text, cells);
            snapshot_put(text, "\n");
        }
        snprintf(before, sizeof before, "%s", cells);
    }
}

static bool
is_rsa(mohur_alg alg)
{
    const struct mohur__kind *kind = mohur__kind_of(alg);

    return kind != NULL && kind->sized;
}

/* Is there anything to say of it?  Asked with a good cost. */
static bool
has_rule(const struct question *q)
{
    struct question good = *q;
    bool found           = false;

    good.bits  = is_rsa(q->alg) ? 4096 : 600000;
    good.hash  = is_rsa(q->alg) ? MOHUR_ALG_SHA_256 : MOHUR_ALG_NONE;
    good.m_kib = 64 * 1024;
    good.t     = 3;
    for (unsigned use = 0; use <= MOHUR_HASH_IDENTIFIER; use++) {
        good.use = (mohur_hash_use)use;
        found =
            found || ask(&good, 0, FIXTURE_NOW).reason != MOHUR_REASON_NO_RULE;
    }
    return found;
}

/* ---- all that is asked of an algorithm in an operation ---- */

static void
put_rounds(struct snapshot *text, struct question q, const char *name)
{
    static const uint32_t rounds[] = {1,      99999,    100000,  599999,
                                      600000, 10000000, 10000001};

    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
        q.bits = rounds[i];
        put_answers(text, &q, name);
    }
}

static void
put_costs(struct snapshot *text, struct question q, const char *name)
{
    static const uint32_t costs[][2] = {
        {8192, 1},  {19455, 2}, {19456, 1},    {19456, 2},    {65535, 3},
        {65536, 2}, {65536, 3}, {1048576, 16}, {1048577, 16}, {1048576, 17}};

    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        q.m_kib = costs[i][0];
        q.t     = costs[i][1];
        put_answers(text, &q, name);
    }
}

static void
put_moduli(struct snapshot *text, struct question q, const char *name)
{
    static const uint32_t moduli[] = {1023, 2047, 2048, 2999, 3000,
                                      3071, 3072, 4096, 4097, 16385};

    q.hash = MOHUR_ALG_SHA_256;
    for (size_t i = 0; i < sizeof moduli / sizeof moduli[0]; i++) {
        q.bits = moduli[i];
        put_answers(text, &q, name);
    }
    q.bits = 4096;
    q.hash = MOHUR_ALG_SHA_1;
    put_answers(text, &q, name);
}

static void
put_hashes(struct snapshot *text, struct question q, const char *name)
{
    static const mohur_alg hashes[] = {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384,
                                       MOHUR_ALG_SHA_512};

    put_answers(text, &q, name);
    if (q.operation == MOHUR_OP_SIGN || q.operation == MOHUR_OP_VERIFY) {
        for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
            q.hash = hashes[i];
            put_answers(text, &q, name);
        }
    }
}

static void
put_uses(struct snapshot *text, struct question q, const char *name)
{
    for (unsigned use = 0; use <= MOHUR_HASH_IDENTIFIER; use++) {
        q.use = (mohur_hash_use)use;
        put_answers(text, &q, name);
    }
}

static void
put_variants(struct snapshot *text, struct question q, const char *name)
{
    const struct mohur__kind *kind = mohur__kind_of(q.alg);

    if (q.alg == MOHUR_ALG_PBKDF2_SHA_256) {
        put_rounds(text, q, name);
    } else if (q.alg == MOHUR_ALG_ARGON2ID) {
        put_costs(text, q, name);
    } else if (is_rsa(q.alg)) {
        put_moduli(text, q, name);
    } else if (mohur__kind_hash_bit(q.alg) != 0) {
        put_uses(text, q, name);
    } else if (kind != NULL && kind->hashed) {
        put_hashes(text, q, name);
    } else {
        put_answers(text, &q, name);
    }
}

static void
put_all(struct snapshot *text)
{
    size_t without = 0;
    char line[200] = {0};

    snprintf(line, sizeof line,
             "%s: a reason for all levels, or for levels 0 1 2 3 and beyond, "
             "from each date on\n\n",
             policy->id);
    snapshot_put(text, line);
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        for (uint32_t alg = 1; alg < ALG_END; alg++) {
            struct question q = {.operation = operations[i].operation,
                                 .alg       = (mohur_alg)alg};
            if (has_rule(&q)) {
                put_variants(text, q, operations[i].name);
            } else if (mohur__kind_of(q.alg) != NULL) {
                without++;
            }
        }
    }
    snprintf(line, sizeof line, "\nno rule: %zu other pairs\n", without);
    snapshot_put(text, line);
}

/* The policy decides as tests/golden/profile says. */
static void
check_snapshot(struct fixture *t,
               const struct mohur__policy *p,
               const char *name)
{
    struct snapshot text = {(char *)fixture_bytes(t, 0, SNAPSHOT_CAP), 0};

    print_of(p);
    put_all(&text);
    snapshot_check(t, &text, name);
}

static void
decides_as_the_checked_in_table(void **state)
{
    struct fixture *t = *state;

    check_snapshot(t, &mohur__policy_builtin, "az-reference-1");
}

/* ---- profiles that are files ---- */

static mohur_profile *
profile_file(struct fixture *t, const char *name)
{
    mohur_profile *p = NULL;
    char path[128]   = {0};
    struct view file = {NULL, 0};

    snprintf(path, sizeof path, "docs/profiles/%s.json-note", name);
    file = source_file(t, path);
    CHECK_OK(mohur_profile_parse(t->ctx, file.data, file.len, &p));
    return p;
}

/* P33. */
static void
has_four_neighbours_with_tables_of_their_own(void **state)
{
    static const char *const names[] = {"bsi-tr02102-2026", "cnsa-2.0",
                                        "eccg-acm-2", "nist-131a"};
    struct fixture *t                = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mohur_profile *p             = profile_file(t, names[i]);
        mohur_profile_trust trust    = MOHUR_PROFILE_TRUST_INIT;
        mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;

        check_snapshot(t, p->policy, names[i]);
        CHECK_STATUS(MOHUR_E_UNTRUSTED,
                     mohur_profile_check(t->ctx, p, &trust, &found));
        CHECK_NUMBER(2, found.own_signed);
        mohur_profile_free(p);
    }
}

/* Written as JSON: what the file adds is who signs it, and for how long. */
static json_t *
rules_of(struct fixture *t, const struct mohur__policy *p)
{
    static const char *const own[] = {"issued", "effective", "expires"};
    json_t *json                   = NULL;

    CHECK_OK(mohur__policy_emit(t->ctx, p, &json));
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        (void)json_object_del(json, own[i]);
    }
    return json;
}

static void
is_the_same_as_a_file(void **state)
{
    struct fixture *t = *state;
    mohur_profile *p  = profile_file(t, "az-reference-1");
    json_t *of_file   = NULL;
    json_t *built_in  = rules_of(t, &mohur__policy_builtin);

    for (size_t i = 0; i < p->body.policy.rules_len; i++) {
        CHECK(p->body.rules[i].source == NULL);
    }
    of_file = rules_of(t, p->policy);
    CHECK(json_equal(built_in, of_file));
    json_decref(of_file);
    json_decref(built_in);
    mohur_profile_free(p);
}

static mohur_reason
reason_for(mohur_operation operation, mohur_alg alg, uint8_t level)
{
    struct question q = {.operation = operation, .alg = alg};

    policy = &mohur__policy_builtin;
    return ask(&q, level, FIXTURE_NOW).reason;
}

static void
protects_nothing_at_level_3_without_two_factors(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_REASON_FACTORS,
                 reason_for(MOHUR_OP_SIGN, MOHUR_ALG_ECDSA_P256, 3));
    CHECK_NUMBER(MOHUR_REASON_FACTORS,
                 reason_for(MOHUR_OP_SEAL, MOHUR_ALG_X_WING, 3));
    CHECK_NUMBER(MOHUR_REASON_FACTORS,
                 reason_for(MOHUR_OP_WRAP, MOHUR_ALG_AES_256_WRAP, 3));
}

static void
exports_nothing_from_level_2(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_REASON_OK,
                 reason_for(MOHUR_OP_EXPORT, MOHUR_ALG_ED25519, 1));
    CHECK_NUMBER(MOHUR_REASON_EXPORT,
                 reason_for(MOHUR_OP_EXPORT, MOHUR_ALG_ED25519, 2));
}

static void
reads_whatever_has_a_key_at_every_level(void **state)
{
    static const struct {
        mohur_operation operation;
        mohur_alg alg;
    } reads[] = {
        {MOHUR_OP_VERIFY, MOHUR_ALG_ED25519},
        {MOHUR_OP_VERIFY, MOHUR_ALG_ECDSA_P521},
        {MOHUR_OP_OPEN, MOHUR_ALG_X25519},
        {MOHUR_OP_OPEN, MOHUR_ALG_X_WING},
        {MOHUR_OP_UNWRAP, MOHUR_ALG_AES_256_WRAP},
        {MOHUR_OP_DECRYPT, MOHUR_ALG_AES_256_GCM},
    };

    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
        for (unsigned level = 0; level <= UINT8_MAX; level++) {
            CHECK_NUMBER(
                MOHUR_REASON_OK,
                reason_for(reads[i].operation, reads[i].alg, (uint8_t)level));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(decides_as_the_checked_in_table),
        CASE(has_four_neighbours_with_tables_of_their_own),
        CASE(is_the_same_as_a_file),
        CASE(protects_nothing_at_level_3_without_two_factors),
        CASE(exports_nothing_from_level_2),
        CASE(reads_whatever_has_a_key_at_every_level),
    };
    return cmocka_run_group_tests_name("the built-in profile", cases, NULL,
                                       NULL);
}
