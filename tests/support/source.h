/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SOURCE_H
#define MOHUR_TESTS_SOURCE_H

#include "fixture.h"

/*
 * A file of the source tree, by its path in it: test data, golden files.
 * Fails the case if it is not there.  Kept until the end of the case.
 */
struct view
source_file(struct fixture *t, const char *path);

#endif
