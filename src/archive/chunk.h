/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_CHUNK_H
#define MOHUR_SRC_ARCHIVE_CHUNK_H

#include "archive/limits.h"
#include "crypto/aead.h"

/*
 * The payload: a stream cut in chunks, each sealed on its own; the last is
 * always shorter than the others, which is how its end is known.  This is
 * the raw mode of C2SP chunked-encryption; the length of a chunk is a
 * parameter so that its vectors can be run.
 * Source: docs/formats/archive.md, section 7.
 */
struct mohur__chunk_geometry {
    uint64_t chunks;     /* 1 or more */
    uint64_t stream_len; /* bytes of plaintext */
    size_t last_len;     /* plaintext of the last chunk, 0 .. chunk_len-1 */
};

/* What a payload of this length holds.  MOHUR_E_FORMAT: impossible. */
mohur_status
mohur__chunk_geometry(mohur_ctx *ctx,
                      uint64_t payload_len,
                      size_t chunk_len,
                      struct mohur__chunk_geometry *out);

/* n0 XOR be96(index). */
void
mohur__chunk_nonce(const uint8_t n0[MOHUR__CHUNK_NONCE_LEN],
                   uint64_t index,
                   uint8_t out[MOHUR__CHUNK_NONCE_LEN]);

/*
 * Seal or open one chunk.  No context, so jobs may; out may start where the
 * input does.  out.len = plain.len + 16, or sealed.len - 16.
 * MOHUR_E_AUTH, out zeroed, if not genuine.
 */
mohur_status
mohur__chunk_seal(struct mohur__aead *aead,
                  const uint8_t n0[MOHUR__CHUNK_NONCE_LEN],
                  uint64_t index,
                  mohur__bytes plain,
                  mohur__span out);
mohur_status
mohur__chunk_open(struct mohur__aead *aead,
                  const uint8_t n0[MOHUR__CHUNK_NONCE_LEN],
                  uint64_t index,
                  mohur__bytes sealed,
                  mohur__span out);

#endif
