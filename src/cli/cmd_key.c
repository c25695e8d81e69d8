/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "key_words.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* mohur key: make, list, show, rotate, move. */

int
cli_key_create(struct cli *cli)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    struct cli_approving a    = {NULL, NULL, false};
    mohur_keystore *store     = NULL;
    mohur_key *key            = NULL;
    int code                  = cli_key_options_read(cli, &options);

    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &a);
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(cli, &a,
                                 mohur_keystore_key_new(store, &options, &key));
    }
    if (code == CLI_DONE && !a.asked) {
        code = cli_key_report(cli, store, key, "made key");
    }
    cli_approving_free(&a);
    mohur_key_free(key);
    mohur_keystore_free(store);
    return code;
}

int
cli_key_list(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_keys_print(cli, store, NULL, 0, "mohur-key-list");
    }
    mohur_keystore_free(store);
    return code;
}

int
cli_key_show(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_keys_print(cli, store, cli->args.at[0], cli->key_version,
                              "mohur-key");
    }
    mohur_keystore_free(store);
    return code;
}

/* Tell of a version that is new or has moved. */
static int
report_version(const struct cli *cli, mohur_keystore *store, uint32_t version)
{
    return cli->json ? cli_keys_print(cli, store, cli->args.at[0], version,
                                      "mohur-key")
                     : CLI_DONE;
}

int
cli_key_rotate(struct cli *cli)
{
    struct cli_approving a = {NULL, NULL, false};
    const char *name       = cli->args.at[0];
    mohur_keystore *store  = NULL;
    uint32_t version       = 0;
    int code               = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &a);
    }
    if (code == CLI_DONE) {
        code =
            cli_approving_end(cli, &a,
                              mohur_keystore_rotate(store, name, strlen(name),
                                                    cli->activate, &version));
    }
    if (code == CLI_DONE && !a.asked) {
        code = report_version(cli, store, version);
    }
    if (code == CLI_DONE && !a.asked && !cli->json) {
        printf("%" PRIu32 "\n", version);
        cli_note(cli, "%s has version %" PRIu32 " now", name, version);
    }
    cli_approving_free(&a);
    mohur_keystore_free(store);
    return code;
}

/* The state that a verb moves a version to. */
static mohur_key_state
target_of(const char *verb)
{
    static const struct {
        const char *verb;
        mohur_key_state to;
    } moves[] = {
        {"suspend", MOHUR_KEY_SUSPENDED},
        {"deactivate", MOHUR_KEY_DEACTIVATED},
        {"compromise", MOHUR_KEY_COMPROMISED},
        {"cancel", MOHUR_KEY_DEACTIVATED},
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (strcmp(moves[i].verb, verb) == 0) {
            return moves[i].to;
        }
    }
    return MOHUR_KEY_ACTIVE; /* activate, resume */
}

static int
move(const struct cli *cli, mohur_keystore *store, mohur_key_state to)
{
    struct cli_approving a = {NULL, NULL, false};
    const char *name       = cli->args.at[0];
    int code               = cli_approving_start(cli, store, &a);

    if (code == CLI_DONE) {
        code = cli_approving_end(cli, &a,
                                 mohur_keystore_move(store, name, strlen(name),
                                                     cli->key_version, to));
    }
    if (code == CLI_DONE && !a.asked) {
        code = report_version(cli, store, cli->key_version);
        cli_note(cli, "%s, version %" PRIu32 ", is %s now", name,
                 cli->key_version, cli_state_name(to));
    }
    cli_approving_free(&a);
    return code;
}

int
cli_key_move(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code;

    if (cli->key_version == 0) {
        return cli_fail_usage(cli, "'mohur key list' shows the versions",
                              "which version? --version V says");
    }
    code = cli_store_open(cli, &store);
    if (code == CLI_DONE) {
        code = move(cli, store, target_of(cli->verb->sub));
    }
    mohur_keystore_free(store);
    return code;
}
