/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_UNSIGNED_H
#define MOHUR_SRC_CMS_UNSIGNED_H

#include "asn1/oid.h"
#include "base/buf.h"
#include "base/ctx.h"

/*
 * Unsigned attributes: what others put beside a signature after it was made.
 * Time stamps and counter-signatures are looked for, all else is kept and
 * believed in nothing.
 */
enum {
    MOHUR__STAMPS_MAX   = 16, /* on one signature, and as many of archives */
    MOHUR__COUNTERS_MAX = MOHUR__STAMPS_MAX, /* counter-signatures */
    MOHUR__UNSIGNED_MAX = 128                /* values of all attributes */
};

/* One value of an attribute, and the type that stands in front of it. */
struct mohur__unsigned_value {
    enum mohur__oid oid; /* NONE: one that is unknown */
    mohur__bytes type;   /* whole element */
    mohur__bytes value;  /* the same */
};

struct mohur__unsigned {
    struct mohur__unsigned_value values[MOHUR__UNSIGNED_MAX];
    size_t values_len;
    mohur__bytes stamps[MOHUR__STAMPS_MAX]; /* tokens, whole */
    size_t stamps_len;
    mohur__bytes archives[MOHUR__STAMPS_MAX]; /* archive-time-stamp-v3 */
    size_t archives_len;
    mohur__bytes counters[MOHUR__COUNTERS_MAX]; /* SignerInfos, whole */
    size_t counters_len;
    bool has_old_archive; /* an archive time stamp of an older kind */
    bool too_many;        /* more than one of these limits */
};

/* Read the contents of unsignedAttrs.  False: they are no attributes. */
bool
mohur__unsigned_parse(mohur__bytes contents, struct mohur__unsigned *out);

/*
 * Append unsignedAttrs, whole, with those of contents as they are and one
 * more of this type and value, where the order of a SET OF wants it.
 */
mohur_status
mohur__unsigned_add(mohur_ctx *ctx,
                    mohur__bytes contents,
                    enum mohur__oid type,
                    mohur__bytes value,
                    struct mohur__buf *out);

#endif
