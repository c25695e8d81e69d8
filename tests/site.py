#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Links of the site that lead nowhere: a page or a place in one that is not
there, or something outside of the folder.

usage: site.py FOLDER
"""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

folder = Path(sys.argv[1]).resolve()
pages = {p: p.read_text(encoding="utf-8", errors="replace")
         for p in sorted(folder.glob("*.html"))}
places = {p: set(re.findall(r'(?:id|name)="([^"]+)"', text))
          for p, text in pages.items()}
links = faults = 0
for page, text in pages.items():
    for target in set(re.findall(r'<a [^>]*href="([^"]*)"', text)):
        if re.match(r"[a-z]+:", target):
            continue
        links += 1
        name, _, place = unquote(target).partition("#")
        found = (folder / name).resolve() if name else page
        if folder not in found.parents or not found.is_file():
            reason = "is not there"
        elif place and found in places and place not in places[found]:
            reason = "has no such place"
        else:
            continue
        faults += 1
        print(f"{page.name}: {target} {reason}")
print(f"site: {len(pages)} pages, {links} links, {faults} lead nowhere")
sys.exit(1 if faults or not links else 0)
