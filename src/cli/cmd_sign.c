/* SPDX-License-Identifier: Apache-2.0 */
#include "attributes.h"
#include "cert_files.h"
#include "containing.h"
#include "format.h"
#include "progress.h"
#include "report.h"
#include "stamping.h"
#include "stdout_sink.h"
#include "store.h"
#include "two_phase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mohur sign: a document, with a key of the keystore and its certificate. */

enum {
    CERTS_MAX = 1024 * 1024 /* bytes of those that are kept */
};

struct sign {
    mohur_keystore *store;
    struct cli_keys keys;
    char *cert; /* the first --cert, or all that are kept with the key */
    size_t cert_len;
    char *chain; /* all others, one after the other */
    size_t chain_len;
    mohur_source *content;
    struct cli_stamping stamping;
    struct cli_container container;
    mohur_sink *sink;
    struct cli_stdout_sink out; /* its sink is the one above */
};

static int
check_words(const struct cli *cli)
{
    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o OUT names it, -o - is stdout",
                              "where should the signature go?");
    }
    if (cli->sign_key == NULL) {
        return cli_fail_usage(cli, "-k KEY names a key of the keystore",
                              "who signs?");
    }
    if (strcmp(cli->output, "-") == 0 && cli->json) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--json and -o - both want stdout");
    }
    if (cli->document_level > MOHUR_DOCUMENT_T) {
        return cli_fail_usage(cli, "'mohur extend' adds it later",
                              "what levels LT and LTA need is not there yet "
                              "when a document is signed");
    }
    return cli_stamping_check(cli);
}

/* Those that the keystore has with the key, where none was named. */
static int
kept_certs(const struct cli *cli, struct sign *s)
{
    const mohur_key *key = s->keys.at[0];
    const char *name     = mohur_key_name(key);
    mohur_sink *sink     = NULL;
    mohur_status st      = MOHUR_E_NO_KEY;

    if (s->store != NULL) {
        st = mohur_sink_new_memory(cli->ctx, CERTS_MAX, &sink);
        st = st != MOHUR_OK
                 ? st
                 : mohur_keystore_certificates(s->store, name, strlen(name),
                                               mohur_key_version(key), sink);
    }
    if (st == MOHUR_OK) {
        const uint8_t *kept = mohur_sink_memory(sink, &s->cert_len);

        s->cert = cli_must(malloc(s->cert_len));
        memcpy(s->cert, kept, s->cert_len);
    }
    mohur_sink_free(sink);
    if (st == MOHUR_E_NO_KEY) {
        return cli_fail_usage(cli,
                              "--cert FILE, the signer's first, or 'mohur key "
                              "certify'; 'mohur key csr' asks for one",
                              "a document is signed with a certificate");
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

static int
read_certs(const struct cli *cli, struct sign *s)
{
    int code = cli_read_file(cli, cli->certs.at[0], &s->cert, &s->cert_len);

    return code == CLI_DONE
               ? cli_cert_files_read(cli, 1, &s->chain, &s->chain_len)
               : code;
}

static int
open_content(const struct cli *cli, struct sign *s)
{
    const char *path;
    mohur_status st;

    if (s->container.format != MOHUR_CONTAINER_NONE || cli->counter != NULL) {
        return cli_container_open(cli, &s->container);
    }
    path = cli->args.at[0];
    st   = strcmp(path, "-") == 0
               ? mohur_source_new_fd(cli->ctx, STDIN_FILENO, &s->content)
               : mohur_source_new_file(cli->ctx, path, &s->content);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

/* What was signed. */
static const char *
signed_name(const struct cli *cli)
{
    if (cli->counter != NULL) {
        return cli->counter;
    }
    return cli->add != NULL ? cli->add : cli->args.at[0];
}

static const char *
how(const struct cli *cli, mohur_container_format format)
{
    if (cli->counter != NULL) {
        return "its signatures";
    }
    return format != MOHUR_CONTAINER_NONE ? cli_format_name(format)
           : cli->attached                ? "the document inside"
                                          : "detached";
}

static void
report(const struct cli *cli, const struct sign *s)
{
    json_t *answer;
    mohur_container_format format = s->container.format;

    if (cli->args.len > 1) {
        cli_note(cli, "signed %zu documents with key %s, %s: %s", cli->args.len,
                 mohur_key_name(s->keys.at[0]), how(cli, format), cli->output);
    } else {
        cli_note(cli, "signed %s with key %s, %s: %s", signed_name(cli),
                 mohur_key_name(s->keys.at[0]), how(cli, format), cli->output);
    }
    if (!cli->json) {
        return;
    }
    answer = cli_json_new("mohur-sign");
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    json_object_set_new(answer, "format", json_string(cli_format_name(format)));
    json_object_set_new(answer, "level",
                        json_string(cli_level_name(cli->document_level)));
    json_object_set_new(answer, "attached", json_boolean(cli->attached));
    json_object_set_new(answer, "counter", json_boolean(cli->counter != NULL));
    json_object_set_new(answer, "key",
                        cli_json_text(mohur_key_name(s->keys.at[0])));
    json_object_set_new(
        answer, "alg",
        json_string(mohur_alg_name(mohur_key_alg(s->keys.at[0]))));
    cli_json_print(answer);
}

static mohur_status
make(const struct cli *cli,
     const struct sign *s,
     const mohur_sign_options *options)
{
    const mohur_key *key = s->keys.at[0];

    if (cli->counter != NULL) {
        return cli_container_counter(cli, &s->container, key, options, s->sink);
    }
    return s->container.format == MOHUR_CONTAINER_NONE
               ? mohur_document_sign(cli->ctx, key, options, s->sink)
               : cli_container_sign(cli, &s->container, key, options, s->sink);
}

static int
sign_content(const struct cli *cli, struct sign *s)
{
    mohur_sign_options options = MOHUR_SIGN_OPTIONS_INIT;
    mohur_status st;

    options.content   = s->content;
    options.cert      = (const uint8_t *)s->cert;
    options.cert_len  = s->cert_len;
    options.chain     = (const uint8_t *)s->chain;
    options.chain_len = s->chain_len;
    options.attached  = cli->attached;
    options.level     = cli->document_level;
    options.tsa       = cli->tsa;
    options.evidence  = &s->stamping.evidence;
    options.trust     = s->stamping.trust;
    cli_attributes_say(cli, &options);
    cli_progress_start(cli);
    st = make(cli, s, &options);
    cli_progress_end();
    if (st == MOHUR_E_ARGUMENT) {
        return cli_fail_request(cli, st);
    }
    if (st != MOHUR_OK) {
        return cli_stamping_fail(cli, &s->stamping, &s->out, st);
    }
    report(cli, s);
    return CLI_DONE;
}

int
cli_sign(struct cli *cli)
{
    struct sign s = {.store = NULL};
    int code;

    if (cli_two_phase_asked(cli)) {
        return cli_two_phase(cli);
    }
    code = check_words(cli);
    if (code == CLI_DONE) {
        code = cli_container_format(cli, &s.container.format);
    }
    if (code == CLI_DONE) {
        code = cli_stamping_open(cli, &s.stamping);
    }
    if (code == CLI_DONE && cli->certs.len > 0) {
        code = read_certs(cli, &s);
    }
    if (code == CLI_DONE) {
        code = cli_key_resolve(cli, cli->sign_key, MOHUR_PURPOSE_SIGN, &s.store,
                               &s.keys);
    }
    if (code == CLI_DONE && cli->certs.len == 0) {
        code = kept_certs(cli, &s);
    }
    if (code == CLI_DONE) {
        code = open_content(cli, &s);
    }
    if (code == CLI_DONE) {
        code = cli_signature_sink_new(cli, &s.sink, &s.out);
    }
    if (code == CLI_DONE) {
        code = sign_content(cli, &s);
    }
    mohur_sink_free(s.sink);
    cli_stamping_free(&s.stamping);
    mohur_source_free(s.content);
    cli_container_free(&s.container);
    cli_keys_free(&s.keys);
    mohur_keystore_free(s.store);
    free(s.cert);
    free(s.chain);
    return code;
}
