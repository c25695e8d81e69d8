/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"

#include "base/jobs.h"
#include "check.h"
#include "keystore/key.h"
#include "shelf.h"

#include <stdlib.h>

enum {
    MIB = 1024 * 1024
};

static const struct kit_entry few[] = {
    {"d", 0, MOHUR_ENTRY_FOLDER},
    {"d/empty", 0, MOHUR_ENTRY_FILE},
    {"d/large", 3 * MIB + 4321, MOHUR_ENTRY_FILE},
    {"d/small", 5000, MOHUR_ENTRY_FILE},
};

#define FEW (sizeof few / sizeof few[0])

/* Read what is left of the entry, at most step at a time; is it right? */
static mohur_status
drain(struct shelf *s, size_t from, size_t step, size_t *out_end)
{
    uint8_t *room   = malloc(step);
    mohur_status st = MOHUR_OK;
    size_t len      = 0;

    *out_end = from;
    while ((st = mohur_archive_reader_read(s->reader, room, step, &len)) ==
           MOHUR_OK) {
        for (size_t i = 0; i < len; i++) {
            if (room[i] != kit_byte(*out_end + i)) {
                fail_msg("byte %zu is wrong", *out_end + i);
            }
        }
        *out_end += len;
    }
    assert_int_equal(0, len);
    free(room);
    return st;
}

/* The next entry is this one. */
static void
check_next(struct fixture *t, struct shelf *s, const struct kit_entry *want)
{
    const mohur_archive_entry *entry = NULL;
    size_t end                       = 0;

    CHECK_OK(mohur_archive_reader_next(s->reader, &entry));
    CHECK_TEXT(want->name, entry->name);
    CHECK_NUMBER(strlen(want->name), entry->name_len);
    CHECK_NUMBER(want->kind, entry->kind);
    CHECK_NUMBER(FIXTURE_NOW, entry->mtime);
    CHECK_NUMBER(want->content_len, entry->content_len);
    CHECK_STATUS(MOHUR_END, drain(s, 0, 100000, &end));
    CHECK_NUMBER(want->content_len, end);
}

static void
gives_what_was_sealed(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    for (size_t i = 0; i < FEW; i++) {
        check_next(t, &s, &few[i]);
    }
    CHECK_STATUS(MOHUR_END, mohur_archive_reader_next(s.reader, &entry));
    CHECK(entry == NULL);
    CHECK_STATUS(MOHUR_END, mohur_archive_reader_next(s.reader, &entry));
    shelf_clear(&s);
}

static void
tells_who_signed_what(void **state)
{
    struct fixture *t                  = *state;
    const mohur_archive_result *result = NULL;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    result = mohur_archive_reader_result(s.reader);
    CHECK_NUMBER(sizeof *result, result->size);
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, result->trust);
    CHECK(result->intended && result->pq_confidential);
    CHECK_NUMBER(MOHUR_HEADER_ORIGINAL, result->header);
    CHECK_NUMBER(0, result->generation);
    CHECK_NUMBER(MOHUR_ALG_AES_256_GCM, result->aead);
    CHECK_NUMBER(FIXTURE_NOW, result->created);
    CHECK_NUMBER(FEW, result->entries);
    CHECK_NUMBER(3 * MIB + 4321 + 5000, result->content_len);
    CHECK_NUMBER(1, result->signers_len);
    CHECK_NUMBER(1, result->signers[0].alg);
    CHECK_NUMBER(MOHUR_SIGNATURE_GOOD, result->signers[0].state);
    assert_memory_equal(mohur_key_id(s.sender), result->signers[0].key_id, 32);
    shelf_clear(&s);
}

static void
needs_no_key_once_it_is_open(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    mohur_key_free(s.kek);
    mohur_key_free(s.sender);
    s.kek    = NULL;
    s.sender = NULL;
    for (size_t i = 0; i < FEW; i++) {
        check_next(t, &s, &few[i]);
    }
    shelf_clear(&s);
}

static mohur_status
go(struct shelf *s, const char *name, uint64_t offset)
{
    const mohur_archive_entry *entry = NULL;
    mohur_status st = mohur_archive_reader_seek(s->reader, name, strlen(name),
                                                offset, &entry);

    assert_true((st == MOHUR_OK) == (entry != NULL));
    return st;
}

static void
goes_to_any_byte_of_any_entry(void **state)
{
    static const size_t offsets[] = {
        0, 1, 4096, MIB - 1, MIB, 2 * MIB + 7, 3 * MIB + 4320, 3 * MIB + 4321};
    struct fixture *t = *state;
    size_t end        = 0;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        CHECK_OK(go(&s, "d/large", offsets[i]));
        CHECK_STATUS(MOHUR_END, drain(&s, offsets[i], 300000, &end));
        CHECK_NUMBER(3 * MIB + 4321, end);
        CHECK_OK(go(&s, "d/small", offsets[i] % 5000));
        CHECK_STATUS(MOHUR_END, drain(&s, offsets[i] % 5000, 777, &end));
        CHECK_NUMBER(5000, end);
    }
    shelf_clear(&s);
}

static void
goes_on_after_the_entry_it_went_to(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    uint8_t byte                     = 0;
    size_t len                       = 0;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(go(&s, "d/large", 2 * MIB));
    CHECK_OK(mohur_archive_reader_read(s.reader, &byte, 1, &len));
    CHECK_OK(mohur_archive_reader_next(s.reader, &entry));
    CHECK_TEXT("d/small", entry->name);
    shelf_clear(&s);
}

static void
survives_a_wrong_call(void **state)
{
    struct fixture *t = *state;
    uint8_t byte      = 0;
    size_t len        = 0;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_archive_reader_read(s.reader, &byte, 1, &len));
    CHECK_STATUS(MOHUR_END, go(&s, "d/none", 0));
    CHECK_STATUS(MOHUR_END, go(&s, "D/large", 0));
    CHECK_STATUS(MOHUR_END, go(&s, "", 0));
    CHECK_STATUS(MOHUR_E_ARGUMENT, go(&s, "d/small", 5001));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_read(s.reader, NULL, 1, &len));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_read(s.reader, &byte, 0, &len));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_reader_next(s.reader, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_seek(s.reader, NULL, 0, 0, NULL));
    CHECK_OK(go(&s, "d/small", 0));
    CHECK_OK(mohur_archive_reader_read(s.reader, &byte, 1, &len));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_reader_next(NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_read(NULL, &byte, 1, &len));
    CHECK(mohur_archive_reader_result(NULL) == NULL);
    mohur_archive_reader_free(NULL);
    shelf_clear(&s);
}

/* What the options may not say. */
static void
refuses_options_that_contradict(void **state)
{
    struct fixture *t = *state;
    mohur_archive_open_options good;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    good           = s.options;
    s.options.size = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    s.options            = good;
    s.options.passphrase = "";
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    s.options.passphrase     = "x";
    s.options.passphrase_len = 1025;
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    s.options         = good;
    s.options.senders = s.keys;
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    s.options      = good;
    s.options.keys = s.senders;
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    s.options = good;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_reader_open_unsigned(
                                       t->ctx, &good, s.source, &s.reader));
    good.senders_len = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_reader_open(t->ctx, &good, s.source, &s.reader));
    CHECK(s.reader == NULL);
    shelf_clear(&s);
}

static void
says_that_no_key_fits(void **state)
{
    struct fixture *t    = *state;
    mohur_key *other     = kit_kek(t->ctx, 0x70, 1, 0x81);
    mohur_key *pair      = kit_pair(t->ctx, MOHUR_ALG_X25519);
    const mohur_key *one = other;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    s.options.keys = &one;
    CHECK_STATUS(MOHUR_E_NO_KEY, shelf_open(&s));
    one = pair;
    CHECK_STATUS(MOHUR_E_NO_KEY, shelf_open(&s));
    s.options.keys_len = 0;
    CHECK_STATUS(MOHUR_E_NO_KEY, shelf_open(&s));
    s.options.passphrase     = "salam";
    s.options.passphrase_len = 5;
    CHECK_STATUS(MOHUR_E_NO_KEY, shelf_open(&s));
    mohur_key_free(other);
    mohur_key_free(pair);
    shelf_clear(&s);
}

static void
takes_nobodys_word_but_a_senders(void **state)
{
    struct fixture *t    = *state;
    mohur_key *other     = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    const mohur_key *one = other;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    s.options.senders = &one;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, shelf_open(&s));
    s.options.senders_len = 0;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, shelf_open(&s));
    shelf_clear(&s);
    shelf_fill_unsigned(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_NONE,
                 mohur_archive_reader_result(s.reader)->trust);
    s.options.senders     = &one;
    s.options.senders_len = 1;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, shelf_open(&s));
    mohur_key_free(other);
    shelf_clear(&s);
}

/* The same key in another state. */
static mohur_key *
key_in_state(struct fixture *t, const mohur_key *key, mohur_key_state state)
{
    mohur_key *made               = NULL;
    struct mohur__key_parts parts = {
        .purpose    = mohur_key_purpose(key),
        .alg        = mohur_key_alg(key),
        .state      = state,
        .version    = mohur_key_version(key),
        .public_key = mohur__key_public(key),
        .secret     = mohur__key_secret(key),
    };

    memcpy(parts.ring_id, mohur__key_ring_id(key), sizeof parts.ring_id);
    CHECK_OK(mohur__key_new(t->ctx, &parts, &made));
    return made;
}

static void
says_that_a_key_may_not_be_used(void **state)
{
    struct fixture *t = *state;
    const mohur_key *keys[2];
    mohur_key *asleep = NULL;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    asleep             = key_in_state(t, s.kek, MOHUR_KEY_SUSPENDED);
    keys[0]            = asleep;
    keys[1]            = s.kek;
    s.options.keys     = keys;
    s.options.keys_len = 1;
    CHECK_STATUS(MOHUR_E_KEY_STATE, shelf_open(&s));
    /* Another key may still open it. */
    s.options.keys_len = 2;
    CHECK_OK(shelf_open(&s));
    mohur_key_free(asleep);
    shelf_clear(&s);
}

static void
says_that_a_sender_may_not_be_believed(void **state)
{
    struct fixture *t    = *state;
    mohur_key *lost      = NULL;
    const mohur_key *one = NULL;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    lost              = key_in_state(t, s.sender, MOHUR_KEY_COMPROMISED);
    one               = lost;
    s.options.senders = &one;
    CHECK_STATUS(MOHUR_E_KEY_STATE, shelf_open(&s));
    mohur_key_free(lost);
    shelf_clear(&s);
}

static void
skips_keys_that_cannot_open(void **state)
{
    struct fixture *t = *state;
    mohur_key *pair   = kit_pair(t->ctx, MOHUR_ALG_X25519);
    mohur_key *public = kit_public(t->ctx, pair);
    const mohur_key *keys[2];
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    keys[0]            = public;
    keys[1]            = s.kek;
    s.options.keys     = keys;
    s.options.keys_len = 2;
    CHECK_OK(shelf_open(&s));
    mohur_key_free(public);
    mohur_key_free(pair);
    shelf_clear(&s);
}

static void
obeys_the_limits_of_the_caller(void **state)
{
    struct fixture *t = *state;
    mohur_archive_open_options good;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    good                  = s.options;
    s.options.max_entries = FEW - 1;
    CHECK_STATUS(MOHUR_E_LIMIT, shelf_open(&s));
    s.options               = good;
    s.options.max_entry_len = 3 * MIB;
    CHECK_STATUS(MOHUR_E_LIMIT, shelf_open(&s));
    s.options             = good;
    s.options.max_content = 3 * MIB + 4321 + 4999;
    CHECK_STATUS(MOHUR_E_LIMIT, shelf_open(&s));
    s.options.max_content   = 3 * MIB + 4321 + 5000;
    s.options.max_entry_len = 3 * MIB + 4321;
    s.options.max_entries   = FEW;
    CHECK_OK(shelf_open(&s));
    shelf_clear(&s);
}

static int32_t
read_nothing(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    (void)user;
    (void)out;
    (void)out_cap;
    *out_len = 0;
    return 0;
}

static void
needs_a_source_that_can_seek(void **state)
{
    struct fixture *t            = *state;
    mohur_source_callbacks calls = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *whole          = NULL;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    whole    = s.source;
    s.source = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    calls.read = read_nothing;
    CHECK_OK(mohur_source_new_callback(t->ctx, &calls, &s.source));
    CHECK_STATUS(MOHUR_E_ARGUMENT, shelf_open(&s));
    mohur_source_free(s.source);
    s.source = whole;
    shelf_clear(&s);
}

/* Where the content of an entry begins in the stream. */
static uint64_t
content_off(struct shelf *s, const char *name)
{
    if (go(s, name, 0) != MOHUR_OK) {
        fail_msg("no %s", name);
    }
    return s->reader->open.body_off + MOHUR__RECORD_HEAD_LEN;
}

static const struct kit_entry large[] = {
    {"a", 10, MOHUR_ENTRY_FILE},
    {"b", 5 * MIB + 1, MOHUR_ENTRY_FILE},
    {"c", 20, MOHUR_ENTRY_FILE},
};

/* The same archive read with more threads: the fault shows at one place. */
static void
stops_at_the_same_byte_with_any_number_of_jobs(void **state)
{
    static const uint32_t jobs[] = {1, 2, 3, 7, 16};
    struct fixture *t            = *state;
    mohur_ctx *mine              = t->ctx;
    size_t end                   = 0;

    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        struct shelf s;
        t->ctx = fixture_ctx(t, jobs[i]);
        shelf_fill(t, large, 3, &s);
        CHECK_OK(shelf_open(&s));
        CHECK_NUMBER(jobs[i], mohur__jobs_width(t->ctx->jobs));
        shelf_forge(&s, content_off(&s, "b") + 3 * MIB + 500);
        CHECK_OK(go(&s, "b", 0));
        CHECK_STATUS(MOHUR_E_AUTH, drain(&s, 0, MIB, &end));
        CHECK_NUMBER(3 * MIB, end);
        CHECK_STATUS(MOHUR_E_STATE, go(&s, "c", 0));
        CHECK_OK(shelf_open(&s));
        CHECK_OK(go(&s, "c", 0));
        CHECK_STATUS(MOHUR_END, drain(&s, 0, 7, &end));
        shelf_clear(&s);
        fixture_ctx_free(t, t->ctx);
    }
    t->ctx = mine;
}

static void
refuses_a_small_entry_changed_by_a_holder(void **state)
{
    struct fixture *t = *state;
    size_t end        = 0;
    struct shelf s;

    shelf_fill(t, large, 3, &s);
    CHECK_OK(shelf_open(&s));
    shelf_forge(&s, content_off(&s, "c") + 3);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(go(&s, "c", 0));
    CHECK_STATUS(MOHUR_E_AUTH, drain(&s, 0, 7, &end));
    CHECK_NUMBER(0, end);
    shelf_clear(&s);
}

/* Attack 13: cut or replaced after the directory was verified. */
static void
refuses_what_became_shorter_meanwhile(void **state)
{
    struct fixture *t = *state;
    size_t end        = 0;
    struct shelf s;

    shelf_fill(t, large, 3, &s);
    CHECK_OK(shelf_open(&s));
    s.cut = s.len - 2 * MIB;
    CHECK_OK(go(&s, "a", 0));
    CHECK_STATUS(MOHUR_E_IO, go(&s, "b", 0));
    CHECK_STATUS(MOHUR_E_STATE, drain(&s, 0, MIB, &end));
    shelf_clear(&s);
}

static void
tells_of_a_cut_only_where_it_is(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *mine   = t->ctx;
    size_t end        = 0;
    struct shelf s;

    t->ctx = fixture_ctx(t, 4);
    shelf_fill(t, large, 3, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(go(&s, "b", 0));
    s.cut = 4096 + 3 * MIB;
    CHECK_STATUS(MOHUR_E_IO, drain(&s, 0, MIB, &end));
    CHECK_NUMBER(2 * MIB, end);
    shelf_clear(&s);
    fixture_ctx_free(t, t->ctx);
    t->ctx = mine;
}

static void
refuses_another_archive_put_in_its_place(void **state)
{
    struct fixture *t = *state;
    size_t end        = 0;
    uint8_t *mine     = NULL;
    struct shelf s;
    struct shelf other;

    shelf_fill(t, large, 3, &s);
    shelf_fill(t, large, 3, &other);
    CHECK_NUMBER(s.len, other.len);
    CHECK_OK(shelf_open(&s));
    mine   = s.data;
    s.data = other.data;
    CHECK_STATUS(MOHUR_E_AUTH, go(&s, "b", 0));
    CHECK_STATUS(MOHUR_E_STATE, drain(&s, 0, MIB, &end));
    s.data = mine;
    shelf_clear(&s);
    shelf_clear(&other);
}

/* More than 8 MiB of directory: long names, no content. */
enum {
    MANY     = 27000,
    LONG_CAP = 256
};

static struct kit_entry *
many_new(char **out_names)
{
    struct kit_entry *entries = calloc(MANY, sizeof *entries);
    char *names               = calloc(MANY, LONG_CAP);

    for (size_t i = 0; i < MANY; i++) {
        char *name = names + i * LONG_CAP;
        memset(name, 'n', 240);
        snprintf(name + 230, LONG_CAP - 230, "%08zu", i);
        entries[i].name = name;
    }
    *out_names = names;
    return entries;
}

static void
reads_a_directory_that_it_does_not_keep(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    char *names                      = NULL;
    struct kit_entry *entries        = many_new(&names);
    struct shelf s;

    shelf_fill(t, entries, MANY, &s);
    CHECK_OK(shelf_open(&s));
    CHECK(s.reader->listing.window_cap < s.reader->listing.len);
    for (size_t i = 0; i < MANY; i++) {
        CHECK_OK(mohur_archive_reader_next(s.reader, &entry));
        CHECK_TEXT(entries[i].name, entry->name);
    }
    CHECK_STATUS(MOHUR_END, mohur_archive_reader_next(s.reader, &entry));
    for (size_t i = 0; i < MANY; i += 997) {
        CHECK_OK(go(&s, entries[i].name, 0));
    }
    CHECK_STATUS(MOHUR_END, go(&s, "nope", 0));
    free(entries);
    free(names);
    shelf_clear(&s);
}

/* Attack 86: a holder changes the directory after it was verified. */
static void
refuses_a_large_directory_that_changed(void **state)
{
    struct fixture *t                = *state;
    const mohur_archive_entry *entry = NULL;
    char *names                      = NULL;
    struct kit_entry *entries        = many_new(&names);
    mohur_status st                  = MOHUR_OK;
    size_t seen                      = 0;
    struct shelf s;

    shelf_fill(t, entries, MANY, &s);
    CHECK_OK(shelf_open(&s));
    /* A letter of a name, so that each record is well formed. */
    shelf_forge(&s, s.reader->listing.off + 4 * MIB);
    while ((st = mohur_archive_reader_next(s.reader, &entry)) == MOHUR_OK) {
        CHECK_TEXT(entries[seen].name, entry->name);
        seen++;
    }
    CHECK_NUMBER(MOHUR_E_AUTH, st);
    CHECK(seen > 1000 && seen < MANY);
    free(entries);
    free(names);
    shelf_clear(&s);
}

static void
reads_little_to_give_one_entry(void **state)
{
    struct fixture *t        = *state;
    struct kit_entry files[] = {
        {"a", 8 * MIB, MOHUR_ENTRY_FILE},
        {"b", MIB, MOHUR_ENTRY_FILE},
        {"c", 8 * MIB, MOHUR_ENTRY_FILE},
    };
    size_t end = 0;
    struct shelf s;

    shelf_fill(t, files, 3, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(go(&s, "b", 0));
    CHECK_STATUS(MOHUR_END, drain(&s, 0, MIB, &end));
    CHECK_NUMBER(MIB, end);
    CHECK(s.read < 2 * MIB);
    shelf_clear(&s);
}

/* Read with so much room, from so far on; into *out, which is whole. */
static mohur_status
read_with(struct shelf *s, uint64_t from, size_t cap, uint8_t *out, size_t len)
{
    const mohur_archive_entry *entry = NULL;
    mohur_status st =
        mohur_archive_reader_seek(s->reader, "f", 1, from, &entry);
    size_t at = (size_t)from;
    size_t n  = 0;

    while (st == MOHUR_OK && at < len) {
        st = mohur_archive_reader_read(s->reader, out + at,
                                       cap < len - at ? cap : len - at, &n);
        at += n;
    }
    return st;
}

static void
gives_the_same_with_any_room(void **state)
{
    static const struct kit_entry file[] = {{"f", 6 * MIB + 7, 0}};
    static const size_t caps[]  = {MIB, 2 * MIB, 5 * MIB / 2, 6 * MIB, 8 * MIB};
    static const uint64_t off[] = {0, 1, MIB, 2 * MIB, 6 * MIB};
    static uint8_t got[6 * MIB + 7];
    struct fixture *t = *state;
    mohur_ctx *mine   = t->ctx;

    for (uint32_t jobs = 1; jobs < 4; jobs += 2) {
        struct shelf s;
        t->ctx = fixture_ctx(t, jobs);
        shelf_fill(t, file, 1, &s);
        CHECK_OK(shelf_open(&s));
        for (size_t i = 0; i < 25; i++) {
            memset(got, 0, sizeof got);
            CHECK_OK(read_with(&s, off[i / 5], caps[i % 5], got, sizeof got));
            for (size_t at = off[i / 5]; at < sizeof got; at++) {
                if (got[at] != kit_byte(at)) {
                    fail_msg("byte %zu is wrong", at);
                }
            }
        }
        shelf_clear(&s);
        fixture_ctx_free(t, t->ctx);
    }
    t->ctx = mine;
}

static void
leaves_nothing_in_the_room_of_a_failed_read(void **state)
{
    static const struct kit_entry file[] = {{"f", 6 * MIB, 0}};
    static uint8_t got[6 * MIB];
    struct fixture *t = *state;
    mohur_ctx *mine   = t->ctx;

    for (uint32_t jobs = 1; jobs < 4; jobs += 2) {
        struct shelf s;
        size_t n = 1;
        t->ctx   = fixture_ctx(t, jobs);
        shelf_fill(t, file, 1, &s);
        CHECK_OK(shelf_open(&s));
        shelf_forge(&s, 4 * MIB);
        memset(got, 1, sizeof got);
        CHECK_OK(go(&s, "f", 0));
        CHECK_OK(mohur_archive_reader_read(s.reader, got, sizeof got, &n));
        CHECK(n == 3 * MIB || n == 4 * MIB);
        CHECK(got[n - 1] == kit_byte(n - 1));
        CHECK(mohur__bytes_zero(mohur__bytes_of(got + n, sizeof got - n)));
        memset(got, 1, sizeof got);
        CHECK_STATUS(MOHUR_E_AUTH,
                     mohur_archive_reader_read(s.reader, got, sizeof got, &n));
        CHECK_NUMBER(0, n);
        CHECK(mohur__bytes_zero(MOHUR__BYTES(got)));
        shelf_clear(&s);
        fixture_ctx_free(t, t->ctx);
    }
    t->ctx = mine;
}

/* A segment is verified as a whole; that is what a byte of it costs. */
static void
reads_little_to_give_a_part_of_an_entry(void **state)
{
    struct fixture *t               = *state;
    const struct kit_entry long_one = {"long", 16 * MIB, MOHUR_ENTRY_FILE};
    uint8_t got[100]                = {0};
    size_t len                      = 0;
    struct shelf s;

    shelf_fill(t, &long_one, 1, &s);
    CHECK_OK(shelf_open(&s));
    CHECK(s.read < MIB);
    s.read = 0;
    CHECK_OK(go(&s, "long", 9 * MIB + 12345));
    CHECK_OK(mohur_archive_reader_read(s.reader, got, sizeof got, &len));
    CHECK_NUMBER(sizeof got, len);
    for (size_t i = 0; i < len; i++) {
        CHECK_NUMBER(kit_byte(9 * MIB + 12345 + i), got[i]);
    }
    CHECK(s.read < 3 * MIB / 2);
    shelf_clear(&s);
}

static void
verifies_all_of_it_if_asked(void **state)
{
    struct fixture *t = *state;
    struct shelf s;

    shelf_fill(t, few, FEW, &s);
    CHECK_OK(shelf_open(&s));
    CHECK_OK(mohur__archive_reader_verify_all(s.reader));
    CHECK(s.reader->trailer.pad_len > 0);
    shelf_forge(&s, mohur__trailer_pad_off(&s.reader->trailer) + 20);
    CHECK_OK(shelf_open(&s));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__archive_reader_verify_all(s.reader));
    CHECK_MESSAGE("padding");
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_what_was_sealed),
        CASE(tells_who_signed_what),
        CASE(needs_no_key_once_it_is_open),
        CASE(goes_to_any_byte_of_any_entry),
        CASE(goes_on_after_the_entry_it_went_to),
        CASE(survives_a_wrong_call),
        CASE(refuses_options_that_contradict),
        CASE(says_that_no_key_fits),
        CASE(takes_nobodys_word_but_a_senders),
        CASE(says_that_a_key_may_not_be_used),
        CASE(says_that_a_sender_may_not_be_believed),
        CASE(skips_keys_that_cannot_open),
        CASE(obeys_the_limits_of_the_caller),
        CASE(needs_a_source_that_can_seek),
        CASE(stops_at_the_same_byte_with_any_number_of_jobs),
        CASE(refuses_a_small_entry_changed_by_a_holder),
        CASE(refuses_what_became_shorter_meanwhile),
        CASE(tells_of_a_cut_only_where_it_is),
        CASE(refuses_another_archive_put_in_its_place),
        CASE(reads_a_directory_that_it_does_not_keep),
        CASE(refuses_a_large_directory_that_changed),
        CASE(reads_little_to_give_one_entry),
        CASE(gives_the_same_with_any_room),
        CASE(leaves_nothing_in_the_room_of_a_failed_read),
        CASE(reads_little_to_give_a_part_of_an_entry),
        CASE(verifies_all_of_it_if_asked),
    };

    return cmocka_run_group_tests_name("an archive reader", cases, NULL, NULL);
}
