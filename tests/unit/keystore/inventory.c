/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/note_kit.h"
#include "store_fixture.h"

#include <mohur/authority.h>
#include <mohur/role.h>
#include <mohur/slot.h>

/* Reports on all keys of a store. */

static bool
tells(struct fixture *t, const char *part)
{
    struct view out = fixture_output(t);
    size_t len      = strlen(part);

    for (size_t i = 0; i + len <= out.len; i++) {
        if (memcmp(&out.data[i], part, len) == 0) {
            return true;
        }
    }
    return false;
}

static void
foretells_which_keys_a_profile_would_stop(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, NULL, "ab");
    mohur_sink *sink   = NULL;

    key_add(t, ks, "old");
    mohur_key_free(
        key_make(t, ks, "good", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    sink = fixture_sink(t);
    CHECK_OK(mohur_keystore_impact(ks, p, sink));
    CHECK(tells(t, "\"from\":\"2026-11-01T00:00:00Z\",\"from_s\":1793491200,"
                   "\"level\":0,\"name\":\"old\",\"new\":\"NO_RULE\""));
    CHECK(tells(t, "\"name\":\"good\",\"new\":\"EXPIRED\""));
    mohur_sink_free(sink);
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

static void
lists_keys_as_a_bill_of_materials_that_is_always_the_same(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_sink *sink   = NULL;
    uint8_t *first     = NULL;
    size_t len         = 0;

    key_add(t, ks, "secret name");
    mohur_key_free(
        key_make(t, ks, "w", MOHUR_PURPOSE_WRAP, MOHUR_ALG_AES_256_WRAP));
    sink = fixture_sink(t);
    CHECK_OK(mohur_keystore_cbom(ks, false, sink));
    CHECK(tells(t, "\"specVersion\":\"1.7\""));
    CHECK(tells(t, "\"bom-ref\":\"algorithm/Ed25519\""));
    CHECK(tells(t, "\"type\":\"secret-key\""));
    CHECK(!tells(t, "secret name"));
    len   = fixture_output(t).len;
    first = fixture_bytes(t, 0, len);
    memcpy(first, fixture_output(t).data, len);
    mohur_sink_free(sink);
    sink = fixture_sink(t);
    CHECK_OK(mohur_keystore_cbom(ks, false, sink));
    CHECK_BYTES(((struct view){first, len}), fixture_output(t));
    mohur_sink_free(sink);
    sink = fixture_sink(t);
    CHECK_OK(mohur_keystore_cbom(ks, true, sink));
    CHECK(tells(t, "\"name\":\"secret name\""));
    mohur_sink_free(sink);
    mohur_keystore_free(ks);
}

/* What a profile says of slots and roles stops too. */
static void
foretells_what_stops_for_slots_and_roles(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_new(t);
    mohur_profile *p              = kit_profile(t, NULL, "ab");
    mohur_sink *sink              = fixture_sink(t);
    mohur_role_options role       = MOHUR_ROLE_OPTIONS_INIT;
    mohur_slot_options slot       = MOHUR_SLOT_OPTIONS_INIT;
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};
    mohur_key *key                = NULL;

    key        = key_make(t, ks, "k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    role.label = "Aysel";
    role.key   = key;
    role.caps  = MOHUR_CAP_OFFICER;
    CHECK_OK(mohur_keystore_role_add(ks, &role, id));
    slot.label          = "deputy";
    slot.passphrase     = "deputy";
    slot.passphrase_len = 6;
    slot.m_kib          = 64 * 1024;
    slot.t              = 3;
    slot.kem            = MOHUR_ALG_X25519;
    CHECK_OK(mohur_keystore_slot_add(ks, &slot, id));
    CHECK_OK(mohur_keystore_impact(ks, p, sink));
    CHECK(tells(t, "\"name\":\"Aysel\",\"new\":\"NO_RULE\","
                   "\"object\":\"role\",\"old\":\"OK\","
                   "\"operation\":\"verify\""));
    CHECK(tells(t, "\"name\":\"deputy\""));
    CHECK(tells(t, "\"object\":\"slot\""));
    mohur_sink_free(sink);
    sink = fixture_sink(t);
    CHECK_OK(mohur_keystore_cbom(ks, false, sink));
    CHECK(tells(t, "\"bom-ref\":\"algorithm/Argon2id\""));
    CHECK(tells(t, "\"bom-ref\":\"algorithm/X25519\""));
    CHECK(tells(t, "\"bom-ref\":\"algorithm/XChaCha20-Poly1305\""));
    CHECK(!tells(t, "deputy") && !tells(t, "Aysel"));
    mohur_sink_free(sink);
    mohur_key_free(key);
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

/* So does what it says of what the store is under. */
static void
foretells_that_nothing_new_goes_under_the_suite(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_profile *p   = kit_profile(t, NULL, "ab");
    mohur_sink *sink   = fixture_sink(t);

    CHECK_OK(mohur_keystore_impact(ks, p, sink));
    CHECK(tells(t, "\"alg\":\"XChaCha20-Poly1305\",\"from\":"
                   "\"2026-11-01T00:00:00Z\""));
    CHECK(tells(t, "\"new\":\"NO_RULE\",\"object\":\"keystore\",\"old\":\"OK\","
                   "\"operation\":\"encrypt\""));
    mohur_sink_free(sink);
    mohur_profile_free(p);
    mohur_keystore_free(ks);
}

static void
lists_the_suite_that_there_is(void **state)
{
    struct fixture *t             = *state;
    struct mohur__store_seed seed = store_seed();
    mohur_keystore_info info      = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *ks            = NULL;
    mohur_sink *sink              = fixture_sink(t);

    seed.suite = MOHUR__SUITE_2;
    CHECK_OK(mohur__store_create(t->ctx, store_path(t), &seed, &ks));
    CHECK_OK(mohur_keystore_cbom(ks, false, sink));
    CHECK(tells(t, "\"bom-ref\":\"algorithm/XAES-256-GCM\""));
    CHECK(!tells(t, "XChaCha20"));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(MOHUR_ALG_XAES_256_GCM, info.aead);
    mohur_sink_free(sink);
    mohur_keystore_free(ks);
}

/* The built-in profile has no rule for RSA without a size. */
static void
knows_the_bits_of_rsa_keys(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_sink *sink     = fixture_sink(t);
    mohur_key_list *list = NULL;
    mohur_key_options o =
        key_options("rsa", MOHUR_PURPOSE_SIGN, MOHUR_ALG_RSASSA_PSS);
    mohur_key *key = NULL;

    if (mohur_keystore_key_new(ks, &o, &key) == MOHUR_E_UNSUPPORTED) {
        mohur_sink_free(sink);
        mohur_keystore_free(ks);
        skip();
    }
    mohur_key_free(key);
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(3072, mohur_key_list_at(list, 0)->bits);
    mohur_key_list_free(list);
    CHECK_OK(mohur_keystore_impact(ks, NULL, sink));
    CHECK(tells(t, "\"from\":\"2036-01-01T00:00:00Z\",\"from_s\":2082758400,"
                   "\"level\":0,\"name\":\"rsa\",\"new\":\"ENDED\""));
    mohur_sink_free(sink);
    sink = fixture_sink(t);
    CHECK_OK(mohur_keystore_cbom(ks, true, sink));
    CHECK(tells(t, "\"bom-ref\":\"algorithm/RSASSA-PSS\""));
    CHECK(tells(t, "\"size\":3072"));
    mohur_sink_free(sink);
    mohur_keystore_free(ks);
}

static void
wants_a_store_and_a_sink(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_sink *sink   = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_impact(NULL, NULL, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_impact(ks, NULL, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_cbom(NULL, true, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_cbom(ks, true, NULL));
    mohur_sink_free(sink);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(foretells_which_keys_a_profile_would_stop),
        CASE(lists_keys_as_a_bill_of_materials_that_is_always_the_same),
        CASE(foretells_what_stops_for_slots_and_roles),
        CASE(foretells_that_nothing_new_goes_under_the_suite),
        CASE(lists_the_suite_that_there_is),
        CASE(knows_the_bits_of_rsa_keys),
        CASE(wants_a_store_and_a_sink),
    };
    return cmocka_run_group_tests_name("a report on keys", cases, NULL, NULL);
}
