/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_write.h"

#include "base/error.h"
#include "check.h"
#include "zip/zip_inflate.h"
#include "zip/zip_read.h"

/* What is written is read again, and is the same each time. */
enum {
    KEPT_MAX  = 4096,
    ZEROS_LEN = 1 << 20
};

static mohur_status
write_two(struct fixture *t, mohur_sink *sink)
{
    struct mohur__zip_writer w;
    mohur__bytes text = MOHUR__TEXT("second");
    mohur_status st   = MOHUR_OK;

    mohur__zip_writer_init(&w, t->ctx, sink);
    st = mohur__zip_writer_begin(&w, MOHUR__TEXT("a"), 0, 0);
    if (st == MOHUR_OK) {
        st = mohur__zip_writer_member(&w, MOHUR__TEXT("\xC9\x99"), text);
    }
    if (st == MOHUR_OK) {
        st = mohur__zip_writer_end(&w);
    }
    mohur__zip_writer_wipe(&w);
    return st;
}

/* Byte for byte, by hand: what another program would make of these rules. */
static void
is_these_bytes(void **state)
{
    struct fixture *t  = *state;
    mohur_sink *sink   = fixture_sink(t);
    struct view wanted = fixture_hex(
        t, "504b0304 0a00 0000 0000 0000 2100 00000000 00000000 00000000 0100 "
           "0000 61"
           "504b0304 0a00 0008 0000 0000 2100 69111fb6 06000000 06000000 0200 "
           "0000 c999 7365636f6e64"
           "504b0102 0a00 0a00 0000 0000 0000 2100 00000000 00000000 00000000 "
           "0100 0000 0000 0000 0000 00000000 00000000 61"
           "504b0102 0a00 0a00 0008 0000 0000 2100 69111fb6 06000000 06000000 "
           "0200 0000 0000 0000 0000 00000000 1f000000 c999"
           "504b0506 0000 0000 0200 0200 5f000000 45000000 0000");

    CHECK_OK(write_two(t, sink));
    CHECK_BYTES(wanted, fixture_output(t));
    mohur_sink_free(sink);
}

static void
is_read_again(void **state)
{
    struct fixture *t         = *state;
    mohur_sink *sink          = fixture_sink(t);
    mohur_source *source      = NULL;
    struct mohur__zip zip     = {.ctx = NULL};
    struct mohur__buf content = {0};

    CHECK_OK(write_two(t, sink));
    source = fixture_source(t, fixture_output(t));
    CHECK_OK(mohur__zip_open(t->ctx, source, &zip));
    CHECK_NUMBER(2, zip.entries_len);
    CHECK_OK(mohur__zip_load(&zip, &zip.entries[1], 6, &content));
    CHECK_BYTES(MOHUR__TEXT("second"), mohur__buf_view(&content));
    mohur__buf_wipe(&content);
    mohur__zip_wipe(&zip);
    mohur_source_free(source);
    mohur_sink_free(sink);
}

static void
is_whole_or_an_error(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);
    struct mohur__zip_writer w;

    mohur__zip_writer_init(&w, t->ctx, sink);
    CHECK_OK(mohur__zip_writer_begin(&w, MOHUR__TEXT("a"), 2, 0));
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__zip_writer_data(&w, MOHUR__TEXT("abc")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_INTERNAL, mohur__zip_writer_end(&w));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__zip_writer_begin(&w, MOHUR__TEXT("b"), 0, 0));
    mohur__zip_writer_wipe(&w);
    mohur_sink_free(sink);
}

/* ---- beyond 4 GiB ---- */

/* A file that is zeros but for what was written in short pieces. */
struct sparse {
    uint64_t len;
    uint64_t at[16];
    uint8_t kept[16][KEPT_MAX];
    size_t kept_len[16];
    size_t pieces;
};

static int32_t
sparse_write(void *user, const uint8_t *data, size_t data_len)
{
    struct sparse *s = user;

    if (data_len < KEPT_MAX) {
        s->at[s->pieces]       = s->len;
        s->kept_len[s->pieces] = data_len;
        memcpy(s->kept[s->pieces++], data, data_len);
    }
    s->len += data_len;
    return 0;
}

static int32_t
sparse_read(void *user, uint64_t at, uint8_t *out, size_t cap, size_t *out_len)
{
    const struct sparse *s = user;

    memset(out, 0, cap);
    for (size_t i = 0; i < s->pieces; i++) {
        for (size_t k = 0; k < s->kept_len[i]; k++) {
            uint64_t place = s->at[i] + k;

            if (place >= at && place - at < cap) {
                out[place - at] = s->kept[i][k];
            }
        }
    }
    *out_len = cap;
    return 0;
}

static void
takes_members_beyond_4_gib(void **state)
{
    static const uint64_t big             = (UINT64_C(5) << 30) + 3;
    static struct sparse s                = {.len = 0};
    static const uint8_t zeros[ZEROS_LEN] = {0};
    struct fixture *t                     = *state;
    mohur_sink_callbacks to               = MOHUR_SINK_CALLBACKS_INIT;
    mohur_source_callbacks from           = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_sink *sink                      = NULL;
    mohur_source *source                  = NULL;
    struct mohur__zip zip                 = {.ctx = NULL};
    struct mohur__zip_writer w;

    to.user = from.user = &s;
    to.write            = sparse_write;
    from.read_at        = sparse_read;
    CHECK_OK(mohur_sink_new_callback(t->ctx, &to, &sink));
    mohur__zip_writer_init(&w, t->ctx, sink);
    CHECK_OK(mohur__zip_writer_begin(&w, MOHUR__TEXT("big"), big, 7));
    for (uint64_t left = big; left > 0;) {
        size_t n = left < ZEROS_LEN ? (size_t)left : ZEROS_LEN;

        CHECK_OK(mohur__zip_writer_data(&w, mohur__bytes_of(zeros, n)));
        left -= n;
    }
    CHECK_OK(mohur__zip_writer_begin(&w, MOHUR__TEXT("small"), 0, 0));
    CHECK_OK(mohur__zip_writer_end(&w));
    from.len = s.len;
    CHECK_OK(mohur_source_new_callback(t->ctx, &from, &source));
    CHECK_OK(mohur__zip_open(t->ctx, source, &zip));
    CHECK_NUMBER(2, zip.entries_len);
    CHECK(zip.entries[0].len == big);
    CHECK(zip.entries[1].offset > big);
    mohur__zip_wipe(&zip);
    mohur__zip_writer_wipe(&w);
    mohur_source_free(source);
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_these_bytes),
        CASE_BASE(is_read_again),
        CASE_BASE(is_whole_or_an_error),
        CASE_BASE(takes_members_beyond_4_gib),
    };

    return cmocka_run_group_tests_name("a ZIP file that is written", cases,
                                       NULL, NULL);
}
