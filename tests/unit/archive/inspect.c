/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "check.h"
#include "shelf.h"

static const struct kit_entry few[] = {
    {"a", 10, MOHUR_ENTRY_FILE},
};

static void
tells_what_anybody_can_see(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    struct shelf s;

    shelf_fill(t, few, 1, &s);
    CHECK_OK(mohur_archive_inspect(t->ctx, s.source, &info));
    CHECK_NUMBER(sizeof info, info.size);
    CHECK_NUMBER(1, info.version);
    CHECK_NUMBER(0x0101, info.suite);
    CHECK_NUMBER(MOHUR_ALG_AES_256_GCM, info.aead);
    CHECK_NUMBER(0, info.generation);
    CHECK_NUMBER(0, info.ext_len);
    CHECK_NUMBER(4096, info.header_len);
    CHECK_NUMBER(s.len - 4096, info.payload_len);
    CHECK(info.slots_len >= 1);
    CHECK_NUMBER(MOHUR__SLOT_KEK, info.slot_types[0]);
    shelf_clear(&s);
}

static void
gives_an_older_caller_what_it_knows(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    struct shelf s;

    shelf_fill(t, few, 1, &s);
    info.size       = offsetof(mohur_archive_info, header_len);
    info.header_len = 7;
    CHECK_OK(mohur_archive_inspect(t->ctx, s.source, &info));
    CHECK_NUMBER(offsetof(mohur_archive_info, header_len), info.size);
    CHECK_NUMBER(0x0101, info.suite);
    CHECK_NUMBER(7, info.header_len);
    shelf_clear(&s);
}

static void
refuses_what_is_no_archive(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    mohur_source *source    = fixture_source(t, VIEW_TEXT("salam"));
    struct shelf s;

    CHECK_STATUS(MOHUR_E_FORMAT, mohur_archive_inspect(t->ctx, source, &info));
    mohur_source_free(source);
    shelf_fill(t, few, 1, &s);
    s.data[8] = 2;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur_archive_inspect(t->ctx, s.source, &info));
    CHECK_MESSAGE("version");
    shelf_clear(&s);
}

static void
refuses_a_wrong_call(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    struct shelf s;

    shelf_fill(t, few, 1, &s);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_archive_inspect(t->ctx, NULL, &info));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_inspect(t->ctx, s.source, NULL));
    info.size = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_inspect(t->ctx, s.source, &info));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_inspect(NULL, s.source, &info));
    shelf_clear(&s);
}

static void
finds_the_slot_of_a_key(void **state)
{
    struct fixture *t   = *state;
    mohur_key *newer    = NULL;
    mohur_key *stranger = NULL;
    uint32_t slot       = 7;
    struct shelf s;

    shelf_fill(t, few, 1, &s);
    newer    = kit_kek(t->ctx, 0x70, 2, 0x80);
    stranger = kit_pair(t->ctx, MOHUR_ALG_X25519);
    CHECK_OK(mohur_archive_recipients_find(t->ctx, s.source, s.kek, &slot));
    CHECK_NUMBER(0, slot);
    CHECK_STATUS(MOHUR_END,
                 mohur_archive_recipients_find(t->ctx, s.source, newer, &slot));
    CHECK_STATUS(MOHUR_END, mohur_archive_recipients_find(t->ctx, s.source,
                                                          stranger, &slot));
    CHECK_STATUS(MOHUR_END, mohur_archive_recipients_find(t->ctx, s.source,
                                                          s.signer, &slot));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_find(t->ctx, s.source, NULL, &slot));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_archive_recipients_find(t->ctx, s.source, s.kek, NULL));
    mohur_key_free(newer);
    mohur_key_free(stranger);
    shelf_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(finds_the_slot_of_a_key),
        CASE(tells_what_anybody_can_see),
        CASE(gives_an_older_caller_what_it_knows),
        CASE(refuses_what_is_no_archive),
        CASE(refuses_a_wrong_call),
    };

    return cmocka_run_group_tests_name("inspecting an archive", cases, NULL,
                                       NULL);
}
