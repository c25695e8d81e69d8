/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "profile_file.h"
#include "report.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>

/* mohur profile impact, mohur cbom: reports on all keys of a keystore. */
enum {
    REPORT_MAX   = 256 * 1024 * 1024,
    DAYS_DEFAULT = 90,
    DAY_SECONDS  = 86400
};

static const char *
text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "";
}

static void
print_change(const json_t *change)
{
    char *name        = cli_clean(text_of(change, "name"));
    json_int_t number = json_integer_value(json_object_get(change, "version"));
    char version[32]  = "";

    if (number != 0) {
        snprintf(version, sizeof version, " version %" JSON_INTEGER_FORMAT,
                 number);
    }
    printf("%.10s  %s %s%s: %s %s, %s -> %s%s\n", text_of(change, "from"),
           text_of(change, "object"), name, version,
           text_of(change, "operation"), text_of(change, "alg"),
           text_of(change, "old"), text_of(change, "new"),
           json_is_true(json_object_get(change, "stops")) ? "  STOPS" : "");
    free(name);
}

/* Does anything stop within so many days? */
static bool
stops_soon(const json_t *report, uint32_t days)
{
    const json_t *changes = json_object_get(report, "changes");
    json_int_t end = json_integer_value(json_object_get(report, "now_s")) +
                     (json_int_t)days * DAY_SECONDS;

    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *change = json_array_get(changes, i);

        if (json_is_true(json_object_get(change, "stops")) &&
            json_integer_value(json_object_get(change, "from_s")) <= end) {
            return true;
        }
    }
    return false;
}

static int
show_impact(const struct cli *cli, const uint8_t *text, size_t len)
{
    json_t *report = cli_must(json_loadb((const char *)text, len, 0, NULL));
    const json_t *changes = json_object_get(report, "changes");
    uint32_t days         = cli->days != 0 ? cli->days : DAYS_DEFAULT;
    bool soon             = stops_soon(report, days);

    if (cli->json) {
        json_t *answer = cli_json_new("mohur-impact");

        json_object_set_new(answer, "days", json_integer(days));
        json_object_set_new(answer, "stops_soon", json_boolean(soon));
        (void)json_object_update_missing(answer, report);
        json_decref(report);
        cli_json_print(answer);
        return soon ? CLI_REFUSED : CLI_DONE;
    }
    for (size_t i = 0; i < json_array_size(changes); i++) {
        print_change(json_array_get(changes, i));
    }
    if (json_array_size(changes) == 0) {
        printf("nothing changes\n");
    }
    json_decref(report);
    return soon ? CLI_REFUSED : CLI_DONE;
}

int
cli_profile_impact(struct cli *cli)
{
    mohur_profile *next   = NULL;
    mohur_keystore *store = NULL;
    mohur_sink *sink      = NULL;
    mohur_status st       = MOHUR_OK;
    int code              = CLI_DONE;

    if (cli->args.len > 0) {
        code = cli_profile_read(cli, cli->args.at[0], &next);
    }
    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        st = mohur_sink_new_memory(cli->ctx, REPORT_MAX, &sink);
        if (st == MOHUR_OK) {
            st = mohur_keystore_impact(store, next, sink);
        }
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    if (code == CLI_DONE) {
        size_t len          = 0;
        const uint8_t *text = mohur_sink_memory(sink, &len);

        code = show_impact(cli, text, len);
    }
    mohur_sink_free(sink);
    mohur_keystore_free(store);
    mohur_profile_free(next);
    return code;
}

int
cli_cbom(struct cli *cli)
{
    mohur_keystore *store = NULL;
    mohur_sink *sink      = NULL;
    mohur_status st       = MOHUR_OK;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        st = mohur_sink_new_memory(cli->ctx, REPORT_MAX, &sink);
        if (st == MOHUR_OK) {
            st = mohur_keystore_cbom(store, cli->names, sink);
        }
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    if (code == CLI_DONE) {
        size_t len          = 0;
        const uint8_t *text = mohur_sink_memory(sink, &len);

        (void)fwrite(text, 1, len, stdout);
        code = cli_stdout_end();
    }
    mohur_sink_free(sink);
    mohur_keystore_free(store);
    return code;
}
