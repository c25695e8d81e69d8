/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_NAME_H
#define MOHUR_SRC_ZIP_ZIP_NAME_H

#include "base/bytes.h"

/*
 * Names of members: docs/formats/document.md, "ASiC".  What one system could
 * take for another place or another name is none.
 */
enum {
    MOHUR__ZIP_NAME_MAX = 1024 /* bytes */
};

/* The rule that a name breaks, as the end of a sentence that begins with the
 * name; NULL if it breaks none.  One '/' at the end makes a folder.  Static. */
const char *
mohur__zip_name_fault(mohur__bytes name);

/*
 * Two spellings of one name: without a '/' at the end, letters of Latin taken
 * apart (U+00C0 to U+024F, canonically), A-Z as a-z.
 */
bool
mohur__zip_name_same(mohur__bytes a, mohur__bytes b);

/* A number that is equal for two spellings of one name. */
uint64_t
mohur__zip_name_key(mohur__bytes name);

#endif
