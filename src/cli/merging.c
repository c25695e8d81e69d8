/* SPDX-License-Identifier: Apache-2.0 */
#include "merging.h"

#include "format.h"
#include "key_words.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Merging: what becomes of each version is shown before and after alike. */

int
cli_merge_words(const struct cli *cli)
{
    if (!cli->merge && (cli->dry_run || cli->args.len > 1)) {
        return cli_fail_usage(cli, "add --merge",
                              "names of keys and --dry-run are for merging");
    }
    if (cli->merge && cli->live != NULL) {
        return cli_fail_usage(
            cli, "--merge goes into the keystore that --store names",
            "--live is for a keystore that is made anew");
    }
    return CLI_DONE;
}

static const char *
fate_word(mohur_merge_fate fate)
{
    switch (fate) {
    case MOHUR_MERGE_ADDED:
        return "added";
    case MOHUR_MERGE_THERE:
        return "there";
    case MOHUR_MERGE_WORSE:
        return "worse-in-backup";
    case MOHUR_MERGE_NAME:
        return "name-taken";
    case MOHUR_MERGE_OTHER:
        return "another-key";
    case MOHUR_MERGE_UNBORN:
        return "not-made";
    case MOHUR_MERGE_NO_EXPORT:
        return "not-exportable";
    case MOHUR_MERGE_REFUSED:
        return "refused";
    }
    return "unknown";
}

static void
print_item(const mohur_merge_item *item)
{
    char *name = cli_escape(item->name);

    printf("%-15s  %-24s %5" PRIu32 "  %s\n", fate_word(item->fate), name,
           item->version, cli_state_name(item->state));
    free(name);
}

static json_t *
item_json(const mohur_merge_item *item)
{
    json_t *entry = json_object();

    json_object_set_new(entry, "name", cli_json_text(item->name));
    json_object_set_new(entry, "version", json_integer(item->version));
    json_object_set_new(entry, "state",
                        json_string(cli_state_name(item->state)));
    json_object_set_new(entry, "fate", json_string(fate_word(item->fate)));
    return entry;
}

/* What whoever merges should do by hand now. */
static void
warn_item(const struct cli *cli, const mohur_merge_item *item)
{
    char *name;

    if (item->fate != MOHUR_MERGE_WORSE) {
        return;
    }
    name = cli_escape(item->name);
    cli_note(cli,
             "%s, version %" PRIu32 ": %s in the backup, but not here; see "
             "'mohur key compromise' and 'mohur key destroy'",
             name, item->version, cli_state_name(item->state));
    free(name);
}

static void
show(const struct cli *cli, const mohur_merge_list *list)
{
    json_t *versions = json_array();
    size_t added     = 0;
    size_t barred    = 0;

    for (size_t i = 0; i < mohur_merge_list_len(list); i++) {
        const mohur_merge_item *item = mohur_merge_list_at(list, i);

        added += item->fate == MOHUR_MERGE_ADDED;
        barred += item->fate >= MOHUR_MERGE_NAME;
        warn_item(cli, item);
        json_array_append_new(versions, item_json(item));
        if (!cli->json) {
            print_item(item);
        }
    }
    cli_note(cli, "%s %zu, %zu in the way",
             cli->dry_run ? "versions to add:" : "versions added:", added,
             barred);
    if (cli->json) {
        json_t *answer = cli_json_new("mohur-backup-merge");

        json_object_set_new(answer, "merged", json_boolean(!cli->dry_run));
        json_object_set(answer, "versions", versions);
        cli_json_print(answer);
    }
    json_decref(versions);
}

/* It opens with the new passphrase; what else was named is the backup's. */
static int
open_here(const struct cli *cli, mohur_keystore **out)
{
    struct cli *here = cli_must(malloc(sizeof *here));
    int code;

    *here                 = *cli;
    here->pass            = cli->new_pass;
    here->key_file        = NULL;
    here->share_files.len = 0;
    here->with_shares     = false;
    here->with_token      = NULL;
    code                  = cli_store_open(here, out);
    free(here);
    return code;
}

int
cli_merge(const struct cli *cli, mohur_keystore *backup)
{
    mohur_merge_options o  = MOHUR_MERGE_OPTIONS_INIT;
    mohur_merge_list *list = NULL;
    mohur_keystore *store  = NULL;
    int code               = open_here(cli, &store);

    o.names     = cli->args.at + 1;
    o.names_len = cli->args.len - 1;
    o.look      = cli->dry_run;
    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_merge(store, backup, &o, &list);

        code = st == MOHUR_OK
                   ? CLI_DONE
                   : cli_fail(cli, st,
                              "--dry-run shows what becomes of each; name the "
                              "keys that you want",
                              "%s", mohur_ctx_message(cli->ctx));
    }
    if (code == CLI_DONE) {
        show(cli, list);
    }
    mohur_merge_list_free(list);
    mohur_keystore_free(store);
    return code;
}
