package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The tables of places that the kernel keeps with a module; {@code include/linux/module.h}. */
@KernelStruct("module")
interface OwnTables extends StructView {
    @KernelField("jump_entries")
    OptionalLong jumpLabels();

    @KernelField("num_jump_entries")
    OptionalInt jumpLabelCount();

    @KernelField("static_call_sites")
    OptionalLong staticCalls();

    @KernelField("num_static_call_sites")
    OptionalInt staticCallCount();
}
