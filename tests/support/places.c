/* SPDX-License-Identifier: Apache-2.0 */
#include "places.h"

#include "check.h"

#include <stdlib.h>

void
places_new(size_t cap, struct places *out)
{
    *out = (struct places){
        .bytes = calloc(1, cap), .seen = calloc(1, cap), .cap = cap};
    assert_true(out->bytes != NULL && out->seen != NULL);
    assert_int_equal(0, pthread_mutex_init(&out->lock, NULL));
}

void
places_free(struct places *p)
{
    pthread_mutex_destroy(&p->lock);
    free(p->bytes);
    free(p->seen);
}

static void
take(struct places *p, size_t offset, const uint8_t *data, size_t len)
{
    if (offset > p->cap || len > p->cap - offset) {
        p->doubled = true;
        return;
    }
    p->doubled = p->doubled || memchr(p->seen + offset, 1, len) != NULL;
    memset(p->seen + offset, 1, len);
    memcpy(p->bytes + offset, data, len);
    p->backwards += offset < p->end;
    p->len += len;
    p->end = offset + len > p->end ? offset + len : p->end;
}

/* Nothing is checked here: a check leaves by a jump. */
static int32_t
write_at(void *user, uint64_t offset, const uint8_t *data, size_t data_len)
{
    struct places *p = user;
    int32_t failed   = 0;

    pthread_mutex_lock(&p->lock);
    p->pieces++;
    failed = p->fail_at != 0 && p->pieces >= p->fail_at ? 7 : 0;
    if (failed == 0) {
        take(p, (size_t)offset, data, data_len);
    }
    pthread_mutex_unlock(&p->lock);
    return failed;
}

static int32_t
finish(void *user)
{
    ((struct places *)user)->finishes++;
    return 0;
}

mohur_sink *
places_sink(mohur_ctx *ctx, struct places *p)
{
    mohur_sink_callbacks calls = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink           = NULL;

    calls.user     = p;
    calls.write_at = write_at;
    calls.finish   = finish;
    assert_int_equal(MOHUR_OK, mohur_sink_new_callback(ctx, &calls, &sink));
    return sink;
}

struct view
places_whole(const struct places *p)
{
    assert_false(p->doubled);
    assert_int_equal(1, p->finishes);
    assert_int_equal(p->end, p->len);
    return (struct view){p->bytes, p->len};
}
