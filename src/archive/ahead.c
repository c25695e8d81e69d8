/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ahead.h"

#include "archive/content.h"
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
    PLAIN_CAP  = CHUNKS_MAX * MOHUR__CHUNK_LEN
};

struct lane {
    struct mohur__task task;
    struct mohur__segment seg;
    struct mohur__chunk_range range;
    const uint8_t *n0;
    struct mohur__aead *aead;
    struct mohur__lanes *hash;
    uint8_t *sealed;
    uint8_t *plain;
    bool fetched;    /* the sealed chunks are there */
    mohur_status st; /* what the job came to */
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

/* Open the chunks of a lane, one after the other, into plain. */
static mohur_status
lane_open(struct lane *l)
{
    mohur_status st     = MOHUR_OK;
    mohur__bytes sealed = mohur__bytes_of(l->sealed, l->range.sealed_len);
    mohur__span plain   = mohur__span_of(l->plain, PLAIN_CAP);

    for (size_t i = 0; i < l->range.n; i++) {
        mohur__bytes chunk = mohur__bytes_sub(
            sealed, i * MOHUR__CHUNK_SEALED_LEN, MOHUR__CHUNK_SEALED_LEN);
        TRY(mohur__chunk_open(
            l->aead, l->n0, l->range.first + i, chunk,
            mohur__span_sub(plain, i * MOHUR__CHUNK_LEN,
                            chunk.len - MOHUR__CHUNK_TAG_LEN)));
    }

out:
    return st;
}

/* The body of the segment, once the chunks were opened. */
static mohur__bytes
lane_body(const struct lane *l)
{
    return mohur__bytes_sub(mohur__bytes_of(l->plain, PLAIN_CAP),
                            l->range.skip + MOHUR__RECORD_HEAD_LEN,
                            l->seg.stored_len);
}

/* No context here: a status is all that a job leaves behind. */
static mohur_status
lane_verify(struct lane *l)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur__bytes body                 = lane_body(l);
    mohur__bytes head = mohur__bytes_sub(mohur__bytes_of(l->plain, PLAIN_CAP),
                                         l->range.skip, MOHUR__RECORD_HEAD_LEN);

    TRY(lane_open(l));
    TRY(mohur__record_expect(NULL, head, MOHUR__RECORD_SEGMENT,
                             l->seg.stored_len));
    TRY(mohur__content_segments(l->hash, &body, 1, MOHUR__SPAN(digest)));
    if (!mohur__bytes_equal(MOHUR__BYTES(digest),
                            MOHUR__BYTES(l->seg.digest))) {
        st = MOHUR_E_AUTH;
    }

out:
    return st;
}

static void
lane_run(void *arg)
{
    struct lane *l = arg;

    l->st = lane_verify(l);
}

static mohur_status
lane_init(struct mohur__ahead *a, struct lane *l)
{
    const struct mohur__stream *s = a->stream;
    mohur_status st               = MOHUR_OK;
    void *sealed                  = NULL;
    void *plain                   = NULL;

    l->task = (struct mohur__task){.run = lane_run, .arg = l};
    l->n0   = s->schedule->n0;
    TRY(mohur__aead_new(a->ctx, s->alg,
                        mohur__secret_bytes(s->schedule->payload_key),
                        &l->aead));
    TRY(mohur__lanes_new(a->ctx, MOHUR_ALG_SHA_256, &l->hash));
    TRY(mohur__alloc(a->ctx, SEALED_CAP, &sealed));
    l->sealed = sealed;
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
    mohur__free(l->sealed);
    mohur__free(l->plain);
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

/* Fetch the sealed chunks of a lane. */
static mohur_status
lane_fetch(struct mohur__ahead *a, struct lane *l)
{
    return mohur__source_read_at(
        a->stream->source, l->range.file_off,
        mohur__span_of(l->sealed, l->range.sealed_len));
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
    l->fetched = lane_fetch(a, l) == MOHUR_OK;
    if (l->fetched) {
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
        mohur_status st = lane_fetch(a, l);
        if (st != MOHUR_OK) {
            return st;
        }
        lane_run(l);
    }
    if (l->st == MOHUR_E_AUTH) {
        return mohur__auth_require(a->ctx, false);
    }
    if (l->st == MOHUR_E_FORMAT) {
        return mohur__error(a->ctx, MOHUR_E_FORMAT,
                            "a SEGMENT record is not where it should be");
    }
    if (l->st != MOHUR_OK) {
        return mohur__error(a->ctx, l->st, "a segment could not be decrypted");
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
    if (l->fetched) {
        mohur__jobs_wait(a->ctx->jobs, &l->task);
    }
    a->sent--;
    a->taken = true;
    TRY(lane_result(a, l));
    *out = lane_body(l);

out:
    return st;
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
        if (l->fetched) {
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
