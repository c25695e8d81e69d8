/* SPDX-License-Identifier: Apache-2.0 */
#include "passphrase.h"
#include "progress.h"
#include "report.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* mohur open and mohur list: an archive, opened and believed or refused. */

struct opening {
    struct cli_keys keys;
    struct cli_keys senders;
    struct cli_passphrase pass;
    mohur_keystore *store;
    mohur_source *source;
    mohur_archive_reader *reader;
};

static void
opening_end(struct opening *o)
{
    mohur_archive_reader_free(o->reader);
    mohur_source_free(o->source);
    cli_keys_free(&o->keys);
    cli_keys_free(&o->senders);
    cli_passphrase_wipe(&o->pass);
    mohur_keystore_free(o->store);
}

/* Our keys: the archive's passphrase, else what the keystore holds. */
static int
gather_keys(const struct cli *cli, struct opening *o)
{
    int code;

    if (cli->passphrase) {
        return cli_passphrase_get(cli, &cli->new_pass, "the archive", false,
                                  &o->pass);
    }
    code = o->store == NULL ? cli_store_open(cli, &o->store) : CLI_DONE;
    if (code == CLI_DONE) {
        code = cli_keys_of_store(cli, o->store, MOHUR_PURPOSE_SEAL, &o->keys);
    }
    if (code == CLI_DONE) {
        code = cli_keys_of_store(cli, o->store, MOHUR_PURPOSE_WRAP, &o->keys);
    }
    return code;
}

/* Whose word we take: --from, else the signing keys of the keystore. */
static int
gather_senders(const struct cli *cli, struct opening *o)
{
    int code = CLI_DONE;

    if (cli->is_unsigned) {
        return cli->from.len == 0
                   ? CLI_DONE
                   : cli_fail_usage(cli, NULL,
                                    "--from and --unsigned contradict");
    }
    for (size_t i = 0; code == CLI_DONE && i < cli->from.len; i++) {
        code = cli_key_resolve(cli, cli->from.at[i], MOHUR_PURPOSE_SIGN,
                               &o->store, &o->senders);
    }
    if (code != CLI_DONE || cli->from.len > 0) {
        return code;
    }
    if (o->store == NULL && cli_store_exists(cli)) {
        code = cli_store_open(cli, &o->store);
    }
    if (code == CLI_DONE && o->store != NULL) {
        code =
            cli_keys_of_store(cli, o->store, MOHUR_PURPOSE_SIGN, &o->senders);
    }
    if (code == CLI_DONE && o->senders.len == 0) {
        code = cli_fail(cli, MOHUR_E_UNTRUSTED, NULL,
                        "nobody's signature is accepted");
    }
    return code;
}

/* Most content to take: --max-size, else what fits where it goes. */
static uint64_t
content_limit(const struct cli *cli)
{
    uint64_t limit = cli->max_size != 0 ? cli->max_size : UINT64_C(1) << 48;
    const char *slash;
    char folder[4096];
    struct statvfs disk;

    if (cli->output == NULL || strlen(cli->output) >= sizeof folder) {
        return limit;
    }
    slash = strrchr(cli->output, '/');
    snprintf(folder, sizeof folder, "%.*s.",
             slash != NULL ? (int)(slash - cli->output) + 1 : 0, cli->output);
    if (cli->max_size == 0 && statvfs(folder, &disk) == 0 &&
        (uint64_t)disk.f_bavail * disk.f_frsize < limit) {
        limit = (uint64_t)disk.f_bavail * disk.f_frsize;
    }
    return limit;
}

static int
open_reader(const struct cli *cli, struct opening *o)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_status st =
        mohur_source_new_file(cli->ctx, cli->args.at[0], &o->source);

    options.keys            = (const mohur_key *const *)o->keys.at;
    options.keys_len        = o->keys.len;
    options.senders         = (const mohur_key *const *)o->senders.at;
    options.senders_len     = o->senders.len;
    options.allow_forwarded = cli->allow_forwarded;
    options.max_content     = content_limit(cli);
    options.max_entry_len   = options.max_content;
    if (cli->passphrase) {
        options.passphrase     = o->pass.text;
        options.passphrase_len = o->pass.len;
    }
    if (st == MOHUR_OK) {
        st = cli->is_unsigned
                 ? mohur_archive_reader_open_unsigned(cli->ctx, &options,
                                                      o->source, &o->reader)
                 : mohur_archive_reader_open(cli->ctx, &options, o->source,
                                             &o->reader);
    }
    if (st == MOHUR_E_NO_KEY && o->keys.len == 0 && !cli->passphrase) {
        return cli_fail(cli, st, "'mohur key create NAME --for seal' makes one",
                        "the keystore has no key that opens archives");
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

static int
opening_start(const struct cli *cli, struct opening *o)
{
    int code = CLI_DONE;

    if (strcmp(cli->args.at[0], "-") == 0) {
        return cli_fail_usage(cli, "write it to a file first",
                              "an archive is opened from a file, not a pipe");
    }
    if (access(cli->args.at[0], R_OK) != 0) {
        return cli_fail(cli, MOHUR_E_IO, "check the name", "cannot read %s",
                        cli->args.at[0]);
    }
    code = gather_keys(cli, o);
    if (code == CLI_DONE) {
        code = gather_senders(cli, o);
    }
    return code == CLI_DONE ? open_reader(cli, o) : code;
}

static const char *
trust_name(mohur_archive_trust trust)
{
    static const char *const names[] = {"none", "forwarded", "signed"};

    return trust <= MOHUR_ARCHIVE_TRUST_SIGNED ? names[trust] : "none";
}

static const char *
signature_name(mohur_signature_state state)
{
    static const char *const names[] = {"unchecked", "unknown", "good"};

    return state <= MOHUR_SIGNATURE_GOOD ? names[state] : "unchecked";
}

/* The keystore's or file's name for a signer; "" if it has none. */
static const char *
sender_name(const struct opening *o, const uint8_t *id)
{
    for (size_t i = 0; i < o->senders.len; i++) {
        if (memcmp(mohur_key_id(o->senders.at[i]), id, MOHUR_KEY_ID_LEN) == 0) {
            return mohur_key_name(o->senders.at[i]);
        }
    }
    return "";
}

static json_t *
verdict_json(const struct opening *o, const char *schema)
{
    const mohur_archive_result *r = mohur_archive_reader_result(o->reader);
    json_t *answer                = cli_json_new(schema);
    json_t *signers               = json_array();
    char text[2 * MOHUR_KEY_ID_LEN + 1];

    json_object_set_new(answer, "verdict", json_string("PASSED"));
    json_object_set_new(answer, "trust", json_string(trust_name(r->trust)));
    json_object_set_new(answer, "intended", json_boolean(r->intended));
    json_object_set_new(answer, "header",
                        json_string(r->header == MOHUR_HEADER_ORIGINAL
                                        ? "original"
                                        : "changed"));
    json_object_set_new(answer, "generation", json_integer(r->generation));
    json_object_set_new(answer, "cipher", json_string(mohur_alg_name(r->aead)));
    json_object_set_new(answer, "pq_confidential",
                        json_boolean(r->pq_confidential));
    cli_time(r->created, text);
    json_object_set_new(answer, "created", json_string(text));
    cli_hex(r->archive_id, sizeof r->archive_id, text);
    json_object_set_new(answer, "archive_id", json_string(text));
    json_object_set_new(answer, "entries",
                        json_integer((json_int_t)r->entries));
    json_object_set_new(answer, "bytes",
                        json_integer((json_int_t)r->content_len));
    for (size_t i = 0; i < r->signers_len; i++) {
        json_t *signer = json_object();

        cli_hex(r->signers[i].key_id, MOHUR_KEY_ID_LEN, text);
        json_object_set_new(signer, "key_id", json_string(text));
        json_object_set_new(signer, "name",
                            json_string(sender_name(o, r->signers[i].key_id)));
        json_object_set_new(signer, "signature",
                            json_string(signature_name(r->signers[i].state)));
        json_array_append_new(signers, signer);
    }
    json_object_set_new(answer, "signers", signers);
    return answer;
}

static void
verdict_note(const struct cli *cli, const struct opening *o)
{
    const mohur_archive_result *r = mohur_archive_reader_result(o->reader);

    for (size_t i = 0; i < r->signers_len; i++) {
        char id[2 * MOHUR_KEY_ID_LEN + 1];
        char *name = cli_escape(sender_name(o, r->signers[i].key_id));

        cli_hex(r->signers[i].key_id, MOHUR_KEY_ID_LEN, id);
        cli_note(cli, "signature %s: %s%s%.16s...",
                 signature_name(r->signers[i].state), name,
                 name[0] != '\0' ? ", key " : "key ", id);
        free(name);
    }
    if (r->signers_len == 0) {
        cli_note(cli, "nobody signed this archive");
    }
    if (!r->intended) {
        cli_note(cli, "it was addressed to somebody else");
    }
    if (r->header != MOHUR_HEADER_ORIGINAL) {
        cli_note(cli, "somebody who could open it changed who else can");
    }
}

/* The one entry that -o - can write: the one named, or the only one. */
static int
to_stdout(const struct cli *cli, struct opening *o)
{
    const mohur_archive_entry *entry = NULL;
    static uint8_t block[1024 * 1024];
    mohur_sink *sink = NULL;
    mohur_status st;
    size_t n = 1;

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
        return cli_fail_usage(cli, "name one entry behind the archive",
                              "-o - writes one entry");
    }
    if (st == MOHUR_OK && entry->kind != MOHUR_ENTRY_FILE) {
        return cli_fail_usage(cli, NULL, "a folder has no content");
    }
    if (st == MOHUR_OK) {
        st = mohur_sink_new_fd(cli->ctx, STDOUT_FILENO, &sink);
    }
    mohur_sink_free(sink);
    while (st == MOHUR_OK && n > 0) {
        st = mohur_archive_reader_read(o->reader, block, sizeof block, &n);
        if (st == MOHUR_OK && fwrite(block, 1, n, stdout) != n) {
            return cli_fail(cli, MOHUR_E_IO, "what was written is not whole",
                            "cannot write to stdout");
        }
    }
    if (st != MOHUR_END) {
        return cli_fail_status(cli, st);
    }
    return fflush(stdout) == 0
               ? CLI_DONE
               : cli_fail(cli, MOHUR_E_IO, NULL, "cannot write to stdout");
}

static int
to_folder(const struct cli *cli, struct opening *o)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    const mohur_archive_result *r = mohur_archive_reader_result(o->reader);
    mohur_status st;

    options.path      = cli->output;
    options.names     = &cli->args.at[1];
    options.names_len = cli->args.len - 1;
    options.overwrite =
        cli->force ? MOHUR_OVERWRITE_REPLACE : MOHUR_OVERWRITE_NEVER;
    options.sync = cli->sync;
    cli_progress_start(cli);
    st = mohur_archive_reader_extract(o->reader, &options);
    cli_progress_end(cli);
    if (st == MOHUR_E_NO_KEY) {
        return cli_fail(cli, st, "'mohur list' shows them", "%s",
                        mohur_ctx_message(cli->ctx));
    }
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    verdict_note(cli, o);
    if (options.names_len == 0) {
        cli_note(cli, "opened %" PRIu64 " entries, %" PRIu64 " bytes, into %s",
                 r->entries, r->content_len, cli->output);
    }
    return cli->json ? cli_json_print(cli, verdict_json(o, "mohur-open"))
                     : CLI_DONE;
}

int
cli_open(struct cli *cli)
{
    struct opening o = {.pass = {{0}, 0}};
    bool to_out      = cli->output != NULL && strcmp(cli->output, "-") == 0;
    int code;

    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o DIR names a folder to make",
                              "where should the content go?");
    }
    if (!to_out && !cli->force && access(cli->output, F_OK) == 0) {
        return cli_fail(cli, MOHUR_E_EXISTS, NULL, "%s exists", cli->output);
    }
    code = opening_start(cli, &o);
    if (code == CLI_DONE) {
        code = to_out ? to_stdout(cli, &o) : to_folder(cli, &o);
    }
    opening_end(&o);
    return code;
}

static void
print_entry(const mohur_archive_entry *e)
{
    char time[32];
    char *name = cli_escape(e->name);

    cli_time(e->mtime, time);
    printf("%c%c %15" PRIu64 "  %-20s  %s%s\n",
           e->kind == MOHUR_ENTRY_FOLDER ? 'd' : '-', e->executable ? 'x' : '-',
           e->content_len, time, name,
           e->kind == MOHUR_ENTRY_FOLDER ? "/" : "");
    free(name);
}

static json_t *
entry_json(const mohur_archive_entry *e)
{
    json_t *entry = json_object();
    char time[32];

    cli_time(e->mtime, time);
    json_object_set_new(entry, "name", json_string(e->name));
    json_object_set_new(
        entry, "kind",
        json_string(e->kind == MOHUR_ENTRY_FOLDER ? "folder" : "file"));
    json_object_set_new(entry, "bytes",
                        json_integer((json_int_t)e->content_len));
    json_object_set_new(entry, "executable", json_boolean(e->executable));
    json_object_set_new(entry, "mtime", json_string(time));
    return entry;
}

static int
list_entries(const struct cli *cli, struct opening *o)
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
        return cli_fail_status(cli, st);
    }
    verdict_note(cli, o);
    if (!cli->json) {
        json_decref(entries);
        return fflush(stdout) == 0 ? CLI_DONE : CLI_IO;
    }
    answer = verdict_json(o, "mohur-list");
    json_object_set_new(answer, "list", entries);
    return cli_json_print(cli, answer);
}

int
cli_list(struct cli *cli)
{
    struct opening o = {.pass = {{0}, 0}};
    int code         = opening_start(cli, &o);

    if (code == CLI_DONE) {
        code = list_entries(cli, &o);
    }
    opening_end(&o);
    return code;
}
