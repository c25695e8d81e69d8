/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

/* Text from outside, without a locale: UTF-8, ASCII, digits. */

static const char hex_digits[] = "0123456789abcdef";

/* The value of a sequence of n bytes at p, if its tail is well formed. */
static bool
utf8_decode(const uint8_t *p, size_t n, uint32_t *out)
{
    static const uint8_t lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t least[]    = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t point                   = p[0] & lead_bits[n];

    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return false;
        }
        point = (point << 6) | (p[i] & 0x3F);
    }
    *out = point;
    return point >= least[n] && point <= 0x10FFFF &&
           (point < 0xD800 || point > 0xDFFF);
}

/* How long the sequence is that begins with lead; 0 if none does. */
static size_t
utf8_len(uint8_t lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC0 && lead < 0xE0) {
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return 3;
    }
    return lead >= 0xF0 && lead < 0xF8 ? 4 : 0;
}

uint32_t
mohur__utf8_next(mohur__bytes text, size_t *pos)
{
    mohur__bytes left = mohur__bytes_sub(text, *pos, text.len);
    uint32_t point    = 0;
    size_t len        = 0;

    if (left.len == 0) {
        return UINT32_MAX;
    }
    len = utf8_len(left.data[0]);
    if (len == 0 || len > left.len || !utf8_decode(left.data, len, &point)) {
        return UINT32_MAX;
    }
    *pos += len;
    return point;
}

bool
mohur__utf8_valid(mohur__bytes text)
{
    size_t pos = 0;

    while (pos < text.len) {
        if (mohur__utf8_next(text, &pos) == UINT32_MAX) {
            return false;
        }
    }
    return true;
}

uint8_t
mohur__ascii_fold(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

/*
 * Letters that print as themselves, from left to right, and do not join what
 * stands before them.  All else beyond ASCII is escaped: directions, joiners,
 * invisible and combining characters.
 */
static bool
is_harmless_letter(uint32_t point)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } letters[] = {
        {0x00C0, 0x00D6}, {0x00D8, 0x00F6}, {0x00F8, 0x02AF}, /* Latin    */
        {0x0388, 0x03CE}, {0x0400, 0x0481}, {0x048A, 0x052F}, /* Cyrillic */
        {0x0531, 0x0556}, {0x0561, 0x0587},                   /* Armenian */
        {0x10A0, 0x10C5}, {0x10D0, 0x10FA},                   /* Georgian */
        {0x1E00, 0x1EFF}, {0x3041, 0x3096}, {0x30A1, 0x30FA}, /* Kana     */
        {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3},                   /* Han      */
    };

    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (point >= letters[i].first && point <= letters[i].last) {
            return true;
        }
    }
    return false;
}

/* How many bytes from pos on are written as they are; 0: escape one. */
static size_t
plain_len(mohur__bytes name, size_t pos)
{
    size_t end     = pos;
    uint32_t point = mohur__utf8_next(name, &end);

    if (point >= 0x20 && point < 0x7F && point != '%') {
        return 1;
    }
    return is_harmless_letter(point) ? end - pos : 0;
}

void
mohur__text_escape(mohur__bytes name, char *out, size_t out_cap)
{
    size_t pos = 0;
    size_t len = 0;
    size_t cut = 0; /* the last place where "..." has room */

    if (out_cap == 0) {
        return;
    }
    while (pos < name.len) {
        size_t plain = plain_len(name, pos);
        size_t need  = plain > 0 ? plain : 3;
        if (need > out_cap - 1 - len) {
            for (len = cut; len < cut + 3 && len < out_cap - 1; len++) {
                out[len] = '.';
            }
            break;
        }
        if (plain == 0) {
            out[len]     = '%';
            out[len + 1] = hex_digits[name.data[pos] >> 4];
            out[len + 2] = hex_digits[name.data[pos] & 0x0F];
        }
        mohur__copy(mohur__span_of((uint8_t *)out + len, plain),
                    mohur__bytes_sub(name, pos, plain));
        pos += plain > 0 ? plain : 1;
        len += need;
        cut = len + 3 <= out_cap - 1 ? len : cut;
    }
    out[len] = '\0';
}

void
mohur__hex(mohur__bytes b, char *out)
{
    for (size_t i = 0; i < b.len; i++) {
        out[2 * i]     = hex_digits[b.data[i] >> 4];
        out[2 * i + 1] = hex_digits[b.data[i] & 0x0F];
    }
    out[2 * b.len] = '\0';
}

bool
mohur__parse_u64(mohur__bytes text, uint64_t *out)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' ||
            !mohur__u64_mul(value, 10, &value) ||
            !mohur__u64_add(value, (uint64_t)(text.data[i] - '0'), &value)) {
            return false;
        }
    }
    *out = value;
    return text.len > 0;
}
