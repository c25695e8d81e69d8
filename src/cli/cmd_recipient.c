/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "opening.h"
#include "passphrase.h"
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mohur recipient add, remove, list: who can open an archive, changed
 * without touching what is in it. */

struct recipient {
    struct cli_keys keys;  /* to open it with */
    struct cli_keys named; /* by -r */
    struct cli_keys admin; /* by -s: signs the new header */
    struct cli_passphrase pass;
    struct cli_passphrase new_pass;
    mohur_keystore *store;
    mohur_archive_info info;
};

static void
recipient_end(struct recipient *r)
{
    cli_keys_free(&r->keys);
    cli_keys_free(&r->named);
    cli_keys_free(&r->admin);
    cli_passphrase_wipe(&r->pass);
    cli_passphrase_wipe(&r->new_pass);
    mohur_keystore_free(r->store);
}

static int
check_file(const struct cli *cli)
{
    if (access(cli->args.at[0], R_OK) == 0) {
        return CLI_DONE;
    }
    return cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s",
                    cli->args.at[0], strerrordesc_np(errno));
}

/* Is a passphrase needed to open it, alone or beside a key? */
static bool
opens_with_passphrase(const struct cli *cli)
{
    return cli->with_passphrase || cli->passphrase_and_key;
}

static int
check_words(const struct cli *cli, bool adds)
{
    if (cli->recipients.len == 0 && !cli->passphrase) {
        return cli_fail_usage(cli, "-r RECIPIENT or --passphrase",
                              "who is to be %s?", adds ? "added" : "removed");
    }
    if (cli->signers.len > 1) {
        return cli_fail_usage(cli, "-s KEY, once",
                              "one administrator signs a header");
    }
    if (adds && cli->passphrase && opens_with_passphrase(cli)) {
        return cli_fail_usage(
            cli, "first add a key, then change the passphrase with that",
            "what opens it and --passphrase would be the same passphrase");
    }
    return check_file(cli);
}

/* A number of slots of one key; the file may have changed meanwhile. */
static int
find_slot(const struct cli *cli, const mohur_key *key, int64_t *out)
{
    mohur_source *source = NULL;
    uint32_t slot        = 0;
    mohur_status st = mohur_source_new_file(cli->ctx, cli->args.at[0], &source);

    if (st == MOHUR_OK) {
        st = mohur_archive_recipients_find(cli->ctx, source, key, &slot);
    }
    mohur_source_free(source);
    *out = st == MOHUR_OK ? (int64_t)slot : -1;
    return st == MOHUR_OK || st == MOHUR_END ? CLI_DONE
                                             : cli_fail_request(cli, st);
}

/* A key of the store that was rotated may be there by older versions. */
static int
add_older(const struct cli *cli, struct recipient *r)
{
    const mohur_key *newest = r->named.at[r->named.len - 1];
    uint32_t version        = mohur_key_version(newest);
    const char *name        = mohur_key_name(newest);
    int64_t slot            = -1;
    int code                = CLI_DONE;

    if (r->store == NULL || version < 2) {
        return CLI_DONE;
    }
    code = find_slot(cli, newest, &slot);
    while (code == CLI_DONE && slot < 0 && --version > 0) {
        mohur_key *key = NULL;
        mohur_status st =
            mohur_keystore_key(r->store, name, strlen(name), version, &key);

        if (st == MOHUR_OK) {
            code = find_slot(cli, key, &slot);
        }
        if (slot >= 0) {
            mohur_key_free(r->named.at[r->named.len - 1]);
            r->named.at[r->named.len - 1] = key;
            key                           = NULL;
        }
        mohur_key_free(key);
    }
    return code;
}

static int
gather_named(const struct cli *cli, bool adds, struct recipient *r)
{
    int code = CLI_DONE;

    for (size_t i = 0; code == CLI_DONE && i < cli->recipients.len; i++) {
        code = cli_key_resolve(cli, cli->recipients.at[i], MOHUR_PURPOSE_SEAL,
                               &r->store, &r->named);
        if (code == CLI_DONE && !adds) {
            code = add_older(cli, r);
        }
    }
    return code;
}

/* Our keys that may be for archives. */
static int
gather_own(const struct cli *cli, struct recipient *r)
{
    int code = r->store == NULL ? cli_store_open(cli, &r->store) : CLI_DONE;

    if (code == CLI_DONE) {
        code = cli_keys_of_store(cli, r->store, MOHUR_PURPOSE_SEAL, &r->keys);
    }
    if (code == CLI_DONE) {
        code = cli_keys_of_store(cli, r->store, MOHUR_PURPOSE_WRAP, &r->keys);
    }
    return code;
}

/* Who asked for a passphrase may have waited long. */
static int
refresh(const struct cli *cli, struct recipient *r)
{
    int code = cli_keys_refresh(cli, r->store, &r->named);

    if (code == CLI_DONE) {
        code = cli_keys_refresh(cli, r->store, &r->keys);
    }
    if (code == CLI_DONE) {
        code = cli_keys_refresh(cli, r->store, &r->admin);
    }
    return code;
}

static int
gather(const struct cli *cli, bool adds, struct recipient *r)
{
    int code = gather_named(cli, adds, r);

    if (code == CLI_DONE && cli->signers.len > 0) {
        code = cli_key_resolve(cli, cli->signers.at[0], MOHUR_PURPOSE_SIGN,
                               &r->store, &r->admin);
    }
    if (code == CLI_DONE &&
        (!cli->with_passphrase || cli->passphrase_and_key)) {
        code = gather_own(cli, r);
    }
    if (code == CLI_DONE && opens_with_passphrase(cli)) {
        code = cli_passphrase_get(cli, cli_archive_pass(cli, r->store),
                                  "the archive", false, &r->pass);
    }
    if (code == CLI_DONE && adds && cli->passphrase) {
        code = cli_passphrase_get(cli, cli_archive_pass(cli, r->store),
                                  "the archive", true, &r->new_pass);
    }
    return code == CLI_DONE && (opens_with_passphrase(cli) || cli->passphrase)
               ? refresh(cli, r)
               : code;
}

static int
inspect(const struct cli *cli, struct recipient *r)
{
    mohur_source *source = NULL;
    mohur_status st = mohur_source_new_file(cli->ctx, cli->args.at[0], &source);

    r->info = (mohur_archive_info)MOHUR_ARCHIVE_INFO_INIT;
    if (st == MOHUR_OK) {
        st = mohur_archive_inspect(cli->ctx, source, &r->info);
    }
    mohur_source_free(source);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
}

static mohur_archive_change_options
what_to_change(const struct cli *cli, bool adds, const struct recipient *r)
{
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;

    o.keys           = (const mohur_key *const *)r->keys.at;
    o.keys_len       = r->keys.len;
    o.allow_mixed_pq = cli->allow_mixed_pq;
    o.admin          = r->admin.len > 0 ? r->admin.at[0] : NULL;
    if (opens_with_passphrase(cli)) {
        o.passphrase     = r->pass.text;
        o.passphrase_len = r->pass.len;
    }
    if (!adds) {
        o.remove            = (const mohur_key *const *)r->named.at;
        o.remove_len        = r->named.len;
        o.remove_passphrase = cli->passphrase;
        return o;
    }
    o.add     = (const mohur_key *const *)r->named.at;
    o.add_len = r->named.len;
    if (cli->passphrase) {
        o.add_passphrase     = r->new_pass.text;
        o.add_passphrase_len = r->new_pass.len;
        o.passphrase_m_kib   = cli->argon2_mib * 1024;
        o.passphrase_t       = cli->argon2_passes;
    }
    return o;
}

static void
report(const struct cli *cli, bool adds, const struct recipient *r)
{
    size_t n = r->named.len + (cli->passphrase ? 1 : 0);
    json_t *answer;

    cli_note(cli, "%s %zu recipient%s; the header is of generation %" PRIu32,
             adds ? "added" : "removed", n, n == 1 ? "" : "s",
             r->info.generation);
    if (!adds) {
        cli_note(cli, "who was removed may have kept the content or its key: "
                      "only sealing it again takes that away");
    }
    if (!cli->json) {
        return;
    }
    answer =
        cli_json_new(adds ? "mohur-recipient-add" : "mohur-recipient-remove");
    json_object_set_new(answer, "path", cli_json_text(cli->args.at[0]));
    json_object_set_new(answer, adds ? "added" : "removed",
                        json_integer((json_int_t)n));
    json_object_set_new(answer, "generation", json_integer(r->info.generation));
    json_object_set_new(answer, "slots", json_integer(r->info.slots_len));
    cli_json_print(answer);
}

static int
change(struct cli *cli, bool adds)
{
    struct recipient *r = cli_must(calloc(1, sizeof *r));
    int code            = check_words(cli, adds);

    if (code == CLI_DONE) {
        code = gather(cli, adds, r);
    }
    if (code == CLI_DONE) {
        mohur_archive_change_options o = what_to_change(cli, adds, r);
        mohur_status st =
            mohur_archive_recipients_change(cli->ctx, &o, cli->args.at[0]);

        code = st == MOHUR_OK ? inspect(cli, r) : cli_fail_request(cli, st);
    }
    if (code == CLI_DONE) {
        report(cli, adds, r);
    }
    recipient_end(r);
    free(r);
    return code;
}

int
cli_recipient_add(struct cli *cli)
{
    return change(cli, true);
}

int
cli_recipient_remove(struct cli *cli)
{
    return change(cli, false);
}

/* Which of these keys a slot is for; NULL if none is known. */
static int
mark_slots(const struct cli *cli,
           const struct cli_keys *keys,
           const mohur_key **out)
{
    int64_t slot = -1;
    int code     = CLI_DONE;

    for (size_t i = 0; code == CLI_DONE && i < keys->len; i++) {
        code = find_slot(cli, keys->at[i], &slot);
        if (slot >= 0 && slot < MOHUR_ARCHIVE_SLOTS_MAX) {
            out[slot] = keys->at[i];
        }
    }
    return code;
}

static void
print_slot(uint32_t number, uint32_t type, const mohur_key *key)
{
    char *name = cli_clean(key != NULL ? mohur_key_name(key) : "");

    printf("%-5" PRIu32 " %-24s %s\n", number, cli_slot_name(type), name);
    free(name);
}

static json_t *
slot_json(uint32_t type, const mohur_key *key)
{
    json_t *slot = json_object();

    json_object_set_new(slot, "type", json_integer(type));
    json_object_set_new(slot, "opens_with", json_string(cli_slot_name(type)));
    json_object_set_new(slot, "known", json_boolean(key != NULL));
    if (key != NULL) {
        json_object_set_new(slot, "name", cli_json_text(mohur_key_name(key)));
        json_object_set_new(slot, "key_version",
                            json_integer(mohur_key_version(key)));
        cli_json_hex(slot, "key_id", mohur_key_id(key), MOHUR_KEY_ID_LEN);
    }
    return slot;
}

static void
show(const struct cli *cli,
     const mohur_archive_info *info,
     const mohur_key *const *known)
{
    json_t *answer = NULL;
    json_t *slots  = NULL;

    if (!cli->json) {
        for (uint32_t i = 0; i < info->slots_len; i++) {
            print_slot(i, info->slot_types[i], known[i]);
        }
        cli_note(cli, "without a key nothing of this is proven, and what is "
                      "unknown may be for nobody");
        return;
    }
    answer = cli_json_new("mohur-recipient-list");
    slots  = json_array();
    json_object_set_new(answer, "path", cli_json_text(cli->args.at[0]));
    json_object_set_new(answer, "generation", json_integer(info->generation));
    for (uint32_t i = 0; i < info->slots_len; i++) {
        json_array_append_new(slots, slot_json(info->slot_types[i], known[i]));
    }
    json_object_set_new(answer, "slots", slots);
    cli_json_print(answer);
}

int
cli_recipient_list(struct cli *cli)
{
    const mohur_key *known[MOHUR_ARCHIVE_SLOTS_MAX] = {NULL};
    struct recipient *r = cli_must(calloc(1, sizeof *r));
    int code            = check_file(cli);

    if (code == CLI_DONE) {
        code = gather_named(cli, true, r);
    }
    /* Without -r it is our own keys that are looked for, if there are any. */
    if (code == CLI_DONE && cli->recipients.len == 0 &&
        (cli->store != NULL || cli_store_exists(cli))) {
        code = gather_own(cli, r);
    }
    if (code == CLI_DONE) {
        code = inspect(cli, r);
    }
    if (code == CLI_DONE) {
        code = mark_slots(cli, &r->keys, known);
    }
    if (code == CLI_DONE) {
        code = mark_slots(cli, &r->named, known);
    }
    if (code == CLI_DONE) {
        show(cli, &r->info, known);
    }
    recipient_end(r);
    free(r);
    return code;
}
