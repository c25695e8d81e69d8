/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/ring.h"

#include "base/cursor.h"
#include "base/guard.h"
#include "base/text.h"
#include "crypto/labels.h"
#include "profile/period.h"

enum {
    ID_LEN      = 16,
    POLICY_LEN  = 32,
    ROTATE_AT   = 0, /* rotate_days in ring.policy */
    PROTECT_AT  = 4, /* protect_days */
    PROCESS_AT  = 8,
    DELAY_AT    = 12, /* activate_delay_s */
    USES_AT     = 16, /* max_uses */
    HINT_TRIES  = 16,
    META_MAX    = 3 * 4 + MOHUR__KEY_NAME_MAX + 2 * MOHUR__KEY_TEXT_MAX,
    DAY_SECONDS = 24 * 3600
};

/* ---- names ---- */

/* C0, DEL and C1: what could speak to a terminal. */
static bool
has_control(mohur__bytes text)
{
    size_t pos = 0;

    while (pos < text.len) {
        uint32_t c = mohur__utf8_next(text, &pos);
        if (c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == UINT32_MAX) {
            return true;
        }
    }
    return false;
}

bool
mohur__ring_text_valid(mohur__bytes text)
{
    return mohur__utf8_valid(text) && !has_control(text);
}

mohur_status
mohur__ring_meta_check(mohur_ctx *ctx, const struct mohur__ring_meta *meta)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            meta->name.len > 0 && meta->name.len <= MOHUR__KEY_NAME_MAX &&
                mohur__ring_text_valid(meta->name),
            MOHUR_E_ARGUMENT,
            "a key's name is 1 to %d bytes of UTF-8 without control characters",
            MOHUR__KEY_NAME_MAX);
    REQUIRE(ctx,
            meta->owner.len <= MOHUR__KEY_TEXT_MAX &&
                meta->comment.len <= MOHUR__KEY_TEXT_MAX &&
                mohur__ring_text_valid(meta->owner) &&
                mohur__ring_text_valid(meta->comment),
            MOHUR_E_ARGUMENT,
            "owner and comment are up to %d bytes of UTF-8 without controls",
            MOHUR__KEY_TEXT_MAX);

out:
    return st;
}

mohur_status
mohur__ring_name(mohur_ctx *ctx,
                 const char *name,
                 size_t name_len,
                 mohur__bytes *out)
{
    struct mohur__ring_meta meta = {.name = mohur__bytes_of(name, name_len)};

    *out = meta.name;
    if (name == NULL) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "the name is NULL");
    }
    return mohur__ring_meta_check(ctx, &meta);
}

static mohur__bytes
read_frame(struct mohur__cursor *c)
{
    return mohur__read_bytes(c, mohur__read_u32(c));
}

mohur_status
mohur__ring_meta_read(struct mohur_keystore *ks,
                      const struct mohur__row *ring,
                      struct mohur__ring_meta *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = {0};
    struct mohur__env env  = {MOHUR__LABEL_KS_META,
                              mohur__row_bytes(ring, MOHUR__RING_ID)};

    *out = (struct mohur__ring_meta){0};
    TRY(mohur__env_open(ks->ctx, &ks->keys, &env,
                        mohur__row_bytes(ring, MOHUR__RING_META_CT),
                        &out->hold));
    c            = mohur__cursor_of(mohur__secret_bytes(out->hold));
    out->name    = read_frame(&c);
    out->owner   = read_frame(&c);
    out->comment = read_frame(&c);
    TRY(mohur__auth_require(ks->ctx, mohur__cursor_end(&c)));

out:
    return st;
}

static mohur_status
meta_seal(struct mohur_keystore *ks,
          const struct mohur__ring_meta *meta,
          struct mohur__row *ring)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__buf plain    = {0};
    struct mohur__buf sealed   = {0};
    const mohur__bytes texts[] = {meta->name, meta->owner, meta->comment};
    struct mohur__env env      = {MOHUR__LABEL_KS_META,
                                  mohur__row_bytes(ring, MOHUR__RING_ID)};

    mohur__buf_init(&plain, ks->ctx, META_MAX);
    mohur__buf_init(&sealed, ks->ctx, META_MAX + MOHUR__ENV_EXTRA);
    for (size_t i = 0; i < 3; i++) {
        mohur__buf_u32(&plain, (uint32_t)texts[i].len);
        mohur__buf_bytes(&plain, texts[i]);
    }
    TRY(mohur__buf_status(&plain));
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env, mohur__buf_view(&plain),
                        &sealed));
    mohur__row_set_blob(ring, MOHUR__RING_META_CT, mohur__buf_view(&sealed));

out:
    mohur__buf_wipe(&plain);
    mohur__buf_wipe(&sealed);
    return st;
}

/* ---- finding ---- */

/* The id of the ring with a tag, set in its row. */
static mohur_status
id_of_tag(struct mohur_keystore *ks,
          mohur__bytes tag,
          struct mohur__row *ring,
          bool *found)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__value id = {0};

    TRY(mohur__stmt_new(ks->db, "SELECT id FROM ring WHERE name_tag = ?", &s));
    TRY(mohur__stmt_bind_blob(s, 1, tag));
    TRY(mohur__stmt_step(s, found));
    if (*found) {
        id = mohur__stmt_value(s, 0);
        TRY(mohur__auth_require(ks->ctx, id.kind == MOHUR__KIND_BLOB &&
                                             id.b.len == ID_LEN));
        mohur__row_set_blob(ring, MOHUR__RING_ID, id.b);
        TRY(ring->st);
    }

out:
    mohur__stmt_free(s);
    return st;
}

/*
 * All names, from rows that are all genuine: the index is not asked, and
 * SQLite would look into it again for a comparison of its own.
 */
static mohur_status
names_learn(struct mohur_keystore *ks)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row ring = {0};
    bool row               = false;

    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__store_check_table(ks, MOHUR__T_RING));
    mohur__names_begin(&ks->names,
                       mohur__row_bytes(&ks->head, MOHUR__STORE_MAC));
    TRY(mohur__stmt_new(ks->db, ring.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&ring, s));
        TRY(mohur__names_add(ks->ctx, &ks->names,
                             mohur__row_bytes(&ring, MOHUR__RING_NAME_TAG)));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    if (st != MOHUR_OK) {
        mohur__names_wipe(&ks->names);
    }
    mohur__row_wipe(&ring);
    mohur__stmt_free(s);
    return st;
}

/* The index gave no row; it may lie. */
static mohur_status
tag_is_nowhere(struct mohur_keystore *ks, mohur__bytes tag)
{
    mohur_status st = MOHUR_OK;
    mohur__bytes at = mohur__row_bytes(&ks->head, MOHUR__STORE_MAC);

    if (!mohur__names_know(&ks->names, at)) {
        TRY(names_learn(ks));
    }
    TRY(mohur__auth_require(ks->ctx, !mohur__names_have(&ks->names, tag)));

out:
    return st;
}

mohur_status
mohur__ring_find(struct mohur_keystore *ks,
                 mohur__bytes name,
                 struct mohur__row *ring,
                 bool *found)
{
    mohur_status st                  = MOHUR_OK;
    uint8_t tag[MOHUR__NAME_TAG_LEN] = {0};

    *found = false;
    TRY(mohur__name_tag(ks->ctx, &ks->keys, name, tag));
    TRY(id_of_tag(ks, MOHUR__BYTES(tag), ring, found));
    if (!*found) {
        TRY(tag_is_nowhere(ks, MOHUR__BYTES(tag)));
        goto out;
    }
    TRY(mohur__store_need(ks, ring));
    TRY(mohur__auth_require(
        ks->ctx,
        mohur__bytes_equal(mohur__row_bytes(ring, MOHUR__RING_NAME_TAG),
                           MOHUR__BYTES(tag))));

out:
    return st;
}

mohur_status
mohur__ring_need(struct mohur_keystore *ks,
                 mohur__bytes name,
                 struct mohur__row *ring)
{
    mohur_status st = MOHUR_OK;
    bool found      = false;
    char shown[65];

    TRY(mohur__ring_find(ks, name, ring, &found));
    if (!found) {
        mohur__text_escape(name, shown, sizeof shown);
        FAIL(ks->ctx, MOHUR_E_NO_KEY, "there is no key named %s", shown);
    }

out:
    return st;
}

/* ---- making ---- */

/* A random UUID (RFC 9562, version 4). */
static mohur_status
ring_id_new(struct mohur_keystore *ks, struct mohur__row *ring)
{
    mohur_status st    = MOHUR_OK;
    uint8_t id[ID_LEN] = {0};

    TRY(mohur__random(ks->ctx, MOHUR__SPAN(id)));
    id[6] = (uint8_t)((id[6] & 0x0F) | 0x40);
    id[8] = (uint8_t)((id[8] & 0x3F) | 0x80);
    mohur__row_set_blob(ring, MOHUR__RING_ID, MOHUR__BYTES(id));
    TRY(ring->st);

out:
    return st;
}

static mohur_status
hint_is_free(struct mohur_keystore *ks, uint32_t hint, bool *out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool taken            = false;

    TRY(mohur__stmt_new(ks->db, "SELECT 1 FROM ring WHERE hint = ?", &s));
    TRY(mohur__stmt_bind_int(s, 1, hint));
    TRY(mohur__stmt_step(s, &taken));
    *out = !taken;

out:
    mohur__stmt_free(s);
    return st;
}

static mohur_status
ring_hint_new(struct mohur_keystore *ks, struct mohur__row *ring)
{
    mohur_status st   = MOHUR_OK;
    uint8_t random[4] = {0};
    bool is_free      = false;

    for (int i = 0; i < HINT_TRIES && !is_free; i++) {
        TRY(mohur__random(ks->ctx, MOHUR__SPAN(random)));
        TRY(hint_is_free(ks, mohur__load32(random), &is_free));
    }
    REQUIRE(ks->ctx, is_free, MOHUR_E_LIMIT,
            "the keystore has no number left for a new key");
    mohur__row_set_int(ring, MOHUR__RING_HINT, mohur__load32(random));

out:
    return st;
}

mohur_status
mohur__ring_hint_keep(struct mohur_keystore *ks, struct mohur__row *ring)
{
    mohur_status st = MOHUR_OK;
    bool is_free    = false;

    TRY(hint_is_free(ks, (uint32_t)mohur__row_int(ring, MOHUR__RING_HINT),
                     &is_free));
    if (!is_free) {
        TRY(ring_hint_new(ks, ring));
    }

out:
    return st;
}

mohur_status
mohur__ring_make(struct mohur_keystore *ks,
                 const struct mohur__ring_plan *plan,
                 struct mohur__row *ring)
{
    mohur_status st                  = MOHUR_OK;
    uint8_t tag[MOHUR__NAME_TAG_LEN] = {0};
    uint8_t policy[POLICY_LEN]       = {0};
    bool found                       = false;

    TRY(mohur__ring_find(ks, plan->meta.name, ring, &found));
    REQUIRE(ks->ctx, !found, MOHUR_E_EXISTS,
            mohur__row_int(ring, MOHUR__RING_CUSTODY) == MOHUR_CUSTODY_HSM
                ? "a key has this name already; if the token failed to make "
                  "it, rotate it"
                : "a key has this name already");
    TRY(mohur__name_tag(ks->ctx, &ks->keys, plan->meta.name, tag));
    mohur__store32(policy + ROTATE_AT, plan->rotate_days);
    mohur__store32(policy + PROTECT_AT, plan->days);
    mohur__store32(policy + PROCESS_AT, plan->process_days);
    mohur__store32(policy + DELAY_AT, plan->activate_delay_s);
    mohur__store64(policy + USES_AT, plan->max_uses);
    TRY(ring_id_new(ks, ring));
    TRY(ring_hint_new(ks, ring));
    mohur__row_set_blob(ring, MOHUR__RING_NAME_TAG, MOHUR__BYTES(tag));
    TRY(meta_seal(ks, &plan->meta, ring));
    mohur__row_set_int(ring, MOHUR__RING_PURPOSE, (uint64_t)plan->purpose);
    mohur__row_set_int(ring, MOHUR__RING_ALG, (uint64_t)plan->alg);
    mohur__row_set_int(ring, MOHUR__RING_LEVEL, plan->level);
    mohur__row_set_int(ring, MOHUR__RING_CUSTODY, (uint64_t)plan->custody);
    mohur__row_set_int(ring, MOHUR__RING_FLAGS, 0);
    mohur__row_set_int(ring, MOHUR__RING_NEXT_VER, 1);
    mohur__row_set_blob(ring, MOHUR__RING_POLICY, MOHUR__BYTES(policy));
    mohur__row_set_int(ring, MOHUR__RING_REV, 1);
    TRY(ring->st);

out:
    return st;
}

mohur_status
mohur__ring_periods(mohur_ctx *ctx,
                    const struct mohur__row *ring,
                    struct mohur__version_plan *plan)
{
    mohur_status st     = MOHUR_OK;
    mohur__bytes policy = mohur__row_bytes(ring, MOHUR__RING_POLICY);
    uint32_t max        = mohur__profile_period_days(
        ctx, (uint32_t)mohur__row_int(ring, MOHUR__RING_PURPOSE),
        (uint8_t)mohur__row_int(ring, MOHUR__RING_LEVEL));

    TRY(mohur__auth_require(ctx, policy.len == POLICY_LEN));
    plan->days         = mohur__load32(policy.data + PROTECT_AT);
    plan->process_days = mohur__load32(policy.data + PROCESS_AT);
    REQUIRE(ctx, max == 0 || plan->days <= max, MOHUR_E_POLICY,
            "the profile lets such a key protect for %u days, not for %u",
            (unsigned)max, (unsigned)plan->days);
    plan->days = plan->days != 0 ? plan->days : max;
    /* What cannot be opened any more is not sealed. */
    if (plan->process_days != 0 &&
        (plan->days == 0 || plan->days > plan->process_days)) {
        plan->days = plan->process_days;
    }

out:
    return st;
}

/* A row is whole before it is believed, so its policy has its length. */
uint64_t
mohur__ring_max_uses(const struct mohur__row *ring)
{
    mohur__bytes policy = mohur__row_bytes(ring, MOHUR__RING_POLICY);

    return policy.len == POLICY_LEN ? mohur__load64(policy.data + USES_AT) : 0;
}

static uint32_t
policy_u32(const struct mohur__row *ring, size_t at)
{
    mohur__bytes policy = mohur__row_bytes(ring, MOHUR__RING_POLICY);

    return policy.len == POLICY_LEN ? mohur__load32(policy.data + at) : 0;
}

int64_t
mohur__ring_rotate_at(const struct mohur__row *ring, int64_t since)
{
    int64_t days = policy_u32(ring, ROTATE_AT);

    return days != 0 ? since + days * DAY_SECONDS : 0;
}

uint32_t
mohur__ring_activate_delay(const struct mohur__row *ring)
{
    return policy_u32(ring, DELAY_AT);
}

bool
mohur__ring_held(const struct mohur__row *ring)
{
    return (mohur__row_int(ring, MOHUR__RING_FLAGS) & MOHUR__RING_HOLD) != 0;
}

uint64_t
mohur__ring_versions(const struct mohur__row *ring)
{
    return mohur__row_int(ring, MOHUR__RING_NEXT_VER) - 1;
}
