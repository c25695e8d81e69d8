# SPDX-License-Identifier: Apache-2.0
"""BouncyCastle as a peer: one JVM that signs and verifies on request, with the
version that bench/java/pom.xml names."""
import os
import shutil
import subprocess

VERSION = "1.84"
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "java")


def jars(build):
    """The folder that Maven copied them to once; or None and why."""
    place = os.path.join(build, "bench", f"bouncy-{VERSION}")
    if os.path.isdir(place):
        return place, None
    if not shutil.which("java") or not shutil.which("mvn"):
        return None, "there is no java, or no mvn (Maven)"
    done = subprocess.run(["mvn", "-q", "-B", "-f", f"{SOURCES}/pom.xml", f"-Dbouncy={VERSION}",
                           f"-Dmaven.repo.local={build}/bench/maven", "dependency:copy-dependencies",
                           f"-DoutputDirectory={place}.new"], capture_output=True, text=True)
    if done.returncode != 0:
        return None, "Maven cannot bring it: " + (done.stdout.strip().splitlines() or ["it does not say why"])[0]
    os.rename(f"{place}.new", place)
    return place, None


class BouncyCastle:
    """The JVM, which ends with the block."""

    def __init__(self, place, work):
        words = ["java", "-cp", f"{place}/*", f"{SOURCES}/Signed.java", work]
        self.java = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.java.stdin.close()
        self.java.wait()

    def ask(self, what):
        """Seconds by the wall, seconds of processor, and the peak memory in MiB."""
        self.java.stdin.write(what + "\n")
        self.java.stdin.flush()
        answer = self.java.stdout.readline().split()
        if len(answer) != 3:
            raise SystemExit(f"bench: BouncyCastle cannot {what}")
        return tuple(float(word) for word in answer)


class Asked:
    """Something it is asked for, where interleaved() takes a command."""

    def __init__(self, peer, what):
        self.peer, self.what = peer, what

    def __call__(self):
        return self.peer.ask(self.what)

    def __str__(self):
        return f"BouncyCastle {VERSION}, one JVM: {self.what}"
