/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "scene.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * One value in a store is replaced by SQLite itself, as somebody who can
 * write to the file would do it: byte 0 says in which column of which table,
 * byte 1 in which row, byte 2 of which kind the new value is, the rest is the
 * value.  Nothing that was changed may pass: no value in a store is free.
 */
enum {
    PLACES_MAX = 256,
    FILE_MAX   = 1 << 20
};

static struct {
    char folder[64];
    char file[96];
    uint8_t *bytes; /* of the store as it was made */
    size_t len;
    char *updates[PLACES_MAX]; /* a statement for each column */
    char *reads[PLACES_MAX];   /* is it that already? */
    size_t places;
} store;

static void
remove_store(void)
{
    static const char *const names[] = {"/keystore.db", "/keystore.lock",
                                        "/keystore.db-journal", ""};
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/store%s", store.folder, names[i]);
        (void)(i < 3 ? unlink(path) : rmdir(path));
    }
    (void)rmdir(store.folder);
}

static void
write_store(void)
{
    FILE *f = fopen(store.file, "r+b");

    fuzz_require(f != NULL && ftruncate(fileno(f), 0) == 0 &&
                 fwrite(store.bytes, 1, store.len, f) == store.len &&
                 fclose(f) == 0);
}

static void
read_store(void)
{
    FILE *f = fopen(store.file, "rb");

    store.bytes = malloc(FILE_MAX);
    fuzz_require(f != NULL && store.bytes != NULL);
    store.len = fread(store.bytes, 1, FILE_MAX, f);
    fuzz_require(store.len > 0 && store.len < FILE_MAX && fclose(f) == 0);
}

/* A statement for each column of each table. */
static void
find_places(sqlite3 *db)
{
    static const char query[] =
        "SELECT m.name, c.name, (SELECT group_concat(k.name) FROM "
        "pragma_table_info(m.name) k WHERE k.pk > 0) FROM sqlite_schema m, "
        "pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2";
    sqlite3_stmt *s = NULL;

    fuzz_require(sqlite3_prepare_v2(db, query, -1, &s, NULL) == SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW && store.places < PLACES_MAX) {
        const unsigned char *table  = sqlite3_column_text(s, 0);
        const unsigned char *column = sqlite3_column_text(s, 1);
        const unsigned char *keys   = sqlite3_column_text(s, 2);
        if (keys == NULL) {
            continue;
        }
        store.updates[store.places] = sqlite3_mprintf(
            "UPDATE %s SET %s = ?1 WHERE (%s) = (SELECT %s FROM %s LIMIT 1 "
            "OFFSET ?2)",
            table, column, keys, keys, table);
        store.reads[store.places++] = sqlite3_mprintf(
            "SELECT %s IS ?1 FROM %s WHERE (%s) = (SELECT %s FROM %s LIMIT 1 "
            "OFFSET ?2)",
            column, table, keys, keys, table);
    }
    sqlite3_finalize(s);
    fuzz_require(store.places > 50);
}

static sqlite3 *
open_file(void)
{
    sqlite3 *db = NULL;

    fuzz_require(sqlite3_open(store.file, &db) == SQLITE_OK);
    fuzz_require(sqlite3_exec(db,
                              "PRAGMA journal_mode = MEMORY;"
                              "PRAGMA synchronous = OFF",
                              NULL, NULL, NULL) == SQLITE_OK);
    return db;
}

static void
start(mohur_ctx *ctx)
{
    mohur_keystore *ks = NULL;
    sqlite3 *db        = NULL;
    char path[80];

    snprintf(store.folder, sizeof store.folder, "%s/mohur-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    fuzz_require(mkdtemp(store.folder) != NULL && atexit(remove_store) == 0);
    snprintf(path, sizeof path, "%s/store", store.folder);
    snprintf(store.file, sizeof store.file, "%s/keystore.db", path);
    fuzz_require(scene_store_new(ctx, path, &ks) == MOHUR_OK);
    fuzz_require(scene_store_key(ks, "first", MOHUR_ALG_ED25519) == MOHUR_OK);
    fuzz_require(scene_store_key(ks, "second", MOHUR_ALG_AES_256_WRAP) ==
                 MOHUR_OK);
    mohur_keystore_free(ks);
    read_store();
    db = open_file();
    find_places(db);
    sqlite3_close(db);
}

/* What the input says, bound to a statement. */
static sqlite3_stmt *
bind(sqlite3 *db, const char *text, mohur__bytes input)
{
    sqlite3_stmt *s    = NULL;
    mohur__bytes value = mohur__bytes_sub(input, 3, input.len);
    int len            = (int)value.len;
    uint8_t number[8]  = {0};

    fuzz_require(sqlite3_prepare_v2(db, text, -1, &s, NULL) == SQLITE_OK);
    for (size_t i = 0; i < sizeof number && i < value.len; i++) {
        number[i] = value.data[i];
    }
    switch (input.data[2] % 4) {
    case 0:
        sqlite3_bind_blob(s, 1, value.data, len, SQLITE_STATIC);
        break;
    case 1:
        sqlite3_bind_int64(s, 1, (sqlite3_int64)mohur__load64(number));
        break;
    case 2:
        sqlite3_bind_text(s, 1, (const char *)value.data, len, SQLITE_STATIC);
        break;
    default:
        sqlite3_bind_null(s, 1);
        break;
    }
    sqlite3_bind_int(s, 2, input.data[1] % 8);
    return s;
}

/* Is the store another one now? */
static bool
change(mohur__bytes input)
{
    size_t place    = input.data[0] % store.places;
    sqlite3 *db     = open_file();
    sqlite3_stmt *s = bind(db, store.reads[place], input);
    bool differs =
        sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0) == 0;

    sqlite3_finalize(s);
    if (differs) {
        s       = bind(db, store.updates[place], input);
        differs = sqlite3_step(s) == SQLITE_DONE && sqlite3_changes(db) == 1;
        sqlite3_finalize(s);
    }
    sqlite3_close(db);
    return differs;
}

/* What a user would do first. */
static mohur_status
use(mohur_ctx *ctx)
{
    mohur_keystore *ks   = NULL;
    mohur_key_list *list = NULL;
    mohur_key *key       = NULL;
    char path[80];
    mohur_status st = MOHUR_OK;

    snprintf(path, sizeof path, "%s/store", store.folder);
    st = scene_store_open(ctx, path, &ks);
    if (st == MOHUR_OK) {
        st = mohur_keystore_list(ks, &list);
    }
    if (st == MOHUR_OK) {
        st = mohur_keystore_key(ks, "first", 5, 0, &key);
    }
    if (st == MOHUR_OK) {
        st = mohur_keystore_check(ks);
    }
    mohur_key_free(key);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
    return st;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx  = fuzz_ctx();
    mohur_status st = MOHUR_OK;

    if (store.len == 0) {
        start(ctx);
    }
    if (size < 3) {
        return 0;
    }
    if (change(mohur__bytes_of(data, size))) {
        st = use(ctx);
        fuzz_require(st != MOHUR_OK && st != MOHUR_E_INTERNAL);
        write_store();
    }
    return 0;
}
