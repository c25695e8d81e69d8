/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/io.h>
#include <sodium.h>
