/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_STORE_H
#define MOHUR_SRC_CLI_STORE_H

#include "shown.h"

/* The keystore of the command line, and keys by file or by name. */

enum {
    CLI_PATH_CAP = 4096
};

/* A number of key handles; released by cli_keys_free. */
struct cli_keys {
    mohur_key **at;
    size_t len;
    size_t cap;
};

void
cli_keys_free(struct cli_keys *keys);

/* The folder: --store, $MOHUR_HOME, ~/.local/share/mohur.  An exit code. */
int
cli_store_path(const struct cli *cli, char *out, size_t out_cap);

/* Is the place a server and not a folder? */
bool
cli_store_on_server(const char *path);

/* Is there a store at that place?  A server is taken at its word. */
bool
cli_store_exists(const struct cli *cli);

/* Open and unlock it, and keep what unlocked it.  An exit code. */
int
cli_store_open_shown(const struct cli *cli,
                     mohur_keystore **out,
                     struct cli_shown *shown);

/* Open and unlock it.  An exit code; reports failures. */
int
cli_store_open(const struct cli *cli, mohur_keystore **out);

/* What is known of a store as a whole; of the memory of secrets. */
json_t *
cli_store_json(const mohur_keystore_info *info, const char *path);
const char *
cli_memory_name(mohur_memory_level level);

/*
 * Add a key named on the command line: a PEM file, or a key of the store,
 * which is opened at its first need (*store).  An exit code.
 */
int
cli_key_resolve(const struct cli *cli,
                const char *word,
                mohur_purpose purpose,
                mohur_keystore **store,
                struct cli_keys *keys);

/*
 * Where the passphrase of an archive comes from: --new-pass-fd or -file; else
 * --pass-fd or -file, if no keystore was opened with it.
 */
const struct cli_passphrase_source *
cli_archive_pass(const struct cli *cli, const mohur_keystore *store);

/* Add every usable version for a purpose.  An exit code. */
int
cli_keys_of_store(const struct cli *cli,
                  mohur_keystore *store,
                  mohur_purpose purpose,
                  struct cli_keys *keys);

/*
 * Read keys of the store again, if somebody was asked for a passphrase since:
 * a key is good for some seconds only.  An exit code.
 */
int
cli_keys_refresh(const struct cli *cli,
                 mohur_keystore *store,
                 struct cli_keys *keys);

/* Read a small file (a PEM, a profile) whole, "-" is stdin; *out is released with free. */
int
cli_read_file(const struct cli *cli,
              const char *path,
              char **out,
              size_t *out_len);

#endif
