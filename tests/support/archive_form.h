/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_ARCHIVE_FORM_H
#define MOHUR_TESTS_ARCHIVE_FORM_H

#include "base/buf.h"
#include "base/bytes.h"
#include "check.h"

/*
 * Every structure of the archive: parsed, and written again from nothing but
 * what the parser understood.  One meaning has one encoding, so what is
 * accepted must come out as it went in.
 */
typedef mohur_status
form_fn(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out);

form_fn form_header;     /* an area, but for its check bytes */
form_fn form_slot;       /* one slot */
form_fn form_ext;        /* one EXT record */
form_fn form_record;     /* the head of any record */
form_fn form_tlv;        /* a list of values */
form_fn form_entry;      /* an entry header */
form_fn form_entry_end;  /* ENTRY_END with any number of tables */
form_fn form_dir_record; /* a directory record */
form_fn form_manifest;
form_fn form_signature; /* one of the signatures */
form_fn form_trailer;   /* head and body, stream_len as it says */

/* Accepted and the same again: 1; refused: 0; else: -1. */
int
form_try(mohur_ctx *ctx, form_fn *form, mohur__bytes in);

/* The case fails unless good comes out as it went in. */
void
form_check_same(struct fixture *t, form_fn *form, mohur__bytes good);

/* ... unless every truncation is refused, */
void
form_check_truncations(struct fixture *t, form_fn *form, mohur__bytes good);

/* ... unless each flipped bit is refused or comes out as it went in. */
void
form_check_flips(struct fixture *t, form_fn *form, mohur__bytes good);

#endif
