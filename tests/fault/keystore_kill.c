/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "keystore/store.h"
#include "scene.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A store whose writer is killed at random moments: it opens every time, with
 * the state from before a change or the one after it.
 *
 * MOHUR_KILLS says how often; 40, or 1,000 in the full tier.
 */
enum {
    QUICK_KILLS  = 40,
    FULL_KILLS   = 1000,
    LONGEST_US   = 40000, /* of work, once the child is ready */
    SAME_STORE   = 50,    /* kills */
    ONE_IN_A_NEW = 4      /* kills of a creation among the others */
};

static const uint8_t root_key[32] = {9, 8, 7};

static unsigned
kills_wanted(void)
{
    const char *text = getenv("MOHUR_KILLS");

    if (text != NULL) {
        return (unsigned)strtoul(text, NULL, 10);
    }
    return scene_is_full() ? FULL_KILLS : QUICK_KILLS;
}

/* ---- what the child does ---- */

static mohur_status
open_store(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    mohur_status st = mohur__store_open(ctx, path, out);

    if (st == MOHUR_OK) {
        st = mohur__store_unlock(*out, MOHUR__BYTES(root_key), MOHUR__NOTHING);
    }
    return st;
}

static mohur_status
create_store(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    struct mohur__store_seed seed = {
        .passphrase = MOHUR__TEXT("any"),
        .cost       = {MOHUR__PWHASH_MIN_M_KIB, 1},
        .root_key   = MOHUR__BYTES(root_key),
    };

    return mohur__store_create(ctx, path, &seed, out);
}

/* Every change adds one version: a new key now and then, else a rotation. */
static mohur_status
change(mohur_keystore *ks, unsigned turn)
{
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key      = NULL;
    uint32_t version    = 0;
    char name[32];
    mohur_status st;

    snprintf(name, sizeof name, "key %d %u", (int)getpid(), turn / 8);
    if (turn % 8 != 0) {
        return mohur_keystore_rotate(ks, name, strlen(name), 0, &version);
    }
    o.name     = name;
    o.name_len = strlen(name);
    o.purpose  = turn % 16 == 0 ? MOHUR_PURPOSE_WRAP : MOHUR_PURPOSE_SIGN;
    o.alg      = turn % 16 == 0 ? MOHUR_ALG_NONE : MOHUR_ALG_ED25519;
    st         = mohur_keystore_key_new(ks, &o, &key);
    mohur_key_free(key);
    return st;
}

/* A byte to tell that it begins, and one for each change that was done. */
static int
change_until_killed(const char *path, int tell)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    mohur_status st    = mohur_ctx_new(NULL, &ctx);

    if (st == MOHUR_OK) {
        st = open_store(ctx, path, &ks);
    }
    if (write(tell, "", 1) != 1) {
        return 2;
    }
    for (unsigned turn = 0; st == MOHUR_OK; turn++) {
        st = change(ks, turn);
        if (st == MOHUR_OK && write(tell, "", 1) != 1) {
            return 2;
        }
    }
    return 1;
}

static int
create_until_killed(const char *path, int tell)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    mohur_status st    = mohur_ctx_new(NULL, &ctx);

    if (write(tell, "", 1) != 1) {
        return 2;
    }
    if (st == MOHUR_OK) {
        st = create_store(ctx, path, &ks);
    }
    if (st != MOHUR_OK || write(tell, "", 1) != 1) {
        return 1;
    }
    pause();
    return 2;
}

/* ---- the killing ---- */

/* The changes that were told before the child died, by our hand. */
static size_t
kill_after(struct fixture *t,
           int (*run)(const char *, int),
           const char *path,
           unsigned us)
{
    int ends[2];
    int status = 0;
    char heard[512];
    size_t told = 0;
    pid_t child;

    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(run(path, ends[1]));
    }
    close(ends[1]);
    CHECK(child > 0);
    CHECK(read(ends[0], heard, 1) == 1);
    usleep(us);
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(waitpid(child, &status, 0) == child);
    if (!WIFSIGNALED(status)) {
        fail_msg("the child ended by itself: %d", WEXITSTATUS(status));
    }
    for (;;) {
        ssize_t got = read(ends[0], heard, sizeof heard);
        if (got <= 0) {
            break;
        }
        told += (size_t)got;
    }
    close(ends[0]);
    (void)t;
    return told;
}

/* ---- what must hold ---- */

/* Sound, each key with the versions 1 to n, the last of them current. */
static size_t
count_versions(struct fixture *t, mohur_keystore *ks)
{
    mohur_key_list *list       = NULL;
    const mohur_key_info *last = NULL;
    size_t len                 = 0;

    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(mohur_keystore_list(ks, &list));
    len = mohur_key_list_len(list);
    for (size_t i = 0; i < len; i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);
        bool same = last != NULL && strcmp(last->name, info->name) == 0;
        CHECK_NUMBER(same ? last->version + 1 : 1, info->version);
        /* The one before is current if and only if it was the last. */
        CHECK(last == NULL || last->current != same);
        CHECK_NUMBER(MOHUR_KEY_ACTIVE, info->state);
        last = info;
    }
    CHECK(last == NULL || last->current);
    mohur_key_list_free(list);
    return len;
}

static size_t
versions_of(struct fixture *t, const char *path)
{
    mohur_ctx *ctx     = fixture_ctx(t, 0);
    mohur_keystore *ks = NULL;
    size_t count       = 0;
    mohur_status st    = open_store(ctx, path, &ks);

    if (st != MOHUR_OK) {
        fail_msg("the store does not open: %s: %s", mohur_status_name(st),
                 mohur_ctx_message(ctx));
    }
    count = count_versions(t, ks);
    mohur_keystore_free(ks);
    fixture_ctx_free(t, ctx);
    return count;
}

static unsigned
next_delay(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % LONGEST_US;
}

/* So many kills of the writers of one store; how many changes there were. */
static size_t
kill_writers(struct fixture *t,
             const char *path,
             unsigned kills,
             unsigned *seed)
{
    mohur_keystore *ks = NULL;
    size_t before      = 0;
    size_t changes     = 0;

    CHECK_OK(create_store(t->ctx, path, &ks));
    mohur_keystore_free(ks);
    for (unsigned i = 0; i < kills; i++) {
        size_t told =
            kill_after(t, change_until_killed, path, next_delay(seed));
        size_t after = versions_of(t, path);
        if (after < before + told || after > before + told + 1) {
            fail_msg("%zu versions before, %zu changes told, %zu after", before,
                     told, after);
        }
        changes += told;
        before = after;
    }
    return changes;
}

static void
has_the_old_state_or_the_new_one_after_each_kill(void **state)
{
    struct fixture *t = *state;
    unsigned seed     = (unsigned)getpid();
    unsigned left     = kills_wanted();
    size_t changes    = 0;
    char name[32];

    printf("seed %u\n", seed);
    while (left > 0) {
        unsigned now = left < SAME_STORE ? left : SAME_STORE;
        snprintf(name, sizeof name, "store %u", left);
        changes += kill_writers(t, fixture_path(t, name), now, &seed);
        left -= now;
    }
    printf("%u kills, %zu changes between\n", kills_wanted(), changes);
    /* Or nothing was ever interrupted. */
    CHECK(kills_wanted() < 20 || changes > 0);
}

static void
is_there_whole_or_not_at_all_when_its_creation_is_killed(void **state)
{
    struct fixture *t = *state;
    unsigned seed     = (unsigned)getpid() + 1;
    unsigned there    = 0;
    unsigned kills    = kills_wanted() / ONE_IN_A_NEW;
    char name[32];

    for (unsigned i = 0; i < kills; i++) {
        mohur_keystore *ks = NULL;
        const char *path   = NULL;
        snprintf(name, sizeof name, "new %u", i);
        path = fixture_path(t, name);
        size_t told =
            kill_after(t, create_until_killed, path, next_delay(&seed));
        mohur_status st = create_store(t->ctx, path, &ks);
        if (st == MOHUR_E_EXISTS) {
            there++;
        } else {
            CHECK_NUMBER(MOHUR_OK, st);
            CHECK_NUMBER(0, told);
        }
        mohur_keystore_free(ks);
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(0, versions_of(t, path));
    }
    printf("%u kills, %u stores were there\n", kills, there);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_old_state_or_the_new_one_after_each_kill),
        CASE(is_there_whole_or_not_at_all_when_its_creation_is_killed),
    };
    return cmocka_run_group_tests_name("a store whose writer is killed", cases,
                                       NULL, NULL);
}
