/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_JSON_H
#define MOHUR_SRC_PROFILE_JSON_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "base/io.h"

#include <jansson.h>

/*
 * JSON in its canonical form (RFC 8785), and narrower: one text for one
 * value, depth 8, integers of 0 to 2^53-1, ASCII names, no control
 * characters.
 */
enum {
    MOHUR__JSON_DEPTH_MAX = 8
};

#define MOHUR__JSON_NUMBER_MAX ((UINT64_C(1) << 53) - 1)

/* Parse; release *out with json_decref.  MOHUR_E_FORMAT. */
mohur_status
mohur__json_parse(mohur_ctx *ctx, mohur__bytes text, json_t **out);

/* The same of JSON that nobody signed: in any order, with any blanks.  of is
 * for complaints, "they are". */
mohur_status
mohur__json_parse_free(mohur_ctx *ctx,
                       const char *of,
                       mohur__bytes text,
                       json_t **out);

/* Write canonical text with a newline; releases json, which may be NULL. */
mohur_status
mohur__json_write(mohur_ctx *ctx, json_t *json, mohur_sink *sink);

#endif
