/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "keystore/grant.h"
#include "keystore/store_anchor.h"

/*
 * One change is one transaction: rows, leaves, nodes, event and the store row
 * over them all.  A reader takes the store row first, so all it sees
 * afterwards is of that state.
 */
enum {
    ID_LEN   = 16,
    HASH_LEN = 32
};

static bool
blob_has(const struct mohur__row *r, int column, size_t len)
{
    return mohur__row_bytes(r, column).len == len;
}

/* What shows without a key. */
static mohur_status
head_check_form(mohur_ctx *ctx, const struct mohur__row *head)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(
        ctx,
        mohur__row_int(head, MOHUR__STORE_FORMAT) == MOHUR__STORE_FORMAT_1 &&
            (mohur__row_int(head, MOHUR__STORE_KIND) ==
                 MOHUR__STORE_KIND_LIVE ||
             mohur__row_int(head, MOHUR__STORE_KIND) ==
                 MOHUR__STORE_KIND_BACKUP) &&
            mohur__suite_by_number(mohur__row_int(head, MOHUR__STORE_SUITE)) !=
                MOHUR__SUITE_NONE,
        MOHUR_E_UNSUPPORTED,
        "the keystore has a format, kind or suite that this build lacks");
    REQUIRE(ctx,
            mohur__row_int(head, MOHUR__STORE_EPOCH) > 0 &&
                mohur__row_int(head, MOHUR__STORE_EPOCH) <= UINT32_MAX &&
                blob_has(head, MOHUR__STORE_ID, ID_LEN) &&
                blob_has(head, MOHUR__STORE_ROOT, HASH_LEN) &&
                blob_has(head, MOHUR__STORE_RK_COMMIT, HASH_LEN) &&
                blob_has(head, MOHUR__STORE_EVENT_HEAD, HASH_LEN) &&
                blob_has(head, MOHUR__STORE_PROFILE_HASH, HASH_LEN) &&
                blob_has(head, MOHUR__STORE_MAC, HASH_LEN),
            MOHUR_E_FORMAT, "the keystore's first row is not well formed");

out:
    return st;
}

/* Another epoch has another root key, so its MAC cannot be checked. */
static mohur_status
head_check_epoch(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    uint64_t epoch  = mohur__row_int(&ks->head, MOHUR__STORE_EPOCH);

    REQUIRE(ks->ctx, epoch >= ks->keys.epoch, MOHUR_E_ROLLBACK,
            "the keystore was set back to an older root key while it was open");
    REQUIRE(ks->ctx, epoch == ks->keys.epoch, MOHUR_E_STALE,
            "the keystore says that it has a new root key; open it again");

out:
    return st;
}

/* CT: leaks whether it is genuine. */
static mohur_status
head_check_mac(struct mohur_keystore *ks)
{
    mohur_status st                 = MOHUR_OK;
    uint8_t mac[MOHUR__ROW_MAC_LEN] = {0};
    mohur__bytes stored = mohur__row_bytes(&ks->head, MOHUR__STORE_MAC);

    TRY(head_check_epoch(ks));
    TRY(mohur__row_mac(&ks->head, ks->keys.row, ks->keys.store_id,
                       MOHUR__STORE_MAC, mac));
    TRY(mohur__auth_require(ks->ctx,
                            mohur__ct_equal(MOHUR__BYTES(mac), stored)));

out:
    return st;
}

/* A store that this handle has seen newer was set back while it was open. */
static mohur_status
head_check_order(struct mohur_keystore *ks)
{
    mohur_status st  = MOHUR_OK;
    uint64_t seq     = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    mohur__bytes mac = mohur__row_bytes(&ks->head, MOHUR__STORE_MAC);

    REQUIRE(ks->ctx,
            seq > ks->seq || (seq == ks->seq &&
                              mohur__bytes_equal(mac, MOHUR__BYTES(ks->seen))),
            MOHUR_E_ROLLBACK,
            "the keystore was set back to an older state while it was open");

out:
    return st;
}

static void
head_remember(struct mohur_keystore *ks)
{
    ks->seq = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    mohur__copy(MOHUR__SPAN(ks->seen),
                mohur__row_bytes(&ks->head, MOHUR__STORE_MAC));
}

mohur_status
mohur__store_head_check(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(head_check_mac(ks));
    TRY(head_check_order(ks));
    head_remember(ks);

out:
    return st;
}

static mohur_status
head_read(struct mohur_keystore *ks)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;

    mohur__row_wipe(&ks->head);
    mohur__row_init(&ks->head, ks->ctx, MOHUR__T_STORE);
    TRY(mohur__stmt_new(ks->db, ks->head.table->get, &s));
    TRY(mohur__stmt_bind_int(s, 1, 1));
    TRY(mohur__stmt_step(s, &row));
    REQUIRE(ks->ctx, row, MOHUR_E_FORMAT, "the keystore lacks its first row");
    TRY(mohur__row_read(&ks->head, s));
    TRY(head_check_form(ks->ctx, &ks->head));
    ks->backup = mohur__row_int(&ks->head, MOHUR__STORE_KIND) ==
                 MOHUR__STORE_KIND_BACKUP;
    if (ks->unlocked) {
        TRY(mohur__store_head_check(ks));
        TRY(mohur__store_profile_load(ks));
        ks->force.facts.dual_control = mohur__grant_roles_count(ks);
    }

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__store_begin(struct mohur_keystore *ks, enum mohur__tx tx)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, ks->tx == MOHUR__TX_NONE, MOHUR_E_INTERNAL,
            "a transaction is open already");
    if (tx == MOHUR__TX_WRITE) {
        TRY(mohur__anchors_allow(ks));
        TRY(mohur__db_lock(ks->db, MOHUR__BYTES(ks->keys.store_id)));
    }
    ks->tx = tx;
    TRY(mohur__db_begin(ks->db, tx == MOHUR__TX_WRITE));
    TRY(head_read(ks));
    if (tx == MOHUR__TX_WRITE) {
        TRY(mohur__anchors_look(ks));
    }

out:
    if (st != MOHUR_OK) {
        mohur__store_end(ks);
    }
    return st;
}

static mohur_status
head_seal(struct mohur_keystore *ks)
{
    mohur_status st                 = MOHUR_OK;
    uint8_t mac[MOHUR__ROW_MAC_LEN] = {0};

    TRY(mohur__row_mac(&ks->head, ks->keys.row, ks->keys.store_id,
                       MOHUR__STORE_MAC, mac));
    mohur__row_set_blob(&ks->head, MOHUR__STORE_MAC, MOHUR__BYTES(mac));
    TRY(ks->head.st);

out:
    return st;
}

static const char update_head[] =
    "UPDATE store SET (one, store_id, format, kind, suite, epoch, seq, root, "
    "rk_commit, sys_ct, event_count, event_head, log_origin, log_size, "
    "log_root, profile_id, profile_ver, profile_hash, last_time, flags, mac) "
    "= (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "WHERE one = 1 AND seq = ?";

static mohur_status
head_write(struct mohur_keystore *ks)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    int64_t now           = mohur__store_time(ks);

    mohur__row_set_int(&ks->head, MOHUR__STORE_SEQ, ks->seq + 1);
    mohur__row_set_int(&ks->head, MOHUR__STORE_LAST_TIME, (uint64_t)now);
    TRY(head_seal(ks));
    TRY(mohur__stmt_new(ks->db, update_head, &s));
    TRY(mohur__row_bind(&ks->head, s));
    TRY(mohur__stmt_bind_int(s, MOHUR__STORE_MAC + 2, ks->seq));
    TRY(mohur__stmt_run(s));
    REQUIRE(ks->ctx, mohur__stmt_changes(s) == 1, MOHUR_E_BUSY,
            "another process changed the keystore at the same time");

out:
    mohur__stmt_free(s);
    return st;
}

/* Is the last event of this change in the log? */
static mohur_status
log_has_change(struct mohur_keystore *ks, bool *has)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__stmt *s     = NULL;
    struct mohur__value chain = {0};
    bool row                  = false;

    TRY(mohur__stmt_new(ks->db, "SELECT chain FROM event WHERE n = ?", &s));
    TRY(mohur__stmt_bind_int(s, 1, mohur__store_next_event(ks) - 1));
    TRY(mohur__stmt_step(s, &row));
    chain = row ? mohur__stmt_value(s, 0) : chain;
    *has  = mohur__bytes_equal(
        chain.b, mohur__row_bytes(&ks->head, MOHUR__STORE_EVENT_HEAD));

out:
    mohur__stmt_free(s);
    return st;
}

/*
 * The answer to a commit was lost.  With the lock taken anew nobody changes
 * the store, we ourselves no more either: its log says what came of it.
 */
static mohur_status
change_ask(struct mohur_keystore *ks, bool *made)
{
    mohur_status st = MOHUR_OK;
    bool there      = false;

    TRY(mohur__db_again(ks->db, &there));
    if (there) {
        TRY(mohur__db_begin(ks->db, false));
        TRY(log_has_change(ks, made));
        mohur__db_rollback(ks->db);
    }

out:
    return st;
}

/* What a commit came to that the database did not tell. */
static mohur_status
commit_find_out(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    bool made       = false;

    mohur__error_clear(ks->ctx);
    st       = change_ask(ks, &made);
    ks->dead = st != MOHUR_OK;
    mohur__error_clear(ks->ctx);
    REQUIRE(ks->ctx, !ks->dead, MOHUR_E_IO,
            "the connection was lost in the commit, and it is not known "
            "whether the change was made; open the keystore again");
    REQUIRE(ks->ctx, made, MOHUR_E_IO,
            "the connection was lost in the commit; the change was not made");

out:
    return st;
}

mohur_status
mohur__store_commit(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    bool unknown    = false;

    if (ks->tx == MOHUR__TX_WRITE) {
        TRY(mohur__anchors_note(ks));
        TRY(head_write(ks));
    }
    st = mohur__db_commit(ks->db, &unknown);
    if (st != MOHUR_OK && ks->tx == MOHUR__TX_WRITE && unknown) {
        ks->dead = !mohur__db_can_ask(ks->db);
        st       = ks->dead ? st : commit_find_out(ks);
    }
    if (st != MOHUR_OK) {
        goto out;
    }
    if (ks->tx == MOHUR__TX_WRITE) {
        mohur__names_committed(&ks->names, MOHUR__BYTES(ks->seen),
                               mohur__row_bytes(&ks->head, MOHUR__STORE_MAC));
        head_remember(ks);
        mohur__anchors_advance(ks);
    }

out:
    mohur__store_end(ks);
    return st;
}

void
mohur__store_end(struct mohur_keystore *ks)
{
    if (ks->tx != MOHUR__TX_NONE && mohur__db_in_transaction(ks->db)) {
        /* The statement that failed is the error; this one only cleans. */
        mohur__db_rollback(ks->db);
        ks->dead = ks->dead || mohur__db_in_transaction(ks->db);
    }
    ks->tx = MOHUR__TX_NONE;
    mohur__names_aborted(&ks->names);
    mohur__row_wipe(&ks->head);
    if (ks->db != NULL) {
        mohur__db_unlock(ks->db);
    }
}

int64_t
mohur__store_time(const struct mohur_keystore *ks)
{
    int64_t now  = mohur__now(ks->ctx);
    int64_t last = (int64_t)mohur__row_int(&ks->head, MOHUR__STORE_LAST_TIME);

    return now > last ? now : last;
}

uint64_t
mohur__store_next_seq(const struct mohur_keystore *ks)
{
    return ks->seq + 1;
}

uint64_t
mohur__store_next_event(const struct mohur_keystore *ks)
{
    return mohur__row_int(&ks->head, MOHUR__STORE_EVENT_COUNT);
}

static mohur_status
event_insert(struct mohur_keystore *ks,
             uint64_t n,
             mohur__bytes leaf,
             mohur__bytes chain)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    TRY(mohur__stmt_new(
        ks->db, "INSERT INTO event(n, leaf, chain) VALUES(?, ?, ?)", &s));
    TRY(mohur__stmt_bind_int(s, 1, n));
    TRY(mohur__stmt_bind_blob(s, 2, leaf));
    TRY(mohur__stmt_bind_blob(s, 3, chain));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__store_event(struct mohur_keystore *ks,
                   struct mohur__event *e,
                   uint64_t *out_n)
{
    mohur_status st                      = MOHUR_OK;
    struct mohur__row *head              = &ks->head;
    uint64_t n                           = 0;
    struct mohur__buf leaf               = {0};
    uint8_t chain[MOHUR__EVENT_HASH_LEN] = {0};

    n               = mohur__row_int(head, MOHUR__STORE_EVENT_COUNT);
    e->time         = mohur__store_time(ks);
    e->store_id     = MOHUR__BYTES(ks->keys.store_id);
    e->seq          = mohur__store_next_seq(ks);
    e->profile_ver  = mohur__row_int(head, MOHUR__STORE_PROFILE_VER);
    e->profile_hash = mohur__row_bytes(head, MOHUR__STORE_PROFILE_HASH);
    mohur__buf_init(&leaf, ks->ctx, MOHUR__EVENT_MAX);
    mohur__event_emit(e, &leaf);
    TRY(mohur__buf_status(&leaf));

    mohur__copy(MOHUR__SPAN(chain),
                mohur__row_bytes(head, MOHUR__STORE_EVENT_HEAD));
    TRY(mohur__event_chain_next(ks->ctx, mohur__buf_view(&leaf), chain));
    TRY(event_insert(ks, n, mohur__buf_view(&leaf), MOHUR__BYTES(chain)));
    mohur__row_set_blob(head, MOHUR__STORE_EVENT_HEAD, MOHUR__BYTES(chain));
    mohur__row_set_int(head, MOHUR__STORE_EVENT_COUNT, n + 1);
    TRY(head->st);
    *out_n = n;

out:
    mohur__buf_wipe(&leaf);
    return st;
}
