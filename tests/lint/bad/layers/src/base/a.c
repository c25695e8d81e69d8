/* SPDX-License-Identifier: Apache-2.0 */
#include "base/a.h"
#include "crypto/hash.h"
#include <unistd.h>
#include <string.h>
