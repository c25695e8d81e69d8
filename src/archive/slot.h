/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SLOT_H
#define MOHUR_SRC_ARCHIVE_SLOT_H

#include "archive/limits.h"
#include "base/buf.h"
#include "base/cursor.h"
#include "base/secret.h"
#include "crypto/pwhash.h"
#include <mohur/alg.h>
#include <mohur/key.h>

/*
 * A slot holds the file key for one recipient.
 * Source: docs/formats/archive.md, sections 4 and 5.
 */
enum mohur__slot_type {
    MOHUR__SLOT_X25519     = 1,
    MOHUR__SLOT_P256       = 2,
    MOHUR__SLOT_P384       = 3,
    MOHUR__SLOT_X_WING     = 4,
    MOHUR__SLOT_PASSPHRASE = 16,
    MOHUR__SLOT_KEK        = 17,
    MOHUR__SLOT_HSM        = 18,
    MOHUR__SLOT_BOTH       = 19,    /* passphrase and key */
    MOHUR__SLOT_GREASE     = 0xFFE0 /* to 0xFFEF */
};

enum {
    MOHUR__SLOT_FLAG_CRITICAL = 1
};

/* Views of the bytes it was parsed from; parts that a type lacks are empty. */
struct mohur__slot {
    uint16_t type;
    uint8_t flags;
    mohur__bytes raw;  /* the whole slot */
    mohur__bytes hint; /* 0 or 16 bytes */
    mohur__bytes body;
    mohur__bytes context; /* types 1-4, 16, 17, 19: the bytes before wc */
    mohur__bytes enc;     /* types 1-4, 19 */
    mohur__bytes salt;    /* types 16 (16 bytes), 17 (32), 19 (16) */
    mohur__bytes check;   /* wc, 32 bytes */
    mohur__bytes wrap;    /* 48 bytes; type 18: 40 */
    uint16_t kem_type;    /* types 1-4: the type; 19: of the key half */
    uint32_t m_kib;       /* types 16, 19 */
    uint32_t t;
    uint32_t kek_version; /* types 17, 18 */
};

/*
 * Who can be tried on a slot: a key, or a passphrase; for type 19 a key and
 * what mohur__slot_stretch made of the passphrase.
 */
struct mohur__slot_opener {
    const mohur_key *key;    /* with its private part */
    mohur__bytes passphrase; /* 1 to 1024 bytes */
    mohur__bytes stretched;  /* 32 bytes; nothing: none */
};

/*
 * Read the next slot.  MOHUR_E_FORMAT, _UNSUPPORTED (unknown flag, unknown
 * critical type), _LIMIT (cost of the passphrase hash).  Of unknown types
 * only type, flags, raw, hint and body are set.
 */
mohur_status
mohur__slot_parse(mohur_ctx *ctx,
                  struct mohur__cursor *c,
                  struct mohur__slot *out);

/* Which type of slot a key goes with; 0 for none. */
uint16_t
mohur__slot_type_of(const mohur_key *key);

/* The KEM of slot types 1 to 4, MOHUR_ALG_NONE of the others. */
mohur_alg
mohur__slot_kem(uint16_t type);

/* The hint of a key in an archive with this salt; out is 16 bytes. */
mohur_status
mohur__slot_hint(mohur_ctx *ctx,
                 mohur__bytes archive_salt,
                 const mohur_key *key,
                 mohur__span out);

/* The same for a slot of another type: MOHUR__SLOT_BOTH. */
mohur_status
mohur__slot_hint_as(mohur_ctx *ctx,
                    mohur__bytes archive_salt,
                    uint16_t type,
                    const mohur_key *key,
                    mohur__span out);

/*
 * Does the hint of this slot name this key?  Of type 19: its key half.
 */
mohur_status
mohur__slot_names(mohur_ctx *ctx,
                  mohur__bytes archive_salt,
                  const struct mohur__slot *slot,
                  const mohur_key *key,
                  bool *out);

/*
 * Could this slot be for this opener: type, version of a wrapping key, and
 * the hint if there is one (hint: what mohur__slot_hint said, or nothing for
 * a passphrase)?  Never one of type 19: see mohur__slot_takes_both.
 */
bool
mohur__slot_fits(const struct mohur__slot *slot,
                 const struct mohur__slot_opener *opener,
                 mohur__bytes hint);

/* Is this a slot of type 19 whose key half is of this key's type? */
bool
mohur__slot_takes_both(const struct mohur__slot *slot, const mohur_key *key);

/*
 * What Argon2id makes of the passphrase of a slot of type 16 or 19; out is
 * 32 bytes.  CT: leaks the length of the passphrase.
 */
mohur_status
mohur__slot_stretch(mohur_ctx *ctx,
                    const struct mohur__slot *slot,
                    mohur__bytes passphrase,
                    mohur__span out);

/*
 * Unwrap the file key, 32 bytes.  Check value first, then the AEAD.
 * MOHUR_E_NO_KEY: it does not open, for whatever reason (an invalid enc too).
 * MOHUR_E_UNSUPPORTED: this build lacks the algorithm.  Neither is the end of
 * the matter: the caller clears the error and goes on to the next slot.
 * CT: leaks the slot's type and whether it opened, not which check failed.
 */
mohur_status
mohur__slot_open(mohur_ctx *ctx,
                 mohur__bytes imm,
                 const struct mohur__slot *slot,
                 const struct mohur__slot_opener *opener,
                 struct mohur__secret **out_file_key);

/* What a new slot is sealed with. */
struct mohur__slot_seal {
    mohur__bytes imm;      /* 64 bytes */
    mohur__bytes file_key; /* 32 bytes */
    bool hintless;         /* for nobody in particular, to who looks at it */
    const mohur_key *like; /* whose type a decoy has, or NULL: its own */
};

/* Append a slot for a key.  Draws an ephemeral key, or a salt (32 bytes). */
mohur_status
mohur__slot_seal_key(mohur_ctx *ctx,
                     const struct mohur__slot_seal *with,
                     const mohur_key *key,
                     struct mohur__buf *out);

/* Append a slot for a passphrase.  Draws a salt of 16 bytes. */
mohur_status
mohur__slot_seal_passphrase(mohur_ctx *ctx,
                            const struct mohur__slot_seal *with,
                            mohur__bytes passphrase,
                            struct mohur__pwhash_cost cost,
                            struct mohur__buf *out);

/*
 * Append a slot that takes a key, not a wrapping key, and a passphrase.
 * Draws a salt of 16 bytes, then an ephemeral key.
 */
mohur_status
mohur__slot_seal_both(mohur_ctx *ctx,
                      const struct mohur__slot_seal *with,
                      const mohur_key *key,
                      mohur__bytes passphrase,
                      struct mohur__pwhash_cost cost,
                      struct mohur__buf *out);

/*
 * Append 0 to 2 slots that mean nothing, at most max, so that readers keep
 * skipping what they do not know.  Draws one byte: n = it mod 3; then for
 * each a byte whose low four bits are those of the type, a byte that mod 65
 * is the length, and the body.  *out_n says how many.
 */
mohur_status
mohur__slot_emit_grease(mohur_ctx *ctx,
                        size_t max,
                        struct mohur__buf *out,
                        size_t *out_n);

/*
 * Parts of the calls above: a slot's bytes up to its body (key is NULL for a
 * passphrase), and the 26 bytes about Argon2id.
 */
mohur_status
mohur__slot_emit_head(mohur_ctx *ctx,
                      const struct mohur__slot_seal *with,
                      uint16_t type,
                      const mohur_key *key,
                      struct mohur__buf *out);
void
mohur__slot_emit_cost(struct mohur__pwhash_cost cost,
                      mohur__bytes salt,
                      struct mohur__buf *out);

/* Recipient ids (section 2); out is 32 bytes. */
mohur_status
mohur__recipient_id_key(mohur_ctx *ctx, const mohur_key *key, mohur__span out);
mohur_status
mohur__recipient_id_passphrase(mohur_ctx *ctx, mohur__span out);

#endif
