/* SPDX-License-Identifier: Apache-2.0 */
#include "token_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIN "492817"

static char folder[] = "/tmp/mohur-token-XXXXXX";
static char uri[512];

/* SoftHSM2 2.6 loses some objects of libcrypto, whose stacks show no more than
 * that they are its. */
__attribute__((visibility("default"))) const char *
__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
    return "leak:libcrypto.so";
}

static const char *
module_find(void)
{
    static const char *const places[] = {
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (access(places[i], R_OK) == 0) {
            return places[i];
        }
    }
    return NULL;
}

/* Folder, configuration, token. */
static bool
token_make(void)
{
    char path[128];
    FILE *f = NULL;
    bool ok = mkdtemp(folder) != NULL;

    snprintf(path, sizeof path, "%s/conf", folder);
    f = ok ? fopen(path, "w") : NULL;
    if (f == NULL) {
        return false;
    }
    fprintf(f,
            "directories.tokendir = %s\nobjectstore.backend = file\n"
            "log.level = ERROR\n",
            folder);
    ok = fclose(f) == 0 && setenv("SOFTHSM2_CONF", path, 1) == 0;
    return ok && system("softhsm2-util --init-token --free --label 'a token' "
                        "--so-pin 1234567 --pin " PIN " >/dev/null") == 0;
}

bool
token_kit_start(void)
{
    const char *real = module_find();

    if (real == NULL ||
        system("command -v softhsm2-util >/dev/null 2>&1") != 0) {
        printf("SKIP: there is no SoftHSM2 (package softhsm2)\n");
        return false;
    }
    (void)setenv("TOKEN_REAL", real, 1);
    snprintf(uri, sizeof uri, "pkcs11:token=a%%20token?module-path=%s",
             MOHUR_TOKEN_MODULE);
    if (!token_make()) {
        printf("SKIP: SoftHSM2 makes no token here\n");
        return false;
    }
    return true;
}

void
token_kit_end(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0) {
        printf("%s is still there\n", folder);
    }
}

const char *
token_kit_uri(void)
{
    return uri;
}

void
token_kit_fault(const char *name)
{
    (void)setenv("TOKEN_FAULT", name != NULL ? name : "", 1);
}

int32_t
token_kit_pin(void *user,
              const char *token,
              const char *source,
              uint8_t *out,
              size_t out_cap,
              size_t *out_len)
{
    size_t *calls = user;

    if (strcmp(token, "a token") != 0 || source[0] != '\0' ||
        out_cap < sizeof PIN) {
        return 1;
    }
    if (calls != NULL) {
        ++*calls;
    }
    memcpy(out, PIN, sizeof PIN - 1);
    *out_len = sizeof PIN - 1;
    return 0;
}
