/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/anchor_state.h"

#include "base/ct.h"
#include "base/guard.h"

enum {
    ANCHOR_KEY = 32 /* the first bytes of sys */
};

static mohur__bytes
anchor_key(const struct mohur_keystore *ks)
{
    return mohur__bytes_sub(mohur__secret_bytes(ks->keys.sys), 0, ANCHOR_KEY);
}

/* The state that ks->head has, as a record. */
mohur_status
mohur__anchor_state_emit(struct mohur_keystore *ks,
                         uint8_t kind,
                         uint8_t out[MOHUR__ANCHOR_LEN])
{
    const struct mohur__row *head = &ks->head;
    struct mohur__anchor a        = {
               .kind        = kind,
               .epoch       = (uint32_t)mohur__row_int(head, MOHUR__STORE_EPOCH),
               .seq         = mohur__row_int(head, MOHUR__STORE_SEQ),
               .event_count = mohur__row_int(head, MOHUR__STORE_EVENT_COUNT),
               .time        = (int64_t)mohur__row_int(head, MOHUR__STORE_LAST_TIME),
    };

    mohur__copy(MOHUR__SPAN(a.store_id), MOHUR__BYTES(ks->keys.store_id));
    mohur__copy(MOHUR__SPAN(a.root), mohur__row_bytes(head, MOHUR__STORE_ROOT));
    mohur__copy(MOHUR__SPAN(a.event_head),
                mohur__row_bytes(head, MOHUR__STORE_EVENT_HEAD));
    return mohur__anchor_emit(ks->ctx, &a, anchor_key(ks), out);
}

mohur_status
mohur__anchor_state_parse(struct mohur_keystore *ks,
                          mohur__bytes record,
                          struct mohur__anchor *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__anchor_parse(ks->ctx, record, anchor_key(ks), out));
    TRY(mohur__auth_require(
        ks->ctx, mohur__bytes_equal(MOHUR__BYTES(out->store_id),
                                    MOHUR__BYTES(ks->keys.store_id))));

out:
    return st;
}

/* Do the events from the anchor's on lead to the store's last one? */
static mohur_status
events_lead(struct mohur_keystore *ks,
            const struct mohur__anchor *a,
            bool *follows)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;
    uint8_t chain[MOHUR__EVENT_HASH_LEN];

    mohur__copy(MOHUR__SPAN(chain), MOHUR__BYTES(a->event_head));
    TRY(mohur__stmt_new(ks->db,
                        "SELECT leaf FROM event WHERE n >= ? ORDER BY n", &s));
    TRY(mohur__stmt_bind_int(s, 1, a->event_count));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        struct mohur__value leaf = mohur__stmt_value(s, 0);
        TRY(mohur__auth_require(ks->ctx, leaf.kind == MOHUR__KIND_BLOB));
        TRY(mohur__event_chain_next(ks->ctx, leaf.b, chain));
        TRY(mohur__stmt_step(s, &row));
    }
    *follows = mohur__bytes_equal(
        MOHUR__BYTES(chain),
        mohur__row_bytes(&ks->head, MOHUR__STORE_EVENT_HEAD));

out:
    mohur__stmt_free(s);
    return st;
}

static bool
is_same(const struct mohur_keystore *ks, const struct mohur__anchor *a)
{
    return mohur__bytes_equal(MOHUR__BYTES(a->root),
                              mohur__row_bytes(&ks->head, MOHUR__STORE_ROOT)) &&
           mohur__bytes_equal(
               MOHUR__BYTES(a->event_head),
               mohur__row_bytes(&ks->head, MOHUR__STORE_EVENT_HEAD));
}

mohur_status
mohur__anchor_state_follows(struct mohur_keystore *ks,
                            const struct mohur__anchor *a,
                            bool *follows)
{
    mohur_status st = MOHUR_OK;
    uint64_t seq    = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);

    *follows = false;
    if (a->seq == seq) {
        *follows = is_same(ks, a);
    } else if (a->seq < seq) {
        TRY(events_lead(ks, a, follows));
    }

out:
    return st;
}
