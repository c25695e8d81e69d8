/* SPDX-License-Identifier: Apache-2.0 */
#include "approving.h"
#include "format.h"
#include "key_out.h"
#include "key_words.h"
#include "passphrase.h"
#include "report.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

/* mohur key export and import: keys as PEM files. */

/* The key once more, to leave; asking for a passphrase took its time. */
static int
key_to_leave(const struct cli *cli,
             mohur_keystore *store,
             struct cli_approving *a,
             mohur_key **key)
{
    const char *name = mohur_key_name(*key);
    mohur_key *fresh = NULL;
    int code         = cli_approving_start(cli, store, a);

    if (code == CLI_DONE) {
        code = cli_approving_end(
            cli, a,
            mohur_keystore_key_for(store, name, strlen(name),
                                   mohur_key_version(*key),
                                   MOHUR_KEY_USE_EXPORT, &fresh));
    }
    if (fresh != NULL) {
        mohur_key_free(*key);
        *key = fresh;
    }
    return code;
}

/* The wrapping key that was named. */
static int
wrapping_key(const struct cli *cli, mohur_keystore *store, mohur_key **out)
{
    mohur_status st = mohur_keystore_key(store, cli->wrap_with,
                                         strlen(cli->wrap_with), 0, out);

    if (st == MOHUR_E_NO_KEY) {
        return cli_fail(cli, st, NULL, "there is no key named %s to wrap with",
                        cli->wrap_with);
    }
    if (st == MOHUR_OK && mohur_key_purpose(*out) != MOHUR_PURPOSE_WRAP) {
        return cli_fail_usage(cli, "'mohur key list' says what keys are for",
                              "%s is not a wrapping key", cli->wrap_with);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

/* Under another key of the keystore. */
static int
export_wrapped(const struct cli *cli,
               mohur_keystore *store,
               struct cli_approving *a,
               mohur_key **key,
               mohur_sink *sink)
{
    mohur_key *kek = NULL;
    int code       = key_to_leave(cli, store, a, key);

    if (code == CLI_DONE && !a->asked) {
        code = wrapping_key(cli, store, &kek);
    }
    if (code == CLI_DONE && !a->asked) {
        mohur_status st = mohur_key_export_wrapped(cli->ctx, *key, kek, sink);
        code            = st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    mohur_key_free(kek);
    return code;
}

/* What a sink is written by: the public key or the private one. */
static int
export_to(const struct cli *cli,
          mohur_keystore *store,
          struct cli_approving *a,
          mohur_key **key,
          mohur_sink *sink)
{
    struct cli_passphrase pass = {{0}, 0};
    int code                   = CLI_DONE;
    mohur_status st;

    if (cli->wrap_with != NULL) {
        return export_wrapped(cli, store, a, key, sink);
    }
    if (cli->certificates) {
        const char *name = mohur_key_name(*key);

        st = mohur_keystore_certificates(store, name, strlen(name),
                                         mohur_key_version(*key), sink);
        return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    if (!cli->export_private) {
        st = cli->jwk ? mohur_key_export_jwk(cli->ctx, *key, sink)
                      : mohur_key_export_public(cli->ctx, *key, sink);
        return st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    code = cli_passphrase_get(cli, &cli->new_pass, "the key file", true, &pass);
    if (code == CLI_DONE) {
        code = key_to_leave(cli, store, a, key);
    }
    if (code == CLI_DONE && !a->asked) {
        st =
            mohur_key_export_private(cli->ctx, *key, pass.text, pass.len, sink);
        code = st == MOHUR_OK ? CLI_DONE : cli_fail_request(cli, st);
    }
    cli_passphrase_wipe(&pass);
    return code;
}

static void
report_content(const struct cli *cli,
               json_t *answer,
               const char *out,
               size_t len)
{
    if (cli->wrap_with != NULL) {
        cli_json_hex(answer, "wrapped", (const uint8_t *)out, len);
    } else {
        json_object_set_new(answer, cli->jwk ? "jwk" : "pem",
                            json_stringn(out, len));
    }
}

static void
report_export(const struct cli *cli, const mohur_key *key, mohur_sink *sink)
{
    json_t *answer  = cli_json_new("mohur-key-export");
    size_t len      = 0;
    const char *out = (const char *)mohur_sink_memory(sink, &len);

    json_object_set_new(answer, "name", cli_json_text(mohur_key_name(key)));
    json_object_set_new(answer, "key_version",
                        json_integer(mohur_key_version(key)));
    json_object_set_new(
        answer, "private",
        json_boolean(cli->export_private || cli->wrap_with != NULL));
    if (!cli_key_out_to_file(cli)) {
        report_content(cli, answer, out, len);
    }
    cli_key_out_report(cli, sink, answer);
}

static int
export_key(const struct cli *cli, mohur_keystore *store)
{
    const char *name       = cli->args.at[0];
    struct cli_approving a = {NULL, NULL, false};
    mohur_key *key         = NULL;
    mohur_sink *sink       = NULL;
    mohur_status st =
        mohur_keystore_key(store, name, strlen(name), cli->key_version, &key);
    int code;

    if (st == MOHUR_OK) {
        st = cli_key_out_new(cli, &sink);
    }
    code = st == MOHUR_OK ? export_to(cli, store, &a, &key, sink)
                          : cli_fail_request(cli, st);
    if (code == CLI_DONE && !a.asked) {
        report_export(cli, key, sink);
    }
    cli_approving_free(&a);
    mohur_sink_free(sink);
    mohur_key_free(key);
    return code;
}

int
cli_key_export(struct cli *cli)
{
    mohur_keystore *store = NULL;
    int code              = CLI_DONE;

    if (cli->jwk && cli->export_private) {
        return cli_fail_usage(cli, "private keys leave as PKCS#8 alone",
                              "--jwk and --private contradict");
    }
    if (cli->certificates &&
        (cli->jwk || cli->export_private || cli->wrap_with != NULL)) {
        return cli_fail_usage(cli, "certificates leave as PEM, by themselves",
                              "--certificates goes with no other form");
    }
    if (cli->wrap_with != NULL && (cli->jwk || cli->export_private)) {
        return cli_fail_usage(cli, "a key leaves in one form at a time",
                              "--wrap-with goes with neither --jwk nor "
                              "--private");
    }
    code = cli_store_open(cli, &store);
    if (code == CLI_DONE) {
        code = export_key(cli, store);
    }
    mohur_keystore_free(store);
    return code;
}

static bool
is_encrypted(const char *pem, size_t len)
{
    static const char mark[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    return memmem(pem, len, mark, sizeof mark - 1) != NULL;
}

static int
import_pem(const struct cli *cli,
           mohur_keystore *store,
           const mohur_key_options *options,
           const char *pem,
           size_t pem_len)
{
    struct cli_passphrase pass = {{0}, 0};
    struct cli_approving a     = {NULL, NULL, false};
    mohur_key *key             = NULL;
    int code                   = cli_approving_start(cli, store, &a);

    if (code == CLI_DONE && is_encrypted(pem, pem_len)) {
        code = cli_passphrase_get(cli, &cli->new_pass, "the key file", false,
                                  &pass);
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(
            cli, &a,
            mohur_keystore_import(store, options, pem, pem_len,
                                  pass.len > 0 ? pass.text : NULL, pass.len,
                                  &key));
    }
    if (code == CLI_DONE && !a.asked) {
        code = cli_key_report(cli, store, key, "brought in key");
    }
    cli_approving_free(&a);
    cli_passphrase_wipe(&pass);
    mohur_key_free(key);
    return code;
}

/* The file holds a key under one of the keystore. */
static int
import_wrapped(const struct cli *cli,
               mohur_keystore *store,
               const mohur_key_options *options,
               const char *wrapped,
               size_t len)
{
    struct cli_approving a = {NULL, NULL, false};
    mohur_key *kek         = NULL;
    mohur_key *key         = NULL;
    int code               = cli_approving_start(cli, store, &a);

    if (code == CLI_DONE) {
        code = wrapping_key(cli, store, &kek);
    }
    if (code == CLI_DONE) {
        code = cli_approving_end(
            cli, &a,
            mohur_keystore_import_wrapped(store, options, kek,
                                          (const uint8_t *)wrapped, len, &key));
    }
    if (code == CLI_DONE && !a.asked) {
        code = cli_key_report(cli, store, key, "brought in key");
    }
    cli_approving_free(&a);
    mohur_key_free(kek);
    mohur_key_free(key);
    return code;
}

int
cli_key_import(struct cli *cli)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *store     = NULL;
    char *pem                 = NULL;
    size_t pem_len            = 0;
    int code                  = cli_key_options_read(cli, &options);

    if (code == CLI_DONE) {
        code = cli_read_file(cli, cli->args.at[1], &pem, &pem_len);
    }
    if (code == CLI_DONE) {
        code = cli_store_open(cli, &store);
    }
    if (code == CLI_DONE) {
        code = cli->wrap_with != NULL
                   ? import_wrapped(cli, store, &options, pem, pem_len)
                   : import_pem(cli, store, &options, pem, pem_len);
    }
    if (pem != NULL) {
        explicit_bzero(pem, pem_len);
    }
    free(pem);
    mohur_keystore_free(store);
    return code;
}
