/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/role.h"

#include "base/guard.h"
#include "base/options.h"
#include "crypto/hash.h"
#include "crypto/labels.h"
#include "crypto/sign.h"
#include "keystore/grant.h"
#include "keystore/key.h"
#include "keystore/ring.h"
#include "keystore/spki.h"

enum {
    LIVE      = 1,
    REMOVED   = 2,
    LABEL_MAX = 64,
    ALL_CAPS  = MOHUR_CAP_OPERATOR | MOHUR_CAP_KEY_MANAGER | MOHUR_CAP_OFFICER |
               MOHUR_CAP_CUSTODIAN | MOHUR_CAP_AUDITOR,
    OFFICERS_MIN = 2
};

size_t
mohur_role_id_len(void)
{
    return MOHUR_ROLE_ID_LEN;
}

/* ---- rows ---- */

static mohur_status
role_get(struct mohur_keystore *ks,
         mohur__bytes id,
         struct mohur__row *role,
         bool *found)
{
    mohur_status st = MOHUR_OK;

    mohur__row_init(role, ks->ctx, MOHUR__T_ROLE);
    mohur__row_set_blob(role, MOHUR__ROLE_ID, id);
    TRY(role->st);
    TRY(mohur__store_get(ks, role, found));

out:
    return st;
}

mohur_status
mohur__role_need(struct mohur_keystore *ks,
                 mohur__bytes id,
                 struct mohur__row *role)
{
    mohur_status st = MOHUR_OK;
    bool found      = false;

    TRY(role_get(ks, id, role, &found));
    REQUIRE(ks->ctx, found, MOHUR_E_NO_KEY, "there is no such role");

out:
    return st;
}

static bool
is_live(const struct mohur__row *role)
{
    return mohur__row_int(role, MOHUR__ROLE_STATE) == LIVE;
}

mohur_status
mohur__role_of_key(struct mohur_keystore *ks,
                   const uint8_t key_id[MOHUR_KEY_ID_LEN],
                   struct mohur__row *role,
                   bool *live)
{
    mohur_status st              = MOHUR_OK;
    mohur__bytes wanted          = mohur__bytes_of(key_id, MOHUR_KEY_ID_LEN);
    uint8_t id[MOHUR_KEY_ID_LEN] = {0};
    bool found                   = false;

    *live = false;
    TRY(role_get(ks, mohur__bytes_sub(wanted, 0, MOHUR_ROLE_ID_LEN), role,
                 &found));
    if (found) {
        TRY(mohur__hash(ks->ctx, MOHUR_ALG_SHA_256,
                        mohur__row_bytes(role, MOHUR__ROLE_PUB),
                        MOHUR__SPAN(id)));
        *live = is_live(role) && mohur__bytes_equal(MOHUR__BYTES(id), wanted);
    }

out:
    return st;
}

/* How many live roles have a cap, one of them left out. */
static mohur_status
role_count(struct mohur_keystore *ks,
           uint32_t cap,
           mohur__bytes without,
           size_t *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row role = {0};
    bool row               = false;

    *out = 0;
    mohur__row_init(&role, ks->ctx, MOHUR__T_ROLE);
    TRY(mohur__stmt_new(ks->db, role.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&role, s));
        TRY(mohur__store_row_check(ks, &role));
        if (is_live(&role) &&
            (mohur__row_int(&role, MOHUR__ROLE_CAPS) & cap) != 0 &&
            !mohur__bytes_equal(mohur__row_bytes(&role, MOHUR__ROLE_ID),
                                without)) {
            (*out)++;
        }
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&role);
    mohur__stmt_free(s);
    return st;
}

/* Are there enough of them to go on with, one left out? */
static mohur_status
enough_check(struct mohur_keystore *ks, mohur__bytes without)
{
    mohur_status st = MOHUR_OK;
    size_t officers = 0;
    size_t managers = 0;

    TRY(mohur__store_check_table(ks, MOHUR__T_ROLE));
    TRY(role_count(ks, MOHUR_CAP_OFFICER, without, &officers));
    TRY(role_count(ks, MOHUR_CAP_KEY_MANAGER, without, &managers));
    REQUIRE(ks->ctx, officers >= OFFICERS_MIN && managers >= 1,
            MOHUR_E_KEY_STATE,
            "a keystore with roles needs two Officers and a KeyManager");

out:
    return st;
}

/* ---- changes ---- */

/* Ask for a change of a role, and note it. */
static mohur_status
role_change(struct mohur_keystore *ks,
            struct mohur__act *act,
            enum mohur__event_type type,
            mohur__bytes key_id)
{
    static const struct mohur__need officers = {
        {MOHUR_CAP_OFFICER, MOHUR_CAP_OFFICER}};
    mohur_status st             = MOHUR_OK;
    struct mohur__buf approvals = {0};
    uint64_t n                  = 0;
    struct mohur__event event   = {
          .type   = type,
          .role   = MOHUR__BYTES(act->object),
          .key_id = key_id,
    };

    mohur__buf_init(&approvals, ks->ctx, MOHUR__GRANT_MAX);
    TRY(mohur__grant(ks, act, officers, &approvals));
    event.approvals = mohur__buf_view(&approvals);
    event.rev       = act->rev;
    TRY(mohur__store_event(ks, &event, &n));

out:
    mohur__buf_wipe(&approvals);
    return st;
}

static mohur_status
label_seal(struct mohur_keystore *ks, mohur__bytes label, struct mohur__row *r)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf sealed = {0};
    struct mohur__env env    = {MOHUR__LABEL_KS_LABEL,
                                mohur__row_bytes(r, MOHUR__ROLE_ID)};

    mohur__buf_init(&sealed, ks->ctx, LABEL_MAX + MOHUR__ENV_EXTRA);
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env, label, &sealed));
    mohur__row_set_blob(r, MOHUR__ROLE_LABEL_CT, mohur__buf_view(&sealed));

out:
    mohur__buf_wipe(&sealed);
    return st;
}

static mohur_status
options_read(mohur_ctx *ctx,
             const mohur_role_options *given,
             mohur_role_options *out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__ring_meta meta = {0};

    TRY(mohur__options_check(ctx, given, sizeof *out, out));
    TRY(mohur__key_check(ctx, out->key));
    meta.name = mohur__bytes_text(out->label);
    REQUIRE(ctx, meta.name.len > 0 && meta.name.len <= LABEL_MAX,
            MOHUR_E_ARGUMENT, "a role's label has 1 to %d bytes", LABEL_MAX);
    TRY(mohur__ring_meta_check(ctx, &meta));
    REQUIRE(ctx, mohur_key_purpose(out->key) == MOHUR_PURPOSE_SIGN,
            MOHUR_E_ARGUMENT, "a role's key is one that signs");
    REQUIRE(ctx, mohur__sign_signature_len(mohur_key_alg(out->key)) > 0,
            MOHUR_E_UNSUPPORTED, "%s signs no approvals; Ed25519 and ECDSA do",
            mohur_alg_name(mohur_key_alg(out->key)));
    REQUIRE(ctx,
            out->caps != 0 && (out->caps & ~(uint32_t)ALL_CAPS) == 0 &&
                out->not_after >= 0,
            MOHUR_E_ARGUMENT, "a role has known caps, and no date before 1970");

out:
    return st;
}

static mohur_status
role_fill(struct mohur_keystore *ks,
          const mohur_role_options *o,
          struct mohur__row *r)
{
    mohur_status st               = MOHUR_OK;
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    mohur__bytes der              = MOHUR__NOTHING;

    TRY(mohur__spki_emit(ks->ctx, mohur_key_alg(o->key),
                         mohur__key_public(o->key), MOHUR__SPAN(room), &der));
    mohur__row_set_int(r, MOHUR__ROLE_CAPS, o->caps);
    mohur__row_set_int(r, MOHUR__ROLE_STATE, LIVE);
    mohur__row_set_blob(r, MOHUR__ROLE_PUB, der);
    if (o->not_after != 0) {
        mohur__row_set_int(r, MOHUR__ROLE_NOT_AFTER, (uint64_t)o->not_after);
    }
    mohur__row_set_int(r, MOHUR__ROLE_REV, 1);
    TRY(label_seal(ks, mohur__bytes_text(o->label), r));
    TRY(r->st);

out:
    return st;
}

/* What is signed besides the caps: label, dates, key. */
static mohur_status
parameters_emit(const mohur_role_options *o,
                const struct mohur__row *r,
                struct mohur__buf *out)
{
    mohur__bytes label = mohur__bytes_text(o->label);
    mohur__bytes pub   = mohur__row_bytes(r, MOHUR__ROLE_PUB);

    mohur__buf_u32(out, (uint32_t)label.len);
    mohur__buf_bytes(out, label);
    mohur__buf_u64(out, (uint64_t)o->not_after);
    mohur__buf_u32(out, (uint32_t)pub.len);
    mohur__buf_bytes(out, pub);
    return mohur__buf_status(out);
}

static mohur_status
role_write(struct mohur_keystore *ks, const mohur_role_options *o)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__row role       = {0};
    struct mohur__buf parameters = {0};
    struct mohur__act act        = {.act    = MOHUR_ACT_ROLE_ADD,
                                    .target = (uint16_t)o->caps};
    mohur__bytes id = mohur__bytes_of(mohur_key_id(o->key), MOHUR_KEY_ID_LEN);
    bool found      = false;

    mohur__buf_init(&parameters, ks->ctx, MOHUR__ACT_PARAMETERS_MAX);
    mohur__copy(MOHUR__SPAN(act.object), id);
    TRY(role_get(ks, MOHUR__BYTES(act.object), &role, &found));
    REQUIRE(ks->ctx, !found, MOHUR_E_EXISTS,
            "the key has a role already, or had one");
    TRY(role_fill(ks, o, &role));
    TRY(parameters_emit(o, &role, &parameters));
    act.parameters = mohur__buf_view(&parameters);
    TRY(role_change(ks, &act, MOHUR__EVENT_ROLE_ADD, id));
    TRY(mohur__store_add(ks, &role));

out:
    mohur__buf_wipe(&parameters);
    mohur__row_wipe(&role);
    return st;
}

mohur_status
mohur_keystore_role_add(mohur_keystore *ks,
                        const mohur_role_options *options,
                        uint8_t out_id[MOHUR_ROLE_ID_LEN])
{
    mohur_status st      = MOHUR_OK;
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out_id != NULL, MOHUR_E_ARGUMENT, "out_id is NULL");
    TRY(options_read(ks->ctx, options, &o));
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(role_write(ks, &o));
    TRY(mohur__store_commit(ks));
    mohur__copy(mohur__span_of(out_id, MOHUR_ROLE_ID_LEN),
                mohur__bytes_of(mohur_key_id(o.key), MOHUR_KEY_ID_LEN));

out:
    mohur__store_leave(ks);
    return st;
}

static mohur_status
label_open(struct mohur_keystore *ks,
           const struct mohur__row *role,
           struct mohur__secret **out)
{
    struct mohur__env env = {MOHUR__LABEL_KS_LABEL,
                             mohur__row_bytes(role, MOHUR__ROLE_ID)};

    return mohur__env_open(ks->ctx, &ks->keys, &env,
                           mohur__row_bytes(role, MOHUR__ROLE_LABEL_CT), out);
}

static mohur_status
role_take(struct mohur_keystore *ks, struct mohur__row *role)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__secret *label  = NULL;
    struct mohur__buf parameters = {0};
    struct mohur__act act        = {
               .act = MOHUR_ACT_ROLE_REMOVE,
               .rev = mohur__row_int(role, MOHUR__ROLE_REV),
    };

    mohur__buf_init(&parameters, ks->ctx, MOHUR__ACT_PARAMETERS_MAX);
    mohur__copy(MOHUR__SPAN(act.object),
                mohur__row_bytes(role, MOHUR__ROLE_ID));
    TRY(label_open(ks, role, &label));
    mohur__buf_u32(&parameters, (uint32_t)mohur__secret_bytes(label).len);
    mohur__buf_bytes(&parameters, mohur__secret_bytes(label));
    TRY(mohur__buf_status(&parameters));
    act.parameters = mohur__buf_view(&parameters);
    TRY(role_change(ks, &act, MOHUR__EVENT_ROLE_REMOVE, MOHUR__NOTHING));
    mohur__row_set_int(role, MOHUR__ROLE_STATE, REMOVED);
    mohur__row_set_int(role, MOHUR__ROLE_REV, act.rev + 1);
    TRY(mohur__store_set(ks, role));

out:
    mohur__buf_wipe(&parameters);
    mohur__secret_free(label);
    return st;
}

mohur_status
mohur_keystore_role_remove(mohur_keystore *ks,
                           const uint8_t id[MOHUR_ROLE_ID_LEN])
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row role = {0};

    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, id != NULL, MOHUR_E_ARGUMENT, "id is NULL");
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    TRY(mohur__role_need(ks, mohur__bytes_of(id, MOHUR_ROLE_ID_LEN), &role));
    REQUIRE(ks->ctx, is_live(&role), MOHUR_E_NO_KEY,
            "the role was taken away already");
    if (mohur__grant_roles_count(ks)) {
        TRY(enough_check(ks, mohur__row_bytes(&role, MOHUR__ROLE_ID)));
    }
    TRY(role_take(ks, &role));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_leave(ks);
    mohur__row_wipe(&role);
    return st;
}

mohur_status
mohur_keystore_role_begin(mohur_keystore *ks)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__event event = {.type = MOHUR__EVENT_ROLE_BEGIN};
    uint64_t flags            = 0;
    uint64_t n                = 0;

    TRY(mohur__store_enter_unlocked(ks));
    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    REQUIRE(ks->ctx, !mohur__grant_roles_count(ks), MOHUR_E_KEY_STATE,
            "the roles of the keystore count already");
    TRY(enough_check(ks, MOHUR__NOTHING));
    TRY(mohur__store_event(ks, &event, &n));
    flags = mohur__row_int(&ks->head, MOHUR__STORE_FLAGS);
    mohur__row_set_int(&ks->head, MOHUR__STORE_FLAGS,
                       flags | MOHUR__STORE_ROLES |
                           (n + 1) << MOHUR__STORE_ROLES_SHIFT);
    TRY(mohur__store_commit(ks));

out:
    mohur__store_leave(ks);
    return st;
}

/* ---- listing ---- */

static mohur_status
info_fill(struct mohur_keystore *ks,
          const struct mohur__row *role,
          mohur_role_info *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *label = NULL;

    *out           = (mohur_role_info){.size = sizeof *out};
    out->caps      = (uint32_t)mohur__row_int(role, MOHUR__ROLE_CAPS);
    out->not_after = (int64_t)mohur__row_int(role, MOHUR__ROLE_NOT_AFTER);
    out->removed   = !is_live(role);
    mohur__copy(MOHUR__SPAN(out->id), mohur__row_bytes(role, MOHUR__ROLE_ID));
    TRY(label_open(ks, role, &label));
    mohur__copy(mohur__span_of((uint8_t *)out->label, LABEL_MAX),
                mohur__secret_bytes(label));

out:
    mohur__secret_free(label);
    return st;
}

static mohur_status
roles_read(struct mohur_keystore *ks,
           mohur_role_info *out,
           size_t out_cap,
           size_t *out_len)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row role = {0};
    bool row               = false;

    mohur__row_init(&role, ks->ctx, MOHUR__T_ROLE);
    TRY(mohur__store_check_table(ks, MOHUR__T_ROLE));
    TRY(mohur__stmt_new(ks->db, role.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&role, s));
        if (*out_len < out_cap) {
            TRY(info_fill(ks, &role, &out[*out_len]));
        }
        (*out_len)++;
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&role);
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur_keystore_roles(mohur_keystore *ks,
                     mohur_role_info *out,
                     size_t out_cap,
                     size_t *out_len)
{
    mohur_status st = MOHUR_OK;

    if (out_len != NULL) {
        *out_len = 0;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out_len != NULL && (out != NULL || out_cap == 0),
            MOHUR_E_ARGUMENT, "out or out_len is NULL");
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(roles_read(ks, out, out_cap, out_len));
    TRY(mohur__store_commit(ks));
    REQUIRE(ks->ctx, *out_len <= out_cap, MOHUR_E_BUFFER_TOO_SMALL,
            "the keystore has %zu roles", *out_len);

out:
    mohur__store_leave(ks);
    return st;
}
