/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include "base/arena.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * A secret is a handle in ordinary memory on a slot of the arena.
 */
struct mohur__secret {
    struct mohur__slot slot;
};

/* CT: leaks the length. */
mohur_status
mohur__secret_new(mohur_ctx *ctx, size_t len, struct mohur__secret **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__secret *s = NULL;

    *out = NULL;
    REQUIRE(ctx, len > 0 && len <= MOHUR__SECRET_MAX, MOHUR_E_ARGUMENT,
            "a secret has 1 to %d bytes, not %zu", MOHUR__SECRET_MAX, len);
    TRY(MOHUR__NEW(ctx, &s));
    TRY(mohur__arena_take(ctx, ctx->arena, len, &s->slot));
    *out = s;
    s    = NULL;

out:
    mohur__free(s);
    return st;
}

/* CT: leaks the length. */
mohur_status
mohur__secret_copy(mohur_ctx *ctx, mohur__bytes b, struct mohur__secret **out)
{
    mohur_status st = mohur__secret_new(ctx, b.len, out);

    if (st == MOHUR_OK) {
        mohur__copy(mohur__secret_span(*out), b);
    }
    return st;
}

/* CT: leaks the length. */
mohur_status
mohur__secret_random(mohur_ctx *ctx, size_t len, struct mohur__secret **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__secret *s = NULL;

    *out = NULL;
    TRY(mohur__secret_new(ctx, len, &s));
    TRY(mohur__random(ctx, mohur__secret_span(s)));
    *out = s;
    s    = NULL;

out:
    mohur__secret_free(s);
    return st;
}

mohur__bytes
mohur__secret_bytes(const struct mohur__secret *s)
{
    return s != NULL ? mohur__bytes_of(s->slot.data, s->slot.len)
                     : MOHUR__NOTHING;
}

mohur__span
mohur__secret_span(struct mohur__secret *s)
{
    return s != NULL ? mohur__span_of(s->slot.data, s->slot.len)
                     : mohur__span_of(NULL, 0);
}

bool
mohur__secret_alive(const struct mohur__secret *s)
{
    return s != NULL && mohur__arena_slot_alive(&s->slot);
}

/* CT: leaks the length. */
void
mohur__secret_free(struct mohur__secret *s)
{
    if (s != NULL) {
        mohur__arena_give(&s->slot);
        mohur__free(s);
    }
}
