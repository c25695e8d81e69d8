/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_BASE_HPP
#define MOHUR_CPP_BASE_HPP

/** @file
 * What every other header of the binding uses: views of bytes, results and
 * the owner of a C handle. */

#include <mohur/mohur.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__has_include)
#if __has_include(<version>)
#include <version>
#endif
#endif
#if defined(__cpp_lib_span)
#include <span>
#endif

namespace mohur
{

/** A view of bytes that are read.  It owns nothing. */
class bytes
{
  public:
    bytes() = default;

    bytes(const void *data, std::size_t size)
        : data_(static_cast<const std::uint8_t *>(data)), size_(size)
    {
    }

    /** The characters of a text. */
    bytes(std::string_view text) : bytes(text.data(), text.size())
    {
    }

    bytes(const std::string &text) : bytes(text.data(), text.size())
    {
    }

    bytes(const char *text) : bytes(std::string_view(text))
    {
    }

    bytes(const std::vector<std::uint8_t> &data)
        : bytes(data.data(), data.size())
    {
    }

#if defined(__cpp_lib_span)
    bytes(std::span<const std::uint8_t> data) : bytes(data.data(), data.size())
    {
    }

    bytes(std::span<const std::byte> data) : bytes(data.data(), data.size())
    {
    }

    operator std::span<const std::uint8_t>() const
    {
        return {data_, size_};
    }

    operator std::span<const std::byte>() const
    {
        return std::as_bytes(std::span<const std::uint8_t>(data_, size_));
    }
#endif

    const std::uint8_t *
    data() const noexcept
    {
        return data_;
    }

    std::size_t
    size() const noexcept
    {
        return size_;
    }

    bool
    empty() const noexcept
    {
        return size_ == 0;
    }

    const std::uint8_t *
    begin() const noexcept
    {
        return data_;
    }

    const std::uint8_t *
    end() const noexcept
    {
        return data_ + size_;
    }

    /** The same bytes as characters. */
    std::string_view
    text() const noexcept
    {
        return {reinterpret_cast<const char *>(data_), size_};
    }

  private:
    const std::uint8_t *data_ = nullptr;
    std::size_t size_         = 0;
};

inline bool
operator==(bytes a, bytes b)
{
    return a.text() == b.text();
}

inline bool
operator!=(bytes a, bytes b)
{
    return !(a == b);
}

/** A view of room for bytes that are written.  It owns nothing. */
class buffer
{
  public:
    buffer() = default;

    buffer(void *data, std::size_t size)
        : data_(static_cast<std::uint8_t *>(data)), size_(size)
    {
    }

    buffer(std::vector<std::uint8_t> &data) : buffer(data.data(), data.size())
    {
    }

    buffer(std::string &data) : buffer(data.data(), data.size())
    {
    }

#if defined(__cpp_lib_span)
    buffer(std::span<std::uint8_t> data) : buffer(data.data(), data.size())
    {
    }

    buffer(std::span<std::byte> data) : buffer(data.data(), data.size())
    {
    }

    operator std::span<std::uint8_t>() const
    {
        return {data_, size_};
    }
#endif

    std::uint8_t *
    data() const noexcept
    {
        return data_;
    }

    std::size_t
    size() const noexcept
    {
        return size_;
    }

  private:
    std::uint8_t *data_ = nullptr;
    std::size_t size_   = 0;
};

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

/** PASSED, FAILED or INDETERMINATE.  Only PASSED is true. */
class verdict
{
  public:
    verdict() = default;

    verdict(mohur_verdict value) : value_(value)
    {
    }

    explicit
    operator bool() const noexcept
    {
        return value_ == MOHUR_PASSED;
    }

    mohur_verdict
    value() const noexcept
    {
        return value_;
    }

    /** "PASSED", "FAILED" or "INDETERMINATE". */
    const char *
    name() const noexcept
    {
        return mohur_verdict_name(value_);
    }

    friend bool
    operator==(verdict a, verdict b) noexcept
    {
        return a.value_ == b.value_;
    }

    friend bool
    operator!=(verdict a, verdict b) noexcept
    {
        return a.value_ != b.value_;
    }

  private:
    mohur_verdict value_ = MOHUR_INDETERMINATE;
};

/** The name in the standard, "FORMAT_FAILURE"; "" for none. */
inline const char *
name_of(mohur_why why) noexcept
{
    return mohur_why_name(why);
}

/** The verdict that a reason leads to. */
inline verdict
verdict_of(mohur_why why) noexcept
{
    return mohur_why_verdict(why);
}

/** "ECDSA-P256"; "unknown" for a number that is none. */
inline const char *
name_of(mohur_alg alg) noexcept
{
    return mohur_alg_name(alg);
}

/** The algorithm of this name; MOHUR_ALG_NONE if none. */
inline mohur_alg
alg_from_name(const std::string &name) noexcept
{
    return mohur_alg_from_name(name.c_str());
}

/** Version of the library that was loaded. */
inline std::string_view
version() noexcept
{
    return mohur_version();
}

/** ABI of the library that was loaded; a context is not made if it is not
 *  MOHUR_ABI. */
inline std::uint32_t
abi() noexcept
{
    return mohur_abi();
}

}

#endif
