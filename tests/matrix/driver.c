/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/mohur.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The driver of the matrix in C.  driver FOLDER reads lines, does what each
 * says with the keys of the folder, and answers each with the exit code that
 * the command would have; tests/matrix/run.py says what the lines are.
 */

enum {
    LINE_MAX_LEN = 4096,
    FILE_MAX     = 1 << 16
};

static mohur_ctx *ctx;
static mohur_key *me;
static mohur_key *agency;
static mohur_key *sender;
static mohur_trust *trust;
static char *cert;

static int
code_of(mohur_status st)
{
    switch (mohur_status_class(st)) {
    case 0x00:
        return 0;
    case 0x03:
        return 5;
    case 0x04:
        return 4;
    case 0x05:
        return 1;
    case 0x06:
        return st == MOHUR_E_PASSPHRASE ? 7 : 3;
    case 0x07:
        return 6;
    default:
        return 70;
    }
}

static char *
read_text(const char *folder, const char *name)
{
    char path[LINE_MAX_LEN];
    char *text = calloc(1, FILE_MAX);
    FILE *file = NULL;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (text == NULL || file == NULL ||
        fread(text, 1, FILE_MAX - 1, file) == 0) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(70);
    }
    fclose(file);
    return text;
}

static mohur_key *
read_private(const char *folder, const char *name, mohur_purpose purpose)
{
    char *pem      = read_text(folder, name);
    mohur_key *key = NULL;

    if (mohur_key_new_private(ctx, purpose, pem, strlen(pem), NULL, 0, &key) !=
        MOHUR_OK) {
        fprintf(stderr, "%s: %s\n", name, mohur_ctx_message(ctx));
        exit(70);
    }
    free(pem);
    return key;
}

static void
set_up(const char *folder)
{
    char *pub      = read_text(folder, "me.pub");
    char *root     = read_text(folder, "roots/root.crt");
    mohur_status s = mohur_ctx_new(NULL, &ctx);

    me     = read_private(folder, "me.key", MOHUR_PURPOSE_SIGN);
    agency = read_private(folder, "agency.key", MOHUR_PURPOSE_SEAL);
    cert   = read_text(folder, "me.crt");
    if (s != MOHUR_OK ||
        mohur_key_new_public(ctx, MOHUR_PURPOSE_SIGN, pub, strlen(pub),
                             &sender) != MOHUR_OK ||
        mohur_trust_new(ctx, &trust) != MOHUR_OK ||
        mohur_trust_add(ctx, trust, MOHUR_TRUST_SIGN, (const uint8_t *)root,
                        strlen(root)) != MOHUR_OK) {
        fprintf(stderr, "%s\n", mohur_ctx_message(ctx));
        exit(70);
    }
    free(pub);
    free(root);
}

static mohur_status
write_archive(mohur_source *content, mohur_sink *sink)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer  = NULL;
    const mohur_key *recipients[] = {agency};
    const mohur_key *signers[]    = {me};
    mohur_status st;

    options.recipients     = recipients;
    options.recipients_len = 1;
    options.signers        = signers;
    options.signers_len    = 1;
    entry.name             = "content";
    entry.name_len         = strlen(entry.name);
    st = mohur_archive_writer_new(ctx, &options, sink, &writer);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_entry(writer, &entry);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update_from(writer, content);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    mohur_archive_writer_free(writer);
    return st;
}

static mohur_status
sign_document(mohur_source *content, mohur_sink *sink)
{
    mohur_sign_options options = MOHUR_SIGN_OPTIONS_INIT;

    options.content  = content;
    options.cert     = (const uint8_t *)cert;
    options.cert_len = strlen(cert);
    return mohur_document_sign(ctx, me, &options, sink);
}

typedef mohur_status
make_fn(mohur_source *content, mohur_sink *sink);

/* seal CONTENT ARCHIVE; sign CONTENT SIGNATURE */
static int
make(const char *from, const char *to, make_fn *fn)
{
    mohur_source *source = NULL;
    mohur_sink *sink     = NULL;
    mohur_status st      = mohur_source_new_file(ctx, from, &source);

    if (st == MOHUR_OK) {
        st = mohur_sink_new_file(ctx, to, MOHUR_OVERWRITE_NEVER, &sink);
    }
    if (st == MOHUR_OK) {
        st = fn(source, sink);
    }
    mohur_sink_free(sink);
    mohur_source_free(source);
    return code_of(st);
}

/* open ARCHIVE FOLDER */
static int
open_archive(const char *archive, const char *folder)
{
    mohur_archive_open_options options    = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    mohur_archive_extract_options extract = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    mohur_archive_reader *reader          = NULL;
    mohur_source *source                  = NULL;
    const mohur_key *keys[]               = {agency};
    const mohur_key *senders[]            = {sender};
    mohur_status st = mohur_source_new_file(ctx, archive, &source);

    options.keys        = keys;
    options.keys_len    = 1;
    options.senders     = senders;
    options.senders_len = 1;
    extract.path        = folder;
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(ctx, &options, source, &reader);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_extract(reader, &extract);
    }
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return code_of(st);
}

/* verify CONTENT SIGNATURE */
static int
verify(const char *content, const char *signature)
{
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;
    mohur_source *document       = NULL;
    mohur_source *file           = NULL;
    static const int codes[]     = {8, 0, 1};
    int code                     = 70;
    mohur_status st              = mohur_source_new_file(ctx, signature, &file);

    if (st == MOHUR_OK) {
        st = mohur_source_new_file(ctx, content, &document);
    }
    options.file       = file;
    options.content    = document;
    options.trust      = trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    if (st == MOHUR_OK) {
        st = mohur_document_verify(ctx, &options, &report);
    }
    code = st == MOHUR_OK ? codes[mohur_report_verdict(report)] : code_of(st);
    mohur_report_free(report);
    mohur_source_free(document);
    mohur_source_free(file);
    return code;
}

static int
answer(const char *verb, const char *a, const char *b)
{
    if (strcmp(verb, "seal") == 0) {
        return make(a, b, write_archive);
    }
    if (strcmp(verb, "sign") == 0) {
        return make(a, b, sign_document);
    }
    if (strcmp(verb, "open") == 0) {
        return open_archive(a, b);
    }
    return strcmp(verb, "verify") == 0 ? verify(a, b) : 2;
}

int
main(int argc, char **argv)
{
    char line[LINE_MAX_LEN];
    char verb[16];
    char a[LINE_MAX_LEN];
    char b[LINE_MAX_LEN];

    if (argc != 2) {
        fprintf(stderr, "usage: driver FOLDER\n");
        return 2;
    }
    set_up(argv[1]);
    while (fgets(line, sizeof line, stdin) != NULL &&
           sscanf(line, "%15s %4095s %4095s", verb, a, b) == 3) {
        printf("%d\n", answer(verb, a, b));
        fflush(stdout);
    }
    free(cert);
    mohur_trust_free(trust);
    mohur_key_free(sender);
    mohur_key_free(agency);
    mohur_key_free(me);
    mohur_ctx_free(ctx);
    return 0;
}
