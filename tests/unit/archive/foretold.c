/* SPDX-License-Identifier: Apache-2.0 */
#include "../keystore/store_fixture.h"
#include "../profile/note_kit.h"
#include "seal_kit.h"

#include <mohur/authority.h>
#include <mohur/wrapped.h>

#include <jansson.h>
#include <stdlib.h>

/*
 * What mohur_keystore_impact foretells is what happens to real operations:
 * random profiles, keys and levels in a store, and at every date archives
 * sealed, signed, opened, keys made and keys that leave.
 */
enum {
    RUNS      = 6,
    RUNS_FULL = 60,
    DAY       = 86400,
    DAYS      = 6,
    KEYS      = 5,
    OPS       = 4,
    TIMES_MAX = 2 * KEYS * OPS + DAYS + 2
};

static const struct {
    const char *name;
    mohur_alg alg;
    mohur_purpose purpose;
    const char *ops[OPS]; /* as the report calls them */
} kinds[KEYS] = {
    {"p256",
     MOHUR_ALG_ECDSA_P256,
     MOHUR_PURPOSE_SIGN,
     {"sign", "verify", "keygen", "export"}},
    {"p384",
     MOHUR_ALG_ECDSA_P384,
     MOHUR_PURPOSE_SIGN,
     {"sign", "verify", "keygen", "export"}},
    {"x25519",
     MOHUR_ALG_X25519,
     MOHUR_PURPOSE_SEAL,
     {"seal", "open", "keygen", "export"}},
    {"ecdh",
     MOHUR_ALG_ECDH_P256,
     MOHUR_PURPOSE_SEAL,
     {"seal", "open", "keygen", "export"}},
    {"wrap",
     MOHUR_ALG_AES_256_WRAP,
     MOHUR_PURPOSE_WRAP,
     {"wrap", "unwrap", "keygen", "export"}},
};

enum op {
    PROTECT,
    PROCESS,
    KEYGEN,
    EXPORT
};

/* What no profile here is about. */
static const mohur_alg always[] = {
    MOHUR_ALG_XCHACHA20_POLY1305,
    MOHUR_ALG_AES_256_GCM,
    MOHUR_ALG_HMAC_SHA_256,
    MOHUR_ALG_HMAC_SHA_512,
    MOHUR_ALG_SHA_256,
    MOHUR_ALG_SHA_384,
    MOHUR_ALG_SHA_512,
    MOHUR_ALG_HKDF_SHA_256,
    MOHUR_ALG_HKDF_SHA_512,
    MOHUR_ALG_ED25519,
    MOHUR_ALG_ECDH_P384,
    MOHUR_ALG_AES_256_KWP,
};

struct scene {
    uint64_t random;
    bool wraps; /* the rules of wrapping keys are drawn too */
    mohur_keystore *ks;
    mohur_key *key[KEYS];
    uint8_t level[KEYS];
    struct view sealed[KEYS]; /* to the key, or signed with it */
    mohur_key *sender;        /* of what is sealed to a key */
    mohur_key *reader;        /* of what is signed with one */
    mohur_key *kek;           /* under which keys leave */
    uint32_t made;
    bool before[KEYS][OPS]; /* without the next profile */
    uint64_t compared;      /* operations that were done and foretold */
    uint64_t denied;
};

static uint32_t
draw(struct scene *s, uint32_t below)
{
    s->random = s->random * UINT64_C(6364136223846793005) +
                UINT64_C(1442695040888963407);
    return (uint32_t)(s->random >> 33) % below;
}

/* ---- profiles ---- */

static json_t *
date_json(int day)
{
    return json_sprintf("2026-01-%02d", day);
}

static json_t *
fixed_rule(mohur_alg alg)
{
    return json_pack("{s:s, s:{s:s}, s:{s:s, s:i}}", "alg", mohur_alg_name(alg),
                     "process", "status", "acceptable", "protect", "status",
                     "acceptable", "max_level", 3);
}

static json_t *
drawn_side(struct scene *s, bool protect)
{
    static const char *const words[] = {"acceptable", "acceptable",
                                        "deprecated", "disallowed"};
    json_t *side = json_pack("{s:s}", "status", words[draw(s, 4)]);
    int from     = 0;

    if (protect && draw(s, 4) == 0) {
        from = 1 + (int)draw(s, DAYS);
        json_object_set_new(side, "from", date_json(from));
    }
    if (draw(s, 2) == 0) {
        json_object_set_new(side, "until",
                            date_json(from + 1 + (int)draw(s, DAYS)));
    }
    if (draw(s, 2) == 0) {
        json_object_set_new(side, "max_level",
                            json_integer((json_int_t)draw(s, 4)));
    }
    return side;
}

static json_t *
drawn_rules(struct scene *s)
{
    json_t *rules = json_array();

    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) {
        json_array_append_new(rules, fixed_rule(always[i]));
    }
    for (size_t i = 0; i < KEYS; i++) {
        json_t *rule = fixed_rule(kinds[i].alg);
        bool drawn   = kinds[i].purpose != MOHUR_PURPOSE_WRAP || s->wraps;

        if (drawn) {
            json_object_set_new(rule, "protect", drawn_side(s, true));
            json_object_set_new(rule, "process", drawn_side(s, false));
        }
        if (!drawn || draw(s, 8) != 0) { /* else there is none for it */
            json_array_append(rules, rule);
        }
        json_decref(rule);
    }
    return rules;
}

/* The line of a profile that takes effect on this day of January. */
static char *
drawn_line(struct fixture *t, struct scene *s, int effective)
{
    struct view file = source_file(t, "tests/data/profile/sample.json-note");
    json_t *body     = json_loadb((const char *)file.data, file.len,
                                  JSON_DISABLE_EOF_CHECK, NULL);
    char *line       = NULL;

    CHECK(body != NULL);
    json_object_set_new(body, "rules", drawn_rules(s));
    json_object_set_new(body, "issued", json_string("2025-11-01"));
    json_object_set_new(body, "effective",
                        effective == 0 ? json_string("2025-12-01")
                                       : date_json(effective));
    json_object_set_new(body, "expires",
                        draw(s, 3) == 0
                            ? date_json(effective + 1 + (int)draw(s, DAYS))
                            : json_string("2030-06-30"));
    json_object_set_new(body, "on_expiry",
                        json_string(draw(s, 2) == 0 ? "warn" : "process-only"));
    json_object_set_new(body, "min_library", json_string("0.1.0"));
    json_object_set_new(body, "level_policy",
                        draw(s, 2) == 0
                            ? json_pack("[{s:i}]", "n", 0)
                            : json_pack("[{s:i}, {s:i, s:b}]", "n", 0, "n",
                                        1 + (int)draw(s, 2), "exportable", 0));
    if (s->wraps && draw(s, 2) == 0) { /* who else is there is of other kinds */
        json_object_set_new(
            json_array_get(json_object_get(body, "level_policy"), 0),
            "max_cryptoperiod_days",
            json_pack("{s:i}", "sym", 1 + (int)draw(s, 2 * DAYS)));
    }
    json_object_set_new(body, "defaults",
                        json_pack("{s:[s], s:[s]}", "sign", "Ed25519", "seal",
                                  mohur_alg_name(MOHUR_ALG_ECDH_P384)));
    line = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(body);
    CHECK(line != NULL);
    return line;
}

/* before: NULL, or the one that it follows. */
static mohur_profile *
drawn_profile(struct fixture *t,
              struct scene *s,
              const mohur_profile *before,
              int effective)
{
    struct mohur__buf file = {0};
    mohur_profile *p       = NULL;
    char *line             = drawn_line(t, s, effective);
    struct mohur__buf text = {0};

    mohur__buf_init(&file, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_init(&text, t->ctx, MOHUR__NOTE_MAX);
    mohur__buf_bytes(&text, mohur__bytes_text(line));
    mohur__buf_u8(&text, '\n');
    if (before != NULL) {
        const char *const *c = kit_next(t, before, 13)->changes;
        struct mohur__buf in = {0};

        for (; c[0] != NULL; c += 2) {
            mohur__buf_init(&in, t->ctx, MOHUR__NOTE_MAX);
            mohur__buf_bytes(&in, mohur__buf_view(&text));
            mohur__buf_clear(&text);
            kit_replace(&text, mohur__buf_view(&in), c[0], c[1]);
            mohur__buf_wipe(&in);
        }
    }
    mohur__buf_bytes(&file, mohur__buf_view(&text));
    kit_sign(t, &file, "ab");
    CHECK_OK(mohur_profile_parse(t->ctx, mohur__buf_view(&file).data,
                                 mohur__buf_view(&file).len, &p));
    mohur__buf_wipe(&text);
    mohur__buf_wipe(&file);
    free(line);
    return p;
}

static void
accept(struct fixture *t, struct scene *s, const mohur_profile *p)
{
    static const char *const keys[] = {KIT_KEY_A, KIT_KEY_B, KIT_KEY_C};
    mohur_profile_trust trust       = MOHUR_PROFILE_TRUST_INIT;

    trust.keys      = keys;
    trust.keys_len  = 3;
    trust.threshold = 2;
    CHECK_OK(mohur_keystore_profile_accept(s->ks, p, &trust, NULL));
}

/* ---- operations ---- */

static mohur_status
seal(struct fixture *t,
     const mohur_key *signer,
     const mohur_key *recipient,
     struct view *out)
{
    static const struct kit_entry entry = {"a", 1, (mohur_entry_kind)0};
    mohur_archive_options o             = MOHUR_ARCHIVE_OPTIONS_INIT;
    struct kit_archive archive          = {&o, &entry, 1, 0};
    mohur_sink *sink                    = fixture_sink(t);
    mohur_status st                     = MOHUR_OK;

    o.recipients     = &recipient;
    o.recipients_len = 1;
    o.signers        = &signer;
    o.signers_len    = 1;
    st               = kit_seal(t->ctx, &archive, sink);
    *out             = fixture_output(t);
    mohur_sink_free(sink);
    return st;
}

static mohur_status
open_sealed(struct fixture *t,
            struct view sealed,
            const mohur_key *sender,
            const mohur_key *reader)
{
    mohur_archive_open_options o = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_source *source         = NULL;
    mohur_archive_reader *r      = NULL;
    mohur_status st =
        mohur_source_new_memory(t->ctx, sealed.data, sealed.len, &source);

    o.keys        = &reader;
    o.keys_len    = 1;
    o.senders     = &sender;
    o.senders_len = 1;
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(t->ctx, &o, source, &r);
    }
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    return st;
}

static mohur_status
make_another(struct scene *s, size_t i)
{
    char name[32];
    mohur_key *key = NULL;
    mohur_key_options o;
    mohur_status st = MOHUR_OK;

    snprintf(name, sizeof name, "another %u", ++s->made);
    o       = key_options(name, kinds[i].purpose, kinds[i].alg);
    o.level = s->level[i];
    st      = mohur_keystore_key_new(s->ks, &o, &key);
    mohur_key_free(key);
    return st;
}

static mohur_status
let_leave(struct fixture *t, struct scene *s, size_t i)
{
    mohur_sink *sink = fixture_sink(t);
    mohur_status st = mohur_key_export_wrapped(t->ctx, s->key[i], s->kek, sink);

    mohur_sink_free(sink);
    return st;
}

/* The operation itself, as a caller has it. */
static mohur_status
perform(struct fixture *t, struct scene *s, size_t i, enum op op)
{
    bool signs       = kinds[i].purpose == MOHUR_PURPOSE_SIGN;
    struct view none = {NULL, 0};

    mohur__error_clear(t->ctx);
    switch (op) {
    case PROTECT:
        return signs ? seal(t, s->key[i], s->reader, &none)
                     : seal(t, s->sender, s->key[i], &none);
    case PROCESS:
        return signs ? open_sealed(t, s->sealed[i], s->key[i], s->reader)
                     : open_sealed(t, s->sealed[i], s->sender, s->key[i]);
    case KEYGEN:
        return make_another(s, i);
    case EXPORT:
        break;
    }
    return let_leave(t, s, i);
}

/* Those that this run has: a key leaves under one that no rule forbids. */
static bool
is_done(const struct scene *s, size_t i, enum op op)
{
    return op != EXPORT ||
           (!s->wraps && kinds[i].purpose != MOHUR_PURPOSE_WRAP);
}

/* ---- what was foretold ---- */

static const char *
text_of(const json_t *change, const char *name)
{
    return json_string_value(json_object_get(change, name));
}

static const json_t *
find(const json_t *report, const char *name, const char *operation)
{
    const json_t *changes = json_object_get(report, "changes");

    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *c = json_array_get(changes, i);

        if (strcmp(text_of(c, "object"), "key") == 0 &&
            strcmp(text_of(c, "name"), name) == 0 &&
            strcmp(text_of(c, "operation"), operation) == 0) {
            return c;
        }
    }
    return NULL;
}

static bool
allows(const char *reason)
{
    return strcmp(reason, "OK") == 0 || strcmp(reason, "DEPRECATED") == 0 ||
           strcmp(reason, "LEGACY") == 0;
}

static int64_t
from_of(const json_t *change)
{
    return change == NULL
               ? INT64_MAX
               : json_integer_value(json_object_get(change, "from_s"));
}

/* Do it; a denial names the reason that was foretold. */
static void
compare(struct fixture *t,
        struct scene *s,
        size_t i,
        enum op op,
        bool expected,
        const char *reason)
{
    mohur_status st = perform(t, s, i, op);
    char part[64];

    if ((st == MOHUR_OK) != expected ||
        (st != MOHUR_OK && mohur_status_class(st) != 0x07)) {
        fail_msg("%s of %s at level %u, %d s on: foretold %s %s, got %s: %s",
                 kinds[i].ops[op], kinds[i].name, s->level[i],
                 (int)(t->now - FIXTURE_NOW), expected ? "yes" : "no",
                 reason != NULL ? reason : "", mohur_status_name(st),
                 mohur_ctx_message(t->ctx));
    }
    if (st != MOHUR_OK && reason != NULL) {
        snprintf(part, sizeof part, "(%s,", reason);
        CHECK_MESSAGE(part);
    }
    s->compared++;
    s->denied += st != MOHUR_OK;
}

static void
compare_all(struct fixture *t, struct scene *s, const json_t *report)
{
    for (size_t i = 0; i < KEYS; i++) {
        for (enum op op = PROTECT; op <= EXPORT; op++) {
            const json_t *c = find(report, kinds[i].name, kinds[i].ops[op]);
            int64_t from    = from_of(c);

            if (!is_done(s, i, op) || t->now > from) {
                continue; /* one change is foretold, the first */
            }
            compare(t, s, i, op,
                    t->now < from ? s->before[i][op]
                                  : allows(text_of(c, "new")),
                    t->now < from ? NULL : text_of(c, "new"));
        }
    }
}

/* ---- runs ---- */

static void
key_draw(struct fixture *t, struct scene *s, size_t i)
{
    mohur_key_options o =
        key_options(kinds[i].name, kinds[i].purpose, kinds[i].alg);

    o.exportable = true;
    o.level      = (uint8_t)draw(s, 3);
    if (mohur_keystore_key_new(s->ks, &o, &s->key[i]) != MOHUR_OK) {
        mohur__error_clear(t->ctx);
        o.level = 0; /* the built-in profile has its own mind */
        CHECK_OK(mohur_keystore_key_new(s->ks, &o, &s->key[i]));
    }
    s->level[i] = o.level;
}

static void
scene_start(struct fixture *t, struct scene *s)
{
    mohur_key_options o =
        key_options("kek", MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP);

    t->now    = FIXTURE_NOW;
    s->ks     = store_new(t);
    s->wraps  = draw(s, 2) == 0;
    s->sender = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    s->reader = kit_pair(t->ctx, MOHUR_ALG_ECDH_P384);
    o.level   = 2;
    CHECK_OK(mohur_keystore_key_new(s->ks, &o, &s->kek));
    for (size_t i = 0; i < KEYS; i++) {
        struct view sealed = {NULL, 0};
        bool signs         = kinds[i].purpose == MOHUR_PURPOSE_SIGN;
        uint8_t *copy      = NULL;

        key_draw(t, s, i);
        CHECK_OK(seal(t, signs ? s->key[i] : s->sender,
                      signs ? s->reader : s->key[i], &sealed));
        copy = fixture_bytes(t, 0, sealed.len);
        memcpy(copy, sealed.data, sealed.len);
        s->sealed[i] = (struct view){copy, sealed.len};
    }
}

static void
scene_end(struct scene *s)
{
    for (size_t i = 0; i < KEYS; i++) {
        mohur_key_free(s->key[i]);
    }
    mohur_key_free(s->kek);
    mohur_key_free(s->sender);
    mohur_key_free(s->reader);
    mohur_keystore_free(s->ks);
}

static int
earlier(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Around each change that was foretold, and at some noon. */
static size_t
times_of(struct scene *s, const json_t *report, int64_t *out)
{
    const json_t *changes = json_object_get(report, "changes");
    size_t n              = 0;

    out[n++] = FIXTURE_NOW;
    out[n++] = FIXTURE_NOW + (int64_t)draw(s, DAYS) * DAY + DAY / 2;
    for (size_t i = 0; i < json_array_size(changes); i++) {
        int64_t from = from_of(json_array_get(changes, i));

        if (from > FIXTURE_NOW && from < FIXTURE_NOW + 60 * DAY &&
            n + 2 <= TIMES_MAX) {
            out[n++] = from - 1;
            out[n++] = from;
        }
    }
    qsort(out, n, sizeof *out, earlier);
    return n;
}

static json_t *
report_of(struct fixture *t, struct scene *s, const mohur_profile *next)
{
    mohur_sink *sink = fixture_sink(t);
    json_t *report   = NULL;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_keystore_impact(s->ks, next, sink));
    report = json_loadb((const char *)fixture_output(t).data,
                        fixture_output(t).len, 0, NULL);
    CHECK(report != NULL);
    mohur_sink_free(sink);
    return report;
}

static void
run(struct fixture *t, struct scene *s)
{
    mohur_profile *present   = NULL;
    mohur_profile *next      = NULL;
    json_t *report           = NULL;
    int64_t times[TIMES_MAX] = {0};
    size_t n                 = 0;

    scene_start(t, s);
    present = drawn_profile(t, s, NULL, 0);
    accept(t, s, present);
    next   = drawn_profile(t, s, present, 1 + (int)draw(s, DAYS));
    report = report_of(t, s, next);
    for (size_t i = 0; i < KEYS; i++) {
        for (enum op op = PROTECT; op <= EXPORT; op++) {
            s->before[i][op] =
                is_done(s, i, op) && perform(t, s, i, op) == MOHUR_OK;
        }
    }
    mohur__error_clear(t->ctx);
    accept(t, s, next);
    n = times_of(s, report, times);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || times[i] != times[i - 1]) {
            t->now = times[i];
            compare_all(t, s, report);
        }
    }
    json_decref(report);
    mohur_profile_free(next);
    mohur_profile_free(present);
    scene_end(s);
}

/* Each run is a case of its own, since a case has one store. */
static uint64_t seed = 1;
static uint64_t compared;
static uint64_t denied;

static void
is_what_happens(void **state)
{
    struct fixture *t = *state;
    struct scene s    = {.random = seed};

    run(t, &s);
    seed = s.random;
    compared += s.compared;
    denied += s.denied;
}

int
main(void)
{
    int runs   = getenv("MOHUR_FULL") != NULL ? RUNS_FULL : RUNS;
    int failed = 0;

    for (int i = 0; i < runs && failed == 0; i++) {
        const struct CMUnitTest cases[] = {CASE(is_what_happens)};

        failed = cmocka_run_group_tests_name(
            "what a profile's impact foretells", cases, NULL, NULL);
    }
    printf("%llu operations were as foretold, %llu of them denied\n",
           (unsigned long long)compared, (unsigned long long)denied);
    return failed != 0 || denied == 0 ? 1 : 0;
}
