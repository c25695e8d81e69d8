# SPDX-License-Identifier: Apache-2.0
"""Is something drawn in each plot of a page?  Looks at its picture.

usage: _picture.py PICTURE.png PLOTS

Plots stand in cards, which are whiter than the page; a card's left edge inside
its border is found by colour, and in each of PLOTS cards there must be the
first colour of the series, in several places."""
import sys

from PIL import Image

CARD, INK = (255, 255, 255), (0x1F, 0x6F, 0xB2)
LEAST_HEIGHT = 120  # of a card that has a plot
NEAR = 40  # between colours; edges are blended


def cards(picture):
    """(top, bottom) of each, along a line inside of all of them."""
    width, height = picture.size
    x = next(x for x in range(width) if sum(picture.getpixel((x, y)) == CARD for y in range(0, height, 7)) > height / 20)
    found, top = [], None
    for y in range(height):
        inside = picture.getpixel((x + 3, y)) == CARD
        if inside and top is None:
            top = y
        elif not inside and top is not None:
            if y - top >= LEAST_HEIGHT:
                found.append((top, y))
            top = None
    return found


def is_ink(pixel):
    return all(abs(p - i) < NEAR for p, i in zip(pixel, INK))


def drawn(picture, top, bottom):
    """How many pixels, and over how much of the height."""
    part = picture.crop((0, top, picture.width, bottom))
    pixels = part.load()
    rows = [sum(is_ink(pixels[x, y]) for x in range(0, part.width, 2)) for y in range(part.height)]
    marked = [y for y, n in enumerate(rows) if n]
    return sum(rows), (marked[-1] - marked[0]) / part.height if marked else 0


def main():
    picture = Image.open(sys.argv[1]).convert("RGB")
    found = cards(picture)
    if len(found) != int(sys.argv[2]):
        sys.exit(f"{len(found)} cards with plots in the picture, not {sys.argv[2]}")
    for i, (top, bottom) in enumerate(found):
        pixels, extent = drawn(picture, top, bottom)
        if pixels < 60 or extent < 0.05:
            sys.exit(f"plot {i + 1} is empty: {pixels} pixels, {extent:.2f} of its height")
    print(f"{len(found)} plots drawn")


main()
