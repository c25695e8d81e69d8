/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stream.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"

/* A chunk has one place where it may be kept: its number, modulo. */

/* Where len bytes of a chunk may be kept. */
static mohur__span
room_of(const struct mohur__stream *s, size_t slot, size_t len)
{
    const size_t all = MOHUR__STREAM_KEPT * MOHUR__CHUNK_SEALED_LEN;

    return mohur__span_sub(mohur__span_of(s->kept, all),
                           slot * MOHUR__CHUNK_SEALED_LEN, len);
}

mohur_status
mohur__stream_init(mohur_ctx *ctx,
                   mohur_source *source,
                   uint64_t payload_off,
                   mohur_alg alg,
                   const struct mohur__schedule *schedule,
                   struct mohur__stream *out)
{
    mohur_status st = MOHUR_OK;
    void *kept      = NULL;

    *out = (struct mohur__stream){
        .ctx         = ctx,
        .source      = source,
        .schedule    = schedule,
        .alg         = alg,
        .payload_off = payload_off,
    };
    REQUIRE(ctx, source->len >= payload_off, MOHUR_E_FORMAT,
            "the archive is cut in its header");
    TRY(mohur__chunk_geometry(ctx, source->len - payload_off, MOHUR__CHUNK_LEN,
                              &out->geometry));
    TRY(mohur__aead_new(ctx, alg, mohur__secret_bytes(schedule->payload_key),
                        &out->aead));
    TRY(mohur__alloc_array(ctx, MOHUR__STREAM_KEPT, MOHUR__CHUNK_SEALED_LEN,
                           &kept));
    out->kept = kept;

out:
    return st;
}

void
mohur__stream_wipe(struct mohur__stream *s)
{
    mohur__aead_free(s->aead);
    mohur__free(s->kept);
    mohur__free(s->pins);
    *s = (struct mohur__stream){.ctx = NULL};
}

/* Plaintext bytes of a chunk. */
static size_t
plain_len(const struct mohur__stream *s, uint64_t index)
{
    return index + 1 < s->geometry.chunks ? MOHUR__CHUNK_LEN
                                          : s->geometry.last_len;
}

static uint64_t
sealed_off(const struct mohur__stream *s, uint64_t index)
{
    return s->payload_off + index * MOHUR__CHUNK_SEALED_LEN;
}

/* Remember a chunk of the pinned part, or compare it. */
static mohur_status
pin_check(struct mohur__stream *s, uint64_t index, mohur__bytes plain)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur__span pin                   = {NULL, 0};

    if (index < s->pin_first || index - s->pin_first >= s->pin_n) {
        return MOHUR_OK;
    }
    pin = mohur__span_of(s->pins, (size_t)s->pin_n * MOHUR__DIGEST_LEN);
    pin = mohur__span_sub(pin, (size_t)(index - s->pin_first) * sizeof digest,
                          sizeof digest);
    TRY(mohur__hash(s->ctx, MOHUR_ALG_SHA_256, plain, MOHUR__SPAN(digest)));
    if (mohur__bytes_zero(mohur__span_bytes(pin))) {
        mohur__copy(pin, MOHUR__BYTES(digest));
    }
    TRY(mohur__auth_require(s->ctx, mohur__bytes_equal(mohur__span_bytes(pin),
                                                       MOHUR__BYTES(digest))));

out:
    return st;
}

/* Have a chunk; *out is valid until the next call. */
static mohur_status
chunk_get(struct mohur__stream *s, uint64_t index, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    size_t slot     = (size_t)(index % MOHUR__STREAM_KEPT);
    size_t len      = plain_len(s, index);
    mohur__span all = room_of(s, slot, len + MOHUR__CHUNK_TAG_LEN);

    *out = mohur__bytes_of(all.data, len);
    if (s->held[slot] == index + 1) {
        return MOHUR_OK;
    }
    s->held[slot] = 0;
    TRY(mohur__source_read_at(s->source, sealed_off(s, index), all));
    st =
        mohur__chunk_open(s->aead, s->schedule->n0, index,
                          mohur__span_bytes(all), mohur__span_sub(all, 0, len));
    if (st == MOHUR_E_AUTH) {
        TRY(mohur__auth_require(s->ctx, false));
    }
    REQUIRE(s->ctx, st == MOHUR_OK, st, "a chunk could not be decrypted");
    TRY(pin_check(s, index, *out));
    s->held[slot] = index + 1;

out:
    return st;
}

mohur_status
mohur__stream_read(struct mohur__stream *s, uint64_t offset, mohur__span out)
{
    mohur_status st    = MOHUR_OK;
    uint64_t end       = 0;
    mohur__bytes chunk = MOHUR__NOTHING;

    REQUIRE(s->ctx,
            mohur__u64_add(offset, out.len, &end) &&
                end <= s->geometry.stream_len,
            MOHUR_E_FORMAT, "a part of the archive would lie outside of it");
    while (out.len > 0) {
        size_t skip = (size_t)(offset % MOHUR__CHUNK_LEN);
        size_t got  = 0;
        TRY(chunk_get(s, offset / MOHUR__CHUNK_LEN, &chunk));
        got = mohur__copy(out, mohur__bytes_sub(chunk, skip, chunk.len));
        out = mohur__span_sub(out, got, out.len);
        offset += got;
    }

out:
    return st;
}

mohur_status
mohur__stream_check_last(struct mohur__stream *s)
{
    mohur__bytes chunk = MOHUR__NOTHING;

    return chunk_get(s, s->geometry.chunks - 1, &chunk);
}

mohur_status
mohur__stream_body(struct mohur__stream *s,
                   uint64_t offset,
                   enum mohur__record_type type,
                   mohur__span out)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t head[MOHUR__RECORD_HEAD_LEN] = {0};

    TRY(mohur__stream_read(s, offset, MOHUR__SPAN(head)));
    TRY(mohur__record_expect(s->ctx, MOHUR__BYTES(head), type, out.len));
    TRY(mohur__stream_read(s, offset + MOHUR__RECORD_HEAD_LEN, out));

out:
    return st;
}

mohur_status
mohur__stream_pin(struct mohur__stream *s, uint64_t offset, uint64_t len)
{
    mohur_status st = MOHUR_OK;
    uint64_t first  = offset / MOHUR__CHUNK_LEN;
    uint64_t n      = (offset + len) / MOHUR__CHUNK_LEN - first + 1;
    void *pins      = NULL;

    TRY(mohur__alloc_array(s->ctx, (size_t)n, MOHUR__DIGEST_LEN, &pins));
    s->pins      = pins;
    s->pin_first = first;
    s->pin_n     = n;
    /* What was read before is read again, and remembered then. */
    for (size_t i = 0; i < MOHUR__STREAM_KEPT; i++) {
        s->held[i] = 0;
    }

out:
    return st;
}

struct mohur__chunk_range
mohur__stream_range(const struct mohur__stream *s, uint64_t offset, size_t len)
{
    uint64_t first = offset / MOHUR__CHUNK_LEN;
    uint64_t last  = (offset + len - 1) / MOHUR__CHUNK_LEN;

    return (struct mohur__chunk_range){
        .first      = first,
        .n          = (size_t)(last - first) + 1,
        .file_off   = sealed_off(s, first),
        .sealed_len = (size_t)(last - first) * MOHUR__CHUNK_SEALED_LEN +
                      plain_len(s, last) + MOHUR__CHUNK_TAG_LEN,
        .skip = (size_t)(offset - first * MOHUR__CHUNK_LEN),
    };
}
