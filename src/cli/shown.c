/* SPDX-License-Identifier: Apache-2.0 */
#include "shown.h"

#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What unlocks a keystore: read as the command line says. */

void
cli_shown_wipe(struct cli_shown *shown)
{
    cli_passphrase_wipe(&shown->pass);
    cli_shares_wipe(&shown->shares);
    mohur_key_free(shown->key);
    explicit_bzero(shown, sizeof *shown);
}

static bool
wants_shares(const struct cli *cli)
{
    return cli->share_files.len > 0 || cli->with_shares;
}

static int
get_pass(const struct cli *cli,
         const char *what,
         struct cli_shown *shown,
         mohur_unlock *how)
{
    int code = cli_passphrase_get(cli, &cli->pass, what, false, &shown->pass);

    *how                = (mohur_unlock)MOHUR_UNLOCK_INIT;
    how->passphrase     = shown->pass.text;
    how->passphrase_len = shown->pass.len;
    return code;
}

static int
get_shares(const struct cli *cli, struct cli_shown *shown, mohur_unlock *how)
{
    int code = cli->with_shares
                   ? cli_shares_ask(cli, &shown->shares)
                   : cli_shares_read(cli, cli->share_files.at,
                                     cli->share_files.len, &shown->shares);

    *how            = (mohur_unlock)MOHUR_UNLOCK_INIT;
    how->type       = MOHUR_SLOT_SHARES;
    how->shares     = (const char *const *)shown->shares.at;
    how->shares_len = shown->shares.len;
    return code;
}

static int
get_token(const struct cli *cli, mohur_unlock *how)
{
    *how       = (mohur_unlock)MOHUR_UNLOCK_INIT;
    how->type  = MOHUR_SLOT_TOKEN;
    how->token = cli->with_token;
    return CLI_DONE;
}

/* All of them, in the order in which 'slot add --all' has them. */
static int
get_factors(const struct cli *cli, const char *what, struct cli_shown *shown)
{
    int code = CLI_DONE;

    if (cli_passphrase_named(&cli->pass)) {
        code = get_pass(cli, what, shown, &shown->factor[shown->factors++]);
    }
    if (code == CLI_DONE && wants_shares(cli)) {
        code = get_shares(cli, shown, &shown->factor[shown->factors++]);
    }
    if (code == CLI_DONE && cli->with_token != NULL) {
        code = get_token(cli, &shown->factor[shown->factors++]);
    }
    shown->how = shown->factor[0];
    if (shown->factors > 1) {
        shown->how         = (mohur_unlock)MOHUR_UNLOCK_INIT;
        shown->how.type    = MOHUR_SLOT_ALL;
        shown->how.all     = shown->all;
        shown->how.all_len = shown->factors;
    }
    for (size_t i = 0; i < shown->factors; i++) {
        shown->all[i] = &shown->factor[i];
    }
    return code;
}

static bool
is_encrypted(const char *pem)
{
    return strstr(pem, "-----BEGIN ENCRYPTED PRIVATE KEY-----") != NULL;
}

static int
get_key(const struct cli *cli, struct cli_shown *shown)
{
    char *pem  = NULL;
    size_t len = 0;
    int code   = cli_read_file(cli, cli->key_file, &pem, &len);

    if (code == CLI_DONE && is_encrypted(pem)) {
        code = cli_passphrase_get(cli, &cli->pass, cli->key_file, false,
                                  &shown->pass);
    }
    if (code == CLI_DONE) {
        mohur_status st =
            mohur_key_new_private(cli->ctx, MOHUR_PURPOSE_SEAL, pem, len,
                                  shown->pass.len > 0 ? shown->pass.text : NULL,
                                  shown->pass.len, &shown->key);

        code = st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    if (pem != NULL) {
        explicit_bzero(pem, len);
    }
    free(pem);
    shown->how      = (mohur_unlock)MOHUR_UNLOCK_INIT;
    shown->how.type = MOHUR_SLOT_RECIPIENT;
    shown->how.key  = shown->key;
    return code;
}

int
cli_shown_get(const struct cli *cli, const char *path, struct cli_shown *shown)
{
    char what[CLI_PATH_CAP + 16];

    snprintf(what, sizeof what, "keystore %s", path);
    if (cli->key_file != NULL &&
        (wants_shares(cli) || cli->with_token != NULL)) {
        return cli_fail_usage(cli, "name one of them",
                              "no slot takes a key and shares or a token "
                              "together");
    }
    if (cli->key_file != NULL) {
        return get_key(cli, shown);
    }
    if (wants_shares(cli) || cli->with_token != NULL) {
        return get_factors(cli, what, shown);
    }
    return get_pass(cli, what, shown, &shown->how);
}
