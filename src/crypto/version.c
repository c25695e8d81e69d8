/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/version.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/io.h"
#include "crypto/backends.h"

/*
 * What this build is, for people and for reports.  All text below is ours
 * or a version number, so none of it needs escaping in JSON.
 */
enum {
    INFO_MAX = 64 * 1024,
    ALG_END  = 0x0800 /* beyond every number of an algorithm */
};

const char *
mohur_version(void)
{
    return MOHUR_VERSION;
}

uint32_t
mohur_abi(void)
{
    return MOHUR_ABI;
}

static void
emit(struct mohur__buf *b, const char *text)
{
    mohur__buf_bytes(b, mohur__bytes_text(text));
}

/* "name": "value", after a comma unless it is the first of its object. */
static void
emit_member(struct mohur__buf *b,
            bool first,
            const char *name,
            const char *value)
{
    emit(b, first ? "\"" : ", \"");
    emit(b, name);
    emit(b, "\": \"");
    emit(b, value);
    emit(b, "\"");
}

static void
emit_backends(struct mohur__buf *b)
{
    bool first = true;

    emit(b, ", \"backends\": {");
    for (uint32_t i = MOHUR_BACKEND_SODIUM; i <= MOHUR_BACKEND_IPSECMB; i++) {
        const char *version = mohur__backend_version((mohur_backend)i);

        if (version[0] != '\0') {
            emit_member(b, first, mohur__backend_name((mohur_backend)i),
                        version);
            first = false;
        }
    }
    emit(b, "}");
}

/* For each algorithm that ctx has, the backend that does it. */
static void
emit_algorithms(struct mohur__buf *b, const mohur_ctx *ctx)
{
    bool first = true;

    emit(b, ", \"algorithms\": {");
    for (uint32_t i = 0; i < ALG_END; i++) {
        mohur_alg alg         = (mohur_alg)i;
        mohur_backend backend = mohur__backends_of(ctx, alg);

        if (backend != MOHUR_BACKEND_DEFAULT) {
            emit_member(b, first, mohur_alg_name(alg),
                        mohur__backend_name(backend));
            first = false;
        }
    }
    emit(b, "}");
}

/* The same for making signatures, which may be another backend's work. */
static void
emit_signers(struct mohur__buf *b, const mohur_ctx *ctx)
{
    bool first = true;

    emit(b, ", \"signers\": {");
    for (uint32_t i = 0; i < ALG_END; i++) {
        const struct mohur__signer_ops *t =
            mohur__backends_signer(ctx, (mohur_alg)i);

        if (t != NULL) {
            emit_member(b, first, mohur_alg_name(t->alg),
                        mohur__backend_name(t->backend));
            first = false;
        }
    }
    emit(b, "}");
}

mohur_status
mohur_build_info(mohur_ctx *ctx, mohur_sink *sink)
{
    mohur_status st     = mohur__ctx_enter(ctx);
    struct mohur__buf b = {0};

    if (st != MOHUR_OK) {
        return st;
    }
    mohur__buf_init(&b, ctx, INFO_MAX);
    TRY(mohur__sink_check(ctx, sink));
    emit(&b, "{\"schema\": \"mohur-build-info\", \"version\": 1");
    emit_member(&b, false, "library", MOHUR_VERSION);
    emit_backends(&b);
    emit_algorithms(&b, ctx);
    emit_signers(&b, ctx);
    emit(&b, mohur__kem_available(ctx, MOHUR_ALG_X_WING)
                 ? ", \"post_quantum\": true}\n"
                 : ", \"post_quantum\": false}\n");
    TRY(mohur__buf_status(&b));
    TRY(mohur__sink_write(sink, mohur__buf_view(&b)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&b);
    return st;
}
