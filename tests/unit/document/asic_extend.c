/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_extend.h"

#include "base/error.h"
#include "check.h"
#include "container_kit.h"
#include "revoke.h"
#include "zip/zip_read.h"
#include <mohur/extend.h>

/* Time stamps in containers: at signing, later, and on all signatures. */
enum {
    MEMBER_MAX = 64 * 1024
};

static const struct container_item ITEMS[] = {{"decree.pdf", "a decree"},
                                              {"d/map.png", "a map"}};

struct office {
    struct container_kit k;
    struct stamper tsa;
    struct view list;      /* that nothing of the authority's was revoked */
    mohur_source *content; /* given beside a container; NULL: none */
};

/* Signs at level B; k.tsa is set where it is to be T. */
static void
office_init(struct office *o, struct fixture *t)
{
    o->k = container_kit_new(t, MOHUR_ALG_ECDSA_P256);
    stamper_init(&o->tsa);
    stamper_trust(&o->tsa, t, o->k.trust);
    struct list_plan plan = {.issuer = "TSA root",
                             .signer = &o->tsa.tsa.root_key};
    mohur__bytes list     = revoke_list(t, &plan);

    o->list    = (struct view){list.data, list.len};
    o->content = NULL;
}

static void
office_wipe(struct office *o)
{
    container_kit_free(&o->k);
    stamper_wipe(&o->tsa);
}

static struct view
signed_file(struct office *o, mohur_container_format format)
{
    struct fixture *t = o->k.t;

    o->k.tsa = NULL;
    CHECK_OK(container_sign(&o->k, format, ITEMS,
                            format == MOHUR_CONTAINER_ASIC_S ? 1 : 2));
    return container_keep(t);
}

static mohur_status
extend(struct office *o, struct view file)
{
    o->k.tsa = &o->tsa;
    return container_extend(&o->k, file);
}

/* Beyond level T, with a list of the authority for time stamps. */
static mohur_status
extend_to(struct office *o, struct view file, mohur_document_level level)
{
    struct fixture *t            = o->k.t;
    mohur_extend_options options = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_sink *sink             = fixture_sink(t);
    mohur_source *given          = fixture_source(t, o->list);
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.file      = fixture_source(t, file);
    options.level     = level;
    options.tsa       = level == MOHUR_DOCUMENT_LT ? NULL : STAMPER_URL;
    options.evidence  = &o->tsa.evidence;
    options.trust     = o->k.trust;
    options.content   = o->content;
    options.given     = &given;
    options.given_len = o->list.len > 0 ? 1 : 0;
    st                = mohur_document_extend(t->ctx, &options, sink);
    mohur_source_free(options.file);
    mohur_source_free(given);
    mohur_sink_free(sink);
    return st;
}

/* How many of its signatures are at a level; 99 if it does not pass. */
static size_t
at_level(struct office *o, struct view file, mohur_document_level level)
{
    struct fixture *t    = o->k.t;
    mohur_report *report = NULL;
    size_t n             = 0;

    CHECK_OK(container_verify(&o->k, file, &report));
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        n += mohur_report_signature(report, i)->level == level;
    }
    n = mohur_report_is_accepted(report) ? n : 99;
    mohur_report_free(report);
    return n;
}

static size_t
stamped(struct office *o, struct view file)
{
    return at_level(o, file, MOHUR_DOCUMENT_T);
}

/* ---- good ---- */

static void
are_asked_for_when_signing(void **state)
{
    struct fixture *t = *state;
    struct office o;

    office_init(&o, t);
    o.k.tsa = &o.tsa;
    CHECK_OK(container_sign(&o.k, MOHUR_CONTAINER_ASIC_E, ITEMS, 2));
    CHECK_NUMBER(1, stamped(&o, container_keep(t)));
    CHECK_OK(container_sign(&o.k, MOHUR_CONTAINER_ASIC_S, ITEMS, 1));
    CHECK_NUMBER(1, stamped(&o, container_keep(t)));
    CHECK_NUMBER(2, o.tsa.asked);
    office_wipe(&o);
}

static void
are_asked_for_later(void **state)
{
    static const mohur_container_format formats[] = {MOHUR_CONTAINER_ASIC_E,
                                                     MOHUR_CONTAINER_ASIC_S};
    struct fixture *t                             = *state;

    for (size_t i = 0; i < 2; i++) {
        struct office o;
        struct view file;

        office_init(&o, t);
        file = signed_file(&o, formats[i]);
        CHECK_NUMBER(0, stamped(&o, file));
        CHECK_OK(extend(&o, file));
        CHECK_NUMBER(1, stamped(&o, container_keep(t)));
        office_wipe(&o);
    }
}

static void
go_to_every_signature(void **state)
{
    struct fixture *t = *state;
    struct office o;

    office_init(&o, t);
    CHECK_OK(container_add(&o.k, signed_file(&o, MOHUR_CONTAINER_ASIC_E)));
    CHECK_OK(extend(&o, container_keep(t)));
    CHECK_NUMBER(2, o.tsa.asked);
    CHECK_NUMBER(2, stamped(&o, container_keep(t)));
    office_wipe(&o);
}

/* What is not a signature stays, in its order. */
static void
a12_leave_every_other_member_as_it_is(void **state)
{
    struct fixture *t     = *state;
    struct mohur__zip old = {.ctx = NULL};
    struct mohur__zip new = {.ctx = NULL};
    mohur_source *from    = NULL;
    mohur_source *to      = NULL;
    struct office o;

    office_init(&o, t);
    from = fixture_source(t, signed_file(&o, MOHUR_CONTAINER_ASIC_E));
    CHECK_OK(extend(&o, signed_file(&o, MOHUR_CONTAINER_ASIC_E)));
    to = fixture_source(t, container_keep(t));
    CHECK_OK(mohur__zip_open(t->ctx, from, &old));
    CHECK_OK(mohur__zip_open(t->ctx, to, &new));
    CHECK_NUMBER(5, old.entries_len);
    CHECK_NUMBER(5, new.entries_len);
    for (size_t i = 0; i < 5; i++) {
        struct mohur__buf a = {0};
        struct mohur__buf b = {0};

        CHECK_BYTES(old.entries[i].name, new.entries[i].name);
        CHECK_OK(mohur__zip_load(&old, &old.entries[i], MEMBER_MAX, &a));
        CHECK_OK(mohur__zip_load(&new, &new.entries[i], MEMBER_MAX, &b));
        CHECK((i == 4) !=
              mohur__bytes_equal(mohur__buf_view(&a), mohur__buf_view(&b)));
        mohur__buf_wipe(&a);
        mohur__buf_wipe(&b);
    }
    mohur__zip_wipe(&old);
    mohur__zip_wipe(&new);
    mohur_source_free(from);
    mohur_source_free(to);
    office_wipe(&o);
}

static void
are_seen_by_the_form_of_the_file(void **state)
{
    struct fixture *t             = *state;
    mohur_container_format format = MOHUR_CONTAINER_ASIC_E;
    mohur_source *source = fixture_source(t, VIEW_TEXT("no container"));
    struct office o;

    office_init(&o, t);
    CHECK_OK(mohur_container_detect(t->ctx, source, &format));
    CHECK_NUMBER(MOHUR_CONTAINER_NONE, format);
    mohur_source_free(source);
    source = fixture_source(t, signed_file(&o, MOHUR_CONTAINER_ASIC_S));
    CHECK_OK(mohur_container_detect(t->ctx, source, &format));
    CHECK_NUMBER(MOHUR_CONTAINER_ASIC_S, format);
    mohur_source_free(source);
    source = fixture_source(t, VIEW_TEXT("PK\003\004 and nothing more"));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur_container_detect(t->ctx, source, &format));
    mohur_source_free(source);
    office_wipe(&o);
}

/* ---- beyond level T ---- */

static struct view
stamped_file(struct office *o, mohur_container_format format)
{
    struct fixture *t = o->k.t;

    CHECK_OK(extend(o, signed_file(o, format)));
    return container_keep(t);
}

static void
are_kept_with_what_they_rest_on(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct office o;

    office_init(&o, t);
    CHECK_OK(container_add(&o.k, signed_file(&o, MOHUR_CONTAINER_ASIC_E)));
    CHECK_OK(extend(&o, container_keep(t)));
    file = container_keep(t);
    CHECK_OK(extend_to(&o, file, MOHUR_DOCUMENT_LT));
    CHECK_NUMBER(2, at_level(&o, container_keep(t), MOHUR_DOCUMENT_LT));
    file = stamped_file(&o, MOHUR_CONTAINER_ASIC_S);
    CHECK_OK(extend_to(&o, file, MOHUR_DOCUMENT_LT));
    CHECK_NUMBER(1, at_level(&o, container_keep(t), MOHUR_DOCUMENT_LT));
    o.list.len = 0;
    CHECK_STATUS(MOHUR_E_STALE, extend_to(&o, file, MOHUR_DOCUMENT_LT));
    CHECK_NUMBER(0, t->sink.finishes);
    office_wipe(&o);
}

static void
are_stamped_again_over_one_document(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct office o;

    office_init(&o, t);
    file = stamped_file(&o, MOHUR_CONTAINER_ASIC_S);
    CHECK_OK(extend_to(&o, file, MOHUR_DOCUMENT_LTA));
    CHECK_NUMBER(1, at_level(&o, container_keep(t), MOHUR_DOCUMENT_LTA));
    file = stamped_file(&o, MOHUR_CONTAINER_ASIC_E);
    CHECK_OK(extend_to(&o, file, MOHUR_DOCUMENT_LTA));
    CHECK_NUMBER(1, at_level(&o, container_keep(t), MOHUR_DOCUMENT_LTA));
    file = container_keep(t);
    CHECK_OK(extend_to(&o, file, MOHUR_DOCUMENT_LTA));
    CHECK_NUMBER(1, at_level(&o, container_keep(t), MOHUR_DOCUMENT_LTA));
    office_wipe(&o);
}

static struct view
container_of(struct fixture *t, const struct zip_member *members, size_t len)
{
    struct zip_plan plan = {.members = members, .len = len};
    mohur__bytes made    = zip_make(t, &plan);

    return (struct view){made.data, made.len};
}

/* Their documents are judged: one that changed since is seen. */
static void
rest_on_the_documents_too(void **state)
{
    struct fixture *t             = *state;
    struct mohur__zip a           = {.ctx = NULL};
    struct zip_member members[5]  = {{.name = NULL}};
    struct mohur__buf contents[5] = {{0}};
    mohur_source *from            = NULL;
    struct office o;

    office_init(&o, t);
    from = fixture_source(t, stamped_file(&o, MOHUR_CONTAINER_ASIC_E));
    CHECK_OK(mohur__zip_open(t->ctx, from, &a));
    CHECK_NUMBER(5, a.entries_len);
    for (size_t i = 0; i < 5; i++) {
        CHECK_OK(mohur__zip_load(&a, &a.entries[i], MEMBER_MAX, &contents[i]));
        members[i].name     = (const char *)a.entries[i].name.data;
        members[i].name_len = a.entries[i].name.len;
        members[i].data     = mohur__buf_view(&contents[i]);
    }
    CHECK_OK(extend_to(&o, container_of(t, members, 5), MOHUR_DOCUMENT_LT));
    members[1].data = MOHUR__TEXT("another");
    CHECK_STATUS(MOHUR_E_AUTH,
                 extend_to(&o, container_of(t, members, 5), MOHUR_DOCUMENT_LT));
    CHECK_NUMBER(0, t->sink.finishes);
    for (size_t i = 0; i < 5; i++) {
        mohur__buf_wipe(&contents[i]);
    }
    mohur__zip_wipe(&a);
    mohur_source_free(from);
    office_wipe(&o);
}

static void
are_given_no_document_beside_them(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct office o;

    office_init(&o, t);
    file      = stamped_file(&o, MOHUR_CONTAINER_ASIC_E);
    o.content = fixture_source(t, VIEW_TEXT("a decree"));
    CHECK_STATUS(MOHUR_E_ARGUMENT, extend_to(&o, file, MOHUR_DOCUMENT_LT));
    mohur_source_free(o.content);
    office_wipe(&o);
}

/* ---- bad ---- */

static void
are_on_all_signatures_or_none(void **state)
{
    struct fixture *t = *state;
    struct office o;

    office_init(&o, t);
    CHECK_OK(container_add(&o.k, signed_file(&o, MOHUR_CONTAINER_ASIC_E)));
    o.tsa.silent_at = 2;
    CHECK_STATUS(MOHUR_E_IO, extend(&o, container_keep(t)));
    CHECK_NUMBER(2, o.tsa.asked);
    CHECK_NUMBER(0, t->sink.len);
    CHECK_NUMBER(0, t->sink.finishes);
    office_wipe(&o);
}

static void
do_not_make_void_what_is_over_them(void **state)
{
    static const struct zip_member members[] = {
        ZIP_TEXT("mimetype", "application/vnd.etsi.asic-e+zip"),
        ZIP_TEXT("a", "a"), ZIP_TEXT("META-INF/ASiCManifest.xml", "<a/>"),
        ZIP_TEXT("META-INF/signature.p7s", "0"),
        ZIP_TEXT("META-INF/ASiCArchiveManifest.xml", "<a/>")};
    struct fixture *t = *state;
    struct office o;

    office_init(&o, t);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, extend(&o, container_of(t, members, 5)));
    CHECK_STATUS(MOHUR_E_FORMAT, extend(&o, container_of(t, members, 4)));
    CHECK_STATUS(MOHUR_E_FORMAT, extend(&o, container_of(t, members, 3)));
    CHECK_STATUS(MOHUR_E_FORMAT, extend(&o, container_of(t, members + 1, 3)));
    CHECK_NUMBER(0, o.tsa.asked);
    office_wipe(&o);
}

static void
go_into_no_file_that_ends_too_early(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct office o;

    office_init(&o, t);
    file = signed_file(&o, MOHUR_CONTAINER_ASIC_E);
    for (size_t len = 0; len < file.len; len++) {
        CHECK(extend(&o, (struct view){file.data, len}) != MOHUR_OK);
        CHECK_NUMBER(0, t->sink.finishes);
    }
    CHECK_NUMBER(0, o.tsa.asked);
    office_wipe(&o);
}

/* Nothing becomes good by being stamped. */
static void
make_nothing_good_that_was_not(void **state)
{
    enum {
        STEP = 151 /* bits */
    };
    struct fixture *t = *state;
    struct view file;
    uint8_t *bytes = NULL;
    struct office o;

    office_init(&o, t);
    file  = signed_file(&o, MOHUR_CONTAINER_ASIC_E);
    bytes = fixture_bytes(t, 0, file.len);
    memcpy(bytes, file.data, file.len);
    file.data = bytes;
    for (size_t bit = 0; bit < 8 * file.len; bit += STEP) {
        mohur_report *report = NULL;
        bool good            = false;

        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (container_verify(&o.k, file, &report) == MOHUR_OK) {
            good = mohur_report_is_accepted(report);
            mohur_report_free(report);
        }
        if (extend(&o, file) == MOHUR_OK) {
            CHECK(stamped(&o, fixture_output(t)) == (good ? 1 : 99));
        } else {
            CHECK_NUMBER(0, t->sink.finishes);
        }
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    office_wipe(&o);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    struct view file;
    struct office o;

    office_init(&o, t);
    file = signed_file(&o, MOHUR_CONTAINER_ASIC_E);
    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = extend(&o, file);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK_NUMBER(0, t->sink.finishes);
    }
    alloc_fail_at(&t->alloc, 0, ALLOC_ONCE);
    office_wipe(&o);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_asked_for_when_signing),
        CASE(are_asked_for_later),
        CASE(go_to_every_signature),
        CASE(a12_leave_every_other_member_as_it_is),
        CASE(are_seen_by_the_form_of_the_file),
        CASE(are_kept_with_what_they_rest_on),
        CASE(are_stamped_again_over_one_document),
        CASE(rest_on_the_documents_too),
        CASE(are_given_no_document_beside_them),
        CASE(are_on_all_signatures_or_none),
        CASE(do_not_make_void_what_is_over_them),
        CASE(go_into_no_file_that_ends_too_early),
        CASE(make_nothing_good_that_was_not),
        CASE(survive_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("time stamps", cases, NULL, NULL);
}
