package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.Btf;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Structures that a module brings beside those of its kernel, by the BTF that the kernel keeps of
 * it: {@code btf_modules} of kernel/bpf/btf.c, since Linux 5.11 where it is configured. Safe for
 * concurrent use.
 */
public final class ModuleTypes {
    /** The largest module's are a tenth of it. */
    private static final int MAX_BYTES = 16 << 20;

    private final Linux linux;
    private final Map<String, Optional<StructViews>> known = new ConcurrentHashMap<>();

    /** Reads nothing yet. */
    public ModuleTypes(Linux linux) {
        this.linux = linux;
    }

    @KernelStruct("btf_module")
    interface Loaded extends StructView {
        @KernelField("module->name")
        String name() throws IOException;

        @KernelField("btf->data")
        long dataGva() throws IOException;

        @KernelField("btf->data_size")
        long sizeBytes() throws IOException;
    }

    /**
     * Returns views of a module's structures and the kernel's; empty where this kernel keeps no
     * types of modules, or has no such module.
     *
     * @param module its name, such as {@code "virtio_net"}
     * @throws IOException if they are damaged, or the memory source fails
     */
    public Optional<StructViews> of(String module) throws IOException {
        Optional<StructViews> views = known.get(module);
        if (views == null) {
            views = read(module);
            known.put(module, views);
        }
        return views;
    }

    private Optional<StructViews> read(String module) throws IOException {
        Kernel kernel = linux.kernel();
        OptionalLong list = kernel.symbols().address("btf_modules");
        if (list.isEmpty() || !(kernel.types() instanceof Btf base)) {
            return Optional.empty();
        }
        for (Loaded each : linux.walks().list(list.getAsLong(), Loaded.class, "list").complete()) {
            if (each.name().equals(module)) {
                long size = each.sizeBytes();
                if (size > MAX_BYTES) {
                    throw new MalformedStructureException(
                            Reason.OUT_OF_RANGE,
                            each.toString(),
                            "data_size",
                            0,
                            "is %d, expected at most %d".formatted(size, MAX_BYTES));
                }
                byte[] bytes = kernel.memory().bytes(each.dataGva(), (int) size);
                Btf types = base.with(MemorySegment.ofArray(bytes));
                return Optional.of(StructViews.of(new Extended(kernel, types)));
            }
        }
        return Optional.empty();
    }

    /** A kernel with the types of one of its modules. */
    private record Extended(Kernel kernel, TypeCatalog types) implements Kernel {
        @Override
        public AddressSpace memory() {
            return kernel.memory();
        }

        @Override
        public SymbolTable symbols() {
            return kernel.symbols();
        }

        @Override
        public String release() {
            return kernel.release();
        }

        @Override
        public List<VcpuRegisters> vcpus() {
            return kernel.vcpus();
        }

        @Override
        public Kernel again() {
            return new Extended(kernel.again(), types);
        }
    }
}
