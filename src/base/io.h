/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_IO_H
#define MOHUR_SRC_BASE_IO_H

#include "base/bytes.h"
#include "base/error.h"
#include <mohur/io.h>

/*
 * What every kind of source and sink does.  A kind is a struct that begins
 * with mohur_source or mohur_sink; the kinds are in base/io_*.c.
 */
struct mohur__source_ops {
    /* As mohur_read_fn and mohur_read_at_fn, but they record the error. */
    mohur_status (*read)(mohur_source *s, mohur__span out, size_t *out_len);
    mohur_status (*read_at)(mohur_source *s,
                            uint64_t offset,
                            mohur__span out,
                            size_t *out_len);
    /* The bytes where they are, if they are in memory; else NULL. */
    mohur__bytes (*view)(const mohur_source *s, uint64_t offset, size_t len);
    /* Fill out, on any thread, recording nothing; NULL: not on any thread. */
    bool (*fetch)(const mohur_source *s, uint64_t offset, mohur__span out);
    void (*release)(mohur_source *s);
};

struct mohur_source {
    uint32_t magic;
    mohur_ctx *ctx;
    const struct mohur__source_ops *ops;
    uint64_t len; /* MOHUR_LEN_UNKNOWN for a stream */
    uint64_t pos; /* where mohur__source_read goes on */
};

struct mohur__sink_ops {
    mohur_status (*write)(mohur_sink *s, mohur__bytes data);
    /* Write all where it belongs, on any thread, recording nothing: 0, or a
     * number for place_error.  NULL: only in order, on the context's thread. */
    int (*place)(const mohur_sink *s, uint64_t offset, mohur__bytes data);
    mohur_status (*place_error)(mohur_sink *s, int error);
    /* Where these bytes belong, if that is memory, for any thread; else NULL. */
    mohur__span (*room)(const mohur_sink *s, uint64_t offset, size_t len);
    mohur_status (*finish)(mohur_sink *s);
    void (*release)(mohur_sink *s);
};

struct mohur_sink {
    uint32_t magic;
    mohur_ctx *ctx;
    const struct mohur__sink_ops *ops;
    uint64_t written;
    bool finished;
    bool failed;
};

/* The common part of a kind.  A source without a length is a stream. */
void
mohur__source_init(mohur_source *s,
                   mohur_ctx *ctx,
                   const struct mohur__source_ops *ops,
                   uint64_t len);
void
mohur__sink_init(mohur_sink *s,
                 mohur_ctx *ctx,
                 const struct mohur__sink_ops *ops);

/* Is it a source (sink) of this context and usable?  For the first lines of public calls. */
mohur_status
mohur__source_check(mohur_ctx *ctx, const mohur_source *s);
mohur_status
mohur__sink_check(mohur_ctx *ctx, const mohur_sink *s);

/* As the public calls of these names, for calls that have begun. */
mohur_status
mohur__source_new_memory(mohur_ctx *ctx, mohur__bytes data, mohur_source **out);
mohur_status
mohur__sink_new_memory(mohur_ctx *ctx, size_t max, mohur_sink **out);

/* Can it seek? */
bool
mohur__source_seekable(const mohur_source *s);

/*
 * Read on until out is full or the end; *out_len says how much.  A source that
 * can seek keeps a position for this, which read_at does not move.
 */
mohur_status
mohur__source_read(mohur_source *s, mohur__span out, size_t *out_len);

/* Fill out from offset; an earlier end is MOHUR_E_IO "file became shorter". */
mohur_status
mohur__source_read_at(mohur_source *s, uint64_t offset, mohur__span out);

/*
 * The same without a copy, nothing where that cannot be.  The bytes are the
 * caller's, who may change them: read each once.
 */
mohur__bytes
mohur__source_view(const mohur_source *s, uint64_t offset, size_t len);

/*
 * For jobs, on any thread: fill out from offset, recording nothing.  False:
 * it failed, or the source is for the context's thread alone; then
 * mohur__source_read_at says why.
 */
bool
mohur__source_fetch(const mohur_source *s, uint64_t offset, mohur__span out);
bool
mohur__source_is_shared(const mohur_source *s);

/*
 * Sinks that can be written at any place, by any thread.  place is for jobs:
 * it records nothing and returns 0 or a number.  On the context's thread:
 * place_error says what that number means and fails the sink, reached tells
 * that all before end is there.
 */
bool
mohur__sink_is_shared(const mohur_sink *s);
int
mohur__sink_place(const mohur_sink *s, uint64_t offset, mohur__bytes data);
mohur_status
mohur__sink_place_error(mohur_sink *s, int error);

/*
 * Of a sink in memory: where len bytes belong, to be written without a place;
 * shorter where that is more than there is.
 */
bool
mohur__sink_has_room(const mohur_sink *s);
mohur__span
mohur__sink_room(const mohur_sink *s, uint64_t offset, size_t len);
void
mohur__sink_reached(mohur_sink *s, uint64_t end);

/* Write all; then, once, make it last.  After an error: MOHUR_E_STATE. */
mohur_status
mohur__sink_write(mohur_sink *s, mohur__bytes data);
mohur_status
mohur__sink_finish(mohur_sink *s);

#endif
