/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ahead.h"

#include "archive/content.h"
#include "archive/frame.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"

/*
 * A ring of lanes.  A lane has what one job needs for itself: room for the
 * sealed chunks of a segment and for what is in them, an instance of the
 * AEAD and one of the hash.  A job touches its lane and nothing else.
 *
 * A segment of 1 MiB and its head lie in at most 18 chunks; a compressed one
 * may be 4 KiB longer, which is still 18.
 */
enum {
    CHUNKS_MAX = 18,
    SEALED_CAP = CHUNKS_MAX * MOHUR__CHUNK_SEALED_LEN,
    PLAIN_CAP  = CHUNKS_MAX * MOHUR__CHUNK_LEN,
    /* What a job fetches at once, so that it is opened while in the cache. */
    FETCH_CHUNKS = 4,
    FETCH_CAP    = FETCH_CHUNKS * MOHUR__CHUNK_SEALED_LEN,
    /* As many as a backend hashes side by side, and no more than that much
     * plaintext between its decryption and its hash. */
    LEAVES_AT_ONCE = 16
};

struct lane {
    struct mohur__task task;
    struct mohur__segment seg;
    struct mohur__chunk_range range;
    const uint8_t *n0;
    struct mohur__aead *aead;
    struct mohur__lanes *hash;    /* of leaves */
    struct mohur__hasher *hasher; /* of what is over them */
    uint8_t *room;                /* for sealed chunks */
    mohur__bytes sealed;          /* there, or where the source has them */
    const mohur_source *shared;   /* the job fetches from it; or NULL */
    uint8_t *plain;
    struct mohur__unpacker *unpacker; /* when frames may come */
    uint8_t *content;                 /* of a frame */
    bool sent;                        /* a job has it, or had it */
    bool fetched;                     /* the sealed chunks are there */
    bool is_genuine;                  /* the segment is the signed one */
    mohur_status st;                  /* what the job came to */
    int place_error;                  /* of the segment's placer */
};

struct mohur__ahead {
    mohur_ctx *ctx;
    struct mohur__stream *stream;
    size_t n;
    size_t first; /* the lane that was taken, or the oldest on its way */
    size_t sent;  /* lanes on their way */
    bool taken;
    struct lane *lanes;
};

/* What is in the chunks of a lane, from the head of the segment on. */
static mohur__bytes
lane_part(const struct lane *l, size_t from, size_t len)
{
    mohur__bytes plain = mohur__bytes_of(l->plain, PLAIN_CAP);

    return mohur__bytes_sub(plain, l->range.skip + from, len);
}

/* The body of the segment, once the chunks were opened. */
static mohur__bytes
lane_body(const struct lane *l)
{
    return lane_part(l, MOHUR__RECORD_HEAD_LEN, l->seg.stored_len);
}

/* Where a group of chunks is fetched from, and how long it is. */
static mohur__span
group_room(const struct lane *l, size_t i, uint64_t *file_off)
{
    size_t at   = i * MOHUR__CHUNK_SEALED_LEN;
    size_t left = l->range.sealed_len - at;

    *file_off = l->range.file_off + at;
    return mohur__span_of(l->room, left < FETCH_CAP ? left : FETCH_CAP);
}

/* Have the i-th chunk; false if it cannot be fetched. */
static bool
have_chunk(struct lane *l, size_t i, mohur__bytes *out)
{
    size_t at = i;

    if (l->shared != NULL) {
        at = i % FETCH_CHUNKS;
        if (at == 0) {
            uint64_t off   = 0;
            mohur__span to = group_room(l, i, &off);
            l->fetched     = mohur__source_fetch(l->shared, off, to);
            l->sealed      = mohur__span_bytes(to);
        }
    }
    *out = mohur__bytes_sub(l->sealed, at * MOHUR__CHUNK_SEALED_LEN,
                            MOHUR__CHUNK_SEALED_LEN);
    return l->fetched;
}

/* Open the i-th chunk of a lane into its place in plain. */
static mohur_status
open_chunk(struct lane *l, size_t i)
{
    mohur__bytes chunk = MOHUR__NOTHING;
    mohur__span plain  = mohur__span_of(l->plain, PLAIN_CAP);

    if (!have_chunk(l, i, &chunk)) {
        return MOHUR_E_IO;
    }

    return mohur__chunk_open(l->aead, l->n0, l->range.first + i, chunk,
                             mohur__span_sub(plain, i * MOHUR__CHUNK_LEN,
                                             chunk.len - MOHUR__CHUNK_TAG_LEN));
}

/* The leaves of a segment, hashed as soon as there are enough. */
struct leaves {
    size_t done;
    size_t n;
    uint8_t digests[MOHUR__SEGMENT_LEAVES_MAX * MOHUR__DIGEST_LEN];
};

/* Hash the leaves that are whole when so many bytes of the body are there,
 * by full sets of lanes until the last. */
static mohur_status
hash_leaves(struct lane *l, struct leaves *leaves, size_t have)
{
    mohur__bytes views[MOHUR__SEGMENT_LEAVES_MAX];
    mohur__bytes body = lane_body(l);
    size_t n          = leaves->n - leaves->done;
    mohur_status st   = MOHUR_OK;

    if (have < body.len) {
        n = have / MOHUR__LEAF_LEN - leaves->done;
        n -= n % LEAVES_AT_ONCE;
    }
    if (n == 0) {
        return MOHUR_OK;
    }
    for (size_t i = 0; i < n; i++) {
        views[i] = mohur__bytes_sub(body, (leaves->done + i) * MOHUR__LEAF_LEN,
                                    MOHUR__LEAF_LEN);
    }
    st = mohur__lanes_digest(l->hash, views, n,
                             mohur__span_sub(MOHUR__SPAN(leaves->digests),
                                             leaves->done * MOHUR__DIGEST_LEN,
                                             n * MOHUR__DIGEST_LEN));
    leaves->done += n;
    return st;
}

/* Open all chunks, and hash what is in them while it is in the cache. */
static mohur_status
open_and_hash(struct lane *l, struct leaves *leaves)
{
    mohur_status st = MOHUR_OK;
    size_t before   = l->range.skip + MOHUR__RECORD_HEAD_LEN;

    for (size_t i = 0; i < l->range.n; i++) {
        size_t have = (i + 1) * MOHUR__CHUNK_LEN;
        TRY(open_chunk(l, i));
        TRY(hash_leaves(l, leaves, have > before ? have - before : 0));
    }

out:
    return st;
}

/* No context here: a status is all that a job leaves behind. */
static mohur_status
lane_verify(struct lane *l)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    struct leaves leaves              = {
                     .n = mohur__content_leaves(l->seg.stored_len),
    };
    mohur__bytes all =
        mohur__bytes_of(leaves.digests, leaves.n * MOHUR__DIGEST_LEN);

    TRY(open_and_hash(l, &leaves));
    TRY(mohur__record_expect(NULL, lane_part(l, 0, MOHUR__RECORD_HEAD_LEN),
                             MOHUR__RECORD_SEGMENT, l->seg.stored_len));
    TRY(mohur__hasher_update(l->hasher, all));
    TRY(mohur__hasher_finish(l->hasher, MOHUR__SPAN(digest)));
    if (!mohur__bytes_equal(MOHUR__BYTES(digest),
                            MOHUR__BYTES(l->seg.digest))) {
        st = MOHUR_E_AUTH;
    }

out:
    return st;
}

/* What the segment stands for, when all is done. */
static mohur__bytes
lane_content(const struct lane *l)
{
    return l->seg.is_frame ? mohur__bytes_of(l->content, l->seg.content_len)
                           : lane_body(l);
}

static void
lane_run(void *arg)
{
    struct lane *l                 = arg;
    const struct mohur__placer *to = l->seg.placer;

    l->st          = lane_verify(l);
    l->is_genuine  = l->st == MOHUR_OK;
    l->place_error = 0;
    if (l->is_genuine && l->seg.is_frame) {
        l->st = mohur__unpacker_unpack(
            l->unpacker, lane_body(l),
            mohur__span_of(l->content, l->seg.content_len));
    }
    if (l->st == MOHUR_OK && to != NULL) {
        l->place_error = to->place(to->user, l->seg.place_off, lane_content(l));
    }
}

static mohur_status
lane_init(struct mohur__ahead *a, struct lane *l)
{
    const struct mohur__stream *s = a->stream;
    mohur_status st               = MOHUR_OK;
    void *room                    = NULL;
    void *plain                   = NULL;

    l->task = (struct mohur__task){.run = lane_run, .arg = l};
    l->n0   = s->schedule->n0;
    TRY(mohur__aead_new(a->ctx, s->alg,
                        mohur__secret_bytes(s->schedule->payload_key),
                        &l->aead));
    TRY(mohur__lanes_new(a->ctx, MOHUR_ALG_SHA_256, &l->hash));
    TRY(mohur__hasher_new(a->ctx, MOHUR_ALG_SHA_256, &l->hasher));
    if (s->source->ops->view == NULL) {
        l->shared = mohur__source_is_shared(s->source) ? s->source : NULL;
        TRY(mohur__alloc(a->ctx, l->shared != NULL ? FETCH_CAP : SEALED_CAP,
                         &room));
        l->room = room;
    }
    TRY(mohur__alloc(a->ctx, PLAIN_CAP, &plain));
    l->plain = plain;

out:
    return st;
}

static void
lane_wipe(struct lane *l)
{
    mohur__aead_free(l->aead);
    mohur__lanes_free(l->hash);
    mohur__hasher_free(l->hasher);
    mohur__unpacker_free(l->unpacker);
    mohur__free(l->room);
    mohur__free(l->plain);
    mohur__free(l->content);
}

mohur_status
mohur__ahead_new(mohur_ctx *ctx,
                 struct mohur__stream *s,
                 struct mohur__ahead **out)
{
    mohur_status st        = MOHUR_OK;
    size_t width           = mohur__jobs_width(ctx->jobs);
    struct mohur__ahead *a = NULL;
    void *lanes            = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &a));
    a->ctx    = ctx;
    a->stream = s;
    /* One with the caller, one being fetched, the rest at work. */
    a->n = width > 1 ? width + 2 : 1;
    TRY(mohur__alloc_array(ctx, a->n, sizeof *a->lanes, &lanes));
    a->lanes = lanes;
    for (size_t i = 0; i < a->n; i++) {
        TRY(lane_init(a, &a->lanes[i]));
    }
    *out = a;
    a    = NULL;

out:
    mohur__ahead_free(a);
    return st;
}

static mohur_status
lane_unpack(mohur_ctx *ctx, struct lane *l)
{
    mohur_status st = MOHUR_OK;
    void *content   = NULL;

    if (l->content != NULL) {
        return MOHUR_OK;
    }
    mohur__unpacker_free(l->unpacker); /* of an attempt before */
    TRY(mohur__unpacker_new(ctx, &l->unpacker));
    TRY(mohur__alloc(ctx, MOHUR__SEGMENT_LEN, &content));
    l->content = content;

out:
    return st;
}

mohur_status
mohur__ahead_unpack(struct mohur__ahead *a)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < a->n; i++) {
        TRY(lane_unpack(a->ctx, &a->lanes[i]));
    }

out:
    return st;
}

bool
mohur__ahead_has_room(const struct mohur__ahead *a)
{
    return a->sent + (size_t)a->taken < a->n;
}

size_t
mohur__ahead_sent(const struct mohur__ahead *a)
{
    return a->sent;
}

/* Fetch what the job could not, to say why it could not. */
static mohur_status
fetch_again(struct mohur__ahead *a, struct lane *l)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < l->range.n; i += FETCH_CHUNKS) {
        uint64_t off   = 0;
        mohur__span to = group_room(l, i, &off);
        TRY(mohur__source_read_at(a->stream->source, off, to));
    }

out:
    return st;
}

/* Have the sealed chunks of a lane, unless its job does. */
static mohur_status
lane_fetch(struct mohur__ahead *a, struct lane *l)
{
    mohur_source *source = a->stream->source;
    size_t len           = l->range.sealed_len;

    if (l->room == NULL) {
        l->sealed = mohur__source_view(source, l->range.file_off, len);
        return l->sealed.len == len
                   ? MOHUR_OK
                   : mohur__error(a->ctx, MOHUR_E_IO, "the input is cut");
    }
    l->sealed = mohur__bytes_of(l->room, len);
    return mohur__source_read_at(source, l->range.file_off,
                                 mohur__span_of(l->room, len));
}

void
mohur__ahead_send(struct mohur__ahead *a, const struct mohur__segment *seg)
{
    size_t at      = (a->first + (size_t)a->taken + a->sent) % a->n;
    struct lane *l = &a->lanes[at];

    l->seg   = *seg;
    l->range = mohur__stream_range(a->stream, seg->off,
                                   MOHUR__RECORD_HEAD_LEN + seg->stored_len);
    /* A failure here belongs to a later call, so its words are not kept. */
    l->fetched = l->shared != NULL || lane_fetch(a, l) == MOHUR_OK;
    l->sent    = l->fetched;
    if (l->sent) {
        mohur__jobs_submit(a->ctx->jobs, &l->task);
    } else {
        mohur__error_clear(a->ctx);
    }
    a->sent++;
}

/* Say in words what the job, which had none, came to. */
static mohur_status
lane_result(struct mohur__ahead *a, struct lane *l)
{
    if (!l->fetched) {
        mohur_status st =
            l->shared != NULL ? fetch_again(a, l) : lane_fetch(a, l);
        if (st != MOHUR_OK) {
            return st;
        }
        l->fetched = true;
        lane_run(l);
    }
    if (l->st == MOHUR_E_AUTH) {
        return mohur__auth_require(a->ctx, false);
    }
    if (l->st == MOHUR_E_FORMAT && l->is_genuine) {
        return mohur__error(a->ctx, MOHUR_E_FORMAT,
                            "a compressed segment is no frame that this "
                            "format allows");
    }
    if (l->st == MOHUR_E_FORMAT) {
        return mohur__error(a->ctx, MOHUR_E_FORMAT,
                            "a SEGMENT record is not where it should be");
    }
    if (l->st != MOHUR_OK) {
        return mohur__error(a->ctx, l->st, "a segment could not be decrypted");
    }
    if (l->place_error != 0) {
        return l->seg.placer->error(l->seg.placer->user, l->place_error);
    }
    return MOHUR_OK;
}

mohur_status
mohur__ahead_take(struct mohur__ahead *a, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    struct lane *l  = NULL;

    *out = MOHUR__NOTHING;
    mohur__ahead_release(a);
    REQUIRE(a->ctx, a->sent > 0, MOHUR_E_INTERNAL, "no segment is on its way");
    l = &a->lanes[a->first];
    if (l->sent) {
        mohur__jobs_wait(a->ctx->jobs, &l->task);
    }
    a->sent--;
    a->taken = true;
    TRY(lane_result(a, l));
    *out = lane_content(l);

out:
    return st;
}

bool
mohur__ahead_is_placed(const struct mohur__ahead *a)
{
    return a->taken && a->lanes[a->first].seg.placer != NULL;
}

void
mohur__ahead_release(struct mohur__ahead *a)
{
    if (a->taken) {
        a->taken = false;
        a->first = (a->first + 1) % a->n;
    }
}

void
mohur__ahead_drop(struct mohur__ahead *a)
{
    mohur__ahead_release(a);
    while (a->sent > 0) {
        struct lane *l = &a->lanes[a->first];
        if (l->sent) {
            mohur__jobs_wait(a->ctx->jobs, &l->task);
        }
        a->first = (a->first + 1) % a->n;
        a->sent--;
    }
}

void
mohur__ahead_free(struct mohur__ahead *a)
{
    if (a == NULL) {
        return;
    }
    if (a->lanes != NULL) {
        mohur__ahead_drop(a);
        for (size_t i = 0; i < a->n; i++) {
            lane_wipe(&a->lanes[i]);
        }
    }
    mohur__free(a->lanes);
    mohur__free(a);
}
