/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Tokens, called as they must not be; no token is needed for that. */

#define URI "pkcs11:token=none?module-path=/nowhere/module.so"

static int32_t
no_pin(void *user,
       const char *token,
       const char *source,
       uint8_t *out,
       size_t out_cap,
       size_t *out_len)
{
    (void)user, (void)token, (void)source, (void)out, (void)out_cap;
    *out_len = 0;
    return 1;
}

static void
a_store_is_told_who_gives_pins(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    struct world w;

    world_new(t, &w);
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_set_pin(bad, no_pin, NULL));
    CHECK_OK(mohur_keystore_set_pin(w.store, no_pin, NULL));
    CHECK_OK(mohur_keystore_set_pin(w.store, NULL, NULL));
    world_free(&w);
    mohur_source_free(source);
}

static void
a_check_needs_a_uri_and_a_place(void **state)
{
    struct fixture *t     = *state;
    mohur_source *source  = fixture_source(t, VIEW_TEXT("x"));
    mohur_token_check out = MOHUR_TOKEN_CHECK_INIT;
    struct world w;

    world_new(t, &w);
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_token_check(bad, URI, &out));
    CHECK_REFUSED(mohur_keystore_token_check(w.store, NULL, &out));
    CHECK_REFUSED(mohur_keystore_token_check(w.store, "", &out));
    CHECK_REFUSED(mohur_keystore_token_check(w.store, URI, NULL));
    out.size = 1;
    CHECK_REFUSED(mohur_keystore_token_check(w.store, URI, &out));
    out.size = sizeof out;
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_token_check(w.store, URI, &out));
    world_free(&w);
    mohur_source_free(source);
}

static void
a_key_is_not_brought_into_a_token(void **state)
{
    struct fixture *t   = *state;
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key      = NULL;
    struct world w;

    world_new(t, &w);
    o.name     = "k";
    o.name_len = 1;
    o.token    = URI;
    CHECK_REFUSED(
        mohur_keystore_import(w.store, &o, "not read", 8, NULL, 0, &key));
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_key_new(w.store, &o, &key));
    o.exportable = true;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &o, &key));
    o.exportable = false;
    o.purpose    = MOHUR_PURPOSE_WRAP;
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_key_new(w.store, &o, &key));
    CHECK(key == NULL);
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(a_store_is_told_who_gives_pins),
        CASE(a_check_needs_a_uri_and_a_place),
        CASE(a_key_is_not_brought_into_a_token),
    };
    return cmocka_run_group_tests_name("a token, misused:", cases, NULL, NULL);
}
