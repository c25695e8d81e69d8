/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_FILER_H
#define MOHUR_SRC_ARCHIVE_FILER_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * Small files on their way to a folder: verified and made by jobs, many in one
 * job, so that their leaves share the lanes of the hash.  None of a job is made
 * unless all are genuine.  What fails is told by a later add or by drain.
 */
struct mohur__filer;

struct mohur__file {
    mohur__bytes name;
    bool executable;
    int64_t mtime; /* MOHUR_TIME_ABSENT for none */
    mohur__bytes content;
    mohur__bytes digest; /* of the content as a segment; nothing: it was
                            verified */
};

enum {
    MOHUR__FILER_CONTENT_MAX = 1024 * 1024 /* of one file */
};

/* For the folder open as fd, which path is for messages; sync as os_dir.h. */
mohur_status
mohur__filer_new(mohur_ctx *ctx,
                 int fd,
                 const char *path,
                 bool sync,
                 struct mohur__filer **out);

/* Have a file made; it is copied. */
mohur_status
mohur__filer_add(struct mohur__filer *f, const struct mohur__file *file);

/* Wait until all are made. */
mohur_status
mohur__filer_drain(struct mohur__filer *f);

/* Wait and release.  NULL is allowed. */
void
mohur__filer_free(struct mohur__filer *f);

#endif
