/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SYS_BACKEND_H
#define MOHUR_SYS_BACKEND_H

#include <mohur/base.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup sys Sys: what a host may put in place of the system's own
 *
 * A weaker promise than the rest: these structs may change with a minor
 * version.  Everything is optional; a NULL member means "the system's".
 * All of it is copied when a context is made and must stay callable, from
 * any thread, as long as anything made with that context lives.
 * @{
 */

/** Which library does the work. */
typedef enum mohur_backend {
    MOHUR_BACKEND_DEFAULT = 0, /**< As the built-in table says.       */
    MOHUR_BACKEND_SODIUM  = 1, /**< libsodium.                        */
    MOHUR_BACKEND_MBEDTLS = 2, /**< Mbed TLS through PSA.             */
    MOHUR_BACKEND_OPENSSL = 3, /**< OpenSSL libcrypto.                */
    MOHUR_BACKEND_IPSECMB = 4  /**< Intel Multi-Buffer.               */
} mohur_backend;

/**
 * Ask for a backend.  It is used for @p alg, or for every algorithm that it
 * has where @p alg is 0; the built-in table decides where it has none.
 */
typedef struct mohur_backend_choice {
    uint32_t alg;          /**< Of ::mohur_alg; 0 for every algorithm. */
    mohur_backend backend; /**< The one to prefer.                     */
} mohur_backend_choice;

/** Fill @p out with @p len random bytes.  Nonzero: it failed. */
typedef int32_t
mohur_random_fn(void *user, uint8_t *out, size_t len);

/** Seconds since 1970 UTC. */
typedef int64_t
mohur_clock_fn(void *user);

/** Return @p len bytes aligned for any object, or NULL. */
typedef void *
mohur_alloc_fn(void *user, size_t len);

/** Release what the allocation function gave. */
typedef void
mohur_release_fn(void *user, void *block);

/** Replacements.  Zero is the system's own, throughout. */
typedef struct mohur_sys {
    size_t size;                         /**< Set by the _INIT macro.   */
    void *user;                          /**< Given to each function.   */
    mohur_random_fn *random;             /**< For all randomness.       */
    mohur_clock_fn *clock;               /**< For all dates.            */
    mohur_alloc_fn *alloc;               /**< With release, or neither. */
    mohur_release_fn *release;           /**< With alloc.               */
    const mohur_backend_choice *choices; /**< First match wins.         */
    size_t choices_len;                  /**< Up to 64.                 */
    mohur_clock_fn *monotonic;           /**< Seconds of a clock that
                                              never goes back, for ages. */
} mohur_sys;

/** Nothing replaced. */
#define MOHUR_SYS_INIT                                                         \
    {sizeof(mohur_sys), NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL}

/** @} */
MOHUR_END_DECLS
#endif
