/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_EXTRACT_H
#define MOHUR_SRC_ARCHIVE_EXTRACT_H

#include <mohur/archive.h>

/* Extraction to a folder, for the calls that do it. */

/* Check and fill in what a caller asked for. */
mohur_status
mohur__extract_wish_read(mohur_ctx *ctx,
                         const mohur_archive_extract_options *options,
                         mohur_archive_extract_options *out);

/* Extract what a reader that is LISTED has; options were checked. */
mohur_status
mohur__extract(mohur_archive_reader *r,
               const mohur_archive_extract_options *options);

#endif
