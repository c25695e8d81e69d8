/* SPDX-License-Identifier: Apache-2.0 */
'use strict';

/* What the library asks: functions by number, so that C holds no references.
 * What they throw is kept by their context and comes out of the call. */
const { native } = require('./native.cjs');

/* As in callbacks.c. */
const READ = 0, READ_AT = 1, WRITE = 2, FINISH = 3, PROGRESS = 4, UNLOCK = 5, PIN = 6,
  ANCHOR_READ = 7, ANCHOR_WRITE = 8, FETCH = 9, CLOCK = 10;

const live = new Map();
let next = 1;

/* A function that the library may call, until everybody let go of it. */
class Target {
  constructor(context, answer) {
    this.context = context;
    this.answer = answer;
    this.id = next++;
    this.user = native.target(this.id);
    this.holders = 1;
    live.set(this.id, this);
  }

  get speaks() {
    return true;
  }

  keep() {
    this.holders++;
    return this;
  }

  release() {
    if (--this.holders === 0) {
      live.delete(this.id);
      native.targetFree(this.user);
    }
  }
}

/* One question that waits for a promise. */
class Question {
  constructor(context, token) {
    this.context = context;
    this.token = token;
    context.questions.add(this);
  }

  settle(value) {
    if (this.context.questions.delete(this)) {
      native.answer(this.token, value);
    }
  }

  fail(thrown) {
    this.context.failed(thrown);
    this.settle(-1);
  }
}

function wait(context, token, promise) {
  if (token === 0) {
    promise.then(undefined, () => {});
    context.failed(new Error('here an answer is needed at once, not a promise'));
    return -1;
  }
  const question = new Question(context, token);
  promise.then((value) => question.settle(value), (thrown) => question.fail(thrown));
  return undefined;
}

/* An answer, and what is to be done while the library goes on with it.  What
 * that throws fails the call when it is over. */
class After {
  constructor(answer, next) {
    this.answer = answer;
    this.next = next;
  }

  send(context, token) {
    if (token !== 0) {
      native.answer(token, this.answer);
    }
    try {
      this.next();
    } catch (thrown) {
      context.failed(thrown);
      context.untimely = true;
    }
    return this.answer;
  }
}

function after(answer, next) {
  return new After(answer, next);
}

/* Called by callbacks.c.  With a token the answer is sent, else returned. */
function dispatch(kind, id, token, a, b, c, d) {
  const target = live.get(id);
  let answer = -1;
  try {
    answer = target === undefined || target.context.aborted ? -1
      : target.answer(kind, a, b, c, d);
  } catch (thrown) {
    target.context.failed(thrown);
  }
  if (answer instanceof After) {
    return answer.send(target.context, token);
  }
  if (typeof answer?.then === 'function') {
    return wait(target.context, token, answer);
  }
  if (token === 0) {
    return answer;
  }
  native.answer(token, answer);
  return undefined;
}

native.connect(dispatch);
process.on('exit', () => native.shutdown());

/* Applies a function to what is there, or will be. */
function then(value, next) {
  return typeof value?.then === 'function' ? Promise.resolve(value).then(next) : next(value);
}

/* What a callback answered, as bytes; nothing is a failure. */
function given(what, max) {
  return (found) => {
    if (found === null || found === undefined) {
      return -1;
    }
    if (!(found instanceof Uint8Array)) {
      throw new TypeError(`${what} is a Uint8Array`);
    }
    if (found.length > max) {
      throw new RangeError(`${what} of ${found.length} bytes; at most ${max} are taken`);
    }
    return found;
  };
}

module.exports = {
  READ, READ_AT, WRITE, FINISH, PROGRESS, UNLOCK, PIN, ANCHOR_READ, ANCHOR_WRITE, FETCH, CLOCK,
  Target, after, then, given, count: () => live.size,
};
