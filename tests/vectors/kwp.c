/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "crypto/backends.h"
#include "crypto/keywrap.h"
#include "vectors.h"

/*
 * Key wrap with padding against Wycheproof, over the AES of each backend, in
 * both directions.
 */
static bool
run(struct vector *v, void *backend)
{
    mohur__bytes key    = vector_hex(v, v->test, "key");
    mohur__bytes msg    = vector_hex(v, v->test, "msg");
    mohur__bytes sealed = vector_hex(v, v->test, "ct");
    mohur__span plain   = vector_room(v, sealed.len);
    mohur__span again   = vector_room(v, mohur__kwp_len(msg.len));
    size_t len          = 0;

    return mohur__kwp_unwrap(backend, key, sealed, plain, &len) == MOHUR_OK &&
           mohur__ct_equal(msg, mohur__bytes_of(plain.data, len)) &&
           mohur__kwp_wrap(backend, key, msg, again) == MOHUR_OK &&
           mohur__ct_equal(sealed, mohur__span_bytes(again));
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    size_t n = 0;

    (void)file;
    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_ctx *ctx = vectors_ctx(b);
        const struct mohur__cbc_ops *ops =
            mohur__backends_cbc(ctx, MOHUR_ALG_AES_256_CBC);

        if (ops != NULL && ops->backend == (mohur_backend)b) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = ctx;
            n++;
        }
    }
    return n;
}

static const struct vector_kind KINDS[] = {
    {"keywrap_test_schema_v1.json", "keySize type source tests",
     "tcId comment flags key msg ct result", run},
};

static const struct vector_program PROGRAM = {"kwp", KINDS, 1, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
