/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * Compressed entries: what they need beside the stored ones.  A frame is
 * expanded after the segment that it is was found to be the signed one.
 */

mohur_status
mohur__reader_packed_init(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;
    void *content   = NULL;

    if (r->small_content != NULL) {
        return MOHUR_OK;
    }
    mohur__reader_packed_wipe(r); /* what an attempt before left */
    TRY(mohur__unpacker_new(r->ctx, &r->unpacker));
    TRY(mohur__hasher_new(r->ctx, MOHUR_ALG_SHA_256, &r->content_hasher));
    TRY(mohur__alloc(r->ctx, MOHUR__SEGMENT_LEN, &content));
    r->small_content = content;

out:
    return st;
}

void
mohur__reader_packed_wipe(mohur_archive_reader *r)
{
    mohur__unpacker_free(r->unpacker);
    mohur__hasher_free(r->content_hasher);
    mohur__free(r->small_content);
    r->unpacker       = NULL;
    r->content_hasher = NULL;
    r->small_content  = NULL;
}

mohur_status
mohur__reader_packed_small(mohur_archive_reader *r,
                           mohur__bytes frame,
                           mohur__bytes *out)
{
    mohur__span room = mohur__span_of(r->small_content,
                                      mohur__reader_segment_len(&r->open, 0));
    mohur_status st  = mohur__unpacker_unpack(r->unpacker, frame, room);

    REQUIRE(r->ctx, st == MOHUR_OK, st,
            "a compressed segment is no frame that this format allows");
    *out = mohur__span_bytes(room);

out:
    return st;
}

mohur_status
mohur__reader_packed_check(mohur_archive_reader *r, mohur__bytes content)
{
    struct mohur__open_entry *e       = &r->open;
    uint64_t at                       = e->pos - e->pos % MOHUR__SEGMENT_LEN;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur_status st                   = MOHUR_OK;

    if (at == 0) {
        /* Forget what was hashed before, of this entry or of another. */
        TRY(mohur__hasher_finish(r->content_hasher, MOHUR__SPAN(digest)));
        e->hashed = 0;
    }
    if (at != e->hashed) {
        return MOHUR_OK; /* not read in order */
    }
    TRY(mohur__hasher_update(r->content_hasher, content));
    e->hashed += content.len;
    if (e->hashed == e->content_len) {
        TRY(mohur__hasher_finish(r->content_hasher, MOHUR__SPAN(digest)));
        TRY(mohur__auth_require(r->ctx,
                                mohur__bytes_equal(MOHUR__BYTES(digest),
                                                   r->record.content_sha256)));
    }

out:
    return st;
}
