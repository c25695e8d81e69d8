/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/row.h"
#include "keystore/sqlite/sqlite.h"
#include "keystore/store_tree.h"

#include <unistd.h>

/* The tree over all rows, with the vectors of the format. */

struct tree {
    struct mohur__db *db;
    uint8_t root[MOHUR__TREE_HASH_LEN];
};

static void
tree_new(struct fixture *t, struct tree *tree)
{
    const char *path = fixture_path(t, "tree.db");

    fixture_write_file(path, VIEW_TEXT(""));
    CHECK_OK(mohur__sqlite_open(t->ctx, path, &tree->db));
    CHECK_OK(mohur__db_schema_create(tree->db));
    CHECK_OK(mohur__tree_empty(t->ctx, tree->root));
}

/* The cert row of the vector. */
static void
cert_row(struct fixture *t, struct mohur__row *r, uint64_t n)
{
    mohur__row_init(r, t->ctx, MOHUR__T_CERT);
    mohur__row_set_blob(r, 0, mohur__bytes_of(fixture_bytes(t, 0x70, 16), 16));
    mohur__row_set_int(r, 1, 1);
    mohur__row_set_int(r, 2, n);
    mohur__row_set_blob(r, 3, MOHUR__TEXT("\x30\x00"));
    CHECK_OK(r->st);
}

static void
cert_mac(struct fixture *t, const struct mohur__row *r, uint8_t mac[32])
{
    struct mohur__mac *m = NULL;
    struct view key =
        fixture_hex(t, "c2a5014b072f172657b013d1f4a60bdf0bf1b1e371ae453ce908d7"
                       "7558af02df");

    CHECK_OK(mohur__mac_new(t->ctx, MOHUR_ALG_HMAC_SHA_256,
                            mohur__bytes_of(key.data, key.len), &m));
    CHECK_OK(mohur__row_mac(r, m, fixture_bytes(t, 0, 16), 4, mac));
    mohur__mac_free(m);
}

static uint16_t
add_leaf(struct fixture *t, struct tree *tree, uint64_t n)
{
    struct mohur__row r   = {0};
    struct mohur__pk pk   = {0};
    struct mohur__stmt *s = NULL;
    uint16_t bucket       = 0;
    uint8_t mac[32];

    cert_row(t, &r, n);
    cert_mac(t, &r, mac);
    CHECK_OK(mohur__row_pk(&r, &pk));
    CHECK_OK(mohur__tree_bucket(t->ctx, MOHUR__T_CERT, mohur__pk_bytes(&pk),
                                &bucket));
    CHECK_OK(
        mohur__stmt_new(tree->db, "INSERT INTO leaf VALUES(?, 4, ?, ?)", &s));
    CHECK_OK(mohur__stmt_bind_int(s, 1, bucket));
    CHECK_OK(mohur__stmt_bind_blob(s, 2, mohur__pk_bytes(&pk)));
    CHECK_OK(mohur__stmt_bind_blob(s, 3, MOHUR__BYTES(mac)));
    CHECK_OK(mohur__stmt_run(s));
    mohur__stmt_free(s);
    mohur__row_wipe(&r);
    CHECK_OK(mohur__tree_update(t->ctx, tree->db, bucket, tree->root));
    return bucket;
}

static mohur_status
check(struct fixture *t, const struct tree *tree, uint16_t bucket)
{
    return mohur__tree_check(t->ctx, tree->db, MOHUR__BYTES(tree->root),
                             bucket);
}

static mohur_status
check_all(struct fixture *t, const struct tree *tree, uint64_t *leaves)
{
    return mohur__tree_check_all(t->ctx, tree->db, MOHUR__BYTES(tree->root),
                                 leaves);
}

static void
has_the_root_of_no_rows_of_the_vector(void **state)
{
    struct fixture *t = *state;
    uint8_t root[MOHUR__TREE_HASH_LEN];

    CHECK_OK(mohur__tree_empty(t->ctx, root));
    CHECK_BYTES(fixture_hex(t, "5f7077d3f30b156397b2a6f43e97af78e0a9603cd4293f"
                               "ac8397a2b59a5a49d1"),
                VIEW(root));
}

static void
has_the_mac_bucket_and_root_of_the_vector(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row r = {0};
    struct tree tree;
    uint8_t mac[32];

    cert_row(t, &r, 0);
    cert_mac(t, &r, mac);
    mohur__row_wipe(&r);
    CHECK_BYTES(fixture_hex(t, "73877555f892a601b6e1dd59d8bdbfd89d074da6fb91d3"
                               "a5bfd41510bfe523c5"),
                VIEW(mac));
    tree_new(t, &tree);
    CHECK_NUMBER(2130, add_leaf(t, &tree, 0));
    CHECK_BYTES(fixture_hex(t, "34be0babd7576aa076cc3cb6fc9be95f011f3dee6a41df"
                               "213e9c54c612e82f85"),
                VIEW(tree.root));
    mohur__db_close(tree.db);
}

static void
checks_buckets_with_and_without_leaves(void **state)
{
    struct fixture *t = *state;
    uint64_t leaves   = 9;
    struct tree tree;

    tree_new(t, &tree);
    CHECK_OK(check(t, &tree, 0));
    CHECK_OK(check_all(t, &tree, &leaves));
    CHECK_NUMBER(0, leaves);
    CHECK_OK(mohur__db_exec(tree.db, "BEGIN"));
    for (uint64_t n = 0; n < 300; n++) {
        uint16_t bucket = add_leaf(t, &tree, n);
        CHECK_OK(check(t, &tree, bucket));
    }
    CHECK_OK(check(t, &tree, 0));
    CHECK_OK(check(t, &tree, 4095));
    CHECK_OK(check_all(t, &tree, &leaves));
    CHECK_NUMBER(300, leaves);
    mohur__db_close(tree.db);
}

static void
is_again_that_of_no_rows_when_the_last_one_goes(void **state)
{
    struct fixture *t = *state;
    uint64_t nodes    = 1;
    struct tree tree;
    uint8_t empty[MOHUR__TREE_HASH_LEN];

    tree_new(t, &tree);
    uint16_t bucket = add_leaf(t, &tree, 0);
    CHECK_OK(mohur__db_exec(tree.db, "DELETE FROM leaf"));
    CHECK_OK(mohur__tree_update(t->ctx, tree.db, bucket, tree.root));
    CHECK_OK(mohur__tree_empty(t->ctx, empty));
    CHECK_BYTES(VIEW(empty), VIEW(tree.root));
    CHECK_OK(mohur__db_number(tree.db, "SELECT count(*) FROM node", &nodes));
    CHECK_NUMBER(0, nodes);
    mohur__db_close(tree.db);
}

static void
shows_what_was_done_to_it(void **state)
{
    static const char *const damage[] = {
        "DELETE FROM leaf",
        "UPDATE leaf SET mac = zeroblob(32)",
        "UPDATE leaf SET mac = zeroblob(31)",
        "UPDATE leaf SET pk = zeroblob(300)",
        "UPDATE leaf SET tbl = 5",
        "UPDATE leaf SET tbl = 256 + 4",
        "DELETE FROM node WHERE level = 0",
        "DELETE FROM node WHERE level = 1",
        "UPDATE node SET hash = zeroblob(32)",
        "UPDATE node SET hash = zeroblob(31)",
    };
    struct fixture *t = *state;
    uint64_t leaves   = 0;
    struct tree tree;

    tree_new(t, &tree);
    uint16_t bucket = add_leaf(t, &tree, 0);
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        CHECK_OK(mohur__db_exec(tree.db, "BEGIN"));
        CHECK_OK(mohur__db_exec(tree.db, damage[i]));
        CHECK_STATUS(MOHUR_E_AUTH, check(t, &tree, bucket));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_AUTH, check_all(t, &tree, &leaves));
        mohur__error_clear(t->ctx);
        mohur__db_rollback(tree.db);
        CHECK_OK(check_all(t, &tree, &leaves));
    }
    mohur__db_close(tree.db);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_root_of_no_rows_of_the_vector),
        CASE(has_the_mac_bucket_and_root_of_the_vector),
        CASE(checks_buckets_with_and_without_leaves),
        CASE(is_again_that_of_no_rows_when_the_last_one_goes),
        CASE(shows_what_was_done_to_it),
    };
    return cmocka_run_group_tests_name("the tree of a store", cases, NULL,
                                       NULL);
}
