/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_KEY_H
#define MOHUR_SRC_KEYSTORE_KEY_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "base/secret.h"
#include "keystore/uses.h"
#include <mohur/key.h>
#include <mohur/profile.h>

/*
 * What a key handle is: one version of one key, immutable, counted.  It
 * knows nothing of the store that it came from.
 */
enum {
    MOHUR__RING_ID_LEN    = 16,
    MOHUR__WRAP_KEY_LEN   = 32,
    MOHUR__KCV_LEN        = 8, /* check value of a wrapping key */
    MOHUR__KEY_PUBLIC_MAX = 1216,
    MOHUR__KEY_NAME_MAX   = 128
};

/* What a key is made of.  Read during mohur__key_new only. */
struct mohur__hsm;
struct mohur__key_parts {
    mohur_purpose purpose;
    mohur_alg alg;
    mohur_key_state state; /* MOHUR_KEY_ACTIVE for a bare public key */
    uint32_t version;      /* 0: not from a store */
    uint8_t level;
    bool exportable;
    bool compromised; /* somebody else has had it, whatever the state is now */
    bool recovers;    /* opens although it is suspended or compromised */
    uint8_t ring_id[MOHUR__RING_ID_LEN];
    bool counted;        /* it protects as often as it has uses set aside */
    mohur_status no_use; /* what to say when there is none */
    struct mohur__uses *uses; /* held once more; NULL: none */
    int64_t since;            /* seconds since 1970 UTC; 0: none, as below */
    int64_t activate_at;
    int64_t protect_until;
    int64_t process_until;
    int64_t read_at;     /* the time of its store when it was read */
    int64_t fresh_until; /* on the clock of mohur__ticks; 0: for ever */
    mohur__bytes name;
    mohur__bytes public_key;  /* raw; nothing for a wrapping key */
    mohur__bytes secret;      /* raw private or symmetric key, or nothing */
    struct mohur__hsm *token; /* that it lives in instead, or NULL */
    mohur__bytes kcv;         /* of a wrapping key that lives in one */
};

/*
 * Make a handle.  The id is computed; the secret is copied.  The public key
 * was checked by whoever read it.  Holds one reference.
 */
mohur_status
mohur__key_new(mohur_ctx *ctx,
               const struct mohur__key_parts *parts,
               mohur_key **out);

/* Is it a key?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__key_check(mohur_ctx *ctx, const mohur_key *key);

/* One more reference; released by mohur_key_free. */
mohur_key *
mohur__key_hold(const mohur_key *key);

/* Raw bytes as in crypto/sign.h, dh.h, kem.h.  Borrowed. */
mohur__bytes
mohur__key_public(const mohur_key *key);
mohur__bytes
mohur__key_secret(const mohur_key *key);
const uint8_t *
mohur__key_ring_id(const mohur_key *key);
uint8_t
mohur__key_level(const mohur_key *key);

/* Bits of an RSA key; 0 for any other, whose algorithm says it all. */
uint32_t
mohur__key_bits(const mohur_key *key);
bool
mohur__key_exportable(const mohur_key *key);
mohur_custody
mohur__key_custody(const mohur_key *key);

/*
 * May it protect (sign, seal, wrap) now, by its state and dates and by the
 * profile?  MOHUR_E_KEY_STATE, _DATE, _POLICY with a message that names it;
 * MOHUR_E_STALE if it was read too long ago to know.  Where its uses are
 * counted, this is one: MOHUR_E_KEY_STATE if there are no more, MOHUR_E_STALE
 * if none is set aside.
 */
mohur_status
mohur__key_require_protect(mohur_ctx *ctx, const mohur_key *key);

/* The same of a key that is to sign: MOHUR_E_ARGUMENT if it is for something
 * else, MOHUR_E_NO_KEY if its private part is not here. */
mohur_status
mohur__key_require_sign(mohur_ctx *ctx, const mohur_key *key);

/* As mohur__key_require_protect, at the end of what began with a key that was
 * fresh then. */
mohur_status
mohur__key_require_protect_still(mohur_ctx *ctx, const mohur_key *key);

/* Take one of its uses, where they are counted. */
mohur_status
mohur__key_use(mohur_ctx *ctx, const mohur_key *key);

/*
 * May it process (verify, open, unwrap) now?  The same statuses.  Verifying
 * needs no private part, so it goes on where opening does not: suspended,
 * waiting to be destroyed, destroyed; but not once it was compromised.
 */
mohur_status
mohur__key_require_process(mohur_ctx *ctx, const mohur_key *key);

/* The same at the end of what began with a key that was fresh then. */
mohur_status
mohur__key_require_process_still(mohur_ctx *ctx, const mohur_key *key);

/*
 * May its private part leave, encrypted?  It was made exportable, and its
 * state and the profile allow it.  MOHUR_E_ARGUMENT if there is none.
 */
mohur_status
mohur__key_require_export(mohur_ctx *ctx, const mohur_key *key);

/* Does the profile allow an operation with it, and with this hash? */
mohur_status
mohur__key_allowed(mohur_ctx *ctx,
                   const mohur_key *key,
                   mohur_operation operation,
                   mohur_alg hash);

/* May its public part be handed out?  MOHUR_E_KEY_STATE. */
mohur_status
mohur__key_require_public(mohur_ctx *ctx, const mohur_key *key);

#endif
