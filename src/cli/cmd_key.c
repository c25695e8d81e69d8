/* SPDX-License-Identifier: Apache-2.0 */
#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mohur key: make, list, show, export, import, rotate, move. */

static const char *
purpose_name(mohur_purpose purpose)
{
    static const char *const names[] = {"?", "sign", "seal", "wrap"};

    return purpose <= MOHUR_PURPOSE_WRAP ? names[purpose] : "?";
}

static const char *
state_name(mohur_key_state state)
{
    static const char *const names[] = {
        "pending",     "pre-active",  "active",          "suspended",
        "deactivated", "compromised", "destroy-pending", "destroyed",
    };

    return state <= MOHUR_KEY_DESTROYED ? names[state] : "?";
}

static int
read_purpose(const struct cli *cli, mohur_purpose *out)
{
    for (int p = MOHUR_PURPOSE_SIGN; p <= MOHUR_PURPOSE_WRAP; p++) {
        if (cli->purpose != NULL &&
            strcmp(cli->purpose, purpose_name((mohur_purpose)p)) == 0) {
            *out = (mohur_purpose)p;
            return CLI_DONE;
        }
    }
    return cli_fail_usage(cli, "--for sign, --for seal or --for wrap",
                          "what is the key for?");
}

/* The name stands first for create and import. */
static int
read_options(const struct cli *cli, mohur_key_options *out)
{
    mohur_purpose purpose = MOHUR_PURPOSE_SIGN;
    int code              = read_purpose(cli, &purpose);

    if (code != CLI_DONE) {
        return code;
    }
    out->name        = cli->args.at[0];
    out->name_len    = strlen(out->name);
    out->purpose     = purpose;
    out->level       = (uint8_t)cli->level;
    out->exportable  = cli->exportable;
    out->activate_at = cli->activate;
    out->days        = cli->days;
    out->owner       = cli->owner;
    out->comment     = cli->comment;
    if (cli->alg == NULL) {
        return CLI_DONE;
    }
    out->alg = mohur_alg_from_name(cli->alg);
    if (purpose == MOHUR_PURPOSE_SEAL && strcmp(cli->alg, "P-256") == 0) {
        out->alg = MOHUR_ALG_ECDH_P256;
    } else if (purpose == MOHUR_PURPOSE_SEAL &&
               strcmp(cli->alg, "P-384") == 0) {
        out->alg = MOHUR_ALG_ECDH_P384;
    } else if (strcmp(cli->alg, "P-256") == 0) {
        out->alg = MOHUR_ALG_ECDSA_P256;
    } else if (strcmp(cli->alg, "P-384") == 0) {
        out->alg = MOHUR_ALG_ECDSA_P384;
    }
    return out->alg != MOHUR_ALG_NONE
               ? CLI_DONE
               : cli_fail_usage(cli,
                                "Ed25519, ECDSA-P256, ECDSA-P384, X25519, "
                                "ECDH-P256, ECDH-P384, X-Wing",
                                "'%s' is no algorithm", cli->alg);
}

static json_t *
info_json(const mohur_key_info *info)
{
    json_t *key = json_object();
    char text[2 * MOHUR_KEY_ID_LEN + 1];

    json_object_set_new(key, "name", json_string(info->name));
    json_object_set_new(key, "version", json_integer(info->version));
    json_object_set_new(key, "purpose",
                        json_string(purpose_name(info->purpose)));
    json_object_set_new(key, "alg", json_string(mohur_alg_name(info->alg)));
    json_object_set_new(key, "state", json_string(state_name(info->state)));
    json_object_set_new(key, "current", json_boolean(info->current));
    json_object_set_new(key, "level", json_integer(info->level));
    json_object_set_new(key, "exportable", json_boolean(info->exportable));
    json_object_set_new(key, "imported", json_boolean(info->imported));
    cli_hex(info->ring_id, sizeof info->ring_id, text);
    json_object_set_new(key, "ring_id", json_string(text));
    cli_hex(info->id, sizeof info->id, text);
    json_object_set_new(key, "key_id", json_string(text));
    cli_time(info->created, text);
    json_object_set_new(key, "created", json_string(text));
    cli_time(info->activate_at, text);
    json_object_set_new(key, "activate_at", json_string(text));
    cli_time(info->protect_until, text);
    json_object_set_new(key, "protect_until", json_string(text));
    cli_time(info->process_until, text);
    json_object_set_new(key, "process_until", json_string(text));
    json_object_set_new(key, "owner", json_string(info->owner));
    json_object_set_new(key, "comment", json_string(info->comment));
    return key;
}

static void
info_line(const mohur_key_info *info)
{
    char created[32];
    char until[32];
    char *name = cli_escape(info->name);

    cli_time(info->created, created);
    cli_time(info->protect_until, until);
    printf("%-20s %3" PRIu32 "%c %-5s %-12s %-12s %.10s  %.10s\n", name,
           info->version, info->current ? '*' : ' ',
           purpose_name(info->purpose), mohur_alg_name(info->alg),
           state_name(info->state), created, until);
    free(name);
}

static void
info_text(const mohur_key_info *info)
{
    char hex[2 * MOHUR_KEY_ID_LEN + 1];
    char time[32];
    char *name    = cli_escape(info->name);
    char *owner   = cli_escape(info->owner);
    char *comment = cli_escape(info->comment);

    printf("name:          %s\n", name);
    printf("version:       %" PRIu32 "%s\n", info->version,
           info->current ? " (protects now)" : "");
    printf("for:           %s\n", purpose_name(info->purpose));
    printf("algorithm:     %s\n", mohur_alg_name(info->alg));
    printf("state:         %s\n", state_name(info->state));
    printf("level:         %u\n", (unsigned)info->level);
    printf("exportable:    %s\n", info->exportable ? "yes" : "no");
    printf("made:          %s\n", info->imported ? "elsewhere" : "here");
    cli_hex(info->ring_id, sizeof info->ring_id, hex);
    printf("ring id:       %s\n", hex);
    cli_hex(info->id, sizeof info->id, hex);
    printf("key id:        %s\n", hex);
    cli_time(info->created, time);
    printf("created:       %s\n", time);
    cli_time(info->activate_at, time);
    printf("activate at:   %s\n", time);
    cli_time(info->protect_until, time);
    printf("protect until: %s\n", time);
    cli_time(info->process_until, time);
    printf("process until: %s\n", time);
    printf("owner:         %s\n", owner);
    printf("comment:       %s\n\n", comment);
    free(name);
    free(owner);
    free(comment);
}

/* Is it what the words ask for?  No name: every key. */
static bool
wanted(const struct cli *cli,
       const char *name,
       uint32_t version,
       const mohur_key_info *info)
{
    (void)cli;
    return (name == NULL || strcmp(name, info->name) == 0) &&
           (version == 0 || version == info->version);
}

/* Print the versions of one key, or of all. */
static int
print_keys(const struct cli *cli,
           mohur_keystore *store,
           const char *name,
           uint32_t version,
           const char *schema)
{
    mohur_key_list *list = NULL;
    mohur_status st      = mohur_keystore_list(store, &list);
    json_t *keys         = json_array();
    size_t found         = 0;
    int code             = CLI_DONE;

    if (st != MOHUR_OK) {
        json_decref(keys);
        return cli_fail_status(cli, st);
    }
    if (name == NULL && !cli->json && !cli->quiet &&
        mohur_key_list_len(list) > 0) {
        fprintf(stderr, "%-20s ver  %-5s %-12s %-12s %-10s  %s\n", "name",
                "for", "algorithm", "state", "created", "protects until");
    }
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);

        if (!wanted(cli, name, version, info)) {
            continue;
        }
        found++;
        if (cli->json) {
            json_array_append_new(keys, info_json(info));
        } else if (name == NULL) {
            info_line(info);
        } else {
            info_text(info);
        }
    }
    mohur_key_list_free(list);
    if (found == 0 && name != NULL) {
        code = cli_fail(cli, MOHUR_E_NO_KEY, NULL, "there is no key '%s'%s",
                        name, version != 0 ? " of this version" : "");
    } else if (cli->json) {
        json_t *answer = cli_json_new(schema);

        json_object_set(answer, "keys", keys);
        code = cli_json_print(cli, answer);
    }
    json_decref(keys);
    return code;
}

/* Tell what was made. */
static int
report_key(const struct cli *cli,
           mohur_keystore *store,
           const mohur_key *key,
           const char *what)
{
    cli_note(cli, "%s %s, version %" PRIu32 ", %s", what, mohur_key_name(key),
             mohur_key_version(key), mohur_alg_name(mohur_key_alg(key)));
    return cli->json ? print_keys(cli, store, mohur_key_name(key),
                                  mohur_key_version(key), "mohur-key")
                     : CLI_DONE;
}

int
cli_key_create(struct cli *cli)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *store     = NULL;
    mohur_key *key            = NULL;
    int code                  = read_options(cli, &options);

    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_key_new(store, &options, &key);

        code = st == MOHUR_OK ? report_key(cli, store, key, "made key")
                              : cli_fail_status(cli, st);
    }
    mohur_key_free(key);
    mohur_keystore_free(store);
    return code;
}

int
cli_key_list(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = print_keys(cli, store, NULL, 0, "mohur-key-list");
    }
    mohur_keystore_free(store);
    return code;
}

int
cli_key_show(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = print_keys(cli, store, cli->args.at[0], cli->key_version,
                          "mohur-key");
    }
    mohur_keystore_free(store);
    return code;
}

static int
export_to(const struct cli *cli, const mohur_key *key, mohur_sink *sink)
{
    struct cli_passphrase pass = {{0}, 0};
    int code                   = CLI_DONE;
    mohur_status st;

    if (!cli->export_private) {
        st = mohur_key_export_public(cli->ctx, key, sink);
        return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    code = cli_passphrase_get(cli, &cli->new_pass, "the key file", true, &pass);
    if (code == CLI_DONE) {
        st = mohur_key_export_private(cli->ctx, key, pass.text, pass.len, sink);
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    cli_passphrase_wipe(&pass);
    return code;
}

int
cli_key_export(struct cli *cli)
{
    const char *name      = cli->args.at[0];
    mohur_keystore *store = NULL;
    mohur_key *key        = NULL;
    mohur_sink *sink      = NULL;
    int code              = cli_store_open(cli, &store);
    mohur_status st;

    if (code == CLI_DONE) {
        st = mohur_keystore_key(store, name, strlen(name), cli->key_version,
                                &key);
        if (st == MOHUR_OK && cli->output != NULL &&
            strcmp(cli->output, "-") != 0) {
            st = mohur_sink_new_file(cli->ctx, cli->output,
                                     cli->force ? MOHUR_OVERWRITE_REPLACE
                                                : MOHUR_OVERWRITE_NEVER,
                                     &sink);
        } else if (st == MOHUR_OK) {
            st = mohur_sink_new_fd(cli->ctx, STDOUT_FILENO, &sink);
        }
        code = st == MOHUR_OK ? export_to(cli, key, sink)
                              : cli_fail_status(cli, st);
    }
    mohur_sink_free(sink);
    mohur_key_free(key);
    mohur_keystore_free(store);
    return code;
}

static bool
is_encrypted(const char *pem, size_t len)
{
    static const char mark[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    return memmem(pem, len, mark, sizeof mark - 1) != NULL;
}

static int
import_pem(const struct cli *cli,
           mohur_keystore *store,
           const mohur_key_options *options,
           const char *pem,
           size_t pem_len)
{
    struct cli_passphrase pass = {{0}, 0};
    mohur_key *key             = NULL;
    int code                   = CLI_DONE;
    mohur_status st;

    if (is_encrypted(pem, pem_len)) {
        code = cli_passphrase_get(cli, &cli->new_pass, "the key file", false,
                                  &pass);
    }
    if (code == CLI_DONE) {
        st   = mohur_keystore_import(store, options, pem, pem_len,
                                   pass.len > 0 ? pass.text : NULL, pass.len,
                                     &key);
        code = st == MOHUR_OK ? report_key(cli, store, key, "brought in key")
                              : cli_fail_status(cli, st);
    }
    cli_passphrase_wipe(&pass);
    mohur_key_free(key);
    return code;
}

int
cli_key_import(struct cli *cli)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *store     = NULL;
    char *pem                 = NULL;
    size_t pem_len            = 0;
    int code                  = read_options(cli, &options);

    if (code == CLI_DONE) {
        code = cli_read_file(cli, cli->args.at[1], &pem, &pem_len);
    }
    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        code = import_pem(cli, store, &options, pem, pem_len);
    }
    if (pem != NULL) {
        explicit_bzero(pem, pem_len);
    }
    free(pem);
    mohur_keystore_free(store);
    return code;
}

int
cli_key_rotate(struct cli *cli)
{
    const char *name      = cli->args.at[0];
    mohur_keystore *store = NULL;
    uint32_t version      = 0;
    int code              = cli_store_open(cli, &store);
    mohur_status st;

    if (code == CLI_DONE) {
        st = mohur_keystore_rotate(store, name, strlen(name), cli->activate,
                                   &version);
        if (st != MOHUR_OK) {
            code = cli_fail_status(cli, st);
        } else if (cli->json) {
            code = print_keys(cli, store, name, version, "mohur-key");
        } else {
            cli_note(cli, "%s has version %" PRIu32 " now", name, version);
            printf("%" PRIu32 "\n", version);
        }
    }
    mohur_keystore_free(store);
    return code;
}

int
cli_key_move(struct cli *cli)
{
    static const struct {
        const char *word;
        mohur_key_state to;
    } moves[] = {
        {"activate", MOHUR_KEY_ACTIVE},
        {"suspend", MOHUR_KEY_SUSPENDED},
        {"resume", MOHUR_KEY_ACTIVE},
        {"deactivate", MOHUR_KEY_DEACTIVATED},
        {"compromise", MOHUR_KEY_COMPROMISED},
    };
    const char *name      = cli->args.at[0];
    mohur_keystore *store = NULL;
    mohur_key_state to    = MOHUR_KEY_ACTIVE;
    int code;
    mohur_status st;

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (strcmp(moves[i].word, cli->verb->sub) == 0) {
            to = moves[i].to;
        }
    }
    if (cli->key_version == 0) {
        return cli_fail_usage(cli, "'mohur key list' shows the versions",
                              "which version? --version V says");
    }
    code = cli_store_open(cli, &store);
    if (code == CLI_DONE) {
        st   = mohur_keystore_move(store, name, strlen(name), cli->key_version,
                                   to);
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    if (code == CLI_DONE) {
        cli_note(cli, "%s, version %" PRIu32 ", is %s now", name,
                 cli->key_version, state_name(to));
        code = cli->json
                   ? print_keys(cli, store, name, cli->key_version, "mohur-key")
                   : CLI_DONE;
    }
    mohur_keystore_free(store);
    return code;
}
