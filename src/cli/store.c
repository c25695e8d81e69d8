/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "passphrase.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The keystore of the command line, and keys by file or by name. */

enum {
    SMALL_FILE_MAX = 64 * 1024,
    PATH_CAP       = 4096
};

void
cli_keys_free(struct cli_keys *keys)
{
    for (size_t i = 0; i < keys->len; i++) {
        mohur_key_free(keys->at[i]);
    }
    keys->len = 0;
}

int
cli_store_path(const struct cli *cli, char *out, size_t out_cap)
{
    const char *home = getenv("MOHUR_HOME");
    int n;

    if (cli->store != NULL) {
        n = snprintf(out, out_cap, "%s", cli->store);
    } else if (home != NULL && home[0] != '\0') {
        n = snprintf(out, out_cap, "%s", home);
    } else {
        home = getenv("HOME");
        if (home == NULL || home[0] == '\0') {
            return cli_fail_usage(cli, "name it with --store PATH",
                                  "there is no home folder for a keystore");
        }
        n = snprintf(out, out_cap, "%s/.local/share/mohur", home);
    }
    if (n < 0 || (size_t)n >= out_cap) {
        return cli_fail_usage(cli, NULL, "the keystore's path is too long");
    }
    return CLI_DONE;
}

bool
cli_store_exists(const struct cli *cli)
{
    char path[PATH_CAP + 16];
    struct stat st;

    if (cli_store_path(cli, path, PATH_CAP) != CLI_DONE) {
        return false;
    }
    snprintf(path + strlen(path), 16, "/keystore.db");
    return stat(path, &st) == 0;
}

int
cli_store_open(const struct cli *cli, mohur_keystore **out)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    struct cli_passphrase pass     = {{0}, 0};
    mohur_keystore *store          = NULL;
    char path[PATH_CAP];
    char what[PATH_CAP + 16];
    mohur_status st;
    int code = cli_store_path(cli, path, sizeof path);

    if (code != CLI_DONE) {
        return code;
    }
    if (!cli_store_exists(cli)) {
        return cli_fail(cli, MOHUR_E_NO_KEY,
                        "'mohur init' makes one, --store names another",
                        "there is no keystore in %s", path);
    }
    options.path = path;
    st           = mohur_keystore_open(cli->ctx, &options, &store);
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    snprintf(what, sizeof what, "keystore %s", path);
    code = cli_passphrase_get(cli, &cli->pass, what, false, &pass);
    if (code == CLI_DONE) {
        st = mohur_keystore_unlock(store, pass.text, pass.len);
        if (st != MOHUR_OK) {
            code = cli_fail_status(cli, st);
        }
    }
    cli_passphrase_wipe(&pass);
    if (code != CLI_DONE) {
        mohur_keystore_free(store);
        return code;
    }
    *out = store;
    return CLI_DONE;
}

int
cli_read_file(const struct cli *cli,
              const char *path,
              char **out,
              size_t *out_len)
{
    FILE *file = fopen(path, "rbe");
    char *text = malloc(SMALL_FILE_MAX + 1);
    bool ok    = file != NULL && text != NULL;

    if (ok) {
        *out_len = fread(text, 1, SMALL_FILE_MAX + 1, file);
        ok       = ferror(file) == 0;
    }
    if (file != NULL) {
        fclose(file);
    }
    if (!ok || *out_len > SMALL_FILE_MAX) {
        free(text);
        return cli_fail(cli, ok ? MOHUR_E_FORMAT : MOHUR_E_IO, NULL,
                        ok ? "%s is no key file: it is larger than 64 KiB"
                           : "cannot read %s",
                        path);
    }
    *out = text;
    return CLI_DONE;
}

static int
key_from_file(const struct cli *cli,
              const char *path,
              mohur_purpose purpose,
              struct cli_keys *keys)
{
    char *pem      = NULL;
    size_t pem_len = 0;
    mohur_status st;
    int code = cli_read_file(cli, path, &pem, &pem_len);

    if (code != CLI_DONE) {
        return code;
    }
    st = mohur_key_new_public(cli->ctx, purpose, pem, pem_len,
                              &keys->at[keys->len]);
    free(pem);
    if (st != MOHUR_OK) {
        return cli_fail(cli, st, NULL, "%s: %s", path,
                        mohur_ctx_message(cli->ctx));
    }
    keys->len++;
    return CLI_DONE;
}

int
cli_key_resolve(const struct cli *cli,
                const char *word,
                mohur_purpose purpose,
                mohur_keystore **store,
                struct cli_keys *keys)
{
    struct stat st;
    mohur_status status;
    mohur_key *key = NULL;

    if (keys->len == CLI_LIST_MAX) {
        return cli_fail_usage(cli, NULL, "more than %d keys", CLI_LIST_MAX);
    }
    if (stat(word, &st) == 0 && S_ISREG(st.st_mode)) {
        return key_from_file(cli, word, purpose, keys);
    }
    if (*store == NULL) {
        int code = cli_store_open(cli, store);

        if (code != CLI_DONE) {
            return code;
        }
    }
    status = mohur_keystore_key(*store, word, strlen(word), 0, &key);
    if (status == MOHUR_E_NO_KEY) {
        return cli_fail(cli, status, NULL,
                        "'%s' is neither a file nor a key of the keystore",
                        word);
    }
    if (status != MOHUR_OK) {
        return cli_fail_status(cli, status);
    }
    keys->at[keys->len++] = key;
    if (mohur_key_purpose(key) != purpose &&
        !(purpose == MOHUR_PURPOSE_SEAL &&
          mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP)) {
        return cli_fail_usage(cli, "'mohur key list' says what keys are for",
                              "key '%s' is not for this", word);
    }
    return CLI_DONE;
}

int
cli_keys_of_store(const struct cli *cli,
                  mohur_keystore *store,
                  mohur_purpose purpose,
                  struct cli_keys *keys)
{
    mohur_key_list *list = NULL;
    mohur_status st      = mohur_keystore_list(store, &list);

    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);

        if (info->purpose != purpose || keys->len == CLI_LIST_MAX) {
            continue;
        }
        st = mohur_keystore_key(store, info->name, strlen(info->name),
                                info->version, &keys->at[keys->len]);
        if (st == MOHUR_OK) {
            keys->len++;
        } else if (mohur_status_class(st) != 0x07) {
            break;
        }
        st = MOHUR_OK; /* a version out of use is no key to try */
    }
    mohur_key_list_free(list);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}
