/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_DECIDE_H
#define MOHUR_SRC_PROFILE_DECIDE_H

#include "base/ctx.h"
#include <mohur/profile.h>

/*
 * Ask the profiles in force and turn "no" into a status with a message that
 * says which rule decided: MOHUR_E_POLICY, _DATE or _UNSUPPORTED.  Facts of
 * the context are filled in: now by its clock where the request has 0, locked
 * memory, and whether it has a backend for the algorithm.
 */
mohur_status
mohur__profile_require(mohur_ctx *ctx, const mohur_request *request);

/* The same as a reason, of which the worst counts that they allow it for. */
mohur_reason
mohur__profile_reason(const mohur_ctx *ctx, const mohur_request *request);

/* Fill in what the context has: backends and locked memory. */
void
mohur__request_complete(const mohur_ctx *ctx, mohur_request *request);

/* The short form: an operation with an algorithm at a level, now. */
mohur_status
mohur__profile_allow(mohur_ctx *ctx,
                     mohur_operation operation,
                     mohur_alg alg,
                     mohur_alg hash,
                     uint8_t level);

/*
 * The profile's algorithms for a purpose (mohur_purpose) in order of
 * preference; the i-th, MOHUR_ALG_NONE after the last.
 */
mohur_alg
mohur__profile_default(const mohur_ctx *ctx, uint32_t purpose, size_t i);

/* May a container of documents have its type elsewhere than in front?  Only
 * if every profile in force says so. */
bool
mohur__profile_loose_mimetype(const mohur_ctx *ctx);

/*
 * What a certificate comes to that was suspended at the time in question and
 * restored since.  Of several profiles in force the strictest counts.
 */
enum mohur__restored {
    MOHUR__RESTORED_OPEN   = 0,
    MOHUR__RESTORED_PASSES = 1,
    MOHUR__RESTORED_FAILS  = 2
};

enum mohur__restored
mohur__profile_restored(const mohur_ctx *ctx);

/*
 * Where a subject has its FIN: text of an attribute's identifier, and what
 * stands in front.  False: the profiles in force contradict each other.
 */
bool
mohur__profile_fin(const mohur_ctx *ctx, const char **oid, const char **prefix);

/* What becomes of a nonce that was sent for an OCSP response. */
enum mohur__nonce_rule {
    MOHUR__NONCE_IF_PRESENT, /* another one is refused */
    MOHUR__NONCE_REQUIRED,   /* none, too */
    MOHUR__NONCE_IGNORED     /* if all profiles in force say so */
};

enum mohur__nonce_rule
mohur__profile_ocsp_nonce(const mohur_ctx *ctx);

/* May a signature name its certificate by SHA-1, beside a better digest?
 * Only if every profile in force says so. */
bool
mohur__profile_sha_1_name(const mohur_ctx *ctx);

/* May a message be in BER around what is signed?  Only if every profile in
 * force says so. */
bool
mohur__profile_ber_outer(const mohur_ctx *ctx);

/* Seconds that time stamps and revocation data may be ahead of the clock: the
 * fewest of those that the profiles in force say. */
int64_t
mohur__profile_skew(const mohur_ctx *ctx);

/* Seconds for which revocation data is fresh, the fewest; INT64_MAX: for as
 * long as it says itself. */
int64_t
mohur__profile_revocation_age(const mohur_ctx *ctx);

/* The level (mohur_document_level) that every signature must have: the
 * highest of those that the profiles in force want. */
uint8_t
mohur__profile_min_level(const mohur_ctx *ctx);

/* May documents be verified against anchors that nobody signed?  Not if a
 * profile in force, other than the built-in one, wants a list. */
bool
mohur__profile_any_trust_list(const mohur_ctx *ctx);

#endif
