#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# How the files of this folder were made, with the openssl command: keys for
# tests, never used for anything else.  The passphrase of the encrypted ones
# is "qara deniz".  Run it to replace them all.
set -eu
cd "$(dirname "$0")"
pass=pass:qara\ deniz

# Plain PKCS#8, the public part, and PKCS#8 as OpenSSL encrypts it.
for kind in ed25519 x25519 p256 p384; do
    case $kind in
    p256) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 ;;
    p384) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 ;;
    *) openssl genpkey -algorithm $kind ;;
    esac >$kind.pem 2>/dev/null
    openssl pkey -in $kind.pem -pubout -out $kind.pub.pem
    openssl pkcs8 -topk8 -in $kind.pem -passout "$pass" \
        -out $kind.encrypted.pem
done
openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 1000 \
    -in p256.pem -passout "$pass" -out p256.sha512.pem

# RSA: the good key, and all that is wrong with others.
python3 -B make_rsa.py
openssl pkcs8 -topk8 -in rsa3072.pem -passout "$pass" \
    -out rsa3072.encrypted.pem

# SEC 1.
for kind in p256 p384; do
    openssl ec -in $kind.pem -out $kind.sec1.pem 2>/dev/null
done

# What is refused.
openssl ec -in p256.pem -aes256 -passout "$pass" -out refused.headers.pem \
    2>/dev/null
openssl pkcs8 -topk8 -v2 aes-128-cbc -in p256.pem -passout "$pass" \
    -out refused.aes128.pem
openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA1 -in p256.pem \
    -passout "$pass" -out refused.sha1.pem
openssl pkcs8 -topk8 -scrypt -in p256.pem -passout "$pass" \
    -out refused.scrypt.pem
openssl ec -in p256.pem -pubout -conv_form compressed \
    -out refused.compressed.pub.pem 2>/dev/null
openssl ec -in p256.pem -param_enc explicit -out refused.explicit.pem \
    2>/dev/null
openssl ec -in p256.pem -param_enc explicit -pubout \
    -out refused.explicit.pub.pem 2>/dev/null
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 \
    >refused.secp256k1.pem 2>/dev/null
openssl pkey -in refused.secp256k1.pem -pubout \
    -out refused.secp256k1.pub.pem
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
    >rsa2048.pem 2>/dev/null
openssl pkey -in rsa2048.pem -pubout -out rsa2048.pub.pem
