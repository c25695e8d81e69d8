/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_manifest.h"

#include "base/base64.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "document/asic_uri.h"

#include <expat.h>

/*
 * The only file that knows expat, which reads one manifest at a time and is
 * stopped at the first thing that does not belong: there is no entity to
 * expand and no address to follow.  Its memory is its own; its handlers get
 * no further than this file.
 */
enum {
    DEPTH_MAX = 8,
    TEXT_MAX  = 128, /* of a digest in base64 */
    NAMES_MAX = 2 * MOHUR__ASIC_MANIFEST_MAX,
    SALT_LEN  = sizeof(unsigned long)
};

#define ASIC "http://uri.etsi.org/02918/v1.2.1#\n"
#define DS   "http://www.w3.org/2000/09/xmldsig#\n"

enum place {
    OUTSIDE,
    MANIFEST,
    SIGNATURE,
    REFERENCE,
    METHOD,
    VALUE,
    EXTENSIONS,
    EXTENSION,
    FOREIGN /* what stands in an extension that need not be understood */
};

/* What may stand where. */
struct element {
    enum place in;
    const char *name;
    enum place place;
};

static const struct element ELEMENTS[] = {
    {OUTSIDE, ASIC "ASiCManifest", MANIFEST},
    {MANIFEST, ASIC "SigReference", SIGNATURE},
    {MANIFEST, ASIC "DataObjectReference", REFERENCE},
    {MANIFEST, ASIC "ASiCManifestExtensions", EXTENSIONS},
    {REFERENCE, DS "DigestMethod", METHOD},
    {REFERENCE, DS "DigestValue", VALUE},
    {REFERENCE, ASIC "DataObjectReferenceExtensions", EXTENSIONS},
    {EXTENSIONS, ASIC "Extension", EXTENSION},
};

struct attribute {
    enum place in;
    const char *name;
    bool required;
};

static const struct attribute ATTRIBUTES[] = {
    {SIGNATURE, "URI", true},       {SIGNATURE, "MimeType", false},
    {REFERENCE, "URI", true},       {REFERENCE, "MimeType", false},
    {REFERENCE, "Rootfile", false}, {METHOD, "Algorithm", true},
    {EXTENSION, "Critical", true},
};

struct reading {
    mohur_ctx *ctx;
    XML_Parser parser;
    struct mohur__asic_manifest *out;
    const char *fault;
    enum place stack[DEPTH_MAX];
    size_t depth;
    bool has_signature;
    bool has_extensions;
    bool has_method; /* of the reference that is open */
    bool has_value;
    char text[TEXT_MAX]; /* of the digest that is open */
    size_t text_len;
};

/* ---- stopping ---- */

/* The first fault is the one that is told. */
static void
stop(struct reading *r, const char *fault)
{
    if (r->fault == NULL) {
        r->fault = fault;
    }
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static enum place
place_of(const struct reading *r)
{
    return r->depth == 0 ? OUTSIDE : r->stack[r->depth - 1];
}

/* ---- attributes ---- */

static const struct attribute *
attribute_find(enum place in, const char *name)
{
    for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof ATTRIBUTES[0]; i++) {
        if (ATTRIBUTES[i].in == in &&
            mohur__bytes_equal(mohur__bytes_text(ATTRIBUTES[i].name),
                               mohur__bytes_text(name))) {
            return &ATTRIBUTES[i];
        }
    }
    return NULL;
}

/* The value of an attribute; NULL if it is not there. */
static const char *
attribute_of(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (mohur__bytes_equal(mohur__bytes_text(attributes[i]),
                               mohur__bytes_text(name))) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

static bool
attributes_fit(enum place place, const char *const *attributes)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (attribute_find(place, attributes[i]) == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof ATTRIBUTES[0]; i++) {
        if (ATTRIBUTES[i].in == place && ATTRIBUTES[i].required &&
            attribute_of(attributes, ATTRIBUTES[i].name) == NULL) {
            return false;
        }
    }
    return true;
}

/* ---- what the elements mean ---- */

/* Keep a name; where it stands in the names. */
static size_t
take_name(struct reading *r, const char *uri, size_t *out_len)
{
    size_t at = r->out->names.len;

    if (!mohur__uri_decode(mohur__bytes_text(uri), &r->out->names)) {
        stop(r, "a manifest has an address that is no name of a member");
    }
    *out_len = r->out->names.len - at;
    return at;
}

static void
begin_signature(struct reading *r, const char *const *attributes)
{
    if (r->has_signature || r->out->refs_len > 0) {
        stop(r, "a manifest names its signature twice, or not first");
        return;
    }
    r->has_signature = true;
    r->out->signature_at =
        take_name(r, attribute_of(attributes, "URI"), &r->out->signature_len);
}

static void
begin_reference(struct reading *r, const char *const *attributes)
{
    struct mohur__asic_manifest_ref *ref = NULL;

    if (!r->has_signature || r->has_extensions) {
        stop(r, "a manifest names a document before its signature");
        return;
    }
    if (r->out->refs_len == MOHUR__ASIC_MANIFEST_REFS_MAX) {
        stop(r, "a manifest names more than 1,000 documents");
        return;
    }
    ref = &r->out->refs[r->out->refs_len++];
    ref->name_at =
        take_name(r, attribute_of(attributes, "URI"), &ref->name_len);
    r->has_method = r->has_value = false;
}

static struct mohur__asic_manifest_ref *
reference_of(struct reading *r)
{
    return &r->out->refs[r->out->refs_len - 1];
}

static void
begin_method(struct reading *r, const char *const *attributes)
{
    if (r->has_method || r->has_value) {
        stop(r, "a manifest names a document with two digests");
        return;
    }
    r->has_method         = true;
    reference_of(r)->hash = mohur__uri_hash(
        mohur__bytes_text(attribute_of(attributes, "Algorithm")));
}

static void
begin_value(struct reading *r)
{
    if (!r->has_method || r->has_value) {
        stop(r, "a manifest names a document with two digests");
        return;
    }
    r->has_value = true;
    r->text_len  = 0;
}

static void
end_value(struct reading *r)
{
    struct mohur__asic_manifest_ref *ref = reference_of(r);
    mohur__bytes digest                  = MOHUR__NOTHING;

    if (!mohur__base64_parse(mohur__bytes_of(r->text, r->text_len),
                             MOHUR__SPAN(ref->digest), &digest) ||
        (ref->hash != MOHUR_ALG_NONE &&
         digest.len != mohur__hash_len(ref->hash))) {
        stop(r, "a manifest has a digest that is none");
        return;
    }
    ref->digest_len = digest.len;
}

static void
begin_extension(struct reading *r, const char *const *attributes)
{
    mohur__bytes critical =
        mohur__bytes_text(attribute_of(attributes, "Critical"));

    if (!mohur__bytes_equal(critical, MOHUR__TEXT("false")) &&
        !mohur__bytes_equal(critical, MOHUR__TEXT("0"))) {
        stop(r, "a manifest has a critical extension that is not known");
    }
}

static void
begin_place(struct reading *r, enum place place, const char *const *attributes)
{
    switch (place) {
    case SIGNATURE:
        begin_signature(r, attributes);
        break;
    case REFERENCE:
        begin_reference(r, attributes);
        break;
    case METHOD:
        begin_method(r, attributes);
        break;
    case VALUE:
        begin_value(r);
        break;
    case EXTENSION:
        begin_extension(r, attributes);
        break;
    case EXTENSIONS:
        r->has_extensions = r->has_extensions || place_of(r) == MANIFEST;
        break;
    case OUTSIDE:
    case MANIFEST:
    case FOREIGN:
        break;
    }
}

/* ---- handlers ---- */

/* Where an element leads; OUTSIDE if it may not stand here. */
static enum place
next_place(enum place in, const char *name)
{
    mohur__bytes asic = MOHUR__TEXT(ASIC);
    mohur__bytes ds   = MOHUR__TEXT(DS);
    mohur__bytes view = mohur__bytes_text(name);

    for (size_t i = 0; i < sizeof ELEMENTS / sizeof ELEMENTS[0]; i++) {
        if (ELEMENTS[i].in == in &&
            mohur__bytes_equal(mohur__bytes_text(ELEMENTS[i].name), view)) {
            return ELEMENTS[i].place;
        }
    }
    if ((in != EXTENSION && in != FOREIGN) ||
        mohur__bytes_equal(mohur__bytes_sub(view, 0, asic.len), asic) ||
        mohur__bytes_equal(mohur__bytes_sub(view, 0, ds.len), ds)) {
        return OUTSIDE;
    }
    return FOREIGN;
}

static void
on_start(void *user, const char *name, const char **attributes)
{
    struct reading *r = (struct reading *)user;
    enum place place  = next_place(place_of(r), name);

    if (r->fault != NULL) {
        return;
    }
    if (place == OUTSIDE) {
        stop(r, "a manifest has an element that does not belong there");
    } else if (r->depth == DEPTH_MAX) {
        stop(r, "a manifest is nested too deeply");
    } else if (place != FOREIGN &&
               !attributes_fit(place, (const char *const *)attributes)) {
        stop(r, "a manifest has an attribute that does not belong there, or "
                "lacks one");
    } else {
        begin_place(r, place, (const char *const *)attributes);
        r->stack[r->depth++] = place;
    }
}

static void
on_end(void *user, const char *name)
{
    struct reading *r = (struct reading *)user;
    enum place place  = place_of(r);

    (void)name; /* expat has compared it */
    if (r->fault != NULL) {
        return;
    }
    if (place == VALUE) {
        end_value(r);
    }
    if (place == REFERENCE && !(r->has_method && r->has_value)) {
        stop(r, "a manifest names a document without a digest");
    }
    r->depth--;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
on_text(void *user, const char *text, int len)
{
    struct reading *r = (struct reading *)user;
    enum place place  = place_of(r);

    if (place == EXTENSION || place == FOREIGN) {
        return;
    }
    for (int i = 0; i < len; i++) {
        if (place == VALUE && r->text_len < TEXT_MAX) {
            r->text[r->text_len++] = text[i];
        } else if (place == VALUE || !is_blank(text[i])) {
            stop(r, "a manifest has text where none belongs");
            return;
        }
    }
}

static void
on_declaration(void *user,
               const char *version,
               const char *encoding,
               int standalone)
{
    static const char utf_8[] = "utf-8";
    struct reading *r         = (struct reading *)user;
    mohur__bytes said         = mohur__bytes_text(encoding);
    bool same                 = said.len == sizeof utf_8 - 1;

    (void)version;
    (void)standalone;
    for (size_t i = 0; same && i < said.len; i++) {
        same = mohur__ascii_fold(said.data[i]) == (uint8_t)utf_8[i];
    }
    if (encoding != NULL && !same) {
        stop(r, "a manifest is not in UTF-8");
    }
}

static void
on_doctype(void *user,
           const char *name,
           const char *system_id,
           const char *public_id,
           int subset)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)subset;
    stop((struct reading *)user, "a manifest has a document type");
}

static void
on_instruction(void *user, const char *target, const char *data)
{
    (void)target;
    (void)data;
    stop((struct reading *)user, "a manifest has a processing instruction");
}

static void
on_cdata(void *user)
{
    stop((struct reading *)user, "a manifest has a CDATA section");
}

static void
on_comment(void *user, const char *text)
{
    struct reading *r = (struct reading *)user;

    (void)text;
    if (place_of(r) == VALUE) {
        stop(r, "a manifest has a comment in a digest");
    }
}

/* ---- the whole ---- */

static void
set_handlers(struct reading *r)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetXmlDeclHandler(r->parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    XML_SetProcessingInstructionHandler(r->parser, on_instruction);
    XML_SetStartCdataSectionHandler(r->parser, on_cdata);
    XML_SetCommentHandler(r->parser, on_comment);
}

/* Draw what expat would take from the system itself. */
static mohur_status
make_parser(struct reading *r)
{
    mohur_status st        = MOHUR_OK;
    uint8_t salt[SALT_LEN] = {0};
    unsigned long number   = 1; /* 0 would mean none */

    TRY(mohur__random(r->ctx, MOHUR__SPAN(salt)));
    for (size_t i = 0; i < SALT_LEN; i++) {
        number = number << 8 | salt[i];
    }
    r->parser = XML_ParserCreateNS("UTF-8", '\n');
    REQUIRE(r->ctx, r->parser != NULL, MOHUR_E_NO_MEMORY,
            "no memory to read a manifest");
    (void)XML_SetHashSalt(r->parser, number | 1);
    set_handlers(r);

out:
    return st;
}

static mohur_status
parse(struct reading *r, mohur__bytes xml)
{
    mohur_status st = MOHUR_OK;
    bool whole      = false;

    TRY(make_parser(r));
    /* The length fits: it is at most MOHUR__ASIC_MANIFEST_MAX. */
    whole = XML_Parse(r->parser, (const char *)xml.data, (int)xml.len,
                      XML_TRUE) == XML_STATUS_OK;
    REQUIRE(r->ctx, whole || XML_GetErrorCode(r->parser) != XML_ERROR_NO_MEMORY,
            MOHUR_E_NO_MEMORY, "no memory to read a manifest");
    TRY(mohur__buf_status(&r->out->names));
    if (r->fault == NULL && !whole) {
        r->fault = "a manifest is not well-formed XML";
    }
    if (r->fault == NULL && (!r->has_signature || r->out->refs_len == 0)) {
        r->fault = "a manifest lacks its signature, or names no document";
    }

out:
    return st;
}

/*
 * Forced to UTF-8, expat still takes UTF-16: with its mark, and without one
 * where the second byte is zero.
 */
static bool
is_plain_utf_8(mohur__bytes xml)
{
    for (size_t i = 0; i < xml.len; i++) {
        if (xml.data[i] == 0) {
            return false;
        }
    }
    return mohur__utf8_valid(xml);
}

mohur_status
mohur__asic_manifest_parse(mohur_ctx *ctx,
                           mohur__bytes xml,
                           struct mohur__asic_manifest *out,
                           const char **out_fault)
{
    mohur_status st  = MOHUR_OK;
    void *memory     = NULL;
    struct reading r = {.ctx = ctx, .out = out};

    *out       = (struct mohur__asic_manifest){.refs = NULL};
    *out_fault = NULL;
    mohur__buf_init(&out->names, ctx, NAMES_MAX);
    if (xml.len == 0 || xml.data[0] != '<') {
        *out_fault = "a manifest does not begin with '<'";
        return MOHUR_OK;
    }
    if (!is_plain_utf_8(xml)) {
        *out_fault = "a manifest is not in UTF-8";
        return MOHUR_OK;
    }
    if (xml.len > MOHUR__ASIC_MANIFEST_MAX) {
        *out_fault = "a manifest has more than 1 MiB";
        return MOHUR_OK;
    }
    TRY(mohur__alloc_array(ctx, MOHUR__ASIC_MANIFEST_REFS_MAX,
                           sizeof *out->refs, &memory));
    out->refs = memory;
    TRY(parse(&r, xml));
    *out_fault = r.fault;

out:
    if (r.parser != NULL) {
        XML_ParserFree(r.parser);
    }
    if (st != MOHUR_OK) {
        mohur__asic_manifest_wipe(out);
    }
    return st;
}
