/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/note_kit.h"
#include "store_fixture.h"

#include <mohur/authority.h>

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
        CASE(wants_a_store_and_a_sink),
    };
    return cmocka_run_group_tests_name("a report on keys", cases, NULL, NULL);
}
