/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/writer.h"
#include "base/guard.h"

/*
 * An entry that is to be compressed.  Its first segment decides: if zstd
 * saves less than a sixteenth of it, the entry is stored as it is.  So ENTRY,
 * which says how, is written only then.
 */
enum {
    SAVED_MIN = 16 /* of so many parts one is saved */
};

mohur_status
mohur__writer_packed_begin(mohur_archive_writer *w)
{
    mohur_status st = MOHUR_OK;

    if (w->press == NULL) {
        TRY(mohur__press_new(w->ctx, &w->press));
        TRY(mohur__hasher_new(w->ctx, MOHUR_ALG_SHA_256, &w->hasher));
    }

out:
    return st;
}

static bool
is_worth_it(const struct mohur__pressed *first)
{
    return first->frame.len <=
           first->content.len -
               (first->content.len + SAVED_MIN - 1) / SAVED_MIN;
}

/* The first segment is back: as a frame, or as it was given. */
static mohur_status
decide(mohur_archive_writer *w, const struct mohur__pressed *first)
{
    mohur_status st = MOHUR_OK;

    if (is_worth_it(first)) {
        TRY(mohur__writer_entry_open(w, MOHUR__COMP_ZSTD));
        return MOHUR_OK;
    }
    w->entry.is_packed = false;
    TRY(mohur__writer_entry_open(w, MOHUR__COMP_STORED));
    TRY(mohur__writer_entry_store(w, first->content));

out:
    return st;
}

/* Write the oldest segment that the press has. */
static mohur_status
take_one(mohur_archive_writer *w)
{
    struct mohur__pressed pressed = {.content = MOHUR__NOTHING};
    mohur_status st               = MOHUR_OK;

    TRY(mohur__press_take(w->press, &pressed));
    if (!w->entry.is_open) {
        TRY(decide(w, &pressed));
    }
    if (w->entry.is_packed) {
        TRY(mohur__hasher_update(w->hasher, pressed.content));
        TRY(mohur__writer_entry_frame(w, pressed.frame));
    }
    mohur__press_release(w->press);

out:
    return st;
}

/* Give the segment at hand to a job; wait for it if it is the first. */
static mohur_status
send_one(mohur_archive_writer *w)
{
    mohur_status st = MOHUR_OK;

    mohur__press_send(w->press);
    while (mohur__press_sent(w->press) > 0 &&
           (!w->entry.is_open || !mohur__press_has_room(w->press))) {
        TRY(take_one(w));
    }

out:
    return st;
}

mohur_status
mohur__writer_packed_update(mohur_archive_writer *w, mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    while (data.len > 0 && w->entry.is_packed) {
        size_t n = mohur__press_fill(w->press, data);
        data     = mohur__bytes_sub(data, n, data.len);
        if (mohur__press_filled(w->press) == MOHUR__SEGMENT_LEN) {
            TRY(send_one(w));
        }
    }
    TRY(mohur__writer_entry_store(w, data));

out:
    return st;
}

mohur_status
mohur__writer_packed_end(mohur_archive_writer *w)
{
    mohur_status st = MOHUR_OK;

    if (mohur__press_filled(w->press) > 0) {
        TRY(send_one(w));
    }
    while (mohur__press_sent(w->press) > 0) {
        TRY(take_one(w));
    }
    if (!w->entry.is_open) {
        TRY(mohur__writer_entry_open(w, MOHUR__COMP_STORED));
    }
    if (w->entry.sum.comp == MOHUR__COMP_ZSTD) {
        TRY(mohur__hasher_finish(w->hasher,
                                 MOHUR__SPAN(w->entry.sum.content_sha256)));
    }

out:
    return st;
}
