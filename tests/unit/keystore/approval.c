/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include "keystore/approval.h"
#include "keystore/spki.h"

/* Requests and approvals as bytes: written, read, signed, checked. */

static struct mohur__act
an_act(struct fixture *t)
{
    static const uint8_t parameters[] = {0, 0, 0, 1, 'k'};
    struct mohur__act act             = {
                    .act        = MOHUR_ACT_KEY_MOVE,
                    .version    = 2,
                    .rev        = 3,
                    .target     = MOHUR_KEY_SUSPENDED,
                    .not_after  = FIXTURE_NOW,
                    .parameters = MOHUR__BYTES(parameters),
    };

    mohur__copy(MOHUR__SPAN(act.store_id),
                mohur__bytes_of(fixture_bytes(t, 0, 16), 16));
    mohur__copy(MOHUR__SPAN(act.object),
                mohur__bytes_of(fixture_bytes(t, 0x70, 16), 16));
    return act;
}

static struct mohur__buf
request_bytes(struct fixture *t)
{
    struct mohur__act act = an_act(t);
    struct mohur__buf b   = {0};

    mohur__buf_init(&b, t->ctx, MOHUR__REQUEST_MAX);
    mohur__request_emit(&act, &b);
    CHECK_OK(mohur__buf_status(&b));
    return b;
}

static void
requests_have_the_bytes_of_the_vector(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = request_bytes(t);

    CHECK_BYTES(fixture_hex(t, "4d4f485552524551 00000001"
                               "000102030405060708090a0b0c0d0e0f 0004"
                               "707172737475767778797a7b7c7d7e7f 00000002"
                               "0000000000000003 0003 0000 000000006955b900"
                               "00000005 000000016b"),
                mohur__buf_view(&b));
    mohur__buf_wipe(&b);
}

static void
requests_are_not_read_cut_or_continued(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = request_bytes(t);
    struct mohur__act got;

    for (size_t len = 0; len < b.len; len++) {
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__request_parse(
                t->ctx, mohur__bytes_sub(mohur__buf_view(&b), 0, len), &got));
        mohur__error_clear(t->ctx);
    }
    mohur__buf_u8(&b, 0);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__request_parse(t->ctx, mohur__buf_view(&b), &got));
    mohur__buf_wipe(&b);
}

static void
requests_are_shown_to_who_is_asked(void **state)
{
    struct fixture *t       = *state;
    struct mohur__buf b     = request_bytes(t);
    mohur_request_info info = MOHUR_REQUEST_INFO_INIT;

    CHECK_OK(mohur_approval_read(t->ctx, b.data, b.len, &info));
    CHECK_NUMBER(MOHUR_ACT_KEY_MOVE, info.act);
    CHECK_TEXT("k", info.name);
    CHECK_NUMBER(2, info.version);
    CHECK_NUMBER(MOHUR_KEY_SUSPENDED, info.target);
    CHECK_NUMBER(FIXTURE_NOW, info.not_after);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_approval_read(t->ctx, b.data, b.len, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_approval_read(t->ctx, NULL, 0, &info));
    mohur__buf_wipe(&b);
}

static void
requests_for_acts_that_are_none_are_refused(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = request_bytes(t);
    struct mohur__act got;

    b.data[29] = 0;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__request_parse(t->ctx, mohur__buf_view(&b), &got));
    b.data[29] = 99;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__request_parse(t->ctx, mohur__buf_view(&b), &got));
    mohur__buf_wipe(&b);
}

static void
approvals_are_read_as_they_were_written(void **state)
{
    struct fixture *t          = *state;
    mohur_key *key             = person_key(t, 1);
    struct mohur__act act      = an_act(t);
    struct mohur__approval a   = {0};
    struct mohur__approval got = {0};
    struct mohur__buf b        = {0};

    mohur__buf_init(&b, t->ctx, MOHUR__APPROVAL_MAX);
    CHECK_OK(mohur__approval_make(t->ctx, &act, key, &a));
    mohur__approval_emit(&a, &b);
    CHECK_OK(mohur__approval_parse(t->ctx, mohur__buf_view(&b), &got));
    CHECK_NUMBER(FIXTURE_NOW, got.not_after);
    CHECK(memcmp(got.key_id, mohur_key_id(key), 32) == 0);
    CHECK_NUMBER(64, got.signature_len);
    CHECK_BYTES(VIEW(a.signature), VIEW(got.signature));
    for (size_t len = 0; len < b.len; len++) {
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__approval_parse(
                t->ctx, mohur__bytes_sub(mohur__buf_view(&b), 0, len), &got));
        mohur__error_clear(t->ctx);
    }
    mohur__buf_u8(&b, 0);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__approval_parse(t->ctx, mohur__buf_view(&b), &got));
    mohur__buf_wipe(&b);
    mohur_key_free(key);
}

/* Every bit of the signature, of its date and of what was signed. */
static void
approvals_are_of_one_act_to_the_bit(void **state)
{
    struct fixture *t             = *state;
    mohur_key *key                = person_key(t, 1);
    struct mohur__act act         = an_act(t);
    struct mohur__approval a      = {0};
    uint8_t room[MOHUR__SPKI_MAX] = {0};
    mohur__bytes spki             = MOHUR__NOTHING;

    CHECK_OK(mohur__spki_emit(t->ctx, MOHUR_ALG_ED25519, mohur__key_public(key),
                              MOHUR__SPAN(room), &spki));
    CHECK_OK(mohur__approval_make(t->ctx, &act, key, &a));
    CHECK_OK(mohur__approval_check(t->ctx, &act, &a, spki));
    for (size_t bit = 0; bit < 512; bit++) {
        a.signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK_STATUS(MOHUR_E_AUTH,
                     mohur__approval_check(t->ctx, &act, &a, spki));
        a.signature[bit / 8] ^= (uint8_t)(1u << bit % 8);
        mohur__error_clear(t->ctx);
    }
    a.not_after++;
    CHECK_STATUS(MOHUR_E_AUTH, mohur__approval_check(t->ctx, &act, &a, spki));
    a.not_after--;
    act.rev++;
    CHECK_STATUS(MOHUR_E_AUTH, mohur__approval_check(t->ctx, &act, &a, spki));
    act.rev--;
    act.parameters = MOHUR__TEXT("\0\0\0\1l");
    CHECK_STATUS(MOHUR_E_AUTH, mohur__approval_check(t->ctx, &act, &a, spki));
    mohur_key_free(key);
}

static void
approvals_take_a_private_key_that_signs(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    struct mohur__act act    = an_act(t);
    struct mohur__approval a = {0};
    mohur_key *seal =
        key_make(t, ks, "box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__approval_make(t->ctx, &act, seal, &a));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_act_as(ks, seal));
    mohur_key_free(seal);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(requests_have_the_bytes_of_the_vector),
        CASE(requests_are_not_read_cut_or_continued),
        CASE(requests_are_shown_to_who_is_asked),
        CASE(requests_for_acts_that_are_none_are_refused),
        CASE(approvals_are_read_as_they_were_written),
        CASE(approvals_are_of_one_act_to_the_bit),
        CASE(approvals_take_a_private_key_that_signs),
    };
    return cmocka_run_group_tests_name("requests and approvals", cases, NULL,
                                       NULL);
}
