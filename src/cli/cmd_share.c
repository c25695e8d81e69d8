/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "passphrase.h"
#include "report.h"
#include "shares.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* mohur share split, combine: a secret of any kind among several people. */

enum {
    SECRET_MAX = 64
};

static int
split(const struct cli *cli, const struct cli_secret_file *file)
{
    const mohur_share_group group = {cli->share_threshold, cli->share_count};
    mohur_share_options o         = MOHUR_SHARE_OPTIONS_INIT;
    mohur_share_list *list        = NULL;
    mohur_status st;
    int code = CLI_DONE;

    o.groups = &group;
    st = mohur_share_split(cli->ctx, &o, (const uint8_t *)file->data, file->len,
                           &list);
    if (st != MOHUR_OK) {
        return cli_fail_request(cli, st);
    }
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-share-split");

        json_object_set_new(answer, "shares", cli_shares_json(list));
        cli_json_print(answer);
    } else {
        code = cli_shares_show(cli, list);
    }
    mohur_share_list_free(list);
    return code;
}

int
cli_share_split(struct cli *cli)
{
    struct cli_secret_file file = {NULL, 0};
    int code                    = CLI_DONE;

    if (cli->share_count == 0) {
        return cli_fail_usage(cli, "--shares 3/5: five, any three are enough",
                              "how many shares are there to be?");
    }
    code = cli_secret_file_read(cli, cli->args.len > 0 ? cli->args.at[0] : "-",
                                &file);
    if (code == CLI_DONE) {
        code = split(cli, &file);
    }
    cli_secret_file_wipe(&file);
    return code;
}

/* To the end, or false with errno set. */
static bool
write_all(int fd, const uint8_t *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* A file that its owner alone may read, or stdout, which is no terminal. */
static int
write_secret(const struct cli *cli, const uint8_t *secret, size_t len)
{
    bool to_stdout = cli->output == NULL || strcmp(cli->output, "-") == 0;
    int flags      = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
                (cli->force ? O_TRUNC : O_EXCL);
    int fd  = STDOUT_FILENO;
    bool ok = false;

    if (to_stdout && isatty(fd) == 1) {
        return cli_fail_usage(cli, "-o FILE", "the secret is not for a screen");
    }
    if (!to_stdout) {
        fd = open(cli->output, flags, 0600);
    }
    if (fd < 0) {
        return cli_fail(cli, errno == EEXIST ? MOHUR_E_EXISTS : MOHUR_E_IO,
                        NULL, "cannot write %s: %s", cli->output,
                        strerrordesc_np(errno));
    }
    ok = write_all(fd, secret, len);
    if (!to_stdout) {
        ok = close(fd) == 0 && ok;
    }
    return ok ? CLI_DONE
              : cli_fail(cli, MOHUR_E_IO, NULL, "the secret was not written");
}

static int
combine(const struct cli *cli, const struct cli_shares *shares)
{
    uint8_t secret[SECRET_MAX] = {0};
    size_t len                 = 0;
    int code                   = CLI_DONE;
    mohur_status st =
        mohur_share_combine(cli->ctx, (const char *const *)shares->at,
                            shares->len, NULL, 0, secret, sizeof secret, &len);

    if (st != MOHUR_OK) {
        return cli_fail_request(cli, st);
    }
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-share-combine");

        cli_json_hex(answer, "secret", secret, len);
        cli_json_print(answer);
    } else {
        code = write_secret(cli, secret, len);
    }
    explicit_bzero(secret, sizeof secret);
    return code;
}

int
cli_share_combine(struct cli *cli)
{
    struct cli_shares shares = {{NULL}, 0};
    int code                 = cli->args.len > 0
                                   ? cli_shares_read(cli, cli->args.at, cli->args.len, &shares)
                                   : cli_shares_ask(cli, &shares);

    if (code == CLI_DONE) {
        code = combine(cli, &shares);
    }
    cli_shares_wipe(&shares);
    return code;
}
