/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* mohur slot add, list, remove, revoke, renew: ways to unlock the keystore. */

enum {
    ID_HEX_LEN   = 2 * MOHUR_SLOT_ID_LEN,
    ID_HEX_LEAST = 4,
    DAY_SECONDS  = 24 * 3600
};

/* ---- showing ---- */

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
    char id[ID_HEX_LEN + 1];
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

/* All of them, under a schema; members may be NULL. */
static int
show(const struct cli *cli,
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

int
cli_slot_list(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = show(cli, store, "mohur-slot-list", NULL);
    }
    mohur_keystore_free(store);
    return code;
}

/* ---- adding ---- */

static int
read_alg(const struct cli *cli, mohur_alg *out)
{
    if (cli->alg == NULL) {
        return CLI_DONE;
    }
    *out = mohur_alg_from_name(cli->alg);
    if (*out == MOHUR_ALG_X25519 || *out == MOHUR_ALG_X_WING) {
        return CLI_DONE;
    }
    return cli_fail_usage(cli, "X25519 or X-Wing",
                          "'%s' is not what a slot follows by", cli->alg);
}

/* What a new slot is made from. */
struct adding {
    struct cli_passphrase pass;
    struct cli_keys keys;
    mohur_keystore *store;
    mohur_share_group group;
    mohur_share_options shares;
    mohur_share_list *list;
    mohur_slot_options factor[CLI_FACTORS];
    const mohur_slot_options *all[CLI_FACTORS];
    size_t factors;
};

static void
adding_end(struct adding *a)
{
    cli_passphrase_wipe(&a->pass);
    cli_keys_free(&a->keys);
    mohur_share_list_free(a->list);
    mohur_keystore_free(a->store);
    free(a);
}

static int
add_passphrase(const struct cli *cli, struct adding *a)
{
    mohur_slot_options *o = &a->factor[a->factors++];
    int code =
        cli_passphrase_get(cli, &cli->new_pass, "the new slot", true, &a->pass);

    *o                = (mohur_slot_options)MOHUR_SLOT_OPTIONS_INIT;
    o->passphrase     = a->pass.text;
    o->passphrase_len = a->pass.len;
    o->m_kib          = cli->argon2_mib * 1024;
    o->t              = cli->argon2_passes;
    return code;
}

static void
add_shares(const struct cli *cli, struct adding *a)
{
    mohur_slot_options *o = &a->factor[a->factors++];

    a->group.threshold = cli->share_threshold;
    a->group.count     = cli->share_count;
    a->shares          = (mohur_share_options)MOHUR_SHARE_OPTIONS_INIT;
    a->shares.groups   = &a->group;
    *o                 = (mohur_slot_options)MOHUR_SLOT_OPTIONS_INIT;
    o->type            = MOHUR_SLOT_SHARES;
    o->shares          = &a->shares;
    o->out_shares      = &a->list;
}

static void
add_token(const struct cli *cli, struct adding *a)
{
    mohur_slot_options *o = &a->factor[a->factors++];

    *o       = (mohur_slot_options)MOHUR_SLOT_OPTIONS_INIT;
    o->type  = MOHUR_SLOT_TOKEN;
    o->token = cli->token;
}

static int
add_recipient(const struct cli *cli, struct adding *a)
{
    mohur_slot_options *o = &a->factor[a->factors++];
    int code = cli_key_resolve(cli, cli->recipients.at[0], MOHUR_PURPOSE_SEAL,
                               &a->store, &a->keys);

    *o           = (mohur_slot_options)MOHUR_SLOT_OPTIONS_INIT;
    o->type      = MOHUR_SLOT_RECIPIENT;
    o->recipient = code == CLI_DONE ? a->keys.at[0] : NULL;
    return code;
}

/* One of them, or --all of those that go together. */
static int
check_words(const struct cli *cli)
{
    int factors = (cli->passphrase ? 1 : 0) + (cli->share_count > 0 ? 1 : 0) +
                  (cli->token != NULL ? 1 : 0);
    bool key = cli->recipients.len > 0;

    if ((factors == 0 && !key) || cli->recipients.len > 1) {
        return cli_fail_usage(
            cli, "--passphrase, --shares K/N, --hsm URI or one -r RECIPIENT",
            "what is to open the slot?");
    }
    if (cli->all ? key || factors < 2 : factors + (key ? 1 : 0) != 1) {
        return cli_fail_usage(
            cli, "--all of --passphrase --shares K/N --hsm URI, or one of them",
            "a slot does not open in that way");
    }
    return CLI_DONE;
}

static int
gather(const struct cli *cli, struct adding *a, mohur_slot_options *o)
{
    int code = CLI_DONE;

    if (cli->passphrase) {
        code = add_passphrase(cli, a);
    }
    if (cli->share_count > 0) {
        add_shares(cli, a);
    }
    if (cli->token != NULL) {
        add_token(cli, a);
    }
    if (code == CLI_DONE && cli->recipients.len > 0) {
        code = add_recipient(cli, a);
    }
    for (size_t i = 0; i < a->factors; i++) {
        a->all[i] = &a->factor[i];
    }
    *o = a->factor[0];
    if (cli->all) {
        *o         = (mohur_slot_options)MOHUR_SLOT_OPTIONS_INIT;
        o->type    = MOHUR_SLOT_ALL;
        o->all     = a->all;
        o->all_len = a->factors;
    }
    return code == CLI_DONE ? read_alg(cli, &o->kem) : code;
}

static int
add(const struct cli *cli, struct adding *a, mohur_slot_options *o)
{
    uint8_t id[MOHUR_SLOT_ID_LEN];
    char hex[ID_HEX_LEN + 1];
    struct cli_approving by = {NULL, NULL, false};
    json_t *members         = NULL;
    int code                = cli_approving_start(cli, a->store, &by);

    o->label    = cli->label;
    o->recovery = cli->recovery;
    if (cli->days > 0) {
        o->not_after = (int64_t)time(NULL) + (int64_t)cli->days * DAY_SECONDS;
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(cli, &by,
                                 mohur_keystore_slot_add(a->store, o, id));
    }
    cli_approving_free(&by);
    if (code != CLI_DONE || by.asked) {
        return code;
    }
    cli_hex(id, sizeof id, hex);
    cli_note(cli, "added slot %.8s", hex);
    if (a->list != NULL && !cli->json) {
        code = cli_shares_show(cli, a->list);
    }
    members = json_pack("{s:s}", "added", hex);
    if (a->list != NULL) {
        json_object_set_new(members, "shares", cli_shares_json(a->list));
    }
    if (code != CLI_DONE) {
        json_decref(members);
        return code;
    }
    return show(cli, a->store, "mohur-slot-add", members);
}

int
cli_slot_add(struct cli *cli)
{
    struct adding *a     = cli_must(calloc(1, sizeof *a));
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;
    int code             = check_words(cli);

    if (code == CLI_DONE) {
        code = cli_store_open(cli, &a->store);
    }
    if (code == CLI_DONE) {
        code = gather(cli, a, &o);
    }
    if (code == CLI_DONE) {
        code = add(cli, a, &o);
    }
    adding_end(a);
    return code;
}

/* ---- naming one ---- */

/* By its label, or by the first digits of its id. */
static bool
is_named(const mohur_slot_info *info, const char *word, bool by_label)
{
    char id[ID_HEX_LEN + 1];
    size_t len = strlen(word);

    if (by_label) {
        return strcmp(info->label, word) == 0;
    }
    cli_hex(info->id, sizeof info->id, id);
    return len >= ID_HEX_LEAST && len <= ID_HEX_LEN &&
           strncmp(id, word, len) == 0;
}

static size_t
count_named(const mohur_slot_list *list,
            const char *word,
            bool by_label,
            uint8_t id[MOHUR_SLOT_ID_LEN])
{
    size_t found = 0;

    for (size_t i = 0; i < mohur_slot_list_len(list); i++) {
        const mohur_slot_info *info = mohur_slot_list_at(list, i);

        if (is_named(info, word, by_label)) {
            memcpy(id, info->id, sizeof info->id);
            found++;
        }
    }
    return found;
}

static int
find(const struct cli *cli,
     mohur_keystore *store,
     uint8_t id[MOHUR_SLOT_ID_LEN])
{
    mohur_slot_list *list = NULL;
    const char *word      = cli->args.at[0];
    mohur_status st       = mohur_keystore_slots(store, &list);
    size_t found          = 0;

    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    found = count_named(list, word, true, id);
    if (found == 0) {
        found = count_named(list, word, false, id);
    }
    mohur_slot_list_free(list);
    if (found == 1) {
        return CLI_DONE;
    }
    return cli_fail(cli, MOHUR_E_NO_KEY, "'mohur slot list' shows them",
                    found == 0 ? "there is no slot '%s'"
                               : "'%s' names several slots",
                    word);
}

/* ---- removing and revoking ---- */

int
cli_slot_remove(struct cli *cli)
{
    struct cli_approving by = {NULL, NULL, false};
    mohur_keystore *store   = NULL;
    uint8_t id[MOHUR_SLOT_ID_LEN];
    int code = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = find(cli, store, id);
    }
    if (code == CLI_DONE) {
        code = cli_approving_start(cli, store, &by);
    }
    if (code == CLI_DONE) {
        code =
            cli_approving_end(cli, &by, mohur_keystore_slot_remove(store, id));
    }
    cli_approving_free(&by);
    if (code == CLI_DONE && !by.asked) {
        cli_note(cli,
                 "removed slot %s; whoever could open it and kept a copy "
                 "of the file may open later ones too: 'slot revoke' "
                 "prevents that",
                 cli->args.at[0]);
        code =
            show(cli, store, "mohur-slot-remove",
                 json_pack("{s:o}", "removed", cli_json_text(cli->args.at[0])));
    }
    mohur_keystore_free(store);
    return code;
}

/* Under a new root key, without the slot, or with all of them for NULL. */
static int
change_root_key(const struct cli *cli,
                mohur_keystore *store,
                const mohur_unlock *const present[2],
                const uint8_t *without)
{
    uint32_t stale          = 0;
    size_t shown            = present[1]->passphrase_len > 0 ? 2 : 1;
    struct cli_approving by = {NULL, NULL, false};
    int code                = cli_approving_start(cli, store, &by);

    if (code == CLI_DONE) {
        code = cli_approving_end(
            cli, &by,
            mohur_keystore_slot_revoke(store, without, present, shown, &stale));
    }
    cli_approving_free(&by);
    if (code != CLI_DONE || by.asked) {
        return code;
    }
    if (without != NULL) {
        cli_note(cli,
                 "revoked slot %s and made a new root key; an old copy of the "
                 "file still opens with it",
                 cli->args.at[0]);
    } else {
        cli_note(cli, "made a new root key");
    }
    if (stale > 0) {
        cli_note(cli,
                 "%" PRIu32 " slot%s stale now: what opens a slot must be "
                 "shown, or the slot added anew",
                 stale, stale == 1 ? " is" : "s are");
    }
    return show(cli, store,
                without != NULL ? "mohur-slot-revoke" : "mohur-slot-renew",
                without != NULL ? json_pack("{s:o,s:i}", "revoked",
                                            cli_json_text(cli->args.at[0]),
                                            "stale", (int)stale)
                                : json_pack("{s:i}", "stale", (int)stale));
}

/* The slot that is named, if one is to be taken away. */
static int
renew(struct cli *cli, bool revokes)
{
    struct cli_shown *shown       = cli_must(calloc(1, sizeof *shown));
    struct cli_passphrase more    = {{0}, 0};
    mohur_unlock second           = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&shown->how, &second};
    mohur_keystore *store         = NULL;
    uint8_t id[MOHUR_SLOT_ID_LEN];
    int code = cli_store_open_shown(cli, &store, shown);

    if (code == CLI_DONE && cli_passphrase_named(&cli->new_pass)) {
        code = cli_passphrase_get(cli, &cli->new_pass, "another slot", false,
                                  &more);
    }
    if (code == CLI_DONE && revokes) {
        code = find(cli, store, id);
    }
    if (code == CLI_DONE) {
        second.passphrase     = more.text;
        second.passphrase_len = more.len;
        code = change_root_key(cli, store, present, revokes ? id : NULL);
    }
    cli_passphrase_wipe(&more);
    cli_shown_wipe(shown);
    free(shown);
    mohur_keystore_free(store);
    return code;
}

int
cli_slot_revoke(struct cli *cli)
{
    return renew(cli, true);
}

int
cli_slot_renew(struct cli *cli)
{
    return renew(cli, false);
}
