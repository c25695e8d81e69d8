/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/pem.h"

#include "base/ct.h"
#include "base/guard.h"

/*
 * PEM in two layers: lines, which are public, and the base64 in them, which
 * may be a secret and is decoded without a table or a branch on it.
 */
#define BEGIN_MARK MOHUR__TEXT("-----BEGIN ")
#define END_MARK   MOHUR__TEXT("-----END ")
#define MARK_TAIL  MOHUR__TEXT("-----")

enum {
    LINE_BYTES = 48 /* that is 64 characters */
};

static const char *const LABELS[MOHUR__PEM_COUNT] = {
    [MOHUR__PEM_NONE]                  = "",
    [MOHUR__PEM_PUBLIC_KEY]            = "PUBLIC KEY",
    [MOHUR__PEM_PRIVATE_KEY]           = "PRIVATE KEY",
    [MOHUR__PEM_ENCRYPTED_PRIVATE_KEY] = "ENCRYPTED PRIVATE KEY",
    [MOHUR__PEM_EC_PRIVATE_KEY]        = "EC PRIVATE KEY",
};

const char *
mohur__pem_name(enum mohur__pem_label label)
{
    return label > MOHUR__PEM_NONE && label < MOHUR__PEM_COUNT ? LABELS[label]
                                                               : "";
}

static enum mohur__pem_label
label_find(mohur__bytes text)
{
    for (int i = MOHUR__PEM_NONE + 1; i < MOHUR__PEM_COUNT; i++) {
        if (mohur__bytes_equal(text, mohur__bytes_text(LABELS[i]))) {
            return (enum mohur__pem_label)i;
        }
    }
    return MOHUR__PEM_NONE;
}

/* ---- base64 ---- */

struct decoder {
    mohur__span room;
    size_t len;
    uint32_t group; /* the characters that make no whole group yet */
    size_t chars;
    size_t pads;
    uint32_t bad; /* 1 once a character was none of the alphabet */
    bool full;
};

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
put_group(struct decoder *d, uint32_t group, size_t n)
{
    if (n > d->room.len - d->len) {
        d->full = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        d->room.data[d->len++] = (uint8_t)(group >> (16 - 8 * i));
    }
}

/* CT: leaks where the padding is. */
static void
decode_char(struct decoder *d, uint8_t c)
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

/* The last group, where it is not whole.  True: all of it was base64. */
static bool
decode_end(struct decoder *d)
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

/* ---- lines ---- */

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static mohur__bytes
trim(mohur__bytes text)
{
    while (text.len > 0 && is_blank(text.data[0])) {
        text = mohur__bytes_sub(text, 1, text.len);
    }
    while (text.len > 0 && is_blank(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* Take a line off text, without its end; the last one may have none. */
static mohur__bytes
next_line(mohur__bytes *text)
{
    mohur__bytes line = *text;
    size_t len        = 0;

    while (len < text->len && text->data[len] != '\n') {
        len++;
    }
    line.len = len;
    *text    = mohur__bytes_sub(*text, len + 1, text->len);
    if (line.len > 0 && line.data[line.len - 1] == '\r') {
        line.len--;
    }
    return line;
}

/* The label in a line "-----BEGIN x-----"; nothing if it is none. */
static mohur__bytes
label_in(mohur__bytes line, mohur__bytes mark)
{
    mohur__bytes tail = MARK_TAIL;
    size_t around     = mark.len + tail.len;

    if (line.len <= around ||
        !mohur__bytes_equal(mohur__bytes_sub(line, 0, mark.len), mark) ||
        !mohur__bytes_equal(
            mohur__bytes_sub(line, line.len - tail.len, tail.len), tail)) {
        return MOHUR__NOTHING;
    }
    return mohur__bytes_sub(line, mark.len, line.len - around);
}

/* Does it look like "Proc-Type: 4,ENCRYPTED"? */
static bool
is_header(mohur__bytes line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == ':') {
            return true;
        }
    }
    return false;
}

/* The lines between BEGIN and END.  CT: leaks line ends and padding. */
static mohur_status
parse_body(mohur_ctx *ctx,
           mohur__bytes *text,
           mohur__bytes label,
           struct decoder *d)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes line = next_line(text);

    REQUIRE(ctx, !is_header(line), MOHUR_E_UNSUPPORTED,
            "PEM headers are not read; convert with 'openssl pkcs8 -topk8'");
    while (label_in(line, END_MARK).len == 0) {
        REQUIRE(ctx, line.len > 0, MOHUR_E_FORMAT,
                "the PEM block has an empty line, or no end");
        for (size_t i = 0; i < line.len; i++) {
            decode_char(d, line.data[i]);
        }
        line = next_line(text);
    }
    REQUIRE(ctx, mohur__bytes_equal(label_in(line, END_MARK), label),
            MOHUR_E_FORMAT, "the PEM block ends with another label");
    REQUIRE(ctx, decode_end(d), MOHUR_E_FORMAT, "the PEM block is not base64");
    REQUIRE(ctx, !d->full, MOHUR_E_LIMIT,
            "the PEM block holds more than the %zu bytes of a key",
            d->room.len);

out:
    return st;
}

mohur_status
mohur__pem_parse(mohur_ctx *ctx,
                 mohur__bytes pem,
                 mohur__span room,
                 enum mohur__pem_label *out_label,
                 mohur__bytes *out)
{
    mohur_status st            = MOHUR_OK;
    mohur__bytes text          = trim(pem);
    mohur__bytes label         = label_in(next_line(&text), BEGIN_MARK);
    enum mohur__pem_label what = label_find(label);
    struct decoder d           = {.room = room};

    *out_label = MOHUR__PEM_NONE;
    *out       = MOHUR__NOTHING;
    REQUIRE(ctx, label.len > 0, MOHUR_E_FORMAT,
            "the file does not begin with a PEM block");
    REQUIRE(ctx, what != MOHUR__PEM_NONE, MOHUR_E_FORMAT,
            "the PEM block is not a key");
    TRY(parse_body(ctx, &text, label, &d));
    REQUIRE(ctx, text.len == 0, MOHUR_E_FORMAT,
            "there is more than one PEM block");
    *out_label = what;
    *out       = mohur__bytes_of(room.data, d.len);

out:
    mohur__wipe(&d, sizeof d);
    return st;
}

/* ---- writing ---- */

static const char ALPHABET[65] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* One to three bytes as four characters. */
static void
emit_group(struct mohur__buf *b, mohur__bytes part)
{
    uint8_t chars[4] = {'=', '=', '=', '='};
    uint32_t group   = 0;

    for (size_t i = 0; i < 3; i++) {
        group = group << 8 | (i < part.len ? part.data[i] : 0U);
    }
    for (size_t i = 0; i <= part.len; i++) {
        chars[i] = (uint8_t)ALPHABET[group >> (18 - 6 * i) & 63];
    }
    mohur__buf_bytes(b, MOHUR__BYTES(chars));
}

static void
emit_mark(struct mohur__buf *b, mohur__bytes mark, enum mohur__pem_label label)
{
    mohur__buf_bytes(b, mark);
    mohur__buf_bytes(b, mohur__bytes_text(mohur__pem_name(label)));
    mohur__buf_bytes(b, MARK_TAIL);
    mohur__buf_u8(b, '\n');
}

void
mohur__pem_emit(struct mohur__buf *b,
                enum mohur__pem_label label,
                mohur__bytes contents)
{
    emit_mark(b, BEGIN_MARK, label);
    for (size_t i = 0; i < contents.len; i += 3) {
        emit_group(b, mohur__bytes_sub(contents, i, 3));
        if ((i + 3) % LINE_BYTES == 0 || i + 3 >= contents.len) {
            mohur__buf_u8(b, '\n');
        }
    }
    emit_mark(b, END_MARK, label);
}
