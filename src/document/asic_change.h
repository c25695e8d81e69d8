/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_CHANGE_H
#define MOHUR_SRC_DOCUMENT_ASIC_CHANGE_H

#include <mohur/document.h>

/*
 * Changing a container: each of its messages as if it were alone, and every
 * other member as it is.
 */
struct mohur__asic_message {
    mohur_source *file;
    mohur_source *content; /* what it is over, if that is asked; else NULL */
};

struct mohur__asic_change {
    mohur_source *file; /* the container */
    bool judges;        /* manifests and documents must hold */
    /* Write the message as it is to be, and finish the sink. */
    mohur_status (*make)(mohur_ctx *ctx,
                         void *user,
                         const struct mohur__asic_message *message,
                         mohur_sink *sink);
    void *user;
};

/* All messages are there before anything is written. */
mohur_status
mohur__asic_change(mohur_ctx *ctx,
                   const struct mohur__asic_change *asked,
                   mohur_sink *sink);

#endif
