#!/bin/sh
# Runs demo.elf on an emulator and looks for the expected lines and exit codes. Run by `make check`.
set -eu
CROSS=${CROSS:-riscv64-unknown-elf-}
QEMU=${QEMU:-qemu-system-riscv64}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# expect NAME EXIT-CODE LINE [EMULATOR OPTION...]: the command is in $command, the entropy source in $source.
expect() {
  name=$1 code=$2 line=$3
  shift 3
  seen=0
  timeout 60 "$QEMU" -machine virt -bios none -kernel demo.elf -m 64 -nographic -no-reboot \
    -global virtio-mmio.force-legacy=false -append "$command" "$@" \
    < /dev/null > "$work/output" 2> /dev/null || seen=$?
  if [ "$seen" = "$code" ] && tr -d '\r' < "$work/output" | grep -qx -- "$line"; then
    echo "ok    $name"
  else
    echo "FAIL  $name: exit code $seen, output:"
    cat "$work/output"
    failures=$((failures + 1))
  fi
}

random="-object rng-builtin,id=r -device virtio-rng-device,rng=r"
zero="-object rng-random,id=r,filename=/dev/zero -device virtio-rng-device,rng=r"
slow="-object rng-builtin,id=r -device virtio-rng-device,rng=r,max-bytes=10,period=10"

command=
expect "no command is demo" 0 "DEMO PASS" $random
command=hole
expect "hole" 0 "HOLE PASS" $random
command="rng-loop bytes=65536"
expect "rng-loop" 0 "RNG DONE 1024 65536" $random
command="rng-loop bytes=64001 depth=8 report=500"
expect "rng-loop, deep" 0 "rng 1000 64000" $random
expect "rng-loop, exact end" 0 "RNG DONE 1001 64001" $random
command="rng-loop bytes=1000 depth=3"
expect "rng-loop, quota" 0 "RNG DONE 10[0-9] 1000" $slow
command="rng-loop depth=9"
expect "depth out of range" 2 "BAD WORD 'depth=9'.*" $random
command=demo
expect "zero is not entropy" 1 "DEMO FAIL entropy is all zero" $zero
expect "no entropy device" 1 "DEMO FAIL no virtio-rng device"
command=probe=0x80400000
expect "probe of RAM" 0 "probe 0x80400000 load 0x0 store ok" $random
command=probe=0x80400000,wait
expect "probe of RAM, patiently" 0 "probe 0x80400000 pattern over 65536 bytes ok" $random
command=probe=0x0a000000
expect "probe of a hole" 0 "probe 0xa000000 load fault 5" $random
for bad in probe=0x8x probe=1,2 touch=0x80400000 touch=0x80400004,8 touch=0x80400000,0; do
  command=$bad
  expect "$bad" 2 "BAD WORD '$bad'.*" $random
done
command="demo  hole"
expect "last command wins, blanks" 0 "HOLE PASS" $random
# The kinds that the reference emulator notices; see README.md for the others.
for kind in loop next-range head-range idx-jump readable indirect-bad; do
  command="bad-ring=$kind"
  expect "$command" 0 "BADRING $kind PASS" $random
done
command=bad-ring=nothing
expect "unknown kind" 1 "BADRING FAIL unknown kind" $random
[ "$failures" = 0 ] || { echo "$failures checks failed"; exit 1; }
