/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/filer.h"

#include "archive/content.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/os_dir.h"
#include <mohur/archive.h>

/*
 * A ring of batches.  A batch has all that its job needs: the files, a tree
 * with a folder of its own at hand, and a context that takes words and does
 * nothing else.
 */
enum {
    FILES = 64 /* of one batch */
};

struct item {
    size_t name_len;
    size_t content_off;
    size_t content_len;
    int64_t mtime;
    bool executable;
    bool is_verified;
    uint8_t digest[MOHUR__DIGEST_LEN];
    uint8_t name[MOHUR__NAME_MAX];
};

struct batch {
    struct mohur__task task;
    bool sent;
    struct mohur__os_tree *tree;
    mohur_ctx words; /* of the tree */
    struct mohur__lanes *lanes;
    mohur_status st;
    size_t n;
    size_t filled;
    uint8_t *content;
    struct item *items;
};

struct mohur__filer {
    mohur_ctx *ctx;
    size_t batches_len;
    size_t current;
    struct batch *batches;
};

static mohur__bytes
content_of(const struct batch *b, const struct item *item)
{
    return mohur__bytes_sub(
        mohur__bytes_of(b->content, MOHUR__FILER_CONTENT_MAX),
        item->content_off, item->content_len);
}

/* Are all of them genuine? */
static mohur_status
verify_all(struct batch *b)
{
    mohur__bytes views[FILES];
    uint8_t digests[FILES * MOHUR__DIGEST_LEN];
    mohur__span all = mohur__span_of(digests, 0);
    bool genuine    = true;
    size_t n        = 0;
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < b->n; i++) {
        if (!b->items[i].is_verified) {
            views[n] = content_of(b, &b->items[i]);
            n++;
        }
    }
    all.len = n * MOHUR__DIGEST_LEN;
    TRY(mohur__content_segments(b->lanes, views, n, all));
    for (size_t i = 0; i < b->n; i++) {
        if (!b->items[i].is_verified) {
            genuine =
                genuine && mohur__bytes_equal(MOHUR__BYTES(b->items[i].digest),
                                              mohur__span_bytes(mohur__span_sub(
                                                  all, 0, MOHUR__DIGEST_LEN)));
            all = mohur__span_sub(all, MOHUR__DIGEST_LEN, all.len);
        }
    }
    TRY(mohur__auth_require(&b->words, genuine));

out:
    return st;
}

static mohur_status
make_one(struct batch *b, const struct item *item)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__os_tree_file(b->tree,
                            mohur__bytes_of(item->name, item->name_len),
                            item->executable));
    TRY(mohur__os_tree_write(b->tree, content_of(b, item)));
    if (item->mtime != MOHUR_TIME_ABSENT) {
        TRY(mohur__os_tree_file_time(b->tree, item->mtime));
    }
    TRY(mohur__os_tree_close(b->tree));

out:
    return st;
}

static void
batch_run(void *batch)
{
    struct batch *b = batch;

    b->st = verify_all(b);
    for (size_t i = 0; i < b->n && b->st == MOHUR_OK; i++) {
        b->st = make_one(b, &b->items[i]);
    }
}

static mohur_status
batch_init(struct mohur__filer *f,
           struct batch *b,
           int fd,
           const char *path,
           bool sync)
{
    void *content   = NULL;
    mohur_status st = MOHUR_OK;

    b->task = (struct mohur__task){.run = batch_run, .arg = b};
    TRY(mohur__os_tree_new(f->ctx, fd, path, sync, &b->tree));
    mohur__os_tree_words(b->tree, &b->words);
    TRY(mohur__lanes_new(f->ctx, MOHUR_ALG_SHA_256, &b->lanes));
    TRY(mohur__alloc(f->ctx, MOHUR__FILER_CONTENT_MAX, &content));
    b->content = content;
    TRY(mohur__alloc_array(f->ctx, FILES, sizeof *b->items,
                           (void **)&b->items));

out:
    return st;
}

mohur_status
mohur__filer_new(mohur_ctx *ctx,
                 int fd,
                 const char *path,
                 bool sync,
                 struct mohur__filer **out)
{
    struct mohur__filer *f = NULL;
    mohur_status st        = MOHUR_OK;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &f));
    f->ctx         = ctx;
    f->batches_len = (size_t)mohur__jobs_width(ctx->jobs) + 1;
    TRY(mohur__alloc_array(ctx, f->batches_len, sizeof *f->batches,
                           (void **)&f->batches));
    for (size_t i = 0; i < f->batches_len; i++) {
        TRY(batch_init(f, &f->batches[i], fd, path, sync));
    }
    *out = f;
    f    = NULL;

out:
    mohur__filer_free(f);
    return st;
}

static void
batch_send(struct mohur__filer *f, struct batch *b)
{
    b->sent = true;
    mohur__jobs_submit(f->ctx->jobs, &b->task);
}

/* Have a batch empty again. */
static mohur_status
batch_wait(struct mohur__filer *f, struct batch *b)
{
    if (!b->sent) {
        return MOHUR_OK;
    }
    mohur__jobs_wait(f->ctx->jobs, &b->task);
    b->sent   = false;
    b->n      = 0;
    b->filled = 0;
    return b->st == MOHUR_OK
               ? MOHUR_OK
               : mohur__error(f->ctx, b->st, "%s", b->words.message);
}

mohur_status
mohur__filer_add(struct mohur__filer *f, const struct mohur__file *file)
{
    struct batch *b = &f->batches[f->current];
    mohur_status st = MOHUR_OK;

    if (b->n == FILES ||
        MOHUR__FILER_CONTENT_MAX - b->filled < file->content.len) {
        batch_send(f, b);
        f->current = (f->current + 1) % f->batches_len;
        b          = &f->batches[f->current];
        TRY(batch_wait(f, b));
    }
    b->items[b->n] = (struct item){.content_off = b->filled,
                                   .content_len = file->content.len,
                                   .mtime       = file->mtime,
                                   .executable  = file->executable};
    b->items[b->n].is_verified =
        mohur__copy(MOHUR__SPAN(b->items[b->n].digest), file->digest) == 0;
    b->items[b->n].name_len =
        mohur__copy(MOHUR__SPAN(b->items[b->n].name), file->name);
    b->filled += mohur__copy(
        mohur__span_sub(mohur__span_of(b->content, MOHUR__FILER_CONTENT_MAX),
                        b->filled, file->content.len),
        file->content);
    b->n++;

out:
    return st;
}

mohur_status
mohur__filer_drain(struct mohur__filer *f)
{
    mohur_status st = MOHUR_OK;

    batch_send(f, &f->batches[f->current]);
    for (size_t i = 1; i <= f->batches_len; i++) {
        struct batch *b = &f->batches[(f->current + i) % f->batches_len];
        TRY(batch_wait(f, b));
        st = mohur__os_tree_finish(b->tree);
        if (st != MOHUR_OK) {
            TRY(mohur__error(f->ctx, st, "%s", b->words.message));
        }
    }

out:
    return st;
}

void
mohur__filer_free(struct mohur__filer *f)
{
    if (f == NULL) {
        return;
    }
    for (size_t i = 0; f->batches != NULL && i < f->batches_len; i++) {
        struct batch *b = &f->batches[i];
        if (b->sent) {
            mohur__jobs_wait(f->ctx->jobs, &b->task);
        }
        mohur__os_tree_free(b->tree);
        mohur__lanes_free(b->lanes);
        mohur__free(b->content);
        mohur__free(b->items);
    }
    mohur__free(f->batches);
    mohur__free(f);
}
