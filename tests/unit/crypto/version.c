/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/version.h>

#include "crypto/backends.h"
#include "material.h"

#include <stdlib.h>

static void
is_that_of_the_headers(void **state)
{
    (void)state;
    CHECK_TEXT(MOHUR_VERSION, mohur_version());
    CHECK_NUMBER(MOHUR_ABI, mohur_abi());
}

static char *
build_info(struct fixture *t)
{
    mohur_sink *sink = fixture_sink(t);
    struct view out  = {NULL, 0};

    CHECK_OK(mohur_build_info(t->ctx, sink));
    mohur_sink_free(sink);
    out      = fixture_output(t);
    t->extra = calloc(1, out.len + 1);
    CHECK(t->extra != NULL);
    memcpy(t->extra, out.data, out.len);
    return t->extra;
}

static void
comes_with_the_backend_of_each_algorithm(void **state)
{
    struct fixture *t = *state;
    const char *info  = build_info(t);
    char want[100]    = {0};

    CHECK_NUMBER(1, t->sink.finishes);
    CHECK(strstr(info, "{\"schema\": \"mohur-build-info\", \"version\": 1, "
                       "\"library\": \"" MOHUR_VERSION "\"") == info);
    CHECK(strstr(info, "\"Ed25519\": \"libsodium\"") != NULL);
    snprintf(
        want, sizeof want, "\"AES-256-GCM\": \"%s\"",
        mohur__backend_name(mohur__backends_of(t->ctx, MOHUR_ALG_AES_256_GCM)));
    CHECK(strstr(info, want) != NULL);
    snprintf(want, sizeof want, "\"libsodium\": \"%s\"",
             mohur__backend_version(MOHUR_BACKEND_SODIUM));
    CHECK(strstr(info, want) != NULL);
}

static void
is_not_written_without_a_sink(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_build_info(t->ctx, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_build_info(NULL, sink));
    mohur_sink_free(sink);
}

static void
reports_that_the_sink_failed(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    t->sink.fail_at = 1;
    CHECK_STATUS(MOHUR_E_IO, mohur_build_info(t->ctx, sink));
    mohur_sink_free(sink);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (size_t nth = 1;; nth++) {
        mohur_sink *sink = fixture_sink(t);
        mohur_status st  = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur_build_info(t->ctx, sink);
        mohur_sink_free(sink);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            CHECK(nth > 1);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK_NUMBER(0, t->sink.len);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_that_of_the_headers),
        CASE(comes_with_the_backend_of_each_algorithm),
        CASE(is_not_written_without_a_sink),
        CASE(reports_that_the_sink_failed),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("the version", cases, NULL, NULL);
}
