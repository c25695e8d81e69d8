/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/path_policy.h"

#include "asn1/oid_text.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * RFC 5280 6.1 asked again for one policy at a time: accepted alone, and
 * there must be one.
 */
static bool
holds(const struct mohur__path *path,
      mohur__bytes policy,
      struct mohur__policies *room)
{
    const struct mohur__policy_wishes wishes = {
        .accepted = &policy, .accepted_len = 1, .require_explicit = true};
    size_t i = path->len - 1; /* the anchor is not asked */

    mohur__policies_begin(room, i, &wishes);
    while (i-- > 0) {
        if (!mohur__policies_take(room, path->certs[i], i == 0)) {
            return false;
        }
    }
    return mohur__policies_end(room, path->certs[0], &wishes);
}

/* Is the anchor believed for it? */
static bool
is_accepted(const struct mohur__path *path, mohur__bytes policy)
{
    const struct mohur__accepted *a = path->accepted;

    return a == NULL || mohur__bytes_among(a->at, a->len, policy);
}

/* The next policy that the certificate names, by itself. */
static mohur__bytes
next_policy(struct mohur__der_reader *r)
{
    struct mohur__der_reader inner;

    mohur__der_open(&inner, mohur__der_read_element(r));
    mohur__der_enter(&inner, MOHUR__DER_SEQUENCE);
    return mohur__der_read_oid(&inner);
}

mohur_status
mohur__path_policies(mohur_ctx *ctx,
                     const struct mohur__path *path,
                     struct mohur__buf *out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__policies *room = NULL;
    size_t before                = out->len;
    struct mohur__der_reader r;

    if (path->why != MOHUR_WHY_NONE || path->len < 2 ||
        path->certs[0]->policies.len == 0) {
        return MOHUR_OK;
    }
    TRY(MOHUR__NEW(ctx, &room));
    mohur__der_open(&r, path->certs[0]->policies);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        mohur__bytes policy = next_policy(&r);

        if (mohur__oid_find(policy) == MOHUR__OID_ANY_POLICY ||
            !is_accepted(path, policy) || !holds(path, policy, room)) {
            continue;
        }
        mohur__buf_bytes(out, mohur__bytes_text(out->len > before ? " " : ""));
        mohur__oid_put_text(out, policy);
    }

out:
    mohur__free(room);
    return st;
}
