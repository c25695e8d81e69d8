/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_anchor.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "keystore/anchor_place.h"
#include "keystore/anchor_server.h"
#include "keystore/anchor_state.h"
#include "keystore/change.h"
#include <mohur/anchor.h>

enum {
    ANCHORS_MAX = 4
};

struct mohur__anchors {
    struct mohur__anchor_place at[ANCHORS_MAX];
    size_t len;
    bool set_back;  /* an anchor knows of a newer state */
    bool accepting; /* a change that takes the store as it is */
    uint64_t newer; /* seq that it knows of */
    uint64_t gap;   /* changes that an anchor had missed, to be noted */
};

size_t
mohur_anchor_len(void)
{
    return MOHUR_ANCHOR_LEN;
}

void
mohur__anchors_free(struct mohur_keystore *ks)
{
    bool alive = mohur__secret_alive(ks->mark);

    for (size_t i = 0; ks->anchors != NULL && i < ks->anchors->len; i++) {
        mohur__anchor_place_wipe(&ks->anchors->at[i], alive);
    }
    mohur__free(ks->anchors);
    ks->anchors = NULL;
}

mohur_status
mohur__anchors_allow(struct mohur_keystore *ks)
{
    if (ks->anchors != NULL && ks->anchors->set_back &&
        !ks->anchors->accepting) {
        return mohur__error(ks->ctx, MOHUR_E_ROLLBACK,
                            "the keystore was set back to an older state; it "
                            "only lists until that is accepted");
    }
    return MOHUR_OK;
}

mohur_anchor
mohur__anchors_level(const struct mohur_keystore *ks)
{
    bool held =
        ks->anchors != NULL && ks->anchors->len > 0 && !ks->anchors->set_back;

    for (size_t i = 0; held && i < ks->anchors->len; i++) {
        held = !ks->anchors->at[i].behind;
    }
    return held ? MOHUR_ANCHOR_LOCAL : MOHUR_ANCHOR_NONE;
}

/* ---- records ---- */

/* Genuine ones.  Where a writer was stopped there may be two. */
struct records {
    struct mohur__anchor at[MOHUR__ANCHOR_RECORDS_MAX];
    size_t len;
};

static mohur_status
place_read(struct mohur_keystore *ks,
           const struct mohur__anchor_place *p,
           struct records *out)
{
    mohur_status st                                             = MOHUR_OK;
    uint8_t room[MOHUR__ANCHOR_RECORDS_MAX * MOHUR__ANCHOR_LEN] = {0};
    size_t len                                                  = 0;
    size_t n                                                    = 0;

    out->len = 0;
    TRY(mohur__anchor_place_read(ks->ctx, p, MOHUR__BYTES(ks->keys.store_id),
                                 room, &len));
    for (size_t at = 0; at < len; at += MOHUR__ANCHOR_LEN) {
        mohur__bytes record =
            mohur__bytes_sub(mohur__bytes_of(room, len), at, MOHUR__ANCHOR_LEN);

        TRY(mohur__anchor_state_parse(ks, record, &out->at[n]));
        n++;
    }
    out->len = n;

out:
    return st;
}

/* That it had missed more than one change is noted by the next. */
static mohur_status
place_write(struct mohur_keystore *ks, struct mohur__anchor_place *p)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};

    TRY(mohur__anchor_state_emit(ks, p->kind, record));
    TRY(mohur__anchor_place_write(ks->ctx, p, MOHUR__BYTES(ks->keys.store_id),
                                  record));
    if (p->missed > 1 && p->missed > ks->anchors->gap) {
        ks->anchors->gap = p->missed;
    }
    p->missed = 0;

out:
    return st;
}

/* One that this change has not seen may hold a newer state: it is left. */
static bool
place_moves(struct mohur_keystore *ks, struct mohur__anchor_place *p)
{
    bool moved = p->seen && place_write(ks, p) == MOHUR_OK;

    if (p->seen && !moved) {
        mohur__error_clear(ks->ctx);
    }
    return moved;
}

/* The change is made; that its anchor stays behind is no failure. */
void
mohur__anchors_advance(struct mohur_keystore *ks)
{
    for (size_t i = 0; ks->anchors != NULL && i < ks->anchors->len; i++) {
        struct mohur__anchor_place *p = &ks->anchors->at[i];

        p->behind = !place_moves(ks, p);
    }
    ks->force.facts.anchor = mohur__anchors_level(ks);
}

/* ---- verdicts ---- */

/*
 * Is the store what the anchor says, or did it become so since?  Of two
 * records it must follow both: of a state and the one before it does.
 */
static mohur_status
verdict(struct mohur_keystore *ks,
        struct mohur__anchor_place *p,
        const struct records *all)
{
    mohur_status st = MOHUR_OK;
    uint64_t seq    = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    uint64_t newest = 0;

    for (size_t i = 0; i < all->len; i++) {
        const struct mohur__anchor *a = &all->at[i];
        bool good                     = false;

        TRY(mohur__anchor_state_follows(ks, a, &good));
        if (!good) {
            ks->anchors->set_back = true;
            ks->anchors->newer    = a->seq;
            TRY(mohur__anchors_allow(ks));
        }
        newest = a->seq > newest ? a->seq : newest;
    }
    p->missed = seq - newest;

out:
    return st;
}

static mohur_status
place_check(struct mohur_keystore *ks,
            struct mohur__anchor_place *p,
            bool create)
{
    mohur_status st      = MOHUR_OK;
    struct records found = {.len = 0};

    TRY(place_read(ks, p, &found));
    REQUIRE(ks->ctx, found.len == 0 || !create, MOHUR_E_EXISTS,
            "there is an anchor already");
    REQUIRE(ks->ctx, found.len > 0 || create, MOHUR_E_IO,
            "there is no anchor where it should be");
    if (found.len > 0) {
        TRY(verdict(ks, p, &found));
    }
    if (found.len != 1 || p->missed > 0) {
        TRY(place_write(ks, p));
    }

out:
    return st;
}

/*
 * Others change the store too: an anchor that this handle knew may have moved
 * since, and an older store been put back then.  Where there is no genuine
 * record the change is made, as with an anchor that cannot be written.  A PIN
 * that was wrong is not shown again with each change: a token allows few tries.
 */
static mohur_status
place_look(struct mohur_keystore *ks, struct mohur__anchor_place *p)
{
    struct records found = {.len = 0};
    mohur_status st      = p->shut ? MOHUR_OK : place_read(ks, p, &found);

    p->seen = found.len > 0;
    p->shut = p->shut || st == MOHUR_E_PASSPHRASE;
    if (p->seen) {
        return verdict(ks, p, &found);
    }
    p->behind = true;
    if (st != MOHUR_E_NO_MEMORY) {
        mohur__error_clear(ks->ctx);
        st = MOHUR_OK;
    }
    return st;
}

mohur_status
mohur__anchors_look(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; ks->anchors != NULL && i < ks->anchors->len; i++) {
        struct mohur__anchor_place *p = &ks->anchors->at[i];

        p->seen = ks->anchors->accepting && !p->shut;
        if (!ks->anchors->accepting) {
            TRY(place_look(ks, p));
        }
    }

out:
    if (ks->anchors != NULL) {
        ks->force.facts.anchor = mohur__anchors_level(ks);
    }
    return st;
}

/* ---- given ---- */

static mohur_status
options_read(mohur_ctx *ctx,
             const mohur_anchor_options *given,
             mohur_anchor_options *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__options_check(ctx, given, sizeof *out, out));
    REQUIRE(ctx,
            (out->path != NULL) == (out->read == NULL) &&
                (out->read == NULL) == (out->write == NULL),
            MOHUR_E_ARGUMENT,
            "an anchor is a file, a server, a token, or two functions");
    REQUIRE(ctx, out->path == NULL || out->path[0] != '\0', MOHUR_E_ARGUMENT,
            "the anchor's file, server or token was not named");

out:
    return st;
}

/* Under the writer lock, so that no change comes between store and anchor. */
static mohur_status
place_add(struct mohur_keystore *ks, struct mohur__anchor_place *p, bool create)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__anchors *all = ks->anchors;

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    if (p->db != NULL) {
        TRY(mohur__anchor_server_check(p->db, ks->db));
    }
    if (p->db != NULL && create) {
        TRY(mohur__anchor_server_make(p->db));
    }
    st = place_check(ks, p, create);
    if (st == MOHUR_OK || st == MOHUR_E_ROLLBACK) {
        all->at[all->len++]    = *p;
        *p                     = (struct mohur__anchor_place){0};
        ks->force.facts.anchor = mohur__anchors_level(ks);
    }

out:
    mohur__store_end(ks);
    return st;
}

mohur_status
mohur_keystore_anchor_add(mohur_keystore *ks,
                          const mohur_anchor_options *options)
{
    mohur_status st              = MOHUR_OK;
    mohur_anchor_options o       = MOHUR_ANCHOR_OPTIONS_INIT;
    struct mohur__anchor_place p = {0};

    TRY(mohur__store_enter_unlocked(ks));
    TRY(options_read(ks->ctx, options, &o));
    if (ks->anchors == NULL) {
        TRY(MOHUR__NEW(ks->ctx, &ks->anchors));
    }
    REQUIRE(ks->ctx, ks->anchors->len < ANCHORS_MAX, MOHUR_E_LIMIT,
            "a handle has %d anchors at most", ANCHORS_MAX);
    TRY(mohur__anchor_place_init(ks, &o, &p));
    TRY(place_add(ks, &p, o.create));

out:
    mohur__anchor_place_wipe(&p, true);
    return st;
}

/* ---- changes that concern them ---- */

mohur_status
mohur__anchors_note(struct mohur_keystore *ks)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__event event = {.type = MOHUR__EVENT_STORE_ANCHOR};
    uint64_t n                = 0;

    if (ks->anchors == NULL || ks->anchors->gap == 0) {
        return MOHUR_OK;
    }
    event.rev        = ks->anchors->gap;
    ks->anchors->gap = 0;
    TRY(mohur__store_event(ks, &event, &n));

out:
    return st;
}

static mohur_status
accept_write(struct mohur_keystore *ks)
{
    static const struct mohur__need both = {
        {MOHUR_CAP_CUSTODIAN, MOHUR_CAP_OFFICER}};
    mohur_status st             = MOHUR_OK;
    struct mohur__change change = {.act = MOHUR_ACT_ACCEPT};
    struct mohur__event event   = {.type = MOHUR__EVENT_STORE_ACCEPT};
    uint64_t n                  = 0;

    mohur__change_init(ks, &change, MOHUR__TEXT("the keystore"));
    change.rev = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    mohur__change_u64(&change, ks->anchors->newer);
    TRY(mohur__change_grant(ks, &change, NULL, both));
    event.approvals = mohur__buf_view(&change.approvals);
    event.rev       = ks->anchors->newer;
    TRY(mohur__store_event(ks, &event, &n));

out:
    mohur__change_wipe(&change);
    return st;
}

mohur_status
mohur_keystore_accept(mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, ks->anchors != NULL && ks->anchors->set_back,
            MOHUR_E_STATE, "the keystore was not set back");
    ks->anchors->accepting = true;
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(accept_write(ks));
    ks->anchors->set_back = false;
    TRY(mohur__store_commit(ks));

out:
    mohur__store_leave(ks);
    if (ks != NULL && ks->magic == MOHUR__MAGIC_KEYSTORE &&
        ks->anchors != NULL && ks->anchors->accepting) {
        ks->anchors->accepting = false;
        ks->anchors->set_back  = st != MOHUR_OK;
    }
    return st;
}
