/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include "asn1/der_read.h"
#include "crypto/backends.h"
#include "vectors.h"

#include <string.h>

/*
 * Signatures against Wycheproof.  ECDSA signatures come as DER there; they
 * go through our strict reader, as in documents.
 */
static mohur_alg
alg_of(const char *file)
{
    return strstr(file, "ed25519") != NULL     ? MOHUR_ALG_ED25519
           : strstr(file, "secp256r1") != NULL ? MOHUR_ALG_ECDSA_P256
           : strstr(file, "secp384r1") != NULL ? MOHUR_ALG_ECDSA_P384
                                               : MOHUR_ALG_ECDSA_P521;
}

/* A number without its leading zeros, at the end of its half. */
static bool
place(mohur__bytes number, mohur__span half)
{
    if (number.len > half.len) {
        return false;
    }
    mohur__copy(mohur__span_sub(half, half.len - number.len, number.len),
                number);
    return true;
}

static bool
from_der(mohur__bytes der, mohur__span out)
{
    struct mohur__der_reader r;
    mohur__bytes a = MOHUR__NOTHING;
    mohur__bytes b = MOHUR__NOTHING;
    size_t half    = out.len / 2;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    a = mohur__der_read_integer(&r);
    b = mohur__der_read_integer(&r);
    mohur__der_leave(&r);
    return mohur__der_close(&r) && place(a, mohur__span_sub(out, 0, half)) &&
           place(b, mohur__span_sub(out, half, half));
}

static mohur_alg
hash_of(const struct vector *v)
{
    const char *sha = vector_text(v, "sha");

    return strcmp(sha, "SHA-256") == 0   ? MOHUR_ALG_SHA_256
           : strcmp(sha, "SHA-384") == 0 ? MOHUR_ALG_SHA_384
                                         : MOHUR_ALG_SHA_512;
}

static bool
run_ecdsa(struct vector *v, void *backend)
{
    mohur_alg alg     = alg_of(v->file);
    const json_t *key = json_object_get(v->group, "publicKey");
    mohur__span raw   = vector_room(v, mohur__sign_signature_len(alg));

    return from_der(vector_hex(v, v->test, "sig"), raw) &&
           mohur__sign_verify(backend, alg, hash_of(v), false,
                              vector_hex(v, key, "uncompressed"),
                              vector_hex(v, v->test, "msg"),
                              mohur__span_bytes(raw)) == MOHUR_OK;
}

static bool
run_ed25519(struct vector *v, void *backend)
{
    const json_t *key = json_object_get(v->group, "publicKey");

    return mohur__sign_verify(backend, MOHUR_ALG_ED25519, MOHUR_ALG_NONE, true,
                              vector_hex(v, key, "pk"),
                              vector_hex(v, v->test, "msg"),
                              vector_hex(v, v->test, "sig")) == MOHUR_OK;
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    mohur_alg alg = alg_of(file);
    size_t n      = 0;

    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_ctx *ctx = vectors_ctx(b);
        const struct mohur__verifier_ops *ops =
            mohur__backends_verifier(ctx, alg);

        if (ops != NULL && ops->backend == (mohur_backend)b) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = ctx;
            n++;
        }
    }
    return n;
}

static const struct vector_kind KINDS[] = {
    {"ecdsa_verify_schema_v1.json",
     "type source publicKey publicKeyDer publicKeyPem sha tests",
     "tcId comment flags msg sig result", run_ecdsa},
    {"eddsa_verify_schema_v1.json",
     "type source publicKey publicKeyDer publicKeyPem publicKeyJwk tests",
     "tcId comment flags msg sig result", run_ed25519},
};

static const struct vector_program PROGRAM = {"sign", KINDS, 2, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
