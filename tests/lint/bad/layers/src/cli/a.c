/* SPDX-License-Identifier: Apache-2.0 */
#include "a.h"
#include <getopt.h>
#include "base/a.h"
