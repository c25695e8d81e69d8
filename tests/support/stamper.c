/* SPDX-License-Identifier: Apache-2.0 */
#include "stamper.h"

#include "asn1/der_read.h"
#include "check.h"

/* What the question is about. */
static struct stamp_plan
plan_of(const mohur_evidence_request *request)
{
    struct stamp_plan plan = {.time = FIXTURE_NOW};
    struct mohur__der_reader r;

    mohur__der_open(&r, mohur__bytes_of(request->body, request->body_len));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    CHECK(mohur__der_read_uint(&r) == 1);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    plan.hash_alg = mohur__der_read_element(&r);
    plan.imprint  = mohur__der_read_octets(&r);
    mohur__der_leave(&r);
    plan.nonce = mohur__der_read(&r, MOHUR__DER_INTEGER);
    CHECK(!r.failed);
    return plan;
}

static int32_t
answer(void *user, const mohur_evidence_request *request, mohur_answer *out)
{
    struct stamper *s      = user;
    struct stamp_plan plan = plan_of(request);
    mohur__bytes reply     = MOHUR__NOTHING;

    s->asked++;
    if (s->asked == s->silent_at) {
        return 1;
    }
    reply = stamp_response(s->far, 0, stamp_token(s->far, &s->tsa, &plan));
    return mohur_answer_add(out, reply.data, reply.len) == MOHUR_OK ? 0 : 1;
}

void
stamper_init(struct stamper *s)
{
    *s = (struct stamper){.far = NULL};
    CHECK(fixture_new((void **)&s->far) == 0);
    s->tsa = stamp_tsa_new(s->far);
    s->evidence =
        (mohur_evidence){.size = sizeof s->evidence, .get = answer, .user = s};
}

void
stamper_wipe(struct stamper *s)
{
    void *far = s->far;

    CHECK(fixture_free(&far) == 0);
}

void
stamper_trust(const struct stamper *s, struct fixture *t, mohur_trust *trust)
{
    CHECK_OK(mohur_trust_add(t->ctx, trust, MOHUR_TRUST_TSA, s->tsa.root.data,
                             s->tsa.root.len));
}
