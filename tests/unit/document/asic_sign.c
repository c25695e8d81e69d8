/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/container.h>

#include "base/error.h"
#include "check.h"
#include "container_kit.h"

/* Signing into containers, and adding to them. */

static const struct container_item ITEMS[] = {{"decree.pdf", "a decree"},
                                              {"d/map.png", "a map"}};

static void
is_accepted_as_it_was_signed(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                     MOHUR_ALG_ED25519};

    for (size_t i = 0; i < 3; i++) {
        struct fixture *t      = *state;
        struct container_kit k = container_kit_new(t, algs[i]);
        mohur_report *report   = NULL;

        CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, ITEMS, 2));
        CHECK_OK(container_verify(&k, fixture_output(t), &report));
        CHECK(mohur_report_is_accepted(report));
        CHECK_NUMBER(MOHUR_CONTAINER_ASIC_E, mohur_report_format(report));
        CHECK_NUMBER(2, mohur_report_objects(report));
        CHECK_TEXT("d/map.png", mohur_report_object(report, 1)->name);
        CHECK(mohur_report_object(report, 1)->len == 5);
        CHECK(mohur_report_object(report, 2) == NULL);
        CHECK(mohur_report_covers_all(report));
        CHECK_TEXT("", mohur_report_container_detail(report));
        CHECK_TEXT("META-INF/signature001.p7s", mohur_report_path(report, 0));
        CHECK_TEXT("", mohur_report_path(report, 1));
        mohur_report_free(report);
        container_kit_free(&k);
    }
}

static void
holds_one_document_in_an_asic_s(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_report *report   = NULL;

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_S, ITEMS, 1));
    CHECK_OK(container_verify(&k, fixture_output(t), &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_NUMBER(MOHUR_CONTAINER_ASIC_S, mohur_report_format(report));
    CHECK_TEXT("META-INF/signature.p7s", mohur_report_path(report, 0));
    mohur_report_free(report);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 container_sign(&k, MOHUR_CONTAINER_ASIC_S, ITEMS, 2));
    container_kit_free(&k);
}

static void
is_the_same_bytes_each_time(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    struct view first;

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, ITEMS, 2));
    first = container_keep(t);
    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, ITEMS, 2));
    CHECK_BYTES(first, fixture_output(t));
    container_kit_free(&k);
}

static void
takes_another_signature(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_report *report   = NULL;

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_E, ITEMS, 2));
    CHECK_OK(container_add(&k, container_keep(t)));
    CHECK_OK(container_verify(&k, fixture_output(t), &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_NUMBER(2, mohur_report_signatures(report));
    CHECK_TEXT("META-INF/signature002.p7s", mohur_report_path(report, 1));
    CHECK_NUMBER(2, mohur_report_objects(report));
    mohur_report_free(report);
    container_kit_free(&k);
}

static void
adds_to_an_asic_e_alone(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);

    CHECK_OK(container_sign(&k, MOHUR_CONTAINER_ASIC_S, ITEMS, 1));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, container_add(&k, container_keep(t)));
    CHECK_STATUS(MOHUR_E_FORMAT, container_add(&k, VIEW_TEXT("no container")));
    container_kit_free(&k);
}

static void
refuses_names_that_no_member_may_have(void **state)
{
    static const char *const names[] = {
        "mimetype", "META-INF/x", "meta-inf/x", "../x",      "/x",
        "x/",       "decree.pdf", "",           "DECREE.PDF"};
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct container_item items[] = {ITEMS[0], {names[i], "x"}};

        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     container_sign(&k, MOHUR_CONTAINER_ASIC_E, items, 2));
        CHECK_NUMBER(0, fixture_output(t).len);
    }
    container_kit_free(&k);
}

static void
holds_something(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 container_sign(&k, MOHUR_CONTAINER_ASIC_E, ITEMS, 0));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 container_sign(&k, MOHUR_CONTAINER_NONE, ITEMS, 1));
    container_kit_free(&k);
}

/* Eight bytes, of which one is another from the n-th reading on. */
struct changing {
    size_t readings;
    size_t change_at;
};

static int32_t
read_changing(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    struct changing *c = user;

    for (*out_len = 0; *out_len < out_cap && offset + *out_len < 8;
         (*out_len)++) {
        out[*out_len] = (uint8_t)(offset + *out_len);
    }
    if (*out_len > 0 && ++c->readings >= c->change_at) {
        out[0] ^= 1;
    }
    return 0;
}

static mohur_status
sign_changing(struct container_kit *k,
              mohur_container_format format,
              struct changing *c)
{
    struct fixture *t                = k->t;
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source             = NULL;
    mohur_status st                  = MOHUR_OK;

    callbacks.user    = c;
    callbacks.read_at = read_changing;
    callbacks.len     = 8;
    CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &source));
    st = container_sign_source(k, format, source);
    mohur_source_free(source);
    return st;
}

static void
f4_refuses_a_document_that_changes_meanwhile(void **state)
{
    static const mohur_container_format formats[] = {MOHUR_CONTAINER_ASIC_E,
                                                     MOHUR_CONTAINER_ASIC_S};
    struct fixture *t                             = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);

    for (size_t i = 0; i < 2; i++) {
        struct changing c = {.change_at = SIZE_MAX};
        size_t readings   = 0;

        CHECK_OK(sign_changing(&k, formats[i], &c));
        readings = c.readings;
        CHECK(readings >= 2);
        for (size_t at = 2; at <= readings; at++) {
            c = (struct changing){.change_at = at};
            CHECK_STATUS(MOHUR_E_IO, sign_changing(&k, formats[i], &c));
            CHECK_NUMBER(0, t->sink.finishes);
        }
    }
    container_kit_free(&k);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t      = *state;
    struct container_kit k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);

    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = container_sign(&k, MOHUR_CONTAINER_ASIC_E, ITEMS, 2);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK_NUMBER(0, t->sink.finishes);
    }
    container_kit_free(&k);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_accepted_as_it_was_signed),
        CASE(holds_one_document_in_an_asic_s),
        CASE(is_the_same_bytes_each_time),
        CASE(takes_another_signature),
        CASE(adds_to_an_asic_e_alone),
        CASE(refuses_names_that_no_member_may_have),
        CASE(holds_something),
        CASE(f4_refuses_a_document_that_changes_meanwhile),
        CASE(survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("a container", cases, NULL, NULL);
}
