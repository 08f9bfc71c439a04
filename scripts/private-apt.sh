# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# For scripts that get files of Debian without installing them: apt's mirrors,
# proxies and keys, but lists and cache of one's own, so that root is not needed and
# apt's state is not touched. To be read by `.`.

# The mirrors that apt has, as "URI RELEASE COMPONENT"; both formats of its sources.
private_apt_targets() {
  apt-get indextargets "$@" --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' | sort -u
}

# private_apt FOLDER [SUITE]
#
# Makes FOLDER/conf, a configuration of apt (apt-get -c FOLDER/conf) with the binary and
# source packages of the suites that the machine's apt has, or with those of SUITE on the
# same mirrors, and gets the lists. FOLDER/mirrors: the mirrors; FOLDER/log: what apt
# said. False if apt has no sources. A mirror that fails is no failure: another may have
# what is wanted.
private_apt() {
  mkdir -p "$1/lists/partial" "$1/archives/partial" "$1/none"
  # A file given by -c is read last, so it can undo what the system configured. Hooks
  # that tidy the system's lists must not touch ours. As root apt would change to a user
  # who cannot enter this folder.
  cat >"$1/conf" <<END
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "root";
Acquire::Retries "3";
// Versions are exact and hashes are signed: a mirror that stands still will do.
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "$1/none";
Dir::Etc::trusted "/usr/share/keyrings/debian-archive-keyring.gpg";
Dir::State::lists "$1/lists";
Dir::Cache "$1";
Dir::Cache::archives "$1/archives";
END
  # Those whose lists apt has come first, because a machine may name mirrors that it
  # cannot reach.
  private_apt_targets >"$1/mirrors"
  [ -s "$1/mirrors" ] || private_apt_targets --no-release-info >"$1/mirrors"
  : >"$1/log"
  [ -s "$1/mirrors" ] || return 1
  if [ -n "${2:-}" ]; then
    cut -d' ' -f1 "$1/mirrors" | sort -u | sed "s|\$| $2 main|" >"$1/wanted"
  else
    cp "$1/mirrors" "$1/wanted"
  fi
  sed 's/^/deb /; p; s/^deb /deb-src /' "$1/wanted" >"$1/sources.list"
  apt-get -q -c "$1/conf" update >>"$1/log" 2>&1 || true
}
