#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The page that verify writes with --report: well formed, complete, and of
# nothing from outside but text.
. "$MOHUR_SOURCE_DIR/tests/cli/lib.sh"

command -v openssl >/dev/null || {
    echo "SKIP no openssl"
    exit 77
}
new_store A
as A key create me --for sign --alg ECDSA-P256 --quiet
as A key csr me --subject "O=<b>Agency & Sons</b>, CN=<script>alert('x')" \
    -o me.csr
mkdir anchors evidence
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout root.key -out anchors/root.crt -subj "/CN=Root" -days 99 2>/dev/null
echo "keyUsage = critical, nonRepudiation" >me.ext
openssl x509 -req -in me.csr -CA anchors/root.crt -CAkey root.key -days 9 \
    -extfile me.ext -out me.crt 2>/dev/null
touch index.txt
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\n' >ca.cnf
openssl ca -gencrl -config ca.cnf -md sha256 -crldays 30 -keyfile root.key \
    -cert anchors/root.crt -out evidence/root.crl 2>/dev/null
name=$(printf 'decree\342\200\256<img src=x onerror=alert(1)>')
echo "a decree" >"$name"
echo "another" >other
as A sign -k me --cert me.crt -o decree.p7s "$name" --quiet
as A sign -k me --cert me.crt -o decree.asice "$name" other --quiet

# page FILE JSON: it holds all words of the answer, and no way out.
cat >page.py <<'EOP'
import json, sys, unicodedata
from html.parser import HTMLParser
from xml.parsers import expat

raw = open(sys.argv[1], "rb").read()
expat.ParserCreate("UTF-8").Parse(raw, True)
text = raw.decode()
answer = json.load(open(sys.argv[2]))
ALLOWED = {"html", "head", "meta", "title", "style", "body", "main", "section",
           "p", "h1", "h2", "h3", "dl", "div", "dt", "dd", "table", "tr", "th",
           "td", "code", "span", "time", "bdi", "i", "br", "footer"}
ATTRIBUTES = {"xmlns", "lang", "xml:lang", "charset", "http-equiv", "content",
              "name", "class", "datetime"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.words, self.style = [], "", ""

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        assert {k for k, _ in attrs} <= ATTRIBUTES, attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("meta", "br"):
            assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.words += data


page = Page()
page.feed(text)
assert page.open == [], page.open
assert "url" not in page.style and "import" not in page.style
for c in text:
    assert c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co"), repr(c)

NOT_SHOWN = {"schema", "version", "format", "place", "time_source", "trust_list",
             "revocation", "kind", "source", "says", "over", "name", "result"}


def leaves(value, key=""):
    if isinstance(value, dict):
        for k, v in value.items():
            yield from leaves(v, k)
    elif isinstance(value, list):
        for v in value:
            yield from leaves(v, key)
    elif isinstance(value, str) and value and key not in NOT_SHOWN:
        yield key, value


def shown(key, value):
    if len(value) == 20 and value[10] == "T" and value[19] == "Z":
        value = value[:10] + " " + value[11:19] + " UTC"
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf")
                   else "U+%04X" % ord(c) for c in value)


for key, value in leaves(answer):
    assert shown(key, value) in page.words, (key, value)
for s in answer["signatures"]:
    for c in s["checks"]:
        want = c["result"] if c["result"] != "not done" else "not done"
        assert want in page.words, c
EOP
is_page() {
    python3 page.py "$1" "$2"
}

verify() {
    "$MOHUR" verify --trust anchors --json "$@"
}

exits 0 "a good signature" verify --evidence evidence --content "$name" \
    --report good.html decree.p7s
fact "is a page" is_page good.html out
fact "with the verdict" says good.html "<title>PASSED"
fact "says which list it rests on" says good.html "Says</th>"
fact "and no markup of the signer's" says good.html \
    "&lt;script&gt;alert(&#39;x&#39;)"
cp out with
exits 0 "the same without a page" verify --evidence evidence \
    --content "$name" decree.p7s
fact "says the same but for the digest of the file" python3 -c '
import json
a, b = json.load(open("with")), json.load(open("out"))
assert len(a.pop("file_digest")) == 64 and b.pop("file_digest") is None
assert dict(a, time=0) == dict(b, time=0)'
fact "which is the right one" says good.html \
    "$(sha256sum decree.p7s | cut -d' ' -f1)"
exits 1 "another document" verify --evidence evidence --content other \
    --report bad.html decree.p7s
fact "is a page" is_page bad.html out
fact "with the verdict" says bad.html "<title>FAILED"
exits 8 "no evidence" verify --content "$name" --report open.html decree.p7s
fact "is a page" is_page open.html out
fact "with the verdict" says open.html "<title>INDETERMINATE"
exits 0 "a container" verify --evidence evidence --report asic.html decree.asice
fact "is a page" is_page asic.html out

# ---- the file ----

exits 5 "a page that is there already" verify --content "$name" \
    --report open.html decree.p7s
fact "is left as it was" says open.html "<title>INDETERMINATE"
exits 0 "with --force" verify --force --evidence evidence --content "$name" \
    --report open.html decree.p7s
fact "it is replaced" says open.html "<title>PASSED"
mkdir empty
exits 4 "what is no signature" verify --report empty/x.html other
fact "leaves no page" holds_nothing empty
exits 5 "no such folder" verify --content "$name" --report absent/x decree.p7s
exits 2 "stdout" verify --content "$name" --report - decree.p7s
exits 0 "a signature through a pipe" sh -c 'cat decree.p7s | "$@"' sh \
    "$MOHUR" verify --trust anchors --json --evidence evidence \
    --content "$name" --report pipe.html -
fact "is a page" is_page pipe.html out

finish
