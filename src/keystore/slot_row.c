/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_row.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/kem.h"
#include "keystore/key.h"
#include "profile/decide.h"

enum {
    ID_LEN   = 16,
    SEED_LEN = 32,
    WRAP_MAX = MOHUR__KEM_ENC_MAX + MOHUR__SLOT_WRAP_LEN,
    PUB_MAX  = MOHUR__KEM_PUBLIC_MAX,
    TEXT_MAX = 512
};

/* ---- reading ---- */

static bool
no_longer(const struct mohur__row *row, int column, size_t max)
{
    return mohur__row_bytes(row, column).len <= max;
}

/* Before a byte of it is copied. */
static bool
form_is_right(const struct mohur__row *row)
{
    uint64_t state = mohur__row_int(row, MOHUR__SLOT_STATE);

    return mohur__row_bytes(row, MOHUR__SLOT_ID).len == ID_LEN &&
           mohur__row_int(row, MOHUR__SLOT_TYPE) <= UINT8_MAX &&
           mohur__row_int(row, MOHUR__SLOT_KEM) <= UINT16_MAX &&
           (state == MOHUR_SLOT_LIVE || state == MOHUR_SLOT_STALE) &&
           no_longer(row, MOHUR__SLOT_PARAMS, MOHUR__SLOT_PARAMS_MAX) &&
           no_longer(row, MOHUR__SLOT_PUB, PUB_MAX) &&
           no_longer(row, MOHUR__SLOT_SK_WRAP, MOHUR__SLOT_WRAP_LEN) &&
           no_longer(row, MOHUR__SLOT_RK_WRAP, WRAP_MAX) &&
           no_longer(row, MOHUR__SLOT_LABEL_CT, TEXT_MAX);
}

/* A row that a statement stands on, checked and copied. */
static mohur_status
slots_take(mohur_ctx *ctx,
           struct mohur__slots *slots,
           const struct mohur__row *seen)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__row *to = NULL;

    REQUIRE(ctx, slots->len < MOHUR__SLOT_MAX, MOHUR_E_FORMAT,
            "the keystore has more than %d slots", MOHUR__SLOT_MAX);
    REQUIRE(ctx, form_is_right(seen), MOHUR_E_FORMAT,
            "a slot of the keystore is not well formed");
    to = &slots->row[slots->len++];
    mohur__row_init(to, ctx, MOHUR__T_SLOT);
    for (int i = 0; i < seen->table->columns; i++) {
        mohur__row_set_value(to, i, &seen->col[i]);
    }
    TRY(to->st);

out:
    return st;
}

static mohur_status
slots_fill(struct mohur_keystore *ks, struct mohur__slots *slots)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row seen = {0};
    bool row               = false;
    size_t argon           = 0;

    mohur__row_init(&seen, ks->ctx, MOHUR__T_SLOT);
    TRY(mohur__stmt_new(ks->db, seen.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&seen, s));
        TRY(slots_take(ks->ctx, slots, &seen));
        TRY(mohur__stmt_step(s, &row));
    }
    for (size_t i = 0; i < slots->len; i++) {
        struct mohur__slot_place place =
            mohur__slot_place_of(slots, &slots->row[i]);
        argon += mohur__slot_argon_count(ks->ctx, &place);
    }
    REQUIRE(ks->ctx, argon <= MOHUR__SLOT_ARGON_MAX, MOHUR_E_FORMAT,
            "the keystore has more than %d slots with a passphrase",
            MOHUR__SLOT_ARGON_MAX);

out:
    mohur__row_wipe(&seen);
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__slots_read(struct mohur_keystore *ks, struct mohur__slots **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__slots *slots = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ks->ctx, &slots));
    slots->epoch = (uint32_t)mohur__row_int(&ks->head, MOHUR__STORE_EPOCH);
    slots->suite =
        mohur__suite_by_number(mohur__row_int(&ks->head, MOHUR__STORE_SUITE));
    slots->now = mohur__store_time(ks);
    mohur__copy(MOHUR__SPAN(slots->store_id),
                mohur__row_bytes(&ks->head, MOHUR__STORE_ID));
    TRY(slots_fill(ks, slots));
    *out  = slots;
    slots = NULL;

out:
    mohur__slots_free(slots);
    return st;
}

void
mohur__slots_free(struct mohur__slots *slots)
{
    for (size_t i = 0; slots != NULL && i < slots->len; i++) {
        mohur__row_wipe(&slots->row[i]);
    }
    mohur__free(slots);
}

struct mohur__row *
mohur__slots_find(struct mohur__slots *slots, mohur__bytes id)
{
    for (size_t i = 0; i < slots->len; i++) {
        if (mohur__bytes_equal(mohur__row_bytes(&slots->row[i], MOHUR__SLOT_ID),
                               id)) {
            return &slots->row[i];
        }
    }
    return NULL;
}

bool
mohur__slot_is_live(const struct mohur__slots *slots,
                    const struct mohur__row *row)
{
    int64_t end = (int64_t)mohur__row_int(row, MOHUR__SLOT_NOT_AFTER);

    return mohur__row_int(row, MOHUR__SLOT_STATE) == MOHUR_SLOT_LIVE &&
           (mohur__row_is_null(row, MOHUR__SLOT_NOT_AFTER) ||
            slots->now <= end);
}

struct mohur__slot_place
mohur__slot_place_of(const struct mohur__slots *slots,
                     const struct mohur__row *row)
{
    return (struct mohur__slot_place){
        .store_id = MOHUR__BYTES(slots->store_id),
        .slot_id  = mohur__row_bytes(row, MOHUR__SLOT_ID),
        .epoch    = slots->epoch,
        .suite    = slots->suite,
        .type     = (uint8_t)mohur__row_int(row, MOHUR__SLOT_TYPE),
        .kem      = (uint16_t)mohur__row_int(row, MOHUR__SLOT_KEM),
        .params   = mohur__row_bytes(row, MOHUR__SLOT_PARAMS),
    };
}

/* ---- opening ---- */

void
mohur__slot_keys_wipe(struct mohur__slot_keys *keys)
{
    mohur__secret_free(keys->ikm);
    mohur__secret_free(keys->root_key);
    *keys = (struct mohur__slot_keys){0};
}

/* The seed is wrapped for ever: its place has no epoch. */
static struct mohur__slot_place
seed_place(const struct mohur__slot_place *place)
{
    struct mohur__slot_place seed = *place;

    seed.epoch = 0;
    return seed;
}

/* CT: leaks whether it opened, not which check failed. */
static mohur_status
open_by_seed(mohur_ctx *ctx,
             const struct mohur__slot_place *place,
             const struct mohur__row *row,
             struct mohur__slot_keys *keys)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *seed     = NULL;
    struct mohur__slot_place own   = seed_place(place);
    mohur_alg kem                  = mohur__slot_kem_alg(place->kem);
    struct mohur__slot_receiver by = {.key = NULL};

    REQUIRE(ctx, kem != MOHUR_ALG_NONE, MOHUR_E_FORMAT,
            "a slot of the keystore is not well formed");
    TRY(mohur__profile_allow(ctx, MOHUR_OP_OPEN, kem, MOHUR_ALG_NONE, 0));
    TRY(mohur__slot_unwrap(ctx, &own, mohur__secret_bytes(keys->ikm),
                           mohur__row_bytes(row, MOHUR__SLOT_SK_WRAP), &seed));
    by.seed = mohur__secret_bytes(seed);
    TRY(mohur__slot_kem_unwrap(ctx, place, by,
                               mohur__row_bytes(row, MOHUR__SLOT_RK_WRAP),
                               &keys->root_key));

out:
    mohur__secret_free(seed);
    return st;
}

/* CT: leaks whether it opened. */
static mohur_status
open_by_key(mohur_ctx *ctx,
            const struct mohur__slot_place *place,
            const struct mohur__row *row,
            const mohur_key *key,
            struct mohur__slot_keys *keys)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__auth_require(
        ctx, mohur__slot_kem_alg(place->kem) == mohur_key_alg(key) &&
                 mohur__bytes_equal(mohur__row_bytes(row, MOHUR__SLOT_PUB),
                                    mohur__key_public(key))));
    TRY(mohur__key_require_process(ctx, key));
    TRY(mohur__slot_kem_unwrap(
        ctx, place, (struct mohur__slot_receiver){.key = key},
        mohur__row_bytes(row, MOHUR__SLOT_RK_WRAP), &keys->root_key));

out:
    return st;
}

/* CT: leaks whether it opened. */
static mohur_status
open_by_ikm(mohur_ctx *ctx,
            const struct mohur__slot_place *place,
            const struct mohur__row *row,
            const struct mohur__shown *shown,
            struct mohur__slot_keys *keys)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__shown_ikm(ctx, place, shown, &keys->ikm));
    TRY(place->kem == 0
            ? mohur__slot_unwrap(ctx, place, mohur__secret_bytes(keys->ikm),
                                 mohur__row_bytes(row, MOHUR__SLOT_RK_WRAP),
                                 &keys->root_key)
            : open_by_seed(ctx, place, row, keys));

out:
    return st;
}

mohur_status
mohur__slot_row_open(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     const struct mohur__row *row,
                     const struct mohur__shown *shown,
                     struct mohur__slot_keys *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__slot_keys){0};
    TRY(mohur__auth_require(ctx, place->type == (uint8_t)shown->how.type));
    TRY(shown->how.type == MOHUR_SLOT_RECIPIENT
            ? open_by_key(ctx, place, row, shown->how.key, out)
            : open_by_ikm(ctx, place, row, shown, out));

out:
    if (st != MOHUR_OK) {
        mohur__slot_keys_wipe(out);
    }
    return st;
}

/* ---- wrapping ---- */

/* CT: leaks nothing. */
mohur_status
mohur__slot_row_pair(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     mohur__bytes ikm,
                     struct mohur__row *row)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__secret *seed         = NULL;
    struct mohur__slot_place own       = seed_place(place);
    mohur_alg kem                      = mohur__slot_kem_alg(place->kem);
    uint8_t room[PUB_MAX]              = {0};
    uint8_t wrap[MOHUR__SLOT_WRAP_LEN] = {0};
    mohur__span pub                    = {room, mohur__kem_public_len(kem)};

    REQUIRE(ctx, mohur__kem_private_len(kem) == SEED_LEN, MOHUR_E_ARGUMENT,
            "a slot follows by X25519 or X-Wing");
    TRY(mohur__secret_new(ctx, SEED_LEN, &seed));
    TRY(mohur__kem_keygen(ctx, kem, mohur__secret_span(seed)));
    TRY(mohur__kem_public_of(ctx, kem, mohur__secret_bytes(seed), pub));
    TRY(mohur__slot_wrap(ctx, &own, ikm, mohur__secret_bytes(seed), wrap));
    mohur__row_set_blob(row, MOHUR__SLOT_PUB, mohur__span_bytes(pub));
    mohur__row_set_blob(row, MOHUR__SLOT_SK_WRAP, MOHUR__BYTES(wrap));
    TRY(row->st);

out:
    mohur__secret_free(seed);
    return st;
}

/* CT: leaks nothing. */
mohur_status
mohur__slot_row_rewrap_seed(mohur_ctx *ctx,
                            const struct mohur__slot_place *place,
                            enum mohur__suite before,
                            mohur__bytes ikm,
                            struct mohur__row *row)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__secret *seed         = NULL;
    struct mohur__slot_place to        = seed_place(place);
    struct mohur__slot_place from      = to;
    uint8_t wrap[MOHUR__SLOT_WRAP_LEN] = {0};

    from.suite = before;
    TRY(mohur__slot_unwrap(ctx, &from, ikm,
                           mohur__row_bytes(row, MOHUR__SLOT_SK_WRAP), &seed));
    TRY(mohur__slot_wrap(ctx, &to, ikm, mohur__secret_bytes(seed), wrap));
    mohur__row_set_blob(row, MOHUR__SLOT_SK_WRAP, MOHUR__BYTES(wrap));
    TRY(row->st);

out:
    mohur__secret_free(seed);
    return st;
}

/* CT: leaks nothing. */
mohur_status
mohur__slot_row_wrap(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     mohur__bytes ikm,
                     mohur__bytes root_key,
                     struct mohur__row *row)
{
    mohur_status st                   = MOHUR_OK;
    struct mohur__buf wrap            = {0};
    uint8_t own[MOHUR__SLOT_WRAP_LEN] = {0};

    mohur__buf_init(&wrap, ctx, WRAP_MAX);
    if (place->kem == 0) {
        TRY(mohur__slot_wrap(ctx, place, ikm, root_key, own));
        mohur__buf_bytes(&wrap, MOHUR__BYTES(own));
    } else {
        TRY(mohur__slot_kem_wrap(ctx, place,
                                 mohur__row_bytes(row, MOHUR__SLOT_PUB),
                                 root_key, &wrap));
    }
    TRY(mohur__buf_status(&wrap));
    mohur__row_set_blob(row, MOHUR__SLOT_RK_WRAP, mohur__buf_view(&wrap));
    TRY(row->st);

out:
    mohur__buf_wipe(&wrap);
    return st;
}
