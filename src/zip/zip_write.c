/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_write.h"

#include "base/guard.h"
#include "zip/zip_inflate.h"
#include "zip/zip_read.h"

/* Headers, in the order in which a reader meets them. */
enum {
    VERSION       = 10, /* stored members need no more */
    VERSION_ZIP64 = 45,
    FIRST_DAY     = 1 << 5 | 1, /* 1980-01-01, as MS-DOS has it */
    HEAD_MAX      = MOHUR__ZIP_LOCAL_LEN + 1024 + 32,
    END_MAX =
        MOHUR__ZIP_END64_LEN + MOHUR__ZIP_LOCATOR_LEN + MOHUR__ZIP_END_LEN,
    END64_REST = 44
};

struct member {
    mohur__bytes name;
    uint64_t len;
    uint32_t crc;
    uint64_t offset;
};

/* ---- numbers ---- */

static bool
is_wide(uint64_t v)
{
    return v >= MOHUR__ZIP_FULL32;
}

/* In 32 bits, or the word that sends the reader to ZIP64. */
static void
put_narrow(struct mohur__buf *b, uint64_t v)
{
    mohur__zip_put(b, is_wide(v) ? MOHUR__ZIP_FULL32 : v, 4);
}

static uint16_t
flags_of(mohur__bytes name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] >= 0x80) {
            return MOHUR__ZIP_FLAG_UTF_8;
        }
    }
    return 0;
}

/* ---- headers ---- */

/* What the two headers of a member have in common. */
static void
put_common(struct mohur__buf *b,
           const struct member *m,
           bool zip64,
           size_t extra_len)
{
    mohur__zip_put(b, zip64 ? VERSION_ZIP64 : VERSION, 2);
    mohur__zip_put(b, flags_of(m->name), 2);
    mohur__zip_put(b, MOHUR__ZIP_STORED, 2);
    mohur__zip_put(b, 0, 2); /* midnight */
    mohur__zip_put(b, FIRST_DAY, 2);
    mohur__zip_put(b, m->crc, 4);
    put_narrow(b, m->len);
    put_narrow(b, m->len);
    mohur__zip_put(b, m->name.len, 2);
    mohur__zip_put(b, extra_len, 2);
}

static void
put_zip64(struct mohur__buf *b, size_t numbers)
{
    mohur__zip_put(b, MOHUR__ZIP_EXTRA_ZIP64, 2);
    mohur__zip_put(b, 8 * numbers, 2);
}

static void
put_local(struct mohur__buf *b, const struct member *m)
{
    bool wide = is_wide(m->len);

    mohur__zip_put(b, MOHUR__ZIP_LOCAL, 4);
    put_common(b, m, wide, wide ? 4 + 2 * 8 : 0);
    mohur__buf_bytes(b, m->name);
    if (wide) {
        put_zip64(b, 2);
        mohur__zip_put(b, m->len, 8);
        mohur__zip_put(b, m->len, 8);
    }
}

static void
put_central(struct mohur__buf *b, const struct member *m)
{
    size_t numbers =
        (is_wide(m->len) ? 2U : 0U) + (is_wide(m->offset) ? 1U : 0U);

    mohur__zip_put(b, MOHUR__ZIP_CENTRAL, 4);
    mohur__zip_put(b, numbers > 0 ? VERSION_ZIP64 : VERSION, 2);
    put_common(b, m, numbers > 0, numbers > 0 ? 4 + 8 * numbers : 0);
    mohur__buf_zeros(b, 2 + 2 + 2 + 4); /* comment, disk, attributes */
    put_narrow(b, m->offset);
    mohur__buf_bytes(b, m->name);
    if (numbers > 0) {
        put_zip64(b, numbers);
    }
    if (is_wide(m->len)) {
        mohur__zip_put(b, m->len, 8);
        mohur__zip_put(b, m->len, 8);
    }
    if (is_wide(m->offset)) {
        mohur__zip_put(b, m->offset, 8);
    }
}

/* The records behind the directory, which begins at the writer's place. */
static void
put_end(struct mohur__buf *b, const struct mohur__zip_writer *w)
{
    uint64_t len = w->central.len;

    if (is_wide(w->at) || is_wide(len)) {
        mohur__zip_put(b, MOHUR__ZIP_END64, 4);
        mohur__zip_put(b, END64_REST, 8);
        mohur__zip_put(b, VERSION_ZIP64, 2);
        mohur__zip_put(b, VERSION_ZIP64, 2);
        mohur__zip_put(b, 0, 8); /* disks */
        mohur__zip_put(b, w->entries, 8);
        mohur__zip_put(b, w->entries, 8);
        mohur__zip_put(b, len, 8);
        mohur__zip_put(b, w->at, 8);
        mohur__zip_put(b, MOHUR__ZIP_LOCATOR, 4);
        mohur__zip_put(b, 0, 4);
        mohur__zip_put(b, w->at + len, 8);
        mohur__zip_put(b, 1, 4);
    }
    mohur__zip_put(b, MOHUR__ZIP_END, 4);
    mohur__zip_put(b, 0, 4); /* disks */
    mohur__zip_put(b, w->entries, 2);
    mohur__zip_put(b, w->entries, 2);
    put_narrow(b, len);
    put_narrow(b, w->at);
    mohur__zip_put(b, 0, 2); /* comment */
}

/* ---- the writer ---- */

void
mohur__zip_writer_init(struct mohur__zip_writer *w,
                       mohur_ctx *ctx,
                       mohur_sink *sink)
{
    *w = (struct mohur__zip_writer){.ctx = ctx, .sink = sink};
    mohur__buf_init(&w->central, ctx, MOHUR__ZIP_CENTRAL_MAX);
}

void
mohur__zip_writer_wipe(struct mohur__zip_writer *w)
{
    mohur__buf_wipe(&w->central);
}

static mohur_status
write_all(struct mohur__zip_writer *w, struct mohur__buf *b)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__buf_status(b));
    TRY(mohur__sink_write(w->sink, mohur__buf_view(b)));
    w->at += b->len;

out:
    return st;
}

static mohur_status
check_whole(const struct mohur__zip_writer *w)
{
    return w->left == 0 ? MOHUR_OK
                        : mohur__error(w->ctx, MOHUR_E_INTERNAL,
                                       "a member of a ZIP file is not whole");
}

mohur_status
mohur__zip_writer_begin(struct mohur__zip_writer *w,
                        mohur__bytes name,
                        uint64_t len,
                        uint32_t crc)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf head = {0};
    struct member m        = {name, len, crc, w->at};

    mohur__buf_init(&head, w->ctx, HEAD_MAX);
    TRY(check_whole(w));
    REQUIRE(w->ctx, w->entries < MOHUR__ZIP_ENTRIES_MAX, MOHUR_E_LIMIT,
            "the container would have more than %d members",
            MOHUR__ZIP_ENTRIES_MAX);
    put_local(&head, &m);
    TRY(write_all(w, &head));
    put_central(&w->central, &m);
    TRY(mohur__buf_status(&w->central));
    w->entries++;
    w->left = len;

out:
    mohur__buf_wipe(&head);
    return st;
}

mohur_status
mohur__zip_writer_data(struct mohur__zip_writer *w, mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(w->ctx, data.len <= w->left, MOHUR_E_INTERNAL,
            "a member of a ZIP file is longer than it said");
    TRY(mohur__sink_write(w->sink, data));
    w->at += data.len;
    w->left -= data.len;

out:
    return st;
}

mohur_status
mohur__zip_writer_member(struct mohur__zip_writer *w,
                         mohur__bytes name,
                         mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__zip_writer_begin(w, name, data.len, mohur__crc32(0, data)));
    TRY(mohur__zip_writer_data(w, data));

out:
    return st;
}

mohur_status
mohur__zip_writer_end(struct mohur__zip_writer *w)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__buf end = {0};

    mohur__buf_init(&end, w->ctx, END_MAX);
    TRY(check_whole(w));
    put_end(&end, w);
    TRY(mohur__buf_status(&end));
    TRY(mohur__sink_write(w->sink, mohur__buf_view(&w->central)));
    TRY(mohur__sink_write(w->sink, mohur__buf_view(&end)));

out:
    mohur__buf_wipe(&end);
    return st;
}
