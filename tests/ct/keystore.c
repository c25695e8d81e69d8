/* SPDX-License-Identifier: Apache-2.0 */
#include "taint.h"

#include "base/secret.h"
#include "keystore/hierarchy.h"
#include "keystore/share.h"
#include "keystore/unlock_slot.h"

/*
 * A keystore's slots, and what hangs on its root key: that a slot opened is
 * known to whoever asked; which check failed is not, and nothing of the keys.
 */
enum {
    KEY_LEN = 32
};

static struct mohur__slot_place
place(struct fixture *t,
      enum mohur__suite suite,
      uint8_t params[MOHUR__SLOT_PARAMS_LEN])
{
    struct mohur__slot_params p = {.cost = {65536, 3}};

    mohur__slot_params_emit(&p, params);
    return (struct mohur__slot_place){
        .store_id = mohur__bytes_of(fixture_bytes(t, 0x00, 16), 16),
        .slot_id  = mohur__bytes_of(fixture_bytes(t, 0x10, 16), 16),
        .epoch    = 1,
        .suite    = suite,
        .type     = MOHUR__SLOT_TYPE_PASSPHRASE,
        .params   = mohur__bytes_of(params, MOHUR__SLOT_PARAMS_LEN),
    };
}

static void
root_key_under(struct fixture *t, enum mohur__suite suite)
{
    struct mohur__secret *root = NULL;
    uint8_t params[MOHUR__SLOT_PARAMS_LEN];
    uint8_t wrap[MOHUR__SLOT_WRAP_LEN];
    struct mohur__slot_place p = place(t, suite, params);

    TAINT_OK(mohur__slot_wrap(t->ctx, &p, taint_bytes(t, 0, KEY_LEN),
                              taint_bytes(t, 1, KEY_LEN), wrap));
    taint_public(wrap, sizeof wrap);
    TAINT_OK(mohur__slot_unwrap(t->ctx, &p, taint_bytes(t, 0, KEY_LEN),
                                MOHUR__BYTES(wrap), &root));
    mohur__secret_free(root);
    root = NULL;
    TAINT_STATUS(MOHUR_E_AUTH,
                 mohur__slot_unwrap(t->ctx, &p, taint_bytes(t, 9, KEY_LEN),
                                    MOHUR__BYTES(wrap), &root));
    CHECK(root == NULL);
}

static void
a_root_key_leaks_only_whether_its_slot_opened(void **state)
{
    root_key_under(*state, MOHUR__SUITE_1);
    root_key_under(*state, MOHUR__SUITE_2);
}

static void
stored_secret_under(struct fixture *t, enum mohur__suite suite)
{
    struct mohur__hierarchy h   = {0};
    struct mohur__buf sealed    = {0};
    struct mohur__secret *plain = NULL;
    struct mohur__env env       = {MOHUR__TEXT("label"), MOHUR__TEXT("ids")};
    uint8_t kcv[MOHUR__KCV_LEN];

    TAINT_OK(mohur__hierarchy_derive(t->ctx, fixture_bytes(t, 0, 16), 1, suite,
                                     taint_bytes(t, 0x20, KEY_LEN), &h));
    mohur__buf_init(&sealed, t->ctx, 256);
    TAINT_OK(mohur__env_seal(t->ctx, &h, &env, taint_bytes(t, 3, 64), &sealed));
    taint_public(mohur__buf_view(&sealed).data, mohur__buf_view(&sealed).len);
    TAINT_OK(
        mohur__env_open(t->ctx, &h, &env, mohur__buf_view(&sealed), &plain));
    TAINT_OK(mohur__kcv(t->ctx, mohur__secret_bytes(plain), kcv));
    mohur__secret_free(plain);
    mohur__buf_wipe(&sealed);
    mohur__hierarchy_wipe(&h);
}

static void
a_stored_secret_leaks_its_length_and_whether_it_was_genuine(void **state)
{
    stored_secret_under(*state, MOHUR__SUITE_1);
    stored_secret_under(*state, MOHUR__SUITE_2);
}

/* K37: the words of a share are for people; everything before them is not. */
static void
splitting_a_secret_leaks_nothing(void **state)
{
    struct fixture *t             = *state;
    struct mohur__share shares[3] = {{{0}, 0, 0, 0, NULL}};
    struct mohur__secret *bits    = NULL;
    struct mohur__share_plan plan = {
        .set   = {.extendable = true, .group_threshold = 1, .group_count = 1},
        .group = {{2, 3}},
    };

    TAINT_OK(
        mohur__share_split(t->ctx, &plan, taint_bytes(t, 0, KEY_LEN), shares));
    TAINT_OK(mohur__share_pack(t->ctx, &shares[1], &bits));
    mohur__secret_free(bits);
    for (size_t i = 0; i < 3; i++) {
        mohur__share_wipe(&shares[i]);
    }
}

static void
a_polynomial_leaks_where_its_points_are(void **state)
{
    struct fixture *t                         = *state;
    const struct mohur__shamir_point points[] = {
        {1, taint_bytes(t, 0, KEY_LEN)},
        {7, taint_bytes(t, 9, KEY_LEN)},
        {254, taint_bytes(t, 0x80, KEY_LEN)}};
    uint8_t out[KEY_LEN];

    TAINT_OK(
        mohur__shamir_interpolate(t->ctx, points, 3, 255, MOHUR__SPAN(out)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CT_CASE(a_root_key_leaks_only_whether_its_slot_opened),
        CT_CASE(a_stored_secret_leaks_its_length_and_whether_it_was_genuine),
        CT_CASE(splitting_a_secret_leaks_nothing),
        CT_CASE(a_polynomial_leaks_where_its_points_are),
    };

    return taint_works("keystore")
               ? cmocka_run_group_tests_name("a keystore", cases, NULL, NULL)
               : 77;
}
