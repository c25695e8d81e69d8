/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_BER_H
#define MOHUR_TESTS_BER_H

#include "pki.h"

/*
 * Messages as streams write them, in BER, out of messages in DER.
 */

/* The six levels, outermost first; one bit each in a plan. */
enum {
    BER_CONTENT_INFO = 1 << 0,
    BER_ITS_CONTENT  = 1 << 1,
    BER_SIGNED_DATA  = 1 << 2,
    BER_ENCAPSULATED = 1 << 3,
    BER_ITS_OCTETS   = 1 << 4,
    BER_OCTETS       = 1 << 5,
    BER_ALL          = (1 << 6) - 1,
    BER_LEVELS       = 6
};

struct ber_plan {
    uint32_t levels;     /* that have no length */
    size_t piece;        /* bytes of a piece of the content; 0: one piece */
    mohur__bytes pieces; /* instead of them: elements */
    bool open_sets;      /* certificates and revocation data have no length */
};

/* An element with these contents: with a length, or with an end mark. */
mohur__bytes
ber_element(struct fixture *t, bool open, uint8_t tag, mohur__bytes contents);

/* The same message in BER. */
mohur__bytes
ber_message(struct fixture *t, mohur__bytes der, const struct ber_plan *plan);

#endif
