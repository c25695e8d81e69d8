/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_BACKEND_H
#define MOHUR_BACKEND_H
#endif
