/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Slots, called as they must not be, and once as they must. */

#define DEPUTY "passphrase of the deputy"

static mohur_slot_options
deputy(void)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.label          = "deputy";
    o.passphrase     = DEPUTY;
    o.passphrase_len = strlen(DEPUTY);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    return o;
}

static mohur_unlock
shown(const char *passphrase)
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.passphrase     = passphrase;
    how.passphrase_len = strlen(passphrase);
    return how;
}

static void
what_is_no_store_has_no_slots(void **state)
{
    struct fixture *t     = *state;
    mohur_source *source  = fixture_source(t, VIEW_TEXT("x"));
    mohur_slot_options o  = deputy();
    mohur_unlock how      = shown(DEPUTY);
    mohur_slot_list *list = NULL;
    uint8_t id[16]        = {0};

    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_unlock_with(bad, &how));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_slot_add(bad, &o, id));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_slot_remove(bad, id));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_slot_revoke(bad, id, NULL, 0, NULL));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_slots(bad, &list));
    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        mohur_slot_list_free(world_bad(i, source));
        CHECK_NUMBER(0, mohur_slot_list_len(world_bad(i, source)));
        CHECK(mohur_slot_list_at(world_bad(i, source), 0) == NULL);
    }
    mohur_source_free(source);
}

static void
a_slot_needs_a_type_and_what_opens_it(void **state)
{
    struct fixture *t    = *state;
    mohur_slot_options o = deputy();
    uint8_t id[16]       = {0};
    struct world w;

    world_new(t, &w);
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, NULL, id));
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, NULL));
    o.type = (mohur_slot_type)99;
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    o            = deputy();
    o.passphrase = NULL;
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    o                = deputy();
    o.passphrase_len = 1025;
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    o     = deputy();
    o.kem = MOHUR_ALG_ECDH_P256;
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    o      = deputy();
    o.type = MOHUR_SLOT_TOKEN;
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    o.token = "pkcs11:token=none";
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    o.token = "pkcs11:token=none?module-path=/nowhere/module.so";
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_slot_add(w.store, &o, id));
    o           = deputy();
    o.not_after = -1;
    CHECK_REFUSED(mohur_keystore_slot_add(w.store, &o, id));
    CHECK_REFUSED(mohur_keystore_slot_remove(w.store, NULL));
    CHECK_REFUSED(mohur_keystore_slot_revoke(w.store, id, NULL, 1, NULL));
    CHECK_REFUSED(mohur_keystore_slots(w.store, NULL));
    world_free(&w);
}

static void
a_slot_is_added_shown_and_revoked(void **state)
{
    struct fixture *t             = *state;
    mohur_slot_options o          = deputy();
    mohur_unlock how              = shown(DEPUTY);
    mohur_unlock own              = shown(WORLD_PASSPHRASE);
    const mohur_unlock *present[] = {&own};
    mohur_keystore *ks            = NULL;
    mohur_slot_list *list         = NULL;
    uint32_t stale                = 9;
    uint8_t id[16]                = {0};
    struct world w;
    mohur_keystore_options path;

    world_new(t, &w);
    path = world_store_options(fixture_path(t, "store"));
    CHECK_OK(mohur_keystore_slot_add(w.store, &o, id));
    CHECK_OK(mohur_keystore_slots(w.store, &list));
    CHECK_NUMBER(2, mohur_slot_list_len(list));
    CHECK(mohur_slot_list_at(list, SIZE_MAX) == NULL);
    mohur_slot_list_free(list);
    CHECK_OK(mohur_keystore_open(t->ctx, &path, &ks));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_slot_remove(ks, id));
    CHECK_REFUSED(mohur_keystore_unlock_with(ks, NULL));
    CHECK_OK(mohur_keystore_unlock_with(ks, &how));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_unlock_with(ks, &how));
    CHECK_OK(mohur_keystore_slot_revoke(w.store, id, present, 1, &stale));
    CHECK_NUMBER(0, stale);
    CHECK_STATUS(MOHUR_E_STALE, mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_slot_remove(w.store, id));
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_no_store_has_no_slots),
        CASE(a_slot_needs_a_type_and_what_opens_it),
        CASE(a_slot_is_added_shown_and_revoked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
