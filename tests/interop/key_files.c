/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "keystore/pair.h"
#include "keystore/pkcs8.h"

#include <stdlib.h>

/*
 * Key files that we write, read by the openssl command: it decrypts, checks
 * the pair, and writes the same public key.
 */
static const mohur_alg algs[] = {MOHUR_ALG_ED25519,    MOHUR_ALG_X25519,
                                 MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                 MOHUR_ALG_ECDH_P256,  MOHUR_ALG_ECDH_P384};

static bool
openssl(const char *arguments)
{
    char command[1024] = {0};

    snprintf(command, sizeof command, "openssl %s >/dev/null 2>&1", arguments);
    return system(command) == 0;
}

/* A fresh exportable key, as a keystore would give it. */
static mohur_key *
make(struct fixture *t, mohur_alg alg)
{
    uint8_t secret[48]  = {0};
    uint8_t public[97]  = {0};
    mohur_key *key      = NULL;
    size_t secret_len   = mohur__pair_private_len(alg);
    size_t public_len   = mohur__pair_public_len(alg);
    mohur__bytes scalar = mohur__bytes_of(secret, secret_len);

    CHECK_OK(
        mohur__pair_keygen(t->ctx, alg, mohur__span_of(secret, secret_len)));
    CHECK_OK(mohur__pair_public_of(t->ctx, alg, scalar,
                                   mohur__span_of(public, public_len)));
    struct mohur__key_parts parts = {
        .purpose    = (mohur_purpose)mohur__pair_purpose(alg),
        .alg        = alg,
        .state      = MOHUR_KEY_ACTIVE,
        .exportable = true,
        .public_key = mohur__bytes_of(public, public_len),
        .secret     = scalar};
    CHECK_OK(mohur__key_new(t->ctx, &parts, &key));
    return key;
}

static void
check_alg(struct fixture *t, mohur_alg alg)
{
    mohur_key *key      = make(t, alg);
    mohur_sink *sink    = fixture_sink(t);
    const char *private = fixture_path(t, "key.pem");
    const char *public  = fixture_path(t, "pub.pem");
    char arguments[900] = {0};

    CHECK_OK(mohur_key_export_private(t->ctx, key, "qara deniz", 10, sink));
    fixture_write_file(private, fixture_output(t));
    snprintf(arguments, sizeof arguments,
             "pkey -in %s -passin 'pass:qara deniz' -check -noout", private);
    CHECK(openssl(arguments));
    snprintf(arguments, sizeof arguments,
             "pkey -in %s -passin 'pass:qara deniz' -pubout -out %s", private,
             public);
    CHECK(openssl(arguments));
    mohur_sink_free(sink);

    sink = fixture_sink(t);
    CHECK_OK(mohur_key_export_public(t->ctx, key, sink));
    CHECK_BYTES(fixture_output(t), fixture_read_file(t, public));
    mohur_sink_free(sink);
    mohur_key_free(key);
}

static void
is_read_by_openssl(void **state)
{
    struct fixture *t = *state;

    if (!openssl("version")) {
        skip();
    }
    CHECK(fixture_tmpdir(t) != NULL);
    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        check_alg(t, algs[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_by_openssl),
    };
    return cmocka_run_group_tests_name("a key file of ours", cases, NULL, NULL);
}
