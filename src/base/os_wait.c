/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_wait.h"

#include <errno.h>
#include <poll.h>

mohur_status
mohur__os_wait(mohur_ctx *ctx, int fd, bool write, int wait_ms)
{
    struct pollfd one = {fd, write ? POLLOUT : POLLIN, 0};
    int ready         = 0;

    do {
        ready = poll(&one, 1, wait_ms);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0 || (one.revents & POLLNVAL) != 0) {
        return mohur__error(ctx, MOHUR_E_IO, "the other end does not answer");
    }
    return MOHUR_OK;
}
