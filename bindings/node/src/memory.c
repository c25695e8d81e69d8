/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "binding.h"

/*
 * Bytes between JavaScript's memory and the library's.
 */

/* The bytes of a typed array, or NULL. */
static uint8_t *
bytes_of(napi_env env, napi_value value, size_t *out_len)
{
    napi_typedarray_type type = napi_uint8_array;
    napi_value buffer         = NULL;
    size_t offset             = 0;
    void *data                = NULL;
    bool is                   = false;

    *out_len = 0;
    if (napi_is_typedarray(env, value, &is) != napi_ok || !is ||
        napi_get_typedarray_info(env, value, &type, out_len, &data, &buffer,
                                 &offset) != napi_ok ||
        type != napi_uint8_array) {
        return NULL;
    }
    return data;
}

/* address(bytes): where they lie.  They stay there as long as they live. */
napi_value
mn_address(napi_env env, napi_callback_info info)
{
    napi_value argument = NULL;
    size_t count = 1, len = 0;

    napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
    return mn_double(env, mn_number(bytes_of(env, argument, &len)));
}

static napi_value
copy(napi_env env, napi_callback_info info, bool in)
{
    napi_value arguments[4] = {NULL};
    size_t count = 4, have = 0;
    double address = 0, offset = 0, len = 0;
    uint8_t *bytes = NULL;

    napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
    bytes = bytes_of(env, arguments[0], &have);
    napi_get_value_double(env, arguments[1], &offset);
    napi_get_value_double(env, arguments[2], &len);
    napi_get_value_double(env, arguments[3], &address);
    if (!(offset >= 0 && len >= 0 && offset + len <= (double)have)) {
        napi_throw_range_error(env, NULL, "bytes outside of an array");
        return NULL;
    }
    if (len > 0 && in) {
        memcpy(mn_pointer(address), bytes + (size_t)offset, (size_t)len);
    } else if (len > 0) {
        memcpy(bytes + (size_t)offset, mn_pointer(address), (size_t)len);
    }
    return NULL;
}

/* copyIn(bytes, offset, len, address) */
napi_value
mn_copy_in(napi_env env, napi_callback_info info)
{
    return copy(env, info, true);
}

/* copyOut(bytes, offset, len, address) */
napi_value
mn_copy_out(napi_env env, napi_callback_info info)
{
    return copy(env, info, false);
}

/* text(address, len): a string of UTF-8; without a length up to its zero. */
napi_value
mn_text(napi_env env, napi_callback_info info)
{
    napi_value made = NULL;
    double a[2]     = {0, -1};

    mn_numbers(env, info, a, 2);
    napi_create_string_utf8(env, mn_pointer(a[0]),
                            a[1] < 0 ? NAPI_AUTO_LENGTH : (size_t)a[1], &made);
    return made;
}

/* length(address): bytes up to the zero that ends a text. */
napi_value
mn_length(napi_env env, napi_callback_info info)
{
    double at = 0;

    mn_numbers(env, info, &at, 1);
    return mn_double(env, (double)strlen(mn_pointer(at)));
}
