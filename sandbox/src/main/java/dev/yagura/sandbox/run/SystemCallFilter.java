package dev.yagura.sandbox.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Which system calls a tool may make, as a program of classic BPF for seccomp(2).
 *
 * <p>Refused is what changes the system rather than files (mounts, namespaces, modules, the clock),
 * reaches into other processes, reads this host's kernel log, or has been a way out of sandboxes.
 * Calls younger than this list answer as on a kernel that lacks them. Numbers are those of {@code
 * asm/unistd_64.h}, x86-64 only; layout and values those of {@code linux/seccomp.h}, {@code
 * linux/filter.h} and {@code linux/audit.h}.
 */
final class SystemCallFilter {
    private static final int AUDIT_ARCH_X86_64 = 0xc000003e;
    private static final int X32_BIT = 0x40000000;

    private static final int OFFSET_NUMBER = 0;
    private static final int OFFSET_ARCHITECTURE = 4;
    private static final int OFFSET_ARGUMENT_0 = 16;
    private static final int OFFSET_ARGUMENT_1 = 24;

    private static final int BPF_LD_W_ABS = 0x20;
    private static final int BPF_JEQ_K = 0x15;
    private static final int BPF_JGE_K = 0x35;
    private static final int BPF_JSET_K = 0x45;
    private static final int BPF_RET_K = 0x06;

    private static final int ALLOW = 0x7fff0000;
    private static final int KILL = 0x80000000;
    private static final int REFUSE = 0x00050001; // SECCOMP_RET_ERRNO with EPERM
    private static final int UNKNOWN = 0x00050026; // … ENOSYS
    private static final int NO_FAMILY = 0x00050061; // … EAFNOSUPPORT

    private static final int SYS_IOCTL = 16;
    private static final int SYS_SOCKET = 41;
    private static final int SYS_CLONE = 56;
    private static final int SYS_CLONE3 = 435;
    private static final int SYS_STATMOUNT = 457;
    private static final int SYS_LISTMOUNT = 458;

    /** The last call that this list knows: mseal. */
    private static final int LAST_KNOWN = 462;

    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME. */
    private static final int NEW_NAMESPACES = 0x7e020080;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541c;

    /**
     * AF_UNIX, AF_INET, AF_INET6: tools need one to ask for interfaces. Netlink is none of them.
     */
    private static final int[] FAMILIES = {1, 2, 10};

    private static final int[] REFUSED = {
        101, // ptrace
        103, // syslog
        134, // uselib
        153, // vhangup
        154, // modify_ldt
        155, // pivot_root
        156, // _sysctl
        159, // adjtimex
        161, // chroot
        163, // acct
        164, // settimeofday
        165, // mount
        166, // umount2
        167, // swapon
        168, // swapoff
        169, // reboot
        170, // sethostname
        171, // setdomainname
        172, // iopl
        173, // ioperm
        175, // init_module
        176, // delete_module
        179, // quotactl
        180, // nfsservctl
        212, // lookup_dcookie
        227, // clock_settime
        246, // kexec_load
        248, // add_key
        249, // request_key
        250, // keyctl
        256, // migrate_pages
        272, // unshare
        279, // move_pages
        298, // perf_event_open
        300, // fanotify_init
        303, // name_to_handle_at
        304, // open_by_handle_at
        305, // clock_adjtime
        308, // setns
        310, // process_vm_readv
        311, // process_vm_writev
        312, // kcmp
        313, // finit_module
        320, // kexec_file_load
        321, // bpf
        323, // userfaultfd
        425, // io_uring_setup
        426, // io_uring_enter
        427, // io_uring_register
        428, // open_tree
        429, // move_mount
        430, // fsopen
        431, // fsconfig
        432, // fsmount
        433, // fspick
        438, // pidfd_getfd
        440, // process_madvise
        442, // mount_setattr
        443, // quotactl_fd
        447, // memfd_secret
        448, // process_mrelease
    };

    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    private final List<Instruction> program = new ArrayList<>();

    private SystemCallFilter() {}

    /** Returns the program, as bubblewrap's {@code --seccomp} takes it. */
    static byte[] program() {
        SystemCallFilter filter = new SystemCallFilter();
        filter.build();
        ByteBuffer bytes =
                ByteBuffer.allocate(filter.program.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : filter.program) {
            bytes.putShort((short) instruction.code());
            bytes.put((byte) instruction.ifTrue());
            bytes.put((byte) instruction.ifFalse());
            bytes.putInt(instruction.operand());
        }
        return bytes.array();
    }

    private void build() {
        load(OFFSET_ARCHITECTURE);
        add(BPF_JEQ_K, 1, 0, AUDIT_ARCH_X86_64);
        answer(KILL);
        load(OFFSET_NUMBER);
        // Comparisons are unsigned: this is x32 too, and every number that is none.
        answerFrom(LAST_KNOWN + 1, UNKNOWN);
        answerFrom(X32_BIT, UNKNOWN);
        for (int number : REFUSED) {
            answerIf(number, REFUSE);
        }
        // Its flags are behind a pointer, which a filter cannot follow: libc then takes clone.
        answerIf(SYS_CLONE3, UNKNOWN);
        answerIf(SYS_STATMOUNT, UNKNOWN);
        answerIf(SYS_LISTMOUNT, UNKNOWN);
        ifCall(
                SYS_CLONE,
                List.of(
                        new Instruction(BPF_LD_W_ABS, 0, 0, OFFSET_ARGUMENT_0),
                        new Instruction(BPF_JSET_K, 0, 1, NEW_NAMESPACES),
                        new Instruction(BPF_RET_K, 0, 0, REFUSE)),
                ALLOW);
        ifCall(
                SYS_IOCTL,
                List.of(
                        new Instruction(BPF_LD_W_ABS, 0, 0, OFFSET_ARGUMENT_1),
                        new Instruction(BPF_JEQ_K, 1, 0, TIOCSTI),
                        new Instruction(BPF_JEQ_K, 0, 1, TIOCLINUX),
                        new Instruction(BPF_RET_K, 0, 0, REFUSE)),
                ALLOW);
        List<Instruction> families = new ArrayList<>();
        families.add(new Instruction(BPF_LD_W_ABS, 0, 0, OFFSET_ARGUMENT_0));
        for (int family : FAMILIES) {
            families.add(new Instruction(BPF_JEQ_K, 0, 1, family));
            families.add(new Instruction(BPF_RET_K, 0, 0, ALLOW));
        }
        ifCall(SYS_SOCKET, families, NO_FAMILY);
        answer(ALLOW);
    }

    /** Inserts instructions for one call, with the answer where they give none. */
    private void ifCall(int number, List<Instruction> body, int otherwise) {
        add(BPF_JEQ_K, 0, body.size() + 1, number);
        program.addAll(body);
        answer(otherwise);
    }

    private void load(int offset) {
        add(BPF_LD_W_ABS, 0, 0, offset);
    }

    private void answerIf(int number, int answer) {
        add(BPF_JEQ_K, 0, 1, number);
        answer(answer);
    }

    private void answerFrom(int number, int answer) {
        add(BPF_JGE_K, 0, 1, number);
        answer(answer);
    }

    private void answer(int answer) {
        add(BPF_RET_K, 0, 0, answer);
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.add(new Instruction(code, ifTrue, ifFalse, operand));
    }
}
