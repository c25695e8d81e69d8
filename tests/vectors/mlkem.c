/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/backends.h"
#include "crypto/kem.h"
#include "vectors.h"

/*
 * ML-KEM-768 against Wycheproof, where a backend has it.  Lengths are fixed
 * by X-Wing, which is the only one to call it, so they are checked here.
 */
enum {
    SEED_LEN   = 64,
    PUBLIC_LEN = 1184,
    CIPHER_LEN = 1088,
    SHARED_LEN = 32,
    RANDOM_LEN = 32
};

static bool
run_decaps(struct vector *v, void *backend)
{
    const struct mohur__mlkem_ops *ops = backend;
    mohur__bytes seed                  = vector_hex(v, v->test, "seed");
    mohur__bytes ek                    = vector_hex(v, v->test, "ek");
    mohur__bytes c                     = vector_hex(v, v->test, "c");
    mohur__span public_key             = vector_room(v, PUBLIC_LEN);
    mohur__span shared                 = vector_room(v, SHARED_LEN);

    return seed.len == SEED_LEN && c.len == CIPHER_LEN &&
           ops->public_of(seed, public_key) == MOHUR_OK &&
           mohur__bytes_equal(ek, mohur__span_bytes(public_key)) &&
           ops->decap(seed, c, shared) == MOHUR_OK &&
           mohur__bytes_equal(vector_hex(v, v->test, "K"),
                              mohur__span_bytes(shared));
}

static bool
run_encaps(struct vector *v, void *backend)
{
    const struct mohur__mlkem_ops *ops = backend;
    mohur__bytes m                     = vector_hex(v, v->test, "m");
    mohur__bytes ek                    = vector_hex(v, v->test, "ek");
    mohur__span cipher                 = vector_room(v, CIPHER_LEN);
    mohur__span shared                 = vector_room(v, SHARED_LEN);

    return m.len == RANDOM_LEN && ek.len == PUBLIC_LEN &&
           ops->encap(ek, m, cipher, shared) == MOHUR_OK &&
           mohur__bytes_equal(vector_hex(v, v->test, "c"),
                              mohur__span_bytes(cipher)) &&
           mohur__bytes_equal(vector_hex(v, v->test, "K"),
                              mohur__span_bytes(shared));
}

static bool
run_keygen(struct vector *v, void *backend)
{
    const struct mohur__mlkem_ops *ops = backend;
    mohur__bytes seed                  = vector_hex(v, v->test, "seed");
    mohur__span public_key             = vector_room(v, PUBLIC_LEN);

    return seed.len == SEED_LEN &&
           ops->public_of(seed, public_key) == MOHUR_OK &&
           mohur__bytes_equal(vector_hex(v, v->test, "ek"),
                              mohur__span_bytes(public_key));
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    const struct mohur__mlkem_ops *ops = NULL;
    size_t n                           = 0;

    (void)file;
    for (size_t i = 0; (ops = mohur__backends_mlkem_at(i)) != NULL; i++) {
        if (ops->usable == NULL || ops->usable()) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = (void *)(uintptr_t)ops;
            n++;
        }
    }
    return n;
}

static const struct vector_kind KINDS[] = {
    {"mlkem_test_schema.json", "type source parameterSet tests",
     "tcId comment flags seed ek c K result", run_decaps},
    {"mlkem_encaps_test_schema.json", "type source parameterSet tests",
     "tcId comment flags m ek c K result", run_encaps},
    {"mlkem_keygen_seed_test_schema.json", "type source parameterSet tests",
     "tcId comment flags seed ek dk result", run_keygen},
};

static const struct vector_program PROGRAM = {"mlkem", KINDS, 3, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
