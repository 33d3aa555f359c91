package org.backplane.linux;

import java.io.ByteArrayOutputStream;

/**
 * The SIGBUS handler, in machine code for x86-64. The kernel calls it on the thread that touched
 * memory which is not there; it must not run Java, and C would need a compiler on every host.
 *
 * <p>It looks for the address in the {@link FaultTable}. When a watched mapping contains it, it
 * puts a page of zeros there and returns: the processor repeats the instruction and goes on. Every
 * other signal goes to the handler that was there before, with registers and stack as they came in,
 * as if this one did not exist.
 *
 * <p>Why it may run anywhere:
 *
 * <ul>
 *   <li>It uses the thread's stack (9 words; the kernel has left the red zone free), the table, and
 *       system calls made directly: no errno, no C library, no allocation, no vector registers.
 *   <li>The kernel restores all registers at return, but the previous handler may rely on the
 *       callee-saved ones, so those and the three arguments are saved.
 *   <li>A slot's lock makes two threads that miss the same page agree: the second one finds the
 *       page there (the probe) and does not replace it once more, which would lose what the first
 *       has written since. The holder cannot be interrupted by a handler of another signal (they
 *       are blocked, see {@link FaultSignal}) and makes three short calls. Java code never takes
 *       the lock: a Java thread that is stopped for a collection would keep it.
 *   <li>Who waits for the lock sleeps, so that a real-time thread cannot starve the holder.
 * </ul>
 */
final class FaultHandlerCode {
  /** Where the kernel enters. */
  static final int ENTRY = 0;

  /** Stands in for a previous "ignore": a real fault ends the process even then. */
  static final int IGNORED = 379;

  /** Stands in for a previous "default": the process ends by SIGBUS. */
  static final int DEFAULT = 390;

  /** Where the table lies, from the code's first byte. */
  static final int TABLE = 4096;

  private static final int INDENT = 2;
  private static final int DIGITS = 16;

  /**
   * An instruction a line: its bytes, then what they mean; a colon ends a label. The names behind
   * rbx and rbp are fields of the {@link FaultTable}. A test compares every line with what a
   * disassembler reads from the bytes.
   *
   * <p>In: rdi signal, rsi siginfo_t*, rdx ucontext_t*. Kept: rbx table, rbp slot, r12 address, r13
   * its page, r14 the processor's error code (bit 1: write), r15 page size, 0 once the mapping is
   * given up.
   */
  static final String LISTING =
      """
      entry:
        f3 0f 1e fa            endbr64
        8b 46 08               mov eax,[rsi+0x8]             ; si_code, sigaction(2)
        83 e8 02               sub eax,0x2                   ; BUS_ADRERR, OBJERR, MCEERR_AR, MCEERR_AO
        83 f8 03               cmp eax,0x3                   ; are 2 to 5; kill(2) and others have no address
        0f 87 5e 01 00 00      ja previous
        53                     push rbx
        55                     push rbp
        41 54                  push r12
        41 55                  push r13
        41 56                  push r14
        41 57                  push r15
        57                     push rdi
        56                     push rsi
        52                     push rdx
        48 8d 1d d9 0f 00 00   lea rbx,[rip+TABLE]
        4c 8b 66 10            mov r12,[rsi+0x10]            ; si_addr
        4c 8b b2 c0 00 00 00   mov r14,[rdx+0xc0]            ; uc_mcontext.gregs[REG_ERR]
        48 8d 6b 40            lea rbp,[rbx+SLOTS]
        4c 8b 6b 00            mov r13,[rbx+LIMIT]
      scan:
        4c 39 ed               cmp rbp,r13
        0f 83 21 01 00 00      jae pass                      ; no mapping of ours
        4c 3b 65 00            cmp r12,[rbp+START]
        72 06                  jb next
        4c 3b 65 08            cmp r12,[rbp+END]
        72 16                  jb lock
      next:
        48 83 c5 40            add rbp,STRIDE
        eb e5                  jmp scan
      wait:
        31 ff                  xor edi,edi                   ; no descriptors
        31 f6                  xor esi,esi
        ba 01 00 00 00         mov edx,0x1                   ; one millisecond
        b8 07 00 00 00         mov eax,0x7                   ; poll
        0f 05                  syscall
      lock:
        b8 01 00 00 00         mov eax,0x1
        87 45 1c               xchg [rbp+LOCK],eax
        85 c0                  test eax,eax
        75 e4                  jne wait
        4c 3b 65 00            cmp r12,[rbp+START]           ; still the same mapping?
        0f 82 e2 00 00 00      jb gone
        4c 3b 65 08            cmp r12,[rbp+END]
        0f 83 d8 00 00 00      jae gone
        4c 8b 7d 10            mov r15,[rbp+PAGE]
        4d 89 fd               mov r13,r15
        49 f7 dd               neg r13
        4d 21 e5               and r13,r12
        4c 89 ef               mov rdi,r13
        4c 89 fe               mov rsi,r15
        41 d1 ee               shr r14d,1
        41 83 e6 01            and r14d,0x1
        41 8d 56 16            lea edx,[r14+0x16]            ; MADV_POPULATE_READ or _WRITE
        b8 1c 00 00 00         mov eax,0x1c                  ; madvise: the probe
        0f 05                  syscall
        85 c0                  test eax,eax
        0f 84 90 00 00 00      je unlock                     ; it is there by now: try again
        4c 89 e8               mov rax,r13
        48 2b 45 30            sub rax,[rbp+LAST]
        4c 89 6d 30            mov [rbp+LAST],r13
        4c 39 f8               cmp rax,r15                   ; next to the page lost before: the kernel
        74 13                  je page                       ; keeps both as one area
        48 f7 d8               neg rax
        4c 39 f8               cmp rax,r15
        74 0b                  je page
        48 ff 45 38            inc [rbp+PIECES]
        f0 48 ff 4b 10         lock dec [rbx+BUDGET]
        78 2a                  js whole                      ; no more areas for single pages
      page:
        4c 89 ef               mov rdi,r13
        4c 89 fe               mov rsi,r15
      map:
        8b 55 18               mov edx,[rbp+PROTECTION]
        41 ba 32 40 00 00      mov r10d,0x4032               ; PRIVATE, FIXED, ANONYMOUS, NORESERVE
        49 c7 c0 ff ff ff ff   mov r8,0xffffffffffffffff
        45 31 c9               xor r9d,r9d
        b8 09 00 00 00         mov eax,0x9                   ; mmap
        0f 05                  syscall
        48 39 f8               cmp rax,rdi
        74 20                  je lost
        4d 85 ff               test r15,r15
        74 5e                  je gone                       ; nothing helps
      whole:
        45 31 ff               xor r15d,r15d
        31 c0                  xor eax,eax
        48 87 45 38            xchg [rbp+PIECES],rax
        f0 48 01 43 10         lock add [rbx+BUDGET],rax
        48 8b 7d 00            mov rdi,[rbp+START]
        48 8b 75 08            mov rsi,[rbp+END]
        48 29 fe               sub rsi,rdi
        eb c1                  jmp map
      lost:
        48 83 7d 20 00         cmp [rbp+LOST],0x0
        75 36                  jne more
        4c 89 65 28            mov [rbp+FIRST],r12           ; before LOST, which says that it is there
        48 89 75 20            mov [rbp+LOST],rsi
        f0 ff 43 18            lock inc [rbx+EVENTS]
        48 8d 7b 18            lea rdi,[rbx+EVENTS]
        be 81 00 00 00         mov esi,0x81                  ; FUTEX_WAKE_PRIVATE
        ba 01 00 00 00         mov edx,0x1
        b8 ca 00 00 00         mov eax,0xca                  ; futex
        0f 05                  syscall
      unlock:
        c7 45 1c 00 00 00 00   mov [rbp+LOCK],0x0
        5a                     pop rdx
        5e                     pop rsi
        5f                     pop rdi
        41 5f                  pop r15
        41 5e                  pop r14
        41 5d                  pop r13
        41 5c                  pop r12
        5d                     pop rbp
        5b                     pop rbx
        c3                     ret
      more:
        48 01 75 20            add [rbp+LOST],rsi
        eb e5                  jmp unlock
      gone:
        c7 45 1c 00 00 00 00   mov [rbp+LOCK],0x0
      pass:
        5a                     pop rdx
        5e                     pop rsi
        5f                     pop rdi
        41 5f                  pop r15
        41 5e                  pop r14
        41 5d                  pop r13
        41 5c                  pop r12
        5d                     pop rbp
        5b                     pop rbx
      previous:
        48 8d 05 88 0e 00 00   lea rax,[rip+TABLE]
        ff 60 08               jmp [rax+PREVIOUS]
      ignored:
        f3 0f 1e fa            endbr64
        83 7e 08 00            cmp [rsi+0x8],0x0             ; si_code: above 0 the kernel raised it
        7f 01                  jg default
        c3                     ret
      default:
        f3 0f 1e fa            endbr64
        56                     push rsi
        31 c0                  xor eax,eax
        50                     push rax                      ; the kernel's struct sigaction: SIG_DFL
        50                     push rax
        50                     push rax
        50                     push rax
        48 89 e6               mov rsi,rsp
        bf 07 00 00 00         mov edi,0x7                   ; SIGBUS
        31 d2                  xor edx,edx
        41 ba 08 00 00 00      mov r10d,0x8                  ; bytes of its signal set
        b8 0d 00 00 00         mov eax,0xd                   ; rt_sigaction
        0f 05                  syscall
        48 83 c4 20            add rsp,0x20
        5e                     pop rsi
        83 7e 08 00            cmp [rsi+0x8],0x0
        7f 15                  jg end                        ; the instruction raises it once more
        b8 27 00 00 00         mov eax,0x27                  ; getpid
        0f 05                  syscall
        89 c7                  mov edi,eax
        be 07 00 00 00         mov esi,0x7
        b8 3e 00 00 00         mov eax,0x3e                  ; kill: arrives when this returns
        0f 05                  syscall
      end:
        c3                     ret
      """;

  private FaultHandlerCode() {}

  /** The code. It runs wherever it is put, with the table {@link #TABLE} bytes from its start. */
  static byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    for (int line = 0; line < LISTING.length(); line = LISTING.indexOf('\n', line) + 1) {
      int at = line + INDENT;
      while (isByte(at)) {
        bytes.write(digit(at) * DIGITS + digit(at + 1));
        at += 3;
      }
    }
    return bytes.toByteArray();
  }

  // A label has no indent, so that what stands in this place of its line may be anything.
  private static boolean isByte(int at) {
    return LISTING.charAt(at - 1) == ' '
        && digit(at) >= 0
        && digit(at + 1) >= 0
        && LISTING.charAt(at + 2) == ' ';
  }

  private static int digit(int at) {
    return Character.digit(LISTING.charAt(at), DIGITS);
  }
}
