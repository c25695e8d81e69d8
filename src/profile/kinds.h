/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_KINDS_H
#define MOHUR_SRC_PROFILE_KINDS_H

#include <mohur/profile.h>

/*
 * What an algorithm is for, whatever a profile says of it: a rule that allows
 * ECDSA allows signing with it and does not allow sealing.
 */
struct mohur__kind {
    mohur_alg alg;
    uint32_t operations; /* a bit for each, by its number */
    bool sized;          /* a rule may name bits */
    bool hashed;         /* a rule may name hashes */
};

/* NULL for an algorithm that no operation is asked with. */
const struct mohur__kind *
mohur__kind_of(mohur_alg alg);

/* Is it for this operation? */
bool
mohur__kind_is_for(mohur_alg alg, mohur_operation operation);

/* Is it a hash?  Its bit in a set of hashes; 0 if it is none. */
uint32_t
mohur__kind_hash_bit(mohur_alg alg);

#endif
