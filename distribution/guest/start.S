// Entry, trap entry and the guarded accesses.

  .section .text.start, "ax"
  .globl _start
_start:
  // Without relaxation: that would express this very line by means of gp.
  .option push
  .option norelax
  lla   gp, __global_pointer$
  .option pop

  lla   t0, trap
  csrw  mtvec, t0
  csrw  mie, zero

  // A machine without hart management starts every hart here: the first one goes on.
  lla   t0, hart_taken
  li    t1, 1
  amoswap.w.aq t1, t1, (t0)
  bnez  t1, park

  lla   sp, __stack_top
  lla   t0, __bss_start
  lla   t1, __bss_end
1:
  bgeu  t0, t1, 2f
  sd    zero, 0(t0)
  addi  t0, t0, 8
  j     1b
2:
  call  guest_main              // a0 = hart id, a1 = device tree, as at entry; does not return
park:
  wfi
  j     park

// The handler is C, so the registers a C function may change are saved. It returns where to resume.
  .balign 4
trap:
  addi  sp, sp, -128
  sd    ra, 0(sp)
  sd    t0, 8(sp)
  sd    t1, 16(sp)
  sd    t2, 24(sp)
  sd    t3, 32(sp)
  sd    t4, 40(sp)
  sd    t5, 48(sp)
  sd    t6, 56(sp)
  sd    a0, 64(sp)
  sd    a1, 72(sp)
  sd    a2, 80(sp)
  sd    a3, 88(sp)
  sd    a4, 96(sp)
  sd    a5, 104(sp)
  sd    a6, 112(sp)
  sd    a7, 120(sp)
  csrr  a0, mcause
  csrr  a1, mepc
  csrr  a2, mtval
  call  handle_trap
  csrw  mepc, a0
  ld    ra, 0(sp)
  ld    t0, 8(sp)
  ld    t1, 16(sp)
  ld    t2, 24(sp)
  ld    t3, 32(sp)
  ld    t4, 40(sp)
  ld    t5, 48(sp)
  ld    t6, 56(sp)
  ld    a0, 64(sp)
  ld    a1, 72(sp)
  ld    a2, 80(sp)
  ld    a3, 88(sp)
  ld    a4, 96(sp)
  ld    a5, 104(sp)
  ld    a6, 112(sp)
  ld    a7, 120(sp)
  addi  sp, sp, 128
  mret

// void probe_load/probe_store/probe_fetch(address): one access that is expected to trap.
// uint64_t guarded_load(address), void guarded_store(address, value): one that may trap.
// While trap_resume is not 0, the trap handler notes the trap and continues at that address.
  .macro guarded name, access:vararg
  .globl \name
  .globl \name\()_at
\name:
  lla   t0, trap_resume
  lla   t1, 1f
  sd    t1, 0(t0)
\name\()_at:
  \access
1:
  sd    zero, 0(t0)
  ret
  .endm

  guarded probe_load, ld a1, 0(a0)
  guarded probe_store, sd zero, 0(a0)
  guarded probe_fetch, jr a0
  guarded guarded_load, ld a0, 0(a0)
  guarded guarded_store, sd a1, 0(a0)

// Tells the host to start this program in M-mode; never written.
  .section .tohost, "aw"
  .balign 8
  .globl tohost
  .type tohost, @object
  .size tohost, 8
tohost:
  .dword 0

  .section .data
  .balign 4
hart_taken:
  .word 0
