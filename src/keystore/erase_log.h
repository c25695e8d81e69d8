/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ERASE_LOG_H
#define MOHUR_SRC_KEYSTORE_ERASE_LOG_H

#include "keystore/store.h"

/*
 * What the log says of the copies of the store that hold a version: which
 * slots opened the root keys that it was ever under, and who else has it.
 */
struct mohur__erase_log {
    mohur__bytes ring;       /* which version */
    uint32_t version;        /*               */
    bool born;               /* copies of the store have it from here on */
    bool gone;               /* it was erased */
    bool closed;             /* and that root key is no more in use */
    uint32_t epoch;          /* the last one that it was under */
    uint64_t seq;            /* of the newest change that erased to E3 */
    const char *flaw;        /* who else may have it; NULL: nobody */
    struct mohur__buf fresh; /* ids of slots that never opened such a copy */
};

/* Read the whole log, in a transaction. */
mohur_status
mohur__erase_log_read(struct mohur_keystore *ks,
                      mohur__bytes ring,
                      uint32_t version,
                      struct mohur__erase_log *out);

void
mohur__erase_log_wipe(struct mohur__erase_log *log);

/* Take one event, in order. */
void
mohur__erase_log_take(struct mohur__erase_log *log,
                      const struct mohur__event *e);

/* Was this slot added when no copy could have the version any more? */
bool
mohur__erase_log_is_fresh(const struct mohur__erase_log *log,
                          mohur__bytes slot_id);

#endif
