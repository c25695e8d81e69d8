/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <stdio.h>
#include <string.h>

/*
 * One country's CERT sends indicators to another's: sealed to it, signed, and
 * labelled.  The partner opens it and sees who signed it, for whom, and how
 * to handle it.  Sent on to a third, it opens there only if that one says that
 * forwarded archives are welcome; one for addressees only never does.  Give a
 * folder to work in: partner_state FOLDER.
 */

enum {
    SEALED_MAX = 1 << 20
};

static mohur_ctx *ctx;
static mohur_keystore *store; /* each CERT has its own; here one is enough */

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
make_key(const char *name, mohur_purpose purpose)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key            = NULL;

    options.name     = name;
    options.name_len = strlen(name);
    options.purpose  = purpose;
    return failed(name, mohur_keystore_key_new(store, &options, &key)) ? NULL
                                                                       : key;
}

/* Seal what is in memory; the sink holds the archive. */
static mohur_status
seal(const mohur_key *to, const mohur_key *by, bool only, mohur_sink *sink)
{
    static const char text[]      = "198.51.100.7 scans port 102";
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer  = NULL;
    mohur_status st;

    options.recipients      = &to;
    options.recipients_len  = 1;
    options.signers         = &by;
    options.signers_len     = 1;
    options.label           = "TLP:AMBER";
    options.label_len       = strlen(options.label);
    options.addressees_only = only;
    entry.name              = "indicators.txt";
    entry.name_len          = strlen(entry.name);

    st = mohur_archive_writer_new(ctx, &options, sink, &writer);
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
    return st;
}

/* Open what a sink holds; forwarded: also if it was sealed to somebody else. */
static mohur_status
receive(const mohur_sink *archive,
        mohur_source **source,
        const mohur_key *with,
        const mohur_key *from,
        bool forwarded,
        mohur_archive_reader **reader)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    size_t len                         = 0;
    const uint8_t *data                = mohur_sink_memory(archive, &len);
    mohur_status st = mohur_source_new_memory(ctx, data, len, source);

    options.keys            = &with;
    options.keys_len        = 1;
    options.senders         = &from;
    options.senders_len     = 1;
    options.allow_forwarded = forwarded;
    return st == MOHUR_OK
               ? mohur_archive_reader_open(ctx, &options, *source, reader)
               : st;
}

/* What the reader says before anything is read. */
static void
tell(const char *who, const mohur_archive_reader *reader)
{
    const mohur_archive_result *result = mohur_archive_reader_result(reader);

    printf("%s: %s, %.*s\n", who,
           result->trust == MOHUR_ARCHIVE_TRUST_SIGNED ? "signed, for us"
                                                       : "forwarded",
           (int)result->label_len, result->label);
}

/* The partner opens it and seals it again for a third; NULL: it cannot. */
static mohur_status
forward(mohur_archive_reader *reader, const mohur_key *third, mohur_sink *sink)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;

    options.recipients     = &third;
    options.recipients_len = 1;
    return mohur_archive_reseal(reader, &options, NULL, sink);
}

static bool
third_opens(const mohur_sink *archive,
            const mohur_key *third,
            const mohur_key *sender)
{
    mohur_archive_reader *reader = NULL;
    mohur_source *source         = NULL;
    mohur_status st = receive(archive, &source, third, sender, false, &reader);
    bool ok         = st == MOHUR_E_UNTRUSTED;

    printf("third, as if it were for us: %s\n", mohur_status_name(st));
    mohur_source_free(source);
    source = NULL;
    st     = receive(archive, &source, third, sender, true, &reader);
    if (!failed("third", st)) {
        tell("third", reader);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return ok && st == MOHUR_OK;
}

/* One exchange: sealed, opened by the partner, forwarded to a third. */
static bool
exchange(const mohur_key *sender,
         const mohur_key *partner,
         const mohur_key *third,
         bool only)
{
    mohur_archive_reader *reader = NULL;
    mohur_source *source         = NULL;
    mohur_sink *sent             = NULL;
    mohur_sink *passed_on        = NULL;
    mohur_status st;
    bool ok =
        !failed("sink", mohur_sink_new_memory(ctx, SEALED_MAX, &sent)) &&
        !failed("sink", mohur_sink_new_memory(ctx, SEALED_MAX, &passed_on)) &&
        !failed("seal", seal(partner, sender, only, sent)) &&
        !failed("open",
                receive(sent, &source, partner, sender, false, &reader));

    if (ok) {
        tell("partner", reader);
        st = forward(reader, third, passed_on);
        printf("forwarding: %s\n", mohur_status_name(st));
        ok = only ? st == MOHUR_E_POLICY
                  : st == MOHUR_OK && third_opens(passed_on, third, sender);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    mohur_sink_free(passed_on);
    mohur_sink_free(sent);
    return ok;
}

int
main(int argc, char **argv)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_key *keys[3]             = {NULL, NULL, NULL};
    char path[512];
    bool ok = false;

    if (argc != 2 || mohur_ctx_new(NULL, &ctx) != MOHUR_OK) {
        fprintf(stderr, "usage: partner_state FOLDER\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/keys", argv[1]);
    options.path           = path;
    options.passphrase     = "an example's passphrase";
    options.passphrase_len = strlen(options.passphrase);
    options.m_kib          = 64 * 1024; /* the default is four times that */
    if (!failed("keystore", mohur_keystore_create(ctx, &options, &store))) {
        keys[0] = make_key("cert.az", MOHUR_PURPOSE_SIGN);
        keys[1] = make_key("cert.partner", MOHUR_PURPOSE_SEAL);
        keys[2] = make_key("cert.third", MOHUR_PURPOSE_SEAL);
        ok      = keys[0] != NULL && keys[1] != NULL && keys[2] != NULL &&
             exchange(keys[0], keys[1], keys[2], false) &&
             exchange(keys[0], keys[1], keys[2], true);
    }
    for (size_t i = 0; i < 3; i++) {
        mohur_key_free(keys[i]);
    }
    mohur_keystore_free(store);
    mohur_ctx_free(ctx);
    return ok ? 0 : 1;
}
