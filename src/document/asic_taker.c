/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_taker.h"

#include "base/base64.h"
#include "base/text.h"
#include "document/asic_uri.h"

/* Its rules beyond the grammar: order, number, and what a value may be. */

static struct mohur__asic_manifest_ref *
reference_of(struct mohur__taker *t)
{
    return &t->out->refs[t->out->refs_len - 1];
}

/* Keep the name in URI; where it stands in the names. */
static const char *
take_name(struct mohur__taker *t,
          const char *const *attributes,
          size_t *out_at,
          size_t *out_len)
{
    const char *uri = mohur__place_attribute(attributes, "URI");

    *out_at = t->out->names.len;
    if (!mohur__uri_decode(mohur__bytes_text(uri), &t->out->names)) {
        return "a manifest has an address that is no name of a member";
    }
    *out_len = t->out->names.len - *out_at;
    return NULL;
}

static const char *
begin_signature(struct mohur__taker *t, const char *const *attributes)
{
    if (t->has_signature || t->out->refs_len > 0) {
        return "a manifest names its signature twice, or not first";
    }
    t->has_signature = true;
    return take_name(t, attributes, &t->out->signature_at,
                     &t->out->signature_len);
}

static const char *
begin_reference(struct mohur__taker *t, const char *const *attributes)
{
    struct mohur__asic_manifest_ref *ref = NULL;

    if (!t->has_signature || t->has_extensions) {
        return "a manifest names a document before its signature";
    }
    if (t->out->refs_len == MOHUR__ASIC_MANIFEST_REFS_MAX) {
        return "a manifest names more than 1,000 documents";
    }
    t->out->refs_len++;
    t->has_method = t->has_value = false;
    ref                          = reference_of(t);
    return take_name(t, attributes, &ref->name_at, &ref->name_len);
}

static const char *
begin_method(struct mohur__taker *t, const char *const *attributes)
{
    if (t->has_method || t->has_value) {
        return "a manifest names a document with two digests";
    }
    t->has_method         = true;
    reference_of(t)->hash = mohur__uri_hash(
        mohur__bytes_text(mohur__place_attribute(attributes, "Algorithm")));
    return NULL;
}

static const char *
begin_value(struct mohur__taker *t)
{
    if (!t->has_method || t->has_value) {
        return "a manifest names a document with two digests";
    }
    t->has_value = true;
    t->text_len  = 0;
    return NULL;
}

static const char *
end_value(struct mohur__taker *t)
{
    struct mohur__asic_manifest_ref *ref = reference_of(t);
    mohur__bytes digest                  = MOHUR__NOTHING;

    if (!mohur__base64_parse(mohur__bytes_of(t->text, t->text_len),
                             MOHUR__SPAN(ref->digest), &digest) ||
        (ref->hash != MOHUR_ALG_NONE &&
         digest.len != mohur__hash_len(ref->hash))) {
        return "a manifest has a digest that is none";
    }
    ref->digest_len = digest.len;
    return NULL;
}

static const char *
begin_extension(const char *const *attributes)
{
    mohur__bytes critical =
        mohur__bytes_text(mohur__place_attribute(attributes, "Critical"));

    return mohur__bytes_equal(critical, MOHUR__TEXT("false")) ||
                   mohur__bytes_equal(critical, MOHUR__TEXT("0"))
               ? NULL
               : "a manifest has a critical extension that is not known";
}

const char *
mohur__taker_begin(struct mohur__taker *t,
                   enum mohur__place in,
                   enum mohur__place place,
                   const char *const *attributes)
{
    switch (place) {
    case MOHUR__PLACE_SIGNATURE:
        return begin_signature(t, attributes);
    case MOHUR__PLACE_REFERENCE:
        return begin_reference(t, attributes);
    case MOHUR__PLACE_METHOD:
        return begin_method(t, attributes);
    case MOHUR__PLACE_VALUE:
        return begin_value(t);
    case MOHUR__PLACE_EXTENSION:
        return begin_extension(attributes);
    case MOHUR__PLACE_EXTENSIONS:
        t->has_extensions = t->has_extensions || in == MOHUR__PLACE_MANIFEST;
        break;
    case MOHUR__PLACE_OUTSIDE:
    case MOHUR__PLACE_MANIFEST:
    case MOHUR__PLACE_FOREIGN:
        break;
    }
    return NULL;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char *
mohur__taker_text(struct mohur__taker *t,
                  enum mohur__place place,
                  const char *text,
                  size_t len)
{
    bool is_value = place == MOHUR__PLACE_VALUE;

    if (place == MOHUR__PLACE_EXTENSION || place == MOHUR__PLACE_FOREIGN) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        if (is_value && t->text_len < MOHUR__TAKER_TEXT_MAX) {
            t->text[t->text_len++] = text[i];
        } else if (is_value || !is_blank(text[i])) {
            return "a manifest has text where none belongs";
        }
    }
    return NULL;
}

const char *
mohur__taker_end(struct mohur__taker *t, enum mohur__place place)
{
    if (place == MOHUR__PLACE_VALUE) {
        return end_value(t);
    }
    return place == MOHUR__PLACE_REFERENCE && !(t->has_method && t->has_value)
               ? "a manifest names a document without a digest"
               : NULL;
}

const char *
mohur__taker_finish(const struct mohur__taker *t)
{
    return t->has_signature && t->out->refs_len > 0
               ? NULL
               : "a manifest lacks its signature, or names no document";
}
