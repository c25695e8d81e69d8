/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_H
#define MOHUR_SRC_KEYSTORE_STORE_H

#include "crypto/pwhash.h"
#include "keystore/event.h"
#include "keystore/hierarchy.h"
#include "keystore/names.h"
#include "keystore/row.h"
#include "profile/force.h"
#include <mohur/key_list.h>
#include <mohur/keystore.h>

/*
 * A store as a handle: its database, its keys once it is unlocked, and the
 * transaction that is open.  The parts of the keystore share this; nothing
 * outside of src/keystore includes it.
 */
enum mohur__tx {
    MOHUR__TX_NONE,
    MOHUR__TX_READ,
    MOHUR__TX_WRITE
};

enum {
    MOHUR__STORE_FORMAT_1    = 1,
    MOHUR__STORE_KIND_LIVE   = 1,
    MOHUR__STORE_KIND_BACKUP = 2,
    MOHUR__PROFILE_ID_MAX    = 128,
    MOHUR__PROFILE_HASH_LEN  = 32,
    MOHUR__STORE_ROLES       = 1 << 0, /* in store.flags: roles count */
    MOHUR__STORE_ROLES_SHIFT = 8,      /* and from which event on */
    MOHUR__CHECK_AT_ONCE     = 10000   /* rows that an unlock checks all of */
};

struct mohur_keystore {
    uint32_t magic;
    mohur_ctx *ctx;
    struct mohur__secret *mark; /* alive in the process that opened it */
    struct mohur__db *db;
    bool unlocked;
    bool backup; /* it can be listed, checked and restored, not used */
    bool dead;   /* a commit failed: what the file holds is not known */
    struct mohur__hierarchy keys;

    enum mohur__tx tx;
    struct mohur__row head;           /* the store row, inside a transaction */
    uint64_t seq;                     /* of the newest state that was seen */
    uint8_t seen[MOHUR__ROW_MAC_LEN]; /* and the MAC of its store row */

    struct mohur__names names; /* taken, in the state last verified */

    char profile_id[MOHUR__PROFILE_ID_MAX + 1];
    struct mohur__force force; /* in its context while it is unlocked */
    bool profile_loaded;
    struct mohur__grants *grants;   /* grant.c; NULL: nothing was given */
    struct mohur__anchors *anchors; /* store_anchor.c; NULL: there are none */
    struct mohur__leases *leases;   /* lease.c; NULL: nothing is set aside */
    struct mohur__tokens *tokens;   /* tokens.c; NULL: none was needed */
};

/* ---- transactions: store_tx.c ---- */

/*
 * Begin.  The store row is read and, unless the store is locked, verified.
 * MOHUR_E_ROLLBACK if it is older than what this handle has seen.  A write
 * first waits for the writer lock, at most 5 s.
 */
mohur_status
mohur__store_begin(struct mohur_keystore *ks, enum mohur__tx tx);

/* End well: a write gets its new seq and store row, and is on the disk. */
mohur_status
mohur__store_commit(struct mohur_keystore *ks);

/* End whatever is still open.  After a commit it does nothing. */
void
mohur__store_end(struct mohur_keystore *ks);

/* The later of the clock and the last time in the store: it never goes back. */
int64_t
mohur__store_time(const struct mohur_keystore *ks);

/* The seq that the write transaction will have. */
uint64_t
mohur__store_next_seq(const struct mohur_keystore *ks);

/* The number that the next event will have. */
uint64_t
mohur__store_next_event(const struct mohur_keystore *ks);

/*
 * Add an event to the write transaction.  Its time, store id, seq and profile
 * are filled in.  *out_n is its number.
 */
mohur_status
mohur__store_event(struct mohur_keystore *ks,
                   struct mohur__event *e,
                   uint64_t *out_n);

/* Verify the store row that was read while the store was still locked. */
mohur_status
mohur__store_head_check(struct mohur_keystore *ks);

/* ---- rows: store_rows.c ---- */

/*
 * Read the row whose key columns are set; *found is false if there is none.
 * The row, or that there is none, is verified up to the root.
 */
mohur_status
mohur__store_get(struct mohur_keystore *ks, struct mohur__row *r, bool *found);

/* The same for a row that must be there. */
mohur_status
mohur__store_need(struct mohur_keystore *ks, struct mohur__row *r);

/* Add a row; or put one in the place of that with the same key. */
mohur_status
mohur__store_add(struct mohur_keystore *ks, const struct mohur__row *r);
mohur_status
mohur__store_set(struct mohur_keystore *ks, const struct mohur__row *r);

/* Take a row away. */
mohur_status
mohur__store_remove(struct mohur_keystore *ks, const struct mohur__row *r);

/* Is the row that was just read the one that the tree has at its place? */
mohur_status
mohur__store_row_check(struct mohur_keystore *ks, const struct mohur__row *r);

/* Is it that of the leaf, pk and mac, which a statement stands on? */
mohur_status
mohur__store_row_is(struct mohur_keystore *ks,
                    const struct mohur__row *r,
                    struct mohur__stmt *leaf);

/* ---- the whole: store_check.c ---- */

/* Check every row, node and event.  In a transaction, unlocked. */
mohur_status
mohur__store_check_all(struct mohur_keystore *ks);

/* The same for a store of at most MOHUR__CHECK_AT_ONCE rows and events. */
mohur_status
mohur__store_check_small(struct mohur_keystore *ks);

/* Check every row of one table, and that none is missing. */
mohur_status
mohur__store_check_table(struct mohur_keystore *ks, enum mohur__table_id id);

/* How many rings and versions there are, by a tree that was checked. */
mohur_status
mohur__store_count(struct mohur_keystore *ks, uint64_t *rings, uint64_t *keys);

/* ---- files: store_file.c ---- */

/* Wipe what is unlocked and release.  NULL is allowed. */
void
mohur__store_close(mohur_keystore *ks);

/* Make the handle of a store that is there, locked. */
mohur_status
mohur__store_open(mohur_ctx *ctx, const char *path, mohur_keystore **out);

/* What a new store is locked with. */
struct mohur__store_seed {
    mohur__bytes passphrase;
    struct mohur__pwhash_cost cost;
    enum mohur__suite suite;      /* _NONE: 1 */
    mohur__bytes root_key;        /* nothing: random, as it should be */
    const mohur_profile *profile; /* to follow; NULL: the built-in one */
};

/*
 * Make a file in a folder of its own, whole or not at all: fill puts rows into
 * its tables, which are there, in the one transaction that is open.
 */
typedef mohur_status
mohur__store_fill_fn(struct mohur_keystore *ks, void *user);

mohur_status
mohur__store_make(mohur_ctx *ctx,
                  const char *path,
                  mohur__store_fill_fn *fill,
                  void *user,
                  mohur_keystore **out);

/* Put the store row in for the first time, as head has it. */
mohur_status
mohur__store_head_insert(struct mohur_keystore *ks);

/* Make a store, whole or not at all.  The profile is not asked. */
mohur_status
mohur__store_create(mohur_ctx *ctx,
                    const char *path,
                    const struct mohur__store_seed *seed,
                    mohur_keystore **out);

/* ---- unlocking: unlock.c ---- */

/* What a slot gave. */
struct mohur__unlocked {
    struct mohur__secret *root_key; /* the caller's to free */
    uint8_t slot_id[16];
};

/*
 * The root key that what is shown gives, and the slot that it was in;
 * MOHUR_E_PASSPHRASE if none opens, MOHUR_E_NO_KEY without such a slot.
 */
struct mohur__shown;
mohur_status
mohur__store_open_slot(struct mohur_keystore *ks,
                       const struct mohur__shown *shown,
                       struct mohur__unlocked *out);

/*
 * Unlock with a root key, and check the store.  slot_id is the slot that it
 * came from, which must still be one; or nothing.
 */
mohur_status
mohur__store_unlock(struct mohur_keystore *ks,
                    mohur__bytes root_key,
                    mohur__bytes slot_id);

/* ---- profiles: store_profile.c ---- */

/*
 * In a transaction whose store row is verified: read the profiles that it
 * names, unless they are loaded, and put them in force in the context.
 */
mohur_status
mohur__store_profile_load(struct mohur_keystore *ks);

/* The same with a transaction of its own, before something is asked. */
mohur_status
mohur__store_profile_refresh(struct mohur_keystore *ks);

/* What the handle says that its profile is. */
void
mohur__store_profile_id(struct mohur_keystore *ks, mohur__bytes id);

/* They are in force no more. */
void
mohur__store_profile_leave(struct mohur_keystore *ks);

/*
 * In the change that makes a store: follow a profile, which was judged.  It
 * is kept and noted as one that is accepted later (accept.c).
 */
mohur_status
mohur__store_profile_first(struct mohur_keystore *ks,
                           const mohur_profile *profile);

/* The one that is in force now. */
const struct mohur__policy *
mohur__store_policy(const struct mohur_keystore *ks);

/* ---- the handle: store.c ---- */

/* What a caller says of a store: where it is, at least. */
mohur_status
mohur__store_options(mohur_ctx *ctx,
                     const mohur_keystore_options *given,
                     mohur_keystore_options *out);

/* The first lines of each public call: a store, of this process, not dead. */
mohur_status
mohur__store_enter(struct mohur_keystore *ks);

/* The same, and unlocked; a backup is refused, or is what it must be. */
mohur_status
mohur__store_enter_unlocked(struct mohur_keystore *ks);
mohur_status
mohur__store_enter_backup(struct mohur_keystore *ks);

/* The same, and unlocked, live or a backup. */
mohur_status
mohur__store_enter_either(struct mohur_keystore *ks);

/* The last line of each: ends what is open, if ks is a store at all. */
void
mohur__store_leave(struct mohur_keystore *ks);

#endif
