/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_archive.h"

#include "../profile/rule_kit.h"
#include "base/error.h"
#include "check.h"
#include "container_kit.h"
#include "document/asic_manifest.h"
#include "keystore/key.h"
#include "years.h"
#include "zip/zip_read.h"
#include <mohur/counter.h>

#include <stdlib.h>
#include <string.h>

/*
 * Archive manifests of a container: made, renewed, and judged from the newest
 * to the oldest.
 */
enum {
    MEMBER_MAX  = 128 * 1024,
    MEMBERS_MAX = 64,
    MONTH       = 30 * PKI_DAY
};

static const char ARCHIVE[] = "META-INF/ASiCArchiveManifest.xml";
static const char STAMP[]   = "META-INF/timestamp001.tst";

struct shelf_of {
    struct years *y;
    struct fixture *t;
    struct container_kit k; /* who signs: the signer of years */
};

static struct shelf_of
shelf_new(struct fixture *t)
{
    struct shelf_of s             = {.y = years_new(t), .t = t};
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = MOHUR_ALG_ECDSA_P256,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&s.y->key),
                                     .secret     = pki_secret(&s.y->key)};

    s.k = (struct container_kit){.t = t, .pair = s.y->key, .cert = s.y->cert};
    s.k.trust = s.y->trust;
    CHECK_OK(mohur__key_new(t->ctx, &parts, &s.k.key));
    return s;
}

static void
shelf_end(struct shelf_of *s)
{
    mohur_key_free(s->k.key);
    years_end(s->y);
}

static mohur__bytes
kept(struct fixture *t)
{
    struct view v = container_keep(t);

    return mohur__bytes_of(v.data, v.len);
}

/* Two documents, signed and stamped, and evidence as of now. */
static mohur__bytes
stamped(struct shelf_of *s)
{
    static const struct container_item items[] = {{"decree.pdf", "a decree"},
                                                  {"d/map.png", "a map"}};
    struct fixture *t                          = s->t;

    CHECK_OK(container_sign(&s->k, MOHUR_CONTAINER_ASIC_E, items, 2));
    years_give_all(s->y);
    return years_extended(s->y, kept(t), MOHUR_DOCUMENT_T);
}

static mohur__bytes
sealed(struct shelf_of *s)
{
    return years_extended(s->y, stamped(s), MOHUR_DOCUMENT_LTA);
}

/* By the file alone. */
static mohur_document_level
level(struct shelf_of *s, mohur__bytes file)
{
    const mohur_signature_info *info = years_alone(s->y, file);

    CHECK(mohur_report_is_accepted(s->y->report));
    return info->level;
}

/* The last time stamp that is told of, which is an archive's. */
static const mohur_stamp_info *
last(struct shelf_of *s)
{
    const mohur_signature_info *info = mohur_report_signature(s->y->report, 0);

    return mohur_report_stamp(s->y->report, 0, info->stamps_len - 1);
}

/* ---- members ---- */

struct members {
    struct zip_member at[MEMBERS_MAX];
    size_t len;
};

static struct members *
members_of(struct shelf_of *s, mohur__bytes file)
{
    struct fixture *t     = s->t;
    struct members *m     = (void *)fixture_bytes(t, 0, sizeof *m);
    struct mohur__zip zip = {.ctx = NULL};
    mohur_source *source =
        fixture_source(t, (struct view){file.data, file.len});

    memset(m, 0, sizeof *m);
    CHECK_OK(mohur__zip_open(t->ctx, source, &zip));
    CHECK(zip.entries_len <= MEMBERS_MAX);
    for (m->len = 0; m->len < zip.entries_len; m->len++) {
        const struct mohur__zip_entry *e = &zip.entries[m->len];
        struct mohur__buf content        = {0};
        uint8_t *name                    = fixture_bytes(t, 0, e->name.len + 1);
        uint8_t *data                    = NULL;

        CHECK_OK(mohur__zip_load(&zip, e, MEMBER_MAX, &content));
        data = fixture_bytes(t, 0, content.len + 1);
        memcpy(name, e->name.data, e->name.len);
        name[e->name.len] = 0;
        memcpy(data, mohur__buf_view(&content).data, content.len);
        m->at[m->len].name     = (const char *)name;
        m->at[m->len].name_len = e->name.len;
        m->at[m->len].data     = mohur__bytes_of(data, content.len);
        mohur__buf_wipe(&content);
    }
    mohur__zip_wipe(&zip);
    mohur_source_free(source);
    return m;
}

static mohur__bytes
file_of(struct shelf_of *s, const struct members *m)
{
    struct zip_plan plan = {.members = m->at, .len = m->len};

    return zip_make(s->t, &plan);
}

static struct zip_member *
member(struct members *m, const char *name)
{
    size_t i = 0;

    while (i < m->len && strcmp(m->at[i].name, name) != 0) {
        i++;
    }
    CHECK(i < m->len);
    return &m->at[i];
}

static bool
has(struct shelf_of *s, mohur__bytes file, const char *name)
{
    struct members *m = members_of(s, file);

    for (size_t i = 0; i < m->len; i++) {
        if (strcmp(m->at[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The file without a member. */
static mohur__bytes
without(struct shelf_of *s, mohur__bytes file, const char *name)
{
    struct members *m      = members_of(s, file);
    struct zip_member *one = member(m, name);

    m->len--;
    memmove(one, one + 1, (size_t)(&m->at[m->len] - one) * sizeof *one);
    return file_of(s, m);
}

/* The file with a bit of a member changed. */
static mohur__bytes
changed(struct shelf_of *s, mohur__bytes file, const char *name, size_t from)
{
    struct members *m      = members_of(s, file);
    struct zip_member *one = member(m, name);
    uint8_t *data          = (uint8_t *)(uintptr_t)one->data.data;

    data[one->data.len - 1 - from] ^= 1;
    return file_of(s, m);
}

/* ---- good ---- */

static void
prove_all_that_is_in_the_container(void **state)
{
    struct shelf_of s = shelf_new(*state);
    mohur__bytes old  = stamped(&s);
    mohur__bytes file = years_extended(s.y, old, MOHUR_DOCUMENT_LTA);

    CHECK_NUMBER(MOHUR_DOCUMENT_T, years_verified(s.y, old)->level);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, level(&s, file));
    CHECK_NUMBER(MOHUR_STAMP_ARCHIVE, last(&s)->kind);
    CHECK_NUMBER(MOHUR_PASSED, last(&s)->verdict);
    CHECK_NUMBER(FIXTURE_NOW, last(&s)->time);
    CHECK(has(&s, file, ARCHIVE) && has(&s, file, STAMP));
    CHECK(mohur_report_covers_all(s.y->report));
    shelf_end(&s);
}

static void
are_renewed_before_they_end(void **state)
{
    struct shelf_of s  = shelf_new(*state);
    struct fixture *t  = s.t;
    mohur__bytes first = sealed(&s);
    mohur__bytes again;

    t->now += 11LL * MONTH; /* the signer's and the authority's end soon */
    s.y->tsa_end = t->now + 9LL * PKI_YEAR;
    years_give_all(s.y);
    again = years_extended(s.y, first, MOHUR_DOCUMENT_LTA);
    CHECK(has(&s, again, "META-INF/ASiCArchiveManifest001.xml"));
    CHECK(has(&s, again, "META-INF/timestamp002.tst"));
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, level(&s, again));
    t->now += 5LL * PKI_YEAR;
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, level(&s, again));
    CHECK_NUMBER(FIXTURE_NOW,
                 mohur_report_signature(s.y->report, 0)->best_time);
    CHECK_NUMBER(MOHUR_INDETERMINATE, years_alone(s.y, first)->verdict);
    shelf_end(&s);
}

static void
are_not_renewed_when_it_is_too_late(void **state)
{
    struct shelf_of s  = shelf_new(*state);
    struct fixture *t  = s.t;
    mohur__bytes first = sealed(&s);

    t->now += 2LL * PKI_YEAR;
    s.y->tsa_end = t->now + PKI_YEAR;
    years_give_all(s.y);
    CHECK(years_extend(s.y, first, MOHUR_DOCUMENT_LTA) != MOHUR_OK);
    CHECK_NUMBER(0, fixture_output(t).len);
    shelf_end(&s);
}

static void
take_in_a_signature_that_came_later(void **state)
{
    struct shelf_of s = shelf_new(*state);
    struct fixture *t = s.t;
    mohur__bytes file = sealed(&s);

    t->now++;
    CHECK_OK(container_add(&s.k, (struct view){file.data, file.len}));
    file = kept(t);
    years_give_all(s.y);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, years_verified(s.y, file)->level);
    CHECK_NUMBER(MOHUR_DOCUMENT_B,
                 mohur_report_signature(s.y->report, 1)->level);
    /* Level T would change it under no archive, but is all or nothing. */
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 years_extend(s.y, file, MOHUR_DOCUMENT_T));
    CHECK_STATUS(MOHUR_E_STALE, years_extend(s.y, file, MOHUR_DOCUMENT_LTA));
    shelf_end(&s);
}

static void
keep_every_older_member_as_it_is(void **state)
{
    struct shelf_of s  = shelf_new(*state);
    struct fixture *t  = s.t;
    mohur__bytes first = sealed(&s);
    struct members *a  = members_of(&s, first);
    struct members *b  = NULL;

    t->now++;
    years_give_all(s.y);
    b = members_of(&s, years_extended(s.y, first, MOHUR_DOCUMENT_LTA));
    CHECK_NUMBER(a->len + 2, b->len);
    for (size_t i = 0; i < a->len; i++) {
        bool renamed = strcmp(a->at[i].name, ARCHIVE) == 0;
        bool grown   = strcmp(a->at[i].name, STAMP) == 0;

        CHECK(renamed != (strcmp(a->at[i].name, b->at[i].name) == 0));
        CHECK(grown != mohur__bytes_equal(a->at[i].data, b->at[i].data));
    }
    shelf_end(&s);
}

/* The authority of the first and its answers are of an algorithm that is of
 * an earlier time now; those of the second, which is over all of that, are
 * not. */
static void
carry_an_authority_beyond_its_algorithm(void **state)
{
    struct shelf_of s     = shelf_new(*state);
    struct fixture *t     = s.t;
    struct stamp_tsa good = years_other_tsa(s.y, MOHUR_ALG_ECDSA_P384);
    mohur__bytes first    = sealed(&s);
    mohur__bytes second   = MOHUR__NOTHING;
    struct mohur__force force;

    t->now++;
    s.y->tsa = good;
    second   = years_extended(s.y, first, MOHUR_DOCUMENT_LTA);
    t->now += 3 * PKI_DAY;
    years_give_all(s.y);
    kit_enforce(t, &force, KIT_RULE, KIT_P384_LEGACY);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, years_verified(s.y, second)->level);
    CHECK_NUMBER(FIXTURE_NOW,
                 mohur_report_signature(s.y->report, 0)->best_time);
    CHECK_NUMBER(0, years_verified(s.y, first)->best_time);
    CHECK_NUMBER(MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, last(&s)->why);
    kit_relent(t, &force);
    shelf_end(&s);
}

/* ---- what they do not cover ---- */

static void
say_nothing_once_a_member_has_changed(void **state)
{
    static const char *const names[] = {
        "META-INF/ASiCArchiveManifest.xml", "META-INF/timestamp001.tst",
        "META-INF/timestamp002.tst", "META-INF/ASiCArchiveManifest001.xml"};
    struct shelf_of s = shelf_new(*state);
    struct fixture *t = s.t;
    mohur__bytes file = sealed(&s);

    t->now++;
    years_give_all(s.y);
    file = years_extended(s.y, file, MOHUR_DOCUMENT_LTA);
    for (size_t i = 0; i < 4; i++) {
        mohur__bytes other = changed(&s, file, names[i], 20);

        /* The first one stands by itself, and the second without it not. */
        CHECK_NUMBER(i == 0 || i == 2 ? MOHUR_DOCUMENT_LTA : MOHUR_DOCUMENT_LT,
                     level(&s, other));
        CHECK(mohur_report_is_accepted(s.y->report));
        if (i == 1 || i == 3) {
            continue;
        }
        CHECK_NUMBER(MOHUR_DOCUMENT_LTA,
                     level(&s, without(&s, file, names[i])));
    }
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE,
                 years_alone(s.y, changed(&s, file, "decree.pdf", 0))->why);
    shelf_end(&s);
}

static void
say_nothing_about_another_container(void **state)
{
    struct shelf_of s     = shelf_new(*state);
    struct fixture *t     = s.t;
    struct members *mine  = members_of(&s, sealed(&s));
    struct members *other = NULL;

    t->now++; /* signed at another time */
    other                  = members_of(&s, sealed(&s));
    *member(mine, ARCHIVE) = *member(other, ARCHIVE);
    *member(mine, STAMP)   = *member(other, STAMP);
    CHECK_NUMBER(MOHUR_DOCUMENT_LT, level(&s, file_of(&s, mine)));
    CHECK_NUMBER(MOHUR_STAMP_ARCHIVE, last(&s)->kind);
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, last(&s)->why);
    shelf_end(&s);
}

/* An archive manifest of these members, with a genuine time stamp. */
struct archive_plan {
    const char *const *names;
    size_t len;
    int64_t time;
    const char *stamp;
    const char *manifest;
};

static mohur__bytes
archived(struct shelf_of *s, mohur__bytes file, const struct archive_plan *how)
{
    struct fixture *t = s->t;
    struct members *m = members_of(s, file);
    struct mohur__asic_manifest_item items[8];
    uint8_t digests[8][32];
    struct mohur__asic_manifest_parts parts = {
        .signature  = mohur__bytes_text(how->stamp),
        .is_archive = true,
        .hash       = MOHUR_ALG_SHA_256,
        .items      = items,
        .items_len  = how->len};
    struct mohur__buf b    = {0};
    struct stamp_plan plan = {.time = how->time};
    struct view manifest;

    for (size_t i = 0; i < how->len; i++) {
        mohur__bytes data = member(m, how->names[i])->data;

        CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, data,
                             MOHUR__SPAN(digests[i])));
        items[i] = (struct mohur__asic_manifest_item){
            mohur__bytes_text(how->names[i]), NULL, MOHUR__BYTES(digests[i]),
            false};
    }
    mohur__buf_init(&b, t->ctx, MEMBER_MAX);
    mohur__asic_manifest_emit(&b, &parts);
    manifest.len = b.len;
    manifest.data =
        memcpy(fixture_bytes(t, 0, b.len), mohur__buf_view(&b).data, b.len);
    mohur__buf_wipe(&b);
    plan.over              = mohur__bytes_of(manifest.data, manifest.len);
    m->at[m->len].name     = how->manifest;
    m->at[m->len].name_len = strlen(how->manifest);
    m->at[m->len++].data   = plan.over;
    m->at[m->len].name     = how->stamp;
    m->at[m->len].name_len = strlen(how->stamp);
    m->at[m->len++].data   = stamp_token(s->y->far, &s->y->tsa, &plan);
    return file_of(s, m);
}

static void
cover_what_the_signature_is_over_or_prove_nothing(void **state)
{
    static const char *const names[] = {
        "META-INF/signature001.p7s", "META-INF/ASiCManifest001.xml",
        "decree.pdf", "d/map.png", "META-INF/signature001.p7s"};
    struct shelf_of s = shelf_new(*state);
    mohur__bytes file = years_extended(s.y, stamped(&s), MOHUR_DOCUMENT_LT);

    for (size_t len = 1; len <= 5; len++) {
        const struct archive_plan how = {names, len, FIXTURE_NOW, STAMP,
                                         ARCHIVE};
        mohur__bytes one              = archived(&s, file, &how);

        CHECK_NUMBER(len == 4 ? MOHUR_DOCUMENT_LTA : MOHUR_DOCUMENT_LT,
                     years_verified(s.y, one)->level);
        CHECK(mohur_report_is_accepted(s.y->report));
        CHECK_NUMBER(len == 5 ? MOHUR_WHY_FORMAT_FAILURE : MOHUR_WHY_NONE,
                     last(&s)->why);
    }
    shelf_end(&s);
}

static void
cover_nothing_that_says_it_is_younger(void **state)
{
    static const char *const names[] = {
        "META-INF/signature001.p7s", "META-INF/ASiCManifest001.xml",
        "decree.pdf", "d/map.png", "META-INF/timestamp001.tst"};
    const struct archive_plan how = {names, 5, FIXTURE_NOW - 100,
                                     "META-INF/timestamp002.tst",
                                     "META-INF/ASiCArchiveManifest001.xml"};
    struct shelf_of s             = shelf_new(*state);

    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, level(&s, archived(&s, sealed(&s), &how)));
    CHECK_NUMBER(MOHUR_WHY_TIMESTAMP_ORDER_FAILURE, last(&s)->why);
    CHECK_NUMBER(FIXTURE_NOW,
                 mohur_report_signature(s.y->report, 0)->best_time);
    shelf_end(&s);
}

/* ---- refused ---- */

static void
are_not_made_void(void **state)
{
    struct shelf_of s             = shelf_new(*state);
    struct fixture *t             = s.t;
    mohur__bytes file             = sealed(&s);
    mohur_counter_options options = MOHUR_COUNTER_OPTIONS_INIT;
    mohur_sink *sink              = fixture_sink(t);

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 years_extend(s.y, file, MOHUR_DOCUMENT_T));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 years_extend(s.y, file, MOHUR_DOCUMENT_LT));
    options.file     = fixture_source(t, (struct view){file.data, file.len});
    options.cert     = s.k.cert.data;
    options.cert_len = s.k.cert.len;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur_document_countersign(t->ctx, s.k.key, &options, sink));
    mohur_source_free(options.file);
    mohur_sink_free(sink);
    shelf_end(&s);
}

static void
are_not_made_of_what_is_bad(void **state)
{
    struct shelf_of s = shelf_new(*state);
    struct fixture *t = s.t;
    mohur__bytes file = stamped(&s);

    CHECK_STATUS(MOHUR_E_AUTH,
                 years_extend(s.y, changed(&s, file, "decree.pdf", 0),
                              MOHUR_DOCUMENT_LTA));
    CHECK_STATUS(MOHUR_E_AUTH,
                 years_extend(s.y, changed(&s, sealed(&s), "decree.pdf", 0),
                              MOHUR_DOCUMENT_LTA));
    years_give(s.y, MOHUR__NOTHING, MOHUR__NOTHING);
    CHECK_STATUS(MOHUR_E_STALE, years_extend(s.y, file, MOHUR_DOCUMENT_LTA));
    CHECK_NUMBER(0, fixture_output(t).len);
    shelf_end(&s);
}

static void
leave_nothing_behind_when_memory_fails(void **state)
{
    struct shelf_of s = shelf_new(*state);
    struct fixture *t = s.t;
    mohur__bytes file = sealed(&s);
    mohur_status st   = MOHUR_E_NO_MEMORY;
    size_t nth        = getenv("MOHUR_FULL") != NULL ? 1 : 11;

    for (s.y->fail_at = 1; st == MOHUR_E_NO_MEMORY; s.y->fail_at += nth) {
        st = years_extend(s.y, file, MOHUR_DOCUMENT_LTA);
        CHECK(st == MOHUR_OK || t->sink.finishes == 0);
        CHECK(s.y->fail_at < 5000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    st = MOHUR_E_NO_MEMORY;
    for (s.y->fail_at = 1; st == MOHUR_E_NO_MEMORY; s.y->fail_at += nth) {
        st = years_verify(s.y, file);
        CHECK(s.y->fail_at < 5000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    shelf_end(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(prove_all_that_is_in_the_container),
        CASE(are_renewed_before_they_end),
        CASE(are_not_renewed_when_it_is_too_late),
        CASE(take_in_a_signature_that_came_later),
        CASE(keep_every_older_member_as_it_is),
        CASE(carry_an_authority_beyond_its_algorithm),
        CASE(say_nothing_once_a_member_has_changed),
        CASE(say_nothing_about_another_container),
        CASE(cover_what_the_signature_is_over_or_prove_nothing),
        CASE(cover_nothing_that_says_it_is_younger),
        CASE(are_not_made_void),
        CASE(are_not_made_of_what_is_bad),
        CASE(leave_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("archive manifests", cases, NULL, NULL);
}
