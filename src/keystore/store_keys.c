/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/birth.h"
#include "keystore/change.h"
#include "keystore/lease.h"
#include "keystore/rsa_key.h"
#include "keystore/tokens.h"

/* Keys of a store: fetched, rotated. */

/* What is fetched, and how. */
struct fetching {
    mohur__bytes name;
    uint32_t version;
    struct mohur__key_extra extra;
    bool wants_uses; /* before it protects, as was found */
};

static mohur_status
key_fetch(struct mohur_keystore *ks, struct fetching *f, mohur_key **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row ring = {0};
    struct mohur__row r    = {0};
    mohur_key *key         = NULL;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, f->name, &ring));
    TRY(mohur__ring_select(ks, &ring, f->version, &r));
    f->extra.exports = !mohur__grant_roles_count(ks);
    f->wants_uses    = f->version == 0 && mohur__lease_wanted(ks, &ring, &r);
    TRY(mohur__version_key(ks, &ring, f->name, &r, f->extra, &key));
    TRY(mohur__store_commit(ks));
    *out = key;
    key  = NULL;

out:
    mohur__store_end(ks);
    mohur_key_free(key);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

/* Where the store cannot be written, the key does all but protect. */
static mohur_status
uses_take(struct mohur_keystore *ks, struct fetching *f)
{
    mohur_status st = mohur__lease_take(ks, f->name);

    if ((st == MOHUR_E_BUSY || st == MOHUR_E_IO) && !ks->dead) {
        f->extra.no_use = st;
        mohur__error_clear(ks->ctx);
        return MOHUR_OK;
    }
    return st;
}

mohur_status
mohur_keystore_key(mohur_keystore *ks,
                   const char *name,
                   size_t name_len,
                   uint32_t version,
                   mohur_key **out)
{
    mohur_status st   = MOHUR_OK;
    struct fetching f = {.version = version};
    mohur_key *key    = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__ring_name(ks->ctx, name, name_len, &f.name));
    TRY(key_fetch(ks, &f, &key));
    if (f.wants_uses) {
        mohur_key_free(key);
        key = NULL;
        TRY(uses_take(ks, &f));
        TRY(key_fetch(ks, &f, &key));
    }
    *out = key;

out:
    return st;
}

/* ---- rotation ---- */

/* One that came to nothing in its token does not end its ring. */
static bool
was_never_born(const struct mohur__row *r)
{
    return mohur__row_is_null(r, MOHUR__KEY_PUB) &&
           mohur__row_is_null(r, MOHUR__KEY_KCV);
}

/* A ring goes on from any state but those on the way in and out of life. */
static mohur_status
may_rotate(struct mohur_keystore *ks,
           const struct mohur__row *newest,
           struct mohur__need *need)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__life life = mohur__version_life(newest);
    mohur_key_state state   = mohur__life_now(&life, mohur__store_time(ks));

    if (state == MOHUR_KEY_DESTROYED && was_never_born(newest)) {
        state = MOHUR_KEY_ACTIVE;
    }
    REQUIRE(ks->ctx, mohur__life_allows(MOHUR__USE_SUCCEED, state, false),
            MOHUR_E_KEY_STATE, "the newest version is %s; it has no successor",
            mohur__life_name(state));
    *need = mohur__life_use(MOHUR__USE_SUCCEED, state).need;

out:
    return st;
}

/* What the newest version and its ring say about the next one. */
struct succession {
    mohur_alg alg;
    uint32_t bits; /* as many as the newest version has */
    uint8_t level;
    mohur_custody custody;
    bool exportable;
    uint64_t newest;
    struct mohur__need need;
    struct mohur__buf token; /* URI of the one that it lives in */
};

/* The token of the newest version, of those that say one. */
static mohur_status
token_of_ring(struct mohur_keystore *ks,
              const struct mohur__row *ring,
              struct mohur__buf *out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};

    mohur__buf_init(out, ks->ctx, 3 * MOHUR__TOKEN_URI_MAX);
    for (uint64_t v = mohur__ring_versions(ring); v > 0 && out->len == 0; v--) {
        TRY(mohur__ring_version(ks, ring, v, &r));
        mohur__buf_bytes(out, mohur__row_bytes(&r, MOHUR__KEY_TOKEN_URI));
    }
    TRY(mohur__buf_status(out));
    TRY(mohur__auth_require(ks->ctx, out->len > 0));

out:
    mohur__row_wipe(&r);
    return st;
}

/* Read the ring and its newest version, and see whether it may go on. */
static mohur_status
succession_read(struct mohur_keystore *ks,
                mohur__bytes name,
                struct mohur__row *ring,
                struct succession *out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};

    mohur__row_init(ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, name, ring));
    out->newest = mohur__ring_versions(ring);
    TRY(mohur__ring_version(ks, ring, out->newest, &r));
    TRY(may_rotate(ks, &r, &out->need));
    REQUIRE(ks->ctx, out->newest < UINT32_MAX - 1, MOHUR_E_LIMIT,
            "the key has as many versions as it can");
    TRY(mohur__version_bits(ks->ctx, &r, &out->bits));
    out->alg        = (mohur_alg)mohur__row_int(ring, MOHUR__RING_ALG);
    out->level      = (uint8_t)mohur__row_int(ring, MOHUR__RING_LEVEL);
    out->custody    = (mohur_custody)mohur__row_int(ring, MOHUR__RING_CUSTODY);
    out->exportable = mohur__row_int(&r, MOHUR__KEY_EXPORTABLE) != 0;
    if (out->custody == MOHUR_CUSTODY_HSM) {
        out->bits =
            mohur__rsa_alg(out->alg) ? (uint32_t)MOHUR__RSA_DEFAULT_BITS : 0;
        TRY(token_of_ring(ks, ring, &out->token));
    }

out:
    mohur__row_wipe(&r);
    return st;
}

/* Before the lock: what kind of material is to be made. */
static mohur_status
rotate_look(struct mohur_keystore *ks,
            mohur__bytes name,
            struct succession *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__row ring   = {0};
    struct mohur__hsm *token = NULL;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(succession_read(ks, name, &ring, out));
    TRY(mohur__store_commit(ks));
    TRY(mohur__ring_allowed(ks->ctx, out->alg, out->bits, out->level,
                            out->custody, out->exportable));
    if (out->token.len > 0) {
        TRY(mohur__tokens_get(ks, mohur__buf_view(&out->token), &token));
        TRY(mohur__hsm_supports(ks->ctx, token, out->alg, out->bits));
    }

out:
    mohur__store_end(ks);
    mohur__row_wipe(&ring);
    return st;
}

/* What a crash left of the newest version in its token is settled first. */
static mohur_status
rotate_look_settled(struct mohur_keystore *ks,
                    mohur__bytes name,
                    struct succession *out)
{
    mohur_status st = rotate_look(ks, name, out);

    if (st == MOHUR_E_KEY_STATE && mohur__tokens_have_pin(ks)) {
        mohur__error_clear(ks->ctx);
        mohur__buf_wipe(&out->token);
        *out = (struct succession){0};
        TRY(mohur__birth_reconcile(ks));
        TRY(rotate_look(ks, name, out));
    }

out:
    return st;
}

/* The date that was asked for; or that of the ring, while there is another
 * version to go on with.  0: at once. */
static mohur_status
date_of(struct mohur_keystore *ks,
        const struct mohur__row *ring,
        int64_t asked,
        int64_t *out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__row r = {0};
    uint32_t delay      = mohur__ring_activate_delay(ring);

    *out = asked;
    if (asked != 0 || delay == 0) {
        return MOHUR_OK;
    }
    st = mohur__ring_current(ks, ring, &r);
    if (st == MOHUR_OK) {
        *out = mohur__store_time(ks) + delay;
    }
    if (st == MOHUR_E_KEY_STATE) {
        mohur__error_clear(ks->ctx);
        st = MOHUR_OK;
    }
    mohur__row_wipe(&r);
    return st;
}

static mohur_status
rotate_write(struct mohur_keystore *ks,
             mohur__bytes name,
             const struct succession *seen,
             const struct mohur__material *m,
             int64_t activate_at,
             struct mohur__birth *born)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__row ring          = {0};
    struct mohur__row r             = {0};
    struct succession now           = {0};
    struct mohur__version_plan plan = {0};
    struct mohur__change change     = {.act = MOHUR_ACT_KEY_ROTATE};
    int64_t begins                  = 0;

    mohur__change_init(ks, &change, name);
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(succession_read(ks, name, &ring, &now));
    REQUIRE(ks->ctx, now.newest == seen->newest, MOHUR_E_BUSY,
            "another process rotated the key at the same time");
    change.version = (uint32_t)now.newest + 1;
    change.rev     = mohur__row_int(&ring, MOHUR__RING_REV);
    mohur__change_u64(&change, (uint64_t)activate_at);
    TRY(mohur__change_grant(ks, &change, &ring, now.need));
    TRY(mohur__ring_settle(ks, &ring, 0));
    TRY(date_of(ks, &ring, activate_at, &begins));
    plan = (struct mohur__version_plan){
        .ring        = &ring,
        .version     = now.newest + 1,
        .exportable  = now.exportable,
        .now         = mohur__store_time(ks),
        .activate_at = begins,
        .event       = mohur__store_next_event(ks),
        .approvals   = mohur__buf_view(&change.approvals),
        .token       = mohur__buf_view(&now.token),
    };
    TRY(mohur__ring_add_version(ks, &plan, m, MOHUR__EVENT_KEY_ROTATE, &r));
    mohur__row_set_int(&ring, MOHUR__RING_NEXT_VER, plan.version + 1);
    mohur__row_set_int(&ring, MOHUR__RING_REV,
                       mohur__row_int(&ring, MOHUR__RING_REV) + 1);
    TRY(mohur__store_set(ks, &ring));
    TRY(mohur__store_commit(ks));
    mohur__copy(MOHUR__SPAN(born->ring_id),
                mohur__row_bytes(&ring, MOHUR__RING_ID));
    born->version = (uint32_t)plan.version;

out:
    mohur__store_end(ks);
    mohur__buf_wipe(&now.token);
    mohur__change_wipe(&change);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

mohur_status
mohur_keystore_rotate(mohur_keystore *ks,
                      const char *name,
                      size_t name_len,
                      int64_t activate_at,
                      uint32_t *out_version)
{
    mohur_status st          = MOHUR_OK;
    mohur__bytes view        = MOHUR__NOTHING;
    struct succession seen   = {0};
    struct mohur__material m = {0};
    struct mohur__birth born = {{0}, 0};

    if (out_version != NULL) {
        *out_version = 0;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out_version != NULL && activate_at >= 0, MOHUR_E_ARGUMENT,
            "out_version is NULL, or the date is before 1970");
    TRY(mohur__ring_name(ks->ctx, name, name_len, &view));
    TRY(rotate_look_settled(ks, view, &seen));
    m.alg = seen.alg;
    if (seen.custody != MOHUR_CUSTODY_HSM) {
        TRY(mohur__material_make(ks->ctx, seen.alg, seen.bits, &m));
    }
    TRY(rotate_write(ks, view, &seen, &m, activate_at, &born));
    if (seen.custody == MOHUR_CUSTODY_HSM) {
        TRY(mohur__birth_finish(ks, &born));
    }
    *out_version = (uint32_t)(seen.newest + 1);

out:
    mohur__buf_wipe(&seen.token);
    mohur__material_wipe(&m);
    return st;
}
