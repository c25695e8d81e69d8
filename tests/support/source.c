/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include "check.h"

#include <stdlib.h>

/* Where the tree is: ctest says; by hand, tests are run from it. */
struct view
source_file(struct fixture *t, const char *path)
{
    const char *root = getenv("MOHUR_SOURCE_DIR");
    char whole[512]  = {0};
    struct view file = {NULL, 0};

    snprintf(whole, sizeof whole, "%s/%s", root != NULL ? root : ".", path);
    file = fixture_read_file(t, whole);
    if (file.data == NULL) {
        fail_msg("there is no %s", whole);
    }
    return file;
}
