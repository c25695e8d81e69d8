/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Text made safe to show. */

void *
cli_must(void *p)
{
    if (p == NULL) {
        fputs("mohur: error: memory ran out (MOHUR_E_NO_MEMORY)\n", stderr);
        exit(CLI_INTERNAL);
    }
    return p;
}

char *
cli_text(const char *format, va_list args)
{
    char *text = NULL;

    return cli_must(vasprintf(&text, format, args) < 0 ? NULL : text);
}

/* A code point, and the bytes that it takes; 0 bytes: no UTF-8. */
struct point {
    uint32_t code;
    size_t len;
};

/* RFC 3629: no surrogate, nothing above 10FFFF, the shortest form only. */
static struct point
point_read(const uint8_t *p)
{
    static const uint32_t least[]  = {0, 0, 0x80, 0x800, 0x10000};
    static const struct point none = {0, 0};
    size_t len    = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t code = len == 1 ? p[0] : p[0] & (0x7Fu >> len);

    if (len > 1 && (p[0] < 0xC2 || p[0] > 0xF4)) {
        return none;
    }
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return none;
        }
        code = (code << 6) | (p[i] & 0x3F);
    }
    if (code < least[len] || code > 0x10FFFF ||
        (code >= 0xD800 && code <= 0xDFFF)) {
        return none;
    }
    return (struct point){code, len};
}

/* Controls, and the marks that hide or turn the text around them. */
static bool
is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

static char *
escape(const char *text, bool percent)
{
    const uint8_t *in = (const uint8_t *)text;
    char *out         = cli_must(malloc(3 * strlen(text) + 1));
    char *to          = out;

    while (*in != 0) {
        struct point point = point_read(in);
        bool shown =
            point.len > 0 && !is_hidden(point.code) && (*in != '%' || !percent);
        size_t len = point.len > 0 ? point.len : 1;

        for (size_t i = 0; i < len; i++, in++) {
            if (shown) {
                *to++ = (char)*in;
            } else {
                to += snprintf(to, 4, "%%%02x", (unsigned)*in);
            }
        }
    }
    *to = '\0';
    return out;
}

char *
cli_escape(const char *name)
{
    return escape(name, true);
}

char *
cli_clean(const char *sentence)
{
    return escape(sentence, false);
}

json_t *
cli_json_text(const char *text)
{
    json_t *json = json_string(text);

    if (json == NULL) {
        char *clean = cli_escape(text);

        json = cli_must(json_string(clean));
        free(clean);
    }
    return json;
}

void
cli_hex(const uint8_t *data, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        out[2 * i]     = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    out[2 * len] = '\0';
}

void
cli_time(int64_t t, char out[32])
{
    time_t seconds = (time_t)t;
    struct tm parts;

    if (t == 0 || t == MOHUR_TIME_ABSENT ||
        gmtime_r(&seconds, &parts) == NULL ||
        strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        snprintf(out, 32, "-");
    }
}

void
cli_json_hex(json_t *json, const char *name, const uint8_t *data, size_t len)
{
    char *text = cli_must(malloc(2 * len + 1));

    cli_hex(data, len, text);
    json_object_set_new(json, name, json_string(text));
    free(text);
}

void
cli_json_time(json_t *json, const char *name, int64_t t)
{
    char text[32];

    cli_time(t, text);
    json_object_set_new(json, name, json_string(text));
}
