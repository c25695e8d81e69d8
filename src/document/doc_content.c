/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "cms/ber.h"
#include "crypto/hash.h"
#include "document/doc_report.h"

/*
 * Handing out what is inside of a message.  The file is read again, and may be
 * another by now: the digest is that of the report, or nothing is finished.
 */
enum {
    PIECE_LEN = 256 * 1024
};

static const char SHORTER[] = "the file became shorter since it was verified";

static mohur_status
check_report(mohur_ctx *ctx, const mohur_report *report)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__report_check(ctx, report));
    REQUIRE(ctx, report->attached && report->container == NULL,
            MOHUR_E_ARGUMENT, "the document is not inside of the file");
    REQUIRE(ctx, mohur_report_is_accepted(report), MOHUR_E_AUTH,
            "what is in the file is not to be believed, and stays there");

out:
    return st;
}

/* Where the content is read from: the file, or the pieces in it. */
static mohur_status
open_content(mohur_ctx *ctx,
             const mohur_report *report,
             mohur_source *file,
             mohur_source **out_pieces)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, report->content_at <= file->len, MOHUR_E_IO, SHORTER);
    file->pos = report->content_at;
    if (report->in_pieces) {
        TRY(mohur__ber_pieces_new(ctx, file, out_pieces));
    }

out:
    return st;
}

/* Fill out with what comes next. */
static mohur_status
next(mohur_ctx *ctx, mohur_source *from, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(mohur__source_read(from, out, &len));
    REQUIRE(ctx, len == out.len, MOHUR_E_IO, SHORTER);

out:
    return st;
}

static mohur_status
copy_content(mohur_ctx *ctx,
             const mohur_report *report,
             mohur_source *from,
             mohur__span room,
             struct mohur__hasher *hasher,
             mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    uint64_t done   = 0;

    while (done < report->content_len) {
        uint64_t left     = report->content_len - done;
        mohur__span piece = mohur__span_sub(
            room, 0, left < PIECE_LEN ? (size_t)left : PIECE_LEN);

        TRY(next(ctx, from, piece));
        TRY(mohur__hasher_update(hasher, mohur__span_bytes(piece)));
        TRY(mohur__sink_write(sink, mohur__span_bytes(piece)));
        done += piece.len;
        TRY(mohur__progress(ctx, done, report->content_len));
    }

out:
    return st;
}

static mohur_status
hand_out(mohur_ctx *ctx,
         const mohur_report *report,
         mohur_source *file,
         mohur_sink *sink)
{
    mohur_status st               = MOHUR_OK;
    mohur_alg hash                = report->validation.content_hash;
    uint8_t room[MOHUR__HASH_MAX] = {0};
    mohur__span digest            = {room, mohur__hash_len(hash)};
    struct mohur__hasher *hasher  = NULL;
    mohur_source *pieces          = NULL;
    void *memory                  = NULL;

    TRY(mohur__hasher_new(ctx, hash, &hasher));
    TRY(mohur__alloc(ctx, PIECE_LEN, &memory));
    TRY(open_content(ctx, report, file, &pieces));
    TRY(copy_content(ctx, report, pieces == NULL ? file : pieces,
                     mohur__span_of(memory, PIECE_LEN), hasher, sink));
    TRY(mohur__hasher_finish(hasher, digest));
    REQUIRE(ctx,
            mohur__bytes_equal(
                mohur__span_bytes(digest),
                mohur__bytes_of(report->validation.content_digest, digest.len)),
            MOHUR_E_AUTH, "the document is not the one that was verified");
    TRY(mohur__sink_finish(sink));

out:
    mohur_source_free(pieces);
    mohur__free(memory);
    mohur__hasher_free(hasher);
    return st;
}

mohur_status
mohur_document_content(mohur_ctx *ctx,
                       const mohur_report *report,
                       mohur_source *file,
                       mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__source_check(ctx, file));
    TRY(mohur__sink_check(ctx, sink));
    TRY(check_report(ctx, report));
    REQUIRE(ctx, mohur__source_seekable(file), MOHUR_E_ARGUMENT,
            "what was verified is read again: not from a pipe");
    TRY(hand_out(ctx, report, file, sink));

out:
    return st;
}
