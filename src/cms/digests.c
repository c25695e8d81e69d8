/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/digests.h"

#include "base/guard.h"

static const mohur_alg HASHES[MOHUR__DIGESTS] = {
    MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384, MOHUR_ALG_SHA_512};

/* Its place; MOHUR__DIGESTS if it has none. */
static size_t
place_of(mohur_alg hash)
{
    size_t i = 0;

    while (i < MOHUR__DIGESTS && HASHES[i] != hash) {
        i++;
    }
    return i;
}

mohur_status
mohur__digests_want(mohur_ctx *ctx, struct mohur__digests *d, mohur_alg hash)
{
    mohur_status st = MOHUR_OK;
    size_t i        = place_of(hash);

    REQUIRE(ctx, i < MOHUR__DIGESTS, MOHUR_E_UNSUPPORTED,
            "documents are hashed with SHA-256, SHA-384 or SHA-512");
    if (d->hashers[i] == NULL) {
        TRY(mohur__hasher_new(ctx, hash, &d->hashers[i]));
    }

out:
    return st;
}

mohur_status
mohur__digests_update(struct mohur__digests *d, mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < MOHUR__DIGESTS; i++) {
        if (d->hashers[i] != NULL) {
            TRY(mohur__hasher_update(d->hashers[i], data));
        }
    }

out:
    return st;
}

mohur_status
mohur__digests_finish(struct mohur__digests *d)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < MOHUR__DIGESTS; i++) {
        mohur__span out = mohur__span_of(d->values[i], MOHUR__HASH_MAX);

        out.len = mohur__hash_len(HASHES[i]);
        if (d->hashers[i] != NULL) {
            TRY(mohur__hasher_finish(d->hashers[i], out));
        }
    }
    d->finished = true;

out:
    return st;
}

mohur__bytes
mohur__digests_get(const struct mohur__digests *d, mohur_alg hash)
{
    size_t i = place_of(hash);

    if (i == MOHUR__DIGESTS || !d->finished || d->hashers[i] == NULL) {
        return MOHUR__NOTHING;
    }
    return mohur__bytes_of(d->values[i], mohur__hash_len(hash));
}

void
mohur__digests_wipe(struct mohur__digests *d)
{
    for (size_t i = 0; i < MOHUR__DIGESTS; i++) {
        mohur__hasher_free(d->hashers[i]);
    }
    *d = (struct mohur__digests){.finished = false};
}
