/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "open_stream.h"
#include "progress.h"
#include "report.h"
#include "stdout_sink.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* mohur open: the content of an archive, to a new folder or to stdout. */

/* Is path the folder, or inside it?  False where one of them is not there. */
static bool
is_within(const char *path, const char *folder)
{
    char *inner = realpath(path, NULL);
    char *outer = realpath(folder, NULL);
    size_t len  = outer != NULL ? strlen(outer) : 0;
    bool within = inner != NULL && outer != NULL &&
                  strncmp(inner, outer, len) == 0 &&
                  (inner[len] == '/' || inner[len] == '\0' || len == 1);

    free(inner);
    free(outer);
    return within;
}

/* --force removes a folder with all that is in it: not with what we need. */
static int
check_replaced(const struct cli *cli)
{
    char store[CLI_PATH_CAP] = "";
    const char *held         = NULL;

    (void)cli_store_path(cli, store, sizeof store);
    if (is_within(cli->args.at[0], cli->output)) {
        held = "the archive";
    } else if (store[0] != '\0' && !cli_store_on_server(store) &&
               is_within(store, cli->output)) {
        held = "the keystore";
    } else if (is_within(".", cli->output)) {
        held = "the working folder";
    }
    return held == NULL ? CLI_DONE
                        : cli_fail_usage(cli, "name a folder of its own",
                                         "%s cannot be replaced: %s is in it",
                                         cli->output, held);
}

/* What was saved has numbers for names, and goes to a folder. */
static int
check_salvage(const struct cli *cli)
{
    if (!cli->salvage) {
        return CLI_DONE;
    }
    if (cli->args.len > 1) {
        return cli_fail_usage(cli, "leave the names out",
                              "names are not verified with --salvage");
    }
    return cli_is_to_stdout(cli)
               ? cli_fail_usage(cli, "-o DIR names a folder to make",
                                "--salvage writes files")
               : CLI_DONE;
}

static int
check_words(const struct cli *cli)
{
    int code = CLI_DONE;

    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o DIR names a folder to make",
                              "where should the content go?");
    }
    code = check_salvage(cli);
    if (code != CLI_DONE) {
        return code;
    }
    if (cli_is_to_stdout(cli)) {
        return cli->json ? cli_fail_usage(cli, "leave one of them out",
                                          "--json and -o - both want stdout")
                         : CLI_DONE;
    }
    if (access(cli->output, F_OK) != 0) {
        return CLI_DONE;
    }
    return cli->force ? check_replaced(cli)
                      : cli_fail(cli, MOHUR_E_EXISTS, NULL,
                                 "%s is there already", cli->output);
}

/* Move to the one entry that -o - can write: the one named, or the only one. */
static int
find_entry(const struct cli *cli, struct cli_opening *o)
{
    const mohur_archive_entry *entry = NULL;
    mohur_status st;

    if (cli->args.len == 2) {
        const char *name = cli->args.at[1];

        st =
            mohur_archive_reader_seek(o->reader, name, strlen(name), 0, &entry);
        if (st == MOHUR_END) {
            return cli_fail(cli, MOHUR_E_NO_KEY, "'mohur list' shows them",
                            "there is no entry '%s'", name);
        }
    } else if (cli->args.len == 1 &&
               mohur_archive_reader_result(o->reader)->entries == 1) {
        st = mohur_archive_reader_next(o->reader, &entry);
    } else {
        return cli_fail_usage(cli, "name one file behind the archive",
                              "-o - writes one entry");
    }
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    return entry->kind == MOHUR_ENTRY_FILE
               ? CLI_DONE
               : cli_fail_usage(cli, "name one file behind the archive",
                                "a folder has no content of its own");
}

/* May these bytes go to a terminal?  Text may, what steers it may not. */
static bool
is_text(const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((data[i] < 0x20 && data[i] != '\n' && data[i] != '\t') ||
            data[i] == 0x7F) {
            return false;
        }
    }
    return true;
}

static int
copy_out(const struct cli *cli, struct cli_opening *o)
{
    static uint8_t block[1024 * 1024];
    bool terminal   = isatty(STDOUT_FILENO) == 1;
    uint64_t done   = 0;
    mohur_status st = MOHUR_OK;
    size_t n        = 0;

    for (;;) {
        st = mohur_archive_reader_read(o->reader, block, sizeof block, &n);
        if (st == MOHUR_END) {
            return CLI_DONE;
        }
        if (st != MOHUR_OK) {
            return cli_fail(cli, st,
                            done == 0 ? "nothing was written"
                                      : "what was written is not whole",
                            "%s", mohur_ctx_message(cli->ctx));
        }
        if (terminal && !is_text(block, n)) {
            return cli_fail_usage(cli, "-o FOLDER, or a pipe",
                                  "this is not text for a terminal");
        }
        if (fwrite(block, 1, n, stdout) != n || cli_interrupted()) {
            return cli_fail(cli, MOHUR_E_IO, "what was written is not whole",
                            "cannot write to standard output: %s",
                            strerrordesc_np(errno));
        }
        done += n;
    }
}

/* Is this entry, or a folder that it is in, named on the command line? */
static bool
is_named(const struct cli *cli, const mohur_archive_entry *e)
{
    for (size_t i = 1; i < cli->args.len; i++) {
        size_t len = strlen(cli->args.at[i]);

        if (strncmp(e->name, cli->args.at[i], len) == 0 &&
            (e->name[len] == '\0' || e->name[len] == '/')) {
            return true;
        }
    }
    return cli->args.len == 1;
}

/* Bytes of content that extraction will write; extraction begins anew. */
static int
wanted(const struct cli *cli, struct cli_opening *o, uint64_t *out)
{
    const mohur_archive_entry *entry = NULL;
    mohur_status st                  = MOHUR_OK;

    *out = cli->args.len == 1
               ? mohur_archive_reader_result(o->reader)->content_len
               : 0;
    while (cli->args.len > 1 &&
           (st = mohur_archive_reader_next(o->reader, &entry)) == MOHUR_OK) {
        *out += is_named(cli, entry) ? entry->content_len : 0;
    }
    return st == MOHUR_OK || st == MOHUR_END ? CLI_DONE
                                             : cli_opening_fail(cli, st);
}

/* Bytes on the disk of a folder that is to be made; false: who knows. */
static bool
find_room(const char *path, uint64_t *out)
{
    const char *slash = strrchr(path, '/');
    struct statvfs disk;
    char folder[CLI_PATH_CAP];

    if (strlen(path) + 2 > sizeof folder) {
        return false;
    }
    snprintf(folder, sizeof folder, "%.*s.",
             slash != NULL ? (int)(slash - path) + 1 : 0, path);
    if (statvfs(folder, &disk) != 0 || disk.f_frsize == 0 ||
        disk.f_bavail > UINT64_MAX / disk.f_frsize) {
        return false;
    }
    *out = (uint64_t)disk.f_bavail * disk.f_frsize;
    return true;
}

/* Refuse what cannot fit before the disk is filled with it. */
static int
check_room(const struct cli *cli, struct cli_opening *o)
{
    uint64_t need = 0;
    uint64_t room = 0;
    int code      = wanted(cli, o, &need);

    if (code != CLI_DONE || !find_room(cli->output, &room) || need <= room) {
        return code;
    }
    return cli_fail(cli, MOHUR_E_IO, NULL,
                    "cannot write %s: %" PRIu64 " bytes are more than the "
                    "disk has room for",
                    cli->output, need);
}

static int
to_folder(const struct cli *cli, struct cli_opening *o)
{
    mohur_archive_extract_options options = cli_extract_options(cli);
    mohur_status st;

    cli_progress_start(cli);
    st = mohur_archive_reader_extract(o->reader, &options);
    cli_progress_end();
    if (st == MOHUR_E_NO_KEY) {
        return cli_fail(cli, st, "'mohur list' shows them", "%s",
                        mohur_ctx_message(cli->ctx));
    }
    return st == MOHUR_OK ? CLI_DONE : cli_opening_fail(cli, st);
}

static void
report(const struct cli *cli, const struct cli_opening *o)
{
    const mohur_archive_result *r = mohur_archive_reader_result(o->reader);

    cli_verdict_note(cli, o);
    if (cli_is_to_stdout(cli)) {
        return;
    }
    if (cli->args.len == 1) {
        cli_note(cli, "opened %" PRIu64 " entries, %" PRIu64 " bytes, into %s",
                 r->entries, r->content_len, cli->output);
    }
    if (cli->json) {
        json_t *answer = cli_verdict_json(o, "mohur-open");

        json_object_set_new(answer, "output", cli_json_text(cli->output));
        cli_json_print(answer);
    }
}

/* From a file, of which any part can be had at any time. */
static int
from_file(const struct cli *cli, struct cli_opening *o)
{
    int code = cli_opening_read(cli, o);

    if (code == CLI_DONE && cli_is_to_stdout(cli)) {
        code = find_entry(cli, o);
        return code == CLI_DONE ? copy_out(cli, o) : code;
    }
    code = code == CLI_DONE ? check_room(cli, o) : code;
    return code == CLI_DONE ? to_folder(cli, o) : code;
}

static int
from_stream(const struct cli *cli, struct cli_opening *o)
{
    return cli_is_to_stdout(cli) ? cli_open_provisional(cli, o)
                                 : cli_open_stream(cli, o);
}

int
cli_open(struct cli *cli)
{
    struct cli_opening o = {.stream = {.fd = -1}};
    int code             = check_words(cli);

    if (code == CLI_DONE) {
        code = cli_opening_prepare(cli, &o);
    }
    if (code == CLI_DONE && cli->salvage) {
        code = cli_open_salvage(cli, &o);
    } else if (code == CLI_DONE) {
        code = cli_opening_is_stream(&o) ? from_stream(cli, &o)
                                         : from_file(cli, &o);
        if (code == CLI_DONE) {
            report(cli, &o);
        }
    }
    cli_opening_end(&o);
    return code;
}
