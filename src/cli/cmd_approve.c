/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "key_words.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* mohur approve: read a request to somebody, and sign it. */

static const char *
act_name(mohur_act act)
{
    static const char *const names[] = {
        "?",
        "make the key",
        "bring in the key",
        "make a version of the key",
        "move a version of the key",
        "let the private key leave",
        "open with the key that is out of use",
        "set or lift the legal hold of the key",
        "give a role to",
        "take away the role of",
        "accept the keystore as it is",
        "follow the profile",
        "let a slot open the keystore:",
        "take away the slot",
        "make a new root key without the slot",
        "write a backup for slots like",
    };

    return act <= MOHUR_ACT_BACKUP ? names[act] : "?";
}

/* What is about to be signed. */
static json_t *
info_json(const mohur_request_info *info)
{
    json_t *json = cli_json_new("mohur-approve");

    json_object_set_new(json, "act", json_string(act_name(info->act)));
    json_object_set_new(json, "name", cli_json_text(info->name));
    json_object_set_new(json, "key_version", json_integer(info->version));
    json_object_set_new(json, "target", json_integer(info->target));
    if (info->act == MOHUR_ACT_KEY_MOVE) {
        json_object_set_new(json, "state",
                            json_string(cli_state_name(
                                (mohur_key_state)(info->target & 0xFF))));
    }
    cli_json_hex(json, "store_id", info->store_id, sizeof info->store_id);
    cli_json_hex(json, "object_id", info->object_id, sizeof info->object_id);
    cli_json_time(json, "not_after", info->not_after);
    return json;
}

static void
show(const struct cli *cli, const mohur_request_info *info)
{
    char until[32];
    char *name = cli_escape(info->name);

    cli_time(info->not_after, until);
    cli_note(cli, "this approves, until %s: %s %s", until, act_name(info->act),
             name);
    if (info->act == MOHUR_ACT_KEY_MOVE) {
        cli_note(cli, "version %" PRIu32 ", to %s", info->version,
                 cli_state_name((mohur_key_state)(info->target & 0xFF)));
    }
    free(name);
}

static int
sign(const struct cli *cli,
     const char *request,
     size_t request_len,
     const mohur_key *key)
{
    mohur_request_info info = MOHUR_REQUEST_INFO_INIT;
    mohur_sink *sink        = NULL;
    const uint8_t *bytes    = (const uint8_t *)request;
    mohur_status st = mohur_approval_read(cli->ctx, bytes, request_len, &info);

    if (st == MOHUR_OK) {
        show(cli, &info);
        st = mohur_sink_new_file(cli->ctx, cli->output,
                                 cli->force ? MOHUR_OVERWRITE_REPLACE
                                            : MOHUR_OVERWRITE_NEVER,
                                 &sink);
    }
    if (st == MOHUR_OK) {
        st = mohur_approval_sign(cli->ctx, bytes, request_len, key, sink);
    }
    mohur_sink_free(sink);
    if (st != MOHUR_OK) {
        return cli_fail_request(cli, st);
    }
    if (cli->json) {
        cli_json_print(info_json(&info));
    }
    return CLI_DONE;
}

int
cli_approve(struct cli *cli)
{
    struct cli_keys keys  = {NULL, 0, 0};
    mohur_keystore *store = NULL;
    char *request         = NULL;
    size_t len            = 0;
    int code              = CLI_DONE;

    if (cli->output == NULL || cli->signers.len != 1) {
        return cli_fail_usage(cli, "mohur approve REQUEST -s KEY -o APPROVAL",
                              "one key signs, into a file");
    }
    code = cli_read_file(cli, cli->args.at[0], &request, &len);
    if (code == CLI_DONE) {
        code = cli_key_resolve(cli, cli->signers.at[0], MOHUR_PURPOSE_SIGN,
                               &store, &keys);
    }
    if (code == CLI_DONE) {
        code = sign(cli, request, len, keys.at[0]);
    }
    free(request);
    cli_keys_free(&keys);
    mohur_keystore_free(store);
    return code;
}
