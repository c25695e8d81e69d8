/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_MOHUR_HPP
#define MOHUR_MOHUR_HPP

/** @file
 * möhür for C++17: the whole C interface as objects that release themselves.
 *
 * Handles are move-only; an empty one is safe to call, which comes to
 * MOHUR_E_ARGUMENT.  Calls that can fail return a mohur::result: ask it, or
 * call value(), which throws mohur::error.  With -fno-exceptions there is no
 * value(), and everything else is as it was.
 *
 * What a call means, which statuses it has and which thread it belongs to is
 * said once, in the C header of the same name (mohur/archive.h, ...).  Enums
 * and what is only read (mohur_key_info, ...) are those of C.
 */

#include <mohur/cpp/archive_change.hpp>
#include <mohur/cpp/archive_reader.hpp>
#include <mohur/cpp/archive_stream.hpp>
#include <mohur/cpp/archive_writer.hpp>
#include <mohur/cpp/base.hpp>
#include <mohur/cpp/context.hpp>
#include <mohur/cpp/document.hpp>
#include <mohur/cpp/io.hpp>
#include <mohur/cpp/key.hpp>
#include <mohur/cpp/keystore.hpp>
#include <mohur/cpp/life.hpp>
#include <mohur/cpp/profile.hpp>
#include <mohur/cpp/report.hpp>
#include <mohur/cpp/role.hpp>
#include <mohur/cpp/share.hpp>
#include <mohur/cpp/sign.hpp>
#include <mohur/cpp/slot.hpp>
#include <mohur/cpp/two_phase.hpp>

#endif
