/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/pem.h"

#include "base/base64.h"
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
    [MOHUR__PEM_CERTIFICATE]           = "CERTIFICATE",
    [MOHUR__PEM_REQUEST]               = "CERTIFICATE REQUEST",
    [MOHUR__PEM_CRL]                   = "X509 CRL",
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
           struct mohur__base64 *d)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes line = next_line(text);

    REQUIRE(ctx, !is_header(line), MOHUR_E_UNSUPPORTED,
            "PEM headers are not read; convert with 'openssl pkcs8 -topk8'");
    while (label_in(line, END_MARK).len == 0) {
        REQUIRE(ctx, line.len > 0, MOHUR_E_FORMAT,
                "the PEM block has an empty line, or no end");
        for (size_t i = 0; i < line.len; i++) {
            mohur__base64_char(d, line.data[i]);
        }
        line = next_line(text);
    }
    REQUIRE(ctx, mohur__bytes_equal(label_in(line, END_MARK), label),
            MOHUR_E_FORMAT, "the PEM block ends with another label");
    REQUIRE(ctx, mohur__base64_end(d), MOHUR_E_FORMAT,
            "the PEM block is not base64");
    REQUIRE(ctx, !d->full, MOHUR_E_LIMIT,
            "the PEM block holds more than %zu bytes", d->room.len);

out:
    return st;
}

/* CT: leaks the text's line ends and padding. */
mohur_status
mohur__pem_take(mohur_ctx *ctx,
                mohur__bytes *pem,
                mohur__span room,
                enum mohur__pem_label *out_label,
                mohur__bytes *out)
{
    mohur_status st            = MOHUR_OK;
    mohur__bytes text          = trim(*pem);
    mohur__bytes label         = label_in(next_line(&text), BEGIN_MARK);
    enum mohur__pem_label what = label_find(label);
    struct mohur__base64 d     = {.room = room};

    *out_label = MOHUR__PEM_NONE;
    *out       = MOHUR__NOTHING;
    REQUIRE(ctx, label.len > 0, MOHUR_E_FORMAT,
            "the file does not begin with a PEM block");
    REQUIRE(ctx, what != MOHUR__PEM_NONE, MOHUR_E_FORMAT,
            "the PEM block is no key and no certificate");
    TRY(parse_body(ctx, &text, label, &d));
    *pem       = trim(text);
    *out_label = what;
    *out       = mohur__bytes_of(room.data, d.len);

out:
    mohur__wipe(&d, sizeof d);
    return st;
}

/* CT: leaks the text's line ends and padding. */
mohur_status
mohur__pem_parse(mohur_ctx *ctx,
                 mohur__bytes pem,
                 mohur__span room,
                 enum mohur__pem_label *out_label,
                 mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__pem_take(ctx, &pem, room, out_label, out));
    REQUIRE(ctx, pem.len == 0, MOHUR_E_FORMAT,
            "there is more than one PEM block");

out:
    if (st != MOHUR_OK) {
        *out_label = MOHUR__PEM_NONE;
        *out       = MOHUR__NOTHING;
    }
    return st;
}

/* ---- writing ---- */

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
        mohur__base64_emit(b, mohur__bytes_sub(contents, i, 3));
        if ((i + 3) % LINE_BYTES == 0 || i + 3 >= contents.len) {
            mohur__buf_u8(b, '\n');
        }
    }
    emit_mark(b, END_MARK, label);
}
