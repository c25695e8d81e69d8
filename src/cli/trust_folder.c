/* SPDX-License-Identifier: Apache-2.0 */
#include "trust_folder.h"

#include "disk_names.h"
#include "report.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A folder of trust anchors. */

static bool
is_certificate_name(const char *name)
{
    static const char *const endings[] = {".pem", ".crt", ".cer", ".der"};
    size_t len                         = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t end = strlen(endings[i]);

        if (len > end && strcmp(name + len - end, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int
add_file(const struct cli *cli,
         const char *path,
         mohur_trust_role role,
         mohur_trust *trust)
{
    char *data = NULL;
    size_t len = 0;
    int code   = cli_read_file(cli, path, &data, &len);
    mohur_status st;

    if (code == CLI_DONE) {
        st = mohur_trust_add(cli->ctx, trust, role, (const uint8_t *)data, len);
        if (st != MOHUR_OK) {
            code = cli_fail(cli, st, "a trust folder holds certificates alone",
                            "%s: %s", path, mohur_ctx_message(cli->ctx));
        }
    }
    free(data);
    return code;
}

static int
add_folder(const struct cli *cli,
           const char *path,
           mohur_trust_role role,
           mohur_trust *trust)
{
    struct cli_names names = {NULL, 0, 0};
    DIR *dir               = opendir(path);
    int error              = dir == NULL ? errno : cli_names_read(dir, &names);
    int code               = CLI_DONE;
    char full[CLI_PATH_CAP];

    if (error != 0) {
        code = cli_fail(cli, MOHUR_E_IO, "--trust names a folder",
                        "cannot read %s: %s", path, strerrordesc_np(error));
    }
    for (size_t i = 0; code == CLI_DONE && i < names.len; i++) {
        int n = snprintf(full, sizeof full, "%s/%s", path, names.at[i]);

        if (n < 0 || (size_t)n >= sizeof full) {
            code = cli_fail_usage(cli, NULL, "a path is too long: %s", path);
        } else if (is_certificate_name(names.at[i])) {
            code = add_file(cli, full, role, trust);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    cli_names_free(&names);
    return code;
}

static bool
is_there(const char *path, const char *name)
{
    char full[CLI_PATH_CAP];
    struct stat st;
    int n = snprintf(full, sizeof full, "%s/%s", path, name);

    return n >= 0 && (size_t)n < sizeof full && stat(full, &st) == 0;
}

static int
read_folders(const struct cli *cli, const char *path, mohur_trust *trust)
{
    char tsa[CLI_PATH_CAP];
    int code;

    /* A list that is signed closes the folder; to pass over it would not. */
    if (is_there(path, "anchors.note")) {
        return cli_fail(cli, MOHUR_E_UNSUPPORTED,
                        "take the anchors out of it, into another folder",
                        "%s has a signed list, which is not read yet", path);
    }
    code = add_folder(cli, path, MOHUR_TRUST_SIGN, trust);
    if (code == CLI_DONE && is_there(path, "tsa")) {
        snprintf(tsa, sizeof tsa, "%s/tsa", path);
        code = add_folder(cli, tsa, MOHUR_TRUST_TSA, trust);
    }
    return code;
}

int
cli_trust_read(const struct cli *cli, const char *path, mohur_trust **out)
{
    mohur_trust *trust = NULL;
    mohur_status st    = mohur_trust_new(cli->ctx, &trust);
    int code           = CLI_DONE;

    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    if (path != NULL) {
        code = read_folders(cli, path, trust);
    }
    if (code != CLI_DONE) {
        mohur_trust_free(trust);
        return code;
    }
    *out = trust;
    return CLI_DONE;
}
