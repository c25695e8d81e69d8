/* SPDX-License-Identifier: Apache-2.0 */
#include "cert_files.h"
#include "format.h"
#include "key_words.h"
#include "report.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

/* mohur key certify: keep certificates with a key. */

static int
keep(const struct cli *cli, const char *certs, size_t len)
{
    const char *name      = cli->args.at[0];
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        mohur_status st =
            mohur_keystore_certify(store, name, strlen(name), cli->key_version,
                                   (const uint8_t *)certs, len);

        code = st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    mohur_keystore_free(store);
    return code;
}

int
cli_key_certify(struct cli *cli)
{
    char *certs = NULL;
    size_t len  = 0;
    int code    = cli_cert_words_read(cli, 1, &certs, &len);

    if (code == CLI_DONE) {
        code = keep(cli, certs, len);
    }
    if (code == CLI_DONE) {
        json_t *answer = cli_json_new("mohur-key-certify");

        json_object_set_new(answer, "name", cli_json_text(cli->args.at[0]));
        cli_note(cli, "%s has its certificate with it", cli->args.at[0]);
        if (cli->json) {
            cli_json_print(json_incref(answer));
        }
        json_decref(answer);
    }
    free(certs);
    return code;
}
