/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include "keystore/life_rules.h"
#include "keystore/ring.h"

/*
 * Every state, every act, every role: what the design's two tables say is
 * written here as letters, and each cell is tried on a store.
 *
 * Ways: "." none, "m" KeyManager, "o" Officer, "O" two Officers.
 */
static const char *const ways[8] = {
    /* to:   pre act sus dea com pen des */
    "",
    /* pre-active */ ".m.moO.",
    /* active */ "..omo..",
    /* suspended */ ".O.oo..",
    /* deactivated */ "....oO.",
    /* compromised */ ".....O.",
    /* destroy-pending */ "...Oo.O",
    /* destroyed */ ".......",
};

/* Uses of a key that seals, a letter a state from pre-active on; "y" yes, for
 * anybody who has unlocked; "n" as y, if asked for by name; "d" not before
 * its date. */
static const struct {
    const char *use;
    const char *answers;
} uses[] = {
    {"protect", "dy....."},       {"open", "dy.y..."},
    {"export public", "yyyyy.y"}, {"export secret", "OO.O..."},
    {"new version", ".mmmm.."},   {"open by name", "..n.o.."},
};

enum {
    USES   = sizeof uses / sizeof uses[0],
    STATES = 7
};

/* Who signs a change: as bits of enum who. */
static const struct {
    const char *name;
    uint32_t who;
    const char *enough; /* for these letters */
} crews[] = {
    {"nobody", 0, "yn"},
    {"an Operator", 1u << OPERATOR, "yn"},
    {"a KeyManager", 1u << MANAGER, "ynm"},
    {"an Officer", 1u << OFFICER_A, "yno"},
    {"two Officers", 1u << OFFICER_A | 1u << OFFICER_B, "ynoO"},
    {"a KeyManager and an Officer", 1u << MANAGER | 1u << OFFICER_A, "ynmo"},
    {"a Custodian", 1u << CUSTODIAN, "yn"},
    {"an Auditor", 1u << AUDITOR, "yn"},
};

enum {
    CREWS = sizeof crews / sizeof crews[0]
};

static const char *const rings[8] = {"",    "pre", "act", "sus",
                                     "dea", "com", "pen", "des"};

/* A ring in each state, made before roles count. */
static void
rings_make(struct fixture *t, mohur_keystore *ks)
{
    static const uint8_t paths[8][4] = {
        {0}, {0}, {0}, {3}, {4}, {5}, {4, 6}, {4, 6, 7},
    };

    for (int s = 1; s <= STATES; s++) {
        mohur_key_options o =
            key_options(rings[s], MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
        mohur_key *key = NULL;

        o.exportable  = true;
        o.activate_at = s == 1 ? t->now + 100 * 24 * 3600 : 0;
        CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
        mohur_key_free(key);
        for (int i = 0; paths[s][i] != 0; i++) {
            t->now += paths[s][i] == 7 ? 31 * 24 * 3600 : 0;
            CHECK_OK(key_move(ks, rings[s], 1, (mohur_key_state)paths[s][i]));
        }
    }
    t->now += 31 * 24 * 3600; /* so that "pen" has waited */
}

struct matrix {
    struct fixture *t;
    struct people people;
    struct view file; /* the store as it was made */
    mohur_keystore *ks;
};

static void
matrix_open(struct matrix *m)
{
    mohur_keystore_free(m->ks);
    fixture_write_file(fixture_path(m->t, "store/keystore.db"), m->file);
    m->ks = store_reopen(m->t);
}

static void
matrix_new(struct fixture *t, struct matrix *m)
{
    *m = (struct matrix){.t = t};
    people_new(t, &m->people);
    m->ks = store_new(t);
    rings_make(t, m->ks);
    people_join(t, m->ks, &m->people);
    CHECK_OK(mohur_keystore_role_begin(m->ks));
    m->file = fixture_read_file(t, fixture_path(t, "store/keystore.db"));
}

static void
matrix_free(struct matrix *m)
{
    mohur_keystore_free(m->ks);
    people_free(&m->people);
}

static mohur_status
use_handle(struct matrix *m, int use, mohur_key *key)
{
    mohur_sink *sink = NULL;
    mohur_status st  = MOHUR_OK;

    CHECK(mohur_sink_new_memory(m->t->ctx, 8192, &sink) == MOHUR_OK);
    if (use == 0) {
        st = mohur__key_require_protect(m->t->ctx, key);
    } else if (use == 2) {
        st = mohur_key_export_public(m->t->ctx, key, sink);
    } else if (use == 3) {
        st = mohur__key_require_export(m->t->ctx, key);
    } else {
        st = mohur__key_require_process(m->t->ctx, key);
    }
    mohur_sink_free(sink);
    return st;
}

/* One act on the ring of a state: a way (0 to 6) or a use (7 and on). */
static mohur_status
act(struct matrix *m, int s, int what)
{
    const char *name = rings[s];
    mohur_key *key   = NULL;
    uint32_t version = 0;
    int use          = what - STATES;
    mohur_status st  = MOHUR_OK;

    mohur__error_clear(m->t->ctx);
    if (use < 0) {
        return key_move(m->ks, name, 1, (mohur_key_state)(what + 1));
    }
    if (use == 4) {
        return key_rotate(m->ks, name, &version);
    }
    st = use == 3 || use == 5
             ? mohur_keystore_key_for(m->ks, name, 3, 1,
                                      use == 3 ? MOHUR_KEY_USE_EXPORT
                                               : MOHUR_KEY_USE_RECOVER,
                                      &key)
             : mohur_keystore_key(m->ks, name, 3, 1, &key);
    if (st == MOHUR_OK) {
        st = use_handle(m, use, key);
    }
    mohur_key_free(key);
    return st;
}

static char
letter_of(int s, int what)
{
    return what < STATES ? ways[s][what] : uses[what - STATES].answers[s - 1];
}

/* Ask for it, have it signed, and try. */
static mohur_status
act_as_crew(struct matrix *m, int s, int what, uint32_t crew)
{
    mohur_sink *sink = NULL;
    mohur_status st  = MOHUR_OK;

    CHECK(mohur_sink_new_memory(m->t->ctx, 8192, &sink) == MOHUR_OK);
    CHECK(mohur_keystore_request(m->ks, 7, sink) == MOHUR_OK);
    st = act(m, s, what);
    if (st == MOHUR_E_CANCELLED) {
        struct view request = sink_bytes(m->t, sink);

        for (int i = 0; i < PEOPLE; i++) {
            if ((crew >> i & 1) != 0) {
                approve(m->t, m->ks, request, m->people.key[i]);
            }
        }
        st = act(m, s, what);
    }
    mohur_sink_free(sink);
    return st;
}

static mohur_status
wanted(char letter, int crew)
{
    if (letter == 'd') {
        return MOHUR_E_DATE;
    }
    if (letter == '.') {
        return MOHUR_E_KEY_STATE;
    }
    return strchr(crews[crew].enough, letter) != NULL ? MOHUR_OK
                                                      : MOHUR_E_POLICY;
}

static void
cell(struct matrix *m, int s, int what, int crew)
{
    char letter       = letter_of(s, what);
    mohur_status want = wanted(letter, crew);
    mohur_status got  = MOHUR_OK;

    matrix_open(m);
    got = act_as_crew(m, s, what, crews[crew].who);
    if (got != want) {
        fail_msg("%s: %s%s by %s is %s, not %s (%s)", rings[s],
                 what < STATES ? "to " : "",
                 what < STATES ? rings[what + 1] : uses[what - STATES].use,
                 crews[crew].name, mohur_status_name(got),
                 mohur_status_name(want), mohur_ctx_message(m->t->ctx));
    }
}

static void
every_state_act_and_role_is_as_in_the_tables(void **state)
{
    struct matrix m;

    matrix_new(*state, &m);
    for (int s = 1; s <= STATES; s++) {
        for (int what = 0; what < STATES + (int)USES; what++) {
            for (int crew = 0; crew < (int)CREWS; crew++) {
                cell(&m, s, what, crew);
            }
        }
    }
    matrix_free(&m);
}

/* A signature is verified in other states than an archive is opened in. */
static void
signatures_are_verified_as_in_the_table(void **state)
{
    static const char answers[] = ".yyy.yy"; /* compromised: with a proof */

    (void)state;
    for (int s = 1; s <= STATES; s++) {
        CHECK_NUMBER(
            answers[s - 1] == 'y',
            mohur__life_allows(MOHUR__USE_VERIFY, (mohur_key_state)s, false));
        CHECK_NUMBER(
            s == 2 || s == 3 || s == 4,
            mohur__life_allows(MOHUR__USE_VERIFY, (mohur_key_state)s, true));
    }
    CHECK_NUMBER(
        MOHUR__ANSWER_PROOF,
        mohur__life_use(MOHUR__USE_VERIFY, MOHUR_KEY_COMPROMISED).answer);
}

static void
certificates_are_asked_for_as_in_the_table(void **state)
{
    (void)state;
    for (int s = 1; s <= STATES; s++) {
        CHECK_NUMBER(s <= 3, mohur__life_allows(MOHUR__USE_CERTIFY,
                                                (mohur_key_state)s, false));
    }
}

static void
states_and_uses_that_are_none_are_refused(void **state)
{
    (void)state;
    for (int use = 0; use < MOHUR__USES; use++) {
        CHECK(!mohur__life_allows((enum mohur__use)use, (mohur_key_state)0,
                                  false));
        CHECK(!mohur__life_allows((enum mohur__use)use, (mohur_key_state)8,
                                  false));
    }
    CHECK(!mohur__life_allows(MOHUR__USES, MOHUR_KEY_ACTIVE, false));
    CHECK_NUMBER(0,
                 mohur__life_way((mohur_key_state)0, MOHUR_KEY_ACTIVE).event);
    CHECK_NUMBER(0,
                 mohur__life_way(MOHUR_KEY_ACTIVE, (mohur_key_state)8).event);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(every_state_act_and_role_is_as_in_the_tables),
        CASE(signatures_are_verified_as_in_the_table),
        CASE(certificates_are_asked_for_as_in_the_table),
        CASE(states_and_uses_that_are_none_are_refused),
    };
    return cmocka_run_group_tests_name("the tables of the life cycle", cases,
                                       NULL, NULL);
}
