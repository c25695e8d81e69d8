/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_VERSION_H
#define MOHUR_SRC_KEYSTORE_VERSION_H

#include "keystore/key.h"
#include "keystore/life.h"
#include "keystore/material.h"
#include "keystore/store.h"

/* One version of a key: the row of table key that it is kept in. */

/* What a new version is besides its material. */
struct mohur__version_plan {
    const struct mohur__row *ring;
    uint64_t version;
    bool exportable;
    bool imported;
    int64_t now;
    int64_t activate_at;    /* 0, or not after now: active at once */
    uint32_t days;          /* that it protects; 0: no end */
    uint32_t process_days;  /* that it processes; 0: no end */
    uint64_t event;         /* number of the event that tells of it */
    mohur__bytes approvals; /* that the event is to name */
    mohur__bytes token;     /* URI of the one it is born in: it is pending */
};

/*
 * What of a version never changes, which is what its envelope is bound to;
 * level and custody are the ring's.
 */
enum {
    MOHUR__VERSION_IDS_LEN = 16 + 4 + 2 + 4 + 1 + 1 + 1 + 1 + 8
};

/* Where it comes from; part of the format. */
enum {
    MOHUR__ORIGIN_GENERATED = 1,
    MOHUR__ORIGIN_IMPORTED  = 2
};

void
mohur__version_ids(const struct mohur__row *ring,
                   const struct mohur__row *r,
                   uint8_t out[MOHUR__VERSION_IDS_LEN]);

/* Make the row; r is initialised. */
mohur_status
mohur__version_row(struct mohur_keystore *ks,
                   const struct mohur__version_plan *plan,
                   const struct mohur__material *m,
                   struct mohur__row *r);

/* The dates and state of a row; and put them back. */
struct mohur__life
mohur__version_life(const struct mohur__row *r);
void
mohur__version_set_life(struct mohur__row *r, const struct mohur__life *life);

/* Bits of an RSA key; 0 for any other, and for one that is not made yet. */
mohur_status
mohur__version_bits(mohur_ctx *ctx, const struct mohur__row *r, uint32_t *out);

/* Its id as mohur_key_id: of a public key, or of the ring. */
mohur_status
mohur__version_id(mohur_ctx *ctx,
                  const struct mohur__row *r,
                  uint8_t out[MOHUR_KEY_ID_LEN]);

/* What an event names it by: its public key's id, in room, or its kcv. */
mohur_status
mohur__version_mark(mohur_ctx *ctx,
                    const struct mohur__row *r,
                    uint8_t room[MOHUR_KEY_ID_LEN],
                    mohur__bytes *out);

/* Is nothing left of its private part, here or in a token? */
bool
mohur__version_gone(const struct mohur__row *r);

/* What a handle can do that others of the same version cannot. */
struct mohur__key_extra {
    bool exports;        /* its private part may leave, if it was made so */
    bool recovers;       /* it opens although it is suspended or compromised */
    mohur_status no_use; /* why none could be set aside; MOHUR_OK: not tried */
};

/*
 * Make a handle of a row.  One that is destroyed has no private part;
 * MOHUR_E_KEY_STATE if that was all there was.
 */
mohur_status
mohur__version_key(struct mohur_keystore *ks,
                   const struct mohur__row *ring,
                   mohur__bytes name,
                   const struct mohur__row *r,
                   struct mohur__key_extra extra,
                   mohur_key **out);

#endif
