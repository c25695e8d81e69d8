/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/press.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"

/* A ring of plates: the oldest sent ones first, then the one at hand. */
struct plate {
    struct mohur__task task;
    struct mohur__packer *packer;
    uint8_t *content;
    size_t len;
    uint8_t *room;
    mohur__bytes frame; /* in room */
    mohur_status st;    /* what the job came to */
};

struct mohur__press {
    mohur_ctx *ctx;
    size_t n;
    size_t first; /* the oldest */
    size_t sent;
    struct plate *plates;
};

static void
plate_run(void *arg)
{
    struct plate *a = arg;

    a->st = mohur__packer_pack(
        a->packer, mohur__bytes_of(a->content, a->len),
        mohur__span_of(a->room, MOHUR__SEGMENT_STORED_MAX), &a->frame);
}

static mohur_status
plate_init(mohur_ctx *ctx, struct plate *a)
{
    void *content   = NULL;
    void *room      = NULL;
    mohur_status st = MOHUR_OK;

    a->task = (struct mohur__task){.run = plate_run, .arg = a};
    TRY(mohur__packer_new(ctx, &a->packer));
    TRY(mohur__alloc(ctx, MOHUR__SEGMENT_LEN, &content));
    a->content = content;
    TRY(mohur__alloc(ctx, MOHUR__SEGMENT_STORED_MAX, &room));
    a->room = room;

out:
    return st;
}

mohur_status
mohur__press_new(mohur_ctx *ctx, struct mohur__press **out)
{
    size_t width           = mohur__jobs_width(ctx->jobs);
    struct mohur__press *p = NULL;
    void *plates           = NULL;
    mohur_status st        = MOHUR_OK;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &p));
    p->ctx = ctx;
    /* One at hand while the others are at work. */
    p->n = width > 1 ? width + 1 : 1;
    TRY(mohur__alloc_array(ctx, p->n, sizeof *p->plates, &plates));
    p->plates = plates;
    for (size_t i = 0; i < p->n; i++) {
        TRY(plate_init(ctx, &p->plates[i]));
    }
    *out = p;
    p    = NULL;

out:
    mohur__press_free(p);
    return st;
}

static struct plate *
at_hand(const struct mohur__press *p)
{
    return &p->plates[(p->first + p->sent) % p->n];
}

bool
mohur__press_has_room(const struct mohur__press *p)
{
    return p->sent < p->n;
}

size_t
mohur__press_fill(struct mohur__press *p, mohur__bytes data)
{
    struct plate *a = at_hand(p);
    mohur__span all = mohur__span_of(a->content, MOHUR__SEGMENT_LEN);
    size_t n        = mohur__copy(mohur__span_sub(all, a->len, all.len), data);

    a->len += n;
    return n;
}

size_t
mohur__press_filled(const struct mohur__press *p)
{
    return mohur__press_has_room(p) ? at_hand(p)->len : 0;
}

void
mohur__press_send(struct mohur__press *p)
{
    mohur__jobs_submit(p->ctx->jobs, &at_hand(p)->task);
    p->sent++;
}

size_t
mohur__press_sent(const struct mohur__press *p)
{
    return p->sent;
}

mohur_status
mohur__press_take(struct mohur__press *p, struct mohur__pressed *out)
{
    struct plate *a = &p->plates[p->first];
    mohur_status st = MOHUR_OK;

    mohur__jobs_wait(p->ctx->jobs, &a->task);
    REQUIRE(p->ctx, a->st == MOHUR_OK, a->st,
            "zstd could not compress a segment");
    out->content = mohur__bytes_of(a->content, a->len);
    out->frame   = a->frame;

out:
    return st;
}

void
mohur__press_release(struct mohur__press *p)
{
    p->plates[p->first].len = 0;
    p->first                = (p->first + 1) % p->n;
    p->sent--;
}

void
mohur__press_free(struct mohur__press *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->sent; i++) {
        mohur__jobs_wait(p->ctx->jobs, &p->plates[(p->first + i) % p->n].task);
    }
    for (size_t i = 0; p->plates != NULL && i < p->n; i++) {
        mohur__packer_free(p->plates[i].packer);
        mohur__free(p->plates[i].content);
        mohur__free(p->plates[i].room);
    }
    mohur__free(p->plates);
    mohur__free(p);
}
