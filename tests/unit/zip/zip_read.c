/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_read.h"

#include "base/error.h"
#include "check.h"
#include "zip_kit.h"

/*
 * Files that are read, and those of attack lists D1 to D6 of the design: each
 * with the status that must come of it, and the words that say why.
 */
#define LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Open it and read every member to its end. */
static mohur_status
read_all(struct fixture *t, mohur__bytes file)
{
    struct mohur__zip zip = {.ctx = NULL};
    mohur_source *source =
        fixture_source(t, (struct view){file.data, file.len});
    mohur_status st = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__zip_open(t->ctx, source, &zip);
    for (size_t i = 0; st == MOHUR_OK && i < zip.entries_len; i++) {
        struct mohur__buf content = {0};

        st = mohur__zip_load(&zip, &zip.entries[i], 4 << 20, &content);
        mohur__buf_wipe(&content);
    }
    mohur__zip_wipe(&zip);
    mohur_source_free(source);
    return st;
}

/* A bad file, and what must be said of it. */
struct bad {
    const char *what;
    struct zip_plan plan;
    mohur_status status; /* 0: MOHUR_E_FORMAT */
    const char *says;
};

static void
check_bad(struct fixture *t, const struct bad *bad, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        mohur_status want =
            bad[i].status == MOHUR_OK ? MOHUR_E_FORMAT : bad[i].status;
        mohur_status got = read_all(t, zip_make(t, &bad[i].plan));

        if (got != want ||
            strstr(mohur_ctx_message(t->ctx), bad[i].says) == NULL) {
            fail_msg("%s: want %s \"%s\", got %s \"%s\"", bad[i].what,
                     mohur_status_name(want), bad[i].says,
                     mohur_status_name(got), mohur_ctx_message(t->ctx));
        }
    }
}

/* Two members, the second of which is the fault. */
#define PAIR(...)                                                              \
    {.members =                                                                \
         (const struct zip_member[]){ZIP_TEXT("a", "first"), {__VA_ARGS__}},   \
     .len = 2}
#define SECOND .name = "b", .data = MOHUR__TEXT("second")

static const struct zip_member GOOD[] = {ZIP_TEXT("a", "first"),
                                         ZIP_TEXT("b", "second")};
#define GOOD_WITH(...) {.members = GOOD, .len = 2, __VA_ARGS__}

/* ---- good ---- */

static void
takes_what_is_exactly_one(void **state)
{
    struct fixture *t                 = *state;
    const struct zip_member members[] = {
        ZIP_TEXT("mimetype", "x"),
        {.name = "d/", .data = MOHUR__NOTHING, .attributes = 0x41ED0010},
        {.name = "d/f", .data = MOHUR__TEXT("packed"), .deflated = true},
        {.name     = "d/g",
         .data     = MOHUR__TEXT("packed"),
         .deflated = true,
         .behind   = ZIP_DESCRIPTOR},
        {.name = "\xC9\x99", .data = MOHUR__NOTHING, .is_utf_8 = true},
        {.name = "empty", .data = MOHUR__NOTHING, .deflated = true},
        {.name        = "times",
         .data        = MOHUR__TEXT("x"),
         .local.extra = MOHUR__TEXT("UT\x05\0\x03"
                                    "1234")}};
    struct zip_plan plan        = {.members = members, .len = LEN(members)};
    static const char comment[] = "mimetype=application/vnd.etsi.asic-e+zip";

    CHECK_OK(read_all(t, zip_make(t, &plan)));
    plan.comment = comment;
    CHECK_OK(read_all(t, zip_make(t, &plan)));
    plan.zip64 = true;
    CHECK_OK(read_all(t, zip_make(t, &plan)));
}

/* An end record in a stored member is a stored container. */
static void
takes_a_container_in_a_container(void **state)
{
    struct fixture *t           = *state;
    struct zip_plan inner       = GOOD_WITH(.entries = 0);
    mohur__bytes package        = zip_make(t, &inner);
    const struct zip_member m[] = {{.name = "package.zip", .data = package}};
    struct zip_plan outer       = {.members = m, .len = 1};

    CHECK_OK(read_all(t, zip_make(t, &outer)));
}

static void
gives_the_content_that_went_in(void **state)
{
    struct fixture *t           = *state;
    const struct zip_member m[] = {
        ZIP_TEXT("a", "first"),
        {.name = "b", .data = MOHUR__TEXT("second"), .deflated = true}};
    struct zip_plan plan = {.members = m, .len = 2};
    mohur__bytes file    = zip_make(t, &plan);
    mohur_source *source =
        fixture_source(t, (struct view){file.data, file.len});
    struct mohur__zip zip     = {.ctx = NULL};
    struct mohur__buf content = {0};

    CHECK_OK(mohur__zip_open(t->ctx, source, &zip));
    CHECK_NUMBER(2, zip.entries_len);
    CHECK(zip.entries[0].is_bare);
    CHECK(mohur__zip_find(&zip, MOHUR__TEXT("c")) == NULL);
    CHECK_OK(mohur__zip_load(&zip, mohur__zip_find(&zip, MOHUR__TEXT("b")), 6,
                             &content));
    CHECK_BYTES(MOHUR__TEXT("second"), mohur__buf_view(&content));
    mohur__buf_wipe(&content);
    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__zip_load(&zip, &zip.entries[1], 5, &content));
    mohur__buf_wipe(&content);
    mohur__zip_wipe(&zip);
    mohur_source_free(source);
}

/* ---- D1: names twice ---- */

static void
d1_refuses_two_members_of_one_name(void **state)
{
    static const char twice[] = "is there twice";
    const struct bad bad[]    = {
        {"exact", PAIR(.name = "a"), 0, twice},
        {"case", PAIR(.name = "A"), 0, twice},
        {"folder", PAIR(.name = "a/"), 0, "is"},
        {"dot", PAIR(.name = "./a"), 0, "leads elsewhere"},
        {"below a file", PAIR(.name = "a/b"), 0, "below one that is no folder"},
    };
    /* e with acute, whole and as two; and in another case. */
    const struct zip_member forms[] = {{.name = "\xC3\xA9", .is_utf_8 = true},
                                       {.name = "E\xCC\x81", .is_utf_8 = true}};
    const struct bad marks[]        = {
        {"NFC and NFD", {.members = forms, .len = 2}, 0, twice}};

    check_bad(*state, bad, LEN(bad));
    check_bad(*state, marks, LEN(marks));
}

/* ---- D2: local header and directory ---- */

static void
d2_refuses_a_local_header_that_differs(void **state)
{
    const struct bad bad[] = {
        {"name", PAIR(SECOND, .local.name = "c"), 0, "another name in front"},
        {"name in another case", PAIR(SECOND, .local.name = "B"), 0,
         "another name in front"},
        {"unpacked length", PAIR(SECOND, .local.len = 1), 0, "another length"},
        {"packed length", PAIR(SECOND, .local.packed_len = 1), 0,
         "another length"},
        {"method", PAIR(SECOND, .local.method = 8), 0, "another method"},
        {"flags", PAIR(SECOND, .local.flags = 1 << 11), 0, "other flags"},
        {"CRC", PAIR(SECOND, .local.crc = 1), 0, "another CRC"},
        {"CRC of the directory", PAIR(SECOND, .central.crc = 1), 0,
         "another CRC"},
        {"length of the directory",
         PAIR(SECOND, .central.len = 1, .central.packed_len = 1), 0,
         "another length"},
        {"stored with two lengths", PAIR(SECOND, .central.len = 1), 0,
         "stored with two lengths"},
    };

    check_bad(*state, bad, LEN(bad));
}

/* ---- D3: around the members ---- */

static void
d3_refuses_what_is_around_the_members(void **state)
{
    static const char no_end[] = "does not end with the end record";
    const struct bad bad[]     = {
        {"polyglot", GOOD_WITH(.prefix = "%PDF-1.4\n"), 0, "directory"},
        {"prefix that counts",
             GOOD_WITH(.prefix = "%PDF-1.4\n", .prefix_counts = true), 0,
             "does not begin where"},
        {"trailing byte", GOOD_WITH(.suffix = "\n"), 0, no_end},
        {"comment", GOOD_WITH(.comment = "a comment"), 0, no_end},
        {"comment of the right length",
             GOOD_WITH(.comment = "mimetypf=application/vnd.etsi.asic-e+zip"), 0,
             "comment behind it"},
        {"gap", PAIR(SECOND, .gap = 1), 0, "does not begin where"},
        {"fewer entries", GOOD_WITH(.entries = -1), 0, "more entries"},
        {"more entries", GOOD_WITH(.entries = 1), 0, "not made of entries"},
        {"no entries", GOOD_WITH(.entries = -2), 0, "nothing in"},
        {"65,534 entries", GOOD_WITH(.entries = 65532), MOHUR_E_LIMIT,
             "more than 1000"},
        {"65,535 entries", GOOD_WITH(.entries = 65533), 0, "ZIP64"},
        {"shorter directory", GOOD_WITH(.directory_len = -1), 0, "directory"},
        {"directory elsewhere", GOOD_WITH(.offset = -1), 0, "directory"},
        {"split", GOOD_WITH(.disks = 1), 0, "end record"},
        {"ZIP64 that nothing asks for", GOOD_WITH(.zip64_only = true), 0,
             "directory"},
        {"ZIP64 with another number",
             GOOD_WITH(.zip64 = true, .zip64_entries = 1), 0, "directory"},
    };

    check_bad(*state, bad, LEN(bad));
}

/* A second end record, and one that hides in the comment of the first. */
static void
d3_refuses_two_end_records(void **state)
{
    static const char end[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    struct fixture *t       = *state;
    struct zip_plan plan    = GOOD_WITH(.entries = 0);
    mohur__bytes file       = zip_make(t, &plan);
    uint8_t *both           = fixture_bytes(t, 0, file.len + 22);

    mohur__copy(mohur__span_of(both, file.len), file);
    mohur__copy(mohur__span_of(both + file.len, 22), mohur__bytes_of(end, 22));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 read_all(t, mohur__bytes_of(both, file.len + 22)));
    both[file.len - 2] = 22; /* the first one's comment */
    CHECK_STATUS(MOHUR_E_FORMAT,
                 read_all(t, mohur__bytes_of(both, file.len + 22)));
}

/* ---- D4: overlap, bombs ---- */

static void
d4_refuses_members_that_overlap(void **state)
{
    const struct bad bad[] = {
        {"the same bytes twice", PAIR(SECOND, .again = true), 0,
         "does not begin where"},
        {"a header in the content of another",
         PAIR(SECOND, .again = true, .inside = 31), 0, "does not begin where"},
        {"into the directory",
         PAIR(SECOND, .local.len = 60, .local.packed_len = 60,
              .central.len = 60, .central.packed_len = 60),
         0, "reaches into the directory"},
    };

    check_bad(*state, bad, LEN(bad));
}

static void
d4_refuses_a_bomb(void **state)
{
    const struct bad bad[] = {
        {"ratio",
         PAIR(.name = "b", .packed = MOHUR__TEXT("\x03"), .len = 2 << 20),
         MOHUR_E_LIMIT, "hundredfold"},
        {"longer than it says",
         PAIR(.name = "b", .packed = MOHUR__TEXT("\x01\x02\0\xFD\xFFxy"),
              .len = 1),
         0, "is longer than"},
        {"shorter than it says",
         PAIR(.name = "b", .packed = MOHUR__TEXT("\x01\x02\0\xFD\xFFxy"),
              .len = 3),
         0, "ends before its length"},
        {"bytes behind the stream",
         PAIR(.name = "b", .packed = MOHUR__TEXT("\x01\x02\0\xFD\xFFxyz"),
              .len = 2),
         0, "bytes behind"},
        {"cut off",
         PAIR(.name = "b", .packed = MOHUR__TEXT("\x01\x03\0\xFC\xFFxy"),
              .len = 3),
         0, "ends before its length"},
        {"no stream",
         PAIR(.name = "b", .packed = MOHUR__TEXT("\x07"), .len = 1), 0,
         "not a deflated stream"},
    };

    check_bad(*state, bad, LEN(bad));
}

/* ---- D5: flags and descriptors ---- */

#define BOTH(bits) .local.flags = (bits), .central.flags = (bits)

static void
d5_refuses_what_is_not_plainly_a_file(void **state)
{
    const struct bad bad[] = {
        {"encrypted", PAIR(SECOND, BOTH(1)), 0, "is encrypted"},
        {"strongly encrypted", PAIR(SECOND, BOTH(1 << 6)), 0, "is encrypted"},
        {"masked", PAIR(SECOND, BOTH(1 << 13)), 0, "is encrypted"},
        {"patch", PAIR(SECOND, BOTH(1 << 5)), 0, "not known"},
        {"lying descriptor",
         PAIR(SECOND, .deflated = true, .behind = ZIP_DESCRIPTOR_LIES), 0,
         "another length behind"},
        {"descriptor without signature",
         PAIR(SECOND, .deflated = true, .behind = ZIP_DESCRIPTOR_BARE), 0,
         "reaches into the directory"},
        {"descriptor on a stored member",
         PAIR(SECOND, .behind = ZIP_DESCRIPTOR), 0, "only behind it"},
        {"descriptor and lengths",
         PAIR(SECOND, .deflated = true, .behind = ZIP_DESCRIPTOR,
              .local.len = 6),
         0, "in front of it and behind it"},
        {"wrong CRC", PAIR(SECOND, .local.crc = 1, .central.crc = 1), 0,
         "does not have its CRC"},
        {"symbolic link", PAIR(SECOND, .attributes = 0xA1FF0000), 0,
         "symbolic link"},
        {"device", PAIR(SECOND, .attributes = 0x21FF0000), 0,
         "neither a file nor a folder"},
        {"folder by its attributes", PAIR(SECOND, .attributes = 0x10), 0,
         "by its attributes"},
        {"method 12", PAIR(SECOND, .local.method = 12, .central.method = 12), 0,
         "other than deflate"},
        {"folder with content", PAIR(.name = "d/", .data = MOHUR__TEXT("x")), 0,
         "with content"},
        {"folder with nothing in it", PAIR(.name = "d/"), 0, "nothing in it"},
    };

    check_bad(*state, bad, LEN(bad));
}

#define EXTRA(bytes) .central.extra = MOHUR__TEXT(bytes)

static void
d5_refuses_extra_fields_that_contradict(void **state)
{
    static const char zip64[] = "ZIP64";
    const struct bad bad[]    = {
        {"another path",
            PAIR(SECOND, EXTRA("up\x06\0\x01\xF9\xEF\xBE\x71"
                                  "c")),
            0, "second name"},
        {"another path, with a CRC that fits nothing",
            PAIR(SECOND, EXTRA("up\x06\0\x01\0\0\0\0b")), 0, "second name"},
        {"beyond its place", PAIR(SECOND, EXTRA("UT\x09\0")), 0, "do not fill"},
        {"half a field", PAIR(SECOND, EXTRA("UT\x00")), 0, "do not fill"},
        {"ZIP64 that nothing asks for",
            PAIR(SECOND, EXTRA("\x01\0\x08\0\x06\0\0\0\0\0\0\0")), 0, zip64},
        {"ZIP64, empty", PAIR(SECOND, EXTRA("\x01\0\0\0")), 0, zip64},
        {"ZIP64 twice", PAIR(SECOND, EXTRA("\x01\0\0\0\x01\0\0\0")), 0, zip64},
        {"ZIP64 in front of it only",
            PAIR(SECOND, .local.extra = MOHUR__TEXT(
                          "\x01\0\x10\0\x06\0\0\0\0\0\0\0\x06\0\0\0\0\0\0\0")),
            0, "another length"},
    };

    check_bad(*state, bad, LEN(bad));
}

/* Lengths of ZIP64 in a small file: 6 less in 32 bits wraps to full. */
static void
takes_zip64_where_it_is_asked_for(void **state)
{
    static const char both[] =
        "\x01\0\x10\0\x06\0\0\0\0\0\0\0\x06\0\0\0\0\0\0\0";
    struct fixture *t           = *state;
    const struct zip_lie full   = {.len        = UINT32_MAX - 6,
                                   .packed_len = UINT32_MAX - 6,
                                   .extra      = MOHUR__TEXT(both)};
    const struct zip_member m[] = {{SECOND, .local = full, .central = full}};
    struct zip_plan plan        = {.members = m, .len = 1};

    CHECK_OK(read_all(t, zip_make(t, &plan)));
}

/* ---- D6: names ---- */

static void
d6_refuses_names_that_lead_elsewhere(void **state)
{
    struct fixture *t = *state;
    static char longest[1100];
    static char full[UINT16_MAX + 1];
    const struct bad bad[] = {
        {"up", PAIR(.name = "../b"), 0, "leads elsewhere"},
        {"up, inside", PAIR(.name = "b/../c"), 0, "leads elsewhere"},
        {"absolute", PAIR(.name = "/b"), 0, "empty part"},
        {"drive", PAIR(.name = "C:b"), 0, "drive letter"},
        {"backslash", PAIR(.name = "b\\c"), 0, "backslash"},
        {"NUL", PAIR(.name = "b\0c", .name_len = 3), 0, "control"},
        {"line end", PAIR(.name = "b\nc"), 0, "control"},
        {"C1 control", PAIR(.name = "b\xC2\x85", .is_utf_8 = true), 0,
         "control"},
        {"1,099 bytes", PAIR(.name = longest), 0, "more than 1,024"},
        {"65,535 bytes", PAIR(.name = full), 0, "more than 1,024"},
        {"empty", PAIR(.name = ""), 0, "empty part"},
        {"dot at the end", PAIR(.name = "b."), 0, "dot or blank"},
        {"blank at the end", PAIR(.name = "b /c"), 0, "dot or blank"},
        {"cp852", PAIR(.name = "\x82"), 0, "not UTF-8"},
        {"UTF-8 that is not said", PAIR(.name = "\xC9\x99"), 0, "does not say"},
        {"overlong", PAIR(.name = "\xC0\xAF", .is_utf_8 = true), 0,
         "not UTF-8"},
    };

    memset(longest, 'n', sizeof longest - 1);
    memset(full, 'n', sizeof full - 1);
    check_bad(t, bad, LEN(bad));
}

/* ---- all of it ---- */

static mohur__bytes
small_file(struct fixture *t)
{
    const struct zip_member m[] = {ZIP_TEXT("mimetype", "x"),
                                   {.name     = "d",
                                    .data     = MOHUR__TEXT("packed"),
                                    .deflated = true,
                                    .behind   = ZIP_DESCRIPTOR}};
    struct zip_plan plan        = {.members = m, .len = 2};

    return zip_make(t, &plan);
}

static void
refuses_every_shorter_file(void **state)
{
    struct fixture *t = *state;
    mohur__bytes file = small_file(t);

    for (size_t len = 0; len < file.len; len++) {
        CHECK_STATUS(MOHUR_E_FORMAT,
                     read_all(t, mohur__bytes_sub(file, 0, len)));
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur__bytes file = small_file(t);

    for (int mode = ALLOC_ONCE; mode <= ALLOC_FOR_GOOD; mode++) {
        for (size_t nth = 1;; nth++) {
            alloc_fail_at(&t->alloc, nth, (enum alloc_mode)mode);
            mohur_status st = read_all(t, file);
            if (!alloc_has_failed(&t->alloc)) {
                CHECK_OK(st);
                break;
            }
            CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(takes_what_is_exactly_one),
        CASE_BASE(takes_a_container_in_a_container),
        CASE_BASE(gives_the_content_that_went_in),
        CASE_BASE(takes_zip64_where_it_is_asked_for),
        CASE_BASE(d1_refuses_two_members_of_one_name),
        CASE_BASE(d2_refuses_a_local_header_that_differs),
        CASE_BASE(d3_refuses_what_is_around_the_members),
        CASE_BASE(d3_refuses_two_end_records),
        CASE_BASE(d4_refuses_members_that_overlap),
        CASE_BASE(d4_refuses_a_bomb),
        CASE_BASE(d5_refuses_what_is_not_plainly_a_file),
        CASE_BASE(d5_refuses_extra_fields_that_contradict),
        CASE_BASE(d6_refuses_names_that_lead_elsewhere),
        CASE_BASE(refuses_every_shorter_file),
        CASE_BASE(survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("a ZIP file", cases, NULL, NULL);
}
