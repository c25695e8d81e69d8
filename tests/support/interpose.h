/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_INTERPOSE_H
#define MOHUR_TESTS_INTERPOSE_H

/*
 * Calls of the system that fail when told to.  The linker finds these before
 * the C library's, so what is tested is what ships.  Included by the one file
 * of a test program that wants it, never by the support library.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    const char *call; /* which; "*": any; NULL: none */
    size_t nth;       /* from now */
    int error;        /* what errno becomes */
    bool for_good;    /* every later one too */
    size_t hits;      /* how often it failed */
    const char *hit;  /* which one failed last */
    size_t most;      /* no transfer is longer; 0: no bound */
    bool kills;       /* instead of failing, the process ends there */
} fault;

/* Let the nth call from now of this function fail, once. */
static inline void
fault_once(const char *call, size_t nth, int error)
{
    memset(&fault, 0, sizeof fault);
    fault.call  = call;
    fault.nth   = nth;
    fault.error = error;
}

/* All of them, until fault_none. */
static inline void
fault_always(const char *call, int error)
{
    fault_once(call, 1, error);
    fault.for_good = true;
}

/* Let the process be killed before the nth call from now, whichever it is,
 * with no transfer longer than most. */
static inline void
fault_kill(size_t nth, size_t most)
{
    fault_once("*", nth, 0);
    fault.most  = most;
    fault.kills = true;
}

/* Let no read and no write transfer more than this. */
static inline void
fault_short(size_t most)
{
    fault_once(NULL, 0, 0);
    fault.most = most;
}

static inline void
fault_none(void)
{
    fault_once(NULL, 0, 0);
}

static inline bool
fault_hits(const char *call)
{
    if (fault.call == NULL ||
        (strcmp(call, fault.call) != 0 && strcmp("*", fault.call) != 0)) {
        return false;
    }
    if (fault.nth > 1) {
        fault.nth--;
        return false;
    }
    if (fault.kills) {
        raise(SIGKILL);
    }
    if (!fault.for_good) {
        fault.call = NULL;
    }
    fault.hits++;
    fault.hit = call;
    errno     = fault.error;
    return true;
}

static inline size_t
fault_len(size_t len)
{
    return fault.most != 0 && fault.most < len ? fault.most : len;
}

/* Put the C library's own function into the pointer `real`. */
#define FAULT_REAL(name)                                                       \
    do {                                                                       \
        void *found_ = dlsym(RTLD_NEXT, name);                                 \
        memcpy(&real, &found_, sizeof real);                                   \
    } while (0)

/* Libraries shall find these too, not the test program alone. */
#pragma GCC visibility push(default)

int
open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = NULL;
    va_list args;
    unsigned mode;

    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, unsigned) : 0;
    va_end(args);
    FAULT_REAL("open");
    return fault_hits("open") ? -1 : real(path, flags, mode);
}

ssize_t
read(int fd, void *out, size_t len)
{
    ssize_t (*real)(int, void *, size_t) = NULL;

    FAULT_REAL("read");
    return fault_hits("read") ? -1 : real(fd, out, fault_len(len));
}

ssize_t
pread(int fd, void *out, size_t len, off_t offset)
{
    ssize_t (*real)(int, void *, size_t, off_t) = NULL;

    FAULT_REAL("pread");
    return fault_hits("pread") ? -1 : real(fd, out, fault_len(len), offset);
}

ssize_t
write(int fd, const void *data, size_t len)
{
    ssize_t (*real)(int, const void *, size_t) = NULL;

    FAULT_REAL("write");
    return fault_hits("write") ? -1 : real(fd, data, fault_len(len));
}

int
fsync(int fd)
{
    int (*real)(int) = NULL;

    FAULT_REAL("fsync");
    return fault_hits("fsync") ? -1 : real(fd);
}

int
fstat(int fd, struct stat *out)
{
    int (*real)(int, struct stat *) = NULL;

    FAULT_REAL("fstat");
    return fault_hits("fstat") ? -1 : real(fd, out);
}

off_t
lseek(int fd, off_t offset, int whence)
{
    off_t (*real)(int, off_t, int) = NULL;

    FAULT_REAL("lseek");
    return fault_hits("lseek") ? -1 : real(fd, offset, whence);
}

int
rename(const char *from, const char *to)
{
    int (*real)(const char *, const char *) = NULL;

    FAULT_REAL("rename");
    return fault_hits("rename") ? -1 : real(from, to);
}

int
renameat2(
    int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
    int (*real)(int, const char *, int, const char *, unsigned) = NULL;

    FAULT_REAL("renameat2");
    return fault_hits("renameat2") ? -1 : real(from_fd, from, to_fd, to, flags);
}

ssize_t
getrandom(void *out, size_t len, unsigned flags)
{
    ssize_t (*real)(void *, size_t, unsigned) = NULL;

    FAULT_REAL("getrandom");
    return fault_hits("getrandom") ? -1 : real(out, fault_len(len), flags);
}

int
mlock(const void *pages, size_t len)
{
    int (*real)(const void *, size_t) = NULL;

    FAULT_REAL("mlock");
    return fault_hits("mlock") ? -1 : real(pages, len);
}

int
madvise(void *pages, size_t len, int advice)
{
    int (*real)(void *, size_t, int) = NULL;

    FAULT_REAL("madvise");
    return fault_hits("madvise") ? -1 : real(pages, len, advice);
}

#pragma GCC visibility pop

#endif
