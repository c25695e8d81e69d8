/* SPDX-License-Identifier: Apache-2.0 */
typedef enum mohur_status {
    MOHUR_OK     = 0x0000,
    MOHUR_E_IO   = 0x0301,
    MOHUR_E_BUSY = 0x0303,
    MOHUR_E_AUTH = 0x0501,
    MOHUR_E_DATE = 0x0703,
    MOHUR_E_LOST = 0x0F01
} mohur_status;
