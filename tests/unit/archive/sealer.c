/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "check.h"
#include "places.h"
#include "seal_kit.h"

#include <unistd.h>

/*
 * The pipeline: whatever is sealed opens to the same, and the bytes depend
 * neither on the number of jobs, nor on the backends, nor on how content is
 * cut into calls.
 */
enum {
    MIB      = 1 << 20,
    SMALL    = 3000,
    NAME_CAP = 32
};

/* Lengths around the borders of leaves, chunks, segments and blocks. */
static const struct kit_entry borders[] = {
    {"a0", 0, 0},       {"a1", 1, 0},       {"b", 0, MOHUR_ENTRY_FOLDER},
    {"c0", 32767, 0},   {"c1", 32768, 0},   {"c2", 32769, 0},
    {"c3", 65536, 0},   {"d0", MIB - 1, 0}, {"d1", MIB, 0},
    {"d2", MIB + 1, 0}, {"d3", 2 * MIB, 0}, {"d4", 2 * MIB + 1, 0},
    {"e0", 600000, 0},  {"e1", 600000, 0},  {"e2", 5, 0},
};

enum {
    BORDERS = sizeof borders / sizeof borders[0]
};

/* How something is sealed. */
struct way {
    uint32_t jobs;
    mohur_backend backend;
    size_t piece; /* bytes of one update; 0: all */
};

static mohur_ctx *
ctx_for(struct fixture *t, struct way way)
{
    const mohur_backend_choice choice = {0, way.backend};
    mohur_sys sys                     = fixture_sys(t);
    mohur_ctx_options options         = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx                    = NULL;

    t->random.calls = 0;
    sys.choices     = &choice;
    sys.choices_len = way.backend != MOHUR_BACKEND_DEFAULT;
    options.sys     = &sys;
    options.jobs    = way.jobs;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    return ctx;
}

/* Everything that one archive needs, made with the same draws each time. */
struct sealed {
    mohur_ctx *ctx;
    mohur_key *kek;
    mohur_key *signer;
    mohur_sink *sink;
    struct view data;
};

static struct sealed
seal(struct fixture *t,
     const struct kit_entry *entries,
     size_t n,
     struct way way)
{
    struct sealed s               = {.ctx = ctx_for(t, way)};
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;

    s.kek                  = kit_kek(s.ctx, 1, 1, 2);
    s.signer               = kit_pair(s.ctx, MOHUR_ALG_ED25519);
    options.recipients     = (const mohur_key *const *)&s.kek;
    options.recipients_len = 1;
    options.signers        = (const mohur_key *const *)&s.signer;
    options.signers_len    = 1;
    CHECK_OK(mohur_sink_new_memory(s.ctx, 1 << 28, &s.sink));
    CHECK_STATUS(
        MOHUR_OK,
        kit_seal(s.ctx, &(struct kit_archive){&options, entries, n, way.piece},
                 s.sink));
    s.data.data = mohur_sink_memory(s.sink, &s.data.len);
    return s;
}

static void
sealed_free(struct sealed s)
{
    mohur_sink_free(s.sink);
    mohur_key_free(s.kek);
    mohur_key_free(s.signer);
    mohur_ctx_free(s.ctx);
}

/* Read the entry that the reader stands on; its bytes must be the kit's. */
static mohur_status
read_entry(mohur_archive_reader *r, size_t content_len)
{
    static uint8_t room[100000];
    mohur_status st = MOHUR_OK;
    size_t at       = 0;
    size_t len      = 0;

    while (st == MOHUR_OK) {
        st = mohur_archive_reader_read(r, room, sizeof room, &len);
        for (size_t i = 0; i < len; i++) {
            if (room[i] != kit_byte(at + i)) {
                return MOHUR_E_INTERNAL;
            }
        }
        at += len;
    }
    return st == MOHUR_END && at == content_len ? MOHUR_OK : st;
}

/* Open it and compare everything; entries are in order of their names. */
static void
check_opens(struct fixture *t,
            const struct sealed *s,
            const struct kit_entry *entries,
            size_t n)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_archive_entry *entry   = NULL;
    mohur_source *source               = NULL;
    mohur_archive_reader *r            = NULL;

    options.keys        = (const mohur_key *const *)&s->kek;
    options.keys_len    = 1;
    options.senders     = (const mohur_key *const *)&s->signer;
    options.senders_len = 1;
    CHECK_OK(
        mohur_source_new_memory(s->ctx, s->data.data, s->data.len, &source));
    CHECK_OK(mohur_archive_reader_open(s->ctx, &options, source, &r));
    for (size_t i = 0; i < n; i++) {
        CHECK_OK(mohur_archive_reader_next(r, &entry));
        CHECK_TEXT(entries[i].name, entry->name);
        CHECK_NUMBER(entries[i].content_len, entry->content_len);
        CHECK_STATUS(MOHUR_OK, read_entry(r, entries[i].content_len));
    }
    CHECK_STATUS(MOHUR_END, mohur_archive_reader_next(r, &entry));
    mohur_archive_reader_free(r);
    mohur_source_free(source);
}

/* Each way gives what the first gives, and that opens. */
static void
check_ways(struct fixture *t,
           const struct kit_entry *entries,
           size_t n,
           const struct way *ways,
           size_t ways_len)
{
    struct sealed first = seal(t, entries, n, ways[0]);

    check_opens(t, &first, entries, n);
    for (size_t i = 1; i < ways_len; i++) {
        struct sealed other = seal(t, entries, n, ways[i]);
        CHECK_BYTES(first.data, other.data);
        sealed_free(other);
    }
    sealed_free(first);
}

static void
gives_the_same_bytes_for_any_number_of_jobs(void **state)
{
    static const struct way ways[] = {{.jobs = 0}, {.jobs = 1}, {.jobs = 2},
                                      {.jobs = 3}, {.jobs = 7}, {.jobs = 16}};

    check_ways(*state, borders, BORDERS, ways, sizeof ways / sizeof ways[0]);
}

static void
gives_the_same_bytes_with_any_backend(void **state)
{
    static const struct way ways[] = {{.backend = MOHUR_BACKEND_DEFAULT},
                                      {.backend = MOHUR_BACKEND_SODIUM},
                                      {.backend = MOHUR_BACKEND_OPENSSL},
                                      {.backend = MOHUR_BACKEND_IPSECMB}};

    check_ways(*state, borders, BORDERS, ways, sizeof ways / sizeof ways[0]);
}

/* The slowest backend, on less. */
static void
gives_the_same_bytes_with_the_slowest_backend(void **state)
{
    static const struct way ways[] = {{.backend = MOHUR_BACKEND_DEFAULT},
                                      {.backend = MOHUR_BACKEND_MBEDTLS}};

    check_ways(*state, borders, 7, ways, 2);
}

static void
gives_the_same_bytes_however_content_is_cut(void **state)
{
    static const struct way ways[] = {{.piece = 0},
                                      {.piece = 4093},
                                      {.piece = 65536},
                                      {.jobs = 2, .piece = MIB + 1}};

    check_ways(*state, borders, BORDERS, ways, sizeof ways / sizeof ways[0]);
}

/* In one call, so that it is not copied; with threads if it is enough. */
static void
gives_the_same_bytes_for_content_in_place(void **state)
{
    static const struct kit_entry entries[] = {
        {"a", 5, 0}, {"b", 10 * MIB + 3, 0}, {"c", MIB, 0}, {"d", 70000, 0}};
    static const struct way ways[] = {{.piece = 65536},
                                      {.jobs = 0},
                                      {.jobs = 2},
                                      {.jobs = 2, .piece = 9 * MIB}};

    check_ways(*state, entries, 4, ways, sizeof ways / sizeof ways[0]);
}

/* Where content comes from and where the archive goes. */
enum giver {
    GIVER_CALLS,
    GIVER_MEMORY,
    GIVER_FILE,
    GIVER_STREAM
};
enum taker {
    TAKER_MEMORY,
    TAKER_BUFFER,
    TAKER_FILE,
    TAKER_PLACES
};

static struct places places; /* of that last one */

/* Of a stream: some of what is left in *user. */
static int32_t
give(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct view *left = user;
    size_t n          = left->len < out_cap ? left->len : out_cap;

    n = n < 70000 ? n : 70000;
    memcpy(out, left->data, n);
    *left    = (struct view){left->data + n, left->len - n};
    *out_len = n;
    return 0;
}

static mohur_source *
source_of(struct fixture *t, mohur_ctx *ctx, enum giver giver, struct view data)
{
    static struct view left;
    mohur_source_callbacks call = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source        = NULL;
    const char *path            = fixture_path(t, "content");

    if (giver == GIVER_FILE) {
        fixture_write_file(path, data);
        CHECK_OK(mohur_source_new_file(ctx, path, &source));
    } else if (giver == GIVER_MEMORY) {
        CHECK_OK(mohur_source_new_memory(ctx, data.data, data.len, &source));
    } else {
        left      = data;
        call.user = &left;
        call.read = give;
        CHECK_OK(mohur_source_new_callback(ctx, &call, &source));
    }
    return source;
}

static mohur_sink *
sink_of(struct fixture *t, mohur_ctx *ctx, enum taker taker)
{
    mohur_sink *sink = NULL;
    uint8_t *room    = NULL;

    if (taker == TAKER_FILE) {
        CHECK_OK(mohur_sink_new_file(ctx, fixture_path(t, "sealed"),
                                     MOHUR_OVERWRITE_REPLACE, &sink));
    } else if (taker == TAKER_BUFFER) {
        room = fixture_bytes(t, 0, 24 * MIB);
        CHECK_OK(mohur_sink_new_buffer(ctx, room, 24 * MIB, &sink));
    } else if (taker == TAKER_PLACES) {
        places_new(24 * MIB, &places);
        sink = places_sink(ctx, &places);
    } else {
        CHECK_OK(mohur_sink_new_memory(ctx, 24 * MIB, &sink));
    }
    return sink;
}

/* Some bytes first, so that segments do not begin where the source does. */
static mohur_status
add_entry(mohur_archive_writer *w,
          const char *name,
          struct view first,
          mohur_source *source,
          struct view rest)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_status st           = MOHUR_OK;

    entry.name     = name;
    entry.name_len = strlen(name);
    st             = mohur_archive_writer_entry(w, &entry);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update(w, first.data, first.len);
    }
    if (st == MOHUR_OK) {
        st = source != NULL
                 ? mohur_archive_writer_update_from(w, source)
                 : mohur_archive_writer_update(w, rest.data, rest.len);
    }
    return st;
}

/* What the finished sink took, kept until the end. */
static struct view
taken(struct fixture *t, enum taker taker, const mohur_sink *sink)
{
    struct view out = {NULL, 0};
    uint8_t *copy   = NULL;

    if (taker == TAKER_FILE) {
        return fixture_read_file(t, fixture_path(t, "sealed"));
    }
    if (taker == TAKER_PLACES) {
        out = places_whole(&places);
    } else {
        out.data = mohur_sink_memory(sink, &out.len);
    }
    copy = fixture_bytes(t, 0, out.len);
    memcpy(copy, out.data, out.len);
    if (taker == TAKER_PLACES) {
        places_free(&places);
    }
    return (struct view){copy, out.len};
}

static struct view
sealed_from(struct fixture *t,
            uint32_t jobs,
            enum giver giver,
            enum taker taker)
{
    static const size_t lens[]    = {0, 3000, MIB, 10 * MIB + 5, 9 * MIB, 7};
    static const char *names[]    = {"a", "b", "c", "d", "e", "f"};
    mohur_ctx *ctx                = ctx_for(t, (struct way){.jobs = jobs});
    mohur_key *kek                = kit_kek(ctx, 1, 1, 2);
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_writer *w       = NULL;
    mohur_sink *sink              = sink_of(t, ctx, taker);
    struct view out               = {NULL, 0};

    options.recipients     = (const mohur_key *const *)&kek;
    options.recipients_len = 1;
    CHECK_OK(mohur_archive_writer_new_unsigned(ctx, &options, sink, &w));
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        struct view all   = {fixture_bytes(t, 3, lens[i]), lens[i]};
        struct view first = {all.data, i % 2 == 0 ? 0 : lens[i] / 100};
        struct view rest  = {all.data + first.len, all.len - first.len};
        mohur_source *source =
            giver == GIVER_CALLS ? NULL : source_of(t, ctx, giver, rest);

        CHECK_STATUS(MOHUR_OK, add_entry(w, names[i], first, source, rest));
        mohur_source_free(source);
    }
    CHECK_STATUS(MOHUR_OK, mohur_archive_writer_finish(w));
    mohur_archive_writer_free(w);
    out = taken(t, taker, sink);
    mohur_sink_free(sink);
    mohur_key_free(kek);
    mohur_ctx_free(ctx);
    return out;
}

/* What a job reads and writes itself is what others read and wrote. */
static void
gives_the_same_bytes_from_and_to_anything(void **state)
{
    struct fixture *t = *state;
    struct view first = sealed_from(t, 1, GIVER_CALLS, TAKER_MEMORY);

    for (uint32_t jobs = 1; jobs < 3; jobs++) {
        CHECK_BYTES(first, sealed_from(t, jobs, GIVER_CALLS, TAKER_FILE));
        CHECK_BYTES(first, sealed_from(t, jobs, GIVER_FILE, TAKER_FILE));
        CHECK_BYTES(first, sealed_from(t, jobs, GIVER_MEMORY, TAKER_BUFFER));
        CHECK_BYTES(first, sealed_from(t, jobs, GIVER_FILE, TAKER_MEMORY));
        CHECK_BYTES(first, sealed_from(t, jobs, GIVER_STREAM, TAKER_BUFFER));
        CHECK_BYTES(first, sealed_from(t, jobs, GIVER_MEMORY, TAKER_PLACES));
    }
}

/* The order is the threads' own; that pieces come before earlier ones is
 * certain only of those that wait for a TABLE. */
static void
gives_the_same_bytes_to_a_sink_without_an_order(void **state)
{
    static const uint32_t jobs[] = {1, 2, 7, 16};
    struct fixture *t            = *state;
    struct view first            = sealed_from(t, 1, GIVER_CALLS, TAKER_MEMORY);

    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        CHECK_BYTES(first, sealed_from(t, jobs[i], GIVER_MEMORY, TAKER_PLACES));
        CHECK(places.pieces > 20);
        CHECK(places.backwards > 0);
    }
}

static void
tells_that_a_sink_without_an_order_failed(void **state)
{
    struct fixture *t  = *state;
    const size_t nth[] = {1, 2, 3, 7, 12};

    for (uint32_t jobs = 1; jobs < 4; jobs++) {
        for (size_t i = 0; i < sizeof nth / sizeof nth[0]; i++) {
            mohur_ctx *ctx                = fixture_ctx(t, jobs);
            mohur_key *kek                = kit_kek(ctx, 1, 1, 2);
            mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
            const struct kit_entry entry  = {"a", 10 * MIB, 0};
            mohur_sink *sink              = sink_of(t, ctx, TAKER_PLACES);

            places.fail_at         = nth[i];
            options.recipients     = (const mohur_key *const *)&kek;
            options.recipients_len = 1;
            assert_int_equal(
                MOHUR_E_IO,
                kit_seal(ctx, &(struct kit_archive){&options, &entry, 1, 0},
                         sink));
            CHECK(strstr(mohur_ctx_message(ctx), "failed with 7") != NULL);
            CHECK_NUMBER(0, places.finishes);
            mohur_sink_free(sink);
            places_free(&places);
            mohur_key_free(kek);
            fixture_ctx_free(t, ctx);
        }
    }
}

/* Start an entry of an unsigned archive on a sink. */
static mohur_archive_writer *
writer_of(struct fixture *t, mohur_ctx *ctx, mohur_key *kek, mohur_sink *sink)
{
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry     = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *w       = NULL;

    options.recipients     = (const mohur_key *const *)&kek;
    options.recipients_len = 1;
    entry.name             = "a";
    entry.name_len         = 1;
    CHECK_OK(mohur_archive_writer_new_unsigned(ctx, &options, sink, &w));
    CHECK_OK(mohur_archive_writer_entry(w, &entry));
    return w;
}

static void
says_that_a_file_became_shorter(void **state)
{
    struct fixture *t    = *state;
    const char *path     = fixture_path(t, "content");
    struct view data     = {fixture_bytes(t, 0, 12 * MIB), 12 * MIB};
    mohur_source *source = NULL;

    for (uint32_t jobs = 1; jobs < 3; jobs++) {
        mohur_ctx *ctx          = fixture_ctx(t, jobs);
        mohur_key *kek          = kit_kek(ctx, 1, 1, 2);
        mohur_sink *sink        = sink_of(t, ctx, TAKER_FILE);
        mohur_archive_writer *w = writer_of(t, ctx, kek, sink);
        fixture_write_file(path, data);
        CHECK_OK(mohur_source_new_file(ctx, path, &source));
        CHECK(truncate(path, 5 * MIB + 1) == 0);
        assert_int_equal(MOHUR_E_IO,
                         mohur_archive_writer_update_from(w, source));
        CHECK(strstr(mohur_ctx_message(ctx), "became shorter") != NULL);
        mohur_source_free(source);
        mohur_archive_writer_free(w);
        mohur_sink_free(sink);
        mohur_key_free(kek);
        fixture_ctx_free(t, ctx);
    }
    CHECK(fixture_read_file(t, fixture_path(t, "sealed")).data == NULL);
}

static void
says_that_the_output_does_not_fit(void **state)
{
    struct fixture *t = *state;
    struct view data  = {fixture_bytes(t, 0, 12 * MIB), 12 * MIB};

    for (size_t room = 5000; room < 10 * MIB; room += 3 * MIB) {
        mohur_ctx *ctx          = fixture_ctx(t, 2);
        mohur_key *kek          = kit_kek(ctx, 1, 1, 2);
        mohur_sink *sink        = NULL;
        mohur_archive_writer *w = NULL;
        mohur_status st;
        CHECK_OK(
            mohur_sink_new_buffer(ctx, fixture_bytes(t, 0, room), room, &sink));
        w  = writer_of(t, ctx, kek, sink);
        st = mohur_archive_writer_update(w, data.data, data.len);
        assert_int_equal(MOHUR_E_LIMIT,
                         st == MOHUR_OK ? mohur_archive_writer_finish(w) : st);
        CHECK(strstr(mohur_ctx_message(ctx), "does not fit into") != NULL);
        CHECK(mohur_sink_memory(sink, NULL) == NULL);
        mohur_archive_writer_free(w);
        mohur_sink_free(sink);
        mohur_key_free(kek);
        fixture_ctx_free(t, ctx);
    }
}

static void
keeps_no_content_after_a_failed_write(void **state)
{
    static const struct kit_entry entry = {"a", 12 * MIB, 0};
    struct fixture *t                   = *state;

    for (size_t nth = 2; nth < 8; nth++) {
        mohur_ctx *ctx                = fixture_ctx(t, 2);
        mohur_key *kek                = kit_kek(ctx, 1, 1, 2);
        mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
        mohur_sink *sink              = NULL;
        options.recipients            = (const mohur_key *const *)&kek;
        options.recipients_len        = 1;
        CHECK_OK(mohur_sink_new_memory(ctx, nth * MIB, &sink));
        CHECK_STATUS(
            MOHUR_E_LIMIT,
            kit_seal(ctx, &(struct kit_archive){&options, &entry, 1, 0}, sink));
        mohur_sink_free(sink);
        mohur_key_free(kek);
        fixture_ctx_free(t, ctx);
    }
}

/* Many small entries, with names in order and lengths of all sorts. */
static void
gives_the_same_bytes_for_many_small_entries(void **state)
{
    static const struct way ways[] = {{.jobs = 0}, {.jobs = 2}, {.jobs = 7}};
    static char names[SMALL][NAME_CAP];
    static struct kit_entry entries[SMALL];

    for (size_t i = 0; i < SMALL; i++) {
        snprintf(names[i], NAME_CAP, "file%05zu", i);
        entries[i] = (struct kit_entry){names[i], i * i * 31 % 2500, 0};
    }
    check_ways(*state, entries, SMALL, ways, sizeof ways / sizeof ways[0]);
}

/* Every place of the stream for the ends of entries of several segments. */
static void
gives_the_same_bytes_wherever_a_table_falls(void **state)
{
    static const struct way ways[] = {{.jobs = 0}, {.jobs = 3}};
    struct fixture *t              = *state;

    for (size_t i = 0; i < 6; i++) {
        const struct kit_entry entries[] = {
            {"a", i * 13107, 0}, {"b", MIB + 1 + i * 7000, 0}, {"c", 9, 0}};
        check_ways(t, entries, 3, ways, 2);
    }
}

/* Compressed ones of all lengths, and stored ones between them. */
static void
gives_the_same_bytes_for_compressed_entries(void **state)
{
    static const struct way ways[] = {{.jobs = 0},
                                      {.jobs = 1},
                                      {.jobs = 2},
                                      {.jobs = 7},
                                      {.piece = 4093},
                                      {.jobs = 2, .piece = 3 * MIB},
                                      {.backend = MOHUR_BACKEND_SODIUM}};
    struct kit_entry entries[BORDERS];

    if (!mohur__frame_usable()) {
        skip();
    }
    for (size_t i = 0; i < BORDERS; i++) {
        entries[i] = borders[i];
        if (entries[i].kind == 0 && i % 4 != 3) {
            entries[i].kind = KIT_PACKED;
        }
    }
    check_ways(*state, entries, BORDERS, ways, sizeof ways / sizeof ways[0]);
}

static void
gives_the_same_bytes_for_many_small_compressed_entries(void **state)
{
    static const struct way ways[] = {{.jobs = 0}, {.jobs = 2}};
    static char names[SMALL][NAME_CAP];
    static struct kit_entry entries[SMALL];

    if (!mohur__frame_usable()) {
        skip();
    }
    for (size_t i = 0; i < SMALL; i++) {
        snprintf(names[i], NAME_CAP, "file%05zu", i);
        entries[i] = (struct kit_entry){names[i], i * i * 31 % 2500,
                                        i % 2 == 0 ? KIT_PACKED : 0};
    }
    check_ways(*state, entries, SMALL, ways, sizeof ways / sizeof ways[0]);
}

static void
seals_an_archive_without_entries(void **state)
{
    static const struct way ways[] = {{.jobs = 0}, {.jobs = 2}};

    check_ways(*state, NULL, 0, ways, 2);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_same_bytes_for_any_number_of_jobs),
        CASE(gives_the_same_bytes_with_any_backend),
        CASE(gives_the_same_bytes_with_the_slowest_backend),
        CASE(gives_the_same_bytes_however_content_is_cut),
        CASE(gives_the_same_bytes_for_content_in_place),
        CASE(gives_the_same_bytes_from_and_to_anything),
        CASE(gives_the_same_bytes_to_a_sink_without_an_order),
        CASE(tells_that_a_sink_without_an_order_failed),
        CASE(says_that_a_file_became_shorter),
        CASE(says_that_the_output_does_not_fit),
        CASE(keeps_no_content_after_a_failed_write),
        CASE(gives_the_same_bytes_for_many_small_entries),
        CASE(gives_the_same_bytes_wherever_a_table_falls),
        CASE(gives_the_same_bytes_for_compressed_entries),
        CASE(gives_the_same_bytes_for_many_small_compressed_entries),
        CASE(seals_an_archive_without_entries),
    };
    return cmocka_run_group_tests_name("the sealer", cases, NULL, NULL);
}
