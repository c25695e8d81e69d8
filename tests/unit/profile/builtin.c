/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "check.h"
#include "profile/rules.h"
#include "source.h"

#include <stdlib.h>

/*
 * What az-reference-1 decides, as text: each operation with each algorithm,
 * at each level, around each date.  A change of policy is a change of
 * tests/golden/profile/az-reference-1.txt.  To make that file anew, name a
 * file in MOHUR_SNAPSHOT and read the difference before it is kept.
 */
enum {
    TEXT_CAP = 1 << 17
};

struct text {
    char *data;
    size_t len;
};

/* Everything that a line asks besides level and date. */
struct question {
    mohur_operation operation;
    mohur_alg alg;
    mohur_alg hash;
    uint32_t bits;
    uint32_t m_kib;
    uint32_t t;
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

static const mohur_alg algorithms[] = {
    MOHUR_ALG_AES_256_GCM,
    MOHUR_ALG_CHACHA20_POLY1305,
    MOHUR_ALG_XCHACHA20_POLY1305,
    MOHUR_ALG_XAES_256_GCM,
    MOHUR_ALG_AES_256_SIV,
    MOHUR_ALG_AES_256_CBC,
    MOHUR_ALG_HMAC_SHA_256,
    MOHUR_ALG_HMAC_SHA_384,
    MOHUR_ALG_HMAC_SHA_512,
    MOHUR_ALG_AES_256_CMAC,
    MOHUR_ALG_SHA_256,
    MOHUR_ALG_SHA_384,
    MOHUR_ALG_SHA_512,
    MOHUR_ALG_HKDF_SHA_256,
    MOHUR_ALG_HKDF_SHA_512,
    MOHUR_ALG_PBKDF2_SHA_256,
    MOHUR_ALG_ARGON2ID,
    MOHUR_ALG_ED25519,
    MOHUR_ALG_ECDSA_P256,
    MOHUR_ALG_ECDSA_P384,
    MOHUR_ALG_ECDSA_P521,
    MOHUR_ALG_RSASSA_PSS,
    MOHUR_ALG_RSASSA_PKCS1,
    MOHUR_ALG_X25519,
    MOHUR_ALG_ECDH_P256,
    MOHUR_ALG_ECDH_P384,
    MOHUR_ALG_X_WING,
    MOHUR_ALG_ML_KEM_768,
    MOHUR_ALG_AES_256_KW,
    MOHUR_ALG_AES_256_KWP,
    MOHUR_ALG_AES_256_WRAP,
};

/* Each date that a rule names: its last second, and the next one. */
static const char *const dates[] = {
    "2026-01-01T00:00:00Z", "2030-12-31T23:59:59Z", "2031-01-01T00:00:00Z",
    "2031-12-31T23:59:59Z", "2032-01-01T00:00:00Z", "2035-12-31T23:59:59Z",
    "2036-01-01T00:00:00Z"};

static void
put(struct text *text, const char *part)
{
    size_t len = strlen(part);

    CHECK(text->len + len < TEXT_CAP);
    for (size_t i = 0; i <= len; i++) {
        text->data[text->len + i] = part[i];
    }
    text->len += len;
}

static mohur_decision
ask(const struct question *q, uint8_t level, const char *date)
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
    CHECK(mohur__time_parse(mohur__bytes_text(date), &request.now));
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    return decision;
}

/* The cells of one date: one reason, or one for each of levels 0 to 4. */
static void
put_cells(struct text *text, const struct question *q, const char *date)
{
    mohur_reason first = ask(q, 0, date).reason;
    bool same          = true;

    for (uint8_t level = 1; level <= 4; level++) {
        same = ask(q, level, date).reason == first && same;
    }
    put(text, mohur_reason_name(first));
    for (uint8_t level = 1; !same && level <= 4; level++) {
        put(text, " ");
        put(text, mohur_reason_name(ask(q, level, date).reason));
    }
}

static void
put_question(struct text *text, const struct question *q, const char *name)
{
    char line[160] = {0};

    snprintf(line, sizeof line, "%s %s", name, mohur_alg_name(q->alg));
    put(text, line);
    if (q->hash != MOHUR_ALG_NONE) {
        put(text, " ");
        put(text, mohur_alg_name(q->hash));
    }
    if (q->bits != 0) {
        snprintf(line, sizeof line, " %s=%u",
                 q->alg == MOHUR_ALG_PBKDF2_SHA_256 ? "rounds" : "bits",
                 q->bits);
        put(text, line);
    }
    if (q->m_kib != 0) {
        snprintf(line, sizeof line, " m=%uKiB t=%u", q->m_kib, q->t);
        put(text, line);
    }
    put(text, "\n");
}

/* One question over all dates; dates that repeat the one before are left out. */
static void
put_answers(struct text *text, const struct question *q, const char *name)
{
    char before[512] = {0};
    char cells[512]  = {0};

    put_question(text, q, name);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        struct text now = {cells, 0};
        cells[0]        = '\0';
        put_cells(&now, q, dates[i]);
        if (strcmp(cells, before) != 0) {
            put(text, "    ");
            put(text, dates[i]);
            put(text, "  ");
            put(text, cells);
            put(text, "\n");
        }
        snprintf(before, sizeof before, "%s", cells);
    }
}

/* With a good cost, where there is one. */
static bool
has_rule(const struct question *q)
{
    struct question good = *q;

    good.bits  = 600000;
    good.m_kib = 64 * 1024;
    good.t     = 3;
    if (q->alg == MOHUR_ALG_RSASSA_PSS || q->alg == MOHUR_ALG_RSASSA_PKCS1) {
        good.hash = MOHUR_ALG_SHA_256;
        good.bits = 4096;
    }
    return ask(&good, 0, dates[0]).reason != MOHUR_REASON_NO_RULE;
}

/* All that is asked of an algorithm in an operation. */
static void
put_variants(struct text *text, struct question q, const char *name)
{
    static const mohur_alg hashes[] = {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384,
                                       MOHUR_ALG_SHA_512};
    static const uint32_t rounds[]  = {1,      99999,    100000,  599999,
                                       600000, 10000000, 10000001};
    static const uint32_t moduli[] = {1023, 2047, 2048, 3071, 3072, 4096, 4097};
    static const uint32_t costs[][2] = {
        {8192, 1},  {19455, 2}, {19456, 1},    {19456, 2},    {65535, 3},
        {65536, 2}, {65536, 3}, {1048576, 16}, {1048577, 16}, {1048576, 17}};

    bool floor = ask(&q, 0, dates[0]).reason == MOHUR_REASON_FLOOR;
    bool signs = q.operation == MOHUR_OP_SIGN || q.operation == MOHUR_OP_VERIFY;

    if (q.alg == MOHUR_ALG_PBKDF2_SHA_256) {
        for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
            q.bits = rounds[i];
            put_answers(text, &q, name);
        }
        return;
    }
    if (q.alg == MOHUR_ALG_ARGON2ID) {
        for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
            q.m_kib = costs[i][0];
            q.t     = costs[i][1];
            put_answers(text, &q, name);
        }
        return;
    }
    if (q.alg == MOHUR_ALG_RSASSA_PSS || q.alg == MOHUR_ALG_RSASSA_PKCS1) {
        q.hash = MOHUR_ALG_SHA_256;
        for (size_t i = 0; i < sizeof moduli / sizeof moduli[0]; i++) {
            q.bits = moduli[i];
            put_answers(text, &q, name);
        }
        return;
    }
    put_answers(text, &q, name);
    for (size_t i = 0; signs && !floor && i < sizeof hashes / sizeof hashes[0];
         i++) {
        q.hash = hashes[i];
        put_answers(text, &q, name);
    }
}

static void
put_all(struct text *text)
{
    size_t without = 0;
    char line[80]  = {0};

    put(text, "az-reference-1: a reason for all levels, or for levels "
              "0 1 2 3 and beyond, from each date on\n\n");
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        for (size_t j = 0; j < sizeof algorithms / sizeof algorithms[0]; j++) {
            struct question q = {operations[i].operation,
                                 algorithms[j],
                                 MOHUR_ALG_NONE,
                                 0,
                                 0,
                                 0};
            if (has_rule(&q)) {
                put_variants(text, q, operations[i].name);
            } else {
                without++;
            }
        }
    }
    snprintf(line, sizeof line, "\nno rule: %zu other pairs\n", without);
    put(text, line);
}

static void
keep_snapshot(const struct text *text)
{
    const char *path = getenv("MOHUR_SNAPSHOT");

    if (path != NULL) {
        fixture_write_file(
            path, (struct view){(const uint8_t *)text->data, text->len});
    }
}

static void
decides_as_the_checked_in_table(void **state)
{
    struct fixture *t = *state;
    struct text text  = {calloc(1, TEXT_CAP), 0};

    t->extra = text.data;
    CHECK(text.data != NULL);
    put_all(&text);
    keep_snapshot(&text);
    struct view want =
        source_file(t, "tests/golden/profile/az-reference-1.txt");
    struct view got = {(const uint8_t *)text.data, text.len};
    CHECK_BYTES(want, got);
}

static mohur_reason
reason_for(mohur_operation operation, mohur_alg alg, uint8_t level)
{
    struct question q = {operation, alg, MOHUR_ALG_NONE, 0, 0, 0};

    return ask(&q, level, dates[0]).reason;
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
        CASE(protects_nothing_at_level_3_without_two_factors),
        CASE(exports_nothing_from_level_2),
        CASE(reads_whatever_has_a_key_at_every_level),
    };
    return cmocka_run_group_tests_name("the built-in profile", cases, NULL,
                                       NULL);
}
