/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_EXTRA_H
#define MOHUR_SRC_ZIP_ZIP_EXTRA_H

#include "zip/zip_form.h"

/*
 * Extra fields of a header: ZIP64 and the name in UTF-8 are understood, all
 * others passed over.
 */
struct mohur__zip_extra {
    bool has_zip64;
    mohur__bytes zip64;
    bool has_path;
    mohur__bytes path;
};

/* The rule that they break; NULL if none.  Static. */
const char *
mohur__zip_extra_parse(mohur__bytes fields, struct mohur__zip_extra *out);

/* Does the name in UTF-8, where there is one, say what the name says? */
bool
mohur__zip_extra_agrees(const struct mohur__zip_extra *x, mohur__bytes name);

#endif
