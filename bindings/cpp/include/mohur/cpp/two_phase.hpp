/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_TWO_PHASE_HPP
#define MOHUR_CPP_TWO_PHASE_HPP

/** @file
 * Signing in two phases, with a key that is elsewhere.  See
 * mohur/two_phase.h. */

#include <mohur/cpp/key.hpp>
#include <mohur/cpp/sign.hpp>
#include <mohur/two_phase.h>

namespace mohur
{

/** What is to be signed, and the state that finishing it takes. */
class prepared
{
  public:
    prepared() = default;

    /** Hash a document and say what is to be signed of it. */
    static result<prepared>
    create(const context &ctx,
           const key &state_key,
           const sign_options &options)
    {
        const detail::raw_sign c(ctx.state(), options);
        mohur_prepared *out = nullptr;
        mohur_status st =
            mohur_document_prepare(ctx.get(), state_key.get(), c.get(), &out);

        return made(ctx, st, out);
    }

    /** Read a state again. */
    static result<prepared>
    open(const context &ctx, const key &state_key, bytes state)
    {
        mohur_prepared *out = nullptr;
        mohur_status st     = mohur_prepared_open(ctx.get(), state_key.get(),
                                                  state.data(), state.size(), &out);

        return made(ctx, st, out);
    }

    /** The bytes to sign. */
    bytes
    dtbs() const
    {
        std::size_t size         = 0;
        const std::uint8_t *data = mohur_prepared_dtbs(get(), &size);

        return {data, size};
    }

    /** Their hash; nothing where the bytes are signed themselves. */
    bytes
    hash() const
    {
        std::size_t size         = 0;
        const std::uint8_t *data = mohur_prepared_hash(get(), &size);

        return {data, size};
    }

    /** What finishing takes. */
    bytes
    state() const
    {
        std::size_t size         = 0;
        const std::uint8_t *data = mohur_prepared_state(get(), &size);

        return {data, size};
    }

    /** Its random id. */
    bytes
    id() const
    {
        const std::uint8_t *data = mohur_prepared_id(get());

        return {data, data != nullptr ? mohur_prepared_id_len() : 0};
    }

    /** The last second in which it can be finished. */
    std::int64_t
    expires() const
    {
        return mohur_prepared_expires(get());
    }

    /** What the signature is to be. */
    mohur_alg
    alg() const
    {
        return mohur_prepared_alg(get());
    }

    mohur_prepared *
    get() const noexcept
    {
        return handle_.get();
    }

  private:
    static result<prepared>
    made(const context &ctx, mohur_status st, mohur_prepared *out)
    {
        prepared p;

        p.handle_.reset(out);
        return detail::done(ctx.state(), st, std::move(p));
    }

    detail::owner<mohur_prepared, mohur_prepared_free> handle_;
};

/** What came back. */
struct finish_options {
    bytes state;                     /**< As prepared::state gave it. */
    bytes signature;                 /**< Of ECDSA in DER. */
    const source *content = nullptr; /**< The document. */
};

/** Make the signed file of it and finish the sink. */
inline result<void>
finish(const context &ctx,
       const key &state_key,
       const finish_options &options,
       sink &to)
{
    mohur_finish_options c = MOHUR_FINISH_OPTIONS_INIT;

    c.state         = detail::or_null(options.state);
    c.state_len     = options.state.size();
    c.signature     = detail::or_null(options.signature);
    c.signature_len = options.signature.size();
    c.content       = detail::raw(options.content);
    return detail::done(
        ctx.state(),
        mohur_document_finish(ctx.get(), state_key.get(), &c, to.get()));
}

}

#endif
