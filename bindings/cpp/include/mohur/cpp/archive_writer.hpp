/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ARCHIVE_WRITER_HPP
#define MOHUR_CPP_ARCHIVE_WRITER_HPP

/** @file
 * Sealing archives.  See mohur/archive.h. */

#include <mohur/cpp/archive_options.hpp>

namespace mohur
{

/** Check a name against the rules of the format. */
inline result<void>
check_name(const context &ctx, std::string_view name)
{
    return detail::done(ctx.state(), mohur_archive_name_check(
                                         ctx.get(), name.data(), name.size()));
}

/** The same for the text of a link that would be called @p name. */
inline result<void>
check_link(const context &ctx, std::string_view name, std::string_view link)
{
    return detail::done(ctx.state(), mohur_archive_link_check(
                                         ctx.get(), name.data(), name.size(),
                                         link.data(), link.size()));
}

/** Seals entries to a sink, which must outlive it. */
class archive_writer
{
  public:
    archive_writer() = default;

    /** Start an archive, which is unsigned only if it has no signers and
     *  was asked for by make_unsigned. */
    static result<archive_writer>
    create(const context &ctx, const archive_options &options, sink &to)
    {
        return make(ctx, options, to, mohur_archive_writer_new);
    }

    /** The same for an archive that nobody signs. */
    static result<archive_writer>
    create_unsigned(const context &ctx,
                    const archive_options &options,
                    sink &to)
    {
        return make(ctx, options, to, mohur_archive_writer_new_unsigned);
    }

    /** Begin an entry.  Ends the one before it. */
    result<void>
    entry(const archive_entry &what)
    {
        const mohur_archive_entry c = detail::raw(what);

        return done(mohur_archive_writer_entry(get(), &c));
    }

    /** Append to the entry. */
    result<void>
    update(bytes data)
    {
        return done(
            mohur_archive_writer_update(get(), data.data(), data.size()));
    }

    /** Append all that @p from has left. */
    result<void>
    update_from(source &from)
    {
        return done(mohur_archive_writer_update_from(get(), from.get()));
    }

    /** A file entry, whole. */
    result<void>
    add(std::string name, bytes content)
    {
        archive_entry what;

        what.name         = std::move(name);
        result<void> done = entry(what);
        return done ? update(content) : done;
    }

    /** Sign, close, and finish the sink. */
    result<void>
    finish()
    {
        return done(mohur_archive_writer_finish(get()));
    }

    mohur_archive_writer *
    get() const noexcept
    {
        return handle_.get();
    }

    archive_writer(archive_writer &&) = default;

    archive_writer &
    operator=(archive_writer &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        ctx_    = std::move(other.ctx_);
        return *this;
    }

  private:
    template <typename New>
    static result<archive_writer>
    make(const context &ctx,
         const archive_options &options,
         sink &to,
         New *make_handle)
    {
        const detail::raw_archive c(options);
        mohur_archive_writer *out = nullptr;
        mohur_status st = make_handle(ctx.get(), c.get(), to.get(), &out);
        archive_writer w;

        w.ctx_ = ctx.state();
        w.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(w));
    }

    result<void>
    done(mohur_status st) const
    {
        return detail::done(ctx_, st);
    }

    detail::shared_context ctx_;
    detail::owner<mohur_archive_writer, mohur_archive_writer_free> handle_;
};

}

#endif
