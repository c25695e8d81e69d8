/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/merge_judge.h"

#include "base/guard.h"

/*
 * Ids are random, so what has the same id came from the same store.  It may
 * have gone on differently since: then one number means two keys.
 */

void
mohur__merge_ring_wipe(struct mohur__merge_ring *m)
{
    mohur__secret_free(m->meta.hold);
    mohur__row_wipe(&m->ring);
    mohur__row_wipe(&m->here);
    *m = (struct mohur__merge_ring){0};
}

void
mohur__merge_pair_wipe(struct mohur__merge_pair *p)
{
    mohur__row_wipe(&p->there);
    mohur__row_wipe(&p->here);
    *p = (struct mohur__merge_pair){0};
}

/* ---- rings ---- */

static mohur_status
row_copy(const struct mohur__row *from, struct mohur__row *to)
{
    mohur__row_init(to, from->ctx, from->id);
    for (int i = 0; i < from->table->columns; i++) {
        mohur__row_set_value(to, i, &from->col[i]);
    }
    return to->st;
}

static bool
is_same_ring(const struct mohur__row *a, const struct mohur__row *b)
{
    static const int numbers[] = {MOHUR__RING_PURPOSE, MOHUR__RING_ALG,
                                  MOHUR__RING_LEVEL, MOHUR__RING_CUSTODY};
    bool same = mohur__bytes_equal(mohur__row_bytes(a, MOHUR__RING_POLICY),
                                   mohur__row_bytes(b, MOHUR__RING_POLICY));

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        same = same &&
               mohur__row_int(a, numbers[i]) == mohur__row_int(b, numbers[i]);
    }
    return same;
}

static mohur_status
name_look(struct mohur__merge_ring *m)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};
    bool taken             = false;

    mohur__row_init(&ring, m->ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_find(m->ks, m->meta.name, &ring, &taken));
    m->fate = taken ? MOHUR_MERGE_NAME : m->fate;

out:
    mohur__row_wipe(&ring);
    return st;
}

mohur_status
mohur__merge_ring_read(struct mohur__merge_ring *m)
{
    mohur_status st = MOHUR_OK;
    bool found      = false;

    m->same = mohur__bytes_equal(MOHUR__BYTES(m->ks->keys.store_id),
                                 MOHUR__BYTES(m->from->keys.store_id));
    TRY(mohur__ring_meta_read(m->from, &m->ring, &m->meta));
    mohur__row_init(&m->here, m->ks->ctx, MOHUR__T_RING);
    mohur__row_set_blob(&m->here, MOHUR__RING_ID,
                        mohur__row_bytes(&m->ring, MOHUR__RING_ID));
    TRY(m->here.st);
    TRY(mohur__store_get(m->ks, &m->here, &found));
    if (!found) {
        mohur__row_wipe(&m->here);
        TRY(row_copy(&m->ring, &m->here));
        TRY(name_look(m));
        goto out;
    }
    m->versions = mohur__ring_versions(&m->here);
    if (!is_same_ring(&m->ring, &m->here)) {
        m->fate = MOHUR_MERGE_OTHER;
    }

out:
    return st;
}

/* ---- versions ---- */

static mohur_status
is_same_version(mohur_ctx *ctx, const struct mohur__merge_pair *p, bool *out)
{
    mohur_status st                    = MOHUR_OK;
    uint8_t rooms[2][MOHUR_KEY_ID_LEN] = {{0}};
    mohur__bytes there                 = MOHUR__NOTHING;
    mohur__bytes here                  = MOHUR__NOTHING;

    TRY(mohur__version_mark(ctx, &p->there, rooms[0], &there));
    TRY(mohur__version_mark(ctx, &p->here, rooms[1], &here));
    *out = mohur__bytes_equal(there, here) &&
           mohur__row_int(&p->there, MOHUR__KEY_ALG) ==
               mohur__row_int(&p->here, MOHUR__KEY_ALG);

out:
    return st;
}

static bool
is_worse_there(const struct mohur__merge_pair *p)
{
    bool gone_here = mohur__version_gone(&p->here);

    return !gone_here && (mohur__version_gone(&p->there) ||
                          (mohur__version_life(&p->there).compromised_at != 0 &&
                           mohur__version_life(&p->here).compromised_at == 0));
}

bool
mohur__merge_pair_counts(const struct mohur__merge_pair *p)
{
    return (p->fate == MOHUR_MERGE_THERE || p->fate == MOHUR_MERGE_WORSE) &&
           !mohur__version_gone(&p->here) &&
           mohur__row_int(&p->there, MOHUR__KEY_USES) >
               mohur__row_int(&p->here, MOHUR__KEY_USES);
}

static mohur_status
judge_both(mohur_ctx *ctx, struct mohur__merge_pair *p)
{
    mohur_status st = MOHUR_OK;
    bool same       = false;

    TRY(is_same_version(ctx, p, &same));
    p->fate = !same               ? MOHUR_MERGE_OTHER
              : is_worse_there(p) ? MOHUR_MERGE_WORSE
                                  : MOHUR_MERGE_THERE;

out:
    return st;
}

/* From another store comes what could have been exported and imported. */
static mohur_status
judge_stranger(const struct mohur__merge_ring *m, struct mohur__merge_pair *p)
{
    mohur_status st = MOHUR_OK;
    mohur_ctx *ctx  = m->ks->ctx;
    uint32_t bits   = 0;

    if (mohur__row_int(&p->there, MOHUR__KEY_EXPORTABLE) == 0 ||
        !mohur__row_is_null(&p->there, MOHUR__KEY_TOKEN_URI)) {
        p->fate = MOHUR_MERGE_NO_EXPORT;
        return MOHUR_OK;
    }
    TRY(mohur__version_bits(ctx, &p->there, &bits));
    st = mohur__ring_allowed(
        ctx, (mohur_alg)mohur__row_int(&p->there, MOHUR__KEY_ALG), bits,
        (uint8_t)mohur__row_int(&m->ring, MOHUR__RING_LEVEL),
        MOHUR_CUSTODY_SOFTWARE, true);
    if (st == MOHUR_E_POLICY || st == MOHUR_E_DATE ||
        st == MOHUR_E_UNSUPPORTED) {
        mohur__error_clear(ctx);
        p->fate = MOHUR_MERGE_REFUSED;
        st      = MOHUR_OK;
    }

out:
    return st;
}

static mohur_status
judge_new(const struct mohur__merge_ring *m, struct mohur__merge_pair *p)
{
    p->fate = MOHUR_MERGE_ADDED;
    if (p->state == MOHUR_KEY_PENDING) {
        p->fate = MOHUR_MERGE_UNBORN;
        return MOHUR_OK;
    }
    if (m->same || mohur__version_gone(&p->there)) {
        return MOHUR_OK;
    }
    return judge_stranger(m, p);
}

mohur_status
mohur__merge_pair_read(const struct mohur__merge_ring *m,
                       uint64_t v,
                       struct mohur__merge_pair *p)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__life life = {.state = MOHUR_KEY_PENDING};

    mohur__merge_pair_wipe(p);
    TRY(mohur__ring_version(m->from, &m->ring, v, &p->there));
    life     = mohur__version_life(&p->there);
    p->state = mohur__life_now(&life, mohur__store_time(m->ks));
    if (m->fate != 0) {
        p->fate = m->fate;
    } else if (v <= m->versions) {
        TRY(mohur__ring_version(m->ks, &m->here, v, &p->here));
        TRY(judge_both(m->ks->ctx, p));
    } else {
        TRY(judge_new(m, p));
    }

out:
    return st;
}
