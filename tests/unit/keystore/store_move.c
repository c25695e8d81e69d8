/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/event.h"
#include "keystore/key.h"
#include <mohur/life.h>

/* Keys at the end of their life: erased, held, fetched by name. */

enum {
    DAY = 24 * 3600
};

static mohur_status
destroy(mohur_keystore *ks, mohur_erase level, mohur_sink *receipt)
{
    mohur_destroy_options o   = MOHUR_DESTROY_OPTIONS_INIT;
    mohur_unlock how          = MOHUR_UNLOCK_INIT;
    const mohur_unlock *all[] = {&how};

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    o.name             = "k";
    o.name_len         = 1;
    o.version          = 1;
    o.level            = level;
    o.receipt          = receipt;
    o.present          = all;
    o.present_len      = 1;
    return mohur_keystore_destroy(ks, &o);
}

/* A key that has waited to be destroyed. */
static mohur_keystore *
store_with_one_that_waited(struct fixture *t)
{
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "k");
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += 30 * DAY;
    return ks;
}

static void
are_erased_with_a_receipt(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_with_one_that_waited(t);
    struct mohur__event e = {0};
    mohur_sink *sink      = NULL;
    const uint8_t *leaf   = NULL;
    size_t len            = 0;
    mohur_key *key        = NULL;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 4096, &sink));
    CHECK_OK(destroy(ks, MOHUR_ERASE_E1, sink));
    leaf = mohur_sink_memory(sink, &len);
    CHECK_OK(mohur__event_parse(t->ctx, mohur__bytes_of(leaf, len), &e));
    key = key_get(t, ks, "k", 1);
    CHECK_NUMBER(MOHUR__EVENT_KEY_DESTROY, e.type);
    CHECK_NUMBER(1, e.version);
    CHECK_NUMBER(1, e.erase_level);
    CHECK_NUMBER(MOHUR_KEY_DESTROYED, e.to);
    CHECK_BYTES(((struct view){mohur_key_id(key), 32}), e.key_id);
    CHECK(!mohur_key_has_private(key));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_free(key);
    mohur_sink_free(sink);
    mohur_keystore_free(ks);
}

static void
are_not_erased_without_waiting(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_one_that_waited(t);

    t->now -= 1;
    CHECK_STATUS(MOHUR_E_DATE, destroy(ks, MOHUR_ERASE_E1, NULL));
    t->now += 1;
    CHECK_OK(destroy(ks, MOHUR_ERASE_E1, NULL));
    CHECK_STATUS(MOHUR_E_KEY_STATE, destroy(ks, MOHUR_ERASE_E1, NULL));
    mohur_keystore_free(ks);
}

static void
are_not_erased_to_levels_that_the_store_lacks(void **state)
{
    struct fixture *t       = *state;
    mohur_keystore *ks      = store_with_one_that_waited(t);
    mohur_destroy_options o = MOHUR_DESTROY_OPTIONS_INIT;

    CHECK_STATUS(MOHUR_E_UNSUPPORTED, destroy(ks, MOHUR_ERASE_E3, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, destroy(ks, (mohur_erase)0, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, destroy(ks, (mohur_erase)4, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_destroy(ks, &o));
    o.name     = "k";
    o.name_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_destroy(ks, &o));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_destroy(ks, NULL));
    mohur_keystore_free(ks);
}

/* A new root key: what the old one opened is not in the store any more. */
static void
are_erased_with_the_epoch_that_they_were_in(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_with_one_that_waited(t);
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    struct mohur__event e    = {0};
    mohur_sink *sink         = NULL;
    const uint8_t *leaf      = NULL;
    size_t len               = 0;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 4096, &sink));
    t->now -= 1;
    CHECK_STATUS(MOHUR_E_DATE, destroy(ks, MOHUR_ERASE_E2, NULL));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(1, info.epoch); /* refused as a whole */
    t->now += 1;
    CHECK_OK(destroy(ks, MOHUR_ERASE_E2, sink));
    leaf = mohur_sink_memory(sink, &len);
    CHECK_OK(mohur__event_parse(t->ctx, mohur__bytes_of(leaf, len), &e));
    CHECK_NUMBER(2, e.erase_level);
    CHECK_NUMBER(1, e.epochs[0]);
    CHECK_NUMBER(2, e.epochs[1]);
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(2, info.epoch);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    CHECK_STATUS(MOHUR_E_AUTH, store_open_with(t->ctx, store_path(t), &ks));
    mohur_sink_free(sink);
}

static void
are_kept_while_they_are_held(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_one_that_waited(t);

    CHECK_OK(mohur_keystore_hold(ks, "k", 1, true));
    CHECK_OK(mohur_keystore_hold(ks, "k", 1, true));
    CHECK_STATUS(MOHUR_E_KEY_STATE, destroy(ks, MOHUR_ERASE_E1, NULL));
    CHECK_OK(mohur_keystore_hold(ks, "k", 1, false));
    CHECK_OK(destroy(ks, MOHUR_ERASE_E1, NULL));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* Holding twice is one change. */
static void
are_held_in_one_change(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    uint64_t seq             = 0;

    key_add(t, ks, "k");
    CHECK_OK(mohur_keystore_hold(ks, "k", 1, true));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    seq = info.seq;
    CHECK_OK(mohur_keystore_hold(ks, "k", 1, true));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(seq, info.seq);
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_hold(ks, "nobody", 6, true));
    mohur_keystore_free(ks);
}

static mohur_status
key_for(mohur_keystore *ks, mohur_key_use use, mohur_key **out)
{
    return mohur_keystore_key_for(ks, "k", 1, 1, use, out);
}

static void
open_by_name_what_a_suspended_one_sealed(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    mohur_key_free(key_make(t, ks, "k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_for(ks, MOHUR_KEY_USE_RECOVER, &key));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_SUSPENDED));
    key = key_get(t, ks, "k", 1);
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur__key_require_process(t->ctx, key));
    mohur__error_clear(t->ctx);
    mohur_key_free(key);
    CHECK_OK(key_for(ks, MOHUR_KEY_USE_RECOVER, &key));
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
leave_only_if_they_were_made_to(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    key_add(t, ks, "k");
    CHECK_STATUS(MOHUR_E_POLICY, key_for(ks, MOHUR_KEY_USE_EXPORT, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, key_for(ks, (mohur_key_use)3, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, key_for(ks, MOHUR_KEY_USE_EXPORT, NULL));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_erased_with_a_receipt),
        CASE(are_not_erased_without_waiting),
        CASE(are_not_erased_to_levels_that_the_store_lacks),
        CASE(are_erased_with_the_epoch_that_they_were_in),
        CASE(are_kept_while_they_are_held),
        CASE(are_held_in_one_change),
        CASE(open_by_name_what_a_suspended_one_sealed),
        CASE(leave_only_if_they_were_made_to),
    };
    return cmocka_run_group_tests_name("keys at the end of their life", cases,
                                       NULL, NULL);
}
