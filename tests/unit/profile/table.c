/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/rules.h"
#include "snapshot_kit.h"

/*
 * P33: the table that decides, every cell of it: each operation under a rule
 * of each status, at each level, around each date, without more and with each
 * thing that may be said for what is old.  tests/golden/profile/table.txt.
 */
enum {
    FROM   = 1000000,
    POE    = 1500000, /* a proof is before it */
    UNTIL  = 2000000,
    ENDS   = 3000000, /* the profile */
    LEVELS = 4
};

/* An algorithm for each operation that has no hash of its own. */
static const struct {
    mohur_operation operation;
    const char *name;
    mohur_alg alg;
    mohur_hash_use use;
} questions[] = {
    {MOHUR_OP_SIGN, "sign", MOHUR_ALG_ML_DSA_65, 0},
    {MOHUR_OP_SEAL, "seal", MOHUR_ALG_X25519, 0},
    {MOHUR_OP_WRAP, "wrap", MOHUR_ALG_AES_256_KWP, 0},
    {MOHUR_OP_ENCRYPT, "encrypt", MOHUR_ALG_AES_256_GCM, 0},
    {MOHUR_OP_HASH, "hash content", MOHUR_ALG_SHA_256, MOHUR_HASH_CONTENT},
    {MOHUR_OP_HASH, "hash what is signed", MOHUR_ALG_SHA_256,
     MOHUR_HASH_SIGNATURE},
    {MOHUR_OP_PASSPHRASE, "passphrase", MOHUR_ALG_ARGON2ID, 0},
    {MOHUR_OP_KEYGEN, "keygen", MOHUR_ALG_ML_DSA_65, 0},
    {MOHUR_OP_EXPORT, "export", MOHUR_ALG_ML_DSA_65, 0},
    {MOHUR_OP_VERIFY, "verify", MOHUR_ALG_ML_DSA_65, 0},
    {MOHUR_OP_OPEN, "open", MOHUR_ALG_X25519, 0},
    {MOHUR_OP_UNWRAP, "unwrap", MOHUR_ALG_AES_256_KWP, 0},
    {MOHUR_OP_DECRYPT, "decrypt", MOHUR_ALG_AES_256_GCM, 0},
    {MOHUR_OP_REHASH, "rehash content", MOHUR_ALG_SHA_256, MOHUR_HASH_CONTENT},
    {MOHUR_OP_REHASH, "rehash what is signed", MOHUR_ALG_SHA_256,
     MOHUR_HASH_SIGNATURE},
    {MOHUR_OP_REPASS, "repass", MOHUR_ALG_ARGON2ID, 0},
};

static const struct {
    enum mohur__rule_status status;
    const char *name;
} statuses[] = {
    {MOHUR__RULE_ACCEPTABLE, "acceptable"},
    {MOHUR__RULE_DEPRECATED, "deprecated"},
    {MOHUR__RULE_LEGACY, "legacy"},
    {MOHUR__RULE_DISALLOWED, "disallowed"},
};

static const struct {
    int64_t when;
    const char *name;
} dates[] = {
    {FROM - 1, "a second before from"},  {FROM, "from"},
    {UNTIL, "the last second of until"}, {UNTIL + 1, "after until"},
    {ENDS, "the last second"},           {ENDS + 1, "expired"},
};

/* What may be said besides. */
static const struct {
    const char *name;
    mohur_poe_source source;
    int64_t poe_time;
    uint8_t witnesses;
    bool insists;
    bool may; /* says the profile */
} facts[] = {
    {"nothing more", MOHUR_POE_NONE, 0, 0, false, true},
    {"proof a second in time", MOHUR_POE_TIMESTAMP, POE - 1, 0, false, true},
    {"proof too late", MOHUR_POE_TIMESTAMP, POE, 0, false, true},
    {"proof of a ledger", MOHUR_POE_LEDGER, POE - 1, 1, false, true},
    {"proof of a ledger with witnesses", MOHUR_POE_LEDGER, POE - 1, 2, false,
     true},
    {"proof of evidence", MOHUR_POE_EVIDENCE, POE - 1, 0, false, true},
    {"insists, and may", MOHUR_POE_NONE, 0, 0, true, true},
    {"insists in vain", MOHUR_POE_NONE, 0, 0, true, false},
};

enum {
    QUESTIONS = sizeof questions / sizeof questions[0],
    STATUSES  = sizeof statuses / sizeof statuses[0],
    DATES     = sizeof dates / sizeof dates[0],
    FACTS     = sizeof facts / sizeof facts[0],
    CELLS_CAP = 160
};

static mohur_reason
ask(size_t question, size_t status, size_t fact, size_t date, uint8_t level)
{
    static const struct mohur__level_policy levels[] = {
        {.exportable = true}, {.level = 2, .witnesses = 2}};
    const struct mohur__rule rule = {
        .alg     = questions[question].alg,
        .protect = {statuses[status].status, 2, FROM, UNTIL, 0},
        .process = {statuses[status].status, 2, 0, UNTIL, POE}};
    const struct mohur__policy policy = {
        .id               = "table",
        .rules            = &rule,
        .rules_len        = 1,
        .level_policy     = levels,
        .level_policy_len = 2,
        .levels           = LEVELS,
        .expires          = ENDS,
        .limits           = {.allow_legacy     = facts[fact].may,
                             .argon2_max_m_kib = 65536,
                             .argon2_max_t     = 3}};
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    request.operation    = questions[question].operation;
    request.alg          = questions[question].alg;
    request.hash_use     = questions[question].use;
    request.m_kib        = 65536;
    request.t            = 3;
    request.level        = level;
    request.now          = dates[date].when;
    request.poe_source   = facts[fact].source;
    request.poe_time     = facts[fact].poe_time;
    request.witnesses    = facts[fact].witnesses;
    request.allow_legacy = facts[fact].insists;
    mohur__policy_decide(&policy, &request, &decision);
    return decision.reason;
}

/* One reason, or one for each of levels 0 to 3 and one that is not known. */
static void
cells(char out[CELLS_CAP], size_t q, size_t s, size_t f, size_t d)
{
    struct snapshot text = {out, 0};
    bool same            = true;

    for (uint8_t level = 1; level <= LEVELS; level++) {
        same = same && ask(q, s, f, d, level) == ask(q, s, f, d, 0);
    }
    snapshot_put(&text, mohur_reason_name(ask(q, s, f, d, 0)));
    for (uint8_t level = 1; !same && level <= LEVELS; level++) {
        snapshot_put(&text, " ");
        snapshot_put(&text, mohur_reason_name(ask(q, s, f, d, level)));
    }
}

/* A date: what nothing more comes to, and each fact that changes that. */
static void
put_date(struct snapshot *text, size_t q, size_t s, size_t d)
{
    char plain[CELLS_CAP]    = {0};
    char with[CELLS_CAP]     = {0};
    char line[2 * CELLS_CAP] = {0};

    cells(plain, q, s, 0, d);
    snprintf(line, sizeof line, "    %-26s%s\n", dates[d].name, plain);
    snapshot_put(text, line);
    for (size_t f = 1; f < FACTS; f++) {
        cells(with, q, s, f, d);
        if (strcmp(with, plain) != 0) {
            snprintf(line, sizeof line, "        %-36s%s\n", facts[f].name,
                     with);
            snapshot_put(text, line);
        }
    }
}

static void
is_as_it_was_checked_in(void **state)
{
    struct fixture *t    = *state;
    struct snapshot text = {(char *)fixture_bytes(t, 0, SNAPSHOT_CAP), 0};
    char line[96]        = {0};

    snapshot_put(&text,
                 "A reason for all levels, or for levels 0 1 2 3 and "
                 "one beyond; below a date, what\nchanges the answer.\n");
    for (size_t q = 0; q < QUESTIONS; q++) {
        for (size_t s = 0; s < STATUSES; s++) {
            snprintf(line, sizeof line, "\n%s, %s\n", questions[q].name,
                     statuses[s].name);
            snapshot_put(&text, line);
            for (size_t d = 0; d < DATES; d++) {
                put_date(&text, q, s, d);
            }
        }
    }
    snapshot_check(t, &text, "table");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_as_it_was_checked_in),
    };
    return cmocka_run_group_tests_name("the table that decides", cases, NULL,
                                       NULL);
}
