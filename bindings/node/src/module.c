/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "binding.h"

/*
 * What loader.cjs gets.
 */

struct mn_binding *
mn_binding_of(napi_env env)
{
    void *found = NULL;

    napi_get_instance_data(env, &found);
    return found;
}

void
mn_numbers(napi_env env, napi_callback_info info, double *out, size_t count)
{
    napi_value arguments[4] = {NULL};
    size_t have             = 4;

    napi_get_cb_info(env, info, &have, arguments, NULL, NULL);
    for (size_t i = 0; i < count && i < have; i++) {
        napi_get_value_double(env, arguments[i], &out[i]);
    }
}

napi_value
mn_double(napi_env env, double value)
{
    napi_value made = NULL;

    napi_create_double(env, value, &made);
    return made;
}

/* fingerprint(): of the interface that this file was made from. */
static napi_value
fingerprint(napi_env env, napi_callback_info info)
{
    const char *print = strchr(mn_fingerprint, ':') + 1;
    napi_value made   = NULL;

    (void)info;
    napi_create_string_utf8(env, print, NAPI_AUTO_LENGTH, &made);
    return made;
}

/* shutdown(): nothing is asked from now on; waits for who asked. */
static napi_value
shut_down(napi_env env, napi_callback_info info)
{
    (void)info;
    mn_close(mn_binding_of(env));
    return NULL;
}

static void
on_end(void *data)
{
    mn_close(data);
}

/* Who asks may be the last to look at it, so it goes when all have. */
static void
release(napi_env env, void *data, void *hint)
{
    struct mn_binding *b = data;

    (void)env;
    (void)hint;
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->changed);
    pthread_cond_destroy(&b->work);
    free(b);
}

static bool
open_frame(napi_env env, struct mn_binding *b, napi_value exports)
{
    napi_value buffer = NULL, frame = NULL;
    void *data = NULL;

    if (napi_create_arraybuffer(env, MN_FRAME * sizeof(double), &data,
                                &buffer) != napi_ok ||
        napi_create_typedarray(env, napi_float64_array, MN_FRAME, buffer, 0,
                               &frame) != napi_ok ||
        napi_create_reference(env, buffer, 1, &b->frame_ref) != napi_ok) {
        return false;
    }
    b->frame = data;
    return napi_set_named_property(env, exports, "frame", frame) == napi_ok;
}

static bool export(napi_env env, napi_value exports)
{
#define ROW(title, function)                                                   \
    {title, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL}
    const napi_property_descriptor all[] = {
        ROW("fingerprint", fingerprint),
        ROW("shutdown", shut_down),
        ROW("call", mn_call),
        ROW("start", mn_start),
        ROW("connect", mn_connect),
        ROW("answer", mn_answer),
        ROW("trampoline", mn_trampoline),
        ROW("target", mn_target_new),
        ROW("targetFree", mn_target_free),
        ROW("targetSet", mn_target_set),
        ROW("address", mn_address),
        ROW("copyIn", mn_copy_in),
        ROW("copyOut", mn_copy_out),
        ROW("text", mn_text),
        ROW("length", mn_length),
    };
#undef ROW

    return napi_define_properties(env, exports, sizeof all / sizeof all[0],
                                  all) == napi_ok;
}

NAPI_MODULE_INIT()
{
    struct mn_binding *b = calloc(1, sizeof *b);

    if (b == NULL) {
        napi_throw_error(env, NULL, "no memory for the binding");
        return NULL;
    }
    b->env    = env;
    b->thread = pthread_self();
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    pthread_cond_init(&b->work, NULL);
    if (napi_set_instance_data(env, b, release, NULL) != napi_ok ||
        !mn_calls_open(env, b) || !open_frame(env, b, exports) ||
        !export(env, exports) ||
        napi_add_env_cleanup_hook(env, on_end, b) != napi_ok) {
        napi_throw_error(env, NULL, "the binding cannot be set up");
        return NULL;
    }
    return exports;
}
