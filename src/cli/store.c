/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "format.h"
#include "key_words.h"
#include "passphrase.h"
#include "pin.h"
#include "progress.h"
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The keystore of the command line, and keys by file or by name. */

enum {
    SMALL_FILE_MAX = 256 * 1024
};

void
cli_keys_free(struct cli_keys *keys)
{
    for (size_t i = 0; i < keys->len; i++) {
        mohur_key_free(keys->at[i]);
    }
    free(keys->at);
    *keys = (struct cli_keys){NULL, 0, 0};
}

/* Takes the key. */
static void
keys_add(struct cli_keys *keys, mohur_key *key)
{
    if (keys->len == keys->cap) {
        keys->cap = keys->cap == 0 ? 16 : 2 * keys->cap;
        keys->at =
            cli_must(reallocarray(keys->at, keys->cap, sizeof(*keys->at)));
    }
    keys->at[keys->len++] = key;
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
cli_store_on_server(const char *path)
{
    return strncmp(path, "postgresql:", 11) == 0 ||
           strncmp(path, "postgres:", 9) == 0;
}

bool
cli_store_exists(const struct cli *cli)
{
    char path[CLI_PATH_CAP + 16];
    struct stat st;

    if (cli_store_path(cli, path, CLI_PATH_CAP) != CLI_DONE) {
        return false;
    }
    if (cli_store_on_server(path)) {
        return true; /* opening it says if not */
    }
    snprintf(path + strlen(path), 16, "/keystore.db");
    return stat(path, &st) == 0;
}

/* Open what is there, locked; path is where. */
static int
store_find(const struct cli *cli, char *path, mohur_keystore **out)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_status st;
    int code = cli_store_path(cli, path, CLI_PATH_CAP);

    if (code != CLI_DONE) {
        return code;
    }
    if (!cli_store_exists(cli)) {
        return cli_fail(cli, MOHUR_E_NO_KEY,
                        "'mohur init' makes one, --store names another",
                        "there is no keystore in %s", path);
    }
    options.path = path;
    st           = mohur_keystore_open(cli->ctx, &options, out);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

/* What a store that was set back is still good for. */
static bool
only_tells(const struct cli_verb *verb)
{
    static const char *const tells[] = {"list", "show", "accept"};

    for (size_t i = 0; i < sizeof tells / sizeof tells[0]; i++) {
        if (verb->sub != NULL && strcmp(verb->sub, tells[i]) == 0) {
            return true;
        }
    }
    return strcmp(verb->name, "doctor") == 0;
}

/* --anchor, $MOHUR_ANCHOR; NULL: none. */
static const char *
anchor_of(const struct cli *cli)
{
    const char *place =
        cli->anchor != NULL ? cli->anchor : getenv("MOHUR_ANCHOR");

    return place != NULL && place[0] != '\0' ? place : NULL;
}

static bool
is_token(const char *place)
{
    return place != NULL && strncmp(place, "pkcs11:", 7) == 0;
}

/* Check the store against its anchor, if there is one. */
static int
anchor_check(const struct cli *cli, mohur_keystore *store)
{
    mohur_anchor_options options = MOHUR_ANCHOR_OPTIONS_INIT;
    mohur_status st;

    options.path = anchor_of(cli);
    if (options.path == NULL) {
        return CLI_DONE;
    }
    st = mohur_keystore_anchor_add(store, &options);
    if (st == MOHUR_E_ROLLBACK && only_tells(cli->verb)) {
        cli_note(cli, "%s", mohur_ctx_message(cli->ctx));
        return CLI_DONE;
    }
    if (st == MOHUR_E_ARGUMENT) {
        return cli_fail_usage(cli, NULL, "%s", mohur_ctx_message(cli->ctx));
    }
    return st == MOHUR_OK
               ? CLI_DONE
               : cli_fail(cli, st,
                          st == MOHUR_E_ROLLBACK
                              ? "put the newest keystore back; "
                                "'mohur anchor accept' takes this "
                                "one"
                              : NULL,
                          "%s: %s", options.path, mohur_ctx_message(cli->ctx));
}

int
cli_store_open_shown(const struct cli *cli,
                     mohur_keystore **out,
                     struct cli_shown *shown)
{
    mohur_keystore *store = NULL;
    char path[CLI_PATH_CAP];
    bool early;
    int code = store_find(cli, path, &store);

    if (code == CLI_DONE) {
        code = cli_shown_get(cli, path, shown);
    }
    /* Once: who gives the PIN is connected, and it may come from a pipe. */
    early = cli->with_token != NULL || is_token(anchor_of(cli));
    if (code == CLI_DONE && early) {
        code = cli_pin_give(cli, store);
    }
    if (code == CLI_DONE) {
        mohur_status st = mohur_keystore_unlock_with(store, &shown->how);

        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    if (code == CLI_DONE) {
        code = anchor_check(cli, store);
    }
    if (code == CLI_DONE && !early) {
        code = cli_pin_give(cli, store);
    }
    if (code != CLI_DONE) {
        mohur_keystore_free(store);
        return code;
    }
    *out = store;
    return CLI_DONE;
}

int
cli_store_open(const struct cli *cli, mohur_keystore **out)
{
    struct cli_shown *shown = cli_must(calloc(1, sizeof *shown));
    int code                = cli_store_open_shown(cli, out, shown);

    cli_shown_wipe(shown);
    free(shown);
    return code;
}

const char *
cli_memory_name(mohur_memory_level level)
{
    static const char *const names[] = {"none", "partial", "locked"};

    return level <= MOHUR_MEMORY_LOCKED ? names[level] : "none";
}

json_t *
cli_store_json(const mohur_keystore_info *info, const char *path)
{
    json_t *store = json_object();

    json_object_set_new(store, "path", cli_json_text(path));
    cli_json_hex(store, "store_id", info->store_id, sizeof info->store_id);
    json_object_set_new(store, "epoch", json_integer(info->epoch));
    json_object_set_new(store, "seq", json_integer((json_int_t)info->seq));
    json_object_set_new(store, "events",
                        json_integer((json_int_t)info->events));
    json_object_set_new(store, "keys", json_integer((json_int_t)info->rings));
    json_object_set_new(store, "versions",
                        json_integer((json_int_t)info->versions));
    json_object_set_new(store, "slots", json_integer(info->slots));
    json_object_set_new(store, "unlocked", json_boolean(info->unlocked));
    json_object_set_new(store, "authority",
                        json_string(info->authority == MOHUR_AUTHORITY_ROLES
                                        ? "roles"
                                        : "single"));
    json_object_set_new(
        store, "rollback",
        json_string(info->rollback == MOHUR_ANCHOR_NONE ? "none" : "local"));
    json_object_set_new(store, "cipher",
                        json_string(mohur_alg_name(info->aead)));
    json_object_set_new(store, "unlock_factors", json_integer(info->factors));
    json_object_set_new(store, "memory",
                        json_string(cli_memory_name(info->memory)));
    json_object_set_new(store, "profile",
                        json_string(info->profile ? info->profile : ""));
    return store;
}

/* Not by stdio, whose buffer would keep a private key.  errno is set. */
static bool
read_small(int fd, char *out, size_t cap, size_t *out_len)
{
    *out_len = 0;
    while (*out_len < cap) {
        ssize_t n = cli_read(fd, out + *out_len, cap - *out_len);

        if (n <= 0) {
            return n == 0;
        }
        *out_len += (size_t)n;
    }
    return true;
}

int
cli_read_file(const struct cli *cli,
              const char *path,
              char **out,
              size_t *out_len)
{
    bool is_stdin = strcmp(path, "-") == 0;
    char *text    = cli_must(calloc(1, SMALL_FILE_MAX + 1));
    int fd =
        is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool ok  = fd >= 0 && read_small(fd, text, SMALL_FILE_MAX + 1, out_len);
    int code = CLI_DONE;

    if (!ok) {
        code = cli_fail(cli, MOHUR_E_IO, NULL, "cannot read %s: %s", path,
                        strerrordesc_np(errno));
    } else if (*out_len > SMALL_FILE_MAX) {
        code = cli_fail(
            cli, MOHUR_E_FORMAT, NULL,
            "%s is no key and no profile: it is larger than 256 KiB", path);
    }
    if (fd >= 0 && !is_stdin) {
        close(fd);
    }
    if (code != CLI_DONE) {
        explicit_bzero(text, SMALL_FILE_MAX + 1);
        free(text);
        return code;
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
    mohur_key *key = NULL;
    mohur_status st;
    int code = cli_read_file(cli, path, &pem, &pem_len);

    if (code != CLI_DONE) {
        return code;
    }
    st = mohur_key_new_public(cli->ctx, purpose, pem, pem_len, &key);
    free(pem);
    if (st != MOHUR_OK) {
        return cli_fail(cli, st, NULL, "%s: %s", path,
                        mohur_ctx_message(cli->ctx));
    }
    keys_add(keys, key);
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
    keys_add(keys, key);
    if (mohur_key_purpose(key) != purpose &&
        !(purpose == MOHUR_PURPOSE_SEAL &&
          mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP)) {
        return cli_fail_usage(
            cli, "'mohur key list' says what keys are for",
            "key '%s' is one --for %s, and this needs one --for %s", word,
            cli_purpose_name(mohur_key_purpose(key)),
            cli_purpose_name(purpose));
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
    for (size_t i = 0; st == MOHUR_OK && i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);
        mohur_key *key             = NULL;

        if (info->purpose != purpose) {
            continue;
        }
        st = mohur_keystore_key(store, info->name, strlen(info->name),
                                info->version, &key);
        if (st == MOHUR_OK) {
            keys_add(keys, key);
        } else if (mohur_status_class(st) == 0x07) {
            st = MOHUR_OK; /* a version that is destroyed is none to try */
        }
    }
    mohur_key_list_free(list);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

int
cli_keys_refresh(const struct cli *cli,
                 mohur_keystore *store,
                 struct cli_keys *keys)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; st == MOHUR_OK && i < keys->len; i++) {
        const char *name = mohur_key_name(keys->at[i]);
        mohur_key *key   = NULL;

        if (mohur_key_version(keys->at[i]) == 0) {
            continue; /* of a file */
        }
        st = mohur_keystore_key(store, name, strlen(name),
                                mohur_key_version(keys->at[i]), &key);
        if (st == MOHUR_OK) {
            mohur_key_free(keys->at[i]);
            keys->at[i] = key;
        }
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

const struct cli_passphrase_source *
cli_archive_pass(const struct cli *cli, const mohur_keystore *store)
{
    return store == NULL && !cli_passphrase_named(&cli->new_pass)
               ? &cli->pass
               : &cli->new_pass;
}
