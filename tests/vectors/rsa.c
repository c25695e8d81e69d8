/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa.h"

#include "crypto/backends.h"
#include "vectors.h"

#include <string.h>

/*
 * RSA signatures against Wycheproof.  What the interface cannot even say, a
 * salt of another length or another hash in MGF1, is refused here as our
 * parsers of AlgorithmIdentifier do.
 */
static mohur_alg
alg_of(const char *file)
{
    return strstr(file, "_pss_") != NULL ? MOHUR_ALG_RSASSA_PSS
                                         : MOHUR_ALG_RSASSA_PKCS1;
}

static mohur_alg
hash_of(const char *sha)
{
    return strcmp(sha, "SHA-256") == 0   ? MOHUR_ALG_SHA_256
           : strcmp(sha, "SHA-384") == 0 ? MOHUR_ALG_SHA_384
           : strcmp(sha, "SHA-512") == 0 ? MOHUR_ALG_SHA_512
                                         : MOHUR_ALG_NONE;
}

static mohur__bytes
number(struct vector *v, const json_t *key, const char *name)
{
    mohur__bytes n = vector_hex(v, key, name);

    while (n.len > 0 && n.data[0] == 0) {
        n = mohur__bytes_sub(n, 1, n.len);
    }
    return n;
}

static bool
verifies(struct vector *v, void *backend)
{
    const json_t *key = json_object_get(v->group, "publicKey");
    mohur_alg hash    = hash_of(vector_text(v, "sha"));
    const struct mohur__rsa_public public_ = {
        vector_hex(v, v->group, "publicKeyAsn"), number(v, key, "modulus"),
        number(v, key, "publicExponent")};

    return mohur__rsa_verify(backend, alg_of(v->file), hash, &public_,
                             vector_hex(v, v->test, "msg"),
                             vector_hex(v, v->test, "sig")) == MOHUR_OK;
}

static bool
run_pss(struct vector *v, void *backend)
{
    mohur_alg hash = hash_of(vector_text(v, "sha"));
    long long salt = (long long)mohur__hash_len(hash);

    return strcmp(vector_text(v, "mgf"), "MGF1") == 0 &&
           hash_of(vector_text(v, "mgfSha")) == hash &&
           vector_number(v, "sLen") == salt && verifies(v, backend);
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    mohur_alg alg = alg_of(file);
    size_t n      = 0;

    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_ctx *ctx                   = vectors_ctx(b);
        const struct mohur__rsa_ops *ops = mohur__backends_rsa(ctx, alg);

        if (ops != NULL && ops->backend == (mohur_backend)b) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = ctx;
            n++;
        }
    }
    return n;
}

#define MEMBERS                                                                \
    "type source keySize sha mgf mgfSha sLen publicKey publicKeyAsn "          \
    "publicKeyDer publicKeyPem publicKeyJwk keyJwk tests"

static const struct vector_kind KINDS[] = {
    {"rsassa_pkcs1_verify_schema_v1.json", MEMBERS,
     "tcId comment flags msg sig result", verifies},
    {"rsassa_pss_verify_schema_v1.json", MEMBERS,
     "tcId comment flags msg sig result", run_pss},
    {"rsassa_pss_with_parameters_verify_schema.json", MEMBERS,
     "tcId comment flags msg sig result", run_pss},
};

static const struct vector_program PROGRAM = {"rsa", KINDS, 3, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
