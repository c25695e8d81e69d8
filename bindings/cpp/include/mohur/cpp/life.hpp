/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_LIFE_HPP
#define MOHUR_CPP_LIFE_HPP

/** @file
 * Keys erased, stores restored and merged.  See mohur/life.h, backup.h and
 * merge.h. */

#include <mohur/cpp/slot.hpp>

namespace mohur
{

/** What is to be erased, and how. */
struct destroy_options {
    std::string name;                       /**< Of the key. */
    std::uint32_t version = 0;              /**< Required. */
    mohur_erase level     = MOHUR_ERASE_E1; /**< How thoroughly. */
    std::vector<unlock> present;            /**< For E2: opens the slots. */
    sink *receipt = nullptr;                /**< Takes the erase receipt. */
};

/** What a restored store is. */
struct restore_options {
    std::string path;              /**< The folder of the new store. */
    std::string_view passphrase;   /**< Its first slot. */
    std::uint32_t m_kib = 0;       /**< Argon2id memory; 0: 256 MiB. */
    std::uint32_t t     = 0;       /**< Argon2id passes; 0: 3. */
    keystore *live      = nullptr; /**< The store as it is, if there is one. */
};

/** What is merged. */
struct merge_options {
    std::vector<std::string> names; /**< Of the keys; none: every key. */
    bool look = false;              /**< Say what would be; change nothing. */
};

inline result<void>
keystore::destroy(const destroy_options &options)
{
    const detail::raw_unlocks present(ctx_, options.present);
    mohur_destroy_options c = MOHUR_DESTROY_OPTIONS_INIT;

    c.name        = options.name.data();
    c.name_len    = options.name.size();
    c.version     = options.version;
    c.level       = options.level;
    c.present     = present.data();
    c.present_len = present.size();
    c.receipt = options.receipt == nullptr ? nullptr : options.receipt->get();
    return done(mohur_keystore_destroy(get(), &c));
}

inline result<keystore>
keystore::restore(const restore_options &options)
{
    mohur_restore_options c = MOHUR_RESTORE_OPTIONS_INIT;
    mohur_keystore *out     = nullptr;

    c.path           = detail::or_null(options.path);
    c.passphrase     = detail::or_null(options.passphrase);
    c.passphrase_len = options.passphrase.size();
    c.m_kib          = options.m_kib;
    c.t              = options.t;
    c.live           = options.live == nullptr ? nullptr : options.live->get();
    mohur_status st  = mohur_keystore_restore(get(), &c, &out);
    return detail::done(ctx_, st, keystore(ctx_, out));
}

inline result<merge_list>
keystore::merge(keystore &backup, const merge_options &options)
{
    const auto names      = detail::raw(options.names);
    mohur_merge_options c = MOHUR_MERGE_OPTIONS_INIT;
    mohur_merge_list *out = nullptr;

    c.names         = names.data();
    c.names_len     = names.size();
    c.look          = options.look;
    mohur_status st = mohur_keystore_merge(get(), backup.get(), &c, &out);
    return detail::done(ctx_, st, merge_list(out));
}

}

#endif
