/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

/* malloc(1) in a comment is nothing, and "exit(1)" in a text neither. */
static const char *text = "exit(1)";

int
f(struct alloc *alloc)
{
    alloc->free(alloc->malloc(1));
    void *p = malloc (10);
    memcpy(p, text, 8);
    time_t now = time(NULL);
    if (memcmp(p, text, 8) || tolower(*text)) {
        return rand();
    }
    printf("%s", getenv("HOME"));
    mohur__insecure_sha_1(ctx, b, out);
    abort();
}
