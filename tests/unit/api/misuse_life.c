/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Roles, approvals and the end of keys, called as they must not be. */

static void
a_role_needs_all_its_arguments(void **state)
{
    struct fixture *t          = *state;
    struct world w             = {0};
    mohur_role_options options = MOHUR_ROLE_OPTIONS_INIT;
    uint8_t id[16]             = {0};
    size_t len                 = 7;

    CHECK_NUMBER(MOHUR_ROLE_ID_LEN, mohur_role_id_len());
    world_new(t, &w);
    options.label = "somebody";
    options.caps  = MOHUR_CAP_OFFICER;
    options.key   = w.box;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_role_add(w.store, &options, id));
    options.key = w.me;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(w.store, NULL, id));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_role_add(w.store, &options, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_remove(NULL, id));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_begin(NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_roles(w.store, NULL, 1, &len));
    CHECK_NUMBER(0, len);
    CHECK_OK(mohur_keystore_role_add(w.store, &options, id));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_roles(w.store, NULL, 0, NULL));
    world_free(&w);
}

static void
an_approval_needs_all_its_arguments(void **state)
{
    struct fixture *t       = *state;
    struct world w          = {0};
    mohur_sink *sink        = fixture_sink(t);
    mohur_request_info info = MOHUR_REQUEST_INFO_INIT;

    world_new(t, &w);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_act_as(NULL, w.me));
    CHECK_OK(mohur_keystore_act_as(w.store, w.me));
    CHECK_OK(mohur_keystore_act_as(w.store, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_request(w.store, 0, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_request(w.store, 8, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_request(w.store, 1, NULL));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_request(w.store, 1, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_approve(w.store, NULL, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_keystore_approve(w.store, (const uint8_t *)"x", 1));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_approval_read(t->ctx, (const uint8_t *)"x", 1, &info));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur_approval_sign(t->ctx, (const uint8_t *)"x", 1, w.me, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_approval_sign(t->ctx, NULL, 0, w.me, sink));
    mohur_sink_free(sink);
    world_free(&w);
}

static void
the_end_of_a_key_needs_all_its_arguments(void **state)
{
    struct fixture *t             = *state;
    struct world w                = {0};
    mohur_destroy_options options = MOHUR_DESTROY_OPTIONS_INIT;
    mohur_key *key                = NULL;

    world_new(t, &w);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_destroy(w.store, &options));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_destroy(NULL, &options));
    options.name     = "me";
    options.name_len = 2;
    options.version  = 1;
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur_keystore_destroy(w.store, &options));
    options.level = MOHUR_ERASE_E3;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur_keystore_destroy(w.store, &options));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_hold(w.store, NULL, 0, true));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_hold(NULL, "me", 2, true));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_key_for(w.store, "me", 2, 1,
                                        MOHUR_KEY_USE_EXPORT, NULL));
    CHECK_STATUS(MOHUR_E_POLICY,
                 mohur_keystore_key_for(w.store, "me", 2, 1,
                                        MOHUR_KEY_USE_EXPORT, &key));
    CHECK(key == NULL);
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_role_needs_all_its_arguments),
        CASE(an_approval_needs_all_its_arguments),
        CASE(the_end_of_a_key_needs_all_its_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
