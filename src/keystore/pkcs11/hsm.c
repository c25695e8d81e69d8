/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/hsm.h"

#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/curve.h"
#include "keystore/pair.h"
#include "keystore/pkcs11/object.h"

/* Keys of a token: made, read back, used, destroyed. */

enum {
    PARAMS_MAX = 16,  /* DER of a curve's OID */
    POINT_MAX  = 160, /* DER of an octet string with a point */
    ANSWER_MAX = 256,
    VISIT_MAX  = 4096,
    ID_MAX     = 64
};

/* What a kind of key is in PKCS #11. */
struct kind {
    mohur_alg alg;
    enum mohur__oid curve;
    CK_ULONG type;
    CK_ULONG generate;
    CK_ULONG use; /* the mechanism that uses the private key */
};

static const struct kind KINDS[] = {
    {MOHUR_ALG_ECDSA_P256, MOHUR__OID_P256, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDSA},
    {MOHUR_ALG_ECDSA_P384, MOHUR__OID_P384, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDSA},
    {MOHUR_ALG_ED25519, MOHUR__OID_ED25519, CKK_EC_EDWARDS,
     CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA},
    {MOHUR_ALG_ECDH_P256, MOHUR__OID_P256, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDH1_DERIVE},
    {MOHUR_ALG_ECDH_P384, MOHUR__OID_P384, CKK_EC, CKM_EC_KEY_PAIR_GEN,
     CKM_ECDH1_DERIVE},
};

static bool
signs(const struct kind *kind)
{
    return kind->use != CKM_ECDH1_DERIVE;
}

static mohur_status
kind_of(mohur_ctx *ctx, mohur_alg alg, const struct kind **out)
{
    *out = KINDS; /* never NULL, for compilers that do not see who leaves */
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (KINDS[i].alg == alg) {
            *out = &KINDS[i];
            return MOHUR_OK;
        }
    }
    return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                        "a key of %s cannot live in a token; ECDSA-P256, "
                        "ECDSA-P384, Ed25519, ECDH-P256 and ECDH-P384 can",
                        mohur_alg_name(alg));
}

struct mohur__hsm_key
mohur__hsm_key_of(mohur_alg alg, const uint8_t *ring_id, uint32_t version)
{
    struct mohur__hsm_key key = {.alg = alg};

    mohur__copy(MOHUR__SPAN(key.id),
                mohur__bytes_of(ring_id, MOHUR__RING_ID_LEN));
    mohur__store32(key.id + MOHUR__RING_ID_LEN, version);
    return key;
}

mohur_status
mohur__hsm_supports(mohur_ctx *ctx, struct mohur__hsm *token, mohur_alg alg)
{
    mohur_status st         = MOHUR_OK;
    const struct kind *kind = NULL;
    struct mohur__session s = {.open = false};
    CK_MECHANISM_INFO info  = {0};
    CK_ULONG mechanisms[2]  = {0};

    TRY(kind_of(ctx, alg, &kind));
    TRY(mohur__session_begin(ctx, token, false, &s));
    mechanisms[0] = kind->generate;
    mechanisms[1] = kind->use;
    for (size_t i = 0; i < 2; i++) {
        TRY(mohur__session_result(
            &s, s.f->C_GetMechanismInfo(s.slot, mechanisms[i], &info),
            "know this algorithm"));
    }

out:
    mohur__session_end(&s);
    return st;
}

/* ---- making ---- */

/* The curve as an object identifier, in DER. */
static mohur__bytes
params_of(const struct kind *kind, mohur__span room)
{
    struct mohur__der d = {.len = 0};
    mohur__bytes out    = MOHUR__NOTHING;

    mohur__der_init(&d, room);
    mohur__der_oid(&d, kind->curve);
    (void)mohur__der_done(&d, &out);
    return out;
}

static void
add_name(struct mohur__template *t, mohur__bytes id, mohur__bytes label)
{
    mohur__template_flag(t, CKA_TOKEN, true);
    mohur__template_bytes(t, CKA_ID, id);
    mohur__template_bytes(t, CKA_LABEL, label);
}

mohur_status
mohur__hsm_generate(mohur_ctx *ctx,
                    struct mohur__hsm *token,
                    const struct mohur__hsm_key *key,
                    mohur__bytes label)
{
    mohur_status st                = MOHUR_OK;
    const struct kind *kind        = NULL;
    struct mohur__session s        = {.open = false};
    struct mohur__template public  = {.len = 0};
    struct mohur__template private = {.len = 0};
    uint8_t room[PARAMS_MAX]       = {0};
    CK_MECHANISM mechanism         = {0, NULL, 0};
    CK_OBJECT_HANDLE made[2]       = {0};

    TRY(kind_of(ctx, key->alg, &kind));
    add_name(&public, MOHUR__BYTES(key->id), label);
    mohur__template_flag(&public, CKA_PRIVATE, false);
    mohur__template_flag(&public, signs(kind) ? CKA_VERIFY : CKA_DERIVE, true);
    mohur__template_bytes(&public, CKA_EC_PARAMS,
                          params_of(kind, MOHUR__SPAN(room)));
    add_name(&private, MOHUR__BYTES(key->id), label);
    mohur__template_flag(&private, CKA_PRIVATE, true);
    mohur__template_flag(&private, CKA_SENSITIVE, true);
    mohur__template_flag(&private, CKA_EXTRACTABLE, false);
    mohur__template_flag(&private, signs(kind) ? CKA_SIGN : CKA_DERIVE, true);
    mechanism.mechanism = kind->generate;
    TRY(mohur__session_begin(ctx, token, true, &s));
    TRY(mohur__session_result(
        &s,
        s.f->C_GenerateKeyPair(s.handle, &mechanism, public.at, public.len,
                               private.at, private.len, &made[0], &made[1]),
        "make a key"));

out:
    mohur__session_end(&s);
    return st;
}

/* ---- reading back ---- */

/* The point in an octet string, as it should be, or as it is. */
static mohur__bytes
point_of(mohur__bytes value, size_t len)
{
    struct mohur__der_reader r;
    mohur__bytes inner;

    mohur__der_open(&r, value);
    inner = mohur__der_read_octets(&r);
    if (mohur__der_close(&r) && inner.len == len) {
        return inner;
    }
    return value;
}

static mohur_status
public_read(struct mohur__session *s,
            const struct kind *kind,
            CK_OBJECT_HANDLE object,
            mohur__span out)
{
    mohur_status st          = MOHUR_OK;
    uint8_t room[POINT_MAX]  = {0};
    uint8_t want[PARAMS_MAX] = {0};
    mohur__bytes value       = MOHUR__NOTHING;

    TRY(mohur__object_bytes(s, object, CKA_EC_PARAMS, MOHUR__SPAN(room),
                            &value));
    REQUIRE(s->ctx,
            mohur__bytes_equal(value, params_of(kind, MOHUR__SPAN(want))),
            MOHUR_E_BACKEND, "the token made a key on another curve");
    TRY(mohur__object_bytes(s, object, CKA_EC_POINT, MOHUR__SPAN(room),
                            &value));
    value = point_of(value, out.len);
    REQUIRE(s->ctx, value.len == out.len, MOHUR_E_BACKEND,
            "the token's public key has %zu bytes, not %zu", value.len,
            out.len);
    mohur__copy(out, value);

out:
    return st;
}

mohur_status
mohur__hsm_read(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur__span out_public,
                bool *found)
{
    mohur_status st          = MOHUR_OK;
    const struct kind *kind  = NULL;
    struct mohur__session s  = {.open = false};
    CK_OBJECT_HANDLE public  = 0;
    CK_OBJECT_HANDLE private = 0;
    bool both                = false;

    *found = false;
    TRY(kind_of(ctx, key->alg, &kind));
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(mohur__object_of(&s, CKO_PRIVATE_KEY, MOHUR__BYTES(key->id), &private,
                         found));
    TRY(mohur__object_of(&s, CKO_PUBLIC_KEY, MOHUR__BYTES(key->id), &public,
                         &both));
    *found = *found && both;
    if (*found) {
        TRY(mohur__object_kept(&s, private, kind->type));
        TRY(public_read(&s, kind, public, out_public));
        if (mohur__pair_check_public(
                ctx, key->alg, mohur__span_bytes(out_public)) != MOHUR_OK) {
            mohur__error_clear(ctx);
            FAIL(ctx, MOHUR_E_BACKEND, "the token's public key is not one");
        }
    }

out:
    mohur__session_end(&s);
    return st;
}

/* ---- destroying ---- */

mohur_status
mohur__hsm_destroy(mohur_ctx *ctx,
                   struct mohur__hsm *token,
                   const uint8_t id[MOHUR__HSM_ID_LEN])
{
    static const CK_ULONG classes[] = {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY};
    mohur_status st                 = MOHUR_OK;
    struct mohur__session s         = {.open = false};

    TRY(mohur__session_begin(ctx, token, true, &s));
    for (size_t i = 0; i < 2; i++) {
        CK_OBJECT_HANDLE object = 0;
        bool found              = false;

        TRY(mohur__object_of(&s, classes[i],
                             mohur__bytes_of(id, MOHUR__HSM_ID_LEN), &object,
                             &found));
        if (found) {
            TRY(mohur__session_result(
                &s, s.f->C_DestroyObject(s.handle, object), "destroy a key"));
        }
    }

out:
    mohur__session_end(&s);
    return st;
}

/* ---- using ---- */

static mohur_status
private_find(struct mohur__session *s,
             const struct mohur__hsm_key *key,
             CK_OBJECT_HANDLE *out)
{
    mohur_status st = MOHUR_OK;
    bool found      = false;

    TRY(mohur__object_of(s, CKO_PRIVATE_KEY, MOHUR__BYTES(key->id), out,
                         &found));
    REQUIRE(s->ctx, found, MOHUR_E_NO_KEY, "the key is not in its token");

out:
    return st;
}

mohur_status
mohur__hsm_sign(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur__bytes input,
                mohur__span out)
{
    mohur_status st          = MOHUR_OK;
    const struct kind *kind  = NULL;
    struct mohur__session s  = {.open = false};
    CK_OBJECT_HANDLE private = 0;
    CK_MECHANISM mechanism   = {0, NULL, 0};
    uint8_t room[ANSWER_MAX] = {0};
    CK_ULONG len             = sizeof room;
    CK_ATTRIBUTE view        = {0, NULL, 0};
    struct mohur__template t = {.len = 0};

    TRY(kind_of(ctx, key->alg, &kind));
    REQUIRE(ctx, signs(kind), MOHUR_E_ARGUMENT, "the key does not sign");
    mechanism.mechanism = kind->use;
    mohur__template_bytes(&t, 0, input);
    view = t.at[0];
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(private_find(&s, key, &private));
    TRY(mohur__session_result(
        &s, s.f->C_SignInit(s.handle, &mechanism, private), "sign"));
    TRY(mohur__session_result(
        &s, s.f->C_Sign(s.handle, view.pValue, view.ulValueLen, room, &len),
        "sign"));
    REQUIRE(ctx, len == out.len, MOHUR_E_BACKEND,
            "the token's signature has %lu bytes, not %zu", len, out.len);
    mohur__copy(out, mohur__bytes_of(room, out.len));

out:
    mohur__session_end(&s);
    return st;
}

/* The object that a derivation makes: gone with the session. */
static void
shared_template(struct mohur__template *t, size_t len)
{
    mohur__template_number(t, CKA_CLASS, CKO_SECRET_KEY);
    mohur__template_number(t, CKA_KEY_TYPE, CKK_GENERIC_SECRET);
    mohur__template_flag(t, CKA_TOKEN, false);
    mohur__template_flag(t, CKA_SENSITIVE, false);
    mohur__template_flag(t, CKA_EXTRACTABLE, true);
    mohur__template_number(t, CKA_VALUE_LEN, len);
}

/* CT: leaks the length. */
static mohur_status
shared_read(struct mohur__session *s, CK_OBJECT_HANDLE object, mohur__span out)
{
    mohur_status st    = MOHUR_OK;
    mohur__bytes value = MOHUR__NOTHING;

    TRY(mohur__object_bytes(s, object, CKA_VALUE, out, &value));
    REQUIRE(s->ctx, value.len == out.len, MOHUR_E_BACKEND,
            "the token's shared secret has %zu bytes, not %zu", value.len,
            out.len);

out:
    (void)s->f->C_DestroyObject(s->handle, object);
    return st;
}

/* CT: leaks nothing of the secret. */
mohur_status
mohur__hsm_agree(mohur_ctx *ctx,
                 struct mohur__hsm *token,
                 const struct mohur__hsm_key *key,
                 mohur__bytes theirs,
                 mohur__span out)
{
    mohur_status st               = MOHUR_OK;
    const struct kind *kind       = NULL;
    struct mohur__session s       = {.open = false};
    CK_OBJECT_HANDLE private      = 0;
    CK_OBJECT_HANDLE made         = 0;
    uint8_t point[POINT_MAX]      = {0};
    struct mohur__template t      = {.len = 0};
    CK_ECDH1_DERIVE_PARAMS params = {.kdf = CKD_NULL};
    CK_MECHANISM mechanism        = {CKM_ECDH1_DERIVE, &params, sizeof params};

    TRY(kind_of(ctx, key->alg, &kind));
    REQUIRE(ctx, !signs(kind) && theirs.len <= sizeof point, MOHUR_E_ARGUMENT,
            "the key does not agree");
    mohur__copy(MOHUR__SPAN(point), theirs);
    params.pPublicData     = point;
    params.ulPublicDataLen = theirs.len;
    shared_template(&t, out.len);
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(private_find(&s, key, &private));
    TRY(mohur__session_result(
        &s, s.f->C_DeriveKey(s.handle, &mechanism, private, t.at, t.len, &made),
        "open"));
    TRY(shared_read(&s, made, out));

out:
    mohur__session_end(&s);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

/* ---- whatever else is there ---- */

static mohur_status
visit_one(struct mohur__session *s,
          CK_OBJECT_HANDLE object,
          mohur__hsm_visit_fn *visit,
          void *user)
{
    mohur_status st      = MOHUR_OK;
    uint8_t room[ID_MAX] = {0};
    mohur__bytes id      = MOHUR__NOTHING;

    /* An id that is longer than ours can be is somebody else's. */
    st = mohur__object_bytes(s, object, CKA_ID, MOHUR__SPAN(room), &id);
    if (st == MOHUR_E_BACKEND) {
        mohur__error_clear(s->ctx);
        st = MOHUR_OK;
    }
    TRY(st);
    TRY(visit(user, id));

out:
    return st;
}

mohur_status
mohur__hsm_visit(mohur_ctx *ctx,
                 struct mohur__hsm *token,
                 mohur__hsm_visit_fn *visit,
                 void *user)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__session s  = {.open = false};
    struct mohur__template t = {.len = 0};
    CK_OBJECT_HANDLE *all    = NULL;
    void *block              = NULL;
    size_t n                 = 0;

    TRY(mohur__alloc_array(ctx, VISIT_MAX, sizeof *all, &block));
    all = block;
    mohur__template_number(&t, CKA_CLASS, CKO_PRIVATE_KEY);
    mohur__template_flag(&t, CKA_TOKEN, true);
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(mohur__objects_find(&s, &t, all, VISIT_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(visit_one(&s, all[i], visit, user));
    }

out:
    mohur__session_end(&s);
    mohur__free(all);
    return st;
}
