/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "report.h"
#include "store.h"

#include <string.h>

/* mohur anchor: where a keystore's newest state is noted. */

static void
answer(const struct cli *cli, const char *path)
{
    json_t *json = cli_json_new("mohur-anchor");

    if (path != NULL) {
        json_object_set_new(json, "anchor", cli_json_text(path));
    }
    if (cli->json) {
        cli_json_print(json_incref(json));
    }
    json_decref(json);
}

int
cli_anchor_create(struct cli *cli)
{
    mohur_anchor_options options = MOHUR_ANCHOR_OPTIONS_INIT;
    mohur_keystore *store        = NULL;
    int code                     = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        mohur_status st;

        options.path   = cli->args.at[0];
        options.create = true;
        st             = mohur_keystore_anchor_add(store, &options);
        code           = st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    if (code == CLI_DONE) {
        cli_note(cli,
                 "name it with --anchor, or in $MOHUR_ANCHOR, from now on");
        answer(cli, cli->args.at[0]);
    }
    mohur_keystore_free(store);
    return code;
}

int
cli_anchor_accept(struct cli *cli)
{
    struct cli_approving a = {NULL, NULL, false};
    mohur_keystore *store  = NULL;
    int code               = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &a);
    }
    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_accept(store);

        code = st == MOHUR_E_STATE
                   ? cli_fail_usage(cli, NULL, "the keystore was not set back")
                   : cli_approving_end(cli, &a, st);
    }
    if (code == CLI_DONE && !a.asked) {
        cli_note(cli, "the keystore is taken as it is, which is recorded");
        answer(cli, NULL);
    }
    cli_approving_free(&a);
    mohur_keystore_free(store);
    return code;
}
