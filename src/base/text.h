/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_TEXT_H
#define MOHUR_SRC_BASE_TEXT_H

#include "base/bytes.h"

/* Well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, <= U+10FFFF). */
bool
mohur__utf8_valid(mohur__bytes text);

/*
 * Take the next code point of valid text and move *pos past it.
 * UINT32_MAX at the end or where the text is not well formed.
 */
uint32_t
mohur__utf8_next(mohur__bytes text, size_t *pos);

/* ASCII A-Z as a-z, all else as it is; no locale, so no dotless i. */
uint8_t
mohur__ascii_fold(uint8_t c);

/* Room that any name of name_len bytes needs when escaped, zero included. */
#define MOHUR__ESCAPED_CAP(name_len) (3 * (name_len) + 1)

/*
 * Percent-escape what must not reach a terminal or a log: controls, %, and
 * every byte that is not plain printable ASCII or part of a harmless UTF-8
 * letter.  Cut with "..." where out has no room.  Always ends in a zero.
 */
void
mohur__text_escape(mohur__bytes name, char *out, size_t out_cap);

/* Lower-case hex of b; out has room for 2 * b.len + 1. */
void
mohur__hex(mohur__bytes b, char *out);

/* Decimal digits only, no sign, no overflow. */
bool
mohur__parse_u64(mohur__bytes text, uint64_t *out);

#endif
