/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

/* Base64 without a table or a branch on what is decoded. */

/* 1 if lo <= c <= hi, else 0.  CT: leaks nothing. */
static uint32_t
between(uint32_t c, uint32_t lo, uint32_t hi)
{
    return ((lo - 1 - c) & (c - hi - 1)) >> 31;
}

/* The value plus one; 0 for what is not in the alphabet.  CT: as above. */
static uint32_t
value_plus_one(uint32_t c)
{
    return between(c, 'A', 'Z') * (c - 'A' + 1) +
           between(c, 'a', 'z') * (c - 'a' + 27) +
           between(c, '0', '9') * (c - '0' + 53) + between(c, '+', '+') * 63 +
           between(c, '/', '/') * 64;
}

/* The first n bytes of a group of 24 bits. */
static void
put_group(struct mohur__base64 *d, uint32_t group, size_t n)
{
    if (n > d->room.len - d->len) {
        d->full = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        d->room.data[d->len++] = (uint8_t)(group >> (16 - 8 * i));
    }
}

void
mohur__base64_char(struct mohur__base64 *d, uint8_t c)
{
    uint32_t v = value_plus_one(c);

    if (c == '=') {
        d->pads++;
        return;
    }
    d->bad |= (v - 1) >> 31;
    d->bad |= d->pads != 0;
    d->group = d->group << 6 | ((v - 1) & 63);
    d->chars++;
    if (d->chars % 4 == 0) {
        put_group(d, d->group & 0xFFFFFF, 3);
    }
}

/* The last group may not be whole. */
bool
mohur__base64_end(struct mohur__base64 *d)
{
    size_t rest    = d->chars % 4;
    uint32_t group = 0;

    if (d->chars == 0 || rest == 1 || d->pads != (4 - rest) % 4) {
        return false;
    }
    if (rest > 0) {
        group = d->group << (6 * d->pads) & 0xFFFFFF;
        put_group(d, group, rest - 1);
        /* Bits that belong to no byte are zero: one text, one meaning. */
        d->bad |= (group << (8 * (rest - 1)) & 0xFFFFFF) != 0;
    }
    return d->bad == 0;
}

bool
mohur__base64_parse(mohur__bytes text, mohur__span room, mohur__bytes *out)
{
    struct mohur__base64 d = {.room = room};
    bool good              = false;

    for (size_t i = 0; i < text.len; i++) {
        mohur__base64_char(&d, text.data[i]);
    }
    good = mohur__base64_end(&d) && !d.full;
    *out = mohur__bytes_of(room.data, good ? d.len : 0);
    return good;
}

/* ---- writing ---- */

#define LETTERS_AND_DIGITS                                                     \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const char STANDARD[65] = LETTERS_AND_DIGITS "+/";
static const char FOR_URLS[65] = LETTERS_AND_DIGITS "-_";

/* One to three bytes as two to four characters, and padding if it is to be. */
static void
emit_group(struct mohur__buf *b,
           mohur__bytes part,
           const char alphabet[65],
           bool padded)
{
    uint8_t chars[4] = {'=', '=', '=', '='};
    uint32_t group   = 0;

    for (size_t i = 0; i < 3; i++) {
        group = group << 8 | (i < part.len ? part.data[i] : 0U);
    }
    for (size_t i = 0; i <= part.len; i++) {
        chars[i] = (uint8_t)alphabet[group >> (18 - 6 * i) & 63];
    }
    mohur__buf_bytes(b, mohur__bytes_of(chars, padded ? 4 : part.len + 1));
}

void
mohur__base64_emit(struct mohur__buf *b, mohur__bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        emit_group(b, mohur__bytes_sub(bytes, i, 3), STANDARD, true);
    }
}

void
mohur__base64url_emit(struct mohur__buf *b, mohur__bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        emit_group(b, mohur__bytes_sub(bytes, i, 3), FOR_URLS, false);
    }
}
