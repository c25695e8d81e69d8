/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/approval.h"

#include "base/cursor.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/options.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/labels.h"
#include "crypto/sign.h"
#include "keystore/key_act.h"
#include "keystore/spki.h"
#include "profile/decide.h"

enum {
    FORMAT      = 1,
    MAGIC_LEN   = 8,
    FIELDS_LEN  = 16 + 2 + 16 + 4 + 8 + 2 + 2 + 8,
    MESSAGE_MAX = 32 + FIELDS_LEN + MOHUR__SHA256_LEN
};

static const uint8_t REQUEST_MAGIC[MAGIC_LEN]  = {'M', 'O', 'H', 'U',
                                                  'R', 'R', 'E', 'Q'};
static const uint8_t APPROVAL_MAGIC[MAGIC_LEN] = {'M', 'O', 'H', 'U',
                                                  'R', 'A', 'P', 'P'};

/* ---- bytes ---- */

/* What request and signed message have in common. */
static void
fields_emit(const struct mohur__act *act, struct mohur__buf *out)
{
    mohur__buf_bytes(out, MOHUR__BYTES(act->store_id));
    mohur__buf_u16(out, (uint16_t)act->act);
    mohur__buf_bytes(out, MOHUR__BYTES(act->object));
    mohur__buf_u32(out, act->version);
    mohur__buf_u64(out, act->rev);
    mohur__buf_u16(out, act->target);
    mohur__buf_u16(out, act->reason);
    mohur__buf_u64(out, (uint64_t)act->not_after);
}

void
mohur__request_emit(const struct mohur__act *act, struct mohur__buf *out)
{
    mohur__buf_bytes(out, MOHUR__BYTES(REQUEST_MAGIC));
    mohur__buf_u32(out, FORMAT);
    fields_emit(act, out);
    mohur__buf_u32(out, (uint32_t)act->parameters.len);
    mohur__buf_bytes(out, act->parameters);
}

/* Both formats begin alike. */
static mohur_status
head_parse(mohur_ctx *ctx,
           struct mohur__cursor *c,
           mohur__bytes magic,
           const char *what)
{
    mohur_status st    = MOHUR_OK;
    mohur__bytes found = mohur__read_bytes(c, MAGIC_LEN);
    uint32_t format    = mohur__read_u32(c);

    REQUIRE(ctx, mohur__cursor_ok(c) && mohur__bytes_equal(found, magic),
            MOHUR_E_FORMAT, "this is no %s", what);
    REQUIRE(ctx, format == FORMAT, MOHUR_E_UNSUPPORTED,
            "the %s has format %u; this build reads %d", what, (unsigned)format,
            FORMAT);

out:
    return st;
}

/* Times beyond what a store can hold are none. */
static int64_t
read_time(struct mohur__cursor *c)
{
    uint64_t t = mohur__read_u64(c);

    c->failed = c->failed || t > INT64_MAX;
    return c->failed ? 0 : (int64_t)t;
}

mohur_status
mohur__request_parse(mohur_ctx *ctx, mohur__bytes bytes, struct mohur__act *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(bytes);
    mohur__bytes name      = MOHUR__NOTHING;

    *out = (struct mohur__act){0};
    TRY(head_parse(ctx, &c, MOHUR__BYTES(REQUEST_MAGIC), "request"));
    mohur__read_into(&c, MOHUR__SPAN(out->store_id));
    out->act = (mohur_act)mohur__read_u16(&c);
    mohur__read_into(&c, MOHUR__SPAN(out->object));
    out->version    = mohur__read_u32(&c);
    out->rev        = mohur__read_u64(&c);
    out->target     = mohur__read_u16(&c);
    out->reason     = mohur__read_u16(&c);
    out->not_after  = read_time(&c);
    out->parameters = mohur__read_bytes(&c, mohur__read_u32(&c));
    REQUIRE(ctx,
            mohur__cursor_end(&c) &&
                out->parameters.len <= MOHUR__ACT_PARAMETERS_MAX,
            MOHUR_E_FORMAT, "the request is cut, or something follows it");
    REQUIRE(
        ctx, out->act >= MOHUR_ACT_KEY_CREATE && out->act <= MOHUR_ACT_BACKUP,
        MOHUR_E_UNSUPPORTED, "the request is for act %u, which is not known",
        (unsigned)out->act);
    TRY(mohur__act_name(ctx, out, &name));

out:
    return st;
}

mohur_status
mohur__act_name(mohur_ctx *ctx, const struct mohur__act *act, mohur__bytes *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(act->parameters);

    *out = mohur__read_bytes(&c, mohur__read_u32(&c));
    REQUIRE(ctx,
            mohur__cursor_ok(&c) && out->len <= MOHUR__KEY_NAME_MAX &&
                mohur__utf8_valid(*out),
            MOHUR_E_FORMAT, "the request does not name what it is for");

out:
    return st;
}

void
mohur__approval_emit(const struct mohur__approval *a, struct mohur__buf *out)
{
    mohur__buf_bytes(out, MOHUR__BYTES(APPROVAL_MAGIC));
    mohur__buf_u32(out, FORMAT);
    mohur__buf_u64(out, (uint64_t)a->not_after);
    mohur__buf_bytes(out, MOHUR__BYTES(a->key_id));
    mohur__buf_u32(out, (uint32_t)a->signature_len);
    mohur__buf_bytes(out, mohur__bytes_of(a->signature, a->signature_len));
}

mohur_status
mohur__approval_parse(mohur_ctx *ctx,
                      mohur__bytes bytes,
                      struct mohur__approval *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(bytes);
    mohur__bytes signature = MOHUR__NOTHING;

    *out = (struct mohur__approval){0};
    TRY(head_parse(ctx, &c, MOHUR__BYTES(APPROVAL_MAGIC), "approval"));
    out->not_after = read_time(&c);
    mohur__read_into(&c, MOHUR__SPAN(out->key_id));
    signature = mohur__read_bytes(&c, mohur__read_u32(&c));
    REQUIRE(ctx,
            mohur__cursor_end(&c) && signature.len > 0 &&
                signature.len <= sizeof out->signature,
            MOHUR_E_FORMAT, "the approval is cut, or something follows it");
    out->signature_len = signature.len;
    mohur__copy(MOHUR__SPAN(out->signature), signature);

out:
    return st;
}

/* ---- signatures ---- */

/* The parameters are signed by their hash, all else as it is. */
static mohur_status
message_emit(mohur_ctx *ctx,
             const struct mohur__act *act,
             struct mohur__buf *out)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t digest[MOHUR__SHA256_LEN] = {0};

    mohur__buf_init(out, ctx, MESSAGE_MAX);
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, act->parameters,
                    MOHUR__SPAN(digest)));
    mohur__buf_bytes(out, MOHUR__LABEL_APPROVAL);
    fields_emit(act, out);
    mohur__buf_bytes(out, MOHUR__BYTES(digest));
    TRY(mohur__buf_status(out));

out:
    return st;
}

/* CT: leaks nothing of the key that signing does not. */
mohur_status
mohur__approval_make(mohur_ctx *ctx,
                     const struct mohur__act *act,
                     const mohur_key *key,
                     struct mohur__approval *out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__buf message = {0};

    REQUIRE(ctx,
            mohur_key_purpose(key) == MOHUR_PURPOSE_SIGN &&
                mohur_key_has_private(key),
            MOHUR_E_ARGUMENT,
            "an approval is signed with a private key that signs");
    REQUIRE(ctx, mohur__sign_signature_len(mohur_key_alg(key)) > 0,
            MOHUR_E_UNSUPPORTED, "%s signs no approvals; Ed25519 and ECDSA do",
            mohur_alg_name(mohur_key_alg(key)));
    *out = (struct mohur__approval){
        .not_after     = act->not_after,
        .signature_len = mohur__sign_signature_len(mohur_key_alg(key)),
    };
    mohur__copy(MOHUR__SPAN(out->key_id),
                mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN));
    TRY(message_emit(ctx, act, &message));
    TRY(mohur__key_sign(ctx, key, MOHUR_ALG_NONE, mohur__buf_view(&message),
                        mohur__span_of(out->signature, out->signature_len)));

out:
    mohur__buf_wipe(&message);
    return st;
}

mohur_status
mohur__approval_check(mohur_ctx *ctx,
                      const struct mohur__act *act,
                      const struct mohur__approval *a,
                      mohur__bytes spki)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__buf message = {0};
    mohur__bytes public_key   = MOHUR__NOTHING;
    mohur_alg alg             = MOHUR_ALG_NONE;
    struct mohur__act signed_ = *act;

    signed_.not_after = a->not_after;
    TRY(mohur__spki_parse(ctx, MOHUR_PURPOSE_SIGN, spki, &alg, &public_key));
    TRY(mohur__profile_allow(ctx, MOHUR_OP_VERIFY, alg, MOHUR_ALG_NONE, 0));
    TRY(message_emit(ctx, &signed_, &message));
    REQUIRE(ctx,
            mohur__sign_verify(
                ctx, alg, MOHUR_ALG_NONE, true, public_key,
                mohur__buf_view(&message),
                mohur__bytes_of(a->signature, a->signature_len)) == MOHUR_OK,
            MOHUR_E_AUTH,
            "an approval is not of this change, or was used before");

out:
    mohur__buf_wipe(&message);
    return st;
}

/* ---- for who approves ---- */

mohur_status
mohur_approval_read(mohur_ctx *ctx,
                    const uint8_t *request,
                    size_t request_len,
                    mohur_request_info *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__act act   = {0};
    mohur__bytes name       = MOHUR__NOTHING;
    mohur_request_info info = MOHUR_REQUEST_INFO_INIT;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL && out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the info was not made with its _INIT macro");
    REQUIRE(ctx, request != NULL, MOHUR_E_ARGUMENT, "request is NULL");
    TRY(mohur__request_parse(ctx, mohur__bytes_of(request, request_len), &act));
    TRY(mohur__act_name(ctx, &act, &name));
    info.size      = out->size;
    info.act       = act.act;
    info.version   = act.version;
    info.target    = act.target;
    info.not_after = act.not_after;
    mohur__copy(MOHUR__SPAN(info.store_id), MOHUR__BYTES(act.store_id));
    mohur__copy(MOHUR__SPAN(info.object_id), MOHUR__BYTES(act.object));
    mohur__copy(mohur__span_of((uint8_t *)info.name, MOHUR__KEY_NAME_MAX),
                name);
    *out = info;

out:
    return st;
}

mohur_status
mohur_approval_sign(mohur_ctx *ctx,
                    const uint8_t *request,
                    size_t request_len,
                    const mohur_key *key,
                    mohur_sink *sink)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__act act    = {0};
    struct mohur__approval a = {0};
    struct mohur__buf bytes  = {0};

    TRY(mohur__ctx_enter(ctx));
    mohur__buf_init(&bytes, ctx, MOHUR__APPROVAL_MAX);
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    REQUIRE(ctx, request != NULL, MOHUR_E_ARGUMENT, "request is NULL");
    TRY(mohur__request_parse(ctx, mohur__bytes_of(request, request_len), &act));
    TRY(mohur__key_require_protect(ctx, key));
    TRY(mohur__approval_make(ctx, &act, key, &a));
    mohur__approval_emit(&a, &bytes);
    TRY(mohur__buf_status(&bytes));
    TRY(mohur__sink_write(sink, mohur__buf_view(&bytes)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&bytes);
    return st;
}
