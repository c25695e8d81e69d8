/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include <mohur/backup.h>
#include <mohur/slot.h>

/* Who may open a store where roles count is for a Custodian to say. */

#define OTHER "another passphrase"

static mohur_slot_options
pass_slot(void)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.label          = "deputy";
    o.passphrase     = OTHER;
    o.passphrase_len = strlen(OTHER);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    return o;
}

static mohur_keystore *
store_with_roles(struct fixture *t, struct people *p)
{
    mohur_keystore *ks = store_new(t);

    people_new(t, p);
    people_join(t, ks, p);
    CHECK_OK(mohur_keystore_role_begin(ks));
    return ks;
}

static mohur_status
add(mohur_keystore *ks, uint8_t id[MOHUR_SLOT_ID_LEN])
{
    mohur_slot_options o = pass_slot();

    return mohur_keystore_slot_add(ks, &o, id);
}

static mohur_status
revoke(mohur_keystore *ks, const uint8_t *id)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    return mohur_keystore_slot_revoke(ks, id, present, 1, NULL);
}

static mohur_status
back_up(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_slot_options slot           = pass_slot();
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;

    o.slots     = slots;
    o.slots_len = 1;
    return mohur_keystore_backup(ks, &o, fixture_path(t, name));
}

static void
is_added_removed_and_revoked_by_a_custodian_alone(void **state)
{
    static const enum who others[] = {MANAGER, OFFICER_A, OPERATOR};
    struct fixture *t              = *state;
    struct people p;
    mohur_keystore *ks = store_with_roles(t, &p);
    uint8_t id[MOHUR_SLOT_ID_LEN];

    CHECK_STATUS(MOHUR_E_POLICY, add(ks, id));
    for (size_t i = 0; i < 3; i++) {
        CHECK_OK(mohur_keystore_act_as(ks, p.key[others[i]]));
        CHECK_STATUS(MOHUR_E_POLICY, add(ks, id));
        CHECK_STATUS(MOHUR_E_POLICY, back_up(t, ks, "backup"));
    }
    CHECK_OK(mohur_keystore_act_as(ks, p.key[CUSTODIAN]));
    CHECK_OK(add(ks, id));
    CHECK_OK(back_up(t, ks, "backup2"));
    CHECK_OK(mohur_keystore_act_as(ks, p.key[OFFICER_A]));
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_slot_remove(ks, id));
    CHECK_STATUS(MOHUR_E_POLICY, revoke(ks, id));
    CHECK_OK(mohur_keystore_act_as(ks, p.key[CUSTODIAN]));
    CHECK_OK(mohur_keystore_slot_remove(ks, id));
    CHECK_OK(add(ks, id));
    CHECK_OK(revoke(ks, id));
    CHECK_OK(mohur_keystore_check(ks));
    people_free(&p);
    mohur_keystore_free(ks);
}

static void
is_added_once_by_an_approval(void **state)
{
    struct fixture *t = *state;
    struct people p;
    mohur_keystore *ks = store_with_roles(t, &p);
    mohur_sink *sink   = NULL;
    struct view request;
    struct view approval;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(ks, 7, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, add(ks, id));
    request  = sink_bytes(t, sink);
    approval = approval_of(t, request, p.key[CUSTODIAN]);
    CHECK_OK(mohur_keystore_approve(ks, approval.data, approval.len));
    CHECK_OK(add(ks, id));
    CHECK_OK(mohur_keystore_act_as(ks, p.key[CUSTODIAN]));
    CHECK_OK(mohur_keystore_slot_remove(ks, id));
    CHECK_OK(mohur_keystore_act_as(ks, NULL));
    /* The slots are as they were then; the approval is used up. */
    CHECK_OK(mohur_keystore_approve(ks, approval.data, approval.len));
    CHECK_STATUS(MOHUR_E_AUTH, add(ks, id));
    mohur_sink_free(sink);
    people_free(&p);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_added_removed_and_revoked_by_a_custodian_alone),
        CASE(is_added_once_by_an_approval),
    };
    return cmocka_run_group_tests_name("a slot", cases, NULL, NULL);
}
