/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_grammar.h"

#include "base/text.h"

#define ASIC "http://uri.etsi.org/02918/v1.2.1#\n"
#define DS   "http://www.w3.org/2000/09/xmldsig#\n"

/* What may stand where. */
struct element {
    enum mohur__place in;
    const char *name;
    enum mohur__place place;
};

static const struct element ELEMENTS[] = {
    {MOHUR__PLACE_OUTSIDE, ASIC "ASiCManifest", MOHUR__PLACE_MANIFEST},
    {MOHUR__PLACE_MANIFEST, ASIC "SigReference", MOHUR__PLACE_SIGNATURE},
    {MOHUR__PLACE_MANIFEST, ASIC "DataObjectReference", MOHUR__PLACE_REFERENCE},
    {MOHUR__PLACE_MANIFEST, ASIC "ASiCManifestExtensions",
     MOHUR__PLACE_EXTENSIONS},
    {MOHUR__PLACE_REFERENCE, DS "DigestMethod", MOHUR__PLACE_METHOD},
    {MOHUR__PLACE_REFERENCE, DS "DigestValue", MOHUR__PLACE_VALUE},
    {MOHUR__PLACE_REFERENCE, ASIC "DataObjectReferenceExtensions",
     MOHUR__PLACE_EXTENSIONS},
    {MOHUR__PLACE_EXTENSIONS, ASIC "Extension", MOHUR__PLACE_EXTENSION},
};

struct attribute {
    enum mohur__place in;
    const char *name;
    bool required;
};

static const struct attribute ATTRIBUTES[] = {
    {MOHUR__PLACE_SIGNATURE, "URI", true},
    {MOHUR__PLACE_SIGNATURE, "MimeType", false},
    {MOHUR__PLACE_REFERENCE, "URI", true},
    {MOHUR__PLACE_REFERENCE, "MimeType", false},
    {MOHUR__PLACE_REFERENCE, "Rootfile", false},
    {MOHUR__PLACE_METHOD, "Algorithm", true},
    {MOHUR__PLACE_EXTENSION, "Critical", true},
};

/* ---- elements ---- */

enum mohur__place
mohur__place_next(enum mohur__place in, const char *name)
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
    if ((in != MOHUR__PLACE_EXTENSION && in != MOHUR__PLACE_FOREIGN) ||
        mohur__bytes_equal(mohur__bytes_sub(view, 0, asic.len), asic) ||
        mohur__bytes_equal(mohur__bytes_sub(view, 0, ds.len), ds)) {
        return MOHUR__PLACE_OUTSIDE;
    }
    return MOHUR__PLACE_FOREIGN;
}

/* ---- attributes ---- */

static const struct attribute *
attribute_find(enum mohur__place in, const char *name)
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

const char *
mohur__place_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (mohur__bytes_equal(mohur__bytes_text(attributes[i]),
                               mohur__bytes_text(name))) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

bool
mohur__place_attributes_fit(enum mohur__place place,
                            const char *const *attributes)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (attribute_find(place, attributes[i]) == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof ATTRIBUTES[0]; i++) {
        if (ATTRIBUTES[i].in == place && ATTRIBUTES[i].required &&
            mohur__place_attribute(attributes, ATTRIBUTES[i].name) == NULL) {
            return false;
        }
    }
    return true;
}
