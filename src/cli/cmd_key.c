/* SPDX-License-Identifier: Apache-2.0 */
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
    mohur_keystore *store     = NULL;
    mohur_key *key            = NULL;
    int code                  = cli_key_options_read(cli, &options);

    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_key_new(store, &options, &key);

        code = st == MOHUR_OK ? cli_key_report(cli, store, key, "made key")
                              : cli_fail_request(cli, st);
    }
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
    const char *name      = cli->args.at[0];
    mohur_keystore *store = NULL;
    uint32_t version      = 0;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_rotate(store, name, strlen(name),
                                                cli->activate, &version);

        code = st == MOHUR_OK ? report_version(cli, store, version)
                              : cli_fail_request(cli, st);
    }
    if (code == CLI_DONE && !cli->json) {
        printf("%" PRIu32 "\n", version);
        cli_note(cli, "%s has version %" PRIu32 " now", name, version);
    }
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
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (strcmp(moves[i].verb, verb) == 0) {
            return moves[i].to;
        }
    }
    return MOHUR_KEY_ACTIVE; /* activate, resume */
}

int
cli_key_move(struct cli *cli)
{
    const char *name      = cli->args.at[0];
    mohur_keystore *store = NULL;
    mohur_key_state to    = target_of(cli->verb->sub);
    int code;

    if (cli->key_version == 0) {
        return cli_fail_usage(cli, "'mohur key list' shows the versions",
                              "which version? --version V says");
    }
    code = cli_store_open(cli, &store);
    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_move(store, name, strlen(name),
                                              cli->key_version, to);

        code = st == MOHUR_OK ? report_version(cli, store, cli->key_version)
                              : cli_fail_request(cli, st);
    }
    if (code == CLI_DONE) {
        cli_note(cli, "%s, version %" PRIu32 ", is %s now", name,
                 cli->key_version, cli_state_name(to));
    }
    mohur_keystore_free(store);
    return code;
}
