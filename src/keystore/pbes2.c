/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pbes2.h"

#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/guard.h"
#include "crypto/cipher.h"
#include "crypto/kdf.h"
#include "profile/decide.h"

/* Encrypted key files: the parameters, the key, the cipher. */
enum {
    KEY_LEN      = 32,
    IV_LEN       = 16,
    BLOCK_LEN    = 16,
    SALT_LEN     = 16, /* when writing */
    SALT_LEN_MIN = 8,
    SALT_LEN_MAX = 64
};

struct params {
    mohur__bytes salt;
    mohur__bytes iv;
    mohur_alg prf; /* the hash in its HMAC */
    uint32_t rounds;
};

/* ---- what the profile says ---- */

static mohur_status
allow(mohur_ctx *ctx,
      mohur_operation derive,
      mohur_operation cipher,
      uint32_t rounds)
{
    mohur_status st       = MOHUR_OK;
    mohur_request request = MOHUR_REQUEST_INIT;

    request.operation = derive;
    request.alg       = MOHUR_ALG_PBKDF2_SHA_256;
    request.bits      = rounds;
    TRY(mohur__profile_require(ctx, &request));
    TRY(mohur__profile_allow(ctx, cipher, MOHUR_ALG_AES_256_CBC, MOHUR_ALG_NONE,
                             0));

out:
    return st;
}

/* CT: leaks the length of the passphrase. */
static mohur_status
derive_key(mohur_ctx *ctx,
           const struct params *p,
           mohur__bytes passphrase,
           struct mohur__secret **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__secret *key = NULL;

    TRY(mohur__secret_new(ctx, KEY_LEN, &key));
    TRY(mohur__pbkdf2(ctx, p->prf, passphrase, p->salt, p->rounds,
                      mohur__secret_span(key)));
    *out = key;
    key  = NULL; /* the caller's now */

out:
    mohur__secret_free(key);
    return st;
}

/* ---- writing ---- */

static void
emit_kdf(struct mohur__der *d, const struct params *p)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, MOHUR__OID_PBKDF2);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_octets(d, p->salt);
    mohur__der_uint(d, p->rounds);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, MOHUR__OID_HMAC_SHA_256);
    mohur__der_null(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
}

static void
emit(struct mohur__der *d, const struct params *p, mohur__bytes sealed)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, MOHUR__OID_PBES2);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    emit_kdf(d, p);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, MOHUR__OID_AES_256_CBC);
    mohur__der_octets(d, p->iv);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_octets(d, sealed);
    mohur__der_end(d);
}

mohur_status
mohur__pbes2_seal(mohur_ctx *ctx,
                  mohur__bytes plain,
                  mohur__bytes passphrase,
                  mohur__span room,
                  mohur__bytes *out)
{
    mohur_status st                                    = MOHUR_OK;
    struct mohur__secret *key                          = NULL;
    uint8_t salt[SALT_LEN]                             = {0};
    uint8_t iv[IV_LEN]                                 = {0};
    uint8_t sealed[MOHUR__PBES2_PLAIN_MAX + BLOCK_LEN] = {0};
    size_t len      = plain.len / BLOCK_LEN * BLOCK_LEN + BLOCK_LEN;
    struct params p = {MOHUR__BYTES(salt), MOHUR__BYTES(iv), MOHUR_ALG_SHA_256,
                       MOHUR__PBES2_ROUNDS};
    struct mohur__der d;

    *out = MOHUR__NOTHING;
    REQUIRE(ctx,
            passphrase.len > 0 && passphrase.len <= MOHUR__PBES2_PASSPHRASE_MAX,
            MOHUR_E_ARGUMENT, "a passphrase has 1 to %d bytes",
            MOHUR__PBES2_PASSPHRASE_MAX);
    REQUIRE(ctx, plain.len <= MOHUR__PBES2_PLAIN_MAX, MOHUR_E_INTERNAL,
            "a private key is too long to encrypt");
    TRY(allow(ctx, MOHUR_OP_EXPORT, MOHUR_OP_EXPORT, p.rounds));
    TRY(mohur__random(ctx, MOHUR__SPAN(salt)));
    TRY(mohur__random(ctx, MOHUR__SPAN(iv)));
    TRY(derive_key(ctx, &p, passphrase, &key));
    TRY(mohur__cbc_encrypt(ctx, mohur__secret_bytes(key), p.iv, plain,
                           mohur__span_of(sealed, len)));
    mohur__der_init(&d, room);
    emit(&d, &p, mohur__bytes_of(sealed, len));
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_INTERNAL,
            "an encrypted key has no room");

out:
    mohur__secret_free(key);
    return st;
}

/* ---- reading ---- */

static const char NOT_DER[] = "the encrypted key is not exact DER";

/* Read the OID that must come here. */
static mohur_status
expect_oid(mohur_ctx *ctx,
           struct mohur__der_reader *r,
           enum mohur__oid want,
           const char *name)
{
    enum mohur__oid oid = mohur__der_read_known_oid(r);

    if (r->failed) {
        return mohur__error(ctx, MOHUR_E_FORMAT, NOT_DER);
    }
    if (oid != want) {
        return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                            "the key is not encrypted with %s; convert with "
                            "'openssl pkcs8 -topk8 -v2 aes-256-cbc'",
                            name);
    }
    return MOHUR_OK;
}

/* The pseudo-random function, which is HMAC-SHA-1 if absent. */
static mohur_status
parse_prf(mohur_ctx *ctx, struct mohur__der_reader *r, mohur_alg *out)
{
    mohur_status st     = MOHUR_OK;
    enum mohur__oid oid = MOHUR__OID_NONE;

    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        mohur__der_enter(r, MOHUR__DER_SEQUENCE);
        oid = mohur__der_read_known_oid(r);
        mohur__der_read_null(r);
        mohur__der_leave(r);
    }
    REQUIRE(ctx, !r->failed, MOHUR_E_FORMAT, NOT_DER);
    REQUIRE(ctx,
            oid == MOHUR__OID_HMAC_SHA_256 || oid == MOHUR__OID_HMAC_SHA_512,
            MOHUR_E_UNSUPPORTED,
            "the key file derives with another hash than SHA-256 or SHA-512; "
            "convert with 'openssl pkcs8 -topk8'");
    *out =
        oid == MOHUR__OID_HMAC_SHA_256 ? MOHUR_ALG_SHA_256 : MOHUR_ALG_SHA_512;

out:
    return st;
}

static mohur_status
parse_kdf(mohur_ctx *ctx, struct mohur__der_reader *r, struct params *p)
{
    mohur_status st  = MOHUR_OK;
    uint64_t rounds  = 0;
    uint64_t key_len = KEY_LEN;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    TRY(expect_oid(ctx, r, MOHUR__OID_PBKDF2, "PBKDF2"));
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    p->salt = mohur__der_read_octets(r);
    rounds  = mohur__der_read_uint(r);
    if (mohur__der_next_is(r, MOHUR__DER_INTEGER)) {
        key_len = mohur__der_read_uint(r);
    }
    TRY(parse_prf(ctx, r, &p->prf));
    mohur__der_leave(r);
    mohur__der_leave(r);
    REQUIRE(ctx,
            !r->failed && key_len == KEY_LEN && rounds > 0 &&
                p->salt.len >= SALT_LEN_MIN && p->salt.len <= SALT_LEN_MAX,
            MOHUR_E_FORMAT, "the key file's PBKDF2 parameters are not valid");
    REQUIRE(ctx, rounds <= MOHUR__PBES2_ROUNDS_MAX, MOHUR_E_LIMIT,
            "the key file asks for more than %d rounds of PBKDF2",
            MOHUR__PBES2_ROUNDS_MAX);
    p->rounds = (uint32_t)rounds;

out:
    return st;
}

static mohur_status
parse(mohur_ctx *ctx,
      mohur__bytes der,
      struct params *p,
      mohur__bytes *out_sealed)
{
    mohur_status st = MOHUR_OK;
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    TRY(expect_oid(ctx, &r, MOHUR__OID_PBES2, "PBES2"));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    TRY(parse_kdf(ctx, &r, p));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    TRY(expect_oid(ctx, &r, MOHUR__OID_AES_256_CBC, "AES-256-CBC"));
    p->iv = mohur__der_read_exactly(&r, MOHUR__DER_OCTETS, IV_LEN);
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    *out_sealed = mohur__der_read_octets(&r);
    mohur__der_leave(&r);
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_DER);
    REQUIRE(ctx,
            out_sealed->len > 0 && out_sealed->len % BLOCK_LEN == 0 &&
                out_sealed->len <= MOHUR__SECRET_MAX,
            MOHUR_E_FORMAT, "the encrypted key is not whole blocks");

out:
    return st;
}

/* What a wrong passphrase gives is hardly ever one whole SEQUENCE. */
static bool
is_sequence(mohur__bytes plain)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, plain);
    (void)mohur__der_read(&r, MOHUR__DER_SEQUENCE);
    return mohur__der_close(&r);
}

/* CT: leaks whether it opened, and the plain length if so. */
static mohur_status
decrypt(mohur_ctx *ctx,
        const struct mohur__secret *key,
        mohur__bytes iv,
        mohur__bytes sealed,
        struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    mohur__bytes plain         = MOHUR__NOTHING;
    size_t len                 = 0;

    TRY(mohur__secret_new(ctx, sealed.len, &room));
    st    = mohur__cbc_decrypt(ctx, mohur__secret_bytes(key), iv, sealed,
                               mohur__secret_span(room), &len);
    plain = mohur__bytes_sub(mohur__secret_bytes(room), 0, len);
    if (st == MOHUR_E_AUTH || (st == MOHUR_OK && !is_sequence(plain))) {
        mohur__error_clear(ctx);
        FAIL(ctx, MOHUR_E_PASSPHRASE,
             "the passphrase does not open the key file");
    }
    TRY(st);
    TRY(mohur__secret_copy(ctx, plain, out));

out:
    mohur__secret_free(room);
    return st;
}

mohur_status
mohur__pbes2_open(mohur_ctx *ctx,
                  mohur__bytes der,
                  mohur__bytes passphrase,
                  struct mohur__secret **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__secret *key = NULL;
    struct params p           = {.prf = MOHUR_ALG_NONE};
    mohur__bytes sealed       = MOHUR__NOTHING;

    TRY(parse(ctx, der, &p, &sealed));
    REQUIRE(ctx, passphrase.len > 0, MOHUR_E_PASSPHRASE,
            "the key file is encrypted; a passphrase is needed");
    REQUIRE(ctx, passphrase.len <= MOHUR__PBES2_PASSPHRASE_MAX,
            MOHUR_E_ARGUMENT, "a passphrase has 1 to %d bytes",
            MOHUR__PBES2_PASSPHRASE_MAX);
    TRY(allow(ctx, MOHUR_OP_REPASS, MOHUR_OP_UNWRAP, p.rounds));
    TRY(derive_key(ctx, &p, passphrase, &key));
    TRY(decrypt(ctx, key, p.iv, sealed, out));

out:
    mohur__secret_free(key);
    return st;
}
