/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/birth.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/text.h"
#include "crypto/dh.h"
#include "crypto/kem.h"
#include "keystore/auth_event.h"
#include "keystore/pair.h"
#include "keystore/ring.h"
#include "keystore/spki.h"
#include "keystore/store_anchor.h"
#include "keystore/token_sign.h"
#include "keystore/tokens.h"

enum {
    PENDING_MAX = 64, /* settled at a time */
    TRIAL_LEN   = 32,
    HEAD_LEN    = 8, /* that wrapping adds */
    LABEL_CAP   = 48
};

/* ---- the key, tried ---- */

/* CT: leaks nothing that matters; the message is not secret. */
static mohur_status
try_signing(mohur_ctx *ctx,
            struct mohur__hsm *token,
            const struct mohur__hsm_key *key,
            mohur__bytes public_key)
{
    mohur_status st                         = MOHUR_OK;
    const struct mohur__token_pair with     = {token, *key, public_key};
    uint8_t message[TRIAL_LEN]              = {0};
    uint8_t room[MOHUR__PAIR_SIGNATURE_MAX] = {0};
    mohur__span signature                   = mohur__span_sub(
        MOHUR__SPAN(room), 0, mohur__pair_signature_len(key->alg, public_key));

    TRY(mohur__random(ctx, MOHUR__SPAN(message)));
    TRY(mohur__token_sign(ctx, &with, MOHUR_ALG_NONE, MOHUR__BYTES(message),
                          signature));

out:
    return st;
}

/* Both sides of an agreement must come to the same. */
static mohur_status
try_agreeing(mohur_ctx *ctx,
             struct mohur__hsm *token,
             const struct mohur__hsm_key *key,
             mohur__bytes public_key)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t private[MOHUR__DH_PRIVATE_MAX]  = {0};
    uint8_t public[MOHUR__DH_PUBLIC_MAX]    = {0};
    uint8_t shared[2][MOHUR__DH_SHARED_MAX] = {{0}};
    size_t len                              = mohur__dh_shared_len(key->alg);
    mohur__span mine = mohur__span_of(private, mohur__dh_private_len(key->alg));
    mohur__span theirs = mohur__span_of(public, mohur__dh_public_len(key->alg));

    TRY(mohur__dh_keygen(ctx, key->alg, mine));
    TRY(mohur__dh_public_of(ctx, key->alg, mohur__span_bytes(mine), theirs));
    TRY(mohur__dh(ctx, key->alg, mohur__span_bytes(mine), public_key,
                  mohur__span_of(shared[0], len)));
    TRY(mohur__hsm_agree(ctx, token, key, mohur__span_bytes(theirs),
                         mohur__span_of(shared[1], len)));
    TRY(mohur__auth_require(ctx,
                            mohur__ct_equal(mohur__bytes_of(shared[0], len),
                                            mohur__bytes_of(shared[1], len))));

out:
    mohur__wipe(private, sizeof private);
    mohur__wipe(shared, sizeof shared);
    return st;
}

/* What it wraps, it unwraps: which wrapping looks at itself. */
static mohur_status
try_wrapping(mohur_ctx *ctx,
             struct mohur__hsm *token,
             const struct mohur__hsm_key *key,
             mohur__bytes kcv)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t plain[TRIAL_LEN]             = {0};
    uint8_t sealed[TRIAL_LEN + HEAD_LEN] = {0};

    TRY(mohur__random(ctx, MOHUR__SPAN(plain)));
    TRY(mohur__hsm_wrap(ctx, token, key, kcv, MOHUR__BYTES(plain),
                        MOHUR__SPAN(sealed)));

out:
    return st;
}

static mohur_status
try_once(mohur_ctx *ctx,
         struct mohur__hsm *token,
         const struct mohur__hsm_key *key,
         mohur__bytes kept)
{
    switch (mohur__pair_purpose(key->alg)) {
    case MOHUR_PURPOSE_SIGN:
        return try_signing(ctx, token, key, kept);
    case MOHUR_PURPOSE_WRAP:
        return try_wrapping(ctx, token, key, kept);
    default:
        return try_agreeing(ctx, token, key, kept);
    }
}

/* What the row keeps of it. */
static void
keep(const struct mohur__hsm_key *key,
     mohur__bytes kept,
     struct mohur__material *out)
{
    if (key->alg == MOHUR_ALG_AES_256_WRAP) {
        mohur__copy(MOHUR__SPAN(out->kcv), kept);
    } else {
        out->public_len = mohur__copy(MOHUR__SPAN(out->public_key), kept);
    }
}

/* Read the key back and use it once.  *found false: there is none. */
static mohur_status
key_take(mohur_ctx *ctx,
         struct mohur__hsm *token,
         const struct mohur__hsm_key *key,
         struct mohur__material *out,
         bool *found)
{
    mohur_status st                     = MOHUR_OK;
    uint8_t room[MOHUR__KEY_PUBLIC_MAX] = {0};
    mohur__bytes kept                   = MOHUR__NOTHING;

    *out = (struct mohur__material){.alg = key->alg};
    TRY(mohur__hsm_read(ctx, token, key, MOHUR__SPAN(room), &kept, found));
    if (!*found) {
        goto out;
    }
    keep(key, kept, out);
    st = try_once(ctx, token, key, kept);
    if (st == MOHUR_E_AUTH) {
        mohur__error_clear(ctx);
        FAIL(ctx, MOHUR_E_BACKEND,
             "the token made a pair of which one half is not the other's");
    }

out:
    return st;
}

/* ---- the row ---- */

/* A pending version, outside of transactions. */
struct pending {
    struct mohur__birth birth;
    struct mohur__row ring;
    struct mohur__row r;
    struct mohur__hsm *token; /* borrowed */
    struct mohur__hsm_key key;
};

static void
pending_wipe(struct pending *p)
{
    mohur__row_wipe(&p->ring);
    mohur__row_wipe(&p->r);
}

static mohur_status
rows_read(struct mohur_keystore *ks, struct pending *p)
{
    mohur_status st = MOHUR_OK;

    mohur__row_wipe(&p->ring);
    mohur__row_init(&p->ring, ks->ctx, MOHUR__T_RING);
    mohur__row_set_blob(&p->ring, MOHUR__RING_ID,
                        MOHUR__BYTES(p->birth.ring_id));
    TRY(mohur__store_need(ks, &p->ring));
    TRY(mohur__ring_version(ks, &p->ring, p->birth.version, &p->r));

out:
    return st;
}

static bool
is_pending(const struct pending *p)
{
    return mohur__row_int(&p->r, MOHUR__KEY_STATE) == MOHUR_KEY_PENDING &&
           !mohur__row_is_null(&p->r, MOHUR__KEY_TOKEN_URI);
}

/* *still false: somebody else has settled it. */
static mohur_status
pending_read(struct mohur_keystore *ks, struct pending *p, bool *still)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(rows_read(ks, p));
    *still = is_pending(p);
    TRY(mohur__store_commit(ks));
    if (*still) {
        p->key =
            mohur__hsm_key_of((mohur_alg)mohur__row_int(&p->r, MOHUR__KEY_ALG),
                              p->birth.ring_id, p->birth.version);
        TRY(mohur__tokens_get(ks, mohur__row_bytes(&p->r, MOHUR__KEY_TOKEN_URI),
                              &p->token));
    }

out:
    mohur__store_end(ks);
    return st;
}

/* What it was planned to become, now. */
static mohur_key_state
state_to_be(const struct mohur_keystore *ks, const struct mohur__row *r)
{
    struct mohur__life life = mohur__version_life(r);

    return life.activate_at > mohur__store_time(ks) ? MOHUR_KEY_PRE_ACTIVE
                                                    : MOHUR_KEY_ACTIVE;
}

/* Its public key, or its check value. */
static mohur_status
public_set(mohur_ctx *ctx,
           const struct mohur__material *m,
           struct mohur__row *r)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    mohur__bytes der              = MOHUR__NOTHING;

    if (m->alg == MOHUR_ALG_AES_256_WRAP) {
        mohur__row_set_blob(r, MOHUR__KEY_KCV, MOHUR__BYTES(m->kcv));
        return MOHUR_OK;
    }
    TRY(mohur__spki_emit(ctx, m->alg, mohur__material_public(m),
                         MOHUR__SPAN(room), &der));
    mohur__row_set_blob(r, MOHUR__KEY_PUB, der);

out:
    return st;
}

/* With m it is taken, without it is buried.  Inside a transaction. */
static mohur_status
row_settle(struct mohur_keystore *ks,
           struct pending *p,
           const struct mohur__material *m)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__buf approvals  = {0};
    uint8_t id[MOHUR_KEY_ID_LEN] = {0};
    uint64_t n                   = 0;
    struct mohur__event event    = {
           .type    = m != NULL ? MOHUR__EVENT_KEY_BORN : MOHUR__EVENT_KEY_UNBORN,
           .ring    = mohur__row_bytes(&p->r, MOHUR__KEY_RING_ID),
           .version = p->birth.version,
           .to      = MOHUR_KEY_DESTROYED,
    };

    mohur__buf_init(&approvals, ks->ctx, MOHUR__EVENT_MAX);
    TRY(mohur__auth_event_approvals(ks, &p->r, &approvals));
    if (m != NULL) {
        event.to = (uint8_t)state_to_be(ks, &p->r);
        TRY(public_set(ks->ctx, m, &p->r));
        TRY(mohur__version_mark(ks->ctx, &p->r, id, &event.key_id));
    }
    event.approvals = mohur__buf_view(&approvals);
    TRY(mohur__store_event(ks, &event, &n));
    mohur__row_set_int(&p->r, MOHUR__KEY_STATE, event.to);
    TRY(mohur__ring_version_set(ks, &p->r, n));

out:
    mohur__buf_wipe(&approvals);
    return st;
}

/* Write it.  *still false: somebody else settled it meanwhile. */
static mohur_status
settle(struct mohur_keystore *ks,
       struct pending *p,
       const struct mohur__material *m,
       bool *still)
{
    mohur_status st = MOHUR_OK;

    *still = false;
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(rows_read(ks, p));
    if (!is_pending(p)) {
        goto out;
    }
    TRY(row_settle(ks, p, m));
    TRY(mohur__store_commit(ks));
    *still = true;

out:
    mohur__store_end(ks);
    return st;
}

/* First the object, so that no row is gone while its key is there. */
static mohur_status
bury(struct mohur_keystore *ks, struct pending *p)
{
    mohur_status st = MOHUR_OK;
    bool still      = false;

    TRY(mohur__hsm_destroy(ks->ctx, p->token, p->key.id));
    TRY(settle(ks, p, NULL, &still));

out:
    return st;
}

/* ---- making ---- */

/* What the token shows of it; the name is a matter of the store. */
static mohur__bytes
label_of(const struct mohur__birth *birth, char room[LABEL_CAP])
{
    static const char head[] = "mohur ";
    size_t at                = sizeof head - 1;
    uint8_t version[4];

    mohur__copy(mohur__span_of((uint8_t *)room, LABEL_CAP), MOHUR__TEXT(head));
    mohur__hex(mohur__bytes_of(birth->ring_id, 4), room + at);
    room[at + 8] = ' ';
    mohur__store32(version, birth->version);
    mohur__hex(MOHUR__BYTES(version), room + at + 9);
    return mohur__bytes_text(room);
}

/* Make and take; *settled says whether the row was written. */
static mohur_status
make_and_take(struct mohur_keystore *ks, struct pending *p, bool *settled)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__material m = {.alg = MOHUR_ALG_NONE};
    char label[LABEL_CAP]    = {0};
    bool found               = false;

    TRY(mohur__hsm_generate(ks->ctx, p->token, &p->key,
                            label_of(&p->birth, label)));
    TRY(key_take(ks->ctx, p->token, &p->key, &m, &found));
    REQUIRE(ks->ctx, found, MOHUR_E_BACKEND,
            "the token does not have the key that it made");
    TRY(settle(ks, p, &m, settled));

out:
    return st;
}

mohur_status
mohur__birth_finish(struct mohur_keystore *ks, const struct mohur__birth *birth)
{
    mohur_status st  = MOHUR_OK;
    struct pending p = {.birth = *birth};
    bool still       = false;
    bool settled     = false;

    TRY(pending_read(ks, &p, &still));
    if (still) {
        st = make_and_take(ks, &p, &settled);
    }
    if (still && st != MOHUR_OK && !ks->dead) {
        /* The error that is told is the first one.  What cannot be undone
           now stays pending; to ask for the PIN again is not for here. */
        if (st != MOHUR_E_PASSPHRASE) {
            (void)bury(ks, &p);
        }
        goto out;
    }
    TRY(st);
    if (!settled) {
        /* Another process unlocked the store meanwhile, and took it or
           found nothing yet and buried it. */
        TRY(mohur__store_begin(ks, MOHUR__TX_READ));
        TRY(rows_read(ks, &p));
        if (mohur__row_int(&p.r, MOHUR__KEY_STATE) == MOHUR_KEY_DESTROYED) {
            (void)mohur__hsm_destroy(ks->ctx, p.token, p.key.id);
            FAIL(ks->ctx, MOHUR_E_BUSY,
                 "another process settled the key at the same time; again");
        }
        TRY(mohur__store_commit(ks));
    }

out:
    mohur__store_end(ks);
    pending_wipe(&p);
    return st;
}

/* ---- after a crash ---- */

static mohur_status
pending_list(struct mohur_keystore *ks,
             struct mohur__birth out[PENDING_MAX],
             size_t *n)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;

    *n = 0;
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__stmt_new(ks->db,
                        "SELECT key.ring_id, key.ver FROM ring JOIN key "
                        "ON key.ring_id = ring.id "
                        "WHERE ring.custody = 2 AND key.state = 0",
                        &s));
    TRY(mohur__stmt_step(s, &row));
    for (; row && *n < PENDING_MAX; (*n)++) {
        struct mohur__value id  = mohur__stmt_value(s, 0);
        struct mohur__value ver = mohur__stmt_value(s, 1);

        TRY(mohur__auth_require(ks->ctx, id.kind == MOHUR__KIND_BLOB &&
                                             id.b.len == 16 &&
                                             ver.kind == MOHUR__KIND_INT));
        mohur__copy(MOHUR__SPAN(out[*n].ring_id), id.b);
        out[*n].version = (uint32_t)ver.n;
        TRY(mohur__stmt_step(s, &row));
    }
    mohur__stmt_free(s);
    s = NULL;
    TRY(mohur__store_commit(ks));

out:
    mohur__stmt_free(s);
    mohur__store_end(ks);
    return st;
}

/* Adopt what is there and passes; undo what is not. */
static mohur_status
settle_one(struct mohur_keystore *ks, const struct mohur__birth *birth)
{
    mohur_status st          = MOHUR_OK;
    struct pending p         = {.birth = *birth};
    struct mohur__material m = {.alg = MOHUR_ALG_NONE};
    bool still               = false;
    bool found               = false;

    TRY(pending_read(ks, &p, &still));
    if (!still) {
        goto out;
    }
    st = key_take(ks->ctx, p.token, &p.key, &m, &found);
    if (st == MOHUR_E_BACKEND) {
        mohur__error_clear(ks->ctx);
        st    = MOHUR_OK;
        found = false;
    }
    TRY(st);
    TRY(found ? settle(ks, &p, &m, &still) : bury(ks, &p));

out:
    pending_wipe(&p);
    return st;
}

/* A token that is not there, or that nobody opens, is no error here. */
static bool
can_wait(mohur_status st)
{
    return st == MOHUR_E_IO || st == MOHUR_E_PASSPHRASE || st == MOHUR_E_BUSY ||
           st == MOHUR_E_UNSUPPORTED || st == MOHUR_E_BACKEND ||
           st == MOHUR_E_NO_KEY || st == MOHUR_E_ARGUMENT;
}

mohur_status
mohur__birth_reconcile(struct mohur_keystore *ks)
{
    mohur_status st                       = MOHUR_OK;
    struct mohur__birth list[PENDING_MAX] = {{{0}, 0}};
    size_t n                              = 0;

    if (!ks->unlocked || ks->backup || !mohur__tokens_have_pin(ks)) {
        return MOHUR_OK;
    }
    if (mohur__anchors_allow(ks) != MOHUR_OK) {
        mohur__error_clear(ks->ctx); /* it was set back: nothing changes */
        return MOHUR_OK;
    }
    TRY(pending_list(ks, list, &n));
    for (size_t i = 0; i < n; i++) {
        st = settle_one(ks, &list[i]);
        if (can_wait(st) && !ks->dead) {
            mohur__error_clear(ks->ctx);
            st = MOHUR_OK;
        }
        TRY(st);
    }

out:
    return st;
}
