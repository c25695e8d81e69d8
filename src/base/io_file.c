/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/os_change.h"
#include "base/os_file.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>

/*
 * Sources and sinks on the system's files.  A regular file can seek; all else
 * is a stream.  A file sink writes beside its target and takes the target's
 * name at finish; a device or pipe is written directly.
 */

struct file_source {
    struct mohur_source common;
    int fd;
    bool owns_fd;
    uint64_t base; /* where byte 0 of the source is in the file */
    char *path;    /* for messages */
};

struct file_sink {
    struct mohur_sink common;
    int fd;
    bool owns_fd;
    bool replace;
    char *path; /* for messages, and the target's */
    char *temp; /* NULL: written directly */
    bool temp_exists;
};

static mohur_status
source_read(mohur_source *s, mohur__span out, size_t *out_len)
{
    struct file_source *f = (struct file_source *)s;

    if (mohur__os_read(NULL, f->fd, out, out_len) != MOHUR_OK) {
        return mohur__os_error(s->ctx, "read", f->path);
    }
    return MOHUR_OK;
}

static mohur_status
source_read_at(mohur_source *s,
               uint64_t offset,
               mohur__span out,
               size_t *out_len)
{
    struct file_source *f = (struct file_source *)s;

    /* No overflow: base and length together are the file's length. */
    if (mohur__os_read_at(NULL, f->fd, f->base + offset, out, out_len) !=
        MOHUR_OK) {
        return mohur__os_error(s->ctx, "read", f->path);
    }
    return MOHUR_OK;
}

static bool
source_fetch(const mohur_source *s, uint64_t offset, mohur__span out)
{
    const struct file_source *f = (const struct file_source *)s;
    uint64_t at                 = f->base + offset;
    size_t got                  = 0;

    while (out.len > 0) {
        if (mohur__os_read_at(NULL, f->fd, at, out, &got) != MOHUR_OK ||
            got == 0) {
            return false;
        }
        out = mohur__span_sub(out, got, out.len);
        at += got;
    }
    return true;
}

static void
source_release(mohur_source *s)
{
    struct file_source *f = (struct file_source *)s;

    if (f->owns_fd) {
        mohur__os_close(f->fd);
    }
    mohur__free(f->path);
}

static const struct mohur__source_ops file_source_ops = {
    .read    = source_read,
    .read_at = source_read_at,
    .fetch   = source_fetch,
    .release = source_release,
};

/* A source without a descriptor yet, which mohur_source_free can release. */
static mohur_status
source_alloc(mohur_ctx *ctx, const char *path, struct file_source **out)
{
    mohur_status st       = MOHUR_OK;
    struct file_source *f = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &f));
    mohur__source_init(&f->common, ctx, &file_source_ops, MOHUR_LEN_UNKNOWN);
    f->fd = -1;
    TRY(mohur__strdup(ctx, mohur__bytes_text(path), &f->path));
    *out = f;
    f    = NULL;

out:
    mohur_source_free(f != NULL ? &f->common : NULL);
    return st;
}

mohur_status
mohur_source_new_file(mohur_ctx *ctx, const char *path, mohur_source **out)
{
    mohur_status st       = MOHUR_OK;
    struct file_source *f = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    REQUIRE(ctx, path != NULL, MOHUR_E_ARGUMENT, "path is NULL");
    TRY(source_alloc(ctx, path, &f));
    TRY(mohur__os_open_read(ctx, path, &f->fd));
    f->owns_fd = true;
    TRY(mohur__os_length(ctx, f->fd, &f->common.len));
    *out = &f->common;
    f    = NULL;

out:
    mohur_source_free(f != NULL ? &f->common : NULL);
    return st;
}

mohur_status
mohur_source_new_fd(mohur_ctx *ctx, int32_t fd, mohur_source **out)
{
    mohur_status st       = MOHUR_OK;
    struct file_source *f = NULL;
    uint64_t len          = 0;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    REQUIRE(ctx, fd >= 0, MOHUR_E_ARGUMENT, "%d is no file descriptor",
            (int)fd);
    TRY(source_alloc(ctx, "the input", &f));
    TRY(mohur__os_length(ctx, fd, &len));
    f->fd = fd;
    /* A regular file is read from where its descriptor stands. */
    if (len != MOHUR_LEN_UNKNOWN) {
        TRY(mohur__os_position(ctx, fd, &f->base));
        f->base       = f->base < len ? f->base : len;
        f->common.len = len - f->base;
    }
    *out = &f->common;
    f    = NULL;

out:
    mohur_source_free(f != NULL ? &f->common : NULL);
    return st;
}

static mohur_status
sink_write(mohur_sink *s, mohur__bytes data)
{
    struct file_sink *f = (struct file_sink *)s;

    if (mohur__os_write(NULL, f->fd, data) != MOHUR_OK) {
        return mohur__os_error(s->ctx, "write", f->path);
    }
    return MOHUR_OK;
}

static int
sink_place(const mohur_sink *s, uint64_t offset, mohur__bytes data)
{
    const struct file_sink *f = (const struct file_sink *)s;

    return mohur__os_write_at(NULL, f->fd, offset, data) == MOHUR_OK ? 0
                                                                     : errno;
}

static mohur_status
sink_place_error(mohur_sink *s, int error)
{
    errno = error;
    return mohur__os_error(s->ctx, "write", ((struct file_sink *)s)->path);
}

static mohur_status
sink_finish(mohur_sink *s)
{
    mohur_status st     = MOHUR_OK;
    struct file_sink *f = (struct file_sink *)s;

    if (mohur__os_sync(NULL, f->fd) != MOHUR_OK) {
        TRY(mohur__os_error(s->ctx, "write", f->path));
    }
    if (f->temp != NULL) {
        TRY(mohur__os_temp_commit(s->ctx, f->temp, f->path, f->replace));
        f->temp_exists = false;
    }

out:
    return st;
}

static void
sink_release(mohur_sink *s)
{
    struct file_sink *f = (struct file_sink *)s;

    if (f->owns_fd) {
        mohur__os_close(f->fd);
    }
    if (f->temp_exists) {
        mohur__os_unlink(f->temp);
    }
    mohur__free(f->temp);
    mohur__free(f->path);
}

static const struct mohur__sink_ops file_sink_ops = {
    .write   = sink_write,
    .finish  = sink_finish,
    .release = sink_release,
};

/* A new file of our own has places; what else is written to may have none. */
static const struct mohur__sink_ops new_file_sink_ops = {
    .write       = sink_write,
    .place       = sink_place,
    .place_error = sink_place_error,
    .finish      = sink_finish,
    .release     = sink_release,
};

/* A sink without a descriptor yet, which mohur_sink_free can release. */
static mohur_status
sink_alloc(mohur_ctx *ctx, const char *path, struct file_sink **out)
{
    mohur_status st     = MOHUR_OK;
    struct file_sink *f = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &f));
    mohur__sink_init(&f->common, ctx, &file_sink_ops);
    f->fd = -1;
    TRY(mohur__strdup(ctx, mohur__bytes_text(path), &f->path));
    *out = f;
    f    = NULL;

out:
    mohur_sink_free(f != NULL ? &f->common : NULL);
    return st;
}

/* Open what the sink writes to: a temporary file, or the device itself. */
static mohur_status
sink_open(mohur_ctx *ctx, struct file_sink *f)
{
    mohur_status st          = MOHUR_OK;
    enum mohur__os_kind kind = mohur__os_kind(f->path);
    size_t temp_cap          = MOHUR__OS_TEMP_CAP(strlen(f->path));
    void *temp               = NULL;
    char shown[101];

    mohur__text_escape(mohur__bytes_text(f->path), shown, sizeof shown);
    REQUIRE(ctx, f->replace || kind == MOHUR__OS_ABSENT, MOHUR_E_EXISTS,
            "%s exists already", shown);
    REQUIRE(ctx, kind != MOHUR__OS_FOLDER, MOHUR_E_IO, "%s is a folder", shown);
    f->owns_fd = true;
    if (kind == MOHUR__OS_DEVICE) {
        TRY(mohur__os_open_device(ctx, f->path, &f->fd));
    } else {
        TRY(mohur__alloc(ctx, temp_cap, &temp));
        f->temp = temp;
        TRY(mohur__os_temp_new(ctx, f->path, f->temp, temp_cap, &f->fd));
        f->temp_exists = true;
        f->common.ops  = &new_file_sink_ops;
    }

out:
    return st;
}

mohur_status
mohur_sink_new_file(mohur_ctx *ctx,
                    const char *path,
                    mohur_overwrite overwrite,
                    mohur_sink **out)
{
    mohur_status st     = MOHUR_OK;
    struct file_sink *f = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    REQUIRE(ctx, path != NULL, MOHUR_E_ARGUMENT, "path is NULL");
    REQUIRE(ctx,
            overwrite == MOHUR_OVERWRITE_NEVER ||
                overwrite == MOHUR_OVERWRITE_REPLACE,
            MOHUR_E_ARGUMENT, "overwrite is %d", (int)overwrite);
    TRY(sink_alloc(ctx, path, &f));
    f->replace = overwrite == MOHUR_OVERWRITE_REPLACE;
    TRY(sink_open(ctx, f));
    *out = &f->common;
    f    = NULL;

out:
    mohur_sink_free(f != NULL ? &f->common : NULL);
    return st;
}

mohur_status
mohur_sink_new_fd(mohur_ctx *ctx, int32_t fd, mohur_sink **out)
{
    mohur_status st     = MOHUR_OK;
    struct file_sink *f = NULL;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    REQUIRE(ctx, fd >= 0, MOHUR_E_ARGUMENT, "%d is no file descriptor",
            (int)fd);
    TRY(sink_alloc(ctx, "the output", &f));
    f->fd = fd;
    *out  = &f->common;
    f     = NULL;

out:
    mohur_sink_free(f != NULL ? &f->common : NULL);
    return st;
}
