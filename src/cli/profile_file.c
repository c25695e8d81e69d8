/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_file.h"

#include "report.h"
#include "store.h"

#include <stdlib.h>

/* A profile in a file, and whom the command line trusts to have signed it. */

int
cli_profile_read(const struct cli *cli, const char *path, mohur_profile **out)
{
    char *text      = NULL;
    size_t len      = 0;
    int code        = cli_read_file(cli, path, &text, &len);
    mohur_status st = MOHUR_OK;

    if (code != CLI_DONE) {
        return code;
    }
    st = mohur_profile_parse(cli->ctx, (const uint8_t *)text, len, out);
    free(text);
    return st == MOHUR_OK
               ? CLI_DONE
               : cli_fail(
                     cli, st,
                     "docs/formats/profile.md has every rule of the format",
                     "%s", mohur_ctx_message(cli->ctx));
}

mohur_profile_trust
cli_profile_trust(const struct cli *cli)
{
    mohur_profile_trust trust = MOHUR_PROFILE_TRUST_INIT;

    trust.keys      = cli->authority.at;
    trust.keys_len  = cli->authority.len;
    trust.threshold = cli->threshold;
    trust.step_back = cli->step_back;
    return trust;
}

int
cli_profile_trust_check(const struct cli *cli)
{
    if (cli->threshold > cli->authority.len) {
        return cli_fail_usage(cli, "--authority VKEY for each of its keys",
                              "--threshold wants more keys than are named");
    }
    return CLI_DONE;
}

int
cli_profile_refused(const struct cli *cli,
                    mohur_status st,
                    const mohur_profile_findings *found)
{
    const char *hint = "ask the authority for a file that it signed";

    if (st == MOHUR_E_UNTRUSTED && found->named_needed == 0) {
        hint = "--authority VKEY... --threshold K names whom you trust";
    }
    if (st == MOHUR_E_ROLLBACK) {
        hint = "--step-back goes back, if you must";
    }
    return cli_fail(cli, st, hint, "%s", mohur_ctx_message(cli->ctx));
}
