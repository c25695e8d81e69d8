/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mac.h"

#include "base/ct.h"
#include "crypto/backends.h"
#include "crypto/kdf.h"
#include "vectors.h"

#include <string.h>

/*
 * HMAC, CMAC, HKDF and PBKDF2 against Wycheproof.  A backend is a context
 * that prefers it, so the constructions run over the HMAC of each.
 */
static mohur_alg
hash_of(const char *file)
{
    return strstr(file, "256") != NULL   ? MOHUR_ALG_SHA_256
           : strstr(file, "384") != NULL ? MOHUR_ALG_SHA_384
                                         : MOHUR_ALG_SHA_512;
}

static mohur_alg
mac_of(const char *file)
{
    return strcmp(file, "aes_cmac") == 0 ? MOHUR_ALG_AES_256_CMAC
                                         : mohur__mac_hmac_of(hash_of(file));
}

static bool
run_mac(struct vector *v, void *backend)
{
    mohur__bytes key  = vector_hex(v, v->test, "key");
    mohur__bytes msg  = vector_hex(v, v->test, "msg");
    mohur__bytes want = vector_hex(v, v->test, "tag");
    mohur__span tag   = vector_room(v, want.len);

    return mohur__mac(backend, mac_of(v->file), key, &msg, 1, tag) ==
               MOHUR_OK &&
           mohur__ct_equal(want, mohur__span_bytes(tag));
}

static bool
run_hkdf(struct vector *v, void *backend)
{
    mohur__bytes info = vector_hex(v, v->test, "info");
    mohur__bytes want = vector_hex(v, v->test, "okm");
    mohur__span okm   = vector_room(v, (size_t)vector_number(v, "size"));

    return mohur__hkdf(
               backend, hash_of(v->file), vector_hex(v, v->test, "salt"),
               vector_hex(v, v->test, "ikm"), &info, 1, okm) == MOHUR_OK &&
           mohur__bytes_equal(want, mohur__span_bytes(okm));
}

static bool
run_pbkdf2(struct vector *v, void *backend)
{
    mohur__bytes want = vector_hex(v, v->test, "dk");
    mohur__span dk    = vector_room(v, (size_t)vector_number(v, "dkLen"));

    return mohur__pbkdf2(
               backend, hash_of(v->file), vector_hex(v, v->test, "password"),
               vector_hex(v, v->test, "salt"),
               (uint32_t)vector_number(v, "iterationCount"), dk) == MOHUR_OK &&
           mohur__bytes_equal(want, mohur__span_bytes(dk));
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    mohur_alg alg = mac_of(file);
    size_t n      = 0;

    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_ctx *ctx                   = vectors_ctx(b);
        const struct mohur__mac_ops *ops = mohur__backends_mac(ctx, alg);

        if (ops != NULL && ops->backend == (mohur_backend)b) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = ctx;
            n++;
        }
    }
    return n;
}

static const struct vector_kind KINDS[] = {
    {"mac_test_schema_v1.json", "keySize tagSize type source tests",
     "tcId comment flags key msg tag result", run_mac},
    {"hkdf_test_schema_v1.json", "keySize type source tests",
     "tcId comment flags ikm salt info size okm result", run_hkdf},
    {"pbkdf_test_schema.json", "type source tests",
     "tcId comment flags password salt iterationCount dkLen dk result",
     run_pbkdf2},
};

static const struct vector_program PROGRAM = {"mac", KINDS, 3, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
