/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_INTERPOSE_FILES_H
#define MOHUR_TESTS_INTERPOSE_FILES_H

/*
 * The rest of the calls that the library, and SQLite below it, make on
 * files.  Included as interpose.h is, in place of it.
 */
#include "interpose.h"

#include <dirent.h>
#include <sys/syscall.h>

#pragma GCC visibility push(default)

/* The whole body of a call with these parameters. */
#define FAULT_CALL(type, name, key, parameters, arguments)                     \
    type name parameters                                                       \
    {                                                                          \
        type(*real) parameters = NULL;                                         \
                                                                               \
        FAULT_REAL(#name);                                                     \
        return fault_hits(key) ? (type) - 1 : real arguments;                  \
    }

FAULT_CALL(int, fdatasync, "fsync", (int fd), (fd))
FAULT_CALL(int, mkdir, "mkdir", (const char *path, mode_t mode), (path, mode))
FAULT_CALL(int,
           mkdirat,
           "mkdir",
           (int fd, const char *path, mode_t mode),
           (fd, path, mode))
FAULT_CALL(int, link, "link", (const char *from, const char *to), (from, to))
FAULT_CALL(int, unlink, "unlink", (const char *path), (path))
FAULT_CALL(int,
           unlinkat,
           "unlink",
           (int fd, const char *path, int flags),
           (fd, path, flags))
FAULT_CALL(int, rmdir, "unlink", (const char *path), (path))
FAULT_CALL(int, fchmod, "fchmod", (int fd, mode_t mode), (fd, mode))
FAULT_CALL(int,
           futimens,
           "futimens",
           (int fd, const struct timespec times[2]),
           (fd, times))
FAULT_CALL(int, ftruncate64, "ftruncate", (int fd, off64_t len), (fd, len))
FAULT_CALL(int, fstat64, "fstat", (int fd, struct stat64 *out), (fd, out))
FAULT_CALL(ssize_t,
           pread64,
           "pread",
           (int fd, void *out, size_t len, off64_t offset),
           (fd, out, fault_len(len), offset))
FAULT_CALL(ssize_t,
           pwrite64,
           "write",
           (int fd, const void *data, size_t len, off64_t offset),
           (fd, data, fault_len(len), offset))

FAULT_CALL(ssize_t,
           pwrite,
           "write",
           (int fd, const void *data, size_t len, off_t offset),
           (fd, data, fault_len(len), offset))
FAULT_CALL(ssize_t,
           copy_file_range,
           "copy",
           (int from,
            off64_t *from_off,
            int to,
            off64_t *to_off,
            size_t len,
            unsigned flags),
           (from, from_off, to, to_off, fault_len(len), flags))

int
openat(int folder, const char *path, int flags, ...)
{
    int (*real)(int, const char *, int, ...) = NULL;
    va_list args;
    unsigned mode;

    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, unsigned) : 0;
    va_end(args);
    FAULT_REAL("openat");
    return fault_hits("open") ? -1 : real(folder, path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = NULL;
    va_list args;
    unsigned mode;

    va_start(args, flags);
    mode = (flags & O_CREAT) != 0 ? va_arg(args, unsigned) : 0;
    va_end(args);
    FAULT_REAL("open64");
    return fault_hits("open") ? -1 : real(path, flags, mode);
}

/*
 * openat2 has no function of its own. It takes four arguments, getrandom
 * three; the fifth still comes in a register on every machine, and a sixth
 * would be read from the stack of a caller who put none there.
 */
long
syscall(long number, ...)
{
    long (*real)(long, ...) = NULL;
    long a[5];
    va_list args;

    va_start(args, number);
    for (size_t i = 0; i < sizeof a / sizeof a[0]; i++) {
        a[i] = va_arg(args, long);
    }
    va_end(args);
    FAULT_REAL("syscall");
    if (number == SYS_openat2 && fault_hits("open")) {
        return -1;
    }
    return real(number, a[0], a[1], a[2], a[3], a[4]);
}

/* The descriptor is gone all the same, as Linux has it. */
int
close(int fd)
{
    int (*real)(int) = NULL;
    int result       = 0;

    FAULT_REAL("close");
    result = real(fd);
    return fault_hits("close") ? -1 : result;
}

DIR *
fdopendir(int fd)
{
    DIR *(*real)(int) = NULL;

    FAULT_REAL("fdopendir");
    return fault_hits("opendir") ? NULL : real(fd);
}

#pragma GCC visibility pop

#endif
