/* SPDX-License-Identifier: Apache-2.0 */
class Key {
    byte[] id() {
        return Native.called(1);
    }

    LongConsumer free = Native::why;
}
