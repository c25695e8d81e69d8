/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_FUZZ_STREAM_H
#define MOHUR_TESTS_FUZZ_STREAM_H

#include "archive/limits.h"
#include "base/bytes.h"
#include "fixture.h"
#include <mohur/key.h>

/*
 * An inner stream, whatever it is, as an archive: sealed under a fixed key,
 * so that all of it is genuine.  A holder of the key can write anything
 * there.
 */
enum {
    FUZZ_STREAM_MAX = 3 * MOHUR__CHUNK_LEN
};

/* The archive, until the next call.  The stream is at most that long. */
struct view
fuzz_stream_seal(mohur_ctx *ctx, mohur__bytes stream);

/* What opens it, once one was made. */
const mohur_key *
fuzz_stream_key(void);

#endif
