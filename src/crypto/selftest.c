/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/ct.h"
#include "base/guard.h"
#include "base/io.h"
#include "crypto/backends.h"
#include "crypto/selftest_data.h"
#include "crypto/selftest_kem.h"
#include <mohur/version.h>

/*
 * The self-test: a known answer through every table of every backend that
 * works on this machine.  Nothing here is secret.
 */

enum {
    REPORT_MAX = 64 * 1024
};

static const uint8_t key_bytes[66] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
    34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50,
    51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65,
};
static const uint8_t nonce_bytes[24] = {
    0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b,
    0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57,
};

static const mohur__bytes message = {(const uint8_t *)"salam", 5};
static const mohur__bytes aad     = {(const uint8_t *)"mohur", 5};

/* A report under way: rows so far, and whether all of them passed. */
struct report {
    mohur_ctx *ctx;
    struct mohur__buf json;
    bool passed;
    bool first;
};

static void
report_text(struct report *r, const char *text)
{
    mohur__buf_bytes(&r->json, mohur__bytes_text(text));
}

static void
report_row(struct report *r, mohur_alg alg, mohur_backend backend, bool passed)
{
    report_text(r, r->first ? "" : ",");
    report_text(r, "{\"alg\":\"");
    report_text(r, mohur_alg_name(alg));
    report_text(r, "\",\"backend\":\"");
    report_text(r, mohur__backend_name(backend));
    report_text(r, passed ? "\",\"passed\":true}" : "\",\"passed\":false}");
    r->first  = false;
    r->passed = r->passed && passed;
}

/* Seals to the known bytes, opens them, and refuses a changed one. */
static bool
aead_passes(mohur_ctx *ctx, const struct mohur__aead_ops *ops)
{
    struct mohur__answer want         = mohur__answer_for(ops->alg);
    mohur__bytes nonce                = {nonce_bytes, ops->nonce_len};
    struct mohur__aead *a             = NULL;
    uint8_t sealed[MOHUR__ANSWER_MAX] = {0};
    uint8_t opened[MOHUR__ANSWER_MAX] = {0};
    mohur__span sealed_span           = {sealed, message.len + ops->tag_len};
    mohur__span opened_span           = {opened, message.len};
    mohur__bytes key                  = {key_bytes, ops->key_len};
    bool passed =
        mohur__aead_new_on(ctx, ops, key, &a) == MOHUR_OK &&
        mohur__aead_seal(a, nonce, aad, message, sealed_span) == MOHUR_OK &&
        mohur__bytes_equal(mohur__span_bytes(sealed_span),
                           mohur__answer_view(&want)) &&
        mohur__aead_open(a, nonce, aad, mohur__span_bytes(sealed_span),
                         opened_span) == MOHUR_OK &&
        mohur__bytes_equal(mohur__span_bytes(opened_span), message);

    sealed[0] ^= 1;
    passed = passed &&
             mohur__aead_open(a, nonce, aad, mohur__span_bytes(sealed_span),
                              opened_span) == MOHUR_E_AUTH;
    mohur__aead_free(a);
    return passed;
}

static bool
hash_passes(mohur_ctx *ctx, const struct mohur__hash_ops *ops)
{
    struct mohur__answer want    = mohur__answer_for(ops->alg);
    struct mohur__hasher *h      = NULL;
    uint8_t got[MOHUR__HASH_MAX] = {0};
    mohur__span out              = {got, ops->len};
    bool passed =
        mohur__hasher_new_on(ctx, ops, &h) == MOHUR_OK &&
        mohur__hasher_update(h, message) == MOHUR_OK &&
        mohur__hasher_finish(h, out) == MOHUR_OK &&
        mohur__bytes_equal(mohur__span_bytes(out), mohur__answer_view(&want));

    mohur__hasher_free(h);
    return passed;
}

static bool
lanes_pass(mohur_ctx *ctx, const struct mohur__lanes_ops *ops)
{
    struct mohur__answer want        = mohur__answer_for(ops->alg);
    struct mohur__lanes *l           = NULL;
    uint8_t got[2 * MOHUR__HASH_MAX] = {0};
    mohur__bytes both[2]             = {message, message};
    mohur__span out                  = {got, 2 * ops->len};
    bool passed = mohur__lanes_new_on(ctx, ops, &l) == MOHUR_OK &&
                  mohur__lanes_digest(l, both, 2, out) == MOHUR_OK &&
                  mohur__bytes_equal(mohur__bytes_of(got, ops->len),
                                     mohur__answer_view(&want)) &&
                  mohur__bytes_equal(mohur__bytes_of(&got[ops->len], ops->len),
                                     mohur__answer_view(&want));

    mohur__lanes_free(l);
    return passed;
}

static bool
mac_passes(mohur_ctx *ctx, const struct mohur__mac_ops *ops)
{
    struct mohur__answer want   = mohur__answer_for(ops->alg);
    struct mohur__mac *m        = NULL;
    uint8_t got[MOHUR__MAC_MAX] = {0};
    mohur__span out             = {got, ops->len};
    mohur__bytes key            = {key_bytes, 32};
    bool passed =
        mohur__mac_new_on(ctx, ops, key, &m) == MOHUR_OK &&
        mohur__mac_compute(m, &message, 1, out) == MOHUR_OK &&
        mohur__bytes_equal(mohur__span_bytes(out), mohur__answer_view(&want));

    mohur__mac_free(m);
    return passed;
}

static bool
pwhash_passes(const struct mohur__pwhash_ops *ops)
{
    struct mohur__answer want      = mohur__answer_for(ops->alg);
    struct mohur__pwhash_cost cost = {MOHUR__PWHASH_MIN_M_KIB, 1};
    mohur__bytes salt              = {nonce_bytes, MOHUR__PWHASH_SALT_LEN};
    uint8_t got[32]                = {0};

    return ops->derive(message, salt, cost, MOHUR__SPAN(got)) == MOHUR_OK &&
           mohur__bytes_equal(MOHUR__BYTES(got), mohur__answer_view(&want));
}

static bool
cbc_passes(const struct mohur__cbc_ops *ops)
{
    struct mohur__answer want = mohur__answer_for(ops->alg);
    mohur__bytes key          = {key_bytes, 32};
    mohur__bytes iv           = {nonce_bytes, 16};
    uint8_t sealed[16]        = {0};
    uint8_t opened[16]        = {0};
    size_t len                = 0;

    return ops->encrypt(key, iv, message, MOHUR__SPAN(sealed)) == MOHUR_OK &&
           mohur__bytes_equal(MOHUR__BYTES(sealed),
                              mohur__answer_view(&want)) &&
           ops->decrypt(key, iv, MOHUR__BYTES(sealed), MOHUR__SPAN(opened),
                        &len) == MOHUR_OK &&
           mohur__bytes_equal(mohur__bytes_of(opened, len), message);
}

static bool
dh_passes(const struct mohur__dh_ops *ops)
{
    const struct mohur__known_pair *pair = mohur__pair_for(ops->alg);
    struct mohur__answer public_key      = mohur__answer_of(pair->public_key);
    struct mohur__answer peer            = mohur__answer_of(pair->peer);
    struct mohur__answer shared          = mohur__answer_of(pair->shared);
    mohur__bytes private_key             = {key_bytes, ops->private_len};
    uint8_t got[MOHUR__DH_PUBLIC_MAX]    = {0};
    mohur__span public_span              = {got, ops->public_len};
    mohur__span shared_span              = {got, ops->shared_len};
    bool passed = ops->public_of(private_key, public_span) == MOHUR_OK &&
                  mohur__bytes_equal(mohur__span_bytes(public_span),
                                     mohur__answer_view(&public_key));

    return passed &&
           ops->derive(private_key, mohur__answer_view(&peer), shared_span) ==
               MOHUR_OK &&
           mohur__bytes_equal(mohur__span_bytes(shared_span),
                              mohur__answer_view(&shared));
}

/* The message, or its digest by the curve's own hash. */
static struct mohur__answer
to_sign(mohur_alg alg, bool takes_digest)
{
    struct mohur__answer a = {{'s', 'a', 'l', 'a', 'm'}, 5};

    return takes_digest ? mohur__answer_for(mohur__sign_default_hash(alg)) : a;
}

static bool
verifier_passes(const struct mohur__verifier_ops *ops)
{
    const struct mohur__known_pair *pair = mohur__pair_for(ops->alg);
    struct mohur__answer public_key      = mohur__answer_of(pair->public_key);
    struct mohur__answer signature       = mohur__answer_of(pair->signature);
    struct mohur__answer what            = to_sign(ops->alg, ops->takes_digest);
    mohur_alg hash                       = mohur__sign_default_hash(ops->alg);
    bool passed =
        ops->check_public(mohur__answer_view(&public_key)) == MOHUR_OK &&
        ops->verify(hash, mohur__answer_view(&public_key),
                    mohur__answer_view(&what),
                    mohur__answer_view(&signature)) == MOHUR_OK;

    what.bytes[0] ^= 1;
    return passed &&
           ops->verify(hash, mohur__answer_view(&public_key),
                       mohur__answer_view(&what),
                       mohur__answer_view(&signature)) == MOHUR_E_AUTH;
}

/* The public key is the known one, and what it signs verifies. */
static bool
signer_passes(mohur_ctx *ctx, const struct mohur__signer_ops *ops)
{
    const struct mohur__verifier_ops *verifier =
        mohur__backends_verifier(ctx, ops->alg);
    struct mohur__answer public_key =
        mohur__answer_of(mohur__pair_for(ops->alg)->public_key);
    struct mohur__answer what           = to_sign(ops->alg, ops->takes_digest);
    mohur_alg hash                      = mohur__sign_default_hash(ops->alg);
    mohur__bytes private_key            = {key_bytes, ops->private_len};
    uint8_t got[MOHUR__SIGN_PUBLIC_MAX] = {0};
    mohur__span public_span             = {got, ops->public_len};
    mohur__span signature_span          = {got, ops->signature_len};
    bool passed = ops->public_of(private_key, public_span) == MOHUR_OK &&
                  mohur__bytes_equal(mohur__span_bytes(public_span),
                                     mohur__answer_view(&public_key));

    return passed && verifier != NULL &&
           ops->sign(hash, private_key, mohur__answer_view(&what),
                     signature_span) == MOHUR_OK &&
           verifier->verify(hash, mohur__answer_view(&public_key),
                            mohur__answer_view(&what),
                            mohur__span_bytes(signature_span)) == MOHUR_OK;
}

static bool
is_usable(bool (*usable)(void))
{
    return usable == NULL || usable();
}

static void
test_ciphers(struct report *r)
{
    const struct mohur__aead_ops *aead;
    const struct mohur__cbc_ops *cbc;

    for (size_t i = 0; (aead = mohur__backends_aead_at(i)) != NULL; i++) {
        if (is_usable(aead->usable)) {
            report_row(r, aead->alg, aead->backend, aead_passes(r->ctx, aead));
        }
    }
    for (size_t i = 0; (cbc = mohur__backends_cbc_at(i)) != NULL; i++) {
        report_row(r, cbc->alg, cbc->backend, cbc_passes(cbc));
    }
}

static void
test_hashes(struct report *r)
{
    const struct mohur__hash_ops *hash;
    const struct mohur__lanes_ops *lanes;
    const struct mohur__mac_ops *mac;
    const struct mohur__pwhash_ops *pw;

    for (size_t i = 0; (hash = mohur__backends_hash_at(i)) != NULL; i++) {
        if (is_usable(hash->usable)) {
            report_row(r, hash->alg, hash->backend, hash_passes(r->ctx, hash));
        }
    }
    for (size_t i = 0; (lanes = mohur__backends_lanes_at(i)) != NULL; i++) {
        if (is_usable(lanes->usable)) {
            report_row(r, lanes->alg, lanes->backend,
                       lanes_pass(r->ctx, lanes));
        }
    }
    for (size_t i = 0; (mac = mohur__backends_mac_at(i)) != NULL; i++) {
        report_row(r, mac->alg, mac->backend, mac_passes(r->ctx, mac));
    }
    for (size_t i = 0; (pw = mohur__backends_pwhash_at(i)) != NULL; i++) {
        report_row(r, pw->alg, pw->backend, pwhash_passes(pw));
    }
}

static void
test_pairs(struct report *r)
{
    const struct mohur__signer_ops *signer;
    const struct mohur__verifier_ops *verifier;
    const struct mohur__dh_ops *dh;

    for (size_t i = 0; (signer = mohur__backends_signer_at(i)) != NULL; i++) {
        report_row(r, signer->alg, signer->backend,
                   signer_passes(r->ctx, signer));
    }
    for (size_t i = 0; (verifier = mohur__backends_verifier_at(i)) != NULL;
         i++) {
        report_row(r, verifier->alg, verifier->backend,
                   verifier_passes(verifier));
    }
    for (size_t i = 0; (dh = mohur__backends_dh_at(i)) != NULL; i++) {
        report_row(r, dh->alg, dh->backend, dh_passes(dh));
    }
}

static void
test_kems(struct report *r)
{
    const struct mohur__mlkem_ops *mlkem;
    mohur_backend backend = MOHUR_BACKEND_DEFAULT;

    for (size_t i = 0; (mlkem = mohur__backends_mlkem_at(i)) != NULL; i++) {
        if (is_usable(mlkem->usable)) {
            backend = mlkem->backend;
            report_row(r, mlkem->alg, backend, mohur__selftest_mlkem(mlkem));
        }
    }
    if (mohur__kem_available(r->ctx, MOHUR_ALG_X_WING)) {
        report_row(r, MOHUR_ALG_X_WING, backend, mohur__selftest_xwing(r->ctx));
    }
}

mohur_status
mohur_selftest(mohur_ctx *ctx, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    struct report r = {.passed = true, .first = true};

    TRY(mohur__ctx_enter(ctx));
    r.ctx = ctx;
    mohur__buf_init(&r.json, ctx, REPORT_MAX);
    TRY(mohur__sink_check(ctx, sink));

    report_text(&r, "{\"tests\":[");
    test_ciphers(&r);
    test_hashes(&r);
    test_pairs(&r);
    test_kems(&r);
    report_text(&r, r.passed ? "],\"passed\":true}" : "],\"passed\":false}");
    mohur__error_clear(ctx); /* refusing a changed byte is what was wanted */

    TRY(mohur__buf_status(&r.json));
    TRY(mohur__sink_write(sink, mohur__buf_view(&r.json)));
    TRY(mohur__sink_finish(sink));
    REQUIRE(ctx, r.passed, MOHUR_E_BACKEND,
            "a self-test failed; 'mohur selftest' says which");

out:
    mohur__buf_wipe(&r.json);
    return st;
}
