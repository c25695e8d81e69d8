/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "key_words.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* mohur role: who may change a keystore; mohur approve: that they agree. */

enum {
    ROLES_MAX = 256
};

static const struct {
    const char *name;
    uint32_t cap;
} caps[] = {
    {"operator", MOHUR_CAP_OPERATOR}, {"keymanager", MOHUR_CAP_KEY_MANAGER},
    {"officer", MOHUR_CAP_OFFICER},   {"custodian", MOHUR_CAP_CUSTODIAN},
    {"auditor", MOHUR_CAP_AUDITOR},
};

enum {
    CAPS = sizeof caps / sizeof caps[0]
};

/* "officer,auditor"; 0 if a word of it is none. */
static uint32_t
read_caps(const char *text)
{
    uint32_t found = 0;

    while (text != NULL && *text != '\0') {
        size_t len   = strcspn(text, ",");
        uint32_t one = 0;

        for (size_t i = 0; i < CAPS; i++) {
            if (strlen(caps[i].name) == len &&
                strncmp(caps[i].name, text, len) == 0) {
                one = caps[i].cap;
            }
        }
        if (one == 0) {
            return 0;
        }
        found |= one;
        text += len + (text[len] == ',' ? 1 : 0);
    }
    return found;
}

static json_t *
caps_json(uint32_t found)
{
    json_t *list = json_array();

    for (size_t i = 0; i < CAPS; i++) {
        if ((found & caps[i].cap) != 0) {
            json_array_append_new(list, json_string(caps[i].name));
        }
    }
    return list;
}

/* Open, ask or bring approvals, change, tell. */
static int
change(const struct cli *cli,
       int (*run)(const struct cli *cli,
                  mohur_keystore *store,
                  mohur_status *st),
       const char *what)
{
    struct cli_approving a = {NULL, NULL, false};
    mohur_keystore *store  = NULL;
    mohur_status st        = MOHUR_OK;
    int code               = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &a);
    }
    if (code == CLI_DONE) {
        code = run(cli, store, &st);
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(cli, &a, st);
    }
    if (code == CLI_DONE && !a.asked) {
        cli_note(cli, "%s", what);
        if (cli->json) {
            cli_json_print(cli_json_new("mohur-role"));
        }
    }
    cli_approving_free(&a);
    mohur_keystore_free(store);
    return code;
}

static int
run_add(const struct cli *cli, mohur_keystore *store, mohur_status *st)
{
    mohur_role_options options    = MOHUR_ROLE_OPTIONS_INIT;
    struct cli_keys keys          = {NULL, 0, 0};
    uint8_t id[MOHUR_ROLE_ID_LEN] = {0};
    int code = cli_key_resolve(cli, cli->args.at[1], MOHUR_PURPOSE_SIGN, &store,
                               &keys);

    if (code == CLI_DONE) {
        options.label     = cli->args.at[0];
        options.key       = keys.at[0];
        options.caps      = read_caps(cli->caps);
        options.not_after = cli->until;
        *st               = mohur_keystore_role_add(store, &options, id);
    }
    cli_keys_free(&keys);
    return code;
}

int
cli_role_add(struct cli *cli)
{
    return read_caps(cli->caps) != 0
               ? change(cli, run_add, "the role was added")
               : cli_fail_usage(cli,
                                "--caps operator,keymanager,officer,custodian,"
                                "auditor",
                                "what may the role do? --caps says");
}

/* The role of a label, or of the beginning of an id in hex. */
static bool
is_role(const mohur_role_info *role, const char *word)
{
    char id[2 * MOHUR_ROLE_ID_LEN + 1];

    cli_hex(role->id, sizeof role->id, id);
    return !role->removed &&
           (strcmp(role->label, word) == 0 || strcmp(id, word) == 0);
}

static int
run_remove(const struct cli *cli, mohur_keystore *store, mohur_status *st)
{
    mohur_role_info *roles =
        cli_must(calloc(ROLES_MAX, sizeof(mohur_role_info)));
    const mohur_role_info *found = NULL;
    const char *word             = cli->args.at[0];
    size_t len                   = 0;
    int code                     = CLI_DONE;

    *st = mohur_keystore_roles(store, roles, ROLES_MAX, &len);
    for (size_t i = 0; *st == MOHUR_OK && i < len; i++) {
        if (is_role(&roles[i], word)) {
            code  = found == NULL
                        ? CLI_DONE
                        : cli_fail_usage(cli, "name it by its id",
                                         "two roles are labelled '%s'", word);
            found = &roles[i];
        }
    }
    if (code == CLI_DONE && *st == MOHUR_OK && found == NULL) {
        code = cli_fail(cli, MOHUR_E_NO_KEY, "'mohur role list' shows them",
                        "there is no role '%s'", word);
    }
    if (code == CLI_DONE && *st == MOHUR_OK) {
        *st = mohur_keystore_role_remove(store, found->id);
    }
    free(roles);
    return code;
}

int
cli_role_remove(struct cli *cli)
{
    return change(cli, run_remove, "the role was taken away");
}

static int
run_begin(const struct cli *cli, mohur_keystore *store, mohur_status *st)
{
    (void)cli;
    *st = mohur_keystore_role_begin(store);
    return CLI_DONE;
}

int
cli_role_begin(struct cli *cli)
{
    return change(cli, run_begin,
                  "from now on changes want the approval of roles");
}

static json_t *
role_json(const mohur_role_info *role)
{
    json_t *json = json_object();

    json_object_set_new(json, "label", cli_json_text(role->label));
    cli_json_hex(json, "id", role->id, sizeof role->id);
    json_object_set_new(json, "caps", caps_json(role->caps));
    cli_json_time(json, "not_after", role->not_after);
    json_object_set_new(json, "removed", json_boolean(role->removed));
    return json;
}

static void
print_role(const mohur_role_info *role)
{
    char id[2 * MOHUR_ROLE_ID_LEN + 1];
    char *label = cli_escape(role->label);

    cli_hex(role->id, sizeof role->id, id);
    printf("%-20s %s ", label, id);
    for (size_t i = 0; i < CAPS; i++) {
        if ((role->caps & caps[i].cap) != 0) {
            printf(" %s", caps[i].name);
        }
    }
    printf("%s\n", role->removed ? " (taken away)" : "");
    free(label);
}

int
cli_role_list(struct cli *cli)
{
    mohur_role_info *roles =
        cli_must(calloc(ROLES_MAX, sizeof(mohur_role_info)));
    mohur_keystore *store = NULL;
    json_t *list          = json_array();
    size_t len            = 0;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_roles(store, roles, ROLES_MAX, &len);

        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    for (size_t i = 0; code == CLI_DONE && i < len; i++) {
        if (cli->json) {
            json_array_append_new(list, role_json(&roles[i]));
        } else {
            print_role(&roles[i]);
        }
    }
    if (code == CLI_DONE && len == 0) {
        cli_note(cli, "no roles: whoever unlocks this keystore may do "
                      "everything with it");
    }
    if (code == CLI_DONE && cli->json) {
        json_t *answer = cli_json_new("mohur-role-list");

        json_object_set(answer, "roles", list);
        cli_json_print(answer);
    }
    json_decref(list);
    free(roles);
    mohur_keystore_free(store);
    return code;
}
