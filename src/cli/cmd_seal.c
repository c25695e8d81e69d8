/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "passphrase.h"
#include "progress.h"
#include "report.h"
#include "stdout_sink.h"
#include "store.h"
#include "walk.h"

#include <ftw.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* mohur seal: files and folders into an archive. */

struct seal {
    struct cli_keys recipients;
    struct cli_keys signers;
    struct cli_keys admins;
    struct cli_passphrase pass;
    mohur_keystore *store;
    mohur_sink *sink;
    struct cli_stdout_sink out; /* its sink is the one above */
    mohur_archive_writer *writer;
};

static int
check_words(const struct cli *cli)
{
    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o OUT names it, -o - is stdout",
                              "where should the archive go?");
    }
    if (cli_is_to_stdout(cli) && cli->json) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--json and -o - both want stdout");
    }
    if (cli->signers.len == 0 && !cli->is_unsigned) {
        return cli_fail_usage(cli, "-s KEY signs, --unsigned says nobody does",
                              "who signs the archive?");
    }
    if (cli->signers.len > 0 && cli->is_unsigned) {
        return cli_fail_usage(cli, NULL, "-s and --unsigned contradict");
    }
    if (cli->recipients.len == 0 && !cli->passphrase) {
        return cli_fail_usage(cli, "-r RECIPIENT or --passphrase",
                              "who may open the archive?");
    }
    if (cli->passphrase && cli->passphrase_and_key) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--passphrase alone opens what "
                              "--passphrase-and-key is to close");
    }
    if ((cli->header_policy == MOHUR_HEADER_ADMINS) != (cli->admins.len > 0)) {
        return cli_fail_usage(cli, "--header-policy admins --admin KEY",
                              "administrators and their policy go together");
    }
    return CLI_DONE;
}

static int
gather_keys(const struct cli *cli, struct seal *seal)
{
    int code = CLI_DONE;

    for (size_t i = 0; code == CLI_DONE && i < cli->recipients.len; i++) {
        code = cli_key_resolve(cli, cli->recipients.at[i], MOHUR_PURPOSE_SEAL,
                               &seal->store, &seal->recipients);
    }
    for (size_t i = 0; code == CLI_DONE && i < cli->signers.len; i++) {
        code = cli_key_resolve(cli, cli->signers.at[i], MOHUR_PURPOSE_SIGN,
                               &seal->store, &seal->signers);
    }
    for (size_t i = 0; code == CLI_DONE && i < cli->admins.len; i++) {
        code = cli_key_resolve(cli, cli->admins.at[i], MOHUR_PURPOSE_SIGN,
                               &seal->store, &seal->admins);
    }
    if (code == CLI_DONE && cli_takes_passphrase(cli)) {
        code = cli_passphrase_get(cli, cli_archive_pass(cli, seal->store),
                                  "the archive", true, &seal->pass);
        if (code == CLI_DONE) {
            code = cli_keys_refresh(cli, seal->store, &seal->recipients);
        }
        if (code == CLI_DONE) {
            code = cli_keys_refresh(cli, seal->store, &seal->signers);
        }
    }
    return code;
}

/* Names that do not fit in memory go beside the archive, encrypted; NULL if
 * that folder has no name. */
static const char *
scratch_folder(const struct cli *cli, char *copy, size_t copy_cap)
{
    if (cli_is_to_stdout(cli)) {
        return P_tmpdir;
    }
    if (strlen(cli->output) >= copy_cap) {
        return NULL;
    }
    memcpy(copy, cli->output, strlen(cli->output) + 1);
    return dirname(copy);
}

/* nftw has no place for it. */
static uint64_t bytes_to_come;

static int
add_file(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)path;
    (void)at;
    if (type == FTW_F && S_ISREG(about->st_mode)) {
        bytes_to_come += (uint64_t)about->st_size;
    }
    return cli_interrupted();
}

/* About how much will be sealed; 0 where nobody is shown how far it is. */
static uint64_t
count_bytes(const struct cli *cli)
{
    bytes_to_come = 0;
    for (size_t i = 0; cli_progress_is_shown(cli) && i < cli->args.len; i++) {
        (void)nftw(cli->args.at[i], add_file, 16, FTW_PHYS);
    }
    return bytes_to_come;
}

static int
open_writer(const struct cli *cli, struct seal *seal)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    char folder[CLI_PATH_CAP];
    mohur_status st;

    options.recipients         = (const mohur_key *const *)seal->recipients.at;
    options.recipients_len     = seal->recipients.len;
    options.signers            = (const mohur_key *const *)seal->signers.at;
    options.signers_len        = seal->signers.len;
    options.aead               = cli->aead;
    options.pad                = cli->pad;
    options.pad_bucket         = cli->pad_bucket;
    options.addressees_only    = cli->addressees_only;
    options.label              = cli->label;
    options.label_len          = cli->label != NULL ? strlen(cli->label) : 0;
    options.allow_mixed_pq     = cli->allow_mixed_pq;
    options.allow_links        = cli->links;
    options.header_areas       = cli->editable ? 2 : 1;
    options.anonymous          = cli->anonymous;
    options.header_policy      = cli->header_policy;
    options.admins             = (const mohur_key *const *)seal->admins.at;
    options.admins_len         = seal->admins.len;
    options.passphrase_and_key = cli->passphrase_and_key;
    options.scratch            = scratch_folder(cli, folder, sizeof folder);
    options.content_total      = count_bytes(cli);
    if (cli_takes_passphrase(cli)) {
        options.passphrase       = seal->pass.text;
        options.passphrase_len   = seal->pass.len;
        options.passphrase_m_kib = cli->argon2_mib * 1024;
        options.passphrase_t     = cli->argon2_passes;
    }
    st = cli->is_unsigned ? mohur_archive_writer_new_unsigned(
                                cli->ctx, &options, seal->sink, &seal->writer)
                          : mohur_archive_writer_new(cli->ctx, &options,
                                                     seal->sink, &seal->writer);
    return st == MOHUR_OK ? CLI_DONE
                          : cli_stdout_sink_fail(cli, &seal->out, st);
}

/* Where the archive goes, so that it is not sealed into itself. */
static void
find_output(const struct cli *cli, struct cli_walk *walk)
{
    char copy[CLI_PATH_CAP];
    struct stat st;
    bool found = cli_is_to_stdout(cli) ? fstat(STDOUT_FILENO, &st) == 0
                                       : stat(cli->output, &st) == 0;

    if (found) {
        walk->output_dev = st.st_dev;
        walk->output_ino = st.st_ino;
    }
    if (cli_is_to_stdout(cli) || strlen(cli->output) >= sizeof copy) {
        return;
    }
    snprintf(copy, sizeof copy, "%s", cli->output);
    if (stat(dirname(copy), &st) == 0) {
        walk->folder_dev = st.st_dev;
        walk->folder_ino = st.st_ino;
    }
}

static const char *
plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static void
report(const struct cli *cli,
       const struct seal *seal,
       const struct cli_walk *walk)
{
    size_t recipients = seal->recipients.len + (cli->passphrase ? 1 : 0);
    json_t *answer;

    cli_note(cli,
             "sealed %" PRIu64 " file%s and %" PRIu64 " folder%s, %" PRIu64
             " bytes, for %zu recipient%s, %s",
             walk->files, plural(walk->files), walk->folders,
             plural(walk->folders), walk->bytes, recipients, plural(recipients),
             cli->is_unsigned ? "unsigned" : "signed");
    if (!cli->json) {
        return;
    }
    answer = cli_json_new("mohur-seal");
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    json_object_set_new(answer, "files", json_integer((json_int_t)walk->files));
    json_object_set_new(answer, "folders",
                        json_integer((json_int_t)walk->folders));
    json_object_set_new(answer, "links", json_integer((json_int_t)walk->links));
    json_object_set_new(answer, "bytes", json_integer((json_int_t)walk->bytes));
    json_object_set_new(answer, "left_out",
                        json_integer((json_int_t)walk->skipped));
    json_object_set_new(answer, "recipients",
                        json_integer((json_int_t)recipients));
    json_object_set_new(answer, "signers",
                        json_integer((json_int_t)seal->signers.len));
    cli_json_print(answer);
}

static int
seal_paths(const struct cli *cli, struct seal *seal)
{
    struct cli_walk walk = {0};
    int code             = CLI_DONE;
    mohur_status st;

    walk.cli    = cli;
    walk.writer = seal->writer;
    walk.out    = &seal->out;
    find_output(cli, &walk);
    cli_progress_start(cli);
    for (size_t i = 0; code == CLI_DONE && i < cli->args.len; i++) {
        code = cli_walk_path(&walk, cli->args.at[i]);
    }
    if (code == CLI_DONE) {
        st   = mohur_archive_writer_finish(seal->writer);
        code = st == MOHUR_OK ? CLI_DONE
                              : cli_stdout_sink_fail(cli, &seal->out, st);
    }
    cli_progress_end();
    if (code == CLI_DONE) {
        report(cli, seal, &walk);
    }
    return code;
}

int
cli_seal(struct cli *cli)
{
    struct seal seal = {.pass = {{0}, 0}};
    int code         = check_words(cli);

    if (code == CLI_DONE) {
        code = gather_keys(cli, &seal);
    }
    if (code == CLI_DONE) {
        code = cli_archive_sink_new(cli, &seal.sink, &seal.out);
    }
    if (code == CLI_DONE) {
        code = open_writer(cli, &seal);
    }
    if (code == CLI_DONE) {
        code = seal_paths(cli, &seal);
    }
    mohur_archive_writer_free(seal.writer);
    mohur_sink_free(seal.sink);
    cli_keys_free(&seal.recipients);
    cli_keys_free(&seal.signers);
    cli_keys_free(&seal.admins);
    cli_passphrase_wipe(&seal.pass);
    mohur_keystore_free(seal.store);
    return code;
}
