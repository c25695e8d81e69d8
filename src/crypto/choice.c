/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/backends.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * The choice that a context makes among the tables, once.  Numbers of
 * algorithms are a class and a place in it, so the chosen tables of a
 * primitive are an array indexed by the low byte.
 */
enum {
    PLACES      = 16,
    CHOICES_MAX = 64
};

enum class {
    CLASS_CIPHER = 0x01,
    CLASS_MAC    = 0x02,
    CLASS_HASH   = 0x03,
    CLASS_KDF    = 0x04,
    CLASS_SIGN   = 0x05,
    CLASS_KEM    = 0x06,
    CLASSES      = 0x08
};

struct mohur__backends {
    const struct mohur__aead_ops *aead[PLACES];
    const struct mohur__hash_ops *hash[PLACES];
    const struct mohur__lanes_ops *lanes[PLACES];
    const struct mohur__mac_ops *mac[PLACES];
    const struct mohur__signer_ops *signer[PLACES];
    const struct mohur__verifier_ops *verifier[PLACES];
    const struct mohur__rsa_ops *rsa[PLACES];
    const struct mohur__rsa_signer_ops *rsa_signer[PLACES];
    const struct mohur__dh_ops *dh[PLACES];
    const struct mohur__mlkem_ops *mlkem[PLACES];
    const struct mohur__pwhash_ops *pwhash[PLACES];
    const struct mohur__cbc_ops *cbc[PLACES];
    const struct mohur__sha3_ops *sha3;
    mohur_backend of[CLASSES][PLACES]; /* who does an algorithm */
};

/* What the host asked for. */
struct wishes {
    const mohur_backend_choice *choices;
    size_t len;
};

static size_t
place(mohur_alg alg)
{
    return (size_t)alg & 0xFF;
}

/* The first choice that this table satisfies; len if none does. */
static size_t
rank(const struct wishes *w, mohur_backend backend, mohur_alg alg)
{
    size_t i = 0;

    while (i < w->len) {
        const mohur_backend_choice *c = &w->choices[i];

        if ((c->alg == 0 || c->alg == (uint32_t)alg) &&
            (c->backend == MOHUR_BACKEND_DEFAULT || c->backend == backend)) {
            break;
        }
        i++;
    }
    return i;
}

/* Is it to be taken instead of the one held, by place in the list or wish? */
static bool
wins(const struct wishes *w,
     mohur_alg alg,
     bool (*usable)(void),
     mohur_backend backend,
     const mohur_backend *held)
{
    if (usable != NULL && !usable()) {
        return false;
    }
    return held == NULL || rank(w, backend, alg) < rank(w, *held, alg);
}

static void
note(struct mohur__backends *b, mohur_alg alg, mohur_backend backend)
{
    b->of[((uint32_t)alg >> 8) % CLASSES][place(alg)] = backend;
}

static void
choose_aead(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__aead_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_aead_at(i)) != NULL; i++) {
        const struct mohur__aead_ops **held = &b->aead[place(t->alg)];

        if (wins(w, t->alg, t->usable, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_hash(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__hash_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_hash_at(i)) != NULL; i++) {
        const struct mohur__hash_ops **held = &b->hash[place(t->alg)];

        if (wins(w, t->alg, t->usable, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_lanes(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__lanes_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_lanes_at(i)) != NULL; i++) {
        const struct mohur__lanes_ops **held = &b->lanes[place(t->alg)];

        if (wins(w, t->alg, t->usable, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
        }
    }
}

static void
choose_mac(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__mac_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_mac_at(i)) != NULL; i++) {
        const struct mohur__mac_ops **held = &b->mac[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_signer(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__signer_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_signer_at(i)) != NULL; i++) {
        const struct mohur__signer_ops **held = &b->signer[place(t->alg)];

        if (wins(w, t->alg, t->usable, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
        }
    }
}

static void
choose_verifier(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__verifier_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_verifier_at(i)) != NULL; i++) {
        const struct mohur__verifier_ops **held = &b->verifier[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_rsa(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__rsa_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_rsa_at(i)) != NULL; i++) {
        const struct mohur__rsa_ops **held = &b->rsa[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_rsa_signer(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__rsa_signer_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_rsa_signer_at(i)) != NULL; i++) {
        const struct mohur__rsa_signer_ops **held =
            &b->rsa_signer[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
        }
    }
}

static void
choose_dh(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__dh_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_dh_at(i)) != NULL; i++) {
        const struct mohur__dh_ops **held = &b->dh[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_mlkem(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__mlkem_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_mlkem_at(i)) != NULL; i++) {
        const struct mohur__mlkem_ops **held = &b->mlkem[place(t->alg)];

        if (wins(w, t->alg, t->usable, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_pwhash(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__pwhash_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_pwhash_at(i)) != NULL; i++) {
        const struct mohur__pwhash_ops **held = &b->pwhash[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_cbc(struct mohur__backends *b, const struct wishes *w)
{
    const struct mohur__cbc_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_cbc_at(i)) != NULL; i++) {
        const struct mohur__cbc_ops **held = &b->cbc[place(t->alg)];

        if (wins(w, t->alg, NULL, t->backend,
                 *held == NULL ? NULL : &(*held)->backend)) {
            *held = t;
            note(b, t->alg, t->backend);
        }
    }
}

static void
choose_sha3(struct mohur__backends *b)
{
    const struct mohur__sha3_ops *t = NULL;

    for (size_t i = 0; (t = mohur__backends_sha3_at(i)) != NULL; i++) {
        if (b->sha3 == NULL && (t->usable == NULL || t->usable())) {
            b->sha3 = t;
        }
    }
}

/* Who asks for a hash by name gets it, also where lanes would be faster. */
static void
drop_unwished_lanes(struct mohur__backends *b, const struct wishes *w)
{
    for (size_t i = 0; i < PLACES; i++) {
        const struct mohur__hash_ops *h  = b->hash[i];
        const struct mohur__lanes_ops *l = b->lanes[i];

        if (h != NULL && l != NULL &&
            rank(w, h->backend, h->alg) < rank(w, l->backend, l->alg)) {
            b->lanes[i] = NULL;
        }
    }
}

static mohur_status
check_wishes(mohur_ctx *ctx, const struct wishes *w)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, w->len <= CHOICES_MAX && (w->len == 0 || w->choices != NULL),
            MOHUR_E_ARGUMENT, "choices of backends: 0 to %d are allowed",
            (int)CHOICES_MAX);
    for (size_t i = 0; i < w->len; i++) {
        REQUIRE(ctx, w->choices[i].backend <= MOHUR_BACKEND_IPSECMB,
                MOHUR_E_ARGUMENT, "choice %zu names no backend", i);
    }

out:
    return st;
}

mohur_status
mohur__backends_new(mohur_ctx *ctx,
                    const mohur_backend_choice *choices,
                    size_t choices_len,
                    const struct mohur__backends **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__backends *b = NULL;
    void *memory              = NULL;
    const struct wishes w     = {choices, choices_len};

    *out = NULL;
    TRY(check_wishes(ctx, &w));
    TRY(mohur__alloc(ctx, sizeof *b, &memory));
    b = memory;
    choose_aead(b, &w);
    choose_hash(b, &w);
    choose_lanes(b, &w);
    choose_mac(b, &w);
    choose_signer(b, &w);
    choose_verifier(b, &w);
    choose_rsa(b, &w);
    choose_rsa_signer(b, &w);
    choose_dh(b, &w);
    choose_mlkem(b, &w);
    choose_pwhash(b, &w);
    choose_cbc(b, &w);
    choose_sha3(b);
    drop_unwished_lanes(b, &w);
    *out = b;

out:
    return st;
}

void
mohur__backends_free(const struct mohur__backends *b)
{
    mohur__free((void *)(uintptr_t)b);
}

/* The entry of alg, if alg is of this class; PLACES where there is none. */
static size_t
entry(const mohur_ctx *ctx, mohur_alg alg, enum class class)
{
    if (ctx->backends == NULL || (uint32_t)alg >> 8 != (uint32_t)class ||
        place(alg) >= PLACES) {
        return PLACES;
    }
    return place(alg);
}

const struct mohur__aead_ops *
mohur__backends_aead(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_CIPHER);

    return i < PLACES ? ctx->backends->aead[i] : NULL;
}

const struct mohur__hash_ops *
mohur__backends_hash(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_HASH);

    return i < PLACES ? ctx->backends->hash[i] : NULL;
}

const struct mohur__lanes_ops *
mohur__backends_lanes(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_HASH);

    return i < PLACES ? ctx->backends->lanes[i] : NULL;
}

const struct mohur__mac_ops *
mohur__backends_mac(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_MAC);

    return i < PLACES ? ctx->backends->mac[i] : NULL;
}

const struct mohur__signer_ops *
mohur__backends_signer(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_SIGN);

    return i < PLACES ? ctx->backends->signer[i] : NULL;
}

const struct mohur__verifier_ops *
mohur__backends_verifier(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_SIGN);

    return i < PLACES ? ctx->backends->verifier[i] : NULL;
}

const struct mohur__rsa_ops *
mohur__backends_rsa(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_SIGN);

    return i < PLACES ? ctx->backends->rsa[i] : NULL;
}

const struct mohur__rsa_signer_ops *
mohur__backends_rsa_signer(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_SIGN);

    return i < PLACES ? ctx->backends->rsa_signer[i] : NULL;
}

const struct mohur__dh_ops *
mohur__backends_dh(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_KEM);

    return i < PLACES ? ctx->backends->dh[i] : NULL;
}

const struct mohur__mlkem_ops *
mohur__backends_mlkem(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_KEM);

    return i < PLACES ? ctx->backends->mlkem[i] : NULL;
}

const struct mohur__pwhash_ops *
mohur__backends_pwhash(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_KDF);

    return i < PLACES ? ctx->backends->pwhash[i] : NULL;
}

const struct mohur__cbc_ops *
mohur__backends_cbc(const mohur_ctx *ctx, mohur_alg alg)
{
    size_t i = entry(ctx, alg, CLASS_CIPHER);

    return i < PLACES ? ctx->backends->cbc[i] : NULL;
}

const struct mohur__sha3_ops *
mohur__backends_sha3(const mohur_ctx *ctx)
{
    return ctx->backends == NULL ? NULL : ctx->backends->sha3;
}

mohur_backend
mohur__backends_of(const mohur_ctx *ctx, mohur_alg alg)
{
    uint32_t class = (uint32_t)alg >> 8;

    if (ctx->backends == NULL || class >= CLASSES || place(alg) >= PLACES) {
        return MOHUR_BACKEND_DEFAULT;
    }
    return ctx->backends->of[class][place(alg)];
}
