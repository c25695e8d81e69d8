/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs11/object.h"

#include "base/guard.h"

enum {
    ATTRIBUTES = 7
};

/* ---- templates ---- */

static void
add(struct mohur__template *t, CK_ULONG type, void *value, CK_ULONG len)
{
    t->at[t->len] = (CK_ATTRIBUTE){type, value, len};
    t->len++;
}

void
mohur__template_number(struct mohur__template *t, CK_ULONG type, CK_ULONG v)
{
    CK_ULONG *place = &t->number[t->len];

    *place = v;
    add(t, type, place, sizeof *place);
}

void
mohur__template_flag(struct mohur__template *t, CK_ULONG type, bool v)
{
    CK_BYTE *place = &t->flag[t->len];

    *place = v ? CK_TRUE : CK_FALSE;
    add(t, type, place, sizeof *place);
}

/* The standard's pointers are not const, also where a module only reads. */
static void *
unconst(mohur__bytes b)
{
    void *out = NULL;

    mohur__copy(mohur__span_of((uint8_t *)&out, sizeof out),
                mohur__bytes_of(&b.data, sizeof b.data));
    return out;
}

void
mohur__template_bytes(struct mohur__template *t, CK_ULONG type, mohur__bytes v)
{
    add(t, type, unconst(v), v.len);
}

/* ---- finding ---- */

/* A module gives them in as many parts as it likes. */
static mohur_status
find_all(struct mohur__session *s,
         CK_OBJECT_HANDLE *out,
         size_t cap,
         size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    CK_ULONG n      = 1;

    while (n > 0 && *out_len < cap) {
        TRY(mohur__session_result(
            s,
            s->f->C_FindObjects(s->handle, &out[*out_len], cap - *out_len, &n),
            "find a key"));
        REQUIRE(s->ctx, n <= cap - *out_len, MOHUR_E_BACKEND,
                "the token found more objects than it was asked for");
        *out_len += n;
    }

out:
    return st;
}

mohur_status
mohur__objects_find(struct mohur__session *s,
                    struct mohur__template *t,
                    CK_OBJECT_HANDLE *out,
                    size_t cap,
                    size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    bool begun      = false;

    *out_len = 0;
    TRY(mohur__session_result(
        s, s->f->C_FindObjectsInit(s->handle, t->at, t->len), "find a key"));
    begun = true;
    TRY(find_all(s, out, cap, out_len));

out:
    if (begun) {
        (void)s->f->C_FindObjectsFinal(s->handle);
    }
    return st;
}

mohur_status
mohur__object_of(struct mohur__session *s,
                 CK_ULONG class,
                 mohur__bytes id,
                 CK_OBJECT_HANDLE *out,
                 bool *found)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__template t  = {.len = 0};
    CK_OBJECT_HANDLE match[2] = {0};
    size_t n                  = 0;

    *found = false;
    mohur__template_number(&t, CKA_CLASS, class);
    mohur__template_flag(&t, CKA_TOKEN, true);
    mohur__template_bytes(&t, CKA_ID, id);
    TRY(mohur__objects_find(s, &t, match, 2, &n));
    REQUIRE(s->ctx, n < 2, MOHUR_E_BACKEND,
            "the token has two keys with one CKA_ID");
    *found = n == 1;
    *out   = match[0];

out:
    return st;
}

/* ---- attributes ---- */

mohur_status
mohur__object_bytes(struct mohur__session *s,
                    CK_OBJECT_HANDLE object,
                    CK_ULONG type,
                    mohur__span room,
                    mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;
    CK_ATTRIBUTE a  = {type, room.data, room.len};

    *out = MOHUR__NOTHING;
    TRY(mohur__session_result(
        s, s->f->C_GetAttributeValue(s->handle, object, &a, 1),
        "tell of a key"));
    REQUIRE(s->ctx, a.ulValueLen <= room.len, MOHUR_E_BACKEND,
            "the token tells more of a key than there is room for");
    *out = mohur__bytes_of(room.data, a.ulValueLen);

out:
    return st;
}

mohur_status
mohur__object_flag_is(struct mohur__session *s,
                      CK_OBJECT_HANDLE object,
                      CK_ULONG type,
                      bool want,
                      bool *out)
{
    mohur_status st    = MOHUR_OK;
    CK_BYTE room[1]    = {0};
    mohur__bytes value = MOHUR__NOTHING;

    TRY(mohur__object_bytes(s, object, type, MOHUR__SPAN(room), &value));
    *out = value.len == 1 && room[0] == (want ? CK_TRUE : CK_FALSE);

out:
    return st;
}

mohur_status
mohur__object_number_is(struct mohur__session *s,
                        CK_OBJECT_HANDLE object,
                        CK_ULONG type,
                        CK_ULONG want,
                        bool *out)
{
    mohur_status st    = MOHUR_OK;
    CK_ULONG number    = 0;
    mohur__bytes value = MOHUR__NOTHING;

    TRY(mohur__object_bytes(s, object, type,
                            mohur__span_of((uint8_t *)&number, sizeof number),
                            &value));
    *out = value.len == sizeof number && number == want;

out:
    return st;
}

/* ---- what may never leave ---- */

mohur_status
mohur__object_kept(struct mohur__session *s,
                   CK_OBJECT_HANDLE object,
                   CK_ULONG key_type)
{
    static const struct {
        CK_ULONG type;
        bool want;
        const char *words;
    } wanted[ATTRIBUTES - 1] = {
        {CKA_TOKEN, true, "would not stay in the token"},
        {CKA_PRIVATE, true, "is there for everybody"},
        {CKA_SENSITIVE, true, "can be read"},
        {CKA_EXTRACTABLE, false, "can leave the token"},
        {CKA_ALWAYS_SENSITIVE, true, "could be read once"},
        {CKA_NEVER_EXTRACTABLE, true, "could leave the token once"},
    };
    mohur_status st = MOHUR_OK;
    bool right      = false;

    for (size_t i = 0; i < ATTRIBUTES - 1; i++) {
        TRY(mohur__object_flag_is(s, object, wanted[i].type, wanted[i].want,
                                  &right));
        REQUIRE(s->ctx, right, MOHUR_E_BACKEND,
                "a key that %s is not taken from a token", wanted[i].words);
    }
    TRY(mohur__object_flag_is(s, object, CKA_LOCAL, true, &right));
    REQUIRE(s->ctx, right, MOHUR_E_BACKEND,
            "a key that was not made there is not taken from a token");
    TRY(mohur__object_number_is(s, object, CKA_KEY_TYPE, key_type, &right));
    REQUIRE(s->ctx, right, MOHUR_E_BACKEND,
            "the token made a key of another kind");

out:
    return st;
}
