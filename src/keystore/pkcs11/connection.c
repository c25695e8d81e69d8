/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs11/connection.h"

#include "base/ct.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_library.h"
#include "base/os_thread.h"
#include "base/secret.h"

#include <stdatomic.h>

enum {
    SLOTS_MAX = 64,
    MARK_LEN  = 16
};

struct mohur__hsm {
    atomic_uint refs;
    struct mohur__secret *mark; /* alive in the process that made it */
    struct mohur__token_uri uri;
    struct mohur__hsm_pin pin;

    struct mohur__mutex lock; /* over what follows */
    bool connected;
    const CK_FUNCTION_LIST *f;
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE first; /* keeps the login */
};

/* ---- made and released ---- */

mohur_status
mohur__hsm_new(mohur_ctx *ctx,
               const struct mohur__token_uri *uri,
               struct mohur__hsm_pin pin,
               struct mohur__hsm **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__hsm *token = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &token));
    atomic_init(&token->refs, 1);
    mohur__mutex_init(&token->lock);
    token->uri = *uri;
    token->pin = pin;
    TRY(mohur__secret_random(ctx, MARK_LEN, &token->mark));
    *out  = token;
    token = NULL;

out:
    mohur__hsm_free(token);
    return st;
}

struct mohur__hsm *
mohur__hsm_hold(struct mohur__hsm *token)
{
    atomic_fetch_add(&token->refs, 1);
    return token;
}

bool
mohur__hsm_alive(const struct mohur__hsm *token)
{
    return mohur__secret_alive(token->mark);
}

/* The login goes with the last session; in a forked child both are the
 * parent's. */
static void
disconnect(struct mohur__hsm *token)
{
    if (token->connected && mohur__hsm_alive(token)) {
        (void)token->f->C_CloseSession(token->first);
    }
    token->connected = false;
}

void
mohur__hsm_free(struct mohur__hsm *token)
{
    if (token == NULL || atomic_fetch_sub(&token->refs, 1) != 1) {
        return;
    }
    disconnect(token);
    mohur__mutex_destroy(&token->lock);
    mohur__secret_free(token->mark);
    mohur__free(token);
}

const struct mohur__token_uri *
mohur__hsm_uri_of(const struct mohur__hsm *token)
{
    return &token->uri;
}

static const char *
name_of(const struct mohur__hsm *token)
{
    return token->uri.token[0] != '\0' ? token->uri.token : token->uri.serial;
}

/* ---- what the module answers ---- */

static const struct {
    CK_RV rv;
    mohur_status status;
    bool gone; /* what was connected is no more */
    const char *words;
} ANSWERS[] = {
    {CKR_HOST_MEMORY, MOHUR_E_NO_MEMORY, false, "it has no memory left"},
    {CKR_DEVICE_MEMORY, MOHUR_E_IO, false, "the token is full"},
    {CKR_DEVICE_REMOVED, MOHUR_E_IO, true, "the token was taken away"},
    {CKR_DEVICE_ERROR, MOHUR_E_IO, true, "the token has failed"},
    {CKR_TOKEN_NOT_PRESENT, MOHUR_E_IO, true, "the token is not there"},
    {CKR_TOKEN_WRITE_PROTECTED, MOHUR_E_IO, false, "it cannot be written"},
    {CKR_SESSION_CLOSED, MOHUR_E_IO, true, "somebody ended its session"},
    {CKR_SESSION_HANDLE_INVALID, MOHUR_E_IO, true, "its session has ended"},
    {CKR_USER_NOT_LOGGED_IN, MOHUR_E_IO, true, "somebody logged it out"},
    {CKR_CRYPTOKI_NOT_INITIALIZED, MOHUR_E_IO, true, "the module was ended"},
    {CKR_SESSION_COUNT, MOHUR_E_BUSY, false, "it has no session left; later"},
    {CKR_PIN_INVALID, MOHUR_E_PASSPHRASE, false, "the PIN is wrong"},
    {CKR_PIN_LEN_RANGE, MOHUR_E_PASSPHRASE, false, "the PIN is wrong"},
    {CKR_PIN_EXPIRED, MOHUR_E_PASSPHRASE, false, "the PIN must be changed"},
    {CKR_PIN_LOCKED, MOHUR_E_PASSPHRASE, false,
     "the PIN is locked; its security officer unlocks it"},
    {CKR_USER_PIN_NOT_INITIALIZED, MOHUR_E_PASSPHRASE, false,
     "the token has no PIN yet"},
    {CKR_MECHANISM_INVALID, MOHUR_E_UNSUPPORTED, false, "it cannot do that"},
    {CKR_MECHANISM_PARAM_INVALID, MOHUR_E_UNSUPPORTED, false,
     "it cannot do that"},
    {CKR_DOMAIN_PARAMS_INVALID, MOHUR_E_UNSUPPORTED, false,
     "it does not have this curve"},
    {CKR_CURVE_NOT_SUPPORTED, MOHUR_E_UNSUPPORTED, false,
     "it does not have this curve"},
    {CKR_FUNCTION_NOT_SUPPORTED, MOHUR_E_UNSUPPORTED, false,
     "it cannot do that"},
    {CKR_KEY_HANDLE_INVALID, MOHUR_E_NO_KEY, false, "the key is not in it"},
    {CKR_OBJECT_HANDLE_INVALID, MOHUR_E_NO_KEY, false, "the key is not in it"},
};

/* *gone becomes true for an answer that ends the connection. */
static mohur_status
result(mohur_ctx *ctx,
       const struct mohur__hsm *token,
       CK_RV rv,
       const char *what,
       bool *gone)
{
    const char *name = name_of(token);

    if (rv == CKR_OK) {
        return MOHUR_OK;
    }
    for (size_t i = 0; i < sizeof ANSWERS / sizeof ANSWERS[0]; i++) {
        if (ANSWERS[i].rv == rv) {
            *gone = *gone || ANSWERS[i].gone;
            return mohur__error(ctx, ANSWERS[i].status,
                                "token %s does not %s: %s", name, what,
                                ANSWERS[i].words);
        }
    }
    return mohur__error(ctx, MOHUR_E_BACKEND,
                        "token %s does not %s (CKR 0x%lx)", name, what, rv);
}

/* ---- the module and the slot ---- */

/* Whoever is in the process with us may have begun already. */
static mohur_status
module_begin(mohur_ctx *ctx, struct mohur__hsm *token)
{
    mohur_status st           = MOHUR_OK;
    mohur__os_function *entry = NULL;
    CK_FUNCTION_LIST *f       = NULL;
    CK_C_INITIALIZE_ARGS args = {.flags = CKF_OS_LOCKING_OK};
    CK_RV rv                  = CKR_OK;
    bool gone                 = false;

    TRY(mohur__os_library_function(ctx, token->uri.module, "C_GetFunctionList",
                                   &entry));
    rv = ((CK_GET_FUNCTION_LIST *)entry)(&f);
    REQUIRE(ctx, rv == CKR_OK && f != NULL && f->version.major >= 2,
            MOHUR_E_UNSUPPORTED, "%s is no module of PKCS#11",
            token->uri.module);
    rv = f->C_Initialize(&args);
    if (rv != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
        TRY(result(ctx, token, rv, "begin", &gone));
    }
    token->f = f;

out:
    return st;
}

/* A field of blanks at the end against what the URI says of it. */
static bool
field_is(const CK_BYTE *field, size_t field_len, const char *want)
{
    mohur__bytes text = mohur__bytes_text(want);

    if (text.len == 0) {
        return true;
    }
    while (field_len > 0 && field[field_len - 1] == ' ') {
        field_len--;
    }
    return mohur__bytes_equal(text, mohur__bytes_of(field, field_len));
}

static bool
is_the_one(const struct mohur__token_uri *uri, const CK_TOKEN_INFO *info)
{
    return (info->flags & CKF_TOKEN_INITIALIZED) != 0 &&
           field_is(info->label, sizeof info->label, uri->token) &&
           field_is(info->manufacturerID, sizeof info->manufacturerID,
                    uri->manufacturer) &&
           field_is(info->model, sizeof info->model, uri->model) &&
           field_is(info->serialNumber, sizeof info->serialNumber, uri->serial);
}

/* The one token that the URI describes. */
static mohur_status
slot_find(mohur_ctx *ctx, struct mohur__hsm *token, CK_TOKEN_INFO *out)
{
    mohur_status st             = MOHUR_OK;
    CK_SLOT_ID slots[SLOTS_MAX] = {0};
    CK_ULONG n                  = SLOTS_MAX;
    size_t found                = 0;
    bool gone                   = false;

    TRY(result(ctx, token, token->f->C_GetSlotList(CK_TRUE, slots, &n),
               "list its slots", &gone));
    REQUIRE(ctx, n <= SLOTS_MAX, MOHUR_E_BACKEND,
            "the module says that it has %lu slots", n);
    for (size_t i = 0; i < n; i++) {
        CK_TOKEN_INFO info = {.flags = 0};

        if (token->f->C_GetTokenInfo(slots[i], &info) == CKR_OK &&
            is_the_one(&token->uri, &info)) {
            token->slot = slots[i];
            *out        = info;
            found++;
        }
    }
    REQUIRE(ctx, found > 0, MOHUR_E_IO, "token %s is not there",
            name_of(token));
    REQUIRE(ctx, found == 1, MOHUR_E_ARGUMENT,
            "there are %zu tokens like %s; serial=NUMBER says which", found,
            name_of(token));

out:
    return st;
}

/* ---- login ---- */

/* CT: leaks the length of the PIN. */
static mohur_status
pin_get(mohur_ctx *ctx, const struct mohur__hsm *token, mohur__span *out)
{
    mohur_status st = MOHUR_OK;
    size_t len      = 0;
    int32_t failed  = 1;

    if (token->pin.fn != NULL) {
        ctx->in_callback = true;
        failed =
            token->pin.fn(token->pin.user, name_of(token),
                          token->uri.pin_source, out->data, out->len, &len);
        ctx->in_callback = false;
    }
    REQUIRE(ctx, failed == 0 && len > 0 && len <= out->len, MOHUR_E_PASSPHRASE,
            "nobody gave the PIN of token %s", name_of(token));
    out->len = len;

out:
    return st;
}

/* The tries that are left are few; a wrong PIN is never shown again by us. */
static const char *
tries_left(const struct mohur__hsm *token)
{
    CK_TOKEN_INFO info = {.flags = 0};

    if (token->f->C_GetTokenInfo(token->slot, &info) != CKR_OK) {
        return "";
    }
    if ((info.flags & CKF_USER_PIN_LOCKED) != 0) {
        return "; it is locked now";
    }
    if ((info.flags & CKF_USER_PIN_FINAL_TRY) != 0) {
        return "; one try is left";
    }
    return (info.flags & CKF_USER_PIN_COUNT_LOW) != 0 ? "; few tries are left"
                                                      : "";
}

static mohur_status
pin_wrong(mohur_ctx *ctx, const struct mohur__hsm *token)
{
    return mohur__error(ctx, MOHUR_E_PASSPHRASE,
                        "the PIN of token %s is wrong%s", name_of(token),
                        tries_left(token));
}

/* CT: leaks the length of the PIN, and whether it was the one. */
static mohur_status
pin_show(mohur_ctx *ctx,
         struct mohur__hsm *token,
         const CK_TOKEN_INFO *info,
         bool *gone)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    mohur__span pin            = {NULL, 0};
    CK_RV rv                   = CKR_OK;

    REQUIRE(ctx, (info->flags & CKF_USER_PIN_LOCKED) == 0, MOHUR_E_PASSPHRASE,
            "the PIN of token %s is locked; its security officer unlocks it",
            name_of(token));
    if ((info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0) {
        TRY(mohur__secret_new(ctx, MOHUR_PIN_MAX, &room));
        pin = mohur__secret_span(room);
        TRY(pin_get(ctx, token, &pin));
    }
    rv = token->f->C_Login(token->first, CKU_USER, pin.data, pin.len);
    if (rv != CKR_USER_ALREADY_LOGGED_IN) {
        TRY(rv == CKR_PIN_INCORRECT
                ? pin_wrong(ctx, token)
                : result(ctx, token, rv, "let us in", gone));
    }

out:
    mohur__secret_free(room);
    return st;
}

/* Somebody in this process may have done so already. */
static bool
is_logged_in(const struct mohur__hsm *token)
{
    CK_SESSION_INFO info = {0};

    return token->f->C_GetSessionInfo(token->first, &info) == CKR_OK &&
           (info.state == CKS_RO_USER_FUNCTIONS ||
            info.state == CKS_RW_USER_FUNCTIONS);
}

/* Under the lock. */
static mohur_status
connection_make(mohur_ctx *ctx, struct mohur__hsm *token)
{
    mohur_status st    = MOHUR_OK;
    CK_TOKEN_INFO info = {.flags = 0};
    bool gone          = false;
    bool opened        = false;

    TRY(module_begin(ctx, token));
    TRY(slot_find(ctx, token, &info));
    TRY(result(ctx, token,
               token->f->C_OpenSession(token->slot, CKF_SERIAL_SESSION, NULL,
                                       NULL, &token->first),
               "open a session", &gone));
    opened = true;
    if ((info.flags & CKF_LOGIN_REQUIRED) != 0 && !is_logged_in(token)) {
        TRY(pin_show(ctx, token, &info, &gone));
    }
    token->connected = true;

out:
    if (st != MOHUR_OK && opened) {
        (void)token->f->C_CloseSession(token->first);
    }
    return st;
}

/* ---- sessions ---- */

mohur_status
mohur__session_result(struct mohur__session *s, CK_RV rv, const char *what)
{
    bool gone       = false;
    mohur_status st = result(s->ctx, s->token, rv, what, &gone);

    if (gone) {
        mohur__mutex_lock(&s->token->lock);
        disconnect(s->token);
        mohur__mutex_unlock(&s->token->lock);
    }
    return st;
}

static mohur_status
session_open(struct mohur__session *s, bool write)
{
    mohur_status st = MOHUR_OK;
    CK_ULONG flags  = CKF_SERIAL_SESSION | (write ? CKF_RW_SESSION : 0UL);

    TRY(mohur__session_result(
        s, s->f->C_OpenSession(s->slot, flags, NULL, NULL, &s->handle),
        "open a session"));
    s->open = true;

out:
    return st;
}

mohur_status
mohur__session_begin(mohur_ctx *ctx,
                     struct mohur__hsm *token,
                     bool write,
                     struct mohur__session *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__session){.ctx = ctx, .token = token};
    REQUIRE(ctx, mohur__hsm_alive(token), MOHUR_E_STATE,
            "token %s was connected before this process forked",
            name_of(token));
    mohur__mutex_lock(&token->lock);
    st        = token->connected ? MOHUR_OK : connection_make(ctx, token);
    out->f    = token->f;
    out->slot = token->slot;
    mohur__mutex_unlock(&token->lock);
    TRY(st);
    TRY(session_open(out, write));

out:
    return st;
}

void
mohur__session_end(struct mohur__session *s)
{
    if (s->open) {
        (void)s->f->C_CloseSession(s->handle);
    }
    s->open = false;
}
