/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_SINK_HPP
#define MOHUR_CPP_SINK_HPP

/** @file
 * Where bytes go.  See mohur/io.h. */

#include <mohur/cpp/context.hpp>

#include <ostream>

namespace mohur
{

/** A sink made of functions. */
struct sink_functions {
    std::function<bool(bytes)> write; /**< Take all of it, in order. */
    std::function<bool()> finish;     /**< Make what was written last. */
    /** Or: take all of it, wherever it belongs, from any thread. */
    std::function<bool(std::uint64_t, bytes)> write_at;
};

namespace detail
{

struct sink_state {
    shared_context ctx;
    sink_functions functions;
};

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

}

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

}

#endif
