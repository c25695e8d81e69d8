/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "passphrase.h"
#include "profile_file.h"
#include "profile_words.h"
#include "report.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>

/* mohur profile show, check, accept: what is allowed, and who says so. */

/* That of the file, of the store, or the built-in one. */
static int
profile_to_show(const struct cli *cli, mohur_profile **out)
{
    mohur_keystore *store = NULL;
    mohur_status st       = MOHUR_OK;
    int code              = CLI_DONE;

    if (cli->args.len > 0) {
        return cli_profile_read(cli, cli->args.at[0], out);
    }
    if (cli->store != NULL || cli_store_exists(cli)) {
        code = cli_store_open(cli, &store);
        st   = code == CLI_DONE ? mohur_keystore_profile(store, out) : MOHUR_OK;
    } else {
        st = mohur_profile_builtin(cli->ctx, out);
    }
    mohur_keystore_free(store);
    return code != CLI_DONE || st == MOHUR_OK ? code : cli_fail_status(cli, st);
}

int
cli_profile_show(struct cli *cli)
{
    mohur_profile *profile = NULL;
    json_t *json           = NULL;
    int code               = profile_to_show(cli, &profile);

    if (code == CLI_DONE) {
        code = cli_profile_json(cli, profile, &json);
    }
    if (code == CLI_DONE && cli->json) {
        cli_json_print(json_incref(json));
    } else if (code == CLI_DONE) {
        cli_profile_print(json);
    }
    json_decref(json);
    mohur_profile_free(profile);
    return code;
}

static void
report(const struct cli *cli,
       const char *schema,
       const mohur_profile *profile,
       const mohur_profile_findings *found)
{
    char hex[65];

    cli_hex(mohur_profile_hash(profile), 32, hex);
    if (cli->json) {
        json_t *answer = cli_json_new(schema);

        json_object_set_new(answer, "id",
                            cli_json_text(mohur_profile_id(profile)));
        json_object_set_new(
            answer, "profile_version",
            json_integer((json_int_t)mohur_profile_version(profile)));
        json_object_set_new(answer, "hash", json_string(hex));
        json_object_set_new(answer, "change",
                            found->change == MOHUR_PROFILE_REFUSED
                                ? json_null()
                                : json_string(cli_change_name(found->change)));
        json_object_set_new(answer, "signatures", cli_findings_json(found));
        cli_json_print(answer);
        return;
    }
    printf("%s version %llu\n%s\n", mohur_profile_id(profile),
           (unsigned long long)mohur_profile_version(profile), hex);
    cli_findings_print(found);
    if (found->change != MOHUR_PROFILE_REFUSED) {
        printf("accepted as: %s\n", cli_change_name(found->change));
    }
}

/* Without a word on whom to trust: that its own authority signed it. */
static mohur_status
check_own(const struct cli *cli,
          const mohur_profile *profile,
          mohur_profile_findings *found)
{
    mohur_profile_trust trust = cli_profile_trust(cli);
    mohur_status st = mohur_profile_check(cli->ctx, profile, &trust, found);

    if (st == MOHUR_E_UNTRUSTED && cli->authority.len == 0 &&
        found->own_signed >= found->own_needed && found->own_needed > 0) {
        cli_note(cli, "consistent, and signed by its own authority; whether "
                      "that is to be trusted was not asked");
        return MOHUR_OK;
    }
    return st;
}

int
cli_profile_check(struct cli *cli)
{
    mohur_profile *profile       = NULL;
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    mohur_status st              = MOHUR_OK;
    int code                     = cli_profile_trust_check(cli);

    if (code == CLI_DONE) {
        code = cli_profile_read(cli, cli->args.at[0], &profile);
    }
    if (code == CLI_DONE) {
        st   = check_own(cli, profile, &found);
        code = st == MOHUR_OK ? CLI_DONE : cli_profile_refused(cli, st, &found);
    }
    if (code == CLI_DONE) {
        report(cli, "mohur-profile-check", profile, &found);
    }
    mohur_profile_free(profile);
    return code;
}

int
cli_profile_accept(struct cli *cli)
{
    mohur_profile *profile       = NULL;
    mohur_keystore *store        = NULL;
    mohur_profile_trust trust    = cli_profile_trust(cli);
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;
    struct cli_approving a       = {NULL, NULL, false};
    mohur_status st              = MOHUR_OK;
    int code                     = cli_profile_trust_check(cli);

    if (code == CLI_DONE) {
        code = cli_profile_read(cli, cli->args.at[0], &profile);
    }
    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &a);
    }
    if (code == CLI_DONE) {
        st   = mohur_keystore_profile_accept(store, profile, &trust, &found);
        code = found.change == MOHUR_PROFILE_REFUSED && st != MOHUR_OK
                   ? cli_profile_refused(cli, st, &found)
                   : cli_approving_end(cli, &a, st);
    }
    if (code == CLI_DONE && !a.asked) {
        report(cli, "mohur-profile-accept", profile, &found);
    }
    cli_approving_free(&a);
    mohur_keystore_free(store);
    mohur_profile_free(profile);
    return code;
}
