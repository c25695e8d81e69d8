/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.nio.file.Path;

/** All facts of the binding; the argument is a folder to work in. */
public final class BindingTest {
    private BindingTest() {
    }

    private static void names() {
        Facts.group("a name");
        Facts.fact("is that of C", () -> {
            Facts.same("PASSED", Mohur.name(Verdict.PASSED));
            Facts.same("HASH_FAILURE", Mohur.name(Why.HASH_FAILURE));
            Facts.same(Verdict.FAILED, Mohur.verdict(Why.REVOKED));
            Facts.same("good", Mohur.name(Standing.GOOD));
            Facts.same("keyCompromise", Mohur.revocationReason(1));
            Facts.same(Alg.NONE, Mohur.alg("no such thing"));
        });
        Facts.fact("of a status has a class of its own", () -> {
            for (Status status : Status.values()) {
                MohurException e = MohurException.of(status.value(), "");
                Facts.same(status, e.status());
                Facts.yes(status.value() < 256 || status.value() >> 8 == 15
                    || e.getClass() != MohurException.class);
                Facts.yes(status.value() < 256 || status == Status.E_CANCELLED
                    || !e.hint().isEmpty());
            }
        });
        Facts.fact("of what was built and passes its own test is there", () -> {
            try (Context context = Context.create()) {
                Facts.yes(Mohur.buildInfo(context).contains(Mohur.version()));
                Facts.yes(!Facts.full() || Mohur.selftest(context).contains("\"passed\":true"));
                Facts.yes(context.memoryLevel() != null);
            }
        });
        Facts.fact("of the day is what a clock of Java's says", () -> {
            java.time.Clock then = java.time.Clock.fixed(
                java.time.Instant.parse("2027-01-02T03:04:05Z"), java.time.ZoneOffset.UTC);
            try (Context context = Context.create(new Context.Options().clock(then));
                 Keystore store = Keystore.create(context, StoreFacts.options("clock"))) {
                StoreFacts.make(store, "k", Purpose.SIGN).close();
                Facts.same(then.instant(), store.list().get(0).created());
            }
        });
    }

    /**
     * Runs them.
     *
     * @param arguments a folder to work in
     * @throws Exception something could not even be prepared
     */
    public static void main(String[] arguments) throws Exception {
        long started = System.nanoTime();
        Facts.folder = Path.of(arguments[0]);
        names();
        StoreFacts.run();
        ArchiveFacts.run();
        System.exit(Facts.close(started) == 0 ? 0 : 1);
    }
}
