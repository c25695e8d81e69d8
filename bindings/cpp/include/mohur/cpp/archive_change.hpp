/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ARCHIVE_CHANGE_HPP
#define MOHUR_CPP_ARCHIVE_CHANGE_HPP

/** @file
 * What an archive shows without a key, and recipients after sealing.  See
 * mohur/archive_inspect.h and rewrap.h. */

#include <mohur/cpp/archive_options.hpp>

namespace mohur
{

/** What anybody can see of an archive.  Not authenticated. */
struct archive_info : mohur_archive_info {
    archive_info() : mohur_archive_info(MOHUR_ARCHIVE_INFO_INIT)
    {
    }
};

/** Who is to open an archive from now on. */
struct archive_change_options {
    keys open_with;                         /**< To open it with. */
    std::string_view passphrase;            /**< To open it with; "": none. */
    keys add;                               /**< Who can open it too. */
    keys remove;                            /**< Whose slots go. */
    std::string_view add_passphrase;        /**< Opens it too; "": none. */
    std::uint32_t passphrase_m_kib = 0;     /**< Argon2id memory; 0: 256 MiB. */
    std::uint32_t passphrase_t     = 0;     /**< Argon2id passes; 0: 3. */
    bool remove_passphrase         = false; /**< Slots of passphrases go. */
    bool allow_mixed_pq            = false; /**< Hybrid beside classical. */
    const key *admin               = nullptr; /**< Signs the change. */
};

/** Say what anybody can see. */
inline result<archive_info>
inspect(const context &ctx, source &from)
{
    archive_info out;
    mohur_status st = mohur_archive_inspect(ctx.get(), from.get(), &out);

    return detail::done(ctx.state(), st, out);
}

/** Which slot, from 0 on, is for a key; nothing if none is. */
inline result<std::optional<std::uint32_t>>
find_recipient(const context &ctx, source &from, const key &who)
{
    std::uint32_t slot = 0;
    std::optional<std::uint32_t> found;
    mohur_status st =
        mohur_archive_recipients_find(ctx.get(), from.get(), who.get(), &slot);

    if (st == MOHUR_OK) {
        found = slot;
    }
    return detail::done(ctx.state(), st == MOHUR_END ? MOHUR_OK : st, found);
}

/** Add and remove recipients of the archive at @p path. */
inline result<void>
change_recipients(const context &ctx,
                  const archive_change_options &options,
                  const std::string &path)
{
    const auto open_with           = detail::raw(options.open_with);
    const auto add                 = detail::raw(options.add);
    const auto remove              = detail::raw(options.remove);
    mohur_archive_change_options c = MOHUR_ARCHIVE_CHANGE_OPTIONS_INIT;

    c.keys               = open_with.data();
    c.keys_len           = open_with.size();
    c.passphrase         = detail::or_null(options.passphrase);
    c.passphrase_len     = options.passphrase.size();
    c.add                = add.data();
    c.add_len            = add.size();
    c.remove             = remove.data();
    c.remove_len         = remove.size();
    c.add_passphrase     = detail::or_null(options.add_passphrase);
    c.add_passphrase_len = options.add_passphrase.size();
    c.passphrase_m_kib   = options.passphrase_m_kib;
    c.passphrase_t       = options.passphrase_t;
    c.remove_passphrase  = options.remove_passphrase;
    c.allow_mixed_pq     = options.allow_mixed_pq;
    c.admin              = detail::raw(options.admin);
    return detail::done(ctx.state(), mohur_archive_recipients_change(
                                         ctx.get(), &c, path.c_str()));
}

/** Write the header of an archive to a file of its own. */
inline result<void>
export_header(const context &ctx, source &from, sink &to)
{
    return detail::done(ctx.state(), mohur_archive_header_export(
                                         ctx.get(), from.get(), to.get()));
}

}

#endif
