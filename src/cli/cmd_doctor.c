/* SPDX-License-Identifier: Apache-2.0 */
#include "custody.h"
#include "format.h"
#include "key_words.h"
#include "library_json.h"
#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* mohur doctor: this machine, this build, this keystore. */

/* The machine as it matters to secrets. */
static json_t *
machine_json(const struct cli *cli)
{
    json_t *machine     = json_object();
    struct rlimit limit = {0, 0};

    (void)getrlimit(RLIMIT_MEMLOCK, &limit);
    json_object_set_new(
        machine, "secret_memory",
        json_string(cli_memory_name(mohur_ctx_memory_level(cli->ctx))));
    json_object_set_new(machine, "memlock_limit",
                        limit.rlim_cur == RLIM_INFINITY
                            ? json_string("unlimited")
                            : json_integer((json_int_t)limit.rlim_cur));
    json_object_set_new(machine, "processors",
                        json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(machine, "core_dumps", json_string("off"));
    return machine;
}

/* Opened, and checked whole if a passphrase was given. */
static int
look_into(const struct cli *cli,
          const char *path,
          mohur_keystore **store,
          mohur_keystore_info *info)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_status st                = MOHUR_OK;

    options.path = path;
    if (cli_passphrase_named(&cli->pass)) {
        int code = cli_store_open(cli, store);

        if (code != CLI_DONE) {
            return code;
        }
        st = mohur_keystore_check(*store);
    } else {
        st = mohur_keystore_open(cli->ctx, &options, store);
    }
    if (st == MOHUR_OK) {
        st = mohur_keystore_get_info(*store, info);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

static int
add_store(const struct cli *cli, json_t *answer)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *store    = NULL;
    char path[CLI_PATH_CAP];
    int code = cli_store_path(cli, path, sizeof path);

    if (code != CLI_DONE || !cli_store_exists(cli)) {
        json_object_set_new(answer, "store", json_null());
        return code;
    }
    code = look_into(cli, path, &store, &info);
    if (code == CLI_DONE) {
        json_t *json = cli_store_json(&info, path);

        json_object_set_new(json, "integrity",
                            json_string(cli_passphrase_named(&cli->pass)
                                            ? "checked"
                                            : "not checked"));
        json_object_set_new(answer, "store", json);
        if (info.unlocked) {
            json_object_set_new(json, "custody", cli_custody_json(cli, store));
            code = cli_due_add(cli, store, json);
        }
    }
    mohur_keystore_free(store);
    return code;
}

/* An object as lines, name and value; what is nested stands further in. */
static void
print_lines(json_t *object, int indent)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        char *label;

        if (strcmp(name, "schema") == 0 || strcmp(name, "version") == 0) {
            continue; /* for programs, which read the JSON */
        }
        label = cli_clean(name); /* it may be that of a key or a token */
        if (json_is_object(value)) {
            printf("%*s%s\n", indent, "", label);
            print_lines(value, indent + 2);
        } else if (json_is_string(value)) {
            char *text = cli_clean(json_string_value(value));

            printf("%*s%-22s %s\n", indent, "", label, text);
            free(text);
        } else if (json_is_integer(value)) {
            printf("%*s%-22s %" JSON_INTEGER_FORMAT "\n", indent, "", label,
                   json_integer_value(value));
        } else {
            printf("%*s%-22s %s\n", indent, "", label,
                   json_is_null(value)   ? "none"
                   : json_is_true(value) ? "yes"
                                         : "no");
        }
        free(label);
    }
}

int
cli_doctor(struct cli *cli)
{
    json_t *answer  = cli_json_new("mohur-doctor");
    mohur_status st = MOHUR_OK;
    json_t *build   = cli_library_json(cli, mohur_build_info, &st);
    int code        = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);

    if (code == CLI_DONE) {
        json_object_set_new(answer, "build", build);
        code  = add_store(cli, answer);
        build = NULL;
    }
    if (code == CLI_DONE) {
        json_object_set_new(answer, "machine", machine_json(cli));
        if (cli->json) {
            cli_json_print(json_incref(answer));
        } else {
            print_lines(answer, 0);
        }
        if (!cli_passphrase_named(&cli->pass)) {
            cli_note(cli, "--pass-file PATH checks the keystore too");
        }
    }
    json_decref(build);
    json_decref(answer);
    return code;
}
