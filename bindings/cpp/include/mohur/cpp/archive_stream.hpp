/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ARCHIVE_STREAM_HPP
#define MOHUR_CPP_ARCHIVE_STREAM_HPP

/** @file
 * Archives that come through a pipe, and damaged ones.  See
 * mohur/archive_stream.h. */

#include <mohur/cpp/archive_reader.hpp>

namespace mohur
{

/** Which entry is wanted before it is verified. */
struct provisional_options {
    std::string name;    /**< The entry; "": the only one. */
    std::string scratch; /**< A folder with room.  Required. */
};

/** What could be saved of a damaged archive.  Nobody vouches for it. */
struct salvaged : mohur_archive_salvaged {
    salvaged() : mohur_archive_salvaged(MOHUR_ARCHIVE_SALVAGED_INIT)
    {
    }
};

namespace detail
{

inline mohur_archive_provisional_options
raw(const provisional_options &options)
{
    mohur_archive_provisional_options c =
        MOHUR_ARCHIVE_PROVISIONAL_OPTIONS_INIT;

    c.name     = or_null(options.name);
    c.name_len = options.name.size();
    c.scratch  = or_null(options.scratch);
    return c;
}

}

/** Extract a signed archive that comes through a pipe. */
inline result<archive_reader>
extract_stream(const context &ctx,
               const archive_open_options &options,
               source &from,
               const archive_extract_options &extract)
{
    const detail::raw_archive_open c(options);
    const detail::raw_extract e(extract);
    mohur_archive_reader *out = nullptr;
    mohur_status st           = mohur_archive_extract_stream(ctx.get(), c.get(),
                                                             from.get(), e.get(), &out);

    return archive_reader::made(ctx, st, out);
}

/** The same for an archive that nobody signed. */
inline result<archive_reader>
extract_stream_unsigned(const context &ctx,
                        const archive_open_options &options,
                        source &from,
                        const archive_extract_options &extract)
{
    const detail::raw_archive_open c(options);
    const detail::raw_extract e(extract);
    mohur_archive_reader *out = nullptr;
    mohur_status st           = mohur_archive_extract_stream_unsigned(
        ctx.get(), c.get(), from.get(), e.get(), &out);

    return archive_reader::made(ctx, st, out);
}

/** Write an entry while it comes.  **It is provisional**: unless this
 *  succeeds, what was written is void. */
inline result<archive_reader>
emit_provisional(const context &ctx,
                 const archive_open_options &options,
                 source &from,
                 const provisional_options &what,
                 sink &to)
{
    const detail::raw_archive_open c(options);
    const mohur_archive_provisional_options p = detail::raw(what);
    mohur_archive_reader *out                 = nullptr;
    mohur_status st                           = mohur_archive_emit_provisional(
        ctx.get(), c.get(), from.get(), &p, to.get(), &out);

    return archive_reader::made(ctx, st, out);
}

/** The same for an archive that nobody signed. */
inline result<archive_reader>
emit_provisional_unsigned(const context &ctx,
                          const archive_open_options &options,
                          source &from,
                          const provisional_options &what,
                          sink &to)
{
    const detail::raw_archive_open c(options);
    const mohur_archive_provisional_options p = detail::raw(what);
    mohur_archive_reader *out                 = nullptr;
    mohur_status st = mohur_archive_emit_provisional_unsigned(
        ctx.get(), c.get(), from.get(), &p, to.get(), &out);

    return archive_reader::made(ctx, st, out);
}

/** Save what can be saved of a damaged archive. */
inline result<salvaged>
salvage(const context &ctx,
        const archive_open_options &options,
        source &from,
        const archive_extract_options &extract)
{
    const detail::raw_archive_open c(options);
    const detail::raw_extract e(extract);
    salvaged out;
    mohur_status st =
        mohur_archive_salvage(ctx.get(), c.get(), from.get(), e.get(), &out);

    return detail::done(ctx.state(), st, out);
}

}

#endif
