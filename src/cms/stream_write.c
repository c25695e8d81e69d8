/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/stream.h"

#include "asn1/der.h"
#include "base/guard.h"
#include "base/mem.h"
#include "cms/ber.h"
#include "cms/flow.h"

/*
 * Outer lengths come first, so all that is written is known before: the
 * content's length, and the tail whole.
 */
enum {
    PIECE_LEN   = 256 * 1024,
    HEAD_MAX    = 1024, /* digestAlgorithms */
    VERSION_LEN = 3,    /* 02 01 xx */
    VERSION     = 1
};

static void
put_oid(struct mohur__buf *b, enum mohur__oid oid)
{
    mohur__bytes contents = mohur__oid_bytes(oid);

    mohur__outer_put(b, MOHUR__DER_OID, contents.len);
    mohur__buf_bytes(b, contents);
}

static uint64_t
oid_len(enum mohur__oid oid)
{
    return mohur__outer_len(mohur__oid_bytes(oid).len);
}

/* ContentInfo as far as the version; so many bytes of SignedData follow. */
static void
put_outer(struct mohur__buf *b, uint64_t version, uint64_t rest)
{
    uint64_t data = VERSION_LEN + rest;

    mohur__outer_put(b, MOHUR__DER_SEQUENCE,
                     oid_len(MOHUR__OID_SIGNED_DATA) +
                         mohur__outer_len(mohur__outer_len(data)));
    put_oid(b, MOHUR__OID_SIGNED_DATA);
    mohur__outer_put(b, MOHUR__DER_CONTEXT_0, mohur__outer_len(data));
    mohur__outer_put(b, MOHUR__DER_SEQUENCE, data);
    mohur__buf_bytes(b, mohur__bytes_of("\x02\x01", 2));
    mohur__buf_u8(b, (uint8_t)version);
}

/* Bytes of encapContentInfo, content and all. */
static uint64_t
encapsulated_len(bool attached, uint64_t len)
{
    uint64_t content = attached ? mohur__outer_len(mohur__outer_len(len)) : 0;

    return mohur__outer_len(oid_len(MOHUR__OID_DATA) + content);
}

/* It, as far as the content. */
static void
put_encapsulated(struct mohur__buf *b, bool attached, uint64_t len)
{
    uint64_t octets  = mohur__outer_len(len);
    uint64_t content = attached ? mohur__outer_len(octets) : 0;

    mohur__outer_put(b, MOHUR__DER_SEQUENCE,
                     oid_len(MOHUR__OID_DATA) + content);
    put_oid(b, MOHUR__OID_DATA);
    if (attached) {
        mohur__outer_put(b, MOHUR__DER_CONTEXT_0, octets);
        mohur__outer_put(b, MOHUR__DER_OCTETS, len);
    }
}

/* All that stands before the content, or before the tail. */
static void
put_head(struct mohur__buf *b, const struct mohur__cms_parts *parts)
{
    bool attached = parts->content != NULL;
    uint64_t len  = attached ? parts->content->len : 0;

    put_outer(b, VERSION,
              mohur__outer_len(parts->digest_alg.len) +
                  encapsulated_len(attached, len) + parts->tail.len);
    mohur__outer_put(b, MOHUR__DER_SET, parts->digest_alg.len);
    mohur__buf_bytes(b, parts->digest_alg);
    put_encapsulated(b, attached, len);
}

/* Copy the content and hash it again: it must be what was signed. */
static mohur_status
copy_content(mohur_ctx *ctx,
             const struct mohur__cms_parts *parts,
             mohur_sink *sink)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__digests digests = {.finished = false};
    struct mohur__flow *f         = NULL;
    uint64_t len                  = parts->content->len;

    TRY(mohur__digests_want(ctx, &digests, parts->hash));
    TRY(mohur__flow_new(ctx, &digests, len, &f));
    for (uint64_t at = 0; at < len;) {
        mohur__span room = mohur__flow_room(f);
        size_t n         = len - at < room.len ? (size_t)(len - at) : room.len;

        room = mohur__span_sub(room, 0, n);
        TRY(mohur__source_read_at(parts->content, at, room));
        TRY(mohur__flow_push(f, n));
        TRY(mohur__sink_write(sink, mohur__span_bytes(room)));
        at += n;
    }
    TRY(mohur__flow_finish(f));
    REQUIRE(ctx,
            mohur__bytes_equal(mohur__digests_get(&digests, parts->hash),
                               parts->digest),
            MOHUR_E_IO, "the document changed while it was being signed");

out:
    mohur__flow_free(f);
    mohur__digests_wipe(&digests);
    return st;
}

mohur_status
mohur__cms_write(mohur_ctx *ctx,
                 const struct mohur__cms_parts *parts,
                 mohur_sink *sink)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf head = {0};

    mohur__buf_init(&head, ctx, HEAD_MAX);
    put_head(&head, parts);
    TRY(mohur__buf_status(&head));
    TRY(mohur__sink_write(sink, mohur__buf_view(&head)));
    if (parts->content != NULL) {
        TRY(copy_content(ctx, parts, sink));
    }
    TRY(mohur__sink_write(sink, parts->tail));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&head);
    return st;
}

/* Bytes of the source from one place to another, as they are. */
static mohur_status
copy_range(mohur_ctx *ctx,
           mohur_source *source,
           uint64_t from,
           uint64_t to,
           mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc(ctx, PIECE_LEN, &memory));
    while (from < to) {
        size_t n = to - from < PIECE_LEN ? (size_t)(to - from) : PIECE_LEN;
        mohur__span room = mohur__span_of(memory, n);

        TRY(mohur__source_read_at(source, from, room));
        TRY(mohur__sink_write(sink, mohur__span_bytes(room)));
        from += n;
    }

out:
    mohur__free(memory);
    return st;
}

/* The content that is in pieces, in one; as many bytes as there were. */
static mohur_status
copy_pieces(mohur_ctx *ctx,
            mohur_source *source,
            const struct mohur__cms *message,
            mohur_sink *sink)
{
    mohur_status st      = MOHUR_OK;
    mohur_source *pieces = NULL;
    void *memory         = NULL;
    uint64_t done        = 0;
    size_t n             = 0;

    TRY(mohur__alloc(ctx, PIECE_LEN, &memory));
    source->pos = message->content_at;
    TRY(mohur__ber_pieces_new(ctx, source, &pieces));
    do {
        mohur__span room = mohur__span_of(memory, PIECE_LEN);

        TRY(mohur__source_read(pieces, room, &n));
        TRY(mohur__sink_write(sink,
                              mohur__span_bytes(mohur__span_sub(room, 0, n))));
        done += n;
    } while (n > 0);
    REQUIRE(ctx, done == message->content_len, MOHUR_E_IO,
            "the message changed while it was being written again");

out:
    mohur_source_free(pieces);
    mohur__free(memory);
    return st;
}

/* From digestAlgorithms to the end of the content: in BER, made DER. */
static mohur_status
copy_body(mohur_ctx *ctx,
          mohur_source *source,
          const struct mohur__cms *m,
          mohur_sink *sink)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf encap = {0};

    if (!m->is_ber) {
        return copy_range(ctx, source, m->body_at, m->tail_at, sink);
    }
    mohur__buf_init(&encap, ctx, HEAD_MAX);
    put_encapsulated(&encap, m->attached, m->content_len);
    TRY(mohur__buf_status(&encap));
    TRY(copy_range(ctx, source, m->body_at, m->encap_at, sink));
    TRY(mohur__sink_write(sink, mohur__buf_view(&encap)));
    if (m->attached) {
        TRY(copy_pieces(ctx, source, m, sink));
    }

out:
    mohur__buf_wipe(&encap);
    return st;
}

static uint64_t
body_len(const struct mohur__cms *m)
{
    return m->is_ber ? m->encap_at - m->body_at +
                           encapsulated_len(m->attached, m->content_len)
                     : m->tail_at - m->body_at;
}

mohur_status
mohur__cms_rewrite(mohur_ctx *ctx,
                   mohur_source *source,
                   const struct mohur__cms *message,
                   mohur__bytes tail,
                   mohur_sink *sink)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf head = {0};

    mohur__buf_init(&head, ctx, HEAD_MAX);
    put_outer(&head, message->version, body_len(message) + tail.len);
    TRY(mohur__buf_status(&head));
    TRY(mohur__sink_write(sink, mohur__buf_view(&head)));
    TRY(copy_body(ctx, source, message, sink));
    TRY(mohur__sink_write(sink, tail));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&head);
    return st;
}
