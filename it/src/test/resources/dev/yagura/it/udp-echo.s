# A server of UDP that says what it is told: its socket is file 0. "port" is 5555 here.
        .globl  _start
_start: push    $2
        pop     %rdi                    # AF_INET
        mov     %edi, %esi              # SOCK_DGRAM
        xor     %edx, %edx
        push    $41                     # socket
        pop     %rax
        syscall
        mov     %eax, %edi
        xor     %esi, %esi
        push    $33                     # dup2
        pop     %rax
        syscall
        xor     %edi, %edi
        lea     address(%rip), %rsi
        push    $16
        pop     %rdx
        push    $49                     # bind
        pop     %rax
        syscall
        sub     $2048, %rsp
serve:  movl    $16, (%rsp)
        xor     %edi, %edi
        lea     32(%rsp), %rsi
        mov     $1500, %edx
        xor     %r10d, %r10d
        lea     8(%rsp), %r8
        mov     %rsp, %r9
        push    $45                     # recvfrom
        pop     %rax
        syscall
        mov     %eax, %edx
        xor     %edi, %edi
        lea     32(%rsp), %rsi
        xor     %r10d, %r10d
        lea     8(%rsp), %r8
        push    $16
        pop     %r9
        push    $44                     # sendto
        pop     %rax
        syscall
        jmp     serve
address: .byte  2, 0
port:   .byte   0x15, 0xb3
        .byte   0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
