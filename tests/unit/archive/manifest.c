/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/manifest.h"
#include "archive_form.h"
#include "check.h"
#include "crypto/hash.h"

/* Two signers, three intended, meta 1 and 6. */
static struct mohur__manifest
sample(struct fixture *t)
{
    static const uint8_t meta[] = {0, 1, 0, 2, 'h', 'i', 0, 6, 0,
                                   8, 0, 0, 0, 0,   0,   0, 0, 9};
    uint8_t *signers            = fixture_bytes(t, 0, 68);
    uint8_t *intended           = fixture_bytes(t, 0, 48);

    mohur__store16(signers, 1);
    mohur__store16(signers + 34, 2);
    return (struct mohur__manifest){
        .header_policy  = MOHUR__HEADER_FROZEN,
        .forward_policy = MOHUR__FORWARD_NEVER,
        .n_signers      = 2,
        .n_intended     = 3,
        .archive_id     = mohur__bytes_of(fixture_bytes(t, 0x60, 16), 16),
        .created        = -5,
        .n_entries      = 7,
        .total_content  = 8,
        .total_stored   = 9,
        .dir_root       = mohur__bytes_of(fixture_bytes(t, 1, 32), 32),
        .header_digest  = mohur__bytes_of(fixture_bytes(t, 2, 32), 32),
        .signers        = mohur__bytes_of(signers, 68),
        .intended       = mohur__bytes_of(intended, 48),
        .meta           = MOHUR__BYTES(meta)};
}

static mohur__bytes
emit(struct fixture *t, const struct mohur__manifest *m)
{
    struct mohur__buf out = {.ctx = NULL};
    uint8_t *copy         = NULL;
    size_t len            = 0;

    mohur__buf_init(&out, t->ctx, 1 << 20);
    mohur__manifest_emit(m, &out);
    CHECK_OK(mohur__buf_status(&out));
    len  = out.len;
    copy = fixture_bytes(t, 0, len);
    mohur__copy(mohur__span_of(copy, len), mohur__buf_view(&out));
    mohur__buf_wipe(&out);
    return mohur__bytes_of(copy, len);
}

static mohur_status
parse(struct fixture *t, struct mohur__manifest m)
{
    struct mohur__manifest got = {.n_entries = 0};

    mohur__error_clear(t->ctx);
    return mohur__manifest_parse(t->ctx, emit(t, &m), &got);
}

static void
is_read_as_written(void **state)
{
    struct mohur__manifest m = sample(*state);

    form_check_same(*state, form_manifest, emit(*state, &m));
}

static void
is_refused_when_cut(void **state)
{
    struct mohur__manifest m = sample(*state);

    form_check_truncations(*state, form_manifest, emit(*state, &m));
}

static void
is_refused_or_the_same_with_any_bit_flipped(void **state)
{
    struct mohur__manifest m = sample(*state);

    form_check_flips(*state, form_manifest, emit(*state, &m));
}

static void
is_as_long_as_its_lists_say(void **state)
{
    struct fixture *t        = *state;
    struct mohur__manifest m = sample(t);
    mohur__bytes body        = emit(t, &m);
    uint8_t *longer          = fixture_bytes(t, 0, body.len + 1);

    CHECK_NUMBER(140 + 34 * 2 + 16 * 3 + 18, body.len);
    mohur__copy(mohur__span_of(longer, body.len), body);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__manifest_parse(
                     t->ctx, mohur__bytes_of(longer, body.len + 1), &m));
}

static void
has_known_policies(void **state)
{
    struct fixture *t        = *state;
    struct mohur__manifest m = sample(t);

    m.header_policy = 3;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
    m                = sample(t);
    m.forward_policy = 2;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
}

static void
has_0_to_16_signers(void **state)
{
    struct fixture *t        = *state;
    struct mohur__manifest m = sample(t);

    m.n_signers = 0;
    m.signers   = MOHUR__NOTHING;
    CHECK_OK(parse(t, m));
    m.n_signers = 17;
    m.signers   = mohur__bytes_of(fixture_bytes(t, 0, 17 * 34), 17 * 34);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
    m.n_signers = 16;
    m.signers   = mohur__bytes_of(fixture_bytes(t, 0, 16 * 34), 16 * 34);
    CHECK_OK(parse(t, m));
}

static void
has_no_signer_twice(void **state)
{
    struct fixture *t        = *state;
    struct mohur__manifest m = sample(t);
    uint8_t *signers         = fixture_bytes(t, 0, 68);

    mohur__copy(mohur__span_of(signers + 36, 32),
                mohur__bytes_of(signers + 2, 32));
    m.signers = mohur__bytes_of(signers, 68);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
}

static void
has_1_to_256_intended_in_order(void **state)
{
    struct fixture *t        = *state;
    struct mohur__manifest m = sample(t);
    uint8_t *ids             = fixture_bytes(t, 0, 257 * 16);

    for (size_t i = 0; i < 257; i++) {
        mohur__store16(ids + 16 * i, (uint16_t)i);
    }
    m.intended   = mohur__bytes_of(ids, 256 * 16);
    m.n_intended = 256;
    CHECK_OK(parse(t, m));
    m.intended   = mohur__bytes_of(ids, 257 * 16);
    m.n_intended = 257;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
    m.intended   = MOHUR__NOTHING;
    m.n_intended = 0;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
    mohur__copy(mohur__span_of(ids, 16), mohur__bytes_of(ids + 16, 16));
    m.intended   = mohur__bytes_of(ids, 32);
    m.n_intended = 2;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
    mohur__store16(ids, 9);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, m));
}

/* A meta list of one tag, of so many bytes. */
static mohur_status
parse_meta(struct fixture *t, uint16_t tag, uint16_t len, uint16_t begin)
{
    struct mohur__manifest m = sample(t);
    uint8_t *meta            = fixture_bytes(t, 0, 4 + (size_t)len);

    mohur__store16(meta, tag);
    mohur__store16(meta + 2, len);
    if (len >= 2) {
        mohur__store16(meta + 4, begin);
    }
    m.meta = mohur__bytes_of(meta, 4 + (size_t)len);
    return parse(t, m);
}

static void
has_meta_values_of_the_right_size(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse_meta(t, MOHUR__META_TITLE, 0, 0));
    CHECK_OK(parse_meta(t, MOHUR__META_PROFILE, 45, 3));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_PROFILE, 45, 4));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_PROFILE, 1, 0));
    CHECK_OK(parse_meta(t, MOHUR__META_RECIPIENTS, 64, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_RECIPIENTS, 63, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_RECIPIENTS, 0, 0));
    CHECK_OK(parse_meta(t, MOHUR__META_ADMINS, 34, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_ADMINS, 32, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_KEEP_UNTIL, 7, 0));
    CHECK_OK(parse_meta(t, MOHUR__META_REPLACES, 16, 0));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_meta(t, MOHUR__META_REPLACES, 15, 0));
    CHECK_OK(parse_meta(t, 0x7FFF, 3, 0));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, parse_meta(t, 0x8000, 3, 0));
}

static void
knows_its_signers_and_who_is_intended(void **state)
{
    struct fixture *t        = *state;
    struct mohur__manifest m = sample(t);
    uint8_t *id              = fixture_bytes(t, 16, 16);

    CHECK_NUMBER(2, mohur__manifest_signer(&m, 1).alg);
    CHECK_BYTES(mohur__bytes_sub(m.signers, 36, 32),
                mohur__manifest_signer(&m, 1).key_id);
    CHECK(mohur__manifest_intends(&m, mohur__bytes_of(id, 16)));
    id[0]++;
    CHECK(!mohur__manifest_intends(&m, mohur__bytes_of(id, 16)));
}

static void
has_the_intended_id_of_the_known_answer(void **state)
{
    struct fixture *t = *state;
    struct view ring  = fixture_hex(t, "707172737475767778797a7b7c7d7e7f");
    const mohur__bytes parts[] = {mohur__bytes_of("mohur/1 kek", 12),
                                  mohur__bytes_of(ring.data, ring.len)};
    uint8_t recipient[32];
    uint8_t id[16];

    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, parts, 2,
                               MOHUR__SPAN(recipient)));
    CHECK_OK(mohur__intended_id(t->ctx,
                                mohur__bytes_of(fixture_bytes(t, 0x60, 16), 16),
                                MOHUR__BYTES(recipient), MOHUR__SPAN(id)));
    CHECK_BYTES(fixture_hex(t, "37419a1b487905cddd5e17fa9d71056a"),
                MOHUR__BYTES(id));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_written),
        CASE(is_refused_when_cut),
        CASE(is_refused_or_the_same_with_any_bit_flipped),
        CASE(is_as_long_as_its_lists_say),
        CASE(has_known_policies),
        CASE(has_0_to_16_signers),
        CASE(has_no_signer_twice),
        CASE(has_1_to_256_intended_in_order),
        CASE(has_meta_values_of_the_right_size),
        CASE(knows_its_signers_and_who_is_intended),
        CASE(has_the_intended_id_of_the_known_answer),
    };
    return cmocka_run_group_tests_name("a manifest", cases, NULL, NULL);
}
