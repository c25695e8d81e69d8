/* SPDX-License-Identifier: Apache-2.0 */
#include "cert_files.h"

#include "format.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

/* Certificates on the command line. */

static int
append(const struct cli *cli, const char *path, char **all, size_t *all_len)
{
    char *text = NULL;
    size_t len = 0;
    int code   = cli_read_file(cli, path, &text, &len);

    if (code == CLI_DONE) {
        *all = cli_must(realloc(*all, *all_len + len + 1));
        memcpy(*all + *all_len, text, len);
        *all_len += len;
    }
    free(text);
    return code;
}

int
cli_cert_files_read(const struct cli *cli,
                    size_t first,
                    char **out,
                    size_t *out_len)
{
    int code = CLI_DONE;

    for (size_t i = first; code == CLI_DONE && i < cli->certs.len; i++) {
        code = append(cli, cli->certs.at[i], out, out_len);
    }
    return code;
}

int
cli_cert_words_read(const struct cli *cli,
                    size_t first,
                    char **out,
                    size_t *out_len)
{
    int code = CLI_DONE;

    for (size_t i = first; code == CLI_DONE && i < cli->args.len; i++) {
        code = append(cli, cli->args.at[i], out, out_len);
    }
    return code;
}
