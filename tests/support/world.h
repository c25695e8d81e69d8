/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_WORLD_H
#define MOHUR_TESTS_WORLD_H

#include "check.h"
#include <mohur/mohur.h>

/*
 * What the tests of the interface stand on: a keystore with keys, and an
 * archive, made through public calls alone.
 */
struct world {
    mohur_keystore *store;
    mohur_key *me;  /* signs: ECDSA P-256 */
    mohur_key *ed;  /* signs: Ed25519 */
    mohur_key *box; /* opens: X25519; exportable */
    mohur_key *kek; /* opens: a wrapping key */

    /* To seal to box and kek, signed by me and ed; to open with box. */
    const mohur_key *recipients[2];
    const mohur_key *signers[2];
    mohur_archive_options seal;
    mohur_archive_open_options open;
    struct view sealed; /* of world_seal */
};

#define WORLD_PASSPHRASE "a passphrase of the world"

/* The options of a cheap keystore in that folder. */
mohur_keystore_options
world_store_options(const char *path);

/* Make all of it but the archive; world_free releases it. */
void
world_new(struct fixture *t, struct world *out);
void
world_free(struct world *w);

/* Make a key of the store. */
mohur_key *
world_key(struct fixture *t,
          struct world *w,
          const char *name,
          mohur_purpose purpose,
          mohur_alg alg);

/* Seal a folder, a file "a" of 5 bytes and one "b" of b_len bytes. */
mohur_status
world_seal_to(mohur_ctx *ctx,
              const struct world *w,
              size_t b_len,
              mohur_sink *sink);

/* The same into w->sealed, kept until the end of the fixture. */
void
world_seal(struct fixture *t, struct world *w);

/*
 * Bad handles for a parameter of any handle type: NULL, one of zeros, and
 * `other`, which is a handle of another type.
 */
enum {
    WORLD_BAD_HANDLES = 3
};

void *
world_bad(size_t i, void *other);

/* The call refuses each bad handle, of which `bad` is the name in it. */
#define CHECK_BAD_HANDLES(type, bad, other, ...)                               \
    do {                                                                       \
        for (size_t bad_ = 0; bad_ < WORLD_BAD_HANDLES; bad_++) {              \
            type *bad = world_bad(bad_, (other));                              \
            CHECK_STATUS(MOHUR_E_ARGUMENT, __VA_ARGS__);                       \
        }                                                                      \
    } while (0)

/* The call is refused as wrong in itself. */
#define CHECK_REFUSED(...) CHECK_STATUS(MOHUR_E_ARGUMENT, __VA_ARGS__)

#endif
