/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pkcs11/cryptoki.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A PKCS#11 module for tests: another one, TOKEN_REAL, with the answer wrong
 * that TOKEN_FAULT names.
 */
static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST ours;

__attribute__((visibility("default"))) CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out);

static int
fault_is(const char *name)
{
    const char *fault = getenv("TOKEN_FAULT");

    return fault != NULL && strcmp(fault, name) == 0;
}

/* Some modules want to be told where their keys are: TOKEN_INIT. */
static CK_RV
initialize(CK_C_INITIALIZE_ARGS *args)
{
    args->pReserved = getenv("TOKEN_INIT");
    return real->C_Initialize(args);
}

static CK_RV
open_session(CK_SLOT_ID slot,
             CK_ULONG flags,
             void *user,
             void *notify,
             CK_SESSION_HANDLE *out)
{
    if (fault_is("gone")) {
        return CKR_TOKEN_NOT_PRESENT;
    }
    return fault_is("sessions")
               ? (CK_RV)CKR_SESSION_COUNT
               : real->C_OpenSession(slot, flags, user, notify, out);
}

static CK_RV
login(CK_SESSION_HANDLE s, CK_ULONG user, CK_BYTE *pin, CK_ULONG len)
{
    return fault_is("pin-locked") ? (CK_RV)CKR_PIN_LOCKED
                                  : real->C_Login(s, user, pin, len);
}

static CK_RV
slot_list(CK_BYTE present, CK_SLOT_ID *out, CK_ULONG *n)
{
    CK_RV rv = real->C_GetSlotList(present, out, n);

    if (fault_is("slots")) {
        *n = 1000000;
    }
    return rv;
}

static CK_RV
find(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE *out, CK_ULONG cap, CK_ULONG *n)
{
    CK_RV rv = real->C_FindObjects(s, out, cap, n);

    if (fault_is("found")) {
        *n = cap + 1;
    }
    if (fault_is("nothing-found")) {
        *n = 0;
    }
    return rv;
}

static CK_RV
attribute(CK_SESSION_HANDLE s,
          CK_OBJECT_HANDLE object,
          CK_ATTRIBUTE *a,
          CK_ULONG n)
{
    CK_RV rv = real->C_GetAttributeValue(s, object, a, n);

    /* NSS forgets this of keys that it keeps. */
    if ((getenv("TOKEN_INIT") != NULL || fault_is("known")) &&
        a->type == CKA_LOCAL && a->ulValueLen == 1) {
        *(CK_BYTE *)a->pValue = CK_TRUE;
    }
    /* A key that it was given, called its own. */
    if (fault_is("known") && a->ulValueLen == 1 &&
        (a->type == CKA_ALWAYS_SENSITIVE || a->type == CKA_NEVER_EXTRACTABLE)) {
        *(CK_BYTE *)a->pValue = CK_TRUE;
    }
    if (fault_is("length")) {
        a->ulValueLen = 1000;
    }
    if (fault_is("no-length")) {
        a->ulValueLen = CK_UNAVAILABLE_INFORMATION;
    }
    if (fault_is("empty")) {
        a->ulValueLen = 0;
    }
    if (fault_is("point") && a->type == CKA_EC_POINT && a->ulValueLen > 4) {
        ((CK_BYTE *)a->pValue)[4] ^= 1;
    }
    return rv;
}

/* The private half of one pair, and the public half of another. */
static CK_RV
mixed_pair(CK_SESSION_HANDLE s,
           CK_MECHANISM *m,
           CK_ATTRIBUTE *public,
           CK_ULONG public_len,
           CK_ATTRIBUTE *private,
           CK_ULONG private_len,
           CK_OBJECT_HANDLE *out_public,
           CK_OBJECT_HANDLE *out_private)
{
    CK_OBJECT_HANDLE other[2] = {0, 0};
    CK_RV rv = real->C_GenerateKeyPair(s, m, public, public_len, private,
                                       private_len, out_public, &other[1]);

    if (rv == CKR_OK) {
        rv = real->C_GenerateKeyPair(s, m, public, public_len, private,
                                     private_len, &other[0], out_private);
    }
    if (rv == CKR_OK) {
        rv = real->C_DestroyObject(s, other[0]);
    }
    return rv == CKR_OK ? real->C_DestroyObject(s, other[1]) : rv;
}

static CK_RV
generate(CK_SESSION_HANDLE s,
         CK_MECHANISM *m,
         CK_ATTRIBUTE *public,
         CK_ULONG public_len,
         CK_ATTRIBUTE *private,
         CK_ULONG private_len,
         CK_OBJECT_HANDLE *out_public,
         CK_OBJECT_HANDLE *out_private)
{
    static CK_BYTE other[] = {1, 0, 15};
    CK_ULONG bits          = 2048;
    CK_BYTE yes            = CK_TRUE;
    CK_RV rv;

    if (fault_is("kill-before")) {
        (void)kill(getpid(), SIGKILL);
    }
    if (fault_is("no-object")) {
        return CKR_OK;
    }
    for (CK_ULONG i = 0; i < public_len; i++) {
        if (fault_is("short") && public[i].type == CKA_MODULUS_BITS) {
            public[i].pValue = &bits;
        }
        if (fault_is("exponent") && public[i].type == CKA_PUBLIC_EXPONENT) {
            public[i].pValue = other;
        }
    }
    if (fault_is("mixed")) {
        return mixed_pair(s, m, public, public_len, private, private_len,
                          out_public, out_private);
    }
    for (CK_ULONG i = 0; i < private_len; i++) {
        if (fault_is("extractable") && private[i].type == CKA_EXTRACTABLE) {
            private[i].pValue = &yes;
        }
    }
    rv = real->C_GenerateKeyPair(s, m, public, public_len, private, private_len,
                                 out_public, out_private);
    if (fault_is("kill-after")) {
        (void)kill(getpid(), SIGKILL);
    }
    return rv;
}

/* A key that the token was given, the bytes 80 to 9f, and calls its own. */
static CK_RV
known_secret(CK_SESSION_HANDLE s,
             CK_ATTRIBUTE *a,
             CK_ULONG len,
             CK_OBJECT_HANDLE *out)
{
    CK_BYTE value[32];

    for (CK_ULONG i = 0; i < sizeof value; i++) {
        value[i] = (CK_BYTE)(0x80 + i);
    }
    for (CK_ULONG i = 0; i < len; i++) {
        if (a[i].type == CKA_VALUE_LEN) {
            a[i] = (CK_ATTRIBUTE){CKA_VALUE, value, sizeof value};
        }
    }
    return real->C_CreateObject(s, a, len, out);
}

static CK_RV
generate_secret(CK_SESSION_HANDLE s,
                CK_MECHANISM *m,
                CK_ATTRIBUTE *a,
                CK_ULONG len,
                CK_OBJECT_HANDLE *out)
{
    CK_BYTE yes        = CK_TRUE;
    CK_ULONG short_len = 16;
    CK_RV rv;

    if (fault_is("kill-before")) {
        (void)kill(getpid(), SIGKILL);
    }
    if (fault_is("no-object")) {
        return CKR_OK;
    }
    if (fault_is("known")) {
        return known_secret(s, a, len, out);
    }
    for (CK_ULONG i = 0; i < len; i++) {
        if (fault_is("extractable") && a[i].type == CKA_EXTRACTABLE) {
            a[i].pValue = &yes;
        }
        if (fault_is("short") && a[i].type == CKA_VALUE_LEN) {
            a[i].pValue = &short_len;
        }
    }
    rv = real->C_GenerateKey(s, m, a, len, out);
    if (fault_is("kill-after")) {
        (void)kill(getpid(), SIGKILL);
    }
    return rv;
}

static CK_RV
mechanism_info(CK_SLOT_ID slot, CK_ULONG type, CK_MECHANISM_INFO *out)
{
    CK_RV rv = real->C_GetMechanismInfo(slot, type, out);

    if (fault_is("small")) {
        out->ulMaxKeySize = 2048;
    }
    return fault_is("no-mechanism") ? (CK_RV)CKR_MECHANISM_INVALID : rv;
}

/* One block, wrong as TOKEN_FAULT says. */
static CK_RV
block_spoil(CK_RV rv, CK_BYTE *out, CK_ULONG *out_len)
{
    static CK_BYTE last = 0;

    if (fault_is("kill-trying")) {
        (void)kill(getpid(), SIGKILL);
    }
    if (fault_is("removed")) {
        return CKR_DEVICE_REMOVED;
    }
    if (fault_is("odd")) {
        return 0x80000123UL;
    }
    if (fault_is("unsteady")) {
        out[0] = last++;
    }
    if (fault_is("block-length")) {
        *out_len = 100000;
    }
    return rv;
}

static CK_RV
encrypt(CK_SESSION_HANDLE s,
        CK_BYTE *data,
        CK_ULONG len,
        CK_BYTE *out,
        CK_ULONG *out_len)
{
    CK_RV rv = real->C_Encrypt(s, data, len, out, out_len);

    return block_spoil(rv, out, out_len);
}

static CK_RV
decrypt(CK_SESSION_HANDLE s,
        CK_BYTE *data,
        CK_ULONG len,
        CK_BYTE *out,
        CK_ULONG *out_len)
{
    CK_RV rv = real->C_Decrypt(s, data, len, out, out_len);

    if (fault_is("decrypt")) {
        out[9] ^= 1;
    }
    return block_spoil(rv, out, out_len);
}

static CK_RV
sign(CK_SESSION_HANDLE s,
     CK_BYTE *data,
     CK_ULONG len,
     CK_BYTE *out,
     CK_ULONG *out_len)
{
    static CK_BYTE last = 0;
    CK_RV rv            = real->C_Sign(s, data, len, out, out_len);

    if (fault_is("kill-trying")) {
        (void)kill(getpid(), SIGKILL);
    }
    if (fault_is("removed")) {
        return CKR_DEVICE_REMOVED;
    }
    if (fault_is("signature")) {
        out[9] ^= 1;
    }
    if (fault_is("unsteady")) {
        out[0] = last++;
    }
    if (fault_is("same-answer")) {
        memset(out, 7, *out_len);
    }
    if (fault_is("signature-length")) {
        *out_len = 100000;
    }
    if (fault_is("odd")) {
        return 0x80000123UL;
    }
    return rv;
}

static CK_RV
create(CK_SESSION_HANDLE s,
       CK_ATTRIBUTE *a,
       CK_ULONG len,
       CK_OBJECT_HANDLE *out)
{
    CK_RV rv;

    if (fault_is("kill-keeping")) {
        (void)kill(getpid(), SIGKILL);
    }
    if (fault_is("full")) {
        return CKR_DEVICE_MEMORY;
    }
    rv = real->C_CreateObject(s, a, len, out);
    if (fault_is("kill-kept")) {
        (void)kill(getpid(), SIGKILL);
    }
    return rv;
}

static CK_RV
destroy(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE object)
{
    return fault_is("undying") || fault_is("mixed-undying")
               ? (CK_RV)CKR_DEVICE_REMOVED
               : real->C_DestroyObject(s, object);
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out)
{
    const char *path            = getenv("TOKEN_REAL");
    void *library               = path != NULL ? dlopen(path, RTLD_NOW) : NULL;
    CK_GET_FUNCTION_LIST *entry = NULL;
    void *found = library != NULL ? dlsym(library, "C_GetFunctionList") : NULL;

    memcpy(&entry, &found, sizeof entry);
    if (entry == NULL || entry(&real) != CKR_OK) {
        return CKR_FUNCTION_FAILED;
    }
    ours                     = *real;
    ours.C_Initialize        = initialize;
    ours.C_OpenSession       = open_session;
    ours.C_Login             = login;
    ours.C_GetSlotList       = slot_list;
    ours.C_FindObjects       = find;
    ours.C_GetAttributeValue = attribute;
    ours.C_GenerateKeyPair   = generate;
    ours.C_GenerateKey       = generate_secret;
    ours.C_Sign              = sign;
    ours.C_GetMechanismInfo  = mechanism_info;
    ours.C_Encrypt           = encrypt;
    ours.C_Decrypt           = decrypt;
    ours.C_CreateObject      = create;
    ours.C_DestroyObject     = destroy;
    *out                     = &ours;
    return CKR_OK;
}
