/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_KEY_CERTS_H
#define MOHUR_SRC_KEYSTORE_KEY_CERTS_H

#include "base/buf.h"
#include "keystore/ring.h"

/*
 * Certificates that are kept with a version of a key, as bytes: whoever brings
 * them in has read them.  They are public, so they are not encrypted; their
 * rows are authenticated as all are.
 */
enum {
    MOHUR__KEY_CERTS_MAX = 8 /* of one version */
};

/* Those that a version is to have, its own first. */
struct mohur__key_certs {
    mohur__bytes spki; /* that the first one is for, whole element */
    mohur__bytes der[MOHUR__KEY_CERTS_MAX];
    size_t len;
};

/*
 * Put them in the place of those that a version has, 0 being the one that
 * protects now; with none, they are taken away.  A transaction of its own.
 *
 * MOHUR_E_ARGUMENT: the first one is that of another key.
 * MOHUR_E_KEY_STATE: the version has none any more.
 */
mohur_status
mohur__key_certs_set(struct mohur_keystore *ks,
                     mohur__bytes name,
                     uint32_t version,
                     const struct mohur__key_certs *certs);

/* Append them as PEM, in a transaction of its own.  MOHUR_E_NO_KEY if there is
 * none; MOHUR_E_KEY_STATE. */
mohur_status
mohur__key_certs_emit(struct mohur_keystore *ks,
                      mohur__bytes name,
                      uint32_t version,
                      struct mohur__buf *out);

/* Copy those of a version to another store; in transactions of both. */
mohur_status
mohur__key_certs_copy(struct mohur_keystore *from,
                      struct mohur_keystore *to,
                      const struct mohur__row *r);

#endif
