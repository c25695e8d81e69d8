/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence_folder.h"

#include "disk_names.h"
#include "report.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A folder of revocation data, whose files stay open while they are asked. */

static bool
is_evidence_name(const char *name)
{
    static const char *const endings[] = {".crl", ".ocsp"};
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
open_file(const struct cli *cli,
          const char *folder,
          const char *name,
          struct cli_evidence *out)
{
    char full[CLI_PATH_CAP];
    int n = snprintf(full, sizeof full, "%s/%s", folder, name);
    mohur_status st;

    if (n < 0 || (size_t)n >= sizeof full) {
        return cli_fail_usage(cli, NULL, "a path is too long: %s", folder);
    }
    if (out->len == CLI_EVIDENCE_MAX) {
        return cli_fail(cli, MOHUR_E_LIMIT, "keep only what is needed in it",
                        "%s has more than %d files", folder, CLI_EVIDENCE_MAX);
    }
    st = mohur_source_new_file(cli->ctx, full, &out->at[out->len]);
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    out->len++;
    return CLI_DONE;
}

int
cli_evidence_open(const struct cli *cli,
                  const char *path,
                  struct cli_evidence *out)
{
    struct cli_names names = {NULL, 0, 0};
    DIR *dir               = path == NULL ? NULL : opendir(path);
    int code               = CLI_DONE;
    int error              = 0;

    if (path == NULL) {
        return CLI_DONE;
    }
    error = dir == NULL ? errno : cli_names_read(dir, &names);
    if (error != 0) {
        code = cli_fail(cli, MOHUR_E_IO, "--evidence names a folder",
                        "cannot read %s: %s", path, strerrordesc_np(error));
    }
    for (size_t i = 0; code == CLI_DONE && i < names.len; i++) {
        if (is_evidence_name(names.at[i])) {
            code = open_file(cli, path, names.at[i], out);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    cli_names_free(&names);
    return code;
}

void
cli_evidence_close(struct cli_evidence *evidence)
{
    while (evidence->len > 0) {
        mohur_source_free(evidence->at[--evidence->len]);
    }
}
