/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_INFLATE_H
#define MOHUR_TESTS_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Expand a zlib stream (RFC 1950, 1951), in which some vectors are kept.
 * Slow and small.  False if it is malformed or out has no room; the check
 * sum is not looked at.
 */
bool
inflate_zlib(const uint8_t *in,
             size_t in_len,
             uint8_t *out,
             size_t out_cap,
             size_t *out_len);

#endif
