# SPDX-License-Identifier: Apache-2.0
"""What pyHanko thinks of a detached signature, and one that it makes.

cms_pyhanko.py verify ROOT SIGNATURE CONTENT
cms_pyhanko.py sign NAME MD plain|pss|pss-long CONTENT OUT
"""
import asyncio
import sys

from asn1crypto import algos, cms, pem, x509
from pyhanko.sign import signers
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext


def verify(root, signature, content):
    """Does it verify, with a chain that ends in the root?"""
    with open(root, "rb") as f:
        anchor = x509.Certificate.load(pem.unarmor(f.read())[2])
    with open(signature, "rb") as f:
        signed = cms.ContentInfo.load(f.read())["content"]
    context = ValidationContext(trust_roots=[anchor], allow_fetching=False)
    with open(content, "rb") as f:
        status = asyncio.run(async_validate_detached_cms(
            f, signed, signer_validation_context=context))
    print(status.summary())
    return status.bottom_line


def pss(md):
    """RSASSA-PSS with a salt as long as the hash."""
    hash_ = algos.DigestAlgorithm({"algorithm": md})
    return algos.SignedDigestAlgorithm({
        "algorithm": "rsassa_pss",
        "parameters": algos.RSASSAPSSParams({
            "hash_algorithm": hash_,
            "mask_gen_algorithm": algos.MaskGenAlgorithm(
                {"algorithm": "mgf1", "parameters": hash_}),
            "salt_length": int(md[3:]) // 8})})


def sign(name, md, padding, content, out):
    """CAdES, with what NAME.key and NAME.crt hold."""
    signer = signers.SimpleSigner.load(
        name + ".key", name + ".crt", ca_chain_files=["middle.crt"],
        signature_mechanism=pss(md) if padding == "pss" else None,
        prefer_pss=padding == "pss-long")
    with open(content, "rb") as f:
        made = asyncio.run(signer.async_sign_general_data(
            f, md, detached=True, use_cades=True))
    with open(out, "wb") as f:
        f.write(made.dump())
    return True


if __name__ == "__main__":
    job = {"verify": verify, "sign": sign}[sys.argv[1]]
    sys.exit(0 if job(*sys.argv[2:]) else 1)
