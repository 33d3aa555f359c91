# Prints the number of instructions that this hart has retired, in decimal: a Linux program without a library.
# The kernel ends it with a signal when it keeps the counter from its programs.

        .globl  _start
_start: rdinstret t0
        addi    sp, sp, -32
        addi    a1, sp, 31              # the text grows from its end to its begin
        li      t1, '\n'
        sb      t1, 0(a1)
        li      t2, 10
digit:  remu    t1, t0, t2
        divu    t0, t0, t2
        addi    t1, t1, '0'
        addi    a1, a1, -1
        sb      t1, 0(a1)
        bnez    t0, digit
        li      a0, 1
        addi    a2, sp, 32
        sub     a2, a2, a1
        li      a7, 64                  # write
        ecall
        li      a0, 0
        li      a7, 93                  # exit
        ecall
