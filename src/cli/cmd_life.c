/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "key_words.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* mohur key: the end of a version, and what keeps it from ending. */

static int
need_version(const struct cli *cli)
{
    return cli->key_version != 0
               ? CLI_DONE
               : cli_fail_usage(cli, "'mohur key list' shows the versions",
                                "which version? --version V says");
}

/* The state that a version counts as now. */
static mohur_status
state_of(const struct cli *cli, mohur_keystore *store, mohur_key_state *out)
{
    mohur_key_list *list = NULL;
    mohur_status st      = mohur_keystore_list(store, &list);

    *out = (mohur_key_state)0;
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);

        if (info->version == cli->key_version &&
            strcmp(info->name, cli->args.at[0]) == 0) {
            *out = info->state;
        }
    }
    mohur_key_list_free(list);
    return st;
}

/* After a change of a version. */
static int
report(const struct cli *cli, mohur_keystore *store, const char *what)
{
    cli_note(cli, "%s, version %" PRIu32 ", %s", cli->args.at[0],
             cli->key_version, what);
    return cli->json ? cli_keys_print(cli, store, cli->args.at[0],
                                      cli->key_version, "mohur-key")
                     : CLI_DONE;
}

static int
read_level(const struct cli *cli, mohur_erase *out)
{
    static const char *const names[] = {"", "E1", "E2", "E3"};

    for (int i = MOHUR_ERASE_E1; i <= MOHUR_ERASE_E3; i++) {
        if (cli->erase != NULL && strcmp(cli->erase, names[i]) == 0) {
            *out = (mohur_erase)i;
            return CLI_DONE;
        }
    }
    return cli_fail_usage(cli,
                          "docs/guides/life-cycle.md says what each erases",
                          "how thoroughly? --erase E1, E2 or E3");
}

/* The second step: what has waited is erased. */
static mohur_status
erase(const struct cli *cli,
      mohur_keystore *store,
      const struct cli_shown *shown,
      mohur_erase level,
      const char **what)
{
    mohur_destroy_options options = MOHUR_DESTROY_OPTIONS_INIT;
    const mohur_unlock *present[] = {&shown->how};
    mohur_sink *sink              = NULL;
    mohur_status st               = MOHUR_OK;

    if (cli->output != NULL) {
        st = mohur_sink_new_file(cli->ctx, cli->output,
                                 cli->force ? MOHUR_OVERWRITE_REPLACE
                                            : MOHUR_OVERWRITE_NEVER,
                                 &sink);
    }
    if (st == MOHUR_OK) {
        options.name        = cli->args.at[0];
        options.name_len    = strlen(options.name);
        options.version     = cli->key_version;
        options.level       = level;
        options.present     = present;
        options.present_len = 1;
        options.receipt     = sink;
        st                  = mohur_keystore_destroy(store, &options);
        *what               = "is destroyed";
    }
    mohur_sink_free(sink);
    return st;
}

static int
destroy(const struct cli *cli,
        mohur_keystore *store,
        const struct cli_shown *shown,
        mohur_erase level)
{
    struct cli_approving a = {NULL, NULL, false};
    const char *name       = cli->args.at[0];
    const char *what = "is to be destroyed; 'mohur key show' says from when";
    mohur_key_state state = (mohur_key_state)0;
    mohur_status st       = state_of(cli, store, &state);
    int code              = cli_approving_start(cli, store, &a);

    if (code == CLI_DONE && st == MOHUR_OK) {
        st = state == MOHUR_KEY_DESTROY_PENDING || level == MOHUR_ERASE_E3
                 ? erase(cli, store, shown, level, &what)
                 : mohur_keystore_move(store, name, strlen(name),
                                       cli->key_version,
                                       MOHUR_KEY_DESTROY_PENDING);
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(cli, &a, st);
    }
    if (code == CLI_DONE && !a.asked) {
        code = report(cli, store, what);
    }
    cli_approving_free(&a);
    return code;
}

int
cli_key_destroy(struct cli *cli)
{
    struct cli_shown *shown = cli_must(calloc(1, sizeof *shown));
    mohur_keystore *store   = NULL;
    mohur_erase level       = MOHUR_ERASE_E1;
    int code                = need_version(cli);

    if (code == CLI_DONE) {
        code = read_level(cli, &level);
    }
    if (code == CLI_DONE) {
        code = cli_store_open_shown(cli, &store, shown);
    }
    if (code == CLI_DONE) {
        code = destroy(cli, store, shown, level);
    }
    cli_shown_wipe(shown);
    free(shown);
    mohur_keystore_free(store);
    return code;
}

int
cli_key_hold(struct cli *cli)
{
    struct cli_approving a = {NULL, NULL, false};
    const char *name       = cli->args.at[0];
    bool on                = strcmp(cli->verb->sub, "hold") == 0;
    mohur_keystore *store  = NULL;
    int code               = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &a);
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(
            cli, &a, mohur_keystore_hold(store, name, strlen(name), on));
    }
    if (code == CLI_DONE && !a.asked) {
        cli_note(cli,
                 on ? "no version of %s can be destroyed now"
                    : "versions of %s can be destroyed again",
                 name);
        code = cli->json ? cli_keys_print(cli, store, name, 0, "mohur-key")
                         : CLI_DONE;
    }
    cli_approving_free(&a);
    mohur_keystore_free(store);
    return code;
}
