/* SPDX-License-Identifier: Apache-2.0 */
#include "key_words.h"

#include "custody.h"
#include "format.h"
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The words for keys: read from the command line, and shown. */

enum {
    NAME_MAX_LEN = 128
};

const char *
cli_purpose_name(mohur_purpose purpose)
{
    static const char *const names[] = {"?", "sign", "seal", "wrap"};

    return purpose <= MOHUR_PURPOSE_WRAP ? names[purpose] : "?";
}

const char *
cli_state_name(mohur_key_state state)
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
            strcmp(cli->purpose, cli_purpose_name((mohur_purpose)p)) == 0) {
            *out = (mohur_purpose)p;
            return CLI_DONE;
        }
    }
    return cli_fail_usage(cli, "--for sign, --for seal or --for wrap",
                          "what is the key for?");
}

/* Which algorithms go with a purpose; P-256 and P-384 name two each. */
static const struct {
    mohur_purpose purpose;
    const char *name;
    mohur_alg alg;
    uint32_t bits;
} algorithms[] = {
    {MOHUR_PURPOSE_SIGN, "ECDSA-P256", MOHUR_ALG_ECDSA_P256, 0},
    {MOHUR_PURPOSE_SIGN, "ECDSA-P384", MOHUR_ALG_ECDSA_P384, 0},
    {MOHUR_PURPOSE_SIGN, "Ed25519", MOHUR_ALG_ED25519, 0},
    {MOHUR_PURPOSE_SIGN, "RSASSA-PSS", MOHUR_ALG_RSASSA_PSS, 0},
    {MOHUR_PURPOSE_SIGN, "RSASSA-PSS-3072", MOHUR_ALG_RSASSA_PSS, 3072},
    {MOHUR_PURPOSE_SIGN, "RSASSA-PSS-4096", MOHUR_ALG_RSASSA_PSS, 4096},
    {MOHUR_PURPOSE_SIGN, "RSASSA-PKCS1-v1_5", MOHUR_ALG_RSASSA_PKCS1, 0},
    {MOHUR_PURPOSE_SIGN, "RSASSA-PKCS1-v1_5-3072", MOHUR_ALG_RSASSA_PKCS1,
     3072},
    {MOHUR_PURPOSE_SIGN, "RSASSA-PKCS1-v1_5-4096", MOHUR_ALG_RSASSA_PKCS1,
     4096},
    {MOHUR_PURPOSE_SEAL, "X25519", MOHUR_ALG_X25519, 0},
    {MOHUR_PURPOSE_SEAL, "ECDH-P256", MOHUR_ALG_ECDH_P256, 0},
    {MOHUR_PURPOSE_SEAL, "ECDH-P384", MOHUR_ALG_ECDH_P384, 0},
    {MOHUR_PURPOSE_SEAL, "X-Wing", MOHUR_ALG_X_WING, 0},
    {MOHUR_PURPOSE_WRAP, "AES-256-wrap", MOHUR_ALG_AES_256_WRAP, 0},
    {MOHUR_PURPOSE_SIGN, "P-256", MOHUR_ALG_ECDSA_P256, 0},
    {MOHUR_PURPOSE_SIGN, "P-384", MOHUR_ALG_ECDSA_P384, 0},
    {MOHUR_PURPOSE_SEAL, "P-256", MOHUR_ALG_ECDH_P256, 0},
    {MOHUR_PURPOSE_SEAL, "P-384", MOHUR_ALG_ECDH_P384, 0},
};

static int
read_alg(const struct cli *cli, mohur_key_options *out)
{
    mohur_alg named = mohur_alg_from_name(cli->alg);

    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (algorithms[i].purpose == out->purpose &&
            (algorithms[i].alg == named ||
             strcmp(algorithms[i].name, cli->alg) == 0)) {
            out->alg  = algorithms[i].alg;
            out->bits = algorithms[i].bits;
            return CLI_DONE;
        }
    }
    return cli_fail_usage(
        cli,
        "sign: Ed25519, ECDSA-P256, ECDSA-P384, RSASSA-PSS-3072 or -4096, "
        "RSASSA-PKCS1-v1_5-3072 or -4096; "
        "seal: X25519, ECDH-P256, ECDH-P384, X-Wing; wrap: none to name",
        "'%s' is no algorithm of a key that is to %s", cli->alg,
        cli_purpose_name(out->purpose));
}

int
cli_key_options_read(const struct cli *cli, mohur_key_options *out)
{
    int code = read_purpose(cli, &out->purpose);

    out->name             = cli->args.at[0];
    out->name_len         = strlen(out->name);
    out->level            = (uint8_t)cli->level;
    out->exportable       = cli->exportable;
    out->activate_at      = cli->activate;
    out->days             = cli->days;
    out->process_days     = cli->process_days;
    out->max_uses         = cli->max_uses;
    out->rotate_days      = cli->rotate_days;
    out->activate_delay_s = cli->activate_delay;
    out->owner            = cli->owner;
    out->comment          = cli->comment;
    out->token            = cli->token;
    if (code == CLI_DONE &&
        (out->name_len == 0 || out->name_len > NAME_MAX_LEN)) {
        code = cli_fail_usage(cli, NULL, "a key's name has 1 to %d bytes",
                              NAME_MAX_LEN);
    }
    return code == CLI_DONE && cli->alg != NULL ? read_alg(cli, out) : code;
}

static json_t *
info_json(const mohur_key_info *info)
{
    json_t *key = json_object();

    json_object_set_new(key, "name", cli_json_text(info->name));
    json_object_set_new(key, "version", json_integer(info->version));
    json_object_set_new(key, "purpose",
                        json_string(cli_purpose_name(info->purpose)));
    json_object_set_new(key, "alg", json_string(mohur_alg_name(info->alg)));
    json_object_set_new(key, "state", json_string(cli_state_name(info->state)));
    json_object_set_new(key, "current", json_boolean(info->current));
    json_object_set_new(key, "level", json_integer(info->level));
    if (info->bits != 0) {
        json_object_set_new(key, "bits", json_integer(info->bits));
    }
    json_object_set_new(key, "custody",
                        json_string(cli_custody_name(info->custody)));
    json_object_set_new(key, "token", cli_json_text(info->token));
    json_object_set_new(key, "exportable", json_boolean(info->exportable));
    json_object_set_new(key, "imported", json_boolean(info->imported));
    cli_json_hex(key, "ring_id", info->ring_id, sizeof info->ring_id);
    cli_json_hex(key, "key_id", info->id, sizeof info->id);
    cli_json_time(key, "created", info->created);
    cli_json_time(key, "activate_at", info->activate_at);
    cli_json_time(key, "protect_until", info->protect_until);
    cli_json_time(key, "process_until", info->process_until);
    cli_json_time(key, "destroy_after", info->destroy_after);
    cli_json_time(key, "compromised_at", info->compromised_at);
    json_object_set_new(key, "legal_hold", json_boolean(info->legal_hold));
    json_object_set_new(key, "uses", json_integer((json_int_t)info->uses));
    json_object_set_new(key, "max_uses",
                        json_integer((json_int_t)info->max_uses));
    cli_json_time(key, "rotate_at", info->rotate_at);
    json_object_set_new(key, "rotate_due", json_boolean(info->rotate_due));
    json_object_set_new(key, "activate_delay_s",
                        json_integer(info->activate_delay_s));
    json_object_set_new(key, "owner", cli_json_text(info->owner));
    json_object_set_new(key, "comment", cli_json_text(info->comment));
    return key;
}

/* One of many: a line of a table. */
static void
print_line(const mohur_key_info *info)
{
    char created[32];
    char until[32];
    char *name = cli_escape(info->name);

    cli_time(info->created, created);
    cli_time(info->protect_until, until);
    printf("%-20s %3" PRIu32 "%c %-5s %-12s %-12s %.10s  %.10s%s%s\n", name,
           info->version, info->current ? '*' : ' ',
           cli_purpose_name(info->purpose), mohur_alg_name(info->alg),
           cli_state_name(info->state), created, until,
           info->custody == MOHUR_CUSTODY_HSM ? "  in a token" : "",
           info->rotate_due ? "  to be rotated" : "");
    free(name);
}

/* All that JSON says of it, a line each. */
static void
print_text(const mohur_key_info *info)
{
    json_t *key = info_json(info);
    const char *name;
    json_t *value;

    json_object_foreach(key, name, value)
    {
        char *text = NULL;

        if (json_is_string(value)) {
            text = cli_escape(json_string_value(value));
            printf("%-14s %s\n", name, text[0] != '\0' ? text : "-");
            free(text);
        } else if (json_is_integer(value)) {
            printf("%-14s %" JSON_INTEGER_FORMAT "\n", name,
                   json_integer_value(value));
        } else {
            printf("%-14s %s\n", name, json_is_true(value) ? "yes" : "no");
        }
    }
    printf("\n");
    json_decref(key);
}

static void
print_one(const struct cli *cli,
          json_t *keys,
          const mohur_key_info *info,
          bool whole)
{
    if (cli->json) {
        json_array_append_new(keys, info_json(info));
    } else if (whole) {
        print_text(info);
    } else {
        print_line(info);
    }
}

/* What is under it should be sealed or wrapped anew, by the current one. */
static bool
is_stale(const mohur_key_info *info)
{
    return !info->current && info->state >= MOHUR_KEY_ACTIVE &&
           info->state <= MOHUR_KEY_COMPROMISED;
}

int
cli_keys_print(const struct cli *cli,
               mohur_keystore *store,
               const char *name,
               uint32_t version,
               const char *schema)
{
    mohur_key_list *list = NULL;
    mohur_status st      = mohur_keystore_list(store, &list);
    json_t *keys         = json_array();
    size_t found         = 0;

    if (st == MOHUR_OK && name == NULL && !cli->json && !cli->quiet) {
        fprintf(stderr, "%-20s ver  %-5s %-12s %-12s %-10s  %s\n", "name",
                "for", "algorithm", "state", "created", "protects until");
    }
    for (size_t i = 0; st == MOHUR_OK && i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);

        if ((name == NULL || strcmp(name, info->name) == 0) &&
            (version == 0 || version == info->version) &&
            (!cli->stale || is_stale(info))) {
            print_one(cli, keys, info, name != NULL);
            found++;
        }
    }
    mohur_key_list_free(list);
    if (st == MOHUR_OK && (found > 0 || name == NULL)) {
        json_t *answer = cli_json_new(schema);

        json_object_set_new(answer, "keys", keys);
        if (cli->json) {
            cli_json_print(json_incref(answer));
        }
        json_decref(answer);
        return CLI_DONE;
    }
    json_decref(keys);
    return st != MOHUR_OK
               ? cli_fail_status(cli, st)
               : cli_fail(cli, MOHUR_E_NO_KEY, NULL, "there is no key '%s'%s",
                          name, version != 0 ? " of this version" : "");
}

int
cli_due_add(const struct cli *cli, mohur_keystore *store, json_t *answer)
{
    mohur_key_list *list = NULL;
    json_t *due          = cli_must(json_object());
    mohur_status st      = mohur_keystore_list(store, &list);

    for (size_t i = 0; st == MOHUR_OK && i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);

        if (info->rotate_due) {
            cli_json_time(due, info->name, info->rotate_at);
        }
    }
    mohur_key_list_free(list);
    json_object_set_new(answer, "rotate_due", due);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

int
cli_key_report(const struct cli *cli,
               mohur_keystore *store,
               const mohur_key *key,
               const char *what)
{
    cli_note(cli, "%s %s, version %" PRIu32 ", %s", what, mohur_key_name(key),
             mohur_key_version(key), mohur_alg_name(mohur_key_alg(key)));
    return cli->json ? cli_keys_print(cli, store, mohur_key_name(key),
                                      mohur_key_version(key), "mohur-key")
                     : CLI_DONE;
}
