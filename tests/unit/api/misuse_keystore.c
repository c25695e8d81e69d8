/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* The keystore, called as it must not be. */

static mohur_key_options
key_options(const char *name)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;

    options.name     = name;
    options.name_len = strlen(name);
    options.purpose  = MOHUR_PURPOSE_SEAL;
    return options;
}

static void
a_new_store_needs_a_path_and_a_passphrase(void **state)
{
    struct fixture *t           = *state;
    mohur_source *source        = fixture_source(t, VIEW_TEXT("x"));
    const char *path            = fixture_path(t, "store");
    mohur_keystore_options good = world_store_options(path);
    mohur_keystore_options options;
    mohur_keystore *ks = NULL;

    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_keystore_create(bad, &good, &ks));
    CHECK_REFUSED(mohur_keystore_create(t->ctx, NULL, &ks));
    CHECK_REFUSED(mohur_keystore_create(t->ctx, &good, NULL));
    options      = good;
    options.path = NULL;
    CHECK_REFUSED(mohur_keystore_create(t->ctx, &options, &ks));
    options.path = "";
    CHECK_REFUSED(mohur_keystore_create(t->ctx, &options, &ks));
    options            = good;
    options.passphrase = NULL;
    CHECK_REFUSED(mohur_keystore_create(t->ctx, &options, &ks));
    options                = good;
    options.passphrase_len = 0;
    CHECK_REFUSED(mohur_keystore_create(t->ctx, &options, &ks));
    options.passphrase     = (const char *)fixture_bytes(t, 1, 1025);
    options.passphrase_len = 1025;
    CHECK_REFUSED(mohur_keystore_create(t->ctx, &options, &ks));
    options   = good;
    options.t = 2;
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_create(t->ctx, &options, &ks));
    CHECK(ks == NULL);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    mohur_source_free(source);
}

static void
a_store_is_opened_by_its_path(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    mohur_keystore_options options =
        world_store_options(fixture_path(t, "absent"));
    mohur_keystore *ks = NULL;

    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_keystore_open(bad, &options, &ks));
    CHECK_REFUSED(mohur_keystore_open(t->ctx, NULL, &ks));
    CHECK_REFUSED(mohur_keystore_open(t->ctx, &options, NULL));
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &options, &ks));
    options.path = NULL;
    CHECK_REFUSED(mohur_keystore_open(t->ctx, &options, &ks));
    CHECK(ks == NULL);
    mohur_source_free(source);
}

static void
what_is_no_store_does_nothing(void **state)
{
    struct fixture *t         = *state;
    mohur_source *source      = fixture_source(t, VIEW_TEXT("x"));
    mohur_keystore_info info  = MOHUR_KEYSTORE_INFO_INIT;
    mohur_key_options options = key_options("k");
    mohur_key *key            = NULL;
    mohur_key_list *list      = NULL;
    uint32_t version          = 0;

    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_unlock(bad, "p", 1));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_get_info(bad, &info));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source, mohur_keystore_check(bad));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_key_new(bad, &options, &key));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_key(bad, "k", 1, 0, &key));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_rotate(bad, "k", 1, 0, &version));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_move(bad, "k", 1, 1, MOHUR_KEY_SUSPENDED));
    CHECK_BAD_HANDLES(
        mohur_keystore, bad, source,
        mohur_keystore_import(bad, &options, "x", 1, NULL, 0, &key));
    CHECK_BAD_HANDLES(mohur_keystore, bad, source,
                      mohur_keystore_list(bad, &list));
    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        mohur_keystore_free(world_bad(i, source));
        mohur_key_list_free(world_bad(i, source));
        CHECK_NUMBER(0, mohur_key_list_len(world_bad(i, source)));
        CHECK(mohur_key_list_at(world_bad(i, source), 0) == NULL);
    }
    CHECK(key == NULL && list == NULL);
    CHECK_NUMBER(1, mohur_source_len(source));
    mohur_source_free(source);
}

static void
a_locked_store_gives_nothing(void **state)
{
    struct fixture *t           = *state;
    mohur_keystore_options path = world_store_options(fixture_path(t, "store"));
    mohur_keystore_info info    = MOHUR_KEYSTORE_INFO_INIT;
    mohur_key_options options   = key_options("k");
    mohur_keystore *ks          = NULL;
    mohur_key *key              = NULL;
    mohur_key_list *list        = NULL;
    uint32_t version            = 0;

    CHECK_OK(mohur_keystore_create(t->ctx, &path, &ks));
    mohur_keystore_free(ks);
    CHECK_OK(mohur_keystore_open(t->ctx, &path, &ks));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK(!info.unlocked);
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_check(ks));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_key_new(ks, &options, &key));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_key(ks, "k", 1, 0, &key));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_rotate(ks, "k", 1, 0, &version));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_keystore_move(ks, "k", 1, 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_keystore_import(ks, &options, "x", 1, NULL, 0, &key));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_list(ks, &list));
    CHECK_REFUSED(mohur_keystore_unlock(ks, NULL, 0));
    CHECK_REFUSED(mohur_keystore_unlock(ks, "", 0));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, mohur_keystore_unlock(ks, "wrong", 5));
    CHECK_OK(
        mohur_keystore_unlock(ks, WORLD_PASSPHRASE, strlen(WORLD_PASSPHRASE)));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_unlock(ks, "p", 1));
    CHECK(key == NULL && list == NULL);
    mohur_keystore_free(ks);
}

static void
a_new_key_needs_a_name_and_a_purpose(void **state)
{
    static const char *const no_names[] = {"", "a\nb", "a\xFF", "a\x7F"};
    struct fixture *t                   = *state;
    mohur_key_options options;
    mohur_key *key = NULL;
    struct world w;

    world_new(t, &w);
    CHECK_REFUSED(mohur_keystore_key_new(w.store, NULL, &key));
    options = key_options("k");
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, NULL));
    for (size_t i = 0; i < 4; i++) {
        options = key_options(no_names[i]);
        CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    }
    options.name = NULL;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options          = key_options("k");
    options.name     = (const char *)fixture_bytes(t, 'a', 129);
    options.name_len = 129;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options         = key_options("k");
    options.purpose = (mohur_purpose)0;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options.purpose = (mohur_purpose)4;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options     = key_options("k");
    options.alg = MOHUR_ALG_ED25519; /* for a key to open with */
    CHECK(mohur_keystore_key_new(w.store, &options, &key) != MOHUR_OK);
    options      = key_options("k");
    options.alg  = MOHUR_ALG_ECDH_P256;
    options.bits = 3072; /* which that has not */
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options         = key_options("k");
    options.purpose = MOHUR_PURPOSE_SIGN;
    options.alg     = MOHUR_ALG_RSASSA_PSS;
    options.bits    = 2048;
    CHECK_STATUS(MOHUR_E_POLICY,
                 mohur_keystore_key_new(w.store, &options, &key));
    options.bits = 3080;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options       = key_options("k");
    options.level = 4;
    CHECK(mohur_keystore_key_new(w.store, &options, &key) != MOHUR_OK);
    options             = key_options("k");
    options.activate_at = -1;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options             = key_options("k");
    options.days        = 30;
    options.rotate_days = 31;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options                  = key_options("k");
    options.activate_delay_s = UINT32_MAX;
    CHECK_REFUSED(mohur_keystore_key_new(w.store, &options, &key));
    options = key_options("me");
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur_keystore_key_new(w.store, &options, &key));
    CHECK(key == NULL);
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_key(w.store, "k", 1, 0, &key));
    world_free(&w);
}

static void
a_key_is_found_by_name_and_version(void **state)
{
    struct fixture *t = *state;
    uint32_t version  = 9;
    mohur_key *key    = NULL;
    struct world w;

    world_new(t, &w);
    CHECK_REFUSED(mohur_keystore_key(w.store, NULL, 0, 0, &key));
    CHECK_REFUSED(mohur_keystore_key(w.store, "me", 0, 0, &key));
    CHECK_REFUSED(mohur_keystore_key(w.store, "me", 2, 0, NULL));
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_key(w.store, "m", 1, 0, &key));
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_key(w.store, "me", 2, 2, &key));
    CHECK_REFUSED(mohur_keystore_rotate(w.store, NULL, 0, 0, &version));
    CHECK_NUMBER(0, version);
    CHECK_REFUSED(mohur_keystore_rotate(w.store, "me", 2, 0, NULL));
    CHECK_REFUSED(mohur_keystore_rotate(w.store, "me", 2, -1, &version));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_keystore_rotate(w.store, "m", 1, 0, &version));
    CHECK_REFUSED(
        mohur_keystore_move(w.store, NULL, 0, 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_keystore_move(w.store, "me", 2, 5, MOHUR_KEY_SUSPENDED));
    CHECK(mohur_keystore_move(w.store, "me", 2, 1, (mohur_key_state)99) !=
          MOHUR_OK);
    CHECK(mohur_keystore_move(w.store, "me", 2, 1, (mohur_key_state)0) !=
          MOHUR_OK);
    CHECK(key == NULL);
    CHECK_OK(mohur_keystore_key(w.store, "me", 2, 1, &key));
    mohur_key_free(key);
    world_free(&w);
}

static void
certificates_are_kept_with_a_key_that_is_there(void **state)
{
    static const uint8_t none[] = {0x30, 0x00};
    struct fixture *t           = *state;
    mohur_sink *sink            = fixture_sink(t);
    struct world w;

    world_new(t, &w);
    CHECK_REFUSED(mohur_keystore_certify(NULL, "me", 2, 0, none, 2));
    CHECK_REFUSED(mohur_keystore_certify(w.store, NULL, 0, 0, none, 2));
    CHECK_REFUSED(mohur_keystore_certify(w.store, "me", 2, 0, NULL, 2));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_keystore_certify(w.store, "me", 2, 0, none, 2));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_keystore_certify(w.store, "m", 1, 0, NULL, 0));
    CHECK_REFUSED(mohur_keystore_certificates(w.store, "me", 2, 0, NULL));
    CHECK_REFUSED(mohur_keystore_certificates(w.store, NULL, 0, 0, sink));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_keystore_certificates(w.store, "me", 2, 0, sink));
    mohur_sink_free(sink);
    world_free(&w);
}

static void
an_import_needs_a_file(void **state)
{
    struct fixture *t         = *state;
    mohur_key_options options = key_options("new");
    mohur_sink *sink          = fixture_sink(t);
    mohur_key *key            = NULL;
    const char *pem;
    size_t len;
    struct world w;

    world_new(t, &w);
    CHECK_OK(mohur_key_export_private(t->ctx, w.box, "p", 1, sink));
    mohur_sink_free(sink);
    pem = (const char *)t->sink.data;
    len = t->sink.len;
    CHECK_REFUSED(mohur_keystore_import(w.store, NULL, pem, len, "p", 1, &key));
    CHECK_REFUSED(
        mohur_keystore_import(w.store, &options, NULL, len, "p", 1, &key));
    CHECK_REFUSED(
        mohur_keystore_import(w.store, &options, pem, len, NULL, 1, &key));
    CHECK_REFUSED(
        mohur_keystore_import(w.store, &options, pem, len, "p", 1, NULL));
    CHECK_STATUS(
        MOHUR_E_PASSPHRASE,
        mohur_keystore_import(w.store, &options, pem, len, "q", 1, &key));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_keystore_import(w.store, &options, pem,
                                                       0, "p", 1, &key));
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_keystore_import(w.store, &options, pem,
                                                       len - 2, "p", 1, &key));
    options.purpose = MOHUR_PURPOSE_WRAP;
    CHECK_REFUSED(
        mohur_keystore_import(w.store, &options, pem, len, "p", 1, &key));
    options.purpose = MOHUR_PURPOSE_SEAL;
    options.alg     = MOHUR_ALG_ECDH_P256;
    CHECK_REFUSED(
        mohur_keystore_import(w.store, &options, pem, len, "p", 1, &key));
    CHECK(key == NULL);
    options.alg = MOHUR_ALG_NONE;
    CHECK_OK(mohur_keystore_import(w.store, &options, pem, len, "p", 1, &key));
    CHECK(memcmp(mohur_key_id(key), mohur_key_id(w.box), MOHUR_KEY_ID_LEN) ==
          0);
    mohur_key_free(key);
    world_free(&w);
}

static void
a_list_ends(void **state)
{
    struct fixture *t        = *state;
    mohur_key_list *list     = NULL;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    struct world w;

    world_new(t, &w);
    CHECK_REFUSED(mohur_keystore_list(w.store, NULL));
    CHECK_REFUSED(mohur_keystore_get_info(w.store, NULL));
    CHECK_OK(mohur_keystore_list(w.store, &list));
    CHECK_NUMBER(4, mohur_key_list_len(list));
    CHECK(mohur_key_list_at(list, 3) != NULL);
    CHECK(mohur_key_list_at(list, 4) == NULL);
    CHECK(mohur_key_list_at(list, SIZE_MAX) == NULL);
    mohur_key_list_free(list);
    CHECK_OK(mohur_keystore_get_info(w.store, &info));
    CHECK_NUMBER(4, info.rings);
    CHECK_NUMBER(MOHUR_ALG_XCHACHA20_POLY1305, info.aead);
    CHECK_OK(mohur_keystore_check(w.store));
    world_free(&w);
}

static void
a_merge_needs_a_backup(void **state)
{
    struct fixture *t      = *state;
    mohur_merge_options o  = MOHUR_MERGE_OPTIONS_INIT;
    mohur_merge_list *list = NULL;
    struct world w;

    world_new(t, &w);
    CHECK_STATUS(MOHUR_E_KEY_STATE,
                 mohur_keystore_merge(w.store, w.store, &o, &list));
    CHECK(list == NULL);
    CHECK(mohur_keystore_merge(NULL, w.store, &o, &list) == MOHUR_E_ARGUMENT);
    CHECK(mohur_keystore_merge(w.store, NULL, &o, &list) == MOHUR_E_ARGUMENT);
    CHECK_NUMBER(0, mohur_merge_list_len(list));
    CHECK(mohur_merge_list_at(list, 0) == NULL);
    mohur_merge_list_free(list);
    world_free(&w);
}

static void
keys_outlive_their_store_and_context(void **state)
{
    struct fixture *t           = *state;
    mohur_keystore_options path = world_store_options(fixture_path(t, "store"));
    mohur_key_options options   = key_options("k");
    mohur_ctx *ctx              = fixture_ctx(t, 0);
    mohur_keystore *ks          = NULL;
    mohur_key *key              = NULL;
    mohur_sink *sink            = fixture_sink(t);

    CHECK_OK(mohur_keystore_create(ctx, &path, &ks));
    CHECK_OK(mohur_keystore_key_new(ks, &options, &key));
    mohur_keystore_free(ks);
    fixture_ctx_free(t, ctx);
    CHECK_TEXT("k", mohur_key_name(key));
    CHECK_NUMBER(1, mohur_key_version(key));
    CHECK(mohur_key_has_private(key));
    CHECK_OK(mohur_key_export_public(t->ctx, key, sink));
    mohur_key_free(key);
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_new_store_needs_a_path_and_a_passphrase),
        CASE(a_store_is_opened_by_its_path),
        CASE(what_is_no_store_does_nothing),
        CASE(a_locked_store_gives_nothing),
        CASE(a_new_key_needs_a_name_and_a_purpose),
        CASE(a_key_is_found_by_name_and_version),
        CASE(certificates_are_kept_with_a_key_that_is_there),
        CASE(an_import_needs_a_file),
        CASE(a_list_ends),
        CASE(a_merge_needs_a_backup),
        CASE(keys_outlive_their_store_and_context),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
