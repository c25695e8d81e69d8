/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/policy.h"

#include "archive/admin.h"
#include "archive/signature.h"
#include "base/guard.h"
#include "keystore/key.h"

/* The manifest is genuine; whether its signer is known is for those who open
 * the archive to ask. */

mohur_status
mohur__policy_check_admin(mohur_ctx *ctx, const mohur_key *admin)
{
    mohur_status st = MOHUR_OK;

    if (admin == NULL) {
        return MOHUR_OK;
    }
    TRY(mohur__key_check(ctx, admin));
    REQUIRE(ctx,
            mohur_key_purpose(admin) == MOHUR_PURPOSE_SIGN &&
                mohur__signature_alg_of(admin) != 0 &&
                mohur_key_has_private(admin),
            MOHUR_E_ARGUMENT, "the administrator's key cannot sign");
    TRY(mohur__key_require_protect(ctx, admin));

out:
    return st;
}

static mohur_status
require_intended(mohur_ctx *ctx,
                 const struct mohur__manifest *m,
                 mohur__bytes recipient_id)
{
    uint8_t id[MOHUR__INTENDED_ID_LEN] = {0};
    mohur_status st                    = MOHUR_OK;

    TRY(mohur__intended_id(ctx, m->archive_id, recipient_id, MOHUR__SPAN(id)));
    REQUIRE(ctx, mohur__manifest_intends(m, MOHUR__BYTES(id)), MOHUR_E_POLICY,
            "the sender allows nobody but the addressees to open this");

out:
    return st;
}

mohur_status
mohur__policy_obey(mohur_ctx *ctx,
                   const struct mohur__manifest *m,
                   const struct mohur__policy_wish *wish)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, m->header_policy != MOHUR__HEADER_FROZEN, MOHUR_E_POLICY,
            "the sender allows nobody to change who can open this");
    REQUIRE(ctx,
            m->header_policy != MOHUR__HEADER_ADMINS || wish->admin != NULL,
            MOHUR_E_POLICY,
            "only administrators whom the sender named may change who can "
            "open this");
    REQUIRE(ctx, wish->admin == NULL || mohur__admin_named(m, wish->admin),
            MOHUR_E_POLICY,
            "the sender did not name this key as an administrator");
    if (m->forward_policy != MOHUR__FORWARD_NEVER) {
        return MOHUR_OK;
    }
    TRY(require_intended(ctx, m, wish->opener));
    for (size_t i = 0; i < wish->added.len; i += MOHUR__RECIPIENT_ID_LEN) {
        TRY(require_intended(
            ctx, m, mohur__bytes_sub(wish->added, i, MOHUR__RECIPIENT_ID_LEN)));
    }

out:
    return st;
}
