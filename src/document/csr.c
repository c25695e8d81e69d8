/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/csr.h>

#include "asn1/pem.h"
#include "base/guard.h"
#include "base/io.h"
#include "cms/signer_emit.h"
#include "crypto/sign.h"
#include "keystore/key_act.h"
#include "keystore/pair.h"
#include "keystore/spki.h"
#include "x509/name.h"
#include "x509/public_key.h"

/*
 * Certification requests.  The name is text, read part by part.
 */
enum {
    SUBJECT_MAX = 1024,
    VALUE_MAX   = 256,
    CSR_MAX     = 4096
};

/* ---- the subject ---- */

static const struct {
    const char *text;
    enum mohur__oid type;
    uint8_t tag;
} TYPES[] = {
    {"C", MOHUR__OID_COUNTRY, MOHUR__DER_PRINTABLE},
    {"ST", MOHUR__OID_STATE, MOHUR__DER_UTF8},
    {"L", MOHUR__OID_LOCALITY, MOHUR__DER_UTF8},
    {"O", MOHUR__OID_ORGANIZATION, MOHUR__DER_UTF8},
    {"OU", MOHUR__OID_UNIT, MOHUR__DER_UTF8},
    {"CN", MOHUR__OID_COMMON_NAME, MOHUR__DER_UTF8},
    {"serialNumber", MOHUR__OID_SERIAL_NUMBER, MOHUR__DER_PRINTABLE},
};

enum {
    TYPES_LEN = sizeof TYPES / sizeof TYPES[0]
};

static mohur__bytes
skip_blanks(mohur__bytes text)
{
    while (text.len > 0 && text.data[0] == ' ') {
        text = mohur__bytes_sub(text, 1, text.len);
    }
    return text;
}

/* Take "name=" off the text: its place in TYPES, or TYPES_LEN. */
static size_t
take_type(mohur__bytes *text)
{
    size_t i = 0;

    *text = skip_blanks(*text);
    for (; i < TYPES_LEN; i++) {
        mohur__bytes name = mohur__bytes_text(TYPES[i].text);

        if (text->len > name.len && text->data[name.len] == '=' &&
            mohur__bytes_equal(mohur__bytes_sub(*text, 0, name.len), name)) {
            *text = mohur__bytes_sub(*text, name.len + 1, text->len);
            break;
        }
    }
    return i;
}

/* Take a value and the comma behind it; nothing if it has no room. */
static mohur__bytes
take_value(mohur__bytes *text, uint8_t room[VALUE_MAX])
{
    size_t len = 0;
    size_t at  = 0;

    for (; at < text->len && text->data[at] != ','; at++) {
        if (text->data[at] == '\\' && at + 1 < text->len) {
            at++;
        }
        if (len == VALUE_MAX) {
            return MOHUR__NOTHING;
        }
        room[len++] = text->data[at];
    }
    *text = mohur__bytes_sub(*text, at + 1, text->len);
    while (len > 0 && room[len - 1] == ' ') {
        len--;
    }
    return mohur__bytes_of(room, len);
}

static void
put_part(struct mohur__der *d, size_t i, mohur__bytes value)
{
    mohur__der_begin(d, MOHUR__DER_SET);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, TYPES[i].type);
    mohur__der_element(d, TYPES[i].tag, value);
    mohur__der_end(d);
    mohur__der_end(d);
}

/* The Name that the text says; whole in room. */
static mohur_status
subject_emit(mohur_ctx *ctx,
             mohur__bytes text,
             mohur__span room,
             mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    struct mohur__der d;

    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    while (text.len > 0) {
        uint8_t value_room[VALUE_MAX] = {0};
        size_t i                      = take_type(&text);
        mohur__bytes value            = take_value(&text, value_room);

        REQUIRE(ctx, i < TYPES_LEN && value.len > 0, MOHUR_E_FORMAT,
                "the subject is parts like \"CN=Aysel Mammadova, C=AZ\"; C, "
                "ST, L, O, OU, CN and serialNumber are known");
        put_part(&d, i, value);
    }
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out) && mohur__name_valid(*out),
            MOHUR_E_FORMAT,
            "the subject is too long, or has a letter where none may be: C and "
            "serialNumber are plain ASCII");

out:
    return st;
}

/* ---- the request ---- */

/* CertificationRequestInfo: version 0, name, key, no attributes. */
static mohur_status
info_emit(mohur_ctx *ctx,
          const mohur_key *key,
          mohur__bytes subject,
          mohur__span room,
          mohur__bytes *out)
{
    mohur_status st                    = MOHUR_OK;
    mohur__bytes spki                  = MOHUR__NOTHING;
    uint8_t spki_room[MOHUR__SPKI_MAX] = {0};
    struct mohur__der d;

    TRY(mohur__spki_emit(ctx, mohur_key_alg(key), mohur__key_public(key),
                         MOHUR__SPAN(spki_room), &spki));
    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, 0);
    mohur__der_raw(&d, subject);
    mohur__der_raw(&d, spki);
    mohur__der_element(&d, MOHUR__DER_CONTEXT_0, MOHUR__NOTHING);
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_LIMIT,
            "the subject is too long");

out:
    return st;
}

static mohur_status
sign_info(mohur_ctx *ctx,
          const mohur_key *key,
          mohur__bytes info,
          mohur__span room,
          mohur__bytes *out)
{
    mohur_status st                        = MOHUR_OK;
    uint8_t raw[MOHUR__PAIR_SIGNATURE_MAX] = {0};
    mohur_alg alg                          = mohur_key_alg(key);
    mohur__span signature =
        mohur__span_sub(MOHUR__SPAN(raw), 0,
                        mohur__pair_signature_len(alg, mohur__key_public(key)));

    TRY(mohur__key_sign(ctx, key, MOHUR_ALG_NONE, info, signature));
    mohur__signature_value_emit(alg, mohur__span_bytes(signature), room, out);

out:
    return st;
}

static mohur_status
csr_emit(mohur_ctx *ctx,
         const mohur_key *key,
         mohur__bytes text,
         mohur__span room,
         mohur__bytes *out)
{
    mohur_status st                        = MOHUR_OK;
    uint8_t name_room[2 * SUBJECT_MAX]     = {0};
    uint8_t info_room[CSR_MAX]             = {0};
    uint8_t sig_room[MOHUR__SIGNATURE_MAX] = {0};
    mohur__bytes name                      = MOHUR__NOTHING;
    mohur__bytes info                      = MOHUR__NOTHING;
    mohur__bytes signature                 = MOHUR__NOTHING;
    struct mohur__cms_algs algs;
    struct mohur__der d;

    REQUIRE(ctx, mohur__cms_algs_for(mohur_key_alg(key), &algs),
            MOHUR_E_UNSUPPORTED, "%s signs no documents",
            mohur_alg_name(mohur_key_alg(key)));
    TRY(subject_emit(ctx, text, MOHUR__SPAN(name_room), &name));
    TRY(info_emit(ctx, key, name, MOHUR__SPAN(info_room), &info));
    TRY(sign_info(ctx, key, info, MOHUR__SPAN(sig_room), &signature));
    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, info);
    mohur__der_raw(&d, algs.signature_alg);
    mohur__der_bits(&d, signature);
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_LIMIT,
            "the subject is too long");

out:
    return st;
}

mohur_status
mohur_csr_emit(mohur_ctx *ctx,
               const mohur_key *key,
               const char *subject,
               size_t subject_len,
               mohur_sink *sink)
{
    mohur_status st        = MOHUR_OK;
    mohur__bytes der       = MOHUR__NOTHING;
    uint8_t room[CSR_MAX]  = {0};
    struct mohur__buf text = {0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__sink_check(ctx, sink));
    REQUIRE(ctx, subject != NULL && subject_len > 0, MOHUR_E_ARGUMENT,
            "a request has a subject");
    REQUIRE(ctx, subject_len <= SUBJECT_MAX, MOHUR_E_FORMAT,
            "the subject has at most %d bytes", SUBJECT_MAX);
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__key_require_sign(ctx, key));
    mohur__buf_init(&text, ctx, MOHUR__PEM_CAP(CSR_MAX));
    TRY(csr_emit(ctx, key, mohur__bytes_of(subject, subject_len),
                 MOHUR__SPAN(room), &der));
    mohur__pem_emit(&text, MOHUR__PEM_REQUEST, der);
    TRY(mohur__buf_status(&text));
    TRY(mohur__sink_write(sink, mohur__buf_view(&text)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&text);
    return st;
}
