/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/kdf.h"
#include "material.h"

/* RFC 7914 section 11, and one with SHA-512 that needs two blocks. */
static const struct {
    mohur_alg hash;
    const char *password;
    const char *salt;
    uint32_t iterations;
    const char *key;
} KNOWN[] = {
    {MOHUR_ALG_SHA_256, "passwd", "salt", 1,
     "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
     "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"},
    {MOHUR_ALG_SHA_256, "Password", "NaCl", 80000,
     "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
     "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"},
    {MOHUR_ALG_SHA_512, "password", "salt", 4096,
     "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
     "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5"
     "d6883f0be4c24d363b638f4c2f8d917533cd4158937d0b490697a64adadb07f1"
     "80c32308"},
};

static void
gives_the_keys_of_rfc_7914(void **state)
{
    struct fixture *t = *state;
    uint8_t out[100]  = {0};

    for (size_t k = 0; k < sizeof KNOWN / sizeof KNOWN[0]; k++) {
        mohur__bytes key = hex(t, KNOWN[k].key);

        CHECK_OK(mohur__pbkdf2(t->ctx, KNOWN[k].hash,
                               mohur__bytes_text(KNOWN[k].password),
                               mohur__bytes_text(KNOWN[k].salt),
                               KNOWN[k].iterations, room(out, key.len)));
        CHECK_BYTES(key, room(out, key.len));
        CHECK_OK(mohur__pbkdf2(t->ctx, KNOWN[k].hash,
                               mohur__bytes_text(KNOWN[k].password),
                               mohur__bytes_text(KNOWN[k].salt),
                               KNOWN[k].iterations, room(out, 5)));
        CHECK_BYTES(first(key.data, 5), room(out, 5));
    }
}

static mohur_status
run(struct fixture *t, mohur_alg hash, uint32_t iterations, size_t len)
{
    static uint8_t out[1025];

    mohur__error_clear(t->ctx);
    return mohur__pbkdf2(t->ctx, hash, MOHUR__NOTHING, MOHUR__NOTHING,
                         iterations, room(out, len));
}

static void
refuses_counts_outside_its_limits(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_LIMIT, run(t, MOHUR_ALG_SHA_256, 0, 32));
    CHECK_STATUS(MOHUR_E_LIMIT, run(t, MOHUR_ALG_SHA_256, 10000001, 32));
    CHECK_MESSAGE("PBKDF2 with 10000001 iterations; 1 to 10000000 are allowed");
    CHECK_STATUS(MOHUR_E_LIMIT, run(t, MOHUR_ALG_SHA_256, UINT32_MAX, 32));
    CHECK_OK(run(t, MOHUR_ALG_SHA_256, 1, 32));
}

static void
refuses_lengths_and_hashes_it_has_not(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_ARGUMENT, run(t, MOHUR_ALG_SHA_256, 1, 0));
    CHECK_STATUS(MOHUR_E_ARGUMENT, run(t, MOHUR_ALG_SHA_256, 1, 1025));
    CHECK_OK(run(t, MOHUR_ALG_SHA_512, 1, 1024));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, run(t, MOHUR_ALG_SHA_384, 1, 32));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, run(t, MOHUR_ALG_NONE, 1, 32));
}

static void
survives_a_failed_allocation(void **state)
{
    struct fixture *t = *state;

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, run(t, MOHUR_ALG_SHA_256, 1, 32));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_keys_of_rfc_7914),
        CASE(refuses_counts_outside_its_limits),
        CASE(refuses_lengths_and_hashes_it_has_not),
        CASE(survives_a_failed_allocation),
    };
    return cmocka_run_group_tests_name("PBKDF2", cases, NULL, NULL);
}
