#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""cbom.py FILE: is it a CycloneDX 1.7 document, by the published schema?"""

import sys

from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator

validator = make_schemabased_validator(OutputFormat.JSON, SchemaVersion.V1_7)
with open(sys.argv[1], encoding="utf-8") as f:
    error = validator.validate_str(f.read())
if error is not None:
    sys.exit(f"not valid: {error}")
print("valid CycloneDX 1.7")
