/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_FUZZ_H
#define MOHUR_TESTS_FUZZ_H

#include "base/bytes.h"
#include "fixture.h"

/* Of libFuzzer, so its name is not ours to choose. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* End the run, which is how a target says that it found something. */
void
fuzz_require(bool holds);

/*
 * One context for all runs, its randomness begun anew: every run of one
 * input does the same.  Message and status are cleared.
 */
mohur_ctx *
fuzz_ctx(void);

#endif
