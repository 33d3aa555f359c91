// Single instructions as functions, so that the compiler cannot compute their results itself.

  .macro binary op
  .globl op_\op
op_\op:
  \op   a0, a0, a1
  ret
  .endm

  .text
  .irp op, mul, mulh, mulhu, mulhsu, mulw, div, divu, rem, remu, divw, divuw, remw, remuw
  binary \op
  .endr

// int64 amo_X_w/d(address, operand): the old value.
  .macro atomic op
  .globl amo_\op\()_w
  .globl amo_\op\()_d
amo_\op\()_w:
  amo\op\().w a0, a1, (a0)
  ret
amo_\op\()_d:
  amo\op\().d a0, a1, (a0)
  ret
  .endm

  .irp op, swap, add, xor, and, or, min, max, minu, maxu
  atomic \op
  .endr

// int lr_sc_w/d(address, value): store value by a reservation, then try value + 1 without one.
// Returns 1 when the second store was refused, as it must be.
  .macro reserved width
  .globl lr_sc_\width
lr_sc_\width:
  lr.\width t0, (a0)
  sc.\width t1, a1, (a0)
  bnez  t1, lr_sc_\width
  addi  a1, a1, 1
  sc.\width t1, a1, (a0)
  snez  a0, t1
  ret
  .endm

  reserved w
  reserved d

// uint64 mix(x, y): every line has a compressed form, which the assembler picks by itself under `rvc`.
// The same text in both codings must give the same value.
  .macro mix
  addi  sp, sp, -32
  sd    ra, 24(sp)
  sd    s0, 16(sp)
  addi  a2, sp, 4
  addi  a2, a2, -4
  li    a3, -7
  lui   a4, 0x1f
  add   a3, a3, a4
  sub   a0, a0, a1
  xor   a0, a0, a3
  sd    a0, 0(a2)
  lw    a5, 4(a2)
  or    a1, a1, a5
  sw    a1, 8(a2)
  ld    a4, 0(a2)
  lw    a3, 8(a2)
  and   a4, a4, a3
  addw  a0, a0, a4
  subw  a1, a1, a0
  slli  a0, a0, 17
  srli  a1, a1, 3
  srai  a0, a0, 5
  andi  a1, a1, -5
  xor   a0, a0, a1
  sw    a0, 8(sp)
  lw    a1, 8(sp)
  sd    a0, 0(sp)
  ld    s0, 0(sp)
  mv    a2, a0
  addiw a2, a2, -19
  add   a1, a1, a2
  addi  a1, a1, 31
  li    a5, 3
1:
  addi  a5, a5, -1
  add   s0, s0, a1
  bnez  a5, 1b
  beqz  a5, 2f
  mv    s0, a5
2:
  j     3f
  mv    s0, a5
3:
  nop
  mv    a0, s0
  ld    s0, 16(sp)
  ld    ra, 24(sp)
  addi  sp, sp, 32
  ret
  .endm

  .globl mix_compressed
  .globl mix_plain
  .option push
  .option rvc
mix_compressed:
  mix
  .option norvc
mix_plain:
  mix
  .option pop
