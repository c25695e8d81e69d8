/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_erase.h"

#include "base/guard.h"
#include "base/io.h"
#include "keystore/change.h"
#include "keystore/erase_log.h"
#include "keystore/life_rules.h"
#include "keystore/slot_renew.h"
#include "keystore/slot_token.h"
#include "keystore/tokens.h"
#include <mohur/life.h>

/*
 * E3.  A version that was erased to E2 is in old copies of the store alone.
 * Where each slot that ever opened one of them takes a secret of a token, the
 * copies end with those secrets.  They are destroyed before the store says
 * so; a crash between the two leaves slots that open nothing, and the call is
 * made again.  What opens the store from then on must have been added since,
 * since it would be in such a copy otherwise.
 */
struct erasing {
    struct mohur__row ring;
    struct mohur__row r;
    struct mohur__erase_log log;
    struct mohur__slots *slots;
    struct mohur__change change;
};

static void
erasing_wipe(struct erasing *e)
{
    mohur__change_wipe(&e->change);
    mohur__slots_free(e->slots);
    mohur__erase_log_wipe(&e->log);
    mohur__row_wipe(&e->r);
    mohur__row_wipe(&e->ring);
}

/* ---- slots ---- */

/* The parameters of what a slot takes from tokens, one of its factors or all
 * of it; *n is how many there are. */
static mohur_status
token_factors(mohur_ctx *ctx,
              const struct mohur__row *row,
              mohur__bytes out[MOHUR__FACTORS_MAX],
              size_t *n)
{
    mohur_status st           = MOHUR_OK;
    mohur__bytes params       = mohur__row_bytes(row, MOHUR__SLOT_PARAMS);
    uint64_t type             = mohur__row_int(row, MOHUR__SLOT_TYPE);
    struct mohur__factors all = {.len = 0};

    *n = 0;
    if (type == MOHUR_SLOT_ALL) {
        TRY(mohur__factors_parse(ctx, params, &all));
    } else if (type == MOHUR_SLOT_TOKEN) {
        all.at[all.len++] = (struct mohur__factor){(uint8_t)type, params};
    }
    for (size_t i = 0; i < all.len; i++) {
        if (all.at[i].type == MOHUR_SLOT_TOKEN) {
            out[(*n)++] = all.at[i].params;
        }
    }

out:
    return st;
}

static bool
is_doomed(const struct erasing *e, const struct mohur__row *row)
{
    return !mohur__erase_log_is_fresh(&e->log,
                                      mohur__row_bytes(row, MOHUR__SLOT_ID));
}

/* Each slot that is to end must take hardware. */
static mohur_status
slots_judge(struct mohur_keystore *ks, const struct erasing *e)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < e->slots->len; i++) {
        mohur__bytes factors[MOHUR__FACTORS_MAX];
        size_t n = 0;

        TRY(token_factors(ks->ctx, &e->slots->row[i], factors, &n));
        REQUIRE(ks->ctx, n > 0 || !is_doomed(e, &e->slots->row[i]),
                MOHUR_E_UNSUPPORTED,
                "E3 is for stores whose every slot took a token while they "
                "had the key; one did not, so old copies can be opened");
    }

out:
    return st;
}

/* What is left opens the store, for recovery too if that went. */
static mohur_status
rest_judge(struct mohur_keystore *ks, const struct erasing *e)
{
    mohur_status st = MOHUR_OK;
    size_t live     = 0;
    bool recovers   = false;
    bool did        = false;

    for (size_t i = 0; i < e->slots->len; i++) {
        const struct mohur__row *row = &e->slots->row[i];
        bool recovery = mohur__row_int(row, MOHUR__SLOT_RECOVERY) != 0;

        if (is_doomed(e, row)) {
            did = did || recovery;
        } else if (mohur__slot_is_live(e->slots, row)) {
            live++;
            recovers = recovers || recovery;
        }
    }
    REQUIRE(ks->ctx, live > 0, MOHUR_E_POLICY,
            "every slot that opens the keystore ends with E3; add another "
            "first");
    REQUIRE(ks->ctx, recovers || !did, MOHUR_E_POLICY,
            "the last slot for recovery ends with E3; add another first");

out:
    return st;
}

/* A token may say that it destroyed what it goes on to answer with. */
static mohur_status
end_check(mohur_ctx *ctx, struct mohur__hsm *token, mohur__bytes params)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__secret *answer = NULL;
    bool there                   = true;

    st    = mohur__slot_token_ikm(ctx, token, params, &answer);
    there = st != MOHUR_E_AUTH;
    mohur__secret_free(answer);
    if (st == MOHUR_E_AUTH || st == MOHUR_OK) {
        mohur__error_clear(ctx);
        st = MOHUR_OK;
    }
    TRY(st);
    REQUIRE(ctx, !there, MOHUR_E_BACKEND,
            "the token still has a secret that it was to destroy");

out:
    return st;
}

/* One that is not there any more is destroyed. */
static mohur_status
secret_end(struct mohur_keystore *ks, mohur__bytes params)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__token_params p = {{0}, {.token = ""}};
    struct mohur__hsm *token     = NULL;
    struct mohur__buf uri        = {0};

    mohur__buf_init(&uri, ks->ctx, 3 * MOHUR__TOKEN_URI_MAX);
    TRY(mohur__token_params_parse(ks->ctx, params, &p));
    mohur__token_uri_emit(&p.uri, &uri);
    TRY(mohur__buf_status(&uri));
    TRY(mohur__tokens_get(ks, mohur__buf_view(&uri), &token));
    TRY(mohur__hsm_secret_destroy(ks->ctx, token, MOHUR__BYTES(p.id)));
    TRY(end_check(ks->ctx, token, params));

out:
    mohur__buf_wipe(&uri);
    return st;
}

static mohur_status
secrets_end(struct mohur_keystore *ks, const struct erasing *e)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < e->slots->len; i++) {
        mohur__bytes factors[MOHUR__FACTORS_MAX];
        size_t n = 0;

        TRY(token_factors(ks->ctx, &e->slots->row[i], factors, &n));
        for (size_t j = 0; j < n && is_doomed(e, &e->slots->row[i]); j++) {
            TRY(secret_end(ks, factors[j]));
        }
    }

out:
    return st;
}

static mohur_status
slots_end(struct mohur_keystore *ks, const struct erasing *e)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < e->slots->len; i++) {
        const struct mohur__row *row = &e->slots->row[i];
        struct mohur__event event    = {
               .type = MOHUR__EVENT_SLOT_REMOVE,
               .slot = mohur__row_bytes(row, MOHUR__SLOT_ID),
        };
        uint64_t n = 0;

        if (is_doomed(e, row)) {
            TRY(mohur__store_event(ks, &event, &n));
            TRY(mohur__store_remove(ks, row));
        }
    }

out:
    return st;
}

/* ---- the version ---- */

static mohur_status
log_judge(struct mohur_keystore *ks, const struct erasing *e)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx,
            mohur__row_is_null(&e->r, MOHUR__KEY_TOKEN_URI) &&
                mohur__row_int(&e->r, MOHUR__KEY_EXPORTABLE) == 0,
            MOHUR_E_UNSUPPORTED,
            "E3 is for keys that lived in the store alone: not in a token, and "
            "never exportable");
    REQUIRE(ks->ctx, e->log.flaw == NULL, MOHUR_E_UNSUPPORTED,
            "the key cannot be erased to E3: %s",
            e->log.flaw != NULL ? e->log.flaw : "");
    REQUIRE(ks->ctx, e->log.born && e->log.gone && e->log.closed,
            MOHUR_E_KEY_STATE,
            "erase it to E2 first, then add slots, then erase it to E3");
    REQUIRE(ks->ctx, !mohur__ring_held(&e->ring), MOHUR_E_KEY_STATE,
            "the key is under a legal hold and cannot be destroyed");

out:
    return st;
}

static mohur_status
erasing_read(struct mohur_keystore *ks,
             mohur__bytes name,
             uint32_t version,
             struct erasing *e)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_check_all(ks)); /* the log is about to be believed */
    mohur__row_init(&e->ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, name, &e->ring));
    TRY(mohur__ring_version(ks, &e->ring, version, &e->r));
    TRY(mohur__slots_read(ks, &e->slots));
    TRY(mohur__erase_log_read(ks, mohur__row_bytes(&e->r, MOHUR__KEY_RING_ID),
                              version, &e->log));
    TRY(slots_judge(ks, e));
    TRY(log_judge(ks, e));
    TRY(rest_judge(ks, e));

out:
    return st;
}

static mohur_status
erasing_ask(struct mohur_keystore *ks, mohur__bytes name, struct erasing *e)
{
    mohur__change_init(ks, &e->change, name);
    e->change.act     = MOHUR_ACT_KEY_MOVE;
    e->change.version = e->log.version;
    e->change.rev     = mohur__row_int(&e->r, MOHUR__KEY_REV);
    e->change.target  = MOHUR_KEY_DESTROYED | MOHUR_ERASE_E3 << 8;
    return mohur__change_grant(
        ks, &e->change, &e->ring,
        mohur__life_way(MOHUR_KEY_DESTROY_PENDING, MOHUR_KEY_DESTROYED).need);
}

mohur_status
mohur__store_receipt(struct mohur_keystore *ks,
                     const struct mohur__event *event,
                     mohur_sink *sink)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf bytes = {0};

    mohur__buf_init(&bytes, ks->ctx, MOHUR__EVENT_MAX);
    mohur__event_emit(event, &bytes);
    TRY(mohur__buf_status(&bytes));
    TRY(mohur__sink_write(sink, mohur__buf_view(&bytes)));

out:
    mohur__buf_wipe(&bytes);
    return st;
}

/* The event is the receipt; the slots that it ended follow it. */
static mohur_status
erasing_note(struct mohur_keystore *ks,
             const struct erasing *e,
             mohur_sink *sink)
{
    mohur_status st              = MOHUR_OK;
    uint8_t id[MOHUR_KEY_ID_LEN] = {0};
    uint64_t n                   = 0;
    struct mohur__event event    = {
           .type        = MOHUR__EVENT_KEY_DESTROY,
           .ring        = e->log.ring,
           .version     = e->log.version,
           .from        = MOHUR_KEY_DESTROYED,
           .to          = MOHUR_KEY_DESTROYED,
           .epochs      = {e->log.epoch, ks->keys.epoch},
           .erase_level = MOHUR_ERASE_E3,
           .approvals   = mohur__buf_view(&e->change.approvals),
    };

    event.rev = event.approvals.len > 0 ? e->change.rev : 0;
    TRY(mohur__version_mark(ks->ctx, &e->r, id, &event.key_id));
    TRY(mohur__store_event(ks, &event, &n));
    if (sink != NULL) {
        TRY(mohur__store_receipt(ks, &event, sink));
    }
    TRY(slots_end(ks, e));

out:
    return st;
}

mohur_status
mohur__store_erase_copies(struct mohur_keystore *ks,
                          mohur__bytes name,
                          uint32_t version,
                          mohur_sink *sink)
{
    mohur_status st  = MOHUR_OK;
    struct erasing e = {.slots = NULL};

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(erasing_read(ks, name, version, &e));
    TRY(erasing_ask(ks, name, &e));
    TRY(secrets_end(ks, &e));
    TRY(erasing_note(ks, &e, sink));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    erasing_wipe(&e);
    return st;
}
