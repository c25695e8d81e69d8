/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SCHEMA_H
#define MOHUR_SRC_KEYSTORE_SCHEMA_H

#include "keystore/db.h"

/*
 * The tables of a store, byte for byte as in docs/formats/keystore.md, and
 * the numbers of their columns.
 */

/* Numbers of tables, as in the row MAC and in leaf.tbl. */
enum mohur__table_id {
    MOHUR__T_STORE   = 0,
    MOHUR__T_SLOT    = 1,
    MOHUR__T_RING    = 2,
    MOHUR__T_KEY     = 3,
    MOHUR__T_CERT    = 4,
    MOHUR__T_LEASE   = 5,
    MOHUR__T_ROLE    = 6,
    MOHUR__T_SUBJECT = 7,
    MOHUR__T_ITEM    = 8,
    MOHUR__T_PROFILE = 9,
    MOHUR__T_BACKUP  = 10,
    MOHUR__T_COUNT   = 11
};

enum {
    MOHUR__COLUMNS_MAX = 22,
    MOHUR__PK_MAX      = 256 /* bytes of a primary key in leaf */
};

enum mohur__store_column {
    MOHUR__STORE_ONE,
    MOHUR__STORE_ID,
    MOHUR__STORE_FORMAT,
    MOHUR__STORE_KIND,
    MOHUR__STORE_SUITE,
    MOHUR__STORE_EPOCH,
    MOHUR__STORE_SEQ,
    MOHUR__STORE_ROOT,
    MOHUR__STORE_RK_COMMIT,
    MOHUR__STORE_SYS_CT,
    MOHUR__STORE_EVENT_COUNT,
    MOHUR__STORE_EVENT_HEAD,
    MOHUR__STORE_LOG_ORIGIN,
    MOHUR__STORE_LOG_SIZE,
    MOHUR__STORE_LOG_ROOT,
    MOHUR__STORE_PROFILE_ID,
    MOHUR__STORE_PROFILE_VER,
    MOHUR__STORE_PROFILE_HASH,
    MOHUR__STORE_LAST_TIME,
    MOHUR__STORE_FLAGS,
    MOHUR__STORE_MAC
};

enum mohur__slot_column {
    MOHUR__SLOT_ID,
    MOHUR__SLOT_TYPE,
    MOHUR__SLOT_STATE,
    MOHUR__SLOT_RECOVERY,
    MOHUR__SLOT_KEM,
    MOHUR__SLOT_PARAMS,
    MOHUR__SLOT_PUB,
    MOHUR__SLOT_SK_WRAP,
    MOHUR__SLOT_RK_WRAP,
    MOHUR__SLOT_LABEL_CT,
    MOHUR__SLOT_CREATED,
    MOHUR__SLOT_NOT_AFTER,
    MOHUR__SLOT_REV
};

enum mohur__ring_column {
    MOHUR__RING_ID,
    MOHUR__RING_HINT,
    MOHUR__RING_NAME_TAG,
    MOHUR__RING_META_CT,
    MOHUR__RING_PURPOSE,
    MOHUR__RING_ALG,
    MOHUR__RING_LEVEL,
    MOHUR__RING_CUSTODY,
    MOHUR__RING_FLAGS,
    MOHUR__RING_NEXT_VER,
    MOHUR__RING_POLICY,
    MOHUR__RING_REV
};

enum mohur__key_column {
    MOHUR__KEY_RING_ID,
    MOHUR__KEY_VER,
    MOHUR__KEY_STATE,
    MOHUR__KEY_ALG,
    MOHUR__KEY_USAGE,
    MOHUR__KEY_ORIGIN,
    MOHUR__KEY_EXPORTABLE,
    MOHUR__KEY_CREATED,
    MOHUR__KEY_ACTIVATE_AT,
    MOHUR__KEY_PROTECT_UNTIL,
    MOHUR__KEY_PROCESS_UNTIL,
    MOHUR__KEY_DESTROY_AFTER,
    MOHUR__KEY_COMPROMISED_AT,
    MOHUR__KEY_REASON,
    MOHUR__KEY_USES,
    MOHUR__KEY_PROFILE_VER,
    MOHUR__KEY_PUB,
    MOHUR__KEY_KCV,
    MOHUR__KEY_TOKEN_URI,
    MOHUR__KEY_SECRET_CT,
    MOHUR__KEY_AUTH_EVENT,
    MOHUR__KEY_REV
};

enum mohur__role_column {
    MOHUR__ROLE_ID,
    MOHUR__ROLE_CAPS,
    MOHUR__ROLE_STATE,
    MOHUR__ROLE_PUB,
    MOHUR__ROLE_LABEL_CT,
    MOHUR__ROLE_NOT_AFTER,
    MOHUR__ROLE_REV
};

enum mohur__profile_column {
    MOHUR__PROFILE_ID,
    MOHUR__PROFILE_VER,
    MOHUR__PROFILE_NOTE,
    MOHUR__PROFILE_EFFECTIVE,
    MOHUR__PROFILE_ACCEPTED /* the number of the event of its acceptance */
};

enum mohur__backup_column {
    MOHUR__BACKUP_ID,
    MOHUR__BACKUP_CREATED,
    MOHUR__BACKUP_SEQ,
    MOHUR__BACKUP_EPOCH,
    MOHUR__BACKUP_GONE
};

struct mohur__schema_text {
    const char *name;
    const char *create; /* as SQLite's own schema holds it */
};

struct mohur__table {
    const char *name;
    const char *create; /* as SQLite's own schema holds it */
    const char *kinds;  /* a letter a column: B, I, T; small: may be NULL */
    int columns;
    int keys; /* the first so many columns are the primary key */
    const char *all;
    const char *get;
    const char *add;
    const char *remove;
};

const struct mohur__table *
mohur__schema_table(enum mohur__table_id id);

/* Every table, those of the tree and of the log too. */
enum {
    MOHUR__SCHEMA_TEXTS = MOHUR__T_COUNT + 3
};

/* The name of table i and the text that makes it; part of the format. */
struct mohur__schema_text
mohur__schema_text(size_t i);

#endif
