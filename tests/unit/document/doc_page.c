/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/page.h>

#include "base/error.h"
#include "check.h"
#include "crypto/hash.h"
#include "document/page.h"
#include "message.h"

#include <string.h>

/*
 * The page: nothing from outside gets through as markup or unseen, and what
 * the report knows is on it.
 */
struct scene {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key key;
    mohur_trust *trust;
    mohur_report *report;
};

static const char HOSTILE[] =
    "<script>alert(1)</script>\"'&\xE2\x80\xAEgnp.\xC2\xAD\x1B"
    "\xF3\xA0\x81\x81";

static struct scene
scene_new_named(struct fixture *t, const char *name)
{
    struct scene s               = {.t = t};
    struct pki_plan plan         = PKI_PLAN_CA;
    struct pki_plan signer       = PKI_PLAN_SIGNER;
    struct message_plan message  = {.attached = true};
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur__bytes root            = MOHUR__NOTHING;
    mohur__bytes file            = MOHUR__NOTHING;

    s.root_key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    s.key        = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = &s.root_key;
    root                   = pki_cert(t, &plan);
    signer.subject         = name;
    signer.issuer          = "Root";
    signer.key             = &s.key;
    signer.signer          = &s.root_key;
    signer.serial          = 7;
    message.key            = &s.key;
    message.cert           = pki_cert(t, &signer);
    message.content        = mohur__bytes_text("a decree");
    file                   = message_make(t, &message);
    CHECK_OK(mohur_trust_new(t->ctx, &s.trust));
    CHECK_OK(mohur_trust_add(t->ctx, s.trust, MOHUR_TRUST_SIGN, root.data,
                             root.len));
    options.file       = fixture_source(t, (struct view){file.data, file.len});
    options.trust      = s.trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    options.digest     = true;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &s.report));
    mohur_source_free(options.file);
    return s;
}

static struct scene
scene_new(struct fixture *t)
{
    return scene_new_named(t, "Signer");
}

static void
scene_free(struct scene *s)
{
    mohur_report_free(s->report);
    mohur_trust_free(s->trust);
}

/* The page is what the fixture's sink then holds. */
static mohur_status
draw(struct scene *s, const char *name, const char *content_name)
{
    mohur_page_options options = MOHUR_PAGE_OPTIONS_INIT;
    mohur_sink *sink           = fixture_sink(s->t);
    mohur_status st            = MOHUR_OK;

    options.name         = name;
    options.content_name = content_name;
    st = mohur_report_emit_page(s->t->ctx, s->report, &options, sink);
    mohur_sink_free(sink);
    return st;
}

static bool
shows(const struct scene *s, const char *text)
{
    struct view page = fixture_output(s->t);

    return memmem(page.data, page.len, text, strlen(text)) != NULL;
}

/* ---- text ---- */

static void
check_text(struct fixture *t, const char *text, const char *want)
{
    struct mohur__buf b = {0};
    char whole[256];

    snprintf(whole, sizeof whole, "<bdi>%s</bdi>", want);
    mohur__buf_init(&b, t->ctx, 4096);
    mohur__page_text(&b, text);
    CHECK_OK(mohur__buf_status(&b));
    CHECK_BYTES(VIEW_TEXT(whole), ((struct view){mohur__buf_view(&b).data,
                                                 mohur__buf_view(&b).len}));
    mohur__buf_wipe(&b);
}

static void
cannot_end_what_it_stands_in(void **state)
{
    check_text(*state, "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;");
    check_text(*state, "\xC6\x8F\xC5\x9F \xF0\x9F\x98\x80",
               "\xC6\x8F\xC5\x9F \xF0\x9F\x98\x80");
    check_text(*state, "", "");
}

static void
shows_what_cannot_be_seen(void **state)
{
    check_text(*state, "\xE2\x80\xAE", "<i>U+202E</i>");
    check_text(*state, "\xE2\x81\xA6", "<i>U+2066</i>");
    check_text(*state, "\xE2\x80\x8B", "<i>U+200B</i>");
    check_text(*state, "\xEF\xBB\xBF", "<i>U+FEFF</i>");
    check_text(*state, "\x01\x7F\n", "<i>U+0001</i><i>U+007F</i><i>U+000A</i>");
    check_text(*state, "\xF3\xA0\x81\x81", "<i>U+E0041</i>");
    check_text(*state, "\xF0\x9F\xBF\xBE", "<i>U+1FFFE</i>");
}

static void
ends_where_it_is_no_text(void **state)
{
    check_text(*state, "a\xFF<b>", "a<i>U+FFFD</i>");
}

/* ---- the page ---- */

static void
lets_no_name_become_markup(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new_named(t, HOSTILE);

    CHECK_OK(draw(&s, HOSTILE, HOSTILE));
    CHECK(!shows(&s, "<script"));
    CHECK(!shows(&s, "\xE2\x80\xAE"));
    CHECK(!shows(&s, "\x1B"));
    CHECK(!shows(&s, "\xF3\xA0\x81\x81"));
    CHECK(shows(&s, "<h1><bdi>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"
                    "&amp;<i>U+202E</i>gnp.<i>U+00AD</i><i>U+001B</i>"
                    "<i>U+E0041</i></bdi></h1>"));
    CHECK(shows(&s, "<dd><bdi>CN=&lt;script&gt;"));
    scene_free(&s);
}

static void
says_what_the_report_knows(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new(t);

    CHECK_OK(draw(&s, "decree.p7m", NULL));
    CHECK(shows(&s, "<title>PASSED"));
    CHECK(shows(&s, "<h1><bdi>decree.p7m</bdi></h1>"));
    CHECK(shows(&s, "<bdi>CN=Signer</bdi>"));
    CHECK(shows(&s, "<code><bdi>07</bdi></code>"));
    CHECK(shows(&s, "2026-01-01 00:00:00 UTC"));
    CHECK(shows(&s, "az-reference-1 1"));
    CHECK(shows(&s, "8 bytes"));
    CHECK(shows(&s, "</html>\n"));
    scene_free(&s);
}

static void
loads_and_runs_nothing(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new(t);

    CHECK_OK(draw(&s, NULL, NULL));
    CHECK(shows(&s, "default-src 'none'; style-src 'unsafe-inline'"));
    CHECK(!shows(&s, "href"));
    CHECK(!shows(&s, "src="));
    CHECK(!shows(&s, "url("));
    CHECK(!shows(&s, "@import"));
    CHECK(shows(&s, "<h1><bdi>A signed document</bdi></h1>"));
    scene_free(&s);
}

static void
takes_a_name_that_is_no_text(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new(t);

    CHECK_OK(draw(&s, "a\xFF<b>", NULL));
    CHECK(shows(&s, "<h1><bdi>a%ff&lt;b&gt;</bdi></h1>"));
    scene_free(&s);
}

static void
is_the_same_each_time(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new(t);
    struct view one;

    CHECK_OK(draw(&s, "a", "b"));
    one      = fixture_output(t);
    one.data = memcpy(fixture_bytes(t, 0, one.len), one.data, one.len);
    CHECK_OK(draw(&s, "a", "b"));
    CHECK_BYTES(one, fixture_output(t));
    scene_free(&s);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new(t);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = draw(&s, "a\xFF", NULL);
        (void)alloc_has_failed(&t->alloc);
        CHECK(st == MOHUR_OK || fixture_output(t).len == 0);
        CHECK(n < 1000);
    }
    CHECK_OK(st);
    scene_free(&s);
}

/* ---- what is on it, as data ---- */

static void
names_the_certificates_up_to_the_anchor(void **state)
{
    struct fixture *t = *state;
    struct scene s    = scene_new(t);
    const mohur_certificate_info *cert =
        mohur_report_certificate(s.report, 0, 0);

    CHECK(cert != NULL);
    CHECK_TEXT("CN=Signer", cert->subject);
    CHECK_TEXT("CN=Root", cert->issuer);
    CHECK_TEXT("07", cert->serial);
    CHECK(cert->not_before < FIXTURE_NOW && FIXTURE_NOW < cert->not_after);
    CHECK(memcmp(cert->id, mohur_report_signature(s.report, 0)->cert_id, 32) ==
          0);
    cert = mohur_report_certificate(s.report, 0, 1);
    CHECK(cert != NULL);
    CHECK_TEXT("CN=Root", cert->subject);
    CHECK(mohur_report_certificate(s.report, 0, 2) == NULL);
    CHECK(mohur_report_certificate(s.report, 1, 0) == NULL);
    scene_free(&s);
}

static void
says_over_what_it_was_validated(void **state)
{
    struct fixture *t              = *state;
    struct scene s                 = scene_new(t);
    const mohur_validation_info *v = mohur_report_validation(s.report);
    uint8_t digest[32];

    CHECK_NUMBER(FIXTURE_NOW, v->at);
    CHECK(!v->at_is_given && v->has_content && v->has_digest);
    CHECK_NUMBER(8, v->content_len);
    CHECK_NUMBER(MOHUR_ALG_SHA_256, v->content_hash);
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, MOHUR__TEXT("a decree"),
                         MOHUR__SPAN(digest)));
    CHECK(memcmp(digest, v->content_digest, sizeof digest) == 0);
    CHECK_TEXT("az-reference-1 1", v->profile);
    CHECK_NUMBER(MOHUR_REVOCATION_NONE, v->revocation);
    scene_free(&s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(cannot_end_what_it_stands_in),
        CASE(shows_what_cannot_be_seen),
        CASE(ends_where_it_is_no_text),
        CASE(lets_no_name_become_markup),
        CASE(says_what_the_report_knows),
        CASE(loads_and_runs_nothing),
        CASE(takes_a_name_that_is_no_text),
        CASE(is_the_same_each_time),
        CASE(survives_every_failed_allocation),
        CASE(names_the_certificates_up_to_the_anchor),
        CASE(says_over_what_it_was_validated),
    };
    return cmocka_run_group_tests_name("text on the page of a report", cases,
                                       NULL, NULL);
}
