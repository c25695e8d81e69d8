/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_SUBJECT_H
#define MOHUR_SRC_PROFILE_SUBJECT_H

#include "base/ctx.h"
#include "base/io.h"
#include "profile/force.h"
#include "profile/json.h"

/*
 * What a store has that profiles speak of: versions of keys, ways to unlock
 * it, roles.  Reports on them are written here, where JSON is.
 */
struct mohur__subject {
    const char *object;   /* "key", "slot", "role", "keystore" */
    const char *name;     /* NULL: is not told */
    mohur__bytes ring_id; /* of a key; else nothing */
    mohur__bytes id;      /* SHA-256 of the public key; nothing: it has none */
    uint32_t version;
    mohur_alg alg;
    mohur_alg hash; /* that it signs with; MOHUR_ALG_NONE */
    uint32_t bits;  /* of RSA */
    uint32_t m_kib; /* of Argon2id */
    uint32_t t;
    mohur_custody custody;
    uint8_t level;
    uint32_t operations; /* a bit for each that it may still be used for */
    const char *state;   /* as CycloneDX names it */
    int64_t created;     /* seconds since 1970 UTC; 0: none, as below */
    int64_t activate_at;
    int64_t protect_until;
};

/* What a store is judged by: what it accepted, and what may come. */
struct mohur__outlook {
    const struct mohur__force *force;
    const struct mohur__policy *next; /* NULL: nothing */
    int64_t now;
};

/*
 * Write, as one line of JSON, every subject and operation for which the answer
 * will be another one than now, and the first second of that.
 */
mohur_status
mohur__impact_write(mohur_ctx *ctx,
                    const struct mohur__outlook *outlook,
                    const struct mohur__subject *subjects,
                    size_t subjects_len,
                    mohur_sink *sink);

/* Write the subjects and their algorithms as a CycloneDX 1.7 CBOM. */
mohur_status
mohur__cbom_write(mohur_ctx *ctx,
                  const struct mohur__subject *subjects,
                  size_t subjects_len,
                  int64_t now,
                  mohur_sink *sink);

#endif
