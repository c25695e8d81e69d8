/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/ber.h"

#include "base/error.h"
#include "base/mem.h"
#include "ber.h"
#include "check.h"
#include "cms/stream.h"

/*
 * A message around "a decree", whose certificates and signatures are elements
 * that nobody looks into here, and the same one as streams write it.
 */
static const uint8_t HEAD[] = {0x02, 0x01, 0x01, 0x31, 0x0D, 0x30,
                               0x0B, 0x06, 0x09, 0x60, 0x86, 0x48,
                               0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
static const uint8_t TAIL[] = {0xA0, 0x07, 0x30, 0x01, 0x01, 0x30,
                               0x02, 0x02, 0x03, 0xA1, 0x02, 0x30,
                               0x00, 0x31, 0x02, 0x30, 0x00};

static const struct ber_plan STREAM = {.levels = BER_ALL, .piece = 3};

static mohur__bytes
in_der(struct fixture *t, bool attached)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, MOHUR__OID_SIGNED_DATA);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, MOHUR__BYTES(HEAD));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, MOHUR__OID_DATA);
    if (attached) {
        mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
        mohur__der_octets(&d, MOHUR__TEXT("a decree"));
        mohur__der_end(&d);
    }
    mohur__der_end(&d);
    mohur__der_raw(&d, MOHUR__BYTES(TAIL));
    mohur__der_end(&d);
    mohur__der_end(&d);
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur__bytes
stream(struct fixture *t, const struct ber_plan *plan)
{
    return ber_message(t, in_der(t, true), plan);
}

static mohur_status
read(struct fixture *t, mohur__bytes file, bool ber, struct mohur__cms *out)
{
    mohur_source *source = NULL;
    mohur_status st      = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__source_new_memory(t->ctx, file, &source);
    if (st == MOHUR_OK) {
        st = mohur__cms_read(t->ctx, source, ber, out);
    }
    mohur_source_free(source);
    return st;
}

static mohur_status
read_only(struct fixture *t, mohur__bytes file, bool ber)
{
    struct mohur__cms m = {0};
    mohur_status st     = read(t, file, ber, &m);

    mohur__cms_wipe(&m);
    return st;
}

/* Is it what the message in DER comes to? */
static bool
is_the_same(struct fixture *t, const struct mohur__cms *m)
{
    struct mohur__cms der = {0};
    bool same             = false;

    CHECK_OK(read(t, in_der(t, true), false, &der));
    same = m->attached && m->is_data && m->version == der.version &&
           m->hashes_len == 1 && m->hashes[0] == MOHUR_ALG_SHA_256 &&
           m->content_len == der.content_len &&
           mohur__bytes_equal(
               mohur__digests_get(&der.digests, MOHUR_ALG_SHA_256),
               mohur__digests_get(&m->digests, MOHUR_ALG_SHA_256)) &&
           mohur__bytes_equal(mohur__buf_view(&der.tail),
                              mohur__buf_view(&m->tail));
    mohur__cms_wipe(&der);
    return same;
}

static void
check_same(struct fixture *t, const struct ber_plan *plan)
{
    struct mohur__cms m = {0};

    CHECK_OK(read(t, stream(t, plan), true, &m));
    CHECK(m.is_ber);
    CHECK(is_the_same(t, &m));
    mohur__cms_wipe(&m);
}

static void
is_the_same_in_pieces_of_every_length(void **state)
{
    for (size_t piece = 0; piece <= 9; piece++) {
        const struct ber_plan plan = {.levels = BER_ALL, .piece = piece};

        check_same(*state, &plan);
    }
}

static void
may_have_pieces_of_nothing(void **state)
{
    const struct ber_plan plan = {.levels = BER_ALL,
                                  .pieces = MOHUR__TEXT("\x04\x00\x04\x03"
                                                        "a d\x04\x00\x04\x05"
                                                        "ecree\x04\x00")};

    check_same(*state, &plan);
}

static void
may_have_sets_without_a_length(void **state)
{
    const struct ber_plan plan = {.levels = BER_ALL, .open_sets = true};

    check_same(*state, &plan);
}

/* encapContentInfo, with nothing in it, has a length or an end mark. */
static void
may_have_its_document_beside(void **state)
{
    static const uint32_t levels[] = {BER_ALL, BER_ALL & ~BER_ENCAPSULATED};
    struct fixture *t              = *state;

    for (size_t i = 0; i < 2; i++) {
        const struct ber_plan plan = {.levels = levels[i]};
        struct mohur__cms m        = {0};

        CHECK_OK(read(t, ber_message(t, in_der(t, false), &plan), true, &m));
        CHECK(!m.attached && m.is_data);
        CHECK_NUMBER(0, m.content_len);
        CHECK_BYTES(MOHUR__BYTES(TAIL), mohur__buf_view(&m.tail));
        mohur__cms_wipe(&m);
    }
}

static void
is_refused_unless_it_is_asked_for(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED, read_only(t, stream(t, &STREAM), false));
    CHECK_MESSAGE("BER");
    CHECK_OK(read_only(t, in_der(t, true), true));
}

/* All six levels have no length, or none of them. */
static void
is_all_of_it_in_ber_or_nothing(void **state)
{
    struct fixture *t = *state;

    for (uint32_t levels = 0; levels <= BER_ALL; levels++) {
        const struct ber_plan plan = {.levels = levels};
        mohur_status st            = read_only(t, stream(t, &plan), true);

        CHECK((st == MOHUR_OK) == (levels == 0 || levels == BER_ALL));
    }
}

static void
check_refused(struct fixture *t, const struct ber_plan *plan)
{
    CHECK_STATUS(MOHUR_E_FORMAT, read_only(t, stream(t, plan), true));
}

/* A piece within a piece, without a length, of another kind, too long. */
static void
has_pieces_of_one_kind(void **state)
{
    static const char *const odd[] = {"\x24\x03\x04\x01"
                                      "a",
                                      "\x24\x80\x04\x01"
                                      "a",
                                      "\x04\x80",
                                      "\x30\x01"
                                      "a",
                                      "\x04\x7F"
                                      "a",
                                      "\x04\x81\x01"
                                      "a"};
    struct fixture *t              = *state;

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const struct ber_plan plan = {.levels = BER_ALL,
                                      .pieces = mohur__bytes_text(odd[i])};

        check_refused(t, &plan);
    }
}

/* The message with other elements behind its content. */
static mohur_status
read_with_tail(struct fixture *t, const char *tail, size_t len)
{
    mohur__bytes good = stream(t, &STREAM);
    size_t marks      = 3 * 2;
    size_t before     = good.len - marks - sizeof TAIL;
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_raw(&d, mohur__bytes_sub(good, 0, before));
    mohur__der_raw(&d, mohur__bytes_of(tail, len));
    mohur__der_raw(&d, mohur__bytes_sub(good, good.len - marks, good.len));
    return read_only(t, pki_done(&d), true);
}

static void
has_no_more_of_it_behind_the_content(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(read_with_tail(t, (const char *)TAIL, sizeof TAIL));
    CHECK_STATUS(MOHUR_E_FORMAT, /* signatures without a length */
                 read_with_tail(t, "\x31\x80\x30\0\0\0", 6));
    CHECK_STATUS(MOHUR_E_FORMAT, /* a certificate without one */
                 read_with_tail(t, "\xA0\x80\x30\x80\0\0\0\0\x31\0", 10));
    CHECK_STATUS(MOHUR_E_FORMAT, read_with_tail(t, "\x30\x80\0\0", 4));
    CHECK_STATUS(MOHUR_E_FORMAT, read_with_tail(t, "\0\x01\x01", 3));
    CHECK_STATUS(MOHUR_E_LIMIT, /* of 16 MiB, it says */
                 read_with_tail(t, "\xA0\x84\x01\0\0\0", 6));
}

static void
has_signatures_or_is_none(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, read_with_tail(t, "", 0));
}

static void
is_refused_when_cut_or_longer(void **state)
{
    const struct ber_plan plan = {
        .levels = BER_ALL, .piece = 3, .open_sets = true};
    struct fixture *t = *state;
    mohur__bytes good = stream(t, &plan);
    uint8_t *more     = fixture_bytes(t, 0, good.len + 1);

    mohur__copy(mohur__span_of(more, good.len), good);
    for (size_t len = 0; len <= good.len + 1; len++) {
        mohur_status st = read_only(t, mohur__bytes_of(more, len), true);

        CHECK_NUMBER(len == good.len ? MOHUR_OK : MOHUR_E_FORMAT, st);
    }
}

/* With another bit it is refused, or another message. */
static void
is_another_with_any_bit_changed(void **state)
{
    const struct ber_plan plan = {
        .levels = BER_ALL, .piece = 3, .open_sets = true};
    struct fixture *t = *state;
    mohur__bytes good = stream(t, &plan);
    uint8_t *bad      = fixture_bytes(t, 0, good.len);

    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        struct mohur__cms m = {0};

        mohur__copy(mohur__span_of(bad, good.len), good);
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (read(t, mohur__bytes_of(bad, good.len), true, &m) == MOHUR_OK) {
            CHECK(!is_the_same(t, &m));
        }
        mohur__cms_wipe(&m);
    }
}

static void
is_refused_however_deep_it_goes(void **state)
{
    enum {
        DEPTH = 30000
    };
    struct fixture *t = *state;
    uint8_t *deep     = fixture_bytes(t, 0, 2 * DEPTH);

    for (size_t i = 0; i < DEPTH; i++) {
        deep[2 * i]     = i == 0 ? 0x30 : 0x24;
        deep[2 * i + 1] = 0x80;
    }
    CHECK_STATUS(MOHUR_E_FORMAT,
                 read_only(t, mohur__bytes_of(deep, 2 * DEPTH), true));
}

/* Written again it is DER, with the same content in one. */
static void
check_rewritten(struct fixture *t, bool attached)
{
    mohur__bytes ber     = ber_message(t, in_der(t, attached), &STREAM);
    struct view file     = {ber.data, ber.len};
    mohur_source *source = fixture_source(t, file);
    mohur_sink *sink     = fixture_sink(t);
    struct mohur__cms m  = {0};

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__cms_read(t->ctx, source, true, &m));
    CHECK_OK(
        mohur__cms_rewrite(t->ctx, source, &m, mohur__buf_view(&m.tail), sink));
    CHECK_BYTES(in_der(t, attached), fixture_output(t));
    mohur__cms_wipe(&m);
    mohur_source_free(source);
    mohur_sink_free(sink);
}

static void
is_der_when_written_again(void **state)
{
    check_rewritten(*state, true);
    check_rewritten(*state, false);
}

static void
survives_every_failed_allocation(void **state)
{
    const struct ber_plan plan = {.levels = BER_ALL, .open_sets = true};
    struct fixture *t          = *state;
    mohur__bytes good          = stream(t, &plan);
    mohur_status st            = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st != MOHUR_OK; n++) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = read_only(t, good, true);
        (void)alloc_has_failed(&t->alloc);
        CHECK(st == MOHUR_OK || st == MOHUR_E_NO_MEMORY);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_the_same_in_pieces_of_every_length),
        CASE(may_have_pieces_of_nothing),
        CASE(may_have_sets_without_a_length),
        CASE(may_have_its_document_beside),
        CASE(is_refused_unless_it_is_asked_for),
        CASE(is_all_of_it_in_ber_or_nothing),
        CASE(has_pieces_of_one_kind),
        CASE(has_no_more_of_it_behind_the_content),
        CASE(has_signatures_or_is_none),
        CASE(is_refused_when_cut_or_longer),
        CASE(is_another_with_any_bit_changed),
        CASE(is_refused_however_deep_it_goes),
        CASE(is_der_when_written_again),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a message in BER", cases, NULL, NULL);
}
