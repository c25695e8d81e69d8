/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.EnumSet;
import java.util.Set;

/** Sets of enums that C keeps as bits of a number. */
final class Bits {
    private Bits() {
    }

    static int of(Set<Cap> caps) {
        int bits = 0;
        for (Cap cap : caps) {
            bits |= cap.value();
        }
        return bits;
    }

    static Set<Cap> caps(int bits) {
        Set<Cap> found = EnumSet.noneOf(Cap.class);
        for (Cap cap : Cap.values()) {
            if ((bits & cap.value()) != 0) {
                found.add(cap);
            }
        }
        return found;
    }
}
