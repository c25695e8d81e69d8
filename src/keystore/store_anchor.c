/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_anchor.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "keystore/anchor_file.h"
#include "keystore/change.h"
#include <mohur/anchor.h>

enum {
    ANCHORS_MAX = 4,
    ANCHOR_KEY  = 32 /* the first bytes of sys */
};

/* Where a record is kept. */
struct place {
    uint8_t kind;
    char *path; /* of a file */
    mohur_anchor_read_fn *read;
    mohur_anchor_write_fn *write;
    void *user;
    bool behind; /* it could not be written */
};

struct mohur__anchors {
    struct place at[ANCHORS_MAX];
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
    for (size_t i = 0; ks->anchors != NULL && i < ks->anchors->len; i++) {
        mohur__free(ks->anchors->at[i].path);
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

static mohur__bytes
anchor_key(const struct mohur_keystore *ks)
{
    return mohur__bytes_sub(mohur__secret_bytes(ks->keys.sys), 0, ANCHOR_KEY);
}

/* The state that ks->head has, as a record. */
static mohur_status
record_make(struct mohur_keystore *ks,
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

static mohur_status
place_read(struct mohur_keystore *ks,
           const struct place *p,
           uint8_t out[MOHUR__ANCHOR_LEN],
           size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    int32_t failed  = 0;

    if (p->kind == MOHUR__ANCHOR_FILE) {
        return mohur__anchor_file_read(ks->ctx, p->path, out, out_len);
    }
    ks->ctx->in_callback = true;
    failed               = p->read(p->user, out, out_len);
    ks->ctx->in_callback = false;
    REQUIRE(ks->ctx, failed == 0 && *out_len <= MOHUR__ANCHOR_LEN, MOHUR_E_IO,
            "the anchor of the keystore cannot be read");

out:
    return st;
}

static mohur_status
place_write(struct mohur_keystore *ks, const struct place *p)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};
    int32_t failed                    = 0;

    TRY(record_make(ks, p->kind, record));
    if (p->kind == MOHUR__ANCHOR_FILE) {
        TRY(mohur__anchor_file_write(ks->ctx, p->path, record));
        goto out;
    }
    ks->ctx->in_callback = true;
    failed               = p->write(p->user, record);
    ks->ctx->in_callback = false;
    REQUIRE(ks->ctx, failed == 0, MOHUR_E_IO,
            "the anchor of the keystore cannot be written");

out:
    return st;
}

void
mohur__anchors_advance(struct mohur_keystore *ks)
{
    for (size_t i = 0; ks->anchors != NULL && i < ks->anchors->len; i++) {
        struct place *p = &ks->anchors->at[i];

        /* The change is made; that its anchor stays behind is no failure. */
        p->behind = place_write(ks, p) != MOHUR_OK;
        if (p->behind) {
            mohur__error_clear(ks->ctx);
        }
    }
    ks->force.facts.anchor = mohur__anchors_level(ks);
}

/* ---- verdicts ---- */

/* Do the events from the anchor's on lead to the store's last one? */
static mohur_status
follows_check(struct mohur_keystore *ks,
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

/* Is the store what the anchor says, or did it become so since? */
static mohur_status
verdict(struct mohur_keystore *ks, const struct mohur__anchor *a)
{
    mohur_status st = MOHUR_OK;
    uint64_t seq    = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    bool good       = false;

    TRY(mohur__auth_require(
        ks->ctx, mohur__bytes_equal(MOHUR__BYTES(a->store_id),
                                    MOHUR__BYTES(ks->keys.store_id))));
    if (a->seq == seq) {
        good = is_same(ks, a);
    } else if (a->seq < seq) {
        TRY(follows_check(ks, a, &good));
        ks->anchors->gap = good && seq - a->seq > 1 ? seq - a->seq : 0;
    }
    if (!good) {
        ks->anchors->set_back = true;
        ks->anchors->newer    = a->seq;
        TRY(mohur__anchors_allow(ks));
    }

out:
    return st;
}

static mohur_status
place_check(struct mohur_keystore *ks, struct place *p, bool create)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};
    struct mohur__anchor a            = {0};
    size_t len                        = 0;

    TRY(place_read(ks, p, record, &len));
    REQUIRE(ks->ctx, len == 0 || !create, MOHUR_E_EXISTS,
            "there is an anchor already");
    REQUIRE(ks->ctx, len > 0 || create, MOHUR_E_IO,
            "there is no anchor where it should be");
    if (len > 0) {
        TRY(mohur__anchor_parse(ks->ctx, mohur__bytes_of(record, len),
                                anchor_key(ks), &a));
        TRY(verdict(ks, &a));
        if (a.seq == mohur__row_int(&ks->head, MOHUR__STORE_SEQ)) {
            goto out; /* in step: nothing to write */
        }
    }
    TRY(place_write(ks, p));

out:
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
            MOHUR_E_ARGUMENT, "an anchor is a file, or two functions");
    REQUIRE(ctx, out->path == NULL || out->path[0] != '\0', MOHUR_E_ARGUMENT,
            "the anchor's file was not named");

out:
    return st;
}

/* Under the writer lock, so that no change comes between store and anchor. */
static mohur_status
place_add(struct mohur_keystore *ks, struct place *p, bool create)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__anchors *all = ks->anchors;

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    st = place_check(ks, p, create);
    if (st == MOHUR_OK || st == MOHUR_E_ROLLBACK) {
        all->at[all->len++]    = *p;
        *p                     = (struct place){0};
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
    mohur_status st        = MOHUR_OK;
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;
    struct place p         = {0};

    TRY(mohur__store_enter_unlocked(ks));
    TRY(options_read(ks->ctx, options, &o));
    if (ks->anchors == NULL) {
        TRY(MOHUR__NEW(ks->ctx, &ks->anchors));
    }
    REQUIRE(ks->ctx, ks->anchors->len < ANCHORS_MAX, MOHUR_E_LIMIT,
            "a handle has %d anchors at most", ANCHORS_MAX);
    p = (struct place){
        .kind  = o.path != NULL ? MOHUR__ANCHOR_FILE : MOHUR__ANCHOR_CALLBACK,
        .read  = o.read,
        .write = o.write,
        .user  = o.user,
    };
    if (o.path != NULL) {
        TRY(mohur__strdup(ks->ctx, mohur__bytes_text(o.path), &p.path));
    }
    TRY(place_add(ks, &p, o.create));

out:
    mohur__free(p.path);
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
