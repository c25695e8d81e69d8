/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_REWRAP_H
#define MOHUR_SRC_ARCHIVE_REWRAP_H

#include "archive/reader.h"
#include "archive/writer.h"
#include "base/io.h"
#include <mohur/rewrap.h>

/*
 * Recipients after sealing: the header is written anew, everything behind it
 * stays as it is.
 *
 *   rewrap.c        opens the archive, obeys its sender, in order
 *   rewrap_slots.c  who is in the header afterwards
 *   rewrap_place.c  the new header goes to the disk
 *
 * Source: docs/formats/archive.md, section 3.4.
 */
struct mohur__rewrap_file {
    struct mohur_source common;
    int fd; /* held; -1: none */
};

struct mohur__rewrap {
    mohur_ctx *ctx;
    mohur_archive_change_options options;
    struct mohur__writer_plan *plan; /* who is added; NULL: nobody */
    const char *path;
    struct mohur__rewrap_file file;
    struct mohur__reader_header old;
    mohur_archive_reader *reader; /* for its schedule and manifest */
    struct mohur__secret *file_key;
    uint32_t n_slots;
    struct mohur__buf slots; /* the new ones */
    uint32_t n_ext;
    struct mohur__buf ext;
    struct mohur__buf area;
};

/*
 * Fill in slots and n_slots: those that stay, in their order, then who is
 * added.  MOHUR_E_ARGUMENT: somebody is there already, or nobody is left;
 * MOHUR_E_NO_KEY: who is to go is not there; MOHUR_E_LIMIT: too many.
 * CT: leaks nothing of the file key.
 */
mohur_status
mohur__rewrap_slots(struct mohur__rewrap *w);

/*
 * Put the new area into the file: in place if the file has two of its size,
 * else into a copy that takes the name.  Stopped at any point, the file opens
 * as it was or as it is to be.
 */
mohur_status
mohur__rewrap_place(struct mohur__rewrap *w);

#endif
