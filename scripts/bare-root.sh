# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For scripts that work in a root of a bare Debian, made by debootstrap from the mirrors
# that apt has. To be read by `.`, behind private-apt.sh; as root. Its variables begin with
# bare_, for in sh all variables are those of the whole script.

# bare_root SUITE FOLDER: a root of Debian SUITE in FOLDER, if it is not there already. Says
# why, and is false, if no mirror has it; FOLDER.log is what debootstrap said.
bare_root() {
  if [ ! -f "$2/made" ]; then
    bare_mirrors=$(private_apt_targets | cut -d' ' -f1 | sort -u)
    bare_made=
    for bare_mirror in $bare_mirrors; do
      # What an earlier try has left.
      rm -rf "$2"
      mkdir -p "$2"
      if debootstrap --variant=minbase --include=ca-certificates \
           "$1" "$2" "$bare_mirror" >"$2.log" 2>&1; then
        bare_made=$bare_mirror
        break
      fi
    done
    if [ -z "$bare_made" ]; then
      echo "no mirror of apt gave $1: see $2.log" >&2
      return 1
    fi
    # What was released for it since then, on whatever mirror has it.
    : >"$2/etc/apt/sources.list"
    for bare_mirror in $bare_mirrors; do
      for bare_suite in "$1" "$1-security"; do
        if /usr/lib/apt/apt-helper download-file "${bare_mirror%/}/dists/$bare_suite/InRelease" \
             "$2/tmp/release" >/dev/null 2>&1; then
          echo "deb $bare_mirror $bare_suite main" >>"$2/etc/apt/sources.list"
          rm -f "$2/tmp/release"
        fi
      done
    done
    echo 'Acquire::Check-Valid-Until "false";' >"$2/etc/apt/apt.conf.d/00mirror"
    touch "$2/made"
  fi
  cp /etc/resolv.conf "$2/etc/resolv.conf"
}

# enter_root ROOT NAME=VALUE... SCRIPT: runs SCRIPT in ROOT by /bin/sh -e, with nothing of
# this environment but NAMEs. ROOT is the root of a mount namespace of its own, and not of
# chroot, so sandboxes can be made in it. What SCRIPT mounts and starts ends with it.
enter_root() {
  unshare --mount --pid --fork --propagation private /bin/sh -ec '
    mount --rbind "$1" "$1"
    cd "$1"
    mount -t proc proc proc
    mount --bind /dev dev
    mount -t devpts devpts dev/pts
    pivot_root . .
    umount -l .
    shift
    exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TERM=dumb \
      /bin/sh -ec "
        while [ \$# -gt 1 ]; do export \"\$1\"; shift; done
        exec /bin/sh -ec \"\$1\"" sh "$@"' sh "$@" </dev/null
}
