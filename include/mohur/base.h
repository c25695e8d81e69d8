/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_BASE_H
#define MOHUR_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @cond */
#ifdef __cplusplus
#define MOHUR_BEGIN_DECLS extern "C" {
#define MOHUR_END_DECLS   }
#else
#define MOHUR_BEGIN_DECLS
#define MOHUR_END_DECLS
#endif

#if defined(__GNUC__)
#define MOHUR_API      __attribute__((visibility("default")))
#define MOHUR_MUST_USE __attribute__((warn_unused_result))
#else
#define MOHUR_API
#define MOHUR_MUST_USE
#endif
/** @endcond */

MOHUR_BEGIN_DECLS

/**
 * @defgroup base Base: what every call returns
 *
 * Each call that can fail returns a ::mohur_status.  The high byte of a
 * status is its class: what a caller would do about it.  The words that go
 * with an error are in the context (::mohur_ctx_message).
 *
 * Any function may return these, so they are said once, here:
 * ::MOHUR_E_ARGUMENT (NULL, a handle of another type, a length that cannot
 * be), ::MOHUR_E_STATE (not now: after an error, after finish),
 * ::MOHUR_E_NO_MEMORY and ::MOHUR_E_BACKEND.
 * @{
 */

/** What a call came to.  Values are pinned for ever. */
typedef enum mohur_status {
    MOHUR_OK  = 0x0000, /**< Done.                                     */
    MOHUR_END = 0x0001, /**< Nothing more; not a failure.              */

    MOHUR_E_ARGUMENT         = 0x0101, /**< The call itself is wrong.  */
    MOHUR_E_STATE            = 0x0102, /**< Not in this state.         */
    MOHUR_E_BUFFER_TOO_SMALL = 0x0103, /**< `*out_len` says the need.  */

    MOHUR_E_NO_MEMORY = 0x0201, /**< Memory ran out.                   */

    MOHUR_E_IO     = 0x0301, /**< Reading or writing failed.           */
    MOHUR_E_EXISTS = 0x0302, /**< The target is there already.         */
    MOHUR_E_BUSY   = 0x0303, /**< Somebody else holds the lock.        */

    MOHUR_E_FORMAT      = 0x0401, /**< Not well formed.                */
    MOHUR_E_UNSUPPORTED = 0x0402, /**< This build cannot do it.        */
    MOHUR_E_LIMIT       = 0x0403, /**< Larger than a named limit.      */

    MOHUR_E_AUTH      = 0x0501, /**< Not genuine.                      */
    MOHUR_E_UNTRUSTED = 0x0502, /**< Genuine, by nobody accepted.      */
    MOHUR_E_ROLLBACK  = 0x0503, /**< An older genuine state came back. */

    MOHUR_E_NO_KEY     = 0x0601, /**< No key at hand fits.             */
    MOHUR_E_PASSPHRASE = 0x0602, /**< The passphrase is wrong.         */

    MOHUR_E_POLICY    = 0x0701, /**< The profile says no.              */
    MOHUR_E_KEY_STATE = 0x0702, /**< The state of the key says no.     */
    MOHUR_E_DATE      = 0x0703, /**< Too early or too late.            */
    MOHUR_E_STALE     = 0x0704, /**< Fetched too long ago; get again.  */

    MOHUR_E_CANCELLED = 0x0801, /**< A callback stopped the call.      */

    MOHUR_E_BACKEND  = 0x0F01, /**< A cryptographic library failed.    */
    MOHUR_E_INTERNAL = 0x0F02  /**< A bug in this library.             */
} mohur_status;

/** The name, "MOHUR_E_AUTH"; "MOHUR_E_?" for a number that is none.  Static. */
MOHUR_API const char *
mohur_status_name(mohur_status status);

/** The class, 0x00 to 0x0F: the high byte of @p status. */
MOHUR_API uint32_t
mohur_status_class(mohur_status status);

/** @} */
MOHUR_END_DECLS
#endif
