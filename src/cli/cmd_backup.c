/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "merging.h"
#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <stdlib.h>

/* mohur backup create, restore: a copy of the keystore for other hands. */

enum {
    SLOTS_MAX = 32
};

struct backup {
    mohur_keystore *store;
    struct cli_passphrase pass;
    struct cli_keys keys;
    mohur_share_group group;
    mohur_share_options shares;
    mohur_share_list *list;
    mohur_slot_options slot[SLOTS_MAX];
    const mohur_slot_options *slots[SLOTS_MAX];
    char label[SLOTS_MAX][32];
    size_t len;
};

static void
backup_end(struct backup *b)
{
    cli_passphrase_wipe(&b->pass);
    cli_keys_free(&b->keys);
    mohur_share_list_free(b->list);
    mohur_keystore_free(b->store);
    free(b);
}

static mohur_slot_options *
next_slot(struct backup *b, mohur_slot_type type)
{
    mohur_slot_options *o = &b->slot[b->len];

    *o                 = (mohur_slot_options)MOHUR_SLOT_OPTIONS_INIT;
    o->type            = type;
    b->slots[b->len++] = o;
    return o;
}

static int
add_recipients(const struct cli *cli, struct backup *b)
{
    int code = CLI_DONE;

    for (size_t i = 0; code == CLI_DONE && i < cli->recipients.len; i++) {
        code = cli_key_resolve(cli, cli->recipients.at[i], MOHUR_PURPOSE_SEAL,
                               &b->store, &b->keys);
        if (code == CLI_DONE) {
            mohur_slot_options *o = next_slot(b, MOHUR_SLOT_RECIPIENT);

            snprintf(b->label[i], sizeof b->label[i], "recipient %zu", i + 1);
            o->label     = b->label[i];
            o->recipient = b->keys.at[i];
        }
    }
    return code;
}

static int
add_passphrase(const struct cli *cli, struct backup *b)
{
    mohur_slot_options *o = next_slot(b, MOHUR_SLOT_PASSPHRASE);
    int code =
        cli_passphrase_get(cli, &cli->new_pass, "the backup", true, &b->pass);

    o->passphrase     = b->pass.text;
    o->passphrase_len = b->pass.len;
    o->m_kib          = cli->argon2_mib * 1024;
    o->t              = cli->argon2_passes;
    return code;
}

static void
add_shares(const struct cli *cli, struct backup *b)
{
    mohur_slot_options *o = next_slot(b, MOHUR_SLOT_SHARES);

    b->group  = (mohur_share_group){cli->share_threshold, cli->share_count};
    b->shares = (mohur_share_options)MOHUR_SHARE_OPTIONS_INIT;
    b->shares.groups = &b->group;
    o->shares        = &b->shares;
    o->out_shares    = &b->list;
}

static int
check_words(const struct cli *cli)
{
    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o PATH, a folder that is not there yet",
                              "where is the backup to be?");
    }
    if (cli->recipients.len > SLOTS_MAX - 2) {
        return cli_fail_usage(cli, NULL, "there are too many recipients");
    }
    if (cli->recipients.len == 0 && !cli->passphrase && cli->share_count == 0) {
        return cli_fail_usage(cli, "-r RECIPIENT, --passphrase or --shares K/N",
                              "who is to open the backup?");
    }
    return CLI_DONE;
}

static int
write_backup(const struct cli *cli, struct backup *b)
{
    struct cli_approving by = {NULL, NULL, false};
    mohur_backup_options o  = MOHUR_BACKUP_OPTIONS_INIT;
    int code                = cli_approving_start(cli, b->store, &by);

    o.slots     = b->slots;
    o.slots_len = b->len;
    if (code == CLI_DONE) {
        code = cli_approving_end(
            cli, &by, mohur_keystore_backup(b->store, &o, cli->output));
    }
    cli_approving_free(&by);
    if (code != CLI_DONE || by.asked) {
        return code;
    }
    cli_note(cli, "wrote a backup into %s", cli->output);
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-backup-create");

        json_object_set_new(answer, "path", cli_json_text(cli->output));
        json_object_set_new(answer, "slots", json_integer((json_int_t)b->len));
        if (b->list != NULL) {
            json_object_set_new(answer, "shares", cli_shares_json(b->list));
        }
        cli_json_print(answer);
    } else if (b->list != NULL) {
        code = cli_shares_show(cli, b->list);
    }
    return code;
}

int
cli_backup_create(struct cli *cli)
{
    struct backup *b = cli_must(calloc(1, sizeof *b));
    int code         = check_words(cli);

    if (code == CLI_DONE) {
        code = cli_store_open(cli, &b->store);
    }
    if (code == CLI_DONE) {
        code = add_recipients(cli, b);
    }
    if (code == CLI_DONE && cli->passphrase) {
        code = add_passphrase(cli, b);
    }
    if (code == CLI_DONE && cli->share_count > 0) {
        add_shares(cli, b);
    }
    if (code == CLI_DONE) {
        code = write_backup(cli, b);
    }
    backup_end(b);
    return code;
}

/* ---- restoring ---- */

/* The keystore as it is, which opens with the new passphrase. */
static int
open_live(const struct cli *cli,
          const struct cli_passphrase *pass,
          mohur_keystore **out)
{
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_status st;

    if (cli->live == NULL) {
        return CLI_DONE;
    }
    o.path = cli->live;
    st     = mohur_keystore_open(cli->ctx, &o, out);
    if (st == MOHUR_OK) {
        st = mohur_keystore_unlock(*out, pass->text, pass->len);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

static int
restore(const struct cli *cli,
        mohur_keystore *backup,
        mohur_keystore *live,
        const struct cli_passphrase *pass)
{
    mohur_restore_options o  = MOHUR_RESTORE_OPTIONS_INIT;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *store    = NULL;
    char path[CLI_PATH_CAP];
    mohur_status st;
    int code = cli_store_path(cli, path, sizeof path);

    if (code != CLI_DONE) {
        return code;
    }
    o.path           = path;
    o.passphrase     = pass->text;
    o.passphrase_len = pass->len;
    o.m_kib          = cli->argon2_mib * 1024;
    o.t              = cli->argon2_passes;
    o.live           = live;
    st               = mohur_keystore_restore(backup, &o, &store);
    if (st == MOHUR_OK) {
        st = mohur_keystore_get_info(store, &info);
    }
    if (st == MOHUR_OK) {
        cli_note(cli, "restored the keystore into %s", path);
    }
    if (st == MOHUR_OK && cli->json) {
        json_t *answer = cli_json_new("mohur-backup-restore");

        json_object_set_new(answer, "store", cli_store_json(&info, path));
        cli_json_print(answer);
    }
    mohur_keystore_free(store);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
}

int
cli_backup_restore(struct cli *cli)
{
    struct cli_passphrase pass = {{0}, 0};
    struct cli *source         = cli_must(malloc(sizeof *source));
    mohur_keystore *backup     = NULL;
    mohur_keystore *live       = NULL;
    int code                   = cli_merge_words(cli);

    *source        = *cli;
    source->store  = cli->args.at[0];
    source->anchor = ""; /* of the keystore, not of its backup */
    if (code == CLI_DONE) {
        code = cli_store_open(source, &backup);
    }
    free(source);
    if (code == CLI_DONE && cli->merge) {
        code = cli_merge(cli, backup);
        mohur_keystore_free(backup);
        return code;
    }
    if (code == CLI_DONE) {
        code = cli_passphrase_get(cli, &cli->new_pass, "the restored keystore",
                                  true, &pass);
    }
    if (code == CLI_DONE) {
        code = open_live(cli, &pass, &live);
    }
    if (code == CLI_DONE) {
        code = restore(cli, backup, live, &pass);
    }
    cli_passphrase_wipe(&pass);
    mohur_keystore_free(live);
    mohur_keystore_free(backup);
    return code;
}
