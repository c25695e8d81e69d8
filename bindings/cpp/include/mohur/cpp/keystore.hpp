/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_KEYSTORE_HPP
#define MOHUR_CPP_KEYSTORE_HPP

/** @file
 * A keystore.  See mohur/keystore.h, key_list.h, key_cert.h, anchor.h, token.h,
 * authority.h and wrapped.h.  What belongs to slots, roles and the life cycle
 * is in slot.hpp, role.hpp and life.hpp. */

#include <mohur/cpp/keystore_options.hpp>

namespace mohur
{

struct unlock;
struct slot_options;
struct slot_added;
struct role_options;
struct destroy_options;
struct restore_options;
struct merge_options;

/** A keystore.  It belongs to the thread of its context. */
class keystore
{
  public:
    keystore() = default;

    /** Make a store; it is unlocked. */
    static result<keystore>
    create(const context &ctx, const keystore_options &options)
    {
        const mohur_keystore_options c = detail::raw(options);
        mohur_keystore *out            = nullptr;
        mohur_status st = mohur_keystore_create(ctx.get(), &c, &out);

        return detail::done(ctx.state(), st, keystore(ctx.state(), out));
    }

    /** Make a store that follows @p by from its first change on. */
    static result<keystore>
    create_under(const context &ctx,
                 const keystore_options &options,
                 const profile &by,
                 const profile_trust &trust)
    {
        const mohur_keystore_options c = detail::raw(options);
        const auto texts               = detail::raw(trust.keys);
        const mohur_profile_trust who  = detail::raw(trust, texts);
        mohur_keystore *out            = nullptr;
        mohur_status st =
            mohur_keystore_create_under(ctx.get(), &c, by.get(), &who, &out);

        return detail::done(ctx.state(), st, keystore(ctx.state(), out));
    }

    /** Open a store, locked. */
    static result<keystore>
    open(const context &ctx, const std::string &path)
    {
        keystore_options options;
        mohur_keystore *out = nullptr;

        options.path                   = path;
        const mohur_keystore_options c = detail::raw(options);
        mohur_status st = mohur_keystore_open(ctx.get(), &c, &out);
        return detail::done(ctx.state(), st, keystore(ctx.state(), out));
    }

    /** Unlock with a passphrase and check the store. */
    result<void>
    unlock_with(std::string_view passphrase)
    {
        return done(
            mohur_keystore_unlock(get(), passphrase.data(), passphrase.size()));
    }

    /** Unlock with whatever is shown (slot.hpp). */
    result<void>
    unlock_with(const unlock &how);

    /** Unlock as another handle of this store is, which may be that of
     *  another thread; nobody may use @p like meanwhile. */
    result<void>
    unlock_like(keystore &like)
    {
        return done(mohur_keystore_unlock_like(get(), like.get()));
    }

    result<keystore_info>
    info()
    {
        keystore_info out;
        mohur_status st = mohur_keystore_get_info(get(), &out);

        return detail::done(ctx_, st, out);
    }

    /** Check every row, the root and the log, from the disk. */
    result<void>
    check()
    {
        return done(mohur_keystore_check(get()));
    }

    /* ---- keys ---- */

    /** Make a key with its first version. */
    result<key>
    make_key(const key_options &options)
    {
        const mohur_key_options c = detail::raw(options);
        mohur_key *out            = nullptr;
        mohur_status st           = mohur_keystore_key_new(get(), &c, &out);

        return made(st, out);
    }

    /** Get a version of a key; 0: the one that protects now. */
    result<key>
    get_key(std::string_view name, std::uint32_t version = 0)
    {
        mohur_key *out = nullptr;
        mohur_status st =
            mohur_keystore_key(get(), name.data(), name.size(), version, &out);

        return made(st, out);
    }

    /** Get one for what an ordinary handle of it refuses.  Recorded. */
    result<key>
    get_key_for(mohur_key_use use,
                std::string_view name,
                std::uint32_t version = 0)
    {
        mohur_key *out  = nullptr;
        mohur_status st = mohur_keystore_key_for(
            get(), name.data(), name.size(), version, use, &out);

        return made(st, out);
    }

    /** Add a version with fresh key material; its number is returned. */
    result<std::uint32_t>
    rotate(std::string_view name, std::int64_t activate_at = 0)
    {
        std::uint32_t version = 0;
        mohur_status st = mohur_keystore_rotate(get(), name.data(), name.size(),
                                                activate_at, &version);

        return detail::done(ctx_, st, version);
    }

    /** Move a version to another state. */
    result<void>
    move(std::string_view name, std::uint32_t version, mohur_key_state to)
    {
        return done(
            mohur_keystore_move(get(), name.data(), name.size(), version, to));
    }

    /** Bring in a private key: PKCS#8 PEM. */
    result<key>
    import(const key_options &options,
           std::string_view pem,
           std::string_view passphrase = {})
    {
        const mohur_key_options c = detail::raw(options);
        mohur_key *out            = nullptr;
        mohur_status st           = mohur_keystore_import(
            get(), &c, pem.data(), pem.size(), detail::or_null(passphrase),
            passphrase.size(), &out);

        return made(st, out);
    }

    /** Bring in a key that was wrapped with @p kek. */
    result<key>
    import_wrapped(const key_options &options, const key &kek, bytes wrapped)
    {
        const mohur_key_options c = detail::raw(options);
        mohur_key *out            = nullptr;
        mohur_status st           = mohur_keystore_import_wrapped(
            get(), &c, kek.get(), wrapped.data(), wrapped.size(), &out);

        return made(st, out);
    }

    /** Keep certificates with a version: one in DER or some in PEM, its own
     *  first; none: it has none any more. */
    result<void>
    certify(std::string_view name, bytes certs, std::uint32_t version = 0)
    {
        return done(mohur_keystore_certify(get(), name.data(), name.size(),
                                           version, detail::or_null(certs),
                                           certs.size()));
    }

    /** Write the certificates of a version as PEM and finish the sink. */
    result<void>
    certificates(std::string_view name, sink &to, std::uint32_t version = 0)
    {
        return done(mohur_keystore_certificates(get(), name.data(), name.size(),
                                                version, to.get()));
    }

    /** List every version of every key. */
    result<key_list>
    list()
    {
        mohur_key_list *out = nullptr;
        mohur_status st     = mohur_keystore_list(get(), &out);

        return detail::done(ctx_, st, key_list(out));
    }

    /** Forbid that any version of a key is destroyed, or allow it again. */
    result<void>
    hold(std::string_view name, bool on)
    {
        return done(mohur_keystore_hold(get(), name.data(), name.size(), on));
    }

    /** Erase a version that waits for it (life.hpp). */
    result<void>
    destroy(const destroy_options &options);

    /* ---- profile and inventory ---- */

    /** The profile that is in force now. */
    result<profile>
    get_profile()
    {
        mohur_profile *out = nullptr;
        mohur_status st    = mohur_keystore_profile(get(), &out);

        return detail::done(ctx_, st, profile(out));
    }

    /** Make @p next the profile of the store. */
    result<void>
    accept_profile(const profile &next,
                   const profile_trust &trust,
                   profile_findings *out = nullptr)
    {
        const auto texts            = detail::raw(trust.keys);
        const mohur_profile_trust c = detail::raw(trust, texts);

        return done(mohur_keystore_profile_accept(get(), next.get(), &c, out));
    }

    /** Write what will change for the keys, and when; NULL: by itself. */
    result<void>
    impact(const profile *next, sink &to)
    {
        return done(mohur_keystore_impact(
            get(), next == nullptr ? nullptr : next->get(), to.get()));
    }

    /** Write a cryptographic bill of materials. */
    result<void>
    cbom(bool named, sink &to)
    {
        return done(mohur_keystore_cbom(get(), named, to.get()));
    }

    /* ---- slots (slot.hpp) ---- */

    result<slot_added>
    add_slot(const slot_options &options);

    /** Take a slot away; the root key stays. */
    result<void>
    remove_slot(const slot_id &id)
    {
        return done(mohur_keystore_slot_remove(get(), id.data()));
    }

    /** Take a slot away, if one is said, and make a new root key; returns
     *  how many slots became stale. */
    result<std::uint32_t>
    revoke_slot(const slot_id *id, const std::vector<unlock> &present);

    result<slot_list>
    slots()
    {
        mohur_slot_list *out = nullptr;
        mohur_status st      = mohur_keystore_slots(get(), &out);

        return detail::done(ctx_, st, slot_list(out));
    }

    /* ---- roles (role.hpp) ---- */

    result<role_id>
    add_role(const role_options &options);

    /** Take a role away, for good. */
    result<void>
    remove_role(const role_id &id)
    {
        return done(mohur_keystore_role_remove(get(), id.data()));
    }

    /** Have roles count from now on.  There is no way back. */
    result<void>
    begin_roles()
    {
        return done(mohur_keystore_role_begin(get()));
    }

    result<std::vector<mohur_role_info>>
    roles();

    /** Sign changes with the key of a role; NULL: as nobody any more. */
    result<void>
    act_as(const key *role)
    {
        return done(mohur_keystore_act_as(get(), detail::raw(role)));
    }

    /** Have the next change written as a request; @p to must live until
     *  then. */
    result<void>
    request_next(std::uint32_t days, sink &to)
    {
        return done(mohur_keystore_request(get(), days, to.get()));
    }

    /** Give an approval of the next change. */
    result<void>
    approve(bytes approval)
    {
        return done(
            mohur_keystore_approve(get(), approval.data(), approval.size()));
    }

    /* ---- anchors, backups, tokens ---- */

    /** Give the store an anchor, and check it against that. */
    result<void>
    add_anchor(anchor_options options)
    {
        mohur_anchor_options c = MOHUR_ANCHOR_OPTIONS_INIT;
        auto state             = std::make_unique<detail::anchor_state>();

        state->ctx     = ctx_;
        state->options = std::move(options);
        c.path         = detail::or_null(state->options.path);
        c.read         = state->options.read ? detail::on_anchor_read : nullptr;
        c.write  = state->options.write ? detail::on_anchor_write : nullptr;
        c.user   = state.get();
        c.create = state->options.create;
        anchors_.push_back(std::move(state));
        return done(mohur_keystore_anchor_add(get(), &c));
    }

    /** Take the store as it is after MOHUR_E_ROLLBACK. */
    result<void>
    accept()
    {
        return done(mohur_keystore_accept(get()));
    }

    /** Write a backup into a folder (slot.hpp says who opens it). */
    result<void>
    backup(const std::vector<slot_options> &slots, const std::string &path);

    /** Make a store from this unlocked backup (life.hpp). */
    result<keystore>
    restore(const restore_options &options);

    /** Bring keys of an unlocked backup in, all or none (life.hpp). */
    result<merge_list>
    merge(keystore &backup, const merge_options &options);

    /** Say who gives the PINs of tokens, before it is unlocked. */
    result<void>
    set_pin(pin_function fn)
    {
        auto state = std::make_shared<detail::pin_state>();

        state->fn     = std::move(fn);
        state->before = pin_; /* keys from before may still ask it */
        mohur_status st =
            state->fn
                ? mohur_keystore_set_pin(get(), detail::on_pin, state.get())
                : mohur_keystore_set_pin(get(), nullptr, nullptr);
        pin_ = std::move(state);
        return done(st);
    }

    /** Hold a token against the store. */
    result<token_check>
    check_token(const std::string &uri)
    {
        token_check out;
        mohur_status st = mohur_keystore_token_check(get(), uri.c_str(), &out);

        return detail::done(ctx_, st, out);
    }

    mohur_keystore *
    get() const noexcept
    {
        return handle_.get();
    }

    keystore(keystore &&) = default;

    keystore &
    operator=(keystore &&other) noexcept
    {
        /* Closing the old one may still write its anchors. */
        handle_  = std::move(other.handle_);
        anchors_ = std::move(other.anchors_);
        pin_     = std::move(other.pin_);
        ctx_     = std::move(other.ctx_);
        return *this;
    }

  private:
    keystore(detail::shared_context ctx, mohur_keystore *handle)
        : ctx_(std::move(ctx)), handle_(handle)
    {
    }

    result<void>
    done(mohur_status st) const
    {
        return detail::done(ctx_, st);
    }

    result<key>
    made(mohur_status st, mohur_key *out) const
    {
        return detail::done(ctx_, st, key(out, pin_));
    }

    detail::shared_context ctx_;
    std::shared_ptr<void> pin_;
    std::vector<std::unique_ptr<detail::anchor_state>> anchors_;
    detail::owner<mohur_keystore, mohur_keystore_free> handle_;
};

}

#endif
