/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ARCHIVE_READER_HPP
#define MOHUR_CPP_ARCHIVE_READER_HPP

/** @file
 * Opening archives.  See mohur/archive_reader.h and rewrap.h. */

#include <mohur/cpp/archive_options.hpp>

namespace mohur
{

/** Opens an archive from a source, which must outlive it. */
class archive_reader
{
  public:
    archive_reader() = default;

    /** Open a signed archive: everything is verified before it returns. */
    static result<archive_reader>
    open(const context &ctx, const archive_open_options &options, source &from)
    {
        const detail::raw_archive_open c(options);
        mohur_archive_reader *out = nullptr;
        mohur_status st =
            mohur_archive_reader_open(ctx.get(), c.get(), from.get(), &out);

        return made(ctx, st, out);
    }

    /** Open one that nobody signed. */
    static result<archive_reader>
    open_unsigned(const context &ctx,
                  const archive_open_options &options,
                  source &from)
    {
        const detail::raw_archive_open c(options);
        mohur_archive_reader *out = nullptr;
        mohur_status st = mohur_archive_reader_open_unsigned(ctx.get(), c.get(),
                                                             from.get(), &out);

        return made(ctx, st, out);
    }

    /** The verdict; that of an empty reader trusts nobody.  What it points
     *  to lives as long as the reader. */
    mohur_archive_result
    verdict() const
    {
        const mohur_archive_result *found = mohur_archive_reader_result(get());

        return found == nullptr ? mohur_archive_result{} : *found;
    }

    /** Move to the next entry in order of name; nothing after the last. */
    result<std::optional<archive_entry>>
    next()
    {
        const mohur_archive_entry *out = nullptr;
        mohur_status st                = mohur_archive_reader_next(get(), &out);

        return found(st, out);
    }

    /** Move to a byte of an entry; nothing if no entry has this name. */
    result<std::optional<archive_entry>>
    seek(std::string_view name, std::uint64_t offset = 0)
    {
        const mohur_archive_entry *out = nullptr;
        mohur_status st = mohur_archive_reader_seek(get(), name.data(),
                                                    name.size(), offset, &out);

        return found(st, out);
    }

    /** Read on in the entry: how many bytes; 0 after its last. */
    result<std::size_t>
    read(buffer room)
    {
        std::size_t len = 0;
        mohur_status st =
            mohur_archive_reader_read(get(), room.data(), room.size(), &len);

        return detail::done(ctx_, st == MOHUR_END ? MOHUR_OK : st, len);
    }

    /** Write what is left of the entry to @p to, and finish that. */
    result<void>
    emit(sink &to)
    {
        return done(mohur_archive_reader_emit(get(), to.get()));
    }

    /** What is left of the entry, if it is at most @p max bytes. */
    result<std::string>
    text(std::size_t max = 1 << 20)
    {
        std::string room(max + 1, '\0');
        std::size_t at = 0;

        for (;;) {
            auto got = read(buffer(room.data() + at, room.size() - at));
            if (!got) {
                return got.why();
            }
            at += *got;
            if (*got == 0 || at > max) {
                break;
            }
        }
        if (at > max) {
            return failure{MOHUR_E_LIMIT, "the entry is larger", nullptr};
        }
        room.resize(at);
        return room;
    }

    /** Extract to a folder, whole or not at all. */
    result<void>
    extract(const archive_extract_options &options)
    {
        const detail::raw_extract c(options);

        return done(mohur_archive_reader_extract(get(), c.get()));
    }

    /** Seal it again: other recipients, the same signatures. */
    result<void>
    reseal(const archive_options &options, const key *admin, sink &to)
    {
        const detail::raw_archive c(options);

        return done(
            mohur_archive_reseal(get(), c.get(), detail::raw(admin), to.get()));
    }

    mohur_archive_reader *
    get() const noexcept
    {
        return handle_.get();
    }

    /** Take what a call made, or why it failed. */
    static result<archive_reader>
    made(const context &ctx, mohur_status st, mohur_archive_reader *out)
    {
        archive_reader r;

        r.ctx_ = ctx.state();
        r.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(r));
    }

    archive_reader(archive_reader &&) = default;

    archive_reader &
    operator=(archive_reader &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        ctx_    = std::move(other.ctx_);
        return *this;
    }

  private:
    result<void>
    done(mohur_status st) const
    {
        return detail::done(ctx_, st);
    }

    result<std::optional<archive_entry>>
    found(mohur_status st, const mohur_archive_entry *c) const
    {
        std::optional<archive_entry> entry;

        if (st == MOHUR_OK) {
            entry = detail::entry_of(*c);
        }
        return detail::done(ctx_, st == MOHUR_END ? MOHUR_OK : st,
                            std::move(entry));
    }

    detail::shared_context ctx_;
    detail::owner<mohur_archive_reader, mohur_archive_reader_free> handle_;
};

}

#endif
