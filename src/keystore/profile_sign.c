/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/io.h"
#include "crypto/sign.h"
#include "keystore/key_act.h"
#include "profile/handle.h"
#include <mohur/version.h>

/*
 * Signing a profile: what is signed is read first, as whoever accepts it will
 * read it, so that nobody signs what cannot be accepted.
 */
enum {
    DER_MAX = 128 /* an ECDSA signature of P-384 has 104 bytes */
};

/* Is it a note already, and not only its line? */
static bool
is_note(mohur__bytes text)
{
    size_t i = 0;

    while (i < text.len && text.data[i] != '\n') {
        i++;
    }
    return i + 1 < text.len;
}

/* The line with its newline and the lines that sign it so far. */
static mohur_status
begin(mohur_ctx *ctx,
      mohur__bytes given,
      struct mohur__buf *out,
      size_t *text_len)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__note note = {0};
    struct mohur__body body = {0};

    mohur__buf_bytes(out, given);
    if (is_note(given)) {
        TRY(mohur__note_parse(ctx, given, &note));
        *text_len = note.text.len;
    } else {
        if (given.len > 0 && given.data[given.len - 1] != '\n') {
            mohur__buf_u8(out, '\n');
        }
        *text_len = mohur__buf_view(out).len;
        mohur__buf_u8(out, '\n');
    }
    TRY(mohur__buf_status(out));
    TRY(mohur__body_parse(ctx,
                          mohur__bytes_sub(mohur__buf_view(out), 0, *text_len),
                          MOHUR_VERSION, &body));

out:
    mohur__body_wipe(&body);
    return st;
}

/* r, s as DER, which is how a note has them. */
static mohur_status
as_der(mohur_ctx *ctx, mohur__bytes raw, mohur__span room, mohur__bytes *out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__der d = {0};
    size_t half         = raw.len / 2;

    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_integer(&d, mohur__bytes_sub(raw, 0, half));
    mohur__der_integer(&d, mohur__bytes_sub(raw, half, half));
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_INTERNAL,
            "a signature has no room");

out:
    return st;
}

/* CT: as mohur__sign. */
static mohur_status
sign_line(mohur_ctx *ctx,
          mohur__bytes text,
          const mohur_key *key,
          const struct mohur__vkey *vkey,
          struct mohur__buf *out)
{
    mohur_status st                        = MOHUR_OK;
    uint8_t raw[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    uint8_t room[DER_MAX]                  = {0};
    size_t len             = mohur__sign_signature_len(vkey->alg);
    bool ecdsa             = vkey->alg != MOHUR_ALG_ED25519;
    mohur__bytes signature = mohur__bytes_of(raw, len);

    TRY(mohur__key_sign(ctx, key, ecdsa ? MOHUR_ALG_SHA_256 : MOHUR_ALG_NONE,
                        text, mohur__span_of(raw, len)));
    if (ecdsa) {
        TRY(as_der(ctx, signature, MOHUR__SPAN(room), &signature));
    }
    mohur__note_emit_line(out, vkey, signature);
    TRY(mohur__buf_status(out));

out:
    return st;
}

static mohur_status
vkey_of(mohur_ctx *ctx,
        const mohur_key *key,
        const char *name,
        struct mohur__vkey *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, key));
    TRY(mohur__vkey_of(
        ctx, mohur__bytes_text(name != NULL ? name : mohur_key_name(key)),
        mohur_key_alg(key), mohur__key_public(key), out));

out:
    return st;
}

mohur_status
mohur_profile_vkey(mohur_ctx *ctx,
                   const mohur_key *key,
                   const char *name,
                   mohur_sink *sink)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__vkey vkey = {0};
    struct mohur__buf b     = {0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__sink_check(ctx, sink));
    TRY(vkey_of(ctx, key, name, &vkey));
    mohur__buf_init(&b, ctx, MOHUR__VKEY_TEXT_MAX);
    mohur__vkey_emit(&vkey, &b);
    TRY(mohur__buf_status(&b));
    TRY(mohur__sink_write(sink, mohur__buf_view(&b)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&b);
    return st;
}

mohur_status
mohur_profile_sign(mohur_ctx *ctx,
                   const uint8_t *text,
                   size_t text_len,
                   const mohur_key *key,
                   const char *name,
                   mohur_sink *sink)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__vkey vkey = {0};
    struct mohur__buf b     = {0};
    struct mohur__buf line  = {0};
    struct mohur__note note = {0};
    size_t signed_len       = 0;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, text != NULL || text_len == 0, MOHUR_E_ARGUMENT,
            "text is NULL");
    TRY(mohur__sink_check(ctx, sink));
    TRY(vkey_of(ctx, key, name, &vkey));
    REQUIRE(ctx,
            mohur_key_purpose(key) == MOHUR_PURPOSE_SIGN &&
                mohur_key_has_private(key),
            MOHUR_E_ARGUMENT, "a profile is signed with a private key");
    TRY(mohur__key_require_protect(ctx, key));
    mohur__buf_init(&b, ctx, MOHUR__NOTE_MAX);
    mohur__buf_init(&line, ctx, MOHUR__NOTE_LINE_MAX);
    TRY(begin(ctx, mohur__bytes_of(text, text_len), &b, &signed_len));
    TRY(sign_line(ctx, mohur__bytes_sub(mohur__buf_view(&b), 0, signed_len),
                  key, &vkey, &line));
    mohur__buf_bytes(&b, mohur__buf_view(&line));
    TRY(mohur__buf_status(&b));
    TRY(mohur__note_parse(ctx, mohur__buf_view(&b), &note));
    TRY(mohur__sink_write(sink, mohur__buf_view(&b)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&b);
    mohur__buf_wipe(&line);
    return st;
}
