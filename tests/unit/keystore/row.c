/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/row.h"

/* A row: its values, its key and its MAC. */

static void
mac_of(struct fixture *t, const struct mohur__row *r, uint8_t out[32])
{
    struct mohur__mac *m = NULL;

    CHECK_OK(mohur__mac_new(t->ctx, MOHUR_ALG_HMAC_SHA_256,
                            MOHUR__TEXT("0123456789abcdef0123456789abcdef"),
                            &m));
    CHECK_OK(
        mohur__row_mac(r, m, fixture_bytes(t, 0, 16), r->table->columns, out));
    mohur__mac_free(m);
}

static void
lease_row(struct fixture *t, struct mohur__row *r)
{
    mohur__row_init(r, t->ctx, MOHUR__T_LEASE);
    mohur__row_set_blob(r, 0, mohur__bytes_of(fixture_bytes(t, 0, 16), 16));
    mohur__row_set_int(r, 1, 0x0102030405060708);
    mohur__row_set_blob(r, 2, MOHUR__TEXT("who"));
    mohur__row_set_int(r, 3, 5);
    CHECK_OK(r->st);
}

static void
has_what_it_was_given(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row r = {0};

    lease_row(t, &r);
    CHECK_NUMBER(5, mohur__row_int(&r, 3));
    CHECK_BYTES(VIEW_TEXT("who"), mohur__row_bytes(&r, 2));
    mohur__row_set_null(&r, 2);
    CHECK(mohur__row_is_null(&r, 2));
    CHECK_NUMBER(0, mohur__row_bytes(&r, 2).len);
    mohur__row_wipe(&r);
}

static void
may_be_given_a_part_of_its_own_value(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row r = {0};

    lease_row(t, &r);
    mohur__row_set_blob(&r, 2, mohur__bytes_sub(mohur__row_bytes(&r, 2), 1, 2));
    CHECK_BYTES(VIEW_TEXT("ho"), mohur__row_bytes(&r, 2));
    mohur__row_wipe(&r);
}

static void
has_its_key_columns_one_after_the_other(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row r = {0};
    struct mohur__pk pk = {0};

    lease_row(t, &r);
    CHECK_OK(mohur__row_pk(&r, &pk));
    CHECK_BYTES(fixture_hex(t, "000102030405060708090a0b0c0d0e0f"
                               "0102030405060708 77686f"),
                mohur__pk_bytes(&pk));
    mohur__row_wipe(&r);
    mohur__row_init(&r, t->ctx, MOHUR__T_PROFILE);
    mohur__row_set_text(&r, 0, MOHUR__TEXT("az"));
    mohur__row_set_int(&r, 1, 2);
    CHECK_OK(mohur__row_pk(&r, &pk));
    CHECK_BYTES(fixture_hex(t, "0002617a 0000000000000002"),
                mohur__pk_bytes(&pk));
    mohur__row_wipe(&r);
}

static void
has_no_key_longer_than_there_is_room(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row r = {0};
    struct mohur__pk pk = {0};
    size_t room         = MOHUR__PK_MAX - 16 - 8;

    lease_row(t, &r);
    mohur__row_set_blob(&r, 2,
                        mohur__bytes_of(fixture_bytes(t, 0, room), room));
    CHECK_OK(mohur__row_pk(&r, &pk));
    CHECK_NUMBER(MOHUR__PK_MAX, pk.len);
    mohur__row_set_blob(
        &r, 2, mohur__bytes_of(fixture_bytes(t, 0, room + 1), room + 1));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__row_pk(&r, &pk));
    mohur__row_wipe(&r);
}

/* What two rows must never have in common. */
static void
differ(struct fixture *t,
       const struct mohur__row *a,
       const struct mohur__row *b)
{
    uint8_t ma[32];
    uint8_t mb[32];

    mac_of(t, a, ma);
    mac_of(t, b, mb);
    CHECK(memcmp(ma, mb, 32) != 0);
}

static void
has_another_mac_for_each_value_kind_and_table(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row a = {0};
    struct mohur__row b = {0};

    lease_row(t, &a);
    lease_row(t, &b);
    mohur__row_set_int(&b, 3, 6);
    differ(t, &a, &b);
    mohur__row_set_null(&b, 3);
    differ(t, &a, &b);
    mohur__row_set_int(&b, 3, 5);
    mohur__row_set_text(&b, 2, MOHUR__TEXT("who"));
    differ(t, &a, &b);
    mohur__row_set_blob(&b, 2, MOHUR__TEXT("whO"));
    differ(t, &a, &b);
    mohur__row_wipe(&a);
    mohur__row_wipe(&b);

    /* The same columns in two tables. */
    mohur__row_init(&a, t->ctx, MOHUR__T_CERT);
    mohur__row_init(&b, t->ctx, MOHUR__T_LEASE);
    differ(t, &a, &b);
}

/* Bytes cannot move from one column to the next. */
static void
has_another_mac_when_bytes_move_between_columns(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row a = {0};
    struct mohur__row b = {0};

    mohur__row_init(&a, t->ctx, MOHUR__T_SLOT);
    mohur__row_init(&b, t->ctx, MOHUR__T_SLOT);
    mohur__row_set_blob(&a, MOHUR__SLOT_PUB, MOHUR__TEXT("ab"));
    mohur__row_set_blob(&a, MOHUR__SLOT_SK_WRAP, MOHUR__TEXT("c"));
    mohur__row_set_blob(&b, MOHUR__SLOT_PUB, MOHUR__TEXT("a"));
    mohur__row_set_blob(&b, MOHUR__SLOT_SK_WRAP, MOHUR__TEXT("bc"));
    differ(t, &a, &b);
    mohur__row_wipe(&a);
    mohur__row_wipe(&b);
}

static void
keeps_the_first_error_of_its_setters(void **state)
{
    struct fixture *t   = *state;
    struct mohur__row r = {0};
    struct mohur__pk pk = {0};

    lease_row(t, &r);
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    mohur__row_set_blob(&r, 2, MOHUR__TEXT("other"));
    CHECK(alloc_has_failed(&t->alloc));
    mohur__row_set_int(&r, 3, 1);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, r.st);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, mohur__row_pk(&r, &pk));
    mohur__row_wipe(&r);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_what_it_was_given),
        CASE(may_be_given_a_part_of_its_own_value),
        CASE(has_its_key_columns_one_after_the_other),
        CASE(has_no_key_longer_than_there_is_room),
        CASE(has_another_mac_for_each_value_kind_and_table),
        CASE(has_another_mac_when_bytes_move_between_columns),
        CASE(keeps_the_first_error_of_its_setters),
    };
    return cmocka_run_group_tests_name("a row", cases, NULL, NULL);
}
