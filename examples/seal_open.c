/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <stdio.h>
#include <string.h>

/*
 * Make a keystore with two keys, seal a text, open it again.  Give a folder
 * to work in: seal_open FOLDER.  Everything is checked; the first failure
 * ends the program with the library's own words.
 */

static mohur_ctx *ctx;
static char store_path[512];
static char archive_path[512];

static bool
failed(const char *what, mohur_status st)
{
    if (st != MOHUR_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, mohur_status_name(st),
                mohur_ctx_message(ctx));
    }
    return st != MOHUR_OK;
}

static mohur_key *
make_key(mohur_keystore *store, const char *name, mohur_purpose purpose)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key            = NULL;

    options.name     = name;
    options.name_len = strlen(name);
    options.purpose  = purpose;
    return failed(name, mohur_keystore_key_new(store, &options, &key)) ? NULL
                                                                       : key;
}

static bool
seal(const mohur_key *agency, const mohur_key *me, const char *text)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer  = NULL;
    mohur_sink *sink              = NULL;
    mohur_status st;

    options.recipients     = &agency;
    options.recipients_len = 1;
    options.signers        = &me;
    options.signers_len    = 1;
    entry.name             = "report.txt";
    entry.name_len         = strlen(entry.name);

    st = mohur_sink_new_file(ctx, archive_path, MOHUR_OVERWRITE_NEVER, &sink);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_new(ctx, &options, sink, &writer);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_entry(writer, &entry);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update(writer, (const uint8_t *)text,
                                         strlen(text));
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    return !failed("seal", st);
}

/* The reader has verified whatever it returns. */
static bool
open_and_print(const mohur_key *agency, const mohur_key *sender)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_archive_entry *entry   = NULL;
    mohur_archive_reader *reader       = NULL;
    mohur_source *source               = NULL;
    char text[256]                     = {0};
    size_t len                         = 0;
    mohur_status st;

    options.keys        = &agency;
    options.keys_len    = 1;
    options.senders     = &sender;
    options.senders_len = 1;

    st = mohur_source_new_file(ctx, archive_path, &source);
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(ctx, &options, source, &reader);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_next(reader, &entry);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_read(reader, (uint8_t *)text, sizeof text - 1,
                                       &len);
    }
    if (st == MOHUR_OK) {
        printf("%s: %s\n", entry->name, text);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return !failed("open", st);
}

int
main(int argc, char **argv)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore *store          = NULL;
    mohur_key *agency              = NULL;
    mohur_key *me                  = NULL;
    bool ok                        = false;

    if (argc != 2 || mohur_ctx_new(NULL, &ctx) != MOHUR_OK) {
        fprintf(stderr, "usage: seal_open FOLDER\n");
        return 2;
    }
    snprintf(store_path, sizeof store_path, "%s/keys", argv[1]);
    snprintf(archive_path, sizeof archive_path, "%s/report.mohur", argv[1]);
    options.path           = store_path;
    options.passphrase     = "an example's passphrase";
    options.passphrase_len = strlen(options.passphrase);

    if (!failed("keystore", mohur_keystore_create(ctx, &options, &store))) {
        me     = make_key(store, "me", MOHUR_PURPOSE_SIGN);
        agency = make_key(store, "agency", MOHUR_PURPOSE_SEAL);
        ok     = me != NULL && agency != NULL &&
             seal(agency, me, "the bridge is open") &&
             open_and_print(agency, me);
    }
    mohur_key_free(me);
    mohur_key_free(agency);
    mohur_keystore_free(store);
    mohur_ctx_free(ctx);
    return ok ? 0 : 1;
}
