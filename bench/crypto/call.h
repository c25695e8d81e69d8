/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_BENCH_CRYPTO_CALL_H
#define MOHUR_BENCH_CRYPTO_CALL_H

#include "clock.h"

#include "crypto/backends.h"

#include <string.h>

/*
 * One piece of work done in two ways, on the same bytes: through our
 * interface, and by the call of the library below it.
 */
enum {
    DATA_LANES  = 16,   /* messages of one HASH_MANY */
    DATA_ROUNDS = 1000, /* of PBKDF2 */
    DATA_LEAF   = 64,   /* bytes of a leaf of a TREE */
    DATA_OUT    = 1024  /* room that out has beyond len */
};

enum op {
    SEAL,
    OPEN,
    HASH,
    HASH_MANY, /* of DATA_LANES messages in len bytes */
    MAC,
    HKDF,
    PBKDF2,
    SIGN,
    VERIFY,
    ENCAP,
    DECAP,
    HPKE,
    TREE
};

/* What is worked on; one thread's. */
struct data {
    mohur_alg alg;
    size_t len;
    uint8_t *in;
    uint8_t *sealed; /* in, sealed: len + 16 bytes */
    uint8_t *out;    /* len + DATA_OUT bytes */
    uint8_t key[32];
    uint8_t nonce[24];
    uint8_t private_key[MOHUR__SIGN_PRIVATE_MAX];
    uint8_t public_key[MOHUR__SIGN_PUBLIC_MAX];
    uint8_t signature[MOHUR__SIGN_SIGNATURE_MAX];
    uint8_t enc[MOHUR__SIGN_PUBLIC_MAX];
};

/* One way.  make gives what run needs, NULL where this build has it not. */
struct call {
    enum op op;
    mohur_alg alg;
    mohur_backend backend;
    const char *name; /* of the function below */
    void *(*make)(const struct call *c, const struct data *d);
    void (*run)(void *state, struct data *d);
    void (*drop)(void *state);
};

/* The calls of each library, ended by one without a name. */
extern const struct call raw_sodium[];
extern const struct call raw_openssl[];
extern const struct call raw_mbedtls[];
extern const struct call raw_ipsecmb[];

/* The same work through our interface, on the same backend. */
struct call
ours_of(const struct call *raw);

/* Data for a call, and both ways tried on it: they must come to the same. */
void
data_make(struct data *d, enum op op, mohur_alg alg, size_t len);
void
data_drop(struct data *d);

/* Of the SHA-2 that an algorithm is or goes with: 256, 384 or 512. */
static inline int
bench_hash_bits(mohur_alg alg)
{
    bool is_384 = alg == MOHUR_ALG_SHA_384 || alg == MOHUR_ALG_HMAC_SHA_384 ||
                  alg == MOHUR_ALG_ECDSA_P384;
    bool is_512 = alg == MOHUR_ALG_SHA_512 || alg == MOHUR_ALG_HMAC_SHA_512;

    return is_384 ? 384 : is_512 ? 512 : 256;
}

static inline void *
bench_room(size_t len)
{
    /* What Multi-Buffer and libsodium want on a cache line. */
    void *m = aligned_alloc(64, (len + 63) / 64 * 64);

    bench_must(m != NULL, "memory");
    memset(m, 0, len);
    return m;
}

#endif
