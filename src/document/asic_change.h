/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_CHANGE_H
#define MOHUR_SRC_DOCUMENT_ASIC_CHANGE_H

#include "document/asic_plan.h"
#include "document/asic_sheet.h"
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
    bool archives;      /* those that are there stay, with what they cover */
    /* Write the message as it is to be, and finish the sink. */
    mohur_status (*make)(mohur_ctx *ctx,
                         void *user,
                         const struct mohur__asic_message *message,
                         mohur_sink *sink);
    void *user;
};

/* A container while it is changed. */
struct mohur__asic_changing {
    mohur_ctx *ctx;
    const struct mohur__asic_change *asked;
    struct mohur__asic base;
    struct mohur__sheets sheets; /* of an ASiC-E whose documents are judged */
    struct mohur__asic_plan plan;
    mohur_sink **parts; /* what each part is to be; NULL: it is copied */
};

/* A member that comes to it. */
struct mohur__asic_member {
    mohur__bytes name;
    mohur__bytes data;
};

/* All messages are there before anything is written. */
mohur_status
mohur__asic_change(mohur_ctx *ctx,
                   const struct mohur__asic_change *asked,
                   mohur_sink *sink);

/* The same, step by step.  The struct is zeroed, with ctx and asked. */
mohur_status
mohur__asic_changing_open(struct mohur__asic_changing *x);
mohur_status
mohur__asic_changing_messages(struct mohur__asic_changing *x);
mohur_status
mohur__asic_changing_write(struct mohur__asic_changing *x,
                           const struct mohur__asic_member *more,
                           size_t more_len,
                           mohur_sink *sink);
void
mohur__asic_changing_wipe(struct mohur__asic_changing *x);

/* The entry that a part is. */
size_t
mohur__asic_changing_entry(const struct mohur__asic_changing *x, size_t part);

/* Does an archive refer to it, so that it must stay as it is? */
bool
mohur__asic_changing_stays(const struct mohur__asic_changing *x, size_t part);

#endif
