/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/pump.h"

#include "base/ct.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"

/*
 * Two batches: one with the caller, one that jobs open meanwhile.  Without
 * threads there is one, which is both in turn.
 */
enum {
    BATCH_CHUNKS = 16,
    SEALED_CAP   = BATCH_CHUNKS * MOHUR__CHUNK_SEALED_LEN,
    PLAIN_CAP    = BATCH_CHUNKS * MOHUR__CHUNK_LEN,
    RING         = 2
};

struct batch {
    struct mohur__task task;
    struct mohur__aead *aead;
    const uint8_t *n0;
    uint64_t first; /* its first chunk */
    uint8_t *sealed;
    size_t sealed_len;
    uint8_t *plain;
    size_t n;        /* chunks */
    size_t opened;   /* of them */
    mohur_status st; /* why not all */
    bool last;       /* the payload ends in it */
};

struct mohur__pump {
    mohur_ctx *ctx;
    mohur_source *source;
    uint64_t len;   /* bytes read */
    uint64_t next;  /* the first chunk of the next batch */
    bool ended;     /* the source has */
    size_t ring;    /* batches in use */
    size_t current; /* the batch that the caller has */
    size_t sent;    /* batches that were read, the current one included */
    size_t at;      /* the next chunk of the current one */
    bool started;
    struct batch batches[RING];
};

static mohur__bytes
sealed_chunk(const struct batch *b, size_t i)
{
    return mohur__bytes_sub(mohur__bytes_of(b->sealed, b->sealed_len),
                            i * MOHUR__CHUNK_SEALED_LEN,
                            MOHUR__CHUNK_SEALED_LEN);
}

static mohur__span
plain_chunk(const struct batch *b, size_t i)
{
    return mohur__span_sub(mohur__span_of(b->plain, PLAIN_CAP),
                           i * MOHUR__CHUNK_LEN,
                           sealed_chunk(b, i).len - MOHUR__CHUNK_TAG_LEN);
}

static void
batch_run(void *arg)
{
    struct batch *b = arg;

    b->st     = MOHUR_OK;
    b->opened = 0;
    while (b->opened < b->n && b->st == MOHUR_OK) {
        b->st = mohur__chunk_open(b->aead, b->n0, b->first + b->opened,
                                  sealed_chunk(b, b->opened),
                                  plain_chunk(b, b->opened));
        b->opened += b->st == MOHUR_OK;
    }
}

static mohur_status
batch_init(struct mohur__pump *p,
           struct batch *b,
           mohur_alg alg,
           const struct mohur__schedule *schedule)
{
    mohur_status st = MOHUR_OK;
    void *sealed    = NULL;
    void *plain     = NULL;

    b->task = (struct mohur__task){.run = batch_run, .arg = b};
    b->n0   = schedule->n0;
    TRY(mohur__aead_new(p->ctx, alg, mohur__secret_bytes(schedule->payload_key),
                        &b->aead));
    TRY(mohur__alloc(p->ctx, SEALED_CAP, &sealed));
    b->sealed = sealed;
    TRY(mohur__alloc(p->ctx, PLAIN_CAP, &plain));
    b->plain = plain;

out:
    return st;
}

mohur_status
mohur__pump_new(mohur_ctx *ctx,
                mohur_source *source,
                mohur_alg alg,
                const struct mohur__schedule *schedule,
                struct mohur__pump **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__pump *p = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &p));
    p->ctx    = ctx;
    p->source = source;
    p->ring   = mohur__jobs_width(ctx->jobs) > 1 ? RING : 1;
    for (size_t i = 0; i < p->ring; i++) {
        TRY(batch_init(p, &p->batches[i], alg, schedule));
    }
    *out = p;
    p    = NULL;

out:
    mohur__pump_free(p);
    return st;
}

/* Read a batch, and have it opened. */
static mohur_status
batch_send(struct mohur__pump *p, struct batch *b)
{
    mohur_status st = MOHUR_OK;
    size_t rest     = 0;

    TRY(mohur__source_read(p->source, mohur__span_of(b->sealed, SEALED_CAP),
                           &b->sealed_len));
    p->len += b->sealed_len;
    b->first = p->next;
    b->n     = b->sealed_len / MOHUR__CHUNK_SEALED_LEN;
    b->last  = b->sealed_len < SEALED_CAP;
    rest     = b->sealed_len % MOHUR__CHUNK_SEALED_LEN;
    if (b->last && rest >= MOHUR__CHUNK_TAG_LEN) {
        b->n++;
    }
    p->ended = b->last;
    p->next += b->n;
    p->sent++;
    mohur__jobs_submit(p->ctx->jobs, &b->task);

out:
    return st;
}

/* Leave the current batch for the next one. */
static mohur_status
batch_next(struct mohur__pump *p)
{
    mohur_status st = MOHUR_OK;

    if (p->started) {
        p->current = (p->current + 1) % p->ring;
        p->sent--;
    }
    p->started = true;
    while (!p->ended && p->sent < p->ring) {
        TRY(batch_send(p, &p->batches[(p->current + p->sent) % p->ring]));
    }
    mohur__jobs_wait(p->ctx->jobs, &p->batches[p->current].task);
    p->at = 0;

out:
    return st;
}

/*
 * A chunk is not genuine.  A payload that ends in a whole chunk is malformed
 * whatever is in it, as it is for who knows the length from the beginning; so
 * a little more is read, to see whether this was the end.
 */
static mohur_status
not_genuine(struct mohur__pump *p, struct batch *b)
{
    mohur_status st                       = MOHUR_OK;
    struct mohur__chunk_geometry geometry = {0, 0, 0};
    size_t got                            = 0;

    if (!p->ended) {
        TRY(mohur__source_read(p->source, mohur__span_of(b->sealed, SEALED_CAP),
                               &got));
        p->len += got;
        p->ended = got < SEALED_CAP;
    }
    if (p->ended) {
        TRY(mohur__chunk_geometry(p->ctx, p->len, MOHUR__CHUNK_LEN, &geometry));
    }
    TRY(mohur__auth_require(p->ctx, false));

out:
    return st;
}

/* The current batch has no more: why? */
static mohur_status
batch_verdict(struct mohur__pump *p, struct batch *b)
{
    mohur_status st                       = MOHUR_OK;
    struct mohur__chunk_geometry geometry = {0, 0, 0};

    if (b->st == MOHUR_E_AUTH) {
        return not_genuine(p, b);
    }
    REQUIRE(p->ctx, b->st == MOHUR_OK, b->st, "a chunk could not be decrypted");
    if (!b->last) {
        return MOHUR_OK;
    }
    TRY(mohur__chunk_geometry(p->ctx, p->len, MOHUR__CHUNK_LEN, &geometry));
    st = MOHUR_END;

out:
    return st;
}

mohur_status
mohur__pump_next(struct mohur__pump *p, struct mohur__pumped *out)
{
    struct batch *b = &p->batches[p->current];
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__pumped){.index = 0};
    while (!p->started || p->at == b->opened) {
        if (p->started) {
            st = batch_verdict(p, b);
            if (st != MOHUR_OK) {
                return st;
            }
        }
        TRY(batch_next(p));
        b = &p->batches[p->current];
    }
    *out = (struct mohur__pumped){
        .index  = b->first + p->at,
        .sealed = sealed_chunk(b, p->at),
        .plain  = mohur__span_bytes(plain_chunk(b, p->at)),
    };
    out->last = out->sealed.len < MOHUR__CHUNK_SEALED_LEN;
    p->at++;

out:
    return st;
}

uint64_t
mohur__pump_len(const struct mohur__pump *p)
{
    return p->len;
}

void
mohur__pump_free(struct mohur__pump *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->sent; i++) {
        mohur__jobs_wait(p->ctx->jobs,
                         &p->batches[(p->current + i) % p->ring].task);
    }
    for (size_t i = 0; i < RING; i++) {
        mohur__aead_free(p->batches[i].aead);
        mohur__free(p->batches[i].sealed);
        mohur__free(p->batches[i].plain);
    }
    mohur__free(p);
}
