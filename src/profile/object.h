/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_OBJECT_H
#define MOHUR_SRC_PROFILE_OBJECT_H

#include "base/ctx.h"

#include <jansson.h>

/* The members of a JSON object, read by name; every complaint says where. */

enum {
    MOHUR__JSON_WHERE_CAP = 64
};

/* An object, or none (json NULL), and where it stands. */
struct mohur__object {
    mohur_ctx *ctx;
    const char *of; /* what it is read from, for complaints; NULL: a profile */
    const json_t *json;
    char where[MOHUR__JSON_WHERE_CAP];
};

/* MOHUR_E_FORMAT unless json is an object. */
mohur_status
mohur__object_open(mohur_ctx *ctx,
                   const json_t *json,
                   const char *where,
                   struct mohur__object *out);

/*
 * Does it have all of these members and no other?  Names are separated by a
 * blank; those with "?" behind them may be absent.
 */
mohur_status
mohur__object_members(const struct mohur__object *o, const char *names);

/* MOHUR_E_FORMAT, saying that what stands at name is wrong. */
mohur_status
mohur__object_refuse(const struct mohur__object *o,
                     const char *name,
                     const char *what);

/* The same, and leave, as FAIL does. */
#define REFUSE(o, name, what)                                                  \
    do {                                                                       \
        st = mohur__object_refuse((o), (name), (what));                        \
        goto out;                                                              \
    } while (0)

/*
 * The member "type" must be this one, "mohur-profile/1".  A later version says
 * so before anything else can be understood: MOHUR_E_UNSUPPORTED.  what is for
 * that complaint, "the profile is".
 */
mohur_status
mohur__object_type(const struct mohur__object *o,
                   const char *what,
                   const char *type);

/*
 * Read a member.  One that is absent leaves *out alone; of another type, or
 * out of bounds, it is MOHUR_E_FORMAT.
 */
mohur_status
mohur__object_text(const struct mohur__object *o,
                   const char *name,
                   size_t max,
                   const char **out);
mohur_status
mohur__object_number(const struct mohur__object *o,
                     const char *name,
                     uint64_t min,
                     uint64_t max,
                     uint64_t *out);
mohur_status
mohur__object_flag(const struct mohur__object *o, const char *name, bool *out);

/* "YYYY-MM-DD": its first second, or its last one. */
mohur_status
mohur__object_first_second(const struct mohur__object *o,
                           const char *name,
                           int64_t *out);
mohur_status
mohur__object_last_second(const struct mohur__object *o,
                          const char *name,
                          int64_t *out);

/* One of these words, which end with NULL: its place among them. */
mohur_status
mohur__object_word(const struct mohur__object *o,
                   const char *name,
                   const char *const *words,
                   uint8_t *out);

/* An object in it, or none. */
mohur_status
mohur__object_enter(const struct mohur__object *o,
                    const char *name,
                    struct mohur__object *out);

/* A list of at most max; *out_len 0 if it is absent. */
mohur_status
mohur__object_list(const struct mohur__object *o,
                   const char *name,
                   size_t max,
                   size_t *out_len);

/* The i-th of that list: an object, or a text of at most max bytes. */
mohur_status
mohur__object_list_enter(const struct mohur__object *o,
                         const char *name,
                         size_t i,
                         struct mohur__object *out);
mohur_status
mohur__object_list_text(const struct mohur__object *o,
                        const char *name,
                        size_t i,
                        size_t max,
                        const char **out);

#endif
