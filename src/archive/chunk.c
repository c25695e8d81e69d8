/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"

#include "base/guard.h"

#include <inttypes.h>

/*
 * The nonce counts chunks, the short last chunk is the end mark: nothing
 * else keeps them in order, and nothing else is needed.
 */

mohur_status
mohur__chunk_geometry(mohur_ctx *ctx,
                      uint64_t payload_len,
                      size_t chunk_len,
                      struct mohur__chunk_geometry *out)
{
    uint64_t sealed = (uint64_t)chunk_len + MOHUR__CHUNK_TAG_LEN;
    uint64_t rest   = payload_len % sealed;
    uint64_t whole  = payload_len / sealed;
    uint64_t stream = 0;
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, rest >= MOHUR__CHUNK_TAG_LEN && whole < MOHUR__CHUNKS_MAX,
            MOHUR_E_FORMAT,
            "the archive is cut: no payload has %" PRIu64 " bytes",
            payload_len);
    stream = whole * chunk_len + rest - MOHUR__CHUNK_TAG_LEN;
    REQUIRE(ctx, stream <= MOHUR__STREAM_LEN_MAX, MOHUR_E_FORMAT,
            "the payload is longer than any archive");
    out->chunks     = whole + 1;
    out->stream_len = stream;
    out->last_len   = (size_t)(rest - MOHUR__CHUNK_TAG_LEN);

out:
    return st;
}

void
mohur__chunk_nonce(const uint8_t n0[MOHUR__CHUNK_NONCE_LEN],
                   uint64_t index,
                   uint8_t out[MOHUR__CHUNK_NONCE_LEN])
{
    mohur__span nonce = mohur__span_of(out, MOHUR__CHUNK_NONCE_LEN);

    mohur__copy(nonce, mohur__bytes_of(n0, MOHUR__CHUNK_NONCE_LEN));
    nonce = mohur__span_sub(nonce, MOHUR__CHUNK_NONCE_LEN - sizeof index,
                            sizeof index);
    mohur__store64(nonce.data, mohur__load64(nonce.data) ^ index);
}

/* CT: leaks the lengths. */
mohur_status
mohur__chunk_seal(struct mohur__aead *aead,
                  const uint8_t n0[MOHUR__CHUNK_NONCE_LEN],
                  uint64_t index,
                  mohur__bytes plain,
                  mohur__span out)
{
    uint8_t nonce[MOHUR__CHUNK_NONCE_LEN];

    mohur__chunk_nonce(n0, index, nonce);
    return mohur__aead_seal(aead, MOHUR__BYTES(nonce), MOHUR__NOTHING, plain,
                            out);
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__chunk_open(struct mohur__aead *aead,
                  const uint8_t n0[MOHUR__CHUNK_NONCE_LEN],
                  uint64_t index,
                  mohur__bytes sealed,
                  mohur__span out)
{
    uint8_t nonce[MOHUR__CHUNK_NONCE_LEN];

    mohur__chunk_nonce(n0, index, nonce);
    return mohur__aead_open(aead, MOHUR__BYTES(nonce), MOHUR__NOTHING, sealed,
                            out);
}
