/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "parcel.h"

/* What a sender may ask for beside recipients and signers: a label, that
 * nobody else opens it, a length in buckets. */

enum {
    BUCKET = 100000
};

static void
a_label_is_told_as_it_was_signed(void **state)
{
    struct fixture *t                  = *state;
    mohur_source *source               = NULL;
    mohur_archive_reader *r            = NULL;
    const mohur_archive_result *result = NULL;
    struct parcel p;

    parcel_new(t, &p);
    p.seal.label     = "TLP:AMBER";
    p.seal.label_len = 9;
    CHECK_OK(parcel_seal(&p));
    p.open.keys     = (const mohur_key *const *)p.keys;
    p.open.keys_len = 1;
    CHECK_OK(
        mohur_source_new_memory(t->ctx, p.sealed.data, p.sealed.len, &source));
    CHECK_OK(mohur_archive_reader_open(t->ctx, &p.open, source, &r));
    result = mohur_archive_reader_result(r);
    CHECK_NUMBER(9, result->label_len);
    CHECK(memcmp("TLP:AMBER", result->label, 9) == 0);
    CHECK(!result->addressees_only);
    mohur_archive_reader_free(r);
    mohur_source_free(source);
    parcel_free(&p);
}

static void
without_a_label_none_is_told(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    CHECK_OK(parcel_seal(&p));
    CHECK_OK(parcel_open(&p, p.keys[0]));
    CHECK(p.result.label == NULL && p.result.label_len == 0);
    parcel_free(&p);
}

static void
d40_nobody_is_let_into_what_is_for_addressees_only(void **state)
{
    struct fixture *t              = *state;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    mohur_key *stranger            = kit_pair(t->ctx, MOHUR_ALG_X25519);
    const char *path               = fixture_path(t, "x.mohur");
    struct parcel p;

    parcel_new(t, &p);
    p.seal.addressees_only = true;
    p.seal.header_areas    = 2;
    CHECK_OK(parcel_seal(&p));
    CHECK_OK(parcel_open(&p, p.keys[0]));
    CHECK(p.result.addressees_only);
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, p.result.trust);
    fixture_write_file(path, p.sealed);
    o.keys     = (const mohur_key *const *)p.keys;
    o.keys_len = 1;
    o.add      = (const mohur_key *const *)&stranger;
    o.add_len  = 1;
    CHECK_STATUS(MOHUR_E_POLICY,
                 mohur_archive_recipients_change(t->ctx, &o, path));
    CHECK_BYTES(p.sealed, fixture_read_file(t, path));
    mohur_key_free(stranger);
    parcel_free(&p);
}

static void
a_length_in_buckets_says_no_more_than_the_bucket(void **state)
{
    struct fixture *t       = *state;
    mohur_archive_info info = MOHUR_ARCHIVE_INFO_INIT;
    struct parcel p;

    parcel_new(t, &p);
    p.seal.pad        = MOHUR_ARCHIVE_PAD_BUCKET;
    p.seal.pad_bucket = BUCKET;
    CHECK_OK(parcel_seal(&p));
    CHECK_OK(parcel_open(&p, p.keys[0]));
    info = parcel_info(&p);
    /* Less the tags of its chunks. */
    CHECK_NUMBER(0, (info.payload_len - 16 * (info.payload_len / 65552 + 1)) %
                        BUCKET);
    parcel_free(&p);
}

static void
what_cannot_be_asked_for_is_refused(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    p.seal.pad_bucket = 1; /* without the padding that it is for */
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.pad        = MOHUR_ARCHIVE_PAD_BUCKET;
    p.seal.pad_bucket = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.pad_bucket = (UINT64_C(1) << 40) + 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.pad        = MOHUR_ARCHIVE_PAD_NONE;
    p.seal.pad_bucket = 0;
    p.seal.label_len  = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.label = "\xff";
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.label_len = 256;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    parcel_free(&p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(a_label_is_told_as_it_was_signed),
        CASE(without_a_label_none_is_told),
        CASE(d40_nobody_is_let_into_what_is_for_addressees_only),
        CASE(a_length_in_buckets_says_no_more_than_the_bucket),
        CASE(what_cannot_be_asked_for_is_refused),
    };

    return cmocka_run_group_tests_name("a sender", cases, NULL, NULL);
}
