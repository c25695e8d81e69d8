/* SPDX-License-Identifier: Apache-2.0 */
#include "trust_folder.h"

#include "disk_names.h"
#include "format.h"
#include "report.h"
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A folder of trust anchors, or of files that a signed list names. */

static const char NOTE[] = "anchors.note";

struct list {
    mohur_trust_file *files; /* names and bytes are owned */
    size_t len;
    char *note;
    size_t note_len;
};

static bool
is_certificate_name(const char *name)
{
    static const char *const endings[] = {".pem", ".crt", ".cer", ".der"};
    size_t len                         = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t end = strlen(endings[i]);

        if (len > end && strcmp(name + len - end, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What is done with a certificate file: trust, or list. */
struct taking {
    mohur_trust *trust;
    mohur_trust_role role;
    struct list *list;  /* NULL: into trust */
    const char *prefix; /* of names in the list */
};

/* Take it into the list, by the name that the list may have for it. */
static void
list_add(struct list *list,
         const char *prefix,
         const char *name,
         char *data,
         size_t len)
{
    size_t cap = strlen(prefix) + strlen(name) + 1;
    char *full = cli_must(malloc(cap));

    snprintf(full, cap, "%s%s", prefix, name);
    list->files =
        cli_must(realloc(list->files, (list->len + 1) * sizeof *list->files));
    list->files[list->len++] =
        (mohur_trust_file){full, (const uint8_t *)data, len};
}

static int
add_file(const struct cli *cli,
         const char *path,
         const char *name,
         const struct taking *to)
{
    char *data = NULL;
    size_t len = 0;
    int code   = cli_read_file(cli, path, &data, &len);
    mohur_status st;

    if (code == CLI_DONE && to->list != NULL) {
        list_add(to->list, to->prefix, name, data, len);
        return CLI_DONE; /* the list has the bytes now */
    }
    if (code == CLI_DONE) {
        st = mohur_trust_add(cli->ctx, to->trust, to->role,
                             (const uint8_t *)data, len);
        if (st != MOHUR_OK) {
            code = cli_fail(cli, st, "a trust folder holds certificates alone",
                            "%s: %s", path, mohur_ctx_message(cli->ctx));
        }
    }
    free(data);
    return code;
}

static int
add_folder(const struct cli *cli, const char *path, const struct taking *to)
{
    struct cli_names names = {NULL, 0, 0};
    DIR *dir               = opendir(path);
    int error              = dir == NULL ? errno : cli_names_read(dir, &names);
    int code               = CLI_DONE;
    char full[CLI_PATH_CAP];

    if (error != 0) {
        code = cli_fail(cli, MOHUR_E_IO, "--trust names a folder",
                        "cannot read %s: %s", path, strerrordesc_np(error));
    }
    for (size_t i = 0; code == CLI_DONE && i < names.len; i++) {
        int n = snprintf(full, sizeof full, "%s/%s", path, names.at[i]);

        if (n < 0 || (size_t)n >= sizeof full) {
            code = cli_fail_usage(cli, NULL, "a path is too long: %s", path);
        } else if (is_certificate_name(names.at[i])) {
            code = add_file(cli, full, names.at[i], to);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    cli_names_free(&names);
    return code;
}

static bool
is_there(const char *path, const char *name)
{
    char full[CLI_PATH_CAP];
    struct stat st;
    int n = snprintf(full, sizeof full, "%s/%s", path, name);

    return n >= 0 && (size_t)n < sizeof full && stat(full, &st) == 0;
}

/* The folder itself, and those in it that are for another role. */
static int
add_all(const struct cli *cli, const char *path, struct taking *to)
{
    static const struct {
        const char *prefix;
        mohur_trust_role role;
    } folders[] = {{"tsa/", MOHUR_TRUST_TSA},
                   {"ocsp/", MOHUR_TRUST_OCSP},
                   {"seal/", MOHUR_TRUST_SEAL},
                   {"archive/", MOHUR_TRUST_ARCHIVE}};
    char full[CLI_PATH_CAP];
    int code;

    to->role   = MOHUR_TRUST_SIGN;
    to->prefix = "";
    code       = add_folder(cli, path, to);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        to->role   = folders[i].role;
        to->prefix = folders[i].prefix;
        if (code == CLI_DONE && is_there(path, to->prefix)) {
            snprintf(full, sizeof full, "%s/%s", path, to->prefix);
            code = add_folder(cli, full, to);
        }
    }
    return code;
}

static int
fill(const struct cli *cli, const struct list *list, mohur_trust *trust)
{
    mohur_trust_list_options options = MOHUR_TRUST_LIST_OPTIONS_INIT;
    mohur_status st;

    options.note      = (const uint8_t *)list->note;
    options.note_len  = list->note_len;
    options.keys      = cli->authority.at;
    options.keys_len  = cli->authority.len;
    options.threshold = (uint32_t)cli->threshold;
    options.files     = list->files;
    options.files_len = list->len;
    st                = mohur_trust_add_list(cli->ctx, trust, &options);
    return st == MOHUR_OK
               ? CLI_DONE
               : cli_fail(cli, st, "ask the authority for the folder again",
                          "%s/%s: %s", cli->trust, NOTE,
                          mohur_ctx_message(cli->ctx));
}

static void
list_free(struct list *list)
{
    for (size_t i = 0; i < list->len; i++) {
        free((void *)(uintptr_t)list->files[i].name);
        free((void *)(uintptr_t)list->files[i].data);
    }
    free(list->files);
    free(list->note);
}

/* The list closes the folder: what it does not name is not believed. */
static int
read_list(const struct cli *cli, const char *path, mohur_trust *trust)
{
    struct list list = {NULL, 0, NULL, 0};
    struct taking to = {.trust = trust, .list = &list};
    char full[CLI_PATH_CAP];
    int code;

    if (cli->authority.len == 0) {
        return cli_fail_usage(cli,
                              "--authority VKEY for each key that you "
                              "believe; --threshold K for how many",
                              "%s has a signed list: signed by whom?", path);
    }
    snprintf(full, sizeof full, "%s/%s", path, NOTE);
    code = cli_read_file(cli, full, &list.note, &list.note_len);
    if (code == CLI_DONE) {
        code = add_all(cli, path, &to);
    }
    if (code == CLI_DONE) {
        code = fill(cli, &list, trust);
    }
    list_free(&list);
    return code;
}

static int
read_folders(const struct cli *cli, const char *path, mohur_trust *trust)
{
    struct taking to = {.trust = trust};

    if (is_there(path, NOTE)) {
        return read_list(cli, path, trust);
    }
    if (cli->authority.len > 0) {
        return cli_fail_usage(cli, "leave --authority out, or ask for it",
                              "%s has no signed list (%s)", path, NOTE);
    }
    return add_all(cli, path, &to);
}

int
cli_trust_read(const struct cli *cli, const char *path, mohur_trust **out)
{
    mohur_trust *trust = NULL;
    mohur_status st    = mohur_trust_new(cli->ctx, &trust);
    int code           = CLI_DONE;

    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    if (path != NULL) {
        code = read_folders(cli, path, trust);
    }
    if (code != CLI_DONE) {
        mohur_trust_free(trust);
        return code;
    }
    *out = trust;
    return CLI_DONE;
}
