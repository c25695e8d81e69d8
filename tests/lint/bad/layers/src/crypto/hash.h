/* SPDX-License-Identifier: Apache-2.0 */
#include "base/a.h"
#include <sodium.h>
