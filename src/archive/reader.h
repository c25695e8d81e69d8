/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_READER_H
#define MOHUR_SRC_ARCHIVE_READER_H

#include "archive/ahead.h"
#include "archive/content.h"
#include "archive/directory.h"
#include "archive/frame.h"
#include "archive/header.h"
#include "archive/manifest.h"
#include "archive/slot.h"
#include "archive/stream.h"
#include "archive/trailer.h"
#include "base/names.h"
#include "crypto/hash.h"
#include <mohur/archive.h>

/*
 * Opening an archive, in the order of docs/formats/archive.md, section 11:
 * each file of reader_*.c takes the reader through some of the states, and
 * nothing is released in an earlier one than that section allows.
 *
 *   reader_header.c     NEW, HEADER     what shows without a key
 *   reader_unlock.c     KEYED           a slot, commitment, MAC
 *   reader_trust.c      TAIL, TRUSTED   trailer, manifest, signatures
 *   reader_directory.c  LISTED          the directory, once, then again
 *   reader_entry.c      ENTRY           what is in an entry
 */

/* The header area, and views of it. */
struct mohur__reader_header {
    uint8_t *areas; /* geometry.payload_off bytes; of one alone: one area */
    bool is_alone;  /* read from a file that holds nothing else */
    struct mohur__header header;
};

/* Load and check all that shows without a key.  Wipe it after failure too. */
mohur_status
mohur__reader_header_load(mohur_ctx *ctx,
                          mohur_source *source,
                          uint64_t known_features,
                          struct mohur__reader_header *out);
/* Load an area that the source holds and nothing else. */
mohur_status
mohur__reader_header_load_alone(mohur_ctx *ctx,
                                mohur_source *source,
                                uint64_t known_features,
                                struct mohur__reader_header *out);

/* Load whichever of the two it is, for who looks at no content. */
mohur_status
mohur__reader_header_load_any(mohur_ctx *ctx,
                              mohur_source *source,
                              struct mohur__reader_header *out);

/*
 * Load what opens an archive: a header that is apart, if there is one, and
 * must be of this archive; else its own.
 */
mohur_status
mohur__reader_header_load_for(mohur_ctx *ctx,
                              mohur_source *archive,
                              mohur_source *apart,
                              uint64_t known_features,
                              struct mohur__reader_header *out);
void
mohur__reader_header_wipe(struct mohur__reader_header *h);

/* What a caller asked for, checked and filled in. */
struct mohur__reader_wish {
    mohur_archive_open_options options;
    mohur__bytes passphrase;
    bool is_unsigned;
    struct mohur__secret **out_file_key; /* gets it; NULL: nobody needs it */
};

/*
 * Check and fill in the options.  is_unsigned is set before, and says that
 * senders are not asked for.
 */
mohur_status
mohur__reader_wish_read(mohur_ctx *ctx,
                        const mohur_archive_open_options *options,
                        struct mohur__reader_wish *w);

/*
 * Find the slot that opens; derive the key schedule; check commitment and
 * MAC.  out_recipient is the recipient id (32 bytes) of who opened.
 */
mohur_status
mohur__reader_unlock(mohur_ctx *ctx,
                     const struct mohur__header *h,
                     const struct mohur__reader_wish *wish,
                     struct mohur__schedule *out_schedule,
                     mohur__span out_recipient);

/* The directory, when it was verified. */
struct mohur__listing {
    uint64_t off; /* of its body, in the stream */
    uint64_t len;
    uint64_t n;
    uint64_t max_entry_len;
    uint8_t *window; /* all of it, or some, from window_off on */
    size_t window_cap;
    size_t window_len;
    uint64_t window_off;
    uint32_t *marks; /* where every 64th record begins */
    size_t marks_len;
    uint64_t pos;   /* of the next record */
    uint64_t index; /* its number */
};

enum {
    /* With its records in at most as many chunks as the stream keeps. */
    MOHUR__SMALL_ENTRY_MAX = (MOHUR__STREAM_KEPT - 2) * MOHUR__CHUNK_LEN
};

/* The entry that is being read, once its records were checked. */
struct mohur__open_entry {
    uint64_t body_off; /* of the first SEGMENT record */
    uint8_t comp;
    uint64_t content_len;
    uint64_t stored_len;
    struct mohur__content_shape shape;
    uint8_t *end; /* body of ENTRY_END */
    size_t end_len;
    size_t end_cap;
    uint64_t table_no; /* of the table at hand, plus 1; 0 for none */
    uint64_t next;     /* the next segment to send for */
    size_t depth;      /* how many may be on their way */
    uint64_t pos;      /* the next byte of content to hand out */
    uint64_t hashed;   /* compressed: bytes of content from its start on */
    mohur__bytes left; /* verified, not yet handed out */
    /* Where jobs put the segments of a large entry; NULL: nowhere. */
    const struct mohur__placer *placer;
    uint64_t placer_end; /* content from here on is not for it */
};

enum mohur__reader_state {
    MOHUR__READER_LISTED, /* no entry, or one that nobody looked into */
    MOHUR__READER_ENTRY,  /* entry was checked */
    MOHUR__READER_DEAD
};

struct mohur__stage; /* stage.h */

struct mohur_archive_reader {
    uint32_t magic;
    mohur_ctx *ctx;
    enum mohur__reader_state state;
    struct mohur__reader_wish wish;
    struct mohur__reader_header load;
    uint8_t recipient[MOHUR__RECIPIENT_ID_LEN]; /* id of who opened it */
    struct mohur__schedule schedule;
    struct mohur__stream stream;
    struct mohur__trailer trailer;
    uint8_t *manifest_body;
    struct mohur__manifest manifest;
    struct mohur__listing listing;
    mohur_archive_result result;
    mohur_archive_signer signers[MOHUR__SIGNERS_MAX];

    bool links; /* may occur, and the caller agreed */
    bool has_record;
    struct mohur__dir_record record; /* the current one, views of raw */
    uint8_t raw[MOHUR__DIR_RECORD_MAX];
    mohur_archive_entry entry; /* for the caller */
    char name[MOHUR__NAME_MAX + 1];
    char link[MOHUR__LINK_MAX + 1];
    struct mohur__open_entry open;
    uint8_t *table; /* room for a TABLE body */
    uint8_t *small; /* room for the content of a small entry */
    struct mohur__hasher *hasher;
    struct mohur__ahead *ahead; /* made for the first entry that is large */
    /* Made for the first entry that is compressed. */
    struct mohur__hasher *content_hasher;
    struct mohur__unpacker *unpacker;
    uint8_t *small_content;
    struct mohur__stage *stage; /* NULL unless it came as a stream */
    bool is_spent;              /* what came was given out, and is gone */
};

/* After unlocking: last chunk, trailer, manifest; nothing of it is judged. */
mohur_status
mohur__reader_load_tail(mohur_archive_reader *r);

/*
 * After unlocking: last chunk, trailer, manifest, signatures, policies,
 * addressees, totals.  Fills in result and signers.
 */
mohur_status
mohur__reader_trust(mohur_archive_reader *r,
                    const struct mohur__header *h,
                    mohur__bytes recipient_id);

/* One pass over the directory: order, names, tiling, sums, dir_root. */
mohur_status
mohur__listing_verify(mohur_archive_reader *r);

/*
 * Walk a verified directory: the record at pos, which moves past it.  Views
 * are valid until the next call.
 */
mohur_status
mohur__listing_read(mohur_archive_reader *r,
                    uint64_t *pos,
                    struct mohur__dir_record *out);

/* Go to where a name is; MOHUR_END if there is none. */
mohur_status
mohur__listing_find(mohur_archive_reader *r, mohur__bytes name);

/* Go back to the first record. */
void
mohur__listing_rewind(mohur_archive_reader *r);

void
mohur__listing_wipe(struct mohur__listing *l);

/* Take the next record of the listing as the current one; MOHUR_END. */
mohur_status
mohur__reader_next(mohur_archive_reader *r);

/* Make a record the current one, with nothing of it looked into. */
mohur_status
mohur__reader_take(mohur_archive_reader *r,
                   const struct mohur__dir_record *record);

/* Make room for what reading entries needs.  Once. */
mohur_status
mohur__reader_entry_init(mohur_archive_reader *r);

/* Release all that reading entries needed. */
void
mohur__reader_entry_wipe(mohur_archive_reader *r);

/* Check ENTRY, ENTRY_END and root of the current record, once. */
mohur_status
mohur__reader_enter(mohur_archive_reader *r);

/* Where the first segment of a table's group begins. */
uint64_t
mohur__reader_group_off(const struct mohur__open_entry *e, uint64_t table);

/* Have the i-th table of the entry in r->table, verified. */
mohur_status
mohur__reader_table(mohur_archive_reader *r, uint64_t i);

/* How many bytes of content the i-th segment has. */
size_t
mohur__reader_segment_len(const struct mohur__open_entry *e, uint64_t i);

/* ---- compressed entries: reader_packed.c ---- */

/* Make room for what they need.  MOHUR_E_UNSUPPORTED: not in this build. */
mohur_status
mohur__reader_packed_init(mohur_archive_reader *r);
void
mohur__reader_packed_wipe(mohur_archive_reader *r);

/* Expand the one segment of a small entry. */
mohur_status
mohur__reader_packed_small(mohur_archive_reader *r,
                           mohur__bytes frame,
                           mohur__bytes *out);

/*
 * Content that is about to be handed out: whoever reads all of it in order
 * gets the last of it only if all of it has the signed digest.
 */
mohur_status
mohur__reader_packed_check(mohur_archive_reader *r, mohur__bytes content);

/* Is the entry, which was entered, one segment that is read at once? */
bool
mohur__reader_is_small(const mohur_archive_reader *r);

/*
 * The stored bytes of such an entry, which has some, and the digest that they
 * must have, for who verifies them: they are not.  Until the next call.
 */
mohur_status
mohur__reader_unverified(mohur_archive_reader *r,
                         mohur__bytes *out_body,
                         mohur__span out_digest);

/*
 * The whole entry, which was entered, will be read: fetch ahead from the
 * start.  True: it is large, and jobs put its content where placer says; what
 * mohur__reader_content gives is there by then.
 */
bool
mohur__reader_hurry(mohur_archive_reader *r,
                    const struct mohur__placer *placer);

/* Wait until no job works for the entry any more. */
void
mohur__reader_settle(mohur_archive_reader *r);

/* Go on at this byte of the content, which is that long or longer. */
void
mohur__reader_seek(mohur_archive_reader *r, uint64_t pos);

/*
 * The next verified bytes of the entry, at most cap; they stay until the
 * next call.  MOHUR_END after the last.
 */
mohur_status
mohur__reader_content(mohur_archive_reader *r, size_t cap, mohur__bytes *out);

/*
 * The same for several segments at once, in reader_fill.c: is that possible
 * now, for somebody with so much room?  Then fill it with whole segments.
 * What comes before a segment that fails is given out, and the next call fails.
 */
bool
mohur__reader_can_fill(const mohur_archive_reader *r, size_t cap);
mohur_status
mohur__reader_fill(mohur_archive_reader *r, mohur__span out, size_t *out_len);

/* Is the padding all zeros?  A seekable open does not need to know. */
mohur_status
mohur__reader_check_pad(mohur_archive_reader *r);

/* Open all that is left: every entry, and the padding. */
mohur_status
mohur__archive_reader_verify_all(mohur_archive_reader *r);

/* A reader that has nothing yet but what it is asked to do. */
mohur_status
mohur__reader_make(mohur_ctx *ctx,
                   const mohur_archive_open_options *options,
                   bool is_unsigned,
                   mohur_archive_reader **out);

/* With its header loaded: a slot, commitment, MAC. */
mohur_status
mohur__reader_key(mohur_archive_reader *r);

/*
 * From KEYED to LISTED, by the payload of source.  Then what the reader was
 * opened with is the caller's again.
 */
mohur_status
mohur__reader_list(mohur_archive_reader *r, mohur_source *source);

/* Check a handle at the start of a public call; poison it at the end. */
mohur_status
mohur__reader_begin(mohur_archive_reader *r);
mohur_status
mohur__reader_end(mohur_archive_reader *r, mohur_status st);

#endif
