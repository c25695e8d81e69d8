/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_BASE_HPP
#define MOHUR_CPP_BASE_HPP

/** @file
 * Verdicts, names, and the version. */

#include <mohur/cpp/result.hpp>

namespace mohur
{

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
