/* SPDX-License-Identifier: Apache-2.0 */
#include "passphrase.h"

#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Passphrases: from a descriptor, a file, or the terminal without echo. */

bool
cli_passphrase_named(const struct cli_passphrase_source *source)
{
    return source->fd >= 0 || source->file != NULL;
}

void
cli_passphrase_wipe(struct cli_passphrase *p)
{
    explicit_bzero(p, sizeof *p);
}

/* Read all of fd; false if it fails or is longer than a passphrase may be. */
static bool
read_all(int fd, struct cli_passphrase *out, bool stop_at_line)
{
    out->len = 0;
    for (;;) {
        ssize_t n = read(fd, out->text + out->len,
                         stop_at_line ? 1 : sizeof out->text - out->len);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 || out->len + (size_t)n > CLI_PASSPHRASE_MAX) {
            return false;
        }
        if (n == 0 || (stop_at_line && out->text[out->len] == '\n')) {
            return true;
        }
        out->len += (size_t)n;
    }
}

static int
finish(const struct cli *cli, const char *what, struct cli_passphrase *out)
{
    if (out->len > 0 && out->text[out->len - 1] == '\n') {
        out->len--;
    }
    out->text[out->len] = '\0';
    if (out->len == 0) {
        return cli_fail_usage(cli, "it has 1 to 1024 bytes",
                              "the passphrase of %s is empty", what);
    }
    return CLI_DONE;
}

static int
from_fd(const struct cli *cli,
        int fd,
        const char *what,
        struct cli_passphrase *out)
{
    if (!read_all(fd, out, false)) {
        return cli_fail(
            cli, MOHUR_E_IO, "it has 1 to 1024 bytes",
            "the passphrase of %s cannot be read from descriptor %d", what, fd);
    }
    return finish(cli, what, out);
}

static int
from_file(const struct cli *cli,
          const char *path,
          const char *what,
          struct cli_passphrase *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int code;

    if (fd < 0) {
        return cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                        strerrordesc_np(errno));
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        close(fd);
        return cli_fail(cli, MOHUR_E_POLICY, "chmod 600 makes it yours alone",
                        "others may read the passphrase file %s", path);
    }
    code = from_fd(cli, fd, what, out);
    close(fd);
    return code;
}

/* One question on the terminal, without echo. */
static bool
ask(int tty, const char *question, struct cli_passphrase *out)
{
    struct termios before;
    struct termios quiet;
    bool ok;

    if (dprintf(tty, "%s: ", question) < 0 || tcgetattr(tty, &before) != 0) {
        return false;
    }
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    ok = tcsetattr(tty, TCSAFLUSH, &quiet) == 0 && read_all(tty, out, true);
    (void)tcsetattr(tty, TCSAFLUSH, &before);
    (void)dprintf(tty, "\n");
    return ok;
}

static int
from_terminal(const struct cli *cli,
              const char *what,
              bool is_new,
              struct cli_passphrase *out)
{
    struct cli_passphrase again = {{0}, 0};
    int tty   = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    bool same = true;
    char question[300];

    if (tty < 0) {
        return cli_fail_usage(
            cli,
            "use --pass-fd N or --pass-file PATH (for an "
            "archive or key file --new-pass-fd, "
            "--new-pass-file)",
            "there is no terminal to ask for the passphrase of"
            " %s",
            what);
    }
    snprintf(question, sizeof question, "%s of %s",
             is_new ? "New passphrase" : "Passphrase", what);
    if (!ask(tty, question, out) ||
        (is_new && !ask(tty, "The same again", &again))) {
        close(tty);
        return cli_fail(cli, MOHUR_E_IO, "it has 1 to 1024 bytes",
                        "the passphrase of %s cannot be read", what);
    }
    close(tty);
    if (is_new) {
        same = out->len == again.len &&
               memcmp(out->text, again.text, out->len) == 0;
    }
    cli_passphrase_wipe(&again);
    if (!same) {
        return cli_fail_usage(cli, "type it twice", "the two are not the same");
    }
    return finish(cli, what, out);
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
