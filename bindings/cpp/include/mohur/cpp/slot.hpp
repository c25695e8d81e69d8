/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_SLOT_HPP
#define MOHUR_CPP_SLOT_HPP

/** @file
 * The ways to unlock a keystore.  See mohur/slot.h and backup.h. */

#include <mohur/cpp/keystore.hpp>

namespace mohur
{

/** Gives the secret of a name, 32 to 64 bytes: how many bytes of the room;
 *  or nothing. */
using unlock_function =
    std::function<std::optional<std::size_t>(std::string_view, buffer)>;

/** Something that is shown to unlock a store. */
struct unlock {
    mohur_slot_type type = MOHUR_SLOT_PASSPHRASE; /**< Which is meant. */
    std::string_view passphrase;
    std::vector<std::string> shares; /**< Sentences. */
    const key *recipient = nullptr;  /**< A private key to seal to. */
    unlock_function callback;        /**< Gives the secret. */
    std::vector<unlock> all;         /**< 2 to 4, in the slot's order. */
    std::string token;               /**< URI of the token. */
};

/** A slot to be added. */
struct slot_options {
    mohur_slot_type type = MOHUR_SLOT_PASSPHRASE; /**< What opens it. */
    std::string label;                            /**< "": by its type. */
    bool recovery = false;          /**< The last one of these cannot go. */
    mohur_alg kem = MOHUR_ALG_NONE; /**< X25519 or X-Wing: it follows. */
    std::int64_t not_after = 0;     /**< Seconds since 1970; 0: no end. */
    std::string_view passphrase;
    std::uint32_t m_kib = 0;             /**< Argon2id memory; 0: 256 MiB. */
    std::uint32_t t     = 0;             /**< Argon2id passes; 0: 3. */
    std::optional<share_options> shares; /**< How many, of shares. */
    const key *recipient = nullptr;      /**< Whose private key opens it. */
    unlock_function callback;            /**< Gives the secret. */
    std::string callback_name;           /**< What it is asked for. */
    std::vector<slot_options> all;       /**< The factors. */
    std::string token; /**< URI of the token its secret is made in. */
};

/** A slot that was added: its id, and the shares to be given out. */
struct slot_added {
    slot_id id{};
    share_list shares;
};

namespace detail
{

struct secret_state {
    shared_context ctx;
    const unlock_function *fn;
};

inline std::int32_t
on_secret(void *user,
          const char *name,
          std::size_t name_len,
          std::uint8_t *out,
          std::size_t cap,
          std::size_t *out_len)
{
    auto *state = static_cast<secret_state *>(user);

    return guarded(state->ctx.get(), [&] {
        const auto got =
            (*state->fn)(std::string_view(name, name_len), buffer(out, cap));
        *out_len = got.value_or(0);
        return got.has_value();
    });
}

/** What is shown, as the C interface takes it, for the time of a call. */
class raw_unlock
{
  public:
    raw_unlock(const shared_context &ctx, const unlock &how)
        : secret_{ctx, &how.callback}, shares_(raw(how.shares))
    {
        for (const unlock &one : how.all) {
            parts_.push_back(std::make_unique<raw_unlock>(ctx, one));
            all_.push_back(parts_.back()->get());
        }
        c_.type           = how.type;
        c_.passphrase     = or_null(how.passphrase);
        c_.passphrase_len = how.passphrase.size();
        c_.shares         = shares_.data();
        c_.shares_len     = shares_.size();
        c_.key            = raw(how.recipient);
        c_.callback       = how.callback ? on_secret : nullptr;
        c_.callback_user  = &secret_;
        c_.all            = all_.data();
        c_.all_len        = all_.size();
        c_.token          = or_null(how.token);
    }

    raw_unlock(const raw_unlock &) = delete;
    raw_unlock &
    operator=(const raw_unlock &) = delete;

    const mohur_unlock *
    get() const
    {
        return &c_;
    }

  private:
    mohur_unlock c_ = MOHUR_UNLOCK_INIT;
    secret_state secret_;
    std::vector<const char *> shares_;
    std::vector<std::unique_ptr<raw_unlock>> parts_;
    std::vector<const mohur_unlock *> all_;
};

/** Several of them. */
class raw_unlocks
{
  public:
    raw_unlocks(const shared_context &ctx, const std::vector<unlock> &all)
    {
        for (const unlock &one : all) {
            parts_.push_back(std::make_unique<raw_unlock>(ctx, one));
            all_.push_back(parts_.back()->get());
        }
    }

    const mohur_unlock *const *
    data() const
    {
        return all_.data();
    }

    std::size_t
    size() const
    {
        return all_.size();
    }

  private:
    std::vector<std::unique_ptr<raw_unlock>> parts_;
    std::vector<const mohur_unlock *> all_;
};

/** A slot to be added, for the time of a call. */
class raw_slot
{
  public:
    raw_slot(const shared_context &ctx, const slot_options &options)
        : secret_{ctx, &options.callback}
    {
        for (const slot_options &one : options.all) {
            parts_.push_back(std::make_unique<raw_slot>(ctx, one));
            all_.push_back(parts_.back()->get());
        }
        if (options.shares) {
            shares_   = raw(*options.shares);
            c_.shares = &shares_;
        }
        c_.type           = options.type;
        c_.label          = or_null(options.label);
        c_.recovery       = options.recovery;
        c_.kem            = options.kem;
        c_.not_after      = options.not_after;
        c_.passphrase     = or_null(options.passphrase);
        c_.passphrase_len = options.passphrase.size();
        c_.m_kib          = options.m_kib;
        c_.t              = options.t;
        c_.recipient      = raw(options.recipient);
        c_.callback       = options.callback ? on_secret : nullptr;
        c_.callback_user  = &secret_;
        c_.callback_name  = or_null(options.callback_name);
        c_.all            = all_.data();
        c_.all_len        = all_.size();
        c_.token          = or_null(options.token);
    }

    raw_slot(const raw_slot &) = delete;
    raw_slot &
    operator=(const raw_slot &) = delete;

    /** Where shares that are made go to. */
    void
    shares_to(mohur_share_list **out)
    {
        c_.out_shares = out;
    }

    const mohur_slot_options *
    get() const
    {
        return &c_;
    }

  private:
    mohur_slot_options c_       = MOHUR_SLOT_OPTIONS_INIT;
    mohur_share_options shares_ = MOHUR_SHARE_OPTIONS_INIT;
    secret_state secret_;
    std::vector<std::unique_ptr<raw_slot>> parts_;
    std::vector<const mohur_slot_options *> all_;
};

}

inline result<void>
keystore::unlock_with(const unlock &how)
{
    const detail::raw_unlock c(ctx_, how);

    return done(mohur_keystore_unlock_with(get(), c.get()));
}

inline result<slot_added>
keystore::add_slot(const slot_options &options)
{
    detail::raw_slot c(ctx_, options);
    mohur_share_list *shares = nullptr;
    slot_added added;

    if (options.type == MOHUR_SLOT_SHARES) {
        c.shares_to(&shares);
    }
    mohur_status st = mohur_keystore_slot_add(get(), c.get(), added.id.data());
    added.shares    = share_list(shares);
    return detail::done(ctx_, st, std::move(added));
}

inline result<std::uint32_t>
keystore::revoke_slot(const slot_id *id, const std::vector<unlock> &present)
{
    const detail::raw_unlocks all(ctx_, present);
    std::uint32_t stale = 0;
    mohur_status st =
        mohur_keystore_slot_revoke(get(), id == nullptr ? nullptr : id->data(),
                                   all.data(), all.size(), &stale);

    return detail::done(ctx_, st, stale);
}

inline result<void>
keystore::backup(const std::vector<slot_options> &slots,
                 const std::string &path)
{
    mohur_backup_options c = MOHUR_BACKUP_OPTIONS_INIT;
    std::vector<std::unique_ptr<detail::raw_slot>> parts;
    std::vector<const mohur_slot_options *> all;

    for (const slot_options &one : slots) {
        parts.push_back(std::make_unique<detail::raw_slot>(ctx_, one));
        all.push_back(parts.back()->get());
    }
    c.slots     = all.data();
    c.slots_len = all.size();
    return done(mohur_keystore_backup(get(), &c, path.c_str()));
}

}

#endif
