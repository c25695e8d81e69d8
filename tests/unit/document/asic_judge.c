/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_manifest.h"

#include "base/base64.h"
#include "base/error.h"
#include "check.h"
#include "container_kit.h"
#include "crypto/hash.h"
#include "profile/force.h"

#include "../profile/note_kit.h"

/*
 * Containers of attack lists D7, D8 and D10 of the design.  All that is not
 * the attack is right: the signature is over whatever the manifest says.
 */
enum {
    MEMBERS_MAX = 10,
    XML_MAX     = 4096
};

static const char TYPE_E[] = "application/vnd.etsi.asic-e+zip";
static const char TYPE_S[] = "application/vnd.etsi.asic-s+zip";
#define P7S      "META-INF/signature001.p7s"
#define MANIFEST "META-INF/ASiCManifest001.xml"

/* A container in the making: mimetype, a document, manifest, signature. */
struct making {
    struct container_kit k;
    struct zip_member members[MEMBERS_MAX];
    size_t len;
    struct zip_plan plan;
};

enum {
    AT_TYPE,
    AT_DOCUMENT,
    AT_MANIFEST,
    AT_SIGNATURE
};

/* A reference to a name with the digest of these bytes. */
static void
put_ref(struct fixture *t,
        struct mohur__buf *b,
        const char *uri,
        const char *text)
{
    uint8_t digest[32] = {0};

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, mohur__bytes_text(text),
                         MOHUR__SPAN(digest)));
    mohur__buf_bytes(b, MOHUR__TEXT("<asic:DataObjectReference URI=\""));
    mohur__buf_bytes(b, mohur__bytes_text(uri));
    mohur__buf_bytes(b,
                     MOHUR__TEXT("\"><ds:DigestMethod Algorithm=\"http://www.w3"
                                 ".org/2001/04/xmlenc#sha256\"/><ds:DigestValue"
                                 ">"));
    mohur__base64_emit(b, MOHUR__BYTES(digest));
    mohur__buf_bytes(
        b, MOHUR__TEXT("</ds:DigestValue></asic:DataObjectReference>"));
}

/* What a manifest refers to: pairs of a URI and the bytes it stands for. */
struct ref {
    const char *uri;
    const char *text;
};

static mohur__bytes
manifest_of(struct fixture *t,
            const char *signature,
            const struct ref *refs,
            size_t refs_len)
{
    struct mohur__buf b = {0};
    uint8_t *kept       = NULL;
    size_t len          = 0;

    mohur__buf_init(&b, t->ctx, XML_MAX);
    mohur__buf_bytes(
        &b, MOHUR__TEXT("<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/"
                        "02918/v1.2.1#\" xmlns:ds=\"http://www.w3.org/2000/09/"
                        "xmldsig#\"><asic:SigReference URI=\""));
    mohur__buf_bytes(&b, mohur__bytes_text(signature));
    mohur__buf_bytes(&b, MOHUR__TEXT("\"/>"));
    for (size_t i = 0; i < refs_len; i++) {
        put_ref(t, &b, refs[i].uri, refs[i].text);
    }
    mohur__buf_bytes(&b, MOHUR__TEXT("</asic:ASiCManifest>"));
    len  = b.len;
    kept = fixture_bytes(t, 0, len);
    mohur__copy(mohur__span_of(kept, len), mohur__buf_view(&b));
    mohur__buf_wipe(&b);
    return mohur__bytes_of(kept, len);
}

/* Put a member in front of the i-th. */
static void
insert(struct making *m, size_t i, const char *name, mohur__bytes data)
{
    CHECK(m->len < MEMBERS_MAX);
    for (size_t k = m->len; k > i; k--) {
        m->members[k] = m->members[k - 1];
    }
    m->members[i] = (struct zip_member){.name = name, .data = data};
    m->len++;
}

/* The container with another manifest, signed as it then is. */
static void
set_refs(struct making *m,
         const char *signature,
         const struct ref *refs,
         size_t refs_len)
{
    mohur__bytes xml = manifest_of(m->k.t, signature, refs, refs_len);

    m->members[AT_MANIFEST].data  = xml;
    m->members[AT_SIGNATURE].data = container_message(&m->k, xml);
}

static void
making_init(struct making *m, struct fixture *t)
{
    static const struct ref good[] = {{"a.txt", "a decree"}};

    *m = (struct making){.k = container_kit_new(t, MOHUR_ALG_ECDSA_P256)};
    insert(m, 0, "mimetype", mohur__bytes_text(TYPE_E));
    insert(m, 1, "a.txt", MOHUR__TEXT("a decree"));
    insert(m, 2, MANIFEST, MOHUR__NOTHING);
    insert(m, 3, P7S, MOHUR__NOTHING);
    set_refs(m, P7S, good, 1);
}

static void
making_free(struct making *m)
{
    container_kit_free(&m->k);
}

static mohur__bytes
made(struct making *m)
{
    m->plan.members = m->members;
    m->plan.len     = m->len;
    return zip_make(m->k.t, &m->plan);
}

static mohur_status
verify(struct making *m, mohur_report **out)
{
    mohur__bytes file = made(m);

    return container_verify(&m->k, (struct view){file.data, file.len}, out);
}

/* It is not accepted, for this reason; JSON can tell it. */
static void
check_why(struct making *m, mohur_why want)
{
    struct fixture *t    = m->k.t;
    mohur_report *report = NULL;
    mohur_sink *sink     = NULL;

    CHECK_OK(verify(m, &report));
    CHECK_NUMBER(want, mohur_report_why(report));
    CHECK_NUMBER(want == MOHUR_WHY_NONE, mohur_report_is_accepted(report));
    CHECK_NUMBER(mohur_why_verdict(want), mohur_report_verdict(report));
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 20, &sink));
    CHECK_OK(mohur_report_emit_json(t->ctx, report, sink));
    mohur_sink_free(sink);
    mohur_report_free(report);
    making_free(m);
}

static void
check_status(struct making *m, mohur_status want, const char *says)
{
    struct fixture *t    = m->k.t;
    mohur_report *report = NULL;

    CHECK_STATUS(want, verify(m, &report));
    CHECK_MESSAGE(says);
    CHECK(report == NULL);
    making_free(m);
}

/* Begin a case with what would be accepted. */
#define BEGIN(m)                                                               \
    struct making m;                                                           \
    making_init(&(m), *state)

static void
is_accepted_when_nothing_is_wrong(void **state)
{
    BEGIN(m);
    check_why(&m, MOHUR_WHY_NONE);
}

/* ---- D7: the type ---- */

static void
d7_fails_without_its_type_in_front(void **state)
{
    BEGIN(m);
    m.members[AT_TYPE].name = "type";
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
    making_init(&m, *state);
    insert(&m, 0, "first", MOHUR__TEXT("x"));
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d7_fails_with_a_type_that_is_packed(void **state)
{
    BEGIN(m);
    m.members[AT_TYPE].deflated = true;
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d7_fails_with_a_type_behind_extra_fields(void **state)
{
    BEGIN(m);
    m.members[AT_TYPE].local.extra = MOHUR__TEXT("UT\1\0x");
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d7_fails_with_a_type_that_is_not_exact(void **state)
{
    static const char *const types[] = {
        "application/vnd.etsi.asic-e+zip\n",
        ("\xEF\xBB\xBF"
         "application/vnd.etsi.asic-e+zip"),
        "application/vnd.etsi.asic-x+zip",
        "application/vnd.etsi.asic-s+zip",
        "application/zip",
        "",
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        BEGIN(m);
        m.members[AT_TYPE].data = mohur__bytes_text(types[i]);
        check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
    }
}

static void
d7_fails_with_a_type_in_utf_16(void **state)
{
    static const uint8_t type[] = {'a', 0, 'p', 0, 'p', 0};

    BEGIN(m);
    m.members[AT_TYPE].data = MOHUR__BYTES(type);
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d7_refuses_a_type_that_is_there_twice(void **state)
{
    BEGIN(m);
    insert(&m, 1, "mimetype", mohur__bytes_text(TYPE_E));
    check_status(&m, MOHUR_E_FORMAT, "twice");
}

static void
d7_fails_with_a_comment_that_contradicts(void **state)
{
    BEGIN(m);
    m.plan.comment = "mimetype=application/vnd.etsi.asic-s+zip";
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
    making_init(&m, *state);
    m.plan.comment = "mimetype=application/vnd.etsi.asic-e+zip";
    check_why(&m, MOHUR_WHY_NONE);
}

/* Where every profile in force lets it stand elsewhere, what it says counts
 * all the same. */
static void
d7_warns_of_the_place_of_the_type_if_the_profile_says_so(void **state)
{
    static const char *const changes[] = {
        "\"document\":{", "\"document\":{\"asic\":{\"mimetype\":\"warn\"},",
        "\"trust_list\":\"signed\"", "\"trust_list\":\"any\"", NULL};
    struct fixture *t         = *state;
    struct mohur__force loose = {.profiles_len = 1};
    struct mohur__force other = {.profiles_len = 0};
    mohur_report *report      = NULL;

    t->now            = KIT_EFFECTIVE;
    loose.profiles[0] = kit_profile(t, changes, "ab");
    mohur__force_enter(t->ctx, &loose);
    for (int i = 0; i < 3; i++) {
        BEGIN(m);
        if (i == 0) {
            m.members[AT_TYPE].deflated = true;
        } else if (i == 1) {
            m.members[AT_TYPE].local.extra = MOHUR__TEXT("UT\1\0x");
        } else {
            struct zip_member type = m.members[AT_TYPE];

            m.members[AT_TYPE]     = m.members[AT_DOCUMENT];
            m.members[AT_DOCUMENT] = type;
        }
        CHECK_OK(verify(&m, &report));
        CHECK(mohur_report_is_accepted(report));
        CHECK(mohur_report_covers_all(report));
        CHECK(strlen(mohur_report_container_detail(report)) > 0);
        mohur_report_free(report);
        making_free(&m);
    }
    BEGIN(wrong);
    wrong.members[AT_TYPE].deflated = true;
    wrong.members[AT_TYPE].data     = mohur__bytes_text(TYPE_S);
    check_why(&wrong, MOHUR_WHY_FORMAT_FAILURE);
    mohur__force_enter(t->ctx, &other); /* another store, which does not */
    BEGIN(again);
    again.members[AT_TYPE].deflated = true;
    check_why(&again, MOHUR_WHY_FORMAT_FAILURE);
    mohur__force_leave(t->ctx, &other);
    mohur__force_leave(t->ctx, &loose);
    mohur__force_clear(&loose);
}

/* ---- D8: what is signed ---- */

static void
d8_refuses_meta_inf_in_small_letters(void **state)
{
    BEGIN(m);
    insert(&m, m.len, "meta-inf/x.txt", MOHUR__TEXT("x"));
    check_status(&m, MOHUR_E_FORMAT, "META-INF");
}

static void
d8_refuses_a_signature_outside_of_meta_inf(void **state)
{
    BEGIN(m);
    m.members[AT_SIGNATURE].name = "signature001.p7s";
    check_status(&m, MOHUR_E_FORMAT, "nobody signed");
}

static void
d8_fails_with_a_document_that_nobody_signed(void **state)
{
    BEGIN(m);
    insert(&m, 2, "b.txt", MOHUR__TEXT("an addition"));
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_fails_with_a_stranger_in_meta_inf(void **state)
{
    BEGIN(m);
    insert(&m, 2, "META-INF/manifest.xml", MOHUR__TEXT("x"));
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_fails_without_a_document_that_was_signed(void **state)
{
    static const struct ref refs[] = {{"a.txt", "a decree"}, {"b.txt", "x"}};

    BEGIN(m);
    set_refs(&m, P7S, refs, 2);
    check_why(&m, MOHUR_WHY_SIGNED_DATA_NOT_FOUND);
}

static void
d8_fails_with_another_document(void **state)
{
    BEGIN(m);
    m.members[AT_DOCUMENT].data = MOHUR__TEXT("a DECREE");
    check_why(&m, MOHUR_WHY_HASH_FAILURE);
}

static void
d8_fails_with_another_manifest(void **state)
{
    static const struct ref refs[] = {{"a.txt", "a DECREE"}};

    BEGIN(m);
    m.members[AT_DOCUMENT].data = MOHUR__TEXT("a DECREE");
    m.members[AT_MANIFEST].data = manifest_of(m.k.t, P7S, refs, 1);
    check_why(&m, MOHUR_WHY_HASH_FAILURE);
}

static void
d8_fails_with_a_manifest_that_refers_into_meta_inf(void **state)
{
    static const struct ref refs[] = {{"a.txt", "a decree"}, {MANIFEST, "x"}};
    static const struct ref type[] = {
        {"a.txt", "a decree"}, {"mimetype", "application/vnd.etsi.asic-e+zip"}};

    BEGIN(m);
    set_refs(&m, P7S, refs, 2);
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
    making_init(&m, *state);
    set_refs(&m, P7S, type, 2);
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_fails_with_two_manifests_of_one_signature(void **state)
{
    BEGIN(m);
    insert(&m, 3, "META-INF/ASiCManifest002.xml", m.members[AT_MANIFEST].data);
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_fails_with_a_signature_that_no_manifest_names(void **state)
{
    static const struct ref refs[] = {{"a.txt", "a decree"}};

    BEGIN(m);
    set_refs(&m, "META-INF/signature002.p7s", refs, 1);
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

/* The first signer's signature was taken out, the manifest was forgotten. */
static void
d8_fails_with_a_manifest_whose_signature_is_gone(void **state)
{
    static const struct ref refs[] = {{"a.txt", "a decree"}};

    BEGIN(m);
    insert(&m, 3, "META-INF/ASiCManifest002.xml",
           manifest_of(m.k.t, "META-INF/signature002.p7s", refs, 1));
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_fails_with_a_reference_that_is_there_twice(void **state)
{
    static const struct ref refs[] = {{"a.txt", "a decree"},
                                      {"%61.txt", "a decree"}};

    BEGIN(m);
    set_refs(&m, P7S, refs, 2);
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_finds_no_document_by_another_spelling(void **state)
{
    static const char *const uris[] = {"%2e%2e/a.txt", "a.txt%00b", "%2561.txt",
                                       "./a.txt",      "A.txt",     "/a.txt"};

    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        const struct ref refs[] = {{uris[i], "a decree"}};

        BEGIN(m);
        set_refs(&m, P7S, refs, 1);
        /* It is not there, and what is there is not signed: the second
         * shows that it is wrong, the first leaves it open. */
        check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
    }
}

static void
d8_fails_when_one_of_two_signers_left_something_out(void **state)
{
    static const struct ref both[] = {{"a.txt", "a decree"}, {"b.txt", "b"}};
    static const struct ref one[]  = {{"a.txt", "a decree"}};
    mohur_report *report           = NULL;
    struct fixture *t              = *state;
    mohur__bytes xml;

    BEGIN(m);
    set_refs(&m, P7S, both, 2);
    insert(&m, 2, "b.txt", MOHUR__TEXT("b"));
    xml = manifest_of(t, "META-INF/signature002.p7s", one, 1);
    insert(&m, m.len, "META-INF/ASiCManifest002.xml", xml);
    insert(&m, m.len, "META-INF/signature002.p7s",
           container_message(&m.k, xml));
    CHECK_OK(verify(&m, &report));
    CHECK(!mohur_report_is_accepted(report));
    CHECK(!mohur_report_covers_all(report));
    CHECK(mohur_report_object(report, 0)->covered);
    CHECK(!mohur_report_object(report, 1)->covered);
    CHECK_NUMBER(MOHUR_PASSED, mohur_report_signature(report, 0)->verdict);
    CHECK_NUMBER(MOHUR_FAILED, mohur_report_signature(report, 1)->verdict);
    mohur_report_free(report);
    making_free(&m);
}

static void
d8_fails_with_a_manifest_that_cannot_be_read(void **state)
{
    BEGIN(m);
    m.members[AT_MANIFEST].data = MOHUR__TEXT("<x/>");
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d8_refuses_a_signature_with_a_document_of_its_own(void **state)
{
    struct message_plan plan;

    BEGIN(m);
    plan                         = (struct message_plan){.key      = &m.k.pair,
                                                         .cert     = m.k.cert,
                                                         .content  = MOHUR__TEXT("another"),
                                                         .attached = true};
    m.members[AT_SIGNATURE].data = message_make(m.k.t, &plan);
    check_status(&m, MOHUR_E_FORMAT, "document of its own");
    making_init(&m, *state);
    m.members[AT_MANIFEST].name  = "META-INF/ASiCManifest.xml.x";
    m.members[AT_SIGNATURE].data = message_make(m.k.t, &plan);
    check_status(&m, MOHUR_E_FORMAT, "document of its own");
}

/* What could do something where a report is shown; the rest no name may be. */
static void
f6_tells_names_that_can_do_nothing(void **state)
{
    static const char name[] = "<b>&\"\xE2\x80\xAEtxt.exe";
    static const char told[] = "\"name\":\"\\u003cb\\u003e\\u0026\\u0022"
                               "\\u202etxt.exe\"";
    const struct ref refs[]  = {{"%3Cb%3E%26%22%E2%80%AEtxt.exe", "a decree"}};
    struct fixture *t        = *state;
    mohur_report *report     = NULL;
    mohur_sink *sink         = NULL;
    size_t len               = 0;
    const char *json         = NULL;

    BEGIN(m);
    m.members[AT_DOCUMENT].name     = name;
    m.members[AT_DOCUMENT].is_utf_8 = true;
    set_refs(&m, P7S, refs, 1);
    CHECK_OK(verify(&m, &report));
    CHECK(mohur_report_is_accepted(report));
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1 << 20, &sink));
    CHECK_OK(mohur_report_emit_json(t->ctx, report, sink));
    json = (const char *)mohur_sink_memory(sink, &len);
    CHECK(memmem(json, len, told, sizeof told - 1) != NULL);
    mohur_sink_free(sink);
    mohur_report_free(report);
    making_free(&m);
}

static void
is_given_no_document_beside_it(void **state)
{
    struct fixture *t            = *state;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;
    mohur__bytes file;

    BEGIN(m);
    file            = made(&m);
    options.file    = fixture_source(t, (struct view){file.data, file.len});
    options.content = fixture_source(t, VIEW_TEXT("a decree"));
    options.trust   = m.k.trust;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    mohur_source_free(options.content);
    mohur_source_free(options.file);
    making_free(&m);
}

/* ---- D10 ---- */

/* An ASiC-S of one document. */
static void
make_s(struct making *m)
{
    m->members[AT_TYPE].data = mohur__bytes_text(TYPE_S);
    m->members[AT_MANIFEST]  = (struct zip_member){
         .name = "META-INF/signature.p7s",
         .data = container_message(&m->k, MOHUR__TEXT("a decree"))};
    m->len = 3;
}

static void
d10_takes_an_asic_s_with_one_document(void **state)
{
    BEGIN(m);
    make_s(&m);
    check_why(&m, MOHUR_WHY_NONE);
    making_init(&m, *state);
    make_s(&m);
    m.members[AT_DOCUMENT].deflated = true;
    m.members[AT_DOCUMENT].behind   = ZIP_DESCRIPTOR;
    check_why(&m, MOHUR_WHY_NONE);
    making_init(&m, *state);
    make_s(&m);
    m.members[AT_DOCUMENT].data = MOHUR__TEXT("another");
    check_why(&m, MOHUR_WHY_HASH_FAILURE);
}

static void
d10_fails_an_asic_s_with_two_documents(void **state)
{
    BEGIN(m);
    make_s(&m);
    insert(&m, 2, "b.txt", MOHUR__TEXT("b"));
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d10_fails_an_asic_e_without_a_type(void **state)
{
    BEGIN(m);
    for (size_t i = 0; i + 1 < m.len; i++) {
        m.members[i] = m.members[i + 1];
    }
    m.len--;
    check_why(&m, MOHUR_WHY_FORMAT_FAILURE);
}

static void
d10_takes_a_container_in_a_container_as_a_document(void **state)
{
    struct ref refs[] = {{"inner.asice", ""}};
    mohur__bytes inner;

    BEGIN(m);
    inner = made(&m);
    /* Its digest cannot be told as text: so it is a wrong one. */
    m.members[AT_DOCUMENT] =
        (struct zip_member){.name = "inner.asice", .data = inner};
    set_refs(&m, P7S, refs, 1);
    check_why(&m, MOHUR_WHY_HASH_FAILURE);
}

static void
refuses_xades(void **state)
{
    BEGIN(m);
    m.members[AT_SIGNATURE].name = "META-INF/signatures0.xml";
    check_status(&m, MOHUR_E_FORMAT, "nobody signed this container with CAdES");
}

/* ---- all of it ---- */

/* Every shorter file: never a yes. */
static void
refuses_every_shorter_file(void **state)
{
    struct fixture *t = *state;
    mohur__bytes file;

    BEGIN(m);
    file = made(&m);
    for (size_t len = 0; len < file.len; len++) {
        mohur_report *report = NULL;
        mohur_status st =
            container_verify(&m.k, (struct view){file.data, len}, &report);

        CHECK(st == MOHUR_E_FORMAT);
        CHECK(report == NULL);
    }
    CHECK(t != NULL);
    making_free(&m);
}

/* Where a bit means nothing to us, by the offset in its header. */
static bool
is_ignored_local(size_t at)
{
    return at == 4 || at == 5 ||  /* version needed */
           (at >= 10 && at < 14); /* time and date */
}

static bool
is_ignored_central(size_t at)
{
    return (at >= 4 && at < 8) ||   /* versions */
           (at >= 12 && at < 16) || /* time and date */
           (at >= 36 && at < 42);   /* attributes */
}

static uint32_t
number_at(mohur__bytes file, size_t at)
{
    return (uint32_t)file.data[at] | (uint32_t)file.data[at + 1] << 8 |
           (uint32_t)file.data[at + 2] << 16 |
           (uint32_t)file.data[at + 3] << 24;
}

/* Mark what may change without anybody noticing: fields of headers. */
static void
mark_ignored(mohur__bytes file, bool *ignored)
{
    for (size_t i = 0; i + 46 <= file.len; i++) {
        bool local   = number_at(file, i) == 0x04034B50;
        bool central = number_at(file, i) == 0x02014B50;

        for (size_t k = 0; (local || central) && k < 46; k++) {
            ignored[i + k] =
                ignored[i + k] ||
                (local ? k < 30 && is_ignored_local(k) : is_ignored_central(k));
        }
    }
}

/* Unsigned attributes and certificates that nothing names could change
 * without harm; this message has neither, and the digest's name in
 * digestAlgorithms must be the signer's. */
static void
notices_every_flipped_bit(void **state)
{
    struct fixture *t = *state;
    mohur__bytes file;
    uint8_t *bytes;
    bool *ignored;

    BEGIN(m);
    file    = made(&m);
    bytes   = fixture_bytes(t, 0, file.len);
    ignored = (bool *)(void *)fixture_bytes(t, 0, file.len);
    memset(ignored, 0, file.len);
    mark_ignored(file, ignored);
    memcpy(bytes, file.data, file.len);
    for (size_t bit = 0; bit < 8 * file.len; bit++) {
        mohur_report *report = NULL;
        mohur_status st      = MOHUR_OK;

        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        st = container_verify(&m.k, (struct view){bytes, file.len}, &report);
        if (st == MOHUR_OK && mohur_report_is_accepted(report) &&
            !ignored[bit / 8]) {
            fail_msg("bit %zu of byte %zu was not noticed", bit % 8, bit / 8);
        }
        mohur_report_free(report);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    making_free(&m);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur__bytes file;

    BEGIN(m);
    m.members[AT_DOCUMENT].deflated = true;
    file                            = made(&m);
    for (size_t nth = 1;; nth++) {
        mohur_report *report = NULL;
        mohur_status st      = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st =
            container_verify(&m.k, (struct view){file.data, file.len}, &report);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            CHECK(mohur_report_is_accepted(report));
            mohur_report_free(report);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(report == NULL);
    }
    making_free(&m);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_accepted_when_nothing_is_wrong),
        CASE(d7_fails_without_its_type_in_front),
        CASE(d7_fails_with_a_type_that_is_packed),
        CASE(d7_fails_with_a_type_behind_extra_fields),
        CASE(d7_fails_with_a_type_that_is_not_exact),
        CASE(d7_fails_with_a_type_in_utf_16),
        CASE(d7_refuses_a_type_that_is_there_twice),
        CASE(d7_fails_with_a_comment_that_contradicts),
        CASE(d7_warns_of_the_place_of_the_type_if_the_profile_says_so),
        CASE(d8_refuses_meta_inf_in_small_letters),
        CASE(d8_refuses_a_signature_outside_of_meta_inf),
        CASE(d8_fails_with_a_document_that_nobody_signed),
        CASE(d8_fails_with_a_stranger_in_meta_inf),
        CASE(d8_fails_without_a_document_that_was_signed),
        CASE(d8_fails_with_another_document),
        CASE(d8_fails_with_another_manifest),
        CASE(d8_fails_with_a_manifest_that_refers_into_meta_inf),
        CASE(d8_fails_with_two_manifests_of_one_signature),
        CASE(d8_fails_with_a_signature_that_no_manifest_names),
        CASE(d8_fails_with_a_manifest_whose_signature_is_gone),
        CASE(d8_fails_with_a_reference_that_is_there_twice),
        CASE(d8_finds_no_document_by_another_spelling),
        CASE(d8_fails_when_one_of_two_signers_left_something_out),
        CASE(d8_fails_with_a_manifest_that_cannot_be_read),
        CASE(d8_refuses_a_signature_with_a_document_of_its_own),
        CASE(f6_tells_names_that_can_do_nothing),
        CASE(is_given_no_document_beside_it),
        CASE(d10_takes_an_asic_s_with_one_document),
        CASE(d10_fails_an_asic_s_with_two_documents),
        CASE(d10_fails_an_asic_e_without_a_type),
        CASE(d10_takes_a_container_in_a_container_as_a_document),
        CASE(refuses_xades),
        CASE(refuses_every_shorter_file),
        CASE(notices_every_flipped_bit),
        CASE(survives_every_failed_allocation),
    };

    return cmocka_run_group_tests_name("a signed container", cases, NULL, NULL);
}
