/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SEAL_KIT_H
#define MOHUR_TESTS_SEAL_KIT_H

#include "fixture.h"
#include <mohur/archive.h>
#include <mohur/key.h>
#include <mohur/rewrap.h>

/* Keys and archives for tests of the archive. */

/* A wrapping key: ring id and key bytes count up from these. */
mohur_key *
kit_kek(mohur_ctx *ctx,
        uint8_t ring_first,
        uint32_t version,
        uint8_t key_first);

/* A fresh key pair to sign or to seal with; its public half alone. */
mohur_key *
kit_pair(mohur_ctx *ctx, mohur_alg alg);
mohur_key *
kit_public(mohur_ctx *ctx, const mohur_key *key);

/* A kind for entries alone: a file that is to be compressed. */
#define KIT_PACKED ((mohur_entry_kind)0x101)

/* One entry to be written: content counts up, or is nothing. */
struct kit_entry {
    const char *name;
    size_t content_len;
    mohur_entry_kind kind; /* 0: a file */
};

/* What goes into an archive. */
struct kit_archive {
    const mohur_archive_options *options;
    const struct kit_entry *entries;
    size_t entries_len;
    size_t piece; /* bytes of one update; 0: all at once */
};

/* Byte i of every content. */
uint8_t
kit_byte(size_t i);

/* Seal it to a sink; unsigned if there are no signers. */
mohur_status
kit_seal(mohur_ctx *ctx, const struct kit_archive *archive, mohur_sink *sink);

#endif
