/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_library.h"

#include "base/bytes.h"
#include "base/guard.h"

#include <dlfcn.h>

/* Shared objects that are named at run time. */

mohur_status
mohur__os_library_function(mohur_ctx *ctx,
                           const char *path,
                           const char *name,
                           mohur__os_function **out)
{
    mohur_status st = MOHUR_OK;
    void *library   = NULL;
    void *found     = NULL;

    *out = NULL;
    REQUIRE(ctx, path[0] == '/', MOHUR_E_ARGUMENT,
            "a module is named by its whole path, which begins with /");
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    REQUIRE(ctx, library != NULL, MOHUR_E_IO, "cannot load the module: %s",
            dlerror());
    found = dlsym(library, name);
    /* POSIX lets a pointer to an object hold one to a function; C does not. */
    mohur__copy(mohur__span_of((uint8_t *)out, sizeof *out),
                mohur__bytes_of(&found, sizeof found));
    (void)dlclose(library); /* which RTLD_NODELETE makes harmless */
    REQUIRE(ctx, found != NULL, MOHUR_E_UNSUPPORTED,
            "the module has no function %s", name);

out:
    return st;
}
