/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/hsm.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "keystore/pkcs11/kind.h"
#include "keystore/pkcs11/object.h"
#include "keystore/rsa_key.h"

/* Keys of a token: used, destroyed, counted; born.c makes them. */

enum {
    POINT_MAX  = 97,
    ANSWER_MAX = 512,
    VISIT_MAX  = 4096,
    ID_MAX     = 64
};

mohur_status
mohur__hsm_connect(mohur_ctx *ctx, struct mohur__hsm *token)
{
    struct mohur__session s = {.open = false};
    mohur_status st         = mohur__session_begin(ctx, token, false, &s);

    mohur__session_end(&s);
    return st;
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
mohur__hsm_supports(mohur_ctx *ctx,
                    struct mohur__hsm *token,
                    mohur_alg alg,
                    uint32_t bits)
{
    mohur_status st                      = MOHUR_OK;
    const struct mohur__token_kind *kind = NULL;
    struct mohur__session s              = {.open = false};
    CK_MECHANISM_INFO info               = {0};
    CK_ULONG mechanisms[2]               = {0};

    TRY(mohur__token_kind_of(ctx, alg, &kind));
    REQUIRE(ctx, kind->type != CKK_RSA || bits == MOHUR__RSA_DEFAULT_BITS,
            MOHUR_E_UNSUPPORTED, "an RSA key in a token has %d bits",
            MOHUR__RSA_DEFAULT_BITS);
    TRY(mohur__session_begin(ctx, token, false, &s));
    mechanisms[0] = kind->generate;
    mechanisms[1] = kind->use;
    for (size_t i = 0; i < 2; i++) {
        TRY(mohur__session_result(
            &s, s.f->C_GetMechanismInfo(s.slot, mechanisms[i], &info),
            "know this algorithm"));
        REQUIRE(ctx, kind->type != CKK_RSA || info.ulMaxKeySize >= bits,
                MOHUR_E_UNSUPPORTED,
                "the token has RSA keys of %lu bits at most",
                info.ulMaxKeySize);
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
    static const CK_ULONG classes[] = {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY,
                                       CKO_SECRET_KEY};
    mohur_status st                 = MOHUR_OK;
    struct mohur__session s         = {.open = false};

    TRY(mohur__session_begin(ctx, token, true, &s));
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
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

/* The salt is as long as the hash, which MGF1 uses too (crypto/rsa.h). */
static CK_RSA_PKCS_PSS_PARAMS
pss_of(mohur_alg hash)
{
    CK_RSA_PKCS_PSS_PARAMS out = {CKM_SHA256, CKG_MGF1_SHA256,
                                  mohur__hash_len(hash)};

    if (hash == MOHUR_ALG_SHA_384) {
        out.hashAlg = CKM_SHA384;
        out.mgf     = CKG_MGF1_SHA384;
    }
    if (hash == MOHUR_ALG_SHA_512) {
        out.hashAlg = CKM_SHA512;
        out.mgf     = CKG_MGF1_SHA512;
    }
    return out;
}

mohur_status
mohur__hsm_sign(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur_alg hash,
                mohur__bytes input,
                mohur__span out)
{
    mohur_status st                      = MOHUR_OK;
    const struct mohur__token_kind *kind = NULL;
    struct mohur__session s              = {.open = false};
    CK_OBJECT_HANDLE private             = 0;
    CK_MECHANISM mechanism               = {0, NULL, 0};
    uint8_t room[ANSWER_MAX]             = {0};
    CK_ULONG len                         = sizeof room;
    CK_ATTRIBUTE view                    = {0, NULL, 0};
    struct mohur__template t             = {.len = 0};
    CK_RSA_PKCS_PSS_PARAMS pss           = pss_of(hash);

    TRY(mohur__token_kind_of(ctx, key->alg, &kind));
    REQUIRE(ctx, mohur__token_kind_signs(kind), MOHUR_E_ARGUMENT,
            "the key does not sign");
    if (kind->use == CKM_RSA_PKCS_PSS) {
        mechanism = (CK_MECHANISM){0, &pss, sizeof pss};
    }
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
    mohur_status st                      = MOHUR_OK;
    const struct mohur__token_kind *kind = NULL;
    struct mohur__session s              = {.open = false};
    CK_OBJECT_HANDLE private             = 0;
    CK_OBJECT_HANDLE made                = 0;
    uint8_t point[POINT_MAX]             = {0};
    struct mohur__template t             = {.len = 0};
    CK_ECDH1_DERIVE_PARAMS params        = {.kdf = CKD_NULL};
    CK_MECHANISM mechanism = {CKM_ECDH1_DERIVE, &params, sizeof params};

    TRY(mohur__token_kind_of(ctx, key->alg, &kind));
    REQUIRE(ctx, !mohur__token_kind_signs(kind) && theirs.len <= sizeof point,
            MOHUR_E_ARGUMENT, "the key does not agree");
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

/* Those of one kind; room has VISIT_MAX places. */
static mohur_status
visit_all(struct mohur__session *s,
          struct mohur__template *t,
          CK_OBJECT_HANDLE *room,
          mohur__hsm_visit_fn *visit,
          void *user)
{
    mohur_status st = MOHUR_OK;
    size_t n        = 0;

    mohur__template_flag(t, CKA_TOKEN, true);
    TRY(mohur__objects_find(s, t, room, VISIT_MAX, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(visit_one(s, room[i], visit, user));
    }

out:
    return st;
}

mohur_status
mohur__hsm_visit(mohur_ctx *ctx,
                 struct mohur__hsm *token,
                 mohur__hsm_visit_fn *visit,
                 void *user)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__session s        = {.open = false};
    struct mohur__template private = {.len = 0};
    struct mohur__template aes     = {.len = 0};
    void *room                     = NULL;

    TRY(mohur__alloc_array(ctx, VISIT_MAX, sizeof(CK_OBJECT_HANDLE), &room));
    mohur__template_number(&private, CKA_CLASS, CKO_PRIVATE_KEY);
    mohur__template_number(&aes, CKA_CLASS, CKO_SECRET_KEY);
    mohur__template_number(&aes, CKA_KEY_TYPE, CKK_AES);
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(visit_all(&s, &private, room, visit, user));
    TRY(visit_all(&s, &aes, room, visit, user));

out:
    mohur__session_end(&s);
    mohur__free(room);
    return st;
}
