/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"
#include "crypto/backends.h"
#include "crypto/hash.h"
#include "inflate.h"
#include "vectors.h"

#include <string.h>

/*
 * The chunk layer against the vectors of C2SP chunked-encryption, whose raw
 * mode it is, with chunks of 16 KiB.  Their header (salt and commitment) has
 * no place in an archive: cases that are about it give no key, and are
 * refused for that.
 */
enum {
    CHUNK_LEN   = 16 * 1024,
    HEADER_LEN  = 24 + 32,
    MESSAGE_MAX = 5 * 1024 * 1024
};

/* A payload, and what is opened of it. */
struct message {
    mohur__bytes sealed;
    mohur__span plain;
    size_t opened; /* bytes */
};

static bool
read_message(struct vector *v, struct message *m)
{
    mohur__bytes packed = vector_hex(v, v->test, "ct");
    mohur__span whole   = vector_room(v, MESSAGE_MAX);

    if (!inflate_zlib(packed.data, packed.len, whole.data, whole.len,
                      &whole.len)) {
        return false;
    }
    m->sealed =
        mohur__bytes_sub(mohur__span_bytes(whole), HEADER_LEN, whole.len);
    m->plain = vector_room(v, MESSAGE_MAX);
    return whole.len >= HEADER_LEN;
}

/* Open chunk after chunk; true if all of them are genuine. */
static bool
open_chunks(struct vector *v, struct mohur__aead *aead, struct message *m)
{
    mohur__bytes n0                = vector_hex(v, v->test, "baseNonce");
    struct mohur__chunk_geometry g = {0, 0, 0};

    if (mohur__chunk_geometry(NULL, m->sealed.len, CHUNK_LEN, &g) != MOHUR_OK) {
        return false;
    }
    for (uint64_t i = 0; i < g.chunks; i++) {
        size_t len  = i + 1 < g.chunks ? CHUNK_LEN : g.last_len;
        size_t from = (size_t)i * (CHUNK_LEN + MOHUR__CHUNK_TAG_LEN);
        if (mohur__chunk_open(
                aead, n0.data, i,
                mohur__bytes_sub(m->sealed, from, len + MOHUR__CHUNK_TAG_LEN),
                mohur__span_sub(m->plain, m->opened, len)) != MOHUR_OK) {
            return false;
        }
        m->opened += len;
    }
    return true;
}

/* Seal it again: one meaning, one encoding. */
static bool
seals_to_the_same(struct vector *v,
                  struct mohur__aead *aead,
                  const struct message *m)
{
    mohur__bytes n0    = vector_hex(v, v->test, "baseNonce");
    mohur__bytes plain = mohur__span_bytes(m->plain);
    mohur__span again  = vector_room(v, m->sealed.len);
    size_t at          = 0;

    for (uint64_t i = 0; i <= m->opened / CHUNK_LEN; i++) {
        mohur__bytes part =
            mohur__bytes_sub(plain, (size_t)i * CHUNK_LEN, CHUNK_LEN);
        size_t left = m->opened - (size_t)i * CHUNK_LEN;
        part.len    = left < CHUNK_LEN ? left : CHUNK_LEN;
        if (mohur__chunk_seal(
                aead, n0.data, i, part,
                mohur__span_sub(again, at, part.len + MOHUR__CHUNK_TAG_LEN)) !=
            MOHUR_OK) {
            return false;
        }
        at += part.len + MOHUR__CHUNK_TAG_LEN;
    }
    return mohur__bytes_equal(m->sealed, mohur__span_bytes(again));
}

static bool
has_digest(struct vector *v, mohur__bytes message)
{
    uint8_t digest[MOHUR__SHA512_LEN] = {0};

    return mohur__hash(vectors_ctx(MOHUR_BACKEND_SODIUM), MOHUR_ALG_SHA_512,
                       message, MOHUR__SPAN(digest)) == MOHUR_OK &&
           mohur__bytes_equal(vector_hex(v, v->test, "msgSha512"),
                              MOHUR__BYTES(digest));
}

static bool
run_with(struct vector *v, struct mohur__aead *aead)
{
    struct message m = {.opened = 0};
    size_t want      = (size_t)vector_number(v, "msgLength");
    bool is_whole    = read_message(v, &m) && open_chunks(v, aead, &m);
    mohur__bytes text =
        mohur__bytes_sub(mohur__span_bytes(m.plain), 0, m.opened);

    if (!v->must_pass) {
        /* What was opened before the fault is no more than is genuine. */
        return is_whole || m.opened > want ||
               (m.opened == want && want > 0 && !has_digest(v, text));
    }
    return is_whole && m.opened == want && has_digest(v, text) &&
           seals_to_the_same(v, aead, &m);
}

static bool
run_chunks(struct vector *v, void *backend)
{
    mohur__bytes key         = vector_hex(v, v->test, "aeadKey");
    struct mohur__aead *aead = NULL;
    bool result              = false;

    if (key.len == 0 || mohur__aead_new(backend, MOHUR_ALG_AES_256_GCM, key,
                                        &aead) != MOHUR_OK) {
        return false;
    }
    result = run_with(v, aead);
    mohur__aead_free(aead);
    return result;
}

static size_t
backends(const char *file, struct vector_backend out[VECTOR_BACKENDS_MAX])
{
    size_t n = 0;

    (void)file;
    for (int b = MOHUR_BACKEND_SODIUM; b <= MOHUR_BACKEND_IPSECMB; b++) {
        mohur_ctx *ctx = vectors_ctx(b);
        const struct mohur__aead_ops *ops =
            mohur__backends_aead(ctx, MOHUR_ALG_AES_256_GCM);

        if (ops != NULL && ops->backend == (mohur_backend)b) {
            out[n].name = mohur__backend_name(ops->backend);
            out[n].data = ctx;
            n++;
        }
    }
    return n;
}

static const struct vector_kind KINDS[] = {
    {"c2sp_chunked_encryption_schema.json", "type aead sha source tests",
     "tcId comment key ctx ct aeadKey baseNonce msgLength msgSha512 result "
     "flags",
     run_chunks},
};

static const struct vector_program PROGRAM = {"chunked", KINDS, 1, backends};

int
main(void)
{
    return vectors_main(&PROGRAM);
}
