/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_WRITER_H
#define MOHUR_SRC_ARCHIVE_WRITER_H

#include "archive/entry.h"
#include "archive/header.h"
#include "archive/limits.h"
#include "archive/press.h"
#include "archive/schedule.h"
#include "archive/scratch.h"
#include "archive/sealer.h"
#include "archive/trailer.h"
#include "base/names.h"
#include <mohur/archive.h>

/*
 * What a writer is made of, for writer*.c alone.
 * Source: docs/formats/archive.md, section 10.
 */

/* ---- directory records, kept until the end (writer_directory.c) ---- */

struct mohur__dir_page;

/*
 * Records in the order of entries, in pages that never move; what is more
 * than may be kept goes to scratch space as a sorted run.
 */
struct mohur__dir_store {
    mohur_ctx *ctx;
    struct mohur__dir_page *first;
    struct mohur__dir_page *last;
    uint64_t n;      /* records */
    uint64_t len;    /* bytes of all */
    size_t held;     /* records in memory */
    size_t held_len; /* bytes of these */
    uint64_t keep;   /* bytes that may be */
    char *folder;    /* for the scratch file; NULL: nowhere */
    mohur_alg aead;
    struct mohur__scratch *scratch; /* made when it is needed */
};

/* Empty, for all that memory takes; then, where more is to go and when. */
void
mohur__dir_store_init(mohur_ctx *ctx, struct mohur__dir_store *out);
mohur_status
mohur__dir_store_plan(struct mohur__dir_store *d,
                      const mohur_archive_options *options);

/* Must it be spilled before the next record? */
bool
mohur__dir_store_is_full(const struct mohur__dir_store *d);

/* Move what is in memory to scratch space; all roots must be in place. */
mohur_status
mohur__dir_store_spill(struct mohur__dir_store *d);

/*
 * Add the record of an entry: its header, and 96 zero bytes, *out_tail,
 * which stay where they are until it is spilled.  MOHUR_E_LIMIT beyond what
 * may be kept, 256 MiB or 2^24 records.
 */
mohur_status
mohur__dir_store_add(struct mohur__dir_store *d,
                     const struct mohur__entry_head *head,
                     mohur__span *out_tail);

/*
 * Give all records in directory order; all roots must be in place.
 * MOHUR_E_FORMAT if two names clash.
 */
mohur_status
mohur__dir_store_each(struct mohur__dir_store *d,
                      mohur__record_fn *each,
                      void *user);

void
mohur__dir_store_wipe(struct mohur__dir_store *d);

/* ---- the options, checked (writer_options.c) ---- */

/* An archive that is sealed again, opened. */
struct mohur__writer_again {
    const struct mohur__header *header;
    const struct mohur__schedule *schedule;
    const mohur_key *admin; /* signs the new header; NULL: nobody */
};

struct mohur__writer_plan {
    mohur_archive_options options; /* with its defaults filled in */
    mohur__bytes passphrase;       /* nothing: none */
    uint32_t slots;                /* recipients and passphrase, 1 to 256 */
    uint32_t decoys;               /* slots that are for nobody */
    /* What sealing again keeps of an archive; NULL: it is new. */
    const struct mohur__writer_again *again;
    /* Recipient ids in the order of slots, 32 bytes each. */
    uint8_t recipients[MOHUR__SLOTS_MAX * MOHUR__RECIPIENT_ID_LEN];
};

/*
 * Check what the caller asks for, and ask the profile.  is_signed: there must
 * be signers, else there must be none.
 */
mohur_status
mohur__writer_plan(mohur_ctx *ctx,
                   const mohur_archive_options *options,
                   bool is_signed,
                   struct mohur__writer_plan *out);

/* ---- the writer ---- */

enum mohur__writer_state {
    MOHUR__WRITER_DEAD = 0, /* after an error, or not yet made */
    MOHUR__WRITER_READY,
    MOHUR__WRITER_ENTRY,
    MOHUR__WRITER_DONE
};

/* The entry that is being written. */
struct mohur__writer_entry {
    struct mohur__entry_head head;
    uint8_t name[MOHUR__NAME_MAX]; /* head's */
    uint8_t link[MOHUR__LINK_MAX];
    bool is_packed; /* its segments go through the press */
    bool is_open;   /* ENTRY is written */
    uint64_t off;   /* of ENTRY */
    struct mohur__entry_sum sum;
    uint64_t segments; /* closed ones */
    uint64_t tables;   /* written ones */
    size_t rows;       /* segments since the last table */
    bool in_segment;
    bool left; /* the first segment is not in the current block any more */
    size_t head_off;    /* of the SEGMENT record, in its block */
    size_t segment_len; /* bytes in it so far */
};

struct mohur_archive_writer {
    uint32_t magic;
    enum mohur__writer_state state;
    mohur_ctx *ctx;
    mohur_sink *sink;
    mohur_archive_pad pad;
    uint64_t pad_bucket;
    bool links; /* may occur */
    mohur_key *signers[MOHUR__SIGNERS_MAX];
    size_t signers_len;
    int64_t created;
    uint8_t archive_id[MOHUR__ARCHIVE_ID_LEN];
    uint8_t header_digest[MOHUR__DIGEST_LEN];
    uint8_t intended[MOHUR__INTENDED_MAX * MOHUR__INTENDED_ID_LEN];
    uint32_t intended_len; /* ids */
    mohur_header_policy header_policy;
    uint8_t admins[MOHUR__ADMINS_MAX * MOHUR__SIGNER_LEN];
    size_t admins_len; /* bytes */
    bool addressees_only;
    uint8_t label[MOHUR__LABEL_MAX];
    size_t label_len;
    uint64_t total_content;
    uint64_t total_stored;
    struct mohur__schedule schedule;
    struct mohur__sealer sealer;
    struct mohur__dir_store directory;
    struct mohur__writer_entry entry;
    struct mohur__press *press;   /* made for the first entry that is */
    struct mohur__hasher *hasher; /* compressed: of its content */
};

/* Make one whose header is written; writer.c. */
mohur_status
mohur__writer_make(mohur_ctx *ctx,
                   const struct mohur__writer_plan *plan,
                   mohur_sink *sink,
                   mohur_archive_writer **out);

/* Draw all randomness, derive the keys, write the header; writer_header.c. */
mohur_status
mohur__writer_header(mohur_archive_writer *w,
                     const struct mohur__writer_plan *plan);

/* Begin and end an entry, and add to it; writer_entry.c. */
mohur_status
mohur__writer_entry_begin(mohur_archive_writer *w,
                          const mohur_archive_entry *entry);
mohur_status
mohur__writer_entry_update(mohur_archive_writer *w, mohur__bytes data);
mohur_status
mohur__writer_entry_update_from(mohur_archive_writer *w, mohur_source *source);
mohur_status
mohur__writer_entry_end(mohur_archive_writer *w);

/* Write ENTRY and begin the directory record; how is known. */
mohur_status
mohur__writer_entry_open(mohur_archive_writer *w, enum mohur__entry_comp comp);

/* Content as it is. */
mohur_status
mohur__writer_entry_store(mohur_archive_writer *w, mohur__bytes data);

/* A segment that is one frame. */
mohur_status
mohur__writer_entry_frame(mohur_archive_writer *w, mohur__bytes frame);

/* Content of an entry that is_packed, and its end; writer_packed.c. */
mohur_status
mohur__writer_packed_begin(mohur_archive_writer *w);
mohur_status
mohur__writer_packed_update(mohur_archive_writer *w, mohur__bytes data);
mohur_status
mohur__writer_packed_end(mohur_archive_writer *w);

/* Everything after the last entry; writer_finish.c. */
mohur_status
mohur__writer_finish(mohur_archive_writer *w);

/* What follows the signatures: PAD, TRAILER, the end of the sink. */
mohur_status
mohur__writer_end(mohur_archive_writer *w, struct mohur__trailer trailer);

#endif
