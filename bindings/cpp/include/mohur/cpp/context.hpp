/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_CONTEXT_HPP
#define MOHUR_CPP_CONTEXT_HPP

/** @file
 * The context: error text, threads, progress.  See mohur/ctx.h. */

#include <mohur/cpp/base.hpp>

#include <atomic>
#include <mutex>
#include <optional>

namespace mohur
{

/** A piece of work that an executor runs once, on any thread. */
class job
{
  public:
    job(mohur_job_fn *run, void *what) : run_(run), what_(what)
    {
    }

    void
    operator()() const
    {
        run_(what_);
    }

  private:
    mohur_job_fn *run_;
    void *what_;
};

/** Settings of a context. */
struct context_options {
    std::uint32_t jobs = 0; /**< Threads of our own; or of the executor. */
    /** Take a job to run it soon on another thread; false: not taken. */
    std::function<bool(job)> submit;
    const mohur_sys *sys = nullptr; /**< What replaces the system's own. */
};

namespace detail
{

/** What belongs to a context and outlives everything made with it. */
struct context_state {
    std::function<bool(job)> submit;
    std::function<bool(std::uint64_t, std::optional<std::uint64_t>)> progress;
    std::mutex lock;           /* callbacks may come from several threads */
    std::exception_ptr thrown; /* by a callback in the present call */
    std::atomic<bool> any_thrown{false};
    owner<mohur_ctx, mohur_ctx_free> handle; /* the last: freed first */

    void
    caught(std::exception_ptr what) noexcept
    {
        std::lock_guard<std::mutex> held(lock);

        if (!thrown) {
            thrown     = std::move(what);
            any_thrown = true;
        }
    }

    /** What was thrown in this call, once. */
    std::exception_ptr
    take() noexcept
    {
        std::lock_guard<std::mutex> held(lock);

        any_thrown = false;
        return std::exchange(thrown, nullptr);
    }
};

using shared_context = std::shared_ptr<context_state>;

inline mohur_ctx *
raw(const shared_context &ctx)
{
    return ctx == nullptr ? nullptr : ctx->handle.get();
}

inline failure
failed(const shared_context &ctx, mohur_status st)
{
    failure why;

    why.code    = st;
    why.message = ctx == nullptr ? "the object is empty"
                                 : mohur_ctx_message(ctx->handle.get());
    if (ctx != nullptr) {
        why.cause = ctx->take();
    }
    return why;
}

/** A call succeeded: what a callback threw did not stop it, and goes. */
inline void
succeeded(const shared_context &ctx) noexcept
{
    if (ctx != nullptr && ctx->any_thrown) {
        ctx->take();
    }
}

inline result<void>
done(const shared_context &ctx, mohur_status st)
{
    if (st != MOHUR_OK) {
        return failed(ctx, st);
    }
    succeeded(ctx);
    return {};
}

template <typename T>
result<T>
done(const shared_context &ctx, mohur_status st, T value)
{
    if (st != MOHUR_OK) {
        return failed(ctx, st);
    }
    succeeded(ctx);
    return value;
}

/** Run a callback of the caller's: 0 if it says true, else 1.  Exceptions
 *  end here, since they may not cross frames of C; the result of the call
 *  that they stopped carries them on. */
template <typename F>
std::int32_t
guarded(context_state *ctx, F &&callback) noexcept
{
#if defined(__cpp_exceptions)
    try {
        return callback() ? 0 : 1;
    } catch (...) {
        if (ctx != nullptr) {
            ctx->caught(std::current_exception());
        }
        return 1;
    }
#else
    (void)ctx;
    return callback() ? 0 : 1;
#endif
}

inline std::int32_t
on_submit(void *user, mohur_job_fn *run, void *what)
{
    auto *state = static_cast<context_state *>(user);

    return guarded(nullptr, [&] { return state->submit(job(run, what)); });
}

inline std::int32_t
on_progress(void *user, std::uint64_t so_far, std::uint64_t total)
{
    auto *state = static_cast<context_state *>(user);
    std::optional<std::uint64_t> all;

    if (total != UINT64_MAX) {
        all = total;
    }
    return guarded(state, [&] { return state->progress(so_far, all); });
}

}

/** A context.  It belongs to one thread at a time; what is made with it
 *  keeps it alive. */
class context
{
  public:
    context() = default;

    /** Make one.  Refused if the library that was loaded has another ABI than
     *  these headers. */
    static result<context>
    create(context_options options = {})
    {
        mohur_ctx_options c = MOHUR_CTX_OPTIONS_INIT;
        mohur_ctx *handle   = nullptr;
        auto state          = std::make_shared<detail::context_state>();

        if (mohur_abi() != MOHUR_ABI) {
            return other_abi();
        }
        state->submit = std::move(options.submit);
        c.jobs        = options.jobs;
        c.sys         = options.sys;
        if (state->submit) {
            c.submit      = detail::on_submit;
            c.submit_user = state.get();
        }
        mohur_status st = mohur_ctx_new(&c, &handle);
        state->handle.reset(handle);
        if (st != MOHUR_OK) {
            return failure{st, "there is no context", nullptr};
        }
        return context(std::move(state));
    }

    /** Have @p fn called about once per MiB of work; false stops the call,
     *  which then fails with MOHUR_E_CANCELLED.  {}: no more. */
    void
    on_progress(
        std::function<bool(std::uint64_t, std::optional<std::uint64_t>)> fn)
    {
        if (state_ != nullptr) {
            state_->progress = std::move(fn);
            mohur_ctx_on_progress(
                get(), state_->progress ? detail::on_progress : nullptr,
                state_.get());
        }
    }

    /** Text of the last error, "" if the last call succeeded. */
    std::string
    message() const
    {
        return state_ == nullptr ? "" : mohur_ctx_message(get());
    }

    /** Status of the last error. */
    mohur_status
    status() const noexcept
    {
        return mohur_ctx_status(get());
    }

    /** How the secrets made so far are protected. */
    mohur_memory_level
    memory_level() const noexcept
    {
        return mohur_ctx_memory_level(get());
    }

    /** The C handle, borrowed. */
    mohur_ctx *
    get() const noexcept
    {
        return detail::raw(state_);
    }

    /** For the other headers of the binding. */
    const detail::shared_context &
    state() const noexcept
    {
        return state_;
    }

    context(context &&) = default;
    context &
    operator=(context &&) = default;

  private:
    explicit context(detail::shared_context state) : state_(std::move(state))
    {
    }

    static failure
    other_abi()
    {
        return {MOHUR_E_UNSUPPORTED,
                "the library that was loaded has ABI " +
                    std::to_string(mohur_abi()) + ", the program wants " +
                    std::to_string(MOHUR_ABI),
                nullptr};
    }

    detail::shared_context state_;
};

}

#endif
