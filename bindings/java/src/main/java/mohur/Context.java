/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.lang.ref.Cleaner;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Settings, and the words of the last error.  A context belongs to one thread
 * at a time; make one for each thread.  An interrupt of the thread stops a
 * long call: {@link MohurException.Cancelled}.
 */
public final class Context implements AutoCloseable {
    private final ContextState state;
    private final Cleaner.Cleanable cleanable;

    private Context(ContextState state) {
        this.state = state;
        this.cleanable = Handle.CLEANER.register(this, state);
    }

    /** What a context is made with. */
    public static final class Options {
        private int jobs;
        private Executor executor;
        private Clock clock;

        /** Makes one with nothing said: one thread, the system's clock. */
        public Options() {
        }

        /**
         * Sets how many threads of its own the library may use.
         *
         * @param jobs 0 or 1 for none, up to 64
         * @return this
         */
        public Options jobs(int jobs) {
            this.jobs = jobs;
            return this;
        }

        /**
         * Has an executor run the library's jobs instead.
         *
         * @param executor who runs them
         * @param atOnce how many at once
         * @return this
         */
        public Options executor(Executor executor, int atOnce) {
            this.executor = executor;
            this.jobs = atOnce;
            return this;
        }

        /**
         * Has a clock say the time, in tests for instance.
         *
         * @param clock the clock
         * @return this
         */
        public Options clock(Clock clock) {
            this.clock = clock;
            return this;
        }
    }

    /**
     * Makes a context with the defaults.
     *
     * @return the context, to be closed
     */
    public static Context create() {
        return create(new Options());
    }

    /**
     * Makes a context.
     *
     * @param options what it is made with
     * @return the context, to be closed
     */
    public static Context create(Options options) {
        Loader.ensure();
        ContextState state = new ContextState();
        long progress = Callbacks.add(state, (kind, done, total, c, d) -> state.progress(done, total));
        long submit = Callbacks.add(state, (kind, run, job, c, d) -> submit(options.executor, run, job));
        long clock = Callbacks.add(state, (kind, a, b, c, d) -> options.clock.instant().getEpochSecond());
        try (Call c = Call.free()) {
            long out = c.alloc(8);
            c.check(Native.ctxNew(marshal(c, options, submit, clock), out));
            state.born(c.getLong(out), progress, submit, clock);
        } catch (RuntimeException e) {
            Callbacks.remove(progress);
            Callbacks.remove(submit);
            Callbacks.remove(clock);
            throw e;
        }
        Native.ctxOnProgress(state.address(), Native.trampoline(Callbacks.PROGRESS), progress);
        return new Context(state);
    }

    private static long marshal(Call c, Options options, long submit, long clock) {
        long at = c.alloc(Layout.CTX_OPTIONS_SIZE);
        c.putLong(at, Layout.CTX_OPTIONS_SIZE);
        c.putInt(at + Layout.CTX_OPTIONS__JOBS, options.jobs);
        if (options.executor != null) {
            c.putLong(at + Layout.CTX_OPTIONS__SUBMIT, Native.trampoline(Callbacks.SUBMIT));
            c.putLong(at + Layout.CTX_OPTIONS__SUBMIT_USER, submit);
        }
        if (options.clock != null) {
            long sys = c.alloc(Layout.SYS_SIZE);
            c.putLong(sys, Layout.SYS_SIZE);
            c.putLong(sys + Layout.SYS__CLOCK, Native.trampoline(Callbacks.CLOCK));
            c.putLong(sys + Layout.SYS__USER, clock);
            c.putLong(at + Layout.CTX_OPTIONS__SYS, sys);
        }
        return at;
    }

    private static long submit(Executor executor, long run, long job) {
        try {
            executor.execute(() -> Native.runJob(run, job));
            return 0;
        } catch (RejectedExecutionException e) {
            return 1;
        }
    }

    ContextState context() {
        return state;
    }

    /**
     * Has a listener told how far long calls are.
     *
     * @param listener the listener, or null for none
     */
    public void onProgress(ProgressListener listener) {
        state.listener(listener);
    }

    /**
     * Says how the secrets that were made so far are protected in memory.
     *
     * @return how
     */
    public MemoryLevel memoryLevel() {
        try (Call c = Call.in(this)) {
            return MemoryLevel.of(Native.ctxMemoryLevel(c.ctx()));
        }
    }

    /** Closes it.  What was made with it can only be closed from then on. */
    @Override
    public void close() {
        state.close();
        cleanable.clean();
    }
}
