/* SPDX-License-Identifier: Apache-2.0 */
#include "stream_source.h"

#include "progress.h"
#include "report.h"
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files are the library's to read; pipes are ours, for the sake of ^C. */

static int32_t
read_in(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    const struct cli_stream_source *stream = user;
    ssize_t n                              = cli_read(stream->fd, out, out_cap);

    *out_len = n > 0 ? (size_t)n : 0;
    return n < 0;
}

static bool
is_plain_file(int fd)
{
    struct stat about;

    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

static bool
is_plain_path(const char *path)
{
    struct stat about;

    /* A folder too: the library says what is wrong with it. */
    return stat(path, &about) != 0 || S_ISREG(about.st_mode) ||
           S_ISDIR(about.st_mode);
}

static mohur_status
stream_new(mohur_ctx *ctx, struct cli_stream_source *stream, mohur_source **out)
{
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;

    callbacks.user = stream;
    callbacks.read = read_in;
    return mohur_source_new_callback(ctx, &callbacks, out);
}

int
cli_source_new(const struct cli *cli,
               const char *path,
               struct cli_stream_source *stream,
               mohur_source **out)
{
    mohur_status st;

    stream->fd = -1;
    if (strcmp(path, "-") != 0 && is_plain_path(path)) {
        st = mohur_source_new_file(cli->ctx, path, out);
    } else {
        stream->fd = strcmp(path, "-") == 0 ? STDIN_FILENO
                                            : open(path, O_RDONLY | O_CLOEXEC);
        if (stream->fd < 0) {
            return cli_fail(cli, MOHUR_E_IO, "nothing was written",
                            "cannot read %s: %s", path, strerrordesc_np(errno));
        }
        st = is_plain_file(stream->fd)
                 ? mohur_source_new_fd(cli->ctx, stream->fd, out)
                 : stream_new(cli->ctx, stream, out);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
}

/* The folder that path would be in, or that of temporary files. */
static void
folder_of(const char *path, char folder[CLI_PATH_CAP])
{
    const char *temp  = getenv("TMPDIR");
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0) {
        snprintf(folder, CLI_PATH_CAP, "%s",
                 temp != NULL && temp[0] != '\0' ? temp : "/tmp");
    } else {
        snprintf(folder, CLI_PATH_CAP, "%.*s.",
                 slash != NULL ? (int)(slash - path) + 1 : 0, path);
    }
}

/* -1 and errno, or a file that goes when it is closed. */
static int
nameless_file(const char *folder)
{
    char name[CLI_PATH_CAP];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOSYS &&
                    errno != EINVAL)) {
        return fd;
    }
    if ((size_t)snprintf(name, sizeof name, "%s/.mohur-XXXXXX", folder) >=
        sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0) {
        unlink(name);
    }
    return fd;
}

/* All that is left of one to the other; false and errno if that failed. */
static bool
copy_all(int from, int to)
{
    static uint8_t part[1024 * 1024];
    ssize_t n = 0;

    while ((n = cli_read(from, part, sizeof part)) > 0) {
        for (ssize_t done = 0; done < n;) {
            ssize_t put = write(to, part + done, (size_t)(n - done));
            if (put < 0 && (errno != EINTR || cli_interrupted())) {
                return false;
            }
            done += put > 0 ? put : 0;
        }
    }
    return n == 0 && lseek(to, 0, SEEK_SET) == 0;
}

int
cli_source_keep(const struct cli *cli,
                const char *path,
                struct cli_stream_source *stream,
                mohur_source **source)
{
    char folder[CLI_PATH_CAP];
    struct cli_stream_source kept = {.fd = -1};
    mohur_source *file            = NULL;
    mohur_status st               = MOHUR_OK;

    folder_of(path, folder);
    kept.fd = nameless_file(folder);
    if (kept.fd < 0 || !copy_all(stream->fd, kept.fd)) {
        int error = errno;

        cli_source_end(&kept, NULL);
        return cli_fail(cli, MOHUR_E_IO, "nothing was written",
                        "cannot keep what comes in %s: %s", folder,
                        strerrordesc_np(error));
    }
    st = mohur_source_new_fd(cli->ctx, kept.fd, &file);
    if (st != MOHUR_OK) {
        cli_source_end(&kept, NULL);
        return cli_fail_request(cli, st);
    }
    cli_source_end(stream, *source);
    *stream = kept;
    *source = file;
    return CLI_DONE;
}

void
cli_source_end(struct cli_stream_source *stream, mohur_source *source)
{
    mohur_source_free(source);
    if (stream->fd > STDIN_FILENO) {
        close(stream->fd);
    }
    stream->fd = -1;
}
