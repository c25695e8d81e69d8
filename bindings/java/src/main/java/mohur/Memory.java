/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.nio.ByteBuffer;

/** Bytes outside of Java's heap; see memory.c and callbacks.c. */
class Memory {
    Memory() {
    }

    static native long address(ByteBuffer buffer);

    static native ByteBuffer view(long address, long len);

    static native void copyIn(byte[] data, int offset, int len, long address);

    static native void copyOut(long address, byte[] out, int offset, int len);

    static native void wipe(long address, long len);

    static native long strlen(long address);

    static native long trampoline(int kind);

    static native void runJob(long run, long job);
}
