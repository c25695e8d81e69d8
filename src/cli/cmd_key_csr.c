/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "key_out.h"
#include "report.h"
#include "store.h"

#include <string.h>

/* mohur key csr: ask an authority for a certificate. */

static void
report(const struct cli *cli, const mohur_sink *sink)
{
    size_t len      = 0;
    const char *pem = (const char *)mohur_sink_memory(sink, &len);
    json_t *answer  = cli_json_new("mohur-key-csr");

    json_object_set_new(answer, "name", cli_json_text(cli->args.at[0]));
    if (!cli_key_out_to_file(cli)) {
        json_object_set_new(answer, "pem", json_stringn(pem, len));
    }
    cli_key_out_report(cli, sink, answer);
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
        st = cli_key_out_new(cli, &sink);
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
