/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"

#include "format.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAYS = 7
};

static int
give_file(const struct cli *cli, mohur_keystore *store, const char *path)
{
    char *bytes = NULL;
    size_t len  = 0;
    int code    = cli_read_file(cli, path, &bytes, &len);

    if (code == CLI_DONE) {
        mohur_status st =
            mohur_keystore_approve(store, (const uint8_t *)bytes, len);

        if (st != MOHUR_OK) {
            code = cli_fail(cli, st, NULL, "%s: %s", path,
                            mohur_ctx_message(cli->ctx));
        }
    }
    free(bytes);
    return code;
}

static int
act_as(const struct cli *cli, mohur_keystore *store, struct cli_approving *a)
{
    mohur_status st = mohur_keystore_key(store, cli->act_as,
                                         strlen(cli->act_as), 0, &a->actor);

    if (st == MOHUR_OK) {
        st = mohur_keystore_act_as(store, a->actor);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
}

static int
ask(const struct cli *cli, mohur_keystore *store, struct cli_approving *a)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_status st          = mohur_keystore_get_info(store, &info);

    if (st == MOHUR_OK && info.authority == MOHUR_AUTHORITY_SINGLE) {
        return cli_fail_usage(cli, "do it without --request",
                              "nobody is to be asked: no roles count here");
    }
    if (st == MOHUR_OK) {
        st = mohur_sink_new_file(cli->ctx, cli->request,
                                 cli->force ? MOHUR_OVERWRITE_REPLACE
                                            : MOHUR_OVERWRITE_NEVER,
                                 &a->request);
    }
    if (st == MOHUR_OK) {
        st = mohur_keystore_request(store, DAYS, a->request);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

int
cli_approving_start(const struct cli *cli,
                    mohur_keystore *store,
                    struct cli_approving *a)
{
    int code = CLI_DONE;

    if (cli->request != NULL && cli->approvals.len > 0) {
        return cli_fail_usage(cli, NULL, "--request and --approve contradict");
    }
    for (size_t i = 0; code == CLI_DONE && i < cli->approvals.len; i++) {
        code = give_file(cli, store, cli->approvals.at[i]);
    }
    if (code == CLI_DONE && cli->act_as != NULL) {
        code = act_as(cli, store, a);
    }
    if (code == CLI_DONE && cli->request != NULL) {
        code = ask(cli, store, a);
    }
    return code;
}

int
cli_approving_end(const struct cli *cli,
                  struct cli_approving *a,
                  mohur_status st)
{
    json_t *answer = NULL;

    a->asked = st == MOHUR_E_CANCELLED && a->request != NULL;
    if (!a->asked) {
        return st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    cli_note(cli, "nothing was changed; 'mohur approve %s' signs the request",
             cli->request);
    if (cli->json) {
        answer = cli_json_new("mohur-request");
        json_object_set_new(answer, "output", cli_json_text(cli->request));
        cli_json_print(answer);
    }
    return CLI_DONE;
}

void
cli_approving_free(struct cli_approving *a)
{
    mohur_sink_free(a->request);
    mohur_key_free(a->actor);
}
