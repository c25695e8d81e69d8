/* SPDX-License-Identifier: Apache-2.0 */
#include "passphrase.h"

#include "format.h"
#include "progress.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Passphrases: from a descriptor, a file, or the terminal without echo. */

enum {
    SECRET_FILE_MAX = 64 * 1024
};

static const char length_hint[] = "it has 1 to 1024 bytes";

bool
cli_passphrase_named(const struct cli_passphrase_source *source)
{
    return source->fd >= 0 || source->file != NULL;
}

bool
cli_takes_passphrase(const struct cli *cli)
{
    return cli->passphrase || cli->passphrase_and_key;
}

void
cli_passphrase_wipe(struct cli_passphrase *p)
{
    explicit_bzero(p, sizeof *p);
}

/*
 * Read fd to its end, or up to a newline, which is not part of it.  False
 * with errno set if that fails; too much is left for the caller to see.
 */
static bool
read_all(int fd, struct cli_passphrase *out, bool stop_at_line)
{
    size_t cap = sizeof out->text - 1;

    out->len = 0;
    while (out->len < cap) {
        ssize_t n = cli_read(fd, out->text + out->len,
                             stop_at_line ? 1 : cap - out->len);

        if (n < 0) {
            return false;
        }
        if (n == 0 || (stop_at_line && out->text[out->len] == '\n')) {
            break;
        }
        out->len += (size_t)n;
    }
    if (!stop_at_line && out->len > 0 && out->text[out->len - 1] == '\n') {
        out->len--;
    }
    out->text[out->len] = '\0';
    return true;
}

static int
check_length(const struct cli *cli,
             const char *what,
             const struct cli_passphrase *pass)
{
    if (pass->len >= 1 && pass->len <= CLI_PASSPHRASE_MAX) {
        return CLI_DONE;
    }
    return cli_fail_usage(cli, length_hint, "the passphrase of %s is %s", what,
                          pass->len == 0 ? "empty" : "too long");
}

static int
from_fd(const struct cli *cli,
        int fd,
        const char *what,
        struct cli_passphrase *out)
{
    if (isatty(fd) == 1) {
        return cli_fail_usage(
            cli, "without --pass-fd the terminal is asked, without echo",
            "descriptor %d is a terminal", fd);
    }
    if (!read_all(fd, out, false)) {
        return cli_fail(
            cli, MOHUR_E_IO, "it must be open for reading",
            "the passphrase of %s cannot be read from descriptor %d: %s", what,
            fd, strerrordesc_np(errno));
    }
    return check_length(cli, what, out);
}

/* A file that its owner alone may read; a pipe has no reader beside us. */
static int
check_file(const struct cli *cli, int fd, const char *path)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
        return cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: it is no file",
                        path);
    }
    if (S_ISREG(st.st_mode) && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return cli_fail(cli, MOHUR_E_POLICY, "chmod 600 makes it yours alone",
                        "others may read the file %s", path);
    }
    return CLI_DONE;
}

static int
from_file(const struct cli *cli,
          const char *path,
          const char *what,
          struct cli_passphrase *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int code;

    if (fd < 0) {
        return cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                        strerrordesc_np(errno));
    }
    code = check_file(cli, fd, path);
    if (code == CLI_DONE && !read_all(fd, out, false)) {
        code = cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                        strerrordesc_np(errno));
    }
    close(fd);
    return code == CLI_DONE ? check_length(cli, what, out) : code;
}

/* One question on the terminal.  The echo is off before it is shown, so what
 * is typed at the sight of it is neither shown nor lost. */
static bool
ask(int tty, const char *question, const char *what, struct cli_passphrase *out)
{
    struct termios before;
    struct termios quiet;
    char *shown;
    bool ok;

    if (tcgetattr(tty, &before) != 0) {
        return false;
    }
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    shown = cli_clean(what);
    ok    = tcsetattr(tty, TCSAFLUSH, &quiet) == 0 &&
         dprintf(tty, "%s%s: ", question, shown) > 0 &&
         read_all(tty, out, true);
    (void)tcsetattr(tty, TCSAFLUSH, &before);
    (void)dprintf(tty, "\n");
    free(shown);
    return ok;
}

static int
ask_once_or_twice(const struct cli *cli,
                  int tty,
                  const char *what,
                  bool is_new,
                  struct cli_passphrase *out)
{
    const char *question = is_new ? "New passphrase of " : "Passphrase of ";
    struct cli_passphrase again = {{0}, 0};
    bool same                   = true;
    int code                    = CLI_DONE;

    if (!ask(tty, question, what, out)) {
        return cli_fail(cli, MOHUR_E_IO, length_hint,
                        "the passphrase of %s cannot be read", what);
    }
    code = check_length(cli, what, out);
    if (code == CLI_DONE && is_new) {
        same = ask(tty, "The same again", "", &again) &&
               out->len == again.len &&
               memcmp(out->text, again.text, out->len) == 0;
    }
    cli_passphrase_wipe(&again);
    return same ? code
                : cli_fail_usage(cli, "type it twice",
                                 "the two passphrases are not the same");
}

static int
from_terminal(const struct cli *cli,
              const char *what,
              bool is_new,
              struct cli_passphrase *out)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    int code;

    if (tty < 0) {
        return cli_fail_usage(
            cli,
            "use --pass-fd or --pass-file; for an archive or a key file "
            "--new-pass-fd or --new-pass-file",
            "there is no terminal to ask for the passphrase of %s", what);
    }
    code = ask_once_or_twice(cli, tty, what, is_new, out);
    close(tty);
    return code;
}

int
cli_passphrase_ask(const struct cli *cli,
                   const char *question,
                   struct cli_passphrase *out)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    bool ok = false;

    if (tty < 0) {
        return cli_fail_usage(cli, "name files instead",
                              "there is no terminal to ask");
    }
    ok = ask(tty, question, "", out);
    close(tty);
    return ok ? CLI_DONE
              : cli_fail(cli, MOHUR_E_IO, NULL, "the terminal cannot be read");
}

void
cli_secret_file_wipe(struct cli_secret_file *file)
{
    if (file->data != NULL) {
        explicit_bzero(file->data, SECRET_FILE_MAX);
    }
    free(file->data);
    *file = (struct cli_secret_file){NULL, 0};
}

int
cli_secret_file_read(const struct cli *cli,
                     const char *path,
                     struct cli_secret_file *out)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd =
        is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t n = 1;
    int code  = CLI_DONE;

    if (fd < 0) {
        return cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                        strerrordesc_np(errno));
    }
    code      = is_stdin ? CLI_DONE : check_file(cli, fd, path);
    out->data = cli_must(calloc(1, SECRET_FILE_MAX));
    while (code == CLI_DONE && n > 0 && out->len < SECRET_FILE_MAX) {
        n = cli_read(fd, out->data + out->len, SECRET_FILE_MAX - out->len);
        out->len += n > 0 ? (size_t)n : 0;
    }
    if (code == CLI_DONE && (n < 0 || out->len == SECRET_FILE_MAX)) {
        code = cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                        n < 0 ? strerrordesc_np(errno) : "it is too large");
    }
    if (!is_stdin) {
        close(fd);
    }
    return code;
}

int
cli_passphrase_get(const struct cli *cli,
                   const struct cli_passphrase_source *source,
                   const char *what,
                   bool is_new,
                   struct cli_passphrase *out)
{
    if (source->fd >= 0) {
        return from_fd(cli, source->fd, what, out);
    }
    if (source->file != NULL) {
        return from_file(cli, source->file, what, out);
    }
    return from_terminal(cli, what, is_new, out);
}
