/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_BASE64_H
#define MOHUR_SRC_BASE_BASE64_H

#include "base/buf.h"
#include "base/bytes.h"

/*
 * Base64 with its padding (RFC 4648 section 4), one text for one run of
 * bytes: bits that belong to no byte are zero, and nothing stands between
 * the characters.  What it decodes may be a secret, so no character is
 * looked up or compared.
 */
struct mohur__base64 {
    mohur__span room; /* set this, and nothing else, before the first one */
    size_t len;       /* bytes in room so far */
    uint32_t group;   /* the characters that make no whole group yet */
    size_t chars;
    size_t pads;
    uint32_t bad; /* 1 once a character was none of the alphabet */
    bool full;    /* there was more than room holds */
};

/* Take the next character.  CT: leaks where the padding is. */
void
mohur__base64_char(struct mohur__base64 *d, uint8_t c);

/* After the last character: was all of it base64, and something at all? */
bool
mohur__base64_end(struct mohur__base64 *d);

/* Decode public text whole; *out is the part of room in use. */
bool
mohur__base64_parse(mohur__bytes text, mohur__span room, mohur__bytes *out);

/* Append the characters of these bytes, which are public or encrypted. */
void
mohur__base64_emit(struct mohur__buf *b, mohur__bytes bytes);

/* The same with the alphabet for URLs, unpadded (section 5; RFC 7515 2). */
void
mohur__base64url_emit(struct mohur__buf *b, mohur__bytes bytes);

#endif
