/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/stamp.h>

#include "base/guard.h"
#include "base/mem.h"
#include "cms/token.h"
#include "document/doc_report.h"
#include "document/doc_stamps.h"

/* A time stamp in a file of its own, to be looked at. */
struct mohur_stamp {
    uint32_t magic;
    struct mohur__stamped told;
    void *data; /* a copy of the file */
    mohur__bytes imprint;
};

/* Token or response: a response begins with a status, not with a type. */
static mohur_status
find_token(mohur_ctx *ctx, mohur__bytes file, mohur__bytes *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, file);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    *out = file;
    return mohur__der_next_is(&r, MOHUR__DER_SEQUENCE)
               ? mohur__tsp_response_parse(ctx, file, out)
               : MOHUR_OK;
}

static mohur_status
read_token(mohur_ctx *ctx, mohur__bytes file, mohur_stamp *stamp)
{
    mohur_status st           = MOHUR_OK;
    mohur__bytes der          = MOHUR__NOTHING;
    struct mohur__token token = {.fault = NULL};
    struct mohur__path none   = {.len = 0};

    TRY(find_token(ctx, file, &der));
    TRY(mohur__token_read(ctx, der, NULL, 0, &token));
    REQUIRE(ctx, token.fault == NULL, MOHUR_E_FORMAT, "%s", token.fault);
    mohur__stamped_init(&stamp->told);
    TRY(mohur__stamp_tell(ctx, &token, &none, &stamp->told));
    stamp->imprint = token.info.imprint;

out:
    mohur__token_wipe(&token);
    return st;
}

mohur_status
mohur_stamp_read(mohur_ctx *ctx,
                 const uint8_t *data,
                 size_t data_len,
                 mohur_stamp **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_stamp *stamp = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL && data != NULL, MOHUR_E_ARGUMENT,
            "out or data is NULL");
    REQUIRE(ctx, data_len <= MOHUR__TSP_MAX, MOHUR_E_LIMIT,
            "a time stamp has at most 64 KiB");
    TRY(MOHUR__NEW(ctx, &stamp));
    stamp->magic = MOHUR__MAGIC_STAMP;
    TRY(mohur__alloc(ctx, data_len, &stamp->data));
    mohur__copy(mohur__span_of(stamp->data, data_len),
                mohur__bytes_of(data, data_len));
    TRY(read_token(ctx, mohur__bytes_of(stamp->data, data_len), stamp));
    *out  = stamp;
    stamp = NULL; /* the caller's now */

out:
    mohur_stamp_free(stamp);
    return st;
}

static bool
is_stamp(const mohur_stamp *stamp)
{
    return stamp != NULL && stamp->magic == MOHUR__MAGIC_STAMP;
}

const mohur_stamp_info *
mohur_stamp_about(const mohur_stamp *stamp)
{
    return is_stamp(stamp) ? &stamp->told.info : NULL;
}

const uint8_t *
mohur_stamp_imprint(const mohur_stamp *stamp, size_t *out_len)
{
    mohur__bytes imprint = is_stamp(stamp) ? stamp->imprint : MOHUR__NOTHING;

    if (out_len != NULL) {
        *out_len = imprint.len;
    }
    return imprint.data;
}

void
mohur_stamp_free(mohur_stamp *stamp)
{
    if (is_stamp(stamp)) {
        for (size_t i = 0; i < MOHUR__STAMP_TEXTS; i++) {
            mohur__free(stamp->told.texts[i]);
        }
        mohur__free(stamp->data);
        mohur__free(stamp); /* which wipes the magic */
    }
}
