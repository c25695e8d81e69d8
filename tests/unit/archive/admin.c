/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/admin.h"

#include "change_kit.h"
#include "check.h"
#include "parcel.h"

/* ---- a parcel in a file, whose header somebody changes ---- */

struct desk {
    struct parcel p;
    const mohur_key *admin; /* one of the signers: the second */
    mohur_key *stranger;
    const char *path;
};

static void
desk_new(struct fixture *t, mohur_header_policy policy, struct desk *out)
{
    parcel_new(t, &out->p);
    out->stranger               = kit_pair(t->ctx, MOHUR_ALG_X25519);
    out->admin                  = out->p.signers[1];
    out->path                   = fixture_path(t, "x.mohur");
    out->p.seal.header_areas    = 2;
    out->p.seal.header_policy   = policy;
    out->p.seal.admins          = &out->admin;
    out->p.seal.admins_len      = policy == MOHUR_HEADER_ADMINS;
    out->p.open.admins          = &out->admin;
    out->p.open.admins_len      = 1;
    out->p.open.allow_forwarded = true;
    CHECK_OK(parcel_seal(&out->p));
    fixture_write_file(out->path, out->p.sealed);
}

static void
desk_free(struct desk *d)
{
    mohur_key_free(d->stranger);
    parcel_free(&d->p);
}

/* The first recipient adds the stranger; admin: whose signature it gets. */
static mohur_status
add(struct desk *d, const mohur_key *admin)
{
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    mohur_status st                = MOHUR_OK;

    o.keys      = (const mohur_key *const *)d->p.keys;
    o.keys_len  = 1;
    o.add       = (const mohur_key *const *)&d->stranger;
    o.add_len   = 1;
    o.admin     = admin;
    st          = mohur_archive_recipients_change(d->p.t->ctx, &o, d->path);
    d->p.sealed = fixture_read_file(d->p.t, d->path);
    return st;
}

static void
an_administrator_changes_who_can_open_it(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, MOHUR_HEADER_ADMINS, &d);
    CHECK_OK(parcel_open(&d.p, d.p.keys[0]));
    CHECK_NUMBER(MOHUR_HEADER_ORIGINAL, d.p.result.header);
    CHECK_OK(add(&d, d.admin));
    CHECK_NUMBER(1, parcel_info(&d.p).ext_len);
    CHECK_OK(parcel_open(&d.p, d.stranger));
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_FORWARDED, d.p.result.trust);
    CHECK_NUMBER(MOHUR_HEADER_BY_ADMIN, d.p.result.header);
    CHECK(memcmp(mohur_key_id(d.admin), d.p.result.header_admin,
                 MOHUR_KEY_ID_LEN) == 0);
    desk_free(&d);
}

static void
d41_nobody_else_does(void **state)
{
    struct fixture *t  = *state;
    struct view before = {NULL, 0};
    struct desk d;

    desk_new(t, MOHUR_HEADER_ADMINS, &d);
    before = d.p.sealed;
    CHECK_STATUS(MOHUR_E_POLICY, add(&d, NULL));
    CHECK_STATUS(MOHUR_E_POLICY, add(&d, d.p.signers[2]));
    CHECK_STATUS(MOHUR_E_POLICY, add(&d, d.p.signers[0]));
    CHECK_BYTES(before, d.p.sealed);
    desk_free(&d);
}

static void
d41_a_frozen_header_is_changed_by_nobody(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, MOHUR_HEADER_FROZEN, &d);
    CHECK_STATUS(MOHUR_E_POLICY, add(&d, NULL));
    CHECK_STATUS(MOHUR_E_POLICY, add(&d, d.admin));
    CHECK_OK(parcel_open(&d.p, d.p.keys[0]));
    desk_free(&d);
}

static void
who_does_not_know_the_administrator_does_not_open_it(void **state)
{
    struct fixture *t = *state;
    struct desk d;

    desk_new(t, MOHUR_HEADER_ADMINS, &d);
    CHECK_OK(add(&d, d.admin));
    d.p.open.admins_len = 0;
    CHECK_STATUS(MOHUR_E_POLICY, parcel_open(&d.p, d.p.keys[0]));
    d.p.open.admins     = (const mohur_key *const *)&d.p.signers[2];
    d.p.open.admins_len = 1;
    CHECK_STATUS(MOHUR_E_POLICY, parcel_open(&d.p, d.p.keys[0]));
    d.p.open.admins_len  = 0;
    d.p.open.senders_len = 2; /* senders are looked for too */
    CHECK_OK(parcel_open(&d.p, d.p.keys[0]));
    CHECK_NUMBER(MOHUR_HEADER_BY_ADMIN, d.p.result.header);
    desk_free(&d);
}

static void
d81_the_signature_of_an_older_header_goes(void **state)
{
    struct fixture *t              = *state;
    mohur_archive_change_options o = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;
    struct desk d;

    desk_new(t, MOHUR_HEADER_ADMINS, &d);
    CHECK_OK(add(&d, d.admin));
    o.keys       = (const mohur_key *const *)d.p.keys;
    o.keys_len   = 1;
    o.remove     = (const mohur_key *const *)&d.stranger;
    o.remove_len = 1;
    o.admin      = d.admin;
    CHECK_OK(mohur_archive_recipients_change(t->ctx, &o, d.path));
    d.p.sealed = fixture_read_file(t, d.path);
    CHECK_NUMBER(1, parcel_info(&d.p).ext_len);
    CHECK_NUMBER(2, parcel_info(&d.p).generation);
    CHECK_OK(parcel_open(&d.p, d.p.keys[0]));
    CHECK_NUMBER(MOHUR_HEADER_BY_ADMIN, d.p.result.header);
    CHECK_STATUS(MOHUR_E_NO_KEY, parcel_open(&d.p, d.stranger));
    desk_free(&d);
}

static void
a_private_key_is_needed_to_administer(void **state)
{
    struct fixture *t = *state;
    mohur_key *public = NULL;
    struct desk d;

    desk_new(t, MOHUR_HEADER_ADMINS, &d);
    public = kit_public(t->ctx, d.admin);
    CHECK_STATUS(MOHUR_E_ARGUMENT, add(&d, public));
    CHECK_STATUS(MOHUR_E_ARGUMENT, add(&d, d.stranger));
    mohur_key_free(public);
    desk_free(&d);
}

static void
who_is_named_must_make_sense(void **state)
{
    struct fixture *t       = *state;
    const mohur_key *two[2] = {NULL, NULL};
    struct parcel p;

    parcel_new(t, &p);
    p.seal.header_policy = MOHUR_HEADER_ADMINS;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p)); /* nobody */
    two[0]            = p.signers[1];
    two[1]            = p.signers[1];
    p.seal.admins     = two;
    p.seal.admins_len = 2;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p)); /* twice */
    two[1] = p.keys[0];
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p)); /* does not sign */
    p.seal.admins_len    = 1;
    p.seal.header_policy = MOHUR_HEADER_FROZEN;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p)); /* for nothing */
    p.seal.admins_len    = 0;
    p.seal.header_policy = (mohur_header_policy)3;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_seal(&p));
    p.seal.header_policy = MOHUR_HEADER_FROZEN;
    CHECK_OK(parcel_seal(&p));
    parcel_free(&p);
}

/* ---- so many of so many signers ---- */

static void
two_of_three_must_have_signed(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    p.open.senders_len       = 3;
    p.open.senders_threshold = 2;
    CHECK_OK(parcel_seal(&p));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, parcel_open(&p, p.keys[0]));
    p.seal.signers_len = 2;
    CHECK_OK(parcel_seal(&p));
    CHECK_OK(parcel_open(&p, p.keys[0]));
    p.open.senders_threshold = 3;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, parcel_open(&p, p.keys[0]));
    parcel_free(&p);
}

static void
each_signer_has_a_verdict(void **state)
{
    struct fixture *t = *state;
    struct parcel p;

    parcel_new(t, &p);
    p.seal.signers_len = 3;
    p.open.senders_len = 2;
    CHECK_OK(parcel_seal(&p));
    CHECK_OK(parcel_open(&p, p.keys[0]));
    CHECK_NUMBER(3, p.result.signers_len);
    CHECK_NUMBER(MOHUR_SIGNATURE_GOOD, p.signed_by[0].state);
    CHECK_NUMBER(MOHUR_SIGNATURE_GOOD, p.signed_by[1].state);
    CHECK_NUMBER(MOHUR_SIGNATURE_UNKNOWN, p.signed_by[2].state);
    p.open.senders_threshold = 2;
    CHECK_OK(parcel_open(&p, p.keys[0]));
    parcel_free(&p);
}

static void
a_sender_that_is_named_twice_counts_once(void **state)
{
    struct fixture *t       = *state;
    const mohur_key *two[2] = {NULL, NULL};
    struct parcel p;

    parcel_new(t, &p);
    CHECK_OK(parcel_seal(&p));
    two[0]                   = p.signers[0];
    two[1]                   = p.signers[0];
    p.open.senders           = two;
    p.open.senders_len       = 2;
    p.open.senders_threshold = 2;
    CHECK_STATUS(MOHUR_E_UNTRUSTED, parcel_open(&p, p.keys[0]));
    p.open.senders_threshold = 3;
    CHECK_STATUS(MOHUR_E_ARGUMENT, parcel_open(&p, p.keys[0]));
    parcel_free(&p);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(an_administrator_changes_who_can_open_it),
        CASE(d41_nobody_else_does),
        CASE(d41_a_frozen_header_is_changed_by_nobody),
        CASE(who_does_not_know_the_administrator_does_not_open_it),
        CASE(d81_the_signature_of_an_older_header_goes),
        CASE(a_private_key_is_needed_to_administer),
        CASE(who_is_named_must_make_sense),
        CASE(two_of_three_must_have_signed),
        CASE(each_signer_has_a_verdict),
        CASE(a_sender_that_is_named_twice_counts_once),
    };
    return cmocka_run_group_tests_name("administrators", cases, NULL, NULL);
}
