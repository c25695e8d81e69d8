/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ROW_H
#define MOHUR_SRC_KEYSTORE_ROW_H

#include "crypto/mac.h"
#include "keystore/schema.h"

/*
 * One row of a table, and the bytes that its MAC and its place in the tree
 * are made from.  A row is caller's memory.  Its values are its own copies,
 * or, after mohur__row_view, borrowed from a statement.
 */
enum {
    MOHUR__ROW_MAC_LEN  = 32,
    MOHUR__STORE_ID_LEN = 16
};

struct mohur__row {
    mohur_ctx *ctx;
    const struct mohur__table *table;
    enum mohur__table_id id;
    mohur_status st; /* of the setters; it sticks */
    struct mohur__value col[MOHUR__COLUMNS_MAX];
    void *own[MOHUR__COLUMNS_MAX]; /* what col[i].b views, if it is ours */
};

/* Every column NULL.  Allocates nothing. */
void
mohur__row_init(struct mohur__row *r, mohur_ctx *ctx, enum mohur__table_id id);

/* Wipe and release what it holds.  A zeroed struct is allowed. */
void
mohur__row_wipe(struct mohur__row *r);

/* Set a column; blobs and texts are copied. */
void
mohur__row_set_null(struct mohur__row *r, int column);
void
mohur__row_set_int(struct mohur__row *r, int column, uint64_t n);
void
mohur__row_set_blob(struct mohur__row *r, int column, mohur__bytes b);
void
mohur__row_set_text(struct mohur__row *r, int column, mohur__bytes b);

/* Set it to the same as a column of another row. */
void
mohur__row_set_value(struct mohur__row *r,
                     int column,
                     const struct mohur__value *v);

/* A column; 0 or nothing where it is NULL. */
uint64_t
mohur__row_int(const struct mohur__row *r, int column);
mohur__bytes
mohur__row_bytes(const struct mohur__row *r, int column);
bool
mohur__row_is_null(const struct mohur__row *r, int column);

/*
 * Take the row that a statement (SELECT *) stands on: borrowed, or copied.
 * MOHUR_E_AUTH if a value is not of the kind that its column has.
 */
mohur_status
mohur__row_view(struct mohur__row *r, struct mohur__stmt *s);
mohur_status
mohur__row_read(struct mohur__row *r, struct mohur__stmt *s);

/* Bind the key columns, or all columns, from parameter 1 on. */
mohur_status
mohur__row_bind_key(const struct mohur__row *r, struct mohur__stmt *s);
mohur_status
mohur__row_bind(const struct mohur__row *r, struct mohur__stmt *s);

/*
 * The key columns as leaf.pk has them: integers as u64, blobs as they are,
 * texts after a u16 length.  MOHUR_E_FORMAT if that is too long.
 */
struct mohur__pk {
    size_t len;
    uint8_t bytes[MOHUR__PK_MAX];
};

mohur_status
mohur__row_pk(const struct mohur__row *r, struct mohur__pk *out);

static inline mohur__bytes
mohur__pk_bytes(const struct mohur__pk *pk)
{
    return mohur__bytes_of(pk->bytes, pk->len);
}

/* The MAC over the first so many columns.  row_mac is keyed with K_row. */
mohur_status
mohur__row_mac(const struct mohur__row *r,
               struct mohur__mac *row_mac,
               const uint8_t store_id[MOHUR__STORE_ID_LEN],
               int columns,
               uint8_t out[MOHUR__ROW_MAC_LEN]);

#endif
