/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdlib.h>

/*
 * Structs of an older and of a newer version of the headers: what an older
 * one lacks is zero, what a newer one adds may be zero and nothing else.
 */

enum {
    TAIL = 64
};

/* A call that takes a struct, given as its bytes. */
struct sized {
    size_t size;         /* of the struct */
    const void *initial; /* with which the call succeeds */
    mohur_status (*call)(struct fixture *t, void *user, const void *options);
    void *user;
};

/* Call with the struct made so long, its tail filled with `fill`. */
static mohur_status
call_sized(struct fixture *t, const struct sized *s, size_t size, uint8_t fill)
{
    size_t len     = s->size + TAIL;
    uint8_t *bytes = malloc(len);
    mohur_status st;

    if (bytes == NULL) {
        abort();
    }
    memset(bytes, fill, len);
    memcpy(bytes, s->initial, s->size);
    memcpy(bytes, &size, sizeof size);
    st = s->call(t, s->user, bytes);
    free(bytes);
    return st;
}

static void
check_sized(struct fixture *t, const struct sized *s)
{
    size_t whole = s->size;

    CHECK_OK(call_sized(t, s, whole, 0));
    CHECK_OK(call_sized(t, s, whole, 0xFF)); /* behind it, none of ours */
    CHECK_OK(call_sized(t, s, whole + TAIL, 0));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, call_sized(t, s, whole + TAIL, 1));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, call_sized(t, s, whole + 1, 1));
    CHECK_REFUSED(call_sized(t, s, 0, 0));
    CHECK_REFUSED(call_sized(t, s, sizeof(size_t) - 1, 0));
    CHECK_REFUSED(call_sized(t, s, SIZE_MAX, 0));
    CHECK_REFUSED(call_sized(t, s, 1 << 20, 0));
}

static mohur_status
make_ctx(struct fixture *t, void *user, const void *options)
{
    mohur_ctx *ctx  = NULL;
    mohur_status st = mohur_ctx_new(options, &ctx);

    (void)t;
    (void)user;
    mohur_ctx_free(ctx);
    return st;
}

static void
options_of_a_context(void **state)
{
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    struct sized s            = {sizeof options, &options, make_ctx, NULL};

    check_sized(*state, &s);
}

static mohur_status
make_ctx_on(struct fixture *t, void *user, const void *sys)
{
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;

    options.sys = sys;
    return make_ctx(t, user, &options);
}

static void
replacements_of_the_system(void **state)
{
    mohur_sys sys  = fixture_sys(*state);
    struct sized s = {sizeof sys, &sys, make_ctx_on, NULL};

    check_sized(*state, &s);
}

static int32_t
give_nothing(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    (void)user;
    (void)out;
    (void)out_cap;
    *out_len = 0;
    return 0;
}

static int32_t
take(void *user, const uint8_t *data, size_t data_len)
{
    (void)user;
    (void)data;
    (void)data_len;
    return 0;
}

static mohur_status
make_source(struct fixture *t, void *user, const void *callbacks)
{
    mohur_source *source = NULL;
    mohur_status st = mohur_source_new_callback(t->ctx, callbacks, &source);

    (void)user;
    mohur_source_free(source);
    return st;
}

static mohur_status
make_sink(struct fixture *t, void *user, const void *callbacks)
{
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_sink_new_callback(t->ctx, callbacks, &sink);

    (void)user;
    mohur_sink_free(sink);
    return st;
}

static void
callbacks_of_sources_and_sinks(void **state)
{
    mohur_source_callbacks source = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_sink_callbacks sink     = MOHUR_SINK_CALLBACKS_INIT;
    struct sized s                = {sizeof source, &source, make_source, NULL};
    struct sized d                = {sizeof sink, &sink, make_sink, NULL};

    source.read = give_nothing;
    sink.write  = take;
    check_sized(*state, &s);
    check_sized(*state, &d);
}

static mohur_status
ask(struct fixture *t, void *user, const void *request)
{
    mohur_decision answer = MOHUR_DECISION_INIT;

    return mohur_profile_decide(t->ctx, user, request, &answer);
}

static void
questions_to_the_profile(void **state)
{
    struct fixture *t      = *state;
    mohur_request request  = MOHUR_REQUEST_INIT;
    mohur_profile *profile = NULL;
    struct sized s         = {sizeof request, &request, ask, NULL};

    CHECK_OK(mohur_profile_builtin(t->ctx, &profile));
    s.user = profile;
    check_sized(t, &s);
    mohur_profile_free(profile);
}

/* Each call makes a key of another name; user counts. */
struct naming {
    mohur_keystore *store;
    const mohur_key_options *options;
    char name[8];
};

static mohur_status
make_key(struct fixture *t, void *user, const void *options)
{
    struct naming *naming = user;
    mohur_key *key        = NULL;
    mohur_status st = mohur_keystore_key_new(naming->store, options, &key);

    (void)t;
    if (st == MOHUR_OK) {
        naming->name[1]++; /* the options point here */
    }
    mohur_key_free(key);
    return st;
}

static void
options_of_a_key(void **state)
{
    struct fixture *t         = *state;
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    struct naming naming      = {.name = "ka"};
    struct sized s            = {sizeof options, &options, make_key, &naming};
    struct world w;

    world_new(t, &w);
    naming.store     = w.store;
    options.name     = naming.name;
    options.name_len = 2;
    options.purpose  = MOHUR_PURPOSE_WRAP;
    check_sized(t, &s);
    world_free(&w);
}

static mohur_status
open_store(struct fixture *t, void *user, const void *options)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = mohur_keystore_open(t->ctx, options, &ks);

    (void)user;
    mohur_keystore_free(ks);
    return st;
}

static void
options_of_a_keystore(void **state)
{
    struct fixture *t           = *state;
    mohur_keystore_options path = world_store_options(fixture_path(t, "store"));
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    struct sized s     = {sizeof options, &options, open_store, NULL};
    mohur_keystore *ks = NULL;

    CHECK_OK(mohur_keystore_create(t->ctx, &path, &ks));
    mohur_keystore_free(ks);
    options.path = path.path;
    check_sized(t, &s);

    /* One that knows the path alone, with rubbish where more would be. */
    memset((uint8_t *)&options + offsetof(mohur_keystore_options, passphrase),
           0xFF, sizeof options - offsetof(mohur_keystore_options, passphrase));
    options.size = offsetof(mohur_keystore_options, passphrase);
    CHECK_OK(mohur_keystore_open(t->ctx, &options, &ks));
    mohur_keystore_free(ks);
}

static mohur_status
make_writer(struct fixture *t, void *user, const void *options)
{
    mohur_sink *sink             = fixture_sink(t);
    mohur_archive_writer *writer = NULL;
    mohur_status st = mohur_archive_writer_new(t->ctx, options, sink, &writer);

    (void)user;
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    return st;
}

static mohur_status
make_reader(struct fixture *t, void *user, const void *options)
{
    const struct world *w        = user;
    mohur_source *source         = fixture_source(t, w->sealed);
    mohur_archive_reader *reader = NULL;
    mohur_status st =
        mohur_archive_reader_open(t->ctx, options, source, &reader);

    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return st;
}

static mohur_status
write_entry(struct fixture *t, void *user, const void *entry)
{
    const struct world *w        = user;
    mohur_sink *sink             = fixture_sink(t);
    mohur_archive_writer *writer = NULL;
    mohur_status st;

    CHECK_OK(mohur_archive_writer_new(t->ctx, &w->seal, sink, &writer));
    st = mohur_archive_writer_entry(writer, entry);
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    return st;
}

static mohur_status
extract(struct fixture *t, void *user, const void *options)
{
    const struct world *w        = user;
    mohur_source *source         = fixture_source(t, w->sealed);
    mohur_archive_reader *reader = NULL;
    mohur_status st;

    CHECK_OK(mohur_archive_reader_open(t->ctx, &w->open, source, &reader));
    st = mohur_archive_reader_extract(reader, options);
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
    return st;
}

/* Each time on a file as it was sealed. */
static mohur_status
change(struct fixture *t, void *user, const void *options)
{
    const struct world *w = user;
    const char *path      = fixture_path(t, "x.mohur");

    fixture_write_file(path, w->sealed);
    return mohur_archive_recipients_change(t->ctx, options, path);
}

static void
options_of_a_change(void **state)
{
    struct fixture *t              = *state;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    struct world w;

    world_new(t, &w);
    world_seal(t, &w);
    o.keys       = (const mohur_key *const *)&w.box;
    o.keys_len   = 1;
    o.remove     = (const mohur_key *const *)&w.kek;
    o.remove_len = 1;
    check_sized(t, &(struct sized){sizeof o, &o, change, &w});
    world_free(&w);
}

static void
structs_of_the_archive(void **state)
{
    struct fixture *t                 = *state;
    mohur_archive_entry entry         = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_extract_options out = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    struct world w;

    world_new(t, &w);
    world_seal(t, &w);
    entry.name     = "a";
    entry.name_len = 1;
    out.path       = fixture_path(t, "out");
    out.overwrite  = MOHUR_OVERWRITE_REPLACE;
    {
        struct sized s[] = {
            {sizeof w.seal, &w.seal, make_writer, &w},
            {sizeof w.open, &w.open, make_reader, &w},
            {sizeof entry, &entry, write_entry, &w},
            {sizeof out, &out, extract, &w},
        };

        for (size_t i = 0; i < sizeof s / sizeof s[0]; i++) {
            check_sized(t, &s[i]);
        }
    }
    world_free(&w);
}

static void
an_older_entry_is_taken_too(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    struct world w;

    world_new(t, &w);
    entry.name     = "a";
    entry.name_len = 1;
    entry.size     = offsetof(mohur_archive_entry, mtime);
    CHECK_OK(write_entry(t, &w, &entry));
    world_free(&w);
}

/* What is handed out: a newer caller's own part is left as it was. */
static void
answers_to_a_newer_caller(void **state)
{
    struct fixture *t = *state;
    struct {
        mohur_archive_info info;
        uint8_t tail[TAIL];
    } newer = {.info = MOHUR_ARCHIVE_INFO_INIT};
    mohur_source *source;
    struct world w;

    world_new(t, &w);
    world_seal(t, &w);
    source          = fixture_source(t, w.sealed);
    newer.info.size = sizeof newer;
    CHECK_OK(mohur_archive_inspect(t->ctx, source, &newer.info));
    CHECK_NUMBER(1, newer.info.version);
    CHECK_NUMBER(sizeof newer, newer.info.size);
    CHECK_NUMBER(0, newer.tail[0]);
    mohur_source_free(source);
    world_free(&w);
}

/* An older caller gets the members that it knows, and not a byte more. */
static void
answers_to_an_older_caller(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    mohur_source *source;
    struct world w;

    world_new(t, &w);
    world_seal(t, &w);
    source          = fixture_source(t, w.sealed);
    info.size       = offsetof(mohur_archive_info, generation);
    info.generation = 77;
    CHECK_OK(mohur_archive_inspect(t->ctx, source, &info));
    CHECK_NUMBER(1, info.version);
    CHECK_NUMBER(77, info.generation);
    mohur_source_free(source);
    world_free(&w);
}

static void
answers_need_their_size(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_decision answer    = MOHUR_DECISION_INIT;
    mohur_request request    = MOHUR_REQUEST_INIT;
    mohur_profile *profile   = NULL;
    struct world w;

    world_new(t, &w);
    info.size = 0;
    CHECK_REFUSED(mohur_keystore_get_info(w.store, &info));
    CHECK_OK(mohur_profile_builtin(t->ctx, &profile));
    answer.size = 0;
    CHECK_REFUSED(mohur_profile_decide(t->ctx, profile, &request, &answer));
    mohur_profile_free(profile);
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(options_of_a_context),
        CASE(replacements_of_the_system),
        CASE(callbacks_of_sources_and_sinks),
        CASE(questions_to_the_profile),
        CASE(options_of_a_key),
        CASE(options_of_a_keystore),
        CASE(options_of_a_change),
        CASE(structs_of_the_archive),
        CASE(an_older_entry_is_taken_too),
        CASE(answers_to_a_newer_caller),
        CASE(answers_to_an_older_caller),
        CASE(answers_need_their_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
