/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SCENE_H
#define MOHUR_TESTS_SCENE_H

#include "fixture.h"
#include <mohur/archive.h>
#include <mohur/key_list.h>
#include <mohur/keystore.h>
#include <mohur/rewrap.h>

/*
 * The main job in few words, for checks that run it many times: keys from
 * fixed bytes, an archive of three entries, a store that costs little to
 * unlock.  Statuses are returned, not checked: some must fail.
 */
struct scene {
    mohur_key *signer; /* Ed25519 */
    mohur_key *seal;   /* X25519 */
    mohur_key *wrap;   /* AES-256 */
};

/* A private key whose bytes count up from first. */
mohur_status
scene_key(mohur_ctx *ctx, mohur_alg alg, uint8_t first, mohur_key **out);

mohur_status
scene_new(mohur_ctx *ctx, struct scene *out);
void
scene_free(struct scene *s);

/* Bytes of the large file of scene_seal: some segments, not whole chunks. */
enum {
    SCENE_LARGE_LEN = 3 * 1024 * 1024 + 4321
};

/* Seal to seal and wrap: a folder, a small file, a file of large_len bytes. */
mohur_status
scene_seal(mohur_ctx *ctx,
           const struct scene *s,
           mohur_alg aead,
           size_t large_len,
           mohur_sink *sink);

/* Open with one key and read all; *out_len is what was released, right. */
mohur_status
scene_read(mohur_ctx *ctx,
           const struct scene *s,
           const mohur_key *key,
           mohur_source *source,
           uint64_t *out_len);

/* Open and extract to a new folder. */
mohur_status
scene_extract(mohur_ctx *ctx,
              const struct scene *s,
              mohur_source *source,
              const char *path);

/* The same from a source that cannot seek. */
mohur_status
scene_extract_stream(mohur_ctx *ctx,
                     const struct scene *s,
                     mohur_source *source,
                     const char *path);

/* A new store with the least costs, known root key; open it with that. */
mohur_status
scene_store_new(mohur_ctx *ctx, const char *path, mohur_keystore **out);
mohur_status
scene_store_open(mohur_ctx *ctx, const char *path, mohur_keystore **out);

#define SCENE_PASSPHRASE "an old passphrase"

/* Add a key to a store. */
mohur_status
scene_store_key(mohur_keystore *ks, const char *name, mohur_alg alg);

/* Descriptors that this process has open. */
size_t
scene_descriptors(void);

/* MOHUR_FULL is set: the long variant is asked for. */
bool
scene_is_full(void);

#endif
