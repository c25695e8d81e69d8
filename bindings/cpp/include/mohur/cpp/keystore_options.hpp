/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_KEYSTORE_OPTIONS_HPP
#define MOHUR_CPP_KEYSTORE_OPTIONS_HPP

/** @file
 * What keystores and keys are made with, and what is known of them.  See
 * mohur/keystore.h, key_list.h, merge.h, anchor.h and token.h. */

#include <mohur/cpp/profile.hpp>
#include <mohur/cpp/share.hpp>

#include <array>

namespace mohur
{

/** Where a store is and, for a new one, how it is locked. */
struct keystore_options {
    std::string path;            /**< Folder or postgresql:// URI. */
    std::string_view passphrase; /**< For create: 1 to 1024 bytes. */
    std::uint32_t m_kib = 0;     /**< Argon2id memory; 0: 256 MiB. */
    std::uint32_t t     = 0;     /**< Argon2id passes; 0: 3. */
};

/** A key to be made or brought in. */
struct key_options {
    std::string name;
    mohur_purpose purpose    = MOHUR_PURPOSE_SIGN;
    mohur_alg alg            = MOHUR_ALG_NONE; /**< NONE: as the profile. */
    std::uint8_t level       = 0;              /**< 0 to 3. */
    bool exportable          = false; /**< May the private part leave? */
    std::int64_t activate_at = 0;     /**< Seconds since 1970; 0: at once. */
    std::uint32_t days       = 0; /**< Protects so long; 0: as the profile. */
    std::string owner;
    std::string comment;
    std::uint32_t process_days = 0; /**< Processes so long; 0: no end. */
    std::uint64_t max_uses     = 0; /**< Protects so often; 0: no limit. */
    std::string token;              /**< URI of the token to make it in. */
    std::uint32_t bits        = 0;  /**< Of RSA. */
    std::uint32_t rotate_days = 0;  /**< To be rotated then; 0: nobody says. */
    std::uint32_t activate_delay_s = 0; /**< From a rotation to the new one. */
};

/** Where the record of the newest state is kept: a file, or functions. */
struct anchor_options {
    std::string path;
    /** Read the record: how many bytes, 0 if there is none; or nothing. */
    std::function<std::optional<std::size_t>(buffer)> read;
    /** Keep the record, for good before returning. */
    std::function<bool(bytes)> write;
    bool create = false; /**< There is none yet: make it. */
};

/** Gives the PIN of a token, whose label and `pin-source` it gets: how many
 *  bytes of the room; or nothing, as if it throws. */
using pin_function = std::function<std::optional<std::size_t>(
    std::string_view token, std::string_view source, buffer room)>;

/** What is known of a store as a whole. */
struct keystore_info : mohur_keystore_info {
    keystore_info() : mohur_keystore_info(MOHUR_KEYSTORE_INFO_INIT)
    {
    }
};

/** What a token holds, beside what the store says that it holds. */
struct token_check : mohur_token_check {
    token_check() : mohur_token_check(MOHUR_TOKEN_CHECK_INIT)
    {
    }
};

/** Every version of every key, by name and version: mohur_key_info. */
using key_list = detail::list<mohur_key_list,
                              const mohur_key_info *,
                              mohur_key_list_len,
                              mohur_key_list_at,
                              mohur_key_list_free>;

/** The ways to unlock a store, by label: mohur_slot_info. */
using slot_list = detail::list<mohur_slot_list,
                               const mohur_slot_info *,
                               mohur_slot_list_len,
                               mohur_slot_list_at,
                               mohur_slot_list_free>;

/** What becomes of the versions of a backup: mohur_merge_item. */
using merge_list = detail::list<mohur_merge_list,
                                const mohur_merge_item *,
                                mohur_merge_list_len,
                                mohur_merge_list_at,
                                mohur_merge_list_free>;

/** Id of a slot; id of a role. */
using slot_id = std::array<std::uint8_t, MOHUR_SLOT_ID_LEN>;
using role_id = std::array<std::uint8_t, MOHUR_ROLE_ID_LEN>;

namespace detail
{

struct anchor_state {
    shared_context ctx;
    anchor_options options;
};

/** Who gives PINs; kept by the store and by every key from it. */
struct pin_state {
    pin_function fn;
    std::shared_ptr<void> before;
};

inline std::int32_t
on_anchor_read(void *user, std::uint8_t *out, std::size_t *out_len)
{
    auto *state = static_cast<anchor_state *>(user);

    return guarded(state->ctx.get(), [&] {
        const auto got = state->options.read(buffer(out, mohur_anchor_len()));
        *out_len       = got.value_or(0);
        return got.has_value();
    });
}

inline std::int32_t
on_anchor_write(void *user, const std::uint8_t *record)
{
    auto *state = static_cast<anchor_state *>(user);

    return guarded(state->ctx.get(), [&] {
        return state->options.write(bytes(record, mohur_anchor_len()));
    });
}

inline std::int32_t
on_pin(void *user,
       const char *token,
       const char *source,
       std::uint8_t *out,
       std::size_t cap,
       std::size_t *out_len)
{
    auto *state = static_cast<pin_state *>(user);

    return guarded(nullptr, [&] {
        const auto got = state->fn(token, source, buffer(out, cap));
        *out_len       = got.value_or(0);
        return got.has_value();
    });
}

inline mohur_key_options
raw(const key_options &options)
{
    mohur_key_options c = MOHUR_KEY_OPTIONS_INIT;

    c.name             = options.name.data();
    c.name_len         = options.name.size();
    c.purpose          = options.purpose;
    c.alg              = options.alg;
    c.level            = options.level;
    c.exportable       = options.exportable;
    c.activate_at      = options.activate_at;
    c.days             = options.days;
    c.owner            = or_null(options.owner);
    c.comment          = or_null(options.comment);
    c.process_days     = options.process_days;
    c.max_uses         = options.max_uses;
    c.token            = or_null(options.token);
    c.bits             = options.bits;
    c.rotate_days      = options.rotate_days;
    c.activate_delay_s = options.activate_delay_s;
    return c;
}

inline mohur_keystore_options
raw(const keystore_options &options)
{
    mohur_keystore_options c = MOHUR_KEYSTORE_OPTIONS_INIT;

    c.path           = or_null(options.path);
    c.passphrase     = or_null(options.passphrase);
    c.passphrase_len = options.passphrase.size();
    c.m_kib          = options.m_kib;
    c.t              = options.t;
    return c;
}

}

}

#endif
