/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/vkey.h"

#include "base/base64.h"
#include "base/guard.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

/*
 * The text of a key is exact: what is parsed would be written as the same
 * bytes, so a key has one text for each of its names.
 */
enum {
    TYPE_ED25519 = 1,
    TYPE_ECDSA   = 2,
    DATA_MAX     = 128, /* type and key; a P-384 SPKI has 120 bytes */
    HEX_LEN      = 2 * MOHUR__VKEY_ID_LEN
};

/* What stands before the point in a SubjectPublicKeyInfo (RFC 5480). */
static const uint8_t spki_p256[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A,
                                    0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
                                    0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03,
                                    0x01, 0x07, 0x03, 0x42, 0x00};
static const uint8_t spki_p384[] = {
    0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02,
    0x01, 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00};

/* Each kind of key: what its text holds before the raw key. */
static const struct {
    mohur_alg alg;
    uint8_t type;
    mohur__bytes head;
    size_t public_len;
} kinds[] = {
    {MOHUR_ALG_ED25519, TYPE_ED25519, {NULL, 0}, 32},
    {MOHUR_ALG_ECDSA_P256, TYPE_ECDSA, {spki_p256, sizeof spki_p256}, 65},
    {MOHUR_ALG_ECDSA_P384, TYPE_ECDSA, {spki_p384, sizeof spki_p384}, 97},
};

enum {
    KINDS_LEN = sizeof kinds / sizeof kinds[0]
};

/* ---- names ---- */

/* White_Space of Unicode beyond what is_control has. */
static bool
is_space(uint32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool
is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

bool
mohur__vkey_name_valid(mohur__bytes name)
{
    size_t pos = 0;

    while (pos < name.len) {
        uint32_t c = mohur__utf8_next(name, &pos);

        if (c == UINT32_MAX || c == '+' || is_space(c) || is_control(c)) {
            return false;
        }
    }
    return name.len > 0;
}

/* ---- ids ---- */

/* The type and the key as they stand in the text. */
static mohur__bytes
data_of(const struct mohur__vkey *key, uint8_t room[DATA_MAX])
{
    size_t len = 0;

    for (size_t i = 0; i < KINDS_LEN; i++) {
        if (kinds[i].alg == key->alg) {
            room[len++] = kinds[i].type;
            len += mohur__copy(mohur__span_of(&room[len], DATA_MAX - len),
                               kinds[i].head);
        }
    }
    len += mohur__copy(mohur__span_of(&room[len], DATA_MAX - len),
                       mohur__bytes_of(key->public_key, key->public_len));
    return mohur__bytes_of(room, len);
}

/* Type 01: of name, newline and all data; type 02: of the key alone. */
static mohur_status
id_make(mohur_ctx *ctx, struct mohur__vkey *key)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t room[DATA_MAX]            = {0};
    uint8_t hash[MOHUR__SHA256_LEN]   = {0};
    mohur__bytes data                 = data_of(key, room);
    const mohur__bytes with_name[]    = {key->name, MOHUR__TEXT("\n"), data};
    const mohur__bytes without_name[] = {mohur__bytes_sub(data, 1, data.len)};
    bool named                        = room[0] == TYPE_ED25519;

    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_256,
                          named ? with_name : without_name, named ? 3 : 1,
                          MOHUR__SPAN(hash)));
    mohur__copy(MOHUR__SPAN(key->id), MOHUR__BYTES(hash));

out:
    return st;
}

mohur_status
mohur__vkey_of(mohur_ctx *ctx,
               mohur__bytes name,
               mohur_alg alg,
               mohur__bytes public_key,
               struct mohur__vkey *out)
{
    mohur_status st = MOHUR_OK;
    bool known      = false;

    for (size_t i = 0; i < KINDS_LEN; i++) {
        known = known ||
                (kinds[i].alg == alg && kinds[i].public_len == public_key.len);
    }
    REQUIRE(ctx, known, MOHUR_E_UNSUPPORTED,
            "a key of %s does not sign profiles", mohur_alg_name(alg));
    REQUIRE(ctx, mohur__vkey_name_valid(name), MOHUR_E_FORMAT,
            "the name of a signing key is not empty and has no space or '+'");
    *out = (struct mohur__vkey){
        .name = name, .alg = alg, .public_len = public_key.len};
    mohur__copy(MOHUR__SPAN(out->public_key), public_key);
    TRY(mohur__sign_check_public(ctx, alg, public_key));
    TRY(id_make(ctx, out));

out:
    return st;
}

/* ---- text ---- */

/* The three parts between two "+"; base64 may have more of them. */
static bool
split(mohur__bytes text, mohur__bytes parts[3])
{
    size_t at    = 0;
    size_t first = 0;

    while (first < text.len && text.data[first] != '+') {
        first++;
    }
    at       = first + 1 + HEX_LEN;
    parts[0] = mohur__bytes_sub(text, 0, first);
    parts[1] = mohur__bytes_sub(text, first + 1, HEX_LEN);
    parts[2] = mohur__bytes_sub(text, at + 1, text.len);
    return at < text.len && text.data[at] == '+';
}

static mohur_status
parse_data(mohur_ctx *ctx,
           mohur__bytes name,
           mohur__bytes data,
           struct mohur__vkey *out)
{
    uint8_t type     = data.data[0]; /* base64 is never of nothing */
    mohur__bytes key = mohur__bytes_sub(data, 1, data.len);

    for (size_t i = 0; i < KINDS_LEN; i++) {
        size_t head = kinds[i].head.len;

        if (kinds[i].type == type && key.len == head + kinds[i].public_len &&
            mohur__bytes_equal(kinds[i].head, mohur__bytes_sub(key, 0, head))) {
            return mohur__vkey_of(ctx, name, kinds[i].alg,
                                  mohur__bytes_sub(key, head, key.len), out);
        }
    }
    return mohur__error(ctx,
                        type == TYPE_ED25519 || type == TYPE_ECDSA
                            ? MOHUR_E_FORMAT
                            : MOHUR_E_UNSUPPORTED,
                        "a signing key is not Ed25519 or ECDSA P-256, P-384");
}

mohur_status
mohur__vkey_parse(mohur_ctx *ctx, mohur__bytes text, struct mohur__vkey *out)
{
    mohur_status st        = MOHUR_OK;
    mohur__bytes parts[3]  = {{NULL, 0}};
    uint8_t room[DATA_MAX] = {0};
    mohur__bytes data      = MOHUR__NOTHING;
    char hex[HEX_LEN + 1]  = {0};

    *out = (struct mohur__vkey){0};
    REQUIRE(ctx,
            text.len <= MOHUR__VKEY_TEXT_MAX && split(text, parts) &&
                mohur__base64_parse(parts[2], MOHUR__SPAN(room), &data),
            MOHUR_E_FORMAT, "a signing key is not of the form NAME+ID+BASE64");
    TRY(parse_data(ctx, parts[0], data, out));
    mohur__hex(MOHUR__BYTES(out->id), hex);
    REQUIRE(ctx, mohur__bytes_equal(parts[1], mohur__bytes_text(hex)),
            MOHUR_E_FORMAT, "the id of a signing key is not that of its key");

out:
    return st;
}

void
mohur__vkey_emit(const struct mohur__vkey *key, struct mohur__buf *b)
{
    char hex[HEX_LEN + 1]  = {0};
    uint8_t room[DATA_MAX] = {0};

    mohur__hex(MOHUR__BYTES(key->id), hex);
    mohur__buf_bytes(b, key->name);
    mohur__buf_u8(b, '+');
    mohur__buf_bytes(b, mohur__bytes_text(hex));
    mohur__buf_u8(b, '+');
    mohur__base64_emit(b, data_of(key, room));
}

bool
mohur__vkey_same(const struct mohur__vkey *a, const struct mohur__vkey *b)
{
    return a->alg == b->alg &&
           mohur__bytes_equal(mohur__bytes_of(a->public_key, a->public_len),
                              mohur__bytes_of(b->public_key, b->public_len));
}
