/* SPDX-License-Identifier: Apache-2.0 */
#include "library_json.h"
#include "report.h"

#include <stdio.h>

/* mohur version and mohur selftest: the library about itself. */

int
cli_version(struct cli *cli)
{
    mohur_status st;
    json_t *answer;
    json_t *build;

    if (!cli->json) {
        printf("mohur %s\n", mohur_version());
        return CLI_DONE;
    }
    build = cli_library_json(cli, mohur_build_info, &st);
    if (st != MOHUR_OK) {
        json_decref(build);
        return cli_fail_status(cli, st);
    }
    answer = cli_json_new("mohur-version");
    json_object_set_new(answer, "mohur", json_string(mohur_version()));
    json_object_set_new(answer, "build", build);
    cli_json_print(answer);
    return CLI_DONE;
}

static void
print_rows(const json_t *report)
{
    json_t *rows = json_object_get(report, "tests");
    json_t *row;
    size_t i;

    json_array_foreach(rows, i, row)
    {
        const char *alg = json_string_value(json_object_get(row, "alg"));
        const char *backend =
            json_string_value(json_object_get(row, "backend"));

        printf("%-6s %-20s %s\n",
               json_is_true(json_object_get(row, "passed")) ? "ok" : "FAILED",
               alg != NULL ? alg : "?", backend != NULL ? backend : "?");
    }
}

int
cli_selftest(struct cli *cli)
{
    mohur_status st;
    json_t *report = cli_library_json(cli, mohur_selftest, &st);
    int code       = CLI_DONE;

    if (cli->json && report != NULL) {
        json_t *answer = cli_json_new("mohur-selftest");

        json_object_update_missing(answer, report);
        cli_json_print(answer);
        code = cli_exit_of(st);
    } else {
        print_rows(report);
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    json_decref(report);
    return code;
}
