/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SHARE_LIST_H
#define MOHUR_SRC_KEYSTORE_SHARE_LIST_H

/* The words of SLIP-39, in alphabetical order; each ends in a zero. */
enum {
    MOHUR__SHARE_LIST_LEN = 1024,
    MOHUR__SHARE_WORD_CAP = 9
};

extern const char mohur__share_list[MOHUR__SHARE_LIST_LEN]
                                   [MOHUR__SHARE_WORD_CAP];

#endif
