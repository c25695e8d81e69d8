/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/ct.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_memory.h"
#include "base/os_thread.h"

#include <sodium.h>
#include <stdatomic.h>

/*
 * An arena takes regions of 64 KiB from sodium_malloc, which puts a canary
 * before and unreadable pages around each.  A region is 16 pages; a page in
 * use serves slots of one length.  The first slot of a region is its mark,
 * which a forked child finds zeroed.  What is known about a region lies
 * outside of it, so that it survives the fork and can be released.
 *
 * The arena is counted: one for the context, one for each secret.  Its lock
 * makes it safe to release secrets on any thread.  In a forked child the lock
 * may be held by a thread that does not exist, so nothing there touches it.
 */
enum {
    PAGE_LEN     = 4096,
    REGION_PAGES = 16,
    REGION_LEN   = PAGE_LEN * REGION_PAGES,
    SLOT_LEAST   = 64
};

/* So that each slot of a page has its bit in 64. */
_Static_assert(PAGE_LEN / SLOT_LEAST == 64, "slots of a page");
_Static_assert((int)MOHUR__SECRET_MAX == (int)PAGE_LEN, "the largest secret");

static const uint8_t region_mark[16] = "mohur: a region";

struct page {
    uint64_t used;   /* a bit for each slot */
    size_t slot_len; /* of a page in use */
};

struct mohur__region {
    struct mohur__region *next;
    uint8_t *data;
    struct page pages[REGION_PAGES];
    size_t in_use; /* slots, the mark not counted */
    bool wiped_on_fork;
};

struct mohur__arena {
    struct mohur__mutex lock;
    struct mohur__region *regions;
    size_t refs;
    int64_t process;
    atomic_bool any_locked; /* regions so far */
    atomic_bool any_unlocked;
};

static void
region_free(struct mohur__region *r)
{
    if (r != NULL) {
        sodium_free(r->data); /* wipes */
        mohur__free(r);
    }
}

/* A new region becomes the arena's first.  The lock is held. */
static mohur_status
region_new(mohur_ctx *ctx, struct mohur__arena *arena)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__region *r = NULL;

    TRY(MOHUR__NEW(ctx, &r));
    r->data = sodium_malloc(REGION_LEN);
    REQUIRE(ctx, r->data != NULL, MOHUR_E_NO_MEMORY,
            "memory for secrets ran out");
    mohur__wipe(r->data, REGION_LEN);

    /* sodium_malloc tries to lock, but does not say whether it could. */
    atomic_store(mohur__os_memory_lock(r->data, REGION_LEN)
                     ? &arena->any_locked
                     : &arena->any_unlocked,
                 true);
    mohur__os_memory_no_dump(r->data, REGION_LEN);
    r->wiped_on_fork = mohur__os_memory_wipe_on_fork(r->data, REGION_LEN);

    mohur__copy(mohur__span_of(r->data, REGION_LEN), MOHUR__BYTES(region_mark));
    r->pages[0]    = (struct page){1, SLOT_LEAST};
    r->next        = arena->regions;
    arena->regions = r;
    r              = NULL;

out:
    region_free(r);
    return st;
}

static size_t
slot_len_for(size_t len)
{
    static const size_t classes[] = {SLOT_LEAST, 128, 512, PAGE_LEN};
    size_t i                      = 0;

    while (classes[i] < len) {
        i++;
    }
    return classes[i];
}

/* The first free slot of a page; 64 if there is none. */
static size_t
page_free_slot(const struct page *p)
{
    size_t slot = 0;

    while (slot < PAGE_LEN / p->slot_len && (p->used >> slot & 1) != 0) {
        slot++;
    }
    return slot < PAGE_LEN / p->slot_len ? slot : 64;
}

/* Find room in a region for s, whose len is set.  False: it is full. */
static bool
region_take(struct mohur__region *r, struct mohur__slot *s)
{
    size_t slot_len = slot_len_for(s->len);

    for (size_t i = 0; i < REGION_PAGES; i++) {
        struct page *p = &r->pages[i];
        size_t slot    = 0;
        if (p->used == 0) {
            p->slot_len = slot_len;
        }
        slot = p->slot_len == slot_len ? page_free_slot(p) : 64;
        if (slot < 64) {
            p->used |= (uint64_t)1 << slot;
            r->in_use++;
            s->region = r;
            s->page   = i;
            s->index  = slot;
            s->data   = r->data + i * PAGE_LEN + slot * slot_len;
            return true;
        }
    }
    return false;
}

/* The lock is held. */
static mohur_status
arena_take_locked(mohur_ctx *ctx,
                  struct mohur__arena *arena,
                  size_t len,
                  struct mohur__slot *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__region *r = arena->regions;

    *out = (struct mohur__slot){.arena = arena, .len = len};
    while (r != NULL && !region_take(r, out)) {
        r = r->next;
    }
    if (r == NULL) {
        TRY(region_new(ctx, arena));
        region_take(arena->regions, out);
    }
    arena->refs++;

out:
    return st;
}

/* Release a region that became empty; the last one stays for what comes. */
static void
arena_drop_region(struct mohur__arena *arena, struct mohur__region *empty)
{
    struct mohur__region **link = &arena->regions;

    if (empty->next == NULL && arena->regions == empty) {
        return;
    }
    while (*link != empty) {
        link = &(*link)->next;
    }
    *link = empty->next;
    region_free(empty);
}

/* Give back one reference, and the arena with the last.  Locked on entry. */
static void
arena_release(struct mohur__arena *arena)
{
    struct mohur__region *r = NULL;
    bool last               = --arena->refs == 0;

    mohur__mutex_unlock(&arena->lock);
    if (!last) {
        return;
    }
    while (arena->regions != NULL) {
        r              = arena->regions;
        arena->regions = r->next;
        region_free(r);
    }
    mohur__mutex_destroy(&arena->lock);
    mohur__free(arena);
}

mohur_status
mohur__arena_new(mohur_ctx *ctx, struct mohur__arena **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__arena *arena = NULL;

    *out = NULL;
    REQUIRE(ctx, sodium_init() >= 0, MOHUR_E_BACKEND,
            "libsodium could not be started");
    TRY(MOHUR__NEW(ctx, &arena));
    mohur__mutex_init(&arena->lock);
    arena->refs    = 1;
    arena->process = mohur__os_process();
    *out           = arena;

out:
    return st;
}

void
mohur__arena_free(struct mohur__arena *arena)
{
    /* In a forked child the secrets are zero and the lock is not ours. */
    if (arena != NULL && arena->process == mohur__os_process()) {
        mohur__mutex_lock(&arena->lock);
        arena_release(arena);
    }
}

mohur_memory_level
mohur__arena_level(const struct mohur__arena *arena)
{
    bool locked   = atomic_load(&arena->any_locked);
    bool unlocked = atomic_load(&arena->any_unlocked);

    if (!locked && !unlocked) {
        locked = mohur__os_memory_can_lock(REGION_LEN);
    }
    if (!locked) {
        return MOHUR_MEMORY_NONE;
    }
    return unlocked ? MOHUR_MEMORY_PARTIAL : MOHUR_MEMORY_LOCKED;
}

mohur_status
mohur__arena_take(mohur_ctx *ctx,
                  struct mohur__arena *arena,
                  size_t len,
                  struct mohur__slot *out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, arena->process == mohur__os_process(), MOHUR_E_STATE,
            "the context was made before a fork; make a new one");
    mohur__mutex_lock(&arena->lock);
    st = arena_take_locked(ctx, arena, len, out);
    mohur__mutex_unlock(&arena->lock);

out:
    return st;
}

bool
mohur__arena_slot_alive(const struct mohur__slot *slot)
{
    if (slot->region->wiped_on_fork) {
        return mohur__bytes_equal(
            mohur__bytes_of(slot->region->data, sizeof region_mark),
            MOHUR__BYTES(region_mark));
    }
    return slot->arena->process == mohur__os_process();
}

void
mohur__arena_give(struct mohur__slot *slot)
{
    struct mohur__region *r = slot->region;

    mohur__wipe(slot->data, slot->len);
    if (mohur__arena_slot_alive(slot)) {
        mohur__mutex_lock(&slot->arena->lock);
        r->pages[slot->page].used &= ~((uint64_t)1 << slot->index);
        if (--r->in_use == 0) {
            arena_drop_region(slot->arena, r);
        }
        arena_release(slot->arena);
    }
}
