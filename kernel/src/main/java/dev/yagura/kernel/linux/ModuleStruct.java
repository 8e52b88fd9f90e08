package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A loaded module as the kernel knows it; {@code include/linux/module.h}. */
@KernelStruct("module")
interface ModuleStruct extends StructView {
    String name();

    int state();

    long taints();

    int refcnt();

    /** Returns whether it has an {@code init} function, once it is loaded: whether it had one. */
    @KernelField("init")
    long initFunction();

    @KernelField("exit")
    long exitFunction();

    /** Returns where the core lies, before 6.4. */
    @KernelField("core_layout.base")
    OptionalLong coreBase();

    @KernelField("core_layout.size")
    OptionalInt coreSize();

    @KernelField("init_layout.base")
    OptionalLong initBase();

    @KernelField("init_layout.size")
    OptionalInt initSize();

    /** Returns the parts by {@code enum mod_mem_type}, since 6.4. */
    @KernelField("mem")
    Optional<List<Memory>> parts() throws IOException;

    /** A part of a module. */
    @KernelStruct("module_memory")
    interface Memory extends StructView {
        long base();

        int size();
    }

    /** That one module uses another. */
    @KernelStruct("module_use")
    interface Use extends StructView {
        @KernelField("source->name")
        String user() throws IOException;
    }
}
