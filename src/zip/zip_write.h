/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_WRITE_H
#define MOHUR_SRC_ZIP_ZIP_WRITE_H

#include "base/buf.h"
#include "base/io.h"
#include "zip/zip_form.h"

/*
 * A ZIP file of stored members, in the one form that their names, lengths and
 * bytes leave: 1980-01-01, no attributes, no extra fields but ZIP64 where a
 * number needs it.  The same input gives the same bytes.
 */
struct mohur__zip_writer {
    mohur_ctx *ctx;
    mohur_sink *sink;
    struct mohur__buf central; /* the directory so far */
    uint64_t entries;
    uint64_t at;   /* bytes written */
    uint64_t left; /* of the member that is begun */
};

void
mohur__zip_writer_init(struct mohur__zip_writer *w,
                       mohur_ctx *ctx,
                       mohur_sink *sink);

/* Begin a member whose length and CRC are known.  The name is one that
 * mohur__zip_name_fault lets pass, and not there yet. */
mohur_status
mohur__zip_writer_begin(struct mohur__zip_writer *w,
                        mohur__bytes name,
                        uint64_t len,
                        uint32_t crc);

/* Its bytes: len of them in all, before the next call of another kind. */
mohur_status
mohur__zip_writer_data(struct mohur__zip_writer *w, mohur__bytes data);

/* A member whose bytes are all there. */
mohur_status
mohur__zip_writer_member(struct mohur__zip_writer *w,
                         mohur__bytes name,
                         mohur__bytes data);

/* Write the directory.  The sink is the caller's to finish. */
mohur_status
mohur__zip_writer_end(struct mohur__zip_writer *w);

/* Release what it holds.  A zeroed struct is allowed. */
void
mohur__zip_writer_wipe(struct mohur__zip_writer *w);

#endif
