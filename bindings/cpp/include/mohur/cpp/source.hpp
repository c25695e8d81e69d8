/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_SOURCE_HPP
#define MOHUR_CPP_SOURCE_HPP

/** @file
 * Where bytes come from.  See mohur/io.h. */

#include <mohur/cpp/context.hpp>

#include <istream>

namespace mohur
{

/** A source made of functions.  Returning nothing, or false, means that it
 *  failed; so does an exception, which the stopped call's result carries. */
struct source_functions {
    /** Read on: how many bytes were read, 0 at the end. */
    std::function<std::optional<std::size_t>(buffer)> read;
    /** Read at an offset, for a source that can seek. */
    std::function<std::optional<std::size_t>(std::uint64_t, buffer)> read_at;
    std::uint64_t length = MOHUR_LEN_UNKNOWN; /**< With read_at. */
};

namespace detail
{

struct source_state {
    shared_context ctx;
    source_functions functions;
};

inline bool
taken(std::optional<std::size_t> got, std::size_t *out_len)
{
    *out_len = got.value_or(0);
    return got.has_value();
}

inline std::int32_t
on_read(void *user, std::uint8_t *out, std::size_t cap, std::size_t *out_len)
{
    auto *state = static_cast<source_state *>(user);

    return guarded(state->ctx.get(), [&] {
        return taken(state->functions.read(buffer(out, cap)), out_len);
    });
}

inline std::int32_t
on_read_at(void *user,
           std::uint64_t offset,
           std::uint8_t *out,
           std::size_t cap,
           std::size_t *out_len)
{
    auto *state = static_cast<source_state *>(user);

    return guarded(state->ctx.get(), [&] {
        return taken(state->functions.read_at(offset, buffer(out, cap)),
                     out_len);
    });
}

inline std::optional<std::size_t>
read_from(std::istream &stream, buffer out)
{
    stream.read(reinterpret_cast<char *>(out.data()),
                static_cast<std::streamsize>(out.size()));
    if (stream.bad()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(stream.gcount());
}

/** What a stream can do: seek if it knows its length, else read on. */
inline source_functions
functions_of(std::istream &stream)
{
    source_functions found;
    std::istream *from = &stream;
    const auto here    = stream.tellg();

    if (here != std::istream::pos_type(-1) &&
        stream.seekg(0, std::ios_base::end)) {
        found.length = static_cast<std::uint64_t>(stream.tellg());
        stream.seekg(here);
        found.read_at = [from](std::uint64_t offset, buffer out) {
            from->clear();
            from->seekg(static_cast<std::streamoff>(offset));
            return read_from(*from, out);
        };
        return found;
    }
    stream.clear();
    found.read = [from](buffer out) { return read_from(*from, out); };
    return found;
}

}

/** Gives bytes.  What reads from it must end before it does. */
class source
{
  public:
    source() = default;

    /** Read memory, which stays the caller's and must outlive the source. */
    static result<source>
    memory(const context &ctx, bytes data)
    {
        mohur_source *out = nullptr;
        mohur_status st =
            mohur_source_new_memory(ctx.get(), data.data(), data.size(), &out);

        return made(ctx, st, out, nullptr);
    }

    /** Read a regular file or a pipe. */
    static result<source>
    file(const context &ctx, const std::string &path)
    {
        mohur_source *out = nullptr;
        mohur_status st = mohur_source_new_file(ctx.get(), path.c_str(), &out);

        return made(ctx, st, out, nullptr);
    }

    /** Read a file descriptor, which stays the caller's to close. */
    static result<source>
    descriptor(const context &ctx, int fd)
    {
        mohur_source *out = nullptr;
        mohur_status st   = mohur_source_new_fd(ctx.get(), fd, &out);

        return made(ctx, st, out, nullptr);
    }

    /** Read a stream, which must outlive the source; one that can seek is
     *  read from its first byte on, any other from where it stands. */
    static result<source>
    stream(const context &ctx, std::istream &in)
    {
        return functions(ctx, detail::functions_of(in));
    }

    /** Read through functions. */
    static result<source>
    functions(const context &ctx, source_functions fns)
    {
        mohur_source_callbacks c = MOHUR_SOURCE_CALLBACKS_INIT;
        mohur_source *out        = nullptr;
        auto state               = std::make_unique<detail::source_state>();

        state->ctx       = ctx.state();
        state->functions = std::move(fns);
        c.user           = state.get();
        c.read           = state->functions.read ? detail::on_read : nullptr;
        c.read_at = state->functions.read_at ? detail::on_read_at : nullptr;
        c.len     = state->functions.length;
        mohur_status st = mohur_source_new_callback(ctx.get(), &c, &out);
        return made(ctx, st, out, std::move(state));
    }

    /** The length in bytes; nothing for a stream. */
    std::optional<std::uint64_t>
    length() const
    {
        std::uint64_t len = mohur_source_len(get());

        if (get() == nullptr || len == MOHUR_LEN_UNKNOWN) {
            return std::nullopt;
        }
        return len;
    }

    mohur_source *
    get() const noexcept
    {
        return handle_.get();
    }

    source(source &&) = default;

    source &
    operator=(source &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        state_  = std::move(other.state_);
        ctx_    = std::move(other.ctx_);
        return *this;
    }

  private:
    static result<source>
    made(const context &ctx,
         mohur_status st,
         mohur_source *out,
         std::unique_ptr<detail::source_state> state)
    {
        source x;

        x.ctx_   = ctx.state();
        x.state_ = std::move(state);
        x.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(x));
    }

    detail::shared_context ctx_;
    std::unique_ptr<detail::source_state> state_;
    detail::owner<mohur_source, mohur_source_free> handle_;
};

}

#endif
