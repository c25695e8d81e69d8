/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_RING_H
#define MOHUR_SRC_KEYSTORE_RING_H

#include "keystore/version.h"

/*
 * A ring: the versions of one key under one name.  All of it works inside a
 * transaction of an unlocked store.
 */
enum {
    MOHUR__KEY_TEXT_MAX = 256,   /* bytes of owner and comment */
    MOHUR__RING_HOLD    = 1 << 1 /* legal hold, in ring.flags */
};

/* Who a ring belongs to, as it was said when it was made. */
struct mohur__ring_meta {
    mohur__bytes name;
    mohur__bytes owner;
    mohur__bytes comment;
    struct mohur__secret *hold; /* what they view */
};

/* UTF-8 without what could speak to a terminal? */
bool
mohur__ring_text_valid(mohur__bytes text);

/* 1 to 128 bytes of UTF-8 without controls; up to 256 of the others. */
mohur_status
mohur__ring_meta_check(mohur_ctx *ctx, const struct mohur__ring_meta *meta);

/* A name as it was given, as a view that was checked. */
mohur_status
mohur__ring_name(mohur_ctx *ctx,
                 const char *name,
                 size_t name_len,
                 mohur__bytes *out);

/* Decrypt that of a ring; released by mohur__secret_free(out->hold). */
mohur_status
mohur__ring_meta_read(struct mohur_keystore *ks,
                      const struct mohur__row *ring,
                      struct mohur__ring_meta *out);

/* Read the ring of a name; *found is false, verified, if there is none. */
mohur_status
mohur__ring_find(struct mohur_keystore *ks,
                 mohur__bytes name,
                 struct mohur__row *ring,
                 bool *found);

/* The same for one that must be there; MOHUR_E_NO_KEY. */
mohur_status
mohur__ring_need(struct mohur_keystore *ks,
                 mohur__bytes name,
                 struct mohur__row *ring);

/* What a new ring is. */
struct mohur__ring_plan {
    struct mohur__ring_meta meta;
    mohur_purpose purpose;
    mohur_alg alg;
    uint8_t level;
    mohur_custody custody; /* software, or in a token */
    uint32_t days;         /* that each version protects; 0: as the profile */
    uint32_t process_days; /* that each version processes; 0: no end */
    uint64_t max_uses;     /* that each version protects; 0: no limit */
    uint32_t rotate_days;  /* until each is to be rotated; 0: nobody says */
    uint32_t activate_delay_s; /* from a rotation to the new version */
};

/* Make its row, with no version yet; MOHUR_E_EXISTS if the name is taken. */
mohur_status
mohur__ring_make(struct mohur_keystore *ks,
                 const struct mohur__ring_plan *plan,
                 struct mohur__row *ring);

/* For one that comes with a hint: a new one if that is taken here. */
mohur_status
mohur__ring_hint_keep(struct mohur_keystore *ks, struct mohur__row *ring);

/*
 * How long a version of the ring protects and processes: what the ring says,
 * within what the profile allows now.  MOHUR_E_POLICY if that is less.
 */
mohur_status
mohur__ring_periods(mohur_ctx *ctx,
                    const struct mohur__row *ring,
                    struct mohur__version_plan *plan);

/* May none of its versions be destroyed? */
bool
mohur__ring_held(const struct mohur__row *ring);

/* How often each version protects at most; 0: no limit. */
uint64_t
mohur__ring_max_uses(const struct mohur__row *ring);

/* When a version that began then is to be rotated; 0: nobody says. */
int64_t
mohur__ring_rotate_at(const struct mohur__row *ring, int64_t since);

/* How long a version waits that is made without a date; seconds. */
uint32_t
mohur__ring_activate_delay(const struct mohur__row *ring);

/* How many versions there are; the last one has this number. */
uint64_t
mohur__ring_versions(const struct mohur__row *ring);

/* Read one version; MOHUR_E_NO_KEY if there is none of that number. */
mohur_status
mohur__ring_version(struct mohur_keystore *ks,
                    const struct mohur__row *ring,
                    uint64_t version,
                    struct mohur__row *r);

/*
 * Read the one that protects: the highest that counts as active.
 * MOHUR_E_KEY_STATE if there is none.
 */
mohur_status
mohur__ring_current(struct mohur_keystore *ks,
                    const struct mohur__row *ring,
                    struct mohur__row *r);

/* The same for a number, 0 being the one that protects now. */
mohur_status
mohur__ring_select(struct mohur_keystore *ks,
                   const struct mohur__row *ring,
                   uint32_t version,
                   struct mohur__row *r);

/*
 * Write what time has done to the versions since they were written, each with
 * its event; but not to the one of this number (0: to all).
 */
mohur_status
mohur__ring_settle(struct mohur_keystore *ks,
                   const struct mohur__row *ring,
                   uint64_t but);

/* Put a changed row back: rev counts on, auth_event is the event's number. */
mohur_status
mohur__ring_version_set(struct mohur_keystore *ks,
                        struct mohur__row *r,
                        uint64_t event);

/* Does the profile let such a key be made, and there? */
mohur_status
mohur__ring_allowed(mohur_ctx *ctx,
                    mohur_alg alg,
                    uint32_t bits,
                    uint8_t level,
                    mohur_custody custody,
                    bool exportable);

/*
 * Make and add a version, and its event; the ring itself is not touched.  How
 * long it lives is the ring's to say, not the plan's.
 */
mohur_status
mohur__ring_add_version(struct mohur_keystore *ks,
                        const struct mohur__version_plan *plan,
                        const struct mohur__material *m,
                        enum mohur__event_type type,
                        struct mohur__row *r);

#endif
