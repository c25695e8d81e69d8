/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/oid_text.h"

#include "base/text.h"

/*
 * X.690 8.19: the first two numbers are one, 40 times the first and the
 * second; each is written in base 128, the most significant octet first.
 */
enum {
    NUMBER_BITS = 7,
    MORE        = 0x80,
    FIRST_STEP  = 40,
    DIGITS_MAX  = 20
};

static const uint64_t NUMBER_MAX = UINT64_C(1) << 62;

/* ---- reading ---- */

/* The next number of a text, and what stands behind its point. */
static bool
next_number(mohur__bytes *text, uint64_t *out)
{
    size_t len = 0;

    while (len < text->len && text->data[len] != '.') {
        len++;
    }
    if (!mohur__parse_u64(mohur__bytes_sub(*text, 0, len), out) ||
        *out > NUMBER_MAX || (len > 1 && text->data[0] == '0') ||
        len + 1 == text->len) {
        return false;
    }
    *text = mohur__bytes_sub(*text, len + 1, text->len);
    return true;
}

static bool
put_number(mohur__span out, size_t *at, uint64_t n)
{
    size_t len = 1;

    while (len < DIGITS_MAX && n >> (NUMBER_BITS * len) != 0) {
        len++;
    }
    if (out.len - *at < len) {
        return false;
    }
    for (size_t i = len; i-- > 0;) {
        uint8_t digit = (uint8_t)(n >> (NUMBER_BITS * i) & (MORE - 1));

        out.data[(*at)++] = (uint8_t)(digit | (i > 0 ? MORE : 0));
    }
    return true;
}

size_t
mohur__oid_read_text(const char *text, mohur__span out)
{
    mohur__bytes left = mohur__bytes_text(text);
    uint64_t first    = 0;
    uint64_t next     = 0;
    size_t len        = 0;

    if (left.len > MOHUR__OID_TEXT_MAX || !next_number(&left, &first) ||
        !next_number(&left, &next) || first > 2 ||
        (first < 2 && next >= FIRST_STEP) ||
        !put_number(out, &len, first * FIRST_STEP + next)) {
        return 0;
    }
    while (left.len > 0) {
        if (!next_number(&left, &next) || !put_number(out, &len, next)) {
            return 0;
        }
    }
    return len;
}

/* ---- writing ---- */

/* Each number ends, has no zeros in front, and is one that is read back. */
static bool
is_written(mohur__bytes contents)
{
    uint64_t n = 0;
    bool begun = false;

    for (size_t i = 0; i < contents.len; i++) {
        uint8_t octet = contents.data[i];

        if ((!begun && octet == MORE) || n > NUMBER_MAX >> NUMBER_BITS) {
            return false;
        }
        n     = n << NUMBER_BITS | (octet & (MORE - 1));
        begun = (octet & MORE) != 0;
        n     = begun ? n : 0;
    }
    return contents.len > 0 && !begun;
}

void
mohur__oid_put_text(struct mohur__buf *b, mohur__bytes contents)
{
    uint64_t n = 0;
    bool first = true;

    for (size_t i = 0; is_written(contents) && i < contents.len; i++) {
        n = n << NUMBER_BITS | (contents.data[i] & (MORE - 1));
        if ((contents.data[i] & MORE) != 0) {
            continue;
        }
        if (first) {
            uint64_t of = n / FIRST_STEP < 2 ? n / FIRST_STEP : 2;

            mohur__buf_decimal(b, of);
            n -= of * FIRST_STEP;
        }
        mohur__buf_u8(b, '.');
        mohur__buf_decimal(b, n);
        first = false;
        n     = 0;
    }
}
