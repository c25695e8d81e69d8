/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"

/*
 * What is left of an entry, to a sink.  Where the sink takes bytes anywhere,
 * each job writes its own segment once it is verified and while it is in the
 * cache; where it does not, they leave in order.
 */

/* Byte `from` of the content belongs at byte `base` of the sink. */
struct target {
    mohur_sink *sink;
    uint64_t from;
    uint64_t base;
};

static int
place_segment(void *user, uint64_t offset, mohur__bytes data)
{
    const struct target *to = user;

    return mohur__sink_place(to->sink, to->base + (offset - to->from), data);
}

static mohur_status
place_error(void *user, int error)
{
    return mohur__sink_place_error(((const struct target *)user)->sink, error);
}

/* One piece of content, in order, written unless its job did that. */
static mohur_status
emit_some(mohur_archive_reader *r, mohur_sink *sink, bool by_jobs)
{
    mohur__bytes bytes = MOHUR__NOTHING;
    mohur_status st    = mohur__reader_content(r, SIZE_MAX, &bytes);

    if (st != MOHUR_OK) {
        return st;
    }
    if (by_jobs && mohur__ahead_is_placed(r->ahead)) {
        mohur__sink_reached(sink, sink->written + bytes.len);
    } else {
        TRY(mohur__sink_write(sink, bytes));
    }
    TRY(mohur__progress(r->ctx, r->open.pos, r->open.content_len));

out:
    return st;
}

/* In what order they go out is the jobs' affair from here on. */
static mohur_status
emit_segments(mohur_archive_reader *r, mohur_sink *sink)
{
    struct target to                  = {sink, r->open.pos, sink->written};
    const struct mohur__placer placer = {place_segment, place_error, &to};
    bool by_jobs =
        mohur__reader_hurry(r, mohur__sink_is_shared(sink) ? &placer : NULL);
    mohur_status st = MOHUR_OK;

    while (st == MOHUR_OK) {
        st = emit_some(r, sink, by_jobs);
    }
    mohur__reader_settle(r); /* jobs have the placer, which ends here */
    r->open.placer = NULL;
    return st == MOHUR_END ? MOHUR_OK : st;
}

static mohur_status
emit(mohur_archive_reader *r, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    while (r->open.pos % MOHUR__SEGMENT_LEN != 0 &&
           r->open.pos < r->open.content_len) {
        TRY(emit_some(r, sink, false));
    }
    TRY(emit_segments(r, sink));
    TRY(mohur__sink_finish(sink));

out:
    return st;
}

mohur_status
mohur_archive_reader_emit(mohur_archive_reader *r, mohur_sink *sink)
{
    mohur_status st = mohur__reader_begin(r);

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__sink_check(r->ctx, sink));
    REQUIRE(r->ctx, r->has_record, MOHUR_E_STATE, "no entry was gone to");
    TRY(mohur__reader_enter(r));
    TRY(emit(r, sink));

out:
    return mohur__reader_end(r, st);
}
