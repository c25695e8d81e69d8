/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Progress on a terminal, and interrupts. */

enum {
    FIRST_MS = 500,
    STEP_MS  = 100
};

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static volatile sig_atomic_t interrupted;

/* Of the one long call that a command makes. */
static struct {
    bool wanted;
    bool shown;
    int64_t start_ms;
    int64_t last_ms;
} state;

static int64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

bool
cli_interrupted(void)
{
    return interrupted != 0;
}

/*
 * The signals are held back except while we wait: one that comes just before
 * the wait would otherwise be forgotten until the next.
 */
ssize_t
cli_read(int fd, void *out, size_t cap)
{
    struct pollfd wait = {fd, POLLIN, 0};
    ssize_t n          = -1;
    sigset_t held;
    sigset_t before;
    int error;

    sigemptyset(&held);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaddset(&held, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &held, &before);
    do {
        errno = EINTR;
        if (cli_interrupted()) {
            break;
        }
        if (ppoll(&wait, 1, NULL, &before) > 0) {
            n = read(fd, out, cap);
        }
    } while (n < 0 && errno == EINTR);
    error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return n;
}

static void
show(uint64_t done, uint64_t total, int64_t elapsed_ms)
{
    double mib  = (double)done / 1048576.0;
    double rate = mib * 1000.0 / (double)(elapsed_ms > 0 ? elapsed_ms : 1);

    if (total == MOHUR_LEN_UNKNOWN || total == 0) {
        fprintf(stderr, "\r%.0f MiB, %.0f MiB/s\033[K", mib, rate);
    } else {
        double part = (double)done / (double)total;
        double left = rate > 0.0 ? ((double)total / 1048576.0 - mib) / rate : 0;

        fprintf(stderr, "\r%3.0f %%, %.0f MiB, %.0f MiB/s, %.0f s left\033[K",
                100.0 * part, mib, rate, left);
    }
    fflush(stderr);
    state.shown = true;
}

static int32_t
on_progress(void *user, uint64_t done, uint64_t total)
{
    int64_t now;

    (void)user;
    if (cli_interrupted()) {
        return 1;
    }
    now = now_ms();
    if (state.wanted && now - state.start_ms >= FIRST_MS &&
        now - state.last_ms >= STEP_MS) {
        state.last_ms = now;
        show(done, total, now - state.start_ms);
    }
    return 0;
}

/* One that is ignored (nohup) stays ignored. */
static void
catch_signal(int number)
{
    struct sigaction action = {0};
    struct sigaction before;

    /* No SA_RESTART: a passphrase that is waited for is given up too. */
    action.sa_handler = on_signal;
    action.sa_flags   = (int)SA_RESETHAND;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
        sigaction(number, &action, NULL);
    }
}

void
cli_interrupt_catch(mohur_ctx *ctx)
{
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        catch_signal(signals[i]);
    }
    mohur_ctx_on_progress(ctx, on_progress, NULL);
}

bool
cli_progress_is_shown(const struct cli *cli)
{
    return !cli->quiet && !cli->json && isatty(STDERR_FILENO) == 1;
}

void
cli_progress_start(const struct cli *cli)
{
    state.wanted   = cli_progress_is_shown(cli);
    state.start_ms = now_ms();
}

void
cli_progress_end(void)
{
    if (state.shown) {
        fputs("\r\033[K", stderr);
    }
    state.wanted = false;
    state.shown  = false;
}
