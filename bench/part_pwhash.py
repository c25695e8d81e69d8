# SPDX-License-Identifier: Apache-2.0
"""Argon2id: what an attempt at a passphrase costs, by memory and passes,
beside libsodium alone and the reference library of its authors."""
import time

from measure import crowding, figure, lines

try:
    from argon2 import low_level as reference
except ImportError:
    reference = None

COSTS = [(8, 3), (16, 3), (32, 3), (64, 1), (64, 2), (64, 3), (64, 4), (128, 3), (256, 3)]
DEFAULT = (256, 3)
SECONDS_OF_A_MIB = 0.003  # in one pass, by the three who take part
PEAK_OVER_MIB = 1  # the programs are the same but for one call


def by_reference(mib, passes, runs):
    took = []
    for _ in range(runs):
        start = time.process_time()
        reference.hash_secret_raw(b"a passphrase of six words, say", bytes(16), time_cost=passes, memory_cost=mib * 1024,
                                  parallelism=1, hash_len=32, type=reference.Type.ID)
        took.append(time.process_time() - start)
    return took


def cost_figures(a, build, mib, passes, runs):
    program = [f"{build}/bench/bench_pwhash", str(mib)]
    row = lines([*program, str(passes), str(runs)])[0]
    # A pass more takes no more memory.
    peaks = {who: lines([*program, "1", "1", who])[0]["peak_mib"] for who in ("ours", "raw")}
    others = [("crypto_pwhash of libsodium", "raw", row["raw_samples"])]
    if a.peers and reference:
        others.append(("the reference library", "peer", by_reference(mib, passes, runs)))
    default = ", as a new keystore has it" if (mib, passes) == DEFAULT else ""
    one = figure("Argon2id, one attempt", f"{mib} MiB, {passes} pass{'es' if passes > 1 else ''}{default}", row["samples"],
                 others, clock="processor", peak_mib=peaks["ours"], tags={"mib": mib, "passes": passes})
    return one, peaks


def measure(a, build, _mohur, budget):
    figures, notes = [], ["timed by its time on the processor"]
    for mib, passes in COSTS[:1] if a.short else COSTS:
        guess = mib * passes * SECONDS_OF_A_MIB * crowding()
        one, peaks = cost_figures(a, build, mib, passes, budget.runs(a.runs, guess, 0.25))
        figures.append(one)
        if peaks["ours"] > peaks["raw"] + PEAK_OVER_MIB:
            notes.append(f"ATTENTION: {mib} MiB takes {peaks['ours']} MiB at the peak, libsodium alone {peaks['raw']}")
    if a.peers and not reference:
        notes.append("skipped the reference library: python3-argon2 is missing")
    return figures, notes
