/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/ext.h"
#include "archive_form.h"
#include "check.h"
#include "crypto/aead.h"

static struct mohur__schedule
schedule(struct fixture *t)
{
    struct mohur__schedule s = {.prk = NULL};

    CHECK_OK(mohur__schedule_init(
        t->ctx, mohur__bytes_of(fixture_bytes(t, 0, 64), 64),
        mohur__bytes_of(fixture_bytes(t, 0, 32), 32), &s));
    return s;
}

/* A record with this plaintext, in bytes that the case may change. */
static mohur__span
seal(struct fixture *t,
     const struct mohur__schedule *s,
     uint8_t salt_first,
     const char *plain_hex)
{
    struct view plain        = fixture_hex(t, plain_hex);
    size_t sealed_len        = plain.len + 16;
    uint8_t *record          = fixture_bytes(t, 0, 36 + sealed_len);
    struct mohur__aead *aead = NULL;
    uint8_t key[32];
    uint8_t nonce[12];

    mohur__store32(record, (uint32_t)sealed_len);
    for (size_t i = 0; i < 32; i++) {
        record[4 + i] = (uint8_t)(salt_first + i);
    }
    CHECK_OK(mohur__schedule_ext(t->ctx, s, mohur__bytes_of(record + 4, 32),
                                 MOHUR__SPAN(key), MOHUR__SPAN(nonce)));
    CHECK_OK(mohur__aead_new(t->ctx, MOHUR_ALG_AES_256_GCM, MOHUR__BYTES(key),
                             &aead));
    CHECK_OK(mohur__aead_seal(aead, MOHUR__BYTES(nonce), MOHUR__NOTHING,
                              mohur__bytes_of(plain.data, plain.len),
                              mohur__span_of(record + 36, sealed_len)));
    mohur__aead_free(aead);
    return mohur__span_of(record, 36 + sealed_len);
}

static mohur_status
open_record(struct fixture *t,
            const struct mohur__schedule *s,
            mohur__span record,
            uint16_t *out_type,
            struct mohur__buf *body)
{
    struct mohur__cursor c = mohur__cursor_of(mohur__span_bytes(record));
    struct mohur__ext ext  = {.raw = MOHUR__NOTHING};

    mohur__error_clear(t->ctx);
    mohur__buf_init(body, t->ctx, 1024);
    CHECK_OK(mohur__ext_parse(t->ctx, &c, &ext));
    return mohur__ext_open(t->ctx, s, MOHUR_ALG_AES_256_GCM, &ext, out_type,
                           body);
}

static void
is_read_as_written(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = schedule(t);
    mohur__bytes r = mohur__span_bytes(seal(t, &s, 0, "0005 0000 AABB"));

    form_check_same(t, form_ext, r);
    form_check_truncations(t, form_ext, r);
    form_check_flips(t, form_ext, r);
    mohur__schedule_wipe(&s);
}

static void
opens_to_its_type_and_body(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = schedule(t);
    struct mohur__buf body   = {.ctx = NULL};
    uint16_t type            = 0;

    CHECK_OK(
        open_record(t, &s, seal(t, &s, 0, "0005 0000 AABB"), &type, &body));
    CHECK_NUMBER(5, type);
    CHECK_BYTES(fixture_hex(t, "AABB"), mohur__buf_view(&body));
    mohur__buf_wipe(&body);
    mohur__schedule_wipe(&s);
}

static void
does_not_open_with_any_bit_of_it_flipped(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = schedule(t);
    mohur__span r            = seal(t, &s, 0, "0005 0000 AABB");
    struct mohur__buf body   = {.ctx = NULL};
    uint16_t type            = 0;

    for (size_t bit = 8 * 4; bit < 8 * r.len; bit++) {
        r.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_STATUS(MOHUR_E_AUTH, open_record(t, &s, r, &type, &body));
        CHECK_NUMBER(0, body.len);
        mohur__buf_wipe(&body);
        r.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    mohur__schedule_wipe(&s);
}

static void
is_refused_with_a_reserved_field_set(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = schedule(t);
    struct mohur__buf body   = {.ctx = NULL};
    uint16_t type            = 0;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 open_record(t, &s, seal(t, &s, 0, "0005 0001"), &type, &body));
    CHECK_NUMBER(0, type);
    mohur__buf_wipe(&body);
    mohur__schedule_wipe(&s);
}

/* Several in a row. */
static mohur__bytes
join(struct fixture *t, mohur__span a, mohur__span b)
{
    uint8_t *both = fixture_bytes(t, 0, a.len + b.len);

    mohur__copy(mohur__span_of(both, a.len), mohur__span_bytes(a));
    mohur__copy(mohur__span_of(both + a.len, b.len), mohur__span_bytes(b));
    return mohur__bytes_of(both, a.len + b.len);
}

static void
is_refused_with_a_salt_that_was_used(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = schedule(t);
    mohur__span a            = seal(t, &s, 0, "0005 0000 AA");
    mohur__span b            = seal(t, &s, 0, "0005 0000 BB");
    mohur__span c            = seal(t, &s, 1, "0005 0000 BB");

    CHECK_OK(mohur__ext_check(t->ctx, join(t, a, c), 2));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__ext_check(t->ctx, join(t, a, b), 2));
    mohur__schedule_wipe(&s);
}

static void
is_counted_exactly(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = schedule(t);
    mohur__bytes two =
        join(t, seal(t, &s, 0, "0005 0000"), seal(t, &s, 1, "0005 0000"));

    CHECK_OK(mohur__ext_check(t->ctx, MOHUR__NOTHING, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__ext_check(t->ctx, two, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__ext_check(t->ctx, two, 1));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__ext_check(t->ctx, two, 3));
    mohur__schedule_wipe(&s);
}

static void
has_a_limit_on_the_size_of_all(void **state)
{
    struct fixture *t = *state;
    uint8_t *large    = fixture_bytes(t, 0, 65537);

    mohur__store32(large, 65537 - 36);
    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__ext_check(t->ctx, mohur__bytes_of(large, 65537), 1));
    mohur__error_clear(t->ctx);
    mohur__store32(large, 65536 - 36);
    CHECK_OK(mohur__ext_check(t->ctx, mohur__bytes_of(large, 65536), 1));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_written),
        CASE(opens_to_its_type_and_body),
        CASE(does_not_open_with_any_bit_of_it_flipped),
        CASE(is_refused_with_a_reserved_field_set),
        CASE(is_refused_with_a_salt_that_was_used),
        CASE(is_counted_exactly),
        CASE(has_a_limit_on_the_size_of_all),
    };
    return cmocka_run_group_tests_name("an EXT record", cases, NULL, NULL);
}
