# SPDX-License-Identifier: Apache-2.0
"""What the command is measured against: which peers there are, their keys,
and the command lines that do the same work."""
import os
import shlex
import shutil
import subprocess

MLAR_VERSION = "2.1.0"
PASS = "bench-passphrase"


def quiet(words, **more):
    return subprocess.run(words, check=True, capture_output=True, **more)


def mlar_path(build, install):
    """mlar in the build folder, installed there once by the ordinary client."""
    root = os.path.join(build, "mlar")
    path = os.path.join(root, "bin", "mlar")
    if os.path.exists(path):
        return path, None
    if not install:
        return None, "installing it takes minutes; `./dev bench archive --peers` does, once"
    if not shutil.which("cargo"):
        return None, "there is no cargo to install it with"
    words = ["cargo", "install", "mlar", "--version", MLAR_VERSION, "--locked", "--root", root]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        return None, "cargo install mlar failed: " + done.stderr.strip().splitlines()[-1]
    return path, None


def version_of(words):
    return quiet(words, text=True).stdout.splitlines()[0]


class Peers:
    """Tools that are there, with keys made in the folder of the measurement."""

    def __init__(self, build, work, install=True):
        self.work = work
        self.notes = []
        self.tools = {name: shutil.which(name) for name in ("age", "age-keygen", "tar", "gpg", "openssl")}
        self.tools["7z"] = shutil.which("7zz") or shutil.which("7z")
        self.tools["mlar"], why = mlar_path(build, install)
        for name, path in self.tools.items():
            if not path:
                self.notes.append(f"skipped {name}: " + (why if name == "mlar" else "it is not installed"))
        self.make_age()
        self.make_gpg()
        self.make_cms()
        self.make_mlar()

    def make_age(self):
        if self.tools["age"] and self.tools["age-keygen"]:
            self.notes.append("age " + version_of(["age", "--version"]))
            quiet(["age-keygen", "-o", f"{self.work}/age.key"])
            with open(f"{self.work}/age.pub", "wb") as out:
                out.write(quiet(["age-keygen", "-y", f"{self.work}/age.key"]).stdout)
        else:
            self.tools["age"] = None

    def make_gpg(self):
        if not self.tools["gpg"]:
            return
        version = version_of(["gpg", "--version"])
        old = version.split()[-1].split(".")[:2] < ["2", "4"]
        self.notes.append(version + (": older than 2.4, so CFB with a hash and no OCB" if old else ": OCB"))
        self.gpg = f"{self.tools['gpg']} --homedir {self.work}/gnupg --batch --yes --quiet --trust-model always"
        os.makedirs(f"{self.work}/gnupg", mode=0o700)
        quiet(["/bin/sh", "-c", f"{self.gpg} --passphrase '' --quick-generate-key bench default default never"])

    def make_cms(self):
        if self.tools["openssl"]:
            self.notes.append(version_of(["openssl", "version"]) + ": cms with AES-256-GCM")
            quiet(["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-subj", "/CN=bench", "-days", "2",
                   "-keyout", f"{self.work}/cms.key", "-out", f"{self.work}/cms.pem"])

    def make_mlar(self):
        if self.tools["mlar"]:
            self.notes.append(version_of([self.tools["mlar"], "--version"]) + ", its default layers: brotli, encrypted, signed")
            for name in ("a", "b"):
                quiet([self.tools["mlar"], "keygen", f"{self.work}/{name}"])

    def large(self):
        """Commands on one large file, in/big: what to do before, and each one."""
        out = {}
        q = shlex.quote
        if self.tools["age"]:
            out |= {
                "age, to a file": ("rm -f x.age", "age -R age.pub -o x.age in/big"),
                "age, to a sink": ("true", "age -R age.pub in/big > /dev/null"),
                "age -d, to a file": ("rm -f out.age", "age -d -i age.key -o out.age x.age"),
                "age -d, to a sink": ("rm -f out.age", "age -d -i age.key x.age > /dev/null"),
            }
        if self.tools["openssl"]:
            out |= {
                "cms, to a file": ("rm -f x.cms", "openssl cms -encrypt -binary -stream -aes-256-gcm -outform DER"
                                   " -in in/big -out x.cms cms.pem"),
                "cms -decrypt, to a sink": ("true", "openssl cms -decrypt -binary -inform DER -in x.cms -inkey cms.key"
                                            " -out /dev/null"),
            }
        if self.tools["gpg"]:
            out |= {
                "gpg, to a file": ("rm -f x.cms x.gpg", f"{self.gpg} -z 0 -r bench -o x.gpg -e in/big"),
                "gpg -d, to a sink": ("true", f"{self.gpg} -d x.gpg > /dev/null"),
            }
        if self.tools["7z"]:
            seven = f"{q(self.tools['7z'])}"
            out |= {
                "7z, to a file": ("rm -f x.gpg x.7z", f"{seven} a -bd -mx=0 -mhe=on -p{PASS} x.7z in/big > /dev/null"),
                "7z x, to a sink": ("true", f"{seven} e -so -p{PASS} x.7z > /dev/null"),
            }
        if self.tools["mlar"]:
            mlar = q(self.tools["mlar"])
            out |= {
                "mlar, to a file": ("rm -f x.7z x.mla", f"{mlar} create -k a.mlapriv -p b.mlapub -o x.mla in/big 2> /dev/null"),
                "mlar extract, to a folder": ("rm -rf out.mla", f"{mlar} extract -k b.mlapriv -p a.mlapub -i x.mla"
                                              " -o out.mla > /dev/null 2>&1; rm -rf out.mla x.mla"),
            }
        return out

    def many(self):
        if not (self.tools["age"] and self.tools["tar"]):
            return {}
        return {
            "tar | age": ("rm -f m.age", "tar c many | age -R age.pub -o m.age"),
            "age -d | tar": ("rm -rf out.many; mkdir out.many", "age -d -i age.key m.age | tar x -C out.many"),
        }
