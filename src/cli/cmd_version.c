/* SPDX-License-Identifier: Apache-2.0 */
#include "library_json.h"
#include "report.h"

#include <stdio.h>

/* mohur version and mohur selftest: the library about itself. */

int
cli_version(struct cli *cli)
{
    json_t *answer;
    json_t *build;
    mohur_status st;

    if (!cli->json) {
        return printf("mohur %s\n", mohur_version()) < 0 ? CLI_IO : CLI_DONE;
    }
    build = cli_library_json(cli, mohur_build_info, &st);
    if (st != MOHUR_OK) {
        json_decref(build);
        return cli_fail_status(cli, st);
    }
    answer = cli_json_new("mohur-version");
    json_object_set_new(answer, "build", build);
    return cli_json_print(cli, answer);
}

int
cli_selftest(struct cli *cli)
{
    mohur_status st;
    json_t *tests = cli_library_json(cli, mohur_selftest, &st);
    json_t *rows  = json_object_get(tests, "tests");
    int code      = st == MOHUR_OK ? CLI_DONE : cli_exit_of(st);
    json_t *row;
    size_t i;

    if (tests == NULL) {
        return cli_fail_status(cli, st);
    }
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-selftest");

        json_object_update(answer, tests);
        json_decref(tests);
        (void)cli_json_print(cli, answer);
        return code;
    }
    json_array_foreach(rows, i, row)
    {
        printf("%-6s %-20s %s\n",
               json_is_true(json_object_get(row, "passed")) ? "ok" : "FAILED",
               json_string_value(json_object_get(row, "alg")),
               json_string_value(json_object_get(row, "backend")));
    }
    json_decref(tests);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}
