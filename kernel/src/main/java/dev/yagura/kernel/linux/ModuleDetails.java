package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A module's sections and parameters, as {@code /sys/module/NAME/sections} and {@code parameters}
 * show them.
 */
public final class ModuleDetails {
    /** Sections of one module; those of the largest are some dozens. */
    private static final int MAX_SECTIONS = 4096;

    /** Parameters of one module; the most have some hundred. */
    private static final int MAX_PARAMETERS = 4096;

    private static final int MAX_TEXT_BYTES = 1024;

    /**
     * A section as it was loaded.
     *
     * @param name such as {@code ".text"}
     * @param gva where it lies, or lay: those of initialisation are freed
     */
    public record Section(String name, long gva) {}

    /**
     * A parameter.
     *
     * @param name its name
     * @param value as text; empty for a type that has a reader of its own
     */
    public record Parameter(String name, Optional<String> value) {}

    @KernelStruct("module")
    interface Lists extends StructView {
        @KernelField("sect_attrs")
        OptionalLong sectionsGva();

        @KernelField("sect_attrs->grp.bin_attrs")
        OptionalLong attributesGva() throws IOException;

        @KernelField("kp")
        OptionalLong parametersGva();

        @KernelField("num_kp")
        OptionalInt parameterCount();
    }

    @KernelStruct("bin_attribute")
    interface Attribute extends StructView {
        @KernelField("attr.name")
        String name() throws IOException;

        /** Returns the section's address, since 6.14. */
        @KernelField("private")
        long address();
    }

    @KernelStruct("kernel_param")
    interface ParameterStruct extends StructView {
        String name() throws IOException;

        @KernelField("ops")
        long operations();

        @KernelField("arg")
        long argument();
    }

    private final StructViews views;
    private final AddressSpace memory;

    /** Returns details of a guest's modules; nothing is read yet. */
    public ModuleDetails(Linux linux) {
        this.views = linux.views();
        this.memory = linux.kernel().memory();
    }

    /**
     * Returns the sections in the kernel's order; empty in kernels that keep none.
     *
     * @throws MalformedStructureException if there are more than any module has
     * @throws IOException if guest memory cannot be read
     */
    public List<Section> sections(KernelModule module) throws IOException {
        Lists lists = views.at(Lists.class, module.gva());
        List<Section> sections = new ArrayList<>();
        if (lists.sectionsGva().orElse(0) == 0 || lists.attributesGva().orElse(0) == 0) {
            return sections;
        }
        long array = lists.attributesGva().getAsLong();
        // Before 6.14 the attribute was the first member of a structure with the address.
        boolean wrapped = views.has("module_sect_attr", "address");
        long address = wrapped ? views.offsetOf("module_sect_attr", "address") : 0;
        long inside = wrapped ? views.offsetOf("module_sect_attr", "battr") : 0;
        for (int i = 0; ; i++) {
            long gva = memory.u64(array + (long) i * Long.BYTES);
            if (gva == 0) {
                return sections;
            }
            if (i == MAX_SECTIONS) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        "sections of module " + module.name(),
                        "bin_attrs",
                        (long) i * Long.BYTES,
                        "has more than %d entries".formatted(MAX_SECTIONS));
            }
            Attribute attribute = views.at(Attribute.class, gva);
            sections.add(
                    new Section(
                            attribute.name(),
                            wrapped ? memory.u64(gva - inside + address) : attribute.address()));
        }
    }

    /**
     * Returns the parameters in the kernel's order.
     *
     * @throws MalformedStructureException if there are more than any module has
     * @throws IOException if guest memory cannot be read
     */
    public List<Parameter> parameters(KernelModule module) throws IOException {
        Lists lists = views.at(Lists.class, module.gva());
        int count = lists.parameterCount().orElse(0);
        if (Integer.compareUnsigned(count, MAX_PARAMETERS) > 0) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "module " + module.name(),
                    "num_kp",
                    views.offsetOf("module", "num_kp"),
                    "is %s, expected %d at most"
                            .formatted(Integer.toUnsignedString(count), MAX_PARAMETERS));
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long gva = lists.parametersGva().orElse(0) + i * views.sizeOf("kernel_param");
            parameters.add(parameterAt(gva));
        }
        return parameters;
    }

    /**
     * Returns a parameter, of a module or of the kernel itself.
     *
     * @param gva address of its {@code kernel_param}
     * @throws IOException if guest memory cannot be read
     */
    public Parameter parameterAt(long gva) throws IOException {
        ParameterStruct parameter = views.at(ParameterStruct.class, gva);
        return new Parameter(parameter.name(), value(parameter.operations(), parameter.argument()));
    }

    /**
     * Returns how much memory a module takes, in bytes.
     *
     * @param initial that for its start, which is given back, instead of that which stays
     * @throws IOException if guest memory cannot be read
     */
    public long sizeBytes(KernelModule module, boolean initial) throws IOException {
        ModuleStruct parts = views.at(ModuleStruct.class, module.gva());
        if (parts.coreSize().isPresent()) {
            int size = initial ? parts.initSize().orElse(0) : parts.coreSize().getAsInt();
            return Integer.toUnsignedLong(size);
        }
        Map<String, Long> kinds =
                views.kernel().types().enumeration("mod_mem_type").orElse(Map.of());
        List<ModuleStruct.Memory> memories = parts.parts().orElse(List.of());
        long sum = 0;
        for (int kind = 0; kind < memories.size(); kind++) {
            boolean ofStart = false;
            for (Map.Entry<String, Long> name : kinds.entrySet()) {
                ofStart |= name.getValue() == kind && name.getKey().startsWith("MOD_INIT_");
            }
            if (ofStart == initial) {
                sum += Integer.toUnsignedLong(memories.get(kind).size());
            }
        }
        return sum;
    }

    /** Reads a value whose type the kernel has a reader for; {@code kernel/params.c}. */
    private Optional<String> value(long operations, long gva) throws IOException {
        String kind =
                views.kernel()
                        .symbols()
                        .nearest(operations)
                        .filter(near -> near.offset() == 0)
                        .map(near -> near.symbol().name())
                        .orElse("");
        return Optional.ofNullable(
                switch (kind) {
                    case "param_ops_bool" -> memory.u8(gva) != 0 ? "Y" : "N";
                    case "param_ops_invbool" -> memory.u8(gva) != 0 ? "N" : "Y";
                    case "param_ops_bint" -> memory.u32(gva) != 0 ? "Y" : "N";
                    case "param_ops_byte" -> String.valueOf(memory.u8(gva));
                    case "param_ops_short" -> String.valueOf((short) memory.u16(gva));
                    case "param_ops_ushort" -> String.valueOf(memory.u16(gva));
                    case "param_ops_int" -> String.valueOf((int) memory.u32(gva));
                    case "param_ops_uint" -> String.valueOf(memory.u32(gva));
                    case "param_ops_hexint" -> "0x%08x".formatted(memory.u32(gva));
                    case "param_ops_long" -> String.valueOf(memory.u64(gva));
                    case "param_ops_ulong", "param_ops_ullong" ->
                            Long.toUnsignedString(memory.u64(gva));
                    case "param_ops_charp" -> text(memory.u64(gva));
                    default -> null;
                });
    }

    private String text(long gva) throws IOException {
        return gva == 0 ? "(null)" : memory.cString(gva, MAX_TEXT_BYTES);
    }
}
