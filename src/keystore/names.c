/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/names.h"

#include "base/guard.h"
#include "base/mem.h"

/*
 * A hash table of tags.  They are outputs of HMAC, so their first bytes
 * spread by themselves, and nobody without the index key can choose them.
 */
enum {
    TAG_LEN   = MOHUR__NAME_TAG_LEN,
    STATE_LEN = 32,
    CAP_FIRST = 64
};

void
mohur__names_wipe(struct mohur__names *n)
{
    mohur__free(n->slot);
    *n = (struct mohur__names){0};
}

bool
mohur__names_know(const struct mohur__names *n, mohur__bytes state)
{
    return n->known && mohur__bytes_equal(MOHUR__BYTES(n->state), state);
}

void
mohur__names_begin(struct mohur__names *n, mohur__bytes state)
{
    bool ahead = n->ahead; /* the rows of this transaction are among them */

    mohur__names_wipe(n);
    n->known = true;
    n->ahead = ahead;
    mohur__copy(MOHUR__SPAN(n->state), state);
}

static mohur__bytes
slot_bytes(const struct mohur__names *n, size_t i)
{
    return mohur__bytes_of(n->slot[i], TAG_LEN);
}

/* Where the tag is or would be; cap is not 0 and not full. */
static size_t
slot_of(const struct mohur__names *n, mohur__bytes tag)
{
    size_t i = (size_t)mohur__load64(tag.data) & (n->cap - 1);

    while (!mohur__bytes_zero(slot_bytes(n, i)) &&
           !mohur__bytes_equal(slot_bytes(n, i), tag)) {
        i = (i + 1) & (n->cap - 1);
    }
    return i;
}

/* At most half full, so that searching stays short. */
static mohur_status
grow(mohur_ctx *ctx, struct mohur__names *n)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__names old = *n;
    void *block             = NULL;
    size_t cap              = old.cap == 0 ? CAP_FIRST : 2 * old.cap;

    TRY(mohur__alloc_array(ctx, cap, TAG_LEN, &block));
    n->slot = block;
    n->cap  = cap;
    for (size_t i = 0; i < old.cap; i++) {
        mohur__bytes tag = mohur__bytes_of(old.slot[i], TAG_LEN);
        if (!mohur__bytes_zero(tag)) {
            mohur__copy(MOHUR__SPAN(n->slot[slot_of(n, tag)]), tag);
        }
    }
    mohur__free(old.slot);

out:
    return st;
}

mohur_status
mohur__names_add(mohur_ctx *ctx, struct mohur__names *n, mohur__bytes tag)
{
    mohur_status st = MOHUR_OK;
    size_t i        = 0;

    TRY(mohur__auth_require(ctx,
                            tag.len == TAG_LEN && !mohur__bytes_zero(tag)));
    if (n->len >= n->cap / 2) {
        TRY(grow(ctx, n));
    }
    i = slot_of(n, tag);
    n->len += mohur__bytes_zero(slot_bytes(n, i)) ? 1 : 0;
    mohur__copy(MOHUR__SPAN(n->slot[i]), tag);

out:
    if (st != MOHUR_OK) {
        mohur__names_wipe(n);
    }
    return st;
}

bool
mohur__names_have(const struct mohur__names *n, mohur__bytes tag)
{
    return n->cap > 0 && tag.len == TAG_LEN &&
           !mohur__bytes_zero(slot_bytes(n, slot_of(n, tag)));
}

void
mohur__names_go_ahead(struct mohur__names *n)
{
    n->ahead = true;
}

void
mohur__names_committed(struct mohur__names *n,
                       mohur__bytes before,
                       mohur__bytes after)
{
    if (!mohur__names_know(n, before)) {
        mohur__names_wipe(n);
        return;
    }
    n->ahead = false;
    mohur__copy(MOHUR__SPAN(n->state), after);
}

void
mohur__names_aborted(struct mohur__names *n)
{
    if (n->ahead) {
        mohur__names_wipe(n);
    }
}
