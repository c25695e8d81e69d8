#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An include that layers.txt does not allow; a cycle; a file in no layer."""

import fnmatch
import re

from _tree import ROOT, fault, files, finish, name

TABLE = "tests/lint/layers.txt"
C_LIBRARY = set(
    "assert complex ctype errno fenv float inttypes iso646 limits locale math "
    "setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio "
    "stdlib stdnoreturn string tgmath threads time uchar wchar wctype".split()
)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')
OS_HEADERS = re.compile(
    r"^(arpa|asm|linux|net|netinet|sys)/|^(dirent|dlfcn|fcntl|fnmatch|ftw|getopt|glob"
    r"|grp|langinfo|libgen|netdb|poll|pthread|pwd|sched|semaphore|spawn|strings"
    r"|syslog|termios|ucontext|unistd|utime)\.h$"
)


def read_table():
    """Layers and file rows: {place: (set of layers, set of headers)}."""
    table, lines = {}, {}
    text = (ROOT / TABLE).read_text()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        place, _, uses = line.partition(":")
        words = uses.split()
        headers = {w[1:-1] for w in words if w.startswith("<")}
        layers = {w for w in words if not w.startswith("<")}
        table[place.strip()] = (layers, headers)
        lines[place.strip()] = number
    return table, lines


def is_file_row(place):
    return "*" in place or place.endswith((".c", ".h"))


def layer_of(path, table):
    """The longest row that is a folder of the path."""
    folders = path.split("/")[:-1]
    while folders:
        place = "/".join(folders)
        if place in table and not is_file_row(place):
            return place
        folders.pop()
    return None


def allowed(path, layer, table):
    layers, headers = map(set, table[layer])
    layers.add(layer)
    for place, (more_layers, more_headers) in table.items():
        if is_file_row(place) and fnmatch.fnmatch(path, place):
            layers |= more_layers
            headers |= more_headers
    return layers, headers


def header_is_allowed(header, headers):
    if header.startswith("mohur/"):
        return True
    if header.endswith(".h") and header[:-2] in C_LIBRARY:
        return True
    if "os" in headers and OS_HEADERS.search(header):
        return True
    return any(
        header == h or (h.endswith("/") and header.startswith(h))
        for h in headers
    )


def check_file(path, table):
    place = path.relative_to(ROOT / "src").as_posix()
    layer = layer_of(place, table)
    if layer is None:
        fault(path, 1, f"in no layer of {TABLE}")
        return
    layers, headers = allowed(place, layer, table)
    for number, line in enumerate(path.read_text().split("\n"), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        kind, included = match.groups()
        if kind == "<":
            if not header_is_allowed(included, headers):
                fault(path, number, f"{layer} may not include <{included}>")
            continue
        if layer == "cli" and (path.parent / included).is_file():
            continue  # it does not see src/, so its own files are beside it
        if not (ROOT / "src" / included).is_file():
            fault(path, number, f'"{included}" is not a path under src/')
        elif layer_of(included, table) not in layers:
            fault(path, number, f'{layer} may not include "{included}"')


def check_public(path):
    """Headers, examples: what an outsider can include."""
    header = "include" in path.relative_to(ROOT).parts
    for number, line in enumerate(path.read_text().split("\n"), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        kind, included = match.groups()
        if kind == '"' or (header and not header_is_allowed(included, set())):
            fault(path, number, f"not a public header: {included}")


def check_cycles(table, lines):
    """The table is walked from each layer; a way back to it is a cycle."""
    for start in table:
        if is_file_row(start):
            continue
        seen, todo = set(), list(table[start][0])
        while todo:
            layer = todo.pop()
            if layer == start:
                fault(TABLE, lines[start], f"{start} uses itself, by a cycle")
                break
            if layer not in table:
                fault(TABLE, lines[start], f"no such layer: {layer}")
            elif layer not in seen:
                seen.add(layer)
                todo.extend(table[layer][0])


table, lines = read_table()
check_cycles(table, lines)
for path in files("src/**/*.c", "src/**/*.h"):
    check_file(path, table)
for path in files("include/**/*.h", "examples/**/*.c", "examples/**/*.h"):
    check_public(path)
finish()
