/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pieces.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"

/*
 * A ring of rooms.  One is with the caller, the others are fetched meanwhile:
 * more than one, since waking a thread takes a third of the time in which a
 * piece is hashed.
 */
enum {
    PIECE_LEN = 256 * 1024,
    ROOMS     = 4
};

struct room {
    struct mohur__task task;
    const mohur_source *source;
    uint64_t at;
    mohur__span span; /* of the piece */
    bool fetched;
    uint8_t *memory;
};

struct mohur__pieces {
    mohur_ctx *ctx;
    mohur_source *source;
    uint64_t asked; /* where the next piece begins that nobody fetches */
    uint64_t end;
    size_t ring;  /* rooms in use; 0: all is in memory */
    size_t first; /* the oldest, or that which the caller has */
    size_t sent;  /* rooms being fetched, or fetched */
    bool taken;   /* the caller has the first */
    struct room rooms[ROOMS];
};

bool
mohur__pieces_can(const mohur_source *s)
{
    return mohur__source_seekable(s) &&
           (s->ops->view != NULL || mohur__source_is_shared(s));
}

/* On any thread: touches its room alone. */
static void
fetch(void *arg)
{
    struct room *r = arg;

    r->fetched = mohur__source_fetch(r->source, r->at, r->span);
}

static size_t
rooms_for(const mohur_ctx *ctx, uint64_t len)
{
    /* What is short is not worth waking a thread. */
    return len > 2 * PIECE_LEN && mohur__jobs_width(ctx->jobs) > 1 ? ROOMS : 1;
}

static mohur_status
make_rooms(struct mohur__pieces *p, uint64_t len)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;
    size_t room_len = len < PIECE_LEN ? (size_t)len : PIECE_LEN;

    p->ring = rooms_for(p->ctx, len);
    for (size_t i = 0; i < p->ring; i++) {
        struct room *r = &p->rooms[i];

        TRY(mohur__alloc(p->ctx, room_len, &memory));
        r->memory = memory;
        r->source = p->source;
        r->task   = (struct mohur__task){.run = fetch, .arg = r};
    }

out:
    return st;
}

mohur_status
mohur__pieces_new(mohur_ctx *ctx,
                  mohur_source *s,
                  uint64_t len,
                  struct mohur__pieces **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__pieces *p = NULL;
    uint64_t left           = s->len - s->pos;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &p));
    len       = len < left ? len : left;
    p->ctx    = ctx;
    p->source = s;
    p->asked  = s->pos;
    p->end    = s->pos + len;
    if (s->ops->view == NULL && len > 0) {
        TRY(make_rooms(p, len));
    }
    *out = p;
    p    = NULL; /* the caller's now */

out:
    mohur__pieces_free(p);
    return st;
}

static size_t
next_len(const struct mohur__pieces *p)
{
    uint64_t left = p->end - p->asked;

    return left < PIECE_LEN ? (size_t)left : PIECE_LEN;
}

/* Have the next piece fetched, in a room that is free. */
static void
send_next(struct mohur__pieces *p)
{
    struct room *r = &p->rooms[(p->first + p->sent) % p->ring];

    r->at   = p->asked;
    r->span = mohur__span_of(r->memory, next_len(p));
    p->asked += r->span.len;
    p->sent++;
    if (p->ring > 1) {
        mohur__jobs_submit(p->ctx->jobs, &r->task);
    } else {
        fetch(r);
    }
}

/* Take back what the caller had, and have the ring filled. */
static void
go_on(struct mohur__pieces *p)
{
    if (p->taken) {
        p->taken = false;
        p->first = (p->first + 1) % p->ring;
        p->sent--;
    }
    while (p->sent < p->ring && p->asked < p->end) {
        send_next(p);
    }
}

static mohur_status
next_fetched(struct mohur__pieces *p, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    struct room *r  = NULL;

    go_on(p);
    if (p->sent == 0) {
        return MOHUR_OK;
    }
    r = &p->rooms[p->first];
    if (p->ring > 1) {
        mohur__jobs_wait(p->ctx->jobs, &r->task);
    }
    if (!r->fetched) {
        /* A job has no words: say here why it could not. */
        TRY(mohur__source_read_at(p->source, r->at, r->span));
    }
    p->taken       = true;
    p->source->pos = r->at + r->span.len;
    *out           = mohur__span_bytes(r->span);

out:
    return st;
}

static mohur_status
next_in_place(struct mohur__pieces *p, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = next_len(p);

    *out = mohur__source_view(p->source, p->asked, len);
    REQUIRE(p->ctx, out->len == len, MOHUR_E_IO, "the input is cut");
    p->asked += len;
    p->source->pos = p->asked;

out:
    return st;
}

mohur_status
mohur__pieces_next(struct mohur__pieces *p, mohur__bytes *out)
{
    *out = MOHUR__NOTHING;
    return p->ring == 0 ? next_in_place(p, out) : next_fetched(p, out);
}

void
mohur__pieces_free(struct mohur__pieces *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; p->ring > 1 && i < p->sent; i++) {
        mohur__jobs_wait(p->ctx->jobs,
                         &p->rooms[(p->first + i) % p->ring].task);
    }
    for (size_t i = 0; i < ROOMS; i++) {
        mohur__free(p->rooms[i].memory);
    }
    mohur__free(p);
}
