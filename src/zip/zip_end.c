/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_end.h"

#include "base/guard.h"

/*
 * The end record, and the records of ZIP64 in front of it where a number of
 * its own is full.
 */
enum {
    DISK_LAST   = 1,  /* "total number of disks" of a file that is one */
    END64_REST  = 44, /* what the record says of its own length */
    COMMENT_MAX = MOHUR__ZIP_END_LEN + MOHUR__ZIP_COMMENT_LEN
};

static const char SPLIT[]   = "the ZIP file is one part of several";
static const char COMMENT[] = "mimetype=";

struct end {
    uint64_t at; /* where the record stands */
    uint16_t entries;
    uint32_t len;
    uint32_t offset;
};

/* ---- the end record ---- */

static bool
parse_end(mohur__bytes record, struct end *out, mohur__bytes *out_comment)
{
    struct mohur__cursor c = mohur__cursor_of(record);
    bool whole             = mohur__zip_read32(&c) == MOHUR__ZIP_END;
    uint16_t comment_len   = 0;

    whole        = mohur__zip_read32(&c) == 0 && whole; /* both disk numbers */
    out->entries = mohur__zip_read16(&c);
    whole        = mohur__zip_read16(&c) == out->entries && whole;
    out->len     = mohur__zip_read32(&c);
    out->offset  = mohur__zip_read32(&c);
    comment_len  = mohur__zip_read16(&c);
    *out_comment = c.left;
    return mohur__cursor_ok(&c) && whole && comment_len == c.left.len;
}

static bool
is_end(mohur__bytes record)
{
    struct mohur__cursor c = mohur__cursor_of(record);

    return mohur__zip_read32(&c) == MOHUR__ZIP_END;
}

/* Read the last bytes, and find the record at one of the two places. */
static mohur_status
find_end(struct mohur__zip *zip, struct end *out)
{
    mohur_status st   = MOHUR_OK;
    uint64_t len      = zip->source->len;
    size_t room       = len < COMMENT_MAX ? (size_t)len : COMMENT_MAX;
    mohur__span bytes = mohur__span_sub(MOHUR__SPAN(zip->end), 0, room);
    mohur__bytes tail = mohur__span_bytes(bytes);
    mohur__bytes bare = MOHUR__NOTHING;

    REQUIRE(zip->ctx, len >= MOHUR__ZIP_END_LEN, MOHUR_E_FORMAT,
            "the file is too short to be a ZIP file");
    TRY(mohur__source_read_at(zip->source, len - room, bytes));
    bare = mohur__bytes_sub(tail, room - MOHUR__ZIP_END_LEN, room);
    if (is_end(bare)) {
        tail = bare;
    } else {
        REQUIRE(zip->ctx, room == COMMENT_MAX && is_end(tail), MOHUR_E_FORMAT,
                "the file does not end with the end record of a ZIP file");
    }
    REQUIRE(zip->ctx, parse_end(tail, out, &zip->comment), MOHUR_E_FORMAT,
            "the end record of the ZIP file contradicts itself");
    REQUIRE(zip->ctx,
            zip->comment.len == 0 ||
                mohur__bytes_equal(
                    mohur__bytes_sub(zip->comment, 0, sizeof COMMENT - 1),
                    MOHUR__TEXT(COMMENT)),
            MOHUR_E_FORMAT, "the ZIP file has a comment behind it");
    out->at = len - tail.len;

out:
    return st;
}

/* ---- ZIP64 ---- */

static bool
is_full(const struct end *e)
{
    return e->entries == MOHUR__ZIP_FULL16 || e->len == MOHUR__ZIP_FULL32 ||
           e->offset == MOHUR__ZIP_FULL32;
}

/* The locator, which must point to what stands right in front of it. */
static mohur_status
check_locator(struct mohur__zip *zip, uint64_t at)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t room[MOHUR__ZIP_LOCATOR_LEN] = {0};
    struct mohur__cursor c               = mohur__cursor_of(MOHUR__BYTES(room));
    bool good                            = false;

    TRY(mohur__source_read_at(zip->source, at, MOHUR__SPAN(room)));
    good = mohur__zip_read32(&c) == MOHUR__ZIP_LOCATOR;
    good = mohur__zip_read32(&c) == 0 && good;
    good = mohur__zip_read(&c, 8) == at - MOHUR__ZIP_END64_LEN && good;
    good = mohur__zip_read32(&c) == DISK_LAST && good;
    REQUIRE(zip->ctx, good, MOHUR_E_FORMAT,
            "the ZIP64 locator does not point to the record in front of it");

out:
    return st;
}

/* Its numbers, where the end record has none of its own. */
static bool
agrees(const struct end *e, const struct mohur__zip_ending *z)
{
    return (e->entries == MOHUR__ZIP_FULL16 || e->entries == z->entries) &&
           (e->len == MOHUR__ZIP_FULL32 || e->len == z->len) &&
           (e->offset == MOHUR__ZIP_FULL32 || e->offset == z->offset);
}

static mohur_status
read_end64(struct mohur__zip *zip,
           const struct end *e,
           uint64_t at,
           struct mohur__zip_ending *out)
{
    mohur_status st                    = MOHUR_OK;
    uint8_t room[MOHUR__ZIP_END64_LEN] = {0};
    struct mohur__cursor c             = mohur__cursor_of(MOHUR__BYTES(room));
    bool good                          = false;

    TRY(mohur__source_read_at(zip->source, at, MOHUR__SPAN(room)));
    good = mohur__zip_read32(&c) == MOHUR__ZIP_END64;
    good = mohur__zip_read(&c, 8) == END64_REST && good;
    (void)mohur__zip_read32(&c); /* versions */
    REQUIRE(zip->ctx, mohur__zip_read(&c, 8) == 0, MOHUR_E_FORMAT, SPLIT);
    out->entries = mohur__zip_read(&c, 8);
    good         = mohur__zip_read(&c, 8) == out->entries && good;
    out->len     = mohur__zip_read(&c, 8);
    out->offset  = mohur__zip_read(&c, 8);
    REQUIRE(zip->ctx, good && agrees(e, out), MOHUR_E_FORMAT,
            "the ZIP64 end record contradicts the end record");

out:
    return st;
}

mohur_status
mohur__zip_read_end(struct mohur__zip *zip, struct mohur__zip_ending *out)
{
    mohur_status st = MOHUR_OK;
    struct end e    = {.at = 0};
    uint64_t end    = 0;

    TRY(find_end(zip, &e));
    *out = (struct mohur__zip_ending){e.entries, e.len, e.offset};
    if (is_full(&e)) {
        uint64_t both = MOHUR__ZIP_LOCATOR_LEN + MOHUR__ZIP_END64_LEN;

        REQUIRE(zip->ctx, e.at >= both, MOHUR_E_FORMAT,
                "the ZIP64 end record is not there");
        TRY(check_locator(zip, e.at - MOHUR__ZIP_LOCATOR_LEN));
        e.at -= both;
        TRY(read_end64(zip, &e, e.at, out));
    }
    REQUIRE(zip->ctx,
            mohur__u64_add(out->offset, out->len, &end) && end == e.at,
            MOHUR_E_FORMAT,
            "the directory of the ZIP file does not end at its end record");
    REQUIRE(zip->ctx, out->entries > 0, MOHUR_E_FORMAT,
            "there is nothing in the ZIP file");
    REQUIRE(zip->ctx, out->entries <= MOHUR__ZIP_ENTRIES_MAX, MOHUR_E_LIMIT,
            "the ZIP file has more than %d members", MOHUR__ZIP_ENTRIES_MAX);
    REQUIRE(zip->ctx, out->len <= MOHUR__ZIP_CENTRAL_MAX, MOHUR_E_LIMIT,
            "the directory of the ZIP file has more than 4 MiB");

out:
    return st;
}
