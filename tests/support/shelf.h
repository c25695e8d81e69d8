/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SHELF_H
#define MOHUR_TESTS_SHELF_H

#include "seal_kit.h"

/*
 * An archive on a shelf, for tests of the reader: signed by one key, for
 * another, in memory that the case may change, behind a source that counts
 * what is read of it.
 */
struct shelf {
    struct fixture *t;
    mohur_key *kek;
    mohur_key *signer;
    mohur_key *sender; /* its public half */
    const mohur_key *keys[1];
    const mohur_key *senders[1];
    mohur_archive_open_options options; /* opens it */
    uint8_t *data;
    size_t len;
    size_t read; /* bytes, since it was last set to 0 */
    size_t cut;  /* nothing is read from here on; 0: no cut */
    mohur_source *source;
    mohur_archive_reader *reader;
};

/* Seal these entries, and make the source. */
void
shelf_fill(struct fixture *t,
           const struct kit_entry *entries,
           size_t entries_len,
           struct shelf *out);

/* The same, with nobody's signature. */
void
shelf_fill_unsigned(struct fixture *t,
                    const struct kit_entry *entries,
                    size_t entries_len,
                    struct shelf *out);

/* Open it as its options say. */
mohur_status
shelf_open(struct shelf *s);

/* Release everything. */
void
shelf_clear(struct shelf *s);

/*
 * What somebody who holds the key can do: change a byte of the stream, and
 * seal its chunk again under the same nonce.  The reader must be open.
 */
void
shelf_forge(struct shelf *s, uint64_t offset);

#endif
