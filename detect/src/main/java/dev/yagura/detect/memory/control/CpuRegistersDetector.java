package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds CPUs whose registers lead elsewhere, or protect less, than the kernel set them to. */
final class CpuRegistersDetector implements Detector {
    /** {@code X86_CR0_PG} and {@code X86_CR0_WP}, arch/x86/include/uapi/asm/processor-flags.h. */
    private static final long CR0_PAGING = 1L << 31;

    private static final long CR0_WRITE_PROTECT = 1L << 16;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.cpu.changed",
                    "CPU register that is not as the kernel set it",
                    Severity.CRITICAL,
                    List.of("T1014", "T1562.001"),
                    "Compares, for each vCPU, the place of the interrupt table that it goes by with"
                            + " the kernel's idt_table, the write protection of read-only pages"
                            + " (CR0.WP) with on, and the bits of CR4 that the kernel pins, as SMEP"
                            + " and SMAP, with the kernel's own record of them. Not seen: registers"
                            + " that QEMU does not tell, those of system calls (LSTAR, SYSENTER)"
                            + " among them; what they lead to is judged where it begins, see"
                            + " linux.syscall.redirected. A source of memory without registers, such"
                            + " as a raw dump or a VM without QMP, counts 0 vCPUs, and nothing is"
                            + " judged. Looking alike: a vCPU that the guest has not started; it is"
                            + " left out.",
                    "Take the guest as compromised: capture its memory before anything else, then"
                            + " isolate it. Compare the table at the evidence's address with"
                            + " idt_table.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Kernel kernel = context.linux().kernel();
        List<VcpuRegisters> started =
                kernel.vcpus().stream().filter(vcpu -> (vcpu.cr0() & CR0_PAGING) != 0).toList();
        context.lookedAt("vCPUs", started.size());
        long table = Symbols.require(kernel, "idt_table");
        long tableGpa = kernel.memory().gpaOf(table);
        long pinned = kernel.memory().u64(Symbols.require(kernel, "cr4_pinned_bits"));
        for (VcpuRegisters vcpu : started) {
            interruptTable(context, vcpu, table, tableGpa);
            bits(context, vcpu, "CR0", vcpu.cr0(), CR0_WRITE_PROTECT);
            bits(context, vcpu, "CR4", vcpu.cr4(), pinned);
        }
    }

    /** The kernel maps its table a second time, read-only, so what counts is where it lies. */
    private static void interruptTable(
            DetectorContext context, VcpuRegisters vcpu, long table, long tableGpa)
            throws IOException {
        Translation found = context.linux().kernel().memory().translate(vcpu.idtBase());
        if (found instanceof Translation.Mapped(long gpa, long _, var _) && gpa == tableGpa) {
            return;
        }
        String subject = "IDTR of vCPU %d".formatted(vcpu.vcpu());
        context.report(
                Confidence.HIGH,
                subject,
                "vCPU %d goes by an interrupt table at 0x%x, not by idt_table"
                        .formatted(vcpu.vcpu(), vcpu.idtBase()),
                List.of(
                        new Evidence.Value(
                                subject,
                                vcpu.idtBase(),
                                "base",
                                found.toString(),
                                "idt_table at 0x%x, gpa 0x%x".formatted(table, tableGpa))));
    }

    private static void bits(
            DetectorContext context, VcpuRegisters vcpu, String register, long value, long wanted) {
        long missing = wanted & ~value;
        if (missing == 0) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((missing >>> bit & 1) != 0) {
                names.add(CpuBits.name(register, bit));
            }
        }
        String subject = "%s of vCPU %d".formatted(register, vcpu.vcpu());
        context.report(
                Confidence.HIGH,
                subject + ", " + String.join(", ", names),
                "%s has %s off".formatted(subject, String.join(", ", names)),
                List.of(
                        new Evidence.Value(
                                subject,
                                vcpu.rip(),
                                String.join(", ", names),
                                "0x%x".formatted(value),
                                "0x%x set".formatted(wanted))));
    }
}
