/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_BYTES_HPP
#define MOHUR_CPP_BYTES_HPP

/** @file
 * Views of memory: bytes that are read, room that is written. */

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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

}

#endif
