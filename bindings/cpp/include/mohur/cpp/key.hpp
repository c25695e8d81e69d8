/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_KEY_HPP
#define MOHUR_CPP_KEY_HPP

/** @file
 * A key: a handle on one version of one key.  See mohur/key.h, csr.h and
 * wrapped.h. */

#include <mohur/cpp/io.hpp>

namespace mohur
{

/** A key.  It may be used by several threads, and outlives the context and
 *  the keystore that it came from. */
class key
{
  public:
    key() = default;

    /** Read a public key: SubjectPublicKeyInfo in PEM. */
    static result<key>
    from_public(const context &ctx, mohur_purpose purpose, std::string_view pem)
    {
        mohur_key *out  = nullptr;
        mohur_status st = mohur_key_new_public(ctx.get(), purpose, pem.data(),
                                               pem.size(), &out);

        return detail::done(ctx.state(), st, key(out));
    }

    /** Read a private key: PKCS#8 in PEM; @p passphrase if encrypted. */
    static result<key>
    from_private(const context &ctx,
                 mohur_purpose purpose,
                 std::string_view pem,
                 std::string_view passphrase = {})
    {
        mohur_key *out  = nullptr;
        mohur_status st = mohur_key_new_private(
            ctx.get(), purpose, pem.data(), pem.size(),
            detail::or_null(passphrase), passphrase.size(), &out);

        return detail::done(ctx.state(), st, key(out));
    }

    explicit
    operator bool() const noexcept
    {
        return get() != nullptr;
    }

    /** MOHUR_KEY_ID_LEN bytes; lives as long as the key. */
    bytes
    id() const
    {
        return {mohur_key_id(get()), *this ? mohur_key_id_len() : 0};
    }

    /** Its name in the keystore; "" if it is not from one. */
    std::string_view
    name() const
    {
        return detail::view(mohur_key_name(get()));
    }

    /** Its version in the keystore, from 1; 0 if it is not from one. */
    std::uint32_t
    version() const
    {
        return mohur_key_version(get());
    }

    mohur_purpose
    purpose() const
    {
        return mohur_key_purpose(get());
    }

    mohur_alg
    alg() const
    {
        return mohur_key_alg(get());
    }

    /** Is the private (or symmetric) part there? */
    bool
    has_private() const
    {
        return mohur_key_has_private(get());
    }

    /** Write the public key as PEM and finish the sink. */
    result<void>
    export_public(const context &ctx, sink &to) const
    {
        return detail::done(
            ctx.state(), mohur_key_export_public(ctx.get(), get(), to.get()));
    }

    /** Write the public key as a JSON Web Key and finish the sink. */
    result<void>
    export_jwk(const context &ctx, sink &to) const
    {
        return detail::done(ctx.state(),
                            mohur_key_export_jwk(ctx.get(), get(), to.get()));
    }

    /** Write the private key as encrypted PKCS#8 and finish the sink. */
    result<void>
    export_private(const context &ctx,
                   std::string_view passphrase,
                   sink &to) const
    {
        return detail::done(
            ctx.state(),
            mohur_key_export_private(ctx.get(), get(), passphrase.data(),
                                     passphrase.size(), to.get()));
    }

    /** Write the key, wrapped with @p kek, and finish the sink. */
    result<void>
    export_wrapped(const context &ctx, const key &kek, sink &to) const
    {
        return detail::done(
            ctx.state(),
            mohur_key_export_wrapped(ctx.get(), get(), kek.get(), to.get()));
    }

    /** Write a certification request as PEM and finish the sink. */
    result<void>
    emit_csr(const context &ctx, std::string_view subject, sink &to) const
    {
        return detail::done(ctx.state(),
                            mohur_csr_emit(ctx.get(), get(), subject.data(),
                                           subject.size(), to.get()));
    }

    const mohur_key *
    get() const noexcept
    {
        return handle_.get();
    }

    /** Take a C handle; @p holds is kept alive with it. */
    explicit key(mohur_key *handle, std::shared_ptr<void> holds = nullptr)
        : holds_(std::move(holds)), handle_(handle)
    {
    }

    key(key &&) = default;

    key &
    operator=(key &&other) noexcept
    {
        handle_ = std::move(other.handle_);
        holds_  = std::move(other.holds_);
        return *this;
    }

  private:
    std::shared_ptr<void> holds_; /* what gives the PIN of its token */
    detail::owner<mohur_key, mohur_key_free> handle_;
};

/** Keys that are given to a call: `options.recipients = {alice, bob}`. */
using keys = std::vector<std::reference_wrapper<const key>>;

namespace detail
{

/** Keys as the C interface takes them, for the time of a call. */
inline std::vector<const mohur_key *>
raw(const keys &list)
{
    std::vector<const mohur_key *> found;

    for (const key &one : list) {
        found.push_back(one.get());
    }
    return found;
}

inline const mohur_key *
raw(const key *one)
{
    return one == nullptr ? nullptr : one->get();
}

}

}

#endif
