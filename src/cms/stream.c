/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/stream.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/flow.h"
#include "cms/pour.h"
#include "x509/public_key.h"

/*
 * The outer elements are read header by header, since what they enclose may
 * be longer than memory.  Their lengths must fit each other exactly: so each
 * is compared with what was announced, and nothing is trusted.
 */
enum {
    PIECE_LEN        = 256 * 1024,
    LENGTH_MAX       = 8, /* octets */
    OID_MAX          = 16,
    HEAD_MAX         = 1024, /* digestAlgorithms */
    INDEFINITE       = 0x80,
    VERSION_LEN      = 3, /* 02 01 xx */
    VERSION_FIRST    = 1,
    VERSION_LAST     = 5,
    OUTER_HEADER_MAX = 2 + LENGTH_MAX
};

static const char NOT_CMS[] = "the file is not exactly a signed message (CMS)";

struct in {
    mohur_ctx *ctx;
    mohur_source *source;
    uint64_t taken; /* bytes read so far */
};

/* ---- reading ---- */

/* Fill out; the file must not end before. */
static mohur_status
pull(struct in *in, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    TRY(mohur__source_read(in->source, out, &len));
    REQUIRE(in->ctx, len == out.len, MOHUR_E_FORMAT, NOT_CMS);
    in->taken += len;

out:
    return st;
}

/* The octets of a long length; must be the shortest form. */
static mohur_status
pull_length(struct in *in, size_t octets, uint64_t *out)
{
    mohur_status st          = MOHUR_OK;
    uint8_t room[LENGTH_MAX] = {0};
    uint64_t len             = 0;

    REQUIRE(in->ctx, octets <= LENGTH_MAX, MOHUR_E_FORMAT, NOT_CMS);
    TRY(pull(in, mohur__span_sub(MOHUR__SPAN(room), 0, octets)));
    for (size_t i = 0; i < octets; i++) {
        len = len << 8 | room[i];
    }
    REQUIRE(in->ctx, len >= 0x80 && len >> (8 * (octets - 1)) != 0,
            MOHUR_E_FORMAT, NOT_CMS);
    *out = len;

out:
    return st;
}

/* The header of an element of this tag: how long its contents are. */
static mohur_status
pull_header(struct in *in, uint8_t tag, uint64_t *out_len)
{
    mohur_status st  = MOHUR_OK;
    uint8_t first[2] = {0};

    TRY(pull(in, MOHUR__SPAN(first)));
    REQUIRE(in->ctx, first[0] == tag, MOHUR_E_FORMAT, NOT_CMS);
    REQUIRE(in->ctx, first[1] != INDEFINITE, MOHUR_E_UNSUPPORTED,
            "the message is in BER, without lengths; only DER is read");
    *out_len = first[1];
    if (first[1] > INDEFINITE) {
        TRY(pull_length(in, first[1] & 0x7F, out_len));
    }

out:
    return st;
}

/* An element that must fill the rest, up to end, exactly. */
static mohur_status
pull_last(struct in *in, uint8_t tag, uint64_t end, uint64_t *out_len)
{
    mohur_status st   = MOHUR_OK;
    uint64_t want_end = 0;

    TRY(pull_header(in, tag, out_len));
    REQUIRE(in->ctx,
            mohur__u64_add(in->taken, *out_len, &want_end) && want_end == end,
            MOHUR_E_FORMAT, NOT_CMS);

out:
    return st;
}

static mohur_status
pull_oid(struct in *in, enum mohur__oid *out)
{
    mohur_status st       = MOHUR_OK;
    uint64_t len          = 0;
    uint8_t room[OID_MAX] = {0};

    TRY(pull_header(in, MOHUR__DER_OID, &len));
    REQUIRE(in->ctx, len > 0 && len <= OID_MAX, MOHUR_E_FORMAT, NOT_CMS);
    TRY(pull(in, mohur__span_of(room, (size_t)len)));
    *out = mohur__oid_find(mohur__bytes_of(room, (size_t)len));

out:
    return st;
}

/* ContentInfo as far as into SignedData; *out_end is where that ends. */
static mohur_status
pull_outer(struct in *in, uint64_t *out_end)
{
    mohur_status st      = MOHUR_OK;
    uint64_t len         = 0;
    uint64_t end         = 0;
    enum mohur__oid type = MOHUR__OID_NONE;

    TRY(pull_header(in, MOHUR__DER_SEQUENCE, &len));
    REQUIRE(in->ctx, mohur__u64_add(in->taken, len, &end), MOHUR_E_FORMAT,
            NOT_CMS);
    TRY(pull_oid(in, &type));
    REQUIRE(in->ctx, type == MOHUR__OID_SIGNED_DATA, MOHUR_E_UNSUPPORTED,
            "the file is a message, but not a signed one");
    TRY(pull_last(in, MOHUR__DER_CONTEXT_0, end, &len));
    TRY(pull_last(in, MOHUR__DER_SEQUENCE, end, &len));
    *out_end = end;

out:
    return st;
}

static mohur_status
pull_version(struct in *in, uint64_t *out)
{
    mohur_status st           = MOHUR_OK;
    uint8_t room[VERSION_LEN] = {0};

    TRY(pull(in, MOHUR__SPAN(room)));
    REQUIRE(in->ctx,
            room[0] == MOHUR__DER_INTEGER && room[1] == 1 &&
                room[2] >= VERSION_FIRST && room[2] <= VERSION_LAST,
            MOHUR_E_FORMAT, NOT_CMS);
    *out = room[2];

out:
    return st;
}

/* One more, whatever it is, that is not there yet. */
static mohur_status
read_hash(mohur_ctx *ctx,
          struct mohur__der_reader *r,
          mohur__bytes names[MOHUR__CMS_DIGESTS_MAX],
          struct mohur__cms *out)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__der_reader again = *r;
    mohur__bytes name              = mohur__der_read_element(r);

    REQUIRE(ctx, out->hashes_len < MOHUR__CMS_DIGESTS_MAX, MOHUR_E_LIMIT,
            "the message names more than %d digest algorithms",
            MOHUR__CMS_DIGESTS_MAX);
    REQUIRE(ctx, !mohur__bytes_among(names, out->hashes_len, name),
            MOHUR_E_FORMAT, NOT_CMS);
    names[out->hashes_len]         = name;
    out->hashes[out->hashes_len++] = mohur__digest_alg_read(&again);
    r->failed                      = r->failed || again.failed;

out:
    return st;
}

/*
 * Take the names of hashes, each once.  Their order is not asked: nothing is
 * signed over them, and EU DSS appends what it needs.
 */
static mohur_status
read_hashes(mohur_ctx *ctx, mohur__bytes set, struct mohur__cms *out)
{
    mohur_status st                            = MOHUR_OK;
    mohur__bytes names[MOHUR__CMS_DIGESTS_MAX] = {{NULL, 0}};
    struct mohur__der_reader r;

    REQUIRE(ctx, set.len > 0, MOHUR_E_FORMAT, NOT_CMS);
    mohur__der_open(&r, set);
    while (!r.failed && r.left.len > 0) {
        TRY(read_hash(ctx, &r, names, out));
    }
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_CMS);
    for (size_t i = 0; i < out->hashes_len; i++) {
        if (out->hashes[i] != MOHUR_ALG_NONE) {
            TRY(mohur__digests_want(ctx, &out->digests, out->hashes[i]));
        }
    }

out:
    return st;
}

static mohur_status
pull_hashes(struct in *in, struct mohur__cms *out)
{
    mohur_status st        = MOHUR_OK;
    uint64_t len           = 0;
    uint8_t room[HEAD_MAX] = {0};

    TRY(pull_header(in, MOHUR__DER_SET, &len));
    REQUIRE(in->ctx, len <= HEAD_MAX, MOHUR_E_LIMIT,
            "the message names too many digest algorithms");
    TRY(pull(in, mohur__span_of(room, (size_t)len)));
    TRY(read_hashes(in->ctx, mohur__bytes_of(room, (size_t)len), out));

out:
    return st;
}

/* Hash the next len bytes; the file must not end before. */
static mohur_status
pull_content(struct in *in, uint64_t len, struct mohur__digests *digests)
{
    mohur_status st = MOHUR_OK;
    uint64_t got    = 0;

    TRY(mohur__pour(in->ctx, in->source, len, digests, &got));
    REQUIRE(in->ctx, got == len, MOHUR_E_FORMAT, NOT_CMS);
    in->taken += len;

out:
    return st;
}

static mohur_status
pull_encapsulated(struct in *in, struct mohur__cms *out)
{
    mohur_status st      = MOHUR_OK;
    uint64_t len         = 0;
    uint64_t end         = 0;
    enum mohur__oid type = MOHUR__OID_NONE;

    TRY(pull_header(in, MOHUR__DER_SEQUENCE, &len));
    REQUIRE(in->ctx, mohur__u64_add(in->taken, len, &end), MOHUR_E_FORMAT,
            NOT_CMS);
    TRY(pull_oid(in, &type));
    out->is_data  = type == MOHUR__OID_DATA;
    out->attached = in->taken != end;
    if (out->attached) {
        TRY(pull_last(in, MOHUR__DER_CONTEXT_0, end, &len));
        TRY(pull_last(in, MOHUR__DER_OCTETS, end, &len));
        out->content_len = len;
        TRY(pull_content(in, len, &out->digests));
    }

out:
    return st;
}

/* The rest of SignedData, and nothing after it. */
static mohur_status
pull_tail(struct in *in, uint64_t end, struct mohur__buf *tail)
{
    mohur_status st  = MOHUR_OK;
    uint64_t len     = end - in->taken;
    mohur__span room = {NULL, 0};
    uint8_t more     = 0;
    size_t more_len  = 0;

    REQUIRE(in->ctx, in->taken < end, MOHUR_E_FORMAT, NOT_CMS);
    REQUIRE(in->ctx, len <= MOHUR__CMS_MAX, MOHUR_E_LIMIT,
            "certificates and signatures have more than 4 MiB");
    room = mohur__buf_room(tail, (size_t)len);
    TRY(mohur__buf_status(tail));
    TRY(pull(in, room));
    TRY(mohur__source_read(in->source, mohur__span_of(&more, 1), &more_len));
    REQUIRE(in->ctx, more_len == 0, MOHUR_E_FORMAT,
            "there are bytes behind the signed message");

out:
    return st;
}

mohur_status
mohur__cms_read(mohur_ctx *ctx, mohur_source *source, struct mohur__cms *out)
{
    mohur_status st = MOHUR_OK;
    struct in in    = {.ctx = ctx, .source = source};
    uint64_t end    = 0;

    *out = (struct mohur__cms){.version = 0};
    mohur__buf_init(&out->tail, ctx, MOHUR__CMS_MAX);
    TRY(pull_outer(&in, &end));
    TRY(pull_version(&in, &out->version));
    out->body_at = source->pos;
    TRY(pull_hashes(&in, out));
    TRY(pull_encapsulated(&in, out));
    out->tail_at = source->pos;
    TRY(pull_tail(&in, end, &out->tail));

out:
    if (st != MOHUR_OK) {
        mohur__cms_wipe(out);
    }
    return st;
}

void
mohur__cms_wipe(struct mohur__cms *m)
{
    mohur__digests_wipe(&m->digests);
    mohur__buf_wipe(&m->tail);
}

/* ---- writing ---- */

static size_t
length_octets(uint64_t len)
{
    size_t octets = 1;

    while (len >= 0x80 && octets < LENGTH_MAX && len >> (8 * octets) != 0) {
        octets++;
    }
    return octets;
}

/* Bytes of an element with so many of contents. */
static uint64_t
element_len(uint64_t contents)
{
    return 1 + (contents < 0x80 ? 1 : 1 + length_octets(contents)) + contents;
}

static void
put_header(struct mohur__buf *b, uint8_t tag, uint64_t len)
{
    size_t octets = length_octets(len);

    mohur__buf_u8(b, tag);
    if (len < 0x80) {
        mohur__buf_u8(b, (uint8_t)len);
        return;
    }
    mohur__buf_u8(b, (uint8_t)(0x80 | octets));
    for (size_t i = 0; i < octets; i++) {
        mohur__buf_u8(b, (uint8_t)(len >> (8 * (octets - 1 - i))));
    }
}

static void
put_oid(struct mohur__buf *b, enum mohur__oid oid)
{
    mohur__bytes contents = mohur__oid_bytes(oid);

    put_header(b, MOHUR__DER_OID, contents.len);
    mohur__buf_bytes(b, contents);
}

static uint64_t
oid_len(enum mohur__oid oid)
{
    return element_len(mohur__oid_bytes(oid).len);
}

/* ContentInfo as far as the version; so many bytes of SignedData follow. */
static void
put_outer(struct mohur__buf *b, uint64_t version, uint64_t rest)
{
    uint64_t data = VERSION_LEN + rest;

    put_header(b, MOHUR__DER_SEQUENCE,
               oid_len(MOHUR__OID_SIGNED_DATA) +
                   element_len(element_len(data)));
    put_oid(b, MOHUR__OID_SIGNED_DATA);
    put_header(b, MOHUR__DER_CONTEXT_0, element_len(data));
    put_header(b, MOHUR__DER_SEQUENCE, data);
    mohur__buf_bytes(b, mohur__bytes_of("\x02\x01", 2));
    mohur__buf_u8(b, (uint8_t)version);
}

/* All that stands before the content, or before the tail. */
static void
put_head(struct mohur__buf *b, const struct mohur__cms_parts *parts)
{
    bool attached   = parts->content != NULL;
    uint64_t octets = attached ? element_len(parts->content->len) : 0;
    uint64_t encap =
        oid_len(MOHUR__OID_DATA) + (attached ? element_len(octets) : 0);

    put_outer(b, VERSION_FIRST,
              element_len(parts->digest_alg.len) + element_len(encap) +
                  parts->tail.len);
    put_header(b, MOHUR__DER_SET, parts->digest_alg.len);
    mohur__buf_bytes(b, parts->digest_alg);
    put_header(b, MOHUR__DER_SEQUENCE, encap);
    put_oid(b, MOHUR__OID_DATA);
    if (attached) {
        put_header(b, MOHUR__DER_CONTEXT_0, octets);
        put_header(b, MOHUR__DER_OCTETS, parts->content->len);
    }
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
    put_outer(&head, message->version,
              message->tail_at - message->body_at + tail.len);
    TRY(mohur__buf_status(&head));
    TRY(mohur__sink_write(sink, mohur__buf_view(&head)));
    TRY(copy_range(ctx, source, message->body_at, message->tail_at, sink));
    TRY(mohur__sink_write(sink, tail));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&head);
    return st;
}
