/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the library calls: objects by number, so that C holds no references. */
final class Callbacks {
    static final int READ = 0;
    static final int READ_AT = 1;
    static final int WRITE = 2;
    static final int WRITE_AT = 3;
    static final int FINISH = 4;
    static final int PROGRESS = 5;
    static final int UNLOCK = 6;
    static final int PIN = 7;
    static final int ANCHOR_READ = 8;
    static final int ANCHOR_WRITE = 9;
    static final int FETCH = 10;
    static final int SUBMIT = 11;
    static final int CLOCK = 12;

    private static final Map<Long, Entry> LIVE = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);

    private Callbacks() {
    }

    /** Answers one call; a negative number is a failure. */
    @FunctionalInterface
    interface Target {
        long answer(int kind, long a, long b, long c, long d) throws Exception;
    }

    private static final class Entry {
        private final ContextState context;
        private final Target target;

        private Entry(ContextState context, Target target) {
            this.context = context;
            this.target = target;
        }
    }

    static long add(ContextState context, Target target) {
        long id = NEXT.getAndIncrement();
        LIVE.put(id, new Entry(context, target));
        return id;
    }

    static void remove(long id) {
        LIVE.remove(id);
    }

    static int live() {
        return LIVE.size();
    }

    /** Called by callbacks.c.  What is thrown comes out of the call above. */
    static long call(int kind, long id, long a, long b, long c, long d) {
        Entry entry = LIVE.get(id);
        if (entry == null) {
            return -1;
        }
        try {
            return entry.target.answer(kind, a, b, c, d);
        } catch (Throwable thrown) {
            entry.context.failed(thrown);
            return -1;
        }
    }

    /** Gives bytes of a secret to C and wipes them here. */
    static long give(byte[] secret, long out, long cap) {
        if (secret == null) {
            return -1;
        }
        try {
            if (secret.length > cap) {
                throw new IllegalArgumentException("a secret of "
                    + secret.length + " bytes; at most " + cap + " are taken");
            }
            Native.copyIn(secret, 0, secret.length, out);
            return secret.length;
        } finally {
            java.util.Arrays.fill(secret, (byte) 0);
        }
    }

    static Target unlock(SecretSource source) {
        return (kind, out, cap, name, len) ->
            give(source.secret(Call.text(name, len)), out, cap);
    }

    static Target pin(PinSource source) {
        return (kind, out, cap, token, place) ->
            give(source.pin(Call.text(token), Call.text(place)), out, cap);
    }

    static Target anchor(AnchorStore store) {
        return (kind, at, cap, unused, unused2) -> {
            if (kind == ANCHOR_WRITE) {
                store.write(Call.bytes(at, cap));
                return 0;
            }
            byte[] record = store.read();
            return record == null ? 0 : give(record.clone(), at, cap);
        };
    }

    static Target fetch(Fetcher fetcher) {
        return (kind, request, answer, unused, unused2) -> {
            byte[] found = fetcher.fetch(EvidenceRequest.read(request));
            if (found == null || found.length == 0) {
                return -1;
            }
            try (Call c = Call.free()) {
                return Native.answerAdd(answer, c.bytes(found), found.length);
            }
        };
    }
}
