# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes the packages of a build and tells what they are.

    packages.py CMAKE BUILD GENERATOR FOLDER

Prints name, dependencies and files of each. A file that two of them have is an error, and
so is a program or library with a symbol table or debug info.
"""
import glob
import os
import subprocess
import sys

cmake, build, generator, folder = sys.argv[1:]


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


subprocess.run([os.path.join(os.path.dirname(cmake), "cpack"), "-G", generator, "--config",
                build + "/CPackConfig.cmake", "-B", folder],
               stdout=subprocess.DEVNULL, check=True)
owner = {}
for package in sorted(glob.glob(folder + "/*." + generator.lower())):
    place = package + ".files"
    os.makedirs(place)
    if generator == "DEB":
        name = output("dpkg-deb", "-f", package, "Package").strip()
        needs = output("dpkg-deb", "-f", package, "Depends").strip().split(", ")
        subprocess.run(["dpkg-deb", "-x", package, place], check=True)
    else:
        name = output("rpm", "-qp", "--qf", "%{NAME}", package)
        needs = output("rpm", "-qpR", package).splitlines()
        subprocess.run("rpm2cpio '%s' | (cd '%s' && cpio -id --quiet)" % (package, place),
                       shell=True, check=True)
    print("package", name)
    for need in sorted(needs):
        print("  needs", need)
    for path in sorted(glob.glob(place + "/**/*", recursive=True)):
        if os.path.isdir(path):
            continue
        file = path[len(place):]
        if file in owner:
            sys.exit("%s is in %s and in %s" % (file, owner[file], name))
        owner[file] = name
        if not file.endswith(".o"):
            print("  has", file)
        with open(path, "rb") as opened:
            elf = opened.read(4) == b"\x7fELF"
        if elf and not file.endswith(".o"):
            about = output("readelf", "-dSW", path)
            for what in (".symtab", ".debug_info"):
                if what in about:
                    sys.exit("%s of %s has %s" % (file, name, what))
