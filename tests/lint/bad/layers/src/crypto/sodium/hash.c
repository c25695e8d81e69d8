/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/hash.h"
#include <sodium.h>
#include "nothing.h"
