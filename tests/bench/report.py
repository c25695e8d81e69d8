#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The report is one file that needs nothing, says everything, and has plots
that a browser draws."""

import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from _run import NASTY, ROOT, made_up

RUN_SH = ROOT / "bench/run.sh"
FULL = bool(os.environ.get("MOHUR_FULL"))
HEIGHT = 12000


def has_plots():
    system = subprocess.run(["/usr/bin/python3", "-c", "import matplotlib"], capture_output=True)
    return system.returncode == 0 or (ROOT / "build/plots/ready").exists()


# Installing what draws takes half a minute: in the full tier.
if not has_plots() and not FULL:
    print("SKIP nothing here draws plots: matplotlib is missing; MOHUR_FULL=1 installs it in build/plots")
    sys.exit(77)


def made(run, name="run"):
    Path(f"{name}.json").write_text(json.dumps(run))
    return subprocess.run(["sh", RUN_SH, "report", f"{name}.json", "-o", f"{name}.html"], capture_output=True, text=True)


class Reader(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.ids, self.links, self.words = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.ids += [v for k, v in attributes if k == "id"]
        self.links += [v for k, v in attributes if k in ("href", "src", "srcset", "data", "action", "poster")]

    def handle_data(self, data):
        self.words.append(data)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_ = made_up()
        cls.page = Path("run.html").read_text()
        cls.reader = Reader(cls.page)
        cls.plots = sum(tag == "svg" for tag, _ in cls.reader.tags)

    def test_it_is_one_file_without_scripts(self):
        names = {tag for tag, _ in self.reader.tags}
        self.assertFalse(names & {"script", "link", "iframe", "object", "embed", "img", "base", "form"})
        self.assertTrue(all(link.startswith("#") for link in self.reader.links), self.reader.links)
        self.assertFalse([a for _, attributes in self.reader.tags for a in attributes if a.startswith("on")])
        self.assertFalse(re.findall(r"(?:https?:)?//[a-z]|@import|url\((?!#)", self.page))

    def test_a_name_is_no_markup(self):
        self.assertNotIn("<script", self.page)
        self.assertIn(NASTY, "".join(self.reader.words))

    def test_every_figure_is_in_it(self):
        words = "".join(self.reader.words)
        for part in self.run_["parts"].values():
            for f in part["figures"]:
                self.assertIn(f["name"], words)
                for b in f["beside"]:
                    self.assertIn(b["name"], words)

    def test_goals_that_are_missed_are_told_first(self):
        self.assertIn("Goals that are not met", self.page)
        self.assertLess(self.page.index("Goals that are not met"), self.page.index("<svg"))

    def test_every_part_has_plots_with_a_title_and_a_description(self):
        self.assertEqual(self.plots, 14)
        for tag, attributes in self.reader.tags:
            if tag == "svg":
                title, desc = attributes["aria-labelledby"].split()
                self.assertEqual(attributes["role"], "img")
                self.assertIn(f'<title id="{title}">', self.page)
                self.assertIn(f'<desc id="{desc}">', self.page)

    def test_ids_are_one_of_their_kind_and_links_find_theirs(self):
        self.assertEqual(len(self.reader.ids), len(set(self.reader.ids)))
        used = {link[1:] for link in self.reader.links} | set(re.findall(r"url\(#([^)]*)\)", self.page))
        self.assertEqual(used - set(self.reader.ids), set())

    def test_plots_have_the_colours_of_the_page(self):
        self.assertIn("var(--s1)", self.page)
        self.assertFalse(re.findall(r"#0[14]0[25]0[36]|#0a0b0", self.page))

    def test_the_same_run_makes_the_same_page(self):
        self.assertEqual(made(self.run_, "again").returncode, 0)
        self.assertEqual(Path("again.html").read_text(), self.page)

    def test_what_is_no_run_is_refused(self):
        done = made({**self.run_, "version": 2}, "old")
        self.assertEqual(done.returncode, 1)
        self.assertIn("version 3", done.stderr)
        self.assertFalse(Path("old.html").exists())

    def test_runs_of_one_part_each_make_one_page(self):
        for part, content in self.run_["parts"].items():
            Path(f"{part}.json").write_text(json.dumps({**self.run_, "parts": {part: content}}))
        command = ["sh", RUN_SH, "report", *(f"{part}.json" for part in self.run_["parts"]), "-o", "parts.html"]
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
        self.assertEqual(Path("parts.html").read_text().count("<svg"), self.plots)

    # ---- in a browser ----

    def judged(self, page):
        """What the look at a picture of a page says: "" if plots are drawn."""
        browser = shutil.which("chromium") or shutil.which("chromium-browser")
        if not FULL:
            self.skipTest("SKIP screenshot: MOHUR_FULL is not set")
        if not browser:
            self.skipTest("SKIP screenshot: chromium is not installed")
        Path("look.html").write_text(page)
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size=1000,{HEIGHT}",
             f"--user-data-dir={os.getcwd()}/browser", "--screenshot=look.png", f"file://{os.getcwd()}/look.html"],
            check=True, capture_output=True, timeout=120)
        looked = subprocess.run(["sh", RUN_SH, "python", ROOT / "tests/bench/_picture.py", "look.png", str(self.plots)],
                                capture_output=True, text=True)
        return "" if looked.returncode == 0 else looked.stderr.strip()

    def test_a_browser_draws_every_plot(self):
        self.assertEqual(self.judged(self.page), "")

    def test_empty_plots_are_seen(self):
        """The negative control: the same page, its first plot without lines."""
        first = self.page.index("<svg")
        end = self.page.index("</svg>", first)
        empty = re.sub(r"<(path|use)\b[^>]*/>", "", self.page[first:end])
        self.assertIn("plot 1 is empty", self.judged(self.page[:first] + empty + self.page[end:]))


done = made(made_up())
if done.returncode != 0:
    if "no plots without matplotlib" in done.stderr:
        print("SKIP matplotlib cannot be installed here")
        sys.exit(77)
    sys.exit(done.stderr)
unittest.main(verbosity=2)
