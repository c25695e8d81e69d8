/* SPDX-License-Identifier: Apache-2.0 */
#include "passphrase.h"
#include "profile_file.h"
#include "report.h"
#include "store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* mohur init: a new keystore. */

/* Make the folders above the default place; of a place that was named they
 * must be there. */
static int
make_parents(const struct cli *cli, char *path)
{
    if (cli->store != NULL || cli_store_on_server(path)) {
        return CLI_DONE;
    }
    for (char *p = path + 1; *p != '\0'; p++) {
        if (*p != '/') {
            continue;
        }
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            return cli_fail(cli, MOHUR_E_IO, NULL, "cannot make %s: %s", path,
                            strerrordesc_np(errno));
        }
        *p = '/';
    }
    return CLI_DONE;
}

/* What it is to follow, judged before anybody is asked for a passphrase;
 * *out stays NULL where no profile is named. */
static int
get_profile(const struct cli *cli, mohur_profile **out)
{
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_profile_trust trust    = cli_profile_trust(cli);
    mohur_status st              = MOHUR_OK;
    int code                     = cli_profile_trust_check(cli);

    if (code == CLI_DONE && cli->profile == NULL) {
        return cli->authority.len == 0
                   ? CLI_DONE
                   : cli_fail_usage(cli, "--profile FILE names it",
                                    "an authority without its profile");
    }
    if (code == CLI_DONE) {
        code = cli_profile_read(cli, cli->profile, out);
    }
    if (code == CLI_DONE) {
        st   = mohur_profile_check(cli->ctx, *out, &trust, &found);
        code = st == MOHUR_OK ? CLI_DONE : cli_profile_refused(cli, st, &found);
    }
    return code;
}

/* Make it, and say so. */
static int
make_store(const struct cli *cli,
           const char *path,
           const struct cli_passphrase *pass,
           const mohur_profile *profile)
{
    mohur_profile_trust trust      = cli_profile_trust(cli);
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore_info info       = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *store          = NULL;
    mohur_status st;

    options.path           = path;
    options.passphrase     = pass->text;
    options.passphrase_len = pass->len;
    options.m_kib          = cli->argon2_mib * 1024;
    options.t              = cli->argon2_passes;

    st = profile != NULL ? mohur_keystore_create_under(cli->ctx, &options,
                                                       profile, &trust, &store)
                         : mohur_keystore_create(cli->ctx, &options, &store);
    if (st == MOHUR_OK) {
        st = mohur_keystore_get_info(store, &info);
    }
    if (st == MOHUR_OK) {
        cli_note(cli, "made a keystore in %s, under the profile %s", path,
                 info.profile);
    }
    if (st == MOHUR_OK && cli->json) {
        json_t *answer = cli_json_new("mohur-init");

        json_object_set_new(answer, "store", cli_store_json(&info, path));
        cli_json_print(answer);
    }
    mohur_keystore_free(store);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

int
cli_init(struct cli *cli)
{
    struct cli_passphrase pass = {{0}, 0};
    mohur_profile *profile     = NULL;
    char path[CLI_PATH_CAP];
    int code = cli_store_path(cli, path, sizeof path);

    if (code == CLI_DONE && !cli_store_on_server(path) &&
        cli_store_exists(cli)) {
        code = cli_fail(cli, MOHUR_E_EXISTS, "--store names another place",
                        "there is a keystore in %s already", path);
    }
    if (code == CLI_DONE) {
        code = get_profile(cli, &profile);
    }
    if (code == CLI_DONE) {
        code = cli_passphrase_get(cli, &cli->pass, "the new keystore", true,
                                  &pass);
    }
    if (code == CLI_DONE) {
        code = make_parents(cli, path);
    }
    if (code == CLI_DONE) {
        code = make_store(cli, path, &pass, profile);
    }
    cli_passphrase_wipe(&pass);
    mohur_profile_free(profile);
    return code;
}
