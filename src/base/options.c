/* SPDX-License-Identifier: Apache-2.0 */
#include "base/options.h"

#include "base/bytes.h"

#include <string.h>

/* No struct of ours comes near; a larger size was never set. */
enum {
    OPTIONS_MAX = 4096
};

mohur_status
mohur__options_check(mohur_ctx *ctx,
                     const void *options,
                     size_t known_size,
                     void *out)
{
    mohur__bytes given = MOHUR__NOTHING;
    size_t size        = 0;

    if (options != NULL) {
        memcpy(&size, options, sizeof size);
    }
    if (size < sizeof size || size > OPTIONS_MAX) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT,
                            "options were not made with their _INIT macro");
    }
    given = mohur__bytes_of(options, size);
    if (!mohur__bytes_zero(mohur__bytes_sub(given, known_size, size))) {
        return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                            "options of a newer version than this library");
    }
    mohur__fill(mohur__span_of(out, known_size), 0);
    mohur__copy(mohur__span_of(out, known_size), given);
    memcpy(out, &known_size, sizeof known_size);
    return MOHUR_OK;
}
