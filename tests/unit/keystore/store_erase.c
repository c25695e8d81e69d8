/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include "token_kit.h"

#include "keystore/event.h"
#include <mohur/backup.h>
#include <mohur/slot.h>

#include <sys/stat.h>

/* Erasing to E3: old copies of a store end with the secrets of a token. */

static mohur_unlock
token(void)
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.type  = MOHUR_SLOT_TOKEN;
    how.token = token_kit_uri();
    return how;
}

static void
slot_add(struct fixture *t, mohur_keystore *ks, const char *label)
{
    mohur_slot_options o          = MOHUR_SLOT_OPTIONS_INIT;
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};

    o.type  = MOHUR_SLOT_TOKEN;
    o.token = token_kit_uri();
    o.label = label;
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
}

/* The slot of this label; the one that init made has its own. */
static void
slot_find(struct fixture *t,
          mohur_keystore *ks,
          mohur_slot_type type,
          uint8_t out[MOHUR_SLOT_ID_LEN])
{
    mohur_slot_list *list = NULL;
    bool found            = false;

    CHECK_OK(mohur_keystore_slots(ks, &list));
    for (size_t i = 0; i < mohur_slot_list_len(list); i++) {
        const mohur_slot_info *info = mohur_slot_list_at(list, i);

        if (info->type == type) {
            memcpy(out, info->id, MOHUR_SLOT_ID_LEN);
            found = true;
        }
    }
    mohur_slot_list_free(list);
    CHECK(found);
}

static void
epoch_new(struct fixture *t, mohur_keystore *ks, const uint8_t *without)
{
    mohur_unlock how             = token();
    const mohur_unlock *shown[1] = {&how};

    CHECK_OK(mohur_keystore_slot_revoke(ks, without, shown, 1, NULL));
}

/* Opened by a passphrase and a token. */
static mohur_keystore *
store_mixed(struct fixture *t)
{
    static uint8_t nth = 0; /* all cases share a token */
    mohur_keystore *ks = NULL;

    nth++;
    t->random.seed[29] = nth;
    ks                 = store_new(t);
    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    slot_add(t, ks, "old");
    return ks;
}

/* Opened by a token alone since its second root key. */
static mohur_keystore *
store_of_token(struct fixture *t)
{
    mohur_keystore *ks            = store_mixed(t);
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};

    slot_find(t, ks, MOHUR_SLOT_PASSPHRASE, id);
    epoch_new(t, ks, id);
    return ks;
}

/* A key that need not wait for its end, since it was never in use. */
static void
key_add_idle(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_key_options o =
        key_options(name, MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key *key = NULL;

    o.activate_at = FIXTURE_NOW + INT64_C(86400);
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    CHECK_OK(key_move(ks, name, 1, MOHUR_KEY_DESTROY_PENDING));
}

static mohur_status
destroy(mohur_keystore *ks,
        const char *name,
        mohur_erase level,
        mohur_sink *receipt)
{
    mohur_unlock how             = token();
    const mohur_unlock *shown[1] = {&how};
    mohur_destroy_options o      = MOHUR_DESTROY_OPTIONS_INIT;

    o.name        = name;
    o.name_len    = strlen(name);
    o.version     = 1;
    o.level       = level;
    o.present     = shown;
    o.present_len = level == MOHUR_ERASE_E2 ? 1 : 0;
    o.receipt     = receipt;
    return mohur_keystore_destroy(ks, &o);
}

static size_t
slots(struct fixture *t, mohur_keystore *ks)
{
    mohur_slot_list *list = NULL;
    size_t n              = 0;

    CHECK_OK(mohur_keystore_slots(ks, &list));
    n = mohur_slot_list_len(list);
    mohur_slot_list_free(list);
    return n;
}

static mohur_status
unlock(struct fixture *t, const char *path)
{
    mohur_unlock how   = token();
    mohur_keystore *ks = NULL;
    mohur_status st    = MOHUR_OK;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__store_open(t->ctx, path, &ks));
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    st = mohur_keystore_unlock_with(ks, &how);
    mohur_keystore_free(ks);
    mohur__error_clear(t->ctx);
    return st;
}

/* A copy of the store as it is, somewhere else. */
static const char *
copy_keep(struct fixture *t, const char *name)
{
    const char *folder = fixture_path(t, name);
    char path[512];

    CHECK(mkdir(folder, 0700) == 0);
    snprintf(path, sizeof path, "%s/keystore.db", folder);
    fixture_write_file(path, place_save(t));
    CHECK(chmod(path, 0600) == 0);
    return folder;
}

static void
end_every_old_copy(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_of_token(t);
    mohur_sink *sink      = NULL;
    struct mohur__event e = {.type = MOHUR__EVENT_STORE_CREATE};
    const char *copy      = NULL;
    const uint8_t *leaf   = NULL;
    size_t len            = 0;

    key_add_idle(t, ks, "k");
    copy = copy_keep(t, "copy");
    CHECK_OK(unlock(t, copy));
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E2, NULL));
    CHECK_OK(unlock(t, copy)); /* E2 leaves it to whoever has the token */
    slot_add(t, ks, "new");
    CHECK_NUMBER(2, slots(t, ks));
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E3, sink));
    leaf = mohur_sink_memory(sink, &len);
    CHECK_OK(mohur__event_parse(t->ctx, mohur__bytes_of(leaf, len), &e));
    CHECK_NUMBER(MOHUR__EVENT_KEY_DESTROY, e.type);
    CHECK_NUMBER(3, e.erase_level);
    CHECK_NUMBER(2, e.epochs[0]);
    CHECK_NUMBER(3, e.epochs[1]);
    CHECK_NUMBER(1, slots(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_STATUS(MOHUR_E_NO_KEY, unlock(t, copy));
    CHECK_OK(unlock(t, store_path(t)));
    mohur_sink_free(sink);
    mohur_keystore_free(ks);
}

/* K45, and a crash before the store says that it is done. */
static void
go_on_where_the_hardware_is_gone_already(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);
    mohur_sink *small  = NULL;

    key_add_idle(t, ks, "k");
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E2, NULL));
    slot_add(t, ks, "new");
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1, &small));
    CHECK(destroy(ks, "k", MOHUR_ERASE_E3, small) != MOHUR_OK);
    mohur__error_clear(t->ctx);
    mohur_sink_free(small);
    CHECK_NUMBER(2, slots(t, ks));
    CHECK_OK(unlock(t, store_path(t)));
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    CHECK_NUMBER(1, slots(t, ks));
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E3, NULL)); /* as often as asked */
    mohur_keystore_free(ks);
}

/* What E3 took away for the one is no unknown slot for the other. */
static void
end_one_key_after_the_other(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);

    key_add_idle(t, ks, "a");
    key_add_idle(t, ks, "b");
    CHECK_OK(destroy(ks, "a", MOHUR_ERASE_E2, NULL));
    slot_add(t, ks, "second");
    CHECK_OK(destroy(ks, "a", MOHUR_ERASE_E3, NULL));
    CHECK_STATUS(MOHUR_E_KEY_STATE, destroy(ks, "b", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    CHECK_OK(destroy(ks, "b", MOHUR_ERASE_E2, NULL));
    CHECK_STATUS(MOHUR_E_POLICY, destroy(ks, "b", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    slot_add(t, ks, "third");
    CHECK_OK(destroy(ks, "b", MOHUR_ERASE_E3, NULL));
    CHECK_NUMBER(1, slots(t, ks));
    mohur_keystore_free(ks);
}

/* E1 and a new root key later come to the same as E2. */
static void
wait_for_another_root_key(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);

    key_add_idle(t, ks, "k");
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E1, NULL));
    slot_add(t, ks, "too early");
    CHECK_STATUS(MOHUR_E_KEY_STATE, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    epoch_new(t, ks, NULL);
    CHECK_STATUS(MOHUR_E_POLICY, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    slot_add(t, ks, "new");
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    CHECK_NUMBER(1, slots(t, ks));
    mohur_keystore_free(ks);
}

/* As destroying it took; and before that no secret is touched. */
static void
take_two_officers_where_roles_count(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_of_token(t);
    struct people p       = {0};
    mohur_sink *sink      = NULL;
    struct mohur__event e = {.type = MOHUR__EVENT_STORE_CREATE};
    struct view request, receipt;

    people_new(t, &p);
    people_join(t, ks, &p);
    key_add_idle(t, ks, "k");
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E2, NULL));
    slot_add(t, ks, "new");
    CHECK_OK(mohur_keystore_role_begin(ks));
    CHECK_OK(mohur_keystore_act_as(ks, p.key[OFFICER_A]));
    CHECK_STATUS(MOHUR_E_POLICY, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(ks, 1, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    request = sink_bytes(t, sink);
    mohur_sink_free(sink);
    CHECK_NUMBER(2, slots(t, ks));
    approve(t, ks, request, p.key[OFFICER_B]);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E3, sink));
    receipt = sink_bytes(t, sink);
    mohur_sink_free(sink);
    CHECK_OK(mohur__event_parse(
        t->ctx, mohur__bytes_of(receipt.data, receipt.len), &e));
    CHECK(e.approvals.len > 0);
    CHECK_NUMBER(1, slots(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    people_free(&p);
    mohur_keystore_free(ks);
}

/* ---- where somebody may have it ---- */

static void
check_refused(struct fixture *t, mohur_keystore *ks, const char *message)
{
    size_t before = 0;

    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E2, NULL));
    slot_add(t, ks, "new");
    before = slots(t, ks);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    CHECK_MESSAGE(message);
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(before, slots(t, ks));
    CHECK_OK(unlock(t, store_path(t)));
    mohur_keystore_free(ks);
}

static void
are_refused_where_a_slot_takes_no_hardware(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_mixed(t);

    key_add_idle(t, ks, "k");
    check_refused(t, ks, "every slot took a token");
}

/* Its wrap is in old copies, and the root key is the same since. */
static void
are_refused_where_one_was_removed_before_the_key_was_made(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_mixed(t);
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};

    slot_find(t, ks, MOHUR_SLOT_PASSPHRASE, id);
    CHECK_OK(mohur_keystore_slot_remove(ks, id));
    key_add_idle(t, ks, "k");
    check_refused(t, ks, "taken away");
}

static void
are_refused_where_one_was_revoked_while_there_was_the_key(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_mixed(t);
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};

    key_add_idle(t, ks, "k");
    slot_find(t, ks, MOHUR_SLOT_PASSPHRASE, id);
    epoch_new(t, ks, id);
    check_refused(t, ks, "taken away");
}

static void
are_refused_where_a_backup_has_the_key(void **state)
{
    struct fixture *t                     = *state;
    mohur_keystore *ks                    = store_of_token(t);
    mohur_slot_options slot               = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *const one[] = {&slot};
    mohur_backup_options o                = MOHUR_BACKUP_OPTIONS_INIT;

    key_add_idle(t, ks, "k");
    slot.type   = MOHUR_SLOT_TOKEN;
    slot.token  = token_kit_uri();
    o.slots     = one;
    o.slots_len = 1;
    CHECK_OK(mohur_keystore_backup(ks, &o, fixture_path(t, "backup")));
    check_refused(t, ks, "a backup has it");
}

static void
are_refused_for_a_key_that_could_leave(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.exportable  = true;
    o.activate_at = FIXTURE_NOW + INT64_C(86400);
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    check_refused(t, ks, "never exportable");
}

static void
are_refused_for_a_key_that_is_not_erased(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);

    CHECK_STATUS(MOHUR_E_NO_KEY, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    key_add(t, ks, "k");
    CHECK_STATUS(MOHUR_E_KEY_STATE, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    CHECK_OK(key_try(ks, "k", 1));
    mohur_keystore_free(ks);
}

static void
leave_everything_where_the_token_is_away(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);

    key_add_idle(t, ks, "k");
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E2, NULL));
    slot_add(t, ks, "new");
    token_kit_fault("sessions");
    CHECK_STATUS(MOHUR_E_BUSY, destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur__error_clear(t->ctx);
    token_kit_fault(NULL);
    CHECK_NUMBER(2, slots(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E3, NULL));
    mohur_keystore_free(ks);
}

/* Whatever step fails, the store is as it was, and opens. */
static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_of_token(t);
    size_t nth         = 1;

    key_add_idle(t, ks, "k");
    CHECK_OK(destroy(ks, "k", MOHUR_ERASE_E2, NULL));
    slot_add(t, ks, "new");
    for (;; nth += 1 + nth / 16) {
        mohur_status st = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = destroy(ks, "k", MOHUR_ERASE_E3, NULL);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(2, slots(t, ks));
    }
    CHECK(nth > 16);
    CHECK_NUMBER(1, slots(t, ks));
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(unlock(t, store_path(t)));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(end_every_old_copy),
        CASE(go_on_where_the_hardware_is_gone_already),
        CASE(end_one_key_after_the_other),
        CASE(wait_for_another_root_key),
        CASE(take_two_officers_where_roles_count),
        CASE(are_refused_where_a_slot_takes_no_hardware),
        CASE(are_refused_where_one_was_removed_before_the_key_was_made),
        CASE(are_refused_where_one_was_revoked_while_there_was_the_key),
        CASE(are_refused_where_a_backup_has_the_key),
        CASE(are_refused_for_a_key_that_could_leave),
        CASE(are_refused_for_a_key_that_is_not_erased),
        CASE(leave_everything_where_the_token_is_away),
        CASE(survive_every_failed_allocation),
    };
    int failed = 0;

    if (!token_kit_start()) {
        return TOKEN_KIT_SKIP;
    }
    failed = cmocka_run_group_tests_name("keys that are erased to E3", cases,
                                         NULL, NULL);
    token_kit_end();
    return failed;
}
