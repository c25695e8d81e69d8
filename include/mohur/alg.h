/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_ALG_H
#define MOHUR_ALG_H

#include <mohur/base.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup alg Algorithms: their numbers and names
 *
 * One registry for keys, profiles and files; numbers are never used twice.
 * That a number is here does not mean that the profile allows it or that
 * this build can do it.
 * @{
 */

/** An algorithm.  Values are pinned for ever. */
typedef enum mohur_alg {
    MOHUR_ALG_NONE               = 0x0000, /**< None.                      */
    MOHUR_ALG_AES_256_GCM        = 0x0101, /**< SP 800-38D.                */
    MOHUR_ALG_CHACHA20_POLY1305  = 0x0102, /**< RFC 8439.                  */
    MOHUR_ALG_XCHACHA20_POLY1305 = 0x0103, /**< 24-byte nonce.             */
    MOHUR_ALG_XAES_256_GCM       = 0x0104, /**< C2SP; 24-byte nonce.       */
    MOHUR_ALG_AES_256_SIV        = 0x0105, /**< RFC 5297; reserved.        */
    MOHUR_ALG_AES_256_CBC        = 0x0106, /**< In encrypted PKCS#8 only.  */
    MOHUR_ALG_HMAC_SHA_256       = 0x0201, /**< RFC 2104.                  */
    MOHUR_ALG_HMAC_SHA_384       = 0x0202, /**< RFC 2104.                  */
    MOHUR_ALG_HMAC_SHA_512       = 0x0203, /**< RFC 2104.                  */
    MOHUR_ALG_AES_256_CMAC       = 0x0204, /**< RFC 4493 with 256 bits.    */
    MOHUR_ALG_HMAC_SHA_1         = 0x0205, /**< To verify only. */
    MOHUR_ALG_SHA_256            = 0x0301, /**< FIPS 180-4.                */
    MOHUR_ALG_SHA_384            = 0x0302, /**< FIPS 180-4.                */
    MOHUR_ALG_SHA_512            = 0x0303, /**< FIPS 180-4.                */
    MOHUR_ALG_SHA3_256           = 0x0304, /**< FIPS 202; reserved. */
    MOHUR_ALG_SHA3_384           = 0x0305, /**< FIPS 202; reserved. */
    MOHUR_ALG_SHA3_512           = 0x0306, /**< FIPS 202; reserved. */
    MOHUR_ALG_SHA_224            = 0x0307, /**< To verify only. */
    MOHUR_ALG_SHA_1              = 0x0308, /**< To process only. */
    MOHUR_ALG_HKDF_SHA_256       = 0x0401, /**< RFC 5869.                  */
    MOHUR_ALG_HKDF_SHA_512       = 0x0402, /**< RFC 5869.                  */
    MOHUR_ALG_PBKDF2_SHA_256     = 0x0403, /**< RFC 8018, HMAC-SHA-256.    */
    MOHUR_ALG_ARGON2ID           = 0x0404, /**< RFC 9106, one lane.        */
    MOHUR_ALG_ED25519            = 0x0501, /**< RFC 8032, strict.          */
    MOHUR_ALG_ECDSA_P256         = 0x0502, /**< FIPS 186-5, secp256r1.     */
    MOHUR_ALG_ECDSA_P384         = 0x0503, /**< FIPS 186-5, secp384r1.     */
    MOHUR_ALG_ECDSA_P521         = 0x0504, /**< FIPS 186-5, secp521r1.     */
    MOHUR_ALG_RSASSA_PSS         = 0x0505, /**< RFC 8017. */
    MOHUR_ALG_RSASSA_PKCS1       = 0x0506, /**< RFC 8017, v1.5. */
    MOHUR_ALG_ML_DSA_44          = 0x0507, /**< FIPS 204; reserved. */
    MOHUR_ALG_ML_DSA_65          = 0x0508, /**< FIPS 204; reserved. */
    MOHUR_ALG_ML_DSA_87          = 0x0509, /**< FIPS 204; reserved. */
    MOHUR_ALG_ECDSA_BP256        = 0x050A, /**< brainpoolP256r1. */
    MOHUR_ALG_ECDSA_BP384        = 0x050B, /**< brainpoolP384r1. */
    MOHUR_ALG_LMS                = 0x050C, /**< RFC 8554; reserved. */
    MOHUR_ALG_XMSS               = 0x050D, /**< RFC 8391; reserved. */
    MOHUR_ALG_X25519             = 0x0601, /**< RFC 7748, as an HPKE KEM.  */
    MOHUR_ALG_ECDH_P256          = 0x0602, /**< As an HPKE KEM.            */
    MOHUR_ALG_ECDH_P384          = 0x0603, /**< As an HPKE KEM.            */
    MOHUR_ALG_X_WING             = 0x0604, /**< ML-KEM-768 with X25519.    */
    MOHUR_ALG_RSAES_OAEP         = 0x0605, /**< RFC 8017. */
    MOHUR_ALG_MLKEM768_P256      = 0x0606, /**< Reserved. */
    MOHUR_ALG_MLKEM1024_P384     = 0x0607, /**< Reserved. */
    MOHUR_ALG_ML_KEM_1024        = 0x0608, /**< FIPS 203; reserved. */
    MOHUR_ALG_ML_KEM_768         = 0x0609, /**< FIPS 203, inside X-Wing.   */
    MOHUR_ALG_AES_256_KW         = 0x0701, /**< RFC 3394; reserved.        */
    MOHUR_ALG_AES_256_KWP        = 0x0702, /**< RFC 5649: keys that leave.  */
    MOHUR_ALG_AES_256_WRAP       = 0x0703  /**< A raw 256-bit wrapping key. */
} mohur_alg;

/** Its name, "ECDSA-P256"; "unknown" for a number that is none.  Static. */
MOHUR_API const char *
mohur_alg_name(mohur_alg alg);

/** The algorithm of this name, case aside; ::MOHUR_ALG_NONE if none. */
MOHUR_API mohur_alg
mohur_alg_from_name(const char *name);

/** @} */
MOHUR_END_DECLS
#endif
