/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_NOTE_H
#define MOHUR_SRC_PROFILE_NOTE_H

#include "profile/vkey.h"

/*
 * A signed note (C2SP signed-note v1.0.0), narrower: one line of text, an
 * empty line, and 1 to 32 lines "— name base64(key id, signature)".  The
 * signatures are over the text with its newline.
 */
enum {
    MOHUR__NOTE_MAX       = 256 * 1024,
    MOHUR__NOTE_LINES_MAX = 32,
    MOHUR__NOTE_LINE_MAX  = 8 * 1024,
    MOHUR__NOTE_HASH_LEN  = 32
};

struct mohur__note_line {
    mohur__bytes name;
    mohur__bytes base64;
    uint8_t id[MOHUR__VKEY_ID_LEN];
};

/* Views of the file that was parsed. */
struct mohur__note {
    mohur__bytes text; /* with its newline */
    struct mohur__note_line lines[MOHUR__NOTE_LINES_MAX];
    size_t lines_len;
};

/* Nothing is verified.  MOHUR_E_FORMAT; MOHUR_E_LIMIT for too large a file. */
mohur_status
mohur__note_parse(mohur_ctx *ctx, mohur__bytes file, struct mohur__note *out);

/*
 * How many of these keys, at most 32, signed the note; signed_by has a bit
 * for each.  A key counts once, however many lines and names it has.  Lines
 * of nobody here are ignored; a line that has name and id of a key here and
 * not its signature is MOHUR_E_AUTH.
 */
mohur_status
mohur__note_verify(mohur_ctx *ctx,
                   const struct mohur__note *note,
                   const struct mohur__vkey *keys,
                   size_t keys_len,
                   uint32_t *signed_by);

/* How many bits are set. */
size_t
mohur__note_count(uint32_t signed_by);

/* Append a signature line; signature is as verifying takes it, DER for ECDSA. */
void
mohur__note_emit_line(struct mohur__buf *b,
                      const struct mohur__vkey *key,
                      mohur__bytes signature);

/* SHA-256 of the text, which is what names a profile. */
mohur_status
mohur__note_hash(mohur_ctx *ctx,
                 mohur__bytes text,
                 uint8_t out[MOHUR__NOTE_HASH_LEN]);

#endif
