/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_REWRAP_H
#define MOHUR_REWRAP_H

#include <mohur/archive.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/io.h>
#include <mohur/key.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup rewrap Recipients after sealing
 *
 * Who can open an archive stands in its header, so it can change without
 * the content being read or written.  Each call is whole or changes nothing.
 *
 * Source: docs/formats/archive.md.
 * @{
 */

/**
 * Say which slot, from 0 on, is for a key; its public part is enough.
 * ::MOHUR_END if none is, or if the archive hides its recipients.  Not
 * authenticated.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_recipients_find(mohur_ctx *ctx,
                              mohur_source *source,
                              const mohur_key *key,
                              uint32_t *out_slot);

/** Who is to open an archive from now on.  Read during the call only. */
typedef struct mohur_archive_change_options {
    size_t size;                    /**< Set by the _INIT macro.            */
    const mohur_key *const *keys;   /**< To open it with: seal and wrapping
                                         keys to try.                       */
    size_t keys_len;                /**< 0 with a passphrase.               */
    const char *passphrase;         /**< To open it with; NULL for none.    */
    size_t passphrase_len;          /**< 1 to 1024 bytes.                   */
    const mohur_key *const *add;    /**< Who can open it too.               */
    size_t add_len;                 /**< 0 to 256.                          */
    const mohur_key *const *remove; /**< Whose slots go; public parts are
                                         enough.                            */
    size_t remove_len;              /**< 0 to 256.                          */
    const char *add_passphrase;     /**< Opens it too; NULL for none.       */
    size_t add_passphrase_len;      /**< 1 to 1024 bytes.                   */
    uint32_t passphrase_m_kib;      /**< Argon2id memory; 0: 256 MiB.       */
    uint32_t passphrase_t;          /**< Argon2id passes; 0: 3.             */
    bool remove_passphrase;         /**< Slots of passphrases go.           */
    bool allow_mixed_pq;            /**< Hybrid beside classical.           */
    const mohur_key *admin;         /**< Signs the change; NULL: nobody.    */
} mohur_archive_change_options;

/** To be filled in. */
#define MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT                                      \
    {sizeof(mohur_archive_change_options),                                     \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     0,                                                                        \
     0,                                                                        \
     false,                                                                    \
     false,                                                                    \
     NULL}

/**
 * Add and remove recipients of the archive at @p path by writing its header
 * anew; what is in it stays as it is.  An archive with two header areas is
 * changed in place, in the same time at any size; any other, and one whose
 * header is full, is replaced by a copy that has two.  Whenever it is
 * stopped, the archive opens as before or as it was to be.
 *
 * Who was removed may have kept the key of the content: only sealing it
 * again takes that from them.  Signatures are not looked at here.
 *
 * Where the sender named administrators, one of them signs the new header.
 * Where nobody is named in the header, nobody who is added is, either; who
 * is to go cannot be found there, but by sealing it again.
 *
 * @retval MOHUR_E_ARGUMENT  Somebody can open it already, or nobody could.
 * @retval MOHUR_E_NO_KEY    No slot opens, or none is for who is to go.
 * @retval MOHUR_E_POLICY    The sender does not allow it, or the profile; or
 *                           admin is none of those whom the sender named.
 * @retval MOHUR_E_BUSY      Somebody else is changing it.
 * @retval MOHUR_E_LIMIT     More than 256 slots.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_recipients_change(mohur_ctx *ctx,
                                const mohur_archive_change_options *options,
                                const char *path);

/**
 * Seal an archive again: another key of the content, recipients as
 * @p options say, another header, cipher, padding.  Who is not named any more
 * has no key to what is written here.  The content and all signatures stay:
 * it is verified whole, then copied, without being taken apart.
 *
 * Who was not addressed by the sender sees a forwarded archive.
 *
 * @param r        Opened; goes on from the first entry afterwards.
 * @param options  Without signers, policy and administrators: those are
 *                 what the sender signed.
 * @param admin    Signs the header, where the sender named administrators;
 *                 NULL: nobody.
 * @param sink     Is finished.  Nothing of a failure may be used.
 * @retval MOHUR_E_POLICY  The sender does not allow it, or the profile.
 * @retval MOHUR_E_AUTH    Something in it is not genuine.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_reseal(mohur_archive_reader *r,
                     const mohur_archive_options *options,
                     const mohur_key *admin,
                     mohur_sink *sink);

/**
 * Write the header of an archive, or a header that is apart already, to
 * @p sink, which is finished: 4 KiB or more, by the convention of names with
 * the ending .mohurh.  Needs no key.  ::mohur_archive_open_options::header
 * opens the archive with it, whatever its own header has become since, as
 * long as its first 112 bytes are whole; ::mohur_archive_recipients_change
 * changes it like an archive.  It cannot see there what the sender allows;
 * who opens the archive with it does.
 *
 * @retval MOHUR_E_FORMAT  Neither an archive nor a header.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_archive_header_export(mohur_ctx *ctx,
                            mohur_source *source,
                            mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
