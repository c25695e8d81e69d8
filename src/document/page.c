/* SPDX-License-Identifier: Apache-2.0 */
#include "document/page.h"

#include "base/text.h"
#include "base/time.h"

/*
 * One way for text to get into a page.
 */
struct range {
    uint32_t first;
    uint32_t last;
};

/* Characters that nobody sees, or that move those beside them. */
static const struct range HIDDEN[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},   {0x180B, 0x180F},
    {0x200B, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F},   {0x3164, 0x3164},
    {0xFDD0, 0xFDEF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

void
mohur__page_markup(struct mohur__buf *b, const char *markup)
{
    mohur__buf_bytes(b, mohur__bytes_text(markup));
}

static bool
is_hidden(uint32_t c)
{
    if ((c & 0xFFFE) == 0xFFFE) {
        return true; /* no character, in any plane */
    }
    for (size_t i = 0; i < sizeof HIDDEN / sizeof HIDDEN[0]; i++) {
        if (HIDDEN[i].first <= c && c <= HIDDEN[i].last) {
            return true;
        }
    }
    return false;
}

/* "U+202E", of at least four digits. */
static void
put_code(struct mohur__buf *b, uint32_t c)
{
    static const char digits[] = "0123456789ABCDEF";
    int shift                  = 12;

    while (c >> (shift + 4) != 0) {
        shift += 4;
    }
    mohur__page_markup(b, "<i>U+");
    for (; shift >= 0; shift -= 4) {
        mohur__buf_u8(b, (uint8_t)digits[c >> shift & 15]);
    }
    mohur__page_markup(b, "</i>");
}

/* How markup writes it; NULL: as it is. */
static const char *
entity_of(uint32_t c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void
put_text(struct mohur__buf *b, mohur__bytes text)
{
    size_t pos = 0;

    while (pos < text.len) {
        size_t from        = pos;
        uint32_t c         = mohur__utf8_next(text, &pos);
        const char *entity = entity_of(c);

        if (c == UINT32_MAX) {
            put_code(b, 0xFFFD); /* and no more of what is no text */
            return;
        }
        if (entity != NULL) {
            mohur__page_markup(b, entity);
        } else if (is_hidden(c)) {
            put_code(b, c);
        } else {
            mohur__buf_bytes(b, mohur__bytes_sub(text, from, pos - from));
        }
    }
}

void
mohur__page_text(struct mohur__buf *b, const char *text)
{
    /* Text that runs the other way turns nothing outside of this. */
    mohur__page_markup(b, "<bdi>");
    put_text(b, mohur__bytes_text(text));
    mohur__page_markup(b, "</bdi>");
}

void
mohur__page_time(struct mohur__buf *b, int64_t t)
{
    char text[MOHUR__TIME_CAP] = {0};
    mohur__bytes whole         = MOHUR__NOTHING;

    if (t == 0) {
        mohur__page_markup(b, "not said");
        return;
    }
    mohur__time_format(t, text);
    whole = mohur__bytes_text(text);
    mohur__page_markup(b, "<time datetime=\"");
    mohur__buf_bytes(b, whole);
    mohur__page_markup(b, "\">");
    mohur__buf_bytes(b, mohur__bytes_sub(whole, 0, 10));
    mohur__page_markup(b, " ");
    mohur__buf_bytes(b, mohur__bytes_sub(whole, 11, 8));
    mohur__page_markup(b, " UTC</time>");
}

void
mohur__page_hex(struct mohur__buf *b, mohur__bytes octets)
{
    mohur__page_markup(b, "<code>");
    for (size_t i = 0; i < octets.len; i++) {
        char hex[3] = {0};

        mohur__hex(mohur__bytes_sub(octets, i, 1), hex);
        mohur__page_markup(b, hex);
    }
    mohur__page_markup(b, "</code>");
}

void
mohur__page_element(struct mohur__buf *b,
                    const char *name,
                    const char *kind,
                    const char *text)
{
    mohur__page_markup(b, "<");
    mohur__page_markup(b, name);
    if (kind != NULL) {
        mohur__page_markup(b, " class=\"");
        mohur__page_markup(b, kind);
        mohur__page_markup(b, "\"");
    }
    mohur__page_markup(b, ">");
    mohur__page_text(b, text);
    mohur__page_markup(b, "</");
    mohur__page_markup(b, name);
    mohur__page_markup(b, ">\n");
}

void
mohur__page_fact_begin(struct mohur__buf *b, const char *what)
{
    mohur__page_markup(b, "<div><dt>");
    mohur__page_markup(b, what);
    mohur__page_markup(b, "</dt><dd>");
}

void
mohur__page_fact_end(struct mohur__buf *b)
{
    mohur__page_markup(b, "</dd></div>\n");
}

void
mohur__page_fact(struct mohur__buf *b, const char *what, const char *text)
{
    if (text[0] != '\0') {
        mohur__page_fact_begin(b, what);
        mohur__page_text(b, text);
        mohur__page_fact_end(b);
    }
}
