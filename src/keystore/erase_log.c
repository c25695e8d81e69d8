/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/erase_log.h"

#include "base/ct.h"
#include "base/guard.h"
#include <mohur/life.h>

/*
 * A slot that wraps a root key stays a way to it in every copy of the store
 * that was made meanwhile, even if it is taken away later.  So what counts is
 * each slot that there was since the root key began under which the version
 * was made, until the one ended under which it was erased.
 */
enum {
    ID_LEN    = 16,
    FRESH_MAX = 65536 * ID_LEN
};

static bool
is_of(const struct mohur__erase_log *log, const struct mohur__event *e)
{
    return e->version == log->version && mohur__bytes_equal(e->ring, log->ring);
}

/* E3 names the epochs that it ended, and begins none. */
static bool
begins_epoch(const struct mohur__event *e)
{
    return e->epochs[0] < e->epochs[1] &&
           (e->type != MOHUR__EVENT_KEY_DESTROY ||
            e->erase_level != MOHUR_ERASE_E3);
}

bool
mohur__erase_log_is_fresh(const struct mohur__erase_log *log,
                          mohur__bytes slot_id)
{
    mohur__bytes ids = mohur__buf_view(&log->fresh);
    bool found       = false;

    for (size_t at = 0; at < ids.len; at += ID_LEN) {
        found = found ||
                mohur__bytes_equal(mohur__bytes_sub(ids, at, ID_LEN), slot_id);
    }
    return found;
}

/* Of a slot that is no more, nobody knows what it took to open it; unless it
 * was E3 that ended it. */
static void
slot_lost(struct mohur__erase_log *log, const struct mohur__event *e)
{
    bool known = e->slot.len == 0 || e->seq == log->seq ||
                 mohur__erase_log_is_fresh(log, e->slot) ||
                 (begins_epoch(e) && !log->born);

    if (!known) {
        log->flaw = "a slot was taken away that opened copies which have it";
    }
}

static void
destroyed(struct mohur__erase_log *log, const struct mohur__event *e)
{
    if (e->erase_level == MOHUR_ERASE_E3) {
        log->seq = e->seq;
    } else if (is_of(log, e)) {
        log->gone = true;
    }
}

static void
epoch_begun(struct mohur__erase_log *log, const struct mohur__event *e)
{
    if (!log->born) {
        log->flaw = NULL; /* it will be under this root key */
    }
    if (log->gone && !log->closed) {
        log->closed = true;
        log->epoch  = e->epochs[0];
    }
}

void
mohur__erase_log_take(struct mohur__erase_log *log,
                      const struct mohur__event *e)
{
    if (e->type == MOHUR__EVENT_KEY_DESTROY) {
        destroyed(log, e);
    }
    if (begins_epoch(e)) {
        epoch_begun(log, e);
    }
    switch ((uint32_t)e->type) {
    case MOHUR__EVENT_KEY_CREATE:
    case MOHUR__EVENT_KEY_ROTATE:
        log->born = log->born || is_of(log, e);
        break;
    case MOHUR__EVENT_KEY_IMPORT:
        if (is_of(log, e)) {
            log->born = true;
            log->flaw = "it was brought in from elsewhere";
        }
        break;
    case MOHUR__EVENT_KEY_EXPORT:
        log->flaw = is_of(log, e) ? "it left the keystore" : log->flaw;
        break;
    case MOHUR__EVENT_BACKUP:
        log->flaw = log->born && !log->gone ? "a backup has it" : log->flaw;
        break;
    case MOHUR__EVENT_SLOT_ADD:
        if (log->closed) {
            mohur__buf_bytes(&log->fresh, e->slot);
        }
        break;
    case MOHUR__EVENT_SLOT_REMOVE:
    case MOHUR__EVENT_SLOT_REVOKE:
        slot_lost(log, e);
        break;
    default:
        break;
    }
}

mohur_status
mohur__erase_log_read(struct mohur_keystore *ks,
                      mohur__bytes ring,
                      uint32_t version,
                      struct mohur__erase_log *out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;

    *out = (struct mohur__erase_log){.ring = ring, .version = version};
    mohur__buf_init(&out->fresh, ks->ctx, FRESH_MAX);
    TRY(mohur__stmt_new(ks->db, "SELECT leaf FROM event ORDER BY n", &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        struct mohur__value leaf = mohur__stmt_value(s, 0);
        struct mohur__event e    = {.type = MOHUR__EVENT_STORE_CREATE};

        TRY(mohur__auth_require(ks->ctx, leaf.kind == MOHUR__KIND_BLOB));
        TRY(mohur__event_parse(ks->ctx, leaf.b, &e));
        mohur__erase_log_take(out, &e);
        TRY(mohur__stmt_step(s, &row));
    }
    TRY(mohur__buf_status(&out->fresh));

out:
    mohur__stmt_free(s);
    return st;
}

void
mohur__erase_log_wipe(struct mohur__erase_log *log)
{
    mohur__buf_wipe(&log->fresh);
}
