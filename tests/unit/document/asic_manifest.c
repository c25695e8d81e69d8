/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_manifest.h"

#include "base/error.h"
#include "check.h"

/*
 * Manifests that are good, and those of attack list D9 of the design: each
 * with the words that say what is wrong.
 */
#define HEAD                                                                   \
    "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "     \
    "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
#define SIGNATURE "<asic:SigReference URI=\"META-INF/signature001.p7s\"/>"
#define SHA_256   "http://www.w3.org/2001/04/xmlenc#sha256"
#define VALUE     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define DIGEST(method, value)                                                  \
    "<ds:DigestMethod Algorithm=\"" method "\"/><ds:DigestValue>" value        \
    "</ds:DigestValue>"
#define REF(uri, digest)                                                       \
    "<asic:DataObjectReference URI=\"" uri "\">" digest                        \
    "</asic:DataObjectReference>"
#define GOOD_REF REF("a", DIGEST(SHA_256, VALUE))
#define TAIL     "</asic:ASiCManifest>"
#define EXTENSION(critical, inside)                                            \
    "<asic:ASiCManifestExtensions><asic:Extension Critical=\"" critical        \
    "\">" inside "</asic:Extension></asic:ASiCManifestExtensions>"

/* What is wrong with it; "" if nothing is. */
static const char *
fault_of(struct fixture *t, mohur__bytes xml, struct mohur__asic_manifest *out)
{
    const char *fault = NULL;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__asic_manifest_parse(t->ctx, xml, out, &fault));
    return fault == NULL ? "" : fault;
}

static void
check_says(struct fixture *t,
           const char *what,
           mohur__bytes xml,
           const char *says)
{
    struct mohur__asic_manifest m;
    const char *fault = fault_of(t, xml, &m);

    if (strstr(fault, says) == NULL || (says[0] == '\0' && fault[0] != '\0')) {
        fail_msg("%s: want \"%s\", got \"%s\"", what, says, fault);
    }
    mohur__asic_manifest_wipe(&m);
}

/* ---- good ---- */

static void
is_read_as_it_was_written(void **state)
{
    static const char wanted[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "
        "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\n"
        "<asic:SigReference URI=\"META-INF/signature001.p7s\" "
        "MimeType=\"application/pkcs7-signature\"/>\n"
        "<asic:DataObjectReference URI=\"d/%C9%99%20%25.pdf\" "
        "MimeType=\"application/pdf\"><ds:DigestMethod "
        "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
        "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        "</ds:DigestValue></asic:DataObjectReference>\n"
        "</asic:ASiCManifest>\n";
    static const uint8_t zeros[32] = {0};
    struct fixture *t              = *state;
    struct mohur__buf b            = {0};
    struct mohur__asic_manifest m;
    const struct mohur__asic_manifest_item item = {
        MOHUR__TEXT("d/\xC9\x99 %.pdf"), "application/pdf",
        mohur__bytes_of(zeros, sizeof zeros), false};
    const struct mohur__asic_manifest_parts parts = {
        .signature = MOHUR__TEXT("META-INF/signature001.p7s"),
        .hash      = MOHUR_ALG_SHA_256,
        .items     = &item,
        .items_len = 1};

    mohur__buf_init(&b, t->ctx, 4096);
    mohur__asic_manifest_emit(&b, &parts);
    CHECK_BYTES(MOHUR__TEXT(wanted), mohur__buf_view(&b));
    CHECK_TEXT("", fault_of(t, mohur__buf_view(&b), &m));
    CHECK_NUMBER(1, m.refs_len);
    CHECK_BYTES(item.name, mohur__asic_manifest_name(&m, m.refs[0].name_at,
                                                     m.refs[0].name_len));
    CHECK_BYTES(MOHUR__TEXT("META-INF/signature001.p7s"),
                mohur__asic_manifest_signature(&m));
    CHECK_NUMBER(MOHUR_ALG_SHA_256, m.refs[0].hash);
    CHECK_NUMBER(32, m.refs[0].digest_len);
    mohur__asic_manifest_wipe(&m);
    mohur__buf_wipe(&b);
}

static void
may_be_written_otherwise(void **state)
{
    struct fixture *t = *state;

    check_says(
        t, "blanks and a comment",
        MOHUR__TEXT(HEAD " \n<!-- c -->" SIGNATURE "\t" GOOD_REF TAIL "\n"),
        "");
    check_says(t, "other prefixes",
               MOHUR__TEXT("<ds:ASiCManifest xmlns:ds=\"http://uri.etsi.org/"
                           "02918/v1.2.1#\" xmlns:asic=\"http://www.w3.org/"
                           "2000/09/xmldsig#\"><ds:SigReference URI=\"s\"/>"
                           "<ds:DataObjectReference URI=\"a\" Rootfile=\"true\""
                           "><asic:DigestMethod Algorithm=\"" SHA_256
                           "\"/><asic:DigestValue>" VALUE
                           "</asic:DigestValue></ds:DataObjectReference>"
                           "</ds:ASiCManifest>"),
               "");
    check_says(t, "an extension that need not be known",
               MOHUR__TEXT(HEAD SIGNATURE GOOD_REF EXTENSION(
                   "false", "<x xmlns=\"urn:x\" y=\"z\">text</x>") TAIL),
               "");
    check_says(
        t, "a hash that is not known",
        MOHUR__TEXT(HEAD SIGNATURE REF("a", DIGEST("urn:x", "AAAA")) TAIL), "");
    check_says(
        t, "utf-8 in small letters",
        MOHUR__TEXT("<?xml version=\"1.0\" encoding=\"utf-8\"?>" HEAD SIGNATURE
                        GOOD_REF TAIL),
        "");
}

/* ---- D9 ---- */

struct bad {
    const char *what;
    const char *xml;
    const char *says;
};

static void
check_all(struct fixture *t, const struct bad *bad, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        check_says(t, bad[i].what, mohur__bytes_text(bad[i].xml), bad[i].says);
    }
}

static void
d9_refuses_digests_that_are_none(void **state)
{
    static const struct bad bad[] = {
        {"no digest", HEAD SIGNATURE REF("a", "") TAIL, "without a digest"},
        {"no value",
         HEAD SIGNATURE REF("a", "<ds:DigestMethod Algorithm=\"" SHA_256 "\"/>")
             TAIL,
         "without a digest"},
        {"two digests",
         HEAD SIGNATURE REF("a", DIGEST(SHA_256, VALUE) DIGEST(SHA_256, VALUE))
             TAIL,
         "two digests"},
        {"value first",
         HEAD SIGNATURE REF("a", "<ds:DigestValue>" VALUE "</ds:DigestValue>"
                                 "<ds:DigestMethod Algorithm=\"" SHA_256 "\"/>")
             TAIL,
         "two digests"},
        {"white space",
         HEAD SIGNATURE REF("a", DIGEST(SHA_256, " " VALUE)) TAIL,
         "digest that is none"},
        {"junk", HEAD SIGNATURE REF("a", DIGEST(SHA_256, "!!!!")) TAIL,
         "digest that is none"},
        {"bits that belong to no byte",
         HEAD SIGNATURE REF(
             "a", DIGEST(SHA_256,
                         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=")) TAIL,
         "digest that is none"},
        {"too short", HEAD SIGNATURE REF("a", DIGEST(SHA_256, "AAAA")) TAIL,
         "digest that is none"},
        {"empty", HEAD SIGNATURE REF("a", DIGEST(SHA_256, "")) TAIL,
         "digest that is none"},
        {"comment inside",
         HEAD SIGNATURE REF("a", DIGEST(SHA_256, "<!-- -->" VALUE)) TAIL,
         "comment in a digest"},
        {"an element inside",
         HEAD SIGNATURE REF("a", DIGEST(SHA_256, "<ds:DigestValue/>")) TAIL,
         "does not belong"},
    };

    check_all(*state, bad, sizeof bad / sizeof bad[0]);
}

static void
d9_refuses_what_xml_could_do(void **state)
{
    static const struct bad bad[] = {
        {"DTD", "<!DOCTYPE x>" HEAD SIGNATURE GOOD_REF TAIL, "document type"},
        {"XXE",
         "<!DOCTYPE x [<!ENTITY e SYSTEM "
         "\"file:///etc/passwd\">]>" HEAD SIGNATURE "&e;" GOOD_REF TAIL,
         "document type"},
        {"entity bomb",
         "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b "
         "\"&a;&a;\">]>" HEAD SIGNATURE "&b;" GOOD_REF TAIL,
         "document type"},
        {"an entity that nobody made", HEAD SIGNATURE "&e;" GOOD_REF TAIL,
         "well-formed"},
        {"instruction",
         "<?xml-stylesheet href=\"x\"?>" HEAD SIGNATURE GOOD_REF TAIL,
         "processing instruction"},
        {"CDATA",
         HEAD SIGNATURE REF("a", DIGEST(SHA_256, "<![CDATA[" VALUE "]]>")) TAIL,
         "CDATA"},
        {"XInclude",
         HEAD SIGNATURE "<xi:include xmlns:xi=\"http://www.w3.org/2001/"
                        "XInclude\" href=\"x\"/>" GOOD_REF TAIL,
         "element that does not belong"},
        {"no namespace", "<ASiCManifest>" TAIL, "element that does not belong"},
        {"a critical extension",
         HEAD SIGNATURE GOOD_REF EXTENSION("true", "") TAIL, "critical"},
        {"an extension of ours",
         HEAD SIGNATURE GOOD_REF EXTENSION("false", SIGNATURE) TAIL,
         "element that does not belong"},
        {"depth 9",
         HEAD SIGNATURE GOOD_REF EXTENSION(
             "false", "<x xmlns=\"u\"><x><x><x><x><x/></x></x></x></x></x>")
             TAIL,
         "too deeply"},
        {"an attribute",
         HEAD "<asic:SigReference URI=\"s\" Id=\"i\"/>" GOOD_REF TAIL,
         "attribute that does not belong"},
        {"no attribute", HEAD "<asic:SigReference/>" GOOD_REF TAIL,
         "or lacks one"},
        {"text", HEAD SIGNATURE "text" GOOD_REF TAIL, "text where none"},
        {"Latin 1",
         "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" HEAD SIGNATURE
             GOOD_REF TAIL,
         "not in UTF-8"},
        {"blank first", " " HEAD SIGNATURE GOOD_REF TAIL, "begin with"},
        {"UTF-8 with a mark", "\xEF\xBB\xBF" HEAD SIGNATURE GOOD_REF TAIL,
         "begin with"},
        {"two manifests", HEAD SIGNATURE GOOD_REF TAIL HEAD TAIL,
         "well-formed"},
        {"nothing", "", "begin with"},
        {"cut off", HEAD SIGNATURE GOOD_REF, "well-formed"},
    };
    static const uint8_t utf_16[]      = {0xFF, 0xFE, '<', 0, 'a', 0};
    static const uint8_t utf_16_bare[] = {'<', 0, 'a', 0, '/', 0, '>', 0};

    check_all(*state, bad, sizeof bad / sizeof bad[0]);
    check_says(*state, "UTF-16 with a mark", MOHUR__BYTES(utf_16),
               "begin with");
    check_says(*state, "UTF-16 without", MOHUR__BYTES(utf_16_bare),
               "not in UTF-8");
}

/* As many attributes as there is room for; none of them belongs. */
static void
d9_refuses_a_bomb_of_attributes(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};
    char one[32];

    mohur__buf_init(&b, t->ctx, MOHUR__ASIC_MANIFEST_MAX);
    mohur__buf_bytes(&b, MOHUR__TEXT("<asic:ASiCManifest xmlns:asic=\"http://"
                                     "uri.etsi.org/02918/v1.2.1#\""));
    for (int i = 0; b.len + sizeof one < MOHUR__ASIC_MANIFEST_MAX; i++) {
        snprintf(one, sizeof one, " a%d=\"\"", i);
        mohur__buf_bytes(&b, mohur__bytes_text(one));
    }
    mohur__buf_bytes(&b, MOHUR__TEXT("/>"));
    CHECK_OK(mohur__buf_status(&b));
    check_says(t, "attributes", mohur__buf_view(&b), "attribute that does not");
    mohur__buf_wipe(&b);
}

static void
d8_refuses_references_that_are_none(void **state)
{
    static const struct bad bad[] = {
        {"no SigReference", HEAD GOOD_REF TAIL, "before its signature"},
        {"two of them", HEAD SIGNATURE SIGNATURE GOOD_REF TAIL, "twice"},
        {"no document", HEAD SIGNATURE TAIL, "names no document"},
        {"half an escape",
         HEAD SIGNATURE REF("a%2", DIGEST(SHA_256, VALUE)) TAIL,
         "no name of a member"},
        {"a blank", HEAD SIGNATURE REF("a b", DIGEST(SHA_256, VALUE)) TAIL,
         "no name of a member"},
        {"a query", HEAD SIGNATURE REF("a?b", DIGEST(SHA_256, VALUE)) TAIL,
         "no name of a member"},
        {"a fragment", HEAD SIGNATURE REF("#a", DIGEST(SHA_256, VALUE)) TAIL,
         "no name of a member"},
        {"nothing", HEAD SIGNATURE REF("", DIGEST(SHA_256, VALUE)) TAIL,
         "no name of a member"},
    };

    check_all(*state, bad, sizeof bad / sizeof bad[0]);
}

static void
has_at_most_1000_references(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 1 << 20);
    mohur__buf_bytes(&b, MOHUR__TEXT(HEAD SIGNATURE));
    for (size_t i = 0; i < 1001; i++) {
        mohur__buf_bytes(&b, MOHUR__TEXT(GOOD_REF));
    }
    mohur__buf_bytes(&b, MOHUR__TEXT(TAIL));
    check_says(t, "1,001", mohur__buf_view(&b), "more than 1,000");
    mohur__buf_wipe(&b);
}

static void
is_no_place_for_any_mime_type(void **state)
{
    (void)state;
    CHECK(mohur__asic_manifest_mime_valid("application/vnd.a+b"));
    CHECK(!mohur__asic_manifest_mime_valid("application"));
    CHECK(!mohur__asic_manifest_mime_valid("/b"));
    CHECK(!mohur__asic_manifest_mime_valid("a/"));
    CHECK(!mohur__asic_manifest_mime_valid("a/b/c"));
    CHECK(!mohur__asic_manifest_mime_valid("a/b\" URI=\"c"));
    CHECK(!mohur__asic_manifest_mime_valid(""));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_it_was_written),
        CASE(may_be_written_otherwise),
        CASE(d9_refuses_digests_that_are_none),
        CASE(d9_refuses_what_xml_could_do),
        CASE(d9_refuses_a_bomb_of_attributes),
        CASE(d8_refuses_references_that_are_none),
        CASE(has_at_most_1000_references),
        CASE(is_no_place_for_any_mime_type),
    };

    return cmocka_run_group_tests_name("a manifest", cases, NULL, NULL);
}
