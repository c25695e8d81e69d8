/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_POLICY_H
#define MOHUR_SRC_X509_POLICY_H

#include "x509/cert.h"

/*
 * Certificate policies along a path (RFC 5280 6.1), as the graph of RFC 9618:
 * a policy is one node of its depth, so mappings cannot multiply.  A path with
 * more nodes than there is room for counts as malformed.
 */
enum {
    MOHUR__POLICY_NODES  = 32, /* of one depth */
    MOHUR__POLICY_ROOM   = 96, /* of all depths */
    MOHUR__POLICY_MAPS   = 8,  /* that one policy is mapped to */
    MOHUR__POLICY_DEPTHS = 9   /* the root, and a path of 8 */
};

/* One policy at one depth: contents of OIDs. */
struct mohur__policy_node {
    mohur__bytes policy;
    mohur__bytes expected[MOHUR__POLICY_MAPS];
    size_t expected_len;
    uint32_t parents; /* a bit for each node of the depth before */
    bool deleted;
};

struct mohur__policies {
    struct mohur__policy_node nodes[MOHUR__POLICY_ROOM]; /* depth by depth */
    size_t first[MOHUR__POLICY_DEPTHS];
    size_t len[MOHUR__POLICY_DEPTHS];
    size_t depth;
    bool is_null;   /* no policy is left */
    bool malformed; /* or too many */
    int64_t explicit_policy;
    int64_t mapping;
    int64_t any_policy;
    size_t certs; /* in the path, without the anchor */
};

/* What is asked of the policies from the beginning. */
struct mohur__policy_wishes {
    const mohur__bytes *accepted; /* contents of OIDs */
    size_t accepted_len;          /* 0: any */
    bool require_explicit;
    bool inhibit_mapping;
    bool inhibit_any;
};

/* Begin, for so many certificates below the anchor. */
void
mohur__policies_begin(struct mohur__policies *p,
                      size_t certs,
                      const struct mohur__policy_wishes *wishes);

/*
 * Take the next certificate, last says that it is the signer's.  False: there
 * must be a policy, and none is left; or an extension is malformed.
 */
bool
mohur__policies_take(struct mohur__policies *p,
                     const struct mohur__cert *cert,
                     bool last);

/* After the last: is there a policy, if one must be, that is accepted? */
bool
mohur__policies_end(struct mohur__policies *p,
                    const struct mohur__cert *last,
                    const struct mohur__policy_wishes *wishes);

#endif
