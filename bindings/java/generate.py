#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The low layer of the Java binding, from docs/api/manifest.json.

Makes, at every build, what nobody should write by hand: one native method for
each public function (Native.java, natives.c), one class for each enum and
each struct, with the comments that the headers have.

usage: generate.py ROOT OUT     writes OUT/java/mohur/*.java, OUT/c/natives.c
       generate.py              nothing: none of it is checked in
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import api as shared  # noqa: E402
from api import BITS, BY_HAND, HEAD, SPANS, Api, base_of, value_names  # noqa: E402

NUMBERS = {
    "bool": ("boolean", "jboolean"),
    "uint8_t": ("int", "jint"),
    "int32_t": ("int", "jint"),
    "uint32_t": ("int", "jint"),
    "int64_t": ("long", "jlong"),
    "uint64_t": ("long", "jlong"),
    "size_t": ("long", "jlong"),
}
WORDS = {"class", "default", "enum", "final", "public", "package"}
MADE = "Made from the interface's description by generate.py."


def camel(name, first=False):
    text = shared.camel(name, first)
    return text + "_" if text in WORDS else text


def escaped(text):
    """A comment in which no character means anything to javadoc."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("@", "&#64;")


# ---- natives ----


def type_of(api, entry):
    """Java type, JNI type, and how C makes its own of it."""
    c, kind = entry["c"], entry.get("kind", "")
    pointer = "*" in c or kind == "array" or base_of(c) in api.callbacks
    if pointer:
        c = c if "*" in c else c + " *"
        return "long", "jlong", f"({c})(intptr_t)"
    if base_of(c) in api.enums:
        return "int", "jint", f"({c})"
    java, jni = NUMBERS[c]
    return java, jni, "" if c == "int64_t" else f"({c})"


def native(api, function):
    title = camel(function["name"])
    java, arguments, given = [], ["JNIEnv *env", "jclass type"], []
    for entry in function["params"]:
        kind, jni, cast = type_of(api, entry)
        name = camel(entry["name"])
        java.append(f"{kind} {name}")
        arguments.append(f"{jni} {name}")
        given.append(f"{cast}{name}" + (" != 0" if jni == "jboolean" else ""))
    given = [g.replace("(bool)", "") for g in given]
    call = f"{function['name']}({', '.join(given)})"
    back = function["returns"]["c"]
    if back == "void":
        kind, jni, line = "void", "void", f"{call};"
    elif "*" in back:
        kind, jni, line = "long", "jlong", f"return (jlong)(intptr_t){call};"
    else:
        kind, jni, _ = type_of(api, {"c": back})
        line = f"return ({jni}){call};"
    decl = f"    static native {kind} {title}({', '.join(java)});\n"
    body = (
        f"JNIEXPORT {jni} JNICALL\nJava_mohur_Native_{title}"
        f"({', '.join(arguments)})\n{{\n    (void)env;\n    (void)type;\n"
        f"    {line}\n}}\n"
    )
    return decl, body


def natives(api):
    pairs = [native(api, f) for f in api.data["functions"]]
    java = (
        f"{HEAD}package mohur;\n\n/** The C interface, as it is.  {MADE} */\n"
        "final class Native extends Memory {\n"
        f'    static final String FINGERPRINT = "{api.print}";\n'
        f"    static final int ABI = {api.constants()['ABI']};\n\n"
        "    private Native() {\n    }\n\n"
        "    static native String fingerprint();\n\n"
        + "".join(p[0] for p in pairs) + "}\n"
    )
    c = (
        f"{HEAD}/* {MADE} */\n#include <jni.h>\n#include <stddef.h>\n"
        "#include <mohur/mohur.h>\n\n" + api.layout_checks() + "\n"
        "JNIEXPORT jstring JNICALL\n"
        "Java_mohur_Native_fingerprint(JNIEnv *env, jclass type)\n{\n"
        "    (void)type;\n"
        f'    return (*env)->NewStringUTF(env, "{api.print}");\n}}\n\n'
        + "\n".join(p[1] for p in pairs)
    )
    return java, c


# ---- enums ----


def enum(api, row):
    title = camel(row["name"], True)
    lines = []
    for name, value in zip(value_names(row), row["values"]):
        said = api.comments.members.get((row["name"], value["name"]), "")
        lines.append(f"    /** {said} */\n    {name}({value['value']})")
    return title, (
        f"{HEAD}package mohur;\n\n"
        f"/** {api.comments.types.get(row['name'], '')} */\n"
        f"public enum {title} {{\n" + ",\n".join(lines) + ";\n\n"
        "    private final int value;\n\n"
        f"    {title}(int value) {{\n        this.value = value;\n    }}\n\n"
        "    /** The number that C has for it.  @return the number */\n"
        "    public int value() {\n        return value;\n    }\n\n"
        "    /**\n     * Finds one by its number.\n     *\n"
        "     * @param value the number that C has for it\n"
        "     * @return what it is, or null if this build knows none\n     */\n"
        f"    public static {title} of(int value) {{\n"
        f"        for ({title} one : values()) {{\n"
        "            if (one.value == value) {\n                return one;\n"
        "            }\n        }\n        return null;\n    }\n}\n"
    )


# ---- structs ----


class Field:
    """A member as Java has it: its type, and how it is written and read."""

    def __init__(self, api, struct, member):
        self.name = camel(member["name"])
        self.member = member
        self.secret = member.get("secret", False)
        self.said = api.comments.members.get((struct, member["name"]), "")
        self.list_of = None
        self.start = None
        self.hidden = False
        at = f"at + {member['offset']}"
        x, kind, base = "this." + self.name, member["kind"], base_of(member["c"])
        length = member.get("len")
        if length:
            offset = next(
                m["offset"] for m in api.structs[struct]["members"] if m["name"] == length
            )
            long_at = f"at + {offset}"
        else:
            long_at = None
        bits = BITS.get((struct, member["name"]))
        if bits:
            bits = camel(bits, True)
            self.type = f"java.util.Set<{bits}>"
            self.start = f"java.util.EnumSet.noneOf({bits}.class)"
            self.write = f"c.putInt({at}, Bits.of({x}));"
            self.read = f"Bits.{bits.lower()}s(v.getInt(%s))"
        elif kind == "number":
            time = member["c"] == "int64_t" and (struct, member["name"]) not in SPANS
            self.number(member["c"], at, time)
        elif kind == "bool":
            self.type = "boolean"
            self.write = f"c.putByte({at}, {x} ? 1 : 0);"
            self.read = "v.get(%s) != 0"
            self.start = "true" if member.get("default") else None
        elif kind == "enum":
            self.type = camel(base, True)
            self.start = f"{self.type}.of({member.get('default', 0)})"
            self.write = f"c.putInt({at}, {x} == null ? 0 : {x}.value());"
            self.read = f"{self.type}.of(v.getInt(%s))"
        elif kind == "cstring":
            self.type = "String"
            self.write = f"c.putLong({at}, c.cstring({x}));"
            self.read = "Call.text(v.getLong(%s))"
        elif kind == "text" and self.secret:
            self.type = "Object"
            self.write = f"c.putSecret({at}, {long_at}, {x});"
        elif kind == "text":
            self.type = "String"
            self.write = f"c.putText({at}, {long_at}, {x});"
            self.read = f"Call.text(v.getLong(%s), v.getLong({offset}))"
        elif kind == "bytes":
            self.type = "byte[]"
            self.write = f"c.putBytes({at}, {long_at}, {x});"
            self.read = f"Call.bytes(v.getLong(%s), v.getLong({offset}))"
        elif kind == "texts":
            self.list_of = "String"
            method = "putSecretTexts" if self.secret else "putTexts"
            self.list_of = "byte[]" if self.secret else "String"
            self.write = f"c.{method}({at}, {long_at}, {x});"
        elif kind == "handles":
            self.list_of = camel(base, True)
            self.write = f"c.putHandles({at}, {long_at}, {x});"
        elif kind == "handle" and member.get("dir") == "out":
            self.type = "Shares"
            self.write = (
                "if (shares != null) {\n            "
                f"c.putLong({at}, c.receive(p -> {x} = new Shares(p)));\n        }}"
            )
            self.hidden = True
        elif kind == "handle":
            self.type = camel(base, True)
            self.write = f"c.putLong({at}, c.use({x}));"
        elif kind == "struct" and base == "mohur_evidence":
            self.type = "Fetcher"
            self.write = f"c.putLong({at}, c.fetcher({x}));"
        elif kind == "struct":
            self.type = camel(base, True)
            self.write = f"c.putLong({at}, {x} == null ? 0 : {x}.marshal(c));"
        elif kind == "structs":
            self.structs(api, base, at, long_at, length)
        elif kind == "callback" and base == "mohur_unlock_fn":
            self.type = "SecretSource"
            user = f"at + {member['offset'] + 8}"
            self.write = f"c.putCallback({at}, {user}, Callbacks.UNLOCK, {x});"
        elif kind == "array":
            self.array(api, base, member)
        else:
            raise SystemExit(f"generate.py: {struct}.{member['name']}: kind {kind}")
        if self.list_of:
            self.type = f"java.util.List<{self.list_of}>"
            self.start = "java.util.Collections.emptyList()"

    def number(self, c, at, time):
        x = "this." + self.name
        default = self.member.get("default", 0)
        if time:
            self.type = "java.time.Instant"
            self.write = f"c.putLong({at}, Times.number({x}, {default}L));"
            self.read = f"Times.instant(v.getLong(%s), {default}L)"
            return
        self.type = NUMBERS[c][0]
        self.start = str(default) if default else None
        if c == "uint8_t":
            self.write = f"c.putByte({at}, {x});"
            self.read = "v.get(%s) & 0xFF"
        else:
            word = "Int" if self.type == "int" else "Long"
            self.write = f"c.put{word}({at}, {x});"
            self.read = f"v.get{word}(%s)"

    def structs(self, api, base, at, long_at, length):
        self.list_of = camel(base, True)
        pointers = self.member["c"].count("*") == 2
        method = "putPointers" if pointers else "putStructs"
        size = api.structs[base]["size"]
        if pointers:
            self.write = f"c.putPointers({at}, {long_at}, this.{self.name}, (o) -> o.marshal(c));"
        else:
            self.write = (
                f"c.{method}({at}, {long_at}, this.{self.name}, {size}, "
                "(o, p) -> o.write(c, p));"
            )
        offset = long_at.removeprefix("at + ")
        self.read = (
            f"Call.list(v.getLong(%s), v.getLong({offset}), {size}, {self.list_of}::read)"
        )

    def array(self, api, base, member):
        count = member["count"]
        if base == "uint8_t":
            self.type = "byte[]"
            self.read = f"Call.bytes(at + %s, {count})"
        elif base == "char":
            self.type = "String"
            self.read = "Call.text(at + %s)"
        elif base == "uint32_t":
            self.type = "int[]"
            self.read = f"Call.ints(at + %s, {count})"
        else:
            self.list_of = camel(base, True)
            size = api.structs[base]["size"]
            self.read = f"Call.list(at + %s, {count}, {size}, {self.list_of}::read)"
        self.write = ""


def setter(title, field):
    x = field.name
    doc = f"    /**\n     * {field.said or 'Sets it.'}\n     *\n     * @param {x} what it is\n     * @return this\n     */\n"
    if field.secret and field.type == "Object":
        return "".join(
            f"{doc}    public {title} {x}({t} {x}) {{\n        this.{x} = {x};\n"
            "        return this;\n    }\n\n"
            for t in ("byte[]", "char[]")
        )
    text = (
        f"{doc}    public {title} {x}({field.type} {x}) {{\n        this.{x} = {x};\n"
        "        return this;\n    }\n\n"
    )
    if field.list_of:
        text += (
            f"{doc}    public {title} {x}({field.list_of}... {x}) {{\n"
            f"        this.{x} = java.util.Arrays.asList({x});\n"
            "        return this;\n    }\n\n"
        )
    return text


def getter(field):
    return (
        f"    /**\n     * {field.said or 'Tells it.'}\n     *\n     * @return what it is\n     */\n"
        f"    public {field.type} {field.name}() {{\n        return {field.name};\n    }}\n\n"
    )


def struct(api, row):
    title = camel(row["name"], True)
    given, told = row["name"] in api.given, row["name"] in api.told
    members = row["members"]
    sized = members[0]["name"] == "size" and members[0]["c"] == "size_t"
    fields = [
        Field(api, row["name"], m)
        for m in members
        if m["kind"] not in ("len", "cap", "user") and not (m["name"] == "size" and sized)
    ]
    text = (
        f"{HEAD}package mohur;\n\n/** {api.comments.types.get(row['name'], '')} */\n"
        f"public final class {title} {{\n"
        f"    static final int SIZE = {row['size']};\n"
    )
    for field in fields:
        start = f" = {field.start}" if field.start else ""
        text += f"    private {field.type} {field.name}{start};\n"
    access = "public" if given else "private"
    text += f"\n    /** Makes one with nothing said. */\n    {access} {title}() {{\n    }}\n\n"
    for field in fields:
        if given and not field.hidden:
            text += setter(title, field)
        if not field.secret:
            text += getter(field)
    if given:
        text += "    long marshal(Call c) {\n        long at = c.alloc(SIZE);\n"
        text += "        write(c, at);\n        return at;\n    }\n\n"
        text += "    void write(Call c, long at) {\n"
        text += "        c.putLong(at, SIZE);\n" if sized else ""
        text += "".join(f"        {f.write}\n" for f in fields if f.write) + "    }\n\n"
    if told:
        text += blank_and_read(title, fields, sized)
    return title, text.rstrip("\n") + "\n}\n"


def blank_and_read(title, fields, sized):
    text = "    static long blank(Call c) {\n        long at = c.alloc(SIZE);\n"
    text += "        c.putLong(at, SIZE);\n" if sized else ""
    text += "        return at;\n    }\n\n"
    text += f"    static {title} read(long at) {{\n"
    text += "        java.nio.ByteBuffer v = Call.view(at, SIZE);\n"
    text += f"        {title} o = new {title}();\n"
    for field in fields:
        if hasattr(field, "read"):
            text += f"        o.{field.name} = {field.read % field.member['offset']};\n"
    text += "        return o;\n    }\n\n"
    shown = ' + ", '.join(
        f'{f.name}=" + Call.show({f.name})' for f in fields if not f.secret
    )
    text += "    @Override\n    public String toString() {\n"
    return text + f'        return "{title}{{{shown} + "}}";\n    }}\n'


def layout(api):
    lines = []
    for title in sorted(BY_HAND):
        row = api.structs[title]
        stem = title.removeprefix("mohur_").upper()
        lines.append(f"    static final int {stem}_SIZE = {row['size']};\n")
        lines += [
            f"    static final int {stem}__{m['name'].upper()} = {m['offset']};\n"
            for m in row["members"]
        ]
    lines += [
        f"    static final int {name} = {value};\n"
        for name, value in api.constants().items()
    ]
    return (
        f"{HEAD}package mohur;\n\n/** Offsets and constants of C.  {MADE} */\n"
        "final class Layout {\n" + "".join(lines) + "\n    private Layout() {\n    }\n}\n"
    )


def main(root, out):
    api = Api(root, escaped)
    java = out / "java" / "mohur"
    java.mkdir(parents=True, exist_ok=True)
    (out / "c").mkdir(exist_ok=True)
    source, c = natives(api)
    (java / "Native.java").write_text(source)
    (out / "c" / "natives.c").write_text(c)
    (java / "Layout.java").write_text(layout(api))
    for row in api.data["enums"]:
        title, text = enum(api, row)
        (java / f"{title}.java").write_text(text)
    for row in api.data["structs"]:
        if row["name"] not in BY_HAND:
            title, text = struct(api, row)
            (java / f"{title}.java").write_text(text)


if __name__ == "__main__" and len(sys.argv) == 3:
    main(Path(sys.argv[1]), Path(sys.argv[2]))
