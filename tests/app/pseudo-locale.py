#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the language “xx” for tests: every message in brackets and about a third longer, as the wordier languages are.

    pseudo-locale.py TEMPLATE FOLDER PROGRAM        (runs PROGRAM in it, with TAUSCOPE_PSEUDO=FOLDER)

With the glibc of Debian 13, gettext translates nothing in C.UTF-8 either, so that a real locale is compiled beside it; where that
cannot be done, the test is skipped.
"""
import os
import re
import subprocess
import sys

LEAVE = re.compile(r"(%(?:\d+\$)?[-+ #0']*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j)?[diouxXeEfgGscpm%]|<[^<>]*>|&\w+;|\\.|_)")
STRETCH = str.maketrans({v: v + v for v in "aeiou"})


def quoted(lines):
    return "".join(line[line.index('"') + 1:line.rindex('"')] for line in lines)


def stretch(text):
    """Twice each vowel; formats, markup and mnemonics stay; a line break or blank at the end stays last."""
    end = re.search(r"((?:\\n| )*)$", text).group(1)
    begin = re.match(r"((?:\\n| )*)", text[:len(text) - len(end)]).group(1)
    inner = text[len(begin):len(text) - len(end)]
    parts = LEAVE.split(inner)
    return begin + "⟦" + "".join(p if i % 2 else p.translate(STRETCH) for i, p in enumerate(parts)) + "⟧" + end


def translate(entry):
    lines = entry.split("\n")
    if not any(line.startswith("msgid ") for line in lines) or 'msgid ""\nmsgstr ""\n"Project' in entry:
        return entry
    parts, current = [], None
    for line in lines:
        if line.startswith(("msgctxt", "msgid", "msgstr")):
            current = [line.split(" ", 1)[0], []]
            parts.append(current)
        if current is not None and '"' in line:
            current[1].append(line)
    texts = {key: quoted(value) for key, value in parts}
    out = [line for line in lines if line.startswith("#")]
    for key, _ in parts:
        if key.startswith("msgstr"):
            of = "msgid_plural" if key == "msgstr[1]" else "msgid"
            out.append('%s "%s"' % (key, stretch(texts[of])))
        else:
            out.append('%s "%s"' % (key, texts[key]))
    return "\n".join(out)


def main():
    template, folder, program = sys.argv[1:4]
    with open(template, encoding="utf-8") as file:
        entries = file.read().replace("charset=CHARSET", "charset=UTF-8") \
            .replace("nplurals=INTEGER; plural=EXPRESSION", "nplurals=2; plural=(n != 1)").split("\n\n")
    messages = os.path.join(folder, "xx", "LC_MESSAGES")
    os.makedirs(messages, exist_ok=True)
    po = os.path.join(folder, "xx.po")
    with open(po, "w", encoding="utf-8") as file:
        file.write("\n\n".join(map(translate, entries)))
    locale = os.path.join(folder, "en_US.UTF-8")
    try:
        subprocess.run(["msgfmt", "--version"], check=True, stdout=subprocess.DEVNULL)
        if not os.path.exists(os.path.join(locale, "LC_CTYPE")):
            subprocess.run(["localedef", "-i", "en_US", "-f", "UTF-8", locale], check=True, stderr=subprocess.DEVNULL)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print("1..0 # SKIP gettext or the package locales is not installed:", error)
        sys.exit(0)
    subprocess.run(["msgfmt", "--check-format", "-o", os.path.join(messages, "tauscope.mo"), po], check=True)
    os.environ.update(LOCPATH=folder, LC_ALL="en_US.UTF-8", LANGUAGE="xx", TAUSCOPE_PSEUDO=folder)
    os.execv(program, [program])


main()
