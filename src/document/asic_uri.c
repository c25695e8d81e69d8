/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_uri.h"

#include "base/text.h"

/* Percent-escapes of RFC 3986, and the few hashes there are. */
struct hash_uri {
    mohur_alg hash;
    const char *uri;
};

static const struct hash_uri HASHES[] = {
    {MOHUR_ALG_SHA_256, "http://www.w3.org/2001/04/xmlenc#sha256"},
    {MOHUR_ALG_SHA_384, "http://www.w3.org/2001/04/xmldsig-more#sha384"},
    {MOHUR_ALG_SHA_512, "http://www.w3.org/2001/04/xmlenc#sha512"},
};

static bool
is_unreserved(uint8_t c)
{
    uint8_t low = mohur__ascii_fold(c);

    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* What may stand in a path as it is: pchar and the slash. */
static bool
is_path(uint8_t c)
{
    static const char others[] = "!$&'()*+,;=:@/";

    for (size_t i = 0; i < sizeof others - 1; i++) {
        if (c == (uint8_t)others[i]) {
            return true;
        }
    }
    return is_unreserved(c);
}

/* 16 for what is no digit. */
static unsigned
hex_value(uint8_t c)
{
    uint8_t low = mohur__ascii_fold(c);

    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return low >= 'a' && low <= 'f' ? low - 'a' + 10U : 16U;
}

bool
mohur__uri_decode(mohur__bytes uri, struct mohur__buf *out)
{
    for (size_t i = 0; i < uri.len; i++) {
        uint8_t c = uri.data[i];

        if (c == '%') {
            unsigned high = i + 2 < uri.len ? hex_value(uri.data[i + 1]) : 16;
            unsigned low  = i + 2 < uri.len ? hex_value(uri.data[i + 2]) : 16;

            if (high > 15 || low > 15) {
                return false;
            }
            c = (uint8_t)(high << 4 | low);
            i += 2;
        } else if (!is_path(c)) {
            return false;
        }
        mohur__buf_u8(out, c);
    }
    return uri.len > 0;
}

void
mohur__uri_emit(struct mohur__buf *b, mohur__bytes name)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];

        if (is_unreserved(c) || c == '/') {
            mohur__buf_u8(b, c);
        } else {
            mohur__buf_u8(b, '%');
            mohur__buf_u8(b, (uint8_t)digits[c >> 4]);
            mohur__buf_u8(b, (uint8_t)digits[c & 15]);
        }
    }
}

mohur_alg
mohur__uri_hash(mohur__bytes uri)
{
    for (size_t i = 0; i < sizeof HASHES / sizeof HASHES[0]; i++) {
        if (mohur__bytes_equal(uri, mohur__bytes_text(HASHES[i].uri))) {
            return HASHES[i].hash;
        }
    }
    return MOHUR_ALG_NONE;
}

const char *
mohur__uri_of_hash(mohur_alg hash)
{
    for (size_t i = 0; i < sizeof HASHES / sizeof HASHES[0]; i++) {
        if (HASHES[i].hash == hash) {
            return HASHES[i].uri;
        }
    }
    return "";
}
