/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "passphrase.h"
#include "report.h"
#include "slots.h"
#include "store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* mohur slot list, remove, revoke, renew: ways to unlock the keystore. */

enum {
    ID_HEX_LEAST = 4
};

int
cli_slot_list(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = cli_store_open(cli, &store);

    if (code == CLI_DONE) {
        code = cli_slots_show(cli, store, "mohur-slot-list", NULL);
    }
    mohur_keystore_free(store);
    return code;
}

/* ---- naming one ---- */

/* By its label, or by the first digits of its id. */
static bool
is_named(const mohur_slot_info *info, const char *word, bool by_label)
{
    char id[CLI_SLOT_HEX_LEN + 1];
    size_t len = strlen(word);

    if (by_label) {
        return strcmp(info->label, word) == 0;
    }
    cli_hex(info->id, sizeof info->id, id);
    return len >= ID_HEX_LEAST && len <= CLI_SLOT_HEX_LEN &&
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
        code = cli_slots_show(
            cli, store, "mohur-slot-remove",
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
    return cli_slots_show(
        cli, store, without != NULL ? "mohur-slot-revoke" : "mohur-slot-renew",
        without != NULL
            ? json_pack("{s:o,s:i}", "revoked", cli_json_text(cli->args.at[0]),
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
