/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_MOHUR_H
#define MOHUR_MOHUR_H

/** @file
 * Everything the library offers: one header per module. */

#include <mohur/alg.h>
#include <mohur/anchor.h>
#include <mohur/archive.h>
#include <mohur/archive_entry.h>
#include <mohur/archive_inspect.h>
#include <mohur/archive_reader.h>
#include <mohur/archive_stream.h>
#include <mohur/authority.h>
#include <mohur/backup.h>
#include <mohur/base.h>
#include <mohur/container.h>
#include <mohur/counter.h>
#include <mohur/csr.h>
#include <mohur/ctx.h>
#include <mohur/document.h>
#include <mohur/evidence.h>
#include <mohur/expect.h>
#include <mohur/extend.h>
#include <mohur/io.h>
#include <mohur/key.h>
#include <mohur/key_cert.h>
#include <mohur/key_list.h>
#include <mohur/keystore.h>
#include <mohur/life.h>
#include <mohur/merge.h>
#include <mohur/page.h>
#include <mohur/profile.h>
#include <mohur/revocation.h>
#include <mohur/rewrap.h>
#include <mohur/role.h>
#include <mohur/share.h>
#include <mohur/slot.h>
#include <mohur/stamp.h>
#include <mohur/token.h>
#include <mohur/trust.h>
#include <mohur/trust_list.h>
#include <mohur/two_phase.h>
#include <mohur/verdict.h>
#include <mohur/version.h>
#include <mohur/wrapped.h>

#endif
