/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_CHANGE_KIT_H
#define MOHUR_TESTS_CHANGE_KIT_H

#include "archive/header.h"
#include "seal_kit.h"

/*
 * An archive in a file, for tests that change who can open it: sealed to us
 * and to a friend, signed; a stranger waits outside.
 */
struct change {
    struct fixture *t;
    mohur_key *us;     /* a wrapping key */
    mohur_key *friend; /* X25519, as the two below */
    mohur_key *stranger;
    mohur_key *another;
    mohur_key *signer;
    const char *path;
    struct view sealed; /* as it was before any change */
};

void
change_new(struct fixture *t, uint32_t areas, struct change *out);
void
change_free(struct change *c);

/* Change it, opened by us: add one key, remove one; NULL: none. */
mohur_status
change_do(const struct change *c,
          const mohur_key *add,
          const mohur_key *remove);

/* Open it with one key, whoever it was addressed to, and read all of it. */
mohur_status
change_open(const struct change *c,
            const mohur_key *key,
            mohur_archive_result *out);

/* What is in the file now, and what anybody can see of it. */
struct view
change_bytes(const struct change *c);
mohur_archive_info
change_info(const struct change *c);

/* What only a holder of the file key can make: the area as it is, with more
 * slots and EXT records, in every area of the file. */
struct change_more {
    struct view slots;
    uint32_t n_slots;
    struct view ext; /* bodies of 4 zero bytes, sealed: see change_ext */
    uint32_t n_ext;
};

void
change_forge_header(const struct change *c, const struct change_more *more);

/* Append a sealed EXT record whose salt counts up from first; its length. */
size_t
change_ext(const struct change *c, uint8_t first, uint8_t *out);

/* Flip bits of a byte of the manifest, and seal its chunk again. */
void
change_forge_manifest(const struct change *c, size_t offset, uint8_t bits);

#endif
