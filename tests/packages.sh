#!/usr/bin/env bash
# Whether what `.ci/package` made starts where people put it: the deb in a clean Debian, the rpm in an empty root,
# the program alone on Debian 11. As root, with debootstrap and rpm; two minutes. It prints a line for each.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=target/packages
rooms=$(mktemp -d)
trap 'rm -rf "$rooms"' EXIT
export ACORDO_NOW=2026-11-23T08:00:00-03:00 LC_ALL=C
version=$("$packages/acordo" --version)

# A Debian of its base packages alone.
system() {
    debootstrap --variant=minbase "$1" "$rooms/$1" >"$rooms/log" 2>&1 || { tail "$rooms/log"; exit 1; }
}

# The sample, read by somebody who is not root: the same numbers everywhere, three letters.
reads_the_sample() {
    cp -a sample-data "$1/sample"
    rm -rf "$1"/sample/{relatorios,outbox,acordo.db*}
    chown -R 1000:1000 "$1/sample"
    chroot --userspec=1000:1000 "$1" /usr/bin/acordo --config /sample/acordo.toml run --as-of 2026-11-23T08:00 \
        >/dev/null 2>"$rooms/log" ||
        { cat "$rooms/log"; exit 1; }
    test "$(find "$1/sample/outbox" -name '*.eml' | wc -l)" -eq 3
    test "$(chroot "$1" /usr/bin/acordo --version)" = "$version"
    sha256sum <"$1/sample/relatorios/acordo.json" >>"$rooms/numbers"
}

system bookworm
cp "$packages"/acordo_*.deb "$rooms/bookworm/tmp/"
chroot "$rooms/bookworm" sh -c 'dpkg --install /tmp/acordo_*.deb' >/dev/null
for file in bin/acordo share/man/pt_BR/man1/acordo.1.gz share/bash-completion/completions/acordo; do
    test -s "$rooms/bookworm/usr/$file" || { echo "not installed: $file"; exit 1; }
done
reads_the_sample "$rooms/bookworm"
chroot "$rooms/bookworm" dpkg --remove acordo >/dev/null
test ! -e "$rooms/bookworm/usr/bin/acordo"
echo "deb: installed in a clean Debian 12, the sample read, removed"

system bullseye
install -m 755 "$packages/acordo" "$rooms/bullseye/usr/bin/acordo"
reads_the_sample "$rooms/bullseye"
echo "static program: the sample read on Debian 11"

mkdir -p "$rooms/empty/tmp"
rpm --root "$rooms/empty" --install "$packages"/acordo-*.rpm 2>/dev/null
chmod 1777 "$rooms/empty/tmp"
reads_the_sample "$rooms/empty"
echo "rpm: installed in an empty root, the sample read"

test "$(sort -u "$rooms/numbers" | wc -l)" -eq 1 || { echo "the numbers differ"; exit 1; }
echo "$version: 3 passed, 0 failed"
