/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "report.h"
#include "store.h"

#include <stdio.h>
#include <string.h>

/* mohur key csr: ask an authority for a certificate. */

enum {
    PEM_MAX = 64 * 1024
};

static bool
is_to_file(const struct cli *cli)
{
    return cli->output != NULL && strcmp(cli->output, "-") != 0;
}

static void
report(const struct cli *cli, const mohur_sink *sink)
{
    size_t len      = 0;
    const char *pem = (const char *)mohur_sink_memory(sink, &len);
    json_t *answer  = cli_json_new("mohur-key-csr");

    json_object_set_new(answer, "name", cli_json_text(cli->args.at[0]));
    if (is_to_file(cli)) {
        json_object_set_new(answer, "output", cli_json_text(cli->output));
        cli_note(cli, "wrote %s", cli->output);
    } else {
        json_object_set_new(answer, "pem", json_stringn(pem, len));
    }
    if (cli->json) {
        cli_json_print(json_incref(answer));
    } else if (!is_to_file(cli)) {
        fwrite(pem, 1, len, stdout);
    }
    json_decref(answer);
}

static int
write_request(const struct cli *cli, mohur_keystore *store)
{
    const char *name = cli->args.at[0];
    mohur_key *key   = NULL;
    mohur_sink *sink = NULL;
    mohur_status st =
        mohur_keystore_key(store, name, strlen(name), cli->key_version, &key);
    int code = CLI_DONE;

    if (st == MOHUR_OK) {
        st = is_to_file(cli)
                 ? mohur_sink_new_file(cli->ctx, cli->output,
                                       cli->force ? MOHUR_OVERWRITE_REPLACE
                                                  : MOHUR_OVERWRITE_NEVER,
                                       &sink)
                 : mohur_sink_new_memory(cli->ctx, PEM_MAX, &sink);
    }
    if (st == MOHUR_OK) {
        st = mohur_csr_emit(cli->ctx, key, cli->subject, strlen(cli->subject),
                            sink);
    }
    if (st == MOHUR_OK) {
        report(cli, sink);
    } else if (st == MOHUR_E_FORMAT) {
        code = cli_fail_usage(cli, NULL, "%s", mohur_ctx_message(cli->ctx));
    } else {
        code = cli_fail_request(cli, st);
    }
    mohur_sink_free(sink);
    mohur_key_free(key);
    return code;
}

int
cli_key_csr(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = CLI_DONE;

    if (cli->subject == NULL) {
        return cli_fail_usage(cli, "--subject \"C=AZ, O=Agency, CN=Name\"",
                              "what name should the certificate have?");
    }
    code = cli_store_open(cli, &store);
    if (code == CLI_DONE) {
        code = write_request(cli, store);
    }
    mohur_keystore_free(store);
    return code;
}
