/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/change.h"

#include "base/guard.h"

void
mohur__change_init(struct mohur_keystore *ks,
                   struct mohur__change *change,
                   mohur__bytes name)
{
    mohur__buf_init(&change->parameters, ks->ctx, MOHUR__ACT_PARAMETERS_MAX);
    mohur__buf_init(&change->approvals, ks->ctx, MOHUR__GRANT_MAX);
    mohur__change_bytes(change, name);
}

void
mohur__change_u8(struct mohur__change *change, uint8_t v)
{
    mohur__buf_u8(&change->parameters, v);
}

void
mohur__change_u32(struct mohur__change *change, uint32_t v)
{
    mohur__buf_u32(&change->parameters, v);
}

void
mohur__change_u64(struct mohur__change *change, uint64_t v)
{
    mohur__buf_u64(&change->parameters, v);
}

void
mohur__change_bytes(struct mohur__change *change, mohur__bytes v)
{
    mohur__buf_u32(&change->parameters, (uint32_t)v.len);
    mohur__buf_bytes(&change->parameters, v);
}

void
mohur__change_wipe(struct mohur__change *change)
{
    mohur__buf_wipe(&change->parameters);
    mohur__buf_wipe(&change->approvals);
}

mohur_status
mohur__change_grant(struct mohur_keystore *ks,
                    struct mohur__change *change,
                    const struct mohur__row *ring,
                    struct mohur__need need)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__act act = {
        .act     = change->act,
        .version = change->version,
        .rev     = change->rev,
        .target  = change->target,
    };

    TRY(mohur__buf_status(&change->parameters));
    act.parameters = mohur__buf_view(&change->parameters);
    if (ring != NULL) {
        mohur__copy(MOHUR__SPAN(act.object),
                    mohur__row_bytes(ring, MOHUR__RING_ID));
    }
    TRY(mohur__grant(ks, &act, need, &change->approvals));

out:
    return st;
}
