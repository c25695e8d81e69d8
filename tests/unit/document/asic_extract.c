/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/container.h>

#include "base/error.h"
#include "check.h"
#include "container_kit.h"

#include <sys/stat.h>
#include <unistd.h>

/* Documents out of a container: after a yes, all of them, or nothing. */
static const struct container_item ITEMS[] = {{"decree.pdf", "a decree"},
                                              {"d/map.png", "a map"}};

/* Somebody who was asked to hand out what is in a file. */
struct counter {
    struct container_kit k;
    mohur_report *report;
    const char *path; /* of the folder */
    mohur_overwrite overwrite;
};

static void
counter_init(struct counter *c, struct fixture *t)
{
    *c = (struct counter){.k = container_kit_new(t, MOHUR_ALG_ECDSA_P256)};
    (void)fixture_tmpdir(t);
    c->path = fixture_path(t, "out");
}

static void
counter_wipe(struct counter *c)
{
    mohur_report_free(c->report);
    container_kit_free(&c->k);
}

static struct view
signed_file(struct counter *c,
            mohur_container_format format,
            const struct container_item *items,
            size_t len)
{
    struct fixture *t = c->k.t;

    CHECK_OK(container_sign(&c->k, format, items, len));
    return container_keep(t);
}

static void
verify(struct counter *c, struct view file)
{
    struct fixture *t = c->k.t;

    mohur_report_free(c->report);
    c->report = NULL;
    CHECK_OK(container_verify(&c->k, file, &c->report));
}

static mohur_status
extract(struct counter *c, struct view file)
{
    struct fixture *t = c->k.t;
    mohur_container_extract_options options =
        MOHUR_CONTAINER_EXTRACT_OPTIONS_INIT;
    mohur_source *source = fixture_source(t, file);
    mohur_status st      = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.path      = c->path;
    options.overwrite = c->overwrite;
    st = mohur_container_extract(t->ctx, c->report, source, &options);
    mohur_source_free(source);
    return st;
}

/* Nothing is there, not even under a name of the meantime. */
static void
check_nothing(struct counter *c)
{
    struct fixture *t = c->k.t;

    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
}

/* Exactly what was signed. */
static void
check_all(struct counter *c)
{
    struct fixture *t = c->k.t;

    CHECK_NUMBER(2, fixture_count_files(c->path));
    CHECK_BYTES(VIEW_TEXT("a decree"),
                fixture_read_file(t, fixture_path(t, "out/decree.pdf")));
    CHECK_BYTES(VIEW_TEXT("a map"),
                fixture_read_file(t, fixture_path(t, "out/d/map.png")));
}

static void
remove_all(struct counter *c)
{
    struct fixture *t = c->k.t;

    CHECK_NUMBER(0, unlink(fixture_path(t, "out/decree.pdf")));
    CHECK_NUMBER(0, unlink(fixture_path(t, "out/d/map.png")));
    CHECK_NUMBER(0, rmdir(fixture_path(t, "out/d")));
    CHECK_NUMBER(0, rmdir(c->path));
}

/* ---- good ---- */

static void
are_handed_out_after_a_yes(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct counter c;

    counter_init(&c, t);
    file = signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 2);
    verify(&c, file);
    CHECK_OK(extract(&c, file));
    check_all(&c);
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    counter_wipe(&c);
}

static void
come_out_of_an_asic_s(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct counter c;

    counter_init(&c, t);
    file = signed_file(&c, MOHUR_CONTAINER_ASIC_S, ITEMS, 1);
    verify(&c, file);
    CHECK_OK(extract(&c, file));
    CHECK_NUMBER(1, fixture_count_files(c.path));
    counter_wipe(&c);
}

static void
replace_a_folder_if_that_was_asked(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct counter c;

    counter_init(&c, t);
    file = signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 2);
    verify(&c, file);
    CHECK_NUMBER(0, mkdir(c.path, 0700));
    fixture_write_file(fixture_path(t, "out/other"), VIEW_TEXT("other"));
    CHECK_STATUS(MOHUR_E_EXISTS, extract(&c, file));
    CHECK_NUMBER(1, fixture_count_files(c.path));
    c.overwrite = MOHUR_OVERWRITE_REPLACE;
    CHECK_OK(extract(&c, file));
    check_all(&c);
    c.overwrite = (mohur_overwrite)7;
    CHECK_STATUS(MOHUR_E_ARGUMENT, extract(&c, file));
    c.path = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT, extract(&c, file));
    counter_wipe(&c);
}

/* ---- bad ---- */

static void
stay_inside_without_a_yes(void **state)
{
    struct fixture *t  = *state;
    mohur_trust *trust = NULL;
    struct view file;
    struct counter c;

    counter_init(&c, t);
    file = signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 2);
    CHECK_STATUS(MOHUR_E_ARGUMENT, extract(&c, file)); /* no report */
    trust = c.k.trust;
    CHECK_OK(mohur_trust_new(t->ctx, &c.k.trust)); /* nobody is believed */
    verify(&c, file);
    CHECK_NUMBER(MOHUR_INDETERMINATE, mohur_report_verdict(c.report));
    CHECK_STATUS(MOHUR_E_AUTH, extract(&c, file));
    check_nothing(&c);
    mohur_trust_free(c.k.trust);
    c.k.trust = trust;
    counter_wipe(&c);
}

/* The same names, or one less, and a good signature: but not what the report
 * is on. */
static void
f4_stay_inside_of_another_file(void **state)
{
    static const struct container_item other[] = {{"decree.pdf", "a decree"},
                                                  {"d/map.png", "a mop"}};
    struct fixture *t                          = *state;
    struct view second;
    struct view shorter;
    struct counter c;

    counter_init(&c, t);
    second  = signed_file(&c, MOHUR_CONTAINER_ASIC_E, other, 2);
    shorter = signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 1);
    verify(&c, signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 2));
    CHECK_STATUS(MOHUR_E_AUTH, extract(&c, second));
    CHECK_STATUS(MOHUR_E_AUTH, extract(&c, shorter));
    CHECK_STATUS(MOHUR_E_FORMAT, extract(&c, VIEW_TEXT("no container")));
    check_nothing(&c);
    counter_wipe(&c);
}

static void
are_those_of_a_container(void **state)
{
    struct fixture *t            = *state;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    struct counter c;
    mohur__bytes message;

    counter_init(&c, t);
    message      = container_message(&c.k, MOHUR__TEXT("a decree"));
    options.file = fixture_source(t, (struct view){message.data, message.len});
    options.content    = fixture_source(t, VIEW_TEXT("a decree"));
    options.trust      = c.k.trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &c.report));
    CHECK(mohur_report_is_accepted(c.report));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 extract(&c, (struct view){message.data, message.len}));
    check_nothing(&c);
    mohur_source_free(options.file);
    mohur_source_free(options.content);
    counter_wipe(&c);
}

/* Names that a ZIP file may have: what they are where files are made of them. */
static void
d6_have_names_that_are_names_everywhere(void **state)
{
    static const struct container_item items[][2] = {
        {{"decree.pdf", "a"}, {"con.txt", "b"}},
        {{"decree.pdf", "a"}, {"a?b", "b"}},
        {{"decree.pdf", "a"}, {"d/ b", "b"}},
        {{"decree.pdf", "a"},
         {"fdp.\xE2\x80\xAE"
          "exe",
          "b"}},
        {{"d/a", "a"}, {"D/b", "b"}},
    };
    struct fixture *t = *state;
    struct counter c;

    counter_init(&c, t);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        struct view file = signed_file(&c, MOHUR_CONTAINER_ASIC_E, items[i], 2);

        verify(&c, file);
        CHECK(mohur_report_is_accepted(c.report));
        CHECK_STATUS(MOHUR_E_FORMAT, extract(&c, file));
        check_nothing(&c);
    }
    counter_wipe(&c);
}

static void
come_out_whole_of_whatever_the_file_became(void **state)
{
    enum {
        STEP = 13 /* bits */
    };
    struct fixture *t = *state;
    struct view file;
    uint8_t *bytes = NULL;
    struct counter c;

    counter_init(&c, t);
    file  = signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 2);
    bytes = fixture_bytes(t, 0, file.len);
    memcpy(bytes, file.data, file.len);
    file.data = bytes;
    verify(&c, file);
    for (size_t len = 0; len < file.len; len++) {
        CHECK(extract(&c, (struct view){bytes, len}) != MOHUR_OK);
    }
    check_nothing(&c);
    for (size_t bit = 0; bit < 8 * file.len; bit += STEP) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (extract(&c, file) == MOHUR_OK) {
            check_all(&c);
            remove_all(&c);
        }
        check_nothing(&c);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    counter_wipe(&c);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct counter c;

    counter_init(&c, t);
    file = signed_file(&c, MOHUR_CONTAINER_ASIC_E, ITEMS, 2);
    verify(&c, file);
    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = extract(&c, file);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        check_nothing(&c);
    }
    check_all(&c);
    counter_wipe(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_handed_out_after_a_yes),
        CASE(come_out_of_an_asic_s),
        CASE(replace_a_folder_if_that_was_asked),
        CASE(stay_inside_without_a_yes),
        CASE(f4_stay_inside_of_another_file),
        CASE(are_those_of_a_container),
        CASE(d6_have_names_that_are_names_everywhere),
        CASE(come_out_whole_of_whatever_the_file_became),
        CASE(survive_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("documents", cases, NULL, NULL);
}
