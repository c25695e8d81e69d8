/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "keystore/store.h"
#include "scene.h"

#include <mohur/backup.h>
#include <mohur/slot.h>

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A store whose writer is killed at random moments, while it makes keys,
 * rotates and moves them, revokes slots and writes backups: it opens every
 * time, with the state from before a change or the one after it.
 *
 * MOHUR_KILLS says how often; 40, or 1,000 in the full tier.
 */
enum {
    QUICK_KILLS  = 40,
    FULL_KILLS   = 1000,
    LONGEST_US   = 40000, /* of work, once the child is ready */
    LONG_US      = 500000,
    ONE_IN_LONG  = 8,
    SAME_STORE   = 50, /* kills */
    ONE_IN_A_NEW = 4   /* kills of a creation among the others */
};

static const char pass[] = "any";

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
        st = mohur_keystore_unlock(*out, pass, strlen(pass));
    }
    return st;
}

static mohur_status
create_store(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    struct mohur__store_seed seed = {
        .passphrase = mohur__bytes_text(pass),
        .cost       = {MOHUR__PWHASH_MIN_M_KIB, 1},
    };

    return mohur__store_create(ctx, path, &seed, out);
}

/* Of the key that eight turns are about. */
static void
key_name(unsigned turn, char out[32])
{
    snprintf(out, 32, "key %d %u", (int)getpid(), turn / 8);
}

static mohur_status
make_key(mohur_keystore *ks, const char *name, bool wraps)
{
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key      = NULL;
    mohur_status st;

    o.name     = name;
    o.name_len = strlen(name);
    o.purpose  = wraps ? MOHUR_PURPOSE_WRAP : MOHUR_PURPOSE_SIGN;
    o.alg      = wraps ? MOHUR_ALG_NONE : MOHUR_ALG_ED25519;
    st         = mohur_keystore_key_new(ks, &o, &key);
    mohur_key_free(key);
    return st;
}

/* A new root key, for the passphrase that is shown. */
static mohur_status
new_epoch(mohur_keystore *ks)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = pass;
    how.passphrase_len = strlen(pass);
    return mohur_keystore_slot_revoke(ks, NULL, present, 1, NULL);
}

static mohur_status
backup(mohur_keystore *ks, const char *path, unsigned turn)
{
    mohur_slot_options slot         = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *all[] = {&slot};
    mohur_backup_options o          = MOHUR_BACKUP_OPTIONS_INIT;
    char to[4096];

    slot.label          = "copy";
    slot.passphrase     = pass;
    slot.passphrase_len = strlen(pass);
    slot.m_kib          = 65536; /* the least that the profile lets be made */
    slot.t              = 3;
    o.slots             = all;
    o.slots_len         = 1;
    snprintf(to, sizeof to, "%s copy %d %u", path, (int)getpid(), turn);
    return mohur_keystore_backup(ks, &o, to);
}

/* One change of the store, whatever it is. */
static mohur_status
change(mohur_keystore *ks, const char *path, unsigned turn)
{
    uint32_t version = 0;
    char name[32];

    key_name(turn, name);
    switch (turn % 8) {
    case 0:
        return make_key(ks, name, turn % 16 == 0);
    case 3:
        return mohur_keystore_move(ks, name, strlen(name), 1,
                                   MOHUR_KEY_SUSPENDED);
    case 4:
        return mohur_keystore_move(ks, name, strlen(name), 1, MOHUR_KEY_ACTIVE);
    case 5:
        return mohur_keystore_move(ks, name, strlen(name), 1,
                                   MOHUR_KEY_DEACTIVATED);
    case 6:
        return turn % 16 == 6 ? new_epoch(ks) : backup(ks, path, turn);
    default:
        return mohur_keystore_rotate(ks, name, strlen(name), 0, &version);
    }
}

/* Turns that a new key can begin with, so that each is begun with often. */
static const unsigned starts[] = {1, 3, 5, 6, 7, 9, 14};

enum {
    STARTS = sizeof starts / sizeof starts[0]
};

/* A byte to tell that it begins, and one for each change that was done. */
static int
change_until_killed(const char *path, int tell)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    mohur_status st    = mohur_ctx_new(NULL, &ctx);
    unsigned turn      = starts[(unsigned)getpid() % STARTS];
    bool first         = true;
    char name[32];

    key_name(turn, name);
    if (st == MOHUR_OK) {
        st = open_store(ctx, path, &ks);
    }
    if (write(tell, "", 1) != 1) {
        return 2;
    }
    for (; st == MOHUR_OK; turn++) {
        st = first ? make_key(ks, name, false) : change(ks, path, turn);
        if (st == MOHUR_OK && write(tell, "", 1) != 1) {
            return 2;
        }
        turn -= first ? 1 : 0;
        first = false;
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

/* Sound, and each key has the versions 1 to n. */
static uint64_t
count_changes(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info   = MOHUR_KEYSTORE_INFO_INIT;
    mohur_key_list *list       = NULL;
    const mohur_key_info *last = NULL;

    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(mohur_keystore_list(ks, &list));
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        const mohur_key_info *key = mohur_key_list_at(list, i);
        bool same = last != NULL && strcmp(last->name, key->name) == 0;
        CHECK_NUMBER(same ? last->version + 1 : 1, key->version);
        last = key;
    }
    mohur_key_list_free(list);
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info.seq;
}

static uint64_t
changes_of(struct fixture *t, const char *path)
{
    mohur_ctx *ctx     = fixture_ctx(t, 0);
    mohur_keystore *ks = NULL;
    uint64_t count     = 0;
    mohur_status st    = open_store(ctx, path, &ks);

    if (st != MOHUR_OK) {
        fail_msg("the store does not open: %s: %s", mohur_status_name(st),
                 mohur_ctx_message(ctx));
    }
    count = count_changes(t, ks);
    mohur_keystore_free(ks);
    fixture_ctx_free(t, ctx);
    return count;
}

/* A backup is there whole, or not at all; they are taken away again. */
static void
check_backups(struct fixture *t, const char *path)
{
    glob_t found = {0};
    char pattern[4096];

    snprintf(pattern, sizeof pattern, "%s copy */keystore.db", path);
    if (glob(pattern, 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            char *slash = strrchr(found.gl_pathv[i], '/');
            *slash      = '\0';
            CHECK(changes_of(t, found.gl_pathv[i]) > 0);
            *slash = '/';
            CHECK(unlink(found.gl_pathv[i]) == 0);
        }
    }
    globfree(&found);
}

static unsigned
next_delay(unsigned *seed)
{
    unsigned longest = LONGEST_US;

    *seed = *seed * 1664525u + 1013904223u;
    if ((*seed >> 8) % ONE_IN_LONG == 0) {
        longest = LONG_US; /* long enough for a backup */
    }
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % longest;
}

/* So many kills of the writers of one store; how many changes there were. */
static size_t
kill_writers(struct fixture *t,
             const char *path,
             unsigned kills,
             unsigned *seed)
{
    mohur_keystore *ks = NULL;
    uint64_t before    = 1; /* its creation */
    size_t changes     = 0;

    CHECK_OK(create_store(t->ctx, path, &ks));
    mohur_keystore_free(ks);
    for (unsigned i = 0; i < kills; i++) {
        size_t told =
            kill_after(t, change_until_killed, path, next_delay(seed));
        uint64_t after = changes_of(t, path);
        if (after < before + told || after > before + told + 1) {
            fail_msg("seq was %llu, %zu changes told, and is %llu",
                     (unsigned long long)before, told,
                     (unsigned long long)after);
        }
        check_backups(t, path);
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
        CHECK_NUMBER(1, changes_of(t, path));
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
