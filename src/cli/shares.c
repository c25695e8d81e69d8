/* SPDX-License-Identifier: Apache-2.0 */
#include "shares.h"

#include "format.h"
#include "passphrase.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Shares of a secret on their way between people and the library. */

/* Takes the cursor home and empties the screen and what scrolled off it. */
static const char clear_screen[] = "\033[H\033[2J\033[3J";

void
cli_shares_wipe(struct cli_shares *shares)
{
    for (size_t i = 0; i < shares->len; i++) {
        explicit_bzero(shares->at[i], strlen(shares->at[i]));
        free(shares->at[i]);
    }
    *shares = (struct cli_shares){{NULL}, 0};
}

static int
add(const struct cli *cli,
    struct cli_shares *shares,
    const char *text,
    size_t len)
{
    if (shares->len == CLI_SHARES_MAX) {
        return cli_fail_usage(cli, NULL, "there are more than %d shares",
                              CLI_SHARES_MAX);
    }
    shares->at[shares->len++] = cli_must(strndup(text, len));
    return CLI_DONE;
}

/* Each line; a return before its end is none of the share. */
static int
add_lines(const struct cli *cli,
          struct cli_shares *shares,
          const char *text,
          size_t len)
{
    const char *end = text + len;
    int code        = CLI_DONE;

    while (code == CLI_DONE && text < end) {
        const char *next = memchr(text, '\n', (size_t)(end - text));
        size_t line      = (size_t)((next != NULL ? next : end) - text);
        size_t used      = line;

        while (used > 0 && text[used - 1] == '\r') {
            used--;
        }
        if (used > 0) {
            code = add(cli, shares, text, used);
        }
        text += line + (next != NULL ? 1 : 0);
    }
    return code;
}

int
cli_shares_read(const struct cli *cli,
                const char *const *paths,
                size_t paths_len,
                struct cli_shares *out)
{
    int code = CLI_DONE;

    for (size_t i = 0; code == CLI_DONE && i < paths_len; i++) {
        struct cli_secret_file file = {NULL, 0};

        code = cli_secret_file_read(cli, paths[i], &file);
        if (code == CLI_DONE) {
            code = add_lines(cli, out, file.data, file.len);
        }
        cli_secret_file_wipe(&file);
    }
    if (code == CLI_DONE && out->len == 0) {
        code = cli_fail_usage(cli, "a share is a line of words",
                              "there is no share in %s", paths[0]);
    }
    return code;
}

int
cli_shares_ask(const struct cli *cli, struct cli_shares *out)
{
    struct cli_passphrase line = {{0}, 0};
    char question[48];
    int code = CLI_DONE;

    do {
        snprintf(question, sizeof question, "Share %zu, or nothing to go on",
                 out->len + 1);
        code = cli_passphrase_ask(cli, question, &line);
        if (code == CLI_DONE && line.len > 0) {
            code = add(cli, out, line.text, line.len);
        }
    } while (code == CLI_DONE && line.len > 0);
    cli_passphrase_wipe(&line);
    if (code == CLI_DONE && out->len == 0) {
        code =
            cli_fail_usage(cli, "type one on each line", "no share was given");
    }
    return code;
}

json_t *
cli_shares_json(const mohur_share_list *list)
{
    json_t *shares = json_array();

    for (size_t i = 0; i < mohur_share_list_len(list); i++) {
        json_array_append_new(shares,
                              json_string(mohur_share_list_at(list, i)));
    }
    return shares;
}

/* Wait for a line; what was shown before it goes. */
static bool
next_one(int tty, size_t number, size_t count)
{
    char c = 0;

    dprintf(tty, "\nEnter %s",
            number < count ? "shows the next share" : "clears the screen");
    while (c != '\n') {
        if (read(tty, &c, 1) != 1) {
            return false;
        }
    }
    return write(tty, clear_screen, sizeof clear_screen - 1) > 0;
}

int
cli_shares_show(const struct cli *cli, const mohur_share_list *list)
{
    size_t count = mohur_share_list_len(list);
    int tty =
        isatty(STDOUT_FILENO) == 1 ? open("/dev/tty", O_RDWR | O_CLOEXEC) : -1;
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++) {
        if (tty < 0) {
            ok = printf("%s\n", mohur_share_list_at(list, i)) > 0;
            continue;
        }
        ok = dprintf(tty, "Share %zu of %zu:\n\n%s\n", i + 1, count,
                     mohur_share_list_at(list, i)) > 0 &&
             next_one(tty, i + 1, count);
    }
    if (tty >= 0) {
        close(tty);
    }
    return ok ? CLI_DONE
              : cli_fail(cli, MOHUR_E_IO,
                         "those who have none yet need another set",
                         "not every share could be shown");
}
