/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_PAD_H
#define MOHUR_SRC_ARCHIVE_PAD_H

#include <mohur/archive.h>

/*
 * The length that a stream of len bytes (PAD head and TRAILER counted) is
 * padded to: len or more.  pad is one of the enum; bucket, for that one, is
 * 1 to 2^40.
 * Source: docs/formats/archive.md, section 8.6.
 */
uint64_t
mohur__pad_stream_len(mohur_archive_pad pad, uint64_t bucket, uint64_t len);

#endif
