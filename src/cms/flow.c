/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/flow.h"

#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"

enum {
    PIECE_LEN = 256 * 1024,
    PIECE_MIN = 4096,
    PIECES    = 2
};

struct mohur__flow {
    mohur_ctx *ctx;
    struct mohur__digests *digests; /* the job's while one is out */
    struct mohur__task task;
    bool is_out;         /* the task was submitted, and not waited for */
    mohur__bytes piece;  /* that it hashes */
    mohur_status status; /* that it came to */
    uint8_t *rooms[PIECES];
    size_t room_len;
    size_t next; /* the room that is filled */
};

/* On any thread: touches the digests and nothing of the context. */
static void
hash_piece(void *arg)
{
    struct mohur__flow *f = arg;

    f->status = mohur__digests_update(f->digests, f->piece);
}

/* One more than the content has: so its end is seen by the first read. */
static size_t
room_for(uint64_t len)
{
    if (len >= PIECE_LEN) {
        return PIECE_LEN;
    }
    return len < PIECE_MIN ? PIECE_MIN : (size_t)len + 1;
}

mohur_status
mohur__flow_new(mohur_ctx *ctx,
                struct mohur__digests *digests,
                uint64_t len,
                struct mohur__flow **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__flow *f = NULL;
    void *memory          = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &f));
    f->ctx      = ctx;
    f->digests  = digests;
    f->task.run = hash_piece;
    f->task.arg = f;
    f->room_len = room_for(len);
    for (size_t i = 0; i < PIECES; i++) {
        TRY(mohur__alloc(ctx, f->room_len, &memory));
        f->rooms[i] = memory;
    }
    *out = f;
    f    = NULL; /* the caller's now */

out:
    mohur__flow_free(f);
    return st;
}

mohur__span
mohur__flow_room(const struct mohur__flow *f)
{
    return mohur__span_of(f->rooms[f->next], f->room_len);
}

/* What the piece that is out came to, once it did. */
static mohur_status
take_back(struct mohur__flow *f)
{
    mohur_status st = MOHUR_OK;

    if (f->is_out) {
        mohur__jobs_wait(f->ctx->jobs, &f->task);
        f->is_out = false;
        REQUIRE(f->ctx, f->status == MOHUR_OK, f->status,
                "the document could not be hashed");
    }

out:
    return st;
}

mohur_status
mohur__flow_push(struct mohur__flow *f, size_t len)
{
    mohur_status st = MOHUR_OK;

    TRY(take_back(f));
    f->piece = mohur__bytes_of(f->rooms[f->next], len);
    f->next  = (f->next + 1) % PIECES;
    if (len < f->room_len) {
        /* The last, and often the only one: no thread is worth it. */
        TRY(mohur__digests_update(f->digests, f->piece));
        goto out;
    }
    f->is_out = true;
    mohur__jobs_submit(f->ctx->jobs, &f->task);

out:
    return st;
}

mohur_status
mohur__flow_finish(struct mohur__flow *f)
{
    mohur_status st = MOHUR_OK;

    TRY(take_back(f));
    TRY(mohur__digests_finish(f->digests));

out:
    return st;
}

void
mohur__flow_free(struct mohur__flow *f)
{
    if (f == NULL) {
        return;
    }
    if (f->is_out) {
        mohur__jobs_wait(f->ctx->jobs, &f->task);
    }
    for (size_t i = 0; i < PIECES; i++) {
        mohur__free(f->rooms[i]);
    }
    mohur__free(f);
}
