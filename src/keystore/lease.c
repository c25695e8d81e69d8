/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/lease.h"

#include "base/guard.h"
#include "base/mem.h"

enum {
    HOLDER_LEN = 16
};

enum lease_column {
    LEASE_RING_ID,
    LEASE_VER,
    LEASE_HOLDER,
    LEASE_UPTO
};

/* What a handle set aside of one version. */
struct lease {
    struct lease *next;
    uint8_t ring_id[MOHUR__RING_ID_LEN];
    uint64_t version;
    struct mohur__uses *uses;
};

struct mohur__leases {
    uint8_t holder[HOLDER_LEN]; /* random: a handle, not a process */
    struct lease *first;
};

/* ---- what there is ---- */

static bool
is_of(const struct lease *l, const struct mohur__row *r)
{
    return l->version == mohur__row_int(r, MOHUR__KEY_VER) &&
           mohur__bytes_equal(MOHUR__BYTES(l->ring_id),
                              mohur__row_bytes(r, MOHUR__KEY_RING_ID));
}

struct mohur__uses *
mohur__lease_of(const struct mohur_keystore *ks, const struct mohur__row *r)
{
    struct lease *l = ks->leases != NULL ? ks->leases->first : NULL;

    while (l != NULL && !is_of(l, r)) {
        l = l->next;
    }
    return l != NULL ? l->uses : NULL;
}

bool
mohur__lease_spent(const struct mohur__row *ring, const struct mohur__row *r)
{
    return mohur__row_int(r, MOHUR__KEY_USES) >= mohur__ring_max_uses(ring);
}

bool
mohur__lease_wanted(const struct mohur_keystore *ks,
                    const struct mohur__row *ring,
                    const struct mohur__row *r)
{
    struct mohur__life life = mohur__version_life(r);

    return mohur__ring_max_uses(ring) > 0 && !mohur__lease_spent(ring, r) &&
           mohur__life_now(&life, mohur__store_time(ks)) == MOHUR_KEY_ACTIVE &&
           mohur__uses_left(mohur__lease_of(ks, r)) == 0;
}

static mohur_status
leases_need(struct mohur_keystore *ks)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__leases *made = NULL;

    if (ks->leases != NULL) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(ks->ctx, &made));
    TRY(mohur__random(ks->ctx, MOHUR__SPAN(made->holder)));
    ks->leases = made;
    made       = NULL;

out:
    mohur__free(made);
    return st;
}

/* The counter of a version, made where there is none. */
static mohur_status
counter_need(struct mohur_keystore *ks,
             const struct mohur__row *r,
             struct mohur__uses **out)
{
    mohur_status st = MOHUR_OK;
    struct lease *l = NULL;

    *out = mohur__lease_of(ks, r);
    if (*out != NULL) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(ks->ctx, &l));
    TRY(mohur__uses_new(ks->ctx, &l->uses));
    mohur__copy(MOHUR__SPAN(l->ring_id),
                mohur__row_bytes(r, MOHUR__KEY_RING_ID));
    l->version        = mohur__row_int(r, MOHUR__KEY_VER);
    l->next           = ks->leases->first;
    ks->leases->first = l;
    *out              = l->uses;
    l                 = NULL;

out:
    mohur__free(l);
    return st;
}

/* ---- written ---- */

static mohur_status
row_of(struct mohur_keystore *ks,
       const struct mohur__row *r,
       struct mohur__row *out)
{
    mohur__row_init(out, ks->ctx, MOHUR__T_LEASE);
    mohur__row_set_value(out, LEASE_RING_ID, &r->col[MOHUR__KEY_RING_ID]);
    mohur__row_set_value(out, LEASE_VER, &r->col[MOHUR__KEY_VER]);
    mohur__row_set_blob(out, LEASE_HOLDER, MOHUR__BYTES(ks->leases->holder));
    return out->st;
}

/* The row that says up to which use this handle may go; 0: it has none. */
static mohur_status
lease_write(struct mohur_keystore *ks,
            const struct mohur__row *r,
            uint64_t upto)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__row lease = {0};
    bool found              = false;

    TRY(row_of(ks, r, &lease));
    TRY(mohur__store_get(ks, &lease, &found));
    if (upto == 0) {
        TRY(found ? mohur__store_remove(ks, &lease) : MOHUR_OK);
        goto out;
    }
    mohur__row_set_int(&lease, LEASE_UPTO, upto);
    TRY(lease.st);
    TRY(found ? mohur__store_set(ks, &lease) : mohur__store_add(ks, &lease));

out:
    mohur__row_wipe(&lease);
    return st;
}

/* Rev and auth_event stay: nothing about it is decided, and approvals that
 * are on their way stay good. */
mohur_status
mohur__uses_write(struct mohur_keystore *ks,
                  struct mohur__row *r,
                  uint64_t uses)
{
    mohur_status st           = MOHUR_OK;
    uint64_t n                = 0;
    struct mohur__event event = {
        .type    = MOHUR__EVENT_KEY_USES,
        .ring    = mohur__row_bytes(r, MOHUR__KEY_RING_ID),
        .version = (uint32_t)mohur__row_int(r, MOHUR__KEY_VER),
        .uses    = uses,
    };

    TRY(mohur__store_event(ks, &event, &n));
    mohur__row_set_int(r, MOHUR__KEY_USES, uses);
    TRY(mohur__store_set(ks, r));

out:
    return st;
}

static uint64_t
share_of(uint64_t limit, uint64_t uses)
{
    uint64_t n = limit / MOHUR__LEASE_PARTS;

    n = n > MOHUR__LEASE_MAX ? MOHUR__LEASE_MAX : n;
    n = n == 0 ? 1 : n;
    return n > limit - uses ? limit - uses : n;
}

/* The counter is filled after the commit alone: no use that is not paid. */
static mohur_status
take_in_write(struct mohur_keystore *ks,
              const struct mohur__row *ring,
              struct mohur__row *r)
{
    mohur_status st             = MOHUR_OK;
    uint64_t uses               = mohur__row_int(r, MOHUR__KEY_USES);
    uint64_t n                  = share_of(mohur__ring_max_uses(ring), uses);
    struct mohur__uses *counter = NULL;

    TRY(leases_need(ks));
    TRY(counter_need(ks, r, &counter));
    TRY(mohur__uses_write(ks, r, uses + n));
    TRY(lease_write(ks, r, uses + n));
    TRY(mohur__store_commit(ks));
    mohur__uses_add(counter, n);

out:
    return st;
}

mohur_status
mohur__lease_take(struct mohur_keystore *ks, mohur__bytes name)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};
    struct mohur__row r    = {0};

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, name, &ring));
    TRY(mohur__ring_current(ks, &ring, &r));
    if (mohur__lease_wanted(ks, &ring, &r)) {
        TRY(take_in_write(ks, &ring, &r));
    }

out:
    mohur__store_end(ks);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

/* ---- given back ---- */

static bool
can_give_back(const struct mohur_keystore *ks)
{
    bool any = false;

    for (struct lease *l = ks->leases->first; l != NULL; l = l->next) {
        any = any || mohur__uses_left(l->uses) > 0;
    }
    return any && ks->unlocked && !ks->dead && !ks->backup &&
           ks->tx == MOHUR__TX_NONE;
}

/* What is left of one; it is nobody's once it was drained. */
static mohur_status
lease_give_back(struct mohur_keystore *ks, const struct lease *l)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};
    uint64_t n          = mohur__uses_drain(l->uses);
    uint64_t uses       = 0;

    if (n == 0) {
        return MOHUR_OK;
    }
    mohur__row_init(&r, ks->ctx, MOHUR__T_KEY);
    mohur__row_set_blob(&r, MOHUR__KEY_RING_ID, MOHUR__BYTES(l->ring_id));
    mohur__row_set_int(&r, MOHUR__KEY_VER, l->version);
    TRY(r.st);
    TRY(mohur__store_need(ks, &r));
    uses = mohur__row_int(&r, MOHUR__KEY_USES);
    TRY(mohur__auth_require(ks->ctx, uses >= n));
    TRY(mohur__uses_write(ks, &r, uses - n));
    TRY(lease_write(ks, &r, 0));

out:
    mohur__row_wipe(&r);
    return st;
}

static mohur_status
give_back(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    for (struct lease *l = ks->leases->first; l != NULL; l = l->next) {
        TRY(lease_give_back(ks, l));
    }
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    return st;
}

void
mohur__leases_close(struct mohur_keystore *ks)
{
    bool had_error = ks->ctx->status != MOHUR_OK;

    /* Wasted if it fails, as after a crash: no reason for an error. */
    if (ks->leases != NULL && can_give_back(ks) && give_back(ks) != MOHUR_OK &&
        !had_error) {
        mohur__error_clear(ks->ctx);
    }
    mohur__leases_free(ks);
}

void
mohur__leases_free(struct mohur_keystore *ks)
{
    struct lease *l = ks->leases != NULL ? ks->leases->first : NULL;

    while (l != NULL) {
        struct lease *next = l->next;
        mohur__uses_free(l->uses);
        mohur__free(l);
        l = next;
    }
    mohur__free(ks->leases);
    ks->leases = NULL;
}
