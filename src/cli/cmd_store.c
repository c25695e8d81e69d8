/* SPDX-License-Identifier: Apache-2.0 */
#include "library_json.h"
#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* mohur init and mohur doctor: the keystore as a whole. */

/* Make the folders above the default place; one that was named must be there. */
static int
make_parents(const struct cli *cli, char *path)
{
    if (cli->store != NULL) {
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

static json_t *
info_json(const mohur_keystore_info *info, const char *path)
{
    static const char *const memory[] = {"none", "partial", "locked"};
    json_t *store                     = json_object();
    char id[2 * sizeof info->store_id + 1];

    cli_hex(info->store_id, sizeof info->store_id, id);
    json_object_set_new(store, "path", json_string(path));
    json_object_set_new(store, "store_id", json_string(id));
    json_object_set_new(store, "epoch", json_integer(info->epoch));
    json_object_set_new(store, "seq", json_integer((json_int_t)info->seq));
    json_object_set_new(store, "events",
                        json_integer((json_int_t)info->events));
    json_object_set_new(store, "keys", json_integer((json_int_t)info->rings));
    json_object_set_new(store, "versions",
                        json_integer((json_int_t)info->versions));
    json_object_set_new(store, "slots", json_integer(info->slots));
    json_object_set_new(store, "unlocked", json_boolean(info->unlocked));
    json_object_set_new(store, "authority", json_string("single"));
    json_object_set_new(store, "rollback", json_string("none"));
    json_object_set_new(store, "memory",
                        json_string(info->memory <= MOHUR_MEMORY_LOCKED
                                        ? memory[info->memory]
                                        : "none"));
    json_object_set_new(store, "profile",
                        json_string(info->profile ? info->profile : ""));
    return store;
}

int
cli_init(struct cli *cli)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore_info info       = MOHUR_KEYSTORE_INFO_INIT;
    struct cli_passphrase pass     = {{0}, 0};
    mohur_keystore *store          = NULL;
    char path[4096];
    mohur_status st = MOHUR_OK;
    int code        = cli_store_path(cli, path, sizeof path);

    if (code == CLI_DONE && cli_store_exists(cli)) {
        code = cli_fail(cli, MOHUR_E_EXISTS, "--store names another place",
                        "there is a keystore in %s already", path);
    }
    if (code == CLI_DONE) {
        code = cli_passphrase_get(cli, &cli->pass, "the new keystore", true,
                                  &pass);
    }
    if (code == CLI_DONE) {
        code = make_parents(cli, path);
    }
    if (code == CLI_DONE) {
        options.path           = path;
        options.passphrase     = pass.text;
        options.passphrase_len = pass.len;
        options.m_kib          = cli->argon2_mib * 1024;
        options.t              = cli->argon2_passes;
        st = mohur_keystore_create(cli->ctx, &options, &store);
        if (st == MOHUR_OK) {
            st = mohur_keystore_get_info(store, &info);
        }
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    cli_passphrase_wipe(&pass);
    if (code == CLI_DONE) {
        cli_note(cli, "made a keystore in %s, under the profile %s", path,
                 info.profile);
        if (cli->json) {
            json_t *answer = cli_json_new("mohur-init");

            json_object_set_new(answer, "store", info_json(&info, path));
            code = cli_json_print(cli, answer);
        }
    }
    mohur_keystore_free(store);
    return code;
}

/* The machine as it matters to secrets. */
static json_t *
machine_json(const struct cli *cli)
{
    static const char *const levels[] = {"none", "partial", "locked"};
    json_t *machine                   = json_object();
    mohur_memory_level level          = mohur_ctx_memory_level(cli->ctx);
    struct rlimit limit               = {0, 0};

    (void)getrlimit(RLIMIT_MEMLOCK, &limit);
    json_object_set_new(
        machine, "secret_memory",
        json_string(level <= MOHUR_MEMORY_LOCKED ? levels[level] : "none"));
    json_object_set_new(machine, "memlock_limit",
                        limit.rlim_cur == RLIM_INFINITY
                            ? json_string("unlimited")
                            : json_integer((json_int_t)limit.rlim_cur));
    json_object_set_new(machine, "processors",
                        json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(machine, "core_dumps", json_string("off"));
    return machine;
}

/* The store: opened and checked if a passphrase was given, else only seen. */
static int
store_json(const struct cli *cli, json_t *answer)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore_info info       = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *store          = NULL;
    char path[4096];
    mohur_status st = MOHUR_OK;
    int code        = cli_store_path(cli, path, sizeof path);
    bool unlock     = cli_passphrase_named(&cli->pass);

    if (code != CLI_DONE || !cli_store_exists(cli)) {
        json_object_set_new(answer, "store", json_null());
        return code;
    }
    options.path = path;
    if (unlock) {
        code = cli_store_open(cli, &store);
    } else {
        st = mohur_keystore_open(cli->ctx, &options, &store);
    }
    if (code == CLI_DONE && st == MOHUR_OK) {
        st = unlock ? mohur_keystore_check(store) : MOHUR_OK;
    }
    if (code == CLI_DONE && st == MOHUR_OK) {
        st = mohur_keystore_get_info(store, &info);
    }
    if (code == CLI_DONE && st != MOHUR_OK) {
        code = cli_fail_status(cli, st);
    }
    if (code == CLI_DONE) {
        json_t *json = info_json(&info, path);

        json_object_set_new(json, "integrity",
                            json_string(unlock ? "checked" : "not checked"));
        json_object_set_new(answer, "store", json);
    }
    mohur_keystore_free(store);
    return code;
}

/* A nested object as lines "name: value". */
static void
print_lines(const json_t *object, const char *indent)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (json_is_string(value)) {
            printf("%s%s: %s\n", indent, key, json_string_value(value));
        } else if (json_is_integer(value)) {
            printf("%s%s: %lld\n", indent, key,
                   (long long)json_integer_value(value));
        } else if (json_is_boolean(value)) {
            printf("%s%s: %s\n", indent, key,
                   json_is_true(value) ? "yes" : "no");
        } else if (json_is_object(value)) {
            printf("%s%s\n", indent, key);
            print_lines(value, "    ");
        }
    }
}

int
cli_doctor(struct cli *cli)
{
    json_t *answer = cli_json_new("mohur-doctor");
    mohur_status st;
    json_t *build = cli_library_json(cli, mohur_build_info, &st);
    int code;

    json_object_set_new(answer, "build", build != NULL ? build : json_null());
    json_object_set_new(answer, "machine", machine_json(cli));
    code = st == MOHUR_OK ? store_json(cli, answer) : cli_fail_status(cli, st);
    if (code == CLI_DONE && cli->json) {
        return cli_json_print(cli, answer);
    }
    if (code == CLI_DONE) {
        const char *parts[] = {"build", "machine", "store"};

        for (size_t i = 0; i < 3; i++) {
            const json_t *part = json_object_get(answer, parts[i]);

            printf("%s\n", parts[i]);
            print_lines(part, "  ");
            if (json_is_null(part)) {
                printf("  none\n");
            }
        }
        if (!cli_passphrase_named(&cli->pass)) {
            cli_note(cli, "--pass-file PATH checks the keystore too");
        }
    }
    json_decref(answer);
    return code;
}
