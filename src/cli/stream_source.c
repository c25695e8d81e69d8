/* SPDX-License-Identifier: Apache-2.0 */
#include "stream_source.h"

#include "progress.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
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

void
cli_source_end(struct cli_stream_source *stream, mohur_source *source)
{
    mohur_source_free(source);
    if (stream->fd > STDIN_FILENO) {
        close(stream->fd);
    }
    stream->fd = -1;
}
