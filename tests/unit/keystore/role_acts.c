/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/note_kit.h"
#include "role_kit.h"

#include <mohur/backup.h>
#include <mohur/slot.h>

/*
 * Every act that is no move of a version, and every crew that may sign it:
 * docs/formats/keystore.md, section 7.1, as letters.  life_rules.c has the
 * states.
 */
struct scene {
    struct fixture *t;
    struct people people;
    struct view file; /* the store as it was made */
    mohur_keystore *ks;
    mohur_profile *profile;
    uint8_t slot[MOHUR_SLOT_ID_LEN];
    uint8_t role[MOHUR_ROLE_ID_LEN]; /* the Operator's */
    uint32_t made;
};

static int32_t
secret_of_host(void *user,
               const char *name,
               size_t name_len,
               uint8_t *out,
               size_t out_cap,
               size_t *out_len)
{
    (void)user;
    (void)name;
    (void)name_len;
    (void)out_cap;
    memset(out, 7, 32);
    *out_len = 32;
    return 0;
}

static mohur_slot_options
slot_options(const char *label)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.type          = MOHUR_SLOT_CALLBACK;
    o.label         = label;
    o.callback      = secret_of_host;
    o.callback_name = label;
    return o;
}

/* ---- the acts ---- */

static mohur_status
create(struct scene *s)
{
    mohur_key_options o =
        key_options("new", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key *key  = NULL;
    mohur_status st = mohur_keystore_key_new(s->ks, &o, &key);

    mohur_key_free(key);
    return st;
}

static mohur_status
rotate(struct scene *s)
{
    uint32_t version = 0;

    return key_rotate(s->ks, "key", &version);
}

static mohur_status
hold(struct scene *s)
{
    return mohur_keystore_hold(s->ks, "key", 3, true);
}

static mohur_status
lift(struct scene *s)
{
    return mohur_keystore_hold(s->ks, "held", 4, false);
}

static mohur_status
give_role(struct scene *s)
{
    mohur_role_options o = role_options(&s->people, STRANGER);
    uint8_t id[MOHUR_ROLE_ID_LEN];

    o.caps = MOHUR_CAP_OPERATOR;
    return mohur_keystore_role_add(s->ks, &o, id);
}

static mohur_status
take_role(struct scene *s)
{
    return mohur_keystore_role_remove(s->ks, s->role);
}

static mohur_status
follow(struct scene *s)
{
    static const char *const keys[] = {KIT_KEY_A, KIT_KEY_B, KIT_KEY_C};
    mohur_profile_trust trust       = MOHUR_PROFILE_TRUST_INIT;

    trust.keys      = keys;
    trust.keys_len  = 3;
    trust.threshold = 2;
    return mohur_keystore_profile_accept(s->ks, s->profile, &trust, NULL);
}

static mohur_status
slot_add(struct scene *s)
{
    mohur_slot_options o = slot_options("another");
    uint8_t id[MOHUR_SLOT_ID_LEN];

    return mohur_keystore_slot_add(s->ks, &o, id);
}

static mohur_status
slot_remove(struct scene *s)
{
    return mohur_keystore_slot_remove(s->ks, s->slot);
}

static mohur_status
slot_revoke(struct scene *s)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    return mohur_keystore_slot_revoke(s->ks, s->slot, present, 1, NULL);
}

static mohur_status
back_up(struct scene *s)
{
    mohur_slot_options slot           = slot_options("backup");
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;
    char name[32];

    o.slots     = slots;
    o.slots_len = 1;
    snprintf(name, sizeof name, "backup %u", s->made++);
    return mohur_keystore_backup(s->ks, &o, fixture_path(s->t, name));
}

/* "m" KeyManager, "o" Officer, "O" two Officers, "c" Custodian. */
static const struct {
    const char *name;
    mohur_status (*act)(struct scene *s);
    char needs;
} acts[] = {
    {"make a key", create, 'm'},
    {"make a version", rotate, 'm'},
    {"set a hold", hold, 'o'},
    {"lift a hold", lift, 'O'},
    {"give a role", give_role, 'O'},
    {"take a role", take_role, 'O'},
    {"follow another authority", follow, 'O'},
    {"add a slot", slot_add, 'c'},
    {"remove a slot", slot_remove, 'c'},
    {"revoke a slot", slot_revoke, 'c'},
    {"write a backup", back_up, 'c'},
};

static const struct {
    const char *name;
    uint32_t who;
    const char *enough;
} crews[] = {
    {"nobody", 0, ""},
    {"an Operator", 1u << OPERATOR, ""},
    {"a KeyManager", 1u << MANAGER, "m"},
    {"an Officer", 1u << OFFICER_A, "o"},
    {"two Officers", 1u << OFFICER_A | 1u << OFFICER_B, "oO"},
    {"a KeyManager and an Officer", 1u << MANAGER | 1u << OFFICER_A, "mo"},
    {"a Custodian", 1u << CUSTODIAN, "c"},
    {"a Custodian and an Officer", 1u << CUSTODIAN | 1u << OFFICER_A, "co"},
    {"an Auditor", 1u << AUDITOR, ""},
};

enum {
    ACTS  = sizeof acts / sizeof acts[0],
    CREWS = sizeof crews / sizeof crews[0]
};

/* ---- the store ---- */

static void
scene_new(struct fixture *t, struct scene *s)
{
    mohur_slot_options slot = slot_options("host");
    mohur_role_options role;

    *s = (struct scene){.t = t, .profile = kit_profile(t, NULL, "ab")};
    people_new(t, &s->people);
    s->ks = store_new(t);
    key_add(t, s->ks, "key");
    key_add(t, s->ks, "held");
    CHECK_OK(mohur_keystore_hold(s->ks, "held", 4, true));
    CHECK_OK(mohur_keystore_slot_add(s->ks, &slot, s->slot));
    people_join(t, s->ks, &s->people);
    role = role_options(&s->people, OPERATOR);
    memcpy(s->role, mohur_key_id(role.key), MOHUR_ROLE_ID_LEN);
    CHECK_OK(mohur_keystore_role_begin(s->ks));
    s->file = fixture_read_file(t, fixture_path(t, "store/keystore.db"));
}

static void
scene_again(struct scene *s)
{
    mohur_keystore_free(s->ks);
    fixture_write_file(fixture_path(s->t, "store/keystore.db"), s->file);
    s->ks = store_reopen(s->t);
}

static void
scene_free(struct scene *s)
{
    mohur_keystore_free(s->ks);
    mohur_profile_free(s->profile);
    people_free(&s->people);
}

/* Ask for it, have it signed, and do it. */
static mohur_status
act_as_crew(struct scene *s, size_t act, uint32_t crew)
{
    struct fixture *t = s->t;
    mohur_sink *sink  = NULL;
    mohur_status st   = MOHUR_OK;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(s->ks, 7, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, acts[act].act(s));
    for (int i = 0; i < PEOPLE; i++) {
        if ((crew >> i & 1) != 0) {
            approve(t, s->ks, sink_bytes(t, sink), s->people.key[i]);
        }
    }
    mohur__error_clear(t->ctx);
    st = acts[act].act(s);
    mohur_sink_free(sink);
    return st;
}

static void
need_exactly_who_the_table_says(void **state)
{
    struct scene s;

    store_is_file();
    scene_new(*state, &s);
    for (size_t act = 0; act < ACTS; act++) {
        for (size_t crew = 0; crew < CREWS; crew++) {
            bool enough = strchr(crews[crew].enough, acts[act].needs) != NULL;
            mohur_status st = MOHUR_OK;

            scene_again(&s);
            st = act_as_crew(&s, act, crews[crew].who);
            if (st != (enough ? MOHUR_OK : MOHUR_E_POLICY)) {
                fail_msg("%s by %s is %s (%s)", acts[act].name,
                         crews[crew].name, mohur_status_name(st),
                         mohur_ctx_message(s.t->ctx));
            }
        }
    }
    scene_free(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(need_exactly_who_the_table_says),
    };
    return cmocka_run_group_tests_name("acts of roles", cases, NULL, NULL);
}
