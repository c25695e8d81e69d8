/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.nio.ByteBuffer;

/**
 * Room through which bytes of arrays go; wiped in the end.  No longer than
 * what a processor has near at hand: the library reads it again at once.
 */
final class Transfer {
    static final int LEN = 1 << 18;
    private static final int FIRST = 1 << 13;
    private ByteBuffer room;
    private long at;
    private int used;

    /** The address of room for so many bytes, at most {@link #LEN}. */
    long room(int len) {
        if (room == null || room.capacity() < len) {
            wipe();
            room = ByteBuffer.allocateDirect(Math.max(len, FIRST));
            at = Native.address(room);
        }
        used = Math.max(used, len);
        return at;
    }

    void wipe() {
        if (room != null) {
            Native.wipe(at, used);
            used = 0;
        }
    }
}
