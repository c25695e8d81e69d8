/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_PARCEL_H
#define MOHUR_TESTS_PARCEL_H

#include "seal_kit.h"

/*
 * An archive in memory, for tests of what its options say: two files, three
 * recipients, three signers of whom the first signs.  A case changes the
 * options before it seals or opens.
 */
enum {
    PARCEL_KEYS = 3
};

struct parcel {
    struct fixture *t;
    mohur_key *keys[PARCEL_KEYS];    /* X25519 */
    mohur_key *signers[PARCEL_KEYS]; /* Ed25519, ECDSA P-256, Ed25519 */
    mohur_archive_options seal;
    mohur_archive_open_options open;
    struct view sealed;
    mohur_archive_result result; /* of parcel_open */
    mohur_archive_signer signed_by[PARCEL_KEYS];
};

void
parcel_new(struct fixture *t, struct parcel *out);
void
parcel_free(struct parcel *p);

/* Seal it, into sealed. */
mohur_status
parcel_seal(struct parcel *p);

/* Open it with this key beside what the options say (NULL: none), and read
 * all of it; fills in result. */
mohur_status
parcel_open(struct parcel *p, const mohur_key *key);

/* The content is what was sealed; for who holds an open reader. */
mohur_status
parcel_read(mohur_archive_reader *r);

/* What anybody can see of it. */
mohur_archive_info
parcel_info(const struct parcel *p);

/* How many slots of this type it has. */
size_t
parcel_slots(const struct parcel *p, uint32_t type);

/* A copy of what fixture_sink was given, that the next does not overwrite. */
struct view
parcel_take(struct fixture *t);

#endif
