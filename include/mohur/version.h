/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_VERSION_H
#define MOHUR_VERSION_H

#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup version Version: what was compiled and what was loaded
 * @{
 */

/** Version of these headers. */
#define MOHUR_VERSION "0.1.0"

/** ABI of these headers; 0 until the first release fixes it. */
#define MOHUR_ABI 0

/** Version of the library that was loaded.  Static. */
MOHUR_API const char *
mohur_version(void);

/** ABI of the library that was loaded; a binding compares it. */
MOHUR_API uint32_t
mohur_abi(void);

/**
 * Write what this build is to @p sink: one JSON object with the version, the
 * backends and, for each algorithm, the backend that @p ctx uses.  Finishes
 * the sink.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_build_info(mohur_ctx *ctx, mohur_sink *sink);

/**
 * Run a known answer through every algorithm of every backend and a pairwise
 * test through every kind of key.  Writes one JSON object to @p sink, with a
 * row for each, and finishes it.
 *
 * @retval MOHUR_E_BACKEND  One of them failed; the report says which.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_selftest(mohur_ctx *ctx, mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
