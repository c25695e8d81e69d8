/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/dh.h"

#include "crypto/backends.h"
#include "keystore/spki.h"
#include "vectors.h"

#include <string.h>

/*
 * Diffie-Hellman against Wycheproof: public keys as raw bytes and points,
 * and as SubjectPublicKeyInfo through our reader of it.
 */
static mohur_alg
alg_of(const char *file)
{
    return strstr(file, "x25519") != NULL      ? MOHUR_ALG_X25519
           : strstr(file, "secp256r1") != NULL ? MOHUR_ALG_ECDH_P256
           : strstr(file, "secp384r1") != NULL ? MOHUR_ALG_ECDH_P384
                                               : MOHUR_ALG_NONE;
}

/* Scalars are written as integers: shorter, or with a zero in front. */
static mohur__bytes
scalar(struct vector *v, mohur_alg alg)
{
    mohur__bytes b   = vector_hex(v, v->test, "private");
    mohur__span room = vector_room(v, mohur__dh_private_len(alg));

    while (b.len > room.len && b.data[0] == 0) {
        b = mohur__bytes_sub(b, 1, b.len);
    }
    if (b.len > room.len) {
        return b;
    }
    mohur__copy(mohur__span_sub(room, room.len - b.len, b.len), b);
    return mohur__span_bytes(room);
}

static bool
agree(struct vector *v,
      mohur_ctx *ctx,
      mohur__bytes private_key,
      mohur__bytes public_key)
{
    mohur_alg alg     = alg_of(v->file);
    mohur__bytes want = vector_hex(v, v->test, "shared");
    mohur__span out   = vector_room(v, mohur__dh_shared_len(alg));

    return mohur__dh(ctx, alg, private_key, public_key, out) == MOHUR_OK &&
           mohur__bytes_equal(want, mohur__span_bytes(out));
}

static bool
run_point(struct vector *v, void *backend)
{
    return agree(v, backend, scalar(v, alg_of(v->file)),
                 vector_hex(v, v->test, "public"));
}

static bool
run_raw(struct vector *v, void *backend)
{
    return agree(v, backend, vector_hex(v, v->test, "private"),
                 vector_hex(v, v->test, "public"));
}

/* The public key of a SubjectPublicKeyInfo of the right algorithm. */
static bool
read_spki(struct vector *v, mohur_ctx *ctx, mohur__bytes *out)
{
    mohur_alg alg = MOHUR_ALG_NONE;

    return mohur__spki_parse(ctx, MOHUR_PURPOSE_SEAL,
                             vector_hex(v, v->test, "public"), &alg,
                             out) == MOHUR_OK &&
           alg == alg_of(v->file);
}

static bool
run_spki(struct vector *v, void *backend)
{
    mohur__bytes public_key = MOHUR__NOTHING;

    return read_spki(v, backend, &public_key) &&
           agree(v, backend, scalar(v, alg_of(v->file)), public_key);
}

/* The private key is PKCS#8 (RFC 8410): its last 32 bytes are the scalar. */
static bool
run_spki_x25519(struct vector *v, void *backend)
{
    mohur__bytes public_key = MOHUR__NOTHING;
    mohur__bytes pkcs8      = vector_hex(v, v->test, "private");

    return pkcs8.len == 48 && read_spki(v, backend, &public_key) &&
           agree(v, backend, mohur__bytes_sub(pkcs8, 16, 32), public_key);
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    mohur_alg alg = alg_of(file);
    size_t n      = 0;

    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_ctx *ctx                  = vectors_ctx(b);
        const struct mohur__dh_ops *ops = mohur__backends_dh(ctx, alg);

        if (ops != NULL && ops->backend == (mohur_backend)b) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = ctx;
            n++;
        }
    }
    return n;
}

#define MEMBERS "tcId comment flags public private shared result"

static const struct vector_kind KINDS[] = {
    {"ecdh_ecpoint_test_schema_v1.json", "type source curve encoding tests",
     MEMBERS, run_point},
    {"ecdh_test_schema_v1.json", "type source curve encoding tests", MEMBERS,
     run_spki},
    {"xdh_comp_schema_v1.json", "type source curve tests", MEMBERS, run_raw},
    {"xdh_asn_comp_schema_v1.json", "type source curve tests", MEMBERS,
     run_spki_x25519},
};

static const struct vector_program PROGRAM = {"dh", KINDS, 4, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
