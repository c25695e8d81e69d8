/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_TOKEN_KIT_H
#define MOHUR_TESTS_TOKEN_KIT_H

#include <mohur/token.h>

/*
 * A token for tests: SoftHSM2 with a folder of its own, one for the whole
 * program, since a module is begun once in a process; and the module of
 * tests/token, which is SoftHSM2 with wrong answers.
 */
enum {
    TOKEN_KIT_SKIP = 77
};

/* False, with the reason printed, where there is no SoftHSM2. */
bool
token_kit_start(void);
void
token_kit_end(void);

/* Its URI, by the module with faults. */
const char *
token_kit_uri(void);

/* The answer that is wrong from now on; NULL: none. */
void
token_kit_fault(const char *name);

/* A mohur_pin_fn that knows the PIN; user is NULL, or counts the calls. */
int32_t
token_kit_pin(void *user,
              const char *token,
              const char *source,
              uint8_t *out,
              size_t out_cap,
              size_t *out_len);

#endif
