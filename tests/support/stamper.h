/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_STAMPER_H
#define MOHUR_TESTS_STAMPER_H

#include "stamp.h"
#include <mohur/evidence.h>
#include <mohur/trust.h>

/*
 * A time-stamp authority that is asked, on a machine of its own: what fails
 * at the asker's does not fail there.
 */
#define STAMPER_URL "http://tsa.example/"

struct stamper {
    struct fixture *far;
    struct stamp_tsa tsa;
    mohur_evidence evidence; /* points to this struct: stay where it is */
    size_t asked;
    size_t silent_at; /* the nth question gets no answer; 0: none */
};

void
stamper_init(struct stamper *s);
void
stamper_wipe(struct stamper *s);

/* Believe it. */
void
stamper_trust(const struct stamper *s, struct fixture *t, mohur_trust *trust);

#endif
