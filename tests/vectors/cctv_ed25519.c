/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include "check.h"
#include "vectors.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/*
 * The edge cases of Ed25519 verification collected by CCTV, on which
 * implementations disagree.  Which of them verify here is part of what we
 * promise, and the same on every system.
 */
enum {
    CASES    = 914,
    ACCEPTED = 43,
    KEY_LEN  = 32,
    SIG_LEN  = 64
};

/* Nothing wrong with it, or just a component of low order in A or R. */
static bool
should_verify(const json_t *test)
{
    size_t i     = 0;
    json_t *flag = NULL;

    json_array_foreach(json_object_get(test, "flags"), i, flag)
    {
        const char *name = json_string_value(flag);

        if (strcmp(name, "low_order_component_A") != 0 &&
            strcmp(name, "low_order_component_R") != 0) {
            return false;
        }
    }
    return true;
}

static bool
verifies(const json_t *test)
{
    uint8_t key[KEY_LEN] = {0};
    uint8_t sig[SIG_LEN] = {0};
    const char *key_hex  = json_string_value(json_object_get(test, "key"));
    const char *sig_hex  = json_string_value(json_object_get(test, "sig"));
    const char *msg      = json_string_value(json_object_get(test, "msg"));

    if (strlen(key_hex) != 2 * KEY_LEN || strlen(sig_hex) != 2 * SIG_LEN ||
        sodium_hex2bin(key, KEY_LEN, key_hex, 2 * KEY_LEN, NULL, NULL, NULL) !=
            0 ||
        sodium_hex2bin(sig, SIG_LEN, sig_hex, 2 * SIG_LEN, NULL, NULL, NULL) !=
            0) {
        printf("FAIL a case that is not of the known form\n");
        return false;
    }
    return mohur__sign_verify(vectors_ctx(MOHUR_BACKEND_OPENSSL),
                              MOHUR_ALG_ED25519, MOHUR_ALG_NONE, true,
                              MOHUR__BYTES(key), mohur__bytes_text(msg),
                              MOHUR__BYTES(sig)) == MOHUR_OK;
}

static void
verify_exactly_where_they_should(void **state)
{
    json_t *root    = NULL;
    json_t *test    = NULL;
    size_t i        = 0;
    size_t failed   = 0;
    size_t accepted = 0;

    (void)state;
    if (vectors_folder() == NULL) {
        printf("SKIP cctv/ed25519: MOHUR_VECTORS is not set "
               "(%d cases not run)\n",
               (int)CASES);
        skip();
    }
    root = vectors_load("cctv/ed25519/ed25519vectors.json");
    json_array_foreach(root, i, test)
    {
        bool got = verifies(test);

        accepted += got ? 1 : 0;
        if (got != should_verify(test)) {
            printf("FAIL case %zu: %s\n", i, got ? "verifies" : "is refused");
            failed++;
        }
    }
    printf("cctv/ed25519: %zu passed, %zu failed, 0 skipped\n",
           json_array_size(root) - failed, failed);
    CHECK_NUMBER(CASES, json_array_size(root));
    CHECK_NUMBER(ACCEPTED, accepted);
    CHECK_NUMBER(0, failed);
    json_decref(root);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(verify_exactly_where_they_should),
    };
    return cmocka_run_group_tests_name("signatures of CCTV", cases, NULL, NULL);
}
