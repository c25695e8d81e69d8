/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.ArrayDeque;

/**
 * The part of a context that outlives the object: who is in it, and what is
 * still open.  A context belongs to one call at a time; what is closed while
 * a call runs, or is found by the garbage collector, waits until it is over.
 */
final class ContextState implements Runnable {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private long address;
    private Thread owner;
    private boolean closed;
    private boolean forgotten;
    private int handles;
    private Throwable failure;
    private long[] callbacks = {};
    private volatile ProgressListener listener;

    synchronized void born(long address, long... callbacks) {
        this.address = address;
        this.callbacks = callbacks;
    }

    void listener(ProgressListener listener) {
        this.listener = listener;
    }

    synchronized long enter() {
        if (closed) {
            throw new IllegalStateException("the context is closed");
        }
        if (owner == Thread.currentThread()) {
            throw new IllegalStateException(
                "the context is in a call already: a callback must not use it");
        }
        if (owner != null) {
            throw new IllegalStateException("the context is in use by thread "
                + owner.getName() + "; make one for each thread");
        }
        owner = Thread.currentThread();
        failure = null;
        return address;
    }

    synchronized void leave() {
        owner = null;
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
        freeWhenAlone();
    }

    synchronized void handleMade() {
        handles++;
    }

    /** Frees a handle, now or when the call that runs is over. */
    synchronized void dispose(Runnable free) {
        Runnable all = () -> {
            free.run();
            handles--;
        };
        if (owner != null) {
            waiting.add(all);
            return;
        }
        all.run();
        freeWhenAlone();
    }

    /** Closes the context; it goes with the last handle that was made in it. */
    synchronized void close() {
        closed = true;
        freeWhenAlone();
    }

    /** The object was forgotten; what was made in it may still be in use. */
    @Override
    public synchronized void run() {
        forgotten = true;
        freeWhenAlone();
    }

    private void freeWhenAlone() {
        if ((closed || forgotten) && owner == null && handles == 0 && address != 0) {
            Native.ctxFree(address);
            address = 0;
            for (long id : callbacks) {
                Callbacks.remove(id);
            }
        }
    }

    synchronized void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    synchronized Throwable takeFailure() {
        Throwable taken = failure;
        failure = null;
        return taken;
    }

    synchronized long address() {
        return address;
    }

    /** Called once per MiB: an interrupt of the thread stops the call. */
    long progress(long done, long total) {
        Thread thread;
        synchronized (this) {
            thread = owner;
        }
        if (thread != null && thread.isInterrupted()) {
            return 1;
        }
        ProgressListener now = listener;
        return now == null || now.progress(done, total) ? 0 : 1;
    }
}
