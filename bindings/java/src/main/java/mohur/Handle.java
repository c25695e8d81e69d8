/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/**
 * Something of the library's that has to be closed.  Closing it twice is
 * allowed; using it afterwards is an {@link IllegalStateException}.  What is
 * forgotten is closed when the garbage collector finds it.
 */
public abstract class Handle implements AutoCloseable {
    static final Cleaner CLEANER = Cleaner.create();
    final State state;
    private final Cleaner.Cleanable cleanable;

    Handle(String what, ContextState context, long address, LongConsumer free) {
        state = new State(what, context, address, free);
        cleanable = CLEANER.register(this, state);
    }

    /** Releases what it holds; a call that is using it ends first. */
    @Override
    public void close() {
        cleanable.clean();
    }

    /** Makes it last as long as this. */
    final void holds(Handle other) {
        if (other != null) {
            other.state.acquire();
            state.held.add(other.state);
            Reference.reachabilityFence(other);
        }
    }

    /** A question that needs no context, nor memory. */
    final long ask(LongUnaryOperator question) {
        try {
            return state.ask(question);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Makes a callback's object known as long as this. */
    final void holds(long callback) {
        state.callbacks.add(callback);
    }

    static final class State implements Runnable {
        final ContextState context;
        private final List<State> held = new ArrayList<>(0);
        private final List<Long> callbacks = new ArrayList<>(0);
        private final String what;
        private final LongConsumer free;
        private long address;
        private int uses;
        private boolean closed;
        /** What must not be collected before it: memory, a PIN's source. */
        private Object kept;

        State(String what, ContextState context, long address, LongConsumer free) {
            this.what = what;
            this.context = context;
            this.address = address;
            this.free = free;
            if (context != null) {
                context.handleMade();
            }
        }

        void keep(Object object) {
            kept = object;
        }

        Object kept() {
            return kept;
        }

        synchronized long acquire() {
            if (closed) {
                throw new IllegalStateException("the " + what + " is closed");
            }
            uses++;
            return address;
        }

        private long ask(LongUnaryOperator question) {
            long at = acquire();
            try {
                return question.applyAsLong(at);
            } finally {
                release();
            }
        }

        void release() {
            boolean last;
            synchronized (this) {
                uses--;
                last = closed && uses == 0;
            }
            if (last) {
                dispose();
            }
        }

        @Override
        public void run() {
            boolean now;
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
                now = uses == 0;
            }
            if (now) {
                dispose();
            }
        }

        private void dispose() {
            if (context == null) {
                free();
            } else {
                context.dispose(this::free);
            }
        }

        private void free() {
            free.accept(address);
            address = 0;
            kept = null;
            held.forEach(State::release);
            callbacks.forEach(Callbacks::remove);
        }
    }
}
