#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A call that the library may not make, or not in this place."""

import fnmatch
import re

from _tree import ROOT, code, fault, files, finish

BACKENDS = "crypto/sodium/* crypto/mbedtls/* crypto/openssl/* crypto/ipsecmb/*"

# What, where it may stand (patterns under src/), what to use instead.
RULES = [
    (
        "malloc calloc realloc reallocarray free aligned_alloc "
        "posix_memalign strdup strndup asprintf vasprintf",
        "base/mem.c cli/*",
        "base/mem.h",
    ),
    ("memcpy memcmp memmove mempcpy", f"base/* cli/* {BACKENDS}", "base/bytes.h"),
    (
        "time clock_gettime gettimeofday gmtime gmtime_r localtime "
        "localtime_r mktime timegm strftime",
        "base/time.c base/os_* cli/*",
        "base/time.h",
    ),
    (
        "tolower toupper isalpha isalnum isdigit isspace isupper islower "
        "strcasecmp strncasecmp strtol strtoll strtoul strtoull strtod atoi "
        "atol setlocale",
        "",
        "base/text.h: these depend on the locale",
    ),
    (
        "strcpy strncpy stpcpy strcat strncat sprintf vsprintf strtok "
        "strtok_r alloca gets scanf sscanf rand srand random tmpnam mktemp "
        "system popen",
        "",
        "nothing: never",
    ),
    (
        "getenv secure_getenv printf fprintf vprintf vfprintf puts fputs "
        "putchar perror exit _exit quick_exit abort assert signal",
        "cli/*",
        "a status: a library never surprises its host",
    ),
    (
        "mohur__insecure_sha_1",
        "crypto/sha1.* x509/ocsp.c",
        "crypto/hash.h: SHA-1 is for a CertID alone",
    ),
]


def may_stand(place, patterns):
    return any(fnmatch.fnmatch(place, p) for p in patterns.split())


def check(path):
    place = path.relative_to(ROOT / "src").as_posix()
    text = code(path.read_text())
    for words, patterns, instead in RULES:
        if may_stand(place, patterns):
            continue
        # A member of that name is somebody's callback, not the C library's.
        call = re.compile(
            r"(?<![\w.])(?<!->)(" + "|".join(words.split()) + r")\s*\("
        )
        for number, line in enumerate(text.split("\n"), 1):
            for match in call.finditer(line):
                fault(path, number, f"{match[1]}() is banned; use {instead}")


for path in files("src/**/*.c", "src/**/*.h"):
    check(path)
finish()
