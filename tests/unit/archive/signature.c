/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/signature.h"
#include "archive_form.h"
#include "check.h"
#include "crypto/labels.h"
#include "seal_kit.h"

static const mohur_alg algs[] = {MOHUR_ALG_ED25519, MOHUR_ALG_ECDSA_P256,
                                 MOHUR_ALG_ECDSA_P384};

enum {
    ALGS = sizeof algs / sizeof algs[0],
    ROOM = 1024
};

static mohur__bytes
digest(struct fixture *t)
{
    return mohur__bytes_of(fixture_bytes(t, 0x33, 32), 32);
}

/* A signature record, in bytes that the case may change. */
static mohur__span
sign(struct fixture *t, const mohur_key *key)
{
    struct mohur__buf out = {.ctx = NULL};
    uint8_t *copy         = fixture_bytes(t, 0, ROOM);
    size_t len            = 0;

    mohur__error_clear(t->ctx);
    mohur__buf_init(&out, t->ctx, ROOM);
    CHECK_OK(
        mohur__signature_emit(t->ctx, key, MOHUR__LABEL_SIG, digest(t), &out));
    len = mohur__copy(mohur__span_of(copy, ROOM), mohur__buf_view(&out));
    mohur__buf_wipe(&out);
    return mohur__span_of(copy, len);
}

static mohur_status
verify(struct fixture *t,
       mohur__span record,
       const mohur_key *key,
       mohur__bytes over)
{
    struct mohur__cursor c    = mohur__cursor_of(mohur__span_bytes(record));
    struct mohur__signature s = {.alg = 0};
    mohur_status st           = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__signature_parse(t->ctx, &c, &s);
    return st != MOHUR_OK ? st
                          : mohur__signature_verify(t->ctx, &s, key,
                                                    MOHUR__LABEL_SIG, over);
}

static void
verifies_with_the_public_key(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        mohur_key *key    = kit_pair(t->ctx, algs[i]);
        mohur_key *public = kit_public(t->ctx, key);
        CHECK_OK(verify(t, sign(t, key), public, digest(t)));
        mohur_key_free(key);
        mohur_key_free(public);
    }
}

static void
is_the_same_each_time(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        mohur_key *key = kit_pair(t->ctx, algs[i]);
        CHECK_BYTES(sign(t, key), sign(t, key));
        mohur_key_free(key);
    }
}

static void
is_read_as_written(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        mohur_key *key = kit_pair(t->ctx, algs[i]);
        mohur__bytes r = mohur__span_bytes(sign(t, key));
        form_check_same(t, form_signature, r);
        form_check_truncations(t, form_signature, r);
        form_check_flips(t, form_signature, r);
        mohur_key_free(key);
    }
}

static void
does_not_verify_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        mohur_key *key = kit_pair(t->ctx, algs[i]);
        mohur__span r  = sign(t, key);
        for (size_t bit = 16; bit < 8 * r.len; bit++) {
            r.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
            CHECK(verify(t, r, key, digest(t)) != MOHUR_OK);
            r.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        mohur_key_free(key);
    }
}

static void
does_not_verify_over_another_manifest(void **state)
{
    struct fixture *t  = *state;
    mohur_key *key     = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    mohur__bytes other = mohur__bytes_of(fixture_bytes(t, 0x34, 32), 32);

    CHECK_STATUS(MOHUR_E_AUTH, verify(t, sign(t, key), key, other));
    mohur_key_free(key);
}

static void
does_not_verify_with_another_key(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    mohur_key *other  = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    mohur_key *ecdsa  = kit_pair(t->ctx, MOHUR_ALG_ECDSA_P256);

    CHECK_STATUS(MOHUR_E_AUTH, verify(t, sign(t, key), other, digest(t)));
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, sign(t, key), ecdsa, digest(t)));
    mohur_key_free(key);
    mohur_key_free(other);
    mohur_key_free(ecdsa);
}

static void
does_not_verify_under_another_algorithm(void **state)
{
    struct fixture *t = *state;
    mohur_key *key    = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    mohur__span r     = sign(t, key);

    r.data[1] = 2; /* the length of the blob fits both */
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, r, key, digest(t)));
    mohur_key_free(key);
}

/* A record of this algorithm with a blob of this length. */
static mohur_status
parse_of(struct fixture *t, uint16_t alg, size_t blob_len)
{
    uint8_t *bytes = fixture_bytes(t, 0, 38 + blob_len);
    struct mohur__cursor c =
        mohur__cursor_of(mohur__bytes_of(bytes, 38 + blob_len));
    struct mohur__signature s = {.alg = 0};

    mohur__error_clear(t->ctx);
    mohur__store16(bytes, alg);
    mohur__store32(bytes + 34, (uint32_t)blob_len);
    return mohur__signature_parse(t->ctx, &c, &s);
}

static void
has_a_blob_of_the_length_of_its_algorithm(void **state)
{
    static const struct {
        uint16_t alg;
        size_t len;
    } lengths[]       = {{1, 64}, {2, 64}, {3, 96}, {4, 3309}, {5, 4627}};
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        CHECK_OK(parse_of(t, lengths[i].alg, lengths[i].len));
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse_of(t, lengths[i].alg, lengths[i].len - 1));
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse_of(t, lengths[i].alg, lengths[i].len + 1));
    }
    CHECK_OK(parse_of(t, MOHUR__SIGNATURE_CMS, 65536));
    CHECK_STATUS(MOHUR_E_FORMAT, parse_of(t, MOHUR__SIGNATURE_CMS, 65537));
    CHECK_OK(parse_of(t, 99, 5));
}

/* A manifest that lists the signers of these records, nothing else set. */
static struct mohur__manifest
manifest_of(struct fixture *t, const mohur__span *records, uint32_t n)
{
    uint8_t *list = fixture_bytes(t, 0, 34 * (size_t)n);

    for (size_t i = 0; i < n; i++) {
        mohur__copy(mohur__span_of(list + 34 * i, 34),
                    mohur__span_bytes(records[i]));
    }
    return (struct mohur__manifest){.n_signers = n,
                                    .signers   = mohur__bytes_of(list, 34 * n)};
}

static mohur__bytes
join(struct fixture *t, mohur__span a, mohur__span b)
{
    uint8_t *both = fixture_bytes(t, 0, a.len + b.len);

    mohur__copy(mohur__span_of(both, a.len), mohur__span_bytes(a));
    mohur__copy(mohur__span_of(both + a.len, b.len), mohur__span_bytes(b));
    return mohur__bytes_of(both, a.len + b.len);
}

static void
stands_in_the_order_of_the_manifest(void **state)
{
    struct fixture *t        = *state;
    mohur_key *one           = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    mohur_key *two           = kit_pair(t->ctx, MOHUR_ALG_ECDSA_P384);
    const mohur__span r[]    = {sign(t, one), sign(t, two)};
    const mohur__span none   = {NULL, 0};
    struct mohur__manifest m = manifest_of(t, r, 2);

    CHECK_OK(mohur__signatures_check(t->ctx, join(t, r[0], r[1]), &m));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__signatures_check(t->ctx, join(t, r[1], r[0]), &m));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__signatures_check(t->ctx, join(t, r[0], none), &m));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__signatures_check(t->ctx, MOHUR__NOTHING, &m));
    m.n_signers = 1;
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__signatures_check(t->ctx, join(t, r[0], r[1]), &m));
    mohur_key_free(one);
    mohur_key_free(two);
}

/* Malformed goes before wrong. */
static void
that_is_cut_is_malformed_even_if_another_is_missing(void **state)
{
    struct fixture *t        = *state;
    mohur_key *key           = kit_pair(t->ctx, MOHUR_ALG_ED25519);
    mohur__span r            = sign(t, key);
    struct mohur__manifest m = {.n_signers = 0};

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__signatures_check(
                     t->ctx, join(t, r, mohur__span_sub(r, 0, r.len - 1)), &m));
    mohur_key_free(key);
}

static void
is_of_an_algorithm_with_a_number(void **state)
{
    struct fixture *t = *state;
    mohur_key *seal   = kit_pair(t->ctx, MOHUR_ALG_X25519);

    CHECK_NUMBER(0, mohur__signature_alg_of(seal));
    CHECK_NUMBER(MOHUR_ALG_ECDSA_P384, mohur__signature_alg(3));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__signature_alg(4));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__signature_alg(0));
    mohur_key_free(seal);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(verifies_with_the_public_key),
        CASE(is_the_same_each_time),
        CASE(is_read_as_written),
        CASE(does_not_verify_with_any_bit_flipped),
        CASE(does_not_verify_over_another_manifest),
        CASE(does_not_verify_with_another_key),
        CASE(does_not_verify_under_another_algorithm),
        CASE(has_a_blob_of_the_length_of_its_algorithm),
        CASE(stands_in_the_order_of_the_manifest),
        CASE(that_is_cut_is_malformed_even_if_another_is_missing),
        CASE(is_of_an_algorithm_with_a_number),
    };
    return cmocka_run_group_tests_name("a signature", cases, NULL, NULL);
}
