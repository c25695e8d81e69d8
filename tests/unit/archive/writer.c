/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "crypto/kem.h"
#include "keystore/key.h"
#include "seal_kit.h"

/* What the writer takes, refuses and leaves behind; its bytes are tested by
 * known_answer.c, sealer.c and the readers. */

/* One recipient, one signer, and a sink to write to. */
struct desk {
    mohur_key *recipient;
    mohur_key *signer;
    const mohur_key *recipients[2];
    const mohur_key *signers[2];
    mohur_archive_options options;
    mohur_sink *sink;
    mohur_archive_writer *w;
};

static void
desk_set(struct fixture *t, struct desk *d)
{
    *d                    = (struct desk){.recipient = kit_kek(t->ctx, 1, 1, 2),
                                          .signer    = kit_pair(t->ctx, MOHUR_ALG_ED25519),
                                          .options   = MOHUR_ARCHIVE_OPTIONS_INIT};
    d->recipients[0]      = d->recipient;
    d->signers[0]         = d->signer;
    d->options.recipients = d->recipients;
    d->options.recipients_len = 1;
    d->options.signers        = d->signers;
    d->options.signers_len    = 1;
    d->sink                   = fixture_sink(t);
}

static void
desk_clear(struct desk *d)
{
    mohur_archive_writer_free(d->w);
    mohur_sink_free(d->sink);
    mohur_key_free(d->recipient);
    mohur_key_free(d->signer);
}

static mohur_status
start(struct fixture *t, struct desk *d)
{
    mohur_archive_writer_free(d->w);
    d->w = NULL;
    return mohur_archive_writer_new(t->ctx, &d->options, d->sink, &d->w);
}

static mohur_status
start_unsigned(struct fixture *t, struct desk *d)
{
    mohur_archive_writer_free(d->w);
    d->w = NULL;
    return mohur_archive_writer_new_unsigned(t->ctx, &d->options, d->sink,
                                             &d->w);
}

static mohur_status
begin(struct desk *d, const char *name, mohur_entry_kind kind)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;

    entry.name     = name;
    entry.name_len = strlen(name);
    entry.kind     = kind;
    return mohur_archive_writer_entry(d->w, &entry);
}

static mohur_status
add(struct desk *d, const char *text)
{
    return mohur_archive_writer_update(d->w, (const uint8_t *)text,
                                       strlen(text));
}

/* A refusal draws nothing, writes nothing and makes nothing. */
#define CHECK_REFUSED(want, call)                                              \
    do {                                                                       \
        t->random.calls = 0;                                                   \
        CHECK_STATUS(want, call);                                              \
        CHECK(d.w == NULL);                                                    \
        CHECK_NUMBER(0, t->random.calls);                                      \
        CHECK_NUMBER(0, fixture_output(t).len);                                \
    } while (0)

static void
writes_the_header_at_once(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_OK(start(t, &d));
    CHECK_NUMBER(4096, fixture_output(t).len);
    desk_clear(&d);
}

static void
writes_one_header_area_or_two_that_are_alike(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    d.options.header_areas = 2;
    CHECK_OK(start(t, &d));
    CHECK_NUMBER(8192, fixture_output(t).len);
    CHECK_NUMBER(2, fixture_output(t).data[110]);
    CHECK(memcmp(fixture_output(t).data, fixture_output(t).data + 4096, 4096) ==
          0);
    desk_clear(&d);

    desk_set(t, &d);
    d.options.header_areas = 1;
    CHECK_OK(start(t, &d));
    CHECK_NUMBER(4096, fixture_output(t).len);
    CHECK_NUMBER(1, fixture_output(t).data[110]);
    desk_clear(&d);

    desk_set(t, &d);
    d.options.header_areas = 3;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    desk_clear(&d);
}

static void
finishes_the_sink_once(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_OK(start(t, &d));
    CHECK_OK(begin(&d, "a", MOHUR_ENTRY_FILE));
    CHECK_OK(add(&d, "text"));
    CHECK_NUMBER(0, t->sink.finishes);
    CHECK_OK(mohur_archive_writer_finish(d.w));
    CHECK_NUMBER(1, t->sink.finishes);
    desk_clear(&d);
}

static void
needs_its_keys_no_longer_than_new(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_OK(start(t, &d));
    mohur_key_free(d.recipient);
    mohur_key_free(d.signer);
    d.recipient = NULL;
    d.signer    = NULL;
    CHECK_OK(mohur_archive_writer_finish(d.w));
    desk_clear(&d);
}

static void
refuses_null(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_writer_new(NULL, &d.options, d.sink, &d.w));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_writer_new(t->ctx, NULL, d.sink, &d.w));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_writer_new(t->ctx, &d.options, NULL, &d.w));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_writer_new(t->ctx, &d.options, d.sink, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_writer_new_unsigned(t->ctx, NULL, d.sink, &d.w));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_writer_entry(NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_writer_update(NULL, NULL, 0));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_writer_finish(NULL));
    mohur_archive_writer_free(NULL);
    desk_clear(&d);
}

static void
needs_somebody_who_can_open(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    d.options.recipients_len = 0;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    CHECK_MESSAGE("recipient");
    d.options.recipients     = NULL;
    d.options.recipients_len = 1;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    desk_clear(&d);
}

static void
takes_up_to_256_recipients(void **state)
{
    static const mohur_key *many[257];
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    for (size_t i = 0; i < 257; i++) {
        many[i] = kit_kek(t->ctx, (uint8_t)i, 1, 2);
    }
    d.options.recipients     = many;
    d.options.recipients_len = 257;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    d.options.recipients_len = 256;
    CHECK_OK(start(t, &d));
    CHECK_OK(mohur_archive_writer_finish(d.w));
    for (size_t i = 0; i < 257; i++) {
        mohur_key_free((mohur_key *)(uintptr_t)many[i]);
    }
    desk_clear(&d);
}

static void
refuses_a_recipient_that_is_named_twice(void **state)
{
    struct fixture *t = *state;
    mohur_key *newer  = kit_kek(t->ctx, 1, 2, 9);
    struct desk d;

    desk_set(t, &d);
    d.options.recipients_len = 2;
    d.recipients[1]          = d.recipient;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    /* Another version of the same ring is the same recipient. */
    d.recipients[1] = newer;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    mohur_key_free(newer);
    desk_clear(&d);
}

static void
refuses_a_signing_key_as_recipient(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    d.recipients[0] = d.signer;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    desk_clear(&d);
}

/* A wrapping key in this state. */
static mohur_key *
kek_in_state(struct fixture *t, mohur_key_state state)
{
    mohur_key *key = NULL;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__key_new(
        t->ctx,
        &(struct mohur__key_parts){
            .purpose = MOHUR_PURPOSE_WRAP,
            .alg     = MOHUR_ALG_AES_256_WRAP,
            .state   = state,
            .version = 1,
            .secret  = mohur__bytes_of(fixture_bytes(t, 0, 32), 32)},
        &key));
    return key;
}

static void
refuses_a_recipient_that_does_not_protect(void **state)
{
    static const mohur_key_state states[] = {
        MOHUR_KEY_SUSPENDED, MOHUR_KEY_DEACTIVATED, MOHUR_KEY_COMPROMISED};
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        mohur_key *key  = kek_in_state(t, states[i]);
        d.recipients[0] = key;
        CHECK_REFUSED(MOHUR_E_KEY_STATE, start(t, &d));
        mohur_key_free(key);
    }
    desk_clear(&d);
}

static void
refuses_to_mix_hybrid_and_classical_unless_allowed(void **state)
{
    struct fixture *t = *state;
    mohur_key *hybrid = NULL;
    mohur_key *x25519 = NULL;
    struct desk d;

    if (!mohur__kem_available(t->ctx, MOHUR_ALG_X_WING)) {
        skip();
    }
    desk_set(t, &d);
    hybrid                   = kit_pair(t->ctx, MOHUR_ALG_X_WING);
    x25519                   = kit_pair(t->ctx, MOHUR_ALG_X25519);
    d.recipients[0]          = hybrid;
    d.recipients[1]          = x25519;
    d.options.recipients_len = 2;
    CHECK_REFUSED(MOHUR_E_POLICY, start(t, &d));
    d.options.allow_mixed_pq = true;
    CHECK_OK(start(t, &d));
    mohur_key_free(hybrid);
    mohur_key_free(x25519);
    desk_clear(&d);
}

static void
needs_a_signer_unless_told_otherwise(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start_unsigned(t, &d));
    d.options.signers_len = 0;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    CHECK_OK(start_unsigned(t, &d));
    desk_clear(&d);
}

static void
takes_up_to_16_different_signers(void **state)
{
    static const mohur_key *many[17];
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    for (size_t i = 0; i < 17; i++) {
        many[i] = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    }
    d.options.signers     = many;
    d.options.signers_len = 17;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    d.options.signers_len = 16;
    CHECK_OK(start(t, &d));
    CHECK_OK(mohur_archive_writer_finish(d.w));
    for (size_t i = 0; i < 17; i++) {
        mohur_key_free((mohur_key *)(uintptr_t)many[i]);
    }
    desk_clear(&d);
}

static void
refuses_a_signer_that_is_named_twice(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    d.signers[1]          = d.signer;
    d.options.signers_len = 2;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    desk_clear(&d);
}

static void
refuses_a_signer_that_cannot_sign(void **state)
{
    struct fixture *t = *state;
    struct desk d;
    mohur_key *public = NULL;

    desk_set(t, &d);
    public       = kit_public(t->ctx, d.signer);
    d.signers[0] = public;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    d.signers[0] = d.recipient;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    mohur_key_free(public);
    desk_clear(&d);
}

static void
refuses_ciphers_and_paddings_that_are_none(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    d.options.aead = MOHUR_ALG_XCHACHA20_POLY1305;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    d.options.aead = MOHUR_ALG_NONE;
    d.options.pad  = (mohur_archive_pad)4;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    desk_clear(&d);
}

static void
refuses_a_passphrase_out_of_bounds(void **state)
{
    static char words[1025];
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    memset(words, 'w', sizeof words);
    d.options.passphrase     = words;
    d.options.passphrase_len = 0;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    d.options.passphrase_len = 1025;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    d.options.passphrase_len   = 8;
    d.options.passphrase_m_kib = 1;
    CHECK_REFUSED(MOHUR_E_LIMIT, start(t, &d));
    /* Within the format's bounds, below the profile's. */
    d.options.passphrase_m_kib = 8192;
    d.options.passphrase_t     = 1;
    CHECK_REFUSED(MOHUR_E_POLICY, start(t, &d));
    desk_clear(&d);
}

static void
refuses_options_of_another_version(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    d.options.size = 0;
    CHECK_REFUSED(MOHUR_E_ARGUMENT, start(t, &d));
    desk_clear(&d);
}

/* After an error nothing but free is left. */
#define CHECK_DEAD(d)                                                          \
    do {                                                                       \
        CHECK_STATUS(MOHUR_E_STATE, begin((d), "z", MOHUR_ENTRY_FILE));        \
        CHECK_STATUS(MOHUR_E_STATE, add((d), "z"));                            \
        CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_finish((d)->w));      \
        CHECK_NUMBER(0, t->sink.finishes);                                     \
    } while (0)

static void
refuses_a_name_that_breaks_a_rule(void **state)
{
    static const char *const names[] = {"",     "/a",   "a/",  "a//b",
                                        "../a", "a\\b", "CON", "a\n"};
    struct fixture *t                = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct desk d;
        desk_set(t, &d);
        CHECK_OK(start(t, &d));
        CHECK_STATUS(MOHUR_E_FORMAT, begin(&d, names[i], MOHUR_ENTRY_FILE));
        CHECK_DEAD(&d);
        desk_clear(&d);
    }
}

static void
refuses_entries_that_make_no_sense(void **state)
{
    struct fixture *t         = *state;
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;

    for (size_t i = 0; i < 4; i++) {
        struct desk d;
        desk_set(t, &d);
        CHECK_OK(start(t, &d));
        entry.name       = i == 0 ? NULL : "a";
        entry.name_len   = 1;
        entry.kind       = i == 1 ? (mohur_entry_kind)3 : MOHUR_ENTRY_FOLDER;
        entry.executable = i == 2;
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur_archive_writer_entry(d.w, i == 3 ? NULL : &entry));
        CHECK_DEAD(&d);
        desk_clear(&d);
    }
}

static void
refuses_content_where_there_is_no_file(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_OK(start(t, &d));
    CHECK_STATUS(MOHUR_E_STATE, add(&d, "x"));
    CHECK_DEAD(&d);
    desk_clear(&d);
    desk_set(t, &d);
    CHECK_OK(start(t, &d));
    CHECK_OK(begin(&d, "folder", MOHUR_ENTRY_FOLDER));
    CHECK_OK(add(&d, ""));
    CHECK_STATUS(MOHUR_E_ARGUMENT, add(&d, "x"));
    CHECK_DEAD(&d);
    desk_clear(&d);
}

static void
refuses_names_that_clash(void **state)
{
    static const char *const pairs[][2] = {
        {"a", "a"}, {"a", "A"}, {"a", "a/b"}, {"dir/a", "Dir/b"}};
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct desk d;
        desk_set(t, &d);
        CHECK_OK(start(t, &d));
        CHECK_OK(begin(&d, pairs[i][1], MOHUR_ENTRY_FILE));
        CHECK_OK(begin(&d, "between", MOHUR_ENTRY_FILE));
        CHECK_OK(begin(&d, pairs[i][0], MOHUR_ENTRY_FILE));
        CHECK_STATUS(MOHUR_E_FORMAT, mohur_archive_writer_finish(d.w));
        CHECK_DEAD(&d);
        desk_clear(&d);
    }
}

static void
takes_nothing_after_finish(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_set(t, &d);
    CHECK_OK(start(t, &d));
    CHECK_OK(mohur_archive_writer_finish(d.w));
    CHECK_STATUS(MOHUR_E_STATE, begin(&d, "a", MOHUR_ENTRY_FILE));
    CHECK_STATUS(MOHUR_E_STATE, add(&d, "a"));
    CHECK_STATUS(MOHUR_E_STATE, mohur_archive_writer_finish(d.w));
    CHECK_NUMBER(1, t->sink.finishes);
    desk_clear(&d);
}

static void
stops_at_the_first_failed_write(void **state)
{
    const struct kit_entry entry = {"a", 3000000, MOHUR_ENTRY_FILE};
    struct fixture *t            = *state;
    struct desk d;
    mohur_status st = MOHUR_E_IO;

    desk_set(t, &d);
    for (size_t nth = 1; st != MOHUR_OK; nth++) {
        mohur_sink_free(d.sink);
        d.sink          = fixture_sink(t);
        t->sink.fail_at = nth;
        st = kit_seal(t->ctx, &(struct kit_archive){&d.options, &entry, 1, 0},
                      d.sink);
        CHECK(st == MOHUR_OK || st == MOHUR_E_IO);
        CHECK_NUMBER(st == MOHUR_OK, t->sink.finishes);
    }
    CHECK(t->sink.writes >= 4);
    t->sink.fail_at = 0;
    desk_clear(&d);
}

static int32_t
say_stop(void *user, uint64_t done, uint64_t total)
{
    *(uint64_t *)user = done;
    return total == 0;
}

static int32_t
stop_at_once(void *user, uint64_t done, uint64_t total)
{
    (void)user;
    (void)done;
    (void)total;
    return 1;
}

/* Progress that may only go up, to the total. */
struct climb {
    uint64_t done;
    uint64_t total;
    bool fell;
};

static int32_t
climb(void *user, uint64_t done, uint64_t total)
{
    struct climb *c = user;

    c->fell  = c->fell || done < c->done || done > total;
    c->done  = done;
    c->total = total;
    return 0;
}

static void
tells_how_far_it_is_of_what_was_announced(void **state)
{
    static const uint64_t totals[] = {3000000, 1000, 9000000};
    const struct kit_entry entry   = {"a", 3000000, MOHUR_ENTRY_FILE};
    struct fixture *t              = *state;
    struct desk d;

    desk_set(t, &d);
    for (size_t i = 0; i < 3; i++) {
        struct climb c          = {.fell = false};
        d.options.content_total = totals[i];
        mohur_sink_free(d.sink);
        d.sink = fixture_sink(t);
        mohur_ctx_on_progress(t->ctx, climb, &c);
        CHECK_OK(kit_seal(
            t->ctx, &(struct kit_archive){&d.options, &entry, 1, 0}, d.sink));
        CHECK(!c.fell);
        CHECK_NUMBER(totals[i], c.total);
        CHECK_NUMBER(totals[i], c.done);
    }
    desk_clear(&d);
}

static void
tells_how_far_it_is_and_stops_when_told(void **state)
{
    const struct kit_entry entry = {"a", 3000000, MOHUR_ENTRY_FILE};
    struct fixture *t            = *state;
    uint64_t done                = 0;
    struct desk d;

    desk_set(t, &d);
    mohur_ctx_on_progress(t->ctx, say_stop, &done);
    CHECK_OK(kit_seal(t->ctx, &(struct kit_archive){&d.options, &entry, 1, 0},
                      d.sink));
    CHECK(done > 3000000);
    mohur_sink_free(d.sink);
    d.sink = fixture_sink(t);
    mohur_ctx_on_progress(t->ctx, stop_at_once, NULL);
    CHECK_STATUS(MOHUR_E_CANCELLED,
                 kit_seal(t->ctx,
                          &(struct kit_archive){&d.options, &entry, 1, 0},
                          d.sink));
    CHECK_NUMBER(0, t->sink.finishes);
    desk_clear(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(writes_the_header_at_once),
        CASE(writes_one_header_area_or_two_that_are_alike),
        CASE(finishes_the_sink_once),
        CASE(needs_its_keys_no_longer_than_new),
        CASE(refuses_null),
        CASE(needs_somebody_who_can_open),
        CASE(takes_up_to_256_recipients),
        CASE(refuses_a_recipient_that_is_named_twice),
        CASE(refuses_a_signing_key_as_recipient),
        CASE(refuses_a_recipient_that_does_not_protect),
        CASE(refuses_to_mix_hybrid_and_classical_unless_allowed),
        CASE(needs_a_signer_unless_told_otherwise),
        CASE(takes_up_to_16_different_signers),
        CASE(refuses_a_signer_that_is_named_twice),
        CASE(refuses_a_signer_that_cannot_sign),
        CASE(refuses_ciphers_and_paddings_that_are_none),
        CASE(refuses_a_passphrase_out_of_bounds),
        CASE(refuses_options_of_another_version),
        CASE(refuses_a_name_that_breaks_a_rule),
        CASE(refuses_entries_that_make_no_sense),
        CASE(refuses_content_where_there_is_no_file),
        CASE(refuses_names_that_clash),
        CASE(takes_nothing_after_finish),
        CASE(stops_at_the_first_failed_write),
        CASE(tells_how_far_it_is_of_what_was_announced),
        CASE(tells_how_far_it_is_and_stops_when_told),
    };
    return cmocka_run_group_tests_name("a writer", cases, NULL, NULL);
}
