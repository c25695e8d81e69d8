/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"
#include "base/guard.h"

/* Whole-file verification: what a seekable open leaves for later. */

mohur_status
mohur__reader_check_pad(mohur_archive_reader *r)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t head[MOHUR__RECORD_HEAD_LEN] = {0};
    uint64_t off                         = mohur__trailer_pad_off(&r->trailer);
    uint64_t left                        = r->trailer.pad_len;

    TRY(mohur__stream_read(&r->stream, off, MOHUR__SPAN(head)));
    TRY(mohur__record_expect(r->ctx, MOHUR__BYTES(head), MOHUR__RECORD_PAD,
                             left));
    off += sizeof head;
    while (left > 0) {
        size_t some = left < MOHUR__SMALL_ENTRY_MAX ? (size_t)left
                                                    : MOHUR__SMALL_ENTRY_MAX;
        TRY(mohur__stream_read(&r->stream, off,
                               mohur__span_of(r->small, some)));
        REQUIRE(r->ctx, mohur__bytes_zero(mohur__bytes_of(r->small, some)),
                MOHUR_E_FORMAT, "the padding is not zero");
        off += some;
        left -= some;
    }

out:
    return st;
}

/* Everything of the current entry. */
static mohur_status
verify_entry(mohur_archive_reader *r)
{
    mohur_status st    = MOHUR_OK;
    mohur__bytes bytes = MOHUR__NOTHING;

    TRY(mohur__reader_enter(r));
    if (mohur__stage_has(r)) {
        return mohur__stage_verify(r);
    }
    (void)mohur__reader_hurry(r, NULL);
    do {
        st = mohur__reader_content(r, SIZE_MAX, &bytes);
    } while (st == MOHUR_OK);
    if (st == MOHUR_END) {
        st = MOHUR_OK;
    }

out:
    return st;
}

mohur_status
mohur__archive_reader_verify_all(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;

    mohur__listing_rewind(r);
    while ((st = mohur__reader_next(r)) == MOHUR_OK) {
        TRY(verify_entry(r));
    }
    if (st == MOHUR_END) {
        st = mohur__reader_check_pad(r);
    }

out:
    return st;
}
