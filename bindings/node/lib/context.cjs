/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* A context: settings, and the words of the last error. */
const { native, ask } = require('./native.cjs');
const { FUNCTIONS: F, STRUCTS } = require('./layout.cjs');
const callbacks = require('./callbacks.cjs');
const { during, now } = require('./call.cjs');
const { ContextState, forgotten } = require('./handle.cjs');
const { func, number, seconds, wordOf } = require('./struct.cjs');

const MEMBERS = ['jobs', 'signal', 'onProgress', 'clock'];

function marshal(c, options, clock) {
  const { size, at: places } = STRUCTS.ctx_options;
  const at = c.alloc(size);
  c.putU64(at, size);
  c.putU32(at + places.jobs, number(options.jobs ?? 0, 64, 'jobs'));
  if (clock !== undefined) {
    const sys = c.alloc(STRUCTS.sys.size);
    c.putU64(sys, STRUCTS.sys.size);
    c.putU64(sys + STRUCTS.sys.at.clock, native.trampoline(callbacks.CLOCK));
    c.putU64(sys + STRUCTS.sys.at.user, clock.user);
    c.putU64(at + places.sys, sys);
  }
  return at;
}

function check(options) {
  for (const name of Object.keys(options)) {
    if (!MEMBERS.includes(name)) {
      throw new TypeError(`a context has no option ${name}; there are ${MEMBERS.join(', ')}`);
    }
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new TypeError('signal is an AbortSignal');
  }
}

/* One who listens: asked about once per MiB; false stops the call. */
function progress(state, listener) {
  return new callbacks.Target(state, (kind, done, total) =>
    callbacks.then(listener(done, total >= 2 ** 64 ? undefined : total),
      (on) => (on === false ? 1 : 0)));
}

/* A clock cannot fail in C: what it throws fails the call when that is over. */
function timer(state, clock) {
  return () => {
    try {
      return Number(seconds(clock(), 'what a clock says'));
    } catch (thrown) {
      state.failed(thrown);
      state.untimely = true;
      return 0;
    }
  };
}

function watch(state, signal) {
  const stop = () => {
    native.targetSet(state.targets[0].user, 1, 0);
    [...state.questions].forEach((question) => question.settle(-1));
  };
  state.signal = signal;
  if (signal.aborted) {
    stop();
    return;
  }
  signal.addEventListener('abort', stop, { once: true });
  state.onClose = () => signal.removeEventListener('abort', stop);
}

/*
 * A context is for one job: calls in it come one after the other, and what is
 * made in it stays in it.  Its signal stops whichever call is running.
 */
class Context {
  constructor(options = {}) {
    check(options);
    const state = new ContextState();
    const { onProgress, clock, signal } = options;
    const listener = progress(state, onProgress === undefined ? () => true
      : func(onProgress, 'onProgress'));
    const time = clock === undefined ? undefined
      : new callbacks.Target(state, timer(state, func(clock, 'clock')));
    state.targets = time === undefined ? [listener] : [listener, time];
    try {
      now(null, (c) => {
        const out = c.alloc(8);
        c.now(F.mohur_ctx_new, marshal(c, options, time), out);
        state.address = c.getU64(out);
      });
    } catch (e) {
      state.targets.forEach((target) => target.release());
      throw e;
    }
    native.targetSet(listener.user, 0, onProgress === undefined ? 0 : 1);
    ask(F.mohur_ctx_on_progress, state.address, native.trampoline(callbacks.PROGRESS),
      listener.user);
    state.speaks = onProgress !== undefined || clock !== undefined;
    if (signal !== undefined) {
      watch(state, signal);
    }
    Object.defineProperty(this, 'context', { value: state, enumerable: false });
    forgotten.register(this, state, state);
  }

  /* How the secrets that were made so far are protected in memory. */
  get memoryLevel() {
    return now(this.context, (c) =>
      wordOf('memory_level', ask(F.mohur_ctx_memory_level, c.ctx)));
  }

  /* Closes it.  What was made with it can only be closed from then on. */
  close() {
    forgotten.unregister(this.context);
    this.context.close();
  }

  async buildInfo() {
    return during(this.context, async (c) =>
      JSON.parse(await c.collect(F.mohur_build_info, c.ctx)));
  }

  /* Runs a known answer through everything that the library can do. */
  async selftest() {
    return during(this.context, async (c) => `${await c.collect(F.mohur_selftest, c.ctx)}`);
  }
}

if (Symbol.dispose !== undefined) {
  Context.prototype[Symbol.dispose] = function dispose() {
    this.close();
  };
}

module.exports = { Context };
