/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_GRAMMAR_H
#define MOHUR_SRC_DOCUMENT_ASIC_GRAMMAR_H

#include <stdbool.h>

/*
 * What may stand where in a manifest: elements by namespace, a line end, and
 * name, as expat gives them; attributes as pairs of strings up to NULL.
 */
enum mohur__place {
    MOHUR__PLACE_OUTSIDE,
    MOHUR__PLACE_MANIFEST,
    MOHUR__PLACE_SIGNATURE,
    MOHUR__PLACE_REFERENCE,
    MOHUR__PLACE_METHOD,
    MOHUR__PLACE_VALUE,
    MOHUR__PLACE_EXTENSIONS,
    MOHUR__PLACE_EXTENSION,
    MOHUR__PLACE_FOREIGN /* what stands in an extension that need not be
                            understood */
};

/* Where an element leads; OUTSIDE if it may not stand here. */
enum mohur__place
mohur__place_next(enum mohur__place in, const char *name);

/* All that must be there, and nothing else? */
bool
mohur__place_attributes_fit(enum mohur__place place,
                            const char *const *attributes);

/* The value of an attribute; NULL if it is not there. */
const char *
mohur__place_attribute(const char *const *attributes, const char *name);

#endif
