package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Structures in which the kernel notes where it keeps code. */
final class CodeStructs {
    private CodeStructs() {}

    /** Thunks that a module's code was given; {@code arch/x86/include/asm/module.h}, since 6.15. */
    @KernelStruct("module")
    interface Thunks extends StructView {
        @KernelField("arch.its_pages.pages")
        OptionalLong pagesGva();

        @KernelField("arch.its_pages.num")
        OptionalInt count();
    }

    /** Code that BPF made; {@code include/linux/bpf.h}. */
    @KernelStruct("bpf_ksym")
    interface BpfSymbol extends StructView {
        long start();

        long end();

        String name();
    }

    /** A tracer with code of its own; {@code include/linux/ftrace.h}. */
    @KernelStruct("ftrace_ops")
    interface Tracer extends StructView {
        OptionalLong trampoline();

        OptionalLong trampolineSize();
    }

    /** A page of copied instructions; {@code kernel/kprobes.c}. */
    @KernelStruct("kprobe_insn_page")
    interface Slots extends StructView {
        @KernelField("insns")
        long start();
    }

    /** What CPUs start from; {@code arch/x86/include/asm/realmode.h}. */
    @KernelStruct("real_mode_header")
    interface RealMode extends StructView {
        @KernelField("text_start")
        int textStart();

        @KernelField("ro_end")
        int end();
    }
}
