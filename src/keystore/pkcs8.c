/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs8.h"

#include "asn1/pem.h"
#include "base/ct.h"
#include "base/guard.h"
#include "base/io.h"
#include "keystore/pair.h"
#include "keystore/rsa_key.h"
#include "keystore/spki.h"

/*
 * Private keys as files.  Everything that holds private bytes is a secret:
 * the DER, what was decoded from PEM, what was decrypted.
 */
static const char NOT_DER[] = "the private key is not exact DER";

/* What a file says, as views of it, before anything is checked. */
struct parsed {
    mohur_alg alg;
    mohur__bytes private_key;
    mohur__bytes inner_public; /* of ECPrivateKey; nothing if absent */
    mohur__bytes outer_public; /* of PKCS#8 version 2 */
};

void
mohur__pkcs8_wipe(struct mohur__pkcs8 *key)
{
    mohur__secret_free(key->private_key);
    *key = (struct mohur__pkcs8){.alg = MOHUR_ALG_NONE};
}

static bool
on_named_curve(mohur_alg alg)
{
    return mohur__spki_curve_oid(alg) != MOHUR__OID_NONE;
}

/* Is the raw key what stands in the OCTET STRING? */
static bool
is_whole(mohur_alg alg)
{
    return alg == MOHUR_ALG_X_WING || mohur__rsa_alg(alg);
}

/* ---- writing ---- */

/* ECPrivateKey (RFC 5915); the curve is in the AlgorithmIdentifier. */
static void
emit_ec(struct mohur__der *d, mohur__bytes private_key, mohur__bytes public_key)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(d, 1);
    mohur__der_octets(d, private_key);
    mohur__der_begin(d, MOHUR__DER_CONTEXT_1);
    mohur__der_bits(d, public_key);
    mohur__der_end(d);
    mohur__der_end(d);
}

/* CT: leaks the algorithm and the lengths. */
static void
emit_plain(struct mohur__der *d,
           mohur_alg alg,
           mohur__bytes private_key,
           mohur__bytes public_key)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(d, 0);
    mohur__spki_emit_algorithm(d, alg);
    if (is_whole(alg)) {
        mohur__der_octets(d, private_key);
    } else {
        mohur__der_begin(d, MOHUR__DER_OCTETS);
        if (on_named_curve(alg)) {
            emit_ec(d, private_key, public_key);
        } else {
            mohur__der_octets(d, private_key);
        }
        mohur__der_end(d);
    }
    mohur__der_end(d);
}

/* CT: leaks the algorithm and the lengths. */
mohur_status
mohur__pkcs8_emit_plain(mohur_ctx *ctx,
                        mohur_alg alg,
                        mohur__bytes private_key,
                        mohur__bytes public_key,
                        struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    mohur__bytes der           = MOHUR__NOTHING;
    struct mohur__der d;

    REQUIRE(ctx,
            private_key.len > 0 && mohur__pair_private_fits(alg, private_key) &&
                mohur__pair_public_fits(alg, public_key),
            MOHUR_E_ARGUMENT, "not a key pair of %s", mohur_alg_name(alg));
    TRY(mohur__secret_new(ctx, MOHUR__PBES2_PLAIN_MAX, &room));
    mohur__der_init(&d, mohur__secret_span(room));
    emit_plain(&d, alg, private_key, public_key);
    REQUIRE(ctx, mohur__der_done(&d, &der), MOHUR_E_ARGUMENT,
            "%s has no key files", mohur_alg_name(alg));
    TRY(mohur__secret_copy(ctx, der, out));

out:
    mohur__secret_free(room);
    return st;
}

/* CT: leaks the algorithm and the lengths. */
mohur_status
mohur__pkcs8_emit_pem(mohur_ctx *ctx,
                      mohur_alg alg,
                      mohur__bytes private_key,
                      mohur__bytes public_key,
                      mohur__bytes passphrase,
                      struct mohur__buf *out)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *plain    = NULL;
    mohur__bytes der               = MOHUR__NOTHING;
    uint8_t room[MOHUR__PBES2_MAX] = {0};

    TRY(mohur__pkcs8_emit_plain(ctx, alg, private_key, public_key, &plain));
    TRY(mohur__pbes2_seal(ctx, mohur__secret_bytes(plain), passphrase,
                          MOHUR__SPAN(room), &der));
    mohur__pem_emit(out, MOHUR__PEM_ENCRYPTED_PRIVATE_KEY, der);
    TRY(mohur__buf_status(out));

out:
    mohur__secret_free(plain);
    return st;
}

/* ---- reading: what is written there ---- */

/*
 * ECPrivateKey.  *alg is known in PKCS#8 and must be named again if anything
 * is; alone (MOHUR_ALG_NONE) the curve must be there.
 */
static mohur_status
parse_ec(mohur_ctx *ctx,
         mohur_purpose purpose,
         mohur__bytes der,
         struct parsed *out)
{
    mohur_status st = MOHUR_OK;
    mohur_alg named = out->alg;
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    REQUIRE(ctx, mohur__der_read_uint(&r) == 1, MOHUR_E_FORMAT, NOT_DER);
    out->private_key = mohur__der_read_octets(&r);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0)) {
        mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
        REQUIRE(ctx, !mohur__der_next_is(&r, MOHUR__DER_SEQUENCE),
                MOHUR_E_UNSUPPORTED,
                "the key spells out its curve; only named curves are read");
        named = mohur__spki_curve(purpose, mohur__der_read_known_oid(&r));
        mohur__der_leave(&r);
    }
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1)) {
        mohur__der_enter(&r, MOHUR__DER_CONTEXT_1);
        out->inner_public = mohur__der_read_bits(&r);
        mohur__der_leave(&r);
    }
    mohur__der_leave(&r);
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_DER);
    REQUIRE(ctx, named != MOHUR_ALG_NONE, MOHUR_E_UNSUPPORTED,
            "the private key does not name P-256 or P-384 as its curve");
    REQUIRE(ctx, out->alg == MOHUR_ALG_NONE || out->alg == named,
            MOHUR_E_FORMAT, "the private key names two different curves");
    out->alg = named;

out:
    return st;
}

/* What is inside of the OCTET STRING of PKCS#8. */
static mohur_status
parse_inner(mohur_ctx *ctx,
            mohur_purpose purpose,
            mohur__bytes inner,
            struct parsed *out)
{
    mohur_status st = MOHUR_OK;
    struct mohur__der_reader r;

    if (on_named_curve(out->alg)) {
        return parse_ec(ctx, purpose, inner, out);
    }
    if (is_whole(out->alg)) {
        out->private_key = inner;
        return MOHUR_OK;
    }
    mohur__der_open(&r, inner);
    out->private_key = mohur__der_read_octets(&r);
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_DER);

out:
    return st;
}

/* OneAsymmetricKey (RFC 5958); its attributes say nothing that we use. */
static mohur_status
parse_pkcs8(mohur_ctx *ctx,
            mohur_purpose purpose,
            mohur__bytes der,
            struct parsed *out)
{
    mohur_status st    = MOHUR_OK;
    mohur__bytes inner = MOHUR__NOTHING;
    uint64_t version   = 0;
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    version = mohur__der_read_uint(&r);
    REQUIRE(ctx, !r.failed && version <= 1, MOHUR_E_FORMAT, NOT_DER);
    TRY(mohur__spki_parse_algorithm(ctx, purpose, &r, &out->alg));
    inner = mohur__der_read_octets(&r);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0)) {
        (void)mohur__der_read(&r, MOHUR__DER_CONTEXT_0);
    }
    if (version == 1 && mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1P)) {
        out->outer_public = mohur__der_whole_bits(
            &r, mohur__der_read(&r, MOHUR__DER_CONTEXT_1P));
    }
    mohur__der_leave(&r);
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_DER);
    TRY(parse_inner(ctx, purpose, inner, out));

out:
    return st;
}

/* ---- reading: whether it is true ---- */

static bool
same_or_absent(mohur__bytes given, mohur__bytes computed)
{
    return given.len == 0 || mohur__bytes_equal(given, computed);
}

/* CT: leaks the lengths and whether the private key is one. */
static mohur_status
take(mohur_ctx *ctx, const struct parsed *p, struct mohur__pkcs8 *out)
{
    mohur_status st     = MOHUR_OK;
    mohur__bytes public = MOHUR__NOTHING;

    REQUIRE(ctx, mohur__pair_private_fits(p->alg, p->private_key),
            MOHUR_E_FORMAT, "a private %s key does not have %zu bytes",
            mohur_alg_name(p->alg), p->private_key.len);
    TRY(mohur__pair_derive(ctx, p->alg, p->private_key,
                           MOHUR__SPAN(out->public_key), &public));
    REQUIRE(ctx,
            same_or_absent(p->inner_public, public) &&
                same_or_absent(p->outer_public, public),
            MOHUR_E_FORMAT, "the private and the public %s key differ",
            mohur_alg_name(p->alg));
    TRY(mohur__secret_copy(ctx, p->private_key, &out->private_key));
    out->alg        = p->alg;
    out->public_len = public.len;

out:
    return st;
}

/* CT: leaks the algorithm, the lengths, and where the form is broken. */
mohur_status
mohur__pkcs8_parse_plain(mohur_ctx *ctx,
                         mohur_purpose purpose,
                         mohur__bytes der,
                         struct mohur__pkcs8 *out)
{
    mohur_status st = MOHUR_OK;
    struct parsed p = {.alg = MOHUR_ALG_NONE};

    *out = (struct mohur__pkcs8){.alg = MOHUR_ALG_NONE};
    TRY(parse_pkcs8(ctx, purpose, der, &p));
    TRY(take(ctx, &p, out));

out:
    return st;
}

static mohur_status
parse_sec1(mohur_ctx *ctx,
           mohur_purpose purpose,
           mohur__bytes der,
           struct mohur__pkcs8 *out)
{
    mohur_status st = MOHUR_OK;
    struct parsed p = {.alg = MOHUR_ALG_NONE};

    TRY(parse_ec(ctx, purpose, der, &p));
    TRY(take(ctx, &p, out));

out:
    return st;
}

static mohur_status
parse_encrypted(mohur_ctx *ctx,
                mohur_purpose purpose,
                mohur__bytes der,
                mohur__bytes passphrase,
                struct mohur__pkcs8 *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *plain = NULL;

    TRY(mohur__pbes2_open(ctx, der, passphrase, &plain));
    TRY(mohur__pkcs8_parse_plain(ctx, purpose, mohur__secret_bytes(plain),
                                 out));

out:
    mohur__secret_free(plain);
    return st;
}

static mohur_status
parse_block(mohur_ctx *ctx,
            mohur_purpose purpose,
            enum mohur__pem_label label,
            mohur__bytes der,
            mohur__bytes passphrase,
            struct mohur__pkcs8 *out)
{
    switch (label) {
    case MOHUR__PEM_ENCRYPTED_PRIVATE_KEY:
        return parse_encrypted(ctx, purpose, der, passphrase, out);
    case MOHUR__PEM_PRIVATE_KEY:
        return mohur__pkcs8_parse_plain(ctx, purpose, der, out);
    case MOHUR__PEM_EC_PRIVATE_KEY:
        return parse_sec1(ctx, purpose, der, out);
    case MOHUR__PEM_PUBLIC_KEY:
    case MOHUR__PEM_CERTIFICATE:
    case MOHUR__PEM_REQUEST:
    case MOHUR__PEM_CRL:
    case MOHUR__PEM_NONE:
    case MOHUR__PEM_COUNT:
        break;
    }
    return mohur__error(ctx, MOHUR_E_FORMAT, "the file holds no private key");
}

mohur_status
mohur__pkcs8_parse_pem(mohur_ctx *ctx,
                       mohur_purpose purpose,
                       mohur__bytes pem,
                       mohur__bytes passphrase,
                       struct mohur__pkcs8 *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *room  = NULL;
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    mohur__bytes der            = MOHUR__NOTHING;

    *out = (struct mohur__pkcs8){.alg = MOHUR_ALG_NONE};
    REQUIRE(ctx, pem.len <= MOHUR__PKCS8_PEM_MAX, MOHUR_E_LIMIT,
            "a key file has at most %d bytes", MOHUR__PKCS8_PEM_MAX);
    TRY(mohur__secret_new(ctx, MOHUR__SECRET_MAX, &room));
    TRY(mohur__pem_parse(ctx, pem, mohur__secret_span(room), &label, &der));
    TRY(parse_block(ctx, purpose, label, der, passphrase, out));
    TRY(mohur__pair_vet(ctx, out->alg, mohur__secret_bytes(out->private_key)));
    TRY(mohur__pair_check(ctx, out->alg, mohur__secret_bytes(out->private_key),
                          mohur__bytes_of(out->public_key, out->public_len)));

out:
    if (st != MOHUR_OK) {
        mohur__pkcs8_wipe(out);
    }
    mohur__secret_free(room);
    return st;
}
