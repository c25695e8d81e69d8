/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/row.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/labels.h"

void
mohur__row_init(struct mohur__row *r, mohur_ctx *ctx, enum mohur__table_id id)
{
    *r       = (struct mohur__row){0};
    r->ctx   = ctx;
    r->id    = id;
    r->table = mohur__schema_table(id);
}

static void
column_clear(struct mohur__row *r, int column)
{
    mohur__free(r->own[column]);
    r->own[column] = NULL;
    r->col[column] = (struct mohur__value){MOHUR__KIND_NULL, 0, MOHUR__NOTHING};
}

void
mohur__row_wipe(struct mohur__row *r)
{
    for (int i = 0; i < MOHUR__COLUMNS_MAX; i++) {
        column_clear(r, i);
    }
}

void
mohur__row_set_null(struct mohur__row *r, int column)
{
    column_clear(r, column);
}

void
mohur__row_set_int(struct mohur__row *r, int column, uint64_t n)
{
    column_clear(r, column);
    r->col[column].kind = MOHUR__KIND_INT;
    r->col[column].n    = n;
}

/* The copy is made before the old value goes: b may view that. */
static void
column_copy(struct mohur__row *r,
            int column,
            enum mohur__kind kind,
            mohur__bytes b)
{
    void *copy      = NULL;
    mohur_status st = mohur__alloc(r->ctx, b.len, &copy);

    if (st != MOHUR_OK) {
        r->st = st;
        return;
    }
    mohur__copy(mohur__span_of(copy, b.len), b);
    column_clear(r, column);
    r->own[column]      = copy;
    r->col[column].kind = kind;
    r->col[column].b    = mohur__bytes_of(copy, b.len);
}

void
mohur__row_set_blob(struct mohur__row *r, int column, mohur__bytes b)
{
    column_copy(r, column, MOHUR__KIND_BLOB, b);
}

void
mohur__row_set_text(struct mohur__row *r, int column, mohur__bytes b)
{
    column_copy(r, column, MOHUR__KIND_TEXT, b);
}

void
mohur__row_set_value(struct mohur__row *r,
                     int column,
                     const struct mohur__value *v)
{
    if (v->kind == MOHUR__KIND_BLOB || v->kind == MOHUR__KIND_TEXT) {
        column_copy(r, column, v->kind, v->b);
    } else {
        column_clear(r, column);
        r->col[column] = *v;
    }
}

uint64_t
mohur__row_int(const struct mohur__row *r, int column)
{
    return r->col[column].n;
}

mohur__bytes
mohur__row_bytes(const struct mohur__row *r, int column)
{
    return r->col[column].b;
}

bool
mohur__row_is_null(const struct mohur__row *r, int column)
{
    return r->col[column].kind == MOHUR__KIND_NULL;
}

/* A small letter is a column that may be NULL. */
static bool
kind_allowed(char letter, enum mohur__kind kind)
{
    switch (letter) {
    case 'b':
        return kind == MOHUR__KIND_BLOB || kind == MOHUR__KIND_NULL;
    case 'B':
        return kind == MOHUR__KIND_BLOB;
    case 'i':
        return kind == MOHUR__KIND_INT || kind == MOHUR__KIND_NULL;
    case 'I':
        return kind == MOHUR__KIND_INT;
    case 't':
        return kind == MOHUR__KIND_TEXT || kind == MOHUR__KIND_NULL;
    default:
        return kind == MOHUR__KIND_TEXT;
    }
}

mohur_status
mohur__row_view(struct mohur__row *r, struct mohur__stmt *s)
{
    mohur_status st = MOHUR_OK;

    for (int i = 0; i < r->table->columns; i++) {
        column_clear(r, i);
        r->col[i] = mohur__stmt_value(s, i);
        TRY(mohur__auth_require(
            r->ctx, kind_allowed(r->table->kinds[i], r->col[i].kind)));
    }

out:
    return st;
}

mohur_status
mohur__row_read(struct mohur__row *r, struct mohur__stmt *s)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__row_view(r, s));
    for (int i = 0; i < r->table->columns; i++) {
        enum mohur__kind kind = r->col[i].kind;
        if (kind == MOHUR__KIND_BLOB || kind == MOHUR__KIND_TEXT) {
            column_copy(r, i, kind, r->col[i].b);
        }
    }
    TRY(r->st);

out:
    return st;
}

static mohur_status
bind_first(const struct mohur__row *r, struct mohur__stmt *s, int count)
{
    mohur_status st = r->st;

    for (int i = 0; i < count && st == MOHUR_OK; i++) {
        st = mohur__stmt_bind(s, i + 1, &r->col[i]);
    }
    return st;
}

mohur_status
mohur__row_bind_key(const struct mohur__row *r, struct mohur__stmt *s)
{
    return bind_first(r, s, r->table->keys);
}

mohur_status
mohur__row_bind(const struct mohur__row *r, struct mohur__stmt *s)
{
    return bind_first(r, s, r->table->columns);
}

/* The head of a key column: the number itself, or the length of a text. */
static size_t
pk_head(const struct mohur__value *v, uint8_t head[8])
{
    if (v->kind == MOHUR__KIND_INT) {
        mohur__store64(head, v->n);
        return 8;
    }
    if (v->kind == MOHUR__KIND_TEXT) {
        mohur__store16(head, (uint16_t)v->b.len);
        return 2;
    }
    return 0;
}

mohur_status
mohur__row_pk(const struct mohur__row *r, struct mohur__pk *out)
{
    mohur_status st  = MOHUR_OK;
    mohur__span room = MOHUR__SPAN(out->bytes);
    uint8_t head[8];

    out->len = 0;
    TRY(r->st);
    for (int i = 0; i < r->table->keys; i++) {
        const struct mohur__value *v = &r->col[i];
        size_t head_len              = pk_head(v, head);
        mohur__span left = mohur__span_sub(room, out->len, room.len);
        REQUIRE(r->ctx, v->b.len <= left.len && head_len <= left.len - v->b.len,
                MOHUR_E_FORMAT, "a row of the keystore has too long a key");
        mohur__copy(left, mohur__bytes_of(head, head_len));
        mohur__copy(mohur__span_sub(left, head_len, v->b.len), v->b);
        out->len += head_len + v->b.len;
    }

out:
    return st;
}

enum {
    COLUMN_HEAD_LEN = 9,
    MAC_PARTS_MAX   = 3 + 2 * MOHUR__COLUMNS_MAX
};

/* 00; 01 and the number; 02 or 03 and the length of what follows. */
static mohur__bytes
column_head(const struct mohur__value *v, uint8_t head[COLUMN_HEAD_LEN])
{
    head[0] = (uint8_t)v->kind;
    if (v->kind == MOHUR__KIND_INT) {
        mohur__store64(head + 1, v->n);
        return mohur__bytes_of(head, 9);
    }
    if (v->kind == MOHUR__KIND_NULL) {
        return mohur__bytes_of(head, 1);
    }
    mohur__store32(head + 1, (uint32_t)v->b.len);
    return mohur__bytes_of(head, 5);
}

/* CT: leaks the lengths. */
mohur_status
mohur__row_mac(const struct mohur__row *r,
               struct mohur__mac *row_mac,
               const uint8_t store_id[MOHUR__STORE_ID_LEN],
               int columns,
               uint8_t out[MOHUR__ROW_MAC_LEN])
{
    uint8_t heads[MOHUR__COLUMNS_MAX][COLUMN_HEAD_LEN];
    mohur__bytes parts[MAC_PARTS_MAX];
    uint8_t table = (uint8_t)r->id;
    size_t n      = 0;

    if (r->st != MOHUR_OK) {
        return r->st;
    }
    parts[n++] = MOHUR__LABEL_KS_ROW;
    parts[n++] = mohur__bytes_of(store_id, MOHUR__STORE_ID_LEN);
    parts[n++] = mohur__bytes_of(&table, 1);
    for (int i = 0; i < columns; i++) {
        parts[n++] = column_head(&r->col[i], heads[i]);
        parts[n++] = r->col[i].b;
    }
    return mohur__mac_compute(row_mac, parts, n,
                              mohur__span_of(out, MOHUR__ROW_MAC_LEN));
}
