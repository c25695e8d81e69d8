/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_OK_H
#define MOHUR_OK_H
#include <stddef.h>
typedef struct mohur_x mohur_x;
#endif
