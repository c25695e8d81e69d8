/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PKCS11_CONNECTION_H
#define MOHUR_SRC_KEYSTORE_PKCS11_CONNECTION_H

#include "keystore/hsm.h"
#include "keystore/pkcs11/cryptoki.h"

/*
 * The connection of a token: module, slot, login; and sessions on it.  The
 * login lasts while one session, the first, stays open.
 */

/* One session, for one call on one thread. */
struct mohur__session {
    mohur_ctx *ctx;
    struct mohur__hsm *token;
    const CK_FUNCTION_LIST *f;
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE handle;
    bool open;
};

/* Connect if need be, log in, and open a session that can change the token
 * if write is set.  A zeroed struct may be ended. */
mohur_status
mohur__session_begin(mohur_ctx *ctx,
                     struct mohur__hsm *token,
                     bool write,
                     struct mohur__session *out);
void
mohur__session_end(struct mohur__session *s);

/*
 * What an answer of the module means: a status with a sentence, what being
 * "sign" or such.  After one that says that the token went away, the next
 * call connects anew.
 */
mohur_status
mohur__session_result(struct mohur__session *s, CK_RV rv, const char *what);

#endif
