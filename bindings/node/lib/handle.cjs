/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* What has to be closed, and the context that it belongs to. */
const { ask } = require('./native.cjs');
const { ENUMS, FUNCTIONS: F } = require('./layout.cjs');
const { CancelledError, misuse } = require('./errors.cjs');

/* What is forgotten is closed when the garbage collector finds it. */
const forgotten = new FinalizationRegistry((state) => state.orphan());

/*
 * The part of a context that outlives the object: whether a call is in it,
 * and what is still open.  What is closed while a call runs waits for it.
 */
class ContextState {
  constructor() {
    this.address = 0;
    this.busy = false;
    this.closed = false;
    this.orphaned = false;
    this.handles = 0;
    this.waiting = [];
    this.targets = [];
    this.questions = new Set();
    this.failure = undefined;
    this.untimely = false;
    this.signal = undefined;
    this.speaks = false;
    this.onClose = () => {};
  }

  get aborted() {
    return this.signal?.aborted ?? false;
  }

  enter() {
    if (this.closed) {
      throw misuse('the context is closed');
    }
    if (this.busy) {
      throw misuse('the context is in a call already: await that, or make a context '
        + 'for each job; a callback must not use the context that asks it');
    }
    this.busy = true;
    this.failure = undefined;
    return this.address;
  }

  leave() {
    this.busy = false;
    this.failure = undefined;
    this.untimely = false;
    while (this.waiting.length > 0) {
      this.waiting.shift()();
    }
    this.freeWhenAlone();
  }

  /* Frees a handle, now or when the call that runs is over. */
  dispose(free) {
    const all = () => {
      free();
      this.handles--;
    };
    if (this.busy) {
      this.waiting.push(all);
      return;
    }
    all();
    this.freeWhenAlone();
  }

  close() {
    if (!this.closed) {
      this.closed = true;
      this.onClose();
      this.freeWhenAlone();
    }
  }

  /* The object was forgotten; what was made in it may still be in use. */
  orphan() {
    this.orphaned = true;
    this.freeWhenAlone();
  }

  /* It goes with the last handle that was made in it. */
  freeWhenAlone() {
    if ((this.closed || this.orphaned) && !this.busy && this.handles === 0 && this.address !== 0) {
      ask(F.mohur_ctx_free, this.address);
      this.address = 0;
      this.targets.forEach((target) => target.release());
    }
  }

  failed(thrown) {
    this.failure ??= { thrown };
  }

  cancelled() {
    return new CancelledError(ENUMS.status.MOHUR_E_CANCELLED, 'the call was stopped',
      { cause: this.signal.reason });
  }
}

/* An address that the library gave, and that nobody else can make up. */
class Owned {
  constructor(address) {
    this.address = address;
  }
}

/* The part of a handle that outlives the object. */
class State {
  constructor(what, context, address, free) {
    this.what = what;
    this.context = context;
    this.address = address;
    this.free = free;
    this.uses = 0;
    this.closed = false;
    this.held = [];
    this.onFree = [];
    if (context !== null) {
      context.handles++;
    }
  }

  /* Whether it may call JavaScript. */
  get speaks() {
    return this.held.some((one) => one.speaks);
  }

  acquire() {
    if (this.closed) {
      throw misuse(`the ${this.what} is closed`);
    }
    this.uses++;
    return this.address;
  }

  /* For one that is in use: it lasts on, closed meanwhile or not. */
  keep() {
    this.uses++;
    return this;
  }

  release() {
    this.uses--;
    if (this.closed && this.uses === 0) {
      this.dispose();
    }
  }

  close() {
    if (!this.closed) {
      this.closed = true;
      if (this.uses === 0) {
        this.dispose();
      }
    }
  }

  orphan() {
    this.close();
  }

  dispose() {
    const all = () => {
      ask(this.free, this.address);
      this.address = 0;
      this.onFree.forEach((last) => last());
      this.held.forEach((one) => one.release());
    };
    if (this.context === null) {
      all();
    } else {
      this.context.dispose(all);
    }
  }
}

class Handle {
  constructor(what, context, owned, free) {
    if (!(owned instanceof Owned)) {
      throw new TypeError(`a ${what} is made by the functions of the library`);
    }
    this.state = new State(what, context, owned.address, free);
    Object.defineProperty(this, 'state', { enumerable: false, writable: false });
    forgotten.register(this, this.state, this.state);
  }

  /* Releases what it holds; a call that is using it ends first. */
  close() {
    forgotten.unregister(this.state);
    this.state.close();
  }

  /* Makes another handle, which is in use, last as long as this. */
  holds(other) {
    if (other !== null && other !== undefined) {
      this.state.held.push(other.state.keep());
    }
  }
}

if (Symbol.dispose !== undefined) {
  Handle.prototype[Symbol.dispose] = function dispose() {
    this.close();
  };
}

module.exports = { ContextState, Handle, Owned, forgotten };
