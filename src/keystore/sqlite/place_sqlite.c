/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/os_folder.h"
#include "keystore/sqlite/sqlite.h"

/*
 * The folder of a store and what is in it.  A new store is built under
 * another name and takes its own name when it is complete and on the disk.
 */
static const char db_name[]   = "/keystore.db";
static const char lock_name[] = "/keystore.lock";
static const char new_name[]  = "/keystore.new";
static const char journal[]   = "-journal";

/* Names of ours all begin so. */
static const char own_prefix[] = "keystore.";

enum {
    LOCK_WAIT_MS = 5000,
    PATH_LEN_MAX = 8192
};

/* *out = a ‖ b, released by mohur__free. */
static mohur_status
join(mohur_ctx *ctx, const char *a, const char *b, char **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf text = {0};

    *out = NULL;
    mohur__buf_init(&text, ctx, PATH_LEN_MAX);
    mohur__buf_bytes(&text, mohur__bytes_text(a));
    mohur__buf_bytes(&text, mohur__bytes_text(b));
    TRY(mohur__buf_status(&text));
    TRY(mohur__strdup(ctx, mohur__buf_view(&text), out));

out:
    mohur__buf_wipe(&text);
    return st;
}

/* A database of a folder, without its file yet. */
static mohur_status
place_new(mohur_ctx *ctx, const char *folder, struct mohur__sqlite **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__sqlite *db = NULL;

    *out = NULL;
    TRY(mohur__sqlite_new(ctx, &db));
    TRY(join(ctx, folder, db_name, &db->path));
    TRY(join(ctx, folder, lock_name, &db->lock_path));
    *out = db;
    db   = NULL;

out:
    mohur__db_close(db != NULL ? &db->base : NULL);
    return st;
}

static mohur_status
place_attach(struct mohur__sqlite *db)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__os_private_check(db->base.ctx, db->path));
    TRY(mohur__sqlite_attach(db, db->path));

out:
    return st;
}

mohur_status
mohur__sqlite_place_open(mohur_ctx *ctx,
                         const char *place,
                         struct mohur__db **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__sqlite *db = NULL;
    char *folder             = NULL;

    *out = NULL;
    TRY(mohur__os_folder_check(ctx, place, &folder));
    TRY(place_new(ctx, folder, &db));
    TRY(place_attach(db));
    *out = &db->base;
    db   = NULL;

out:
    mohur__db_close(db != NULL ? &db->base : NULL);
    mohur__free(folder);
    return st;
}

/* ---- a new store ---- */

/* The journal too: left alone, it would be played into the next new file. */
static mohur_status
remove_new(mohur_ctx *ctx, const char *path)
{
    mohur_status st = MOHUR_OK;
    char *side      = NULL;

    mohur__os_unlink(path);
    TRY(join(ctx, path, journal, &side));
    mohur__os_unlink(side);

out:
    mohur__free(side);
    return st;
}

void
mohur__sqlite_place_leave(struct mohur__sqlite *db)
{
    if (db->new_path != NULL) {
        (void)remove_new(db->base.ctx, db->new_path);
    }
    /* While the lock is held: who waits for it sees that it is gone. */
    if (db->made != NULL && db->making >= 0) {
        mohur__os_unlink(db->lock_path);
    }
    if (db->made != NULL) {
        mohur__os_folder_remove(db->made);
    }
    mohur__os_unlock(db->making);
    mohur__os_unlock(db->lock);
}

/* A folder that is there may hold nothing but what a creation left. */
static mohur_status
folder_take(mohur_ctx *ctx, const char *path, char **folder)
{
    mohur_status st = MOHUR_OK;
    bool only       = false;

    TRY(mohur__os_folder_make(ctx, path));
    TRY(mohur__os_folder_only(ctx, path, own_prefix, &only));
    REQUIRE(ctx, only, MOHUR_E_EXISTS,
            "the folder for the keystore has other files in it");
    TRY(mohur__os_folder_close(ctx, path));
    TRY(mohur__os_folder_check(ctx, path, folder));

out:
    return st;
}

/* Under the lock of the folder: the file that is to be filled. */
static mohur_status
place_build(struct mohur__sqlite *db, const char *folder)
{
    mohur_status st = MOHUR_OK;
    mohur_ctx *ctx  = db->base.ctx;
    char *path      = NULL;

    REQUIRE(ctx, !mohur__os_exists(db->path), MOHUR_E_EXISTS,
            "there is a keystore already");
    TRY(join(ctx, folder, new_name, &path));
    TRY(remove_new(ctx, path)); /* of a creation that was interrupted */
    TRY(mohur__os_private_new(ctx, path));
    db->new_path = path;
    path         = NULL;
    TRY(mohur__sqlite_attach(db, db->new_path));

out:
    mohur__free(path);
    return st;
}

mohur_status
mohur__sqlite_place_make(mohur_ctx *ctx,
                         const char *place,
                         struct mohur__db **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__sqlite *db = NULL;
    char *folder             = NULL;
    bool was_there           = mohur__os_exists(place);

    *out = NULL;
    TRY(folder_take(ctx, place, &folder));
    TRY(place_new(ctx, folder, &db));
    TRY(was_there ? MOHUR_OK
                  : mohur__strdup(ctx, mohur__bytes_text(folder), &db->made));
    TRY(mohur__os_lock(ctx, db->lock_path, LOCK_WAIT_MS, &db->making));
    TRY(place_build(db, folder));
    *out = &db->base;
    db   = NULL;

out:
    mohur__db_close(db != NULL ? &db->base : NULL);
    if (st != MOHUR_OK && !was_there) {
        mohur__os_folder_remove(place);
    }
    mohur__free(folder);
    return st;
}

/* SQLite names its journal after the path that it opened: opened again. */
mohur_status
mohur__sqlite_place_publish(struct mohur__db *base)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__sqlite *db = mohur__sqlite_of(base);

    mohur__sqlite_detach(db);
    TRY(mohur__os_temp_commit(base->ctx, db->new_path, db->path, false));
    mohur__free(db->new_path);
    db->new_path = NULL;
    mohur__free(db->made); /* it has something in it to keep */
    db->made = NULL;
    TRY(place_attach(db));
    mohur__os_unlock(db->making);
    db->making = -1;

out:
    return st;
}

/* ---- writers ---- */

mohur_status
mohur__sqlite_lock(struct mohur__db *base, mohur__bytes store_id)
{
    struct mohur__sqlite *db = mohur__sqlite_of(base);

    (void)store_id; /* the folder has one store */
    return mohur__os_lock(base->ctx, db->lock_path, LOCK_WAIT_MS, &db->lock);
}

void
mohur__sqlite_unlock(struct mohur__db *base)
{
    struct mohur__sqlite *db = mohur__sqlite_of(base);

    mohur__os_unlock(db->lock);
    db->lock = -1;
}
