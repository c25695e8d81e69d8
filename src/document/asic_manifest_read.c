/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_manifest.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "document/asic_taker.h"

#include <expat.h>

/*
 * The only file that knows expat, which reads one manifest at a time and is
 * stopped at the first thing that does not belong: there is no entity to
 * expand and no address to follow.  Its memory is its own; its handlers get
 * no further than this file.
 */
enum {
    DEPTH_MAX = 8,
    NAMES_MAX = 2 * MOHUR__ASIC_MANIFEST_MAX,
    SALT_LEN  = sizeof(unsigned long)
};

struct reading {
    mohur_ctx *ctx;
    XML_Parser parser;
    struct mohur__taker taker;
    const char *fault;
    enum mohur__place stack[DEPTH_MAX];
    size_t depth;
};

/* ---- stopping ---- */

/* The first fault is the one that is told; NULL is none. */
static void
stop(struct reading *r, const char *fault)
{
    if (fault == NULL) {
        return;
    }
    if (r->fault == NULL) {
        r->fault = fault;
    }
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static enum mohur__place
place_of(const struct reading *r)
{
    return r->depth == 0 ? MOHUR__PLACE_OUTSIDE : r->stack[r->depth - 1];
}

/* ---- handlers ---- */

static void
on_start(void *user, const char *name, const char **attributes)
{
    struct reading *r        = (struct reading *)user;
    enum mohur__place in     = place_of(r);
    enum mohur__place place  = mohur__place_next(in, name);
    const char *const *pairs = (const char *const *)attributes;

    if (r->fault != NULL) {
        return;
    }
    if (place == MOHUR__PLACE_OUTSIDE) {
        stop(r, "a manifest has an element that does not belong there");
    } else if (r->depth == DEPTH_MAX) {
        stop(r, "a manifest is nested too deeply");
    } else if (place != MOHUR__PLACE_FOREIGN &&
               !mohur__place_attributes_fit(place, pairs)) {
        stop(r, "a manifest has an attribute that does not belong there, or "
                "lacks one");
    } else {
        stop(r, mohur__taker_begin(&r->taker, in, place, pairs));
        r->stack[r->depth++] = place;
    }
}

static void
on_end(void *user, const char *name)
{
    struct reading *r = (struct reading *)user;

    (void)name; /* expat has compared it */
    if (r->fault != NULL) {
        return;
    }
    stop(r, mohur__taker_end(&r->taker, place_of(r)));
    r->depth--;
}

static void
on_text(void *user, const char *text, int len)
{
    struct reading *r = (struct reading *)user;

    stop(r, mohur__taker_text(&r->taker, place_of(r), text, (size_t)len));
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
    if (place_of(r) == MOHUR__PLACE_VALUE) {
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
    TRY(mohur__buf_status(&r->taker.out->names));
    if (r->fault == NULL && !whole) {
        r->fault = "a manifest is not well-formed XML";
    }
    if (r->fault == NULL) {
        r->fault = mohur__taker_finish(&r->taker);
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
    struct reading r = {.ctx = ctx, .taker = {.out = out}};

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
