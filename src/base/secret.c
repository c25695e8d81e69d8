/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

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

struct region {
    struct region *next;
    uint8_t *data;
    struct page pages[REGION_PAGES];
    size_t in_use; /* slots, the mark not counted */
    bool wiped_on_fork;
};

struct mohur__arena {
    struct mohur__mutex lock;
    struct region *regions;
    size_t refs;
    int64_t process;
    atomic_bool any_locked; /* regions so far */
    atomic_bool any_unlocked;
};

struct mohur__secret {
    struct mohur__arena *arena;
    struct region *region;
    uint8_t *data;
    size_t len;
    size_t page;
    size_t slot;
};

static void
region_free(struct region *r)
{
    if (r != NULL) {
        sodium_free(r->data); /* wipes */
        mohur__free(r);
    }
}

static mohur_status
region_new(mohur_ctx *ctx, struct mohur__arena *arena, struct region **out)
{
    mohur_status st  = MOHUR_OK;
    struct region *r = NULL;

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
    r->pages[0] = (struct page){1, SLOT_LEAST};
    *out        = r;
    r           = NULL;

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
region_take(struct region *r, struct mohur__secret *s)
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
            s->slot   = slot;
            s->data   = r->data + i * PAGE_LEN + slot * slot_len;
            return true;
        }
    }
    return false;
}

static mohur_status
arena_take(mohur_ctx *ctx, struct mohur__arena *arena, struct mohur__secret *s)
{
    mohur_status st  = MOHUR_OK;
    struct region *r = NULL;

    mohur__mutex_lock(&arena->lock);
    for (r = arena->regions; r != NULL; r = r->next) {
        if (region_take(r, s)) {
            break;
        }
    }
    if (r == NULL) {
        TRY(region_new(ctx, arena, &r));
        r->next        = arena->regions;
        arena->regions = r;
        region_take(r, s);
    }
    arena->refs++;
    s->arena = arena;

out:
    mohur__mutex_unlock(&arena->lock);
    return st;
}

/* Release a region that became empty; the last one stays for what comes. */
static void
arena_drop_region(struct mohur__arena *arena, struct region *empty)
{
    struct region **link = &arena->regions;

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
    struct region *r = NULL;
    bool last        = --arena->refs == 0;

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

/* CT: leaks the length. */
mohur_status
mohur__secret_new(mohur_ctx *ctx, size_t len, struct mohur__secret **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__secret *s = NULL;

    *out = NULL;
    REQUIRE(ctx, len > 0 && len <= MOHUR__SECRET_MAX, MOHUR_E_ARGUMENT,
            "a secret has 1 to %d bytes, not %zu", MOHUR__SECRET_MAX, len);
    REQUIRE(ctx, ctx->arena->process == mohur__os_process(), MOHUR_E_STATE,
            "the context was made before a fork; make a new one");
    TRY(MOHUR__NEW(ctx, &s));
    s->len = len;
    TRY(arena_take(ctx, ctx->arena, s));
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
    return s != NULL ? mohur__bytes_of(s->data, s->len) : MOHUR__NOTHING;
}

mohur__span
mohur__secret_span(struct mohur__secret *s)
{
    return s != NULL ? mohur__span_of(s->data, s->len)
                     : mohur__span_of(NULL, 0);
}

bool
mohur__secret_alive(const struct mohur__secret *s)
{
    if (s == NULL) {
        return false;
    }
    if (s->region->wiped_on_fork) {
        return mohur__bytes_equal(
            mohur__bytes_of(s->region->data, sizeof region_mark),
            MOHUR__BYTES(region_mark));
    }
    return s->arena->process == mohur__os_process();
}

/* CT: leaks the length. */
void
mohur__secret_free(struct mohur__secret *s)
{
    struct page *p = NULL;

    if (s == NULL) {
        return;
    }
    mohur__wipe(s->data, s->len);
    if (mohur__secret_alive(s)) {
        mohur__mutex_lock(&s->arena->lock);
        p = &s->region->pages[s->page];
        p->used &= ~((uint64_t)1 << s->slot);
        if (--s->region->in_use == 0) {
            arena_drop_region(s->arena, s->region);
        }
        arena_release(s->arena);
    }
    mohur__free(s);
}
