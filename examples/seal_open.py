#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a keystore with two keys, seal a text, open it again.

usage: seal_open.py FOLDER     a folder to work in
"""

import sys
from pathlib import Path

import mohur


def main(folder: Path) -> None:
    archive = folder / "report.mohur"
    with mohur.Context() as ctx, mohur.Keystore.create(
        ctx, folder / "keys", "an example's passphrase"
    ) as store:
        me = store.create_key("me", mohur.Purpose.SIGN)
        agency = store.create_key("agency", mohur.Purpose.SEAL)

        with mohur.ArchiveWriter(
            ctx, archive, recipients=[agency], signers=[me]
        ) as writer:
            writer.add("report.txt", b"the bridge is open")

        # The reader has verified whatever it returns.
        with mohur.ArchiveReader(
            ctx, archive, keys=[agency], senders=[me]
        ) as reader:
            for entry in reader:
                print(f"{entry.name}: {reader.read().decode()}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: seal_open.py FOLDER")
    try:
        main(Path(sys.argv[1]))
    except mohur.Error as e:
        sys.exit(f"seal_open: {e}; {e.hint}")
