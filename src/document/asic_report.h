/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_REPORT_H
#define MOHUR_SRC_DOCUMENT_ASIC_REPORT_H

#include "base/bytes.h"
#include <mohur/container.h>

/* What a report says of the container that the signatures were in. */
struct mohur__contained {
    mohur_container_format format;
    const char *fault;   /* of the container itself; NULL: none */
    const char *warning; /* what the profile lets pass; NULL: none */
    mohur_object_info *objects;
    char **names; /* that objects point to, owned */
    size_t objects_len;
    char **paths; /* of each signature, owned */
    size_t paths_len;
};

/* Empty, for so many documents; all covered until it is said otherwise. */
mohur_status
mohur__contained_new(mohur_ctx *ctx,
                     size_t objects,
                     struct mohur__contained **out);

/* The next n signatures of the report are in the member of this name. */
mohur_status
mohur__contained_path(mohur_ctx *ctx,
                      struct mohur__contained *c,
                      mohur__bytes name,
                      size_t n);

/* Release.  NULL is allowed. */
void
mohur__contained_free(struct mohur__contained *c);

#endif
