/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/policy.h"

/*
 * The graph by depths.  Nodes without children are not removed on the way:
 * what counts is whether the last depth has any, and, at the end, which of
 * the first ones lead there.
 */

static mohur__bytes
any_policy(void)
{
    return mohur__oid_bytes(MOHUR__OID_ANY_POLICY);
}

static bool
is_any(mohur__bytes policy)
{
    return mohur__bytes_equal(policy, any_policy());
}

/* ---- nodes ---- */

/* Where the i-th node of a depth is. */
static size_t
place(const struct mohur__policies *p, size_t depth, size_t i)
{
    return p->first[depth] + i;
}

/* The node of a policy at a depth; NULL if there is none. */
static struct mohur__policy_node *
node_find(struct mohur__policies *p, size_t depth, mohur__bytes policy)
{
    for (size_t i = 0; i < p->len[depth]; i++) {
        struct mohur__policy_node *n = &p->nodes[place(p, depth, i)];

        if (!n->deleted && mohur__bytes_equal(n->policy, policy)) {
            return n;
        }
    }
    return NULL;
}

/* Add a node, or parents to the one that is there. */
static void
node_add(struct mohur__policies *p, mohur__bytes policy, uint32_t parents)
{
    struct mohur__policy_node *n = node_find(p, p->depth, policy);
    size_t at                    = 0;

    if (n != NULL) {
        n->parents |= parents;
        return;
    }
    at = place(p, p->depth, p->len[p->depth]);
    if (p->len[p->depth] == MOHUR__POLICY_NODES || at == MOHUR__POLICY_ROOM) {
        p->malformed = true;
        return;
    }
    p->len[p->depth]++;
    n  = &p->nodes[at];
    *n = (struct mohur__policy_node){.policy       = policy,
                                     .expected     = {policy},
                                     .expected_len = 1,
                                     .parents      = parents};
}

static bool
expects(const struct mohur__policy_node *n, mohur__bytes policy)
{
    for (size_t i = 0; i < n->expected_len; i++) {
        if (mohur__bytes_equal(n->expected[i], policy)) {
            return true;
        }
    }
    return false;
}

/* Those of the depth before that expect the policy. */
static uint32_t
parents_of(const struct mohur__policies *p, mohur__bytes policy)
{
    size_t above     = p->depth - 1;
    uint32_t parents = 0;

    for (size_t i = 0; i < p->len[above]; i++) {
        if (!p->nodes[place(p, above, i)].deleted &&
            expects(&p->nodes[place(p, above, i)], policy)) {
            parents |= UINT32_C(1) << i;
        }
    }
    return parents;
}

static bool
depth_empty(const struct mohur__policies *p, size_t depth)
{
    for (size_t i = 0; i < p->len[depth]; i++) {
        if (!p->nodes[place(p, depth, i)].deleted) {
            return false;
        }
    }
    return true;
}

/* ---- certificatePolicies ---- */

/* The next PolicyInformation: its policy; qualifiers say nothing to us. */
static mohur__bytes
read_policy(struct mohur__der_reader *r)
{
    mohur__bytes policy = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    policy = mohur__der_read_oid(r);
    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        (void)mohur__der_read_element(r);
    }
    mohur__der_leave(r);
    return policy;
}

/* 6.1.3 (d)(1): the policies that the certificate names. */
static bool
add_named(struct mohur__policies *p, mohur__bytes value, bool *out_any)
{
    struct mohur__der_reader r;

    *out_any = false;
    mohur__der_open(&r, value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    do {
        mohur__bytes policy = read_policy(&r);
        uint32_t parents    = parents_of(p, policy);

        if (r.failed || node_find(p, p->depth, policy) != NULL) {
            p->malformed = true; /* twice the same, too */
            return false;
        }
        if (is_any(policy)) {
            *out_any = true;
            continue;
        }
        parents = parents != 0 ? parents : parents_of(p, any_policy());
        if (parents != 0) {
            node_add(p, policy, parents);
        }
    } while (r.left.len > 0);
    mohur__der_leave(&r);
    p->malformed = p->malformed || !mohur__der_close(&r);
    return !p->malformed;
}

/* 6.1.3 (d)(2): anyPolicy stands for all that is expected. */
static void
add_expected(struct mohur__policies *p)
{
    size_t above = p->depth - 1;
    size_t named = p->len[p->depth];

    for (size_t i = 0; i < p->len[above]; i++) {
        const struct mohur__policy_node *n = &p->nodes[place(p, above, i)];

        for (size_t k = 0; !n->deleted && k < n->expected_len; k++) {
            const struct mohur__policy_node *there =
                node_find(p, p->depth, n->expected[k]);

            if (there == NULL ||
                (size_t)(there - p->nodes) - p->first[p->depth] >= named) {
                node_add(p, n->expected[k], UINT32_C(1) << i);
            }
        }
    }
}

static void
take_policies(struct mohur__policies *p,
              const struct mohur__cert *cert,
              bool may_any)
{
    bool any = false;

    p->first[p->depth + 1] = place(p, p->depth, p->len[p->depth]);
    p->depth++;
    p->len[p->depth] = 0;
    if (cert->policies.len == 0 || p->is_null) {
        p->is_null = true;
        return;
    }
    if (add_named(p, cert->policies, &any) && any && may_any) {
        add_expected(p);
    }
    p->is_null = depth_empty(p, p->depth);
}

/* ---- policyMappings ---- */

static void
map_one(struct mohur__policies *p, mohur__bytes from, mohur__bytes to)
{
    struct mohur__policy_node *n   = node_find(p, p->depth, from);
    struct mohur__policy_node *any = node_find(p, p->depth, any_policy());

    if (n == NULL && any != NULL && p->mapping > 0) {
        node_add(p, from, any->parents);
        n = node_find(p, p->depth, from);
        if (n != NULL) {
            n->expected_len = 0;
        }
    }
    if (n == NULL) {
        return;
    }
    if (p->mapping == 0) {
        n->deleted = true;
        return;
    }
    if (n->expected_len == MOHUR__POLICY_MAPS) {
        p->malformed = true;
        return;
    }
    n->expected[n->expected_len++] = to;
}

/* A policy that is mapped is no longer expected under its own name. */
static void
forget_expected(struct mohur__policies *p, mohur__bytes mappings)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, mappings);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        struct mohur__policy_node *n = NULL;

        mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
        n = node_find(p, p->depth, mohur__der_read_oid(&r));
        if (n != NULL) {
            n->expected_len = 0;
        }
        (void)mohur__der_read_oid(&r);
        mohur__der_leave(&r);
    }
}

static void
take_mappings(struct mohur__policies *p, mohur__bytes mappings)
{
    struct mohur__der_reader r;

    if (p->mapping > 0) {
        forget_expected(p, mappings);
    }
    mohur__der_open(&r, mappings);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    do {
        mohur__bytes from = MOHUR__NOTHING;
        mohur__bytes to   = MOHUR__NOTHING;

        mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
        from = mohur__der_read_oid(&r);
        to   = mohur__der_read_oid(&r);
        mohur__der_leave(&r);
        if (r.failed || is_any(from) || is_any(to)) {
            p->malformed = true;
            return;
        }
        map_one(p, from, to);
    } while (r.left.len > 0);
    mohur__der_leave(&r);
    p->malformed = p->malformed || !mohur__der_close(&r);
    p->is_null   = p->is_null || depth_empty(p, p->depth);
}

/* ---- constraints ---- */

static void
lower(int64_t *counter, uint64_t to)
{
    if (to < (uint64_t)*counter) {
        *counter = (int64_t)to;
    }
}

/* A number under a context tag; false: none. */
static bool
read_skip(struct mohur__der_reader *r, uint8_t tag, uint64_t *out)
{
    mohur__bytes v = MOHUR__NOTHING;

    if (!mohur__der_next_is(r, tag)) {
        return false;
    }
    v    = mohur__der_read(r, tag);
    *out = v.len == 1 ? v.data[0] : UINT64_MAX;
    if (v.len == 0 || v.data[0] >= 0x80) {
        r->failed = true;
    }
    return true;
}

/* policyConstraints; *out_now: an explicit policy is required at once. */
static void
take_constraints(struct mohur__policies *p,
                 const struct mohur__cert *cert,
                 bool *out_now)
{
    uint64_t skip = 0;
    struct mohur__der_reader r;

    *out_now = false;
    if (cert->policy_constraints.len == 0) {
        return;
    }
    mohur__der_open(&r, cert->policy_constraints);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    p->malformed = p->malformed || r.left.len == 0;
    if (read_skip(&r, MOHUR__DER_CONTEXT_0P, &skip)) {
        lower(&p->explicit_policy, skip);
        *out_now = skip == 0;
    }
    if (read_skip(&r, MOHUR__DER_CONTEXT_1P, &skip)) {
        lower(&p->mapping, skip);
    }
    mohur__der_leave(&r);
    p->malformed = p->malformed || !mohur__der_close(&r);
}

static void
take_inhibit_any(struct mohur__policies *p, mohur__bytes value)
{
    struct mohur__der_reader r;

    if (value.len == 0) {
        return;
    }
    mohur__der_open(&r, value);
    lower(&p->any_policy, mohur__der_read_uint(&r));
    p->malformed = p->malformed || !mohur__der_close(&r);
}

static void
count_down(int64_t *counter)
{
    *counter -= *counter > 0 ? 1 : 0;
}

/* ---- the path ---- */

void
mohur__policies_begin(struct mohur__policies *p,
                      size_t certs,
                      const struct mohur__policy_wishes *wishes)
{
    int64_t never = (int64_t)certs + 1;

    *p = (struct mohur__policies){
        .certs           = certs,
        .explicit_policy = wishes->require_explicit ? 0 : never,
        .mapping         = wishes->inhibit_mapping ? 0 : never,
        .any_policy      = wishes->inhibit_any ? 0 : never};
    node_add(p, any_policy(), 0);
}

/* 6.1.4: what the certificate says of those below it. */
static void
prepare(struct mohur__policies *p, const struct mohur__cert *cert)
{
    bool now = false;

    if (cert->policy_mappings.len > 0) {
        take_mappings(p, cert->policy_mappings);
    }
    if (!mohur__cert_self_issued(cert)) {
        count_down(&p->explicit_policy);
        count_down(&p->mapping);
        count_down(&p->any_policy);
    }
    take_constraints(p, cert, &now);
    take_inhibit_any(p, cert->inhibit_any_policy);
}

bool
mohur__policies_take(struct mohur__policies *p,
                     const struct mohur__cert *cert,
                     bool last)
{
    bool may_any =
        p->any_policy > 0 || (!last && mohur__cert_self_issued(cert));

    if (p->depth + 1 >= MOHUR__POLICY_DEPTHS) {
        return false;
    }
    take_policies(p, cert, may_any);
    if (p->malformed || (p->explicit_policy == 0 && p->is_null)) {
        return false;
    }
    if (!last) {
        prepare(p, cert);
    }
    return !p->malformed;
}

/* The nodes of a depth that lead to the last one. */
static uint32_t
leading(const struct mohur__policies *p, size_t depth)
{
    uint32_t reach = 0;

    for (size_t d = p->depth; d > depth; d--) {
        uint32_t above = 0;

        for (size_t i = 0; i < p->len[d]; i++) {
            bool counts = d == p->depth || (reach >> i & 1) != 0;

            if (counts && !p->nodes[place(p, d, i)].deleted) {
                above |= p->nodes[place(p, d, i)].parents;
            }
        }
        reach = above;
    }
    return reach;
}

static bool
is_accepted(const struct mohur__policy_wishes *wishes, mohur__bytes policy)
{
    for (size_t i = 0; i < wishes->accepted_len; i++) {
        if (mohur__bytes_equal(wishes->accepted[i], policy)) {
            return true;
        }
    }
    return false;
}

/* Does it come from anyPolicy: is it named by the one who wishes? */
static bool
is_of_root(const struct mohur__policies *p, size_t depth, size_t i)
{
    uint32_t parents = p->nodes[place(p, depth, i)].parents;

    for (size_t k = 0; k < p->len[depth - 1]; k++) {
        if ((parents >> k & 1) != 0 &&
            is_any(p->nodes[place(p, depth - 1, k)].policy)) {
            return true;
        }
    }
    return false;
}

/* 6.1.5 (g): is one of the accepted policies left? */
static bool
one_is_left(struct mohur__policies *p,
            const struct mohur__policy_wishes *wishes)
{
    if (p->is_null) {
        return false;
    }
    if (wishes->accepted_len == 0 ||
        node_find(p, p->depth, any_policy()) != NULL) {
        return true;
    }
    for (size_t d = 1; d <= p->depth; d++) {
        uint32_t leads = d == p->depth ? UINT32_MAX : leading(p, d);

        for (size_t i = 0; i < p->len[d]; i++) {
            const struct mohur__policy_node *n = &p->nodes[place(p, d, i)];

            if (!n->deleted && (leads >> i & 1) != 0 && is_of_root(p, d, i) &&
                is_accepted(wishes, n->policy)) {
                return true;
            }
        }
    }
    return false;
}

bool
mohur__policies_end(struct mohur__policies *p,
                    const struct mohur__cert *last,
                    const struct mohur__policy_wishes *wishes)
{
    bool now = false;

    count_down(&p->explicit_policy);
    take_constraints(p, last, &now);
    if (now) {
        p->explicit_policy = 0;
    }
    return !p->malformed && (p->explicit_policy > 0 || one_is_left(p, wishes));
}
