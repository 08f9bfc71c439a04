# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what programs know with man pages and completions.

    documented-options.py SOURCE GOSYM_CONFIG -- COMMAND...

SOURCE has docs/man, tools/completions and include. COMMAND is a link that gives the plugin
an option that there is not, -gosym-foo, so that it lists those that there are. Each
difference is a line.
"""
import os
import re
import subprocess
import sys

source, config = sys.argv[1:3]
link = sys.argv[4:]
wrong = []


def compare(where, found, expected):
    for name in sorted(set(expected) - set(found)):
        wrong.append("%s: lacks %s" % (where, name))
    for name in sorted(set(found) - set(expected)):
        wrong.append("%s: has %s, which there is not" % (where, name))


def output(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True).stdout


def read(path):
    return open(os.path.join(source, path)).read()


def section(page, kind, title):
    parts = re.split(r"^\.%s " % kind, page, flags=re.M)
    found = [part for part in parts if part.split("\n")[0].strip('"') == title]
    return re.split(r"^\.Sh ", found[0], flags=re.M)[0] if found else ""


def rows(text):
    """The rows of lists, by the options in their heads: options and text."""
    found = {}
    for row in re.split(r"^\.It ", text, flags=re.M)[1:]:
        row = re.split(r"^\.El", row, flags=re.M)[0]
        for name in re.findall(r"Fl (\S+)", row.split("\n")[0]):
            found["-" + name] = row
    return found


def usage(text):
    """Options of --help, each with the values it may have."""
    found = {}
    last = None
    for line in text[text.index("OPTIONS:"):].splitlines():
        option = re.match(r"\s+(--?[\w-]+)", line)
        value = re.match(r"\s+=(\S+)\s+-", line)
        if option:
            last = option.group(1)
            choice = re.search(r"<([\w.]+(?:\|[\w.]+)+)>", line)
            found[last] = choice.group(1).split("|") if choice else []
        elif value:
            found[last].append(value.group(1))
    return found


# gosym(1) and the completions of bash and zsh.
page = read("docs/man/gosym.1")
bash = os.path.join(source, "tools/completions/gosym")
zsh = read("tools/completions/_gosym")
tool = output(["gosym", "--help"])
commands = re.findall(r"^  (\w+) +- ", tool[tool.index("SUBCOMMANDS"):], re.M)
compare("gosym(1), commands", re.findall(r"^\.Ss (\S+)", page, re.M), commands)
compare("bash, commands", re.search(r'commands="(.*)"', open(bash).read()).group(1).split(),
        commands)
zsh_rows = dict(re.findall(r"^    ([\w-]+) '(.*)'$", zsh, re.M))
zsh_rows_of_options = {name for name in zsh_rows if name not in commands}
compare("zsh, commands", set(zsh_rows) - zsh_rows_of_options, commands)
general = {"--help", "--help-list", "--version"}
values = {}
known = set(general)
for command in commands:
    options = usage(output(["gosym", command, "--help"]))
    for option, choice in options.items():
        values.setdefault(option, choice)
    known |= set(options)
    own = set(options) - general
    synopsis = section(page, "Ss", command).split("\n.Pp\n")[0]
    compare("gosym(1), " + command,
            ["-" + name for name in re.findall(r"Fl (\S+)", synopsis)], own)
    completed = output(["bash", "-c", '. "$0" && _gosym_options "$1"', bash, command])
    # Short forms are no rows of --help.
    compare("bash, " + command, {word.rstrip("=") for word in completed.split()
            if len(word) > 2 or word in own} - general, own)
    compare("zsh, " + command, {"-" + name if len(name) == 1 else "--" + name
            for name in zsh_rows.get(command, "").split()}, own)
options = rows(page)
compare("gosym(1), OPTIONS", {name for name in options if len(name) > 2 or name in known},
        known)
compare("zsh, rows of options", zsh_rows_of_options | {"inlines"},
        {name.lstrip("-") for name in known - general})
for option, choice in values.items():
    if choice and option in options:
        said = re.findall(r"[\w.]+", re.sub(r"^\.\w+ ", "", options[option], flags=re.M))
        for value in choice:
            if value not in said:
                wrong.append("gosym(1), %s: lacks the value %s" % (option, value))
        completed = output(["bash", "-c", '. "$0" && _gosym_values "$1"', bash, option])
        compare("bash, values of " + option, completed.split(), choice)
        row = re.search(r":\((.*)\)", zsh_rows.get(option.lstrip("-"), ""))
        compare("zsh, values of " + option, row.group(1).split() if row else [], choice)

# gosym-config(1).
listed = set(re.findall(r"^  (--[\w-]+)", output(["sh", config, "--help"]), re.M))
page = read("docs/man/gosym-config.1")
compare("gosym-config(1)", rows(page), listed)
completed = re.search(r'compgen -W "(--ldflags[^"]*)"', open(bash).read()).group(1)
compare("bash, gosym-config", {word.rstrip("=") for word in completed.split()}, listed)
part = zsh[zsh.index("gosym-config ]]"):]
compare("zsh, gosym-config", re.findall(r"'(--[\w-]+)", part[:part.index("return")]), listed)

# gosym-plugin(7).
listed = {}
told = re.search(r"unknown option '-gosym-foo', expected (.*)", output(link)).group(1)
for option in re.split(r", | or ", told):
    name, _, choice = option.partition("=")
    listed[name] = choice
options = rows(section(read("docs/man/gosym-plugin.7"), "Sh", "OPTIONS"))
compare("gosym-plugin(7)", options, listed)
for name, choice in listed.items():
    said = re.sub(r"^.*?Cm ", "", options.get(name, "").split("\n")[0])
    if choice and said.replace(" ", "") != choice:
        wrong.append("gosym-plugin(7), %s: has %s, expected %s" % (name, said, choice))

# gosym.h(3).
declared = set()
for header in ("gosym.h", "backtrace.h"):
    text = re.sub(r"//.*", "", read("include/gosym-c/" + header))
    declared |= set(re.findall(r"\b(gosym_\w+)\(", text))
page = read("docs/man/gosym.h.3")
synopsis = section(page, "Sh", "SYNOPSIS")
compare("gosym.h(3)", re.findall(r"^\.Fn (\S+)", synopsis, re.M), declared)

print("\n".join(wrong) if wrong else "%d commands, %d options of the tool, %d of the "
      "plugin, %d functions: all documented"
      % (len(commands), len(known), len(listed), len(declared)))
sys.exit(bool(wrong))
