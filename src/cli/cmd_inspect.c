/* SPDX-License-Identifier: Apache-2.0 */
#include "containing.h"
#include "format.h"
#include "opening.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* mohur inspect: what a file is.  Needs no key, so it proves nothing. */

enum {
    STAMP_MAX = 64 * 1024 /* bytes of a time stamp */
};

static const char not_proven[] =
    "this is what the file says of itself; nothing is proven without a key";

const char *
cli_slot_name(uint32_t type)
{
    switch (type) {
    case 1:
        return "X25519";
    case 2:
        return "ECDH-P256";
    case 3:
        return "ECDH-P384";
    case 4:
        return "X-Wing";
    case 16:
        return "passphrase";
    case 17:
        return "wrapping key";
    case 18:
        return "wrapping key in hardware";
    case 19:
        return "passphrase and key";
    default:
        return type >= 0xFFE0 && type <= 0xFFEF ? "decoy" : "unknown";
    }
}

static json_t *
answer_new(const char *path, const char *kind)
{
    json_t *answer = cli_json_new("mohur-inspect");

    json_object_set_new(answer, "path", cli_json_text(path));
    json_object_set_new(answer, "kind", json_string(kind));
    return answer;
}

/* The members as lines, after schema and version. */
static void
print_words(json_t *answer)
{
    const char *name;
    json_t *value;
    json_t *item;
    size_t i;

    json_object_del(answer, "schema");
    json_object_del(answer, "version");
    json_object_foreach(answer, name, value)
    {
        if (json_is_integer(value)) {
            printf("%-10s %" JSON_INTEGER_FORMAT "\n", name,
                   json_integer_value(value));
        } else if (json_is_string(value)) {
            char *text = cli_clean(json_string_value(value));

            printf("%-10s %s\n", name, text);
            free(text);
        }
        json_array_foreach(value, i, item)
        {
            printf("%-10s %s\n", name, json_string_value(item));
        }
    }
}

static int
give(const struct cli *cli, json_t *answer)
{
    if (cli->json) {
        cli_json_print(answer);
        return CLI_DONE;
    }
    print_words(answer);
    json_decref(answer);
    cli_note(cli, "%s", not_proven);
    return CLI_DONE;
}

static int
give_archive(const struct cli *cli, const mohur_archive_info *info)
{
    json_t *answer = answer_new(
        cli->args.at[0], info->payload_len == 0 ? "archive header" : "archive");
    json_t *slots = json_array();

    json_object_set_new(answer, "format", json_integer(info->version));
    json_object_set_new(answer, "cipher",
                        json_string(mohur_alg_name(info->aead)));
    json_object_set_new(answer, "generation", json_integer(info->generation));
    json_object_set_new(answer, "header",
                        json_integer((json_int_t)info->header_len));
    json_object_set_new(answer, "payload",
                        json_integer((json_int_t)info->payload_len));
    json_object_set_new(answer, "records", json_integer(info->ext_len));
    for (uint32_t i = 0; i < info->slots_len; i++) {
        json_array_append_new(slots,
                              json_string(cli_slot_name(info->slot_types[i])));
    }
    json_object_set_new(answer, "opens_with", slots);
    return give(cli, answer);
}

/* The header, in a file of its own. */
static mohur_status
export_header(const struct cli *cli, mohur_source *source)
{
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_sink_new_file(
        cli->ctx, cli->export_header,
        cli->force ? MOHUR_OVERWRITE_REPLACE : MOHUR_OVERWRITE_NEVER, &sink);

    if (st == MOHUR_OK) {
        st = mohur_archive_header_export(cli->ctx, source, sink);
    }
    mohur_sink_free(sink);
    return st;
}

static int
inspect_archive(const struct cli *cli)
{
    mohur_archive_info *info = cli_must(calloc(1, sizeof *info));
    mohur_source *source     = NULL;
    mohur_status st = mohur_source_new_file(cli->ctx, cli->args.at[0], &source);
    int code;

    info->size = sizeof *info;
    if (st == MOHUR_OK) {
        st = mohur_archive_inspect(cli->ctx, source, info);
    }
    if (st == MOHUR_OK && cli->export_header != NULL) {
        st = export_header(cli, source);
    }
    code = st == MOHUR_OK ? give_archive(cli, info)
           : mohur_status_class(st) == 0x04
               ? cli_fail(cli, st, "it is no archive and no key", "%s: %s",
                          cli->args.at[0], mohur_ctx_message(cli->ctx))
               : cli_fail_request(cli, st);
    mohur_source_free(source);
    free(info);
    return code;
}

/* An EC key serves either purpose, and what it is called depends on it. */
static int
inspect_public(const struct cli *cli, const char *pem, size_t pem_len)
{
    json_t *answer  = answer_new(cli->args.at[0], "public key");
    json_t *usable  = json_array();
    mohur_status st = MOHUR_OK;
    bool known      = false;

    for (int p = MOHUR_PURPOSE_SIGN; p <= MOHUR_PURPOSE_SEAL; p++) {
        mohur_key *key = NULL;

        st = mohur_key_new_public(cli->ctx, (mohur_purpose)p, pem, pem_len,
                                  &key);
        if (st == MOHUR_OK) {
            known = true;
            cli_json_hex(answer, "key_id", mohur_key_id(key), MOHUR_KEY_ID_LEN);
            json_array_append_new(
                usable, json_string(mohur_alg_name(mohur_key_alg(key))));
        }
        mohur_key_free(key);
    }
    if (!known) {
        json_decref(usable);
        json_decref(answer);
        return cli_fail(cli, st, "it is no key that mohur can use", "%s: %s",
                        cli->args.at[0], mohur_ctx_message(cli->ctx));
    }
    json_object_set_new(answer, "alg", usable);
    return give(cli, answer);
}

/* ---- signed documents ---- */

static int
give_document(const struct cli *cli, const mohur_report *report)
{
    json_t *answer     = answer_new(cli->args.at[0], "signed document");
    json_t *algorithms = json_array();
    json_t *signers    = json_array();
    json_t *claimed    = json_array();
    json_t *stamped    = json_array();
    json_t *objects    = json_array();

    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        const mohur_signature_info *info = mohur_report_signature(report, i);
        char time[32];

        cli_time(info->claimed, time);
        json_array_append_new(signers, cli_json_text(info->subject));
        json_array_append_new(claimed, json_string(time));
        for (size_t k = 0; k < info->stamps_len; k++) {
            cli_time(mohur_report_stamp(report, i, k)->time, time);
            json_array_append_new(stamped, json_string(time));
        }
        json_array_append_new(algorithms,
                              json_string(mohur_alg_name(info->alg)));
    }
    json_object_set_new(
        answer, "format",
        json_string(cli_format_name(mohur_report_format(report))));
    for (size_t i = 0; i < mohur_report_objects(report); i++) {
        json_array_append_new(
            objects, cli_json_text(mohur_report_object(report, i)->name));
    }
    json_object_set_new(answer, "documents", objects);
    json_object_set_new(
        answer, "content",
        json_string(mohur_report_attached(report) ? "inside" : "beside"));
    json_object_set_new(answer, "signers", signers);
    json_object_set_new(answer, "claimed", claimed);
    json_object_set_new(answer, "stamped", stamped);
    json_object_set_new(answer, "algorithms", algorithms);
    return give(cli, answer);
}

static int
give_stamp(const struct cli *cli, const mohur_stamp *stamp)
{
    const mohur_stamp_info *info = mohur_stamp_about(stamp);
    json_t *answer               = answer_new(cli->args.at[0], "time stamp");
    size_t len                   = 0;
    const uint8_t *imprint       = mohur_stamp_imprint(stamp, &len);

    cli_json_time(answer, "time", info->time);
    json_object_set_new(answer, "authority", cli_json_text(info->authority));
    json_object_set_new(answer, "alg", json_string(mohur_alg_name(info->alg)));
    json_object_set_new(answer, "hash",
                        json_string(mohur_alg_name(info->hash)));
    cli_json_hex(answer, "over", imprint, len);
    return give(cli, answer);
}

/* A small file in DER may be a time stamp; *given: it was, and is told. */
static int
inspect_stamp(const struct cli *cli, bool *given)
{
    char *data         = NULL;
    size_t len         = 0;
    mohur_stamp *stamp = NULL;
    struct stat st;
    int code = CLI_DONE;

    *given = false;
    if (stat(cli->args.at[0], &st) != 0 || !S_ISREG(st.st_mode) ||
        st.st_size > STAMP_MAX) {
        return CLI_DONE;
    }
    code = cli_read_file(cli, cli->args.at[0], &data, &len);
    if (code != CLI_DONE) {
        *given = true; /* it was said why */
    } else if (mohur_stamp_read(cli->ctx, (const uint8_t *)data, len, &stamp) ==
               MOHUR_OK) {
        *given = true;
        code   = give_stamp(cli, stamp);
    }
    mohur_stamp_free(stamp);
    free(data);
    return code;
}

/* Nobody is believed here, so the report only tells what there is. */
static int
inspect_document(const struct cli *cli)
{
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_source *source         = NULL;
    mohur_trust *trust           = NULL;
    mohur_report *report         = NULL;
    mohur_status st              = mohur_trust_new(cli->ctx, &trust);
    int code;

    if (st == MOHUR_OK) {
        st = mohur_source_new_file(cli->ctx, cli->args.at[0], &source);
    }
    options.file  = source;
    options.trust = trust;
    if (st == MOHUR_OK) {
        st = mohur_document_verify(cli->ctx, &options, &report);
    }
    code = st == MOHUR_OK
               ? give_document(cli, report)
               : cli_fail(cli, st, "it is no archive and no key", "%s: %s",
                          cli->args.at[0], mohur_ctx_message(cli->ctx));
    mohur_report_free(report);
    mohur_source_free(source);
    mohur_trust_free(trust);
    return code;
}

static int
inspect_der(const struct cli *cli)
{
    bool given = false;
    int code   = inspect_stamp(cli, &given);

    return given ? code : inspect_document(cli);
}

/* A SEQUENCE in DER that is longer than a few bytes, or a ZIP file. */
static bool
is_signed(const char *start)
{
    return (start[0] == 0x30 && (start[1] & 0x80) != 0) ||
           strncmp(start, "PK\003\004", 4) == 0;
}

/* The kind of a PEM file by its first line; NULL if it is none. */
static const char *
pem_kind(const char *text)
{
    static const char *const kinds[][2] = {
        {"-----BEGIN PUBLIC KEY-----", "public key"},
        {"-----BEGIN ENCRYPTED PRIVATE KEY-----", "encrypted private key"},
        {"-----BEGIN PRIVATE KEY-----", "private key, not encrypted"},
        {"-----BEGIN EC PRIVATE KEY-----", "private key, not encrypted"},
        {"-----BEGIN CERTIFICATE-----", "certificate"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strncmp(text, kinds[i][0], strlen(kinds[i][0])) == 0) {
            return kinds[i][1];
        }
    }
    return NULL;
}

/* The first bytes; "" for what cannot be read, which is reported later. */
static void
read_start(const char *path, char *out, size_t cap)
{
    FILE *file = fopen(path, "rbe");
    size_t len = 0;

    if (file != NULL) {
        setvbuf(file, NULL, _IONBF, 0);
        len = fread(out, 1, cap - 1, file);
        fclose(file);
    }
    out[len] = '\0';
}

int
cli_inspect(struct cli *cli)
{
    char start[64];
    const char *kind;
    char *pem      = NULL;
    size_t pem_len = 0;
    int code;

    read_start(cli->args.at[0], start, sizeof start);
    kind = pem_kind(start);
    if (kind == NULL) {
        return is_signed(start) ? inspect_der(cli) : inspect_archive(cli);
    }
    if (cli->export_header != NULL) {
        return cli_fail_usage(cli, "name an archive",
                              "a %s has no header to export", kind);
    }
    if (strcmp(kind, "public key") != 0) {
        return give(cli, answer_new(cli->args.at[0], kind));
    }
    code = cli_read_file(cli, cli->args.at[0], &pem, &pem_len);
    if (code == CLI_DONE) {
        code = inspect_public(cli, pem, pem_len);
    }
    free(pem);
    return code;
}
