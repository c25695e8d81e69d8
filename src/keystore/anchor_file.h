/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ANCHOR_FILE_H
#define MOHUR_SRC_KEYSTORE_ANCHOR_FILE_H

#include "keystore/anchor.h"

/* A record in a file: read whole, replaced whole. */

/* *out_len is 0 if there is no such file; a larger one is MOHUR_E_FORMAT. */
mohur_status
mohur__anchor_file_read(mohur_ctx *ctx,
                        const char *path,
                        uint8_t out[MOHUR__ANCHOR_LEN],
                        size_t *out_len);

/* On the disk when it returns; after a crash the file is the old or the new. */
mohur_status
mohur__anchor_file_write(mohur_ctx *ctx,
                         const char *path,
                         const uint8_t record[MOHUR__ANCHOR_LEN]);

#endif
