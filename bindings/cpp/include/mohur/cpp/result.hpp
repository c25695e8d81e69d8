/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_RESULT_HPP
#define MOHUR_CPP_RESULT_HPP

/** @file
 * What a call came to, and the owner of a C handle. */

#include <mohur/cpp/bytes.hpp>
#include <mohur/mohur.h>

#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

namespace mohur
{

/** Why a call failed: its status, the library's words, and what a callback
 *  of the caller's threw, if that was the reason. */
struct failure {
    mohur_status code = MOHUR_OK;
    std::string message;
    std::exception_ptr cause;

    /** "MOHUR_E_AUTH". */
    const char *
    name() const noexcept
    {
        return mohur_status_name(code);
    }

    /** 0x01 contract ... 0x0F inside: what a caller would do about it. */
    std::uint32_t
    kind() const noexcept
    {
        return mohur_status_class(code);
    }
};

/** A failure as an exception; what() is "message (MOHUR_E_...)". */
class error : public std::runtime_error
{
  public:
    explicit error(failure why)
        : std::runtime_error(why.message + " (" + why.name() + ")"),
          why_(std::move(why))
    {
    }

    mohur_status
    code() const noexcept
    {
        return why_.code;
    }

    const failure &
    why() const noexcept
    {
        return why_;
    }

  private:
    failure why_;
};

namespace detail
{

#if defined(__cpp_exceptions)
[[noreturn]] inline void
raise(const failure &why)
{
    if (why.cause) {
        std::rethrow_exception(why.cause);
    }
    throw error(why);
}
#endif

/** Owns a C handle; copies of it cannot be made. */
template <typename T, void (*Free)(T *)> struct releaser {
    void
    operator()(T *handle) const noexcept
    {
        Free(handle);
    }
};

template <typename T, void (*Free)(T *)>
using owner = std::unique_ptr<T, releaser<T, Free>>;

/** NULL for an empty text: "not said" of an option. */
inline const char *
or_null(const std::string &text)
{
    return text.empty() ? nullptr : text.c_str();
}

inline const char *
or_null(std::string_view text)
{
    return text.empty() ? nullptr : text.data();
}

inline const std::uint8_t *
or_null(bytes data)
{
    return data.empty() ? nullptr : data.data();
}

/** "" for NULL. */
inline std::string_view
view(const char *text)
{
    return text == nullptr ? std::string_view() : std::string_view(text);
}

/** Texts as the C interface takes them, for the time of a call. */
inline std::vector<const char *>
raw(const std::vector<std::string> &texts)
{
    std::vector<const char *> found;

    for (const std::string &text : texts) {
        found.push_back(text.c_str());
    }
    return found;
}

}

/** What a call came to: a value, or why there is none. */
template <typename T> class [[nodiscard]] result
{
  public:
    result(T value) : value_(std::move(value))
    {
    }

    result(failure why) : why_(std::move(why))
    {
    }

    /** Did it succeed? */
    explicit
    operator bool() const noexcept
    {
        return why_.code == MOHUR_OK;
    }

    mohur_status
    code() const noexcept
    {
        return why_.code;
    }

    /** The words that go with it; "" if it succeeded. */
    const std::string &
    message() const noexcept
    {
        return why_.message;
    }

    const failure &
    why() const noexcept
    {
        return why_;
    }

    /** The value; after a failure an empty one, which is safe to use. */
    T &
    operator*() & noexcept
    {
        return value_;
    }

    T &&
    operator*() && noexcept
    {
        return std::move(value_);
    }

    T *
    operator->() noexcept
    {
        return &value_;
    }

#if defined(__cpp_exceptions)
    /** The value, or throw: what a callback threw, else mohur::error. */
    T &
    value() &
    {
        if (!*this) {
            detail::raise(why_);
        }
        return value_;
    }

    T
    value() &&
    {
        if (!*this) {
            detail::raise(why_);
        }
        return std::move(value_);
    }
#endif

  private:
    T value_{};
    failure why_;
};

/** What a call without a value came to. */
template <> class [[nodiscard]] result<void>
{
  public:
    result() = default;

    result(failure why) : why_(std::move(why))
    {
    }

    explicit
    operator bool() const noexcept
    {
        return why_.code == MOHUR_OK;
    }

    mohur_status
    code() const noexcept
    {
        return why_.code;
    }

    const std::string &
    message() const noexcept
    {
        return why_.message;
    }

    const failure &
    why() const noexcept
    {
        return why_;
    }

#if defined(__cpp_exceptions)
    /** Throw if it failed. */
    void
    value() const
    {
        if (!*this) {
            detail::raise(why_);
        }
    }
#endif

  private:
    failure why_;
};

}

#endif
