/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.time.Instant;

/** Seconds since 1970 UTC, with one number that says "none". */
final class Times {
    private Times() {
    }

    static long number(Instant time, long none) {
        return time == null ? none : time.getEpochSecond();
    }

    static Instant instant(long seconds, long none) {
        if (seconds == none) {
            return null;
        }
        long high = Math.min(seconds, Instant.MAX.getEpochSecond());
        return Instant.ofEpochSecond(Math.max(high, Instant.MIN.getEpochSecond()));
    }
}
