/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TOKEN_H
#define MOHUR_TOKEN_H

#include <mohur/base.h>
#include <mohur/keystore.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup token Token: keys that stay in an HSM or a card
 *
 * A key is made in a PKCS#11 token if its options name one
 * (::mohur_key_options, `token`): a URI of RFC 7512 such as
 * `pkcs11:token=agency?module-path=/usr/lib/softhsm/libsofthsm2.so`.  The
 * private key never leaves the token, which signs and agrees; the keystore
 * has the public key, name, dates and state as of any other.
 *
 * Making one takes two commits with the token between them; the token is
 * connected, and its PIN asked for once, before the first.  A version that the
 * token then fails to make is undone: its key has a name and no version, and
 * is rotated to have one.  Where it cannot be undone at once, as after a crash,
 * the version is pending.  The next unlocking, making of a key in a token or
 * rotation of this one that has the PIN finishes it if the key was made, and
 * undoes it otherwise.
 *
 * The module is loaded when a key is first used and stays loaded; the library
 * never calls C_Finalize, which would end the token for the rest of the
 * process.  One connection may be used by several threads.  A forked child
 * opens its keystore anew.
 *
 * Wherever a key is used, these may come back: ::MOHUR_E_IO (the token is not
 * there, or was taken away), ::MOHUR_E_BUSY (it has no session left),
 * ::MOHUR_E_PASSPHRASE (its PIN is not to be had, wrong or locked) and
 * ::MOHUR_E_BACKEND (it answers what no token may).
 *
 * Source: docs/formats/keystore.md, section 3.7.
 * @{
 */

/** Bytes of the longest PIN. */
#define MOHUR_PIN_MAX 255

/**
 * Give the PIN of a token.  Called with the first use of a key in it, on the
 * thread and inside the call that uses it, with nothing of the library free
 * to be called.
 *
 * @param token   Label or, without one, serial number of the token.
 * @param source  `pin-source` of its URI, an absolute path; "" for none.
 * @param out     Room for ::MOHUR_PIN_MAX bytes.
 * @return        Nonzero: it is not to be had.
 */
typedef int32_t
mohur_pin_fn(void *user,
             const char *token,
             const char *source,
             uint8_t *out,
             size_t out_cap,
             size_t *out_len);

/**
 * Say who gives the PINs of tokens that keys of this store live in, or its
 * anchors (mohur/anchor.h).  Before it is unlocked, so that what a crash left
 * half made in a token can be finished or undone then.  @p fn and @p user must last as long as the store
 * and every key that was fetched from it.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_set_pin(mohur_keystore *ks, mohur_pin_fn *fn, void *user);

/** What a token holds, beside what the store says that it holds. */
typedef struct mohur_token_check {
    size_t size;      /**< Set by the _INIT macro.                          */
    uint64_t keys;    /**< Versions that live there, and are there.         */
    uint64_t missing; /**< Versions that should be there, and are not.      */
    uint64_t pending; /**< Versions whose making is not finished.           */
    uint64_t unknown; /**< Private keys that are nobody's here; untouched.  */
} mohur_token_check;

/** To be filled in by ::mohur_keystore_token_check. */
#define MOHUR_TOKEN_CHECK_INIT {sizeof(mohur_token_check), 0, 0, 0, 0}

/**
 * Hold a token against the store; @p token is a URI, as ::mohur_key_info has
 * it.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_keystore_token_check(mohur_keystore *ks,
                           const char *token,
                           mohur_token_check *out);

/** @} */
MOHUR_END_DECLS
#endif
