/* SPDX-License-Identifier: Apache-2.0 */
#include "opening.h"

#include "passphrase.h"
#include "report.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* With what an archive is opened: our keys, and whose word we take. */

/* Our keys: what the keystore holds, unless a passphrase opens. */
static int
gather_keys(const struct cli *cli, struct cli_opening *o)
{
    int code;

    if (cli->passphrase && !cli->passphrase_and_key) {
        return CLI_DONE;
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

/* The archive's passphrase, once it is known whether a keystore took one. */
static int
gather_passphrase(const struct cli *cli, struct cli_opening *o)
{
    int code = CLI_DONE;

    if (cli_takes_passphrase(cli)) {
        code = cli_passphrase_get(cli, cli_archive_pass(cli, o->store),
                                  "the archive", false, &o->pass);
        if (code == CLI_DONE) {
            code = cli_keys_refresh(cli, o->store, &o->senders);
        }
        if (code == CLI_DONE) {
            code = cli_keys_refresh(cli, o->store, &o->admins);
        }
        if (code == CLI_DONE) {
            code = cli_keys_refresh(cli, o->store, &o->keys);
        }
    }
    return code;
}

/* Whose word we take: --from, else the signing keys of the keystore. */
static int
gather_senders(const struct cli *cli, struct cli_opening *o)
{
    int code = CLI_DONE;

    if (cli->is_unsigned || cli->salvage) {
        return cli->from.len == 0
                   ? CLI_DONE
                   : cli_fail_usage(cli, NULL, "--from and %s contradict",
                                    cli->salvage ? "--salvage" : "--unsigned");
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

int
cli_opening_fail(const struct cli *cli, mohur_status st)
{
    uint32_t class = mohur_status_class(st);
    const char *name =
        strcmp(cli->args.at[0], "-") == 0 ? "standard input" : cli->args.at[0];

    return class == 0x04 || class == 0x05
               ? cli_fail(cli, st, NULL, "%s: %s", name,
                          mohur_ctx_message(cli->ctx))
               : cli_fail_request(cli, st);
}

mohur_archive_open_options
cli_opening_options(const struct cli *cli, const struct cli_opening *o)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;

    options.keys              = (const mohur_key *const *)o->keys.at;
    options.keys_len          = o->keys.len;
    options.senders           = (const mohur_key *const *)o->senders.at;
    options.senders_len       = o->senders.len;
    options.allow_forwarded   = cli->allow_forwarded;
    options.allow_links       = cli->links;
    options.max_content       = cli->max_size;
    options.max_entry_len     = cli->max_size;
    options.senders_threshold = cli->threshold;
    options.admins            = (const mohur_key *const *)o->admins.at;
    options.admins_len        = o->admins.len;
    if (cli_takes_passphrase(cli)) {
        options.passphrase     = o->pass.text;
        options.passphrase_len = o->pass.len;
    }
    options.header = o->header;
    return options;
}

int
cli_opening_refused(const struct cli *cli,
                    const struct cli_opening *o,
                    mohur_status st)
{
    if (st == MOHUR_E_NO_KEY && o->keys.len == 0 && !cli->passphrase) {
        return cli_fail(cli, st, "'mohur key create NAME --for seal' makes one",
                        "the keystore has no key that opens archives");
    }
    return cli_opening_fail(cli, st);
}

int
cli_opening_read(const struct cli *cli, struct cli_opening *o)
{
    mohur_archive_open_options options = cli_opening_options(cli, o);
    mohur_status st                    = cli->is_unsigned
                                             ? mohur_archive_reader_open_unsigned(
                                cli->ctx, &options, o->source, &o->reader)
                                             : mohur_archive_reader_open(cli->ctx, &options,
                                                                         o->source, &o->reader);

    return st == MOHUR_OK ? CLI_DONE : cli_opening_refused(cli, o, st);
}

bool
cli_opening_is_stream(const struct cli_opening *o)
{
    return mohur_source_len(o->source) == MOHUR_LEN_UNKNOWN;
}

/* The archive, and the header that is apart from it, if one is. */
static int
gather_sources(const struct cli *cli, struct cli_opening *o)
{
    int code = cli_source_new(cli, cli->args.at[0], &o->stream, &o->source);
    mohur_status st = MOHUR_OK;

    if (code == CLI_DONE && cli->header != NULL) {
        st = mohur_source_new_file(cli->ctx, cli->header, &o->header);
    }
    return st == MOHUR_OK ? code : cli_opening_fail(cli, st);
}

int
cli_opening_prepare(const struct cli *cli, struct cli_opening *o)
{
    const char *path = cli->args.at[0];
    int code         = CLI_DONE;

    o->stream.fd = -1;
    if (strcmp(path, "-") != 0 && access(path, R_OK) != 0) {
        return cli_fail(cli, MOHUR_E_IO, "nothing was written",
                        "cannot read %s: %s", path, strerrordesc_np(errno));
    }
    code = gather_keys(cli, o);
    if (code == CLI_DONE) {
        code = gather_senders(cli, o);
    }
    for (size_t i = 0; code == CLI_DONE && i < cli->admins.len; i++) {
        code = cli_key_resolve(cli, cli->admins.at[i], MOHUR_PURPOSE_SIGN,
                               &o->store, &o->admins);
    }
    if (code == CLI_DONE) {
        code = gather_passphrase(cli, o);
    }
    return code == CLI_DONE ? gather_sources(cli, o) : code;
}

int
cli_opening_start(const struct cli *cli, struct cli_opening *o)
{
    int code = cli_opening_prepare(cli, o);

    if (code == CLI_DONE && cli_opening_is_stream(o)) {
        return cli_fail_usage(cli, "write it to a file first",
                              "'%s' wants an archive in a file, not in a pipe",
                              cli->verb->name);
    }
    return code == CLI_DONE ? cli_opening_read(cli, o) : code;
}

void
cli_opening_end(struct cli_opening *o)
{
    mohur_archive_reader_free(o->reader);
    cli_source_end(&o->stream, o->source);
    mohur_source_free(o->header);
    cli_keys_free(&o->keys);
    cli_keys_free(&o->senders);
    cli_keys_free(&o->admins);
    cli_passphrase_wipe(&o->pass);
    mohur_keystore_free(o->store);
}
