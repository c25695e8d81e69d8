/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_random.h"

#include <errno.h>
#include <sys/random.h>

/*
 * getrandom(2), and not libsodium's randombytes_buf, which ends the process
 * when the system has no randomness to give.
 */
int32_t
mohur__os_random(void *user, uint8_t *out, size_t len)
{
    size_t done = 0;

    (void)user;
    while (done < len) {
        ssize_t got = getrandom(out + done, len - done, 0);
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        if (got > 0) {
            done += (size_t)got;
        }
    }
    return 0;
}
