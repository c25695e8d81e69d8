/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ext.h"
#include "archive/reader.h"
#include "archive/signature.h"
#include "base/buf.h"
#include "base/ct.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "keystore/key.h"
#include "profile/decide.h"

/*
 * Which slot opens.  Slots whose hint is that of a key are tried first, then
 * those without a hint, passphrases last.  That a slot does not open is no
 * error until none is left; the first reason that the caller can do
 * something about (a key that may not be used, an algorithm that this build
 * lacks) is then told by trying that slot once more.
 */
enum {
    STRETCHED_LEN = 32
};

struct unlock {
    mohur_ctx *ctx;
    const struct mohur__header *header;
    const struct mohur__reader_wish *wish;
    uint8_t *hints;                   /* 16 bytes for each key */
    const uint8_t *stretched_for;     /* the slot that is below */
    uint8_t stretched[STRETCHED_LEN]; /* what its passphrase became */
    bool tried_passphrase;
    bool has_excuse;
    struct mohur__slot excuse_slot;
    struct mohur__slot_opener excuse_opener;
    struct mohur__secret *file_key;
    struct mohur__slot_opener opened; /* by whom */
};

enum round {
    ROUND_HINTED,
    ROUND_HINTLESS,
    ROUND_PASSPHRASE,
    ROUNDS
};

/* May the opener's algorithm be used at all? */
static mohur_status
opener_allow(mohur_ctx *ctx,
             const struct mohur__slot *slot,
             const struct mohur__slot_opener *opener)
{
    mohur_request ask = MOHUR_REQUEST_INIT;
    mohur_status st   = MOHUR_OK;

    if (opener->key != NULL) {
        TRY(mohur__key_require_process(ctx, opener->key));
    }
    if (slot->m_kib != 0) {
        ask.operation = MOHUR_OP_REPASS;
        ask.alg       = MOHUR_ALG_ARGON2ID;
        ask.m_kib     = slot->m_kib;
        ask.t         = slot->t;
        TRY(mohur__profile_require(ctx, &ask));
    }

out:
    return st;
}

/* Once for a slot, however many keys are tried on it. */
static mohur_status
stretch(struct unlock *u, const struct mohur__slot *slot)
{
    mohur_status st = MOHUR_OK;

    if (u->stretched_for != slot->raw.data) {
        TRY(mohur__slot_stretch(u->ctx, slot, u->wish->passphrase,
                                MOHUR__SPAN(u->stretched)));
        u->stretched_for = slot->raw.data;
    }

out:
    return st;
}

static mohur_status
slot_try(struct unlock *u,
         const struct mohur__slot *slot,
         const struct mohur__slot_opener *opener)
{
    struct mohur__slot_opener with = *opener;
    mohur_status st                = MOHUR_OK;

    TRY(opener_allow(u->ctx, slot, opener));
    if (slot->type == MOHUR__SLOT_BOTH) {
        TRY(stretch(u, slot));
        with.stretched = MOHUR__BYTES(u->stretched);
    }
    TRY(mohur__slot_open(u->ctx, u->header->imm, slot, &with, &u->file_key));
    u->opened = *opener;

out:
    return st;
}

/* Is this the end of the matter, or is the next slot to be tried? */
static bool
is_final(mohur_status st)
{
    uint32_t class = mohur_status_class(st);

    return class == 0x01 || class == 0x02 || class == 0x0F;
}

/* Try one; MOHUR_OK also if it did not open and others may. */
static mohur_status
slot_attempt(struct unlock *u,
             const struct mohur__slot *slot,
             const struct mohur__slot_opener *opener)
{
    mohur_status st = slot_try(u, slot, opener);

    if (st == MOHUR_OK || is_final(st)) {
        return st;
    }
    mohur__error_clear(u->ctx);
    if (st != MOHUR_E_NO_KEY && !u->has_excuse) {
        u->has_excuse    = true;
        u->excuse_slot   = *slot;
        u->excuse_opener = *opener;
    }
    return MOHUR_OK;
}

static mohur__bytes
hint_of(const struct unlock *u, size_t key)
{
    size_t all = u->wish->options.keys_len * MOHUR__HINT_LEN;

    return mohur__bytes_sub(mohur__bytes_of(u->hints, all),
                            key * MOHUR__HINT_LEN, MOHUR__HINT_LEN);
}

/* Try the keys that a slot may be for. */
static mohur_status
slot_keys(struct unlock *u, const struct mohur__slot *slot)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < u->wish->options.keys_len; i++) {
        struct mohur__slot_opener opener = {
            .key        = u->wish->options.keys[i],
            .passphrase = MOHUR__NOTHING,
        };
        if (u->file_key == NULL && mohur_key_has_private(opener.key) &&
            mohur__slot_fits(slot, &opener, hint_of(u, i))) {
            TRY(slot_attempt(u, slot, &opener));
        }
    }

out:
    return st;
}

static mohur_status
slot_passphrase(struct unlock *u, const struct mohur__slot *slot)
{
    struct mohur__slot_opener opener = {
        .key        = NULL,
        .passphrase = u->wish->passphrase,
    };

    if (opener.passphrase.len == 0 ||
        !mohur__slot_fits(slot, &opener, MOHUR__NOTHING)) {
        return MOHUR_OK;
    }
    u->tried_passphrase = true;
    return slot_attempt(u, slot, &opener);
}

/* The keys that a slot of type 19 may be for, with the passphrase. */
static mohur_status
slot_both(struct unlock *u, const struct mohur__slot *slot)
{
    struct mohur__slot_opener opener = {.passphrase = u->wish->passphrase};
    bool named                       = false;
    mohur_status st                  = MOHUR_OK;

    for (size_t i = 0; i < u->wish->options.keys_len; i++) {
        opener.key = u->wish->options.keys[i];
        if (u->file_key != NULL || opener.passphrase.len == 0 ||
            !mohur_key_has_private(opener.key) ||
            !mohur__slot_takes_both(slot, opener.key)) {
            continue;
        }
        TRY(mohur__slot_names(u->ctx, u->header->salt, slot, opener.key,
                              &named));
        if (named || slot->hint.len == 0) {
            TRY(slot_attempt(u, slot, &opener));
        }
    }

out:
    return st;
}

static mohur_status
slot_in_round(struct unlock *u,
              const struct mohur__slot *slot,
              enum round round)
{
    if (round == ROUND_PASSPHRASE) {
        return slot->type == MOHUR__SLOT_BOTH ? slot_both(u, slot)
                                              : slot_passphrase(u, slot);
    }
    if ((slot->hint.len > 0) == (round == ROUND_HINTED)) {
        return slot_keys(u, slot);
    }
    return MOHUR_OK;
}

static mohur_status
try_round(struct unlock *u, enum round round)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__cursor c  = mohur__cursor_of(u->header->slots);
    struct mohur__slot slot = {.type = 0};

    for (uint32_t i = 0; i < u->header->n_slots && u->file_key == NULL; i++) {
        TRY(mohur__slot_parse(u->ctx, &c, &slot));
        TRY(slot_in_round(u, &slot, round));
    }

out:
    return st;
}

/* No slot opened: say so, or why one could not be tried. */
static mohur_status
give_up(struct unlock *u)
{
    bool only_passphrase = u->wish->options.keys_len == 0;

    if (u->has_excuse) {
        mohur_status st = slot_try(u, &u->excuse_slot, &u->excuse_opener);
        if (st != MOHUR_OK) {
            return st;
        }
    }
    if (only_passphrase && u->tried_passphrase) {
        return mohur__error(u->ctx, MOHUR_E_PASSPHRASE,
                            "the passphrase does not open this archive");
    }
    return mohur__error(u->ctx, MOHUR_E_NO_KEY,
                        "no key at hand opens this archive");
}

static mohur_status
find_file_key(struct unlock *u)
{
    mohur_status st                         = MOHUR_OK;
    const mohur_archive_open_options *asked = &u->wish->options;
    void *hints                             = NULL;

    TRY(mohur__alloc_array(u->ctx, asked->keys_len, MOHUR__HINT_LEN, &hints));
    u->hints = hints;
    for (size_t i = 0; i < asked->keys_len; i++) {
        mohur__span all =
            mohur__span_of(u->hints, asked->keys_len * MOHUR__HINT_LEN);
        TRY(mohur__slot_hint(
            u->ctx, u->header->salt, asked->keys[i],
            mohur__span_sub(all, i * MOHUR__HINT_LEN, MOHUR__HINT_LEN)));
    }
    for (enum round i = ROUND_HINTED; i < ROUNDS; i++) {
        TRY(try_round(u, i));
    }
    if (u->file_key == NULL) {
        st = give_up(u);
    }

out:
    return st;
}

/* EXT records are under the key too: each is opened, known ones parsed. */
static mohur_status
check_ext(mohur_ctx *ctx,
          const struct mohur__header *h,
          const struct mohur__schedule *s)
{
    mohur_status st                   = MOHUR_OK;
    struct mohur__cursor c            = mohur__cursor_of(h->ext);
    struct mohur__buf body            = {0};
    struct mohur__ext ext             = {.raw = MOHUR__NOTHING};
    struct mohur__signature signature = {.alg = 0};
    uint16_t type                     = 0;

    mohur__buf_init(&body, ctx, MOHUR__EXT_TOTAL_MAX);
    for (uint32_t i = 0; i < h->n_ext; i++) {
        mohur__buf_clear(&body);
        TRY(mohur__ext_parse(ctx, &c, &ext));
        TRY(mohur__ext_open(ctx, s, h->aead, &ext, &type, &body));
        if (type == MOHUR__EXT_COUNTER_SIGNATURE ||
            type == MOHUR__EXT_ADMIN_SIGNATURE) {
            struct mohur__cursor in = mohur__cursor_of(mohur__buf_view(&body));
            TRY(mohur__signature_parse(ctx, &in, &signature));
            REQUIRE(ctx, mohur__cursor_end(&in), MOHUR_E_FORMAT,
                    "bytes stand after a signature in the header");
        }
    }

out:
    mohur__buf_wipe(&body);
    return st;
}

static mohur_status
recipient_of(const struct unlock *u, mohur__span out)
{
    if (u->opened.key != NULL) {
        return mohur__recipient_id_key(u->ctx, u->opened.key, out);
    }
    return mohur__recipient_id_passphrase(u->ctx, out);
}

/* CT: leaks which slot opened, not why others did not. */
mohur_status
mohur__reader_unlock(mohur_ctx *ctx,
                     const struct mohur__header *h,
                     const struct mohur__reader_wish *wish,
                     struct mohur__schedule *out_schedule,
                     mohur__span out_recipient)
{
    mohur_status st = MOHUR_OK;
    struct unlock u = {.ctx = ctx, .header = h, .wish = wish};

    TRY(find_file_key(&u));
    TRY(recipient_of(&u, out_recipient));
    TRY(mohur__profile_allow(ctx, MOHUR_OP_DECRYPT, h->aead, MOHUR_ALG_NONE,
                             0));
    TRY(mohur__schedule_init(ctx, h->imm, mohur__secret_bytes(u.file_key),
                             out_schedule));
    TRY(mohur__header_verify(ctx, h, out_schedule));
    TRY(check_ext(ctx, h, out_schedule));
    if (wish->out_file_key != NULL) {
        *wish->out_file_key = u.file_key;
        u.file_key          = NULL; /* the caller's now */
    }

out:
    mohur__secret_free(u.file_key);
    mohur__free(u.hints);
    mohur__wipe(u.stretched, sizeof u.stretched);
    return st;
}
