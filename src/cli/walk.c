/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"

#include "disk_names.h"
#include "progress.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Walk the disk with openat, so that a folder that is moved or replaced by a
 * link meanwhile leads nowhere else.  What changes while it is read is an
 * error: an archive says what was there, not a mixture.
 */

enum {
    NAME_CAP = 1024 + 256 + 2
};

/* One thing on the disk: under which folder, called what, and as what. */
struct place {
    int dir;           /* folder that it is in */
    const char *file;  /* its name there */
    const char *path;  /* for messages */
    const char *entry; /* its name in the archive; "" for the root "." */
};

static int
walk_place(struct cli_walk *walk, const struct place *place);

static int
fail_path(const struct cli_walk *walk, const char *path, int error)
{
    return cli_fail(walk->cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                    strerrordesc_np(error));
}

/* Leave something out if that was asked for; else say why it cannot go in. */
static int
unsupported(struct cli_walk *walk,
            const char *path,
            mohur_status st,
            const char *why)
{
    if (!walk->cli->skip_unsupported) {
        return cli_fail(walk->cli, st, "--skip-unsupported leaves it out",
                        "%s: %s", path, why);
    }
    cli_note(walk->cli, "left out %s: %s", path, why);
    walk->skipped++;
    return CLI_DONE;
}

/* Is there a rule against it?  A link's text is judged with its name. */
static mohur_status
check_entry(const struct cli_walk *walk, const mohur_archive_entry *entry)
{
    mohur_ctx *ctx = walk->cli->ctx;
    mohur_status st =
        mohur_archive_name_check(ctx, entry->name, entry->name_len);

    return st == MOHUR_OK && entry->kind == MOHUR_ENTRY_LINK
               ? mohur_archive_link_check(ctx, entry->name, entry->name_len,
                                          entry->link, entry->link_len)
               : st;
}

/* Start an entry.  *began is false if it was left out. */
static int
begin_entry(struct cli_walk *walk,
            const struct place *place,
            mohur_archive_entry *entry,
            const struct stat *st,
            bool *began)
{
    mohur_status status;

    entry->name     = place->entry;
    entry->name_len = strlen(place->entry);
    entry->mtime    = (int64_t)st->st_mtim.tv_sec;
    *began          = false;

    status = check_entry(walk, entry);
    if (status == MOHUR_E_FORMAT) {
        return unsupported(walk, place->path, status,
                           mohur_ctx_message(walk->cli->ctx));
    }
    if (status == MOHUR_OK) {
        status = mohur_archive_writer_entry(walk->writer, entry);
    }
    if (status != MOHUR_OK) {
        return cli_stdout_sink_fail(walk->cli, walk->out, status);
    }
    if (walk->cli->verbose) {
        cli_note(walk->cli, "%s", place->path);
    }
    *began = true;
    return CLI_DONE;
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* No more than its length said: some files of the kernel's own say 0. */
static bool
ends_at(int fd, uint64_t len)
{
    uint8_t byte;

    return pread(fd, &byte, 1, (off_t)len) == 0;
}

static int
copy_content(struct cli_walk *walk,
             const struct place *place,
             int fd,
             const struct stat *before)
{
    mohur_source *source = NULL;
    struct stat after;
    mohur_status st = mohur_source_new_fd(walk->cli->ctx, fd, &source);
    uint64_t len    = mohur_source_len(source);

    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update_from(walk->writer, source);
    }
    mohur_source_free(source);
    if (fstat(fd, &after) == 0 && same_file(before, &after) &&
        len == (uint64_t)before->st_size &&
        (st != MOHUR_OK || ends_at(fd, len))) {
        walk->bytes += len;
        return st == MOHUR_OK ? CLI_DONE
                              : cli_stdout_sink_fail(walk->cli, walk->out, st);
    }
    return cli_fail(walk->cli, MOHUR_E_IO, "seal it again when it is at rest",
                    "%s changed while it was read", place->path);
}

static bool
is_folder_of_output(const struct cli_walk *walk, const struct stat *st)
{
    return walk->folder_ino != 0 && st->st_ino == walk->folder_ino &&
           st->st_dev == walk->folder_dev;
}

/* Is it what the archive is written to? */
static bool
is_output(const struct cli_walk *walk, const struct stat *st)
{
    return walk->output_ino != 0 && st->st_ino == walk->output_ino &&
           st->st_dev == walk->output_dev;
}

static int
fail_output(const struct cli_walk *walk, const char *path)
{
    return cli_fail_usage(walk->cli, "write the archive somewhere else",
                          "the archive would be inside what it seals: %s",
                          path);
}

static int
walk_file(struct cli_walk *walk, const struct place *place)
{
    int fd                    = openat(place->dir, place->file,
                                       O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    bool began                = false;
    struct stat st;
    int code;

    if (fd < 0) {
        return fail_path(walk, place->path, errno);
    }
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return fail_path(walk, place->path, ESTALE);
    }
    if (is_output(walk, &st)) {
        close(fd);
        return fail_output(walk, place->path);
    }
    entry.executable = (st.st_mode & S_IXUSR) != 0;
    entry.compress   = walk->cli->compress;
    code             = begin_entry(walk, place, &entry, &st, &began);
    if (code == CLI_DONE && began) {
        code = copy_content(walk, place, fd, &st);
        walk->files++;
    }
    close(fd);
    return code;
}

static int
walk_child(struct cli_walk *walk,
           const struct place *folder,
           int dir,
           const char *file,
           bool is_twin)
{
    char entry[NAME_CAP];
    char path[2 * NAME_CAP];
    struct place child = {dir, file, path, entry};
    int n              = snprintf(entry, sizeof entry, "%s%s%s", folder->entry,
                     folder->entry[0] != '\0' ? "/" : "", file);
    int m = snprintf(path, sizeof path, "%s/%s", folder->path, file);

    if (n < 0 || m < 0 || (size_t)n >= sizeof entry ||
        (size_t)m >= sizeof path) {
        return unsupported(walk, folder->path, MOHUR_E_FORMAT,
                           "a name in it is longer than 1024 bytes");
    }
    if (is_twin) {
        return unsupported(walk, path, MOHUR_E_FORMAT,
                           "another name beside it differs from it only in "
                           "upper and lower case");
    }
    return walk_place(walk, &child);
}

static int
walk_names(struct cli_walk *walk, const struct place *place, int fd)
{
    struct cli_names names = {NULL, 0, 0};
    int copy               = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *dir               = copy < 0 ? NULL : fdopendir(copy);
    int error              = dir == NULL ? errno : cli_names_read(dir, &names);
    int code               = CLI_DONE;

    if (error != 0) {
        code = fail_path(walk, place->path, error);
    }
    for (size_t i = 0; code == CLI_DONE && i < names.len; i++) {
        code =
            walk_child(walk, place, fd, names.at[i], cli_names_twin(&names, i));
    }
    cli_names_free(&names);
    if (dir != NULL) {
        closedir(dir);
    } else if (copy >= 0) {
        close(copy);
    }
    return code;
}

static int
walk_folder(struct cli_walk *walk, const struct place *place)
{
    bool root                 = place->entry[0] == '\0';
    int fd                    = openat(place->dir, place->file,
                                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    bool began                = root;
    int code                  = CLI_DONE;
    struct stat st;

    entry.kind = MOHUR_ENTRY_FOLDER;

    if (fd < 0 || fstat(fd, &st) != 0) {
        code = fail_path(walk, place->path, errno);
    } else if (is_folder_of_output(walk, &st)) {
        code = fail_output(walk, place->path);
    } else if (!root) {
        code = begin_entry(walk, place, &entry, &st, &began);
        walk->folders += began ? 1 : 0;
    }
    if (code == CLI_DONE && began) {
        code = walk_names(walk, place, fd);
    }
    if (fd >= 0) {
        close(fd);
    }
    return code;
}

/* As it is, not what it leads to. */
static int
walk_link(struct cli_walk *walk,
          const struct place *place,
          const struct stat *st)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    char text[NAME_CAP];
    ssize_t n  = readlinkat(place->dir, place->file, text, sizeof text);
    bool began = false;
    int code;

    if (n < 0) {
        return fail_path(walk, place->path, errno);
    }
    entry.kind     = MOHUR_ENTRY_LINK;
    entry.link     = text;
    entry.link_len = (size_t)n; /* one that is cut is too long for any entry */
    code           = begin_entry(walk, place, &entry, st, &began);
    walk->links += began;
    return code;
}

static int
walk_place(struct cli_walk *walk, const struct place *place)
{
    struct stat st;

    if (cli_interrupted()) {
        return cli_fail(walk->cli, MOHUR_E_CANCELLED, NULL, "interrupted");
    }
    if (fstatat(place->dir, place->file, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return fail_path(walk, place->path, errno);
    }
    if (S_ISREG(st.st_mode)) {
        return walk_file(walk, place);
    }
    if (S_ISDIR(st.st_mode)) {
        return walk_folder(walk, place);
    }
    if (S_ISLNK(st.st_mode) && walk->cli->links) {
        return walk_link(walk, place, &st);
    }
    return unsupported(walk, place->path, MOHUR_E_IO,
                       S_ISLNK(st.st_mode)
                           ? "it is a symbolic link, which --links seals"
                           : "it is neither a file nor a folder");
}

/* The last component of a path; "" for one that ends in "." or "/". */
static const char *
last_component(const char *path, char *copy, size_t copy_cap)
{
    size_t len = strlen(path);
    const char *slash;

    if (len >= copy_cap) {
        return NULL;
    }
    memcpy(copy, path, len + 1);
    while (len > 1 && copy[len - 1] == '/') {
        copy[--len] = '\0';
    }
    slash = strrchr(copy, '/');
    slash = slash == NULL ? copy : slash + 1;
    return strcmp(slash, ".") == 0 || slash[0] == '\0' ? "" : slash;
}

int
cli_walk_path(struct cli_walk *walk, const char *path)
{
    char copy[4096];
    const char *name   = last_component(path, copy, sizeof copy);
    struct place place = {AT_FDCWD, copy, path, name};

    if (name == NULL || strcmp(name, "..") == 0) {
        return cli_fail_usage(walk->cli, "name the folder itself",
                              "%s has no name to seal it under", path);
    }
    return walk_place(walk, &place);
}
