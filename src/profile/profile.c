/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "profile/handle.h"
#include "profile/subject.h"
#include <mohur/version.h>

/* The handle on a profile, and the public questions to it. */

static bool
is_profile(const mohur_profile *profile)
{
    return profile != NULL && profile->magic == MOHUR__MAGIC_PROFILE;
}

mohur_status
mohur__profile_check(mohur_ctx *ctx, const mohur_profile *profile)
{
    return is_profile(profile)
               ? MOHUR_OK
               : mohur__error(ctx, MOHUR_E_ARGUMENT, "this is not a profile");
}

mohur_status
mohur__profile_new(mohur_ctx *ctx, mohur_profile **out)
{
    mohur_status st        = MOHUR_OK;
    mohur_profile *profile = NULL;

    TRY(MOHUR__NEW(ctx, &profile));
    profile->magic  = MOHUR__MAGIC_PROFILE;
    profile->policy = &mohur__policy_builtin;
    atomic_init(&profile->refs, 1);
    *out = profile;

out:
    return st;
}

void
mohur_profile_free(mohur_profile *profile)
{
    if (is_profile(profile) && atomic_fetch_sub(&profile->refs, 1) == 1) {
        mohur__body_wipe(&profile->body);
        mohur__free(profile->file);
        mohur__free(profile); /* which wipes the magic */
    }
}

/* ---- a file ---- */

mohur_status
mohur__profile_read(mohur_ctx *ctx, mohur__bytes file, mohur_profile **out)
{
    mohur_status st  = MOHUR_OK;
    mohur_profile *p = NULL;

    *out = NULL;
    REQUIRE(ctx, file.len <= MOHUR__NOTE_MAX, MOHUR_E_LIMIT,
            "the profile is larger than %d bytes", MOHUR__NOTE_MAX);
    TRY(mohur__profile_new(ctx, &p));
    TRY(mohur__alloc(ctx, file.len, (void **)&p->file));
    p->file_len = mohur__copy(mohur__span_of(p->file, file.len), file);
    TRY(mohur__note_parse(ctx, mohur__profile_file(p), &p->note));
    TRY(mohur__body_parse(ctx, p->note.text, MOHUR_VERSION, &p->body));
    TRY(mohur__note_hash(ctx, p->note.text, p->body.policy.hash));
    p->policy = &p->body.policy;
    *out      = p;
    p         = NULL;

out:
    mohur_profile_free(p);
    return st;
}

mohur__bytes
mohur__profile_file(const mohur_profile *profile)
{
    return mohur__bytes_of(profile->file, profile->file_len);
}

/* ---- public ---- */

mohur_status
mohur_profile_builtin(mohur_ctx *ctx, mohur_profile **out)
{
    mohur_status st = MOHUR_OK;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__profile_new(ctx, out));

out:
    return st;
}

mohur_status
mohur_profile_parse(mohur_ctx *ctx,
                    const uint8_t *note,
                    size_t note_len,
                    mohur_profile **out)
{
    mohur_status st = MOHUR_OK;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL && (note != NULL || note_len == 0),
            MOHUR_E_ARGUMENT, "note or out is NULL");
    TRY(mohur__profile_read(ctx, mohur__bytes_of(note, note_len), out));

out:
    return st;
}

const char *
mohur_profile_id(const mohur_profile *profile)
{
    return is_profile(profile) ? profile->policy->id : "";
}

uint64_t
mohur_profile_version(const mohur_profile *profile)
{
    return is_profile(profile) ? profile->policy->version : 0;
}

const uint8_t *
mohur_profile_hash(const mohur_profile *profile)
{
    return is_profile(profile) ? profile->policy->hash : NULL;
}

mohur_status
mohur_profile_decide(mohur_ctx *ctx,
                     const mohur_profile *profile,
                     const mohur_request *request,
                     mohur_decision *out)
{
    mohur_status st     = MOHUR_OK;
    mohur_request asked = MOHUR_REQUEST_INIT;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__profile_check(ctx, profile));
    REQUIRE(ctx, out != NULL && out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the decision was not made with its _INIT macro");
    TRY(mohur__options_check(ctx, request, sizeof asked, &asked));
    mohur__policy_decide(profile->policy, &asked, out);

out:
    return st;
}

/* The built-in profile as the line that it would be. */
static mohur_status
write_builtin(mohur_ctx *ctx, const mohur_profile *profile, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    json_t *json    = NULL;

    TRY(mohur__policy_emit(ctx, profile->policy, &json));
    TRY(mohur__json_write(ctx, json, sink));

out:
    return st;
}

mohur_status
mohur_profile_write(mohur_ctx *ctx,
                    const mohur_profile *profile,
                    mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__profile_check(ctx, profile));
    TRY(mohur__sink_check(ctx, sink));
    if (profile->file == NULL) {
        TRY(write_builtin(ctx, profile, sink));
    } else {
        TRY(mohur__sink_write(sink, profile->note.text));
    }
    TRY(mohur__sink_finish(sink));

out:
    return st;
}

mohur_status
mohur_profile_check(mohur_ctx *ctx,
                    const mohur_profile *next,
                    const mohur_profile_trust *trust,
                    mohur_profile_findings *out)
{
    mohur_status st               = MOHUR_OK;
    mohur_profile_trust t         = MOHUR_PROFILE_TRUST_INIT;
    struct mohur__authority named = {0};
    mohur_profile_findings found  = MOHUR_PROFILE_FINDINGS_INIT;
    struct mohur__offer offer     = {0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__profile_check(ctx, next));
    REQUIRE(ctx, out != NULL && out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the findings were not made with their _INIT macro");
    TRY(mohur__options_check(ctx, trust, sizeof t, &t));
    if (t.present != NULL) {
        TRY(mohur__profile_check(ctx, t.present));
    }
    TRY(mohur__authority_named(ctx, &t, &named));
    offer.present = t.present;
    offer.next    = next;
    offer.named   = &named;
    offer.forced  = t.step_back;
    st            = mohur__offer_judge(ctx, &offer, &found);
    found.size    = out->size;
    *out          = found;

out:
    return st;
}
