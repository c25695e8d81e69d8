/* SPDX-License-Identifier: Apache-2.0 */
#include "slots.h"

#include "format.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

static const char *
type_name(mohur_slot_type type)
{
    switch (type) {
    case MOHUR_SLOT_PASSPHRASE:
        return "passphrase";
    case MOHUR_SLOT_SHARES:
        return "shares";
    case MOHUR_SLOT_TOKEN:
        return "token";
    case MOHUR_SLOT_RECIPIENT:
        return "recipient";
    case MOHUR_SLOT_CALLBACK:
        return "host";
    case MOHUR_SLOT_ALL:
        return "all";
    }
    return "unknown";
}

static const char *
state_name(mohur_slot_state state)
{
    return state == MOHUR_SLOT_LIVE ? "live" : "stale";
}

static void
print_slot(const mohur_slot_info *info)
{
    char id[CLI_SLOT_HEX_LEN + 1];
    char until[32];
    char *label = cli_clean(info->label);

    cli_hex(info->id, sizeof info->id, id);
    cli_time(info->not_after, until);
    printf("%.8s  %-10s %-5s %-8s %-8s %-20s %s\n", id, type_name(info->type),
           state_name(info->state), info->recovery ? "recovery" : "-",
           info->kem != MOHUR_ALG_NONE ? mohur_alg_name(info->kem) : "-", until,
           label);
    free(label);
}

static json_t *
slot_json(const mohur_slot_info *info)
{
    json_t *slot = json_object();

    cli_json_hex(slot, "id", info->id, sizeof info->id);
    json_object_set_new(slot, "label", cli_json_text(info->label));
    json_object_set_new(slot, "opens_with", json_string(type_name(info->type)));
    json_object_set_new(slot, "state", json_string(state_name(info->state)));
    json_object_set_new(slot, "recovery", json_boolean(info->recovery));
    json_object_set_new(slot, "follows",
                        json_boolean(info->kem != MOHUR_ALG_NONE));
    if (info->kem != MOHUR_ALG_NONE) {
        json_object_set_new(slot, "alg",
                            json_string(mohur_alg_name(info->kem)));
    }
    cli_json_time(slot, "created", info->created);
    cli_json_time(slot, "not_after", info->not_after);
    if (info->groups > 0) {
        json_object_set_new(slot, "shares", json_integer(info->count));
        json_object_set_new(slot, "shares_needed",
                            json_integer(info->threshold));
    }
    if (info->token[0] != '\0') {
        json_object_set_new(slot, "token", cli_json_text(info->token));
    }
    if (info->m_kib > 0) {
        json_object_set_new(slot, "argon2_mib",
                            json_integer(info->m_kib / 1024));
        json_object_set_new(slot, "argon2_passes", json_integer(info->t));
    }
    return slot;
}

int
cli_slots_show(const struct cli *cli,
               mohur_keystore *store,
               const char *schema,
               json_t *members)
{
    mohur_slot_list *list = NULL;
    json_t *slots         = json_array();
    json_t *answer        = cli_json_new(schema);
    mohur_status st       = mohur_keystore_slots(store, &list);

    for (size_t i = 0; i < mohur_slot_list_len(list); i++) {
        if (cli->json) {
            json_array_append_new(slots,
                                  slot_json(mohur_slot_list_at(list, i)));
        } else if (members == NULL) {
            print_slot(mohur_slot_list_at(list, i));
        }
    }
    mohur_slot_list_free(list);
    json_object_update(answer, members);
    json_object_set_new(answer, "slots", slots);
    if (st == MOHUR_OK && cli->json) {
        cli_json_print(answer);
    } else {
        json_decref(answer);
    }
    json_decref(members);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}
