/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/anchor_file.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"

mohur_status
mohur__anchor_file_read(mohur_ctx *ctx,
                        const char *path,
                        uint8_t out[MOHUR__ANCHOR_LEN],
                        size_t *out_len)
{
    mohur_status st                     = MOHUR_OK;
    uint8_t room[MOHUR__ANCHOR_LEN + 1] = {0};
    size_t got                          = 1;
    size_t len                          = 0;
    int fd                              = -1;

    *out_len = 0;
    if (!mohur__os_exists(path)) {
        return MOHUR_OK;
    }
    TRY(mohur__os_open_read(ctx, path, &fd));
    while (got > 0 && len < sizeof room) {
        TRY(mohur__os_read(ctx, fd,
                           mohur__span_sub(MOHUR__SPAN(room), len, sizeof room),
                           &got));
        len += got;
    }
    REQUIRE(ctx, len == MOHUR__ANCHOR_LEN, MOHUR_E_FORMAT,
            "this is no anchor of a keystore");
    mohur__copy(mohur__span_of(out, MOHUR__ANCHOR_LEN), MOHUR__BYTES(room));
    *out_len = len;

out:
    mohur__os_close(fd);
    return st;
}

static mohur_status
temp_fill(mohur_ctx *ctx, int fd, const uint8_t record[MOHUR__ANCHOR_LEN])
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__os_write(ctx, fd, mohur__bytes_of(record, MOHUR__ANCHOR_LEN)));
    TRY(mohur__os_sync(ctx, fd));

out:
    return st;
}

mohur_status
mohur__anchor_file_write(mohur_ctx *ctx,
                         const char *path,
                         const uint8_t record[MOHUR__ANCHOR_LEN])
{
    mohur_status st = MOHUR_OK;
    size_t cap      = MOHUR__OS_TEMP_CAP(mohur__bytes_text(path).len);
    void *temp      = NULL;
    bool made       = false;
    int fd          = -1;

    TRY(mohur__alloc(ctx, cap, &temp));
    TRY(mohur__os_temp_new(ctx, path, temp, cap, &fd));
    made = true;
    TRY(temp_fill(ctx, fd, record));
    TRY(mohur__os_temp_commit(ctx, temp, path, true));
    made = false;

out:
    mohur__os_close(fd);
    if (made) {
        mohur__os_unlink(temp);
    }
    mohur__free(temp);
    return st;
}
