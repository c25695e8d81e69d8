/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_IO_HPP
#define MOHUR_CPP_IO_HPP

/** @file
 * Sources and sinks, and what a build says of itself.  See mohur/version.h. */

#include <mohur/cpp/sink.hpp>
#include <mohur/cpp/source.hpp>

namespace mohur
{

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
