/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_SHARE_HPP
#define MOHUR_CPP_SHARE_HPP

/** @file
 * A secret among several people, and lists.  See mohur/share.h. */

#include <mohur/cpp/context.hpp>

namespace mohur
{

namespace detail
{

/** A list of the C interface, to be walked with `for`. */
template <typename Handle,
          typename Item,
          std::size_t (*Len)(const Handle *),
          Item (*At)(const Handle *, std::size_t),
          void (*Free)(Handle *)>
class list
{
  public:
    class iterator
    {
      public:
        iterator(const list *of, std::size_t i) : of_(of), i_(i)
        {
        }

        decltype(auto)
        operator*() const
        {
            return (*of_)[i_];
        }

        iterator &
        operator++()
        {
            ++i_;
            return *this;
        }

        bool
        operator!=(const iterator &other) const
        {
            return i_ != other.i_;
        }

      private:
        const list *of_;
        std::size_t i_;
    };

    list() = default;

    explicit list(Handle *handle) : handle_(handle)
    {
    }

    std::size_t
    size() const
    {
        return Len(get());
    }

    bool
    empty() const
    {
        return size() == 0;
    }

    /** The i-th one, below size(); lives as long as the list. */
    decltype(auto)
    operator[](std::size_t i) const
    {
        if constexpr (std::is_same_v<Item, const char *>) {
            return view(At(get(), i));
        } else {
            return *At(get(), i);
        }
    }

    iterator
    begin() const
    {
        return {this, 0};
    }

    iterator
    end() const
    {
        return {this, size()};
    }

    const Handle *
    get() const noexcept
    {
        return handle_.get();
    }

  private:
    owner<Handle, Free> handle_;
};

}

/** Shares: sentences, each a secret.  They are wiped with the list. */
using share_list = detail::list<mohur_share_list,
                                const char *,
                                mohur_share_list_len,
                                mohur_share_list_at,
                                mohur_share_list_free>;

/** How a secret is to be shared. */
struct share_options {
    /** So many of so many, for each group of people. */
    std::vector<mohur_share_group> groups;
    std::uint8_t group_threshold = 1; /**< How many groups are needed. */
    std::string_view passphrase;      /**< Printable ASCII; "": none. */
};

namespace detail
{

inline mohur_share_options
raw(const share_options &options)
{
    mohur_share_options c = MOHUR_SHARE_OPTIONS_INIT;

    c.groups          = options.groups.data();
    c.groups_len      = options.groups.size();
    c.group_threshold = options.group_threshold;
    c.passphrase      = or_null(options.passphrase);
    c.passphrase_len  = options.passphrase.size();
    return c;
}

}

/** Split a secret of 16, 18, ... or 64 bytes. */
inline result<share_list>
split(const context &ctx, const share_options &options, bytes secret)
{
    const mohur_share_options c = detail::raw(options);
    mohur_share_list *out       = nullptr;
    mohur_status st =
        mohur_share_split(ctx.get(), &c, secret.data(), secret.size(), &out);

    return detail::done(ctx.state(), st, share_list(out));
}

/** Put shares together; the result says how many bytes of @p out. */
inline result<std::size_t>
combine(const context &ctx,
        const std::vector<std::string> &shares,
        std::string_view passphrase,
        buffer out)
{
    const auto texts = detail::raw(shares);
    std::size_t len  = 0;
    mohur_status st  = mohur_share_combine(
        ctx.get(), texts.data(), texts.size(), detail::or_null(passphrase),
        passphrase.size(), out.data(), out.size(), &len);

    return detail::done(ctx.state(), st, len);
}

}

#endif
