/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/options.h"
#include "keystore/birth.h"
#include "keystore/change.h"
#include "keystore/pair.h"
#include "keystore/rsa_key.h"
#include "keystore/tokens.h"
#include "keystore/wrapped.h"
#include "profile/decide.h"
#include <mohur/wrapped.h>

/* New keys of a store: made here, or brought in. */

enum {
    LEVEL_MAX = 3,
    DAYS_MAX  = 36525,
    DELAY_MAX = 365 * 24 * 3600 /* seconds */
};

/* What JSON can say exactly. */
static const uint64_t USES_MAX = (UINT64_C(1) << 53) - 1;

/* What the caller asks for, as views. */
struct wish {
    struct mohur__ring_plan ring;
    uint32_t bits; /* of RSA; 0 for anything else */
    bool exportable;
    int64_t activate_at;
    mohur__bytes token; /* its URI; nothing: in the store */
};

/* Whoever is reminded has time to act. */
static mohur_status
rotation_check(mohur_ctx *ctx, const mohur_key_options *o)
{
    mohur_status st = MOHUR_OK;
    uint32_t days   = o->days != 0 ? o->days : (uint32_t)DAYS_MAX;

    REQUIRE(ctx, o->rotate_days <= days, MOHUR_E_ARGUMENT,
            "a version that protects for %u days is rotated before they end",
            (unsigned)days);
    REQUIRE(ctx, o->activate_delay_s <= DELAY_MAX, MOHUR_E_ARGUMENT,
            "a new version waits for a year at most");

out:
    return st;
}

static mohur_status
wish_read(mohur_ctx *ctx, const mohur_key_options *given, struct wish *out)
{
    mohur_status st     = MOHUR_OK;
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;

    TRY(mohur__options_check(ctx, given, sizeof o, &o));
    REQUIRE(ctx, o.name != NULL || o.name_len == 0, MOHUR_E_ARGUMENT,
            "the name is NULL");
    *out = (struct wish){
        .ring        = {.meta         = {.name    = mohur__bytes_of(o.name, o.name_len),
                                         .owner   = mohur__bytes_text(o.owner),
                                         .comment = mohur__bytes_text(o.comment)},
                        .purpose      = o.purpose,
                        .alg          = o.alg,
                        .level        = o.level,
                        .days         = o.days,
                        .process_days = o.process_days,
                        .max_uses     = o.max_uses,
                        .rotate_days  = o.rotate_days,
                        .activate_delay_s = o.activate_delay_s,
                        .custody          = o.token == NULL ? MOHUR_CUSTODY_SOFTWARE
                                                            : MOHUR_CUSTODY_HSM},
        .bits        = o.bits,
        .exportable  = o.exportable,
        .activate_at = o.activate_at,
        .token       = mohur__bytes_text(o.token),
    };
    TRY(mohur__ring_meta_check(ctx, &out->ring.meta));
    REQUIRE(ctx,
            o.purpose >= MOHUR_PURPOSE_SIGN && o.purpose <= MOHUR_PURPOSE_WRAP,
            MOHUR_E_ARGUMENT, "there is no such purpose of a key");
    REQUIRE(ctx,
            o.alg == MOHUR_ALG_NONE ||
                mohur__pair_purpose(o.alg) == (uint32_t)o.purpose,
            MOHUR_E_ARGUMENT, "%s is not for this purpose",
            mohur_alg_name(o.alg));
    REQUIRE(ctx, o.bits == 0 || mohur__rsa_alg(o.alg), MOHUR_E_ARGUMENT,
            "the bits of a key are for RSA to choose");
    REQUIRE(ctx, o.level <= LEVEL_MAX, MOHUR_E_ARGUMENT,
            "a level is 0 to %d, not %u", LEVEL_MAX, (unsigned)o.level);
    REQUIRE(ctx, o.token == NULL || !o.exportable, MOHUR_E_ARGUMENT,
            "a key that lives in a token does not leave it");
    REQUIRE(ctx,
            o.days <= DAYS_MAX && o.process_days <= DAYS_MAX &&
                o.activate_at >= 0,
            MOHUR_E_ARGUMENT, "days is 0 to %d, and no date is before 1970",
            DAYS_MAX);
    REQUIRE(ctx, o.max_uses <= USES_MAX, MOHUR_E_ARGUMENT,
            "a key is used up to 2^53 - 1 times, or without a limit");
    TRY(rotation_check(ctx, &o));

out:
    return st;
}

static uint32_t
bits_of(const struct wish *w, mohur_alg alg)
{
    return !mohur__rsa_alg(alg) ? 0
           : w->bits == 0       ? (uint32_t)MOHUR__RSA_DEFAULT_BITS
                                : w->bits;
}

/* By the profile; and by the token, which is connected before a row is
 * written that would have to wait for it. */
static mohur_status
alg_allowed(struct mohur_keystore *ks, const struct wish *w, mohur_alg alg)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__hsm *token = NULL;

    TRY(mohur__ring_allowed(ks->ctx, alg, bits_of(w, alg), w->ring.level,
                            w->ring.custody, w->exportable));
    if (w->token.len > 0) {
        TRY(mohur__tokens_get(ks, w->token, &token));
        TRY(mohur__hsm_supports(ks->ctx, token, alg, bits_of(w, alg)));
    }

out:
    return st;
}

/* Was it the algorithm that was refused?  Else the next one comes to the same,
 * and asks once more for a PIN that is not had, or shows a wrong one again. */
static bool
another_may_do(mohur_status st)
{
    return st == MOHUR_E_UNSUPPORTED || st == MOHUR_E_POLICY ||
           st == MOHUR_E_DATE;
}

/* What the profile, the build and the token have: the named algorithm, or the
 * first of the profile's. */
static mohur_status
choose_alg(struct mohur_keystore *ks, struct wish *w)
{
    mohur_status st = MOHUR_E_UNSUPPORTED;
    mohur_alg alg   = MOHUR_ALG_NONE;

    if (w->ring.alg != MOHUR_ALG_NONE) {
        w->bits = bits_of(w, w->ring.alg);
        return alg_allowed(ks, w, w->ring.alg);
    }
    for (size_t i = 0; another_may_do(st); i++) {
        alg = mohur__profile_default(ks->ctx, (uint32_t)w->ring.purpose, i);
        if (alg == MOHUR_ALG_NONE) {
            break; /* the message is that of the last one */
        }
        mohur__error_clear(ks->ctx);
        st = alg_allowed(ks, w, alg);
    }
    w->ring.alg = alg;
    w->bits     = bits_of(w, alg);
    return st;
}

/* Its maker signs all that it is to be. */
static mohur_status
wish_ask(struct mohur_keystore *ks,
         const struct wish *w,
         const struct mohur__material *m,
         struct mohur__change *change)
{
    static const struct mohur__need manager = {{MOHUR_CAP_KEY_MANAGER, 0}};

    mohur__change_init(ks, change, w->ring.meta.name);
    mohur__change_u8(change, (uint8_t)w->ring.purpose);
    mohur__change_u32(change, (uint32_t)w->ring.alg);
    mohur__change_u8(change, w->ring.level);
    mohur__change_u8(change, w->exportable ? 1 : 0);
    mohur__change_u64(change, (uint64_t)w->activate_at);
    mohur__change_u32(change, w->ring.days);
    mohur__change_u32(change, w->ring.process_days);
    mohur__change_u64(change, w->ring.max_uses);
    mohur__change_u32(change, w->ring.rotate_days);
    mohur__change_u32(change, w->ring.activate_delay_s);
    mohur__change_bytes(change, w->token);
    if (w->bits != 0) {
        mohur__change_u32(change, w->bits);
    }
    if (change->act == MOHUR_ACT_KEY_IMPORT) {
        mohur__change_bytes(change, mohur__material_public(m));
    }
    return mohur__change_grant(ks, change, NULL, manager);
}

/* Ring and first version in one change. */
static mohur_status
add_ring(struct mohur_keystore *ks,
         const struct wish *w,
         const struct mohur__material *m,
         bool imported,
         struct mohur__birth *born,
         mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__row ring        = {0};
    struct mohur__row r           = {0};
    mohur_key *key                = NULL;
    struct mohur__key_extra extra = {0};
    struct mohur__change change   = {
          .act = imported ? MOHUR_ACT_KEY_IMPORT : MOHUR_ACT_KEY_CREATE,
    };
    struct mohur__version_plan plan = {
        .ring        = &ring,
        .version     = 1,
        .exportable  = w->exportable,
        .imported    = imported,
        .activate_at = w->activate_at,
        .token       = w->token,
    };

    TRY(mohur__store_begin(ks, MOHUR__TX_WRITE));
    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_make(ks, &w->ring, &ring));
    TRY(wish_ask(ks, w, m, &change));
    extra.exports  = !mohur__grant_roles_count(ks);
    plan.now       = mohur__store_time(ks);
    plan.event     = mohur__store_next_event(ks);
    plan.approvals = mohur__buf_view(&change.approvals);
    TRY(mohur__ring_add_version(
        ks, &plan, m,
        imported ? MOHUR__EVENT_KEY_IMPORT : MOHUR__EVENT_KEY_CREATE, &r));
    mohur__row_set_int(&ring, MOHUR__RING_NEXT_VER, 2);
    TRY(mohur__store_add(ks, &ring));
    if (w->token.len == 0) {
        TRY(mohur__version_key(ks, &ring, w->ring.meta.name, &r, extra, &key));
    }
    TRY(mohur__store_commit(ks));
    mohur__copy(MOHUR__SPAN(born->ring_id),
                mohur__row_bytes(&ring, MOHUR__RING_ID));
    born->version = 1;
    *out          = key;
    key           = NULL;

out:
    mohur__store_end(ks);
    mohur__change_wipe(&change);
    mohur_key_free(key);
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    return st;
}

/* The second half of a key in a token, and a handle on what came of it. */
static mohur_status
born_in_token(struct mohur_keystore *ks,
              const struct wish *w,
              const struct mohur__birth *born,
              mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__row ring        = {0};
    struct mohur__row r           = {0};
    struct mohur__key_extra extra = {0};
    mohur_key *key                = NULL;

    TRY(mohur__birth_finish(ks, born));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    mohur__row_init(&ring, ks->ctx, MOHUR__T_RING);
    TRY(mohur__ring_need(ks, w->ring.meta.name, &ring));
    TRY(mohur__ring_version(ks, &ring, born->version, &r));
    TRY(mohur__version_key(ks, &ring, w->ring.meta.name, &r, extra, &key));
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

/* The URI in its one spelling, which is what is kept. */
static mohur_status
token_spell(mohur_ctx *ctx, struct wish *w, struct mohur__buf *spelled)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__token_uri uri = {.token = ""};

    mohur__buf_init(spelled, ctx, 3 * MOHUR__TOKEN_URI_MAX);
    if (w->ring.custody == MOHUR_CUSTODY_HSM) {
        TRY(mohur__token_uri_parse(ctx, w->token, &uri));
        mohur__token_uri_emit(&uri, spelled);
        TRY(mohur__buf_status(spelled));
        w->token = mohur__buf_view(spelled);
    }

out:
    return st;
}

mohur_status
mohur_keystore_key_new(mohur_keystore *ks,
                       const mohur_key_options *options,
                       mohur_key **out)
{
    mohur_status st           = MOHUR_OK;
    struct wish w             = {0};
    struct mohur__material m  = {0};
    struct mohur__birth born  = {{0}, 0};
    struct mohur__buf spelled = {0};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(wish_read(ks->ctx, options, &w));
    TRY(token_spell(ks->ctx, &w, &spelled));
    TRY(mohur__store_profile_refresh(ks));
    TRY(choose_alg(ks, &w));
    if (w.token.len == 0) {
        TRY(mohur__material_make(ks->ctx, w.ring.alg, w.bits, &m));
        TRY(add_ring(ks, &w, &m, false, &born, out));
    } else {
        m.alg = w.ring.alg;
        TRY(mohur__birth_reconcile(ks)); /* of this name, it may be */
        TRY(add_ring(ks, &w, &m, false, &born, out));
        TRY(born_in_token(ks, &w, &born, out));
    }

out:
    mohur__material_wipe(&m);
    mohur__buf_wipe(&spelled);
    return st;
}

/* What a key is to be that is not made here. */
static mohur_status
wish_read_import(mohur_ctx *ctx,
                 const mohur_key_options *given,
                 struct wish *out)
{
    mohur_status st = MOHUR_OK;

    TRY(wish_read(ctx, given, out));
    REQUIRE(ctx, out->ring.custody == MOHUR_CUSTODY_SOFTWARE, MOHUR_E_ARGUMENT,
            "a key is made in a token, not brought into it");

out:
    return st;
}

/* Is what the file holds what was asked for?  Then it is all of that. */
static mohur_status
wish_meet(mohur_ctx *ctx, struct wish *w, struct mohur__material *m)
{
    mohur_status st = MOHUR_OK;
    uint32_t bits   = mohur__material_bits(m);

    if (w->ring.alg == MOHUR_ALG_NONE) {
        w->ring.alg = m->alg;
    }
    REQUIRE(ctx, mohur__pair_same_keys(w->ring.alg, m->alg), MOHUR_E_ARGUMENT,
            "the file holds a key of %s", mohur_alg_name(m->alg));
    REQUIRE(ctx, w->bits == 0 || w->bits == bits, MOHUR_E_ARGUMENT,
            "the file holds a key of %u bits", (unsigned)bits);
    m->alg  = w->ring.alg;
    w->bits = bits;

out:
    return st;
}

/* Material from outside, which says what algorithm it is for. */
static mohur_status
bring_in(struct mohur_keystore *ks,
         struct wish *w,
         struct mohur__material *m,
         mohur_key **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__birth born = {{0}, 0};

    TRY(wish_meet(ks->ctx, w, m));
    TRY(mohur__store_profile_refresh(ks));
    TRY(choose_alg(ks, w));
    TRY(add_ring(ks, w, m, true, &born, out));

out:
    return st;
}

mohur_status
mohur_keystore_import(mohur_keystore *ks,
                      const mohur_key_options *options,
                      const char *pem,
                      size_t pem_len,
                      const char *passphrase,
                      size_t passphrase_len,
                      mohur_key **out)
{
    mohur_status st             = MOHUR_OK;
    struct wish w               = {0};
    struct mohur__material m    = {0};
    struct mohur__pem_file file = {mohur__bytes_of(pem, pem_len),
                                   mohur__bytes_of(passphrase, passphrase_len)};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx,
            out != NULL && pem != NULL &&
                (passphrase != NULL || passphrase_len == 0),
            MOHUR_E_ARGUMENT, "out, the file or its passphrase is NULL");
    TRY(wish_read_import(ks->ctx, options, &w));
    REQUIRE(ks->ctx, w.ring.purpose != MOHUR_PURPOSE_WRAP, MOHUR_E_ARGUMENT,
            "a wrapping key cannot be imported");
    TRY(mohur__material_read(ks->ctx, w.ring.purpose, &file, &m));
    TRY(bring_in(ks, &w, &m, out));

out:
    mohur__material_wipe(&m);
    return st;
}

mohur_status
mohur_keystore_import_wrapped(mohur_keystore *ks,
                              const mohur_key_options *options,
                              const mohur_key *kek,
                              const uint8_t *wrapped,
                              size_t wrapped_len,
                              mohur_key **out)
{
    mohur_status st          = MOHUR_OK;
    struct wish w            = {0};
    struct mohur__material m = {0};
    struct mohur__wrapped in = {.kek   = kek,
                                .bytes = mohur__bytes_of(wrapped, wrapped_len)};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__store_enter_unlocked(ks));
    REQUIRE(ks->ctx, out != NULL && (wrapped != NULL || wrapped_len == 0),
            MOHUR_E_ARGUMENT, "out or the wrapped key is NULL");
    TRY(wish_read_import(ks->ctx, options, &w));
    in.purpose = w.ring.purpose;
    in.level   = w.ring.level;
    TRY(mohur__wrapped_read(ks->ctx, &in, &m));
    TRY(bring_in(ks, &w, &m, out));

out:
    mohur__material_wipe(&m);
    return st;
}
