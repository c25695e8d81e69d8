/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_PROFILE_HPP
#define MOHUR_CPP_PROFILE_HPP

/** @file
 * Profiles, and their authorities.  See mohur/profile.h and authority.h. */

#include <mohur/cpp/key.hpp>

namespace mohur
{

/** A question to a profile, to be filled in. */
struct request : mohur_request {
    request() : mohur_request(MOHUR_REQUEST_INIT)
    {
    }
};

/** What a profile answers.  Only `allowed` is a yes. */
struct decision : mohur_decision {
    decision() : mohur_decision(MOHUR_DECISION_INIT)
    {
    }

    explicit
    operator bool() const noexcept
    {
        return allowed;
    }

    /** The reason's name, "NO_RULE". */
    const char *
    reason_name() const noexcept
    {
        return mohur_reason_name(reason);
    }
};

class profile;

/** Whom a profile is checked against. */
struct profile_trust {
    const profile *present = nullptr; /**< In force now; NULL: none. */
    std::vector<std::string> keys;    /**< Verifier keys that are named. */
    std::uint32_t threshold = 0;      /**< How many of them; 0: all. */
    bool step_back          = false;  /**< An older version is wanted. */
};

/** What a check found; also what it would be to accept it. */
struct profile_findings : mohur_profile_findings {
    profile_findings() : mohur_profile_findings(MOHUR_PROFILE_FINDINGS_INIT)
    {
    }
};

/** A profile: what is allowed.  Immutable; any thread may use it. */
class profile
{
  public:
    profile() = default;

    /** The built-in one. */
    static result<profile>
    builtin(const context &ctx)
    {
        mohur_profile *out = nullptr;
        mohur_status st    = mohur_profile_builtin(ctx.get(), &out);

        return detail::done(ctx.state(), st, profile(out));
    }

    /** Read a signed note.  Who signed it is not looked at. */
    static result<profile>
    parse(const context &ctx, bytes note)
    {
        mohur_profile *out = nullptr;
        mohur_status st =
            mohur_profile_parse(ctx.get(), note.data(), note.size(), &out);

        return detail::done(ctx.state(), st, profile(out));
    }

    std::string_view
    id() const
    {
        return detail::view(mohur_profile_id(get()));
    }

    std::uint64_t
    version() const
    {
        return mohur_profile_version(get());
    }

    /** SHA-256 of its text; lives as long as the profile. */
    bytes
    hash() const
    {
        const std::uint8_t *data = mohur_profile_hash(get());

        return {data, data == nullptr ? 0U : 32U};
    }

    /** Ask.  Success means that there is an answer, not that it is yes. */
    result<decision>
    decide(const context &ctx, const request &what) const
    {
        decision out;
        mohur_status st = mohur_profile_decide(ctx.get(), get(), &what, &out);

        return detail::done(ctx.state(), st, out);
    }

    /** Write its text and finish the sink. */
    result<void>
    write(const context &ctx, sink &to) const
    {
        return detail::done(ctx.state(),
                            mohur_profile_write(ctx.get(), get(), to.get()));
    }

    /** Could it be accepted?  @p out is filled in whatever is returned. */
    result<void>
    check(const context &ctx,
          const profile_trust &trust,
          profile_findings &out) const;

    const mohur_profile *
    get() const noexcept
    {
        return handle_.get();
    }

    /** Take a C handle. */
    explicit profile(mohur_profile *handle) : handle_(handle)
    {
    }

  private:
    detail::owner<mohur_profile, mohur_profile_free> handle_;
};

namespace detail
{

/** A trust as the C interface takes it; refers to @p keys. */
inline mohur_profile_trust
raw(const profile_trust &trust, const std::vector<const char *> &keys)
{
    mohur_profile_trust c = MOHUR_PROFILE_TRUST_INIT;

    c.present   = trust.present == nullptr ? nullptr : trust.present->get();
    c.keys      = keys.data();
    c.keys_len  = keys.size();
    c.threshold = trust.threshold;
    c.step_back = trust.step_back;
    return c;
}

}

inline result<void>
profile::check(const context &ctx,
               const profile_trust &trust,
               profile_findings &out) const
{
    const auto texts            = detail::raw(trust.keys);
    const mohur_profile_trust c = detail::raw(trust, texts);

    return detail::done(ctx.state(),
                        mohur_profile_check(ctx.get(), get(), &c, &out));
}

/** Sign a profile: write @p text with one more signature line. */
inline result<void>
sign_profile(const context &ctx,
             bytes text,
             const key &by,
             const std::string &name,
             sink &to)
{
    return detail::done(ctx.state(),
                        mohur_profile_sign(ctx.get(), text.data(), text.size(),
                                           by.get(), detail::or_null(name),
                                           to.get()));
}

/** Write @p by as the text that an authority lists it by. */
inline result<void>
write_vkey(const context &ctx, const key &by, const std::string &name, sink &to)
{
    return detail::done(ctx.state(),
                        mohur_profile_vkey(ctx.get(), by.get(),
                                           detail::or_null(name), to.get()));
}

}

#endif
