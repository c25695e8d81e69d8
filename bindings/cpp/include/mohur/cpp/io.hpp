/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_IO_HPP
#define MOHUR_CPP_IO_HPP

/** @file
 * Where bytes come from and where they go.  See mohur/io.h. */

#include <mohur/cpp/context.hpp>

#include <istream>
#include <ostream>

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

/** A sink made of functions. */
struct sink_functions {
    std::function<bool(bytes)> write; /**< Take all of it, in order. */
    std::function<bool()> finish;     /**< Make what was written last. */
    /** Or: take all of it, wherever it belongs, from any thread. */
    std::function<bool(std::uint64_t, bytes)> write_at;
};

namespace detail
{

struct source_state {
    shared_context ctx;
    source_functions functions;
};

struct sink_state {
    shared_context ctx;
    sink_functions functions;
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

inline std::int32_t
on_write(void *user, const std::uint8_t *data, std::size_t len)
{
    auto *state = static_cast<sink_state *>(user);

    return guarded(state->ctx.get(),
                   [&] { return state->functions.write(bytes(data, len)); });
}

inline std::int32_t
on_write_at(void *user,
            std::uint64_t offset,
            const std::uint8_t *data,
            std::size_t len)
{
    auto *state = static_cast<sink_state *>(user);

    return guarded(state->ctx.get(), [&] {
        return state->functions.write_at(offset, bytes(data, len));
    });
}

inline std::int32_t
on_finish(void *user)
{
    auto *state = static_cast<sink_state *>(user);

    return guarded(state->ctx.get(), [&] { return state->functions.finish(); });
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

/** Takes bytes.  The call that completes an object on it finishes it. */
class sink
{
  public:
    sink() = default;

    /** Collect in memory, at most @p max bytes. */
    static result<sink>
    memory(const context &ctx, std::size_t max)
    {
        mohur_sink *out = nullptr;
        mohur_status st = mohur_sink_new_memory(ctx.get(), max, &out);

        return made(ctx, st, out, nullptr);
    }

    /** Write to the caller's memory, which must outlive the sink. */
    static result<sink>
    into(const context &ctx, buffer room)
    {
        mohur_sink *out = nullptr;
        mohur_status st =
            mohur_sink_new_buffer(ctx.get(), room.data(), room.size(), &out);

        return made(ctx, st, out, nullptr);
    }

    /** Write a file, whole or not at all. */
    static result<sink>
    file(const context &ctx,
         const std::string &path,
         mohur_overwrite overwrite = MOHUR_OVERWRITE_NEVER)
    {
        mohur_sink *out = nullptr;
        mohur_status st =
            mohur_sink_new_file(ctx.get(), path.c_str(), overwrite, &out);

        return made(ctx, st, out, nullptr);
    }

    /** Write to a file descriptor, which stays the caller's to close. */
    static result<sink>
    descriptor(const context &ctx, int fd)
    {
        mohur_sink *out = nullptr;
        mohur_status st = mohur_sink_new_fd(ctx.get(), fd, &out);

        return made(ctx, st, out, nullptr);
    }

    /** Write to a stream, which must outlive the sink and is flushed at the
     *  end.  After a failure what was written is void. */
    static result<sink>
    stream(const context &ctx, std::ostream &to)
    {
        sink_functions fns;
        std::ostream *out = &to;

        fns.write = [out](bytes data) {
            out->write(data.text().data(),
                       static_cast<std::streamsize>(data.size()));
            return out->good();
        };
        fns.finish = [out] { return out->flush().good(); };
        return functions(ctx, std::move(fns));
    }

    /** Write through functions. */
    static result<sink>
    functions(const context &ctx, sink_functions fns)
    {
        mohur_sink_callbacks c = MOHUR_SINK_CALLBACKS_INIT;
        mohur_sink *out        = nullptr;
        auto state             = std::make_unique<detail::sink_state>();

        state->ctx       = ctx.state();
        state->functions = std::move(fns);
        c.user           = state.get();
        c.write          = state->functions.write ? detail::on_write : nullptr;
        c.finish   = state->functions.finish ? detail::on_finish : nullptr;
        c.write_at = state->functions.write_at ? detail::on_write_at : nullptr;
        mohur_status st = mohur_sink_new_callback(ctx.get(), &c, &out);
        return made(ctx, st, out, std::move(state));
    }

    /** What a finished sink of memory or a buffer holds; lives as long as the
     *  sink. */
    bytes
    contents() const
    {
        std::size_t len          = 0;
        const std::uint8_t *data = mohur_sink_memory(get(), &len);

        return bytes(data, len);
    }

    mohur_sink *
    get() const noexcept
    {
        return handle_.get();
    }

    sink(sink &&) = default;

    sink &
    operator=(sink &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        state_  = std::move(other.state_);
        ctx_    = std::move(other.ctx_);
        return *this;
    }

  private:
    static result<sink>
    made(const context &ctx,
         mohur_status st,
         mohur_sink *out,
         std::unique_ptr<detail::sink_state> state)
    {
        sink x;

        x.ctx_   = ctx.state();
        x.state_ = std::move(state);
        x.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(x));
    }

    detail::shared_context ctx_;
    std::unique_ptr<detail::sink_state> state_;
    detail::owner<mohur_sink, mohur_sink_free> handle_;
};

/** Write what this build is to @p to: one JSON object. */
inline result<void>
build_info(const context &ctx, sink &to)
{
    return detail::done(ctx.state(), mohur_build_info(ctx.get(), to.get()));
}

/** Run a known answer through every algorithm; the report is JSON. */
inline result<void>
selftest(const context &ctx, sink &to)
{
    return detail::done(ctx.state(), mohur_selftest(ctx.get(), to.get()));
}

}

#endif
