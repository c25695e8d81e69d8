/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_IO_H
#define MOHUR_IO_H

#include <mohur/base.h>
#include <mohur/ctx.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup io Io: where bytes come from and where they go
 *
 * A source gives bytes, a sink takes them.  Neither knows what they mean.
 * A sink is finished by the call that completes an object on it, such as
 * ::mohur_archive_writer_finish; released before that, a file sink leaves
 * nothing behind.  Handles belong to the thread of their context.
 *
 * Some sinks take bytes in order, one piece after the other: memory that
 * grows, a file descriptor, a function write.  The others, a new file, a
 * buffer and a function write_at, take each piece where it belongs, from the
 * thread that made it.  The bytes are the same in the end.
 * @{
 */
typedef struct mohur_source mohur_source; /**< Gives bytes. */
typedef struct mohur_sink mohur_sink;     /**< Takes bytes. */

/** The length of a source that does not know its own. */
#define MOHUR_LEN_UNKNOWN UINT64_MAX

/**
 * Read on.  Sets `*out_len` to 1 up to @p out_cap, or to 0 at the end.
 * Nonzero: reading failed.
 */
typedef int32_t
mohur_read_fn(void *user, uint8_t *out, size_t out_cap, size_t *out_len);

/** Read at @p offset; otherwise as ::mohur_read_fn. */
typedef int32_t
mohur_read_at_fn(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len);

/** Take all @p data_len bytes.  Nonzero: writing failed. */
typedef int32_t
mohur_write_fn(void *user, const uint8_t *data, size_t data_len);

/**
 * Take all @p data_len bytes, which belong at @p offset.  Nonzero: writing
 * failed.  Pieces come in any order, each byte once, without gaps in the end,
 * and from all threads of the context, several at the same time, also between
 * calls, until the object is finished or released.  It must not call the
 * library with this context.
 */
typedef int32_t
mohur_write_at_fn(void *user,
                  uint64_t offset,
                  const uint8_t *data,
                  size_t data_len);

/** Make what was written last.  Nonzero: that failed. */
typedef int32_t
mohur_finish_fn(void *user);

/** A source made of the caller's functions. */
typedef struct mohur_source_callbacks {
    size_t size;               /**< Set by the _INIT macro.             */
    void *user;                /**< Given to each function.             */
    mohur_read_fn *read;       /**< For a stream; NULL if read_at is.   */
    mohur_read_at_fn *read_at; /**< For a source that can seek.         */
    uint64_t len;              /**< With read_at: the length, in bytes. */
} mohur_source_callbacks;

/** To be filled in. */
#define MOHUR_SOURCE_CALLBACKS_INIT                                            \
    {sizeof(mohur_source_callbacks), NULL, NULL, NULL, MOHUR_LEN_UNKNOWN}

/** A sink made of the caller's functions. */
typedef struct mohur_sink_callbacks {
    size_t size;                 /**< Set by the _INIT macro.             */
    void *user;                  /**< Given to each function.             */
    mohur_write_fn *write;       /**< In order; NULL if write_at is not.  */
    mohur_finish_fn *finish;     /**< NULL: nothing to do at the end.     */
    mohur_write_at_fn *write_at; /**< For a sink that can be written
                                      anywhere, by all threads; else NULL. */
} mohur_sink_callbacks;

/** To be filled in. */
#define MOHUR_SINK_CALLBACKS_INIT                                              \
    {sizeof(mohur_sink_callbacks), NULL, NULL, NULL, NULL}

/** Read @p data, which stays the caller's and must outlive the source. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_source_new_memory(mohur_ctx *ctx,
                        const uint8_t *data,
                        size_t data_len,
                        mohur_source **out);

/**
 * Read the regular file or pipe at @p path.
 *
 * @retval MOHUR_E_IO  It cannot be opened, or is a folder; the message says.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_source_new_file(mohur_ctx *ctx, const char *path, mohur_source **out);

/** Read the file descriptor @p fd, which stays the caller's to close. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_source_new_fd(mohur_ctx *ctx, int32_t fd, mohur_source **out);

/** Read through the caller's functions, which are copied. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_source_new_callback(mohur_ctx *ctx,
                          const mohur_source_callbacks *callbacks,
                          mohur_source **out);

/** The length in bytes, or ::MOHUR_LEN_UNKNOWN for a stream. */
MOHUR_API uint64_t
mohur_source_len(const mohur_source *source);

/** Release @p source.  NULL is allowed. */
MOHUR_API void
mohur_source_free(mohur_source *source);

/**
 * Collect what is written in memory, at most @p max bytes of it;
 * more is ::MOHUR_E_LIMIT.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_sink_new_memory(mohur_ctx *ctx, size_t max, mohur_sink **out);

/**
 * Write to the caller's memory at @p out, @p out_cap bytes, which must outlive
 * the sink; more is ::MOHUR_E_LIMIT.  What is written goes there without a
 * copy in between, from all threads of the context.  Before the sink is
 * finished the bytes mean nothing.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_sink_new_buffer(mohur_ctx *ctx,
                      uint8_t *out,
                      size_t out_cap,
                      mohur_sink **out_sink);

/**
 * What a finished memory or buffer sink holds; NULL and 0 of any other.
 * Borrowed.
 */
MOHUR_API const uint8_t *
mohur_sink_memory(const mohur_sink *sink, size_t *out_len);

/** What to do about a file that is there already. */
typedef enum mohur_overwrite {
    MOHUR_OVERWRITE_NEVER   = 0, /**< ::MOHUR_E_EXISTS.               */
    MOHUR_OVERWRITE_REPLACE = 1  /**< The new file takes its place.   */
} mohur_overwrite;

/**
 * Write the file @p path, whole or not at all: the bytes go to an unnamed or
 * temporary file beside it, are synced, and take the name at finish.
 *
 * @retval MOHUR_E_EXISTS  Something of that name exists, now or at finish.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_sink_new_file(mohur_ctx *ctx,
                    const char *path,
                    mohur_overwrite overwrite,
                    mohur_sink **out);

/** Write to the file descriptor @p fd, which stays the caller's to close. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_sink_new_fd(mohur_ctx *ctx, int32_t fd, mohur_sink **out);

/** Write through the caller's functions, which are copied. */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_sink_new_callback(mohur_ctx *ctx,
                        const mohur_sink_callbacks *callbacks,
                        mohur_sink **out);

/** Release @p sink; what was not finished is gone.  NULL is allowed. */
MOHUR_API void
mohur_sink_free(mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
