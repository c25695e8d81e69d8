/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TRUST_LIST_H
#define MOHUR_TRUST_LIST_H

#include <mohur/trust.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup trust_list Trust list: anchors that an authority signed
 *
 * A list says of each anchor what it is believed for and in which years, and
 * is signed by k of n keys of an authority, as a profile is.  What it does not
 * name is not believed.
 *
 * Source: docs/formats/document.md, section 12.
 * @{
 */

/** A file that a list names. */
typedef struct mohur_trust_file {
    const char *name;    /**< As the list has it, "root.crt".             */
    const uint8_t *data; /**< A certificate, DER or PEM.                  */
    size_t data_len;     /**< Its length, in bytes.                       */
} mohur_trust_file;

/** A list, and who must have signed it.  Read during the call only. */
typedef struct mohur_trust_list_options {
    size_t size;             /**< Set by the _INIT macro.                 */
    const uint8_t *note;     /**< The list: a signed note, up to 256 KiB. */
    size_t note_len;         /**< Its length, in bytes.                   */
    const char *const *keys; /**< The authority: verifier keys as text.   */
    size_t keys_len;         /**< 1 to 16.                                */
    uint32_t threshold;      /**< How many of them; 0: all.               */
    const mohur_trust_file *files; /**< Those that it names, and perhaps
                                        others, which are passed over.    */
    size_t files_len;              /**< How many: up to 1,024.            */
    uint64_t min_version; /**< An older version is refused; 0: none.      */
} mohur_trust_list_options;

/** To be filled in. */
#define MOHUR_TRUST_LIST_OPTIONS_INIT                                          \
    {sizeof(mohur_trust_list_options), NULL, 0, NULL, 0, 0, NULL, 0, 0}

/**
 * Fill an empty store with the anchors of a list, all of them or none.
 * Nothing can be added to it afterwards.
 *
 * @retval MOHUR_E_STATE        The store has anchors already.
 * @retval MOHUR_E_FORMAT       It is no such list; a file is missing, or is
 *                              not exactly one certificate.
 * @retval MOHUR_E_UNSUPPORTED  A later format, or a key of another kind.
 * @retval MOHUR_E_AUTH         A signature is not genuine, or a file is not
 *                              the one that was signed.
 * @retval MOHUR_E_UNTRUSTED    Fewer of the keys signed it than must have.
 * @retval MOHUR_E_DATE         It is not issued yet.
 * @retval MOHUR_E_STALE        It has expired.
 * @retval MOHUR_E_ROLLBACK     It is older than the version that is wanted.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_trust_add_list(mohur_ctx *ctx,
                     mohur_trust *trust,
                     const mohur_trust_list_options *options);

/** The version of the list that the store was filled with; 0: it was not. */
MOHUR_API uint64_t
mohur_trust_version(const mohur_trust *trust);

/** @} */
MOHUR_END_DECLS
#endif
