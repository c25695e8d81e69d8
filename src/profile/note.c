/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/note.h"

#include "asn1/der_read.h"
#include "base/base64.h"
#include "base/guard.h"
#include "base/text.h"
#include "crypto/curve.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

/* The file is public and was made by anybody: views and bounds alone. */

/* An em dash and a space. */
#define MARK MOHUR__TEXT("\xE2\x80\x94 ")

enum {
    DECODED_MAX = MOHUR__NOTE_LINE_MAX / 4 * 3
};

/* ---- reading ---- */

/* Take a line off rest, without its newline; false if it has none. */
static bool
next_line(mohur__bytes *rest, mohur__bytes *line)
{
    size_t len = 0;

    while (len < rest->len && rest->data[len] != '\n') {
        len++;
    }
    if (len == rest->len) {
        return false;
    }
    *line = mohur__bytes_sub(*rest, 0, len);
    *rest = mohur__bytes_sub(*rest, len + 1, rest->len);
    return true;
}

static bool
bytes_allowed(mohur__bytes file)
{
    for (size_t i = 0; i < file.len; i++) {
        if (file.data[i] < 0x20 && file.data[i] != '\n') {
            return false;
        }
    }
    return mohur__utf8_valid(file);
}

static mohur_status
line_parse(mohur_ctx *ctx, mohur__bytes line, struct mohur__note_line *out)
{
    mohur_status st           = MOHUR_OK;
    mohur__bytes mark         = MARK;
    mohur__bytes rest         = mohur__bytes_sub(line, mark.len, line.len);
    mohur__bytes bytes        = MOHUR__NOTHING;
    size_t blank              = 0;
    uint8_t room[DECODED_MAX] = {0};

    while (blank < rest.len && rest.data[blank] != ' ') {
        blank++;
    }
    out->name   = mohur__bytes_sub(rest, 0, blank);
    out->base64 = mohur__bytes_sub(rest, blank + 1, rest.len);
    REQUIRE(ctx,
            mohur__bytes_equal(mohur__bytes_sub(line, 0, mark.len), mark) &&
                mohur__vkey_name_valid(out->name) &&
                mohur__base64_parse(out->base64, MOHUR__SPAN(room), &bytes) &&
                bytes.len > MOHUR__VKEY_ID_LEN,
            MOHUR_E_FORMAT, "a signature line of the profile is malformed");
    mohur__copy(MOHUR__SPAN(out->id), bytes);

out:
    return st;
}

static mohur_status
lines_parse(mohur_ctx *ctx, mohur__bytes rest, struct mohur__note *out)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes line = MOHUR__NOTHING;

    REQUIRE(ctx, rest.len > 0, MOHUR_E_FORMAT, "the profile is not signed");
    while (rest.len > 0) {
        REQUIRE(ctx, out->lines_len < MOHUR__NOTE_LINES_MAX, MOHUR_E_LIMIT,
                "the profile has more than %d signature lines",
                MOHUR__NOTE_LINES_MAX);
        REQUIRE(ctx, next_line(&rest, &line), MOHUR_E_FORMAT,
                "the last line of the profile has no newline");
        REQUIRE(ctx, line.len <= MOHUR__NOTE_LINE_MAX, MOHUR_E_LIMIT,
                "a signature line of the profile has more than %d bytes",
                MOHUR__NOTE_LINE_MAX);
        TRY(line_parse(ctx, line, &out->lines[out->lines_len]));
        out->lines_len++;
    }

out:
    return st;
}

mohur_status
mohur__note_parse(mohur_ctx *ctx, mohur__bytes file, struct mohur__note *out)
{
    mohur_status st    = MOHUR_OK;
    mohur__bytes rest  = file;
    mohur__bytes text  = MOHUR__NOTHING;
    mohur__bytes empty = MOHUR__NOTHING;

    *out = (struct mohur__note){0};
    REQUIRE(ctx, file.len <= MOHUR__NOTE_MAX, MOHUR_E_LIMIT,
            "the profile is larger than %d bytes", MOHUR__NOTE_MAX);
    REQUIRE(ctx, bytes_allowed(file), MOHUR_E_FORMAT,
            "the profile has control characters or is not UTF-8");
    REQUIRE(ctx,
            next_line(&rest, &text) && text.len > 0 &&
                next_line(&rest, &empty) && empty.len == 0,
            MOHUR_E_FORMAT,
            "a profile is one line of JSON, an empty line, and signatures");
    out->text = mohur__bytes_sub(file, 0, text.len + 1);
    TRY(lines_parse(ctx, rest, out));

out:
    return st;
}

/* ---- verifying ---- */

/* A number of a DER signature, at the end of room. */
static bool
read_half(struct mohur__der_reader *r, mohur__span room)
{
    mohur__bytes number = mohur__der_read_integer(r);

    if (number.len > room.len) {
        return false;
    }
    mohur__copy(mohur__span_sub(room, room.len - number.len, number.len),
                number);
    return true;
}

/* ECDSA: from DER to r, s.  Nothing if it is not such a signature. */
static mohur__bytes
raw_signature(mohur_alg alg,
              mohur__bytes der,
              uint8_t room[MOHUR__SIGN_SIGNATURE_MAX])
{
    size_t half                = mohur__curve_len(alg);
    struct mohur__der_reader r = {0};
    bool fits                  = false;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    fits = read_half(&r, mohur__span_of(room, half)) &&
           read_half(&r, mohur__span_of(&room[half], half));
    mohur__der_leave(&r);
    return fits && mohur__der_close(&r) ? mohur__bytes_of(room, 2 * half)
                                        : MOHUR__NOTHING;
}

static mohur_status
signature_check(mohur_ctx *ctx,
                mohur__bytes text,
                const struct mohur__vkey *key,
                mohur__bytes signature)
{
    uint8_t room[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    mohur_alg hash                          = MOHUR_ALG_NONE;
    mohur__bytes raw                        = signature;

    if (key->alg != MOHUR_ALG_ED25519) {
        hash = MOHUR_ALG_SHA_256;
        raw  = raw_signature(key->alg, signature, room);
    }
    return mohur__sign_verify(ctx, key->alg, hash, false,
                              mohur__bytes_of(key->public_key, key->public_len),
                              text, raw);
}

static mohur_status
line_verify(mohur_ctx *ctx,
            mohur__bytes text,
            const struct mohur__note_line *line,
            const struct mohur__vkey *key)
{
    mohur_status st           = MOHUR_OK;
    uint8_t room[DECODED_MAX] = {0};
    mohur__bytes bytes        = MOHUR__NOTHING;

    (void)mohur__base64_parse(line->base64, MOHUR__SPAN(room), &bytes);
    st = signature_check(
        ctx, text, key, mohur__bytes_sub(bytes, MOHUR__VKEY_ID_LEN, bytes.len));
    if (st == MOHUR_E_AUTH) {
        char name[64] = {0};

        mohur__text_escape(key->name, name, sizeof name);
        mohur__error_clear(ctx);
        st = mohur__error(ctx, MOHUR_E_AUTH,
                          "the profile has a wrong signature of %s", name);
    }
    return st;
}

/* Each bit that is set, with every later key that is the same one unset. */
static uint32_t
each_key_once(const struct mohur__vkey *keys, size_t len, uint32_t bits)
{
    for (size_t i = 0; i < len; i++) {
        for (size_t j = i + 1; (bits >> i & 1) != 0 && j < len; j++) {
            if (mohur__vkey_same(&keys[i], &keys[j])) {
                bits &= ~(UINT32_C(1) << j);
            }
        }
    }
    return bits;
}

mohur_status
mohur__note_verify(mohur_ctx *ctx,
                   const struct mohur__note *note,
                   const struct mohur__vkey *keys,
                   size_t keys_len,
                   uint32_t *signed_by)
{
    mohur_status st = MOHUR_OK;
    uint32_t bits   = 0;

    *signed_by = 0;
    for (size_t i = 0; i < note->lines_len; i++) {
        const struct mohur__note_line *line = &note->lines[i];

        for (size_t j = 0; j < keys_len; j++) {
            if (mohur__bytes_equal(line->name, keys[j].name) &&
                mohur__bytes_equal(MOHUR__BYTES(line->id),
                                   MOHUR__BYTES(keys[j].id))) {
                TRY(line_verify(ctx, note->text, line, &keys[j]));
                bits |= UINT32_C(1) << j;
            }
        }
    }
    *signed_by = each_key_once(keys, keys_len, bits);

out:
    return st;
}

size_t
mohur__note_count(uint32_t signed_by)
{
    size_t count = 0;

    for (; signed_by != 0; signed_by &= signed_by - 1) {
        count++;
    }
    return count;
}

/* ---- writing ---- */

void
mohur__note_emit_line(struct mohur__buf *b,
                      const struct mohur__vkey *key,
                      mohur__bytes signature)
{
    struct mohur__buf bytes = {0};

    mohur__buf_init(&bytes, b->ctx, DECODED_MAX);
    mohur__buf_bytes(&bytes, MOHUR__BYTES(key->id));
    mohur__buf_bytes(&bytes, signature);
    mohur__buf_bytes(b, MARK);
    mohur__buf_bytes(b, key->name);
    mohur__buf_u8(b, ' ');
    mohur__base64_emit(b, mohur__buf_view(&bytes));
    mohur__buf_u8(b, '\n');
    if (b->st == MOHUR_OK) {
        b->st = mohur__buf_status(&bytes);
    }
    mohur__buf_wipe(&bytes);
}

mohur_status
mohur__note_hash(mohur_ctx *ctx,
                 mohur__bytes text,
                 uint8_t out[MOHUR__NOTE_HASH_LEN])
{
    return mohur__hash(ctx, MOHUR_ALG_SHA_256, text,
                       mohur__span_of(out, MOHUR__NOTE_HASH_LEN));
}
