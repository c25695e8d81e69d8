/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/token_uri.h"

#include "base/cursor.h"
#include "base/guard.h"
#include "base/text.h"

#include <stddef.h>

/* RFC 7512, section 2.3, as strict as its grammar and stricter. */

/* An attribute: where it stands, and what it becomes. */
struct attribute {
    const char *name;
    size_t offset;
    size_t max;
    bool query; /* behind the question mark */
    bool path;  /* an absolute path, "file:" before it or not */
};

#define AT(member) offsetof(struct mohur__token_uri, member)

static const struct attribute ATTRIBUTES[] = {
    {"token", AT(token), MOHUR__TOKEN_TEXT_MAX, false, false},
    {"manufacturer", AT(manufacturer), MOHUR__TOKEN_TEXT_MAX, false, false},
    {"serial", AT(serial), MOHUR__TOKEN_NUMBER_MAX, false, false},
    {"model", AT(model), MOHUR__TOKEN_NUMBER_MAX, false, false},
    {"module-path", AT(module), MOHUR__TOKEN_PATH_MAX, true, true},
    {"pin-source", AT(pin_source), MOHUR__TOKEN_PATH_MAX, true, true},
};

enum {
    ATTRIBUTES_LEN = sizeof ATTRIBUTES / sizeof ATTRIBUTES[0]
};

static uint8_t *
place_of(struct mohur__token_uri *uri, const struct attribute *a)
{
    return (uint8_t *)uri + a->offset;
}

static mohur__bytes
text_of(const struct mohur__token_uri *uri, const struct attribute *a)
{
    return mohur__bytes_text((const char *)uri + a->offset);
}

/* What stands for itself: unreserved, and pk11-res-avail with the slash only
 * in a query. */
static bool
is_plain(uint8_t c, bool query)
{
    static const char others[] = "-._~:[]@!$'()*+,=";

    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
        (c >= 'A' && c <= 'Z')) {
        return true;
    }
    for (const char *p = others; *p != '\0'; p++) {
        if ((uint8_t)*p == c) {
            return true;
        }
    }
    return c == '&' ? !query : query && (c == '/' || c == '?' || c == '|');
}

static int
hex_value(uint8_t c)
{
    uint8_t low = mohur__ascii_fold(c);

    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* The next byte of a value; false if it is not one, or is a zero. */
static bool
decode_one(struct mohur__cursor *c, bool query, uint8_t *out)
{
    int high;
    int low;

    *out = mohur__read_u8(c);
    if (*out != '%') {
        return is_plain(*out, query);
    }
    high = hex_value(mohur__read_u8(c));
    low  = hex_value(mohur__read_u8(c));
    if (!mohur__cursor_ok(c) || high < 0 || low < 0) {
        return false;
    }
    *out = (uint8_t)(16 * high + low);
    return *out != 0;
}

/* Decode into out, which has a zero at its end already. */
static bool
decode(mohur__bytes value, const struct attribute *a, uint8_t *out)
{
    struct mohur__cursor c = mohur__cursor_of(value);
    size_t len             = 0;

    while (!mohur__cursor_end(&c)) {
        if (len == a->max || !decode_one(&c, a->query, &out[len])) {
            return false;
        }
        len++;
    }
    return len > 0 && mohur__utf8_valid(mohur__bytes_of(out, len));
}

/* "file:/a" and "file:///a" are "/a"; a host, or anything to run, is not. */
static mohur__bytes
without_scheme(mohur__bytes value)
{
    mohur__bytes scheme = MOHUR__TEXT("file:");
    mohur__bytes empty  = MOHUR__TEXT("///");

    if (!mohur__bytes_equal(mohur__bytes_sub(value, 0, scheme.len), scheme)) {
        return value;
    }
    value = mohur__bytes_sub(value, scheme.len, value.len);
    return mohur__bytes_equal(mohur__bytes_sub(value, 0, empty.len), empty)
               ? mohur__bytes_sub(value, 2, value.len)
               : value;
}

static const struct attribute *
attribute_find(mohur__bytes name, bool query)
{
    for (size_t i = 0; i < ATTRIBUTES_LEN; i++) {
        if (ATTRIBUTES[i].query == query &&
            mohur__bytes_equal(name, mohur__bytes_text(ATTRIBUTES[i].name))) {
            return &ATTRIBUTES[i];
        }
    }
    return NULL;
}

static size_t
index_of(mohur__bytes b, uint8_t c)
{
    size_t i = 0;

    while (i < b.len && b.data[i] != c) {
        i++;
    }
    return i;
}

static mohur_status
attribute_read(mohur_ctx *ctx,
               mohur__bytes part,
               bool query,
               struct mohur__token_uri *out)
{
    mohur_status st           = MOHUR_OK;
    size_t sign               = index_of(part, '=');
    mohur__bytes name         = mohur__bytes_sub(part, 0, sign);
    mohur__bytes value        = mohur__bytes_sub(part, sign + 1, part.len);
    const struct attribute *a = attribute_find(name, query);
    char shown[33];

    REQUIRE(ctx, !mohur__bytes_equal(name, MOHUR__TEXT("pin-value")),
            MOHUR_E_ARGUMENT,
            "a PIN has no place in a token's URI, where others see it");
    mohur__text_escape(name, shown, sizeof shown);
    REQUIRE(ctx, a != NULL, MOHUR_E_ARGUMENT,
            "a token's URI has no %s %s; it has token, manufacturer, serial, "
            "model ? module-path, pin-source",
            query ? "query" : "attribute", shown);
    REQUIRE(ctx, text_of(out, a).len == 0, MOHUR_E_ARGUMENT,
            "the token's URI says %s twice", a->name);
    value = a->path ? without_scheme(value) : value;
    REQUIRE(ctx, decode(value, a, place_of(out, a)), MOHUR_E_ARGUMENT,
            "%s in the token's URI is not 1 to %zu bytes of escaped UTF-8",
            a->name, a->max);
    REQUIRE(
        ctx,
        !a->path || (place_of(out, a)[0] == '/' && place_of(out, a)[1] != '/'),
        MOHUR_E_ARGUMENT,
        "%s in the token's URI is no whole path, which begins with /", a->name);

out:
    return st;
}

/* Attributes with a separator between them. */
static mohur_status
attributes_read(mohur_ctx *ctx,
                mohur__bytes list,
                bool query,
                struct mohur__token_uri *out)
{
    mohur_status st = MOHUR_OK;

    for (;;) {
        size_t end = index_of(list, query ? '&' : ';');

        TRY(attribute_read(ctx, mohur__bytes_sub(list, 0, end), query, out));
        if (end == list.len) {
            goto out;
        }
        list = mohur__bytes_sub(list, end + 1, list.len);
    }

out:
    return st;
}

mohur_status
mohur__token_uri_parse(mohur_ctx *ctx,
                       mohur__bytes text,
                       struct mohur__token_uri *out)
{
    mohur_status st     = MOHUR_OK;
    mohur__bytes scheme = MOHUR__TEXT("pkcs11:");
    mohur__bytes rest   = mohur__bytes_sub(text, scheme.len, text.len);
    size_t mark         = index_of(rest, '?');

    *out = (struct mohur__token_uri){{0}, {0}, {0}, {0}, {0}, {0}};
    REQUIRE(
        ctx,
        text.len <= MOHUR__TOKEN_URI_MAX &&
            mohur__bytes_equal(mohur__bytes_sub(text, 0, scheme.len), scheme),
        MOHUR_E_ARGUMENT,
        "a token is named by a URI of at most %d bytes that begins with "
        "pkcs11:",
        MOHUR__TOKEN_URI_MAX);
    TRY(attributes_read(ctx, mohur__bytes_sub(rest, 0, mark), false, out));
    REQUIRE(ctx, mark < rest.len, MOHUR_E_ARGUMENT,
            "the token's URI names no module: ?module-path=/... does");
    TRY(attributes_read(ctx, mohur__bytes_sub(rest, mark + 1, rest.len), true,
                        out));
    REQUIRE(ctx, out->token[0] != '\0' || out->serial[0] != '\0',
            MOHUR_E_ARGUMENT,
            "the token's URI names none: token=LABEL or serial=NUMBER does");
    REQUIRE(ctx, out->module[0] != '\0', MOHUR_E_ARGUMENT,
            "the token's URI names no module: ?module-path=/... does");

out:
    if (st != MOHUR_OK) {
        *out = (struct mohur__token_uri){{0}, {0}, {0}, {0}, {0}, {0}};
    }
    return st;
}

static void
emit_value(mohur__bytes value, bool query, struct mohur__buf *out)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.data[i];

        if (is_plain(c, query)) {
            mohur__buf_u8(out, c);
        } else {
            mohur__buf_u8(out, '%');
            mohur__buf_u8(out, (uint8_t)digits[c >> 4]);
            mohur__buf_u8(out, (uint8_t)digits[c & 15]);
        }
    }
}

void
mohur__token_uri_emit(const struct mohur__token_uri *uri,
                      struct mohur__buf *out)
{
    char before = ':';

    mohur__buf_bytes(out, MOHUR__TEXT("pkcs11"));
    for (size_t i = 0; i < ATTRIBUTES_LEN; i++) {
        const struct attribute *a = &ATTRIBUTES[i];
        bool first_of_query       = a->query && !ATTRIBUTES[i - 1].query;

        if (text_of(uri, a).len == 0) {
            continue;
        }
        mohur__buf_u8(out, (uint8_t)(first_of_query ? '?' : before));
        mohur__buf_bytes(out, mohur__bytes_text(a->name));
        mohur__buf_u8(out, '=');
        emit_value(text_of(uri, a), a->query, out);
        before = a->query ? '&' : ';';
    }
}

bool
mohur__token_uri_same(const struct mohur__token_uri *a,
                      const struct mohur__token_uri *b)
{
    bool same = true;

    for (size_t i = 0; i < ATTRIBUTES_LEN; i++) {
        same = same && (ATTRIBUTES[i].offset == AT(pin_source) ||
                        mohur__bytes_equal(text_of(a, &ATTRIBUTES[i]),
                                           text_of(b, &ATTRIBUTES[i])));
    }
    return same;
}
