/* SPDX-License-Identifier: Apache-2.0 */
#include "store_jobs.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * A process that makes and rotates keys is killed at some moment, again and
 * again.  The store opens every time, with all that was reported as done and
 * at most one change more.  MOHUR_KILLS says how often: 40 if it is not set,
 * 1000 in the full tier.
 */
enum {
    KILLS_QUICK    = 40,
    KILLS_FULL     = 1000,
    LONGEST_MICROS = 30000
};

static size_t
kills(void)
{
    const char *text = getenv("MOHUR_KILLS");

    if (text != NULL) {
        return (size_t)strtoul(text, NULL, 10);
    }
    return scene_is_full() ? KILLS_FULL : KILLS_QUICK;
}

/* In the child: change the store for ever; a byte for each change done. */
static void
work(const char *path, int done)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    char name[32];

    if (mohur_ctx_new(NULL, &ctx) != MOHUR_OK ||
        scene_store_open(ctx, path, &ks) != MOHUR_OK) {
        _exit(1);
    }
    for (unsigned n = 0;; n++) {
        mohur_status st  = MOHUR_OK;
        uint32_t version = 0;

        snprintf(name, sizeof name, "%u.%u", (unsigned)getpid(), n);
        st = n % 4 == 0 ? scene_store_key(ks, name, MOHUR_ALG_ED25519)
                        : mohur_keystore_rotate(ks, "first", 5, 0, &version);
        if (st != MOHUR_OK || write(done, "", 1) != 1) {
            _exit(2);
        }
    }
}

/* Wait until the child is at work, then a little more. */
static void
let_it_work(int done, unsigned micros)
{
    struct timespec pause = {0, (long)micros * 1000};
    char byte;

    CHECK(read(done, &byte, 1) == 1);
    nanosleep(&pause, NULL);
}

/* How many changes a killed child has reported, the first one aside. */
static size_t
count_done(int done)
{
    char bytes[512];
    size_t count = 0;
    ssize_t got  = 0;

    while ((got = read(done, bytes, sizeof bytes)) > 0) {
        count += (size_t)got;
    }
    return count;
}

static void
kill_one(struct fixture *t, const char *path, size_t *versions, unsigned micros)
{
    int ends[2];
    int status  = 0;
    size_t done = 1;
    size_t now  = 0;
    pid_t child = -1;

    CHECK(pipe(ends) == 0);
    fflush(NULL);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        close(ends[0]);
        work(path, ends[1]);
    }
    close(ends[1]);
    let_it_work(ends[0], micros);
    CHECK(kill(child, SIGKILL) == 0);
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    done += count_done(ends[0]);
    close(ends[0]);

    now = store_jobs_check(t, path);
    if (now != *versions + done && now != *versions + done + 1) {
        fail_msg("%zu versions were there, %zu more were reported, %zu are "
                 "there now",
                 *versions, done, now);
    }
    *versions = now;
}

static void
opens_with_the_old_state_or_the_new_one(void **state)
{
    struct fixture *t = *state;
    const char *path  = store_jobs_start(t);
    size_t versions   = 2;
    size_t count      = kills();

    srandom(1);
    for (size_t i = 0; i < count; i++) {
        kill_one(t, path, &versions, (unsigned)(random() % LONGEST_MICROS));
        /* A store does not grow for ever: checking it would take the time. */
        if (versions > 400) {
            store_jobs_remove(path);
            path     = store_jobs_start(t);
            versions = 2;
        }
    }
    printf("%zu kills\n", count);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_with_the_old_state_or_the_new_one),
    };
    return cmocka_run_group_tests_name("a keystore whose user is killed", cases,
                                       NULL, NULL);
}
