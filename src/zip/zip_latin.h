/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_LATIN_H
#define MOHUR_SRC_ZIP_ZIP_LATIN_H

#include <mohur/base.h>

/*
 * Letters of Latin as base and marks: the full canonical decompositions of
 * U+00C0 to U+024F (Unicode 15, UnicodeData.txt), which have not changed since
 * they were assigned and cannot.
 */
enum {
    MOHUR__LATIN_PARTS = 3
};

/* Take a letter apart, 0 behind its last part; false if it is whole. */
bool
mohur__latin_parts(uint32_t c, uint16_t out[MOHUR__LATIN_PARTS]);

#endif
