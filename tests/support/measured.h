/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_MEASURED_H
#define MOHUR_TESTS_MEASURED_H

/* Under a sanitizer memory is not what it is; then only the work is done. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum {
    MEMORY_IS_MEASURED = 0
};
#elif defined(__has_feature)
enum {
    MEMORY_IS_MEASURED =
        !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
};
#else
enum {
    MEMORY_IS_MEASURED = 1
};
#endif

#endif
