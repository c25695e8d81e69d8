#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""decide.py PROFILE ANSWERS: a second decide(), written from
docs/formats/profile.md, against the answers of the library to random requests
(tests/interop/decide.c writes them)."""

import datetime
import json
import sys

STATUS = ["disallowed", "legacy", "deprecated", "acceptable"]
PROTECT, PROCESS = range(1, 9), range(17, 23)
SIGN, SEAL, WRAP, ENCRYPT, HASH, PASS, KEYGEN, EXPORT = PROTECT
VERIFY, OPEN, UNWRAP, DECRYPT, REHASH, REPASS = PROCESS
DAY = 86400
SIGNS = {SIGN, VERIFY, KEYGEN, EXPORT}
SEALS = {SEAL, OPEN, KEYGEN, EXPORT}
WRAPS = {WRAP, UNWRAP}
CONTENT = WRAPS | {ENCRYPT, DECRYPT}
INSIDE = CONTENT | {PASS, REPASS, SEAL, OPEN}
RSA = ("RSASSA-PSS", "RSASSA-PKCS1-v1_5", "RSAES-OAEP")
OWN_HASH = {"Ed25519": "SHA-512", "ECDSA-P256": "SHA-256",
            "ECDSA-P384": "SHA-384", "ECDSA-P521": "SHA-512"}
USES = ["content", "signature", "identifier"]
CUSTODY = ["", "software", "hsm", "tpm"]
ANCHORS = ["none", "local", "hardware", "witnessed"]


def operations(alg):
    if alg in ("AES-256-CBC",):
        return {EXPORT, UNWRAP}
    if alg.startswith("PBKDF2"):
        return {EXPORT, REPASS}
    if alg == "Argon2id":
        return {PASS, REPASS}
    if alg == "AES-256":
        return WRAPS | {KEYGEN, EXPORT}
    if alg in ("AES-256-KW", "AES-256-KWP"):
        return WRAPS
    if alg.startswith(("HMAC", "HKDF", "AES-256-CMAC")):
        return INSIDE
    if alg.startswith("SHA"):
        return {HASH, REHASH}
    if alg.startswith(("AES", "ChaCha", "XChaCha", "XAES")):
        return CONTENT
    if alg.startswith(("Ed25519", "ECDSA", "RSASSA", "ML-DSA", "LMS", "XMSS")):
        return SIGNS
    if alg.startswith(("X25519", "ECDH", "X-Wing", "RSAES", "MLKEM",
                       "ML-KEM-1024")):
        return SEALS
    return set()


def date(text, last=False):
    day = datetime.datetime.strptime(text, "%Y-%m-%d")
    t = int(day.replace(tzinfo=datetime.timezone.utc).timestamp())
    return t + DAY - 1 if last else t


def floor(q):
    protects, alg = q["op"] in PROTECT, q["alg"]
    if protects and "SHA-1" in (alg, q["hash"]):
        return True
    if alg in RSA:
        least = 3072 if q["op"] == KEYGEN else 2048 if protects else 1024
        return q["bits"] < least
    if alg == "AES-256-CBC":
        return q["op"] not in (EXPORT, UNWRAP)
    if alg.startswith("PBKDF2"):
        return protects and q["bits"] < 100000
    return alg == "Argon2id" and protects and (q["m"] < 19456 or q["t"] < 2)


def matches(rule, alg, hash_, use, bits):
    p = rule.get("param", {})
    return (rule["alg"] == alg and bits >= p.get("min_bits", 0)
            and bits <= p.get("max_bits", bits)
            and ("hash" not in p or hash_ in p["hash"])
            and ("purpose" not in rule or USES[use] in rule["purpose"]))


def side(profile, s, q, op, use):
    """A reason for one side of a rule."""
    now, ended = q["now"], "until" in s and q["now"] > date(s["until"], True)
    above = q["level"] > s.get("max_level", 255)
    if s["status"] == "disallowed":
        return 12
    reason = 1 if s["status"] == "deprecated" else 0
    if op in PROTECT:
        if "from" in s and now < date(s["from"]):
            return 13
        return 14 if ended else 15 if above else reason
    if s["status"] == "legacy" or ended:
        if op == VERIFY or (op == REHASH and use == 1):
            before = date(s["poe_before"]) if "poe_before" in s else \
                date(s["until"], True) + 1
            if q["poe"] == 0:
                return 16
            if q["poe_time"] >= before:
                return 17
            if q["poe"] == 2 and q["witnesses"] < \
                    wants(profile, q["level"]).get("log_witness_quorum", 0):
                return 26
            reason = 2
        elif q["insists"] and profile["limits"]["allow_legacy_flag"]:
            reason = 2
        else:
            reason = 12 if s["status"] == "legacy" else 14
    return 15 if reason < 10 and above else reason


def component(profile, q, op, alg, hash_, use):
    if op not in operations(alg):
        return 11
    for rule in profile["rules"]:
        if matches(rule, alg, hash_, use, q["bits"]):
            name = "protect" if op in PROTECT else "process"
            return side(profile, rule[name], q, op, use)
    return 11


def wants(profile, level):
    merged = {}
    for entry in profile["level_policy"]:
        if entry["n"] <= level:
            days = dict(merged.get("max_cryptoperiod_days", {}))
            days.update(entry.get("max_cryptoperiod_days", {}))
            merged.update(entry)
            merged["max_cryptoperiod_days"] = days
    return merged


def level_policy(w, q):
    kind = {SIGN: "sign", SEAL: "seal", WRAP: "sym", ENCRYPT: "sym"}
    days = w["max_cryptoperiod_days"].get(kind.get(q["op"]), 0)
    old = days and q["created"] and q["now"] >= q["created"] + days * DAY
    hybrid = "hybrid_kem_from" in w and q["now"] >= date(w["hybrid_kem_from"])
    plain = q["alg"] in ("X25519", "ECDH-P256", "ECDH-P384")
    custody = CUSTODY[q["custody"] or 1]
    checks = [
        (22, q["op"] == EXPORT and not w.get("exportable", True)),
        (20, hybrid and plain),
        (18, "custody" in w and custody not in w["custody"]),
        (21, q["deterministic"] and not w.get("deterministic_fields", True)),
        (23, old), (25, w.get("memory_lock") and not q["locked"]),
        (19, w.get("unlock_factors", 1) > (q["factors"] or 1)),
        (27, w.get("dual_control") and not q["dual"]),
        (24, ANCHORS.index(w.get("anchor", "none")) > q["anchor"])]
    return next((reason for reason, fails in checks if fails), 0)


def limits(profile, q):
    protects, p, low, high = q["op"] in PROTECT, profile["pwhash"], False, False
    if q["alg"] == "Argon2id":
        low = q["m"] < p["min_mem_kib"] or q["t"] < p["min_t"]
        high = q["m"] > p["max_mem_kib"] or q["t"] > p["max_t"]
    if q["alg"].startswith("PBKDF2"):
        low = q["bits"] < profile["limits"]["pbkdf2_min"]
        high = q["bits"] > profile["limits"]["pbkdf2_max"]
    return 29 if high or (low and protects) else int(low)


def decide(profile, q):
    op, protects = q["op"], q["op"] in PROTECT
    known = q["level"] < len(profile["levels"])
    q["level"] = min(q["level"], len(profile["levels"]) - 1)
    if op not in PROTECT and op not in PROCESS:
        return 11
    if floor(q):
        return 10
    worst = 0
    if protects and q["now"] > date(profile["expires"], True):
        if profile["on_expiry"] == "process-only":
            return 28
        worst = 1
    hash_ = q["hash"] if q["hash"] != "none" else OWN_HASH.get(q["alg"])
    reason = component(profile, q, op, q["alg"], hash_, q["use"])
    if reason < 10 and hash_:
        reason = max(reason, component(profile, q, HASH if protects else REHASH,
                                       hash_, None, 1))
    w = wants(profile, q["level"])
    for step in (lambda: reason, lambda: 15 * (protects and not known),
                 lambda: limits(profile, q),
                 lambda: level_policy(w, q) if protects else 0,
                 lambda: 30 * (not q["available"])):
        answer = step()
        if answer >= 10:
            return answer
        worst = max(worst, answer)
    return worst


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        profile = json.loads(f.readline())
    count = 0
    with open(sys.argv[2], encoding="utf-8") as f:
        names = f.readline().split()
        for line in f:
            q = {k: int(v) if v.lstrip("-").isdigit() else v
                 for k, v in zip(names, line.split())}
            ours = q.pop("reason")
            if decide(profile, q) != ours:
                sys.exit(f"differs: {line}here {decide(profile, q)}")
            count += 1
    print(f"{count} answers are the same")


main()
