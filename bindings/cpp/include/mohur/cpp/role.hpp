/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_CPP_ROLE_HPP
#define MOHUR_CPP_ROLE_HPP

/** @file
 * Who may change a keystore, and approvals.  See mohur/role.h. */

#include <mohur/cpp/keystore.hpp>

namespace mohur
{

/** A role to be added. */
struct role_options {
    std::string label;                /**< Who: 1 to 64 bytes. */
    const key *by          = nullptr; /**< The public key that it signs with. */
    std::uint32_t caps     = 0;       /**< Bits of mohur_cap. */
    std::int64_t not_after = 0;       /**< Its last second; 0: none. */
};

/** A request as it was read: what whoever signs it agrees to. */
struct request_info : mohur_request_info {
    request_info() : mohur_request_info(MOHUR_REQUEST_INFO_INIT)
    {
    }
};

inline result<role_id>
keystore::add_role(const role_options &options)
{
    mohur_role_options c = MOHUR_ROLE_OPTIONS_INIT;
    role_id id{};

    static_assert(sizeof id == MOHUR_ROLE_ID_LEN, "an id is its bytes");
    c.label         = detail::or_null(options.label);
    c.key           = detail::raw(options.by);
    c.caps          = options.caps;
    c.not_after     = options.not_after;
    mohur_status st = mohur_keystore_role_add(get(), &c, id.data());
    return detail::done(ctx_, st, id);
}

inline result<std::vector<mohur_role_info>>
keystore::roles()
{
    std::vector<mohur_role_info> all;
    std::size_t len = 0;
    mohur_status st = mohur_keystore_roles(get(), nullptr, 0, &len);

    if (st == MOHUR_E_BUFFER_TOO_SMALL) {
        all.resize(len);
        st = mohur_keystore_roles(get(), all.data(), all.size(), &len);
    }
    if (st == MOHUR_OK) {
        all.resize(len);
    }
    return detail::done(ctx_, st, std::move(all));
}

/** Read a request.  It is not known who wrote it. */
inline result<request_info>
read_request(const context &ctx, bytes text)
{
    request_info out;
    mohur_status st =
        mohur_approval_read(ctx.get(), text.data(), text.size(), &out);

    return detail::done(ctx.state(), st, out);
}

/** Approve a request: sign it with a role's key and finish the sink. */
inline result<void>
approve_request(const context &ctx, bytes text, const key &role, sink &to)
{
    return detail::done(ctx.state(),
                        mohur_approval_sign(ctx.get(), text.data(), text.size(),
                                            role.get(), to.get()));
}

}

#endif
