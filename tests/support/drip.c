/* SPDX-License-Identifier: Apache-2.0 */
#include "drip.h"

#include "check.h"

static int32_t
drip_read(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct drip *d = user;
    size_t n       = d->data.len - d->at;

    n = n < out_cap ? n : out_cap;
    n = d->step != 0 && n > d->step ? d->step : n;
    if (n > 0) {
        memcpy(out, d->data.data + d->at, n);
    }
    d->at += n;
    d->reads++;
    *out_len = n;
    return 0;
}

mohur_source *
drip_source(mohur_ctx *ctx, struct drip *d)
{
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source             = NULL;

    callbacks.user = d;
    callbacks.read = drip_read;
    if (mohur_source_new_callback(ctx, &callbacks, &source) != MOHUR_OK) {
        fail_msg("no source");
    }
    return source;
}
