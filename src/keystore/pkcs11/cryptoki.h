/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PKCS11_CRYPTOKI_H
#define MOHUR_SRC_KEYSTORE_PKCS11_CRYPTOKI_H

/*
 * The part of PKCS #11 (OASIS, version 2.40; EdDSA from 3.0) that we call,
 * under the standard's own names and numbers.  Functions that we do not call
 * keep their places in the list only.
 */
typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;
typedef CK_ULONG CK_SLOT_ID;
typedef CK_ULONG CK_SESSION_HANDLE;
typedef CK_ULONG CK_OBJECT_HANDLE;

enum {
    CK_FALSE = 0,
    CK_TRUE  = 1
};

#define CK_UNAVAILABLE_INFORMATION (~0UL)

typedef struct CK_VERSION {
    CK_BYTE major;
    CK_BYTE minor;
} CK_VERSION;

typedef struct CK_TOKEN_INFO {
    CK_BYTE label[32];
    CK_BYTE manufacturerID[32];
    CK_BYTE model[16];
    CK_BYTE serialNumber[16];
    CK_ULONG flags;
    CK_ULONG counts[10]; /* of sessions, PINs and memory */
    CK_VERSION hardwareVersion;
    CK_VERSION firmwareVersion;
    CK_BYTE utcTime[16];
} CK_TOKEN_INFO;

typedef struct CK_SESSION_INFO {
    CK_SLOT_ID slotID;
    CK_ULONG state;
    CK_ULONG flags;
    CK_ULONG ulDeviceError;
} CK_SESSION_INFO;

typedef struct CK_MECHANISM_INFO {
    CK_ULONG ulMinKeySize;
    CK_ULONG ulMaxKeySize;
    CK_ULONG flags;
} CK_MECHANISM_INFO;

typedef struct CK_ATTRIBUTE {
    CK_ULONG type;
    void *pValue;
    CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct CK_MECHANISM {
    CK_ULONG mechanism;
    void *pParameter;
    CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct CK_ECDH1_DERIVE_PARAMS {
    CK_ULONG kdf;
    CK_ULONG ulSharedDataLen;
    CK_BYTE *pSharedData;
    CK_ULONG ulPublicDataLen;
    CK_BYTE *pPublicData;
} CK_ECDH1_DERIVE_PARAMS;

typedef struct CK_RSA_PKCS_PSS_PARAMS {
    CK_ULONG hashAlg;
    CK_ULONG mgf;
    CK_ULONG sLen;
} CK_RSA_PKCS_PSS_PARAMS;

typedef struct CK_C_INITIALIZE_ARGS {
    void *mutexes[4]; /* none: those of the system, by the flag */
    CK_ULONG flags;
    void *pReserved;
} CK_C_INITIALIZE_ARGS;

typedef CK_RV
CK_OTHER(void);

typedef struct CK_FUNCTION_LIST {
    CK_VERSION version;
    CK_RV (*C_Initialize)(CK_C_INITIALIZE_ARGS *);
    CK_OTHER *C_Finalize;
    CK_OTHER *C_GetInfo;
    CK_OTHER *C_GetFunctionList;
    CK_RV (*C_GetSlotList)(CK_BYTE, CK_SLOT_ID *, CK_ULONG *);
    CK_OTHER *C_GetSlotInfo;
    CK_RV (*C_GetTokenInfo)(CK_SLOT_ID, CK_TOKEN_INFO *);
    CK_OTHER *C_GetMechanismList;
    CK_RV (*C_GetMechanismInfo)(CK_SLOT_ID, CK_ULONG, CK_MECHANISM_INFO *);
    CK_OTHER *C_InitToken;
    CK_OTHER *C_InitPIN;
    CK_OTHER *C_SetPIN;
    CK_RV(*C_OpenSession)
    (CK_SLOT_ID, CK_ULONG, void *, void *, CK_SESSION_HANDLE *);
    CK_RV (*C_CloseSession)(CK_SESSION_HANDLE);
    CK_OTHER *C_CloseAllSessions;
    CK_RV (*C_GetSessionInfo)(CK_SESSION_HANDLE, CK_SESSION_INFO *);
    CK_OTHER *C_GetOperationState;
    CK_OTHER *C_SetOperationState;
    CK_RV (*C_Login)(CK_SESSION_HANDLE, CK_ULONG, CK_BYTE *, CK_ULONG);
    CK_OTHER *C_Logout;
    CK_RV(*C_CreateObject)
    (CK_SESSION_HANDLE, CK_ATTRIBUTE *, CK_ULONG, CK_OBJECT_HANDLE *);
    CK_OTHER *C_CopyObject;
    CK_RV (*C_DestroyObject)(CK_SESSION_HANDLE, CK_OBJECT_HANDLE);
    CK_OTHER *C_GetObjectSize;
    CK_RV(*C_GetAttributeValue)
    (CK_SESSION_HANDLE, CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG);
    CK_OTHER *C_SetAttributeValue;
    CK_RV (*C_FindObjectsInit)(CK_SESSION_HANDLE, CK_ATTRIBUTE *, CK_ULONG);
    CK_RV(*C_FindObjects)
    (CK_SESSION_HANDLE, CK_OBJECT_HANDLE *, CK_ULONG, CK_ULONG *);
    CK_RV (*C_FindObjectsFinal)(CK_SESSION_HANDLE);
    CK_RV(*C_EncryptInit)
    (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE);
    CK_RV(*C_Encrypt)
    (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);
    CK_OTHER *C_EncryptUpdate;
    CK_OTHER *C_EncryptFinal;
    CK_RV(*C_DecryptInit)
    (CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE);
    CK_RV(*C_Decrypt)
    (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);
    CK_OTHER *C_DecryptUpdate;
    CK_OTHER *C_DecryptFinal;
    CK_OTHER *digests[5];
    CK_RV (*C_SignInit)(CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE);
    CK_RV(*C_Sign)
    (CK_SESSION_HANDLE, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *);
    CK_OTHER *C_SignUpdate;
    CK_OTHER *C_SignFinal;
    CK_OTHER *recovers[2];
    CK_OTHER *verifies[6];
    CK_OTHER *dual[4];
    CK_RV(*C_GenerateKey)
    (CK_SESSION_HANDLE,
     CK_MECHANISM *,
     CK_ATTRIBUTE *,
     CK_ULONG,
     CK_OBJECT_HANDLE *);
    CK_RV(*C_GenerateKeyPair)
    (CK_SESSION_HANDLE,
     CK_MECHANISM *,
     CK_ATTRIBUTE *,
     CK_ULONG,
     CK_ATTRIBUTE *,
     CK_ULONG,
     CK_OBJECT_HANDLE *,
     CK_OBJECT_HANDLE *);
    CK_OTHER *wraps[2];
    CK_RV(*C_DeriveKey)
    (CK_SESSION_HANDLE,
     CK_MECHANISM *,
     CK_OBJECT_HANDLE,
     CK_ATTRIBUTE *,
     CK_ULONG,
     CK_OBJECT_HANDLE *);
    CK_OTHER *rest[5];
} CK_FUNCTION_LIST;

typedef CK_RV
CK_GET_FUNCTION_LIST(CK_FUNCTION_LIST **);

enum {
    CKF_RW_SESSION                    = 0x02,
    CKF_SERIAL_SESSION                = 0x04,
    CKF_OS_LOCKING_OK                 = 0x02,
    CKF_LOGIN_REQUIRED                = 0x04,
    CKF_PROTECTED_AUTHENTICATION_PATH = 0x100,
    CKF_TOKEN_INITIALIZED             = 0x400,
    CKF_USER_PIN_COUNT_LOW            = 0x10000,
    CKF_USER_PIN_FINAL_TRY            = 0x20000,
    CKF_USER_PIN_LOCKED               = 0x40000,
    CKU_USER                          = 1,
    CKS_RO_USER_FUNCTIONS             = 1,
    CKS_RW_USER_FUNCTIONS             = 3,
    CKO_DATA                          = 0,
    CKO_PUBLIC_KEY                    = 2,
    CKO_PRIVATE_KEY                   = 3,
    CKO_SECRET_KEY                    = 4,
    CKK_RSA                           = 0x00,
    CKK_EC                            = 0x03,
    CKK_GENERIC_SECRET                = 0x10,
    CKK_AES                           = 0x1F,
    CKK_EC_EDWARDS                    = 0x40,
    CKA_CLASS                         = 0x00,
    CKA_TOKEN                         = 0x01,
    CKA_PRIVATE                       = 0x02,
    CKA_LABEL                         = 0x03,
    CKA_APPLICATION                   = 0x10,
    CKA_VALUE                         = 0x11,
    CKA_KEY_TYPE                      = 0x100,
    CKA_ID                            = 0x102,
    CKA_SENSITIVE                     = 0x103,
    CKA_ENCRYPT                       = 0x104,
    CKA_DECRYPT                       = 0x105,
    CKA_WRAP                          = 0x106,
    CKA_UNWRAP                        = 0x107,
    CKA_SIGN                          = 0x108,
    CKA_VERIFY                        = 0x10A,
    CKA_DERIVE                        = 0x10C,
    CKA_MODULUS                       = 0x120,
    CKA_MODULUS_BITS                  = 0x121,
    CKA_PUBLIC_EXPONENT               = 0x122,
    CKA_VALUE_LEN                     = 0x161,
    CKA_EXTRACTABLE                   = 0x162,
    CKA_LOCAL                         = 0x163,
    CKA_NEVER_EXTRACTABLE             = 0x164,
    CKA_ALWAYS_SENSITIVE              = 0x165,
    CKA_EC_PARAMS                     = 0x180,
    CKA_EC_POINT                      = 0x181,
    CKM_RSA_PKCS_KEY_PAIR_GEN         = 0x00,
    CKM_RSA_PKCS                      = 0x01,
    CKM_RSA_PKCS_PSS                  = 0x0D,
    CKM_SHA256                        = 0x250,
    CKM_SHA256_HMAC                   = 0x251,
    CKM_SHA384                        = 0x260,
    CKM_SHA512                        = 0x270,
    CKM_GENERIC_SECRET_KEY_GEN        = 0x350,
    CKM_EC_KEY_PAIR_GEN               = 0x1040,
    CKM_ECDSA                         = 0x1041,
    CKM_ECDH1_DERIVE                  = 0x1050,
    CKM_EC_EDWARDS_KEY_PAIR_GEN       = 0x1055,
    CKM_EDDSA                         = 0x1057,
    CKM_AES_KEY_GEN                   = 0x1080,
    CKM_AES_ECB                       = 0x1081,
    CKD_NULL                          = 1,
    CKG_MGF1_SHA256                   = 2,
    CKG_MGF1_SHA384                   = 3,
    CKG_MGF1_SHA512                   = 4
};

enum {
    CKR_OK                           = 0x000,
    CKR_HOST_MEMORY                  = 0x002,
    CKR_FUNCTION_FAILED              = 0x006,
    CKR_ATTRIBUTE_SENSITIVE          = 0x011,
    CKR_ATTRIBUTE_TYPE_INVALID       = 0x012,
    CKR_DEVICE_ERROR                 = 0x030,
    CKR_DEVICE_MEMORY                = 0x031,
    CKR_DEVICE_REMOVED               = 0x032,
    CKR_FUNCTION_NOT_SUPPORTED       = 0x054,
    CKR_KEY_HANDLE_INVALID           = 0x060,
    CKR_MECHANISM_INVALID            = 0x070,
    CKR_MECHANISM_PARAM_INVALID      = 0x071,
    CKR_OBJECT_HANDLE_INVALID        = 0x082,
    CKR_PIN_INCORRECT                = 0x0A0,
    CKR_PIN_INVALID                  = 0x0A1,
    CKR_PIN_LEN_RANGE                = 0x0A2,
    CKR_PIN_EXPIRED                  = 0x0A3,
    CKR_PIN_LOCKED                   = 0x0A4,
    CKR_SESSION_CLOSED               = 0x0B0,
    CKR_SESSION_COUNT                = 0x0B1,
    CKR_SESSION_HANDLE_INVALID       = 0x0B3,
    CKR_TOKEN_NOT_PRESENT            = 0x0E0,
    CKR_TOKEN_WRITE_PROTECTED        = 0x0E2,
    CKR_USER_ALREADY_LOGGED_IN       = 0x100,
    CKR_USER_NOT_LOGGED_IN           = 0x101,
    CKR_USER_PIN_NOT_INITIALIZED     = 0x102,
    CKR_DOMAIN_PARAMS_INVALID        = 0x130,
    CKR_CURVE_NOT_SUPPORTED          = 0x140,
    CKR_CRYPTOKI_NOT_INITIALIZED     = 0x190,
    CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191
};

#endif
