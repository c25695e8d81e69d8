/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/pour.h"

#include "base/guard.h"
#include "base/pieces.h"
#include "cms/flow.h"

/* Content from a source into digests. */

struct pour {
    mohur_ctx *ctx;
    mohur_source *source;
    struct mohur__digests *digests;
    uint64_t max;
    uint64_t done;
};

static mohur_status
tell(const struct pour *p)
{
    uint64_t len = p->source->len;

    return mohur__progress(p->ctx, p->done, p->max < len ? p->max : len);
}

/* Hashed by the caller's thread, which has nothing else to do. */
static mohur_status
by_pieces(struct pour *p)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__pieces *pieces = NULL;
    mohur__bytes piece           = MOHUR__NOTHING;

    TRY(mohur__pieces_new(p->ctx, p->source, p->max, &pieces));
    TRY(mohur__pieces_next(pieces, &piece));
    while (piece.len > 0) {
        TRY(mohur__digests_update(p->digests, piece));
        p->done += piece.len;
        TRY(tell(p));
        TRY(mohur__pieces_next(pieces, &piece));
    }
    TRY(mohur__digests_finish(p->digests));

out:
    mohur__pieces_free(pieces);
    return st;
}

/* Read by the caller's thread, which alone may. */
static mohur_status
by_flow(struct pour *p)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__flow *f = NULL;
    size_t len            = 0;

    TRY(mohur__flow_new(p->ctx, p->digests,
                        p->max < p->source->len ? p->max : p->source->len, &f));
    do {
        uint64_t left    = p->max - p->done;
        mohur__span room = mohur__flow_room(f);

        room =
            mohur__span_sub(room, 0, left < room.len ? (size_t)left : room.len);
        TRY(mohur__source_read(p->source, room, &len));
        TRY(mohur__flow_push(f, len));
        p->done += len; /* no file has 2^64 bytes */
        TRY(tell(p));
    } while (len > 0);
    TRY(mohur__flow_finish(f));

out:
    mohur__flow_free(f);
    return st;
}

mohur_status
mohur__pour(mohur_ctx *ctx,
            mohur_source *source,
            uint64_t len,
            struct mohur__digests *digests,
            uint64_t *out_len)
{
    struct pour p = {
        .ctx = ctx, .source = source, .digests = digests, .max = len};
    mohur_status st = mohur__pieces_can(source) ? by_pieces(&p) : by_flow(&p);

    *out_len = p.done;
    return st;
}
