/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "opening.h"
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* mohur list: what is in an archive, verified before it is shown. */

static const struct {
    char letter;
    const char *word;
} kinds[] = {
    [MOHUR_ENTRY_FILE]   = {'-', "file"},
    [MOHUR_ENTRY_FOLDER] = {'d', "folder"},
    [MOHUR_ENTRY_LINK]   = {'l', "link"},
};

static void
print_entry(const mohur_archive_entry *e)
{
    char time[32];
    char *name = cli_escape(e->name);
    char *link = cli_escape(e->link != NULL ? e->link : "");

    cli_time(e->mtime, time);
    printf("%c%c %15" PRIu64 "  %-20s  %s%s%s\n", kinds[e->kind].letter,
           e->executable ? 'x' : '-', e->content_len, time, name,
           e->kind == MOHUR_ENTRY_FOLDER ? "/"
           : e->kind == MOHUR_ENTRY_LINK ? " -> "
                                         : "",
           link);
    free(name);
    free(link);
}

static json_t *
entry_json(const mohur_archive_entry *e)
{
    json_t *entry = json_object();

    json_object_set_new(entry, "name", cli_json_text(e->name));
    json_object_set_new(entry, "kind", json_string(kinds[e->kind].word));
    json_object_set_new(entry, "bytes",
                        json_integer((json_int_t)e->content_len));
    json_object_set_new(entry, "stored",
                        json_integer((json_int_t)e->stored_len));
    json_object_set_new(entry, "executable", json_boolean(e->executable));
    cli_json_time(entry, "mtime", e->mtime);
    if (e->link != NULL) {
        json_object_set_new(entry, "link", cli_json_text(e->link));
    }
    return entry;
}

static int
list_entries(const struct cli *cli, struct cli_opening *o)
{
    const mohur_archive_entry *entry = NULL;
    json_t *entries                  = json_array();
    json_t *answer;
    mohur_status st;

    while ((st = mohur_archive_reader_next(o->reader, &entry)) == MOHUR_OK) {
        if (cli->json) {
            json_array_append_new(entries, entry_json(entry));
        } else {
            print_entry(entry);
        }
    }
    if (st != MOHUR_END) {
        json_decref(entries);
        return cli_opening_fail(cli, st);
    }
    cli_verdict_note(cli, o);
    if (!cli->json) {
        json_decref(entries);
        return CLI_DONE;
    }
    answer = cli_verdict_json(o, "mohur-list");
    json_object_set_new(answer, "list", entries);
    cli_json_print(answer);
    return CLI_DONE;
}

int
cli_list(struct cli *cli)
{
    struct cli_opening o = {.pass = {{0}, 0}};
    int code;

    cli->links = true; /* nothing is made where they lead */
    code       = cli_opening_start(cli, &o);
    if (code == CLI_DONE) {
        code = list_entries(cli, &o);
    }
    cli_opening_end(&o);
    return code;
}
