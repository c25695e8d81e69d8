/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_STAGE_H
#define MOHUR_SRC_ARCHIVE_STAGE_H

#include "archive/pump.h"
#include "archive/reader.h"
#include "archive/scan.h"
#include "base/jobs.h"
#include "base/os_dir.h"
#include "base/os_place.h"

/*
 * An archive that comes once and from its beginning, so that what vouches for
 * it comes last.  Until then
 *
 * - the content of a large stored entry goes to a file that is named by the
 *   entry's number, in a folder of our own, and its segments are compared
 *   with the TABLE records as they pass;
 * - every chunk that holds anything else is kept as it came, sealed, in a
 *   scratch file without a name, at the place that it has in the archive.
 *
 * That scratch file is an archive with holes where the large content was.
 * The reader opens it as it opens any other, with the same verdicts, and
 * then takes the staged files for what it does not find there.
 *
 *   stage.c         the stream, chunk by chunk
 *   stage_entry.c   what to do with each record
 *   stage_packed.c  compressed content, in a rescue
 *   stage_open.c    from the first byte to an opened reader
 *   stage_check.c   when the reader has judged the rest
 */
enum mohur__stage_use {
    MOHUR__STAGE_FILES,  /* large content to files, everything checked */
    MOHUR__STAGE_EMIT,   /* one entry to a sink before it is checked */
    MOHUR__STAGE_SALVAGE /* all content to files, nothing checked later */
};

/* The scratch file as a source. */
struct mohur__spool {
    struct mohur_source common;
    int fd; /* -1: none */
};

/* A segment that is complete, and the job that hashes and writes it. */
struct mohur__stage_piece {
    struct mohur__task task;
    struct mohur__lanes *lanes;
    const struct mohur__os_tree *tree; /* writes its open file; or NULL */
    uint64_t place;                    /* where in that file */
    int place_error;                   /* 0, or of writing */
    uint8_t *room;                     /* MOHUR__SEGMENT_STORED_MAX */
    size_t len;
    uint8_t digest[MOHUR__DIGEST_LEN];
    mohur_status st;
};

/* The entry that is passing. */
struct mohur__stage_entry {
    uint64_t off; /* of ENTRY */
    uint8_t head[MOHUR__ENTRY_HEAD_MAX];
    size_t head_len;
    bool begun;   /* its first segment came */
    bool hashed;  /* its content is compared here, and not kept sealed */
    bool emitted; /* its content goes to the sink */
    bool to_file; /* its file is open */
    bool wrong;   /* what came is not what it says itself */
    uint64_t len; /* stored bytes so far */
    uint64_t content_len; /* bytes written to its file, in a rescue */
    size_t rows;          /* in rows */
    bool has_open;        /* a piece is with a job, and its row is to come */
};

struct mohur__stage {
    mohur_ctx *ctx;
    enum mohur__stage_use use;
    const mohur_archive_open_options *limits;
    struct mohur__os_place *place;
    struct mohur__os_tree *tree; /* in place */
    struct mohur__spool spool;
    uint64_t payload_off;

    struct mohur__scan scan;
    bool broken; /* from scan.record_off on it is no stream of records */
    uint64_t entries;
    uint64_t content;
    struct mohur__stage_entry entry;
    struct mohur__stage_piece pieces[2];
    size_t piece;   /* the one that is being filled */
    uint8_t *rows;  /* what TABLE should say */
    uint8_t *table; /* what it says; also the start of ENTRY_END */
    size_t table_len;

    /* The first content that is not what its TABLE says. */
    mohur_status fault;
    uint64_t fault_off;

    /* Where entries began and ended, as seen, as listed. */
    struct mohur__hasher *trail;
    uint8_t seen[MOHUR__DIGEST_LEN];
    uint8_t listed[MOHUR__DIGEST_LEN];

    /* Of MOHUR__STAGE_EMIT. */
    mohur__bytes name; /* nothing: the first file */
    mohur_sink *sink;
    bool found;

    /* Of MOHUR__STAGE_SALVAGE. */
    uint64_t saved;
    uint64_t saved_len;
    uint64_t skipped;                 /* files that this build cannot expand */
    struct mohur__unpacker *unpacker; /* made for the first that needs it */
    uint8_t *unpacked;                /* MOHUR__SEGMENT_LEN */
};

/*
 * Make a staging folder beside the path of wish.  One that is there and is
 * not to be replaced is MOHUR_E_EXISTS.
 */
mohur_status
mohur__stage_new(mohur_ctx *ctx,
                 const mohur_archive_extract_options *wish,
                 enum mohur__stage_use use,
                 struct mohur__stage **out);

/* Read the header of an archive, and go to where its payload begins. */
mohur_status
mohur__stage_header(mohur_archive_reader *r,
                    mohur_source *source,
                    uint64_t features);

/*
 * Read the payload to its end, for a reader that has its key, to its stage.
 * MOHUR_E_AUTH, _FORMAT, _LIMIT, _IO; or what comes from a sink.
 */
mohur_status
mohur__stage_take(mohur_archive_reader *r, mohur_source *source);

/*
 * From a header that was not read yet to the state LISTED, by way of the
 * reader's stage; then what the reader was opened with is forgotten.
 */
mohur_status
mohur__stage_open(mohur_archive_reader *r, mohur_source *source);

/* Remove the staging folder; the scratch file stays until the release. */
mohur_status
mohur__stage_clear(struct mohur__stage *s);

/* Release.  NULL is allowed. */
void
mohur__stage_free(struct mohur__stage *s);

/* ---- stage_entry.c ---- */

mohur_status
mohur__stage_entry_init(struct mohur__stage *s);
void
mohur__stage_entry_wipe(struct mohur__stage *s);

/* A piece of the stream; *keep is set if its chunk is to be kept. */
mohur_status
mohur__stage_piece(struct mohur__stage *s,
                   const struct mohur__scan_piece *piece,
                   bool *keep);

/* No more pieces come: nothing of the entry at hand stays. */
mohur_status
mohur__stage_abandon(struct mohur__stage *s);

/* ---- stage_packed.c ---- */

/* Can compressed content be saved?  MOHUR_E_UNSUPPORTED. */
mohur_status
mohur__stage_unpacker(struct mohur__stage *s);

/* Expand a frame to the open file; MOHUR_E_FORMAT if it is none, or would
 * grow beyond all measure. */
mohur_status
mohur__stage_unpack(struct mohur__stage *s, mohur__bytes frame);

/* ---- stage_check.c ---- */

/* The name of a staged file. */
struct mohur__stage_name {
    char text[16];
};
struct mohur__stage_name
mohur__stage_name(uint64_t entry_no);

/* Is the content of the reader's entry, which was entered, in a hole? */
bool
mohur__stage_has(const mohur_archive_reader *r);

/* Does that content, as it passed, follow from the entry's root? */
mohur_status
mohur__stage_verify(mohur_archive_reader *r);

/* Give the staged file of the current entry its name in a tree. */
mohur_status
mohur__stage_adopt(mohur_archive_reader *r, struct mohur__os_tree *tree);

/* Note what the directory, which was verified, says of extents. */
mohur_status
mohur__stage_note(struct mohur__stage *s, const struct mohur__tiling *t);

/* When all else is right: is what passed what the directory says? */
mohur_status
mohur__stage_settle(const struct mohur__stage *s);

#endif
