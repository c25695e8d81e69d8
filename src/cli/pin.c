/* SPDX-License-Identifier: Apache-2.0 */
#include "pin.h"

#include "passphrase.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

/* PINs of tokens, got when a token wants one. */

bool
cli_pin_named(const struct cli *cli)
{
    return cli_passphrase_named(&cli->pin);
}

static int
get(const struct cli *cli,
    const char *token,
    const char *source,
    struct cli_passphrase *out)
{
    struct cli_passphrase_source from = {-1, source};
    char question[96];
    char what[96];

    snprintf(question, sizeof question, "PIN of token %s", token);
    snprintf(what, sizeof what, "token %s", token);
    if (cli_pin_named(cli)) {
        return cli_passphrase_get(cli, &cli->pin, what, false, out);
    }
    return source[0] != '\0' ? cli_passphrase_get(cli, &from, what, false, out)
                             : cli_passphrase_ask(cli, question, out);
}

/* The failure is told here, where it is known; what comes after is not. */
static int32_t
pin(void *user,
    const char *token,
    const char *source,
    uint8_t *out,
    size_t out_cap,
    size_t *out_len)
{
    struct cli *cli             = user;
    struct cli_passphrase typed = {{0}, 0};
    int code                    = CLI_DONE;

    /* Nobody is asked for what a crash left: the next use asks. */
    if (cli->settling && !cli_pin_named(cli) && source[0] == '\0') {
        return 1;
    }
    code = get(cli, token, source, &typed);
    if (code == CLI_DONE && typed.len <= out_cap) {
        memcpy(out, typed.text, typed.len);
        *out_len = typed.len;
    }
    cli->told = code;
    cli_passphrase_wipe(&typed);
    return code;
}

int
cli_pin_give(const struct cli *cli, mohur_keystore *store)
{
    mohur_status st;

    cli->self->settling = true;
    st                  = mohur_keystore_set_pin(store, pin, cli->self);
    cli->self->settling = false;
    if (cli->told != CLI_DONE) {
        return cli->told;
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}
