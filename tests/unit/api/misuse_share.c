/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

/* Shares, and private keys from files, called as they must not be. */

static const mohur_share_group two_of_three = {2, 3};

static mohur_share_options
good(void)
{
    mohur_share_options o = MOHUR_SHARE_OPTIONS_INIT;

    o.groups = &two_of_three;
    return o;
}

static void
a_secret_is_split_by_options_that_make_sense(void **state)
{
    struct fixture *t      = *state;
    mohur_source *source   = fixture_source(t, VIEW_TEXT("x"));
    mohur_share_options o  = good();
    mohur_share_list *list = NULL;
    const uint8_t *secret  = fixture_bytes(t, 1, 64);

    CHECK_BAD_HANDLES(mohur_ctx, bad, source,
                      mohur_share_split(bad, &o, secret, 32, &list));
    CHECK_REFUSED(mohur_share_split(t->ctx, NULL, secret, 32, &list));
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, NULL, 32, &list));
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 32, NULL));
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 31, &list));
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 14, &list));
    o.groups_len = 0;
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 32, &list));
    o.groups_len = 17;
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 32, &list));
    o                = good();
    o.passphrase_len = 1;
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 32, &list));
    o                 = good();
    o.group_threshold = 2;
    CHECK_REFUSED(mohur_share_split(t->ctx, &o, secret, 32, &list));
    CHECK(list == NULL);
    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        mohur_share_list_free(world_bad(i, source));
        CHECK_NUMBER(0, mohur_share_list_len(world_bad(i, source)));
        CHECK(mohur_share_list_at(world_bad(i, source), 0) == NULL);
    }
    mohur_source_free(source);
}

static void
shares_are_put_together_where_there_is_room(void **state)
{
    struct fixture *t      = *state;
    mohur_source *source   = fixture_source(t, VIEW_TEXT("x"));
    mohur_share_options o  = good();
    mohur_share_list *list = NULL;
    const uint8_t *secret  = fixture_bytes(t, 1, 32);
    uint8_t out[64]        = {0};
    size_t len             = 9;
    const char *two[2];

    CHECK_OK(mohur_share_split(t->ctx, &o, secret, 32, &list));
    CHECK_NUMBER(3, mohur_share_list_len(list));
    CHECK(mohur_share_list_at(list, 3) == NULL);
    two[0] = mohur_share_list_at(list, 2);
    two[1] = mohur_share_list_at(list, 0);
    CHECK_BAD_HANDLES(
        mohur_ctx, bad, source,
        mohur_share_combine(bad, two, 2, NULL, 0, out, sizeof out, &len));
    CHECK_REFUSED(mohur_share_combine(t->ctx, NULL, 2, NULL, 0, out, 64, &len));
    CHECK_REFUSED(mohur_share_combine(t->ctx, two, 0, NULL, 0, out, 64, &len));
    CHECK_REFUSED(mohur_share_combine(t->ctx, two, 2, NULL, 1, out, 64, &len));
    CHECK_REFUSED(mohur_share_combine(t->ctx, two, 2, NULL, 0, NULL, 64, &len));
    CHECK_REFUSED(mohur_share_combine(t->ctx, two, 2, NULL, 0, out, 64, NULL));
    CHECK_STATUS(MOHUR_E_BUFFER_TOO_SMALL,
                 mohur_share_combine(t->ctx, two, 2, NULL, 0, out, 31, &len));
    CHECK_NUMBER(32, len);
    CHECK_NUMBER(0, out[0]);
    CHECK_OK(mohur_share_combine(t->ctx, two, 2, NULL, 0, out, 32, &len));
    CHECK_NUMBER(32, len);
    assert_memory_equal(secret, out, 32);
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 mohur_share_combine(t->ctx, two, 1, NULL, 0, out, 64, &len));
    CHECK_NUMBER(0, len);
    two[1] = "no such word";
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_share_combine(t->ctx, two, 2, NULL, 0, out, 64, &len));
    two[1] = NULL;
    CHECK_REFUSED(mohur_share_combine(t->ctx, two, 2, NULL, 0, out, 64, &len));
    mohur_share_list_free(list);
    mohur_source_free(source);
}

static void
a_private_key_comes_from_a_file(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    mohur_key *key    = NULL;
    const char *pem   = NULL;
    size_t len        = 0;
    struct world w;

    world_new(t, &w);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 16, &sink));
    CHECK_OK(mohur_key_export_private(t->ctx, w.box, "pass", 4, sink));
    pem = (const char *)mohur_sink_memory(sink, &len);
    CHECK_REFUSED(mohur_key_new_private(t->ctx, MOHUR_PURPOSE_SEAL, NULL, 0,
                                        "pass", 4, &key));
    CHECK_REFUSED(mohur_key_new_private(t->ctx, MOHUR_PURPOSE_SEAL, pem, len,
                                        NULL, 4, &key));
    CHECK_REFUSED(mohur_key_new_private(t->ctx, MOHUR_PURPOSE_WRAP, pem, len,
                                        "pass", 4, &key));
    CHECK_REFUSED(mohur_key_new_private(t->ctx, MOHUR_PURPOSE_SEAL, pem, len,
                                        "pass", 4, NULL));
    CHECK_STATUS(MOHUR_E_PASSPHRASE,
                 mohur_key_new_private(t->ctx, MOHUR_PURPOSE_SEAL, pem, len,
                                       "word", 4, &key));
    CHECK(key == NULL);
    CHECK_OK(mohur_key_new_private(t->ctx, MOHUR_PURPOSE_SEAL, pem, len, "pass",
                                   4, &key));
    CHECK(mohur_key_has_private(key));
    CHECK_TEXT("", mohur_key_name(key));
    assert_memory_equal(mohur_key_id(w.box), mohur_key_id(key), 32);
    mohur_key_free(key);
    mohur_sink_free(sink);
    world_free(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_secret_is_split_by_options_that_make_sense),
        CASE(shares_are_put_together_where_there_is_room),
        CASE(a_private_key_comes_from_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
