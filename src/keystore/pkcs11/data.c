/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/hsm.h"

#include "base/guard.h"
#include "keystore/pkcs11/object.h"

/*
 * Data objects of a token.  One that is changed in place would be lost with a
 * token that stops meanwhile, so a new one is made and the old destroyed.
 * Only private ones count: the others are written without a PIN.
 */
enum {
    OBJECTS_MAX = 8,
    VALUE_MAX   = 512
};

struct objects {
    CK_OBJECT_HANDLE at[OBJECTS_MAX];
    size_t len;
};

/* What names them, to find them by and to make one with. */
static void
add_name(struct mohur__template *t, mohur__bytes label)
{
    mohur__template_number(t, CKA_CLASS, CKO_DATA);
    mohur__template_flag(t, CKA_TOKEN, true);
    mohur__template_flag(t, CKA_PRIVATE, true);
    mohur__template_bytes(t, CKA_APPLICATION, MOHUR__TEXT("mohur"));
    mohur__template_bytes(t, CKA_LABEL, label);
}

static mohur_status
data_find(struct mohur__session *s, mohur__bytes label, struct objects *out)
{
    struct mohur__template t = {.len = 0};

    add_name(&t, label);
    return mohur__objects_find(s, &t, out->at, OBJECTS_MAX, &out->len);
}

static mohur_status
value_read(struct mohur__session *s, CK_OBJECT_HANDLE object, mohur__span out)
{
    mohur_status st         = MOHUR_OK;
    uint8_t room[VALUE_MAX] = {0};
    mohur__bytes value      = MOHUR__NOTHING;

    TRY(mohur__object_bytes(s, object, CKA_VALUE, MOHUR__SPAN(room), &value));
    REQUIRE(s->ctx, value.len == out.len, MOHUR_E_FORMAT,
            "the data in the token has %zu bytes, not %zu", value.len, out.len);
    mohur__copy(out, value);

out:
    return st;
}

mohur_status
mohur__hsm_data_read(mohur_ctx *ctx,
                     struct mohur__hsm *token,
                     mohur__bytes label,
                     size_t record,
                     mohur__span room,
                     size_t *out_len)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__session s = {.open = false};
    struct objects found    = {.len = 0};

    *out_len = 0;
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(data_find(&s, label, &found));
    REQUIRE(ctx, found.len * record <= room.len, MOHUR_E_BACKEND,
            "the token has %zu objects of one label; remove those that are "
            "too many",
            found.len);
    for (size_t i = 0; i < found.len; i++) {
        TRY(value_read(&s, found.at[i],
                       mohur__span_sub(room, i * record, record)));
    }
    *out_len = found.len * record;

out:
    mohur__session_end(&s);
    return st;
}

static mohur_status
data_make(struct mohur__session *s, mohur__bytes label, mohur__bytes value)
{
    struct mohur__template t = {.len = 0};
    CK_OBJECT_HANDLE made    = 0;

    add_name(&t, label);
    mohur__template_bytes(&t, CKA_VALUE, value);
    return mohur__session_result(
        s, s->f->C_CreateObject(s->handle, t.at, t.len, &made), "keep data");
}

/* Another writer may have been here first. */
static mohur_status
data_destroy(struct mohur__session *s, CK_OBJECT_HANDLE object)
{
    CK_RV rv = s->f->C_DestroyObject(s->handle, object);

    return rv == CKR_OBJECT_HANDLE_INVALID
               ? MOHUR_OK
               : mohur__session_result(s, rv, "destroy data");
}

mohur_status
mohur__hsm_data_write(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes label,
                      mohur__bytes value)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__session s = {.open = false};
    struct objects old      = {.len = 0};

    TRY(mohur__session_begin(ctx, token, true, &s));
    TRY(data_find(&s, label, &old));
    TRY(data_make(&s, label, value));
    for (size_t i = 0; i < old.len; i++) {
        TRY(data_destroy(&s, old.at[i]));
    }

out:
    mohur__session_end(&s);
    return st;
}
