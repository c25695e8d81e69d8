/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "drip.h"
#include "shelf.h"

#include "archive/reader.h"
#include <mohur/archive_stream.h>

#include <unistd.h>

enum {
    MIB = 1024 * 1024
};

static const struct kit_entry tree[] = {
    {"d", 0, MOHUR_ENTRY_FOLDER},
    {"d/large", 2 * MIB + 4321, MOHUR_ENTRY_FILE},
    {"empty", 0, MOHUR_ENTRY_FILE},
    {"small", 5000, MOHUR_ENTRY_FILE},
    {"z", 100000, MOHUR_ENTRY_FILE},
};

#define TREE (sizeof tree / sizeof tree[0])

/* What comes out of a shelf goes to t->sink; name may be NULL. */
static mohur_status
emit(struct shelf *s, const char *name, mohur_archive_reader **out)
{
    mohur_archive_provisional_options what =
        MOHUR_ARCHIVE_PROVISIONAL_OPTIONS_INIT;
    struct fixture *t    = s->t;
    struct drip d        = {.data = {s->data, s->len}, .step = 50000};
    mohur_source *source = drip_source(t->ctx, &d);
    mohur_sink *sink     = fixture_sink(t);
    mohur_status st      = MOHUR_OK;

    what.name     = name;
    what.name_len = name != NULL ? strlen(name) : 0;
    what.scratch  = fixture_tmpdir(t);
    st            = s->options.senders_len > 0
                        ? mohur_archive_emit_provisional(t->ctx, &s->options, source,
                                                         &what, sink, out)
                        : mohur_archive_emit_provisional_unsigned(
                   t->ctx, &s->options, source, &what, sink, out);
    mohur_sink_free(sink);
    mohur_source_free(source);
    return st;
}

static mohur_status
emit_only(struct shelf *s, const char *name)
{
    mohur_archive_reader *reader = NULL;
    mohur_status st              = emit(s, name, &reader);

    mohur_archive_reader_free(reader);
    return st;
}

/* So many bytes went out, and they are right. */
static void
check_output(struct fixture *t, size_t len)
{
    struct view got = fixture_output(t);

    CHECK_NUMBER(len, got.len);
    for (size_t i = 0; i < len; i++) {
        if (got.data[i] != kit_byte(i)) {
            fail_msg("byte %zu is wrong", i);
        }
    }
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
}

static void
gives_one_entry_and_then_the_verdict(void **state)
{
    struct fixture *t                  = *state;
    const mohur_archive_entry *entry   = NULL;
    mohur_archive_reader *reader       = NULL;
    const mohur_archive_result *result = NULL;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_OK(emit(&s, "d/large", &reader));
    check_output(t, 2 * MIB + 4321);
    CHECK_NUMBER(1, t->sink.finishes);
    result = mohur_archive_reader_result(reader);
    CHECK(result->provisional);
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, result->trust);
    CHECK_OK(mohur_archive_reader_next(reader, &entry));
    CHECK_TEXT("d", entry->name);
    mohur_archive_reader_free(reader);
    CHECK_OK(emit_only(&s, "small"));
    check_output(t, 5000);
    CHECK_OK(emit_only(&s, "empty"));
    check_output(t, 0);
    shelf_clear(&s);
}

static void
needs_no_name_for_the_only_entry(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill_unsigned(t, &tree[3], 1, &s);
    CHECK_OK(emit_only(&s, NULL));
    check_output(t, 5000);
    shelf_clear(&s);
    shelf_fill(t, &tree[1], 2, &s);
    CHECK_STATUS(MOHUR_E_ARGUMENT, emit_only(&s, NULL));
    CHECK_MESSAGE("more than one entry");
    CHECK_NUMBER(0, t->sink.finishes);
    shelf_clear(&s);
}

static void
says_what_it_cannot_give(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    CHECK_STATUS(MOHUR_E_NO_KEY, emit_only(&s, "smaller"));
    CHECK_MESSAGE("'smaller'");
    CHECK_STATUS(MOHUR_E_ARGUMENT, emit_only(&s, "d"));
    CHECK_MESSAGE("a folder");
    CHECK_STATUS(MOHUR_E_ARGUMENT, emit_only(&s, ""));
    CHECK_NUMBER(0, t->sink.finishes);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    shelf_clear(&s);
}

/* It went out, and then it turned out to be worth nothing. */
static void
fails_at_the_end_and_does_not_finish_the_sink(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    s.data[s.len - 40] ^= 1;
    CHECK_STATUS(MOHUR_E_AUTH, emit_only(&s, "d/large"));
    check_output(t, 2 * MIB + 4321);
    CHECK_NUMBER(0, t->sink.finishes);
    s.data[s.len - 40] ^= 1;
    s.senders[0] = s.signer; /* still right */
    CHECK_OK(emit_only(&s, "small"));
    mohur_key *other = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    s.senders[0]     = other;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, emit_only(&s, "small"));
    CHECK_NUMBER(0, t->sink.finishes);
    mohur_key_free(other);
    shelf_clear(&s);
}

/* Also what nobody asked for is verified. */
static void
fails_for_a_fault_in_another_entry(void **state)
{
    static const char *const other[] = {"d/large", "small"};
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    for (size_t i = 0; i < 2; i++) {
        CHECK_OK(shelf_open(&s));
        CHECK_OK(mohur_archive_reader_seek(s.reader, other[i], strlen(other[i]),
                                           0, &entry));
        uint64_t off = s.reader->open.body_off + 100;
        shelf_forge(&s, off);
        CHECK_STATUS(MOHUR_E_AUTH, emit_only(&s, other[1 - i]));
        CHECK_NUMBER(0, t->sink.finishes);
        shelf_forge(&s, off);
    }
    shelf_clear(&s);
}

static void
stops_when_the_sink_does(void **state)
{
    struct fixture *t = *state;
    mohur_archive_provisional_options what =
        MOHUR_ARCHIVE_PROVISIONAL_OPTIONS_INIT;
    mohur_archive_reader *reader = NULL;
    mohur_sink *sink             = NULL;
    struct drip d                = {.at = 0};
    struct shelf s;

    shelf_fill(t, tree, TREE, &s);
    sink                 = fixture_sink(t);
    t->sink.fail_at      = 2;
    d.data               = (struct view){s.data, s.len};
    mohur_source *source = drip_source(t->ctx, &d);
    what.name            = "d/large";
    what.name_len        = 7;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_emit_provisional(t->ctx, &s.options, source,
                                                &what, sink, &reader));
    CHECK_MESSAGE("scratch");
    what.scratch = fixture_path(t, "nowhere");
    CHECK_STATUS(MOHUR_E_IO,
                 mohur_archive_emit_provisional(t->ctx, &s.options, source,
                                                &what, sink, &reader));
    CHECK_NUMBER(0, d.at);
    what.scratch = fixture_tmpdir(t);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur_archive_emit_provisional(t->ctx, &s.options, source,
                                                &what, sink, &reader));
    CHECK_NUMBER(MIB, t->sink.len);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    mohur_sink_free(sink);
    mohur_source_free(source);
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_one_entry_and_then_the_verdict),
        CASE(needs_no_name_for_the_only_entry),
        CASE(says_what_it_cannot_give),
        CASE(fails_at_the_end_and_does_not_finish_the_sink),
        CASE(fails_for_a_fault_in_another_entry),
        CASE(stops_when_the_sink_does),
    };

    return cmocka_run_group_tests_name("provisional content", cases, NULL,
                                       NULL);
}
