/* SPDX-License-Identifier: Apache-2.0 */
#include "containing.h"

#include "attributes.h"
#include "format.h"
#include "report.h"
#include "stdout_sink.h"

#include <stdlib.h>
#include <string.h>

/* Containers: which kind, and what goes into one under which name. */

const char *
cli_format_name(mohur_container_format format)
{
    static const char *const names[] = {"CAdES", "ASiC-S", "ASiC-E"};

    return format <= MOHUR_CONTAINER_ASIC_E ? names[format] : "CAdES";
}

static bool
ends_with(const char *text, const char *end)
{
    size_t len     = strlen(text);
    size_t end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* ---- which kind ---- */

static mohur_container_format
format_of_name(const char *name)
{
    if (ends_with(name, ".asice") || ends_with(name, ".sce")) {
        return MOHUR_CONTAINER_ASIC_E;
    }
    return ends_with(name, ".asics") || ends_with(name, ".scs")
               ? MOHUR_CONTAINER_ASIC_S
               : MOHUR_CONTAINER_NONE;
}

static mohur_container_format
format_asked(const struct cli *cli)
{
    if (cli->add != NULL) {
        return MOHUR_CONTAINER_ASIC_E;
    }
    if (cli->sign_format == NULL) {
        return format_of_name(cli->output);
    }
    if (strcmp(cli->sign_format, "cades") == 0) {
        return MOHUR_CONTAINER_NONE;
    }
    return strcmp(cli->sign_format, "asic-s") == 0 ? MOHUR_CONTAINER_ASIC_S
                                                   : MOHUR_CONTAINER_ASIC_E;
}

/* Signatures that are signed are where they are already. */
static int
check_counter(const struct cli *cli)
{
    if (cli->add != NULL || cli->args.len > 0 || cli->sign_format != NULL ||
        cli->attached || cli_attributes_asked(cli) ||
        cli->document_level != MOHUR_DOCUMENT_B) {
        return cli_fail_usage(cli, "name the signed file alone",
                              "--counter signs the signatures of a file, as "
                              "they stand in it");
    }
    return CLI_DONE;
}

int
cli_container_format(const struct cli *cli, mohur_container_format *out)
{
    if (cli->counter != NULL) {
        return check_counter(cli);
    }
    *out = format_asked(cli);
    if (cli->add != NULL) {
        if (cli->args.len > 0 || (cli->sign_format != NULL &&
                                  strcmp(cli->sign_format, "asic-e") != 0)) {
            return cli_fail_usage(cli, "name the container alone",
                                  "--add signs what is in an ASiC-E already");
        }
        return CLI_DONE;
    }
    if (cli->args.len == 0) {
        return cli_fail_usage(cli, "name the document",
                              "what should be signed?");
    }
    if (*out != MOHUR_CONTAINER_NONE && cli->attached) {
        return cli_fail_usage(cli, "leave --attached out",
                              "in a container the document is inside anyway");
    }
    if (*out != MOHUR_CONTAINER_ASIC_E && cli->args.len > 1) {
        return cli_fail_usage(cli, "--format asic-e signs several",
                              "one document at a time");
    }
    return CLI_DONE;
}

/* ---- what goes in ---- */

/* The last part of a path. */
static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

/* By the end of the name: only what readers show a document by. */
static const char *
mime_of(const char *name)
{
    static const char *const types[][2] = {
        {".pdf", "application/pdf"},
        {".txt", "text/plain"},
        {".xml", "application/xml"},
        {".json", "application/json"},
        {".html", "text/html"},
        {".csv", "text/csv"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".zip", "application/zip"},
        {".odt", "application/vnd.oasis.opendocument.text"},
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (ends_with(name, types[i][0])) {
            return types[i][1];
        }
    }
    return "application/octet-stream";
}

static int
open_base(const struct cli *cli, struct cli_container *c)
{
    mohur_status st = mohur_source_new_file(
        cli->ctx, cli->add != NULL ? cli->add : cli->counter, &c->base);

    if (st == MOHUR_OK && cli->counter != NULL) {
        st = mohur_container_detect(cli->ctx, c->base, &c->format);
    }

    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

mohur_status
cli_container_counter(const struct cli *cli,
                      const struct cli_container *c,
                      const mohur_key *key,
                      const mohur_sign_options *sign,
                      mohur_sink *sink)
{
    mohur_counter_options options = MOHUR_COUNTER_OPTIONS_INIT;

    options.file      = c->base;
    options.cert      = sign->cert;
    options.cert_len  = sign->cert_len;
    options.chain     = sign->chain;
    options.chain_len = sign->chain_len;
    return mohur_document_countersign(cli->ctx, key, &options, sink);
}

int
cli_container_open(const struct cli *cli, struct cli_container *c)
{
    if (cli->add != NULL || cli->counter != NULL) {
        return open_base(cli, c);
    }
    c->items = cli_must(calloc(cli->args.len, sizeof *c->items));
    for (; c->len < cli->args.len; c->len++) {
        mohur_container_item *item = &c->items[c->len];
        mohur_status st;

        item->name = name_of(cli->args.at[c->len]);
        item->mime = mime_of(item->name);
        st         = mohur_source_new_file(cli->ctx, cli->args.at[c->len],
                                           &item->content);
        if (st != MOHUR_OK) {
            return cli_fail_status(cli, st);
        }
    }
    return CLI_DONE;
}

mohur_status
cli_container_sign(const struct cli *cli,
                   const struct cli_container *c,
                   const mohur_key *key,
                   const mohur_sign_options *sign,
                   mohur_sink *sink)
{
    mohur_container_options options = MOHUR_CONTAINER_OPTIONS_INIT;

    options.format    = c->format;
    options.items     = c->items;
    options.items_len = c->len;
    options.base      = c->base;
    return mohur_container_sign(cli->ctx, key, sign, &options, sink);
}

/* ---- what comes out ---- */

int
cli_container_check_output(const struct cli *cli, const mohur_source *file)
{
    if (cli->output == NULL) {
        return CLI_DONE;
    }
    if (cli_is_to_stdout(cli)) {
        return cli_fail_usage(cli, "-o OUT names what is to be made",
                              "nothing goes to stdout before all of it is "
                              "known to be good");
    }
    return mohur_source_len(file) != MOHUR_LEN_UNKNOWN
               ? CLI_DONE
               : cli_fail_usage(cli, "name a file",
                                "with -o the file is read again: not from a "
                                "pipe");
}

/* The documents of a container, to a folder. */
static mohur_status
take_all(const struct cli *cli, const mohur_report *report, mohur_source *file)
{
    mohur_container_extract_options options =
        MOHUR_CONTAINER_EXTRACT_OPTIONS_INIT;

    options.path = cli->output;
    options.sync = cli->sync;
    return mohur_container_extract(cli->ctx, report, file, &options);
}

/* The document inside of a message, to a file. */
static mohur_status
take_one(const struct cli *cli, const mohur_report *report, mohur_source *file)
{
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_sink_new_file(cli->ctx, cli->output,
                                           MOHUR_OVERWRITE_NEVER, &sink);

    if (st == MOHUR_OK) {
        st = mohur_document_content(cli->ctx, report, file, sink);
    }
    mohur_sink_free(sink);
    return st;
}

int
cli_container_extract(const struct cli *cli,
                      const mohur_report *report,
                      mohur_source *file)
{
    mohur_status st;

    if (cli->output == NULL) {
        return CLI_DONE;
    }
    if (!mohur_report_attached(report)) {
        return cli_fail_usage(cli, "leave -o out",
                              "the document is beside its signature already");
    }
    if (!mohur_report_is_accepted(report)) {
        cli_note(cli, "nothing was handed out");
        return CLI_DONE;
    }
    st = mohur_report_format(report) == MOHUR_CONTAINER_NONE
             ? take_one(cli, report, file)
             : take_all(cli, report, file);
    if (st == MOHUR_E_EXISTS) {
        return cli_fail(cli, st, "-o OUT names what is to be made", "%s",
                        mohur_ctx_message(cli->ctx));
    }
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    cli_note(cli, "handed out: %s", cli->output);
    return CLI_DONE;
}

void
cli_container_free(struct cli_container *c)
{
    for (size_t i = 0; i < c->len; i++) {
        mohur_source_free(c->items[i].content);
    }
    free(c->items);
    mohur_source_free(c->base);
}
