/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/options.h"
#include "base/text.h"
#include "crypto/labels.h"
#include "keystore/grant.h"
#include "keystore/key_certs.h"
#include "keystore/lease.h"
#include "keystore/merge_judge.h"
#include "keystore/merge_list.h"
#include "keystore/store_reseal.h"

#include <string.h>

/*
 * Keys of a backup for a store that has others.  Everything is judged first;
 * then, if nothing is in the way, all of it is written, in the same
 * transaction and by the same judgement.
 */
struct merging {
    struct mohur_keystore *ks;
    struct mohur_keystore *from;
    mohur_merge_options options;
    mohur_merge_list *list;
    bool writes;          /* the second time round */
    size_t changes;       /* that were judged to be made */
    mohur_merge_item bar; /* the first that is in the way; fate 0: none */
    char bar_name[65];
};

/* ---- under the keys of this store ---- */

static mohur_status
column_take(const struct merging *m,
            const struct mohur__env *env_from,
            const struct mohur__env *env_to,
            struct mohur__row *r,
            int column)
{
    const struct mohur__sealed_by from = {&m->from->keys, env_from};
    const struct mohur__sealed_by to   = {&m->ks->keys, env_to};

    return mohur__column_reseal(m->ks->ctx, &from, &to, r, column);
}

/* A key that is not here yet: its ring, as the backup has it. */
static mohur_status
ring_add(const struct merging *m, struct mohur__merge_ring *r)
{
    mohur_status st                  = MOHUR_OK;
    uint8_t tag[MOHUR__NAME_TAG_LEN] = {0};
    struct mohur__env env            = {MOHUR__LABEL_KS_META,
                                        mohur__row_bytes(&r->here, MOHUR__RING_ID)};

    TRY(mohur__name_tag(m->ks->ctx, &m->ks->keys, r->meta.name, tag));
    mohur__row_set_blob(&r->here, MOHUR__RING_NAME_TAG, MOHUR__BYTES(tag));
    TRY(column_take(m, &env, &env, &r->here, MOHUR__RING_META_CT));
    TRY(mohur__ring_hint_keep(m->ks, &r->here));
    TRY(r->here.st);
    TRY(mohur__store_add(m->ks, &r->here));

out:
    return st;
}

/* A key that is here, and has fewer versions. */
static mohur_status
ring_lengthen(const struct merging *m, struct mohur__merge_ring *r)
{
    mohur_status st = MOHUR_OK;

    mohur__row_set_int(&r->here, MOHUR__RING_NEXT_VER,
                       mohur__row_int(&r->ring, MOHUR__RING_NEXT_VER));
    mohur__row_set_int(&r->here, MOHUR__RING_REV,
                       mohur__row_int(&r->here, MOHUR__RING_REV) + 1);
    TRY(r->here.st);
    TRY(mohur__store_set(m->ks, &r->here));

out:
    return st;
}

static mohur_status
ring_write(const struct merging *m, struct mohur__merge_ring *r)
{
    if (r->versions == 0) {
        return ring_add(m, r);
    }
    return r->versions < mohur__ring_versions(&r->ring) ? ring_lengthen(m, r)
                                                        : MOHUR_OK;
}

/* Where it is limited, it counts as used up: nobody knows what came after. */
static void
strangeness_set(const struct merging *m,
                const struct mohur__merge_ring *r,
                struct mohur__row *v)
{
    if (mohur__ring_max_uses(&r->ring) > 0 && !mohur__version_gone(v)) {
        mohur__row_set_int(v, MOHUR__KEY_USES, mohur__ring_max_uses(&r->ring));
    }
    if (!r->same) {
        mohur__row_set_int(v, MOHUR__KEY_ORIGIN, MOHUR__ORIGIN_IMPORTED);
        mohur__row_set_int(
            v, MOHUR__KEY_PROFILE_VER,
            mohur__row_int(&m->ks->head, MOHUR__STORE_PROFILE_VER));
    }
}

static mohur_status
version_add(const struct merging *m,
            const struct mohur__merge_ring *r,
            struct mohur__row *v)
{
    mohur_status st                     = MOHUR_OK;
    uint64_t n                          = 0;
    uint8_t room[MOHUR_KEY_ID_LEN]      = {0};
    uint8_t was[MOHUR__VERSION_IDS_LEN] = {0};
    uint8_t ids[MOHUR__VERSION_IDS_LEN] = {0};
    struct mohur__env from    = {MOHUR__LABEL_KS_SECRET, MOHUR__BYTES(was)};
    struct mohur__env to      = {MOHUR__LABEL_KS_SECRET, MOHUR__BYTES(ids)};
    struct mohur__event event = {
        .type    = MOHUR__EVENT_KEY_IMPORT,
        .ring    = mohur__row_bytes(v, MOHUR__KEY_RING_ID),
        .version = (uint32_t)mohur__row_int(v, MOHUR__KEY_VER),
        .to      = (uint8_t)mohur__row_int(v, MOHUR__KEY_STATE),
    };

    mohur__version_ids(&r->ring, v, was);
    strangeness_set(m, r, v);
    mohur__version_ids(&r->ring, v, ids);
    if (!mohur__row_is_null(v, MOHUR__KEY_SECRET_CT)) {
        TRY(mohur__suite_require(m->ks->ctx, m->ks->keys.suite));
        TRY(column_take(m, &from, &to, v, MOHUR__KEY_SECRET_CT));
    }
    TRY(mohur__version_mark(m->ks->ctx, v, room, &event.key_id));
    TRY(mohur__store_event(m->ks, &event, &n));
    mohur__row_set_int(v, MOHUR__KEY_AUTH_EVENT, n);
    TRY(v->st);
    TRY(mohur__store_add(m->ks, v));
    TRY(mohur__key_certs_copy(m->from, m->ks, v));

out:
    return st;
}

static mohur_status
pair_write(const struct merging *m,
           const struct mohur__merge_ring *r,
           struct mohur__merge_pair *p)
{
    if (p->fate == MOHUR_MERGE_ADDED) {
        return version_add(m, r, &p->there);
    }
    return mohur__merge_pair_counts(p)
               ? mohur__uses_write(m->ks, &p->here,
                                   mohur__row_int(&p->there, MOHUR__KEY_USES))
               : MOHUR_OK;
}

/* ---- judging ---- */

static mohur_status
pair_note(struct merging *m,
          const struct mohur__merge_ring *r,
          const struct mohur__merge_pair *p)
{
    mohur_merge_item item = {
        .version = (uint32_t)mohur__row_int(&p->there, MOHUR__KEY_VER),
        .state   = p->state,
        .fate    = p->fate,
    };

    if (p->fate >= MOHUR_MERGE_NAME && m->bar.fate == 0) {
        m->bar = item;
        mohur__text_escape(r->meta.name, m->bar_name, sizeof m->bar_name);
    }
    if (p->fate == MOHUR_MERGE_ADDED || mohur__merge_pair_counts(p)) {
        m->changes++;
    }
    return mohur__merge_list_add(m->ks->ctx, m->list, r->meta.name, &item);
}

static mohur_status
versions_merge(struct merging *m, struct mohur__merge_ring *r)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__merge_pair p = {.fate = MOHUR_MERGE_THERE};

    if (m->writes) {
        TRY(ring_write(m, r));
    }
    for (uint64_t v = 1; v <= mohur__ring_versions(&r->ring); v++) {
        TRY(mohur__merge_pair_read(r, v, &p));
        TRY(m->writes ? pair_write(m, r, &p) : pair_note(m, r, &p));
    }

out:
    mohur__merge_pair_wipe(&p);
    return st;
}

/* Takes the row, and leaves it empty. */
static mohur_status
ring_merge(struct merging *m, struct mohur__row *ring)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__merge_ring r = {.ks = m->ks, .from = m->from, .ring = *ring};

    *ring = (struct mohur__row){0};
    TRY(mohur__merge_ring_read(&r));
    TRY(versions_merge(m, &r));

out:
    mohur__merge_ring_wipe(&r);
    return st;
}

static mohur_status
all_merge(struct merging *m)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row ring = {0};
    bool row               = false;

    mohur__row_init(&ring, m->ks->ctx, MOHUR__T_RING);
    TRY(mohur__stmt_new(m->from->db, ring.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        mohur__row_init(&ring, m->ks->ctx, MOHUR__T_RING);
        TRY(mohur__row_read(&ring, s));
        TRY(ring_merge(m, &ring));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&ring);
    mohur__stmt_free(s);
    return st;
}

static mohur_status
named_merge(struct merging *m, const char *name)
{
    mohur_status st        = MOHUR_OK;
    mohur__bytes view      = MOHUR__NOTHING;
    struct mohur__row ring = {0};

    TRY(mohur__ring_name(m->ks->ctx, name, mohur__bytes_text(name).len, &view));
    mohur__row_init(&ring, m->ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(m->from, view, &ring));
    TRY(ring_merge(m, &ring));

out:
    mohur__row_wipe(&ring);
    return st;
}

static mohur_status
asked_merge(struct merging *m)
{
    mohur_status st = MOHUR_OK;

    if (m->options.names_len == 0) {
        return all_merge(m);
    }
    for (size_t i = 0; i < m->options.names_len; i++) {
        TRY(named_merge(m, m->options.names[i]));
    }

out:
    return st;
}

/* ---- one change ---- */

static mohur_status
bar_fail(const struct merging *m)
{
    mohur_ctx *ctx  = m->ks->ctx;
    unsigned v      = m->bar.version;
    const char *who = m->bar_name;

    switch (m->bar.fate) {
    case MOHUR_MERGE_NAME:
        return mohur__error(ctx, MOHUR_E_EXISTS,
                            "nothing was merged: another key here is named %s",
                            who);
    case MOHUR_MERGE_OTHER:
        return mohur__error(ctx, MOHUR_E_EXISTS,
                            "nothing was merged: version %u of %s is another "
                            "key here",
                            v, who);
    case MOHUR_MERGE_UNBORN:
        return mohur__error(ctx, MOHUR_E_KEY_STATE,
                            "nothing was merged: version %u of %s was not "
                            "made to its end in its token",
                            v, who);
    case MOHUR_MERGE_NO_EXPORT:
        return mohur__error(ctx, MOHUR_E_POLICY,
                            "nothing was merged: %s may not leave the "
                            "keystore that it is of",
                            who);
    case MOHUR_MERGE_REFUSED:
        return mohur__error(ctx, MOHUR_E_POLICY,
                            "nothing was merged: the profile does not let %s "
                            "be made here",
                            who);
    case MOHUR_MERGE_ADDED:
    case MOHUR_MERGE_THERE:
    case MOHUR_MERGE_WORSE:
        break;
    }
    return MOHUR_OK;
}

/* The backup has its own record in it, the newest. */
static mohur_status
backup_note(const struct merging *m)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__row r   = {0};
    uint64_t seq          = mohur__row_int(&m->from->head, MOHUR__STORE_SEQ);
    uint64_t n            = 0;
    bool row              = false;
    struct mohur__event event = {.type = MOHUR__EVENT_MERGE, .backup_seq = seq};

    mohur__row_init(&r, m->ks->ctx, MOHUR__T_BACKUP);
    TRY(mohur__stmt_new(m->from->db, "SELECT * FROM backup WHERE seq = ?", &s));
    TRY(mohur__stmt_bind_int(s, 1, seq));
    TRY(mohur__stmt_step(s, &row));
    TRY(mohur__auth_require(m->ks->ctx, row));
    TRY(mohur__row_read(&r, s));
    event.backup = mohur__row_bytes(&r, MOHUR__BACKUP_ID);
    TRY(mohur__store_event(m->ks, &event, &n));

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

static mohur_status
backup_look(struct merging *m)
{
    mohur_status st = MOHUR_OK;
    mohur_ctx *ctx  = m->ks->ctx;
    uint64_t count  = 0;

    REQUIRE(ctx,
            !mohur__grant_roles_count(m->ks) &&
                !mohur__grant_roles_count(m->from),
            MOHUR_E_UNSUPPORTED,
            "where roles count, keys come in one by one, each approved: "
            "export it wrapped, and import it");
    REQUIRE(ctx,
            mohur__row_int(&m->from->head, MOHUR__STORE_LAST_TIME) <=
                (uint64_t)mohur__store_time(m->ks),
            MOHUR_E_DATE,
            "the backup is from later than the clock says it is: set the "
            "clock");
    TRY(mohur__store_check_all(m->from));
    TRY(mohur__db_number(m->from->db, "SELECT count(*) FROM key", &count));
    TRY(mohur__merge_list_new(ctx, (size_t)count, &m->list));

out:
    return st;
}

static mohur_status
merge_write(struct merging *m)
{
    mohur_status st = MOHUR_OK;

    TRY(backup_note(m));
    m->writes = true;
    TRY(asked_merge(m));
    TRY(mohur__store_commit(m->ks));

out:
    return st;
}

static mohur_status
merge_run(struct merging *m)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(m->from, MOHUR__TX_READ));
    TRY(mohur__store_begin(m->ks,
                           m->options.look ? MOHUR__TX_READ : MOHUR__TX_WRITE));
    TRY(backup_look(m));
    TRY(asked_merge(m));
    if (m->options.look) {
        goto out;
    }
    TRY(bar_fail(m));
    if (m->changes > 0) {
        TRY(merge_write(m));
    }

out:
    mohur__store_end(m->ks);
    mohur__store_end(m->from);
    return st;
}

static bool
is_named_before(const mohur_merge_options *o, size_t i)
{
    size_t k = 0;

    while (k < i && strcmp(o->names[k], o->names[i]) != 0) {
        k++;
    }
    return k < i;
}

static mohur_status
options_read(mohur_keystore *ks,
             mohur_keystore *backup,
             const mohur_merge_options *given,
             mohur_merge_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_backup(backup));
    REQUIRE(ks->ctx, backup->ctx == ks->ctx, MOHUR_E_ARGUMENT,
            "the keystore and the backup are of two contexts");
    TRY(mohur__options_check(ks->ctx, given, sizeof *o, o));
    REQUIRE(ks->ctx, o->names_len == 0 || o->names != NULL, MOHUR_E_ARGUMENT,
            "names is NULL");
    for (size_t i = 0; i < o->names_len; i++) {
        REQUIRE(ks->ctx, o->names[i] != NULL, MOHUR_E_ARGUMENT,
                "a name is NULL");
        REQUIRE(ks->ctx, !is_named_before(o, i), MOHUR_E_ARGUMENT,
                "a key is named twice");
    }

out:
    return st;
}

mohur_status
mohur_keystore_merge(mohur_keystore *ks,
                     mohur_keystore *backup,
                     const mohur_merge_options *options,
                     mohur_merge_list **out)
{
    mohur_status st  = MOHUR_OK;
    struct merging m = {
        .ks = ks, .from = backup, .options = MOHUR_MERGE_OPTIONS_INIT};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    TRY(options_read(ks, backup, options, &m.options));
    TRY(merge_run(&m));
    if (out != NULL) {
        *out   = m.list;
        m.list = NULL;
    }

out:
    mohur_merge_list_free(m.list);
    return st;
}
