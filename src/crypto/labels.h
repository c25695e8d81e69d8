/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_LABELS_H
#define MOHUR_SRC_CRYPTO_LABELS_H

/*
 * Every label that keeps one use of a key or a hash apart from another.
 * Each ends in one zero byte, which is part of it, so none is the prefix of
 * another.  MOHUR__LABEL(x) is a view of it with that byte.
 */
#define MOHUR__LABEL(literal)                                                  \
    ((mohur__bytes){(const uint8_t *)(literal), sizeof(literal)})

/* The archive: docs/formats/archive.md. */
#define MOHUR__LABEL_COMMITMENT MOHUR__LABEL("mohur/1 commitment")
#define MOHUR__LABEL_PAYLOAD    MOHUR__LABEL("mohur/1 payload")
#define MOHUR__LABEL_HEADER_MAC MOHUR__LABEL("mohur/1 header mac")
#define MOHUR__LABEL_EXT        MOHUR__LABEL("mohur/1 ext")
#define MOHUR__LABEL_SLOT       MOHUR__LABEL("mohur/1 slot")
#define MOHUR__LABEL_HINT       MOHUR__LABEL("mohur/1 hint")
#define MOHUR__LABEL_KEK        MOHUR__LABEL("mohur/1 kek")
#define MOHUR__LABEL_PASSPHRASE MOHUR__LABEL("mohur/1 passphrase")
#define MOHUR__LABEL_ENTRY      MOHUR__LABEL("mohur/1 entry")
#define MOHUR__LABEL_DIRECTORY  MOHUR__LABEL("mohur/1 directory")
#define MOHUR__LABEL_MANIFEST   MOHUR__LABEL("mohur/1 manifest")
#define MOHUR__LABEL_HEADER     MOHUR__LABEL("mohur/1 header")
#define MOHUR__LABEL_INTENDED   MOHUR__LABEL("mohur/1 intended")
#define MOHUR__LABEL_SIG        MOHUR__LABEL("mohur/1 sig")
#define MOHUR__LABEL_HEADER_SIG MOHUR__LABEL("mohur/1 header sig")

/* The keystore: docs/formats/keystore.md. */
#define MOHUR__LABEL_KS_RECORD    MOHUR__LABEL("mohur/1 keystore record")
#define MOHUR__LABEL_KS_ROW       MOHUR__LABEL("mohur/1 keystore row")
#define MOHUR__LABEL_KS_COMMIT    MOHUR__LABEL("mohur/1 keystore commit")
#define MOHUR__LABEL_KS_NAME      MOHUR__LABEL("mohur/1 keystore name")
#define MOHUR__LABEL_KS_KCV       MOHUR__LABEL("mohur/1 keystore kcv")
#define MOHUR__LABEL_KS_SECRET    MOHUR__LABEL("mohur/1 keystore secret")
#define MOHUR__LABEL_KS_META      MOHUR__LABEL("mohur/1 keystore meta")
#define MOHUR__LABEL_KS_LABEL     MOHUR__LABEL("mohur/1 keystore label")
#define MOHUR__LABEL_KS_SYSTEM    MOHUR__LABEL("mohur/1 keystore system")
#define MOHUR__LABEL_KS_SLOT      MOHUR__LABEL("mohur/1 keystore slot")
#define MOHUR__LABEL_KS_TOKEN     MOHUR__LABEL("mohur/1 keystore token")
#define MOHUR__LABEL_KS_BUCKET    MOHUR__LABEL("mohur/1 keystore bucket")
#define MOHUR__LABEL_KS_GROUP     MOHUR__LABEL("mohur/1 keystore group")
#define MOHUR__LABEL_KS_ROOT      MOHUR__LABEL("mohur/1 keystore root")
#define MOHUR__LABEL_APPROVAL     MOHUR__LABEL("mohur/1 approval")
#define MOHUR__LABEL_SHARE        MOHUR__LABEL("mohur/1 share")
#define MOHUR__LABEL_LEDGER_CHAIN MOHUR__LABEL("mohur/1 ledger chain")
#define MOHUR__LABEL_LEDGER_LEAF  MOHUR__LABEL("mohur/1 ledger leaf")

/* Signed documents: docs/formats/document.md. */
#define MOHUR__LABEL_DOCUMENT_STATE MOHUR__LABEL("mohur/1 document state")

/* In memory alone: x509/seen.c. */
#define MOHUR__LABEL_SEEN MOHUR__LABEL("mohur/1 signature cache")

#endif
