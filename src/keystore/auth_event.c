/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/auth_event.h"

#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/hash.h"
#include "keystore/grant.h"
#include "keystore/ring.h"
#include "keystore/role.h"

/* What is looked at together. */
struct inquiry {
    struct mohur__buf leaf;
    struct mohur__event event; /* views of leaf */
    struct mohur__act act;     /* as the approvals must have signed it */
    uint32_t caps[2];          /* of the roles that did */
    uint8_t ids[2][MOHUR_ROLE_ID_LEN];
    size_t approvals;
};

static mohur_status
distrust(struct mohur_keystore *ks)
{
    return mohur__error(ks->ctx, MOHUR_E_UNTRUSTED,
                        "the state of the key was approved by nobody who may");
}

/* A leaf and its link; number n must be there. */
static mohur_status
event_read(struct mohur_keystore *ks,
           uint64_t n,
           struct mohur__buf *leaf,
           uint8_t chain[MOHUR__EVENT_HASH_LEN])
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__value v  = {0};
    struct mohur__value at = {0};
    bool row               = false;

    TRY(mohur__stmt_new(ks->db, "SELECT leaf, chain FROM event WHERE n = ?",
                        &s));
    TRY(mohur__stmt_bind_int(s, 1, n));
    TRY(mohur__stmt_step(s, &row));
    TRY(mohur__auth_require(ks->ctx, row));
    v  = mohur__stmt_value(s, 0);
    at = mohur__stmt_value(s, 1);
    TRY(mohur__auth_require(ks->ctx, v.kind == MOHUR__KIND_BLOB &&
                                         at.kind == MOHUR__KIND_BLOB &&
                                         at.b.len == MOHUR__EVENT_HASH_LEN));
    mohur__buf_clear(leaf);
    mohur__buf_bytes(leaf, v.b);
    TRY(mohur__buf_status(leaf));
    mohur__copy(mohur__span_of(chain, MOHUR__EVENT_HASH_LEN), at.b);

out:
    mohur__stmt_free(s);
    return st;
}

/* The event, linked to the one before it. */
static mohur_status
event_find(struct mohur_keystore *ks, uint64_t n, struct inquiry *q)
{
    mohur_status st                     = MOHUR_OK;
    uint8_t link[MOHUR__EVENT_HASH_LEN] = {0};
    uint8_t own[MOHUR__EVENT_HASH_LEN]  = {0};

    TRY(mohur__auth_require(
        ks->ctx,
        n > 0 && n < mohur__row_int(&ks->head, MOHUR__STORE_EVENT_COUNT)));
    TRY(event_read(ks, n - 1, &q->leaf, link));
    TRY(event_read(ks, n, &q->leaf, own));
    TRY(mohur__event_chain_next(ks->ctx, mohur__buf_view(&q->leaf), link));
    TRY(mohur__auth_require(
        ks->ctx, mohur__bytes_equal(MOHUR__BYTES(link), MOHUR__BYTES(own))));
    TRY(mohur__event_parse(ks->ctx, mohur__buf_view(&q->leaf), &q->event));

out:
    return st;
}

/* It is about this version, and led to its state. */
static bool
is_about(const struct mohur__event *e, const struct mohur__row *r)
{
    return mohur__bytes_equal(e->ring,
                              mohur__row_bytes(r, MOHUR__KEY_RING_ID)) &&
           e->version == mohur__row_int(r, MOHUR__KEY_VER) &&
           e->to == mohur__row_int(r, MOHUR__KEY_STATE);
}

/* What time alone has done needs nobody. */
static bool
was_due(const struct mohur__event *e, const struct mohur__row *r)
{
    struct mohur__life life = mohur__version_life(r);

    life.state = (mohur_key_state)e->from;
    return e->from != e->to &&
           mohur__life_now(&life, e->time) == (mohur_key_state)e->to;
}

/* What the approvals of a move have signed. */
static mohur_status
act_of(struct mohur_keystore *ks,
       const struct mohur__row *ring,
       struct inquiry *q,
       struct mohur__buf *parameters)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__event *e = &q->event;
    struct mohur__ring_meta meta = {0};
    uint32_t to                  = e->to;

    if (e->type == MOHUR__EVENT_KEY_CANCEL) {
        to = MOHUR_KEY_DEACTIVATED; /* whatever it became */
    }
    TRY(mohur__ring_meta_read(ks, ring, &meta));
    mohur__buf_u32(parameters, (uint32_t)meta.name.len);
    mohur__buf_bytes(parameters, meta.name);
    TRY(mohur__buf_status(parameters));
    q->act = (struct mohur__act){
        .act        = MOHUR_ACT_KEY_MOVE,
        .version    = e->version,
        .rev        = e->rev,
        .target     = (uint16_t)(to | (uint32_t)e->erase_level << 8),
        .parameters = mohur__buf_view(parameters),
    };
    mohur__copy(MOHUR__SPAN(q->act.store_id), MOHUR__BYTES(ks->keys.store_id));
    mohur__copy(MOHUR__SPAN(q->act.object), e->ring);

out:
    mohur__secret_free(meta.hold);
    return st;
}

/* One approval of the event; whoever gave it may have lost the role since. */
static mohur_status
approval_read(struct mohur_keystore *ks,
              struct mohur__cursor *c,
              struct inquiry *q)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__row role   = {0};
    struct mohur__approval a = {0};
    mohur__bytes id          = mohur__read_bytes(c, MOHUR_ROLE_ID_LEN);
    mohur__bytes signature   = MOHUR__NOTHING;

    a.not_after     = (int64_t)mohur__read_u64(c);
    signature       = mohur__read_bytes(c, mohur__read_u32(c));
    a.signature_len = mohur__copy(MOHUR__SPAN(a.signature), signature);
    TRY(mohur__auth_require(ks->ctx, mohur__cursor_ok(c) && q->approvals < 2 &&
                                         a.signature_len == signature.len));
    TRY(mohur__role_need(ks, id, &role));
    TRY(mohur__approval_check(ks->ctx, &q->act, &a,
                              mohur__row_bytes(&role, MOHUR__ROLE_PUB)));
    q->caps[q->approvals] = (uint32_t)mohur__row_int(&role, MOHUR__ROLE_CAPS);
    mohur__copy(MOHUR__SPAN(q->ids[q->approvals]), id);
    q->approvals++;

out:
    mohur__row_wipe(&role);
    return st;
}

static bool
are_enough(const struct inquiry *q, struct mohur__need need)
{
    bool two = need.cap[1] != 0;

    return q->approvals == (two ? 2u : 1u) && (q->caps[0] & need.cap[0]) != 0 &&
           (!two || ((q->caps[1] & need.cap[1]) != 0 &&
                     !mohur__bytes_equal(MOHUR__BYTES(q->ids[0]),
                                         MOHUR__BYTES(q->ids[1]))));
}

static mohur_status
approvals_check(struct mohur_keystore *ks,
                const struct mohur__row *ring,
                struct inquiry *q)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__cursor c       = mohur__cursor_of(q->event.approvals);
    struct mohur__buf parameters = {0};
    struct mohur__way way        = mohur__life_way(
        (mohur_key_state)q->event.from, q->event.type == MOHUR__EVENT_KEY_CANCEL
                                                   ? MOHUR_KEY_DEACTIVATED
                                                   : (mohur_key_state)q->event.to);

    mohur__buf_init(&parameters, ks->ctx, MOHUR__ACT_PARAMETERS_MAX);
    TRY(act_of(ks, ring, q, &parameters));
    while (!mohur__cursor_end(&c)) {
        TRY(approval_read(ks, &c, q));
    }
    if (way.event != (uint32_t)q->event.type || !are_enough(q, way.need)) {
        TRY(distrust(ks));
    }

out:
    mohur__buf_wipe(&parameters);
    return st;
}

static bool
makes_a_version(enum mohur__event_type type)
{
    return type == MOHUR__EVENT_KEY_CREATE || type == MOHUR__EVENT_KEY_IMPORT ||
           type == MOHUR__EVENT_KEY_ROTATE || type == MOHUR__EVENT_KEY_BORN ||
           type == MOHUR__EVENT_KEY_UNBORN;
}

mohur_status
mohur__auth_event_check(struct mohur_keystore *ks,
                        const struct mohur__row *ring,
                        const struct mohur__row *r)
{
    mohur_status st  = MOHUR_OK;
    struct inquiry q = {0};
    uint64_t n       = mohur__row_int(r, MOHUR__KEY_AUTH_EVENT);

    mohur__buf_init(&q.leaf, ks->ctx, MOHUR__EVENT_MAX);
    if (n < mohur__grant_first_event(ks)) {
        goto out; /* before roles counted */
    }
    TRY(event_find(ks, n, &q));
    /* What was destroyed since a backup is so in what is restored of it. */
    if (q.event.type == MOHUR__EVENT_RESTORE && mohur__version_gone(r)) {
        goto out;
    }
    if (!is_about(&q.event, r)) {
        TRY(distrust(ks));
    }
    /* Its maker signed what it was to be, which the row does not hold. */
    if (makes_a_version(q.event.type) && q.event.approvals.len > 0) {
        goto out;
    }
    if (q.event.approvals.len == 0) {
        st = was_due(&q.event, r) ? MOHUR_OK : distrust(ks);
        goto out;
    }
    TRY(approvals_check(ks, ring, &q));

out:
    mohur__buf_wipe(&q.leaf);
    return st;
}

mohur_status
mohur__auth_event_approvals(struct mohur_keystore *ks,
                            const struct mohur__row *r,
                            struct mohur__buf *out)
{
    mohur_status st  = MOHUR_OK;
    struct inquiry q = {0};

    mohur__buf_init(&q.leaf, ks->ctx, MOHUR__EVENT_MAX);
    TRY(event_find(ks, mohur__row_int(r, MOHUR__KEY_AUTH_EVENT), &q));
    TRY(mohur__auth_require(ks->ctx, is_about(&q.event, r)));
    mohur__buf_bytes(out, q.event.approvals);
    TRY(mohur__buf_status(out));

out:
    mohur__buf_wipe(&q.leaf);
    return st;
}
