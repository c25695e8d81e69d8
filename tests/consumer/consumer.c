/* SPDX-License-Identifier: Apache-2.0 */
/* The least that a program of somebody else does with the library. */
#include <mohur/mohur.h>

#include <stdio.h>
#include <string.h>

int
main(void)
{
    mohur_ctx *ctx = NULL;

    if (mohur_ctx_new(NULL, &ctx) != MOHUR_OK) {
        return 1;
    }
    printf("mohur %s, abi %u\n", mohur_version(), (unsigned)mohur_abi());
    mohur_ctx_free(ctx);
    return mohur_abi() == MOHUR_ABI ? 0 : 1;
}
