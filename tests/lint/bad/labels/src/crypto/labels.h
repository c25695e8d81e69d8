/* SPDX-License-Identifier: Apache-2.0 */
#define LABEL_A "mohur/1 archive"
#define LABEL_B "mohur/1 archive key"
#define LABEL_C                                                                \
    "mohur/1 "                                                                 \
    "archive"
#define LABEL_D "mohur/archive"
#define LABEL_E "mohur/1 archive\0key"
