/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PKCS11_OBJECT_H
#define MOHUR_SRC_KEYSTORE_PKCS11_OBJECT_H

#include "keystore/pkcs11/connection.h"

/*
 * Objects of a token: found, read, destroyed.  Whatever a module says of
 * lengths is held against the room that it was given.
 */

/* A list of attributes, under construction. */
enum {
    MOHUR__TEMPLATE_MAX = 16
};

struct mohur__template {
    CK_ATTRIBUTE at[MOHUR__TEMPLATE_MAX];
    CK_ULONG number[MOHUR__TEMPLATE_MAX]; /* what some of them point to */
    CK_BYTE flag[MOHUR__TEMPLATE_MAX];
    CK_ULONG len;
};

/* Append; what bytes views must last as long as the template. */
void
mohur__template_number(struct mohur__template *t, CK_ULONG type, CK_ULONG v);
void
mohur__template_flag(struct mohur__template *t, CK_ULONG type, bool v);
void
mohur__template_bytes(struct mohur__template *t, CK_ULONG type, mohur__bytes v);

/* At most cap objects that match; MOHUR_E_BACKEND for more answers than that. */
mohur_status
mohur__objects_find(struct mohur__session *s,
                    struct mohur__template *t,
                    CK_OBJECT_HANDLE *out,
                    size_t cap,
                    size_t *out_len);

/* The one key object of a class with this CKA_ID; *found false if none is. */
mohur_status
mohur__object_of(struct mohur__session *s,
                 CK_ULONG class,
                 mohur__bytes id,
                 CK_OBJECT_HANDLE *out,
                 bool *found);

/* A view in room of an attribute; MOHUR_E_BACKEND if it is longer or absent. */
mohur_status
mohur__object_bytes(struct mohur__session *s,
                    CK_OBJECT_HANDLE object,
                    CK_ULONG type,
                    mohur__span room,
                    mohur__bytes *out);

/* Is a flag, or a number, what it has to be? */
mohur_status
mohur__object_flag_is(struct mohur__session *s,
                      CK_OBJECT_HANDLE object,
                      CK_ULONG type,
                      bool want,
                      bool *out);
mohur_status
mohur__object_number_is(struct mohur__session *s,
                        CK_OBJECT_HANDLE object,
                        CK_ULONG type,
                        CK_ULONG want,
                        bool *out);

/*
 * Was this key made in the token as one of this type, and can it never leave?
 * Modules pass over what they are asked.  MOHUR_E_BACKEND.
 */
mohur_status
mohur__object_kept(struct mohur__session *s,
                   CK_OBJECT_HANDLE object,
                   CK_ULONG key_type);

#endif
