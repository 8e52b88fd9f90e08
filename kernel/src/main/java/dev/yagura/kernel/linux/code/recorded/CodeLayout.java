package dev.yagura.kernel.linux.code.recorded;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.ModuleDetails;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.code.ModuleSightings;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Kind;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Where the kernel or a module lies, and what of it stays as it was loaded.
 *
 * @param parts the memory it lies in
 * @param perCpu its per-CPU variables, counted from where a CPU has its own
 * @param pieces code and data that nobody writes to
 */
record CodeLayout(List<GvaRange> parts, GvaRange perCpu, List<Piece> pieces) {
    /** Sections of modules that are not sorted, given back or written to. */
    private static final Pattern READ_ONLY = Pattern.compile("(\\.rodata|__ksymtab).*");

    /** A piece before it is read. */
    record Piece(String name, Kind kind, GvaRange range) {}

    /** A module's variables of which each CPU has one; {@code include/linux/module.h}. */
    @KernelStruct("module")
    interface PerCpu extends StructView {
        /** Returns their place, counted from where a CPU has its own. */
        @KernelField("percpu")
        OptionalLong offset();

        @KernelField("percpu_size")
        OptionalInt size();
    }

    CodeLayout {
        parts = List.copyOf(parts);
        pieces = List.copyOf(pieces);
    }

    /** Finds the kernel image. What is written while it starts and protected then is left out. */
    static CodeLayout kernel(Linux linux) throws IOException {
        GvaRange data = Symbols.between(linux.kernel(), "__start_rodata", "__end_rodata");
        GvaRange written =
                Symbols.between(linux.kernel(), "__start_ro_after_init", "__end_ro_after_init");
        List<Piece> pieces = new ArrayList<>();
        pieces.add(
                new Piece(".text", Kind.CODE, Symbols.between(linux.kernel(), "_stext", "_etext")));
        for (GvaRange range : data.without(written)) {
            pieces.add(new Piece(".rodata", Kind.DATA, range));
        }
        return new CodeLayout(
                List.of(Symbols.between(linux.kernel(), "_text", "_end")),
                new GvaRange(0, 0), // in the image, or where all kernels of the build have it
                pieces);
    }

    /** Finds a module that is in use. */
    static CodeLayout module(Linux linux, KernelModule module) throws IOException {
        PerCpu perCpu = linux.views().at(PerCpu.class, module.gva());
        List<Piece> pieces = new ArrayList<>();
        for (GvaRange text : new ModuleSightings(linux).text(module.gva())) {
            pieces.add(new Piece(".text", Kind.CODE, text));
        }
        List<ModuleDetails.Section> sections =
                new ArrayList<>(new ModuleDetails(linux).sections(module));
        sections.sort(Comparator.comparing(ModuleDetails.Section::gva, Long::compareUnsigned));
        for (int i = 0; i < sections.size(); i++) {
            ModuleDetails.Section section = sections.get(i);
            if (READ_ONLY.matcher(section.name()).matches()) {
                for (GvaRange part : module.ranges()) {
                    if (part.contains(section.gva())) {
                        long end = part.start() + part.lengthBytes();
                        long next = i + 1 < sections.size() ? sections.get(i + 1).gva() : end;
                        long length = (part.contains(next) ? next : end) - section.gva();
                        pieces.add(
                                new Piece(
                                        section.name(),
                                        Kind.DATA,
                                        new GvaRange(section.gva(), length)));
                    }
                }
            }
        }
        return new CodeLayout(
                module.ranges(),
                new GvaRange(perCpu.offset().orElse(0), Math.max(0, perCpu.size().orElse(0))),
                pieces);
    }
}
