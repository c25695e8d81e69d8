/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "passphrase.h"
#include "report.h"
#include "slots.h"
#include "store.h"

#include <stdlib.h>
#include <time.h>

/* mohur slot add: a new way to unlock the keystore. */

enum {
    DAY_SECONDS = 24 * 3600
};

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
    char hex[CLI_SLOT_HEX_LEN + 1];
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
    return cli_slots_show(cli, a->store, "mohur-slot-add", members);
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
